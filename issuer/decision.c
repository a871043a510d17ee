#include "decision.h"

#include "award.h"
#include "people.h"
#include "record.h"
#include "testamur/base/encode.h"
#include "testamur/rules/explain.h"

#define SALT_SIZE 16

/* The digits of a constant. */
#define TEXT_OF(constant) DIGITS(constant)
#define DIGITS(constant)  #constant

enum tsm_status decision_canonical(struct app *app, json_t *value,
    struct tsm_str *ret_bytes, struct tsm_error *err)
{
	struct tsm_buf text;
	tsm_buf_init(&text, AWARD_PREVIEW_MAX);
	enum tsm_status status =
	    tsm_json_write(value, TSM_JSON_CANONICAL, &text);
	json_decref(value);
	if (status == TSM_OK) {
		ret_bytes->len = text.len;
		ret_bytes->ptr = tsm_arena_str(&app->arena, tsm_buf_str(&text));
		if (ret_bytes->ptr == NULL)
			status = TSM_E_MEMORY;
	}
	tsm_buf_release(&text);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the record cannot be written");
	return TSM_OK;
}

/* What was decided, and under which rule. */
static enum tsm_status build(const struct decision_head *head,
    const struct tsm_outcome *outcome, const struct tsm_award_outcome *award,
    json_t **ret_record, struct tsm_error *err)
{
	json_t *answer = NULL;
	enum tsm_status status = tsm_explain_json(outcome, award, &answer);
	if (status != TSM_OK)
		return tsm_fail(err, status, award->award->id,
		    "the decision cannot be written down");
	json_t *record = json_object();
	tsm_json_set(record, "type", "TestamurDecision");
	tsm_json_set_int(record, "version", DECISION_VERSION);
	tsm_json_set(record, "cohort", head->cohort);
	tsm_json_set(record, "person", head->person);
	json_t *policy = tsm_explain_policy_json(outcome->bound);
	tsm_json_set(policy, "sha256", head->policy_sha256);
	tsm_json_set_new(record, "policy", policy);
	tsm_json_set_new(record, "outcome", answer);
	*ret_record = record;
	return TSM_OK;
}

static struct decision_head head_of(
    const struct cohort *cohort, const char *person)
{
	return (struct decision_head){ cohort->row.id, person,
		cohort->programme.policy_row.sha256 };
}

enum tsm_status decision_build(const struct decision_head *head,
    const struct tsm_outcome *outcome, const struct tsm_award_outcome *award,
    const struct tsm_person_facts *known, json_t **ret_record,
    struct tsm_error *err)
{
	TSM_TRY(build(head, outcome, award, ret_record, err));
	tsm_json_set_new(*ret_record, "facts",
	    record_facts_json(tsm_bound_cohort(outcome->bound), known));
	return TSM_OK;
}

enum tsm_status decision_record(struct app *app, const struct cohort *cohort,
    const char *person, const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, struct tsm_str *ret_record,
    struct tsm_error *err)
{
	const struct decision_head head = head_of(cohort, person);
	json_t *record = NULL;
	TSM_TRY(build(&head, outcome, award, &record, err));
	return decision_canonical(app, record, ret_record, err);
}

/* Set apart by a byte that no text holds; no text is not an empty one. */
static enum tsm_status add_text(struct tsm_buf *out, const char *text)
{
	tsm_buf_addc(out, '\0');
	if (text != NULL)
		tsm_buf_addc(out, '=');
	return tsm_buf_adds(out, text != NULL ? text : "");
}

enum tsm_status decision_inputs(struct app *app, struct tsm_str record,
    const struct tsm_store_person *person, const char **ret_hex,
    struct tsm_error *err)
{
	struct tsm_buf text;
	char hex[TSM_SHA256_HEX];
	tsm_buf_init(&text, 0);
	tsm_buf_addstr(&text, record);
	(void)add_text(&text, people_shown_name(person));
	(void)add_text(&text, person->email);
	enum tsm_status status = add_text(&text, person->licence_number);
	if (status == TSM_OK)
		status = tsm_sha256_hex(text.data, text.len, hex);
	tsm_buf_release(&text);
	*ret_hex = status == TSM_OK ? tsm_arena_dup(&app->arena, hex) : NULL;
	return *ret_hex != NULL ? TSM_OK : tsm_fail_memory(err);
}

