/* award: preview, then issue exactly what was previewed. */
#include "cli_award.h"
#include "app.h"
#include "award.h"
#include "changes.h"
#include "issued.h"
#include "people.h"
#include "release.h"
#include "testamur/base/time.h"
#include "testamur/rules/units.h"

static void add_units(json_t *row, const struct tsm_award_outcome *award)
{
	char text[TSM_DECIMAL_TEXT];
	if (award->award->scheme == NULL)
		return;
	json_t *units = tsm_json_set_object(row, "units");
	tsm_json_set(units, "scheme", award->award->scheme->id);
	tsm_json_set(
	    units, "amount", tsm_decimal_format(award->units.amount, text));
}

static json_t *changes_json(const struct award_preview *p)
{
	json_t *list = json_array();
	for (size_t i = 0; i < p->change_count; i++) {
		const struct award_change *c = &p->changes[i];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "change", changes_word(c->kind));
		tsm_json_set(row, "person", c->person);
		tsm_json_set(row, "name", c->name);
		tsm_json_set(row, "award", c->award);
		tsm_json_set(row, "before", c->before);
		tsm_json_set(row, "now", c->now);
		tsm_json_set(row, "issued", c->credential);
	}
	return list;
}

static bool has_ended(const struct app *app, const struct award_row *r)
{
	return r->existing != NULL && r->validity == TSM_STORE_IN_FORCE &&
	       r->ends != 0 && r->ends <= app->now;
}

static json_t *preview_json(
    const struct app *app, const struct award_preview *p)
{
	json_t *result = json_object();
	tsm_json_set(result, "digest", p->digest);
	tsm_json_set(result, "cohort", p->cohort->row.id);
	tsm_json_set(result, "since", p->since);
	tsm_json_set_new(result, "changes", changes_json(p));
	json_t *list = tsm_json_set_array(result, "rows");
	for (size_t i = 0; i < p->count; i++) {
		const struct award_row *r = &p->rows[i];
		char at[TSM_TIME_TEXT];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "person", r->person->id);
		tsm_json_set(row, "name", r->person->name);
		tsm_json_set(row, "email", r->person->email);
		tsm_json_set(row, "award", r->award->award->id);
		tsm_json_set(
		    row, "kind", tsm_award_kind_word(r->award->award->kind));
		tsm_json_set(row, "answer", tsm_answer_word(r->award->answer));
		tsm_json_set_bool(row, "due", r->award->due);
		tsm_json_set(row, "reason", r->reason);
		tsm_json_set(row, "organisation", r->organisation);
		tsm_json_set(row, "issued", r->existing);
		if (r->existing != NULL)
			tsm_json_set(row, "status",
			    has_ended(app, r) ? "expired"
					      : issued_word(r->validity));
		if (r->recorded)
			tsm_json_set_bool(row, "recorded", true);
		tsm_json_set(row, "renews", r->renews);
		if (r->renews != NULL)
			tsm_json_set(row, "ends", tsm_time_format(r->ends, at));
		add_units(row, r->award);
	}
	return result;
}

static const char *verdict(const struct app *app, const struct award_row *r)
{
	if (r->existing != NULL && r->validity == TSM_STORE_REVOKED)
		return "REVOKED";
	if (r->existing != NULL && r->validity == TSM_STORE_SUSPENDED)
		return "SUSPENDED";
	if (has_ended(app, r))
		return "EXPIRED";
	if (r->existing != NULL || r->recorded)
		return "has it";
	if (r->award->due)
		return r->renews != NULL ? "RENEWED" : "WILL GET";
	return tsm_answer_word(r->award->answer);
}

