/* VC-JWT: the three forms, header rules, and what is made of claims. */
#include "token.h"

#include "testamur/json/write.h"

/* Open a token of key 1; arena and buffer are the caller's. */
static void opened(struct tsm_arena *arena, struct tsm_buf *token,
    const char *header, const char *payload, struct tsm_proof *ret_proof)
{
	*token = token_of(1, header, payload);
	tsm_arena_init(arena, 0);
	assert_int_equal(
	    tsm_proof_open(arena, tsm_buf_str(token), ret_proof, NULL), TSM_OK);
}

static void open_badges_form(void **state)
{
	struct tsm_arena arena;
	struct tsm_buf token;
	struct tsm_proof proof;
	(void)state;
	opened(&arena, &token, OB_HEADER, "{" BODY CLAIMS "}", &proof);
	assert_string_equal(proof.suite->name, "vc-jwt");
	assert_int_equal(proof.form, TSM_PROOF_FORM_JWT);
	assert_string_equal(proof.method, ISSUER "#k");
	assert_string_equal(proof.alg_name, "EdDSA");
	assert_null(proof.jwk);
	assert_ptr_equal(proof.credential, proof.payload);
	assert_string_equal(tsm_json_get_string(proof.credential, "id"), ID);
	assert_true(proof.has_signed_at);
	assert_int_equal(proof.signed_at, 1767323045);
	assert_true(proof.has_nbf && proof.has_exp);
	assert_int_equal(proof.exp, 1925085845);
	assert_int_equal(tsm_proof_precheck(&proof), TSM_PROOF_VALID);
	tsm_arena_release(&arena);
	tsm_buf_release(&token);

	struct tsm_proof_result result =
	    result_of(OB_HEADER, "{" BODY CLAIMS "}");
	assert_int_equal(result.answer, TSM_PROOF_VALID);
	assert_int_equal(result.missing, 0);
	assert_int_equal(result.differ, 0);
}

static void w3c_form(void **state)
{
	static const char *const types[] = { "vc+jwt", "VC+JWT",
		"application/vc+jwt", "vc+ld+jwt" };
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct tsm_arena arena;
		struct tsm_buf token;
		struct tsm_proof proof;
		struct tsm_buf header;
		tsm_buf_init(&header, 0);
		tsm_buf_printf(&header,
		    "{\"alg\":\"EdDSA\",\"typ\":\"%s\",\"cty\":\"vc\"}",
		    types[i]);
		opened(&arena, &token, tsm_buf_cstr(&header),
		    "{" BODY ",\"iss\":\"" ISSUER "\",\"iat\":1800000000}",
		    &proof);
		assert_int_equal(proof.form, TSM_PROOF_FORM_W3C);
		assert_int_equal(proof.signed_at, 1800000000);
		assert_false(proof.has_nbf);
		tsm_arena_release(&arena);
		tsm_buf_release(&token);
		struct tsm_proof_result result =
		    result_of(tsm_buf_cstr(&header), "{" BODY "}");
		assert_int_equal(result.answer, TSM_PROOF_VALID);
		assert_int_equal(result.missing, 0);
		tsm_buf_release(&header);
	}
}

static void signing_time_falls_back(void **state)
{
	struct tsm_arena arena;
	struct tsm_buf token;
	struct tsm_proof proof;
	(void)state;
	opened(&arena, &token, OB_HEADER, "{" BODY "}", &proof);
	assert_true(proof.has_signed_at);
	assert_int_equal(proof.signed_at, 1767323045); /* validFrom */
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
	opened(&arena, &token, OB_HEADER,
	    "{" V2 ",\"nbf\":12.75,\"iat\":\"now\"}", &proof);
	assert_int_equal(proof.signed_at, 12);
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
	opened(&arena, &token, OB_HEADER, "{" V2 "}", &proof);
	assert_false(proof.has_signed_at);
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
}

#define LEGACY                              \
 V1 ",\"type\":[\"VerifiableCredential\"]," \
    "\"credentialSubject\":{\"name\":\"x\"}"

static void legacy_form_is_completed(void **state)
{
	struct tsm_arena arena;
	struct tsm_buf token;
	struct tsm_proof proof;
	(void)state;
	opened(&arena, &token, OB_HEADER, "{\"vc\":{" LEGACY "}" CLAIMS "}",
	    &proof);
	assert_int_equal(proof.form, TSM_PROOF_FORM_LEGACY);
	assert_string_equal(tsm_json_get_string(proof.credential, "id"), ID);
	assert_string_equal(
	    tsm_json_get_string(proof.credential, "issuer"), ISSUER);
	assert_string_equal(
	    tsm_json_get_string(proof.credential, "issuanceDate"), FROM);
	assert_string_equal(
	    tsm_json_get_string(proof.credential, "expirationDate"),
	    "2031-01-02T02:04:05Z");
	assert_string_equal(tsm_json_string(tsm_json_resolve(
				proof.credential, "/credentialSubject/id")),
	    SUBJECT);
	assert_null(tsm_json_get(proof.credential, "iss"));
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
	assert_int_equal(
	    result_of(OB_HEADER, "{\"vc\":{" LEGACY "}" CLAIMS "}").answer,
	    TSM_PROOF_VALID);
}

