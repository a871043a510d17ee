/* Controller documents: reading, judging keys, building ours. */
#include "did_test.h"

#include "testamur/json/write.h"

static void refusals(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
	} cases[] = {
		{ "", TSM_E_SYNTAX },
		{ "[]", TSM_E_VALUE },
		{ "{}", TSM_E_MISSING },
		{ "{\"id\":7}", TSM_E_MISSING },
		{ "{\"id\":\"did:web:other.example\"}", TSM_E_MISMATCH },
		{ "{\"id\":\"" WEB "/\"}", TSM_E_MISMATCH },
		{ "{\"id\":\"" WEB "\",\"id\":\"" WEB "\"}", TSM_E_DUPLICATE },
		{ "{\"id\":\"" WEB "\",\"verificationMethod\":{}}",
		    TSM_E_VALUE },
		{ "{\"id\":\"" WEB "\",\"assertionMethod\":\"#k\"}",
		    TSM_E_VALUE },
		{ "{\"id\":\"" WEB "\",\"verificationMethod\":[7]}",
		    TSM_E_VALUE },
		{ "{\"id\":\"" WEB "\",\"assertionMethod\":[7]}", TSM_E_VALUE },
		/* one id, two keys; once absolute, once relative */
		{ DOCUMENT(METHOD("#k", "") "," METHOD(WEB "#k",
			       ",\"expires\":\"2030-01-01T00:00:00Z\""),
		      ""),
		    TSM_E_VALUE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_arena arena;
		struct tsm_did_document doc;
		tsm_arena_init(&arena, 0);
		assert_int_equal(
		    parse(&arena, cases[i].text, WEB, &doc), cases[i].status);
		tsm_arena_release(&arena);
	}
}

static void too_many_methods(void **state)
{
	struct tsm_arena arena;
	struct tsm_did_document doc;
	struct tsm_buf text;
	(void)state;
	tsm_buf_init(&text, 0);
	tsm_arena_init(&arena, 0);
	for (int count = TSM_DID_METHODS_MAX; count < TSM_DID_METHODS_MAX + 2;
	     count++) {
		tsm_buf_clear(&text);
		tsm_buf_adds(
		    &text, "{\"id\":\"" WEB "\",\"assertionMethod\":[\"#a\"");
		for (int i = 1; i < count; i++)
			tsm_buf_adds(&text, ",\"#a\"");
		tsm_buf_adds(&text, "]}");
		assert_int_equal(parse(&arena, tsm_buf_cstr(&text), WEB, &doc),
		    count > TSM_DID_METHODS_MAX ? TSM_E_LIMIT : TSM_OK);
	}
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
}

/* The answer for method id of a document at signed_at and now. */
static enum tsm_did_answer judge(
    const char *text, const char *id, int64_t signed_at, int64_t now)
{
	struct tsm_arena arena;
	struct tsm_did_document doc;
	tsm_arena_init(&arena, 0);
	assert_int_equal(parse(&arena, text, WEB, &doc), TSM_OK);
	const struct tsm_verification_method *method =
	    tsm_did_document_method(&doc, id);
	assert_non_null(method);
	enum tsm_did_answer answer = tsm_verification_method_judge(
	    &doc, method, TSM_DID_ASSERTION, signed_at, now);
	tsm_arena_release(&arena);
	return answer;
}

#define ASSERTS  ",\"assertionMethod\":[\"" WEB "#k\"]"
#define RELATIVE ",\"assertionMethod\":[\"#k\"]"
#define Y2030    1893456000

static void relations(void **state)
{
	(void)state;
	const char *const id = WEB "#k";
	assert_int_equal(
	    judge(DOCUMENT(METHOD(WEB "#k", ""), ASSERTS), id, 0, 0),
	    TSM_DID_USABLE);
	assert_int_equal(judge(DOCUMENT(METHOD("#k", ""), ASSERTS), id, 0, 0),
	    TSM_DID_USABLE);
	assert_int_equal(
	    judge(DOCUMENT(METHOD(WEB "#k", ""), RELATIVE), "#k", 0, 0),
	    TSM_DID_USABLE);
	assert_int_equal(judge(DOCUMENT(METHOD("#k", ""), ""), id, 0, 0),
	    TSM_DID_NOT_LISTED);
	assert_int_equal(
	    judge(DOCUMENT(METHOD("#k", ""), ",\"authentication\":[\"#k\"]"),
		id, 0, 0),
	    TSM_DID_NOT_LISTED);
	/* a reference to the same fragment of somebody else's document */
	assert_int_equal(
	    judge(DOCUMENT(METHOD("#k", ""),
		      ",\"assertionMethod\":[\"did:web:x.example#k\"]"),
		id, 0, 0),
	    TSM_DID_NOT_LISTED);
	/* embedded: serves that relation only */
	assert_int_equal(
	    judge(DOCUMENT("", ",\"assertionMethod\":[" METHOD("#k", "") "]"),
		id, 0, 0),
	    TSM_DID_USABLE);
	assert_int_equal(
	    judge(DOCUMENT("", ",\"authentication\":[" METHOD("#k", "") "]"),
		id, 0, 0),
	    TSM_DID_NOT_LISTED);
	/* embedded twice, the same */
	assert_int_equal(
	    judge(DOCUMENT("",
		      ",\"authentication\":[" METHOD("#k",
			  "") "]"
			      ",\"assertionMethod\":[" METHOD("#k", "") "]"),
		id, 0, 0),
	    TSM_DID_USABLE);
}

