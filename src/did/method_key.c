/*
 * method_key.c - did:key: the identifier is the key.
 */
#include "did_private.h"

/* did:key section 3.1: multibase base58btc of a multicodec key. */
static enum tsm_status key_of(const struct tsm_did_url *did,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	if (!tsm_str_starts(did->id, "z"))
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "a did:key is written in base58btc");
	return tsm_public_key_from_multikey(did->id, ret_key, err);
}

enum tsm_status tsm_did_key_public(
    struct tsm_str did, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	struct tsm_did_url url;
	if (tsm_did_parse(did, &url) != TSM_OK || url.did.len != did.len)
		return tsm_fail(err, TSM_E_SYNTAX, NULL, "not a DID");
	if (!tsm_str_is(url.method, "key"))
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL, "not a did:key");
	return key_of(&url, ret_key, err);
}

/*
 * did:key section 3.1.2. The text parts hold only base58 characters, so
 * nothing needs escaping.
 */
enum tsm_status did_key_expand(struct tsm_arena *arena,
    const struct tsm_did_url *did, struct tsm_did_document *ret_doc,
    struct tsm_error *err)
{
	struct tsm_public_key *key = NULL;
	TSM_TRY(key_of(did, &key, err));
	tsm_public_key_free(&key);

	char *id = tsm_arena_str(arena, did->did);
	const char *material = id != NULL ? id + sizeof("did:key:") - 1 : NULL;
	char *text =
	    material == NULL
		? NULL
		: tsm_arena_printf(arena,
		      "{\"@context\":[\"https://www.w3.org/ns/did/v1\","
		      "\"https://w3id.org/security/multikey/v1\"],\"id\":\"%s\","
		      "\"verificationMethod\":[{\"id\":\"%s#%s\","
		      "\"type\":\"Multikey\",\"controller\":\"%s\","
		      "\"publicKeyMultibase\":\"%s\"}],"
		      "\"authentication\":[\"%s#%s\"],"
		      "\"assertionMethod\":[\"%s#%s\"],"
		      "\"capabilityInvocation\":[\"%s#%s\"],"
		      "\"capabilityDelegation\":[\"%s#%s\"]}",
		      id, id, material, id, material, id, material, id,
		      material, id, material, id, material);
	if (text == NULL)
		return tsm_fail_memory(err);
	return tsm_did_document_parse(
	    arena, text, tsm_str(text).len, id, ret_doc, err);
}
