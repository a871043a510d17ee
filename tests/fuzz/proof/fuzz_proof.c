/*
 * The first line is a header, the rest a payload: opening never fails in
 * an unstated way, and an unsigned token is never valid.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/json/write.h"
#include "testamur/proof/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MULTIKEY "z6MkhvgJL6NGMtPdsFqjujFhiMq8Gca7NgYScv29uMKVkVKn"

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check(struct tsm_str token)
{
	struct tsm_arena arena;
	struct tsm_proof proof;
	struct tsm_proof_result result;
	struct tsm_error err = { 0 };
	struct tsm_public_key *key = NULL;
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_proof_open(&arena, token, &proof, &err);
	require(status == err.status);
	if (status == TSM_OK) {
		require(tsm_json_is(proof.credential, TSM_JSON_OBJECT));
		require(tsm_public_key_from_multikey(
			    tsm_str(MULTIKEY), &key, NULL) == TSM_OK);
		require(tsm_proof_verify(&proof, key, &result, NULL) == TSM_OK);
		require(result.answer != TSM_PROOF_VALID &&
			result.answer != TSM_PROOF_CLAIM);
		enum tsm_proof_answer early = tsm_proof_precheck(&proof);
		require(early == TSM_PROOF_VALID || early == result.answer);
		tsm_public_key_free(&key);
	}
	tsm_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_str payload;
	struct tsm_buf token;
	struct tsm_str header =
	    tsm_str_split(tsm_str_n((const char *)data, size), '\n', &payload);
	tsm_json_setup();
	check(tsm_str_n((const char *)data, size));
	tsm_buf_init(&token, 0);
	tsm_base64url_encode(&token, header.ptr, header.len);
	tsm_buf_addc(&token, '.');
	tsm_base64url_encode(&token, payload.ptr, payload.len);
	tsm_buf_adds(&token, ".AAAA");
	check(tsm_buf_str(&token));
	tsm_buf_release(&token);
	return 0;
}
