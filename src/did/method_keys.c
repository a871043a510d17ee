/*
 * method_keys.c - the key material of a verification method.
 */
#include "testamur/did/document.h"

/* Types by how they carry the key (CID section 2.2; older names in use). */
static const struct {
	const char *type;
	bool jwk; /* publicKeyJwk, else publicKeyMultibase */
} kinds[] = {
	{ "JsonWebKey", true },
	{ "JsonWebKey2020", true },
	{ "Multikey", false },
	{ "Ed25519VerificationKey2020", false },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Members whose presence means that a secret was published. */
static const char *const secrets[] = { "secretKeyMultibase",
	"privateKeyMultibase", "secretKeyJwk", "privateKeyJwk",
	"privateKeyBase58" };

#define SECRETS (sizeof(secrets) / sizeof(secrets[0]))

static enum tsm_status from_jwk(const struct tsm_verification_method *method,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	const struct tsm_json *jwk = tsm_json_get(method->json, "publicKeyJwk");
	if (jwk == NULL)
		return tsm_json_fail(err, TSM_E_MISSING, method->json,
		    "the verification method has no publicKeyJwk");
	return tsm_public_key_from_jwk(jwk, ret_key, err);
}

static enum tsm_status from_multibase(
    const struct tsm_verification_method *method,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	const struct tsm_json *text =
	    tsm_json_get(method->json, "publicKeyMultibase");
	if (text == NULL)
		return tsm_json_fail(err, TSM_E_MISSING, method->json,
		    "the verification method has no publicKeyMultibase");
	if (!tsm_json_is(text, TSM_JSON_STRING))
		return tsm_json_fail(
		    err, TSM_E_VALUE, text, "publicKeyMultibase is a string");
	return tsm_public_key_from_multikey(text->text, ret_key, err);
}

enum tsm_status tsm_verification_method_key(
    const struct tsm_verification_method *method,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	for (size_t i = 0; i < SECRETS; i++)
		if (tsm_json_get(method->json, secrets[i]) != NULL)
			return tsm_json_fail(err, TSM_E_DENIED, method->json,
			    "the verification method publishes a secret key");
	size_t i = 0;
	while (i < KINDS && !tsm_streq(kinds[i].type, method->type))
		i++;
	if (i == KINDS)
		return tsm_json_fail(err, TSM_E_UNSUPPORTED, method->json,
		    "a verification method of this type is not offered");
	if (tsm_json_get(method->json, "publicKeyJwk") != NULL &&
	    tsm_json_get(method->json, "publicKeyMultibase") != NULL)
		return tsm_json_fail(err, TSM_E_AMBIGUOUS, method->json,
		    "the verification method has two keys");
	return kinds[i].jwk ? from_jwk(method, ret_key, err)
			    : from_multibase(method, ret_key, err);
}
