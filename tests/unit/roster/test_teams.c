/* Microsoft Teams' exports of all years. All invented. */
#include "session_test.h"

#define SUMMARY                                                                         \
 "1. Summary\r\nMeeting title\t\"Equity,\r\npart one\"\r\nAttended participants\t6\r\n" \
 "Start time\t9/22/26, 2:48:05 PM\r\nEnd time\t9/22/26, 6:11:26 PM\r\nMeeting duration\t3h 23m 21s\r\n\r\n"
#define PEOPLE \
 "2. Participants\r\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\tEngagement: Camera On\r\n"

static const char report[] = SUMMARY PEOPLE
    /* 11 */
    "Olga Organiser\t9/22/26, 2:50:00 PM\t9/22/26, 6:10:00 PM\t3h 20m\tolga@example.org\tolga@example.org\tOrganizer\t\r\n"
    /* 12 */
    "Fern Ashby (External)\t9/22/26, 3:00:00 PM\t9/22/26, 6:00:00 PM\t1h 30m\tfern@example.org\tfern@example.org\tPresenter\r\n"
    /* 13 */
    "Gil Moss\t9/22/26, 3:10:00 PM\t9/22/26, 3:40:00 PM\t30m\tGIL@example.org\tg@t.example.org\tPresenter\r\n"
    /* 14 */
    "\"Moss, Gil (External)\"\t9/22/26, 4:00:00 PM\t9/22/26, 5:00:00 PM\t1h\tgil@example.org\tg@t.example.org\tPresenter\r\n"
    /* 15 */
    "Twin (Unverified)\t9/22/26, 3:00:00 PM\t9/22/26, 4:00:00 PM\t1h\t\t\tAttendee\r\n"
    /* 16 */
    "Twin (Unverified)\t9/22/26, 4:30:00 PM\t9/22/26, 5:00:00 PM\t30m\t\t\tAttendee\r\n"
    /* 17 */
    "Late Noor\t\t9/22/26, 6:00:00 PM\t30m\tnoor@example.org\t\tAttendee\r\n"
    /* 18 */
    "Open Omar\t9/22/26, 3:10:00 PM\t\t\tomar@example.org\t\tAttendee\r\n"
    /* 19 */ "Only Listed\t\t\t\tlisted@example.org\t\tAttendee\r\n"
    /* 20 */
    "Gaps\t9/22/26, 2:00:00 PM\t9/22/26, 3:30:00 PM\t1h\tgaps@example.org\t\tAttendee\r\n"
    /* 21 */
    "\" +15550100\"\t9/22/26, 3:00:00 PM\t9/22/26, 3:20:00 PM\t20m\t\t\tAttendee\r\n"
    /* 22 */
    "No ID\t9/22/26, 3:00:00 PM\t9/22/26, 3:20:00 PM\t20m\t\tnoid@t.example.org\tAttendee\r\n"
    "\r\n3. In-Meeting Activities\r\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
    /* 26 */
    "Fern Ashby (External)\t9/22/26, 3:00:00 PM\t9/22/26, 3:45:00 PM\t45m\tFern@example.org\tPresenter\r\n"
    /* 27 */
    "Fern Ashby (External)\t9/22/26, 5:15:00 PM\t9/22/26, 6:00:00 PM\t45m\tfern@example.org\tPresenter\r\n"
    "\r\n4. Meeting Engagement\r\nName\tEngagement Type\tTime\r\nFern\tUnmute\t9/22/26, 3:09:11 PM\r\n";

