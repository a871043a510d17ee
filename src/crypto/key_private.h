/*
 * key_private.h - what a public key is made of, inside the crypto module.
 *
 * All readers end in one of the three makers below, which alone check the
 * invariants that crypto/key.h states.
 */
#ifndef TESTAMUR_CRYPTO_KEY_PRIVATE_H
#define TESTAMUR_CRYPTO_KEY_PRIVATE_H

#include <openssl/evp.h>

#include "testamur/crypto/signature.h"

#define ED25519_KEY  32
#define EC_FIELD_MAX 48 /* a P-384 coordinate */
#define EC_POINT_MAX (1 + 2 * EC_FIELD_MAX)
#define RSA_N_MAX    (TSM_RSA_BITS_MAX / 8)
#define RSA_E_MAX    8

struct tsm_public_key {
	enum tsm_key_type type;
	unsigned bits;
	/* the JWK's alg, when it named one */
	const struct tsm_signature_alg *only;
	/* Ed25519: the key; P-256, P-384: 04, x, y */
	unsigned char point[EC_POINT_MAX];
	size_t point_len;
	/* RSA, big-endian, without leading zeros */
	unsigned char n[RSA_N_MAX];
	size_t n_len;
	unsigned char e[RSA_E_MAX];
	size_t e_len;
	/* not for Ed25519: a context ready to verify, to be duplicated */
	EVP_PKEY *pkey;
	EVP_PKEY_CTX *verifier;
};

/* Bytes of one coordinate: 32 or 48; 0 for the other types. */
size_t crypto_field_size(enum tsm_key_type type);

/* Make a key of 32 bytes. TSM_E_VALUE, TSM_E_MEMORY, TSM_E_CRYPTO. */
enum tsm_status crypto_make_ed25519(const unsigned char *data, size_t len,
    struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/* Make a key of a compressed or uncompressed point. The same statuses. */
enum tsm_status crypto_make_ec(enum tsm_key_type type,
    const unsigned char *point, size_t len, struct tsm_public_key **ret_key,
    struct tsm_error *err) TSM_NODISCARD;

/* Make a key of modulus and exponent, big-endian. The same statuses. */
enum tsm_status crypto_make_rsa(const unsigned char *n, size_t n_len,
    const unsigned char *e, size_t e_len, struct tsm_public_key **ret_key,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Empty OpenSSL's error queue of this thread: TSM_E_MEMORY when it speaks
 * of memory, otherwise the status given.
 */
enum tsm_status crypto_failure(enum tsm_status otherwise);

/*
 * Take one element of this tag off the front of in; its contents. False
 * when there is none in strict DER; longer than 64 KiB is none, too.
 */
bool crypto_der_take(
    struct tsm_str *in, unsigned tag, struct tsm_str *ret_body);

/* Take one non-negative INTEGER off: big-endian, without sign byte. */
bool crypto_der_integer(struct tsm_str *in, struct tsm_str *ret_bytes);

/* Is this a valid Ed25519 public key? Initialises libsodium. */
enum tsm_status crypto_ed25519_check(
    const unsigned char key[ED25519_KEY], bool *ret_valid) TSM_NODISCARD;

/* The verify functions of the table in signature.c. */
enum tsm_status crypto_verify_ed25519(const struct tsm_public_key *key,
    struct tsm_str message, struct tsm_str signature, bool *ret_valid);
enum tsm_status crypto_verify_ecdsa(const struct tsm_public_key *key,
    struct tsm_str message, struct tsm_str signature, bool *ret_valid);
enum tsm_status crypto_verify_ecdsa_der(const struct tsm_public_key *key,
    struct tsm_str message, struct tsm_str signature, bool *ret_valid);
enum tsm_status crypto_verify_rs256(const struct tsm_public_key *key,
    struct tsm_str message, struct tsm_str signature, bool *ret_valid);

#endif
