/* DID syntax, did:key, did:jwk and did:web. */
#include "did_test.h"

#include "testamur/base/encode.h"

static void syntax(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
	} cases[] = {
		{ "did:web:example.org", TSM_OK },
		{ "did:web:example.org#key-1", TSM_OK },
		{ "did:web:example.org%3A8443:a:b/path?q=1#f", TSM_OK },
		{ "did:example:a::b", TSM_OK },
		{ "did:key:" ED_KEY, TSM_OK },
		{ "", TSM_E_SYNTAX },
		{ "did:", TSM_E_SYNTAX },
		{ "did:web", TSM_E_SYNTAX },
		{ "did:web:", TSM_E_SYNTAX },
		{ "did::x", TSM_E_SYNTAX },
		{ "did:Web:x", TSM_E_SYNTAX },
		{ "DID:web:x", TSM_E_SYNTAX },
		{ "did:web:a b", TSM_E_SYNTAX },
		{ "did:web:a%zz", TSM_E_SYNTAX },
		{ "did:web:a%4", TSM_E_SYNTAX },
		{ "did:web:example.org:", TSM_E_SYNTAX },
		{ "did:web:ex\xc3\xa4mple", TSM_E_SYNTAX },
		{ "did:web:a;b", TSM_E_SYNTAX },
		{ "https://example.org/", TSM_E_SYNTAX },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_did_url url;
		assert_int_equal(tsm_did_parse(tsm_str(cases[i].text), &url),
		    cases[i].status);
		assert_int_equal(tsm_did_is(tsm_str(cases[i].text)),
		    cases[i].status == TSM_OK);
	}
}

static void parts(void **state)
{
	struct tsm_did_url url;
	(void)state;
	assert_int_equal(
	    tsm_did_parse(tsm_str("did:web:a.example%3A81:b:c/p?q#k-1"), &url),
	    TSM_OK);
	assert_true(tsm_str_is(url.did, "did:web:a.example%3A81:b:c"));
	assert_true(tsm_str_is(url.method, "web"));
	assert_true(tsm_str_is(url.id, "a.example%3A81:b:c"));
	assert_true(tsm_str_is(url.rest, "/p?q"));
	assert_true(tsm_str_is(url.fragment, "k-1"));
	assert_true(url.has_fragment);
	assert_int_equal(tsm_did_parse(tsm_str("did:key:z6"), &url), TSM_OK);
	assert_false(url.has_fragment);
	assert_int_equal(url.rest.len, 0);
	char large[TSM_DID_MAX + 2];
	memset(large, 'a', sizeof(large));
	memcpy(large, "did:web:", 8);
	assert_int_equal(
	    tsm_did_parse(tsm_str_n(large, TSM_DID_MAX), &url), TSM_OK);
	assert_int_equal(tsm_did_parse(tsm_str_n(large, TSM_DID_MAX + 1), &url),
	    TSM_E_LIMIT);
}

static void methods(void **state)
{
	(void)state;
	assert_non_null(tsm_did_method_find(tsm_str("key")));
	assert_non_null(tsm_did_method_find(tsm_str("web")));
	assert_non_null(tsm_did_method_find(tsm_str("jwk")));
	assert_null(tsm_did_method_find(tsm_str("webs")));
	assert_null(tsm_did_method_find(tsm_str("")));
}

/* The address of a DID: as expected, or a status. */
static void location(const char *did, const char *want, enum tsm_status status)
{
	struct tsm_buf url;
	struct tsm_error err = { 0 };
	tsm_buf_init(&url, 0);
	assert_int_equal(tsm_did_location(tsm_str(did), &url, &err), status);
	assert_int_equal(err.status, status);
	assert_string_equal(tsm_buf_cstr(&url), want);
	tsm_buf_release(&url);
}

static void web_locations(void **state)
{
	static const char *const wrong[] = {
		"did:web:127.0.0.1", /* an address is no name */
		"did:web:10.0.0.1%3A80",
		"did:web:2130706433",
		"did:web:a.1",
		"did:web:a..example",
		"did:web:.example",
		"did:web:example.",
		"did:web:-a.example",
		"did:web:a-.example",
		"did:web:a_b.example",
		"did:web:example%2Eorg",
		"did:web:user%40example.org",
		"did:web:example.org%2Fx",
		"did:web:example.org%3A",
		"did:web:example.org%3A0",
		"did:web:example.org%3A65536",
		"did:web:example.org%3A80%3A81",
		"did:web:example.org%3Ax",
		"did:web:example.org:..:x",
		"did:web:example.org:.",
		"did:web:example.org:%2e%2e",
		"did:web:example.org:a%2Fb",
		"did:web:example.org:a%5Cb",
		"did:web:example.org:a%7F",
		"did:web:example.org:a%3Fb",
		"did:web:example.org:a%00",
		"did:web:example.org::x",
		"did:web::example.org",
	};
	(void)state;
	location("did:web:example.org",
	    "https://example.org/.well-known/did.json", TSM_OK);
	location("did:web:Example.ORG%3a8443",
	    "https://Example.ORG:8443/.well-known/did.json", TSM_OK);
	location("did:web:example.org:issuers:board",
	    "https://example.org/issuers/board/did.json", TSM_OK);
	location("did:web:example.org%3A3000:user:al%20ice", "", TSM_E_VALUE);
	location("did:web:example.org%3A3000:user:al%C3%A9",
	    "https://example.org:3000/user/al%C3%A9/did.json", TSM_OK);
	location("did:web:a-1.2b.example:A-1_b.c",
	    "https://a-1.2b.example/A-1_b.c/did.json", TSM_OK);
	location("did:web:localhost%3A8080",
	    "https://localhost:8080/.well-known/did.json", TSM_OK);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		location(wrong[i], "", TSM_E_VALUE);
	location("did:web:example.org#k", "", TSM_E_SYNTAX);
	location("did:web:example.org/x", "", TSM_E_SYNTAX);
	location("did:ion:abc", "", TSM_E_UNSUPPORTED);
	location(ED_DID, "", TSM_E_STATE);
}

