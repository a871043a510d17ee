/* Credentials become tokens that say what they said, and verify. */
#include "prove_test.h"

#include "testamur/crypto/jws.h"

/* The parts of a token that must be valid under key. */
static struct tsm_jws verified(struct tsm_arena *arena,
    const struct tsm_buf *token, const struct tsm_public_key *key)
{
	bool valid = false;
	struct tsm_jws jws;
	assert_int_equal(
	    tsm_jws_parse(arena, tsm_buf_str(token), &jws, NULL), TSM_OK);
	assert_int_equal(tsm_jws_verify(&jws, key, &valid, NULL), TSM_OK);
	assert_true(valid);
	return jws;
}

static struct tsm_buf proven(struct service *service, const char *suite,
    json_t *root, const struct tsm_prove_options *options)
{
	struct tsm_buf token;
	struct tsm_error err = { 0 };
	tsm_buf_init(&token, 0);
	assert_int_equal(tsm_prove(service->signer, tsm_prove_suite_find(suite),
			     &signing_key, root, options, &token, &err),
	    TSM_OK);
	return token;
}

static void open_badges_profile(void **state)
{
	struct service service;
	struct tsm_arena arena;
	struct tsm_buf plain;
	struct tsm_buf want;
	(void)state;
	struct tsm_public_key *key = create("es256-1", "ES256");
	service_start(&service);
	tsm_arena_init(&arena, 0);
	json_t *root = credential(7);
	tsm_json_set(root, "validUntil", "2031-01-02T03:04:05+01:00");
	struct tsm_buf token = proven(&service, "jwt-ob", root, NULL);
	struct tsm_jws jws = verified(&arena, &token, key);
	assert_string_equal(jws.alg_name, "ES256");
	assert_string_equal(jws.typ, "JWT");
	assert_string_equal(jws.kid, ISSUER "#es256-1");
	assert_int_equal(jws.header->count, 3);
	/* the credential's own bytes, then the claims */
	tsm_buf_init(&plain, 0);
	assert_int_equal(
	    tsm_json_write(root, TSM_JSON_COMPACT, &plain), TSM_OK);
	tsm_buf_init(&want, 0);
	tsm_buf_add(&want, plain.data, plain.len - 1);
	tsm_buf_adds(&want,
	    ",\"iss\":\"" ISSUER "\",\"jti\":\"https://board.example/V/7\","
	    "\"nbf\":1767323045,\"exp\":1925085845,\"sub\":\"urn:uuid:0\"}");
	assert_true(tsm_str_eq(jws.payload, tsm_buf_str(&want)));
	/* and the tree is as it was */
	assert_null(json_object_get(root, "iss"));
	json_decref(root);
	tsm_buf_release(&plain);
	tsm_buf_release(&want);
	tsm_buf_release(&token);
	tsm_arena_release(&arena);
	tsm_public_key_free(&key);
	service_stop(&service);
}

static void w3c_profile(void **state)
{
	struct service service;
	struct tsm_arena arena;
	const struct tsm_json *payload = NULL;
	const struct tsm_prove_options options = { .issued_at = 1800000000 };
	int64_t iat = 0;
	(void)state;
	struct tsm_public_key *key = create("es256-1", "ES256");
	service_start(&service);
	tsm_arena_init(&arena, 0);
	json_t *root = credential(1);
	tsm_json_set(root, "issuer", ISSUER);
	json_object_del(root, "id");
	json_object_del(root, "validFrom");
	struct tsm_buf token = proven(&service, "jwt-w3c", root, &options);
	struct tsm_jws jws = verified(&arena, &token, key);
	assert_string_equal(jws.typ, "vc+jwt");
	assert_string_equal(jws.cty, "vc");
	assert_int_equal(tsm_json_parse(&arena, jws.payload.ptr,
			     jws.payload.len, NULL, &payload, NULL),
	    TSM_OK);
	assert_string_equal(tsm_json_get_string(payload, "iss"), ISSUER);
	assert_null(tsm_json_get(payload, "nbf"));
	assert_null(tsm_json_get(payload, "jti"));
	assert_int_equal(
	    tsm_json_int(tsm_json_get(payload, "iat"), &iat), TSM_OK);
	assert_int_equal(iat, 1800000000);
	json_decref(root);
	tsm_buf_release(&token);
	tsm_arena_release(&arena);
	tsm_public_key_free(&key);
	service_stop(&service);
}

#define BATCH 700

static void batches_keep_their_order(void **state)
{
	struct service service;
	static json_t *roots[BATCH];
	static struct tsm_buf tokens[BATCH];
	(void)state;
	struct tsm_public_key *key = create("es256-1", "ES256");
	service_start(&service);
	for (int i = 0; i < BATCH; i++) {
		roots[i] = credential(i);
		tsm_buf_init(&tokens[i], 0);
	}
	assert_int_equal(
	    tsm_prove_batch(service.signer, tsm_prove_suite_find("jwt-ob"),
		&signing_key, roots, BATCH, NULL, tokens, NULL),
	    TSM_OK);
	for (int i = 0; i < BATCH; i++) {
		struct tsm_arena arena;
		const struct tsm_json *payload = NULL;
		tsm_arena_init(&arena, 0);
		struct tsm_jws jws = verified(&arena, &tokens[i], key);
		assert_int_equal(tsm_json_parse(&arena, jws.payload.ptr,
				     jws.payload.len, NULL, &payload, NULL),
		    TSM_OK);
		assert_string_equal(tsm_json_get_string(payload, "id"),
		    json_string_value(json_object_get(roots[i], "id")));
		tsm_arena_release(&arena);
		tsm_buf_release(&tokens[i]);
		json_decref(roots[i]);
	}
	tsm_public_key_free(&key);
	service_stop(&service);
}