static void sections(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading, report);
	assert_string_equal(got.importer, "teams-report");
	assert_string_equal(
	    got.variant, "Microsoft Teams attendance report in sections");
	assert_non_null(strstr(got.why, "2 rows of section 3"));
	assert_int_equal(got.delimiter, '\t');
	assert_string_equal(got.meeting.topic, "Equity,\r\npart one");
	assert_int_equal(got.meeting.participants, 6);
	assert_int_equal(got.meeting.end - got.meeting.start, 12201);
	/* not the three hours between first join and last leave */
	assert_int_equal(seconds_of(&reading, &got, 26, 2), 90 * 60);
	assert_string_equal(row_at(&got, 26).display, "Fern Ashby");
	/* two names, one address */
	assert_int_equal(seconds_of(&reading, &got, 13, 2), 90 * 60);
	/* two guests of one name */
	assert_int_equal(seconds_of(&reading, &got, 15, 1), 60 * 60);
	assert_int_equal(seconds_of(&reading, &got, 16, 1), 30 * 60);
	assert_true(row_at(&got, 11).host_hint);
	assert_false(row_at(&got, 12 + 1).host_hint);
	assert_true(row_at(&got, 17).total_only);
	assert_int_equal(seconds_of(&reading, &got, 17, 1), 30 * 60);
	/* an hour of ninety minutes, of which half an hour is the session's */
	assert_int_equal(seconds_of(&reading, &got, 20, 1), 30 * 60);
	assert_true(row_at(&got, 21).phone_hint);
	assert_string_equal(row_at(&got, 22).email, "noid@t.example.org");
	has_remark(got.rejected, got.rejected_count, 18,
	    "no leave time and no duration");
	assert_int_equal(got.rejected_count, 1);
	assert_string_equal(
	    row_at(&got, 19).ignored, "listed without any time in the meeting");
	has_remark(got.notes, got.note_count, 20, "the duration counts");
	has_remark(got.notes, got.note_count, 0, "section 3 has no rows");
}

static void other_day(void **state)
{
	(void)state;
	session = session_at(zone, "2026-09-23T15:00", 180);
	read_fails(
	    &reading, report, TSM_E_MISMATCH, "the file is of 2026-09-22");
}

/* No header word is known: section numbers and values say enough. */
static void unknown_language(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "1. Koosteq\nAihez\tKokousz\nAlkuz\t22.9.2026, 15:00:00\nLoppuz\t22.9.2026, 18:00:00\n"
	    "2. Osallistujaz\nNimiz\tEkaz\tVikaz\tKestoz\tPostiz\tTunnusz\tRooliz\n"
	    "Fern\t22.9.2026, 15:00:00\t22.9.2026, 16:00:00\t45m\tfern@example.org\tfern@example.org\tX\n"
	    "3. Toimetz\nNimiz\tTuloz\tMenoz\tKestoz\tPostiz\tRooliz\n"
	    "Fern\t22.9.2026, 15:00:00\t22.9.2026, 15:15:00\t15m\tfern@example.org\tX\n"
	    "Fern\t22.9.2026, 15:30:00\t22.9.2026, 16:00:00\t30m\tfern@example.org\tX\n");
	assert_string_equal(got.importer, "teams-report");
	assert_string_equal(got.meeting.topic, "Kokousz");
	assert_true(got.meeting.has_start && got.meeting.has_end);
	assert_int_equal(seconds_of(&reading, &got, 10, 2), 45 * 60);
}

static void german_semicolons(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "\xEF\xBB\xBF"
	    "1. Zusammenfassung;\nBesprechungstitel;Reihe\nTeilnehmer;1\n"
	    "Startzeit;22.09.26, 15:00:00\nEndzeit;22.09.26, 18:00:00\n"
	    "2. Teilnehmer;\nName;Erster Beitritt;Letztes Verlassen;Dauer der Besprechungsteilnahme;E-Mail;Teilnehmer-ID (UPN);Rolle\n"
	    "J\xC3\xB6rg;22.09.26, 15:00:00;22.09.26, 16:05:00;1 Std. 5 Min.;joerg@example.org;joerg@example.org;Organisator\n");
	assert_int_equal(got.delimiter, ';');
	assert_int_equal(got.order, TSM_DATE_DMY);
	assert_true(got.rows[0].host_hint);
	assert_int_equal(seconds_of(&reading, &got, 8, 1), 65 * 60);
}