static void print_changes(const struct award_preview *p)
{
	if (p->since != NULL)
		(void)printf("\nSince the last preview (%.12s…): %s\n",
		    p->since, p->change_count == 0 ? "nothing changed" : "");
	for (size_t i = 0; i < p->change_count; i++) {
		const struct award_change *c = &p->changes[i];
		(void)printf("  %-26s %-26s %s%s%s%s%s%s\n", c->name, c->award,
		    changes_text(c->kind), c->before != NULL ? ": " : "",
		    c->before != NULL ? c->before : "",
		    c->now != NULL ? " -> " : "", c->now != NULL ? c->now : "",
		    c->credential != NULL ? " (has it; that stays as it is)"
					  : "");
	}
}

static void print_preview(struct app *app, const struct award_preview *p)
{
	size_t due = 0;
	for (size_t i = 0; i < p->count; i++) {
		const struct award_row *r = &p->rows[i];
		char units[TSM_DECIMAL_TEXT];
		char at[TSM_TIME_TEXT];
		const struct tsm_unit_scheme *scheme = r->award->award->scheme;
		due += r->award->due && r->existing == NULL && !r->recorded ? 1
									    : 0;
		(void)printf("%-9s %-26s %-26s", verdict(app, r),
		    r->person->name, r->award->award->id);
		if (scheme != NULL)
			(void)printf(" %s %s",
			    tsm_decimal_format(r->award->units.amount, units),
			    scheme->many);
		(void)printf("\n");
		if (r->renews != NULL)
			(void)printf("          %s ends on %.10s\n", r->renews,
			    tsm_time_format(r->ends, at));
		(void)printf("          %s\n", r->reason);
	}
	print_changes(p);
	(void)printf("\n%s will be issued by:\n  testamur-issuer award issue "
		     "--preview %s\n",
	    app_count(app, due, "award", "awards"), p->digest);
}

enum tsm_status cli_award_preview(struct app *app, const struct cohort *cohort,
    const struct award_scope *scope, struct tsm_error *err)
{
	struct award_preview p;
	TSM_TRY(award_preview(app, cohort, scope, &p, err));
	if (app->json)
		return app_print_json(preview_json(app, &p), err);
	print_preview(app, &p);
	return TSM_OK;
}

static enum tsm_status preview(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	struct tsm_store_person person;
	struct award_scope scope = { .award = tsm_args_get(args, "award") };
	const char *who = tsm_args_get(args, "person");
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	TSM_TRY(programme_in_use(&c.programme.row, err));
	if (who != NULL) {
		TSM_TRY(people_find(app, c.row.id, who, &person, err));
		scope.person = person.id;
	}
	return cli_award_preview(app, &c, &scope, err);
}

static json_t *issue_json(
    struct app *app, const struct award_result *results, size_t count)
{
	static const char *const names[] = { "issued", "existing", "failed" };
	json_t *result = json_object();
	json_t *lists[3];
	for (size_t k = 0; k < 3; k++)
		lists[k] = tsm_json_set_array(result, names[k]);
	for (size_t i = 0; i < count; i++) {
		const struct award_result *r = &results[i];
		json_t *row = tsm_json_add_object(lists[r->kind]);
		tsm_json_set(row, "id", r->credential);
		tsm_json_set(row, "person", r->person);
		tsm_json_set(row, "name", r->name);
		tsm_json_set(row, "award", r->award);
		tsm_json_set(row, "organisation", r->organisation);
		tsm_json_set(row, "reason", r->reason);
		if (r->form_added)
			tsm_json_set_bool(row, "form_added", true);
		if (r->credential != NULL)
			tsm_json_set(row, "url",
			    tsm_arena_printf(&app->arena, "%s/V/%s",
				app->public_url, r->credential));
	}
	return result;
}

static size_t print_issued(const struct award_result *results, size_t count)
{
	static const char *const words[] = { "issued", "has it", "FAILED" };
	size_t failures = 0;
	for (size_t i = 0; i < count; i++) {
		const struct award_result *r = &results[i];
		(void)printf("%-7s %-26s %-26s %s\n",
		    r->form_added ? "+ form" : words[r->kind], r->name,
		    r->award,
		    r->kind == AWARD_FAILED ? r->reason
		    : r->credential != NULL ? r->credential
					    : "recorded");
		failures += r->kind == AWARD_FAILED ? 1 : 0;
	}
	return failures;
}

