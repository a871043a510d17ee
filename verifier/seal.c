#include "seal.h"

const char *seal_did(struct tsm_arena *arena, const char *method)
{
	struct tsm_did_url url;
	return tsm_did_parse(tsm_str(method), &url) == TSM_OK
		   ? tsm_arena_str(arena, url.did)
		   : NULL;
}

enum tsm_status seal_location(struct tsm_arena *arena, const char *did,
    const char **ret_url, struct tsm_error *err)
{
	struct tsm_buf url;
	tsm_buf_init(&url, 4096);
	enum tsm_status status = tsm_did_location(tsm_str(did), &url, err);
	if (status == TSM_OK) {
		*ret_url = tsm_arena_str(arena, tsm_buf_str(&url));
		if (*ret_url == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&url);
	return status;
}

const struct tsm_verification_method *seal_method(
    const struct tsm_did_document *document, const char *method,
    int64_t signed_at, int64_t now)
{
	const struct tsm_verification_method *found =
	    tsm_did_document_method(document, method);
	return found != NULL &&
		       tsm_verification_method_judge(document, found,
			   TSM_DID_ASSERTION, signed_at, now) == TSM_DID_USABLE
		   ? found
		   : NULL;
}

/* Verify the one proof with a key. Only memory and libraries fail. */
static enum tsm_status verify_with(struct tsm_integrity *integrity,
    const struct tsm_verification_method *method, enum seal_state *ret_seal,
    struct tsm_error *err)
{
	struct tsm_public_key *key = NULL;
	struct tsm_integrity_result result;
	const struct tsm_integrity_suite *suite = integrity->proofs[0].suite;
	/* only canonical JSON covers every member: of a graph, a context of
	 * the document's own would say what is in it */
	*ret_seal = SEAL_UNSUPPORTED;
	if (suite != NULL && suite->form != TSM_INTEGRITY_JCS)
		return TSM_OK;
	enum tsm_status status = tsm_verification_method_key(method, &key, err);
	*ret_seal = SEAL_KEY;
	if (status != TSM_OK)
		return status == TSM_E_MEMORY ? status : TSM_OK;
	status = tsm_integrity_verify(integrity, 0, key, NULL, &result, err);
	tsm_public_key_free(&key);
	if (status == TSM_OK)
		*ret_seal = result.answer == TSM_INTEGRITY_VALID ? SEAL_HOLDS
			    : result.answer == TSM_INTEGRITY_SUITE
				? SEAL_UNSUPPORTED
				: SEAL_BROKEN;
	return status;
}

enum tsm_status seal_open(struct tsm_arena *arena,
    struct tsm_jsonld_store *contexts, const struct tsm_json *document,
    const char *issuer, struct seal *ret_seal, struct tsm_error *err)
{
	*ret_seal = (struct seal){ .state = SEAL_NONE };
	enum tsm_status status = tsm_integrity_open(
	    arena, document, contexts, NULL, &ret_seal->integrity, err);
	if (status != TSM_OK || ret_seal->integrity.count != 1)
		return status == TSM_E_MEMORY ? status : TSM_OK;
	ret_seal->key = ret_seal->integrity.proofs[0].method;
	ret_seal->state = SEAL_KEY;
	if (ret_seal->key != NULL && issuer != NULL &&
	    tsm_streq(seal_did(arena, ret_seal->key), issuer))
		ret_seal->state = SEAL_NO_KEY;
	return TSM_OK;
}

enum tsm_status seal_verify(struct seal *seal,
    const struct tsm_verification_method *method, struct tsm_error *err)
{
	seal->state = SEAL_KEY;
	return method != NULL
		   ? verify_with(&seal->integrity, method, &seal->state, err)
		   : TSM_OK;
}