/*
 * Put the other members in where their names belong: "facts" after
 * "cohort", "program" and "salt" before "type". tests/cli/award.py holds
 * that the whole is canonical, decision.py that it is what
 * decision_build() builds.
 */
static enum tsm_status complete(const char *cohort, struct tsm_str record,
    struct tsm_str facts, struct tsm_str salt, struct tsm_buf *out)
{
	static const char tail[] =
	    ",\"type\":\"TestamurDecision\",\"version\":" TEXT_OF(
		DECISION_VERSION) "}";
	size_t end = sizeof(tail) - 1;
	tsm_buf_adds(out, "{\"cohort\":");
	TSM_TRY(tsm_json_write_string(tsm_str(cohort), out));
	size_t start = out->len;
	if (record.len < start + end || !tsm_str_ends(record, tail))
		return TSM_E_INTERNAL;
	tsm_buf_adds(out, ",\"facts\":");
	tsm_buf_addstr(out, facts);
	tsm_buf_add(out, record.ptr + start, record.len - start - end);
	tsm_buf_adds(out,
	    ",\"program\":\"testamur-issuer " TSM_VERSION "\",\"salt\":\"");
	TSM_TRY(tsm_base64url_encode(out, salt.ptr, salt.len));
	tsm_buf_addc(out, '"');
	return tsm_buf_adds(out, tail);
}

static enum tsm_status document_of(struct app *app, const struct cohort *cohort,
    const struct award_row *row, struct tsm_store_decision *d,
    struct tsm_error *err)
{
	struct tsm_str facts;
	struct tsm_buf text;
	TSM_TRY(decision_canonical(app,
	    record_facts_json(
		tsm_bound_cohort(row->outcome->bound), row->known),
	    &facts, err));
	tsm_buf_init(&text, AWARD_PREVIEW_MAX);
	enum tsm_status status =
	    complete(cohort->row.id, row->record, facts, d->salt, &text);
	if (status == TSM_OK) {
		d->document.len = text.len;
		d->document.ptr =
		    tsm_arena_str(&app->arena, tsm_buf_str(&text));
		if (d->document.ptr == NULL)
			status = TSM_E_MEMORY;
	}
	tsm_buf_release(&text);
	if (status != TSM_OK)
		return tsm_fail(err, status, row->award->award->id,
		    "the decision cannot be written down");
	return TSM_OK;
}

enum tsm_status decision_make(struct app *app, const struct cohort *cohort,
    const struct award_row *row, struct tsm_store_decision *ret_decision,
    struct tsm_error *err)
{
	unsigned char digest[TSM_SHA256_SIZE];
	char name[TSM_NI_NAME];
	unsigned char *salt = tsm_arena_alloc(&app->arena, SALT_SIZE);
	struct tsm_store_decision d = { .person = row->person->id,
		.cohort = cohort->row.id,
		.award = row->award->award->id,
		.programme = cohort->row.programme,
		.revision = cohort->programme.policy->revision,
		.salt = { (const char *)salt, SALT_SIZE },
		.created = app->now };
	if (salt == NULL)
		return tsm_fail_memory(err);
	if (tsm_random_fill(app->random, salt, SALT_SIZE) != TSM_OK)
		return tsm_fail(err, TSM_E_CRYPTO, NULL,
		    "no random bytes for the decision record");
	TSM_TRY(document_of(app, cohort, row, &d, err));
	TSM_TRY(tsm_digest(TSM_SHA256, d.document.ptr, d.document.len, digest));
	TSM_TRY(tsm_ni_name(digest, name));
	d.id = tsm_arena_dup(&app->arena, name);
	if (d.id == NULL)
		return tsm_fail_memory(err);
	*ret_decision = d;
	return TSM_OK;
}
