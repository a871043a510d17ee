/*
 * What must not work with a JWT: each attack, and the exact answer.
 */
#include "../../unit/proof/token.h"

#include "testamur/json/write.h"

/* The answer to a header over the good payload, signed by key 1. */
static enum tsm_proof_answer header(const char *text)
{
	return result_of(text, "{" BODY CLAIMS "}").answer;
}

static void algorithms(void **state)
{
	(void)state;
	assert_int_equal(header(OB_HEADER), TSM_PROOF_VALID);
	assert_int_equal(header("{\"alg\":\"none\"}"), TSM_PROOF_ALG_DENIED);
	assert_int_equal(header("{\"alg\":\"NONE\"}"), TSM_PROOF_ALG_DENIED);
	assert_int_equal(header("{\"alg\":\"HS256\"}"), TSM_PROOF_ALG_DENIED);
	assert_int_equal(header("{\"alg\":\"Hs384\"}"), TSM_PROOF_ALG_DENIED);
	assert_int_equal(
	    header("{\"alg\":\"PS256\"}"), TSM_PROOF_ALG_UNSUPPORTED);
	assert_int_equal(
	    header("{\"alg\":\"ES256K\"}"), TSM_PROOF_ALG_UNSUPPORTED);
	assert_int_equal(
	    header("{\"alg\":\"Ed25519\"}"), TSM_PROOF_ALG_UNSUPPORTED);
	assert_int_equal(
	    header("{\"alg\":\"RS1\"}"), TSM_PROOF_ALG_UNSUPPORTED);
	/* alg not matching the key */
	assert_int_equal(header("{\"alg\":\"ES256\"}"), TSM_PROOF_ALG_MISMATCH);
	assert_int_equal(header("{\"alg\":\"RS256\"}"), TSM_PROOF_ALG_MISMATCH);
}

static void headers(void **state)
{
	(void)state;
	assert_int_equal(
	    header(HEADER(",\"crit\":[\"exp\"],\"exp\":1")), TSM_PROOF_HEADER);
	assert_int_equal(header(HEADER(",\"b64\":false")), TSM_PROOF_HEADER);
	/* tokens made for something else */
	assert_int_equal(
	    header(HEADER(",\"typ\":\"at+jwt\"")), TSM_PROOF_HEADER);
	assert_int_equal(
	    header(HEADER(",\"typ\":\"vp+jwt\"")), TSM_PROOF_HEADER);
	assert_int_equal(header(HEADER(",\"typ\":\"\"")), TSM_PROOF_HEADER);
	assert_int_equal(
	    header(HEADER(",\"typ\":\"application/\"")), TSM_PROOF_HEADER);
	/* where others say the key lies is never looked at */
	assert_int_equal(
	    header(HEADER(",\"jku\":\"https://x.example/\"")), TSM_PROOF_VALID);
	/* two names for one algorithm */
	assert_int_equal(
	    open_status("{\"alg\":\"EdDSA\",\"alg\":\"none\"}", "{" BODY "}"),
	    TSM_E_DUPLICATE);
}

/* HMAC with the public key as secret: refused before any key is used. */
static void hmac_with_the_public_key(void **state)
{
	struct tsm_arena arena;
	struct tsm_proof proof;
	struct tsm_buf token =
	    token_of(1, "{\"alg\":\"HS256\"}", "{" BODY CLAIMS "}");
	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_proof_open(&arena, tsm_buf_str(&token), &proof, NULL), TSM_OK);
	assert_int_equal(tsm_proof_precheck(&proof), TSM_PROOF_ALG_DENIED);
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
}

/* The attacker signs with a key of his own and puts it in the header. */
static void own_key_in_the_header(void **state)
{
	struct tsm_arena arena;
	struct tsm_proof proof;
	struct tsm_proof_result result;
	struct tsm_public_key *trusted = token_key(1);
	struct tsm_public_key *own = token_key(2);
	struct tsm_buf head;
	(void)state;
	tsm_buf_init(&head, 0);
	json_t *jwk = tsm_public_key_to_jwk(own, NULL, false);
	json_t *root = json_object();
	tsm_json_set(root, "alg", "EdDSA");
	tsm_json_set_new(root, "jwk", jwk);
	assert_int_equal(tsm_json_write(root, TSM_JSON_COMPACT, &head), TSM_OK);
	json_decref(root);
	struct tsm_buf token =
	    token_of(2, tsm_buf_cstr(&head), "{" BODY CLAIMS "}");
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_proof_open(&arena, tsm_buf_str(&token), &proof, NULL), TSM_OK);
	assert_int_equal(
	    tsm_proof_verify(&proof, trusted, &result, NULL), TSM_OK);
	assert_int_equal(result.answer, TSM_PROOF_SIGNATURE);
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
	tsm_buf_release(&head);
	tsm_public_key_free(&trusted);
	tsm_public_key_free(&own);
}

/* No single character of a token can be another. */
static void altered_anywhere(void **state)
{
	struct tsm_public_key *key = token_key(1);
	struct tsm_buf token = token_of(1, OB_HEADER, "{" BODY CLAIMS "}");
	(void)state;
	for (size_t at = 0; at < token.len; at++) {
		struct tsm_arena arena;
		struct tsm_proof proof;
		struct tsm_proof_result result = { TSM_PROOF_SIGNATURE, 0, 0 };
		char was = token.data[at];
		tsm_arena_init(&arena, 0);
		token.data[at] = was == 'Q' ? 'R' : 'Q';
		if (tsm_proof_open(&arena, tsm_buf_str(&token), &proof, NULL) ==
		    TSM_OK)
			assert_int_equal(
			    tsm_proof_verify(&proof, key, &result, NULL),
			    TSM_OK);
		assert_int_not_equal(result.answer, TSM_PROOF_VALID);
		token.data[at] = was;
		tsm_arena_release(&arena);
	}
	tsm_buf_release(&token);
	tsm_public_key_free(&key);
}

