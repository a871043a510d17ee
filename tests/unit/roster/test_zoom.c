/* Zoom reports, all invented; the sample of the same shape is in suites. */
#include "roster_test.h"

static struct tsm_arena arena;
static struct tsm_zone *denver;
static struct tsm_interval session; /* 2021-11-19 10:00-12:00 */

static int setup(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	denver = zone_of("America/Denver");
	session = session_at(denver, "2021-11-19T10:00", 120);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tsm_arena_release(&arena);
	tsm_zone_free(&denver);
	return 0;
}

static enum tsm_status import_n(const char *data, size_t len,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct tsm_import_options o = { .session = &session };
	if (options != NULL)
		o = *options;
	o.zone = denver;
	return tsm_import_read(&arena, tsm_str_n(data, len), &o, import, err);
}

static struct tsm_import import_ok(
    const char *data, const struct tsm_import_options *options)
{
	struct tsm_import import;
	struct tsm_error err = { 0 };
	enum tsm_status status =
	    import_n(data, strlen(data), options, &import, &err);
	if (status != TSM_OK)
		print_message("# %s\n", err.text);
	assert_int_equal(status, TSM_OK);
	return import;
}

static void import_fails(const char *data,
    const struct tsm_import_options *options, enum tsm_status want,
    const char *says)
{
	struct tsm_import import;
	struct tsm_error err = { 0 };
	assert_int_equal(
	    import_n(data, strlen(data), options, &import, &err), want);
	if (strstr(err.text, says) == NULL)
		print_message("# %s\n", err.text);
	assert_non_null(strstr(err.text, says));
}

static void assert_note(const struct tsm_row_note *notes, size_t count,
    size_t line, const char *says)
{
	for (size_t i = 0; i < count; i++)
		if (notes[i].line == line &&
		    strstr(notes[i].text, says) != NULL)
			return;
	fail_msg("no remark on line %zu says \"%s\"", line, says);
}

#define OLD_HEAD \
 "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent"

/* Re-saved by a spreadsheet: ",,,,,," and an hour without its zero. */
static const char with_block[] =
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\r\n"
    "90012345678,Series one,11/19/2021 10:00:00 AM,11/19/2021 12:00:00 PM,Hana@example.org,120,6\r\n"
    ",,,,,,\r\n" OLD_HEAD "\r\n"
    "01_Ashby (Fern Ashby),fern@example.org,11/19/2021 9:54:15 AM,11/19/2021 12:01:59 PM,128,Yes,Y\r\n"
    "02_Two Devices,two@example.org,11/19/2021 10:08:26 AM,11/19/2021 12:01:58 PM,114,Yes,Y\r\n"
    "02_Two Devices,TWO@example.org ,11/19/2021 10:11:31 AM,11/19/2021 12:01:58 PM,111,Yes,Y\r\n"
    "03_Rejoin,rejoin@example.org,11/19/2021 10:08:32 AM,11/19/2021 11:00:13 AM,52,Yes,Y\r\n"
    "Hana Host,hana@example.org,11/19/2021 10:00:00 AM,11/19/2021 12:00:00 PM,120,No,NA\r\n"
    "03_Rejoin,rejoin@example.org,11/19/2021 11:28:11 AM,11/19/2021 12:01:58 PM,34,Yes,NA\r\n"
    "Early Bird,,11/19/2021 9:00:00 AM,11/19/2021 9:30:00 AM,30,Yes,NA\r\n"
    "read.ai meeting notes,,11/19/2021 10:00:00 AM,11/19/2021 10:05:00 AM,5,Yes,";

static int64_t minutes_of(const struct tsm_import *import, const char *display)
{
	struct tsm_attendee *attendees = NULL;
	struct tsm_presence presence;
	size_t count = 0;
	assert_int_equal(tsm_attendees_group(&arena, import->rows,
			     import->row_count, &attendees, &count),
	    TSM_OK);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(attendees[i].display, display) != 0)
			continue;
		assert_int_equal(tsm_attendee_presence(&arena, import->rows,
				     &attendees[i], session, &presence),
		    TSM_OK);
		return presence.seconds / 60;
	}
	fail_msg("nobody is called %s", display);
	return -1;
}

