/* Fail each allocation in turn: clean failure, or the same result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oom.h"
#include "testamur/roster/people.h"
#include "testamur/roster/roster_csv.h"

static struct tsm_zone *zone;

static const char zoom[] =
    "Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
    "Series,900,Hana (hana@example.org),60,3/4/2025 10:00:00 AM,3/4/2025 11:00:00 AM,2\n\n"
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"
    "01_F (Fern Ashby),fern@example.org,3/4/2025 10:00:00 AM,3/4/2025 10:30:00 AM,30,Yes\n"
    "01_F (Fern Ashby),fern@example.org,3/4/2025 10:10:00 AM,3/4/2025 10:40:00 AM,99,Yes\n"
    "\"Gil \"\"G\"\" Moss\",,3/4/2025 10:00:00 AM,3/4/2025 10:45:00 AM,45,Yes\n"
    "\"Gil \"\"G\"\" Moss\",,3/4/2025 10:00:00 AM,3/4/2025 10:15:00 AM,15,Yes\n"
    "Broken \" one,,,,,\n"
    "No Leave,x@example.org,3/4/2025 10:00:00 AM,,15,Yes\n";

static const char sheet[] =
    "First name,Last name,Time In,Time Out,Session\n"
    "Fern,Ashby,10:00,10:30,1\nGil,Moss,10:05,,1\nHal,Orr,10:00,11:00,2\n";

/* One of each other kind. */
static const char *const exports[] = {
	"1. Summary\r\n"
	"Meeting title\tS\r\n"
	"Start time\t3/4/25, 9:58:00 AM\r\n"
	"End time\t3/4/25, 11:01:00 AM\r\n"
	"2. Participants\r\n"
	"Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n"
	"Fern\t3/4/25, 10:00:00 AM\t3/4/25, 11:00:00 AM\t30m\tfern@example.org\tfern@example.org\tOrganizer\r\n"
	"Twin\t3/4/25, 10:00:00 AM\t3/4/25, 11:00:00 AM\t1h\t\t\tAttendee\r\n"
	"Twin\t3/4/25, 10:00:00 AM\t3/4/25, 10:30:00 AM\t30m\t\t\tAttendee\r\n"
	"Omar\t3/4/25, 10:00:00 AM\t\t\to@example.org\t\tAttendee\r\n"
	"3. In-Meeting Activities\r\n"
	"Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
	"Fern\t3/4/25, 10:00:00 AM\t3/4/25, 10:30:00 AM\t30m\tfern@example.org\tOrganizer\r\n"
	"4. Meeting Engagement\r\n",
	"Meeting Summary\n"
	"Meeting Start Time\t3/4/2025, 10:00:00 AM\n"
	"Meeting End Time\t3/4/2025, 11:00:00 AM\n"
	"Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
	"Fern\t3/4/2025, 10:00:00 AM\t3/4/2025, 10:29:22 AM\t29m 22s\tfern@example.org\tOrganizer\n",
	"Full Name\tUser Action\tTimestamp\n"
	"Fern\tJoined before\t3/4/2025, 9:52:19 AM\n"
	"Fern\tLeft\t3/4/2025, 10:30:00 AM\n"
	"Gil\tJoined\t3/4/2025, 10:10:00 AM\n"
	"Hal\tLeft\t3/4/2025, 10:10:00 AM\n",
	"SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\n"
	"s,p1,Fern,\"x, y\",3/4/2025 5:00:00 PM,Join,Attendee\n"
	"s,p1,Fern,x,3/4/2025 5:30:00 PM,Leave,Attendee\n",
	"Attendee Report\n"
	"Topic,Webinar ID,Actual Start Time,Actual Duration (minutes)\n"
	"S,9,03/04/2025 10:00:00 AM,60\n"
	"Host Details\n"
	"Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)\n"
	"Yes,H,h@example.org,03/04/2025 10:00:00 AM,03/04/2025 11:00:00 AM,60\n"
	"Attendee Details\n"
	"Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)\n"
	"No,Gil,g@example.org,--,--,--\n"
	"Yes,Fern,fern@example.org,03/04/2025 10:00:00 AM,03/04/2025 10:30:00 AM,30\n",
	"First name,Last name,Email,Duration,Time joined,Time exited\n"
	"Fern,Ashby,fern@example.org,58 min,10:02,11:00\n"
	"Gil,Moss,gil@example.org,10 min,10:00,11:00\n",
	"Event Name\tEvent Start Time\tEvent End Time\tName\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\tConnection Type\n"
	"S\t=\"2025-03-04 10:00:00\"\t=\"2025-03-04 11:00:00\"\tFern\tfern@example.org\t\"=\"\"2025-03-04 10:00:00\"\"\"\t\"=\"\"2025-03-04 10:24:00\"\"\"\t24 mins\tDesktop\n",
	"Name,Moderator,Activity Score,Talk Time,Join,Left,Duration,Ready, steady?\n"
	"\"Fern\",\"FALSE\",\"1\",\"00:00:00\",\"3/4/2025, 10:00:00 AM\",\"3/4/2025, 11:00:00 AM\",\"00:30:00\",\"\"\n"
	"\"Anonymous\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\n",
	"Course\tE\n"
	"\n"
	"Last name\tFirst name\tEmail address\t04 Mar 2025 10.00AM All students\t11 Mar 2025 10.00AM All students\tTaken sessions\n"
	"Ashby\tFern\tfern@example.org\tP (2/2)\t?\t1\n"
	"Moss\tGil\tgil@example.org\tL (1/2)\t\xE2\x86\x90\t1\n",
	"Course ID,Course Name,Student ID,Student Name,Class Date,Attendance\n"
	"4,L,11,Fern,2025-03-04,present\n"
	"4,L,12,Gil,2025-03-04,late\n"
	"4,L,11,Fern,2025-03-11,present\n",
	"Student;ID;SIS Login ID;Section;Session 1 (71)\n"
	"    Points Possible;;;;2,0\n"
	"Ashby, Fern;1;fern@example.org;A;2,0\n"
	"Moss, Gil;2;gil;A;1,0\n"
	"Student, Test;5;;A;2,0\n",
	/* two pairs, a language of another script, a column of zones */
	"名前,メール,Time In,Time Out,Time In,Time Out,Time zone\n"
	"Fern,fern@example.org,10:00,10:20,午前10:30,10:40,America/Denver\n"
	"Gil,,,,10:30,10:50,MST\n",
};