static void windows(void **state)
{
	static const char *const expires = DOCUMENT(
	    METHOD("#k", ",\"expires\":\"2030-01-01T00:00:00Z\""), RELATIVE);
	static const char *const revoked = DOCUMENT(
	    METHOD("#k", ",\"revoked\":\"2030-01-01T00:00:00Z\""), RELATIVE);
	static const char *const both =
	    DOCUMENT(METHOD("#k", ",\"revoked\":\"2030-01-01T00:00:00Z\","
				  "\"expires\":\"2029-01-01T00:00:00Z\""),
		"");
	static const char *const bad =
	    DOCUMENT(METHOD("#k", ",\"expires\":\"2030-01-01\""), RELATIVE);
	static const char *const none =
	    DOCUMENT(METHOD("#k", ",\"revoked\":null,\"expires\":null"),
		RELATIVE ",\"keyAgreement\":null");
	(void)state;
	assert_int_equal(judge(none, "#k", Y2030, Y2030), TSM_DID_USABLE);
	assert_int_equal(
	    judge(expires, "#k", Y2030, Y2030 + 9), TSM_DID_USABLE);
	assert_int_equal(
	    judge(expires, "#k", Y2030 + 1, Y2030 + 9), TSM_DID_EXPIRED);
	/* what a revoked key signed counts no longer, whenever it was */
	assert_int_equal(judge(revoked, "#k", 0, Y2030), TSM_DID_REVOKED);
	assert_int_equal(judge(revoked, "#k", 0, Y2030 - 1), TSM_DID_USABLE);
	assert_int_equal(judge(both, "#k", Y2030, Y2030), TSM_DID_REVOKED);
	assert_int_equal(judge(bad, "#k", 0, 0), TSM_DID_BAD_WINDOW);
}

static void controllers(void **state)
{
	(void)state;
	assert_int_equal(
	    judge("{\"id\":\"" WEB "\",\"verificationMethod\":[{\"id\":"
		  "\"#k\",\"type\":\"JsonWebKey\",\"controller\":"
		  "\"did:web:x.example\",\"publicKeyJwk\":" JWK_OKP
		  "}]" RELATIVE "}",
		"#k", 0, 0),
	    TSM_DID_CONTROLLER);
	assert_int_equal(
	    judge("{\"id\":\"" WEB "\",\"verificationMethod\":[{\"id\":"
		  "\"#k\",\"type\":\"JsonWebKey\",\"publicKeyJwk\":" JWK_OKP
		  "}]" RELATIVE "}",
		"#k", 0, 0),
	    TSM_DID_CONTROLLER);
}

static void unlisted_fragment(void **state)
{
	struct tsm_arena arena;
	struct tsm_did_document doc;
	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    parse(&arena, DOCUMENT(METHOD("#k", ""), ASSERTS), WEB, &doc),
	    TSM_OK);
	assert_null(tsm_did_document_method(&doc, WEB "#" ED_KEY));
	assert_null(tsm_did_document_method(&doc, "did:web:x.example#k"));
	assert_null(tsm_did_document_method(&doc, WEB));
	assert_null(tsm_did_document_method(&doc, "k"));
	assert_null(tsm_did_document_method(&doc, ""));
	tsm_arena_release(&arena);
}

