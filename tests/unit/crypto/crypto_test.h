/*
 * crypto_test.h - small helpers of the crypto tests.
 */
#ifndef TESTS_CRYPTO_TEST_H
#define TESTS_CRYPTO_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/crypto/jws.h"

#include "vectors.h"

/* Read a JWK text; the status of whatever failed first. */
static inline enum tsm_status jwk_status(
    const char *text, struct tsm_public_key **ret_key)
{
	struct tsm_arena arena;
	struct tsm_error err = { 0 };
	const struct tsm_json *jwk = NULL;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, text, strlen(text), NULL, &jwk, &err);
	assert_int_equal(status, TSM_OK);
	status = tsm_public_key_from_jwk(jwk, ret_key, &err);
	assert_int_equal(status, err.status);
	tsm_arena_release(&arena);
	return status;
}

static inline struct tsm_public_key *jwk_key(const char *text)
{
	struct tsm_public_key *key = NULL;
	assert_int_equal(jwk_status(text, &key), TSM_OK);
	assert_non_null(key);
	return key;
}

/* The status of a JWK that must be refused. */
static inline enum tsm_status refused(const char *text)
{
	struct tsm_public_key *key = NULL;
	enum tsm_status status = jwk_status(text, &key);
	assert_null(key);
	return status;
}

/* base64url into a buffer that the caller releases. */
static inline struct tsm_buf bytes_of(const char *text)
{
	struct tsm_buf buf;
	tsm_buf_init(&buf, 0);
	assert_int_equal(tsm_base64url_decode(&buf, tsm_str(text)), TSM_OK);
	return buf;
}

#endif
