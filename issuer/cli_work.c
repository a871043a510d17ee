/* work, activity, attest: what people did beside the sessions. */
#include <string.h>

#include "app.h"
#include "cohort.h"
#include "people.h"
#include "source.h"
#include "table.h"
#include "testamur/base/digest.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/store/attendance.h"
#include "testamur/store/work.h"

/* A file that is being read. */
struct reading {
	const struct cohort *cohort;
	const struct people_roster *roster;
	struct table table;
	struct source source;
};

/* One form: what reads its rows, and the name of the deed in the audit. */
struct form {
	const char *const *names;
	const char *action;
	enum tsm_status (*take)(struct app *app, const struct reading *r,
	    size_t row, struct tsm_error *err);
};

/* "2024-03-20" or an instant; NULL: now. */
static enum tsm_status read_at(
    struct app *app, const char *text, int64_t *ret_at, struct tsm_error *err)
{
	*ret_at = app->now;
	if (text == NULL ||
	    tsm_time_parse_day(tsm_str(text), false, ret_at) == TSM_OK)
		return TSM_OK;
	return tsm_fail(err, TSM_E_VALUE, NULL,
	    "a time is YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ");
}

static enum tsm_status read_form(struct app *app, const struct tsm_args *args,
    const char *const *names, const struct cohort *c, struct reading *ret,
    struct tsm_error *err)
{
	const char *path = tsm_args_operand(args, 0);
	struct tsm_str bytes;
	ret->cohort = c;
	TSM_TRY(people_roster_load(app, c->row.id, &ret->roster, err));
	TSM_TRY(table_read(app, path, names, &ret->table, &bytes, err));
	return source_of(app, path, bytes, &ret->source, err);
}

/* In a transaction: every row of the file, unless it was taken before. */
static enum tsm_status take_rows(struct app *app, const struct form *form,
    const struct reading *r, bool *ret_taken, struct tsm_error *err)
{
	const char *cohort = r->cohort->row.id;
	TSM_TRY(source_taken(
	    app, form->action, cohort, &r->source, ret_taken, err));
	if (*ret_taken)
		return TSM_OK;
	TSM_TRY(source_keep(app, &r->source, err));
	for (size_t i = 0; i < table_rows(&r->table); i++) {
		enum tsm_status status = form->take(app, r, i, err);
		if (status != TSM_OK)
			return table_fail(&r->table, i, status, err);
	}
	return app_audit(app, form->action, cohort, r->source.detail, err);
}

