/*
 * signature.c - the table of signature algorithms.
 */
#include "key_private.h"

/* A new algorithm is one row here and its verify function. */
static const struct tsm_signature_alg algorithms[] = {
	{ "EdDSA", true, TSM_KEY_ED25519, crypto_verify_ed25519 },
	{ "ES256", true, TSM_KEY_P256, crypto_verify_ecdsa },
	{ "ES384", true, TSM_KEY_P384, crypto_verify_ecdsa },
	{ "RS256", true, TSM_KEY_RSA, crypto_verify_rs256 },
	{ "Ed25519", false, TSM_KEY_ED25519, crypto_verify_ed25519 },
	{ "ES256-DER", false, TSM_KEY_P256, crypto_verify_ecdsa_der },
	{ "ES384-DER", false, TSM_KEY_P384, crypto_verify_ecdsa_der },
};

const struct tsm_signature_alg *tsm_signature_alg_find(struct tsm_str name)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (tsm_str_is(name, algorithms[i].name))
			return &algorithms[i];
	return NULL;
}

enum tsm_status tsm_signature_verify(const struct tsm_signature_alg *alg,
    const struct tsm_public_key *key, struct tsm_str message,
    struct tsm_str signature, bool *ret_valid, struct tsm_error *err)
{
	if (alg->key_type != key->type)
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "algorithm %s does not suit a key of type %s", alg->name,
		    tsm_key_type_name(key->type));
	if (key->only != NULL && alg->jose && key->only != alg)
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "the key is for algorithm %s only", key->only->name);
	bool valid = false;
	enum tsm_status status = alg->verify(key, message, signature, &valid);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the signature could not be checked");
	*ret_valid = valid;
	return TSM_OK;
}
