/*
 * Any text as a compact JWS: what is parsed is made of its own parts, and
 * with a key whose private half is unknown nothing new ever verifies.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/crypto/jws.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The key of tests/unit/crypto/vectors.h. */
#define MULTIKEY "z6MkhvgJL6NGMtPdsFqjujFhiMq8Gca7NgYScv29uMKVkVKn"

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* Encoding what was decoded gives back the text. */
static void check_parts(const struct tsm_jws *jws, struct tsm_str text)
{
	struct tsm_buf again;
	tsm_buf_init(&again, 0);
	size_t at = tsm_str_find(text, '.');
	tsm_buf_add(&again, text.ptr, at + 1);
	tsm_base64url_encode(&again, jws->payload.ptr, jws->payload.len);
	require(tsm_str_eq(tsm_buf_str(&again), jws->signing_input));
	tsm_buf_addc(&again, '.');
	tsm_base64url_encode(&again, jws->signature.ptr, jws->signature.len);
	require(tsm_str_eq(tsm_buf_str(&again), text));
	tsm_buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_arena arena;
	struct tsm_jws jws;
	struct tsm_error err = { 0 };
	struct tsm_str text = tsm_str_n((const char *)data, size);
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_jws_parse(&arena, text, &jws, &err);
	require(status == err.status);
	if (status == TSM_OK) {
		bool valid = false;
		struct tsm_public_key *key = NULL;
		check_parts(&jws, text);
		require(tsm_public_key_from_multikey(
			    tsm_str(MULTIKEY), &key, NULL) == TSM_OK);
		if (tsm_jws_verify(&jws, key, &valid, NULL) == TSM_OK && valid)
			require(tsm_str_is(jws.payload, "{\"a\":1}"));
		tsm_public_key_free(&key);
	}
	tsm_arena_release(&arena);
	return 0;
}