static void old_with_block(void **state)
{
	struct tsm_attendee *attendees = NULL;
	size_t people = 0;
	char text[TSM_TIME_TEXT];
	(void)state;
	struct tsm_import import = import_ok(with_block, NULL);
	assert_string_equal(import.importer, "zoom-joins");
	assert_string_equal(import.variant,
	    "Zoom participants, one row per join, older columns, with meeting block");
	assert_int_equal(import.header_line, 4);
	assert_int_equal(import.order, TSM_DATE_MDY);
	assert_string_equal(import.zone, "America/Denver");
	assert_true(import.dated);
	assert_int_equal(import.row_count, 8);
	assert_int_equal(import.rejected_count, 0);
	assert_int_equal(import.note_count, 0);
	assert_true(import.has_meeting);
	assert_string_equal(import.meeting.topic, "Series one");
	assert_string_equal(import.meeting.id, "90012345678");
	assert_string_equal(import.meeting.host_email, "hana@example.org");
	assert_int_equal(import.meeting.participants, 6);
	assert_string_equal(tsm_time_format(import.meeting.start, text),
	    "2021-11-19T17:00:00Z");
	assert_string_equal(
	    tsm_time_format(import.meeting.end, text), "2021-11-19T19:00:00Z");
	assert_string_equal(import.rows[0].display, "01_Ashby");
	assert_string_equal(import.rows[0].original, "Fern Ashby");
	assert_string_equal(import.rows[0].via, "live");
	assert_int_equal(import.rows[0].line, 5);
	assert_string_equal(
	    tsm_time_format(import.rows[0].join, text), "2021-11-19T16:54:15Z");
	assert_true(import.rows[4].host_hint);
	assert_false(import.rows[0].host_hint);
	assert_true(import.rows[6].outside);
	assert_null(import.rows[6].ignored);
	assert_true(import.rows[7].bot_hint);
	assert_int_equal(tsm_attendees_group(&arena, import.rows,
			     import.row_count, &attendees, &people),
	    TSM_OK);
	assert_int_equal(people, 6);
	assert_int_equal(minutes_of(&import, "01_Ashby"), 120);
	assert_int_equal(
	    minutes_of(&import, "02_Two Devices"), 111); /* not 225 */
	assert_int_equal(minutes_of(&import, "03_Rejoin"), 83);
	assert_int_equal(minutes_of(&import, "Early Bird"), 0);
}

static void newer(void **state)
{
	(void)state;
	struct tsm_import import = import_ok(
	    "Topic,ID,Host,Duration (minutes),Start time,End time,Participants,\n"
	    "Series one,900,Hana_Host (Hana@example.org),120,\"11/19/2021 10:00:00 AM\",\"11/19/2021 12:00:00 PM\",3,\n"
	    "\n"
	    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room\n"
	    "Fern,fern@example.org,\"11/19/2021 10:00:00 AM\",\"11/19/2021 11:30:01 AM\",91,Yes,,No\n"
	    "Fern,fern@example.org,\"11/19/2021 09:50:00 AM\",\"11/19/2021 10:00:00 AM\",10,Yes,,Yes\n"
	    "Hana Host,HANA@example.org,\"11/19/2021 10:00:00 AM\",\"11/19/2021 11:00:00 AM\",60,No,,No\n",
	    NULL);
	assert_string_equal(import.variant,
	    "Zoom participants, one row per join, newer columns, with meeting block");
	assert_string_equal(import.meeting.host_name, "Hana_Host");
	assert_string_equal(import.meeting.host_email, "hana@example.org");
	assert_int_equal(import.row_count, 3);
	assert_null(import.rows[0].ignored);
	assert_true(import.rows[1].waiting_room);
	assert_string_equal(import.rows[1].ignored, "in the waiting room");
	assert_true(import.rows[2].host_hint);
	assert_int_equal(minutes_of(&import, "Fern"), 90);
}

