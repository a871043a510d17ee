/* Credentials as other makers write them. */
#include "world.h"

#define VC1 "https://www.w3.org/2018/credentials/v1"

/* A token of data model 1.1, with its vc claim; more: members of that. */
static char *old_token(const struct test_key *key, const char *header,
    const char *issuer, const char *more)
{
	char *payload = format(
	    "{\"iss\":\"%s\",\"nbf\":1639958400,\"sub\":\"" SUBJECT_ID "\","
	    "\"vc\":{\"@context\":[\"" VC1 "\"],\"type\":["
	    "\"VerifiableCredential\"],\"credentialSubject\":{}%s}}",
	    issuer, more);
	char *whole = token(key, header, payload, false);
	free(payload);
	return whole;
}

static const struct tsm_report *verify_old(struct world *w,
    const struct test_key *key, const char *header, const char *more)
{
	char *text = old_token(key, header, DID, more);
	const struct tsm_report *r = verify_text(w, text);

	free(text);
	return r;
}

/* VC 1.1 section 6.3.1: kid may be left out where the issuer has one key. */
static void no_kid(void **state)
{
	struct world *w = *state;
	const char *header = "{\"alg\":\"ES256\",\"typ\":\"JWT\"}";
	struct badge b = badge(w);

	assert_verdict(verify_old(w, &w->key, header, ""), TSM_VERIFIED);
	const struct tsm_report *r = verify_old(w, &w->other, header, "");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.invalid");
	assert_verdict(r, TSM_NOT_VALID);
	/* of another type than the issuer's key */
	r = verify_old(w, &w->key, "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}", "");
	assert_code(r, TSM_CHECK_KEY, "key.not_named");
	/* Model 2.0 wants it named. */
	b.header = header;
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_KEY, "key.not_named");
	assert_verdict(r, TSM_NOT_VALID);

	/* a key for presenting is not the one */
	w->options.now += 301;
	serve(w, DID_URL, did_document(w, DID, "", false), TSM_OK);
	r = verify_old(w, &w->key, header, "");
	assert_code(r, TSM_CHECK_KEY, "key.not_named");
	/* of two it is not clear which */
	w->options.now += 301;
	serve(w, DID_URL,
	    format("{\"id\":\"" DID "\",\"assertionMethod\":[{\"id\":\"" DID
		   "#a\",\"type\":\"JsonWebKey\",\"controller\":\"" DID
		   "\",\"publicKeyJwk\":%s},{\"id\":\"" DID
		   "#b\",\"type\":\"JsonWebKey\",\"controller\":\"" DID
		   "\",\"publicKeyJwk\":%s}]}",
		w->key.jwk, w->other.jwk),
	    TSM_OK);
	r = verify_old(w, &w->key, header, "");
	assert_code(r, TSM_CHECK_KEY, "key.not_named");
	assert_verdict(r, TSM_NOT_VALID);
	/* where it cannot be looked up, it is open */
	w->options.now += 301;
	serve(w, DID_URL, NULL, TSM_E_UNREACHABLE);
	r = verify_old(w, &w->key, header, "");
	assert_code(r, TSM_CHECK_KEY, "key.did_unreachable");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
}

/* Its end binds though the token says none. */
static void old_end(void **state)
{
	struct world *w = *state;

	assert_code(verify_old(w, &w->key, HEADER,
			",\"expirationDate\":\"2025-12-31T23:59:00Z\""),
	    TSM_CHECK_VALIDITY, "validity.current");
	const struct tsm_report *r = verify_old(
	    w, &w->key, HEADER, ",\"expirationDate\":\"2025-12-31T23:58:59Z\"");
	assert_code(r, TSM_CHECK_VALIDITY, "validity.expired");
	assert_verdict(r, TSM_NOT_VALID);
	assert_string_equal(r->facts->valid_until, "2025-12-31T23:58:59Z");
}