static void keys_of_methods(void **state)
{
	static const struct {
		const char *method;
		enum tsm_status status;
	} cases[] = {
		{ METHOD("#k", ""), TSM_OK },
		{ "{\"id\":\"#k\",\"type\":\"JsonWebKey2020\","
		  "\"publicKeyJwk\":" JWK_OKP "}",
		    TSM_OK },
		{ "{\"id\":\"#k\",\"type\":\"Multikey\","
		  "\"publicKeyMultibase\":\"" ED_KEY "\"}",
		    TSM_OK },
		{ "{\"id\":\"#k\",\"type\":\"Ed25519VerificationKey2020\","
		  "\"publicKeyMultibase\":\"" ED_KEY "\"}",
		    TSM_OK },
		{ "{\"id\":\"#k\",\"publicKeyJwk\":" JWK_OKP "}",
		    TSM_E_UNSUPPORTED },
		{ "{\"id\":\"#k\",\"type\":\"PgpVerificationKey2021\"}",
		    TSM_E_UNSUPPORTED },
		{ "{\"id\":\"#k\",\"type\":\"JsonWebKey\"}", TSM_E_MISSING },
		{ "{\"id\":\"#k\",\"type\":\"Multikey\"}", TSM_E_MISSING },
		{ "{\"id\":\"#k\",\"type\":\"Multikey\","
		  "\"publicKeyMultibase\":[]}",
		    TSM_E_VALUE },
		{ "{\"id\":\"#k\",\"type\":\"JsonWebKey\",\"publicKeyJwk\":"
		  "\"x\"}",
		    TSM_E_VALUE },
		{ METHOD("#k", ",\"publicKeyMultibase\":\"" ED_KEY "\""),
		    TSM_E_AMBIGUOUS },
		{ METHOD("#k", ",\"secretKeyMultibase\":\"z3u2\""),
		    TSM_E_DENIED },
		{ METHOD("#k", ",\"privateKeyJwk\":{}"), TSM_E_DENIED },
		{ "{\"id\":\"#k\",\"type\":\"JsonWebKey\",\"publicKeyJwk\":"
		  "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\","
		  "\"d\":\"" ED_X "\"}}",
		    TSM_E_DENIED },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_arena arena;
		struct tsm_did_document doc;
		struct tsm_buf text;
		struct tsm_error err = { 0 };
		struct tsm_public_key *key = NULL;
		tsm_buf_init(&text, 0);
		tsm_arena_init(&arena, 0);
		tsm_buf_printf(&text,
		    "{\"id\":\"" WEB "\",\"verificationMethod\":[%s]}",
		    cases[i].method);
		assert_int_equal(
		    parse(&arena, tsm_buf_cstr(&text), WEB, &doc), TSM_OK);
		assert_int_equal(doc.method_count, 1);
		assert_int_equal(
		    tsm_verification_method_key(&doc.methods[0], &key, &err),
		    cases[i].status);
		assert_int_equal(err.status, cases[i].status);
		assert_int_equal(key != NULL, cases[i].status == TSM_OK);
		tsm_public_key_free(&key);
		tsm_arena_release(&arena);
		tsm_buf_release(&text);
	}
}

/* What we publish reads back with the meaning it was built with. */
static void built_documents(void **state)
{
	struct tsm_public_key *key = NULL;
	struct tsm_arena arena;
	struct tsm_did_document doc;
	struct tsm_buf text;
	(void)state;
	assert_int_equal(
	    tsm_did_key_public(tsm_str(ED_DID), &key, NULL), TSM_OK);
	const struct tsm_did_key keys[] = {
		{ .kid = "new", .key = key },
		{ .kid = "old",
		    .key = key,
		    .form = TSM_DID_FORM_MULTIKEY,
		    .has_expires = true,
		    .expires = Y2030 },
		{ .kid = "lost",
		    .key = key,
		    .has_revoked = true,
		    .revoked = Y2030 },
	};
	json_t *built = tsm_did_document_build(
	    WEB, "https://board.example/issuers/b", keys, 3);
	tsm_buf_init(&text, 0);
	assert_int_equal(
	    tsm_json_write(built, TSM_JSON_COMPACT, &text), TSM_OK);
	json_decref(built);
	tsm_arena_init(&arena, 0);
	assert_int_equal(parse(&arena, tsm_buf_cstr(&text), WEB, &doc), TSM_OK);
	assert_int_equal(doc.method_count, 3);
	static const enum tsm_did_answer want[] = { TSM_DID_USABLE,
		TSM_DID_EXPIRED, TSM_DID_REVOKED };
	static const char *const ids[] = { WEB "#new", WEB "#old",
		WEB "#lost" };
	for (size_t i = 0; i < 3; i++) {
		struct tsm_public_key *again = NULL;
		const struct tsm_verification_method *method =
		    tsm_did_document_method(&doc, ids[i]);
		assert_non_null(method);
		assert_int_equal(tsm_verification_method_judge(&doc, method,
				     TSM_DID_ASSERTION, Y2030 + 1, Y2030 + 1),
		    want[i]);
		assert_int_equal(
		    tsm_verification_method_key(method, &again, NULL), TSM_OK);
		assert_true(tsm_public_key_equal(key, again));
		tsm_public_key_free(&again);
	}
	/* a revoked key is not listed at all, for verifiers that do not
	 * know of dates */
	assert_int_equal(
	    tsm_did_document_method(&doc, WEB "#lost")->relations, 0);
	assert_string_equal(
	    tsm_json_string(tsm_json_resolve(doc.json, "/alsoKnownAs/0")),
	    "https://board.example/issuers/b");
	assert_string_equal(
	    tsm_json_string(tsm_json_resolve(doc.json, "/@context/0")),
	    "https://www.w3.org/ns/did/v1");
	assert_string_equal(tsm_json_string(tsm_json_resolve(
				doc.json, "/verificationMethod/1/expires")),
	    "2030-01-01T00:00:00Z");
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
	tsm_public_key_free(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals),
		cmocka_unit_test(too_many_methods),
		cmocka_unit_test(relations),
		cmocka_unit_test(windows),
		cmocka_unit_test(controllers),
		cmocka_unit_test(unlisted_fragment),
		cmocka_unit_test(keys_of_methods),
		cmocka_unit_test(built_documents),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
