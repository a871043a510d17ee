/* attendance: exports of meetings, who was there, and corrections. */
#include "app.h"
#include "attend.h"
#include "people.h"
#include "presence.h"
#include "present.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/store/attendance.h"

/* --- import ------------------------------------------------------------- */

static const char *match_word(const struct attend_person *p)
{
	static const char *const words[] = { "unknown", "suggested", "alias",
		"email" };
	return words[p->match.kind];
}

static void notes_json(json_t *result, const char *key,
    const struct tsm_row_note *notes, size_t count, const char *says)
{
	json_t *list = tsm_json_set_array(result, key);
	for (size_t i = 0; i < count; i++) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set_int(row, "line", (int64_t)notes[i].line);
		tsm_json_set(row, says, notes[i].text);
	}
}

static void instant_json(json_t *object, const char *key, int64_t instant)
{
	char text[TSM_TIME_TEXT];
	if (instant != 0)
		tsm_json_set(object, key, tsm_time_format(instant, text));
}

/* What was recognised, why, and what was left out. */
static void reading_json(json_t *result, const struct tsm_import *in)
{
	const char delimiter[] = { in->delimiter, '\0' };
	tsm_json_set(result, "why", in->why);
	tsm_json_set(result, "encoding_why", in->text.why);
	tsm_json_set(result, "date_order_why", in->order_why);
	tsm_json_set(result, "delimiter", delimiter);
	tsm_json_set_int(result, "header_line", (int64_t)in->header_line);
	tsm_json_set_bool(result, "total_only", in->total_only);
	if (in->has_meeting) {
		json_t *meeting = tsm_json_set_object(result, "meeting");
		tsm_json_set(meeting, "topic", in->meeting.topic);
		tsm_json_set(meeting, "id", in->meeting.id);
		instant_json(meeting, "start",
		    in->meeting.has_start ? in->meeting.start : 0);
		instant_json(
		    meeting, "end", in->meeting.has_end ? in->meeting.end : 0);
	}
	json_t *ignored = tsm_json_set_array(result, "ignored");
	for (size_t i = 0; i < in->row_count; i++) {
		if (in->rows[i].ignored == NULL)
			continue;
		json_t *row = tsm_json_add_object(ignored);
		tsm_json_set_int(row, "line", (int64_t)in->rows[i].line);
		tsm_json_set(row, "reason", in->rows[i].ignored);
	}
	notes_json(
	    result, "rejected", in->rejected, in->rejected_count, "reason");
	notes_json(result, "notes", in->notes, in->note_count, "text");
}

static json_t *import_json(const struct attend_result *r, bool preview)
{
	static const char *const what[] = { "added", "unchanged", "replaced" };
	json_t *result = json_object();
	tsm_json_set(result, "result", preview ? "preview" : what[r->what]);
	tsm_json_set(result, "session", r->session->id);
	tsm_json_set(result, "file", r->name);
	tsm_json_set(result, "sha256", r->sha256);
	tsm_json_set(result, "format", r->import.importer);
	tsm_json_set(result, "variant", r->import.variant);
	tsm_json_set(
	    result, "encoding", tsm_encoding_name(r->import.text.encoding));
	tsm_json_set(result, "timezone", r->import.zone);
	tsm_json_set(
	    result, "date_order", tsm_date_order_name(r->import.order));
	tsm_json_set_int(result, "rows", (int64_t)r->import.row_count);
	tsm_json_set_int(result, "people", (int64_t)r->people_count);
	tsm_json_set_int(result, "matched", (int64_t)r->matched);
	tsm_json_set_int(result, "suggested", (int64_t)r->suggested);
	tsm_json_set_int(result, "unknown", (int64_t)r->unknown);
	tsm_json_set_int(result, "hosts", (int64_t)r->hosts);
	json_t *list = tsm_json_set_array(result, "attendees");
	for (size_t i = 0; i < r->people_count; i++) {
		const struct attend_person *p = &r->people[i];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "name", p->attendee->display);
		tsm_json_set(row, "email", p->attendee->email);
		tsm_json_set_int(row, "minutes", p->seconds / 60);
		tsm_json_set_bool(row, "host", p->attendee->host_hint);
		tsm_json_set(row, "match", match_word(p));
		tsm_json_set(row, "person", p->person);
		tsm_json_set(row, "suggested", p->suggested);
		tsm_json_set(row, "reason", p->match.reason);
	}
	reading_json(result, &r->import);
	return result;
}