static void spanish(void **state)
{
	(void)state;
	struct tsm_import import = import_ok(
	    "Nombre (nombre original);E-mail del usuario;Hora para unirse;Hora para salir;Duraci\xC3\xB3n (minutos)\n"
	    "Ana Mu\xC3\xB1oz;ana@example.org;19/11/2021 10:00:00;19/11/2021 11:00:00;60\n",
	    NULL);
	assert_string_equal(import.variant,
	    "Zoom participants, one row per join, Spanish columns, without meeting block");
	assert_int_equal(import.delimiter, ';');
	assert_int_equal(import.order, TSM_DATE_DMY);
	assert_string_equal(
	    import.order_why, "only day/month/year makes all dates real");
	assert_int_equal(minutes_of(&import, "Ana Mu\xC3\xB1oz"), 60);
	import = import_ok(
	    "Nombre (nombre original)\tCorreo electr\xC3\xB3nico\tHora de entrada\tHora de salida\tDuraci\xC3\xB3n (minutos)\tInvitado\t"
	    "En sala de espera\n"
	    "Ana\tana@example.org\t19/11/2021 10:00:00\t19/11/2021 11:00:00\t60\tS\xC3\xAD\tS\xC3\xAD\n",
	    NULL);
	assert_int_equal(import.delimiter, '\t');
	assert_true(import.rows[0].waiting_room);
	/* recognised without any row, too; Windows-1252 */
	import = import_ok(
	    "Nombre (nombre original),E-mail del usuario,Hora para unirse,Hora para salir,Duraci\xF3n (minutos)\n",
	    &(struct tsm_import_options){ .session = NULL });
	assert_int_equal(import.text.encoding, TSM_ENCODING_CP1252);
	assert_int_equal(import.row_count, 0);
}

static void totals(void **state)
{
	static const char plain[] =
	    "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
	    "Fern,fern@example.org,65,No\nGil,gil@example.org,300,No\nHal,hal@example.org,many,No\n";
	const struct tsm_import_options confirmed = { .session = &session,
		.undated_ok = true };
	(void)state;
	import_fails(plain, NULL, TSM_E_MISSING, "no dates");
	struct tsm_import import = import_ok(plain, &confirmed);
	assert_string_equal(import.importer, "zoom-totals");
	assert_true(import.total_only);
	assert_false(import.dated);
	assert_true(import.rows[0].total_only);
	assert_int_equal(import.rows[0].total_seconds, 65 * 60);
	assert_int_equal(minutes_of(&import, "Fern"), 65);
	assert_int_equal(minutes_of(&import, "Gil"), 120); /* capped */
	assert_int_equal(import.rejected_count, 1);
	assert_note(import.rejected, 1, 4, "no number of minutes");
	assert_note(import.notes, import.note_count, 0, "totals only");
	/* the block's dates are enough to check the day */
	import = import_ok(
	    "Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
	    "T,1,H (h@example.org),77,\"11/19/2021 10:10:26 AM\",\"11/19/2021 11:26:31 AM\",1\n\n"
	    "Name (original name),Email,Total duration (minutes),Guest\nFern,,76,Yes\n",
	    NULL);
	assert_true(import.dated);
	import_fails(
	    "Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
	    "T,1,H (h@example.org),77,\"11/20/2021 10:10:26 AM\",\"11/20/2021 11:26:31 AM\",1\n\n"
	    "Name (original name),Email,Total duration (minutes),Guest\nFern,,76,Yes\n",
	    NULL, TSM_E_MISMATCH, "the file is of 2021-11-20 10:10 to 11:26");
}

static void rejected(void **state)
{
	(void)state;
	struct tsm_import import = import_ok(OLD_HEAD
	    "\n"
	    "Good,good@example.org,11/19/2021 10:00:00 AM,11/19/2021 10:30:00 AM,30,No,Y\n"
	    "NoLeave,a@example.org,11/19/2021 10:00:00 AM,,30,No,Y\n"
	    "NoJoin,a@example.org,--,11/19/2021 10:00:00 AM,30,No,Y\n"
	    "Swapped,a@example.org,11/19/2021 11:00:00 AM,11/19/2021 10:00:00 AM,60,No,Y\n"
	    "\"Broken\"x,a@example.org,11/19/2021 10:00:00 AM,11/19/2021 11:00:00 AM,60,No,Y\n"
	    "Text,a@example.org,soon,later,60,No,Y\n"
	    ",,11/19/2021 10:00:00 AM,11/19/2021 10:30:00 AM,30,No,Y\n"
	    "Phone,+1 555 0100,11/19/2021 10:00:00 AM,11/19/2021 10:30:00 AM,30,No,Y\n"
	    "Minutes,m@example.org,11/19/2021 10:00:00 AM,11/19/2021 10:30:00 AM,45,No,Y\n"
	    "Good,good@example.org,11/19/2021 10:40:00 AM,11/19/2021 10:50:00 AM,10,No,Y\n"
	    "Good,good@example.org,11/19/2021 10:50:00 AM,11/19/2021 11:00:00 AM,10,No,Y\n"
	    "Date only,d@example.org,11/19/2021,11/19/2021 11:00:00 AM,10,No,Y\n",
	    NULL);
	assert_int_equal(import.row_count, 5);
	assert_int_equal(import.rejected_count, 7);
	assert_note(import.rejected, 7, 3, "no leave time");
	assert_note(import.rejected, 7, 4, "no join time");
	assert_note(import.rejected, 7, 5, "leaves before joining");
	assert_note(import.rejected, 7, 6, "text after a closing quote");
	assert_note(import.rejected, 7, 7, "the join time is no date and time");
	assert_note(import.rejected, 7, 8, "neither name nor e-mail address");
	assert_note(
	    import.rejected, 7, 13, "the join time is no date and time");
	for (size_t i = 1; i < import.rejected_count; i++)
		assert_true(
		    import.rejected[i - 1].line < import.rejected[i].line);
	assert_note(import.notes, import.note_count, 9, "holds no address");
	assert_note(import.notes, import.note_count, 10,
	    "duration column does not fit");
	assert_int_equal(import.note_count, 2);
}