/* Delete, or set to a JSON text, one member; the status and its place. */
static void refused(struct service *service, const char *suite,
    const char *name, json_t *value, enum tsm_status status, const char *where)
{
	struct tsm_buf outs[2];
	struct tsm_error err = { 0 };
	json_t *roots[2] = { credential(0), credential(1) };
	if (value == NULL)
		json_object_del(roots[1], name);
	else
		json_object_set_new(roots[1], name, value);
	tsm_buf_init(&outs[0], 0);
	tsm_buf_init(&outs[1], 0);
	assert_int_equal(
	    tsm_prove_batch(service->signer, tsm_prove_suite_find(suite),
		&signing_key, roots, 2, NULL, outs, &err),
	    status);
	assert_int_equal(err.status, status);
	assert_string_equal(err.where, where);
	/* all or nothing */
	assert_int_equal(outs[0].len, 0);
	assert_int_equal(outs[1].len, 0);
	json_decref(roots[0]);
	json_decref(roots[1]);
}

static void what_cannot_be_proven(void **state)
{
	struct service service;
	(void)state;
	struct tsm_public_key *key = create("es256-1", "ES256");
	tsm_public_key_free(&key);
	service_start(&service);
	refused(&service, "jwt-ob", "id", NULL, TSM_E_MISSING, "1: /id");
	refused(
	    &service, "jwt-ob", "issuer", NULL, TSM_E_MISSING, "1: /issuer");
	refused(&service, "jwt-w3c", "issuer", json_object(), TSM_E_MISSING,
	    "1: /issuer");
	refused(&service, "jwt-ob", "validFrom", NULL, TSM_E_MISSING,
	    "1: /validFrom");
	refused(&service, "jwt-ob", "validFrom", json_string("2026-01-01"),
	    TSM_E_VALUE, "1: /validFrom");
	refused(&service, "jwt-ob", "validUntil", json_null(), TSM_E_MISSING,
	    "1: /validUntil");
	refused(&service, "jwt-ob", "credentialSubject", json_object(),
	    TSM_E_MISSING, "1: /credentialSubject/id");
	refused(&service, "jwt-ob", "credentialSubject",
	    json_pack("[{s:s},{s:s}]", "id", "a:1", "id", "a:2"),
	    TSM_E_AMBIGUOUS, "1: /credentialSubject");
	static const char *const reserved[] = { "iss", "sub", "aud", "exp",
		"nbf", "iat", "jti", "vc", "vp" };
	for (size_t i = 0; i < 9; i++) {
		char where[16];
		(void)snprintf(where, sizeof(where), "1: %s", reserved[i]);
		refused(&service, "jwt-ob", reserved[i], json_integer(1),
		    TSM_E_VALUE, where);
		refused(&service, "jwt-w3c", reserved[i], json_integer(1),
		    TSM_E_VALUE, where);
	}
	service_stop(&service);
}

static void failures_of_the_signer(void **state)
{
	struct service service;
	struct tsm_buf out;
	static const struct tsm_prove_key unknown = { "board/none", "ES256",
		"x" };
	static const struct tsm_prove_key other = { "board/es256-1", "RS256",
		"x" };
	(void)state;
	struct tsm_public_key *key = create("es256-1", "ES256");
	tsm_public_key_free(&key);
	service_start(&service);
	tsm_buf_init(&out, 0);
	const struct tsm_prove_suite *suite = tsm_prove_suite_find("jwt-ob");
	json_t *root = credential(0);
	assert_int_equal(
	    tsm_prove(service.signer, suite, &unknown, root, NULL, &out, NULL),
	    TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_prove(service.signer, suite, &other, root, NULL, &out, NULL),
	    TSM_E_MISMATCH);
	assert_int_equal(out.len, 0);
	json_decref(root);
	service_stop(&service);
}

static void suites(void **state)
{
	(void)state;
	assert_string_equal(
	    tsm_prove_suite_find("jwt-w3c")->media_type, "application/vc+jwt");
	assert_string_equal(tsm_prove_suite_find("jwt-ob")->name, "jwt-ob");
	assert_string_equal(tsm_prove_suite_find("eddsa-rdfc-2022")->media_type,
	    "application/vc");
	assert_null(tsm_prove_suite_find("eddsa-rdfc"));
	assert_null(tsm_prove_suite_find(""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, drop_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(open_badges_profile),
		TEST(w3c_profile),
		TEST(batches_keep_their_order),
		TEST(what_cannot_be_proven),
		TEST(failures_of_the_signer),
		TEST(suites),
	};
	tsm_json_setup();
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