static void print_people(struct app *app, const struct attend_result *r)
{
	for (size_t i = 0; i < r->people_count; i++) {
		const struct attend_person *p = &r->people[i];
		if (p->attendee->host_hint)
			(void)printf("  host: %s\n",
			    app_clean(app, p->attendee->display));
		if (p->match.kind == TSM_MATCH_SUGGESTED)
			(void)printf("  who is %s? perhaps %s: %s\n",
			    app_clean(app, p->attendee->display), p->suggested,
			    p->match.reason);
		else if (p->match.kind == TSM_MATCH_UNKNOWN)
			(void)printf("  who is %s? %s\n",
			    app_clean(app, p->attendee->display),
			    p->match.reason);
	}
}

/* The session's hours on its own clocks come with 'session list'. */
static void print_reading(struct app *app, const struct attend_result *r)
{
	const struct tsm_import *in = &r->import;
	(void)printf(
	    "%s: %s\n", app_clean(app, r->name), app_clean(app, in->variant));
	(void)printf("  because %s\n", in->why);
	(void)printf("  for session %s%s%s\n", r->session->id,
	    in->meeting.topic != NULL ? ", the file says " : "",
	    in->meeting.topic != NULL ? app_clean(app, in->meeting.topic) : "");
	(void)printf("  times in %s; dates %s: %s\n", in->zone,
	    in->order != TSM_DATE_UNKNOWN ? tsm_date_order_name(in->order)
					  : "as they are",
	    in->order_why);
	(void)printf(
	    "  %s: %s\n", tsm_encoding_name(in->text.encoding), in->text.why);
}

static void print_import(
    struct app *app, const struct attend_result *r, bool preview)
{
	const struct tsm_import *in = &r->import;
	size_t ignored = 0;
	for (size_t i = 0; i < in->row_count; i++)
		ignored += in->rows[i].ignored != NULL ? 1 : 0;
	if (!preview && r->what == TSM_STORE_UNCHANGED) {
		(void)printf("already imported, nothing changed\n");
		return;
	}
	print_reading(app, r);
	(void)printf("%s, %s: %zu on the roster, %zu suggested, %zu unknown%s"
		     "\n",
	    app_count(app, in->row_count, "row", "rows"),
	    app_count(app, r->people_count, "person", "people"), r->matched,
	    r->suggested, r->unknown,
	    preview ? " (preview: nothing was stored)" : "");
	print_people(app, r);
	if (ignored > 0)
		(void)printf("  %s no attendance:\n",
		    app_count(app, ignored, "row is", "rows are"));
	for (size_t i = 0; i < in->row_count; i++) {
		if (in->rows[i].ignored != NULL)
			(void)printf("    line %zu: %s\n", in->rows[i].line,
			    in->rows[i].ignored);
	}
	for (size_t i = 0; i < in->rejected_count; i++)
		(void)printf("  line %zu not used: %s\n", in->rejected[i].line,
		    in->rejected[i].text);
	for (size_t i = 0; i < in->note_count; i++) {
		if (in->notes[i].line > 0)
			(void)printf("  note on line %zu: %s\n",
			    in->notes[i].line, in->notes[i].text);
		else
			(void)printf("  note: %s\n", in->notes[i].text);
	}
}

