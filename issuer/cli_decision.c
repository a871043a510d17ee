/* decision: the records that awards rest on, and making them again. */
#include "app.h"
#include "cohort.h"
#include "people.h"
#include "replay.h"
#include "testamur/base/id.h"
#include "testamur/base/time.h"
#include "testamur/store/credential.h"
#include "testamur/store/decision.h"

/* A decision by its ni: name, or that of a credential by the short id. */
static enum tsm_status get(struct app *app, const char *text,
    struct tsm_store_decision *ret_decision, struct tsm_error *err)
{
	char id[TSM_SHORT_ID];
	struct tsm_store_credential credential;
	const char *name = text;
	if (tsm_short_id_parse(tsm_str(text), id) == TSM_OK) {
		TSM_TRY(tsm_store_credential_get(
		    app->store, id, 0, &app->arena, &credential, err));
		name = credential.decision;
	}
	enum tsm_status status = tsm_store_decision_get(
	    app->store, name, &app->arena, ret_decision, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, status, NULL,
		    "there is no decision of this name (ni:///sha-256;…, or "
		    "a credential's id)");
	return status;
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *cohort = tsm_args_get(args, "cohort");
	const char *who = tsm_args_get(args, "person");
	struct tsm_store_person person = { 0 };
	struct tsm_store_decision *rows = NULL;
	size_t count = 0;
	TSM_TRY(cohort_check(app, cohort, err));
	if (who != NULL)
		TSM_TRY(people_find(app, cohort, who, &person, err));
	TSM_TRY(tsm_store_decision_list(
	    app->store, cohort, person.id, &app->arena, &rows, &count, err));
	json_t *result = app->json ? json_array() : NULL;
	for (size_t i = 0; i < count; i++) {
		char at[TSM_TIME_TEXT];
		(void)tsm_time_format(rows[i].created, at);
		if (!app->json) {
			(void)printf("%s %s %s r%lld %s\n", rows[i].id, at,
			    rows[i].award, (long long)rows[i].revision,
			    rows[i].person);
			continue;
		}
		json_t *row = tsm_json_add_object(result);
		tsm_json_set(row, "id", rows[i].id);
		tsm_json_set(row, "person", rows[i].person);
		tsm_json_set(row, "award", rows[i].award);
		tsm_json_set(row, "programme", rows[i].programme);
		tsm_json_set_int(row, "revision", rows[i].revision);
		tsm_json_set(row, "created", at);
	}
	return app->json ? app_print_json(result, err) : TSM_OK;
}

static enum tsm_status show(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_decision decision;
	TSM_TRY(get(app, tsm_args_operand(args, 0), &decision, err));
	(void)fwrite(decision.document.ptr, 1, decision.document.len, stdout);
	(void)putchar('\n');
	return TSM_OK;
}

/* --- replay ------------------------------------------------------------- */

struct tally {
	json_t *json;
	size_t same, different;
};

static void add_json(json_t *list, const struct replay_result *r)
{
	json_t *row = tsm_json_add_object(list);
	tsm_json_set(row, "decision", r->decision);
	if (r->erased) {
		tsm_json_set_bool(row, "erased", true);
		return;
	}
	tsm_json_set_bool(row, "same", r->count == 0);
	tsm_json_set_int(row, "rows", (int64_t)r->rows);
	if (r->without > 0)
		tsm_json_set_int(row, "rows_erased", (int64_t)r->without);
	if (r->count == 0)
		return;
	json_t *differences = tsm_json_set_array(row, "differences");
	for (size_t i = 0; i < r->count; i++) {
		const struct replay_difference *d = &r->differences[i];
		json_t *one = tsm_json_add_object(differences);
		tsm_json_set(one, "pointer", d->pointer);
		tsm_json_set(one, "recorded", d->recorded);
		tsm_json_set(one, "now", d->now);
		tsm_json_set(one, "what", d->what);
	}
}

static const char *or_none(const char *text)
{
	return text != NULL ? text : "(none)";
}

