/* The first half of award.h: evaluating and previewing. */
#include "award.h"
#include "changes.h"
#include "content.h"
#include "decision.h"
#include "issued.h"
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

/* Everything about a cohort that its rows are filled from. */
struct filling {
	const struct cohort *cohort;
	const struct award_scope *scope;
	struct facts *facts;
	struct issued *issued;
};

/* What the person has of this award already. */
static enum tsm_status find_existing(struct app *app, const struct filling *f,
    struct award_row *row, struct tsm_error *err)
{
	const struct tsm_policy_award *award = row->award->award;
	const struct issued_item *item =
	    issued_find(f->issued, row->person->id, award->id);
	row->cycle = "";
	bool renew =
	    item != NULL && award->scheme == NULL &&
	    f->scope->renew_until != 0 &&
	    issued_ends(item, f->scope->renew_from, f->scope->renew_until);
	if (renew || (item != NULL && item->reopened)) {
		row->cycle = issued_next_cycle(app, item);
		if (row->cycle == NULL)
			return tsm_fail_memory(err);
	} else if (item != NULL) {
		row->existing = item->credential;
		row->validity = item->validity;
		row->ends = item->ends;
	}
	if (renew) {
		row->renews = item->credential;
		row->ends = item->ends;
	}
	if (award->kind != TSM_AWARD_INTERNAL || !row->award->due)
		return TSM_OK;
	return issued_recorded(app, f->cohort->row.id, row->person->id,
	    award->id, &row->recorded, err);
}

static enum tsm_status fill(struct app *app, const struct filling *f,
    struct award_row *row, struct tsm_error *err)
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
	    issuer_of(f->facts, row->award->award, row->person->id);
	if (row->award->due) {
		TSM_TRY(decision_record(app, f->cohort, row->person->id,
		    row->outcome, row->award, &row->record, err));
		TSM_TRY(decision_inputs(
		    app, row->record, row->person, &row->inputs, err));
	}
	if (row->award->due && row->award->award->scheme != NULL) {
		char amount[TSM_DECIMAL_TEXT];
		row->units = tsm_arena_dup(&app->arena,
		    tsm_decimal_format(row->award->units.amount, amount));
		if (row->units == NULL)
			return tsm_fail_memory(err);
	}
	return find_existing(app, f, row, err);
}

enum tsm_status award_rows(struct app *app, const struct cohort *cohort,
    const struct award_scope *scope, struct award_row **ret_rows,
    size_t *ret_count, struct tsm_error *err)
{
	struct filling f = { .cohort = cohort, .scope = scope };
	size_t people_count = 0;
	size_t used = 0;
	TSM_TRY(facts_load(app, cohort, &f.facts, err));
	TSM_TRY(issued_load(app, cohort->row.id, &f.issued, err));
	const struct tsm_store_person *people =
	    facts_people(f.facts, &people_count);
	struct award_row *rows = tsm_arena_array(&app->arena,
	    people_count * cohort->programme.policy->award_count,
	    sizeof(*rows));
	if (rows == NULL)
		return tsm_fail_memory(err);
	for (size_t p = 0; p < people_count; p++) {
		const struct tsm_outcome *outcome = NULL;
		if (scope->person != NULL &&
		    !tsm_streq(scope->person, people[p].id))
			continue;
		struct tsm_person_facts *known =
		    tsm_arena_alloc(&app->arena, sizeof(*known));
		if (known == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(facts_of(app, f.facts, people[p].id, known, err));
		TSM_TRY(tsm_evaluate(
		    &app->arena, cohort->bound, known, &outcome, err));
		for (size_t a = 0; a < outcome->award_count; a++) {
			const struct tsm_award_outcome *one =
			    &outcome->awards[a];
			if (scope->award != NULL &&
			    !tsm_streq(scope->award, one->award->id))
				continue;
			rows[used].person = &people[p];
			rows[used].known = known;
			rows[used].outcome = outcome;
			rows[used].award = one;
			TSM_TRY(fill(app, &f, &rows[used++], err));
		}
	}
	*ret_rows = rows;
	*ret_count = used;
	return TSM_OK;
}

static json_t *document(const struct cohort *c, const struct award_scope *scope,
    const struct award_row *rows, size_t count)
{
	char today[TSM_TIME_TEXT];
	json_t *doc = json_object();
	tsm_json_set(doc, "type", "TestamurPreview");
	tsm_json_set_int(doc, "version", 1);
	tsm_json_set(doc, "cohort", c->row.id);
	tsm_json_set(doc, "today", tsm_day_format(c->facts.today, today));
	tsm_json_set_bool(doc, "closed", c->facts.closed);
	tsm_json_set(doc, "policy", c->programme.policy_row.sha256);
	tsm_json_set(doc, "award", scope->award);
	tsm_json_set(doc, "person", scope->person);
	if (scope->renew_until != 0) {
		json_t *renew = tsm_json_set_object(doc, "renew");
		tsm_json_set_int(renew, "from", scope->renew_from);
		tsm_json_set_int(renew, "until", scope->renew_until);
	}
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
		tsm_json_set(row, "units", rows[i].units);
		tsm_json_set(row, "renews", rows[i].renews);
		if (!rows[i].award->due)
			tsm_json_set(row, "reason", rows[i].reason);
	}
	return doc;
}

