/* Signatures and keys: what must not work. */
#include "world.h"

static void altered(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *text = badge_token(&b);
	struct tsm_buf forged;

	/* The signature of one payload under another. */
	b.extra = "\"awardedDate\":\"2021-12-18T00:00:00Z\",";
	char *other = badge_token(&b);
	tsm_buf_init(&forged, 0);
	tsm_buf_add(&forged, other, (size_t)(strrchr(other, '.') - other));
	tsm_buf_adds(&forged, strrchr(text, '.'));
	const struct tsm_report *r = verify_text(w, tsm_buf_cstr(&forged));
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.invalid");
	assert_verdict(r, TSM_NOT_VALID);
	assert_string_equal(tsm_report_word(r), "ALTERED");
	assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
	tsm_buf_release(&forged);
	free(text);
	free(other);
}

struct header_case {
	const char *header;
	const char *code;
	enum tsm_check check;
	enum tsm_verdict verdict;
};

static void headers(void **state)
{
	struct world *w = *state;
	static const struct header_case cases[] = {
		{ "{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" KID "\"}",
		    "signature.alg_not_allowed", TSM_CHECK_SIGNATURE,
		    TSM_NOT_VALID },
		{ "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" KID "\"}",
		    "signature.alg_not_allowed", TSM_CHECK_SIGNATURE,
		    TSM_NOT_VALID },
		{ "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"kid\":\"" KID "\"}",
		    "signature.alg_unsupported", TSM_CHECK_SIGNATURE,
		    TSM_COULD_NOT_BE_CHECKED },
		{ "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" KID "\"}",
		    "signature.alg_mismatch", TSM_CHECK_SIGNATURE,
		    TSM_NOT_VALID },
		{ "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"" KID "\"}",
		    "signature.alg_mismatch", TSM_CHECK_SIGNATURE,
		    TSM_NOT_VALID },
		{ "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false,"
		  "\"kid\":\"" KID "\"}",
		    "signature.header", TSM_CHECK_SIGNATURE, TSM_NOT_VALID },
		{ "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", "key.not_named",
		    TSM_CHECK_KEY, TSM_NOT_VALID },
		{ "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" DID
		  "#es256-2\"}",
		    "key.not_found", TSM_CHECK_KEY, TSM_NOT_VALID },
		{ "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" DID "\"}",
		    "key.not_found", TSM_CHECK_KEY, TSM_NOT_VALID },
		{ "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":"
		  "\"did:web:evil.example#es256-1\"}",
		    "controller.not_issuer", TSM_CHECK_CONTROLLER,
		    TSM_NOT_VALID },
		{ "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":"
		  "\"http://issuer.example/key\"}",
		    "key.did_not_found", TSM_CHECK_KEY,
		    TSM_COULD_NOT_BE_CHECKED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		b.header = cases[i].header;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, cases[i].check, cases[i].code);
		assert_verdict(r, cases[i].verdict);
		assert_string_equal(r->deciding->code->name, cases[i].code);
		assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
	}
	/* Another's DID is not even looked up. */
	assert_null(page_find(w, "https://evil.example/.well-known/did.json"));
}

static void der_signature(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.der = true;
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_SIGNATURE, "signature.invalid");
}

static void foreign_key_under_our_kid(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.key = &w->other;
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_SIGNATURE, "signature.invalid");
}

static void jwk_in_header(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *own = format(
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"jwk\":%s}", w->key.jwk);
	char *foreign = format(
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"jwk\":%s}", w->other.jwk);

	/* The issuer's document holds it. */
	b.header = own;
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	/* It does not. */
	b.header = foreign;
	b.key = &w->other;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_CONTROLLER, "controller.not_issuer");
	assert_verdict(r, TSM_NOT_VALID);
	assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
	/* Nothing reachable: an open question, no forgery. */
	w->options.now += 301;
	serve(w, DID_URL, NULL, TSM_E_UNREACHABLE);
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_CONTROLLER, "controller.unreachable");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	free(own);
	free(foreign);
}