/* The proof of another document, and no proof at all. */
static void proof_moved_or_removed(void **state)
{
	struct tsm_public_key *key = token_key(1);
	struct tsm_buf one = token_of(1, OB_HEADER, "{" BODY CLAIMS "}");
	struct tsm_buf two = token_of(1, OB_HEADER, "{" BODY "}");
	(void)state;
	for (int removed = 0; removed < 2; removed++) {
		struct tsm_arena arena;
		struct tsm_proof proof;
		struct tsm_proof_result result;
		struct tsm_buf mixed;
		size_t body = two.len - 86; /* without its signature */
		tsm_buf_init(&mixed, 0);
		tsm_arena_init(&arena, 0);
		tsm_buf_add(&mixed, two.data, body);
		if (removed == 0)
			tsm_buf_add(&mixed, one.data + one.len - 86, 86);
		assert_int_equal(
		    tsm_proof_open(&arena, tsm_buf_str(&mixed), &proof, NULL),
		    TSM_OK);
		assert_int_equal(
		    tsm_proof_verify(&proof, key, &result, NULL), TSM_OK);
		assert_int_equal(result.answer, TSM_PROOF_SIGNATURE);
		/* nothing of a forged token is judged any further */
		assert_int_equal(result.missing, 0);
		tsm_arena_release(&arena);
		tsm_buf_release(&mixed);
	}
	tsm_buf_release(&one);
	tsm_buf_release(&two);
	tsm_public_key_free(&key);
}

/* Claims that say something else than the credential. */
static void claims_that_differ(void **state)
{
	static const struct {
		const char *claims;
		unsigned differ;
		bool date; /* well-formed */
	} cases[] = {
		{ ",\"iss\":\"did:web:x.example\"", TSM_CLAIM_ISS, false },
		{ ",\"iss\":[\"" ISSUER "\"]", TSM_CLAIM_ISS, false },
		{ ",\"iss\":\"" ISSUER "/\"", TSM_CLAIM_ISS, false },
		{ ",\"jti\":\"" ID "0\"", TSM_CLAIM_JTI, false },
		{ ",\"jti\":1", TSM_CLAIM_JTI, false },
		{ ",\"nbf\":1767323046", TSM_CLAIM_NBF, .date = true },
		{ ",\"nbf\":\"" NBF "\"", TSM_CLAIM_NBF, false },
		{ ",\"nbf\":null", TSM_CLAIM_NBF, false },
		{ ",\"nbf\":1e400", TSM_CLAIM_NBF, false },
		{ ",\"exp\":1925085846", TSM_CLAIM_EXP, .date = true },
		{ ",\"exp\":-1", TSM_CLAIM_EXP, .date = true },
		{ ",\"sub\":\"urn:uuid:0\"", TSM_CLAIM_SUB, false },
		{ ",\"sub\":null", TSM_CLAIM_SUB, false },
		{ ",\"sub\":\"x\",\"jti\":\"y\"", TSM_CLAIM_SUB | TSM_CLAIM_JTI,
		    false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_buf payload;
		tsm_buf_init(&payload, 0);
		tsm_buf_printf(&payload, "{" BODY "%s}", cases[i].claims);
		struct tsm_proof_result result =
		    result_of(OB_HEADER, tsm_buf_cstr(&payload));
		assert_int_equal(result.answer, TSM_PROOF_CLAIM);
		assert_int_equal(result.differ, cases[i].differ);
		/* in the W3C form no less, but for dates: those are of the
		 * signature there */
		result = result_of(
		    HEADER(",\"typ\":\"vc+jwt\""), tsm_buf_cstr(&payload));
		assert_int_equal(result.answer,
		    cases[i].date ? TSM_PROOF_VALID : TSM_PROOF_CLAIM);
		assert_int_equal(
		    result.differ, cases[i].date ? 0 : cases[i].differ);
		tsm_buf_release(&payload);
	}
}

/* A second subject must not hide behind the first. */
static void second_subject(void **state)
{
	(void)state;
	struct tsm_proof_result result = result_of(OB_HEADER,
	    "{" V2 ",\"credentialSubject\":[{\"id\":\"" SUBJECT
	    "\"},{\"id\":\"urn:uuid:1\"}],\"sub\":\"" SUBJECT "\"}");
	assert_int_equal(result.answer, TSM_PROOF_CLAIM);
	assert_int_equal(result.differ, TSM_CLAIM_SUB);
}

/* VC 1.1 dates beside a VC 2.0 credential do not count: nbf and exp are
 * those of validFrom and validUntil. */
static void aliases_of_dates(void **state)
{
	(void)state;
	struct tsm_proof_result result = result_of(OB_HEADER,
	    "{" BODY ",\"expirationDate\":\"2090-01-01T00:00:00Z\","
	    "\"exp\":3786912000}");
	assert_int_equal(result.answer, TSM_PROOF_CLAIM);
	assert_int_equal(result.differ, TSM_CLAIM_EXP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(algorithms),
		cmocka_unit_test(headers),
		cmocka_unit_test(hmac_with_the_public_key),
		cmocka_unit_test(own_key_in_the_header),
		cmocka_unit_test(altered_anywhere),
		cmocka_unit_test(proof_moved_or_removed),
		cmocka_unit_test(claims_that_differ),
		cmocka_unit_test(second_subject),
		cmocka_unit_test(aliases_of_dates),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
