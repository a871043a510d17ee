/* Of whom it is, from when to when, and what the list says of its issuer. */
#include "testamur/ob/model.h"
#include "world.h"

/* Begins 2021-11-19, ends 2021-12-17; signed 2021-12-20. */
#define BEGIN  ((int64_t)1637280000)
#define END    ((int64_t)1639699200)
#define SIGNED ((int64_t)1639958400)

#define PERSON(id, members) \
 "{\"id\":\"" id "\",\"type\":[\"AchievementSubject\"]," members ACHIEVEMENT "}"
#define SAYS(hashed, type, value)                                  \
 "\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":" hashed \
 ",\"identityType\":\"" type "\",\"identityHash\":\"" value "\"}],"

/* ---- whose it is --------------------------------------------------------------- */

static void of_whom(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *subject;
		struct tsm_expected expected;
		const char *code;
		enum tsm_verdict verdict;
	} cases[] = {
		{ PERSON("urn:x:1", SAYS("false", "ext:licenseNumber", "123")),
		    { .licence = "123" }, "match", TSM_VERIFIED },
		{ PERSON(
		      "urn:x:1", SAYS("false", "ext:Teacher-LICENCE", "123")),
		    { .licence = "124" }, "mismatch", TSM_NOT_VALID },
		/* another identifier may be a licence number, but need not */
		{ PERSON("urn:x:1", SAYS("false", "identifier", "123")),
		    { .licence = "123" }, "match", TSM_VERIFIED },
		{ PERSON("urn:x:1", SAYS("false", "identifier", "123")),
		    { .licence = "124" }, "not_stated", TSM_VERIFIED },
		/* the number of the licence that was issued with it */
		{ PERSON("urn:x:1", "\"licenseNumber\":\"123\","),
		    { .licence = "123" }, "match", TSM_VERIFIED },
		{ PERSON("urn:x:1", "\"licenseNumber\":\"123\","),
		    { .licence = "124" }, "not_stated", TSM_VERIFIED },
		{ PERSON("urn:x:1", "\"licenseNumber\":\"123\","),
		    { .name = "123" }, "not_stated", TSM_VERIFIED },
		{ PERSON("urn:x:1", SAYS("false", "ext:licenseNumber",
					"124") "\"licenseNumber\":\"123\","),
		    { .licence = "123" }, "mismatch", TSM_NOT_VALID },
		/* what is of one kind is none of another */
		{ PERSON("urn:x:1", SAYS("false", "name", "123")),
		    { .licence = "123" }, "not_stated", TSM_VERIFIED },
		{ PERSON("urn:x:1", SAYS("false", "ext:licenseNumber", "Ada")),
		    { .name = "Ada" }, "not_stated", TSM_VERIFIED },
		{ PERSON("urn:x:1", SAYS("false", "name", "a@example.com")),
		    { .email = "a@example.com" }, "not_stated", TSM_VERIFIED },
		/* of nothing: nobody; hashed in a way that is not known: open */
		{ PERSON("urn:x:1", SAYS("false", "name", " ")), { .name = "" },
		    "mismatch", TSM_NOT_VALID },
		{ PERSON("urn:x:1", SAYS("true", "name", "sha1$00")),
		    { .name = "Ada" }, "not_stated", TSM_VERIFIED },
		{ PERSON("urn:x:1", SAYS("true", "name", "md5$00")),
		    { .name = "Ada" }, "mismatch", TSM_NOT_VALID },
		{ PERSON("urn:x:1", SAYS("true", "name", "sha256$00")),
		    { .name = "Ada" }, "mismatch", TSM_NOT_VALID },
		/* each that was asked for counts */
		{ PERSON("urn:x:1", SAYS("false", "name", "Ada")),
		    { .name = "Ada", .licence = "123" }, "not_stated",
		    TSM_VERIFIED },
		{ PERSON("urn:x:1", SAYS("false", "name", "Ada")),
		    { .name = "Ada", .id = "urn:x:2" }, "mismatch",
		    TSM_NOT_VALID },
		/* an id below the credential's own is of nobody beyond it */
		{ PERSON(BADGE_ID "#holder", ""), { .name = "Ada" }, "withheld",
		    TSM_COULD_NOT_BE_CHECKED },
		{ PERSON(BADGE_ID "#holder", ""), { .id = "urn:x:1" },
		    "withheld", TSM_COULD_NOT_BE_CHECKED },
		{ PERSON(BADGE_ID "#holder", ""), { .id = BADGE_ID "#holder" },
		    "match", TSM_VERIFIED },
		{ PERSON(BADGE_ID "0#holder", ""), { .id = "urn:x:1" },
		    "mismatch", TSM_NOT_VALID },
		{ PERSON(BADGE_ID "/x", ""), { .name = "Ada" }, "not_stated",
		    TSM_VERIFIED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		b.subject = cases[i].subject;
		b.claims = NULL;
		w->options.expected = cases[i].expected;
		char *code = format("recipient.%s", cases[i].code);
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_RECIPIENT, code);
		assert_verdict(r, cases[i].verdict);
		free(code);
	}
}

/* Hashes are tried as given, without odd spaces, and in lower case. */
static void hashed(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *hashed, *given;
		bool match;
	} cases[] = {
		{ "Ada Example", "Ada Example", true },
		{ "Ada Example", " Ada \t Example ", true },
		{ "ada example", "Ada  EXAMPLE", true },
		{ "Ada  Example", "Ada  Example", true },
		{ "ADA", "Ada", false },
		{ "AdaExample", "Ada Example", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		char hash[TSM_OB_IDENTITY_HASH];
		assert_int_equal(
		    tsm_ob_identity_hash(cases[i].hashed, "s", hash), TSM_OK);
		char *subject =
		    format(PERSON("urn:x:1",
			       "\"identifier\":[{\"type\":\"IdentityObject\","
			       "\"hashed\":true,\"identityType\":\"name\","
			       "\"identityHash\":\"%s\",\"salt\":\"s\"}],"),
			hash);
		b.subject = subject;
		b.claims = NULL;
		w->options.expected.name = cases[i].given;
		assert_code(verify_badge(w, &b), TSM_CHECK_RECIPIENT,
		    cases[i].match ? "recipient.match" : "recipient.mismatch");
		free(subject);
	}
}