static void legacy_values_are_kept_and_compared(void **state)
{
	(void)state;
	struct tsm_proof_result result = result_of(OB_HEADER,
	    "{\"vc\":{" LEGACY ",\"issuanceDate\":\"" FROM
	    "\",\"validFrom\":\"2020-01-01T00:00:00Z\"}" CLAIMS "}");
	assert_int_equal(result.answer, TSM_PROOF_VALID);
	result = result_of(OB_HEADER,
	    "{\"vc\":{" LEGACY
	    ",\"issuanceDate\":\"2020-01-01T00:00:00Z\"}" CLAIMS "}");
	assert_int_equal(result.answer, TSM_PROOF_CLAIM);
	assert_int_equal(result.differ, TSM_CLAIM_NBF);
	result = result_of(OB_HEADER,
	    "{\"vc\":{" LEGACY ",\"issuer\":\"did:web:x.example\"}" CLAIMS "}");
	assert_int_equal(result.differ, TSM_CLAIM_ISS);
}

static void what_is_no_credential(void **state)
{
	(void)state;
	assert_int_equal(open_status(OB_HEADER, "[]"), TSM_E_VALUE);
	assert_int_equal(open_status(OB_HEADER, "text"), TSM_E_SYNTAX);
	assert_int_equal(open_status(OB_HEADER, ""), TSM_E_SYNTAX);
	assert_int_equal(
	    open_status(OB_HEADER, "{\"a\":1,\"a\":2}"), TSM_E_DUPLICATE);
	assert_int_equal(
	    open_status(OB_HEADER, "{\"vp\":{}}"), TSM_E_UNSUPPORTED);
	assert_int_equal(open_status(OB_HEADER, "{\"vc\":\"x\"}"), TSM_E_VALUE);
	assert_int_equal(open_status(OB_HEADER, "{" V2 ",\"vc\":{" LEGACY "}}"),
	    TSM_E_AMBIGUOUS);
	assert_int_equal(open_status(OB_HEADER,
			     "{\"vc\":{" LEGACY "},\"credentialSubject\":{}}"),
	    TSM_E_AMBIGUOUS);
}

static void what_no_suite_recognises(void **state)
{
	static const char *const texts[] = { "", "{\"@context\":[]}", "a.b",
		"a.b.c.d", "a.b.c ", "\"a.b.c\"" };
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct tsm_arena arena;
		struct tsm_proof proof;
		tsm_arena_init(&arena, 0);
		assert_int_equal(
		    tsm_proof_open(&arena, tsm_str(texts[i]), &proof, NULL),
		    TSM_E_UNSUPPORTED);
		tsm_arena_release(&arena);
	}
}

static void header_key_is_handed_out(void **state)
{
	struct tsm_arena arena;
	struct tsm_buf token;
	struct tsm_proof proof;
	(void)state;
	opened(&arena, &token, HEADER(",\"jwk\":{\"kty\":\"OKP\"}"),
	    "{" BODY "}", &proof);
	assert_non_null(proof.jwk);
	assert_null(proof.method);
	tsm_arena_release(&arena);
	tsm_buf_release(&token);
}

/* Leaving claims out is told, claim by claim. */
static void missing_claims(void **state)
{
	static const struct {
		const char *claims;
		unsigned missing;
	} cases[] = {
		{ "", TSM_CLAIM_ISS | TSM_CLAIM_JTI | TSM_CLAIM_NBF |
			  TSM_CLAIM_EXP | TSM_CLAIM_SUB },
		{ ",\"iss\":\"" ISSUER "\",\"jti\":\"" ID "\",\"nbf\":" NBF
		  ",\"exp\":" EXP,
		    TSM_CLAIM_SUB },
		{ CLAIMS, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_buf payload;
		tsm_buf_init(&payload, 0);
		tsm_buf_printf(&payload, "{" BODY "%s}", cases[i].claims);
		struct tsm_proof_result result =
		    result_of(OB_HEADER, tsm_buf_cstr(&payload));
		assert_int_equal(result.answer, TSM_PROOF_VALID);
		assert_int_equal(result.missing, cases[i].missing);
		tsm_buf_release(&payload);
	}
}

static void claims_beyond_the_credential(void **state)
{
	(void)state;
	/* no id, no validUntil, no subject id: nothing to contradict */
	struct tsm_proof_result result = result_of(OB_HEADER,
	    "{" V2 ",\"issuer\":\"" ISSUER "\",\"credentialSubject\":[{}],"
	    "\"validFrom\":\"2026-01-02T03:04:05.999Z\"" CLAIMS "}");
	assert_int_equal(result.answer, TSM_PROOF_VALID);
	assert_int_equal(result.missing, 0);
}

static void names(void **state)
{
	(void)state;
	assert_true(tsm_proof_is_claim(tsm_str("iss")));
	assert_true(tsm_proof_is_claim(tsm_str("aud")));
	assert_false(tsm_proof_is_claim(tsm_str("issuer")));
	assert_false(tsm_proof_is_claim(tsm_str("vc")));
	assert_string_equal(tsm_proof_claim_name(TSM_CLAIM_SUB), "sub");
	assert_string_equal(tsm_proof_claim_name((enum tsm_proof_claim)32), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_badges_form),
		cmocka_unit_test(w3c_form),
		cmocka_unit_test(signing_time_falls_back),
		cmocka_unit_test(legacy_form_is_completed),
		cmocka_unit_test(legacy_values_are_kept_and_compared),
		cmocka_unit_test(what_is_no_credential),
		cmocka_unit_test(what_no_suite_recognises),
		cmocka_unit_test(header_key_is_handed_out),
		cmocka_unit_test(missing_claims),
		cmocka_unit_test(claims_beyond_the_credential),
		cmocka_unit_test(names),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
