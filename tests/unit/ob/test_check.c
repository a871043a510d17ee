/* The rules over read documents: each broken in turn, by its pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/ob/check.h"

#define CONTEXTS                              \
 "[\"https://www.w3.org/ns/credentials/v2\"," \
 "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"
#define ACHIEVEMENT                                                  \
 "{\"id\":\"https://x.example/a\",\"type\":[\"Achievement\"],"       \
 "\"name\":\"A\",\"description\":\"D\",\"criteria\":{\"narrative\":" \
 "\"C\"}}"

/* A good badge; every argument replaces one member's JSON text. */
struct doc {
	const char *context;
	const char *id;
	const char *type;
	const char *issuer;
	const char *from;
	const char *subject;
	const char *extra; /* further members with a comma before */
};

static const struct doc good = {
	CONTEXTS,
	"\"urn:uuid:1\"",
	"[\"VerifiableCredential\",\"OpenBadgeCredential\"]",
	"{\"id\":\"did:web:x.example\",\"type\":[\"Profile\"]}",
	"\"2024-01-01T00:00:00Z\"",
	"{\"id\":\"urn:uuid:2\",\"type\":[\"AchievementSubject\"],"
	"\"achievement\":" ACHIEVEMENT "}",
	"",
};

static void check(
    const struct doc *d, struct tsm_ob_findings *findings, bool vc)
{
	const struct tsm_json *root;
	struct tsm_arena arena;
	char text[8192];
	struct tsm_error err = { 0 };

	tsm_arena_init(&arena, 0);
	int len = snprintf(text, sizeof(text),
	    "{\"@context\":%s,\"id\":%s,\"type\":%s,\"issuer\":%s,"
	    "\"validFrom\":%s,\"credentialSubject\":%s%s}",
	    d->context, d->id, d->type, d->issuer, d->from, d->subject,
	    d->extra);
	if (tsm_json_parse(&arena, text, (size_t)len, NULL, &root, &err) !=
	    TSM_OK)
		fail_msg("%s: %s in %s", err.where, err.text, text);
	memset(findings, 0, sizeof(*findings));
	if (vc)
		tsm_vc_check(root, findings);
	else
		tsm_ob_check(root, findings);
	tsm_arena_release(&arena);
}

static void assert_found(
    const struct doc *d, bool vc, const char *rule, const char *place)
{
	struct tsm_ob_findings findings;

	check(d, &findings, vc);
	for (size_t i = 0; i < findings.count; i++)
		if (strcmp(tsm_ob_rule_name(findings.items[i].rule), rule) ==
			0 &&
		    strcmp(findings.items[i].place, place) == 0)
			return;
	for (size_t i = 0; i < findings.count; i++)
		print_message("found %s at %s: %s\n",
		    tsm_ob_rule_name(findings.items[i].rule),
		    findings.items[i].place, findings.items[i].text);
	fail_msg("want %s at %s", rule, place);
}

static void good_has_no_findings(void **state)
{
	(void)state;
	struct tsm_ob_findings findings;

	check(&good, &findings, true);
	assert_int_equal(findings.errors + findings.warnings, 0);
	check(&good, &findings, false);
	assert_int_equal(findings.errors + findings.warnings, 0);
}

struct change {
	const char *rule;
	const char *place;
	struct doc d; /* members that are not NULL replace those of good */
};

static struct doc merged(const struct doc *d)
{
	struct doc m = good;
	m.context = d->context != NULL ? d->context : m.context;
	m.id = d->id != NULL ? d->id : m.id;
	m.type = d->type != NULL ? d->type : m.type;
	m.issuer = d->issuer != NULL ? d->issuer : m.issuer;
	m.from = d->from != NULL ? d->from : m.from;
	m.subject = d->subject != NULL ? d->subject : m.subject;
	m.extra = d->extra != NULL ? d->extra : m.extra;
	return m;
}

