/* Compact JWS: parsing, header rules, verification. */
#include "crypto_test.h"

#include "testamur/base/limits.h"

static const struct {
	const char *jwk;
	const char *jws;
} good[] = {
	{ ED_JWK, ED_JWS },
	{ ES256_JWK, ES256_JWS },
	{ ES384_JWK, ES384_JWS },
	{ RS256_JWK, RS256_JWS },
};

#define GOOD (sizeof(good) / sizeof(good[0]))

/* A JWS of this header, the payload {"a":1} and an ES256 key's signature
 * over something else; the arena must outlive it. */
static enum tsm_status parse_header(
    struct tsm_arena *arena, const char *header, struct tsm_jws *ret_jws)
{
	struct tsm_buf text;
	struct tsm_error err = { 0 };
	tsm_buf_init(&text, 0);
	tsm_base64url_encode(&text, header, strlen(header));
	tsm_buf_adds(&text, ".eyJhIjoxfQ." ES256_SIG);
	char *copy = tsm_arena_str(arena, tsm_buf_str(&text));
	tsm_buf_release(&text);
	enum tsm_status status =
	    tsm_jws_parse(arena, tsm_str(copy), ret_jws, &err);
	assert_int_equal(err.status, status);
	return status;
}

static void each_key_against_each_token(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++)
		for (size_t j = 0; j < GOOD; j++) {
			bool valid = false;
			struct tsm_arena arena;
			struct tsm_jws jws;
			struct tsm_public_key *key = jwk_key(good[j].jwk);
			tsm_arena_init(&arena, 0);
			assert_int_equal(tsm_jws_parse(&arena,
					     tsm_str(good[i].jws), &jws, NULL),
			    TSM_OK);
			assert_true(tsm_str_is(jws.payload, "{\"a\":1}"));
			assert_string_equal(jws.typ, "JWT");
			assert_null(jws.kid);
			assert_null(jws.jwk);
			assert_int_equal(
			    tsm_jws_verify(&jws, key, &valid, NULL),
			    i == j ? TSM_OK : TSM_E_MISMATCH);
			assert_int_equal(valid, i == j);
			tsm_arena_release(&arena);
			tsm_public_key_free(&key);
		}
}

/* Changing any character of a token breaks it. */
static void any_change_breaks_it(void **state)
{
	(void)state;
	struct tsm_public_key *key = jwk_key(ES256_JWK);
	char text[] = ES256_JWS;
	for (size_t at = 0; at + 1 < sizeof(text); at++) {
		bool valid = false;
		struct tsm_arena arena;
		struct tsm_jws jws;
		char was = text[at];
		tsm_arena_init(&arena, 0);
		text[at] = was == 'A' ? 'B' : 'A';
		if (tsm_jws_parse(&arena, tsm_str(text), &jws, NULL) ==
			TSM_OK &&
		    tsm_jws_verify(&jws, key, &valid, NULL) == TSM_OK)
			assert_false(valid);
		assert_false(valid);
		text[at] = was;
		tsm_arena_release(&arena);
	}
	tsm_public_key_free(&key);
}

