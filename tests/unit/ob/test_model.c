/* Building credentials: what is written, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "samples.h"
#include "testamur/ob/check.h"

/* The tree as a read document, in an arena of the test. */
static struct tsm_arena arena;
static char *text; /* of the last one built */

static const struct tsm_json *read_back(json_t *built)
{
	struct tsm_buf buf;
	const struct tsm_json *root = NULL;

	tsm_buf_init(&buf, 0);
	assert_int_equal(tsm_json_write(built, TSM_JSON_COMPACT, &buf), TSM_OK);
	text = tsm_arena_copy(&arena, buf.data, buf.len);
	assert_int_equal(
	    tsm_json_parse(&arena, text, buf.len, NULL, &root, NULL), TSM_OK);
	tsm_buf_release(&buf);
	json_decref(built);
	return root;
}

static const struct tsm_json *build(const struct tsm_ob_credential *c)
{
	json_t *built = NULL;
	struct tsm_error err = { 0 };
	if (tsm_ob_credential_build(c, &built, &err) != TSM_OK)
		fail_msg("%s: %s", err.where, err.text);
	return read_back(built);
}

static int open_arena(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	tsm_arena_release(&arena);
	return 0;
}

static void assert_text(
    const struct tsm_json *root, const char *pointer, const char *want)
{
	const struct tsm_json *value = tsm_json_resolve(root, pointer);
	assert_non_null(value);
	assert_string_equal(tsm_json_string(value), want);
}

static void least(void **state)
{
	(void)state;
	struct tsm_ob_credential c = sample_least();
	const struct tsm_json *root = build(&c);

	assert_text(root, "/@context/0", TSM_CONTEXT_VC2);
	assert_text(root, "/@context/1", TSM_CONTEXT_OB3);
	assert_null(tsm_json_resolve(root, "/@context/2"));
	assert_text(root, "/type/1", "OpenBadgeCredential");
	assert_text(root, "/validFrom", "2021-12-20T00:00:00Z");
	assert_text(root, "/issuer/type/0", "Profile");
	assert_text(root, "/credentialSubject/type/0", "AchievementSubject");
	/* Absent is absent. */
	assert_null(strstr(text, "null"));
	assert_null(strstr(text, "[]"));
	assert_null(tsm_json_get(root, "validUntil"));
	assert_null(tsm_json_get(root, "credentialStatus"));
}

static void full(void **state)
{
	(void)state;
	struct tsm_ob_credential c = sample_full();
	const struct tsm_json *root = build(&c);

	assert_text(root, "/@context/2", TSM_CONTEXT_OB3_EXTENSIONS);
	/* Units: a result and what it means. */
	assert_text(root,
	    "/credentialSubject/achievement/resultDescription/0/name",
	    "Montana OPI renewal units");
	assert_text(
	    root, "/credentialSubject/result/0/resultDescription", UNITS);
	assert_text(root, "/credentialSubject/result/0/value", "5");
	/* Decimals keep their digits. */
	assert_non_null(strstr(text, "\"creditsEarned\":5.25,"));
	assert_non_null(strstr(text, "\"creditsAvailable\":5,"));
	assert_text(root, "/credentialSubject/activityStartDate",
	    "2021-11-19T00:00:00Z");
	/* A hashed identity never shows itself. */
	assert_null(strstr(text, "ada@example.org"));
	assert_null(strstr(text, "123456\""));
	assert_text(root, "/credentialSubject/identifier/1/identityHash",
	    "Ada Example");
	assert_null(
	    tsm_json_resolve(root, "/credentialSubject/identifier/1/salt"));
	/* One entry is an object; the index is a text. */
	assert_text(root, "/credentialStatus/statusListIndex", "94567");
	assert_text(root, "/credentialStatus/id", LIST_R "#94567");
}

static void refused(const struct tsm_ob_credential *c, enum tsm_status status,
    const char *where)
{
	json_t *built = NULL;
	struct tsm_error err = { 0 };

	assert_int_equal(tsm_ob_credential_build(c, &built, &err), status);
	assert_string_equal(err.where, where);
	assert_null(built);
}