static enum tsm_status read_options(const struct tsm_args *args,
    struct attend_options *o, struct tsm_error *err)
{
	enum tsm_via via;
	const char *order = tsm_args_get(args, "date-order");
	o->zone = tsm_args_get(args, "zone");
	o->format = tsm_args_get(args, "format");
	o->columns = tsm_args_get(args, "columns");
	o->mapping = tsm_args_get(args, "mapping");
	o->label = tsm_args_get(args, "label");
	o->present = tsm_args_get(args, "present");
	o->via = tsm_args_get(args, "via");
	o->replaces = tsm_args_get(args, "replaces");
	o->undated_ok = tsm_args_has(args, "undated-ok");
	o->preview = tsm_args_has(args, "preview");
	if (o->columns != NULL && o->mapping != NULL)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "give --columns or --mapping, not both");
	if (o->via != NULL && tsm_via_parse(tsm_str(o->via), &via) != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, "--via",
		    "via is live, in_person, makeup or recording");
	if (order != NULL && tsm_date_order_parse(order, &o->order) != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, "--date-order",
		    "the order is mdy, dmy or ymd");
	return TSM_OK;
}

static enum tsm_status import(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path = tsm_args_operand(args, 0);
	struct attend_options options = { 0 };
	struct attend_result r;
	struct cohort c;
	struct tsm_buf file;
	TSM_TRY(read_options(args, &options, err));
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	tsm_buf_init(&file, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_IMPORT_MAX, &file, err);
	if (status == TSM_OK) {
		status = attend_import(app, &c, tsm_args_get(args, "session"),
		    path, tsm_buf_str(&file), &options, &r, err);
		if (status != TSM_OK)
			tsm_error_prefix(err, path);
	}
	if (status == TSM_OK && app->json)
		status = app_print_json(import_json(&r, options.preview), err);
	else if (status == TSM_OK)
		print_import(app, &r, options.preview);
	tsm_buf_release(&file);
	return status;
}

/* --- show --------------------------------------------------------------- */

struct shown {
	const struct present_person *list;
	size_t count, present, participants;
	int64_t needed;
	const struct tsm_store_source *sources; /* replaced ones too */
	size_t source_count;
};

/* A total cannot be clipped: within a tenth of the threshold it may err. */
static bool is_near(const struct shown *s, const struct present_person *p)
{
	int64_t apart = p->seconds > s->needed ? p->seconds - s->needed
					       : s->needed - p->seconds;
	return p->total_only && apart * 10 <= s->needed;
}

static json_t *show_json(const struct shown *s)
{
	json_t *result = json_object();
	tsm_json_set_int(result, "people", (int64_t)s->count);
	tsm_json_set_int(result, "needed_seconds", s->needed);
	tsm_json_set_int(result, "present", (int64_t)s->present);
	tsm_json_set_int(result, "participants", (int64_t)s->participants);
	json_t *rows = tsm_json_set_array(result, "rows");
	for (size_t i = 0; i < s->count; i++) {
		const struct present_person *p = &s->list[i];
		json_t *row = tsm_json_add_object(rows);
		tsm_json_set(row, "name", p->name);
		tsm_json_set(row, "person", p->person);
		tsm_json_set(row, "role", p->role);
		tsm_json_set_bool(row, "host_hint", p->host_hint);
		tsm_json_set_bool(row, "total_only", p->total_only);
		tsm_json_set_bool(row, "near_threshold", is_near(s, p));
		tsm_json_set_int(row, "seconds", p->seconds);
		tsm_json_set_int(row, "minutes", p->seconds / 60);
		tsm_json_set_bool(row, "present", p->present);
		tsm_json_set(row, "by_hand", p->by_hand);
	}
	json_t *files = tsm_json_set_array(result, "files");
	for (size_t i = 0; i < s->source_count; i++) {
		json_t *file = tsm_json_add_object(files);
		tsm_json_set(file, "sha256", s->sources[i].sha256);
		tsm_json_set(file, "variant", s->sources[i].variant);
		tsm_json_set_bool(
		    file, "replaced", s->sources[i].replaced_at != 0);
	}
	return result;
}