static const char roster[] =
    "First name,Last name,Email,Role,IEIN,Shirt\nFern,Ashby,fern@example.org,Host,7,M\n"
    "Gil,Moss,FERN@example.org,,,\nHal,Orr,,,,L\n";

static const struct tsm_roster_person people[] = { { "Fern Ashby", "Fern",
						       "fern@example.org" },
	{ "Gil \"G\" Moss", NULL, NULL } };
static const struct tsm_roster_alias aliases[] = {
	{ TSM_ALIAS_ID, "canvas:11", 0 }, { TSM_ALIAS_NAME, "Gilly", 1 },
	{ TSM_ALIAS_EMAIL, "gil@example.org", 1 }
};

/* Everything that a caller does with a file; a number sums up the result. */
static enum tsm_status work(const char *file, const char *label,
    struct tsm_arena *arena, int64_t *ret_sum)
{
	struct tsm_interval session = { 1741107600,
		1741111200 }; /* 2025-03-04 10:00-11:00 */
	struct tsm_import_options options = { .zone = zone,
		.session = &session,
		.session_label = label,
		.undated_ok = true };
	struct tsm_error err = { 0 };
	struct tsm_import import;
	struct tsm_attendee *attendees = NULL;
	struct tsm_people *index = NULL;
	size_t count = 0;
	int64_t sum = 0;
	TSM_TRY(tsm_import_read(arena, tsm_str(file), &options, &import, &err));
	TSM_TRY(tsm_attendees_group(
	    arena, import.rows, import.row_count, &attendees, &count));
	TSM_TRY(tsm_people_build(arena, people, 2, aliases, 3, &index, &err));
	sum = (int64_t)(import.rejected_count * 100 + import.note_count * 10 +
			count);
	for (size_t i = 0; i < count; i++) {
		struct tsm_presence presence;
		struct tsm_match match;
		TSM_TRY(tsm_attendee_presence(
		    arena, import.rows, &attendees[i], session, &presence));
		const struct tsm_seen seen = { attendees[i].email,
			attendees[i].identity, attendees[i].display,
			attendees[i].original };
		TSM_TRY(tsm_people_match(index, arena, &seen, &match));
		sum += presence.seconds * 1000 + match.score + (int)match.kind +
		       attendees[i].doubtful;
	}
	*ret_sum = sum;
	return TSM_OK;
}

static enum tsm_status zoom_work(struct tsm_arena *arena, int64_t *ret_sum)
{
	return work(zoom, NULL, arena, ret_sum);
}

static enum tsm_status sheet_work(struct tsm_arena *arena, int64_t *ret_sum)
{
	return work(sheet, "1", arena, ret_sum);
}

