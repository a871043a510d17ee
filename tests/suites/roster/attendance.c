/*
 * The public Zoom sample as MFPE session 1, and what every other sample of
 * that folder is recognised as.
 *
 *   attendance                              TAP
 *   attendance numbers FILE START MIN ZONE [LABEL]
 *                                           what was read, one line each, for
 *                                           tests/suites/attendance_numbers.py
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/roster/people.h"

#define FOLDER "../shared/data/attendance/"

static struct tsm_arena arena;
static int count;
static int failed;

static void ok(bool good, const char *name)
{
	printf("%s %d - %s\n", good ? "ok" : "not ok", ++count, name);
	failed += !good;
}

/* The window of a session of some minutes from a local time. */
static bool session_at(const struct tsm_zone *zone, const char *start,
    int minutes, struct tsm_interval *session)
{
	struct tsm_civil civil;
	if (tsm_civil_parse(tsm_str(start), &civil) != TSM_OK ||
	    tsm_zone_to_unix(zone, &civil, &session->start) != TSM_OK)
		return false;
	session->end = session->start + (int64_t)minutes * 60;
	return true;
}

static enum tsm_status import_file(const char *path,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct tsm_buf file;
	tsm_buf_init(&file, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_IMPORT_MAX, &file, err);
	if (status == TSM_OK)
		status = tsm_import_read(
		    &arena, tsm_buf_str(&file), options, import, err);
	tsm_buf_release(&file);
	return status;
}

/* --- numbers, for the independent check ------------------------------------ */

static void print_note(const char *what, const struct tsm_row_note *note)
{
	printf("%s\t%zu\t%s\n", what, note->line, note->text);
}

/*
 * One line per attendee: address, identity and name; seconds, rows, host,
 * total only. Then what was rejected, ignored and remarked on.
 */
static enum tsm_status print_numbers(
    const struct tsm_import *import, struct tsm_interval session)
{
	struct tsm_attendee *people = NULL;
	size_t people_count = 0;
	printf("format\t%s\t%s\t%zu\n", import->importer,
	    tsm_encoding_name(import->text.encoding), import->row_count);
	TSM_TRY(tsm_attendees_group(
	    &arena, import->rows, import->row_count, &people, &people_count));
	for (size_t i = 0; i < people_count; i++) {
		struct tsm_presence presence;
		const struct tsm_attendance_row *row =
		    &import->rows[people[i].rows[0]];
		TSM_TRY(tsm_attendee_presence(
		    &arena, import->rows, &people[i], session, &presence));
		printf("person\t%s\t%zu\t%s\t%lld\t%zu\t%d\t%d\n",
		    people[i].email != NULL ? people[i].email : "", row->line,
		    people[i].display, (long long)presence.seconds,
		    people[i].row_count, people[i].host_hint,
		    presence.total_only);
	}
	for (size_t i = 0; i < import->row_count; i++)
		if (import->rows[i].ignored != NULL)
			print_note("ignored",
			    &(struct tsm_row_note){ import->rows[i].line,
				import->rows[i].ignored });
	for (size_t i = 0; i < import->rejected_count; i++)
		print_note("rejected", &import->rejected[i]);
	for (size_t i = 0; i < import->note_count; i++)
		print_note("note", &import->notes[i]);
	return TSM_OK;
}

static int numbers(int argc, char **argv)
{
	struct tsm_zone *zone = NULL;
	struct tsm_interval session = { 0 };
	struct tsm_import import;
	struct tsm_error err = { 0 };
	if (tsm_zone_load(argv[3], &zone, &err) != TSM_OK ||
	    !session_at(
		zone, argv[1], (int)strtol(argv[2], NULL, 10), &session))
		return 2;
	struct tsm_import_options options = {
		.zone = zone, .session = &session, .undated_ok = true
	};
	if (argc > 4)
		options.session_label = argv[4];
	enum tsm_status status = import_file(argv[0], &options, &import, &err);
	if (status == TSM_OK)
		status = print_numbers(&import, session);
	tsm_zone_free(&zone);
	if (status != TSM_OK)
		fprintf(stderr, "%s: %s\n", tsm_status_name(status), err.text);
	return status == TSM_OK ? 0 : 1;
}

/* --- MFPE session 1 -------------------------------------------------------- */

struct expected {
	const char *email;
	int64_t minutes;
};

static void check_people(
    const struct tsm_import *import, struct tsm_interval session)
{
	static const struct expected known[] = {
		{ "power-girl_kryptonian@dc.com", 111 }, /* not 225 */
		{ "redeemer-ii_unknown@comic.com", 95 },
		{ "cyborg-superman_cyborg@dc.com", 83 },
		{ "loki_asgardian@marvel.com", 120 },
	};
	struct tsm_attendee *people = NULL;
	size_t people_count = 0;
	size_t hosts = 0;
	size_t present = 0;
	size_t participants = 0;
	size_t right = 0;
	if (tsm_attendees_group(&arena, import->rows, import->row_count,
		&people, &people_count) != TSM_OK)
		people_count = 0;
	ok(people_count == 27, "27 people");
	for (size_t i = 0; i < people_count; i++) {
		struct tsm_presence presence;
		if (tsm_attendee_presence(&arena, import->rows, &people[i],
			session, &presence) != TSM_OK)
			break;
		bool there = presence.seconds * 100 >=
			     (session.end - session.start) * 80;
		hosts +=
		    people[i].host_hint &&
		    tsm_streq(people[i].email, "green-goblin_human@marvel.com");
		present += there;
		participants += there && !people[i].host_hint;
		for (size_t k = 0; k < 4; k++)
			right += tsm_streq(people[i].email, known[k].email) &&
				 presence.seconds / 60 == known[k].minutes;
	}
	ok(hosts == 1, "the host is flagged by the block's e-mail address");
	ok(right == 4, "minutes: 111, 95, 83 and 120");
	ok(present == 18, "18 present at 80 % with the host");
	ok(participants == 17, "17 present at 80 % without him");
}

