/* The first half of award.h: evaluating and previewing. */
#include "award.h"
#include "decision.h"
#include "people.h"
#include "testamur/base/time.h"
#include "testamur/rules/explain.h"
#include "testamur/store/credential.h"

static const char *issuer_of(const struct facts *facts,
    const struct tsm_policy_award *award, const char *person)
{
	return award->issuer.by_institution ? facts_institution(facts, person)
					    : award->issuer.id;
}

static enum tsm_status existing(struct app *app, const struct cohort *c,
    struct award_row *row, struct tsm_error *err)
{
	struct tsm_store_credential credential;
	enum tsm_status status =
	    tsm_store_credential_find(app->store, row->person->id, c->row.id,
		row->award->award->id, "", &app->arena, &credential, err);
	if (status == TSM_OK)
		row->existing = credential.id;
	return status == TSM_E_NOT_FOUND ? TSM_OK : status;
}

static enum tsm_status fill(struct app *app, const struct cohort *c,
    const struct facts *facts, struct award_row *row, struct tsm_error *err)
{
	struct tsm_buf reason;
	tsm_buf_init(&reason, 0);
	enum tsm_status status =
	    tsm_explain_award(row->outcome, row->award, &reason);
	if (status == TSM_OK)
		row->reason = tsm_arena_str(&app->arena, tsm_buf_str(&reason));
	tsm_buf_release(&reason);
	if (status != TSM_OK || row->reason == NULL)
		return tsm_fail_memory(err);
	row->organisation =
	    issuer_of(facts, row->award->award, row->person->id);
	TSM_TRY(decision_inputs(app, c, row->person->id, row->outcome,
	    row->award, &row->inputs, err));
	return existing(app, c, row, err);
}

enum tsm_status award_rows(struct app *app, const struct cohort *cohort,
    const char *award, struct award_row **ret_rows, size_t *ret_count,
    struct tsm_error *err)
{
	struct facts *facts = NULL;
	size_t people_count = 0;
	size_t used = 0;
	TSM_TRY(facts_load(app, cohort, &facts, err));
	const struct tsm_store_person *people =
	    facts_people(facts, &people_count);
	struct award_row *rows = tsm_arena_array(&app->arena,
	    people_count * cohort->programme.policy->award_count,
	    sizeof(*rows));
	if (rows == NULL)
		return tsm_fail_memory(err);
	for (size_t p = 0; p < people_count; p++) {
		struct tsm_person_facts known;
		const struct tsm_outcome *outcome = NULL;
		TSM_TRY(facts_of(app, facts, people[p].id, &known, err));
		TSM_TRY(tsm_evaluate(
		    &app->arena, cohort->bound, &known, &outcome, err));
		for (size_t a = 0; a < outcome->award_count; a++) {
			const struct tsm_award_outcome *one =
			    &outcome->awards[a];
			if (award != NULL && !tsm_streq(award, one->award->id))
				continue;
			rows[used].person = &people[p];
			rows[used].outcome = outcome;
			rows[used].award = one;
			TSM_TRY(fill(app, cohort, facts, &rows[used++], err));
		}
	}
	*ret_rows = rows;
	*ret_count = used;
	return TSM_OK;
}

static json_t *document(
    const struct cohort *c, const struct award_row *rows, size_t count)
{
	char today[TSM_TIME_TEXT];
	json_t *doc = json_object();
	tsm_json_set(doc, "type", "TestamurPreview");
	tsm_json_set_int(doc, "version", 1);
	tsm_json_set(doc, "cohort", c->row.id);
	tsm_json_set(doc, "today", tsm_day_format(c->facts.today, today));
	tsm_json_set_bool(doc, "closed", c->facts.closed);
	tsm_json_set(doc, "policy", c->programme.policy_row.sha256);
	json_t *list = tsm_json_set_array(doc, "rows");
	for (size_t i = 0; i < count; i++) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "person", rows[i].person->id);
		tsm_json_set(row, "name", people_shown_name(rows[i].person));
		tsm_json_set(row, "award", rows[i].award->award->id);
		tsm_json_set(
		    row, "answer", tsm_answer_word(rows[i].award->answer));
		tsm_json_set_bool(row, "due", rows[i].award->due);
		tsm_json_set(row, "organisation", rows[i].organisation);
		tsm_json_set(row, "inputs", rows[i].inputs);
	}
	return doc;
}

enum tsm_status award_preview(struct app *app, const struct cohort *cohort,
    const char *award, struct award_preview *ret_preview, struct tsm_error *err)
{
	struct award_preview p = { .cohort = cohort };
	struct tsm_str bytes;
	char hex[TSM_SHA256_HEX];
	if (award != NULL &&
	    tsm_policy_award(cohort->programme.policy, award) == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, award,
		    "the policy has no such award");
	TSM_TRY(award_rows(app, cohort, award, &p.rows, &p.count, err));
	TSM_TRY(decision_canonical(
	    app, document(cohort, p.rows, p.count), &bytes, err));
	TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, hex));
	p.document = bytes.ptr;
	p.digest = tsm_arena_dup(&app->arena, hex);
	if (p.digest == NULL)
		return tsm_fail_memory(err);
	const struct tsm_store_preview row = { .digest = p.digest,
		.cohort = cohort->row.id,
		.created = app->now,
		.by = app->actor,
		.document = p.document };
	TSM_TRY(tsm_store_preview_add(app->store, &row, err));
	*ret_preview = p;
	return TSM_OK;
}
