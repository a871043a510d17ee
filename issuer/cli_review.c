/* roster review: who somebody in an export is. */
#include "app.h"
#include "cohort.h"
#include "presence.h"
#include "review.h"
#include "testamur/base/str.h"
#include "testamur/base/time.h"

/* --- list --------------------------------------------------------------- */

/* Rows of an item from one on that are of the same session. */
static size_t same_session(const struct review_item *item, size_t from)
{
	size_t n = 1;
	while (
	    from + n < item->row_count &&
	    tsm_streq(item->rows[from + n]->session, item->rows[from]->session))
		n++;
	return n;
}

static enum tsm_status seconds_of(struct app *app, const struct cohort *c,
    const struct review_item *item, size_t from, size_t count,
    int64_t *ret_seconds, struct tsm_error *err)
{
	struct tsm_presence presence = { 0 };
	uint32_t session = cohort_session(c, item->rows[from]->session);
	*ret_seconds = 0;
	if (session == TSM_NO_SESSION)
		return TSM_OK;
	TSM_TRY(presence_of_rows(app, &c->sessions[session], &item->rows[from],
	    count, &presence, err));
	*ret_seconds = presence.seconds;
	return TSM_OK;
}

static enum tsm_status item_json(struct app *app, const struct cohort *c,
    const struct review_item *item, json_t *row, struct tsm_error *err)
{
	bool email = tsm_streq(item->kind, "email");
	tsm_json_set(row, "item", item->id);
	tsm_json_set(row, "name", item->name);
	tsm_json_set(row, "email", email ? item->value : NULL);
	if (tsm_streq(item->kind, "id"))
		tsm_json_set(row, "id", item->value);
	tsm_json_set_bool(row, "doubtful", item->doubtful);
	tsm_json_set(row, "reason", item->match.reason);
	if (item->suggested != NULL) {
		tsm_json_set(row, "suggested", item->suggested->name);
		tsm_json_set(row, "person", item->suggested->id);
		tsm_json_set_int(row, "score", item->match.score);
	}
	json_t *sessions = tsm_json_set_array(row, "sessions");
	for (size_t i = 0; i < item->row_count;) {
		size_t n = same_session(item, i);
		int64_t seconds = 0;
		json_t *one = tsm_json_add_object(sessions);
		TSM_TRY(seconds_of(app, c, item, i, n, &seconds, err));
		tsm_json_set(one, "session", item->rows[i]->session);
		tsm_json_set_int(one, "seconds", seconds);
		json_t *lines = tsm_json_set_array(one, "rows");
		for (size_t k = i; k < i + n; k++) {
			json_t *line = tsm_json_add_object(lines);
			tsm_json_set(line, "file", item->rows[k]->sha256);
			tsm_json_set_int(line, "line", item->rows[k]->line);
			tsm_json_set(line, "hint", item->rows[k]->hint);
		}
		i += n;
	}
	return TSM_OK;
}

static enum tsm_status print_item(struct app *app, const struct cohort *c,
    const struct review_item *item, struct tsm_error *err)
{
	(void)printf(
	    "%s  %s", item->id, item->name != NULL ? item->name : "(no name)");
	if (tsm_streq(item->kind, "email"))
		(void)printf(" <%s>\n", item->value);
	else if (tsm_streq(item->kind, "id"))
		(void)printf(", no e-mail address, id %s\n", item->value);
	else
		(void)printf(", no e-mail address\n");
	if (tsm_streq(item->rows[0]->hint, "bot"))
		(void)printf("          the name of a note-taking service\n");
	for (size_t i = 0; i < item->row_count;) {
		size_t n = same_session(item, i);
		int64_t seconds = 0;
		TSM_TRY(seconds_of(app, c, item, i, n, &seconds, err));
		(void)printf("          session %s: %lld min, line",
		    item->rows[i]->session, (long long)(seconds / 60));
		for (size_t k = i; k < i + n; k++)
			(void)printf("%s %lld", k > i ? "," : "",
			    (long long)item->rows[k]->line);
		(void)printf(" of file %.12s\n", item->rows[i]->sha256);
		i += n;
	}
	if (item->doubtful)
		(void)printf("          rows overlap: two devices, or two "
			     "people of one name\n");
	if (item->suggested == NULL)
		(void)printf("          %s\n", item->match.reason);
	else
		(void)printf("          perhaps %s%s%s%s: %s (score %d)\n",
		    item->suggested->name,
		    item->suggested->email != NULL ? " <" : "",
		    item->suggested->email != NULL ? item->suggested->email
						   : "",
		    item->suggested->email != NULL ? ">" : "",
		    item->match.reason, item->match.score);
	return TSM_OK;
}

