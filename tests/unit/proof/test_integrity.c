/* Data Integrity proofs: what each alteration of one is answered with. */
#include "token.h"

#include "testamur/proof/integrity.h"

#define PROOF(more, value)                                                 \
 "\"proof\":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":"             \
 "\"eddsa-jcs-2022\",\"proofPurpose\":\"assertionMethod\","                \
 "\"verificationMethod\":\"" ISSUER "#k\"" more ",\"proofValue\":\"" value \
 "\"}"

static struct tsm_arena arena;
static struct tsm_jsonld_store *store;

static struct tsm_integrity open_text(const char *text)
{
	const struct tsm_json *root;
	struct tsm_integrity integrity;
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_integrity_open(&arena, root, store, NULL, &integrity, NULL),
	    TSM_OK);
	return integrity;
}

static void precheck(const char *text, enum tsm_integrity_answer want)
{
	struct tsm_integrity integrity = open_text(text);
	assert_int_equal(integrity.count, 1);
	assert_int_equal(
	    tsm_integrity_precheck(&integrity.proofs[0], NULL), want);
}

static void test_precheck(void **state)
{
	(void)state;
	precheck("{" PROOF("", "z1") "}", TSM_INTEGRITY_VALID);
	precheck("{\"proof\":{\"type\":\"Other\"}}", TSM_INTEGRITY_SUITE);
	precheck("{\"proof\":{}}", TSM_INTEGRITY_MALFORMED);
	/* what has no one name is no suite that may be fine elsewhere */
	precheck("{\"proof\":{\"type\":[\"Other\"],\"cryptosuite\":\"x\"}}",
	    TSM_INTEGRITY_MALFORMED);
	precheck("{\"proof\":{\"type\":\"DataIntegrityProof\","
		 "\"cryptosuite\":[\"x\"]}}",
	    TSM_INTEGRITY_MALFORMED);
	precheck(
	    "{" PROOF(",\"expiration\":\"2026-01-02T03:04:05Z\"", "z1") "}",
	    TSM_INTEGRITY_MALFORMED);
	precheck("{" PROOF(",\"created\":\"now\"", "z1") "}",
	    TSM_INTEGRITY_MALFORMED);
	precheck("{" PROOF(",\"created\":\"2026-01-02T03:04:05\"", "z1") "}",
	    TSM_INTEGRITY_VALID);
}

static void verify(const char *text, enum tsm_integrity_answer want)
{
	struct tsm_integrity integrity = open_text(text);
	struct tsm_public_key *key = token_key(1);
	struct tsm_integrity_result result;
	assert_int_equal(
	    tsm_integrity_verify(&integrity, 0, key, NULL, &result, NULL),
	    TSM_OK);
	assert_int_equal(result.answer, want);
	tsm_public_key_free(&key);
}

static void test_answers(void **state)
{
	(void)state;
	verify("{" PROOF("", "z1") "}", TSM_INTEGRITY_MALFORMED);
	verify("{" PROOF("", "u1") "}", TSM_INTEGRITY_MALFORMED);
	verify("{" PROOF("", "z11111111111111111111111111111111"
			     "11111111111111111111111111111111") "}",
	    TSM_INTEGRITY_SIGNATURE);
	verify("{" PROOF(",\"previousProof\":\"urn:x:1\"",
		   "z11111111111111111111111111111111"
		   "11111111111111111111111111111111") "}",
	    TSM_INTEGRITY_PREVIOUS);
	verify("{" PROOF(",\"@context\":\"urn:x:1\"",
		   "z11111111111111111111111111111111"
		   "11111111111111111111111111111111") "}",
	    TSM_INTEGRITY_CONTEXT);
}

static int setup(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	return tsm_jsonld_store_new(&store) == TSM_OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	tsm_jsonld_store_free(&store);
	tsm_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_precheck),
		cmocka_unit_test(test_answers),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
