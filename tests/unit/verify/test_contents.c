/* Learner records: what is in them, and whose it is. */
#include "record.h"
#include "world.h"

#define CLR_CONTEXTS                                                \
 "[\"https://www.w3.org/ns/credentials/v2\","                       \
 "\"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json\"," \
 "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"
#define ADA                                       \
 "{\"type\":\"IdentityObject\",\"hashed\":false," \
 "\"identityHash\":\"Ada Example\",\"identityType\":\"name\"}"
#define EVE                                       \
 "{\"type\":\"IdentityObject\",\"hashed\":false," \
 "\"identityHash\":\"Eve Example\",\"identityType\":\"name\"}"

/* A record of these credentials, each enveloped; the tokens are released. */
static const struct tsm_report *verify_record(
    struct world *w, const char *identifier, char *one, char *two)
{
	static const char enveloped[] =
	    "{\"@context\":\"https://www.w3.org/ns/credentials/v2\","
	    "\"id\":\"data:application/vc+jwt,%s\",\"type\":"
	    "\"EnvelopedVerifiableCredential\"}";
	char *a = format(enveloped, one);
	char *b = format(enveloped, two);
	char *payload = format(
	    "{\"@context\":" CLR_CONTEXTS ",\"id\":\"" HOST "/V/record\","
	    "\"type\":[\"VerifiableCredential\",\"ClrCredential\"],"
	    "\"name\":\"Record\",\"issuer\":{\"id\":\"" DID "\",\"type\":"
	    "[\"Profile\"],\"name\":\"MFPE\"},\"validFrom\":"
	    "\"2021-12-20T00:00:00Z\",\"credentialSubject\":{\"type\":"
	    "[\"ClrSubject\"],\"identifier\":[%s],"
	    "\"verifiableCredential\":[%s,%s]}}",
	    identifier, a, b);
	char *whole = token(&w->key,
	    "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID "\"}",
	    payload, false);
	const struct tsm_report *report = verify_text(w, whole);
	free(one);
	free(two);
	free(a);
	free(b);
	free(payload);
	free(whole);
	return report;
}

static void good(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	const struct tsm_report *r =
	    verify_record(w, ADA, badge_token(&b), badge_token(&b));
	assert_code(r, TSM_CHECK_SCHEMA, "schema.clr");
	assert_code(r, TSM_CHECK_CONTENTS, "contents.valid");
	assert_verdict(r, TSM_VERIFIED);
	assert_int_equal(r->n_contained, 2);
	assert_string_equal(
	    r->contained[0].achievement, "Just Society, series 1");
	assert_string_equal(r->contained[1].units[0].value, "5");
	assert_int_equal(r->contained[1].verdict, TSM_VERIFIED);
	assert_string_equal(r->facts->holder_name, "Ada Example");
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_CONTENTS, "contents.none");
}

/* The worst decides, and is named. */
static void worst(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct badge bad = badge(w);
	bad.key = &w->other;
	const struct tsm_report *r =
	    verify_record(w, ADA, badge_token(&b), badge_token(&bad));
	assert_code(r, TSM_CHECK_CONTENTS, "contents.invalid");
	assert_verdict(r, TSM_NOT_VALID);
	assert_string_equal(r->checks[TSM_CHECK_CONTENTS].place,
	    "/credentialSubject/verifiableCredential/1");
	assert_string_equal(r->checks[TSM_CHECK_CONTENTS].detail,
	    "Number 2 of 2: signature.invalid.");
	assert_null(r->contained[1].achievement);
	r = verify_record(w, EVE, badge_token(&b), badge_token(&b));
	assert_code(r, TSM_CHECK_CONTENTS, "contents.other_person");
	assert_verdict(r, TSM_NOT_VALID);
}

static void standing(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct badge ended = badge(w);
	ended.valid_until = "2025-06-01T00:00:00Z";
	const struct tsm_report *r =
	    verify_record(w, ADA, badge_token(&b), badge_token(&ended));
	assert_code(r, TSM_CHECK_CONTENTS, "contents.expired");
	assert_verdict(r, TSM_VERIFIED);
	struct list_spec list = list_spec(w, REVOCATION_URL, "\"revocation\"");
	list.set = 94567;
	serve_list(w, &list);
	w->options.no_cache = true;
	r = verify_record(w, ADA, badge_token(&b), badge_token(&ended));
	assert_code(r, TSM_CHECK_CONTENTS, "contents.revoked");
	assert_verdict(r, TSM_NOT_VALID);
	serve(w, REVOCATION_URL, NULL, TSM_E_UNREACHABLE);
	r = verify_record(w, ADA, badge_token(&b), badge_token(&b));
	assert_code(r, TSM_CHECK_CONTENTS, "contents.not_checked");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
}

/* With proofs inside; whoever alters one of them breaks both. */
static void embedded(void **state)
{
	struct world *w = *state;
	char *text = format("%s", record_of_two);
	const struct tsm_report *r = verify_text(w, text);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.valid");
	assert_code(r, TSM_CHECK_CONTENTS, "contents.valid");
	assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
	assert_string_equal(r->contained[0].issuer_name, "School");
	assert_string_equal(
	    r->contained[1].valid_until, "2199-01-01T00:00:00Z");
	char *until = strstr(text, "2199");
	assert_non_null(until);
	until[0] = '9';
	r = verify_text(w, text);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.invalid");
	assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
	assert_int_equal(r->n_contained, 0);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    good, setup_world, teardown_world),
		cmocka_unit_test_setup_teardown(
		    worst, setup_world, teardown_world),
		cmocka_unit_test_setup_teardown(
		    standing, setup_world, teardown_world),
		cmocka_unit_test_setup_teardown(
		    embedded, setup_world, teardown_world),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
