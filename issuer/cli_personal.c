/* credential clr: what somebody was awarded, gathered in one record. */
#include "app.h"
#include "gather.h"
#include "people.h"

static json_t *items_json(const struct gathering *g)
{
	json_t *list = json_array();
	for (size_t i = 0; i < g->count; i++) {
		const struct gathered *item = &g->items[i];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "id", item->id);
		tsm_json_set_int(row, "version", item->version);
		tsm_json_set(row, "achievement", item->name);
		tsm_json_set(row, "cohort", item->cohort);
		tsm_json_set(row, "award", item->award);
		tsm_json_set_bool(row, "gathered", item->without == NULL);
		tsm_json_set(row, "without", item->without);
	}
	return list;
}

static void print_items(const struct gathering *g)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct gathered *item = &g->items[i];
		(void)printf("%-9s %s  %s%s%s\n",
		    item->without == NULL ? "in" : "left out", item->id,
		    item->name != NULL ? item->name : item->award,
		    item->without != NULL ? ": " : "",
		    item->without != NULL ? item->without : "");
	}
}

static enum tsm_status print_result(struct app *app, const struct gathering *g,
    const struct personal_result *done, struct tsm_error *err)
{
	const char *url = done->id != NULL
			      ? tsm_arena_printf(&app->arena, "%s/V/%s",
				    app->public_url, done->id)
			      : NULL;
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set(result, "id", done->id);
		tsm_json_set(result, "url", url);
		if (done->id != NULL) {
			tsm_json_set_int(result, "version", done->version);
			tsm_json_set_bool(result, "changed", done->changed);
		}
		tsm_json_set_bool(result, "partial", g->partial);
		tsm_json_set_new(result, "credentials", items_json(g));
		return app_print_json(result, err);
	}
	print_items(g);
	if (done->id == NULL)
		return TSM_OK;
	if (done->changed)
		(void)printf("%s gathered in version %lld of %s\n",
		    app_count(app, g->in, "credential", "credentials"),
		    (long long)done->version, url);
	else
		(void)printf("nothing has changed since version %lld of %s\n",
		    (long long)done->version, url);
	return TSM_OK;
}

static enum tsm_status clr(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_person person;
	struct gathering gathering;
	struct personal_result done = { 0 };
	const struct personal_options options = personal_options_given(args);
	struct gather_scope scope = { .cohort = tsm_args_get(args, "cohort") };
	TSM_TRY(
	    people_find(app, NULL, tsm_args_operand(args, 0), &person, err));
	scope.person = person.id;
	TSM_TRY(gather_list(app, &scope, &gathering, err));
	if (!tsm_args_has(args, "dry-run"))
		TSM_TRY(gather_issue(
		    app, &person, &options, &gathering, &done, err));
	return print_result(app, &gathering, &done, err);
}

APP_COMMAND(clr)

static const struct tsm_option clr_options[] = {
	{ "organisation", TSM_OPT_VALUE, "ID",
	    "who issues it; default: who issued all that is in it", false },
	{ "cohort", TSM_OPT_VALUE, "ID",
	    "only what was awarded in this cohort: a partial record", false },
	{ "dry-run", TSM_OPT_FLAG, NULL, "only show what would be in it",
	    false },
	PERSONAL_OPTIONS,
	TSM_OPTIONS_END,
};

const struct tsm_command cli_personal_commands[] = {
	{ "credential clr", "PERSON",
	    "gather what somebody was awarded (CLR 2.0)",
	    "A Comprehensive Learner Record: every credential in force, as it "
	    "was signed. What was\nwithdrawn or has expired is left out and "
	    "listed. Gathered anew, it is the next version at\nthe same link, "
	    "if anything changed; the version before is superseded.",
	    clr_options, run_clr, 1, 1 },
	TSM_COMMANDS_END,
};