static void form_is_strict(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
	} cases[] = {
		{ "", TSM_E_SYNTAX }, { ".", TSM_E_SYNTAX },
		{ "..", TSM_E_SYNTAX },
		{ "eyJhbGciOiJFUzI1NiJ9", TSM_E_SYNTAX },
		{ "eyJhbGciOiJFUzI1NiJ9.e30", TSM_E_SYNTAX },
		{ "eyJhbGciOiJFUzI1NiJ9.e30.AA.AA", TSM_E_SYNTAX },
		{ " eyJhbGciOiJFUzI1NiJ9.e30.AA", TSM_E_SYNTAX },
		{ "eyJhbGciOiJFUzI1NiJ9.e30.AA\n", TSM_E_SYNTAX },
		{ "eyJhbGciOiJFUzI1NiJ9.e30=.AA", TSM_E_SYNTAX },
		{ "eyJhbGciOiJFUzI1NiJ9.e+0.AA", TSM_E_SYNTAX },
		/* non-zero trailing bits */
		{ "eyJhbGciOiJFUzI1NiJ9.e30.AB", TSM_E_SYNTAX },
		{ "bnVsbA.e30.AA", TSM_E_SYNTAX },      /* null */
		{ "e30.e30.AA", TSM_E_MISSING },        /* {} */
		{ "eyJhbGciOjF9.e30.AA", TSM_E_VALUE }, /* {"alg":1} */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_arena arena;
		struct tsm_jws jws;
		struct tsm_error err = { 0 };
		tsm_arena_init(&arena, 0);
		assert_int_equal(
		    tsm_jws_parse(&arena, tsm_str(cases[i].text), &jws, &err),
		    cases[i].status);
		assert_int_equal(err.status, cases[i].status);
		tsm_arena_release(&arena);
	}
}

static void header_is_strict(void **state)
{
	static const struct {
		const char *header;
		enum tsm_status status;
	} cases[] = {
		{ "{\"alg\":\"ES256\",\"alg\":\"none\"}", TSM_E_DUPLICATE },
		{ "{\"alg\":\"ES256\",\"a\\u006cg\":\"none\"}",
		    TSM_E_DUPLICATE },
		{ "{\"alg\":\"ES256\",\"kid\":7}", TSM_E_VALUE },
		{ "{\"alg\":\"ES256\",\"typ\":null}", TSM_E_VALUE },
		{ "{\"alg\":\"ES256\",\"cty\":[]}", TSM_E_VALUE },
		{ "{\"alg\":\"ES256\",\"jwk\":\"x\"}", TSM_E_VALUE },
		{ "{\"alg\":\"ES\\u0000256\"}", TSM_E_VALUE },
		{ "{\"alg\":\"ES256\"}x", TSM_E_SYNTAX },
		{ "[\"ES256\"]", TSM_E_SYNTAX },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_arena arena;
		struct tsm_jws jws;
		tsm_arena_init(&arena, 0);
		assert_int_equal(parse_header(&arena, cases[i].header, &jws),
		    cases[i].status);
		tsm_arena_release(&arena);
	}
}

static void what_may_be_acted_upon(void **state)
{
	static const struct {
		const char *header;
		enum tsm_status status;
	} cases[] = {
		{ "{\"alg\":\"ES256\"}", TSM_OK },
		{ "{\"alg\":\"ES256\",\"x5u\":\"https://a.example/\"}",
		    TSM_OK },
		{ "{\"alg\":\"none\"}", TSM_E_DENIED },
		{ "{\"alg\":\"None\"}", TSM_E_DENIED },
		{ "{\"alg\":\"nOnE\"}", TSM_E_DENIED },
		{ "{\"alg\":\"HS256\"}", TSM_E_DENIED },
		{ "{\"alg\":\"HS512\"}", TSM_E_DENIED },
		{ "{\"alg\":\"hs256\"}", TSM_E_DENIED },
		{ "{\"alg\":\"ES256K\"}", TSM_E_UNSUPPORTED },
		{ "{\"alg\":\"PS256\"}", TSM_E_UNSUPPORTED },
		{ "{\"alg\":\"es256\"}", TSM_E_UNSUPPORTED },
		{ "{\"alg\":\"ES256-DER\"}", TSM_E_UNSUPPORTED },
		{ "{\"alg\":\"\"}", TSM_E_UNSUPPORTED },
		{ "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}",
		    TSM_E_VALUE },
		{ "{\"alg\":\"ES256\",\"crit\":[]}", TSM_E_VALUE },
		{ "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}",
		    TSM_E_VALUE },
		{ "{\"alg\":\"ES256\",\"b64\":true}", TSM_E_VALUE },
	};
	struct tsm_public_key *key = jwk_key(ES256_JWK);
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_arena arena;
		struct tsm_jws jws;
		struct tsm_error err = { 0 };
		bool valid = false;
		tsm_arena_init(&arena, 0);
		assert_int_equal(
		    parse_header(&arena, cases[i].header, &jws), TSM_OK);
		assert_int_equal(
		    tsm_jws_check_header(&jws, &err), cases[i].status);
		assert_int_equal(err.status, cases[i].status);
		assert_int_equal(
		    tsm_jws_verify(&jws, key, &valid, NULL), cases[i].status);
		assert_false(valid);
		tsm_arena_release(&arena);
	}
	tsm_public_key_free(&key);
}