static void web_from_url(void **state)
{
	static const struct {
		const char *url;
		const char *did;
		enum tsm_status status;
	} cases[] = {
		{ "https://example.org", "did:web:example.org", TSM_OK },
		{ "https://example.org/", "did:web:example.org", TSM_OK },
		{ "https://example.org:443/a", "did:web:example.org:a",
		    TSM_OK },
		{ "https://example.org:8443/issuers/board/",
		    "did:web:example.org%3A8443:issuers:board", TSM_OK },
		{ "https://a-1.2b.example/A-1_b.c",
		    "did:web:a-1.2b.example:A-1_b.c", TSM_OK },
		{ "http://example.org/", "", TSM_E_VALUE },
		{ "https://example.org/?q", "", TSM_E_VALUE },
		{ "https://example.org/#f", "", TSM_E_VALUE },
		{ "https://u@example.org/", "", TSM_E_VALUE },
		{ "https://192.0.2.1/", "", TSM_E_VALUE },
		{ "https://[::1]/", "", TSM_E_VALUE },
		{ "https://example.org/a//b", "", TSM_E_VALUE },
		{ "https://example.org/a:b", "", TSM_E_VALUE },
		{ "https://example.org/../x", "", TSM_E_VALUE },
		{ "example.org", "", TSM_E_SYNTAX },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_buf did;
		tsm_buf_init(&did, 0);
		assert_int_equal(
		    tsm_did_web_from_url(tsm_str(cases[i].url), &did, NULL),
		    cases[i].status);
		assert_string_equal(tsm_buf_cstr(&did), cases[i].did);
		tsm_buf_release(&did);
	}
}

static void key_expands(void **state)
{
	struct tsm_arena arena;
	struct tsm_did_document doc;
	struct tsm_public_key *key = NULL;
	struct tsm_public_key *same = NULL;
	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_did_expand(&arena, tsm_str(ED_DID), &doc, NULL), TSM_OK);
	assert_string_equal(doc.id, ED_DID);
	assert_int_equal(doc.method_count, 1);
	const struct tsm_verification_method *method =
	    tsm_did_document_method(&doc, ED_DID "#" ED_KEY);
	assert_non_null(method);
	assert_ptr_equal(method, tsm_did_document_method(&doc, "#" ED_KEY));
	/* the bare DID names its only method */
	assert_ptr_equal(method, tsm_did_document_method(&doc, ED_DID));
	assert_null(tsm_did_document_method(&doc, ED_DID "#other"));
	assert_int_equal(tsm_verification_method_judge(
			     &doc, method, TSM_DID_ASSERTION, 0, 0),
	    TSM_DID_USABLE);
	assert_int_equal(tsm_verification_method_judge(
			     &doc, method, TSM_DID_KEY_AGREEMENT, 0, 0),
	    TSM_DID_NOT_LISTED);
	assert_int_equal(
	    tsm_verification_method_key(method, &key, NULL), TSM_OK);
	assert_int_equal(
	    tsm_did_key_public(tsm_str(ED_DID), &same, NULL), TSM_OK);
	assert_true(tsm_public_key_equal(key, same));
	tsm_public_key_free(&key);
	tsm_public_key_free(&same);
	tsm_arena_release(&arena);
}

