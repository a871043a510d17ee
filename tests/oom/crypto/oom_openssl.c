/*
 * The same while allocations inside OpenSSL fail, one at a time: the
 * answer is right, or there is none. A good signature must not become
 * "not valid", nor a good key a bad one, because memory ran out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "../../unit/crypto/vectors.h"
#include "testamur/crypto/jws.h"
#include "testamur/json/write.h"

static size_t left = SIZE_MAX; /* allocations until the one that fails */
static bool failed;

static bool fails(void)
{
	if (left == SIZE_MAX || left-- > 0)
		return false;
	left = SIZE_MAX;
	failed = true;
	return true;
}

static void *ssl_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : malloc(size > 0 ? size : 1);
}

static void *ssl_realloc(void *ptr, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : realloc(ptr, size > 0 ? size : 1);
}

static void ssl_free(void *ptr, const char *file, int line)
{
	(void)file;
	(void)line;
	free(ptr);
}

static const struct {
	const char *jwk;
	const char *pem;
	const char *jws;
} cases[] = {
	{ ES256_JWK, ES256_PEM, ES256_JWS },
	{ ES384_JWK, ES384_PEM, ES384_JWS },
	{ RS256_JWK, RS256_PEM, RS256_JWS },
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

static enum tsm_status from_jwk(
    const char *text, struct tsm_public_key **ret_key)
{
	struct tsm_arena arena;
	const struct tsm_json *jwk = NULL;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &jwk, NULL),
	    TSM_OK);
	enum tsm_status status = tsm_public_key_from_jwk(jwk, ret_key, NULL);
	tsm_arena_release(&arena);
	return status;
}

static void check_status(enum tsm_status status)
{
	if (status != TSM_OK) {
		assert_true(failed);
		assert_true(status == TSM_E_MEMORY || status == TSM_E_CRYPTO);
	}
}

/* One run with the n-th allocation failing; whether one did. */
static bool attempt(size_t which, size_t n)
{
	struct tsm_arena arena;
	struct tsm_jws jws;
	bool valid = false;
	struct tsm_public_key *key = NULL;
	failed = false;
	left = n;
	check_status(from_jwk(cases[which].jwk, &key));
	bool once = failed;
	left = SIZE_MAX;
	tsm_public_key_free(&key);

	failed = false;
	left = n;
	check_status(
	    tsm_public_key_from_pem(tsm_str(cases[which].pem), &key, NULL));
	once = once || failed;
	left = SIZE_MAX;
	tsm_public_key_free(&key);

	assert_int_equal(from_jwk(cases[which].jwk, &key), TSM_OK);
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_jws_parse(&arena, tsm_str(cases[which].jws), &jws, NULL),
	    TSM_OK);
	failed = false;
	left = n;
	enum tsm_status status = tsm_jws_verify(&jws, key, &valid, NULL);
	once = once || failed;
	left = SIZE_MAX;
	check_status(status);
	if (status == TSM_OK)
		assert_true(valid);
	tsm_arena_release(&arena);
	tsm_public_key_free(&key);
	return once;
}

static void run(void **state)
{
	(void)state;
	for (size_t which = 0; which < CASES; which++) {
		/* fill the caches that are filled once */
		(void)attempt(which, SIZE_MAX);
		size_t n = 0;
		while (attempt(which, n))
			n++;
		assert_true(n > 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(run) };
	if (CRYPTO_set_mem_functions(ssl_malloc, ssl_realloc, ssl_free) != 1)
		return 1;
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