static void stray_nul(void **state)
{
	static const char data[] = OLD_HEAD
	    "\nFe\0rn,fern@example.org,11/19/2021 10:00:00 AM,11/19/2021 10:30:00 AM,30,No,Y\n";
	struct tsm_import import;
	(void)state;
	assert_int_equal(
	    import_n(data, sizeof(data) - 1, NULL, &import, NULL), TSM_OK);
	assert_string_equal(import.rows[0].display, "Fern");
	assert_note(import.notes, import.note_count, 2, "stray NUL");
}

static void utf16(void **state)
{
	static const char data[] = OLD_HEAD
	    "\r\nFern,fern@example.org,11/19/2021 10:00:00 AM,11/19/2021 10:30:00 AM,30,No,Y\r\n";
	char wide[2 * sizeof(data)];
	struct tsm_import import;
	(void)state;
	for (size_t i = 0; i < sizeof(data); i++) {
		wide[2 * i] = data[i];
		if (data[i] == ',')
			wide[2 * i] = '\t';
		wide[2 * i + 1] = '\0';
	}
	assert_int_equal(
	    import_n(wide, 2 * (sizeof(data) - 1), NULL, &import, NULL),
	    TSM_OK);
	assert_int_equal(import.text.encoding, TSM_ENCODING_UTF16LE);
	assert_int_equal(import.delimiter, '\t');
	assert_int_equal(import.row_count, 1);
}

#define ONE(join, leave) \
 OLD_HEAD "\nFern,fern@example.org," join "," leave ",30,No,Y\n"

static void date_orders(void **state)
{
	struct tsm_interval march = session_at(denver, "2025-03-04T10:00", 60);
	struct tsm_interval april = session_at(denver, "2025-04-03T10:00", 60);
	struct tsm_interval may = session_at(denver, "2025-05-05T10:00", 60);
	static const char open[] =
	    ONE("3/4/2025 10:00:00 AM", "3/4/2025 10:30:00 AM");
	struct tsm_import_options o = { .session = NULL };
	(void)state;
	import_fails(open, &o, TSM_E_AMBIGUOUS,
	    "month/day/year (2025-03-04) or day/month/year (2025-04-03)");
	o.session = &may;
	import_fails(open, &o, TSM_E_AMBIGUOUS, "say which");
	o.session = &march;
	struct tsm_import import = import_ok(open, &o);
	assert_int_equal(import.order, TSM_DATE_MDY);
	assert_string_equal(import.order_why,
	    "only month/day/year puts the file on the session's day");
	o.session = &april;
	import = import_ok(open, &o);
	assert_int_equal(import.order, TSM_DATE_DMY);
	o.order = TSM_DATE_MDY;
	import_fails(open, &o, TSM_E_MISMATCH,
	    "the file is of 2025-03-04 10:00 to 10:30, but the session is 2025-04-03 10:00 to 11:00 (America/Denver)");
	/* the same day either way */
	o = (struct tsm_import_options){ .session = &may };
	import = import_ok(ONE("05/05/2025 10:00", "05/05/2025 10:30"), &o);
	assert_int_equal(import.order, TSM_DATE_UNKNOWN);
	assert_string_equal(
	    import.order_why, "every date reads the same either way");
	/* no order fits both rows */
	import_fails(OLD_HEAD
	    "\nA,a@example.org,13/4/2025 10:00,13/4/2025 11:00,60,No,Y\nB,b@example.org,4/13/2025 10:00,4/13/2025 "
	    "11:00,60,No,Y\n",
	    &o, TSM_E_VALUE, "neither");
	/* named months and ISO dates need no order */
	o.session = &march;
	import = import_ok(
	    ONE("\"Mar 4, 2025 10:00:00\"", "\"Mar 4, 2025 10:30:00\""), &o);
	assert_string_equal(
	    import.order_why, "the dates are unambiguous as written");
}

