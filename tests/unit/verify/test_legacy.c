/* Open Badges 2.0: hosted and signed, and what is older. */
#include "legacy_world.h"

static const struct tsm_report *ask(struct world *w, const struct assertion *a)
{
	char *text = text_of_assertion(a);
	const struct tsm_report *r = verify_text(w, text);

	free(text);
	return r;
}

static const struct tsm_report *ask_signed(struct world *w,
    const struct test_key *key, const char *header, const struct assertion *a)
{
	char *payload = text_of_assertion(a);
	char *text = token(key, header, payload, false);
	const struct tsm_report *r = verify_text(w, text);

	free(payload);
	free(text);
	return r;
}

static void hosted_badge(void **state)
{
	struct world *w = *state;

	w->options.expected.email = "ada@example.org";
	const struct tsm_report *r = ask(w, &hosted);
	assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
	assert_code(r, TSM_CHECK_FORMAT, "format.open_badges_2");
	assert_code(r, TSM_CHECK_CONTEXT, "context.known");
	assert_code(r, TSM_CHECK_SCHEMA, "schema.open_badges_2");
	assert_code(r, TSM_CHECK_KEY, "key.hosted");
	assert_code(r, TSM_CHECK_CONTROLLER, "controller.hosted");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.hosted");
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.hosted");
	assert_code(r, TSM_CHECK_RECIPIENT, "recipient.match");
	assert_code(r, TSM_CHECK_ENDORSEMENTS, "endorsements.none");
	assert_non_null(r->facts);
	assert_string_equal(r->facts->achievement, "Just Society");
	assert_string_equal(r->facts->issuer_id, PROFILE);
	assert_string_equal(r->facts->issuer_name, "Federation");
	w->options.expected.email = "eve@example.org";
	r = ask(w, &hosted);
	assert_code(r, TSM_CHECK_RECIPIENT, "recipient.mismatch");
	assert_verdict(r, TSM_NOT_VALID);
}

/* On a list by the address of its profile. */
static void listed(void **state)
{
	struct world *w = *state;

	assert_int_equal(tsm_trust_add(w->trust, "Montana providers", PROFILE,
			     "Federation", NULL),
	    TSM_OK);
	assert_verdict(ask(w, &hosted), TSM_VERIFIED);
}

/* What was given says something else than what is published. */
static void given_differs(void **state)
{
	struct world *w = *state;
	struct assertion changes[4] = { hosted, hosted, hosted, hosted };

	changes[0].recipient = "{\"type\":\"email\",\"hashed\":false,"
			       "\"identity\":\"eve@example.org\"}";
	changes[1].issued = "2022-12-20T00:00:00Z";
	changes[2].badge = "\"" HOST "/ob2/badges/2\"";
	changes[3].more = ",\"expires\":\"2099-01-01T00:00:00Z\"";
	for (size_t i = 0; i < 4; i++) {
		const struct tsm_report *r = ask(w, &changes[i]);
		assert_code(r, TSM_CHECK_SIGNATURE, "signature.hosted_differs");
		assert_verdict(r, TSM_NOT_VALID);
		assert_string_equal(tsm_report_word(r), "ALTERED");
		assert_null(r->facts);
	}
	/* what is signed is revoked by a list, whatever a copy says of it */
	struct assertion shown = hosted;
	shown.verification = "{\"type\":\"SignedBadge\"}";
	serve_assertion(w, &shown);
	assert_code(
	    ask(w, &hosted), TSM_CHECK_SIGNATURE, "signature.hosted_differs");
	serve_assertion(w, &hosted);
	/* evidence may have been added since */
	changes[0] = hosted;
	changes[0].more = ",\"evidence\":\"" HOST "/work\"";
	assert_verdict(ask(w, &changes[0]), TSM_VERIFIED_ISSUER_UNLISTED);
}

static void not_published(void **state)
{
	struct world *w = *state;
	struct assertion a = hosted;
	static const struct {
		enum tsm_status status;
		const char *code;
	} cases[] = {
		{ TSM_E_NOT_FOUND, "signature.hosted_gone" },
		{ TSM_E_UNREACHABLE, "signature.hosted_unreachable" },
		{ TSM_E_DENIED, "signature.hosted_address" },
		{ TSM_E_UNSUPPORTED, "signature.hosted_address" },
	};

	for (size_t i = 0; i < 4; i++) {
		w->options.now += 301;
		serve(w, ID, NULL, cases[i].status);
		const struct tsm_report *r = ask(w, &a);
		assert_code(r, TSM_CHECK_SIGNATURE, cases[i].code);
		assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
		assert_null(r->facts);
	}
	static const char *const others[] = { "<html>", "{}",
		"{\"@context\":\"https://w3id.org/openbadges/v1\",\"id\":\"" ID
		"\",\"type\":\"Assertion\"}",
		"{" V2 ",\"id\":\"" ID "0\",\"type\":\"Assertion\"}" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		w->options.now += 301;
		serve(w, ID, format("%s", others[i]), TSM_OK);
		const struct tsm_report *r = ask(w, &a);
		assert_code(r, TSM_CHECK_SIGNATURE, "signature.hosted_gone");
		assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	}
}