/* A revoked key is no less revoked for not being named. */
static void no_kid_revoked(void **state)
{
	struct world *w = *state;

	serve(w, DID_URL,
	    did_document(w, DID, "\"revoked\":\"2025-01-01T00:00:00Z\",", true),
	    TSM_OK);
	const struct tsm_report *r =
	    verify_old(w, &w->key, "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", "");
	assert_code(r, TSM_CHECK_CONTROLLER, "controller.key_revoked");
	assert_verdict(r, TSM_NOT_VALID);
}

static void certificates(void **state)
{
	struct world *w = *state;
	static const char *const members[] = { "\"x5c\":[\"MIIB\"]",
		"\"x5u\":\"https://issuer.example/c\"", "\"x5t\":\"AAAA\"",
		"\"x5t#S256\":\"AAAA\"" };

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		struct badge b = badge(w);
		char *header = format("{\"alg\":\"ES256\",%s}", members[i]);
		b.header = header;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_KEY, "key.certificate");
		assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
		assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
		/* nor is it the issuer's only key for that */
		assert_code(verify_old(w, &w->key, header, ""), TSM_CHECK_KEY,
		    "key.certificate");
		free(header);
		/* beside a kid it says nothing */
		header = format(
		    "{\"alg\":\"ES256\",\"kid\":\"" KID "\",%s}", members[i]);
		b.header = header;
		assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
		free(header);
	}
}

#define TEN             "abcdefghij"
#define EIGHTY_LESS_ONE TEN TEN TEN TEN TEN TEN TEN "abcdefghi"

/* VC 1.1 section 4.1: in a token, contexts need not be processed. */
static void undefined_in_tokens(void **state)
{
	struct world *w = *state;
	static const char more[] = ",\"hours\":3";

	const struct tsm_report *r = verify_old(w, &w->key, HEADER, more);
	assert_code(r, TSM_CHECK_CONTEXT, "context.undefined_in_token");
	assert_verdict(r, TSM_VERIFIED);
	assert_non_null(strstr(r->checks[TSM_CHECK_CONTEXT].detail, "hours"));
	r = verify_old(w, &w->other, HEADER, more);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.invalid");

	/* Open Badges want every term defined, in 1.1, too; so does 2.0. */
	char *payload = format(
	    "{\"iss\":\"" DID "\",\"vc\":{\"@context\":[\"" VC1 "\",\"https:/"
	    "/purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],\"id\":"
	    "\"" BADGE_ID "\",\"type\":[\"VerifiableCredential\","
	    "\"OpenBadgeCredential\"],\"issuanceDate\":\"2021-12-20T00:00:00Z"
	    "\",\"credentialSubject\":" SUBJECT "%s}}",
	    more);
	char *text = token(&w->key, HEADER, payload, false);
	assert_code(
	    verify_text(w, text), TSM_CHECK_CONTEXT, "context.undefined_term");
	struct badge b = badge(w);
	b.extra = "\"hours\":3,";
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_CONTEXT, "context.undefined_term");
	/* a name that is too long to show whole ends at a character */
	b.extra = "\"" EIGHTY_LESS_ONE "\xc3\xa9t\xc3\xa9\":3,";
	r = verify_badge(w, &b);
	assert_string_equal(r->checks[TSM_CHECK_CONTEXT].detail,
	    "\"" EIGHTY_LESS_ONE "\" is not defined by any context.");
	free(text);
	free(payload);
}

static void types_of_drafts(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *typ;
		enum tsm_verdict verdict;
	} cases[] = {
		{ "vc+jwt", TSM_VERIFIED },
		{ "application/vc+jwt", TSM_VERIFIED },
		{ "vc+ld+jwt", TSM_VERIFIED },
		{ "vc-ld+jwt", TSM_VERIFIED },
		{ "vc+ld+json+jwt", TSM_VERIFIED },
		{ "vc+sd-jwt", TSM_NOT_VALID },
		{ "vp+jwt", TSM_NOT_VALID },
		{ "at+jwt", TSM_NOT_VALID },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		char *header = format(
		    "{\"alg\":\"ES256\",\"typ\":\"%s\",\"kid\":\"" KID "\"}",
		    cases[i].typ);
		b.header = header;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_verdict(r, cases[i].verdict);
		if (cases[i].verdict == TSM_NOT_VALID) {
			assert_code(r, TSM_CHECK_SIGNATURE, "signature.header");
			assert_non_null(
			    strstr(r->deciding->detail, cases[i].typ));
		}
		free(header);
	}
}