/* An evening in Montana is written with the date that people there read. */
static void dates_of_the_place(void **state)
{
	(void)state;
	struct tsm_ob_credential c = sample_full();
	const int64_t evening = 1637287200; /* 2021-11-19T02:00:00Z */
	c.subject.activity_start = &evening;
	c.subject.start_offset = -7 * 3600;
	c.subject.end_offset = 5 * 3600 + 1800;
	c.awarded_offset = 14 * 3600;
	const struct tsm_json *root = build(&c);
	assert_text(root, "/credentialSubject/activityStartDate",
	    "2021-11-18T19:00:00-07:00");
	assert_text(root, "/credentialSubject/activityEndDate",
	    "2021-12-17T05:30:00+05:30");
	assert_text(root, "/awardedDate", "2021-12-20T14:00:00+14:00");
	assert_text(root, "/validFrom", "2021-12-20T14:00:00+14:00");
	c.awarded_offset = 14 * 3600 + 60;
	refused(&c, TSM_E_VALUE, "/validFrom");
	c.awarded_offset = -30;
	refused(&c, TSM_E_VALUE, "/validFrom");
}

static void two_statuses(void **state)
{
	(void)state;
	struct tsm_ob_credential c = sample_full();
	c.n_statuses = 2;
	const struct tsm_json *root = build(&c);

	assert_text(root, "/credentialStatus/0/statusPurpose", "revocation");
	assert_text(root, "/credentialStatus/1/statusPurpose", "suspension");
	assert_text(root, "/credentialStatus/1/statusListIndex", "94567");
}

/* What is built keeps the rules that a verifier has. */
static void keeps_the_rules(void **state)
{
	(void)state;
	struct tsm_ob_credential samples[] = { sample_least(), sample_full(),
		sample_full() };
	samples[2].n_statuses = 2;
	samples[2].refresh.id = NULL;

	for (size_t i = 0; i < 3; i++) {
		struct tsm_ob_findings findings = { 0 };
		const struct tsm_json *root = build(&samples[i]);
		tsm_vc_check(root, &findings);
		tsm_ob_check(root, &findings);
		if (findings.count > 0)
			fail_msg("%s: %s", findings.items[0].place,
			    findings.items[0].text);
		assert_int_equal(findings.warnings, 0);
	}
}

static void identity_hash(void **state)
{
	(void)state;
	char hash[TSM_OB_IDENTITY_HASH];

	/* The value that the specification prints. */
	assert_int_equal(
	    tsm_ob_identity_hash("a@example.com", "Kosher", hash), TSM_OK);
	assert_string_equal(hash,
	    "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2"
	    "c922ef399");
	assert_int_equal(tsm_ob_identity_hash("", NULL, hash), TSM_OK);
	assert_string_equal(hash,
	    "sha256$e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991"
	    "b7852b855");
}

/* Those of others: RFC 1321 appendix A.5 has the digests of MD5. */
static void identity_hash_of_others(void **state)
{
	static const struct {
		const char *identity, *salt, *hash;
		enum tsm_status status;
		bool same;
	} cases[] = {
		{ "a@example.com", "Kosher",
		    "sha256$B5809D8A92F8858436D7E6B87C12EBC0AE1EAC4BAECC2C0B91"
		    "3AEE2C922EF399",
		    TSM_OK, true },
		{ "a@example.com", NULL,
		    "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b91"
		    "3aee2c922ef399",
		    TSM_OK, false },
		{ "message ", "digest", "md5$f96b697d7cb7938d525a2f31aaf161d0",
		    TSM_OK, true },
		{ "message digest", NULL,
		    "md5$F96B697D7CB7938D525A2F31AAF161D0", TSM_OK, true },
		{ "message digest", "salt",
		    "md5$f96b697d7cb7938d525a2f31aaf161d0", TSM_OK, false },
		{ "message digest", NULL, "md5$f96b697d7cb7938d525a2f31aaf161",
		    TSM_OK, false },
		{ "message digest", NULL, "f96b697d7cb7938d525a2f31aaf161d0",
		    TSM_E_UNSUPPORTED, false },
		{ "abc", NULL, "sha1$a9993e364706816aba3e25717850c26c9cd0d89d",
		    TSM_E_UNSUPPORTED, false },
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool same = false;
		assert_int_equal(tsm_ob_identity_matches(cases[i].identity,
				     cases[i].salt, cases[i].hash, &same),
		    cases[i].status);
		if (same != cases[i].same)
			fail_msg("%s", cases[i].hash);
	}
}

static void status_list(void **state)
{
	(void)state;
	struct tsm_ob_status_list list = sample_list();
	struct tsm_ob_findings findings = { 0 };
	json_t *built = NULL;

	assert_int_equal(tsm_ob_status_list_build(&list, &built, NULL), TSM_OK);
	const struct tsm_json *root = read_back(built);
	assert_text(root, "/issuer", list.issuer);
	assert_text(root, "/credentialSubject/id", LIST_R "#list");
	assert_text(root, "/credentialSubject/type", "BitstringStatusList");
	assert_text(root, "/credentialSubject/statusPurpose", "revocation");
	assert_int_equal(tsm_ob_kind(root), TSM_OB_KIND_STATUS_LIST);
	assert_null(tsm_json_get(root, "validUntil"));
	assert_non_null(strstr(text, "\"ttl\":300000"));
	tsm_vc_check(root, &findings);
	assert_int_equal(findings.errors, 0);
}

