/* Project Wycheproof: ECDSA (pairs and DER), Ed25519, RSA PKCS#1 v1.5. */
#include "groups.h"

/* The group's key, as JWK where the suite has one, else as PEM. */
static enum tsm_status key_of(
    const struct tsm_json *group, struct tsm_public_key **ret_key)
{
	const struct tsm_json *jwk = tsm_json_get(group, "publicKeyJwk");
	const struct tsm_json *pem = tsm_json_get(group, "publicKeyPem");
	if (jwk != NULL)
		return tsm_public_key_from_jwk(jwk, ret_key, NULL);
	return tsm_public_key_from_pem(pem->text, ret_key, NULL);
}

static bool run(const char *file_alg, const struct tsm_json *group,
    const struct tsm_json *test)
{
	bool valid = false;
	bool whole = false;
	struct tsm_public_key *key = NULL;
	struct tsm_buf message;
	struct tsm_buf signature;
	const struct tsm_signature_alg *alg =
	    tsm_signature_alg_find(tsm_str(file_alg));
	const char *want = tsm_json_get_string(test, "result");
	tsm_buf_init(&message, 0);
	tsm_buf_init(&signature, 0);
	if (alg != NULL && key_of(group, &key) == TSM_OK &&
	    tsm_hex_decode(&message, tsm_json_get(test, "msg")->text) ==
		TSM_OK &&
	    tsm_hex_decode(&signature, tsm_json_get(test, "sig")->text) ==
		TSM_OK)
		whole = tsm_signature_verify(alg, key, tsm_buf_str(&message),
			    tsm_buf_str(&signature), &valid, NULL) == TSM_OK;
	tsm_buf_release(&message);
	tsm_buf_release(&signature);
	tsm_public_key_free(&key);
	if (tsm_streq(want, "acceptable"))
		return whole;
	return whole && valid == tsm_streq(want, "valid");
}

int main(void)
{
	static const char *const files[] = {
		"wycheproof/ecdsa_secp256r1_sha256_p1363_test.json",
		"wycheproof/ecdsa_secp256r1_sha256_test.json",
		"wycheproof/ecdsa_secp384r1_sha384_p1363_test.json",
		"wycheproof/ecdsa_secp384r1_sha384_test.json",
		"wycheproof/ed25519_test.json",
		"wycheproof/rsa_signature_2048_sha256_test.json",
		"wycheproof/rsa_signature_3072_sha256_test.json",
		"wycheproof/rsa_signature_4096_sha256_test.json",
	};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		groups_run(files[i], run);
	return groups_done();
}