/* VC-JOSE-COSE section 3.1.3: nbf and exp are of the signature. */
static void dates_of_signatures(void **state)
{
	struct world *w = *state;
	static const char w3c[] =
	    "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID "\"}";
	static const struct {
		const char *claims;
		const char *validity;
		enum tsm_verdict verdict;
	} cases[] = {
		{ ",\"exp\":1893456000", "validity.current", TSM_VERIFIED },
		{ ",\"exp\":1767000000", "validity.expired", TSM_NOT_VALID },
		{ ",\"exp\":2303456000", "validity.current", TSM_VERIFIED },
		{ ",\"nbf\":1700000000", "validity.current", TSM_VERIFIED },
		{ ",\"nbf\":1893456000", "validity.not_yet", TSM_NOT_VALID },
	};
	struct badge b = badge(w);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		b.header = w3c;
		b.valid_until = "2032-01-01T00:00:00Z";
		b.claims = cases[i].claims;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_VALIDITY, cases[i].validity);
		assert_verdict(r, cases[i].verdict);
		/* Open Badges repeat the credential's. */
		b.header = HEADER;
		r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_SIGNATURE, "signature.claim_mismatch");
	}
	/* the end of the credential binds all the same */
	b.header = w3c;
	b.valid_until = "2025-01-01T00:00:00Z";
	b.claims = ",\"exp\":1893456000";
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_VALIDITY, "validity.expired");
}

/* Where nbf is left out, iat says from when. */
static void issued_at_alone(void **state)
{
	struct world *w = *state;
	static const char payload[] =
	    "{\"iss\":\"" DID "\",\"iat\":1639958400,\"vc\":{\"@context\":["
	    "\"" VC1 "\"],\"type\":[\"VerifiableCredential\"],"
	    "\"credentialSubject\":{\"id\":\"" SUBJECT_ID "\"}}}";
	char *text = token(&w->key, HEADER, payload, false);

	const struct tsm_report *r = verify_text(w, text);
	assert_code(r, TSM_CHECK_FORMAT, "format.vc11");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.claim_missing");
	assert_verdict(r, TSM_VERIFIED);
	assert_string_equal(r->facts->valid_from, "2021-12-20T00:00:00Z");
	free(text);
}

static void enveloped_in_drafts(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *text = badge_token(&b);
	char *envelope =
	    format("{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"
		   "\"type\":\"EnvelopedVerifiableCredential\",\"id\":"
		   "\"data:application/vc-ld+jwt,%s\"}",
		text);

	assert_verdict(verify_text(w, envelope), TSM_VERIFIED);
	free(envelope);
	free(text);
}

static void other_forms(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *text = badge_token(&b);
	char *bare = format("%s~", text);
	char *whole = format("%s~WyJzIiwibmFtZSIsIkEiXQ~", text);

	assert_code(verify_text(w, bare), TSM_CHECK_INPUT, "input.unsupported");
	const struct tsm_report *r = verify_text(w, whole);
	assert_code(r, TSM_CHECK_INPUT, "input.unsupported");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	assert_string_equal(r->deciding->detail, "This is an SD-JWT.");
	assert_not_evaluated_after(r, TSM_CHECK_FORMAT);
	assert_code(
	    verify_text(w, "a.b~c"), TSM_CHECK_INPUT, "input.not_recognised");
	r = verify_text(w, "{\"payload\":\"e30\",\"protected\":\"e30\","
			   "\"signature\":\"AAAA\"}");
	assert_code(r, TSM_CHECK_INPUT, "input.unsupported");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	r = verify_text(w, "{\"payload\":\"e30\",\"signatures\":[]}");
	assert_code(r, TSM_CHECK_INPUT, "input.unsupported");
	free(text);
	free(bare);
	free(whole);
}

