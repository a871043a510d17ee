/*
 * digest.h - SHA-2 digests and HMAC (libcrypto behind it). MD5 is there to
 * compare with what others have hashed so, and for nothing else.
 *
 * One thread per struct; the algorithms themselves are fetched once.
 */
#ifndef TESTAMUR_BASE_DIGEST_H
#define TESTAMUR_BASE_DIGEST_H

#include "testamur/base/buf.h"
#include "testamur/base/str.h"

enum tsm_digest_alg {
	TSM_SHA256,
	TSM_SHA384,
	TSM_SHA512,
	TSM_MD5
};

#define TSM_SHA256_SIZE 32
#define TSM_SHA384_SIZE 48
#define TSM_SHA512_SIZE 64
#define TSM_MD5_SIZE    16
#define TSM_DIGEST_MAX  64

/* Lower-case hex of a SHA-256 and its NUL. */
#define TSM_SHA256_HEX 65

/* The digest's length in bytes. */
size_t tsm_digest_size(enum tsm_digest_alg alg);

/* Digest of a whole input into out (tsm_digest_size bytes). */
enum tsm_status tsm_digest(enum tsm_digest_alg alg, const void *data,
    size_t len, unsigned char *out) TSM_NODISCARD;

/* SHA-256 as lower-case hex. */
enum tsm_status tsm_sha256_hex(
    const void *data, size_t len, char out[TSM_SHA256_HEX]) TSM_NODISCARD;

struct tsm_hash; /* a digest being computed */

/* Begin; free with tsm_hash_free. */
enum tsm_status tsm_hash_new(enum tsm_digest_alg alg, struct tsm_hash **ret)
    TSM_NODISCARD;
void tsm_hash_free(struct tsm_hash **hash);
enum tsm_status tsm_hash_add(
    struct tsm_hash *hash, const void *data, size_t len) TSM_NODISCARD;
/* Write the digest and begin anew. */
enum tsm_status tsm_hash_final(struct tsm_hash *hash, unsigned char *out)
    TSM_NODISCARD;

/* HMAC-SHA-256 (RFC 2104) into out. */
enum tsm_status tsm_hmac_sha256(const void *key, size_t key_len,
    const void *data, size_t len, unsigned char out[TSM_SHA256_SIZE])
    TSM_NODISCARD;

/*
 * The RFC 6920 name of a digest: "ni:///sha-256;" and its base64url.
 * size is at least TSM_NI_NAME.
 */
#define TSM_NI_NAME 58
enum tsm_status tsm_ni_name(const unsigned char digest[TSM_SHA256_SIZE],
    char out[TSM_NI_NAME]) TSM_NODISCARD;

#endif