static void print_result(const struct replay_result *r)
{
	(void)printf(
	    "%s %s", r->count == 0 ? "same     " : "DIFFERENT", r->decision);
	(void)printf("  input rows compared: %zu", r->rows);
	if (r->without > 0)
		(void)printf(", of erased files: %zu", r->without);
	(void)printf("\n");
	for (size_t i = 0; i < r->count; i++) {
		const struct replay_difference *d = &r->differences[i];
		(void)printf("  %s: %s\n    recorded %.200s\n    now      "
			     "%.200s\n",
		    d->pointer[0] != '\0' ? d->pointer : "(the record)",
		    d->what, or_none(d->recorded), or_none(d->now));
	}
}

struct work {
	struct app *app;
	struct sources sources;
	struct tally tally;
};

static enum tsm_status one(
    void *ctx, const struct tsm_store_decision *decision, struct tsm_error *err)
{
	struct work *w = ctx;
	struct replay_result result;
	struct tsm_arena kept;
	app_scratch_begin(w->app, &kept);
	enum tsm_status status =
	    replay_decision(w->app, &w->sources, decision, &result, err);
	if (status == TSM_OK) {
		if (w->tally.json != NULL)
			add_json(w->tally.json, &result);
		else if (result.count > 0 || !w->app->quiet)
			print_result(&result);
		w->tally.same += result.count == 0 && !result.erased ? 1 : 0;
		w->tally.different += result.count > 0 ? 1 : 0;
	}
	app_scratch_end(w->app, &kept);
	return status;
}

static enum tsm_status some(
    struct work *w, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_decision decision;
	const char *id = tsm_args_operand(args, 0);
	const char *cohort = tsm_args_get(args, "cohort");
	if ((id != NULL) + (cohort != NULL) + tsm_args_has(args, "all") != 1)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "one of: a decision, --cohort, --all");
	if (id == NULL) {
		TSM_TRY(tsm_store_decision_each(
		    w->app->store, cohort, one, w, err));
		if (cohort != NULL && w->tally.same + w->tally.different == 0)
			return tsm_fail(err, TSM_E_NOT_FOUND, cohort,
			    "no decision about this cohort is kept");
		return TSM_OK;
	}
	TSM_TRY(get(w->app, id, &decision, err));
	return one(w, &decision, err);
}

static enum tsm_status replay(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct work w = { .app = app };
	w.tally.json = app->json ? json_array() : NULL;
	sources_init(&w.sources, app);
	enum tsm_status status = some(&w, args, err);
	sources_release(&w.sources);
	if (status != TSM_OK) {
		json_decref(w.tally.json);
		return status;
	}
	if (app->json)
		TSM_TRY(app_print_json(w.tally.json, err));
	else
		(void)printf("%zu the same, %zu different\n", w.tally.same,
		    w.tally.different);
	if (w.tally.different > 0)
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "%zu of %zu decisions do not come out as recorded",
		    w.tally.different, w.tally.same + w.tally.different);
	return TSM_OK;
}

APP_COMMAND(list)
APP_COMMAND(show)
APP_COMMAND(replay)

static const struct tsm_option list_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "person", TSM_OPT_VALUE, "PERSON", "only about this one", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option replay_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "all of this cohort", false },
	{ "all", TSM_OPT_FLAG, NULL, "all that are kept", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_decision_commands[] = {
	{ "decision list", NULL, "the decisions of a cohort", NULL,
	    list_options, run_list, 0, 0 },
	{ "decision show", "ID", "the record, exactly as it is named",
	    "ID is the ni: name, or the id of a credential that rests on the "
	    "decision.",
	    NULL, run_show, 1, 1 },
	{ "decision replay", "[ID]", "decide again and compare bit for bit",
	    "From the record, the policy revision it names and the stored "
	    "input rows. A difference is\nnamed by the JSON Pointer of its "
	    "member; the exit status is 1 if there is one.",
	    replay_options, run_replay, 0, 1 },
	TSM_COMMANDS_END,
};