static void summary_2021(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "Meeting Summary\nTotal Number of Participants\t2\nMeeting Title\tSeries\n"
	    "Meeting Start Time\t9/22/2026, 3:00:00 PM\nMeeting End Time\t9/22/2026, 6:00:00 PM\nMeeting Id\tabc\n\n"
	    "Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)\n"
	    "Fern\t9/22/2026, 3:00:00 PM\t9/22/2026, 3:29:22 PM\t29m 22s\tfern@example.org\tOrganizer\tfern@example.org\n"
	    "Gil\t9/22/2026, 3:00:00 PM\t9/22/2026, 5:00:00 PM\t1h\tgil@example.org\tAttendee\tgil@example.org\n"
	    "Hal\t9/22/2026, 3:00:00 PM\tsoon\t1h\thal@example.org\tAttendee\thal@example.org\n");
	assert_string_equal(got.importer, "teams-summary");
	assert_string_equal(got.meeting.topic, "Series");
	assert_string_equal(got.meeting.id, "abc");
	assert_int_equal(seconds_of(&reading, &got, 9, 1), 29 * 60 + 22);
	assert_true(row_at(&got, 9).host_hint);
	assert_true(row_at(&got, 10).total_only);
	has_remark(got.rejected, got.rejected_count, 11, "leave time");
}

#define LOG_HEAD "Full Name\tUser Action\tTimestamp\n"

static void event_log(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    LOG_HEAD "Fern\tJoined before\t9/22/2026, 2:52:19 PM\n"
		     "Fern\tLeft\t9/22/2026, 3:30:00 PM\n"
		     "Gil\tJoined\t9/22/2026, 3:00:00 PM\n"
		     "Fern\tJoined\t9/22/2026, 5:00:00 PM\n"
		     "Fern\tLeft\t9/22/2026, 5:10:00 PM\n"
		     "Hal\tLeft\t9/22/2026, 5:10:00 PM\n"
		     "Ivy\tJoined\tsoon\n"
		     "Jo\t\t9/22/2026, 5:10:00 PM\n"
		     "\tJoined\t9/22/2026, 5:10:00 PM\n"
		     "Kim\tJoined\t9/22/2026, 3:00:00 PM\n"
		     "Kim\tJoined\t9/22/2026, 3:10:00 PM\n"
		     "Kim\tLeft\t9/22/2026, 3:20:00 PM\n"
		     "Kim\tLeft\t9/22/2026, 3:40:00 PM\n");
	assert_string_equal(got.importer, "teams-log");
	assert_int_equal(seconds_of(&reading, &got, 2, 2), 40 * 60);
	/* no "Left": until the session's end, and said so */
	assert_int_equal(seconds_of(&reading, &got, 4, 1), 180 * 60);
	has_remark(got.notes, got.note_count, 4, "nothing says when");
	assert_int_equal(seconds_of(&reading, &got, 11, 2), 40 * 60);
	has_remark(
	    got.rejected, got.rejected_count, 7, "left without having joined");
	has_remark(got.rejected, got.rejected_count, 8, "no date and time");
	has_remark(
	    got.rejected, got.rejected_count, 9, "neither joined nor left");
	has_remark(got.rejected, got.rejected_count, 10, "neither name");
	assert_int_equal(got.rejected_count, 4);
	/* of another day, an open end reaches into no session */
	session = session_at(zone, "2026-09-23T15:00", 180);
	read_fails(&reading, LOG_HEAD "Gil\tJoined\t9/22/2026, 3:00:00 PM\n",
	    TSM_E_MISMATCH, "2026-09-22");
}

static void localised_log(void **state)
{
	static const char *const words[][2] = {
		{ "Ingressou", "Saiu" }, { "Se uni\xC3\xB3", "Sali\xC3\xB3" },
		{ "Beigetreten", "Verlassen" },
		{ "A rejoint", "A quitt\xC3\xA9" },
		{ "Liittyiz", "Poistuiz" }, /* told by the order of events */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char data[512];
		(void)snprintf(data, sizeof(data),
		    "Nome Completo\tAtividade\tCarimbo de data/hora\n"
		    "Fern\t%s\t22/9/2026 15:00:00\nFern\t%s\t22/9/2026 15:30:00\n"
		    "Gil\t%s\t22/9/2026 15:10:00\nGil\t%s\t22/9/2026 15:30:00\n",
		    words[i][0], words[i][1], words[i][0], words[i][1]);
		struct tsm_import got = read_ok(&reading, data);
		assert_string_equal(got.importer, "teams-log");
		assert_int_equal(seconds_of(&reading, &got, 2, 1), 30 * 60);
		assert_int_equal(seconds_of(&reading, &got, 4, 1), 20 * 60);
	}
}