static void revoked(void **state)
{
	struct world *w = *state;

	serve(w, ID,
	    format("{" V2 ",\"id\":\"" ID "\",\"revoked\":true,"
		   "\"revocationReason\":\"Given by mistake\"}"),
	    TSM_OK);
	const struct tsm_report *r = ask(w, &hosted);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	assert_verdict(r, TSM_NOT_VALID);
	assert_string_equal(tsm_report_word(r), "REVOKED");
	assert_non_null(strstr(r->deciding->detail, "mistake"));
	assert_null(r->facts);
}

/* Anybody can publish an assertion of somebody else's badge. */
static void elsewhere(void **state)
{
	struct world *w = *state;
	struct assertion a = hosted;
	static const struct {
		const char *scope;
		const char *code;
	} cases[] = {
		{ "", "controller.hosted_elsewhere" },
		{ ",\"verification\":{\"allowedOrigins\":\"evil.example\"}",
		    "controller.hosted" },
		{ ",\"verification\":{\"allowedOrigins\":[\"a.example\","
		  "\"b.example\"]}",
		    "controller.hosted_elsewhere" },
		{ ",\"verification\":{\"allowedOrigins\":[\"evil.example\"],"
		  "\"startsWith\":\"https://evil.example/b/\"}",
		    "controller.hosted_elsewhere" },
		{ ",\"verification\":{\"allowedOrigins\":[\"evil.example\"],"
		  "\"startsWith\":[\"https://b.example/\","
		  "\"https://evil.example/a/\"]}",
		    "controller.hosted" },
		{ ",\"verification\":{\"startsWith\":\"https://evil.example/"
		  "\"}",
		    "controller.hosted_elsewhere" },
	};

	a.id = "https://evil.example/a/1";
	serve_assertion(w, &a);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		serve_profile(w, cases[i].scope);
		const struct tsm_report *r = ask(w, &a);
		assert_code(r, TSM_CHECK_CONTROLLER, cases[i].code);
		if (strcmp(cases[i].code, "controller.hosted") == 0)
			continue;
		assert_verdict(r, TSM_NOT_VALID);
		assert_null(r->facts);
	}
}

/* Where all share a host, who publishes what is told by how it begins. */
static void out_of_scope(void **state)
{
	struct world *w = *state;
	struct assertion a = hosted;
	static const struct {
		const char *id;
		const char *code;
	} cases[] = {
		{ "https://evil.example/b/1", "controller.hosted" },
		{ "https://evil.example/b/1..2/...?q=a%20b",
		    "controller.hosted" },
		{ "https://evil.example/b/../a/1",
		    "controller.hosted_elsewhere" },
		{ "https://evil.example/b/./1", "controller.hosted_elsewhere" },
		{ "https://evil.example/b/..?1",
		    "controller.hosted_elsewhere" },
		{ "https://evil.example/b/x/..",
		    "controller.hosted_elsewhere" },
		{ "https://evil.example/b/%2E./a/1",
		    "controller.hosted_elsewhere" },
		{ "https://evil.example/b/..%2fa/1",
		    "controller.hosted_elsewhere" },
		{ "https://evil.example/b/..%5Ca/1",
		    "controller.hosted_elsewhere" },
	};

	serve_profile(w,
	    ",\"verification\":{\"allowedOrigins\":\"evil.example\","
	    "\"startsWith\":\"https://evil.example/b/\"}");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		a.id = cases[i].id;
		serve_assertion(w, &a);
		assert_code(ask(w, &a), TSM_CHECK_CONTROLLER, cases[i].code);
	}
}

static void no_profile(void **state)
{
	struct world *w = *state;

	serve(w, PROFILE, NULL, TSM_E_UNREACHABLE);
	const struct tsm_report *r = ask(w, &hosted);
	assert_code(r, TSM_CHECK_CONTROLLER, "controller.profile_unreachable");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	serve_profile(w, "");
	serve_badge(w, HOST "/ob2/badges/2");
	r = ask(w, &hosted);
	assert_code(r, TSM_CHECK_CONTROLLER, "controller.profile");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	assert_null(r->facts);
}

static void dates(void **state)
{
	struct world *w = *state;
	struct assertion a = hosted;

	a.more = ",\"expires\":\"2022-01-01T00:00:00Z\"";
	serve_assertion(w, &a);
	const struct tsm_report *r = ask(w, &a);
	assert_code(r, TSM_CHECK_VALIDITY, "validity.expired");
	assert_verdict(r, TSM_NOT_VALID);
	a.more = "";
	a.issued = "2099-01-01T00:00:00Z";
	serve_assertion(w, &a);
	assert_code(ask(w, &a), TSM_CHECK_VALIDITY, "validity.not_yet");
}

