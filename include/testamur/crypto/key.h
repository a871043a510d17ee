/*
 * key.h - public keys: read, checked once, then shared.
 *
 * JWK (RFC 7517, 7518, 8037), PEM SubjectPublicKeyInfo and Multikey
 * (Controlled Identifiers 1.0 section 2.2.2). Types: Ed25519, P-256, P-384
 * and RSA.
 *
 * Always true of a struct tsm_public_key: a point lies on its curve; an
 * Ed25519 key is canonical and of the prime-order group; an RSA modulus is
 * odd and has 2048 to 8192 bits, its exponent is odd, at least 3 and fits
 * 64 bits. What does not hold is refused when the key is read.
 *
 * A key is owned by whoever made it (_free) and never changes, so threads
 * may share it. Nothing here can hold or return private material: a JWK
 * with a private member is refused.
 */
#ifndef TESTAMUR_CRYPTO_KEY_H
#define TESTAMUR_CRYPTO_KEY_H

#include <jansson.h>

#include "testamur/base/buf.h"
#include "testamur/json/doc.h"

enum tsm_key_type {
	TSM_KEY_ED25519,
	TSM_KEY_P256,
	TSM_KEY_P384,
	TSM_KEY_RSA,
	TSM_KEY_TYPE_COUNT
};

/* An RSA modulus, in bits. */
#define TSM_RSA_BITS_MIN 2048
#define TSM_RSA_BITS_MAX 8192

/* RFC 7638 thumbprint: base64url of a SHA-256, and NUL. */
#define TSM_THUMBPRINT 44

struct tsm_public_key;

/*
 * Read a JWK. kty, crv and the member lengths must agree (RFC 7518
 * section 6); use must be "sig" and key_ops contain "verify" where
 * present, and a present alg becomes a restriction of the key.
 * TSM_E_DENIED: it holds a private or symmetric member (d, p, q, dp, dq,
 * qi, oth, k). TSM_E_MISSING, TSM_E_UNSUPPORTED (kty, crv or alg that is
 * not offered), TSM_E_VALUE (breaks an invariant above, or another use),
 * TSM_E_MEMORY, TSM_E_CRYPTO.
 */
enum tsm_status tsm_public_key_from_jwk(const struct tsm_json *jwk,
    struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Read one "-----BEGIN PUBLIC KEY-----" block (RFC 7468 section 13), and
 * nothing else. TSM_E_DENIED for a private key, TSM_E_SYNTAX,
 * TSM_E_UNSUPPORTED, TSM_E_VALUE, TSM_E_MEMORY.
 */
enum tsm_status tsm_public_key_from_pem(struct tsm_str pem,
    struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Read a publicKeyMultibase, base58btc or base64url: prefix 0xed01
 * (Ed25519), 0x8024 (P-256), 0x8124 (P-384), then the raw or compressed
 * point. TSM_E_SYNTAX, TSM_E_UNSUPPORTED (another prefix), TSM_E_DENIED (a
 * secret key's prefix), TSM_E_VALUE, TSM_E_MEMORY.
 */
enum tsm_status tsm_public_key_from_multikey(struct tsm_str text,
    struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Read a key from its parts: 32 bytes (Ed25519), or an uncompressed or
 * compressed point (P-256, P-384; SEC 1 section 2.3.3). TSM_E_VALUE,
 * TSM_E_UNSUPPORTED (RSA), TSM_E_MEMORY.
 */
enum tsm_status tsm_public_key_from_raw(enum tsm_key_type type,
    const void *data, size_t len, struct tsm_public_key **ret_key,
    struct tsm_error *err) TSM_NODISCARD;

/* Release a key; NULL is accepted, the caller's pointer is cleared. */
void tsm_public_key_free(struct tsm_public_key **key);

/* The key's type; its size in bits (256, 384, or the RSA modulus). */
enum tsm_key_type tsm_public_key_type(const struct tsm_public_key *key);
unsigned tsm_public_key_bits(const struct tsm_public_key *key);

/* "Ed25519", "P-256", "P-384", "RSA". Static. */
const char *tsm_key_type_name(enum tsm_key_type type);

/*
 * The JOSE algorithm a key of this type signs with: "EdDSA", "ES256",
 * "ES384", "RS256". Static.
 */
const char *tsm_key_type_alg(enum tsm_key_type type);

/* Same type and value; restrictions (alg) are not compared. */
bool tsm_public_key_equal(
    const struct tsm_public_key *a, const struct tsm_public_key *b);

/*
 * The key as a JWK with kty and the members of its type, and where given
 * kid, plus alg and use "sig" when full is true. A new reference; NULL:
 * out of memory.
 */
json_t *tsm_public_key_to_jwk(
    const struct tsm_public_key *key, const char *kid, bool full) TSM_NODISCARD;

/*
 * Append the key as base58btc publicKeyMultibase. TSM_E_UNSUPPORTED for
 * RSA, TSM_E_MEMORY.
 */
enum tsm_status tsm_public_key_to_multikey(
    const struct tsm_public_key *key, struct tsm_buf *out) TSM_NODISCARD;

/* The RFC 7638 thumbprint (SHA-256). TSM_E_MEMORY, TSM_E_CRYPTO. */
enum tsm_status tsm_public_key_thumbprint(
    const struct tsm_public_key *key, char out[TSM_THUMBPRINT]) TSM_NODISCARD;

#endif