/* All rows of a form in one transaction, or none. */
static enum tsm_status import_rows(struct app *app, const struct tsm_args *args,
    const struct form *form, struct tsm_error *err)
{
	struct cohort c;
	struct reading r;
	bool taken = false;
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	TSM_TRY(read_form(app, args, form->names, &c, &r, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = take_rows(app, form, &r, &taken, err);
	status = app_end(app, status, err);
	if (status != TSM_OK) {
		tsm_error_prefix(err, r.source.path);
		return status;
	}
	if (taken)
		(void)printf("already imported, nothing changed\n");
	else
		(void)printf("%s read\n",
		    app_count(app, table_rows(&r.table), "row", "rows"));
	return TSM_OK;
}

static enum tsm_status required(
    const char *value, const char *column, struct tsm_error *err)
{
	if (value == NULL)
		return tsm_fail(
		    err, TSM_E_MISSING, NULL, "%s is empty", column);
	return TSM_OK;
}

/* A name that the programme's list has; pieces are written ITEM#2. */
static enum tsm_status known(struct app *app, const struct cohort *c,
    const char *list, const char *id, struct tsm_error *err)
{
	struct tsm_str base = tsm_str(id);
	base.len = tsm_str_find(base, '#');
	const char *name = tsm_arena_str(&app->arena, base);
	if (name == NULL)
		return tsm_fail_memory(err);
	if (programme_find(&c->programme, list, name) == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "the programme has no %s in its %s", name, list);
	return TSM_OK;
}

/* --- work --------------------------------------------------------------- */

static const char *const work_names[] = { "email", "item", "state", "|",
	"comment", "link", "by", "role", "at", NULL };

static enum tsm_status work_row(
    struct app *app, const struct reading *r, size_t row, struct tsm_error *err)
{
	const struct cohort *c = r->cohort;
	const struct table *t = &r->table;
	struct tsm_store_person person;
	const char *who = table_cell(app, t, row, 0);
	struct tsm_store_work work = { .cohort = c->row.id,
		.item = table_cell(app, t, row, 1),
		.state = table_cell(app, t, row, 2),
		.comment = table_cell(app, t, row, 3),
		.link = table_cell(app, t, row, 4),
		.by = table_cell(app, t, row, 5),
		.role = table_cell(app, t, row, 6),
		.sha256 = r->source.sha256 };
	enum tsm_work_state state;
	TSM_TRY(required(who, "email", err));
	TSM_TRY(required(work.item, "item", err));
	TSM_TRY(required(work.state, "state", err));
	if (tsm_work_state_parse(tsm_str(work.state), &state) != TSM_OK ||
	    state == TSM_WORK_NONE)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "the state is submitted, returned or approved");
	TSM_TRY(known(app, c, "items", work.item, err));
	TSM_TRY(read_at(app, table_cell(app, t, row, 7), &work.at, err));
	TSM_TRY(people_find_address(app, r->roster, who, &person, err));
	work.person = person.id;
	if (work.by == NULL)
		work.by = app->actor;
	if (work.role == NULL)
		work.role = tsm_streq(work.state, "submitted") ? "participant"
							       : "reviewer";
	return tsm_store_work_add(app->store, &work, err);
}

static enum tsm_status work_import(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const struct form form = { work_names, "work.import", work_row };
	return import_rows(app, args, &form, err);
}

/* The work and, where it is a file, its bytes under their hash. */
static enum tsm_status put_work_and_file(struct app *app,
    struct tsm_store_work *work, const char *path, struct tsm_str bytes,
    struct tsm_error *err)
{
	char sha256[TSM_SHA256_HEX];
	const char *slash = path != NULL ? strrchr(path, '/') : NULL;
	if (path != NULL) {
		TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, sha256));
		const struct tsm_store_file file = { .sha256 = sha256,
			.name = slash != NULL ? slash + 1 : path,
			.body = bytes,
			.imported_at = app->now };
		TSM_TRY(tsm_store_file_add(app->store, &file, err));
		work->sha256 = tsm_arena_dup(&app->arena, sha256);
		if (work->sha256 == NULL)
			return tsm_fail_memory(err);
	}
	TSM_TRY(tsm_store_work_add(app->store, work, err));
	return app_audit(app, "work.event", work->cohort, NULL, err);
}

static enum tsm_status put_work(struct app *app, struct tsm_store_work *work,
    const char *path, struct tsm_error *err)
{
	struct tsm_buf file;
	enum tsm_status status = TSM_OK;
	tsm_buf_init(&file, 0);
	if (path != NULL)
		status = tsm_file_read(path, TSM_IMPORT_MAX, &file, err);
	if (status == TSM_OK && path != NULL && file.len == 0)
		status =
		    tsm_fail(err, TSM_E_MISSING, path, "the file is empty");
	if (status == TSM_OK)
		status = tsm_store_begin(app->store, TSM_STORE_WRITE, err);
	if (status == TSM_OK)
		status = app_end(app,
		    put_work_and_file(app, work, path, tsm_buf_str(&file), err),
		    err);
	tsm_buf_release(&file);
	return status;
}

static enum tsm_status work_event(struct app *app, const struct tsm_args *args,
    const char *state, const char *role, struct tsm_error *err)
{
	struct cohort c;
	struct tsm_store_person person;
	struct tsm_store_work work = { .item = tsm_args_get(args, "item"),
		.state = state,
		.comment = tsm_args_get(args, "comment"),
		.link = tsm_args_get(args, "link"),
		.by = app->actor,
		.role = tsm_args_get(args, "role"),
		.at = app->now };
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	TSM_TRY(known(app, &c, "items", work.item, err));
	TSM_TRY(people_find(
	    app, c.row.id, tsm_args_operand(args, 0), &person, err));
	work.cohort = c.row.id;
	work.person = person.id;
	if (work.role == NULL)
		work.role = role;
	if (tsm_streq(state, "returned") && work.comment == NULL)
		return tsm_fail(err, TSM_E_MISSING, "--comment",
		    "say what has to be changed");
	return put_work(app, &work, tsm_args_get(args, "file"), err);
}