static void kid_is_an_address(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" HOST
		   "/issuers/mfpe/keys/es256-1\"}";
	serve(w, HOST "/issuers/mfpe/keys/es256-1", format("%s", w->key.jwk),
	    TSM_OK);
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	w->options.now += 301;
	serve(w, HOST "/issuers/mfpe/keys/es256-1", format("%s", w->other.jwk),
	    TSM_OK);
	b.key = &w->other;
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_CONTROLLER, "controller.not_issuer");
	w->options.now += 301;
	serve(w, HOST "/issuers/mfpe/keys/es256-1", format("<html>"), TSM_OK);
	assert_code(verify_badge(w, &b), TSM_CHECK_KEY, "key.did_document");
	w->options.now += 301;
	serve(w, HOST "/issuers/mfpe/keys/es256-1", NULL, TSM_E_DENIED);
	assert_code(verify_badge(w, &b), TSM_CHECK_KEY, "key.address_refused");
	serve(w, HOST "/issuers/mfpe/keys/es256-1", NULL, TSM_E_UNSUPPORTED);
	assert_code(verify_badge(w, &b), TSM_CHECK_KEY, "key.address_refused");
}

#define HTTPS_ISSUER HOST "/issuers/565049"
#define JWKS_URL     HOST "/.well-known/jwks.json"

/* An issuer that is a web address: its host's key set binds the key. */
static void https_issuer(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *header = format(
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"jwk\":%s}", w->key.jwk);

	b.header = header;
	b.issuer = HTTPS_ISSUER;
	b.status = NULL;
	b.claims = NULL;
	size_t len = strlen(w->key.jwk);
	serve(w, JWKS_URL,
	    format("{\"keys\":[%s,{\"kty\":\"oct\"},%.*s,\"kid\":\"k1\"}]}",
		w->other.jwk, (int)len - 1, w->key.jwk),
	    TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.claim_missing");

	w->options.now += 301;
	serve(w, JWKS_URL, format("{\"keys\":[%s]}", w->other.jwk), TSM_OK);
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_CONTROLLER, "controller.not_issuer");
	/* Of an address that is never called nobody knows the key set; what is
	 * no address has none. */
	static const char *const others[] = { "http://issuer.example/i",
		"https://u@issuer.example/i", "https:///i", "urn:x:i" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		bool last = i == 3;
		w->options.now += 301;
		serve(
		    w, JWKS_URL, format("{\"keys\":[%s]}", w->key.jwk), TSM_OK);
		b.issuer = others[i];
		r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_KEY,
		    last ? "key.found" : "key.address_refused");
		assert_code(r, TSM_CHECK_CONTROLLER,
		    last ? "controller.not_issuer" : "not_evaluated");
		assert_verdict(
		    r, last ? TSM_NOT_VALID : TSM_COULD_NOT_BE_CHECKED);
	}
	b.issuer = HTTPS_ISSUER;
	/* A key that is marked as another issuer's. */
	w->options.now += 301;
	serve(w, JWKS_URL,
	    format("{\"keys\":[%.*s,\"iss\":\"" HOST "/issuers/1\"}]}",
		(int)len - 1, w->key.jwk),
	    TSM_OK);
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_CONTROLLER, "controller.not_issuer");
	w->options.now += 301;
	serve(w, JWKS_URL, NULL, TSM_E_UNREACHABLE);
	assert_code(verify_badge(w, &b), TSM_CHECK_CONTROLLER,
	    "controller.unreachable");
	free(header);

	/* kid names one of that set. */
	b.header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k1\"}";
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_KEY, "key.did_unreachable");
	assert_code(r, TSM_CHECK_CONTROLLER, "not_evaluated");
	serve(w, JWKS_URL,
	    format("{\"keys\":[%s,{\"kty\":\"oct\",\"kid\":\"k1\"},"
		   "%.*s,\"kid\":\"k1\"}]}",
		w->other.jwk, (int)len - 1, w->key.jwk),
	    TSM_OK);
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED_ISSUER_UNLISTED);
	b.header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k2\"}";
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_KEY, "key.not_found");
	assert_code(r, TSM_CHECK_CONTROLLER, "not_evaluated");
	assert_verdict(r, TSM_NOT_VALID);
}

/* A fragment that looks like a key, in a document that lists none such. */
static void fragment_is_no_proof(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.header = "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"" DID
		   "#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi\"}";
	assert_code(verify_badge(w, &b), TSM_CHECK_KEY, "key.not_found");
}

