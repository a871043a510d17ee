/*
 * jwt.c - credentials as JSON Web Tokens.
 */
#include "suite.h"

#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/json/write.h"

/* Names that are ours to set; no credential has such properties. */
static const char *const reserved[] = { "iss", "sub", "aud", "exp", "nbf",
	"iat", "jti", "vc", "vp" };

#define RESERVED (sizeof(reserved) / sizeof(reserved[0]))

static enum tsm_status missing(struct tsm_error *err, const char *where)
{
	return tsm_fail(
	    err, TSM_E_MISSING, where, "the credential has no such property");
}

/* issuer, or issuer.id */
static enum tsm_status issuer_of(
    const json_t *credential, const char **ret_id, struct tsm_error *err)
{
	const json_t *issuer = json_object_get(credential, "issuer");
	if (json_is_object(issuer))
		issuer = json_object_get(issuer, "id");
	*ret_id = json_string_value(issuer);
	return *ret_id != NULL ? TSM_OK : missing(err, "/issuer");
}

/* The id of the one subject. */
static enum tsm_status subject_of(
    const json_t *credential, const char **ret_id, struct tsm_error *err)
{
	const json_t *subject =
	    json_object_get(credential, "credentialSubject");
	if (json_is_array(subject) && json_array_size(subject) > 1)
		return tsm_fail(err, TSM_E_AMBIGUOUS, "/credentialSubject",
		    "an Open Badge has one subject");
	if (json_is_array(subject))
		subject = json_array_get(subject, 0);
	*ret_id = json_string_value(json_object_get(subject, "id"));
	return *ret_id != NULL ? TSM_OK : missing(err, "/credentialSubject/id");
}

/* A date property as NumericDate (RFC 7519 section 2). */
static enum tsm_status date_of(const json_t *credential, const char *name,
    const char *where, int64_t *ret_date, struct tsm_error *err)
{
	const char *text = json_string_value(json_object_get(credential, name));
	if (text == NULL)
		return missing(err, where);
	if (tsm_time_parse(tsm_str(text), ret_date) != TSM_OK)
		return tsm_fail(
		    err, TSM_E_VALUE, where, "not a date and time with a zone");
	return TSM_OK;
}

static enum tsm_status check_reserved(
    const json_t *credential, struct tsm_error *err)
{
	if (!json_is_object(credential))
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "a credential is an object");
	for (size_t i = 0; i < RESERVED; i++)
		if (json_object_get(credential, reserved[i]) != NULL)
			return tsm_fail(err, TSM_E_VALUE, reserved[i],
			    "a credential has no property of this name");
	return TSM_OK;
}

/* Append a JSON value's bytes as base64url. */
static enum tsm_status put_header(struct tsm_buf *out, const json_t *header)
{
	struct tsm_buf text;
	tsm_buf_init(&text, TSM_CREDENTIAL_MAX);
	enum tsm_status status =
	    tsm_json_write(header, TSM_JSON_COMPACT, &text);
	if (status == TSM_OK)
		status = tsm_base64url_encode(out, text.data, text.len);
	tsm_buf_release(&text);
	return status;
}

/*
 * Append credential and claims as one object. Joined as bytes, so that the
 * credential need not be copied; neither is empty, and no name is in both.
 */
static enum tsm_status put_payload(
    struct tsm_buf *out, const json_t *credential, const json_t *claims)
{
	struct tsm_buf text;
	tsm_buf_init(&text, TSM_CREDENTIAL_MAX);
	enum tsm_status status =
	    tsm_json_write(credential, TSM_JSON_COMPACT, &text);
	size_t seam = text.len;
	if (status == TSM_OK)
		status = tsm_json_write(claims, TSM_JSON_COMPACT, &text);
	if (status == TSM_OK) {
		/* where one ends and the next begins: }{ becomes a comma */
		memmove(text.data + seam, text.data + seam + 1,
		    text.len - seam - 1);
		text.data[seam - 1] = ',';
		status = tsm_base64url_encode(out, text.data, text.len - 1);
	}
	tsm_buf_release(&text);
	return status;
}

/*
 * "header.payload": the bytes that are signed (RFC 7515 section 5.1). The
 * references of header and claims are taken over.
 */
static enum tsm_status put_signing_input(struct tsm_prove_draft *draft,
    json_t *header, const json_t *credential, json_t *claims,
    struct tsm_error *err)
{
	enum tsm_status status = put_header(&draft->to_sign, header);
	if (status == TSM_OK)
		status = tsm_buf_addc(&draft->to_sign, '.');
	if (status == TSM_OK)
		status = put_payload(&draft->to_sign, credential, claims);
	json_decref(header);
	json_decref(claims);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the credential cannot be serialised");
	return TSM_OK;
}

static json_t *make_header(
    const struct tsm_prove_key *key, const char *typ, const char *cty)
{
	json_t *header = json_object();
	tsm_json_set(header, "alg", key->alg);
	tsm_json_set(header, "typ", typ);
	tsm_json_set(header, "cty", cty);
	tsm_json_set(header, "kid", key->method);
	return header;
}

static json_t *make_claims(
    const char *issuer, const struct tsm_prove_options *options)
{
	json_t *claims = json_object();
	tsm_json_set(claims, "iss", issuer);
	if (options != NULL && options->issued_at != 0)
		tsm_json_set_int(claims, "iat", options->issued_at);
	return claims;
}

enum tsm_status prove_jwt_ob(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_error *err)
{
	const char *issuer = NULL;
	const char *subject = NULL;
	int64_t nbf = 0;
	int64_t exp = 0;
	(void)signer;
	(void)suite;
	TSM_TRY(check_reserved(credential, err));
	TSM_TRY(issuer_of(credential, &issuer, err));
	TSM_TRY(subject_of(credential, &subject, err));
	TSM_TRY(date_of(credential, "validFrom", "/validFrom", &nbf, err));
	const char *id = json_string_value(json_object_get(credential, "id"));
	if (id == NULL)
		return missing(err, "/id");
	bool ends = json_object_get(credential, "validUntil") != NULL;
	if (ends)
		TSM_TRY(date_of(
		    credential, "validUntil", "/validUntil", &exp, err));

	json_t *claims = make_claims(issuer, options);
	tsm_json_set(claims, "jti", id);
	tsm_json_set_int(claims, "nbf", nbf);
	if (ends)
		tsm_json_set_int(claims, "exp", exp);
	tsm_json_set(claims, "sub", subject);
	return put_signing_input(
	    draft, make_header(key, "JWT", NULL), credential, claims, err);
}

enum tsm_status prove_jwt_w3c(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_error *err)
{
	const char *issuer = NULL;
	(void)signer;
	(void)suite;
	TSM_TRY(check_reserved(credential, err));
	TSM_TRY(issuer_of(credential, &issuer, err));
	return put_signing_input(draft, make_header(key, "vc+jwt", "vc"),
	    credential, make_claims(issuer, options), err);
}

enum tsm_status prove_jwt_finish(const struct tsm_prove_draft *draft,
    struct tsm_str signature, struct tsm_buf *out, struct tsm_error *err)
{
	tsm_buf_addstr(out, tsm_buf_str(&draft->to_sign));
	tsm_buf_addc(out, '.');
	enum tsm_status status =
	    tsm_base64url_encode(out, signature.ptr, signature.len);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "no room for the signed credential");
	return TSM_OK;
}
