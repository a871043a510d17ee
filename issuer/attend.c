#include "attend.h"

#include <string.h>

#include "matching.h"
#include "testamur/base/digest.h"
#include "testamur/base/id.h"
#include "testamur/store/mapping.h"
#include "testamur/store/person.h"

/* A row of its own ("line 7") is of one file alone. */
const char *attend_id(const struct tsm_store_row *row)
{
	return tsm_str_starts(tsm_str(row->identity), "line ") ? NULL
							       : row->identity;
}

/* "canvas:1001": the ids of a product are the same in all its exports. */
static enum tsm_status qualify(struct app *app, const char *importer,
    const char *identity, const char **ret_id, struct tsm_error *err)
{
	struct tsm_str rest;
	struct tsm_str product = tsm_str_split(tsm_str(importer), '-', &rest);
	*ret_id = NULL;
	if (identity == NULL)
		return TSM_OK;
	*ret_id = app_clean(app, tsm_arena_printf(&app->arena, "%.*s:%s",
				     (int)product.len, product.ptr, identity));
	return *ret_id != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status match_attendee(struct app *app,
    const struct matching *roster, const struct attend_result *r,
    struct attend_person *p, struct tsm_error *err)
{
	struct tsm_seen seen = { .email = p->attendee->email,
		.display = p->attendee->display,
		.original = p->attendee->original };
	TSM_TRY(qualify(app, r->import.importer, p->attendee->identity,
	    &seen.identity, err));
	if (tsm_people_match(roster->index, &app->arena, &seen, &p->match) !=
	    TSM_OK)
		return tsm_fail_memory(err);
	return TSM_OK;
}

static enum tsm_status match_people(struct app *app,
    const struct matching *roster, struct attend_result *r,
    struct tsm_error *err)
{
	const struct tsm_interval window = { r->session->start_utc,
		r->session->end_utc };
	struct tsm_attendee *attendees = NULL;
	if (tsm_attendees_group(&app->arena, r->import.rows,
		r->import.row_count, &attendees, &r->people_count) != TSM_OK)
		return tsm_fail_memory(err);
	r->people =
	    tsm_arena_array(&app->arena, r->people_count, sizeof(*r->people));
	if (r->people == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < r->people_count; i++) {
		struct attend_person *p = &r->people[i];
		struct tsm_presence presence;
		p->attendee = &attendees[i];
		TSM_TRY(match_attendee(app, roster, r, p, err));
		if (tsm_attendee_presence(&app->arena, r->import.rows,
			&attendees[i], window, &presence) != TSM_OK)
			return tsm_fail_memory(err);
		p->seconds = presence.seconds;
		r->hosts += attendees[i].host_hint ? 1 : 0;
		if (p->match.kind == TSM_MATCH_UNKNOWN) {
			r->unknown++;
		} else if (p->match.kind == TSM_MATCH_SUGGESTED) {
			p->suggested = roster->rows[p->match.person].name;
			r->suggested++;
		} else {
			p->person = roster->rows[p->match.person].id;
			r->matched++;
		}
	}
	return TSM_OK;
}

/* The name as the file has it: "display (original)". */
static const char *whole_name(
    struct app *app, const struct tsm_attendance_row *row)
{
	if (row->original == NULL)
		return app_clean(app, row->display);
	return app_clean(app, tsm_arena_printf(&app->arena, "%s (%s)",
				  row->display, row->original));
}

/*
 * Times go with the row, also the span that a total lies in; none where
 * the file has none of its own.
 */
static bool has_span(const struct tsm_attendance_row *row)
{
	return !row->total_only || (row->total_seconds > 0 && !row->whole);
}

static enum tsm_status store_rows(struct app *app,
    const struct attend_result *r, const char *via,
    struct tsm_store_row **ret_rows, struct tsm_error *err)
{
	struct tsm_store_row *rows =
	    tsm_arena_array(&app->arena, r->import.row_count, sizeof(*rows));
	if (rows == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < r->import.row_count; i++) {
		const struct tsm_attendance_row *from = &r->import.rows[i];
		rows[i].line = (int64_t)from->line;
		rows[i].name = whole_name(app, from);
		rows[i].email = from->email;
		if (has_span(from)) {
			rows[i].join_utc = from->join;
			rows[i].leave_utc = from->leave;
		}
		rows[i].total_seconds =
		    from->total_only ? from->total_seconds : -1;
		rows[i].via = via != NULL ? via : from->via;
		rows[i].hint = from->host_hint    ? "host"
			       : from->bot_hint   ? "bot"
			       : from->phone_hint ? "phone"
						  : NULL;
		rows[i].ignored = from->ignored;
		rows[i].identity = from->identity;
		if (from->lasting)
			TSM_TRY(qualify(app, r->import.importer, from->identity,
			    &rows[i].identity, err));
		if (rows[i].name == NULL)
			return tsm_fail_memory(err);
	}
	for (size_t p = 0; p < r->people_count; p++) {
		const struct tsm_attendee *a = r->people[p].attendee;
		for (size_t k = 0; k < a->row_count; k++)
			rows[a->rows[k]].person = r->people[p].person;
	}
	*ret_rows = rows;
	return TSM_OK;
}

static enum tsm_status mark_held(struct app *app,
    const struct tsm_store_session *session, struct tsm_error *err)
{
	struct tsm_store_session held = *session;
	if (!tsm_streq(session->state, "planned"))
		return TSM_OK;
	held.state = "held";
	return tsm_store_session_put(app->store, &held, app->actor, app->now,
	    "attendance imported", err);
}

/* The source in force whose file's hash begins with text. */
static enum tsm_status find_source(struct app *app,
    const struct tsm_store_session *session, const char *text,
    const char **ret_id, struct tsm_error *err)
{
	struct tsm_store_source *rows = NULL;
	size_t count = 0;
	*ret_id = NULL;
	if (text == NULL)
		return TSM_OK;
	TSM_TRY(tsm_store_source_list(app->store, session->cohort, session->id,
	    &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++) {
		if (rows[i].replaced_at != 0 ||
		    !tsm_str_starts(tsm_str(rows[i].sha256), text))
			continue;
		if (*ret_id != NULL)
			return tsm_fail(err, TSM_E_AMBIGUOUS, "--replaces",
			    "two files of the session have a hash that begins "
			    "like this: give more of it");
		*ret_id = rows[i].id;
	}
	if (*ret_id == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, "--replaces",
		    "no file of the session has a hash that begins like "
		    "this; 'attendance show' lists them");
	return TSM_OK;
}

static enum tsm_status store_all(struct app *app, struct attend_result *r,
    struct tsm_str data, const struct tsm_store_row *rows, const char *replaces,
    struct tsm_error *err)
{
	const char *old = NULL;
	char uuid[TSM_UUID_TEXT];
	TSM_TRY(tsm_uuid_new(app->random, uuid));
	const struct tsm_store_file file = { .sha256 = r->sha256,
		.name = r->name,
		.body = data,
		.imported_at = app->now };
	const struct tsm_store_source source = { .id = uuid,
		.cohort = r->session->cohort,
		.session = r->session->id,
		.sha256 = r->sha256,
		.format = r->import.importer,
		.variant = r->import.variant,
		.zone = r->import.zone,
		.date_order = r->import.order != TSM_DATE_UNKNOWN
				  ? tsm_date_order_name(r->import.order)
				  : NULL,
		.encoding = tsm_encoding_name(r->import.text.encoding),
		.by = app->actor,
		.at = app->now };
	TSM_TRY(find_source(app, r->session, replaces, &old, err));
	TSM_TRY(tsm_store_file_add(app->store, &file, err));
	TSM_TRY(tsm_store_source_import(app->store, &source, rows,
	    r->import.row_count, old, &r->what, err));
	if (r->what == TSM_STORE_UNCHANGED)
		return TSM_OK;
	TSM_TRY(mark_held(app, r->session, err));
	return app_audit(app, "attendance.import",
	    tsm_arena_printf(
		&app->arena, "%s/%s", r->session->cohort, r->session->id),
	    NULL, err);
}

static enum tsm_status store(struct app *app, struct attend_result *r,
    struct tsm_str data, const struct attend_options *options,
    struct tsm_error *err)
{
	struct tsm_store_row *rows = NULL;
	TSM_TRY(store_rows(app, r, options->via, &rows, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    store_all(app, r, data, rows, options->replaces, err);
	return app_end(app, status, err);
}

/* Can attendance be read into this session? */
static enum tsm_status check_session(
    const struct tsm_store_session *session, struct tsm_error *err)
{
	if (session->end_utc == 0 || tsm_streq(session->state, "postponed"))
		return tsm_fail(err, TSM_E_STATE, session->id,
		    "the session is postponed: set its date first");
	if (tsm_streq(session->state, "cancelled"))
		return tsm_fail(err, TSM_E_STATE, session->id,
		    "the session is cancelled: set it planned first");
	return TSM_OK;
}

/* The columns as said, or as was remembered under a name. */
static enum tsm_status columns_of(struct app *app,
    const struct attend_options *options, const char **ret_columns,
    struct tsm_error *err)
{
	struct tsm_store_mapping mapping;
	*ret_columns = options->columns;
	if (options->mapping == NULL)
		return TSM_OK;
	TSM_TRY(tsm_store_mapping_get(
	    app->store, options->mapping, &app->arena, &mapping, err));
	*ret_columns = mapping.columns;
	return TSM_OK;
}

static enum tsm_status read_file(struct app *app, struct tsm_str data,
    const struct attend_options *options, struct attend_result *r,
    struct tsm_error *err)
{
	struct tsm_zone *zone = NULL;
	const struct tsm_interval window = { r->session->start_utc,
		r->session->end_utc };
	struct tsm_import_options reading = { .order = options->order,
		.session = &window,
		.session_label = options->label,
		.present = options->present,
		.importer = options->format,
		.undated_ok = options->undated_ok };
	TSM_TRY(columns_of(app, options, &reading.columns, err));
	TSM_TRY(tsm_zone_load(
	    options->zone != NULL ? options->zone : r->session->zone, &zone,
	    err));
	reading.zone = zone;
	enum tsm_status status =
	    tsm_import_read(&app->arena, data, &reading, &r->import, err);
	tsm_zone_free(&zone);
	return status;
}

enum tsm_status attend_import(struct app *app, const struct cohort *cohort,
    const char *session, const char *name, struct tsm_str data,
    const struct attend_options *options, struct attend_result *ret_result,
    struct tsm_error *err)
{
	struct attend_result r = { 0 };
	struct matching roster = { 0 };
	char sha256[TSM_SHA256_HEX];
	uint32_t index = cohort_session(cohort, session);
	if (index == TSM_NO_SESSION)
		return tsm_fail(err, TSM_E_NOT_FOUND, session,
		    "the cohort has no such session");
	r.session = &cohort->sessions[index];
	r.name = strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name;
	TSM_TRY(check_session(r.session, err));
	TSM_TRY(tsm_sha256_hex(data.ptr, data.len, sha256));
	r.sha256 = tsm_arena_dup(&app->arena, sha256);
	if (r.sha256 == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(read_file(app, data, options, &r, err));
	TSM_TRY(matching_load(app, cohort->row.id, &roster, err));
	TSM_TRY(match_people(app, &roster, &r, err));
	if (!options->preview)
		TSM_TRY(store(app, &r, data, options, err));
	*ret_result = r;
	return TSM_OK;
}

static enum tsm_status rematch_row(struct app *app,
    const struct matching *roster, const struct tsm_store_row *row,
    size_t *found, struct tsm_error *err)
{
	const char *display = NULL;
	const char *original = NULL;
	struct tsm_match match;
	if (row->person != NULL || row->ignored != NULL)
		return TSM_OK;
	if (tsm_name_split(
		&app->arena, tsm_str(row->name), &display, &original) != TSM_OK)
		return tsm_fail_memory(err);
	const struct tsm_seen seen = { row->email, attend_id(row), display,
		original };
	if (tsm_people_match(roster->index, &app->arena, &seen, &match) !=
	    TSM_OK)
		return tsm_fail_memory(err);
	if (match.kind != TSM_MATCH_EMAIL && match.kind != TSM_MATCH_ALIAS)
		return TSM_OK;
	++*found;
	return tsm_store_row_assign(app->store, row->source, row->ordinal,
	    roster->rows[match.person].id, err);
}

enum tsm_status attend_rematch(struct app *app, const char *cohort,
    size_t *ret_found, struct tsm_error *err)
{
	struct matching roster = { 0 };
	struct tsm_store_row *rows = NULL;
	size_t count = 0;
	*ret_found = 0;
	TSM_TRY(matching_load(app, cohort, &roster, err));
	TSM_TRY(tsm_store_row_list(
	    app->store, cohort, NULL, NULL, &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(rematch_row(app, &roster, &rows[i], ret_found, err));
	return TSM_OK;
}

enum tsm_status attend_rematch_person(struct app *app, const char *person,
    const char *cohort, size_t *ret_found, struct tsm_error *err)
{
	struct tsm_store_enrolment *list = NULL;
	size_t count = 0;
	*ret_found = 0;
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, NULL, person, &app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		size_t found = 0;
		/* by cohort, with a row for each track */
		if (i > 0 && tsm_streq(list[i].cohort, list[i - 1].cohort))
			continue;
		TSM_TRY(attend_rematch(app, list[i].cohort, &found, err));
		if (tsm_streq(list[i].cohort, cohort))
			*ret_found = found;
	}
	return TSM_OK;
}