static enum tsm_status work_submit(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return work_event(app, args, "submitted", "participant", err);
}

static enum tsm_status work_return(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return work_event(app, args, "returned", "reviewer", err);
}

static enum tsm_status work_approve(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return work_event(app, args, "approved", "reviewer", err);
}

/* --- activity ----------------------------------------------------------- */

static const char *const activity_names[] = { "email", "activity", "day",
	"minutes", NULL };

static enum tsm_status activity_row(struct app *app, const struct reading *r,
    size_t row, struct tsm_store_activity *out, struct tsm_error *err)
{
	const struct cohort *c = r->cohort;
	const struct table *t = &r->table;
	struct tsm_store_person person;
	struct tsm_civil day;
	uint64_t minutes = 0;
	const char *who = table_cell(app, t, row, 0);
	const char *amount = table_cell(app, t, row, 3);
	out->activity = table_cell(app, t, row, 1);
	out->day = table_cell(app, t, row, 2);
	TSM_TRY(required(who, "email", err));
	TSM_TRY(required(out->activity, "activity", err));
	TSM_TRY(required(out->day, "day", err));
	TSM_TRY(required(amount, "minutes", err));
	TSM_TRY(known(app, c, "activities", out->activity, err));
	if (tsm_date_parse(tsm_str(out->day), &day) != TSM_OK)
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "a day is written YYYY-MM-DD");
	if (tsm_parse_u64(tsm_str(amount), 1440, &minutes) != TSM_OK ||
	    minutes == 0)
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "minutes of one day are 1 to 1440");
	TSM_TRY(people_find_address(app, r->roster, who, &person, err));
	out->cohort = c->row.id;
	out->person = person.id;
	out->seconds = (int64_t)minutes * 60;
	out->sha256 = r->source.sha256;
	out->line = (int64_t)table_line(t, row);
	out->by = app->actor;
	out->at = app->now;
	return TSM_OK;
}

static enum tsm_status activity_store(struct app *app, const struct reading *r,
    const struct tsm_store_activity *rows, size_t count, size_t *added,
    struct tsm_error *err)
{
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = source_keep(app, &r->source, err);
	if (status == TSM_OK)
		status =
		    tsm_store_activity_add(app->store, rows, count, added, err);
	if (status == TSM_OK)
		status = app_audit(app, "activity.import", r->cohort->row.id,
		    r->source.detail, err);
	return app_end(app, status, err);
}

static enum tsm_status activity_import(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	struct reading r;
	size_t added = 0;
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	TSM_TRY(read_form(app, args, activity_names, &c, &r, err));
	size_t count = table_rows(&r.table);
	struct tsm_store_activity *rows =
	    tsm_arena_array(&app->arena, count, sizeof(*rows));
	if (rows == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		enum tsm_status status =
		    activity_row(app, &r, i, &rows[i], err);
		if (status != TSM_OK) {
			(void)table_fail(&r.table, i, status, err);
			tsm_error_prefix(err, r.source.path);
			return status;
		}
	}
	TSM_TRY(activity_store(app, &r, rows, count, &added, err));
	(void)printf(
	    "%s read, %zu new\n", app_count(app, count, "row", "rows"), added);
	return TSM_OK;
}

/* --- attestations ------------------------------------------------------- */

static const char *const attest_names[] = { "email", "what", "role", "|", "by",
	"at", "note", NULL };

