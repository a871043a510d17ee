#include "certify.h"

#include "decision.h"
#include "people.h"
#include "statement.h"
#include "testamur/rules/units.h"

#define NAME "Statement of units"
#define DESCRIPTION                                                       \
 "What the units that this organisation has recorded for one person add " \
 "up to, by scheme and renewal cycle."
#define CRITERIA                                                           \
 "Each unit rests on a credential of its own. An activity counts once in " \
 "a cycle; a cycle has at most what its rule says, and of the rest what "  \
 "the rule says goes over to the next."

/* Sums and credentials in one statement. */
#define TOTALS_MAX   64
#define EVIDENCE_MAX 200

struct work {
	struct app *app;
	const struct tsm_store_person *person;
	const char *organisation;
	struct statement statement;
	struct tsm_ob_result_description descriptions[TOTALS_MAX];
	struct tsm_ob_result results[TOTALS_MAX];
	size_t count;
	struct tsm_ob_evidence evidence[EVIDENCE_MAX];
	size_t n_evidence;
	struct tsm_buf narrative;
};

static const char *decimal(struct app *app, struct tsm_decimal value)
{
	char text[TSM_DECIMAL_TEXT];
	return tsm_arena_dup(&app->arena, tsm_decimal_format(value, text));
}

/* --- the document ----------------------------------------------------------- */

static enum tsm_status add_results(
    struct work *w, const char *achievement, struct tsm_error *err)
{
	struct app *app = w->app;
	for (size_t i = 0; i < w->statement.total_count; i++) {
		const struct statement_total *t = &w->statement.totals[i];
		struct tsm_ob_result_description *d =
		    &w->descriptions[w->count];
		struct tsm_ob_result *r = &w->results[w->count++];
		d->id =
		    tsm_arena_printf(&app->arena, "%s-%zu", achievement, i + 1);
		d->name = statement_unit(app, t);
		d->result_type = "RawScore";
		d->value_min = "0";
		d->value_max = t->cap;
		r->result_description = d->id;
		r->value = decimal(app, t->counted);
		const char *sum = statement_sum(app, t);
		if (d->id == NULL || d->name == NULL || r->value == NULL ||
		    sum == NULL)
			return tsm_fail_memory(err);
		tsm_buf_printf(&w->narrative, "%s%s: %s (%s).",
		    i > 0 ? "\n" : "", d->name, r->value, sum);
	}
	return tsm_buf_status(&w->narrative) == TSM_OK ? TSM_OK
						       : tsm_fail_memory(err);
}

/* The credentials behind the sums, by their addresses. */
static enum tsm_status add_evidence(struct work *w, struct tsm_error *err)
{
	struct app *app = w->app;
	for (size_t i = 0;
	     i < w->statement.count && w->n_evidence < EVIDENCE_MAX; i++) {
		const struct statement_entry *row = &w->statement.entries[i];
		const struct tsm_store_entry *e = row->entry;
		const struct tsm_unit_scheme *scheme =
		    tsm_unit_scheme_find(tsm_str(e->scheme));
		if (row->counts != STATEMENT_COUNTS || e->credential == NULL)
			continue;
		struct tsm_ob_evidence *one = &w->evidence[w->n_evidence++];
		one->id = tsm_arena_printf(
		    &app->arena, "%s/V/%s", app->public_url, e->credential);
		one->name = row->award;
		one->description =
		    tsm_arena_printf(&app->arena, "%s %s, %s%s%s%s", e->units,
			scheme != NULL ? scheme->many : e->scheme, row->date,
			row->approval != NULL ? ", approval " : "",
			row->approval != NULL ? row->approval : "",
			row->approval == NULL || row->approval_valid
			    ? ""
			    : " (not valid on this date)");
		if (one->id == NULL || one->description == NULL)
			return tsm_fail_memory(err);
	}
	return TSM_OK;
}

static enum tsm_status build_statement(void *ctx,
    const struct personal_place *place, json_t **ret_credential,
    struct tsm_error *err)
{
	struct work *w = ctx;
	const char *achievement =
	    tsm_arena_printf(&w->app->arena, "%s/issuers/%s#unit-statement",
		w->app->public_url, w->organisation);
	if (achievement == NULL)
		return tsm_fail_memory(err);
	w->count = 0;
	w->n_evidence = 0;
	w->narrative.len = 0;
	TSM_TRY(add_results(w, achievement, err));
	TSM_TRY(add_evidence(w, err));
	const struct tsm_ob_credential ob = { .id = place->id,
		.name = NAME,
		.issuer = place->issuer,
		.valid_from = place->valid_from,
		.awarded = &place->awarded,
		.statuses = place->statuses,
		.n_statuses = 2,
		.refresh = place->refresh,
		.evidence = w->evidence,
		.n_evidence = w->n_evidence,
		.subject = { .id = place->subject,
		    .identities = place->identities,
		    .n_identities = place->n_identities,
		    .license_number = place->number,
		    .narrative = tsm_buf_cstr(&w->narrative),
		    .results = w->results,
		    .n_results = w->count,
		    .achievement = { .id = achievement,
			.name = NAME,
			.description = DESCRIPTION,
			.criteria_narrative = CRITERIA,
			.achievement_type = "ext:UnitStatement",
			.result_descriptions = w->descriptions,
			.n_result_descriptions = w->count } } };
	return tsm_ob_credential_build(&ob, ret_credential, err);
}

