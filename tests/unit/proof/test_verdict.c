/*
 * The answer to a token in words. Without arguments it is tested on tokens
 * of our own; "verify JWK-FILE TOKEN-FILE" prints it for one of another
 * implementation (tests/interop).
 */
#include "token.h"

#include <stdio.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/json/write.h"

static const char *const words[] = {
	[TSM_PROOF_VALID] = "valid",
	[TSM_PROOF_ALG_DENIED] = "algorithm denied",
	[TSM_PROOF_ALG_UNSUPPORTED] = "algorithm unsupported",
	[TSM_PROOF_HEADER] = "header",
	[TSM_PROOF_ALG_MISMATCH] = "algorithm mismatch",
	[TSM_PROOF_SIGNATURE] = "signature",
	[TSM_PROOF_CLAIM] = "claim",
};

static const char *verdict(struct tsm_str jwk_text, struct tsm_str token)
{
	struct tsm_arena arena;
	struct tsm_proof proof;
	struct tsm_proof_result result;
	struct tsm_public_key *key = NULL;
	const struct tsm_json *jwk = NULL;
	const char *word = "unreadable";
	tsm_arena_init(&arena, 0);
	if (tsm_json_parse(&arena, jwk_text.ptr, jwk_text.len, NULL, &jwk,
		NULL) == TSM_OK &&
	    tsm_public_key_from_jwk(jwk, &key, NULL) == TSM_OK &&
	    tsm_proof_open(&arena, token, &proof, NULL) == TSM_OK &&
	    tsm_proof_verify(&proof, key, &result, NULL) == TSM_OK)
		word = words[result.answer];
	tsm_public_key_free(&key);
	tsm_arena_release(&arena);
	return word;
}

static void answers_in_words(void **state)
{
	struct tsm_buf text;
	(void)state;
	struct tsm_public_key *key = token_key(1);
	json_t *jwk = tsm_public_key_to_jwk(key, NULL, true);
	tsm_buf_init(&text, 0);
	assert_int_equal(tsm_json_write(jwk, TSM_JSON_COMPACT, &text), TSM_OK);
	json_decref(jwk);
	tsm_public_key_free(&key);
	static const struct {
		unsigned char signer;
		const char *header;
		const char *payload;
		const char *word;
	} cases[] = {
		{ 1, OB_HEADER, "{" BODY CLAIMS "}", "valid" },
		{ 2, OB_HEADER, "{" BODY CLAIMS "}", "signature" },
		{ 1, "{\"alg\":\"none\"}", "{" BODY "}", "algorithm denied" },
		{ 1, "{\"alg\":\"ES256\"}", "{" BODY "}",
		    "algorithm mismatch" },
		{ 1, OB_HEADER, "{" BODY ",\"iss\":\"x\"}", "claim" },
		{ 1, OB_HEADER, "{", "unreadable" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_buf token = token_of(
		    cases[i].signer, cases[i].header, cases[i].payload);
		assert_string_equal(
		    verdict(tsm_buf_str(&text), tsm_buf_str(&token)),
		    cases[i].word);
		tsm_buf_release(&token);
	}
	tsm_buf_release(&text);
}

static int print_verdict(const char *jwk_path, const char *token_path)
{
	struct tsm_buf jwk;
	struct tsm_buf token;
	tsm_buf_init(&jwk, 0);
	tsm_buf_init(&token, 0);
	int code = 1;
	if (tsm_file_read(jwk_path, TSM_JSON_MAX, &jwk, NULL) == TSM_OK &&
	    tsm_file_read(token_path, TSM_JSON_MAX, &token, NULL) == TSM_OK)
		code = puts(verdict(tsm_buf_str(&jwk), tsm_buf_str(&token))) < 0
			   ? 1
			   : 0;
	tsm_buf_release(&jwk);
	tsm_buf_release(&token);
	return code;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_in_words),
	};
	tsm_json_setup();
	if (argc == 4 && strcmp(argv[1], "verify") == 0)
		return print_verdict(argv[2], argv[3]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
