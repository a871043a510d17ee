/*
 * signature.h - verifying signatures.
 *
 * Algorithms are const records in one array (src/crypto/signature.c).
 * "The signature is wrong" is an answer (*ret_valid false), not an error.
 *
 * EdDSA is Ed25519 of RFC 8032 through libsodium: small-order and
 * non-canonical values are refused. ES256 and ES384 take r and s of fixed
 * length (RFC 7518 section 3.4), both within [1, n-1]; DER is refused
 * there and strict DER alone is taken by the "-DER" variants. RS256 is
 * RSASSA-PKCS1-v1_5 with SHA-256. High s is allowed, as JOSE allows it.
 */
#ifndef TESTAMUR_CRYPTO_SIGNATURE_H
#define TESTAMUR_CRYPTO_SIGNATURE_H

#include "testamur/crypto/key.h"

struct tsm_signature_alg {
	const char *name; /* "EdDSA", "ES256", "ES256-DER", … */
	bool jose;        /* a registered JOSE name, allowed in a JWS */
	enum tsm_key_type key_type;
	/* TSM_OK and *ret_valid, or TSM_E_MEMORY, TSM_E_CRYPTO */
	enum tsm_status (*verify)(const struct tsm_public_key *key,
	    struct tsm_str message, struct tsm_str signature, bool *ret_valid);
};

/*
 * The record of this name, or NULL. "EdDSA", "ES256", "ES384", "RS256"
 * are JOSE names; "Ed25519", "ES256-DER" and "ES384-DER" are not.
 */
const struct tsm_signature_alg *tsm_signature_alg_find(struct tsm_str name);

/*
 * Verify signature (raw bytes) over message. TSM_E_MISMATCH: the key is
 * of another type, or its JWK restricts it to another algorithm;
 * TSM_E_MEMORY, TSM_E_CRYPTO.
 */
enum tsm_status tsm_signature_verify(const struct tsm_signature_alg *alg,
    const struct tsm_public_key *key, struct tsm_str message,
    struct tsm_str signature, bool *ret_valid, struct tsm_error *err)
    TSM_NODISCARD;

#endif