static void mfpe_session_1(const struct tsm_zone *zone)
{
	const char *file = FOLDER "zoom_old_perjoin_with_meeting_block.csv";
	struct tsm_interval session = { 0 };
	struct tsm_import_options options = { .zone = zone,
		.session = &session };
	struct tsm_import import = { 0 };
	struct tsm_error err = { 0 };
	if (!session_at(zone, "2021-11-19T10:00", 120, &session))
		return;
	ok(import_file(file, &options, &import, &err) == TSM_OK,
	    "the sample is read for its session");
	ok(import.row_count == 31 && import.rejected_count == 0, "31 rows");
	ok(tsm_streq(import.importer, "zoom-joins") && import.has_meeting,
	    "recognised with its meeting block");
	ok(import.note_count == 0,
	    "every duration is the times rounded up to minutes");
	check_people(&import, session);
	session.start += INT64_C(7) * 86400;
	session.end += INT64_C(7) * 86400;
	ok(import_file(file, &options, &import, &err) == TSM_E_MISMATCH,
	    "refused for the session a week later");
	ok(strstr(err.text, "2021-11-19") != NULL &&
		strstr(err.text, "2021-11-26") != NULL,
	    "the reason has both days");
}

/* --- every file of the folder ----------------------------------------------- */

static const struct {
	const char *file;
	enum tsm_status status;
	const char *importer; /* if TSM_OK */
	size_t rows;
} samples[] = {
	{ "zoom_old_perjoin_no_block.csv", TSM_OK, "zoom-joins", 31 },
	{ "zoom_old_perjoin_with_meeting_block.csv", TSM_OK, "zoom-joins", 31 },
	{ "zoom_old_unique_users.csv", TSM_OK, "zoom-totals", 1 },
	{ "zoom_new_unique_users_with_block.csv", TSM_OK, "zoom-totals", 5 },
	{ "zoom_spanish_old_perjoin_header_only.csv", TSM_OK, "zoom-joins", 0 },
	{ "zoom_webinar_attendee_report.csv", TSM_E_AMBIGUOUS, NULL, 0 },
	{ "signin_sheet_generic_constructed.csv", TSM_E_MISSING, NULL, 0 },
	{ "teams_2020_event_log.tsv", TSM_E_AMBIGUOUS, NULL, 0 },
	{ "teams_2022_report_utf16be_lf.csv", TSM_OK, "teams-report", 8 },
	{ "teams_2026_report_synthetic_utf16le_crlf.csv", TSM_OK,
	    "teams-report", 20 },
	{ "google_meet_attendance_shape1.csv", TSM_OK, "meet", 0 },
	{ "moodle_mod_attendance_constructed.txt", TSM_E_AMBIGUOUS, NULL, 0 },
	{ "canvas_rollcall_constructed.csv", TSM_OK, "canvas-rollcall", 1 },
	{ "bigbluebutton_learning_dashboard_constructed.csv", TSM_E_AMBIGUOUS,
	    NULL, 0 },
};

static void every_sample(const struct tsm_zone *zone)
{
	struct tsm_import_options options = { .zone = zone };
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		char path[256];
		struct tsm_import import = { 0 };
		struct tsm_error err = { 0 };
		(void)snprintf(
		    path, sizeof(path), FOLDER "%s", samples[i].file);
		enum tsm_status status =
		    import_file(path, &options, &import, &err);
		bool good = status == samples[i].status;
		if (good && status == TSM_OK)
			good =
			    tsm_streq(import.importer, samples[i].importer) &&
			    import.row_count == samples[i].rows;
		ok(good, samples[i].file);
	}
}

static void signin_sample(const struct tsm_zone *zone)
{
	struct tsm_interval session = { 0 };
	struct tsm_import_options options = { .zone = zone,
		.session = &session,
		.session_label = "1",
		.undated_ok = true };
	struct tsm_import import = { 0 };
	struct tsm_error err = { 0 };
	if (!session_at(zone, "2024-02-01T08:30", 180, &session))
		return;
	ok(import_file(FOLDER "signin_sheet_generic_constructed.csv", &options,
	       &import, &err) == TSM_OK &&
		import.row_count == 1 &&
		import.rows[0].leave - import.rows[0].join == INT64_C(185) * 60,
	    "the sign-in sheet takes its day from the session");
}

int main(int argc, char **argv)
{
	struct tsm_zone *zone = NULL;
	struct tsm_buf probe;
	tsm_arena_init(&arena, 0);
	if (argc >= 6 && strcmp(argv[1], "numbers") == 0) {
		int code = numbers(argc - 2, argv + 2);
		tsm_arena_release(&arena);
		return code;
	}
	tsm_buf_init(&probe, 0);
	bool there = tsm_file_read(FOLDER "SOURCES.txt", TSM_IMPORT_MAX, &probe,
			 NULL) == TSM_OK;
	tsm_buf_release(&probe);
	if (!there) {
		printf(
		    "ok 1 - attendance samples # SKIP no " FOLDER "\n1..1\n");
		return 0;
	}
	if (tsm_zone_load("America/Denver", &zone, NULL) != TSM_OK)
		return 2;
	mfpe_session_1(zone);
	every_sample(zone);
	signin_sample(zone);
	tsm_zone_free(&zone);
	tsm_arena_release(&arena);
	printf("1..%d\n", count);
	return failed > 0 ? 1 : 0;
}