/* The attacker's own key in the header is not what verifies. */
static void embedded_key_is_not_used(void **state)
{
	struct tsm_arena arena;
	struct tsm_jws jws;
	bool valid = true;
	struct tsm_public_key *key = jwk_key(ES256_JWK);
	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(parse_header(&arena,
			     "{\"alg\":\"ES256\",\"jwk\":" ES256_JWK "}", &jws),
	    TSM_OK);
	assert_non_null(jws.jwk);
	assert_int_equal(tsm_jws_verify(&jws, key, &valid, NULL), TSM_OK);
	assert_false(valid);
	tsm_arena_release(&arena);
	tsm_public_key_free(&key);
}

static void the_jwk_may_restrict(void **state)
{
	struct tsm_arena arena;
	struct tsm_jws jws;
	bool valid = false;
	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_jws_parse(&arena, tsm_str(ES256_JWS), &jws, NULL), TSM_OK);
	struct tsm_public_key *key =
	    jwk_key("{\"alg\":\"ES256\",\"kty\":\"EC\",\"crv\":\"P-256\","
		    "\"x\":\"e4U4s8mpTxzLHL8ecm4dt_H64wPzn3agmgGOc1IjBbs\","
		    "\"y\":\"yv_7okQdO-L1rIJCxkhdGgxC6K4PjeYqM5nkhHzZIUI\"}");
	assert_int_equal(tsm_jws_verify(&jws, key, &valid, NULL), TSM_OK);
	assert_true(valid);
	tsm_arena_release(&arena);
	tsm_public_key_free(&key);
}

static void sizes_are_bounded(void **state)
{
	static const struct {
		size_t part[3];
	} cases[] = {
		{ { TSM_JWS_HEADER_MAX * 4 / 3 + 4, 4, 4 } },
		{ { 0, TSM_CREDENTIAL_MAX * 4 / 3 + 4, 4 } },
		{ { 0, 4, TSM_JWS_SIGNATURE_MAX * 4 / 3 + 4 } },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_arena arena;
		struct tsm_jws jws;
		struct tsm_buf text;
		tsm_buf_init(&text, 0);
		tsm_arena_init(&arena, 0);
		for (size_t part = 0; part < 3; part++) {
			if (part > 0)
				tsm_buf_addc(&text, '.');
			size_t len = cases[i].part[part];
			char *room = tsm_buf_reserve(&text, len + 1);
			assert_non_null(room);
			memset(room, 'A', len);
			tsm_buf_commit(&text, len);
			if (len == 0)
				tsm_buf_adds(&text, "eyJhbGciOiJFUzI1NiJ9");
		}
		assert_int_equal(
		    tsm_jws_parse(&arena, tsm_buf_str(&text), &jws, NULL),
		    TSM_E_LIMIT);
		tsm_arena_release(&arena);
		tsm_buf_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_against_each_token),
		cmocka_unit_test(any_change_breaks_it),
		cmocka_unit_test(form_is_strict),
		cmocka_unit_test(header_is_strict),
		cmocka_unit_test(what_may_be_acted_upon),
		cmocka_unit_test(embedded_key_is_not_used),
		cmocka_unit_test(the_jwk_may_restrict),
		cmocka_unit_test(sizes_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