static enum tsm_status attest_row(
    struct app *app, const struct reading *r, size_t row, struct tsm_error *err)
{
	const struct cohort *c = r->cohort;
	const struct table *t = &r->table;
	struct tsm_store_person person;
	const char *who = table_cell(app, t, row, 0);
	struct tsm_store_attestation a = { .cohort = c->row.id,
		.what = table_cell(app, t, row, 1),
		.role = table_cell(app, t, row, 2),
		.by = table_cell(app, t, row, 3),
		.note = table_cell(app, t, row, 5) };
	TSM_TRY(required(who, "email", err));
	TSM_TRY(required(a.what, "what", err));
	TSM_TRY(required(a.role, "role", err));
	TSM_TRY(known(app, c, "attestations", a.what, err));
	TSM_TRY(read_at(app, table_cell(app, t, row, 4), &a.at, err));
	TSM_TRY(people_find_address(app, r->roster, who, &person, err));
	a.person = person.id;
	if (a.by == NULL)
		a.by = app->actor;
	return tsm_store_attestation_add(app->store, &a, err);
}

static enum tsm_status attest_import(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const struct form form = { attest_names, "attestation.import",
		attest_row };
	return import_rows(app, args, &form, err);
}

static enum tsm_status attest(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	struct tsm_store_person person;
	struct tsm_store_attestation a = { .what = tsm_args_get(args, "what"),
		.role = tsm_args_get(args, "role"),
		.note = tsm_args_get(args, "note"),
		.withdrawn = tsm_args_has(args, "withdraw"),
		.by = app->actor,
		.at = app->now };
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	TSM_TRY(known(app, &c, "attestations", a.what, err));
	TSM_TRY(people_find(
	    app, c.row.id, tsm_args_operand(args, 0), &person, err));
	a.cohort = c.row.id;
	a.person = person.id;
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = tsm_store_attestation_add(app->store, &a, err);
	if (status == TSM_OK)
		status = app_audit(app, "attestation.add", c.row.id, NULL, err);
	return app_end(app, status, err);
}

APP_COMMAND(work_import)
APP_COMMAND(work_submit)
APP_COMMAND(work_return)
APP_COMMAND(work_approve)
APP_COMMAND(activity_import)
APP_COMMAND(attest_import)
APP_COMMAND(attest)

static const struct tsm_option cohort_option[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	TSM_OPTIONS_END,
};

static const struct tsm_option work_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "item", TSM_OPT_VALUE, "ITEM",
	    "the policy's name for it; pieces of one item: ITEM#1, ITEM#2",
	    true },
	{ "comment", TSM_OPT_VALUE, "TEXT", "for the participant", false },
	{ "link", TSM_OPT_VALUE, "URL", "where it is", false },
	{ "file", TSM_OPT_VALUE, "FILE",
	    "the work itself, kept byte for byte under its hash", false },
	{ "role", TSM_OPT_VALUE, "ROLE", "in which you act", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option attest_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "what", TSM_OPT_VALUE, "NAME", "the policy's name for it", true },
	{ "role", TSM_OPT_VALUE, "ROLE", "in which you attest it", true },
	{ "note", TSM_OPT_VALUE, "TEXT", "kept with it", false },
	{ "withdraw", TSM_OPT_FLAG, NULL, "take it back", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_work_commands[] = {
	{ "work import", "FILE", "submissions and reviews from CSV",
	    "Columns: email, item, state (submitted, returned, approved), and "
	    "if wanted comment,\nlink, by, role, at.",
	    cohort_option, run_work_import, 1, 1 },
	{ "work submit", "PERSON", "record a submission", NULL, work_options,
	    run_work_submit, 1, 1 },
	{ "work return", "PERSON", "hand it back for revision", NULL,
	    work_options, run_work_return, 1, 1 },
	{ "work approve", "PERSON", "approve it", NULL, work_options,
	    run_work_approve, 1, 1 },
	{ "activity import", "FILE", "minutes of an activity from CSV",
	    "Columns: email, activity, day, minutes. Reading the same file "
	    "again adds nothing.\nOf several files about one person's day the "
	    "one read last counts, so that a longer\nexport counts no minute "
	    "twice.",
	    cohort_option, run_activity_import, 1, 1 },
	{ "attestation import", "FILE", "attestations from CSV",
	    "Columns: email, what, role, and if wanted by, at, note.",
	    cohort_option, run_attest_import, 1, 1 },
	{ "attest", "PERSON", "confirm something about a person", NULL,
	    attest_options, run_attest, 1, 1 },
	TSM_COMMANDS_END,
};
