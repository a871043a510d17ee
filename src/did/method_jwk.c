/*
 * method_jwk.c - did:jwk: the identifier is a JSON Web Key.
 */
#include "did_private.h"

#include "testamur/base/encode.h"

/* did:jwk, "Read": base64url without padding of the key as JSON. */
static enum tsm_status decode(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_str *ret_json, struct tsm_error *err)
{
	struct tsm_buf bytes;

	tsm_buf_init(&bytes, TSM_DID_MAX);
	enum tsm_status status = tsm_base64url_decode(&bytes, text);
	if (status == TSM_OK) {
		char *copy =
		    tsm_arena_copy(arena, tsm_buf_cstr(&bytes), bytes.len);
		*ret_json = tsm_str_n(copy, bytes.len);
		if (copy == NULL)
			status = TSM_E_MEMORY;
	}
	tsm_buf_release(&bytes);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "a did:jwk is not base64url");
	return TSM_OK;
}

/* The key is read for itself first: only a whole JSON value that is a public
 * key is put into the document. */
static enum tsm_status check_key(
    struct tsm_arena *arena, struct tsm_str json, struct tsm_error *err)
{
	const struct tsm_json *jwk;
	struct tsm_public_key *key = NULL;

	TSM_TRY(tsm_json_parse(arena, json.ptr, json.len, NULL, &jwk, err));
	TSM_TRY(tsm_public_key_from_jwk(jwk, &key, err));
	tsm_public_key_free(&key);
	return TSM_OK;
}

/*
 * The characters of base64url need no escaping. keyAgreement is left out: no
 * key for signatures that is read here can be used for it.
 */
enum tsm_status did_jwk_expand(struct tsm_arena *arena,
    const struct tsm_did_url *did, struct tsm_did_document *ret_doc,
    struct tsm_error *err)
{
	struct tsm_str jwk = { NULL, 0 };

	TSM_TRY(decode(arena, did->id, &jwk, err));
	TSM_TRY(check_key(arena, jwk, err));
	char *id = tsm_arena_str(arena, did->did);
	char *text =
	    id == NULL
		? NULL
		: tsm_arena_printf(arena,
		      "{\"@context\":[\"https://www.w3.org/ns/did/v1\","
		      "\"https://w3id.org/security/jwk/v1\"],\"id\":\"%s\","
		      "\"verificationMethod\":[{\"id\":\"%s#0\","
		      "\"type\":\"JsonWebKey\",\"controller\":\"%s\","
		      "\"publicKeyJwk\":%.*s}],"
		      "\"authentication\":[\"#0\"],"
		      "\"assertionMethod\":[\"#0\"],"
		      "\"capabilityInvocation\":[\"#0\"],"
		      "\"capabilityDelegation\":[\"#0\"]}",
		      id, id, id, (int)jwk.len, jwk.ptr);
	if (text == NULL)
		return tsm_fail_memory(err);
	return tsm_did_document_parse(
	    arena, text, tsm_str(text).len, id, ret_doc, err);
}