/* What is different from the last preview that showed something else. */
static enum tsm_status find_changes(struct app *app,
    const struct award_scope *scope, struct award_preview *p,
    struct tsm_error *err)
{
	const struct tsm_json_options options = { .max_bytes =
						      AWARD_PREVIEW_MAX };
	struct tsm_store_preview last;
	const struct tsm_json *doc = NULL;
	bool whole = scope->award == NULL && scope->person == NULL;
	if (scope->renew_until != 0)
		return TSM_OK; /* what is renewed is no news of who earns it */
	enum tsm_status status = tsm_store_preview_last(
	    app->store, p->cohort->row.id, p->digest, &app->arena, &last, err);
	if (status != TSM_OK)
		return status == TSM_E_NOT_FOUND ? TSM_OK : status;
	p->since = last.digest;
	TSM_TRY(tsm_json_parse(&app->arena, last.document,
	    tsm_str(last.document).len, &options, &doc, err));
	return changes_find(app, doc, whole, p->rows, p->count, &p->changes,
	    &p->change_count, err);
}

/* Give the document its name and keep it. */
static enum tsm_status keep(struct app *app, const struct award_scope *scope,
    json_t *doc, struct award_preview *p, struct tsm_error *err)
{
	struct tsm_str bytes;
	char hex[TSM_SHA256_HEX];
	TSM_TRY(decision_canonical(app, doc, &bytes, err));
	TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, hex));
	p->document = bytes.ptr;
	p->digest = tsm_arena_dup(&app->arena, hex);
	const struct tsm_store_preview row = { .digest = p->digest,
		.cohort = p->cohort->row.id,
		.created = app->now,
		.by = app->actor,
		.document = p->document,
		.scope = scope->renew_until != 0 ? "renewal"
			 : scope->person != NULL ? scope->person
						 : scope->award };
	if (p->digest == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(find_changes(app, scope, p, err));
	return tsm_store_preview_add(app->store, &row, err);
}

/* Of a renewal only what ends. */
static void keep_ending(struct award_preview *p)
{
	size_t used = 0;
	for (size_t i = 0; i < p->count; i++) {
		if (p->rows[i].renews != NULL)
			p->rows[used++] = p->rows[i];
	}
	p->count = used;
}

enum tsm_status award_preview(struct app *app, const struct cohort *cohort,
    const struct award_scope *scope, struct award_preview *ret_preview,
    struct tsm_error *err)
{
	struct award_preview p = { .cohort = cohort };
	if (scope->award != NULL &&
	    tsm_policy_award(cohort->programme.policy, scope->award) == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, scope->award,
		    "the policy has no such award");
	TSM_TRY(award_rows(app, cohort, scope, &p.rows, &p.count, err));
	if (scope->renew_until != 0)
		keep_ending(&p);
	json_t *doc = document(cohort, scope, p.rows, p.count);
	enum tsm_status status =
	    content_note(app, cohort, p.rows, p.count, doc, err);
	if (status != TSM_OK) {
		json_decref(doc);
		return status;
	}
	TSM_TRY(keep(app, scope, doc, &p, err));
	*ret_preview = p;
	return TSM_OK;
}

/* --- looking at one again ------------------------------------------------ */

/* The document of a stored preview, if it is what the digest names. */
static enum tsm_status read_preview(struct app *app, const char *digest,
    struct tsm_store_preview *ret_preview, const struct tsm_json **ret_doc,
    struct tsm_error *err)
{
	const struct tsm_json_options options = { .max_bytes =
						      AWARD_PREVIEW_MAX };
	char hex[TSM_SHA256_HEX];
	enum tsm_status status = tsm_store_preview_get(
	    app->store, digest, &app->arena, ret_preview, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, status, "--preview",
		    "there is no preview of this digest; 'award preview' "
		    "makes one");
	if (status != TSM_OK)
		return status;
	struct tsm_str text = tsm_str(ret_preview->document);
	TSM_TRY(tsm_sha256_hex(text.ptr, text.len, hex));
	if (!tsm_streq(hex, digest))
		return tsm_fail(err, TSM_E_MISMATCH, "--preview",
		    "the stored preview is not the one of this digest any "
		    "more: preview again");
	return tsm_json_parse(
	    &app->arena, text.ptr, text.len, &options, ret_doc, err);
}

/* The cohort as it was previewed, if nothing that matters changed since. */
static enum tsm_status open_previewed(struct app *app, const char *id,
    const struct tsm_json *doc, struct cohort *ret_cohort,
    struct tsm_error *err)
{
	bool closed = tsm_json_is_true(tsm_json_get(doc, "closed"));
	TSM_TRY(cohort_open_as_of(app, id, tsm_json_get_string(doc, "today"),
	    closed ? 1 : 0, ret_cohort, err));
	TSM_TRY(programme_in_use(&ret_cohort->programme.row, err));
	if (!tsm_streq(tsm_json_get_string(doc, "policy"),
		ret_cohort->programme.policy_row.sha256))
		return tsm_fail(err, TSM_E_STATE, "--preview",
		    "the policy has changed since the preview: preview again");
	if (closed && ret_cohort->row.closed_at == 0)
		return tsm_fail(err, TSM_E_STATE, "--preview",
		    "the cohort was reopened since the preview: preview "
		    "again");
	return content_check(app, ret_cohort, doc, err);
}

enum tsm_status award_previewed(struct app *app, const char *digest,
    struct cohort *ret_cohort, const struct tsm_json **ret_document,
    struct tsm_error *err)
{
	struct tsm_store_preview preview;
	TSM_TRY(read_preview(app, digest, &preview, ret_document, err));
	return open_previewed(
	    app, preview.cohort, *ret_document, ret_cohort, err);
}

const char *award_compare(
    const struct tsm_json *previewed, const struct award_row *row)
{
	if (row == NULL)
		return "is not on the roster any more: preview again";
	if (!row->award->due ||
	    !tsm_streq(tsm_json_get_string(previewed, "inputs"), row->inputs) ||
	    !tsm_streq(tsm_json_get_string(previewed, "organisation"),
		row->organisation))
		return "the facts have changed since the preview: preview "
		       "again";
	return NULL;
}
