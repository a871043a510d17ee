/*
 * token.h - tokens signed by the test itself, with a fixed Ed25519 key.
 */
#ifndef TESTS_PROOF_TOKEN_H
#define TESTS_PROOF_TOKEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/proof/proof.h"

#define ISSUER  "did:web:board.example"
#define ID      "https://board.example/V/1"
#define SUBJECT "urn:uuid:6f1d1c2e-0d2b-4d0b-9d5e-3a5c7f0a1b2c"
#define FROM    "2026-01-02T03:04:05Z"
#define NBF     "1767323045"
#define UNTIL   "2031-01-02T03:04:05+01:00"
#define EXP     "1925085845"

#define V2                                                 \
 "\"@context\":[\"https://www.w3.org/ns/credentials/v2\"," \
 "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"
#define V1 "\"@context\":[\"https://www.w3.org/2018/credentials/v1\"]"

/* The members of a credential, without braces. */
#define BODY                                                   \
 V2 ",\"id\":\"" ID "\",\"type\":[\"VerifiableCredential\","   \
    "\"OpenBadgeCredential\"],\"issuer\":{\"id\":\"" ISSUER    \
    "\",\"type\":[\"Profile\"],\"name\":\"Board\"},"           \
    "\"validFrom\":\"" FROM "\",\"validUntil\":\"" UNTIL "\"," \
    "\"credentialSubject\":{\"id\":\"" SUBJECT "\","           \
    "\"type\":[\"AchievementSubject\"]}"
#define CLAIMS                                                             \
 ",\"iss\":\"" ISSUER "\",\"jti\":\"" ID "\",\"nbf\":" NBF ",\"exp\":" EXP \
 ",\"sub\":\"" SUBJECT "\""
#define HEADER(more) "{\"alg\":\"EdDSA\"" more "}"
#define OB_HEADER    HEADER(",\"typ\":\"JWT\",\"kid\":\"" ISSUER "#k\"")

/* The key every token is signed with; seed is the n-th of several. */
static inline struct tsm_public_key *token_key(unsigned char n)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	struct tsm_public_key *key = NULL;
	memset(seed, n, sizeof(seed));
	assert_int_equal(crypto_sign_seed_keypair(public, secret, seed), 0);
	assert_int_equal(tsm_public_key_from_raw(TSM_KEY_ED25519, public,
			     sizeof(public), &key, NULL),
	    TSM_OK);
	return key;
}

/* A signed token in a buffer that the caller releases. */
static inline struct tsm_buf token_of(
    unsigned char n, const char *header, const char *payload)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	unsigned char sig[crypto_sign_BYTES];
	struct tsm_buf out;
	memset(seed, n, sizeof(seed));
	assert_int_equal(crypto_sign_seed_keypair(public, secret, seed), 0);
	tsm_buf_init(&out, 0);
	tsm_base64url_encode(&out, header, strlen(header));
	tsm_buf_addc(&out, '.');
	tsm_base64url_encode(&out, payload, strlen(payload));
	assert_int_equal(crypto_sign_detached(sig, NULL,
			     (const unsigned char *)out.data, out.len, secret),
	    0);
	tsm_buf_addc(&out, '.');
	tsm_base64url_encode(&out, sig, sizeof(sig));
	assert_int_equal(tsm_buf_status(&out), TSM_OK);
	return out;
}

/* The status of opening such a token. */
static inline enum tsm_status open_status(
    const char *header, const char *payload)
{
	struct tsm_arena arena;
	struct tsm_proof proof;
	struct tsm_error err = { 0 };
	struct tsm_buf token = token_of(1, header, payload);
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_proof_open(&arena, tsm_buf_str(&token), &proof, &err);
	assert_int_equal(status, err.status);
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
	return status;
}

/* The result for a token, verified with key 1. */
static inline struct tsm_proof_result result_of(
    const char *header, const char *payload)
{
	struct tsm_arena arena;
	struct tsm_proof proof;
	struct tsm_proof_result result = { 0 };
	struct tsm_buf token = token_of(1, header, payload);
	struct tsm_public_key *key = token_key(1);
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_proof_open(&arena, tsm_buf_str(&token), &proof, NULL), TSM_OK);
	assert_int_equal(tsm_proof_verify(&proof, key, &result, NULL), TSM_OK);
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
	tsm_public_key_free(&key);
	return result;
}

#endif