static void live_event(void **state)
{
	char text[TSM_TIME_TEXT];
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\n"
	    "s1,p1,Fern,\"Mozilla, like Gecko\",9/22/2026 8:00:00 PM,Join,Attendee\n"
	    "s1,p2,Fern,x,9/22/2026 8:10:00 PM,Join,Attendee\n"
	    "s1,p1,Fern,x,9/22/2026 8:30:00 PM,Leave,Attendee\n"
	    "s1,p2,Fern,x,9/22/2026 8:40:00 PM,Leave,Attendee\n");
	assert_string_equal(got.importer, "teams-live");
	/* in UTC, whatever the zone: 15:00 in Chicago */
	assert_string_equal(
	    tsm_time_format(got.rows[0].join, text), "2026-09-22T20:00:00Z");
	/* one name, two participants */
	assert_int_equal(seconds_of(&reading, &got, 2, 1), 30 * 60);
	assert_int_equal(seconds_of(&reading, &got, 3, 1), 30 * 60);
}

/* What Teams adds to a name is no name; a second script is. */
static void names(void **state)
{
	static const struct {
		const char *text;
		const char *display;
		const char *original;
		bool phone;
	} cases[] = {
		{ "Doe, Jane (External)", "Doe, Jane", NULL, false },
		{ "[ExampleCorp] Sam Rivera (Unverified)", "Sam Rivera", NULL,
		    false },
		{ "Taro (\xE5\xB1\xB1 \xE5\xA4\xAA) (External)", "Taro",
		    "\xE5\xB1\xB1 \xE5\xA4\xAA", false },
		{ "\xE5\xBC\xA0\xEF\xBC\x88Zhang\xEF\xBC\x89 (Guest)",
		    "\xE5\xBC\xA0", "Zhang", false },
		{ "(External)", "(External)", NULL, false },
		{ "[Corp]", "[Corp]", NULL, false },
		{ "+1 (555) 010-0123 (Unverified)", "+1 (555) 010-0123", NULL,
		    true },
		{ "1555010****", "1555010****", NULL, true },
		{ "R2 D2", "R2 D2", NULL, false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *display = NULL;
		const char *original = NULL;
		print_message("# %s\n", cases[i].text);
		assert_int_equal(tsm_name_split(&arena, tsm_str(cases[i].text),
				     &display, &original),
		    TSM_OK);
		assert_string_equal(display, cases[i].display);
		assert_true(tsm_streq(original, cases[i].original));
		assert_int_equal(
		    tsm_name_is_phone(tsm_str(cases[i].text)), cases[i].phone);
	}
}

/* Section 3 without addresses is brought together by name, if it is one's. */
static void named_activities(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading, SUMMARY PEOPLE
	    "Fern\t9/22/26, 3:00:00 PM\t9/22/26, 6:00:00 PM\t1h\tfern@example.org\t\tPresenter\n"
	    "3. In-Meeting activities\nName\tJoin time\tLeave time\tDuration\n"
	    "Fern\t9/22/26, 3:00:00 PM\t9/22/26, 4:00:00 PM\t1h\n");
	assert_int_equal(got.row_count, 1);
	assert_string_equal(got.rows[0].email, "fern@example.org");
	assert_int_equal(seconds_of(&reading, &got, 14, 1), 60 * 60);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sections),
		TEST(other_day),
		TEST(unknown_language),
		TEST(german_semicolons),
		TEST(summary_2021),
		TEST(event_log),
		TEST(localised_log),
		TEST(live_event),
		TEST(names),
		TEST(named_activities),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
