/* evaluate: who met the rules, and why. */
#include "app.h"
#include "facts.h"
#include "people.h"
#include "testamur/rules/explain.h"

struct evaluation {
	const char *person; /* only this one, or NULL */
	const char *award;  /* only this one, or NULL */
	bool explain;
	size_t printed; /* people so far, with --json */
};

static bool wanted(
    const struct evaluation *e, const struct tsm_award_outcome *award)
{
	return e->award == NULL || tsm_streq(e->award, award->award->id);
}

/* One element of the array, which is as long as the cohort. */
static enum tsm_status print_json(struct evaluation *e,
    const struct tsm_store_person *person, const struct tsm_outcome *outcome,
    struct tsm_error *err)
{
	json_t *row = json_object();
	tsm_json_set(row, "person", person->id);
	tsm_json_set(row, "name", person->name);
	tsm_json_set(row, "email", person->email);
	json_t *awards = tsm_json_set_array(row, "awards");
	for (size_t i = 0; i < outcome->award_count; i++) {
		json_t *award = NULL;
		if (!wanted(e, &outcome->awards[i]))
			continue;
		/* NULL when there is no memory, which printing reports */
		(void)!tsm_explain_json(outcome, &outcome->awards[i], &award);
		tsm_json_add_new(awards, award);
	}
	(void)printf("%s", e->printed++ > 0 ? ",\n" : "[\n");
	return app_print_json(row, err);
}

static enum tsm_status print_award(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, bool explain)
{
	struct tsm_buf text;
	char units[TSM_DECIMAL_TEXT];
	tsm_buf_init(&text, 0);
	enum tsm_status status = explain
				     ? tsm_explain_text(outcome, award, &text)
				     : tsm_explain_award(outcome, award, &text);
	if (status == TSM_OK && explain)
		(void)printf("%s", tsm_buf_cstr(&text));
	else if (status == TSM_OK)
		(void)printf("  %-28s %-6s %s%s%s\n", award->award->id,
		    tsm_answer_word(award->answer), tsm_buf_cstr(&text),
		    award->award->scheme != NULL ? "; units so far: " : "",
		    award->award->scheme != NULL
			? tsm_decimal_format(award->units.amount, units)
			: "");
	tsm_buf_release(&text);
	return status;
}

static enum tsm_status one(struct app *app, struct evaluation *e,
    const struct cohort *c, const struct facts *facts,
    const struct tsm_store_person *person, struct tsm_error *err)
{
	struct tsm_person_facts known;
	const struct tsm_outcome *outcome = NULL;
	TSM_TRY(facts_of(app, facts, person->id, &known, err));
	TSM_TRY(tsm_evaluate(&app->arena, c->bound, &known, &outcome, err));
	if (app->json)
		return print_json(e, person, outcome, err);
	(void)printf("%s\n", person->name);
	for (size_t i = 0; i < outcome->award_count; i++) {
		if (wanted(e, &outcome->awards[i]))
			TSM_TRY(print_award(
			    outcome, &outcome->awards[i], e->explain));
	}
	return TSM_OK;
}

static enum tsm_status all(struct app *app, struct evaluation *e,
    const struct cohort *c, struct tsm_error *err)
{
	struct facts *facts = NULL;
	size_t count = 0;
	TSM_TRY(facts_load(app, c, &facts, err));
	const struct tsm_store_person *people = facts_people(facts, &count);
	for (size_t i = 0; i < count; i++) {
		struct tsm_arena kept;
		if (e->person != NULL && !tsm_streq(e->person, people[i].id))
			continue;
		app_scratch_begin(app, &kept);
		enum tsm_status status = one(app, e, c, facts, &people[i], err);
		app_scratch_end(app, &kept);
		if (status != TSM_OK)
			return status;
	}
	if (app->json)
		(void)printf("%s]\n", e->printed > 0 ? "" : "[");
	return TSM_OK;
}

static enum tsm_status evaluate(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	struct tsm_store_person person;
	const char *who = tsm_args_get(args, "person");
	struct evaluation e = { .award = tsm_args_get(args, "award"),
		.explain = tsm_args_has(args, "explain") };
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	if (e.award != NULL &&
	    tsm_policy_award(c.programme.policy, e.award) == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, e.award,
		    "the policy has no such award");
	if (who != NULL) {
		TSM_TRY(people_find(app, c.row.id, who, &person, err));
		e.person = person.id;
	}
	return all(app, &e, &c, err);
}

APP_COMMAND(evaluate)

static const struct tsm_option options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "whom to evaluate", true },
	{ "person", TSM_OPT_VALUE, "PERSON", "only this one", false },
	{ "award", TSM_OPT_VALUE, "ID", "only this award", false },
	{ "explain", TSM_OPT_FLAG, NULL,
	    "every condition with its answer, reason and evidence rows",
	    false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_evaluate_commands[] = {
	{ "evaluate", NULL, "who met the rules, who still can, and why",
	    "Answers are met, open (still possible) or failed (nothing within "
	    "the rules can\nrecover it). Nothing is stored.",
	    options, run_evaluate, 0, 0 },
	TSM_COMMANDS_END,
};