/* A saved copy does not say what its website says now. */
static void saved_copy(void **state)
{
	struct world *w = *state;

	w->saved_at = NOW - YEAR;
	const struct tsm_report *r = ask(w, &hosted);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.date_not_covered");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
}

static void signed_badge(void **state)
{
	struct world *w = *state;
	const struct assertion a = SIGNED;

	w->options.expected.email = "a@example.com";
	const struct tsm_report *r =
	    ask_signed(w, &w->key, "{\"alg\":\"ES256\"}", &a);
	assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
	assert_code(r, TSM_CHECK_FORMAT, "format.open_badges_2");
	assert_code(r, TSM_CHECK_KEY, "key.found");
	assert_code(r, TSM_CHECK_CONTROLLER, "controller.issuer");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.valid");
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.none_declared");
	assert_code(r, TSM_CHECK_RECIPIENT, "recipient.match");
	assert_string_equal(r->proof.kind, "jws");

	r = ask_signed(w, &w->other, "{\"alg\":\"ES256\"}", &a);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.invalid");
	assert_null(r->facts);
	r = ask_signed(w, &w->key, "{\"alg\":\"RS256\"}", &a);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.alg_mismatch");
	r = ask_signed(w, &w->key, "{\"alg\":\"none\"}", &a);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.alg_not_allowed");
	r = ask_signed(w, &w->key, "{\"alg\":\"HS256\"}", &a);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.alg_not_allowed");
	/* the words without the token */
	r = ask(w, &a);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.no_proof");
	assert_verdict(r, TSM_NOT_VALID);
}

static void keys(void **state)
{
	struct world *w = *state;
	struct assertion a = SIGNED;
	const char *header = "{\"alg\":\"ES256\"}";

	/* without a creator, the profile's own */
	a.verification = "{\"type\":\"SignedBadge\"}";
	assert_verdict(
	    ask_signed(w, &w->key, header, &a), TSM_VERIFIED_ISSUER_UNLISTED);
	/* one that the profile does not list */
	a.verification = "{\"type\":\"SignedBadge\",\"creator\":"
			 "\"https://evil.example/key\"}";
	assert_code(ask_signed(w, &w->other, header, &a), TSM_CHECK_KEY,
	    "key.not_found");
	assert_null(page_find(w, "https://evil.example/key"));
	a.verification = "{\"type\":\"SignedBadge\",\"creator\":\"" KEY "\"}";
	serve_key(w, &w->key, "https://evil.example/issuer");
	assert_code(ask_signed(w, &w->key, header, &a), TSM_CHECK_CONTROLLER,
	    "controller.not_issuer");
	w->options.now += 301;
	serve(w, KEY, NULL, TSM_E_UNREACHABLE);
	const struct tsm_report *r = ask_signed(w, &w->key, header, &a);
	assert_code(r, TSM_CHECK_KEY, "key.did_unreachable");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	serve(w, KEY, format("{\"id\":\"" KEY "\"}"), TSM_OK);
	assert_code(ask_signed(w, &w->key, header, &a), TSM_CHECK_KEY,
	    "key.did_document");
	/* a document, and in it no key that could be used */
	static const char *const pems[][2] = {
		{ "PRIVATE KEY-----\\nAAAA", "key.private_in_document" },
		{ "PUBLIC KEY-----\\nAAAA", "key.unusable" },
		{ "PUBLIC KEY-----\\nMCowBQYDK2VuAyEAKRsCD2DUYNqFNbF6atwHWre"
		  "2ITDvM518ynIFCThbHBQ=",
		    "key.type" },
	};
	for (size_t i = 0; i < sizeof(pems) / sizeof(pems[0]); i++) {
		serve(w, KEY,
		    format("{\"id\":\"" KEY "\",\"publicKeyPem\":\"-----BEGIN "
			   "%s\\n-----END %.*s-----\\n\"}",
			pems[i][0], (int)strcspn(pems[i][0], "-"), pems[i][0]),
		    TSM_OK);
		w->options.now += 301;
		assert_code(ask_signed(w, &w->key, header, &a), TSM_CHECK_KEY,
		    pems[i][1]);
	}
}

