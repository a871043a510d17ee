/* The key of a token whose header does not name a method. */
#include "keys.h"
#include "testamur/ob/check.h"

/* RFC 7515 sections 4.1.5 to 4.1.8: it is named by a certificate. */
static const char *certificate(const struct tsm_jws *jws)
{
	static const char *const names[] = { "x5c", "x5u", "x5t", "x5t#S256" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (tsm_json_get(jws->header, names[i]) != NULL)
			return names[i];
	return NULL;
}

/*
 * VC Data Model 1.1 section 6.3.1: kid may be used where the issuer has
 * several keys, so it may be left out where there is one. Later rules want
 * it (VC-JOSE-COSE section 3.3.1, Open Badges 3.0 section 8.2.4.1).
 */
static bool may_be_unnamed(const struct tsm_proof *proof)
{
	return proof->form == TSM_PROOF_FORM_LEGACY ||
	       (proof->credential != NULL && tsm_vc_is_v1(proof->credential));
}

/* The only key of the document that may have signed, or NULL. */
static const char *only_method(struct run *run, const struct tsm_proof *proof,
    const struct document *document)
{
	const char *found = NULL;

	for (size_t i = 0; i < document->did.method_count; i++) {
		const struct tsm_verification_method *method =
		    &document->did.methods[i];
		const struct tsm_public_key *key = document->keys[i].key;
		if (key == NULL || proof->jws.alg == NULL ||
		    tsm_public_key_type(key) != proof->jws.alg->key_type ||
		    key_judge(run, proof, document, method) ==
			CODE_CONTROLLER_NOT_FOR_ASSERTION)
			continue;
		if (found != NULL)
			return NULL;
		found = method->id;
	}
	return found;
}

enum tsm_status key_resolve_unnamed(struct run *run,
    const struct tsm_proof *proof, const char *issuer,
    struct key_answer *ret_answer)
{
	struct tsm_proof named = *proof;
	struct document *document;
	const char *member = certificate(&proof->jws);

	ret_answer->key =
	    member != NULL ? CODE_KEY_CERTIFICATE : CODE_KEY_NOT_NAMED;
	if (member != NULL || !may_be_unnamed(proof) ||
	    !tsm_did_is(tsm_str(issuer)))
		return TSM_OK;
	/* Where there is no document, that is the answer. */
	named.method = issuer;
	enum tsm_status status =
	    document_load(run, issuer, DOCUMENT_DID, &document, NULL);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status == TSM_OK) {
		const char *only = only_method(run, proof, document);
		named.method =
		    only != NULL ? tsm_arena_dup(run->arena, only) : NULL;
		document_let_go(run, document);
		if (only == NULL)
			return TSM_OK;
		if (named.method == NULL)
			return tsm_fail_memory(run->err);
	}
	return key_resolve(run, &named, issuer, ret_answer);
}

/* RFC 7517 section 4.5; RFC 7638 section 1: or what everybody can compute. */
static bool has_kid(const struct document *document, size_t n, const char *kid)
{
	const struct tsm_json *jwk =
	    tsm_json_get(document->did.methods[n].json, "publicKeyJwk");
	char thumbprint[TSM_THUMBPRINT];

	/* by its id it is found as every method */
	if (document->keys[n].key == NULL ||
	    !tsm_did_is(tsm_str(document->did.methods[n].id)))
		return false;
	return tsm_streq(tsm_json_get_string(jwk, "kid"), kid) ||
	       (tsm_public_key_thumbprint(document->keys[n].key, thumbprint) ==
		       TSM_OK &&
		   tsm_streq(thumbprint, kid));
}

enum tsm_status key_resolve_kid(struct run *run, const struct tsm_proof *proof,
    const char *issuer, struct key_answer *ret_answer)
{
	struct tsm_proof named = *proof;
	struct document *document;
	const char *id = NULL;

	enum tsm_status status =
	    document_load(run, issuer, DOCUMENT_DID, &document, NULL);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status != TSM_OK)
		return TSM_OK;
	for (size_t i = 0; i < document->did.method_count && id == NULL; i++)
		if (has_kid(document, i, proof->method))
			id = document->did.methods[i].id;
	if (id != NULL) {
		id = tsm_arena_dup(run->arena, id);
		status = id != NULL ? TSM_OK : tsm_fail_memory(run->err);
	}
	document_let_go(run, document);
	if (status != TSM_OK || id == NULL)
		return status;
	named.method = id;
	return key_resolve(run, &named, issuer, ret_answer);
}
