/* cohort: one run of a programme, with its sessions. */
#include "admission.h"
#include "app.h"
#include "cohort.h"
#include "programme.h"
#include "removal.h"
#include "retention.h"
#include "schedule.h"
#include "shape.h"
#include "testamur/base/file.h"
#include "testamur/base/id.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"

/* Compact JSON of a member, or NULL when it is absent. */
static enum tsm_status member_text(struct app *app, const struct tsm_json *root,
    const char *name, const char **ret_text, struct tsm_error *err)
{
	const struct tsm_json *value = tsm_json_get(root, name);
	struct tsm_buf text;
	*ret_text = NULL;
	if (value == NULL)
		return TSM_OK;
	json_t *copy = tsm_json_copy(value);
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_json_write(copy, TSM_JSON_COMPACT, &text);
	json_decref(copy);
	if (status == TSM_OK)
		*ret_text = tsm_arena_str(&app->arena, tsm_buf_str(&text));
	tsm_buf_release(&text);
	return *ret_text != NULL ? TSM_OK : tsm_fail_memory(err);
}

static const struct shape session_shape[] = {
	{ "id", SHAPE_ID, true, NULL },
	{ "topic", SHAPE_ID, false, NULL },
	{ "title", SHAPE_TEXT, false, NULL },
	{ "track", SHAPE_ID, false, NULL },
	{ "tags", SHAPE_IDS, false, NULL },
	{ "start", SHAPE_TEXT, false, NULL },
	{ "end", SHAPE_TEXT, false, NULL },
	{ "timezone", SHAPE_TEXT, false, NULL },
	{ "mode", SHAPE_TEXT, false, NULL },
	{ "state", SHAPE_TEXT, false, NULL },
	{ "kind", SHAPE_TEXT, false, NULL },
	{ "makeup_for", SHAPE_ID, false, NULL },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static const struct shape cohort_shape[] = {
	{ "id", SHAPE_ID, true, NULL },
	{ "title", SHAPE_TEXT, true, NULL },
	{ "timezone", SHAPE_TEXT, false, NULL },
	{ "capacity", SHAPE_COUNT, false, NULL },
	{ "seats", SHAPE_COUNTS, false, NULL },
	{ "parameters", SHAPE_OPEN, false, NULL },
	{ "sessions", SHAPE_LIST, false, session_shape },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static enum tsm_status read_cohort(struct app *app, const struct programme *p,
    const struct tsm_json *root, struct tsm_store_cohort *ret_cohort,
    struct tsm_error *err)
{
	const struct tsm_json *capacity = tsm_json_get(root, "capacity");
	struct tsm_zone *zone = NULL;
	struct tsm_store_cohort c = { .programme = p->row.id,
		.revision = p->policy->revision,
		.capacity = p->policy->cohort.capacity,
		.created = app->now };
	c.id = tsm_json_get_string(root, "id");
	c.title = tsm_json_get_string(root, "title");
	c.zone = tsm_json_get_string(root, "timezone");
	if (c.zone == NULL)
		c.zone = p->policy->timezone;
	enum tsm_status status = tsm_zone_load(c.zone, &zone, err);
	tsm_zone_free(&zone);
	if (status != TSM_OK)
		return status;
	if (capacity != NULL && !tsm_json_is(capacity, TSM_JSON_NULL))
		TSM_TRY(tsm_json_int(capacity, &c.capacity));
	TSM_TRY(member_text(app, root, "seats", &c.seats, err));
	TSM_TRY(member_text(app, root, "parameters", &c.parameters, err));
	*ret_cohort = c;
	return TSM_OK;
}

/* Inside a transaction: the cohort, its sessions, and the whole checked. */
static enum tsm_status put_cohort(struct app *app, const struct programme *p,
    const struct tsm_store_cohort *c, const struct tsm_json *sessions,
    struct tsm_error *err)
{
	struct cohort whole = { 0 };
	TSM_TRY(tsm_store_cohort_add(app->store, c, err));
	for (size_t i = 0; sessions != NULL && i < sessions->count; i++) {
		struct tsm_store_session s;
		TSM_TRY(schedule_read(
		    app, p, c, tsm_json_at(sessions, i), &s, err));
		TSM_TRY(tsm_store_session_put(
		    app->store, &s, app->actor, app->now, NULL, err));
	}
	TSM_TRY(cohort_open(app, c->id, &whole, err));
	TSM_TRY(tsm_policy_check_sessions(
	    p->policy, whole.facts.sessions, whole.facts.session_count, err));
	return app_audit(app, "cohort.add", c->id, NULL, err);
}

static enum tsm_status add_from(struct app *app, const char *programme,
    const struct tsm_json *root, struct tsm_error *err)
{
	struct programme p;
	struct tsm_store_cohort c = { 0 };
	const struct tsm_json *sessions = tsm_json_get(root, "sessions");
	TSM_TRY(shape_check(root, cohort_shape, err));
	if (sessions != NULL && sessions->count > TSM_SESSIONS_MAX)
		return tsm_json_fail(err, TSM_E_LIMIT, sessions,
		    "sessions is an array of at most %d", TSM_SESSIONS_MAX);
	TSM_TRY(programme_open(app, programme, 0, &p, err));
	TSM_TRY(programme_in_use(&p.row, err));
	TSM_TRY(read_cohort(app, &p, root, &c, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = put_cohort(app, &p, &c, sessions, err);
	status = app_end(app, status, err);
	if (status == TSM_OK)
		(void)printf("%s: %s, %s\n", c.id, c.title,
		    app_count(app, sessions != NULL ? sessions->count : 0,
			"session", "sessions"));
	return status;
}

static enum tsm_status cohort_add(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path = tsm_args_operand(args, 0);
	struct tsm_buf file;
	const struct tsm_json *root = NULL;
	tsm_buf_init(&file, 0);
	enum tsm_status status = tsm_file_read(path, TSM_JSON_MAX, &file, err);
	if (status == TSM_OK) {
		status = tsm_json_parse(
		    &app->arena, file.data, file.len, NULL, &root, err);
		if (status == TSM_OK)
			status = add_from(
			    app, tsm_args_get(args, "programme"), root, err);
		if (status != TSM_OK)
			tsm_error_prefix(err, path);
	}
	tsm_buf_release(&file);
	return status;
}

static enum tsm_status cohort_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_cohort *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_cohort_list(app->store,
	    tsm_args_get(args, "programme"), &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++)
		(void)printf("%-28s %-24s %s%s\n", rows[i].id,
		    rows[i].programme, rows[i].title,
		    rows[i].closed_at != 0 ? " (closed)" : "");
	return TSM_OK;
}

static json_t *show_json(const struct cohort *c)
{
	json_t *result = json_object();
	tsm_json_set(result, "id", c->row.id);
	tsm_json_set(result, "programme", c->row.programme);
	tsm_json_set(result, "title", c->row.title);
	tsm_json_set_int(result, "revision", c->row.revision);
	tsm_json_set(result, "timezone", c->row.zone);
	if (c->row.capacity >= 0)
		tsm_json_set_int(result, "capacity", c->row.capacity);
	tsm_json_set_bool(result, "closed", c->row.closed_at != 0);
	json_t *list = tsm_json_set_array(result, "sessions");
	for (size_t i = 0; i < c->session_count; i++) {
		json_t *s = tsm_json_add_object(list);
		tsm_json_set(s, "id", c->sessions[i].id);
		tsm_json_set(s, "title", c->sessions[i].title);
		tsm_json_set(s, "track", c->sessions[i].track);
		tsm_json_set(s, "state", c->sessions[i].state);
		tsm_json_set(s, "kind", c->sessions[i].kind);
		tsm_json_set(s, "mode", c->sessions[i].mode);
		tsm_json_set(s, "start", c->sessions[i].local_start);
		tsm_json_set(s, "end", c->sessions[i].local_end);
		tsm_json_set_bool(s, "closed", c->sessions[i].closed_at != 0);
	}
	return result;
}

static enum tsm_status cohort_show(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c = { 0 };
	TSM_TRY(cohort_open(app, tsm_args_operand(args, 0), &c, err));
	if (app->json)
		return app_print_json(show_json(&c), err);
	(void)printf("%s: %s\nprogramme %s, policy revision %lld, times in %s"
		     "%s\n",
	    c.row.id, c.row.title, c.row.programme, (long long)c.row.revision,
	    c.row.zone, c.row.closed_at != 0 ? ", closed" : "");
	for (size_t i = 0; i < c.session_count; i++)
		(void)printf("  %-12s %-10s %-19s %s\n", c.sessions[i].id,
		    c.sessions[i].state,
		    c.sessions[i].local_start != NULL
			? c.sessions[i].local_start
			: "no date yet",
		    c.sessions[i].title);
	return TSM_OK;
}

static enum tsm_status cohort_set(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_cohort c = { 0 };
	const char *capacity = tsm_args_get(args, "capacity");
	uint64_t value = 0;
	size_t moved = 0;
	TSM_TRY(cohort_check(app, tsm_args_operand(args, 0), err));
	TSM_TRY(tsm_store_cohort_get(
	    app->store, tsm_args_operand(args, 0), &app->arena, &c, err));
	if (tsm_parse_u64(tsm_str(capacity), 1000000, &value) != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, "--capacity",
		    "capacity is a number of people");
	c.capacity = (int64_t)value;
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = tsm_store_cohort_update(app->store, &c, err);
	if (status == TSM_OK)
		status = admission_assign(app, c.id, &moved, err);
	if (status == TSM_OK)
		status = app_audit(app, "cohort.set", c.id, NULL, err);
	status = app_end(app, status, err);
	if (status == TSM_OK)
		(void)printf("capacity %lld; %s from the waiting list\n",
		    (long long)c.capacity,
		    app_count(app, moved, "person moves up", "people move up"));
	return status;
}

static enum tsm_status cohort_close(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *id = tsm_args_operand(args, 0);
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = cohort_check(app, id, err);
	if (status == TSM_OK)
		status = tsm_store_cohort_close(app->store, id, app->now, err);
	if (status == TSM_OK)
		status = app_audit(app, "cohort.close", id, NULL, err);
	return app_end(app, status, err);
}

static enum tsm_status cohort_reopen(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *id = tsm_args_operand(args, 0);
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	struct cohort c = { 0 };
	enum tsm_status status = cohort_open(app, id, &c, err);
	if (status == TSM_OK)
		status = programme_in_use(&c.programme.row, err);
	if (status == TSM_OK)
		status = tsm_store_cohort_reopen(app->store, id, err);
	if (status == TSM_OK)
		status = app_audit(app, "cohort.reopen", id, NULL, err);
	return app_end(app, status, err);
}

static void print_removal(
    struct app *app, const struct removal_cohort *r, const char *id, bool dry)
{
	const struct tsm_store_cohort_records *n = &r->records;
	(void)printf("%s%s: %s\n%s, %s\n", dry ? "would delete " : "deleted ",
	    id, r->title,
	    app_count(app, (size_t)n->sessions, "session", "sessions"),
	    app_count(
		app, (size_t)n->people, "enrolled person", "enrolled people"));
	if (r->until == 0)
		return;
	(void)printf("with it, after its retention: %s, %s; erased: %s\n",
	    app_count(
		app, (size_t)n->files, "attendance file", "attendance files"),
	    app_count(app, (size_t)n->entries, "entry", "entries"),
	    app_count(app, r->people, "person", "people"));
	(void)printf("kept: %s, %s, and what the ledger has of them\n",
	    app_count(app, (size_t)n->credentials, "credential", "credentials"),
	    app_count(app, (size_t)n->decisions, "decision", "decisions"));
}

static enum tsm_status cohort_delete(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *id = tsm_args_operand(args, 0);
	const char *reason = tsm_args_get(args, "reason");
	bool dry = tsm_args_has(args, "dry-run");
	struct removal_cohort r = { 0 };
	int64_t years = 0;
	TSM_TRY(retention_years(args, &years, err));
	if (dry)
		TSM_TRY(removal_cohort_look(app, id, years, &r, err));
	else
		TSM_TRY(removal_cohort(app, id, years, reason, &r, err));
	print_removal(app, &r, id, dry);
	return TSM_OK;
}

APP_COMMAND(cohort_delete)
APP_COMMAND(cohort_add)
APP_COMMAND(cohort_list)
APP_COMMAND(cohort_show)
APP_COMMAND(cohort_set)
APP_COMMAND(cohort_close)
APP_COMMAND(cohort_reopen)

static const struct tsm_option add_options[] = {
	{ "programme", TSM_OPT_VALUE, "ID", "of which it is a run", true },
	TSM_OPTIONS_END,
};

static const struct tsm_option list_options[] = {
	{ "programme", TSM_OPT_VALUE, "ID", "only its cohorts", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option set_options[] = {
	{ "capacity", TSM_OPT_VALUE, "N",
	    "places; when raised, the waiting list moves up in order", true },
	TSM_OPTIONS_END,
};

static const struct tsm_option delete_options[] = {
	{ "reason", TSM_OPT_VALUE, "TEXT", "why; private, in the log", true },
	{ "dry-run", TSM_OPT_FLAG, NULL, "only say what would go", false },
	RETENTION_YEARS_OPTION,
	TSM_OPTIONS_END,
};

const struct tsm_command cli_cohort_commands[] = {
	{ "cohort add", "FILE", "add a cohort with its sessions from JSON",
	    NULL, add_options, run_cohort_add, 1, 1 },
	{ "cohort list", NULL, "all cohorts", NULL, list_options,
	    run_cohort_list, 0, 0 },
	{ "cohort show", "COHORT", "one cohort and its sessions", NULL, NULL,
	    run_cohort_show, 1, 1 },
	{ "cohort set", "COHORT", "change its capacity", NULL, set_options,
	    run_cohort_set, 1, 1 },
	{ "cohort close", "COHORT",
	    "nothing can be handed in any more; open conditions become failed",
	    NULL, NULL, run_cohort_close, 1, 1 },
	{ "cohort reopen", "COHORT", "take a closing back", NULL, NULL,
	    run_cohort_reopen, 1, 1 },
	{ "cohort delete", "COHORT", "delete it with its sessions",
	    "Refused while records of it have to be kept, with what they "
	    "are. Credentials, decisions and\nthe ledger always stay: what "
	    "people hold verifies as before.",
	    delete_options, run_cohort_delete, 1, 1 },
	TSM_COMMANDS_END,
};