static void revocation_list(void **state)
{
	struct world *w = *state;
	const struct assertion a = SIGNED;
	const char *header = "{\"alg\":\"ES256\"}";

	serve_profile(w, ",\"revocationList\":\"" LIST "\"");
	const struct tsm_report *r = ask_signed(w, &w->key, header, &a);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.list_unreachable");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	serve(w, LIST,
	    format("{" V2 ",\"type\":\"RevocationList\",\"id\":\"" LIST
		   "\",\"issuer\":\"" PROFILE
		   "\",\"revokedAssertions\":[\"urn:uuid:1\"]}"),
	    TSM_OK);
	w->options.now += 4000;
	r = ask_signed(w, &w->key, header, &a);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.list_unsigned");
	assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
	serve(w, LIST,
	    format("{\"id\":\"" LIST "\",\"revokedAssertions\":[\"urn:uuid:1"
		   "\",{\"id\":\"%s\",\"revocationReason\":\"So\"}]}",
		a.id),
	    TSM_OK);
	w->options.now += 4000;
	r = ask_signed(w, &w->key, header, &a);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	assert_verdict(r, TSM_NOT_VALID);
	/* several, of which one says so */
	serve_profile(w, ",\"revocationList\":[{\"id\":\"" LIST "\"}]");
	r = ask_signed(w, &w->key, header, &a);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	/* what cannot be asked has not said no */
	static const char *const wrong[] = { "7", "{}", "[7]", "[[]]", "true" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char more[64];
		(void)snprintf(
		    more, sizeof(more), ",\"revocationList\":%s", wrong[i]);
		serve_profile(w, more);
		r = ask_signed(w, &w->key, header, &a);
		assert_code(
		    r, TSM_CHECK_REVOCATION, "revocation.entry_invalid");
		assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	}
	serve_profile(w, ",\"revocationList\":null");
	r = ask_signed(w, &w->key, header, &a);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.none_declared");
}

static void rules(void **state)
{
	struct world *w = *state;
	struct assertion changes[6] = { hosted, hosted, hosted, hosted, hosted,
		hosted };
	static const char *const places[] = { "/id", "/badge", "/verification",
		"/recipient/hashed", "/issuedOn", "/expires" };

	changes[0].id = "not a url";
	changes[1].badge = "7";
	changes[2].verification = "{}";
	changes[3].recipient = "{\"type\":\"email\",\"identity\":\"a@b.example"
			       "\"}";
	changes[4].issued = "2021-12-20";
	changes[5].more = ",\"expires\":1640000000";
	for (size_t i = 0; i < 6; i++) {
		const struct tsm_report *r = ask(w, &changes[i]);
		assert_code(r, TSM_CHECK_SCHEMA, "schema.ob2");
		assert_verdict(r, TSM_NOT_VALID);
		assert_string_equal(r->deciding->place, places[i]);
	}
}

/* Blockcerts and others verify by an extension of their own. */
static void extensions(void **state)
{
	struct world *w = *state;
	struct assertion a = hosted;

	a.verification = "{\"type\":[\"MerkleProofVerification2017\","
			 "\"Extension\"]}";
	const struct tsm_report *r = ask(w, &a);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.suite_unsupported");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	assert_non_null(
	    strstr(r->deciding->detail, "MerkleProofVerification2017"));
	assert_null(r->facts);
	a.verification = "{\"type\":[]}";
	assert_code(
	    ask(w, &a), TSM_CHECK_SIGNATURE, "signature.suite_unsupported");
}

/* Named, and not checked: versions 1 and the parts of a badge. */
static void others(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *text;
		enum tsm_check check;
		const char *code;
	} cases[] = {
		{ "{\"@context\":\"https://w3id.org/openbadges/v1\",\"type\":"
		  "\"Assertion\"}",
		    TSM_CHECK_INPUT, "input.open_badges_2" },
		{ "{\"uid\":\"1\",\"recipient\":{},\"badge\":\"https://x."
		  "example/b\",\"verify\":{\"type\":\"hosted\"}}",
		    TSM_CHECK_INPUT, "input.open_badges_2" },
		{ "{\"recipient\":\"a@b.example\",\"badge\":{}}",
		    TSM_CHECK_INPUT, "input.open_badges_2" },
		{ "{" V2 ",\"type\":\"BadgeClass\",\"id\":\"" BADGE "\"}",
		    TSM_CHECK_FORMAT, "format.not_a_credential" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_report *r = verify_text(w, cases[i].text);
		assert_code(r, cases[i].check, cases[i].code);
		assert_verdict(r, cases[i].check == TSM_CHECK_INPUT
				      ? TSM_COULD_NOT_BE_CHECKED
				      : TSM_NOT_VALID);
		assert_null(r->facts);
	}
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_legacy, teardown_world)
	const struct CMUnitTest tests[] = {
		T(hosted_badge),
		T(listed),
		T(given_differs),
		T(not_published),
		T(revoked),
		T(elsewhere),
		T(out_of_scope),
		T(no_profile),
		T(dates),
		T(saved_copy),
		T(signed_badge),
		T(keys),
		T(revocation_list),
		T(rules),
		T(extensions),
		T(others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