static void print_shown(struct app *app, const struct shown *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct present_person *p = &s->list[i];
		(void)printf("%-36s %4lld min %s %s%s%s%s\n", p->name,
		    (long long)(p->seconds / 60),
		    p->present ? "present    " : "not present", p->role,
		    is_near(s, p)   ? ", total only and near the threshold"
		    : p->total_only ? ", total only"
				    : "",
		    p->by_hand != NULL ? ", marked by hand" : "",
		    p->host_hint ? ", hosted the meeting" : "");
	}
	(void)printf("%s, %zu present (at least %lld minutes), %zu of them "
		     "participants\n",
	    app_count(app, s->count, "person", "people"), s->present,
	    (long long)((s->needed + 59) / 60), s->participants);
	for (size_t i = 0; i < s->source_count; i++)
		(void)printf("  file %.12s %s%s\n", s->sources[i].sha256,
		    s->sources[i].variant != NULL ? s->sources[i].variant
						  : s->sources[i].format,
		    s->sources[i].replaced_at != 0 ? " (replaced)" : "");
}

/* Nobody becomes a participant by having been in the meeting. */
static bool is_participant(const struct present_person *s)
{
	return tsm_streq(s->role, "participant");
}

static enum tsm_status show(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	struct shown s = { 0 };
	struct present_person *list = NULL;
	struct tsm_store_source *sources = NULL;
	const char *id = tsm_args_get(args, "session");
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	uint32_t session = cohort_session(&c, id);
	if (session == TSM_NO_SESSION)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, id, "the cohort has no such session");
	TSM_TRY(presence_needed(&c, session, &s.needed, err));
	TSM_TRY(present_list(app, &c, session, s.needed, &list, &s.count, err));
	TSM_TRY(tsm_store_source_list(app->store, c.row.id, id, &app->arena,
	    &sources, &s.source_count, err));
	s.list = list;
	s.sources = sources;
	for (size_t i = 0; i < s.count; i++) {
		s.present += list[i].present ? 1 : 0;
		s.participants +=
		    list[i].present && is_participant(&list[i]) ? 1 : 0;
	}
	if (app->json)
		return app_print_json(show_json(&s), err);
	print_shown(app, &s);
	return TSM_OK;
}

/* --- override ----------------------------------------------------------- */

static enum tsm_status override_of(const struct tsm_args *args,
    struct tsm_store_override *o, struct tsm_error *err)
{
	const char *minutes = tsm_args_get(args, "minutes");
	enum tsm_via via;
	uint64_t value = 0;
	bool present = tsm_args_has(args, "present");
	bool absent = tsm_args_has(args, "absent");
	bool clear = tsm_args_has(args, "clear");
	if ((present ? 1 : 0) + (absent ? 1 : 0) + (clear ? 1 : 0) != 1)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "say one of --present, --absent and --clear");
	o->state = present ? "present" : absent ? "absent" : "cleared";
	o->seconds = -1;
	if (o->via != NULL &&
	    (!present || tsm_via_parse(tsm_str(o->via), &via) != TSM_OK))
		return tsm_fail(err, TSM_E_VALUE, "--via",
		    "with --present: live, in_person, makeup or recording");
	if (minutes == NULL)
		return TSM_OK;
	if (!present ||
	    tsm_parse_u64(tsm_str(minutes), 44640, &value) != TSM_OK ||
	    value == 0)
		return tsm_fail(err, TSM_E_VALUE, "--minutes",
		    "a number of minutes from 1, with --present");
	o->seconds = (int64_t)value * 60;
	return TSM_OK;
}

