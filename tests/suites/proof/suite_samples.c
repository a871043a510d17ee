/*
 * JWTs published by 1EdTech's validator. The two baked ones carry their key;
 * they are verified with it here, which says nothing of their issuer. Without
 * the folder it is skipped by name.
 */
#include <stdio.h>
#include <string.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/json/write.h"
#include "testamur/proof/proof.h"

#define SAMPLES "../shared/data/samples/1edtech-validator/"

static const struct {
	const char *file;
	enum tsm_proof_form form;
	bool verified; /* by the key in its header */
	unsigned missing;
	const char *id;
} samples[] = {
	{ "simple-jwt.png", TSM_PROOF_FORM_JWT, true, TSM_CLAIM_SUB,
	    "http://example.com/credentials/3527" },
	{ "simple-jwt_v1.png", TSM_PROOF_FORM_LEGACY, true, TSM_CLAIM_SUB,
	    "http://example.edu/credentials/3732" },
	{ "simple.jwt", TSM_PROOF_FORM_LEGACY, false, 0,
	    "http://example.edu/credentials/3732" },
	{ "velocity.jwt", TSM_PROOF_FORM_LEGACY, false, 0, NULL },
};

#define SAMPLE_COUNT (sizeof(samples) / sizeof(samples[0]))

/* The first run of JWT characters that begins like a header. */
static struct tsm_str token_in(const struct tsm_buf *file)
{
	struct tsm_str rest = tsm_buf_str(file);
	while (rest.len > 3 && memcmp(rest.ptr, "eyJ", 3) != 0)
		rest = tsm_str_n(rest.ptr + 1, rest.len - 1);
	size_t len = 0;
	while (len < rest.len &&
	       (tsm_is_alpha(rest.ptr[len]) || tsm_is_digit(rest.ptr[len]) ||
		   strchr("-_.", rest.ptr[len]) != NULL) &&
	       rest.ptr[len] != '\0')
		len++;
	return tsm_str_n(rest.ptr, len);
}

static bool verify_itself(const struct tsm_proof *proof, unsigned missing)
{
	struct tsm_proof_result result = { 0 };
	struct tsm_public_key *key = NULL;
	bool good = tsm_public_key_from_jwk(proof->jwk, &key, NULL) == TSM_OK &&
		    tsm_proof_verify(proof, key, &result, NULL) == TSM_OK &&
		    result.answer == TSM_PROOF_VALID &&
		    result.missing == missing;
	tsm_public_key_free(&key);
	return good;
}

/* 1 as expected, 0 not, -1 no such file */
static int run(size_t i)
{
	char path[256];
	struct tsm_buf file;
	struct tsm_arena arena;
	struct tsm_proof proof;
	(void)snprintf(path, sizeof(path), SAMPLES "%s", samples[i].file);
	tsm_buf_init(&file, 0);
	tsm_arena_init(&arena, 0);
	int verdict = -1;
	if (tsm_file_read(path, TSM_IMAGE_MAX, &file, NULL) == TSM_OK)
		verdict =
		    tsm_proof_open(&arena, token_in(&file), &proof, NULL) ==
			TSM_OK &&
		    proof.form == samples[i].form &&
		    (samples[i].id == NULL ||
			tsm_streq(tsm_json_get_string(proof.credential, "id"),
			    samples[i].id)) &&
		    (!samples[i].verified ||
			verify_itself(&proof, samples[i].missing));
	tsm_arena_release(&arena);
	tsm_buf_release(&file);
	return verdict;
}

int main(void)
{
	int failed = 0;
	tsm_json_setup();
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		int verdict = run(i);
		printf("%s %zu - %s%s\n", verdict != 0 ? "ok" : "not ok", i + 1,
		    samples[i].file, verdict < 0 ? " # SKIP not there" : "");
		failed += verdict == 0 ? 1 : 0;
	}
	printf("1..%zu\n", SAMPLE_COUNT);
	return failed > 0 ? 1 : 0;
}