static enum tsm_status issue(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const struct award_options options = {
		.proof = tsm_args_get(args, "proof"),
		.alg = tsm_args_get(args, "alg"),
	};
	struct award_result *results = NULL;
	size_t count = 0;
	size_t failures = 0;
	TSM_TRY(award_issue(app, tsm_args_get(args, "preview"), &options,
	    &results, &count, err));
	for (size_t i = 0; i < count; i++)
		failures += results[i].kind == AWARD_FAILED ? 1 : 0;
	if (app->json)
		TSM_TRY(app_print_json(issue_json(app, results, count), err));
	else
		(void)print_issued(results, count);
	if (failures > 0)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "%zu of %zu could not be issued", failures, count);
	return TSM_OK;
}

static enum tsm_status release(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	TSM_TRY(release_preview(app, tsm_args_operand(args, 0), err));
	(void)printf("released by %s; 'award issue --preview %s' issues it\n",
	    app->actor, tsm_args_operand(args, 0));
	return TSM_OK;
}

static enum tsm_status undo(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	size_t count = 0;
	TSM_TRY(release_undo(app, tsm_args_operand(args, 0),
	    tsm_args_get(args, "note"), &count, err));
	(void)printf("%s undone; they can be previewed and issued anew\n",
	    app_count(app, count, "award", "awards"));
	return TSM_OK;
}

APP_COMMAND(preview)
APP_COMMAND(issue)
APP_COMMAND(release)
APP_COMMAND(undo)

static const struct tsm_option preview_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "award", TSM_OPT_VALUE, "ID", "only this award", false },
	{ "person", TSM_OPT_VALUE, "PERSON", "only this person", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option undo_options[] = {
	{ "note", TSM_OPT_VALUE, "TEXT", "private, for the audit", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option issue_options[] = {
	{ "preview", TSM_OPT_VALUE, "DIGEST", "what 'award preview' printed",
	    true },
	{ "proof", TSM_OPT_VALUE, "FORM",
	    "eddsa-rdfc-2022 (default) or eddsa-jcs-2022 (a proof inside the "
	    "JSON), jwt (Open Badges), jwt-w3c, both (eddsa-rdfc-2022 and "
	    "jwt), or ecdsa-sd-2023 (eddsa-rdfc-2022, and for the holder a "
	    "proof from which to derive less: see 'credential derive')",
	    false },
	{ "alg", TSM_OPT_VALUE, "ALG",
	    "of a JWT: ES256 (default), EdDSA or RS256", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_award_commands[] = {
	{ "award preview", NULL, "who would get what, who not, and why",
	    "Nothing is issued. The digest names exactly what was shown. What "
	    "is different since the\nlast preview of the whole cohort stands "
	    "at the end, also after issuing.",
	    preview_options, run_preview, 0, 0 },
	{ "award release", "DIGEST", "agree to a preview that somebody made",
	    "Needed where programme.json has \"release\": \"second-person\"; "
	    "not by whoever made it.",
	    NULL, run_release, 1, 1 },
	{ "award issue", NULL, "issue what a preview showed",
	    "Each award is issued once, however often this is called; rows "
	    "whose facts have\nchanged since the preview are reported and not "
	    "issued. What was issued before and\nstands gets the second form "
	    "of 'both' or 'ecdsa-sd-2023' if it lacks it: the same\n"
	    "credential, the same status position; a form cannot be taken "
	    "away again.",
	    issue_options, run_issue, 0, 0 },
	{ "award undo", "DIGEST", "take back what was issued from a preview",
	    "Possible for the \"undo_minutes\" of programme.json, in which "
	    "nobody is told. The credentials\nare revoked, their units taken "
	    "back, internal awards no longer recorded; all of them can be\n"
	    "previewed and issued anew.",
	    undo_options, run_undo, 1, 1 },
	TSM_COMMANDS_END,
};
