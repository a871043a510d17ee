/*
 * legacy.c - the vc claim of VC Data Model 1.1.
 */
#include "suite_private.h"

#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/json/write.h"

#define CONTEXT_V2 "https://www.w3.org/ns/credentials/v2"

/* A string claim as a property that the vc claim leaves out. */
static void fill_text(json_t *credential, const char *property,
    const struct tsm_json *payload, const char *claim)
{
	const struct tsm_json *value = tsm_json_get(payload, claim);
	if (json_object_get(credential, property) == NULL &&
	    tsm_json_is(value, TSM_JSON_STRING))
		tsm_json_setn(credential, property, value->text);
}

static void fill_date(json_t *credential, const char *property,
    const struct tsm_json *payload, const char *claim)
{
	int64_t date = 0;
	struct tsm_civil civil;
	char text[TSM_TIME_TEXT];
	if (json_object_get(credential, property) == NULL &&
	    tsm_proof_date_claim(payload, claim, &date) &&
	    tsm_unix_to_civil(date, &civil) == TSM_OK)
		tsm_json_set(credential, property, tsm_time_format(date, text));
}

/* Some issuers put a credential of model 2.0 into the claim of 1.1. */
static bool is_v2(json_t *credential)
{
	const json_t *context =
	    json_array_get(json_object_get(credential, "@context"), 0);
	return tsm_streq(json_string_value(context), CONTEXT_V2);
}

/* VC Data Model 1.1 section 6.3.1, "JWT decoding" */
static void fill(json_t *credential, const struct tsm_json *payload)
{
	bool v2 = is_v2(credential);
	fill_text(credential, "id", payload, "jti");
	fill_text(credential, "issuer", payload, "iss");
	const char *from = v2 ? "validFrom" : "issuanceDate";
	if (json_object_get(credential, "validFrom") == NULL) {
		fill_date(credential, from, payload, "nbf");
		/* as in drafts of it, and still done */
		fill_date(credential, from, payload, "iat");
	}
	if (json_object_get(credential, "validUntil") == NULL)
		fill_date(credential, v2 ? "validUntil" : "expirationDate",
		    payload, "exp");
	json_t *subject = json_object_get(credential, "credentialSubject");
	if (json_is_array(subject) && json_array_size(subject) == 1)
		subject = json_array_get(subject, 0);
	if (json_is_object(subject))
		fill_text(subject, "id", payload, "sub");
}

enum tsm_status proof_legacy_credential(struct tsm_arena *arena,
    const struct tsm_json *payload, const struct tsm_json **ret_credential,
    struct tsm_error *err)
{
	const struct tsm_json *vc = tsm_json_get(payload, "vc");
	if (!tsm_json_is(vc, TSM_JSON_OBJECT))
		return tsm_fail(
		    err, TSM_E_VALUE, "/vc", "the vc claim is not an object");
	struct tsm_buf text;
	tsm_buf_init(&text, TSM_JSON_MAX);
	json_t *credential = tsm_json_copy(vc);
	if (credential != NULL)
		fill(credential, payload);
	enum tsm_status status =
	    tsm_json_write(credential, TSM_JSON_COMPACT, &text);
	json_decref(credential);
	if (status != TSM_OK)
		(void)tsm_fail(
		    err, status, NULL, "the vc claim cannot be copied");
	else
		status = tsm_json_parse(
		    arena, text.data, text.len, NULL, ret_credential, err);
	tsm_buf_release(&text);
	return status;
}