static void relations_and_windows(void **state)
{
	struct world *w = *state;
	/* The credential says that it was signed on 2021-12-20. */
	static const struct {
		const char *window;
		bool asserts;
		const char *code;
	} cases[] = {
		{ "", false, "controller.not_for_assertion" },
		{ "\"revoked\":\"2023-01-01T00:00:00Z\",", true,
		    "controller.key_revoked" },
		{ "\"revoked\":\"2030-01-01T00:00:00Z\",", true,
		    "controller.issuer" },
		{ "\"expires\":\"2021-12-19T00:00:00Z\",", true,
		    "controller.key_expired_before_signing" },
		{ "\"expires\":\"2025-12-19T00:00:00Z\",", true,
		    "controller.issuer" },
		{ "\"expires\":\"soon\",", true, "controller.window" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		w->options.now += 301;
		serve(w, DID_URL,
		    did_document(w, DID, cases[i].window, cases[i].asserts),
		    TSM_OK);
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_CONTROLLER, cases[i].code);
		if (strcmp(cases[i].code, "controller.issuer") == 0)
			assert_verdict(r, TSM_VERIFIED);
		else
			assert_verdict(r, TSM_NOT_VALID);
	}
	/* of whom does not say when it signed, none is told */
	struct badge b = badge(w);
	b.valid_from = "soon";
	b.claims = NULL;
	w->options.now += 301;
	serve(w, DID_URL,
	    did_document(w, DID, "\"expires\":\"2022-12-19T00:00:00Z\",", true),
	    TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(
	    r, TSM_CHECK_CONTROLLER, "controller.key_expired_before_signing");
	assert_string_equal(r->checks[TSM_CHECK_CONTROLLER].detail,
	    "The key was in use until 2022-12-19T00:00:00Z; the signer states "
	    "to have signed at an unstated time.");
}

/* iat says when it was signed, nbf where there is none. */
static void signed_when(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	serve(w, DID_URL,
	    did_document(w, DID, "\"expires\":\"2021-12-25T00:00:00Z\",", true),
	    TSM_OK);
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_CONTROLLER, "controller.issuer");
	b.claims = CLAIMS ",\"iat\":1640390400";
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_CONTROLLER, "controller.issuer");
	b.claims = CLAIMS ",\"iat\":1640390401";
	assert_code(verify_badge(w, &b), TSM_CHECK_CONTROLLER,
	    "controller.key_expired_before_signing");
}

/* A receipt of before the key was revoked holds what it names, no more. */
static void held_by_a_receipt(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	const int64_t revoked = 1672531200; /* 2023-01-01, signed 2021-12-20 */
	char sha256[TSM_SHA256_HEX], other[TSM_SHA256_HEX];
	struct tsm_held held = { .sha256 = sha256, .by = "somebody" };
	char *text = badge_token(&b);

	w->options.no_cache = true;
	const struct tsm_report *r = verify_text(w, text);
	char *thumbprint = format("%s", r->proof.thumbprint);
	assert_int_equal(tsm_sha256_hex(text, strlen(text), sha256), TSM_OK);
	assert_string_equal(r->proof.sha256, sha256);
	assert_int_equal(tsm_sha256_hex("x", 1, other), TSM_OK);
	const struct {
		int64_t at;
		const char *sha256;
		const char *thumbprint;
		const char *window;
		bool asserts;
		const char *code;
	} cases[] = {
		{ revoked - 1, sha256, thumbprint, "", true,
		    "controller.held" },
		/* as a revoked key is published: for nothing any more */
		{ revoked - 1, sha256, thumbprint, "", false,
		    "controller.held" },
		{ revoked, sha256, thumbprint, "", true,
		    "controller.key_revoked" },
		{ revoked - 1, other, thumbprint, "", true,
		    "controller.key_revoked" },
		{ revoked - 1, sha256, "x", "", true,
		    "controller.key_revoked" },
		/* older than the credential says it is */
		{ 1600000000, sha256, thumbprint, "", true,
		    "controller.key_revoked" },
		/* out of use before it signed */
		{ revoked - 1, sha256, thumbprint,
		    "\"expires\":\"2021-12-19T00:00:00Z\",", true,
		    "controller.key_revoked" },
		{ revoked - 1, sha256, thumbprint, "\"expires\":\"soon\",",
		    true, "controller.key_revoked" },
	};
	w->options.held = &held;
	w->options.n_held = 1;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *window = format(
		    "\"revoked\":\"2023-01-01T00:00:00Z\",%s", cases[i].window);
		serve(w, DID_URL,
		    did_document(w, DID, window, cases[i].asserts), TSM_OK);
		held.at = cases[i].at;
		held.sha256 = cases[i].sha256;
		held.thumbprint = cases[i].thumbprint;
		r = verify_text(w, text);
		assert_code(r, TSM_CHECK_CONTROLLER, cases[i].code);
		if (strcmp(cases[i].code, "controller.held") == 0) {
			assert_code(r, TSM_CHECK_SIGNATURE, "signature.valid");
			assert_string_equal(
			    r->checks[TSM_CHECK_CONTROLLER].detail,
			    "So says somebody.");
			/* its lists are signed by the same revoked key */
			assert_code(r, TSM_CHECK_REVOCATION,
			    "revocation.list_signature");
			assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
		} else {
			assert_verdict(r, TSM_NOT_VALID);
		}
		free(window);
	}
	free(text);
	free(thumbprint);
}