static void documents(void **state)
{
	(void)state;
	struct tsm_ob_credential c = sample_full();
	json_t *built = NULL;

	assert_int_equal(
	    tsm_ob_achievement_build(&c.subject.achievement, &built, NULL),
	    TSM_OK);
	const struct tsm_json *root = read_back(built);
	assert_text(root, "/@context/1", TSM_CONTEXT_OB3);
	assert_text(root, "/type/0", "Achievement");
	assert_int_equal(tsm_ob_profile_build(&c.issuer, &built, NULL), TSM_OK);
	root = read_back(built);
	assert_text(root, "/name", sample_issuer.name);
	assert_text(root, "/otherIdentifier/0/identifierType",
	    "ext:providerApprovalNumber");
}

static void refuses(void **state)
{
	(void)state;
	struct tsm_ob_credential c = sample_least();
	c.id = NULL;
	refused(&c, TSM_E_MISSING, "/id");
	c = sample_least();
	c.id = "no uri";
	refused(&c, TSM_E_VALUE, "/id");
	c = sample_least();
	c.issuer.name = NULL;
	refused(&c, TSM_E_MISSING, "/issuer/name");
	c = sample_least();
	c.subject.id = NULL;
	refused(&c, TSM_E_MISSING, "/credentialSubject/id");
	c = sample_least();
	c.subject.achievement.criteria_narrative = NULL;
	refused(&c, TSM_E_MISSING, "/credentialSubject/achievement/criteria");
	c = sample_least();
	c.subject.achievement.achievement_type = "ContinuingEducation";
	refused(
	    &c, TSM_E_VALUE, "/credentialSubject/achievement/achievementType");
	c.subject.achievement.achievement_type = "ext:ContinuingEducation";
	(void)build(&c);
	c.subject.achievement.in_language = "english";
	refused(&c, TSM_E_VALUE, "/credentialSubject/achievement/inLanguage");
	c = sample_full();
	c.subject.achievement.n_result_descriptions = 0;
	refused(&c, TSM_E_MISMATCH,
	    "/credentialSubject/result/0/resultDescription");
	c = sample_full();
	c.valid_until = &sample_start;
	refused(&c, TSM_E_VALUE, "/validUntil");
	c = sample_full();
	c.subject.activity_end = &sample_start;
	c.subject.activity_start = &sample_end;
	refused(&c, TSM_E_VALUE, "/credentialSubject/activityEndDate");
	c = sample_least();
	c.valid_from = INT64_MAX;
	refused(&c, TSM_E_VALUE, "/validFrom");
	c = sample_least();
	c.name = "\xff";
	refused(&c, TSM_E_VALUE, "/name");
	c = sample_full();
	c.n_statuses = TSM_OB_ITEMS_MAX + 1;
	refused(&c, TSM_E_LIMIT, "/credentialStatus");
	struct tsm_ob_status_entry entry = {
		.id = LIST_R, .purpose = "revocation", .list_url = LIST_R
	};
	c = sample_full();
	c.statuses = &entry;
	refused(&c, TSM_E_VALUE, "/credentialStatus/id");
}

static void refuses_lists(void **state)
{
	(void)state;
	struct tsm_ob_status_list list = sample_list();
	struct tsm_error err = { 0 };
	json_t *built = NULL;

	list.ttl_ms = -1;
	assert_int_equal(
	    tsm_ob_status_list_build(&list, &built, &err), TSM_E_VALUE);
	assert_string_equal(err.where, "/credentialSubject/ttl");
	list = sample_list();
	list.encoded = NULL;
	assert_int_equal(
	    tsm_ob_status_list_build(&list, &built, &err), TSM_E_MISSING);
	assert_string_equal(err.where, "/credentialSubject/encodedList");
	list = sample_list();
	list.id = NULL;
	assert_int_equal(
	    tsm_ob_status_list_build(&list, &built, &err), TSM_E_MISSING);
	assert_string_equal(err.where, "/id");
	assert_null(built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(least),
		cmocka_unit_test(full),
		cmocka_unit_test(dates_of_the_place),
		cmocka_unit_test(two_statuses),
		cmocka_unit_test(keeps_the_rules),
		cmocka_unit_test(identity_hash),
		cmocka_unit_test(identity_hash_of_others),
		cmocka_unit_test(status_list),
		cmocka_unit_test(documents),
		cmocka_unit_test(refuses),
		cmocka_unit_test(refuses_lists),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