/* Verifiable Credentials Data Model 2.0 */
static void data_model(void **state)
{
	(void)state;
	static const struct change changes[] = {
		{ "type", "/@context", { .context = "\"x:y\"" } },
		{ "context", "/@context",
		    { .context = "[\"https://x.example/c\"]" } },
		{ "uri", "/@context/2",
		    { .context = "[\"https://www.w3.org/ns/credentials/v2\","
				 "\"https://x.example/\",5]" } },
		{ "uri", "/id", { .id = "null" } },
		{ "uri", "/id", { .id = "[\"urn:x\"]" } },
		{ "uri", "/id", { .id = "\"credential 1\"" } },
		{ "uri", "/id", { .id = "\"relative\"" } },
		{ "class", "/type", { .type = "[\"OpenBadgeCredential\"]" } },
		{ "type", "/type/1",
		    { .type = "[\"VerifiableCredential\",5]" } },
		{ "uri", "/issuer", { .issuer = "5" } },
		{ "uri", "/issuer", { .issuer = "null" } },
		{ "missing", "/issuer/id", { .issuer = "{}" } },
		{ "uri", "/issuer/id", { .issuer = "{\"id\":null}" } },
		{ "zone", "/validFrom", { .from = "\"2024-01-01T00:00:00\"" } },
		{ "date", "/validFrom",
		    { .from = "\"2024-13-01T00:00:00Z\"" } },
		{ "date", "/validFrom", { .from = "\"2024-01-01\"" } },
		{ "type", "/validFrom", { .from = "2024" } },
		{ "period", "/validUntil",
		    { .extra = ",\"validUntil\":\"2023-01-01T00:00:00Z\"" } },
		{ "extra", "/expirationDate",
		    { .extra = ",\"expirationDate\":"
			       "\"2099-01-01T00:00:00Z\"" } },
		{ "extra", "/issuanceDate",
		    { .extra = ",\"issuanceDate\":0" } },
		{ "subjects", "/credentialSubject", { .subject = "[]" } },
		{ "subjects", "/credentialSubject", { .subject = "{}" } },
		{ "type", "/credentialSubject", { .subject = "\"x\"" } },
		{ "uri", "/credentialSubject/id",
		    { .subject = "{\"id\":\"x\"}" } },
		{ "missing", "/credentialStatus/type",
		    { .extra = ",\"credentialStatus\":{\"id\":\"urn:x\"}" } },
		{ "missing", "/credentialStatus/1/type",
		    { .extra =
			    ",\"credentialStatus\":[{\"type\":\"X\"},{}]" } },
		{ "type", "/credentialStatus",
		    { .extra = ",\"credentialStatus\":\"x\"" } },
		{ "uri", "/credentialStatus/id",
		    { .extra = ",\"credentialStatus\":{\"id\":5,\"type\":"
			       "\"X\"}" } },
		{ "missing", "/credentialSchema/id",
		    { .extra = ",\"credentialSchema\":{\"type\":\"X\"}" } },
		{ "missing", "/termsOfUse/type",
		    { .extra = ",\"termsOfUse\":{}" } },
		{ "missing", "/evidence/0/type",
		    { .extra = ",\"evidence\":[{}]" } },
		{ "missing", "/refreshService/type",
		    { .extra = ",\"refreshService\":{\"id\":\"urn:x\"}" } },
		{ "missing", "/proof/type", { .extra = ",\"proof\":{}" } },
		{ "type", "/name", { .extra = ",\"name\":5" } },
		{ "extra", "/name/x",
		    { .extra = ",\"name\":{\"@value\":\"a\",\"x\":1}" } },
		{ "extra", "/issuer/name/x",
		    { .issuer = "{\"id\":\"urn:x\",\"name\":"
				"{\"@value\":\"a\",\"x\":1}}" } },
		{ "type", "/issuer/description",
		    { .issuer = "{\"id\":\"urn:x\",\"description\":5}" } },
		{ "type", "/evidence/type",
		    { .extra = ",\"evidence\":{\"type\":[\"X\",2]}" } },
		{ "uri", "/relatedResource",
		    { .extra = ",\"relatedResource\":\"urn:x\"" } },
		{ "missing", "/relatedResource/digestSRI",
		    { .extra = ",\"relatedResource\":{\"id\":\"urn:x\"}" } },
		{ "uri", "/relatedResource/0",
		    { .extra = ",\"relatedResource\":[\"urn:x\"]" } },
		{ "missing", "/relatedResource/0/digestSRI",
		    { .extra = ",\"relatedResource\":[{\"id\":\"urn:x\"}]" } },
		{ "value", "/relatedResource/1/id",
		    { .extra = ",\"relatedResource\":[{\"id\":\"urn:x\","
			       "\"digestSRI\":\"a\"},{\"id\":\"urn:x\","
			       "\"digestSRI\":\"b\"}]" } },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct doc d = merged(&changes[i].d);
		assert_found(&d, true, changes[i].rule, changes[i].place);
	}
}