static enum tsm_status list_waiting(
    struct app *app, const struct cohort *c, struct tsm_error *err)
{
	struct review_item *items = NULL;
	size_t count = 0;
	enum tsm_status status = TSM_OK;
	TSM_TRY(review_queue(app, c, &items, &count, err));
	json_t *list = app->json ? json_array() : NULL;
	for (size_t i = 0; status == TSM_OK && i < count; i++)
		status = app->json ? item_json(app, c, &items[i],
					 tsm_json_add_object(list), err)
				   : print_item(app, c, &items[i], err);
	if (status != TSM_OK) {
		json_decref(list);
		return status;
	}
	if (app->json)
		return app_print_json(list, err);
	(void)printf(
	    "%s\n", app_count(app, count, "attendee waits", "attendees wait"));
	return TSM_OK;
}

/* The name of who was meant; people may have been deleted since. */
static const char *name_of(
    struct app *app, const char *id, struct tsm_error *err)
{
	struct tsm_store_person person;
	if (id == NULL)
		return NULL;
	return tsm_store_person_get(
		   app->store, id, &app->arena, &person, err) == TSM_OK
		   ? person.name
		   : id;
}

static enum tsm_status list_decided(
    struct app *app, const struct cohort *c, struct tsm_error *err)
{
	struct tsm_store_review *list = NULL;
	size_t count = 0;
	char at[TSM_TIME_TEXT];
	TSM_TRY(tsm_store_review_list(
	    app->store, c->row.id, &app->arena, &list, &count, err));
	json_t *rows = app->json ? json_array() : NULL;
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_review *r = &list[i];
		const char *person = name_of(app, r->person, err);
		tsm_time_format(r->at, at);
		if (app->json) {
			json_t *row = tsm_json_add_object(rows);
			tsm_json_set_int(row, "decision", r->seq);
			tsm_json_set(row, "at", at);
			tsm_json_set(row, "by", r->by);
			tsm_json_set(row, "kind", r->kind);
			tsm_json_set(row, "name", r->shown);
			tsm_json_set(row, "person", r->person);
			tsm_json_set(row, "is", person);
			tsm_json_set(row, "reason", r->reason);
			tsm_json_set_bool(row, "undone", r->undone_at != 0);
			tsm_json_set(row, "undone_by", r->undone_by);
			continue;
		}
		(void)printf("%4lld  %s  %s: %s is %s%s%s%s%s\n",
		    (long long)r->seq, at, r->by, r->shown,
		    person != NULL ? person : "nobody of this cohort",
		    r->reason != NULL ? ", " : "",
		    r->reason != NULL ? r->reason : "",
		    r->undone_at != 0 ? ", undone by " : "",
		    r->undone_at != 0 ? r->undone_by : "");
	}
	return app->json ? app_print_json(rows, err) : TSM_OK;
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	return tsm_args_has(args, "decided") ? list_decided(app, &c, err)
					     : list_waiting(app, &c, err);
}

/* --- accept, reject, undo ------------------------------------------------ */

static enum tsm_status report(struct app *app, const char *verb, int64_t seq,
    size_t rows, struct tsm_error *err)
{
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set_int(result, "decision", seq);
		tsm_json_set_int(result, "rows", (int64_t)rows);
		return app_print_json(result, err);
	}
	(void)printf("decision %lld %s, %s\n", (long long)seq, verb,
	    app_count(app, rows, "attendance row changed",
		"attendance rows changed"));
	return TSM_OK;
}

static enum tsm_status decide(struct app *app, const struct tsm_args *args,
    const struct review_answer *answer, struct tsm_error *err)
{
	struct cohort c;
	int64_t seq = 0;
	size_t rows = 0;
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = review_decide(
	    app, &c, tsm_args_operand(args, 0), answer, &seq, &rows, err);
	if (status == TSM_OK)
		status = app_audit(app,
		    answer->nobody ? "roster.review.reject"
				   : "roster.review.accept",
		    tsm_arena_printf(
			&app->arena, "%s/%lld", c.row.id, (long long)seq),
		    NULL, err);
	TSM_TRY(app_end(app, status, err));
	return report(app, "recorded", seq, rows, err);
}