/* A key in use until later says whose word the time of signing is. */
static void window_is_explained(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	serve(w, DID_URL,
	    did_document(w, DID, "\"expires\":\"2022-12-19T00:00:00Z\",", true),
	    TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_non_null(r->checks[TSM_CHECK_CONTROLLER].detail);
	assert_non_null(
	    strstr(r->checks[TSM_CHECK_CONTROLLER].detail, "signer states"));
}

static void documents(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct {
		char *body;
		enum tsm_status status;
		const char *code;
	} cases[] = {
		{ NULL, TSM_E_UNREACHABLE, "key.did_unreachable" },
		{ NULL, TSM_E_NOT_FOUND, "key.did_not_found" },
		{ NULL, TSM_E_DENIED, "key.address_refused" },
		{ NULL, TSM_E_UNSUPPORTED, "key.address_refused" },
		{ NULL, TSM_E_LIMIT, "key.did_unreachable" },
		{ format("<html></html>"), TSM_OK, "key.did_document" },
		{ format("{}"), TSM_OK, "key.did_document" },
		{ did_document(w, "did:web:evil.example", "", true), TSM_OK,
		    "key.did_document" },
		{ format("{\"id\":\"" DID "\",\"id\":\"" DID "\"}"), TSM_OK,
		    "key.did_document" },
		{ format("{\"id\":\"" DID "\"}"), TSM_OK, "key.not_found" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		w->options.now += 301;
		serve(w, DID_URL, cases[i].body, cases[i].status);
		assert_code(verify_badge(w, &b), TSM_CHECK_KEY, cases[i].code);
	}
}

#define PORT_DID "did:web:issuer.example%3A8443"

/* A port is let through where the DID names it, and there alone. */
static void ports(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *url;
		unsigned port;
	} cases[] = {
		{ HOST ":8443/list", 8443 },
		{ HOST ":8444/list", 0 },
		{ HOST "/list", 0 },
		{ "https://other.example:8443/list", 0 },
	};
	struct badge b = badge(w);

	b.issuer = PORT_DID;
	b.header = "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" PORT_DID
		   "#es256-1\"}";
	b.claims = NULL;
	serve(w, HOST ":8443/.well-known/did.json",
	    did_document(w, PORT_DID, "", true), TSM_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *status = format(
		    "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":"
		    "\"revocation\",\"statusListIndex\":\"5\","
		    "\"statusListCredential\":\"%s\"}",
		    cases[i].url);
		b.status = status;
		serve(w, cases[i].url, format("no list"), TSM_OK);
		assert_code(verify_badge(w, &b), TSM_CHECK_REVOCATION,
		    "revocation.list_invalid");
		assert_int_equal(port_allowed(w, cases[i].url), cases[i].port);
		free(status);
	}
	assert_int_equal(
	    port_allowed(w, HOST ":8443/.well-known/did.json"), 8443);
}

/* A document that gives the private key away is worse than none. */
static void private_in_document(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	serve(w, DID_URL,
	    format("{\"id\":\"" DID "\",\"verificationMethod\":[{\"id\":\"" KID
		   "\",\"type\":\"JsonWebKey\",\"controller\":\"" DID
		   "\",\"publicKeyJwk\":%.*s,\"d\":\"AAAA\"}}],"
		   "\"assertionMethod\":[\"" KID "\"]}",
		(int)strlen(w->key.jwk) - 1, w->key.jwk),
	    TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_KEY, "key.private_in_document");
	assert_verdict(r, TSM_NOT_VALID);
}

static void unknown_method(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.issuer = "did:example:123";
	b.header = "{\"alg\":\"ES256\",\"kid\":\"did:example:123#k\"}";
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_KEY, "key.did_method");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
}