static void key_refusals(void **state)
{
	static const struct {
		const char *did;
		enum tsm_status status;
	} cases[] = {
		{ ED_DID "#x", TSM_E_SYNTAX },
		{ "did:key:z", TSM_E_UNSUPPORTED },
		{ "did:key:z6Mk0", TSM_E_SYNTAX },
		/* base64url is not did:key's base */
		{ "did:key:u7QEzmSq2Ej7hTjBipPa3Hkc4u6V_bV7-AFT6O8udDsfo6Q",
		    TSM_E_SYNTAX },
		{ "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
		    TSM_E_UNSUPPORTED },
		{ "did:ion:abc", TSM_E_UNSUPPORTED },
		{ "did:web:example.org", TSM_E_STATE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_arena arena;
		struct tsm_did_document doc;
		struct tsm_error err = { 0 };
		tsm_arena_init(&arena, 0);
		assert_int_equal(
		    tsm_did_expand(&arena, tsm_str(cases[i].did), &doc, &err),
		    cases[i].status);
		assert_int_equal(err.status, cases[i].status);
		tsm_arena_release(&arena);
	}
	struct tsm_public_key *key = NULL;
	assert_int_equal(
	    tsm_did_key_public(tsm_str("did:web:example.org"), &key, NULL),
	    TSM_E_UNSUPPORTED);
	assert_int_equal(
	    tsm_did_key_public(tsm_str(ED_DID "#x"), &key, NULL), TSM_E_SYNTAX);
}

/* base64url of {"kty":"OKP","crv":"Ed25519","x":"M5kqth…"} */
#define JWK_DID                                                             \
 "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6Ik01a3F0aEktNFU0d1lx" \
 "VDJ0eDVIT0x1bGYyMWVfZ0JVLWp2TG5RN0g2T2sifQ"

static void jwk_expands(void **state)
{
	struct tsm_arena arena;
	struct tsm_did_document doc;
	struct tsm_public_key *key = NULL;
	struct tsm_public_key *same = NULL;
	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_did_expand(&arena, tsm_str(JWK_DID), &doc, NULL), TSM_OK);
	assert_string_equal(doc.id, JWK_DID);
	assert_int_equal(doc.method_count, 1);
	const struct tsm_verification_method *method =
	    tsm_did_document_method(&doc, JWK_DID "#0");
	assert_non_null(method);
	assert_ptr_equal(method, tsm_did_document_method(&doc, "#0"));
	assert_ptr_equal(method, tsm_did_document_method(&doc, JWK_DID));
	assert_null(tsm_did_document_method(&doc, JWK_DID "#1"));
	assert_int_equal(tsm_verification_method_judge(
			     &doc, method, TSM_DID_ASSERTION, 0, 0),
	    TSM_DID_USABLE);
	assert_int_equal(tsm_verification_method_judge(
			     &doc, method, TSM_DID_AUTHENTICATION, 0, 0),
	    TSM_DID_USABLE);
	assert_int_equal(
	    tsm_verification_method_key(method, &key, NULL), TSM_OK);
	assert_int_equal(
	    tsm_did_key_public(tsm_str(ED_DID), &same, NULL), TSM_OK);
	assert_true(tsm_public_key_equal(key, same));
	tsm_public_key_free(&key);
	tsm_public_key_free(&same);
	tsm_arena_release(&arena);
}

static void jwk_refusals(void **state)
{
	static const struct {
		const char *jwk;
		enum tsm_status status;
	} cases[] = {
		{ JWK_OKP "x", TSM_E_SYNTAX },
		/* nothing gets out of the place that is the key's */
		{ JWK_OKP "}],\"assertionMethod\":[\"#1\"],\"a\":[{\"b\":{}",
		    TSM_E_SYNTAX },
		{ "[" JWK_OKP "]", TSM_E_VALUE },
		{ "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X
		  "\",\"x\":\"" ED_X "\"}",
		    TSM_E_DUPLICATE },
		{ "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X
		  "\",\"d\":\"" ED_X "\"}",
		    TSM_E_DENIED },
		{ "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" ED_X "\"}",
		    TSM_E_UNSUPPORTED },
		{ "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X
		  "\",\"use\":\"enc\"}",
		    TSM_E_VALUE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_arena arena;
		struct tsm_did_document doc;
		struct tsm_error err = { 0 };
		struct tsm_buf did;
		tsm_buf_init(&did, 0);
		tsm_arena_init(&arena, 0);
		tsm_buf_adds(&did, "did:jwk:");
		assert_int_equal(tsm_base64url_encode(
				     &did, cases[i].jwk, strlen(cases[i].jwk)),
		    TSM_OK);
		assert_int_equal(
		    tsm_did_expand(&arena, tsm_buf_str(&did), &doc, &err),
		    cases[i].status);
		assert_int_equal(err.status, cases[i].status);
		tsm_arena_release(&arena);
		tsm_buf_release(&did);
	}
	struct tsm_arena arena;
	struct tsm_did_document doc;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_did_expand(&arena, tsm_str("did:jwk:e%7D"), &doc, NULL),
	    TSM_E_SYNTAX);
	assert_int_equal(
	    tsm_did_expand(&arena, tsm_str(JWK_DID "#0"), &doc, NULL),
	    TSM_E_SYNTAX);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax),
		cmocka_unit_test(parts),
		cmocka_unit_test(methods),
		cmocka_unit_test(web_locations),
		cmocka_unit_test(web_from_url),
		cmocka_unit_test(key_expands),
		cmocka_unit_test(key_refusals),
		cmocka_unit_test(jwk_expands),
		cmocka_unit_test(jwk_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
