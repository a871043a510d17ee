/*
 * Any JSON as a JWK: a key that is read writes a JWK that reads as the
 * same key with the same thumbprint; so does its Multikey.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/crypto/key.h"
#include "testamur/json/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static struct tsm_public_key *read_key(const char *text, size_t len)
{
	struct tsm_arena arena;
	struct tsm_error err = { 0 };
	struct tsm_public_key *key = NULL;
	const struct tsm_json *jwk = NULL;
	tsm_arena_init(&arena, 0);
	if (tsm_json_parse(&arena, text, len, NULL, &jwk, NULL) == TSM_OK)
		require(tsm_public_key_from_jwk(jwk, &key, &err) == err.status);
	tsm_arena_release(&arena);
	return key;
}

static void check(const struct tsm_public_key *key)
{
	char one[TSM_THUMBPRINT];
	char two[TSM_THUMBPRINT];
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	json_t *jwk = tsm_public_key_to_jwk(key, NULL, true);
	require(tsm_json_write(jwk, TSM_JSON_COMPACT, &text) == TSM_OK);
	json_decref(jwk);
	struct tsm_public_key *again = read_key(text.data, text.len);
	require(again != NULL && tsm_public_key_equal(key, again));
	require(tsm_public_key_thumbprint(key, one) == TSM_OK &&
		tsm_public_key_thumbprint(again, two) == TSM_OK &&
		strcmp(one, two) == 0);
	tsm_public_key_free(&again);
	tsm_buf_clear(&text);
	if (tsm_public_key_to_multikey(key, &text) == TSM_OK) {
		require(tsm_public_key_from_multikey(
			    tsm_buf_str(&text), &again, NULL) == TSM_OK);
		require(tsm_public_key_equal(key, again));
		tsm_public_key_free(&again);
	}
	tsm_buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_public_key *key = read_key((const char *)data, size);
	if (key != NULL)
		check(key);
	tsm_public_key_free(&key);
	return 0;
}