static enum tsm_status accept_item(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *line = tsm_args_get(args, "line");
	uint64_t number = 0;
	struct review_answer answer = { .who = tsm_args_operand(args, 1),
		.same_person = tsm_args_has(args, "same-person"),
		.session = tsm_args_get(args, "session"),
		.file = tsm_args_get(args, "file"),
		.reason = app_clean(app, tsm_args_get(args, "reason")) };
	if (line != NULL &&
	    (tsm_parse_u64(tsm_str(line), INT32_MAX, &number) != TSM_OK ||
		number == 0))
		return tsm_fail(
		    err, TSM_E_VALUE, "--line", "the number of a line, from 1");
	if ((line != NULL) != (answer.session != NULL))
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "one row is named by --session and --line together");
	answer.line = (int64_t)number;
	return decide(app, args, &answer, err);
}

static enum tsm_status reject_item(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const struct review_answer answer = { .nobody = true,
		.reason = app_clean(app, tsm_args_get(args, "reason")) };
	return decide(app, args, &answer, err);
}

static enum tsm_status undo(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *cohort = tsm_args_get(args, "cohort");
	uint64_t seq = 0;
	size_t rows = 0;
	if (tsm_parse_u64(
		tsm_str(tsm_args_operand(args, 0)), INT32_MAX, &seq) != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, "DECISION",
		    "the number of a decision; 'roster review list --decided' "
		    "shows them");
	TSM_TRY(cohort_check(app, cohort, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    review_undo(app, cohort, (int64_t)seq, &rows, err);
	if (status == TSM_OK)
		status = app_audit(app, "roster.review.undo",
		    tsm_arena_printf(&app->arena, "%s/%llu", cohort,
			(unsigned long long)seq),
		    NULL, err);
	TSM_TRY(app_end(app, status, err));
	return report(app, "undone", (int64_t)seq, rows, err);
}

APP_COMMAND(list)
APP_COMMAND(accept_item)
APP_COMMAND(reject_item)
APP_COMMAND(undo)

static const struct tsm_option list_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "decided", TSM_OPT_FLAG, NULL,
	    "what was decided, by whom, and what was undone", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option accept_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "same-person", TSM_OPT_FLAG, NULL,
	    "rows that overlap are devices of one person", false },
	{ "session", TSM_OPT_VALUE, "ID", "with --line: one row alone", false },
	{ "line", TSM_OPT_VALUE, "N", "with --session: line of the file",
	    false },
	{ "file", TSM_OPT_VALUE, "HASH",
	    "which file, by how its hash begins, where two have that line",
	    false },
	{ "reason", TSM_OPT_VALUE, "TEXT", "kept with the decision", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option reject_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "reason", TSM_OPT_VALUE, "TEXT", "kept with the decision", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option undo_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_review_commands[] = {
	{ "roster review list", NULL, "who in the exports is not known yet",
	    "One item for each e-mail address and, where there is none, each "
	    "name that no one on the\nroster has. Suggestions come first, with "
	    "their reason.",
	    list_options, run_list, 0, 0 },
	{ "roster review accept", "ITEM [PERSON]",
	    "say who somebody in an export is",
	    "PERSON is an e-mail address, an id, or a name that is unique in "
	    "the cohort; without it\nthe suggestion is meant. The address or "
	    "name is remembered, so the next export with it\nneeds no "
	    "decision. Of a name that two people may share, one row at a time "
	    "is accepted\nwith --session and --line; nothing is remembered "
	    "then.",
	    accept_options, run_accept_item, 1, 2 },
	{ "roster review reject", "ITEM", "it is nobody of this cohort",
	    "It no longer waits, in this cohort.", reject_options,
	    run_reject_item, 1, 1 },
	{ "roster review undo", "DECISION", "take a decision back",
	    "DECISION is a number of 'roster review list --decided'. What was "
	    "remembered is forgotten,\nthe rows wait again, and both "
	    "decisions stay on record.",
	    undo_options, run_undo, 1, 1 },
	TSM_COMMANDS_END,
};
