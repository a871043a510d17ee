#include "decision.h"

#include "award.h"
#include "people.h"
#include "record.h"
#include "testamur/base/encode.h"
#include "testamur/json/jcs.h"
#include "testamur/rules/explain.h"

#define SALT_SIZE 16

enum tsm_status decision_canonical(struct app *app, json_t *value,
    struct tsm_str *ret_bytes, struct tsm_error *err)
{
	struct tsm_buf text;
	struct tsm_buf canonical;
	struct tsm_arena scratch;
	const struct tsm_json *tree = NULL;
	const struct tsm_json_options options = { .max_bytes =
						      AWARD_PREVIEW_MAX };
	tsm_buf_init(&text, AWARD_PREVIEW_MAX);
	tsm_buf_init(&canonical, AWARD_PREVIEW_MAX);
	tsm_arena_init(&scratch, 8 * AWARD_PREVIEW_MAX);
	enum tsm_status status = tsm_json_write(value, TSM_JSON_COMPACT, &text);
	json_decref(value);
	if (status == TSM_OK)
		status = tsm_json_parse(
		    &scratch, text.data, text.len, &options, &tree, err);
	if (status == TSM_OK)
		status = tsm_jcs(tree, &canonical, err);
	if (status == TSM_OK) {
		ret_bytes->len = canonical.len;
		ret_bytes->ptr =
		    tsm_arena_str(&app->arena, tsm_buf_str(&canonical));
		if (ret_bytes->ptr == NULL)
			status = TSM_E_MEMORY;
	}
	tsm_arena_release(&scratch);
	tsm_buf_release(&canonical);
	tsm_buf_release(&text);
	return status == TSM_E_MEMORY ? tsm_fail_memory(err) : status;
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

enum tsm_status decision_inputs(struct app *app, const struct cohort *cohort,
    const struct tsm_store_person *person, const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, const char **ret_hex,
    struct tsm_error *err)
{
	json_t *record = NULL;
	struct tsm_buf text;
	char hex[TSM_SHA256_HEX];
	const struct decision_head head = head_of(cohort, person->id);
	TSM_TRY(build(&head, outcome, award, &record, err));
	tsm_json_set(record, "name", people_shown_name(person));
	tsm_json_set(record, "email", person->email);
	tsm_json_set(record, "licence", person->licence_number);
	/* built by this program in one order: no need of a canonical one */
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_json_write(record, TSM_JSON_COMPACT, &text);
	json_decref(record);
	if (status == TSM_OK)
		status = tsm_sha256_hex(text.data, text.len, hex);
	tsm_buf_release(&text);
	*ret_hex = status == TSM_OK ? tsm_arena_dup(&app->arena, hex) : NULL;
	return *ret_hex != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status add_salt(struct app *app, json_t *record,
    struct tsm_str *ret_salt, struct tsm_error *err)
{
	unsigned char salt[SALT_SIZE];
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_random_fill(app->random, salt, sizeof(salt));
	if (status == TSM_OK)
		status = tsm_base64url_encode(&text, salt, sizeof(salt));
	if (status == TSM_OK)
		tsm_json_set(record, "salt", tsm_buf_cstr(&text));
	tsm_buf_release(&text);
	ret_salt->ptr = tsm_arena_copy(&app->arena, salt, sizeof(salt));
	ret_salt->len = sizeof(salt);
	if (status != TSM_OK || ret_salt->ptr == NULL)
		return tsm_fail(err, status != TSM_OK ? status : TSM_E_MEMORY,
		    NULL, "no random bytes for the decision record");
	return TSM_OK;
}

enum tsm_status decision_make(struct app *app, const struct cohort *cohort,
    const char *person, const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, const struct tsm_person_facts *known,
    struct tsm_store_decision *ret_decision, struct tsm_error *err)
{
	const struct decision_head head = head_of(cohort, person);
	json_t *record = NULL;
	unsigned char digest[TSM_SHA256_SIZE];
	char name[TSM_NI_NAME];
	struct tsm_store_decision d = { .person = person,
		.cohort = cohort->row.id,
		.award = award->award->id,
		.programme = cohort->row.programme,
		.revision = cohort->programme.policy->revision,
		.created = app->now };
	TSM_TRY(decision_build(&head, outcome, award, known, &record, err));
	tsm_json_set(record, "program", "testamur-issuer " TSM_VERSION);
	enum tsm_status status = add_salt(app, record, &d.salt, err);
	if (status != TSM_OK) {
		json_decref(record);
		return status;
	}
	TSM_TRY(decision_canonical(app, record, &d.document, err));
	TSM_TRY(tsm_digest(TSM_SHA256, d.document.ptr, d.document.len, digest));
	TSM_TRY(tsm_ni_name(digest, name));
	d.id = tsm_arena_dup(&app->arena, name);
	if (d.id == NULL)
		return tsm_fail_memory(err);
	*ret_decision = d;
	return TSM_OK;
}
