/* session: what happened to the meetings of a cohort. */
#include "app.h"
#include "cohort.h"
#include "people.h"
#include "schedule.h"

static const char *cohort_of(const struct tsm_args *args)
{
	return tsm_args_get(args, "cohort");
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_session *rows = NULL;
	size_t count = 0;
	TSM_TRY(cohort_check(app, cohort_of(args), err));
	TSM_TRY(tsm_store_session_list(
	    app->store, cohort_of(args), &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++)
		(void)printf("%-12s %-10s %-8s %-19s %s%s\n", rows[i].id,
		    rows[i].state, rows[i].kind,
		    rows[i].local_start != NULL ? rows[i].local_start
						: "no date yet",
		    rows[i].title, rows[i].closed_at != 0 ? " (closed)" : "");
	return TSM_OK;
}

static enum tsm_status get(struct app *app, const struct tsm_args *args,
    const char *id, struct tsm_store_session *ret_session,
    struct tsm_error *err)
{
	enum tsm_status status = tsm_store_session_get(
	    app->store, cohort_of(args), id, &app->arena, ret_session, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, status, id,
		    "no such session; 'session list --cohort …' shows them");
	return status;
}

/*
 * Inside a transaction: store the session, and see that the cohort can
 * still be evaluated with it.
 */
static enum tsm_status put(struct app *app, const struct tsm_store_session *s,
    const char *reason, struct tsm_error *err)
{
	struct cohort whole;
	TSM_TRY(tsm_store_session_put(
	    app->store, s, app->actor, app->now, reason, err));
	TSM_TRY(cohort_open(app, s->cohort, &whole, err));
	return app_audit(app, "session.set",
	    tsm_arena_printf(&app->arena, "%s/%s", s->cohort, s->id), NULL,
	    err);
}

/* The work of a command, all or nothing. */
static enum tsm_status in_whole(struct app *app, const struct tsm_args *args,
    app_action *action, struct tsm_error *err)
{
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = cohort_check(app, cohort_of(args), err);
	if (status == TSM_OK)
		status = action(app, args, err);
	return app_end(app, status, err);
}

static enum tsm_status check_given(
    const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const names[] = { "state", "mode", "start", "end" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (tsm_args_has(args, names[i]))
			return TSM_OK;
	}
	return tsm_fail(err, TSM_E_USAGE, NULL,
	    "say what changes: --state, --mode, --start or --end");
}

/* A session that is still to be held is not closed. */
static void reopen(struct tsm_store_session *s)
{
	if (!tsm_streq(s->state, "held") && !tsm_streq(s->state, "cancelled"))
		s->closed_at = 0;
}

static enum tsm_status set_inside(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	enum tsm_session_state state;
	struct tsm_store_session s;
	const char *word = tsm_args_get(args, "state");
	const char *mode = tsm_args_get(args, "mode");
	const char *start = tsm_args_get(args, "start");
	const char *end = tsm_args_get(args, "end");
	TSM_TRY(check_given(args, err));
	TSM_TRY(get(app, args, tsm_args_operand(args, 0), &s, err));
	if (word != NULL) {
		if (tsm_session_state_parse(tsm_str(word), &state) != TSM_OK)
			return tsm_fail(err, TSM_E_VALUE, "--state",
			    "state is planned, held, cancelled or postponed");
		s.state = word;
	}
	if (mode != NULL) {
		if (!tsm_streq(mode, "virtual") &&
		    !tsm_streq(mode, "in_person") && !tsm_streq(mode, "hybrid"))
			return tsm_fail(err, TSM_E_VALUE, "--mode",
			    "mode is virtual, in_person or hybrid");
		s.mode = mode;
	}
	if (start != NULL || end != NULL)
		TSM_TRY(schedule_times(app, &s,
		    start != NULL ? start : s.local_start,
		    end != NULL ? end : s.local_end, err));
	if (s.start_utc == 0 && !tsm_streq(s.state, "postponed") &&
	    !tsm_streq(s.state, "cancelled"))
		return tsm_fail(err, TSM_E_MISSING, s.id,
		    "give --start and --end: only a postponed session may be "
		    "without a date");
	if (tsm_streq(s.state, "cancelled") &&
	    tsm_args_get(args, "reason") == NULL)
		return tsm_fail(err, TSM_E_MISSING, "--reason",
		    "say why the session is cancelled; people will ask");
	reopen(&s);
	return put(app, &s, tsm_args_get(args, "reason"), err);
}

/* The values of the command line in the shape of a cohort file's entry. */
static json_t *entry_of(const struct tsm_args *args)
{
	static const char *const names[] = { "topic", "title", "start", "end",
		"mode", "kind", "track", NULL };
	json_t *entry = json_object();
	tsm_json_set(entry, "id", tsm_args_operand(args, 0));
	for (const char *const *n = names; *n != NULL; n++)
		tsm_json_set(entry, *n, tsm_args_get(args, *n));
	tsm_json_set(entry, "makeup_for", tsm_args_get(args, "for"));
	return entry;
}

static enum tsm_status add_inside(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	struct tsm_store_session s;
	struct tsm_store_person person;
	struct tsm_buf text;
	const struct tsm_json *entry = NULL;
	const char *who = tsm_args_get(args, "person");
	json_t *given = entry_of(args);
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_json_write(given, TSM_JSON_COMPACT, &text);
	json_decref(given);
	if (status == TSM_OK)
		status = tsm_json_parse(
		    &app->arena, text.data, text.len, NULL, &entry, err);
	tsm_buf_release(&text);
	if (status != TSM_OK)
		return status;
	TSM_TRY(cohort_open(app, cohort_of(args), &c, err));
	TSM_TRY(schedule_read(app, &c.programme, &c.row, entry, &s, err));
	if (cohort_session(&c, s.id) != TSM_NO_SESSION)
		return tsm_fail(err, TSM_E_DUPLICATE, s.id,
		    "the cohort has a session of this id; 'session set' "
		    "changes it");
	if (s.makeup_for != NULL &&
	    cohort_session(&c, s.makeup_for) == TSM_NO_SESSION)
		return tsm_fail(err, TSM_E_NOT_FOUND, s.makeup_for,
		    "no such session to make up for");
	if (who != NULL && s.makeup_for == NULL)
		return tsm_fail(err, TSM_E_USAGE, "--person",
		    "only a make-up is for one person: add --kind makeup and "
		    "--for SESSION");
	if (who != NULL) {
		TSM_TRY(people_find(app, c.row.id, who, &person, err));
		s.makeup_person = person.id;
	}
	s.position = (int64_t)c.session_count + 1;
	return put(app, &s, tsm_args_get(args, "reason"), err);
}

static enum tsm_status close_one(struct app *app, const struct tsm_args *args,
    const char *id, struct tsm_error *err)
{
	struct tsm_store_session s;
	TSM_TRY(get(app, args, id, &s, err));
	if (!tsm_streq(s.state, "held") && !tsm_streq(s.state, "cancelled"))
		return tsm_fail(err, TSM_E_STATE, id,
		    "a %s session cannot be closed: import its attendance, or "
		    "set it held or cancelled",
		    s.state);
	if (s.closed_at == 0)
		s.closed_at = app->now;
	return put(app, &s, "closed", err);
}

static enum tsm_status close_inside(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	for (size_t i = 0; i < tsm_args_operands(args); i++)
		TSM_TRY(close_one(app, args, tsm_args_operand(args, i), err));
	return TSM_OK;
}

static enum tsm_status set(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return in_whole(app, args, set_inside, err);
}

static enum tsm_status add(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return in_whole(app, args, add_inside, err);
}

static enum tsm_status close_all(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return in_whole(app, args, close_inside, err);
}

APP_COMMAND(list)
APP_COMMAND(set)
APP_COMMAND(add)
APP_COMMAND(close_all)

static const struct tsm_option cohort_option[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	TSM_OPTIONS_END,
};

static const struct tsm_option set_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "state", TSM_OPT_VALUE, "STATE",
	    "planned, held, cancelled or postponed", false },
	{ "start", TSM_OPT_VALUE, "TIME", "local, YYYY-MM-DDTHH:MM", false },
	{ "end", TSM_OPT_VALUE, "TIME", "local, YYYY-MM-DDTHH:MM", false },
	{ "mode", TSM_OPT_VALUE, "MODE", "virtual, in_person or hybrid",
	    false },
	{ "reason", TSM_OPT_VALUE, "TEXT", "why; kept with the change", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option add_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "topic", TSM_OPT_VALUE, "ID", "topic of the programme", false },
	{ "title", TSM_OPT_VALUE, "TEXT", "if not the topic's", false },
	{ "track", TSM_OPT_VALUE, "ID", "if not the topic's", false },
	{ "start", TSM_OPT_VALUE, "TIME", "local, YYYY-MM-DDTHH:MM", true },
	{ "end", TSM_OPT_VALUE, "TIME", "local, YYYY-MM-DDTHH:MM", true },
	{ "mode", TSM_OPT_VALUE, "MODE", "virtual, in_person or hybrid",
	    false },
	{ "kind", TSM_OPT_VALUE, "KIND", "regular, extra or makeup", false },
	{ "for", TSM_OPT_VALUE, "SESSION", "which one it makes up for", false },
	{ "person", TSM_OPT_VALUE, "PERSON", "a make-up for one person",
	    false },
	{ "reason", TSM_OPT_VALUE, "TEXT", "why; kept with the change", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_session_commands[] = {
	{ "session list", NULL, "sessions of a cohort", NULL, cohort_option,
	    run_list, 0, 0 },
	{ "session set", "SESSION", "change state, times or mode", NULL,
	    set_options, run_set, 1, 1 },
	{ "session add", "SESSION", "add a session, extra or to make up", NULL,
	    add_options, run_add, 1, 1 },
	{ "session close", "SESSION…", "attendance is complete", NULL,
	    cohort_option, run_close_all, 1, -1 },
	TSM_COMMANDS_END,
};