static void sessions(void **state)
{
	struct tsm_interval later = session_at(denver, "2021-11-19T13:00", 60);
	struct tsm_interval empty = { 5, 5 };
	struct tsm_import_options o = { .session = &later };
	struct tsm_import import;
	(void)state;
	import_fails(with_block, &o, TSM_E_MISMATCH,
	    "the file is of 2021-11-19 09:00 to 12:01, but the session is 2021-11-19 13:00 to 14:00");
	o.session = &empty;
	import_fails(with_block, &o, TSM_E_USAGE, "ends before");
	import_fails(OLD_HEAD "\n", NULL, TSM_E_MISSING, "no row of the file");
	assert_int_equal(
	    tsm_import_read(&arena, tsm_str(with_block), NULL, &import, NULL),
	    TSM_E_USAGE);
}

static void recognition(void **state)
{
	struct tsm_import_options o = { .session = &session,
		.importer = "zoom-totals" };
	(void)state;
	import_fails("", NULL, TSM_E_UNKNOWN,
	    "Name (Original Name), Join Time, Leave Time");
	import_fails("Name,Moderator,Colour\nA,FALSE,x\n", NULL, TSM_E_UNKNOWN,
	    "looked for");
	import_fails("Name,Moderator,Join,Left,Duration\nA,FALSE,x,y,z\n", NULL,
	    TSM_E_UNKNOWN, "line 2: \"x\" stands where a date and time");
	/* the right words above the wrong kind of values */
	import_fails(OLD_HEAD
	    "\nA,a@example.org,soon,later,1,No,Y\nB,b@example.org,x,y,1,No,Y\n",
	    NULL, TSM_E_UNKNOWN, "line 2: \"soon\" stands where");
	/* what a zone's abbreviation means depends on where one is */
	import_fails(OLD_HEAD "\nA,a@example.org,09/22/2026 03:00:00 PM CST,"
			      "09/22/2026 04:00:00 PM CST,60,No,Y\n",
	    NULL, TSM_E_UNKNOWN, "what abbreviates a zone");
	import_fails(
	    with_block, &o, TSM_E_UNKNOWN, "no Zoom participant report");
	o.importer = "no-such";
	import_fails(with_block, &o, TSM_E_USAGE, "no importer");
	import_fails("PK\003\004", NULL, TSM_E_UNSUPPORTED, "CSV");
	/* lines that nobody expects above the table are remarked on */
	struct tsm_import import =
	    import_ok("My export\n\n" ONE(
			  "11/19/2021 10:00:00 AM", "11/19/2021 10:30:00 AM"),
		NULL);
	assert_int_equal(import.header_line, 3);
	assert_note(import.notes, import.note_count, 1, "above the table");
	for (size_t i = 0; tsm_importer_at(i) != NULL; i++)
		assert_non_null(tsm_importer_at(i)->looks_for);
}

static void clock_change(void **state)
{
	struct tsm_interval night = session_at(denver, "2024-11-03T00:30", 120);
	struct tsm_import_options o = { .session = &night,
		.order = TSM_DATE_MDY };
	(void)state;
	struct tsm_import import =
	    import_ok(ONE("11/3/2024 12:45:00 AM", "11/3/2024 1:15:00 AM"), &o);
	assert_note(import.notes, import.note_count, 2, "clock change repeats");
	night = session_at(denver, "2024-03-10T01:00", 120);
	import = import_ok(OLD_HEAD
	    "\nA,a@example.org,3/10/2024 2:30:00 AM,3/10/2024 3:30:00 AM,30,No,Y\n"
	    "B,b@example.org,3/10/2024 1:30:00 AM,3/10/2024 3:30:00 AM,60,No,Y\n",
	    &o);
	assert_note(import.rejected, import.rejected_count, 2,
	    "does not exist in this zone");
	assert_int_equal(import.rows[0].leave - import.rows[0].join, 3600);
	assert_int_equal(import.note_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(old_with_block),
		TEST(newer),
		TEST(spanish),
		TEST(totals),
		TEST(rejected),
		TEST(stray_nul),
		TEST(utf16),
		TEST(date_orders),
		TEST(sessions),
		TEST(recognition),
		TEST(clock_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