#define SUBJECT_WITH(members)                                        \
 "{\"id\":\"urn:uuid:2\",\"type\":[\"AchievementSubject\"]," members \
 ",\"achievement\":" ACHIEVEMENT "}"
#define ACHIEVEMENT_WITH(members)                            \
 "{\"id\":\"urn:uuid:2\",\"type\":[\"AchievementSubject\"]," \
 "\"achievement\":{\"id\":\"https://x.example/a\",\"type\":" \
 "[\"Achievement\"],\"name\":\"A\",\"description\":\"D\","   \
 "\"criteria\":{}," members "}}"
#define S "/credentialSubject"
#define A S "/achievement"

/* Open Badges 3.0 */
static void open_badges(void **state)
{
	(void)state;
	static const struct change changes[] = {
		{ "context", "/@context",
		    { .context =
			    "[\"https://www.w3.org/ns/credentials/v2\"]" } },
		{ "context", "/@context",
		    { .context = "[\"https://www.w3.org/ns/credentials/v2\","
				 "\"https://purl.imsglobal.org/spec/ob/v3p0/"
				 "context-4.0.0.json\"]" } },
		{ "class", "/type", { .type = "[\"VerifiableCredential\"]" } },
		{ "class", "/issuer/type",
		    { .issuer = "{\"id\":\"did:web:x.example\",\"type\":"
				"\"Person\"}" } },
		{ "missing", "/issuer/type",
		    { .issuer = "{\"id\":\"did:web:x.example\"}" } },
		{ "subjects", S,
		    { .subject = "[{\"id\":\"urn:1\"},"
				 "{\"id\":\"urn:2\"}]" } },
		{ "type", S, { .subject = "[{\"id\":\"urn:1\"}]" } },
		{ "identity", S,
		    { .subject = "{\"type\":[\"AchievementSubject\"],"
				 "\"achievement\":" ACHIEVEMENT "}" } },
		{ "identity", S,
		    { .subject =
			    "{\"type\":[\"AchievementSubject\"],"
			    "\"identifier\":[],\"achievement\":" ACHIEVEMENT
			    "}" } },
		{ "missing", A,
		    { .subject = "{\"id\":\"urn:1\",\"type\":"
				 "[\"AchievementSubject\"]}" } },
		{ "class", S "/type",
		    { .subject = "{\"id\":\"urn:1\",\"type\":\"Profile\","
				 "\"achievement\":" ACHIEVEMENT "}" } },
		{ "zone", S "/activityStartDate",
		    { .subject = SUBJECT_WITH("\"activityStartDate\":"
					      "\"2024-01-01T10:00:00\"") } },
		{ "period", S "/activityEndDate",
		    { .subject = SUBJECT_WITH(
			  "\"activityStartDate\":\"2024-02-01T10:00:00Z\","
			  "\"activityEndDate\":\"2024-01-01T10:00:00Z\"") } },
		{ "type", S "/creditsEarned",
		    { .subject = SUBJECT_WITH("\"creditsEarned\":\"5\"") } },
		{ "null", S "/role",
		    { .subject = SUBJECT_WITH("\"role\":null") } },
		{ "extra", S "/identifier/0/name",
		    { .subject = SUBJECT_WITH(
			  "\"identifier\":[{\"type\":\"IdentityObject\","
			  "\"hashed\":false,\"identityHash\":\"x\","
			  "\"identityType\":\"name\",\"name\":\"y\"}]") } },
		{ "type", S "/identifier/0/type",
		    { .subject = SUBJECT_WITH(
			  "\"identifier\":[{\"type\":[\"IdentityObject\"],"
			  "\"hashed\":false,\"identityHash\":\"x\","
			  "\"identityType\":\"name\"}]") } },
		{ "type", S "/identifier/hashed",
		    { .subject = SUBJECT_WITH(
			  "\"identifier\":{\"type\":\"IdentityObject\","
			  "\"hashed\":\"no\",\"identityHash\":\"x\","
			  "\"identityType\":\"name\"}") } },
		{ "value", S "/identifier/0/identityType",
		    { .subject = SUBJECT_WITH(
			  "\"identifier\":[{\"type\":\"IdentityObject\","
			  "\"hashed\":false,\"identityHash\":\"x\","
			  "\"identityType\":\"nickname\"}]") } },
		{ "result", S "/result/0/resultDescription",
		    { .subject = SUBJECT_WITH(
			  "\"result\":[{\"type\":[\"Result\"],"
			  "\"resultDescription\":\"urn:x\"}]") } },
		{ "value", S "/result/0/status",
		    { .subject = SUBJECT_WITH("\"result\":[{\"type\":\"Result\""
					      ",\"status\":\"Done\"}]") } },
		{ "missing", S "/source/type",
		    { .subject =
			    SUBJECT_WITH("\"source\":{\"id\":\"urn:x\"}") } },
		{ "extra", S "/image/width",
		    { .subject = SUBJECT_WITH(
			  "\"image\":{\"id\":\"urn:x\",\"type\":\"Image\","
			  "\"width\":1}") } },
		{ "type", S "/image",
		    { .subject = SUBJECT_WITH("\"image\":\"urn:x\"") } },
		{ "value", A "/achievementType",
		    { .subject = ACHIEVEMENT_WITH(
			  "\"achievementType\":\"ContinuingEducation\"") } },
		{ "value", A "/inLanguage",
		    { .subject =
			    ACHIEVEMENT_WITH("\"inLanguage\":\"English\"") } },
		{ "type", A "/tag/1",
		    { .subject = ACHIEVEMENT_WITH("\"tag\":[\"a\",5]") } },
		{ "missing", A "/alignment/targetUrl",
		    { .subject = ACHIEVEMENT_WITH(
			  "\"alignment\":{\"type\":\"Alignment\","
			  "\"targetName\":\"x\"}") } },
		{ "missing", A "/resultDescription/0/resultType",
		    { .subject = ACHIEVEMENT_WITH(
			  "\"resultDescription\":[{\"id\":\"urn:x\","
			  "\"type\":[\"ResultDescription\"],\"name\":"
			  "\"n\"}]") } },
		{ "class", A "/type",
		    { .subject =
			    "{\"id\":\"urn:1\",\"type\":"
			    "[\"AchievementSubject\"],\"achievement\":{\"id\":"
			    "\"urn:a\",\"type\":\"Badge\",\"name\":\"A\","
			    "\"description\":\"D\",\"criteria\":{}}}" } },
		{ "date", "/issuer/dateOfBirth",
		    { .issuer = "{\"id\":\"urn:x\",\"type\":\"Profile\","
				"\"dateOfBirth\":\"1.1.1970\"}" } },
		{ "type", "/issuer/address/geo/latitude",
		    { .issuer =
			    "{\"id\":\"urn:x\",\"type\":\"Profile\","
			    "\"address\":{\"type\":\"Address\",\"geo\":"
			    "{\"type\":\"GeoCoordinates\",\"latitude\":\"1\","
			    "\"longitude\":1}}}" } },
		{ "extra", "/issuer/otherIdentifier/0/x",
		    { .issuer = "{\"id\":\"urn:x\",\"type\":\"Profile\","
				"\"otherIdentifier\":[{\"type\":"
				"\"IdentifierEntry\",\"identifier\":\"1\","
				"\"identifierType\":\"ext:a\",\"x\":1}]}" } },
		{ "value", "/endorsementJwt/0",
		    { .extra = ",\"endorsementJwt\":[\"not a token\"]" } },
		{ "missing", "/endorsement/0/issuer",
		    { .extra = ",\"endorsement\":[{\"id\":\"urn:e\",\"type\":"
			       "[\"VerifiableCredential\","
			       "\"EndorsementCredential\"],\"name\":\"E\","
			       "\"credentialSubject\":{\"id\":\"urn:x\","
			       "\"type\":\"EndorsementSubject\"}}]" } },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct doc d = merged(&changes[i].d);
		assert_found(&d, false, changes[i].rule, changes[i].place);
	}
}