/* iss, jti, nbf, exp and sub may not say something else. */
static void claims(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *claims;
		const char *code;
	} cases[] = {
		{ ",\"iss\":\"did:web:evil.example\",\"jti\":\"" BADGE_ID
		  "\",\"nbf\":1639958400,\"sub\":\"" SUBJECT_ID "\"",
		    "signature.claim_mismatch" },
		{ ",\"iss\":\"" DID "\",\"jti\":\"urn:uuid:other\","
		  "\"nbf\":1639958400,\"sub\":\"" SUBJECT_ID "\"",
		    "signature.claim_mismatch" },
		{ ",\"iss\":\"" DID "\",\"jti\":\"" BADGE_ID
		  "\",\"nbf\":1639958401,\"sub\":\"" SUBJECT_ID "\"",
		    "signature.claim_mismatch" },
		{ ",\"iss\":\"" DID "\",\"jti\":\"" BADGE_ID
		  "\",\"nbf\":1639958400,\"sub\":\"did:example:1\"",
		    "signature.claim_mismatch" },
		{ ",\"iss\":\"" DID "\",\"jti\":\"" BADGE_ID
		  "\",\"nbf\":1639958400",
		    "signature.claim_missing" },
		/* dates that are none, also where there is nothing to compare */
		{ CLAIMS ",\"exp\":\"1893456000\"",
		    "signature.claim_mismatch" },
		{ CLAIMS ",\"exp\":9223372036854775806",
		    "signature.claim_mismatch" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		b.claims = cases[i].claims;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_SIGNATURE, cases[i].code);
		if (strcmp(cases[i].code, "signature.claim_missing") == 0)
			assert_verdict(r, TSM_VERIFIED);
		else
			assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
	}
	struct badge b = badge(w);
	b.valid_until = "2030-01-01T00:00:00Z";
	b.claims = CLAIMS ",\"exp\":1";
	assert_code(verify_badge(w, &b), TSM_CHECK_SIGNATURE,
	    "signature.claim_mismatch");
}

/* A subject id exchanged under an old signature. */
static void other_subject(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.subject = "{\"id\":\"did:example:thief\",\"type\":"
		    "[\"AchievementSubject\"]," ACHIEVEMENT "}";
	assert_code(verify_badge(w, &b), TSM_CHECK_SIGNATURE,
	    "signature.claim_mismatch");
}

/* The W3C form needs no claims beside the credential. */
static void w3c_form(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.header = "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"cty\":\"vc\","
		   "\"kid\":\"" KID "\"}";
	b.claims = ",\"iss\":\"" DID "\"";
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.valid");
	assert_verdict(r, TSM_VERIFIED);
	assert_string_equal(r->proof.kind, "vc+jwt");
	assert_string_equal(r->proof.alg, "ES256");
	assert_string_equal(r->proof.key, KID);
	b = badge(w);
	assert_string_equal(verify_badge(w, &b)->proof.kind, "vc-jwt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(altered),
		world_test(headers),
		world_test(der_signature),
		world_test(foreign_key_under_our_kid),
		world_test(jwk_in_header),
		world_test(kid_is_an_address),
		world_test(https_issuer),
		world_test(fragment_is_no_proof),
		world_test(relations_and_windows),
		world_test(signed_when),
		world_test(held_by_a_receipt),
		world_test(window_is_explained),
		world_test(documents),
		world_test(ports),
		world_test(private_in_document),
		world_test(unknown_method),
		world_test(claims),
		world_test(other_subject),
		world_test(w3c_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