/* --- what its page shows, and whether it changed ---------------------------- */

static json_t *summary_of(const struct work *w)
{
	json_t *summary = json_object();
	json_t *achievement = tsm_json_set_object(summary, "achievement");
	tsm_json_set(achievement, "name", NAME);
	tsm_json_set(achievement, "description", DESCRIPTION);
	tsm_json_set(achievement, "type", NAME);
	json_t *units = tsm_json_set_array(summary, "units");
	for (size_t i = 0; i < w->statement.total_count; i++) {
		const struct statement_total *t = &w->statement.totals[i];
		json_t *row = tsm_json_add_object(units);
		tsm_json_set(row, "value", decimal(w->app, t->counted));
		tsm_json_set(row, "name", statement_unit(w->app, t));
	}
	return summary;
}

static enum tsm_status digest_of(
    const struct work *w, const char **ret_digest, struct tsm_error *err)
{
	struct app *app = w->app;
	json_t *value = json_object();
	json_t *list = tsm_json_set_array(value, "entries");
	struct tsm_str bytes;
	char hex[TSM_SHA256_HEX];
	for (size_t i = 0; i < w->statement.count; i++) {
		const struct statement_entry *row = &w->statement.entries[i];
		json_t *one = tsm_json_add_object(list);
		tsm_json_set(one, "id", row->entry->id);
		tsm_json_set(one, "name", row->award);
		tsm_json_set(one, "counts", statement_counts_word(row->counts));
		tsm_json_set_bool(one, "approved", row->approval_valid);
	}
	list = tsm_json_set_array(value, "sums");
	for (size_t i = 0; i < w->statement.total_count; i++) {
		const struct statement_total *t = &w->statement.totals[i];
		json_t *one = tsm_json_add_object(list);
		tsm_json_set(one, "unit", statement_unit(app, t));
		tsm_json_set(one, "value", decimal(app, t->counted));
		tsm_json_set(one, "sum", statement_sum(app, t));
	}
	tsm_json_set(value, "name", people_shown_name(w->person));
	tsm_json_set(value, "email", w->person->email);
	TSM_TRY(decision_canonical(app, value, &bytes, err));
	TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, hex));
	*ret_digest = tsm_arena_dup(&app->arena, hex);
	return *ret_digest != NULL ? TSM_OK : tsm_fail_memory(err);
}

/* --- issuing ------------------------------------------------------------------ */

/* Whose entries there are. */
static enum tsm_status choose_organisation(struct app *app, const char *person,
    const char **organisation, struct tsm_error *err)
{
	const struct tsm_store_entry_filter filter = { .person = person };
	struct tsm_store_entry *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_entry_list(
	    app->store, &filter, &app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		if (!tsm_streq(list[i].organisation, list[0].organisation))
			return tsm_fail(err, TSM_E_USAGE, "--organisation",
			    "several organisations have entered units: say "
			    "whose are stated");
	}
	*organisation = count > 0 ? list[0].organisation : NULL;
	return TSM_OK;
}

static bool counts(const struct statement *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->entries[i].counts == STATEMENT_COUNTS)
			return true;
	}
	return false;
}

static enum tsm_status issue(struct work *w, struct personal *p,
    struct personal_result *ret_result, struct tsm_error *err)
{
	TSM_TRY(digest_of(w, &p->digest, err));
	p->summary = summary_of(w);
	tsm_buf_init(&w->narrative, 0);
	enum tsm_status status = personal_issue(w->app, p, ret_result, err);
	tsm_buf_release(&w->narrative);
	json_decref(p->summary);
	return status;
}

enum tsm_status certify_issue(struct app *app,
    const struct tsm_store_person *person,
    const struct personal_options *options, struct personal_result *ret_result,
    struct tsm_error *err)
{
	struct work *w = tsm_arena_alloc(&app->arena, sizeof(*w));
	if (w == NULL)
		return tsm_fail_memory(err);
	w->app = app;
	const char *organisation = options->organisation;
	w->person = person;
	if (organisation == NULL)
		TSM_TRY(
		    choose_organisation(app, person->id, &organisation, err));
	const struct statement_scope scope = { .person = person->id,
		.organisation = organisation };
	w->organisation = organisation;
	TSM_TRY(app_organisation(app, organisation, err));
	TSM_TRY(statement_make(app, &scope, &w->statement, err));
	if (!counts(&w->statement))
		return tsm_fail(
		    err, TSM_E_STATE, NULL, "there are no units that count");
	if (w->statement.total_count > TOTALS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "a statement holds at most %d sums", TOTALS_MAX);
	struct personal p = { .kind = PERSONAL_STATEMENT,
		.organisation = organisation,
		.person = person,
		.proof = options->proof,
		.alg = options->alg,
		.refresh = options->refresh,
		.build = build_statement,
		.ctx = w };
	return issue(w, &p, ret_result, err);
}