/* Allowed, though it looks odd. */
static void accepted(void **state)
{
	(void)state;
	static const struct doc docs[] = {
		{ .issuer = "\"https://x.example/issuer\"" },
		{ .context = "[\"https://www.w3.org/ns/credentials/v2\","
			     "\"https://purl.imsglobal.org/spec/ob/v3p0/"
			     "context/ob_v3p0.jsonld\"]" },
		{ .subject = SUBJECT_WITH("\"x\":1") },
		{ .from = "\"2024-01-01T00:00:00.123+05:30\"" },
		{ .from = "\"9999-12-31T23:59:59Z\"" },
		{ .id = "\"https://x.example/\u00e9\"" },
		{ .extra = ",\"credentialStatus\":[{\"type\":\"X\"},{\"type\":"
			   "\"Y\"}]" },
		{ .extra = ",\"name\":{\"@value\":\"a\",\"@language\":\"en\","
			   "\"@direction\":\"ltr\"}" },
		{ .subject = SUBJECT_WITH("\"identifier\":{\"type\":"
					  "\"IdentityObject\",\"hashed\":true,"
					  "\"identityHash\":\"x\","
					  "\"identityType\":\"ext:x.y\"}") },
	};

	for (size_t i = 0; i < sizeof(docs) / sizeof(docs[0]); i++) {
		struct tsm_ob_findings findings;
		struct doc d = merged(&docs[i]);
		check(&d, &findings, true);
		if (findings.errors > 0)
			fail_msg("%s: %s", findings.items[0].place,
			    findings.items[0].text);
		check(&d, &findings, false);
		if (findings.errors > 0)
			fail_msg("%s: %s", findings.items[0].place,
			    findings.items[0].text);
	}
}