/* ---- from when to when --------------------------------------------------------- */

/* The token's own limits bind beside the credential's. */
static void limits_of_the_token(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *until;
		const char *claims;
		const char *code;
		const char *shown; /* as its end, or "" */
	} cases[] = {
		/* NOW is 1767225600; clocks may differ by a minute */
		{ NULL, ",\"exp\":1767225540", "validity.current",
		    "2025-12-31T23:59:00Z" },
		{ NULL, ",\"exp\":1767225539", "validity.expired",
		    "2025-12-31T23:58:59Z" },
		{ "2030-01-01T00:00:00Z", ",\"exp\":1767225539",
		    "validity.expired", "2025-12-31T23:58:59Z" },
		{ "2025-12-31T02:00:00+02:00", ",\"exp\":1893456000",
		    "validity.expired", "2025-12-31T02:00:00+02:00" },
		{ NULL, ",\"nbf\":1767225660", "validity.current", "" },
		{ NULL, ",\"nbf\":1767225661", "validity.not_yet", "" },
		{ NULL, ",\"nbf\":1", "validity.current", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		b.header =
		    "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID
		    "\"}";
		b.valid_until = cases[i].until;
		b.claims = cases[i].claims;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_VALIDITY, cases[i].code);
		const char *shown = r->facts->valid_until;
		assert_string_equal(shown != NULL ? shown : "", cases[i].shown);
	}
}

/* What was signed only later was not valid on that day. */
static void signed_later(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	int64_t as_of = SIGNED + 1000;

	b.header = "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID "\"}";
	b.claims = ",\"iat\":1639959460";
	w->options.as_of = &as_of;
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_VALIDITY, "validity.current");
	as_of--;
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_VALIDITY, "validity.signed_later");
	/* a clock that is late by more is no reason today */
	w->options.as_of = NULL;
	w->options.now = as_of;
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_VALIDITY, "validity.current");
}

/* ---- approvals ----------------------------------------------------------------- */

static const struct tsm_report *ask_listed(struct world *w,
    const struct tsm_trust_approval *approvals, size_t count,
    const char *subject)
{
	const struct tsm_trust_entry entry = { .id = DID,
		.list = "Board",
		.valid = { INT64_MIN, INT64_MAX },
		.approvals = approvals,
		.approval_count = count };
	struct tsm_verifier *own = w->verifier;
	struct badge b = badge(w);
	struct tsm_trust *trust;

	b.subject = subject;
	assert_int_equal(tsm_trust_new(&trust), TSM_OK);
	assert_int_equal(tsm_trust_put(trust, &entry, NULL), TSM_OK);
	assert_int_equal(
	    tsm_verifier_with(own, trust, &w->verifier, NULL), TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_ISSUER, "issuer.listed");
	assert_verdict(r, TSM_VERIFIED);
	assert_string_equal(r->listed, "Board");
	tsm_verifier_free(&w->verifier);
	w->verifier = own;
	tsm_trust_free(&trust);
	return r;
}

/* An approval counts when it covers all days of the activity. */
static void approvals(void **state)
{
	struct world *w = *state;
	static const char undated[] = PERSON(SUBJECT_ID, "");
	static const char one_day[] =
	    PERSON(SUBJECT_ID, "\"activityEndDate\":\"2021-12-17T00:00:00Z\",");
	static const struct {
		const char *subject;
		struct tsm_trust_approval list[2];
		size_t count;
		bool approved;
		const char *said;
	} cases[] = {
		{ SUBJECT, { { "opi", "1", { BEGIN, END } } }, 1, true,
		    "Approval: opi 1 (" },
		{ SUBJECT, { { "opi", "1", { BEGIN + 1, END } } }, 1, false,
		    "No approval" },
		{ SUBJECT, { { "opi", "1", { BEGIN, END - 1 } } }, 1, false,
		    "No approval" },
		{ SUBJECT,
		    { { "opi", "1", { END, END } },
			{ "opi", "2", { INT64_MIN, INT64_MAX } } },
		    2, true, "Approval: opi 2 (" },
		{ SUBJECT,
		    { { "opi", "1", { BEGIN, END } },
			{ "opi", "2", { BEGIN, END } } },
		    2, true, ", opi 2 (" },
		{ one_day, { { "opi", "1", { END, END } } }, 1, true,
		    "Approval: opi 1 (" },
		/* no days stated: the day it was signed */
		{ undated, { { "opi", "1", { SIGNED, SIGNED } } }, 1, true,
		    "Approval: opi 1 (" },
		{ undated, { { "opi", "1", { BEGIN, END } } }, 1, false,
		    "No approval" },
		{ SUBJECT, { { NULL, NULL, { 0, 0 } } }, 0, false, "Board" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_report *r = ask_listed(
		    w, cases[i].list, cases[i].count, cases[i].subject);
		const char *said = r->checks[TSM_CHECK_ISSUER].detail;
		assert_int_equal(r->approved, cases[i].approved);
		assert_non_null(strstr(said, cases[i].said));
		if (cases[i].count == 0)
			assert_null(strstr(said, "pproval"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(of_whom),
		world_test(hashed),
		world_test(limits_of_the_token),
		world_test(signed_later),
		world_test(approvals),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