/* What is not known here is said by its name. */
static void kinds_of_proof(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *proof;
		const char *name;
	} cases[] = {
		{ "\"type\":\"MerkleProof2019\"", "MerkleProof2019" },
		{ "\"type\":\"JsonWebSignature2020\"", "JsonWebSignature2020" },
		{ "\"type\":\"DataIntegrityProof\",\"cryptosuite\":"
		  "\"bbs-2023\"",
		    "bbs-2023" },
	};
	struct badge b = badge(w);

	b.claims = NULL;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *extra = format("\"proof\":{%s,\"verificationMethod\":"
				     "\"" KID "\",\"proofPurpose\":"
				     "\"assertionMethod\",\"proofValue\":"
				     "\"z1\"},",
		    cases[i].proof);
		b.extra = extra;
		char *text = badge_payload(&b);
		const struct tsm_report *r = verify_text(w, text);
		assert_code(
		    r, TSM_CHECK_SIGNATURE, "signature.suite_unsupported");
		assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
		assert_non_null(strstr(r->deciding->detail, cases[i].name));
		assert_null(r->facts);
		free(text);
		free(extra);
	}
	b = badge(w);
	b.header = "{\"alg\":\"ES256K\",\"kid\":\"" KID "\"}";
	assert_non_null(
	    strstr(verify_badge(w, &b)->deciding->detail, "ES256K"));
}

/* VC-DI section 2.1: it is a URL, and one that somebody may look at. */
static void methods_of_proofs(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *method;
		enum tsm_check check;
		const char *code;
		enum tsm_verdict verdict;
	} cases[] = {
		{ "issuer.example/issuers/1#k", TSM_CHECK_SIGNATURE,
		    "signature.malformed", TSM_NOT_VALID },
		{ "#k", TSM_CHECK_SIGNATURE, "signature.malformed",
		    TSM_NOT_VALID },
		{ "foo:issuer.example#k", TSM_CHECK_KEY, "key.not_found",
		    TSM_NOT_VALID },
		/* of an https issuer, from here on */
		{ "foo:issuer.example#k", TSM_CHECK_KEY, "key.address_refused",
		    TSM_COULD_NOT_BE_CHECKED },
	};
	struct badge b = badge(w);

	b.claims = NULL;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *extra = format(
		    "\"proof\":{\"type\":\"DataIntegrityProof\","
		    "\"cryptosuite\":\"eddsa-rdfc-2022\",\"proofPurpose\":"
		    "\"assertionMethod\",\"proofValue\":\"z1\","
		    "\"verificationMethod\":\"%s\"},",
		    cases[i].method);
		b.extra = extra;
		b.issuer = i == 3 ? HOST "/issuers/1" : DID;
		char *text = badge_payload(&b);
		const struct tsm_report *r = verify_text(w, text);
		assert_code(r, cases[i].check, cases[i].code);
		assert_verdict(r, cases[i].verdict);
		free(text);
		free(extra);
	}
}

/* A site that answers that there is no key set will say so tomorrow, too. */
static void no_key_set(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.header = "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
	b.issuer = HOST "/issuers/1";
	b.claims = NULL;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_KEY, "key.did_not_found");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	serve(w, HOST "/.well-known/jwks.json", NULL, TSM_E_UNREACHABLE);
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_KEY, "key.did_unreachable");
}

/* A finding says where, in its own text. */
static void findings_say_where(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.subject = "{\"type\":[\"AchievementSubject\"]," ACHIEVEMENT "}";
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_SCHEMA, "schema.ob3");
	assert_string_equal(r->deciding->detail,
	    "/credentialSubject: a subject needs an id or an identifier");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_world, teardown_world)
	const struct CMUnitTest tests[] = {
		T(old_end),
		T(no_kid),
		T(no_kid_revoked),
		T(certificates),
		T(undefined_in_tokens),
		T(types_of_drafts),
		T(dates_of_signatures),
		T(issued_at_alone),
		T(enveloped_in_drafts),
		T(other_forms),
		T(kinds_of_proof),
		T(methods_of_proofs),
		T(no_key_set),
		T(findings_say_where),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