/* All other kinds in a row: what is left of one is the next one's burden. */
static enum tsm_status exports_work(struct tsm_arena *arena, int64_t *ret_sum)
{
	int64_t sum = 0;
	for (size_t i = 0; i < sizeof(exports) / sizeof(exports[0]); i++) {
		int64_t one = 0;
		TSM_TRY(work(exports[i], NULL, arena, &one));
		sum += one;
	}
	*ret_sum = sum;
	return TSM_OK;
}

/* Columns as a person names them, and what is shown of them before. */
static enum tsm_status mapped_work(struct tsm_arena *arena, int64_t *ret_sum)
{
	static const char table[] =
	    "Wer,Von,Bis\nFern,2025-03-04 10:00,2025-03-04 10:30\nGil,x,y\n";
	struct tsm_interval session = { 1741107600, 1741111200 };
	struct tsm_import_options options = { .zone = zone,
		.session = &session,
		.columns = "name=Wer,join=Von,leave=3" };
	struct tsm_file_columns columns;
	struct tsm_import import;
	struct tsm_error err = { 0 };
	TSM_TRY(tsm_import_columns(arena, tsm_str(table), &columns, &err));
	TSM_TRY(
	    tsm_import_read(arena, tsm_str(table), &options, &import, &err));
	*ret_sum = (int64_t)(columns.count * 100 + import.row_count * 10 +
			     import.rejected_count);
	return TSM_OK;
}

static enum tsm_status roster_work(struct tsm_arena *arena, int64_t *ret_sum)
{
	struct tsm_roster_list list;
	TSM_TRY(tsm_roster_read(arena, tsm_str(roster), NULL, &list, NULL));
	*ret_sum = (int64_t)(list.entry_count * 10 + list.rejected_count);
	for (size_t i = 0; i < list.entry_count; i++)
		*ret_sum += (int64_t)(strlen(list.entries[i].name) * 100 +
				      list.entries[i].attribute_count);
	return TSM_OK;
}

static void sweep(
    enum tsm_status (*run)(struct tsm_arena *, int64_t *), int64_t least)
{
	struct tsm_arena arena;
	int64_t want = 0;
	int64_t got = 0;
	size_t failures = 0;
	tsm_arena_init(&arena, 0);
	assert_int_equal(run(&arena, &want), TSM_OK);
	tsm_arena_release(&arena);
	assert_true(want >= least);
	for (size_t n = 1;; n++) {
		oom_begin(n, OOM_LASTING);
		tsm_arena_init(&arena, 0);
		enum tsm_status status = run(&arena, &got);
		tsm_arena_release(&arena);
		assert_int_equal(oom.live, 0);
		if (!oom_end())
			break;
		assert_int_equal(status, TSM_E_MEMORY);
		failures++;
	}
	assert_int_equal(got, want);
	assert_true(failures >= 3);
}

/* The arena takes large blocks; a small one fails at every step instead. */
static void sweep_arena(enum tsm_status (*run)(struct tsm_arena *, int64_t *))
{
	struct tsm_arena arena;
	int64_t want = 0;
	int64_t got = 0;
	tsm_arena_init(&arena, 0);
	assert_int_equal(run(&arena, &want), TSM_OK);
	size_t used = arena.used;
	tsm_arena_release(&arena);
	for (size_t max = 1; max <= used; max += 7 + used / 499) {
		tsm_arena_init(&arena, max);
		enum tsm_status status = run(&arena, &got);
		if (status == TSM_OK)
			assert_int_equal(got, want);
		else
			assert_int_equal(status, TSM_E_MEMORY);
		tsm_arena_release(&arena);
	}
}

static void oom_zoom(void **state)
{
	(void)state;
	sweep(zoom_work, 1000);
	sweep_arena(zoom_work);
}

static void oom_sheet(void **state)
{
	(void)state;
	sweep(sheet_work, 1000);
	sweep_arena(sheet_work);
}

static void oom_exports(void **state)
{
	(void)state;
	sweep(exports_work, 1000);
	sweep_arena(exports_work);
}

static void oom_mapped(void **state)
{
	(void)state;
	sweep(mapped_work, 311);
	sweep_arena(mapped_work);
}

static void oom_roster(void **state)
{
	(void)state;
	sweep(roster_work, 21);
	sweep_arena(roster_work);
}

static int load(void **state)
{
	(void)state;
	return tsm_zone_load("America/Denver", &zone, NULL) == TSM_OK ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	tsm_zone_free(&zone);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(oom_zoom),
		cmocka_unit_test(oom_sheet),
		cmocka_unit_test(oom_exports),
		cmocka_unit_test(oom_mapped),
		cmocka_unit_test(oom_roster),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