static enum tsm_status override(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_person person;
	struct cohort c;
	struct tsm_store_override o = {
		.cohort = tsm_args_get(args, "cohort"),
		.session = tsm_args_get(args, "session"),
		.reason = tsm_args_get(args, "reason"),
		.via = tsm_args_get(args, "via"),
		.by = app->actor,
		.at = app->now,
	};
	TSM_TRY(override_of(args, &o, err));
	TSM_TRY(cohort_open(app, o.cohort, &c, err));
	if (cohort_session(&c, o.session) == TSM_NO_SESSION)
		return tsm_fail(err, TSM_E_NOT_FOUND, o.session,
		    "the cohort has no such session");
	TSM_TRY(people_find(
	    app, o.cohort, tsm_args_operand(args, 0), &person, err));
	o.person = person.id;
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = tsm_store_override_add(app->store, &o, err);
	if (status == TSM_OK)
		status = app_audit(app, "attendance.override",
		    tsm_arena_printf(&app->arena, "%s/%s", o.cohort, o.session),
		    NULL, err);
	return app_end(app, status, err);
}

APP_COMMAND(import)
APP_COMMAND(show)
APP_COMMAND(override)

static const struct tsm_option import_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "session", TSM_OPT_VALUE, "ID", "of which session", true },
	{ "zone", TSM_OPT_VALUE, "ZONE",
	    "time zone of the times in the file; default the session's",
	    false },
	{ "date-order", TSM_OPT_VALUE, "ORDER",
	    "mdy, dmy or ymd, where a file can be read both ways", false },
	{ "format", TSM_OPT_VALUE, "ID", "read it as this kind of file",
	    false },
	{ "columns", TSM_OPT_VALUE, "LIST",
	    "which column means what, for a table that is not recognised: "
	    "name=Who,join=From,leave=3",
	    false },
	{ "mapping", TSM_OPT_VALUE, "NAME",
	    "the same as remembered by 'attendance mapping set'", false },
	{ "label", TSM_OPT_VALUE, "TEXT",
	    "which session of a file that has several: its label, or the "
	    "title of its column",
	    false },
	{ "present", TSM_OPT_VALUE, "MARKS",
	    "marks of a register that mean the whole session, such as P,L; "
	    "default present and full marks",
	    false },
	{ "via", TSM_OPT_VALUE, "WAY",
	    "live, in_person, makeup or recording; default as the file "
	    "implies",
	    false },
	{ "replaces", TSM_OPT_VALUE, "HASH",
	    "a file of this session that was wrong, by its hash or how that "
	    "begins",
	    false },
	{ "undated-ok", TSM_OPT_FLAG, NULL,
	    "confirm that a file without dates belongs to this session",
	    false },
	{ "preview", TSM_OPT_FLAG, NULL, "look, store nothing", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option show_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "session", TSM_OPT_VALUE, "ID", "of which session", true },
	TSM_OPTIONS_END,
};

static const struct tsm_option override_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "session", TSM_OPT_VALUE, "ID", "of which session", true },
	{ "present", TSM_OPT_FLAG, NULL, "was there", false },
	{ "absent", TSM_OPT_FLAG, NULL, "was not there", false },
	{ "clear", TSM_OPT_FLAG, NULL, "take an earlier override back", false },
	{ "minutes", TSM_OPT_VALUE, "N", "with --present; default all", false },
	{ "via", TSM_OPT_VALUE, "WAY",
	    "with --present; default as recorded, else live", false },
	{ "reason", TSM_OPT_VALUE, "TEXT",
	    "shown in the explanation and the audit", true },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_attendance_commands[] = {
	{ "attendance import", "FILE",
	    "read an attendance export into a session",
	    "Exports of Zoom, Microsoft Teams, Google Meet, Webex, "
	    "BigBlueButton, Moodle and Canvas, and\nsign-in sheets as CSV. The "
	    "file is kept with its hash; the same file again changes nothing;\na "
	    "file of another day is refused. Several files of a session add "
	    "up; one that was wrong is\nreplaced with --replaces.",
	    import_options, run_import, 1, 1 },
	{ "attendance show", NULL, "who was there, how long, present or not",
	    NULL, show_options, run_show, 0, 0 },
	{ "attendance override", "PERSON", "'she was there', with a reason",
	    NULL, override_options, run_override, 1, 1 },
	TSM_COMMANDS_END,
};