static void version_1_1(void **state)
{
	(void)state;
	static const char v1[] = "[\"https://www.w3.org/2018/credentials/v1\","
				 "\"https://purl.imsglobal.org/spec/ob/v3p0/"
				 "context.json\"]";
	struct tsm_ob_findings findings;
	struct doc d = good;

	d.context = v1;
	assert_found(&d, true, "missing", "/issuanceDate");
	d.extra = ",\"issuanceDate\":\"2024-01-01T00:00:00Z\","
		  "\"expirationDate\":\"2030-01-01T00:00:00Z\"";
	check(&d, &findings, true);
	assert_int_equal(findings.errors, 0);
	assert_int_equal(findings.warnings, 1);
	assert_string_equal(tsm_ob_rule_name(findings.items[0].rule), "vc11");
}

/* More is found than is kept, and an error is not lost behind warnings. */
static void many_findings(void **state)
{
	(void)state;
	struct tsm_ob_findings findings;
	struct doc d = good;

	d.extra = ",\"evidence\":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},"
		  "{},{},{},{},{},{}]";
	check(&d, &findings, true);
	assert_int_equal(findings.errors, 20);
	assert_int_equal(findings.count, TSM_OB_FINDINGS_MAX);
}

static void depth_is_bounded(void **state)
{
	(void)state;
	struct tsm_buf issuer;

	tsm_buf_init(&issuer, 0);
	for (int i = 0; i < 40; i++)
		tsm_buf_adds(&issuer, "{\"id\":\"urn:x\",\"type\":"
				      "\"Profile\",\"parentOrg\":");
	tsm_buf_adds(&issuer, "{\"id\":\"urn:x\",\"type\":\"Profile\"}");
	for (int i = 0; i < 40; i++)
		tsm_buf_addc(&issuer, '}');
	struct doc d = good;
	struct tsm_ob_findings findings;
	d.issuer = tsm_buf_cstr(&issuer);
	check(&d, &findings, false);
	assert_int_equal(findings.errors, 1);
	assert_string_equal(tsm_ob_rule_name(findings.items[0].rule), "depth");
	tsm_buf_release(&issuer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_has_no_findings),
		cmocka_unit_test(data_model),
		cmocka_unit_test(open_badges),
		cmocka_unit_test(accepted),
		cmocka_unit_test(version_1_1),
		cmocka_unit_test(many_findings),
		cmocka_unit_test(depth_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
