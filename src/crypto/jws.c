/*
 * jws.c - compact JWS: taking apart and verifying.
 */
#include "testamur/crypto/jws.h"

#include "testamur/base/encode.h"
#include "testamur/base/limits.h"

/* base64url characters that decode to at most len bytes */
#define ENCODED_MAX(len) (((len)*4 + 2) / 3)

/* Decode a part into the arena; what says which part, for err. */
static enum tsm_status decode(struct tsm_arena *arena, struct tsm_str text,
    size_t max, const char *what, struct tsm_str *ret_bytes,
    struct tsm_error *err)
{
	if (text.len > ENCODED_MAX(max))
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the JWS %s is larger than %zu bytes", what, max);
	struct tsm_buf bytes;
	tsm_buf_init(&bytes, max);
	enum tsm_status status = tsm_base64url_decode(&bytes, text);
	char *copy = NULL;
	if (status == TSM_OK) {
		copy = tsm_arena_copy(arena, tsm_buf_cstr(&bytes), bytes.len);
		if (copy == NULL)
			status = TSM_E_MEMORY;
	}
	if (status == TSM_OK)
		*ret_bytes = tsm_str_n(copy, bytes.len);
	tsm_buf_release(&bytes);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "the JWS %s is not base64url without padding", what);
	return TSM_OK;
}

/* A header member that is a string if it is there. */
static enum tsm_status text_member(const struct tsm_json *header,
    const char *name, const char **ret_text, struct tsm_error *err)
{
	const struct tsm_json *member = tsm_json_get(header, name);
	if (member == NULL)
		return TSM_OK;
	*ret_text = tsm_json_string(member);
	if (*ret_text == NULL)
		return tsm_json_fail(err, TSM_E_VALUE, member,
		    "%s of a JWS header is a string", name);
	return TSM_OK;
}

static enum tsm_status read_header(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_jws *jws, struct tsm_error *err)
{
	TSM_TRY(
	    tsm_json_parse(arena, text.ptr, text.len, NULL, &jws->header, err));
	if (!tsm_json_is(jws->header, TSM_JSON_OBJECT))
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "the JWS header is not an object");
	TSM_TRY(text_member(jws->header, "alg", &jws->alg_name, err));
	TSM_TRY(text_member(jws->header, "typ", &jws->typ, err));
	TSM_TRY(text_member(jws->header, "cty", &jws->cty, err));
	TSM_TRY(text_member(jws->header, "kid", &jws->kid, err));
	if (jws->alg_name == NULL)
		return tsm_fail(
		    err, TSM_E_MISSING, "/alg", "the JWS header has no alg");
	jws->jwk = tsm_json_get(jws->header, "jwk");
	if (jws->jwk != NULL && !tsm_json_is(jws->jwk, TSM_JSON_OBJECT))
		return tsm_fail(err, TSM_E_VALUE, "/jwk",
		    "jwk of a JWS header is an object");
	jws->alg = tsm_signature_alg_find(tsm_str(jws->alg_name));
	if (jws->alg != NULL && !jws->alg->jose)
		jws->alg = NULL;
	return TSM_OK;
}

/* RFC 7515 section 5.2, steps 1 to 3, 6 and 7 */
enum tsm_status tsm_jws_parse(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_jws *ret_jws, struct tsm_error *err)
{
	struct tsm_jws jws = { 0 };
	struct tsm_str rest;
	struct tsm_str header = tsm_str_split(text, '.', &rest);
	if (rest.ptr == NULL)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "a compact JWS has three parts");
	struct tsm_str signature;
	struct tsm_str payload = tsm_str_split(rest, '.', &signature);
	if (signature.ptr == NULL ||
	    tsm_str_find(signature, '.') != signature.len)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "a compact JWS has three parts");
	jws.signing_input = tsm_str_n(text.ptr, header.len + 1 + payload.len);
	struct tsm_str json;
	TSM_TRY(
	    decode(arena, header, TSM_JWS_HEADER_MAX, "header", &json, err));
	TSM_TRY(read_header(arena, json, &jws, err));
	TSM_TRY(decode(
	    arena, payload, TSM_CREDENTIAL_MAX, "payload", &jws.payload, err));
	TSM_TRY(decode(arena, signature, TSM_JWS_SIGNATURE_MAX, "signature",
	    &jws.signature, err));
	*ret_jws = jws;
	return TSM_OK;
}

/* "none" and HMAC in any spelling: keys of ours must never serve them. */
static bool is_denied(struct tsm_str alg)
{
	return tsm_str_is_nocase(alg, "none") ||
	       (alg.len >= 2 && tsm_str_is_nocase(tsm_str_n(alg.ptr, 2), "hs"));
}

enum tsm_status tsm_jws_check_header(
    const struct tsm_jws *jws, struct tsm_error *err)
{
	if (jws->alg == NULL && is_denied(tsm_str(jws->alg_name)))
		return tsm_fail(err, TSM_E_DENIED, "/alg",
		    "an unsigned or symmetric JWS proves nothing");
	if (jws->alg == NULL)
		return tsm_fail(err, TSM_E_UNSUPPORTED, "/alg",
		    "the JWS algorithm is not offered");
	if (tsm_json_get(jws->header, "crit") != NULL)
		return tsm_fail(err, TSM_E_VALUE, "/crit",
		    "the JWS demands an extension that is not understood");
	if (tsm_json_get(jws->header, "b64") != NULL)
		return tsm_fail(err, TSM_E_VALUE, "/b64",
		    "unencoded payloads are not offered");
	return TSM_OK;
}

enum tsm_status tsm_jws_verify(const struct tsm_jws *jws,
    const struct tsm_public_key *key, bool *ret_valid, struct tsm_error *err)
{
	TSM_TRY(tsm_jws_check_header(jws, err));
	return tsm_signature_verify(
	    jws->alg, key, jws->signing_input, jws->signature, ret_valid, err);
}
