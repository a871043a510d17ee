/* Lists of recognised issuers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/base/time.h"
#include "testamur/verify/trust.h"

#define NOW 1767225600 /* 2026-01-01T00:00:00Z */

static int setup(void **state)
{
	struct tsm_trust *trust;
	assert_int_equal(tsm_trust_new(&trust), TSM_OK);
	*state = trust;
	return 0;
}

static int teardown(void **state)
{
	struct tsm_trust *trust = *state;
	tsm_trust_free(&trust);
	assert_null(trust);
	tsm_trust_free(&trust);
	return 0;
}

static enum tsm_status parse(
    struct tsm_trust *trust, const char *text, struct tsm_error *err)
{
	return tsm_trust_parse(trust, "file", text, strlen(text), err);
}

static void reads_a_list(void **state)
{
	struct tsm_trust *trust = *state;

	assert_int_equal(parse(trust,
			     "{\"name\":\"Montana providers\",\"issuers\":["
			     "{\"id\":\"did:web:a.example\",\"name\":\"A\"},"
			     "{\"id\":\"https://b.example/x\"}]}",
			     NULL),
	    TSM_OK);
	assert_int_equal(tsm_trust_count(trust), 2);
	const struct tsm_trust_entry *a =
	    tsm_trust_find(trust, "did:web:a.example", NOW);
	assert_non_null(a);
	assert_string_equal(a->name, "A");
	assert_string_equal(a->list, "Montana providers");
	assert_null(tsm_trust_find(trust, "https://b.example/x", NOW)->name);
	/* Byte by byte. */
	assert_null(tsm_trust_find(trust, "did:web:A.example", NOW));
	assert_null(tsm_trust_find(trust, "did:web:a.example ", NOW));
	assert_null(tsm_trust_find(NULL, "did:web:a.example", NOW));
}

#define OF(member, status, where)                                             \
 {                                                                            \
  "{\"name\":\"x\",\"issuers\":[{\"id\":\"did:web:a\"," member "}]}", status, \
      "/issuers/0" where                                                      \
 }

static void refuses(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
		const char *where;
	} cases[] = {
		{ "5", TSM_E_VALUE, "" },
		{ "{\"name\":\"x\"}", TSM_E_MISSING, "" },
		{ "{\"issuers\":[]}", TSM_E_MISSING, "" },
		{ "{\"name\":\"x\",\"issuers\":[],\"isuers\":[]}",
		    TSM_E_UNKNOWN, "/isuers" },
		{ "{\"name\":\"x\",\"issuers\":[{\"did\":\"did:web:a\"}]}",
		    TSM_E_UNKNOWN, "/issuers/0/did" },
		{ "{\"name\":\"x\",\"issuers\":[{\"name\":\"a\"}]}",
		    TSM_E_MISSING, "/issuers/0" },
		{ "{\"name\":\"x\",\"issuers\":[{\"id\":\"not a did\"}]}",
		    TSM_E_VALUE, "/issuers/0/id" },
		{ "{\"name\":\"x\",\"issuers\":[\"did:web:a\"]}", TSM_E_VALUE,
		    "/issuers/0" },
		{ "{\"name\":\"x\",\"issuers\":[{\"id\":\"did:web:a\","
		  "\"name\":5}]}",
		    TSM_E_VALUE, "/issuers/0/name" },
		OF("\"valid_from\":\"2024\"", TSM_E_VALUE, "/valid_from"),
		OF("\"valid_to\":5", TSM_E_VALUE, "/valid_to"),
		OF("\"valid_to\":\"2024-01-01T00:00:00\"", TSM_E_VALUE,
		    "/valid_to"),
		OF("\"valid_from\":\"2024-01-02\",\"valid_to\":\"2024-01-01\"",
		    TSM_E_VALUE, "/valid_to"),
		OF("\"list\":[]", TSM_E_VALUE, "/list"),
		OF("\"approvals\":{}", TSM_E_VALUE, "/approvals"),
		OF("\"approvals\":[1]", TSM_E_VALUE, "/approvals/0"),
		OF("\"approvals\":[{\"scheme\":\"s\"}]", TSM_E_MISSING,
		    "/approvals/0"),
		OF("\"approvals\":[{\"scheme\":\"s\",\"number\":7}]",
		    TSM_E_VALUE, "/approvals/0/number"),
		OF("\"approvals\":[{\"scheme\":\"s\",\"number\":\"7\","
		   "\"until\":\"2024-01-01\"}]",
		    TSM_E_UNKNOWN, "/approvals/0/until"),
		{ "{\"name\":\"x\",\"issuers\":[],\"proof\":{}}", TSM_E_STATE,
		    "/proof" },
		{ "{\"registry\":[]}", TSM_E_VALUE, "/registry" },
		{ "{\"registry\":{\"MIT\":{}}}", TSM_E_VALUE, "/registry/MIT" },
		{ "{\"registry\":{\"did:web:a\\u0000b\":{}}}", TSM_E_VALUE,
		    NULL },
		{ "{\"registry\":{\"did:web:a\":\"A\"}}", TSM_E_VALUE,
		    "/registry/did:web:a" },
		{ "{\"registry\":{\"did:web:a\":{\"name\":1}}}", TSM_E_VALUE,
		    "/registry/did:web:a/name" },
		{ "[{\"type\":[\"Profile\"]}]", TSM_E_MISSING, "/0" },
		{ "[{\"id\":\"MIT\"}]", TSM_E_VALUE, "/0/id" },
		{ "{\"name\":\"x\",\"name\":\"y\",\"issuers\":[]}",
		    TSM_E_DUPLICATE, "1:20" },
	};
	struct tsm_trust *trust = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_error err = { 0 };
		assert_int_equal(
		    parse(trust, cases[i].text, &err), cases[i].status);
		if (cases[i].where != NULL)
			assert_string_equal(err.where, cases[i].where);
	}
}

static void many(void **state)
{
	struct tsm_trust *trust = *state;
	char id[64];

	for (int i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "did:web:host%d.example", i);
		assert_int_equal(
		    tsm_trust_add(trust, "L", id, NULL, NULL), TSM_OK);
	}
	/* The first entry for an id counts. */
	assert_int_equal(
	    tsm_trust_add(trust, "M", "did:web:host7.example", "later", NULL),
	    TSM_OK);
	assert_int_equal(tsm_trust_count(trust), 5000);
	assert_string_equal(
	    tsm_trust_find(trust, "did:web:host7.example", NOW)->list, "L");
	for (int i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "did:web:host%d.example", i);
		assert_non_null(tsm_trust_find(trust, id, NOW));
	}
	assert_null(tsm_trust_find(trust, "did:web:host5000.example", NOW));
	assert_string_equal(tsm_trust_list(trust, 0), "L");
	assert_null(tsm_trust_list(trust, 1));
}

static int64_t instant(const char *text)
{
	int64_t at;
	assert_int_equal(tsm_time_parse(tsm_str(text), &at), TSM_OK);
	return at;
}

/* Both ends belong to it, to the second; entries of one issuer in turn. */
static void periods(void **state)
{
	static const char text[] =
	    "{\"name\":\"L\",\"issuers\":["
	    "{\"id\":\"did:web:a.example\",\"name\":\"old\","
	    "\"valid_from\":\"2020-07-01\",\"valid_to\":\"2021-06-30\"},"
	    "{\"id\":\"did:web:a.example\",\"name\":\"shadowed\","
	    "\"valid_from\":\"2020-08-01\",\"valid_to\":\"2020-08-02\"},"
	    "{\"id\":\"did:web:a.example\",\"name\":\"new\","
	    "\"valid_from\":\"2023-01-01T00:00:00+01:00\"}]}";
	static const struct {
		const char *at;
		const char *name;
	} cases[] = {
		{ "2020-06-30T23:59:59Z", NULL },
		{ "2020-07-01T00:00:00Z", "old" },
		{ "2020-08-01T12:00:00Z", "old" },
		{ "2021-06-30T23:59:59Z", "old" },
		{ "2021-07-01T00:00:00Z", NULL },
		{ "2022-12-31T22:59:59Z", NULL },
		{ "2022-12-31T23:00:00Z", "new" },
		{ "9999-01-01T00:00:00Z", "new" },
	};
	struct tsm_trust *trust = *state;

	assert_int_equal(parse(trust, text, NULL), TSM_OK);
	assert_int_equal(tsm_trust_count(trust), 2);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_trust_entry *entry = tsm_trust_find(
		    trust, "did:web:a.example", instant(cases[i].at));
		if (cases[i].name == NULL)
			assert_null(entry);
		else
			assert_string_equal(entry->name, cases[i].name);
	}
	assert_string_equal(
	    tsm_trust_known(trust, "did:web:a.example")->name, "old");
	assert_null(tsm_trust_known(trust, "did:web:b.example"));
}

static void origins(void **state)
{
	static const struct {
		const char *id;
		const char *name; /* of the entry that recognises it */
	} cases[] = {
		{ "https://a.example", "A" },
		{ "https://a.example/issuers/1", "A" },
		{ "https://a.example?x", "A" },
		{ "did:web:a.example", "A" },
		{ "did:web:a.example:issuers:1", "A" },
		{ "did:web:b.example%3A8443:x", "B" },
		{ "https://b.example:8443/x", "B" },
		{ "https://a.example/own", "own" },
		{ "did:web:b.example", NULL },
		{ "http://a.example/", NULL },
		{ "https://a.example.evil.example/", NULL },
		{ "https://a.example@evil.example/", NULL },
		{ "https://a.example:443@evil.example/", NULL },
		{ "https://A.example/", NULL },
		{ "https://a.example:8443/", NULL },
		{ "https://sub.a.example/", NULL },
		{ "did:web:evil.example:a.example", NULL },
		{ "did:web:a.example%2F@evil.example", NULL },
		{ "did:webvh:a.example", NULL },
		/* an entry with a path is that address and no origin */
		{ "https://c.example/x/y", NULL },
		{ "https://c.example", NULL },
	};
	struct tsm_trust *trust = *state;

	assert_int_equal(
	    tsm_trust_add(trust, "L", "https://a.example", "A", NULL), TSM_OK);
	assert_int_equal(
	    tsm_trust_add(trust, "L", "https://b.example:8443", "B", NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_trust_add(trust, "L", "https://a.example/own", "own", NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_trust_add(trust, "L", "https://c.example/x", "C", NULL),
	    TSM_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_trust_entry *entry =
		    tsm_trust_find(trust, cases[i].id, NOW);
		if (cases[i].name == NULL)
			assert_null(entry);
		else
			assert_string_equal(entry->name, cases[i].name);
	}
}

/* A registry of the Digital Credentials Consortium. */
static void reads_a_registry(void **state)
{
	struct tsm_trust *trust = *state;

	assert_int_equal(
	    parse(trust,
		"{\"meta\":{\"created\":\"2024-01-01T00:00:00+00:00\"},"
		"\"registry\":{\"did:key:z6MkA\":{\"name\":\"College\","
		"\"location\":\"Riverbend\",\"url\":\"https://c.example\"},"
		"\"did:web:b.example\":{\"name\":\"B\"}}}",
		NULL),
	    TSM_OK);
	const struct tsm_trust_entry *entry =
	    tsm_trust_find(trust, "did:key:z6MkA", NOW);
	assert_non_null(entry);
	assert_string_equal(entry->name, "College");
	assert_string_equal(entry->list, "file");
	/* its website is no issuer */
	assert_null(tsm_trust_find(trust, "https://c.example", NOW));
	assert_int_equal(tsm_trust_count(trust), 2);
}

/* An array of Open Badges 3.0 Profiles. */
static void reads_profiles(void **state)
{
	struct tsm_trust *trust = *state;

	assert_int_equal(parse(trust,
			     "[{\"id\":\"https://b.example/issuer\","
			     "\"type\":[\"Profile\"],\"name\":\"B\","
			     "\"url\":\"https://b.example\"}]",
			     NULL),
	    TSM_OK);
	assert_string_equal(
	    tsm_trust_find(trust, "https://b.example/issuer", NOW)->name, "B");
	assert_null(tsm_trust_find(trust, "https://b.example", NOW));
}

/* What is written is what was read. */
static void writes(void **state)
{
	static const char text[] =
	    "{\"name\":\"L\",\"issuers\":[{\"id\":\"did:web:a.example\","
	    "\"name\":\"A\",\"list\":\"Registry\","
	    "\"valid_from\":\"2020-07-01\","
	    "\"valid_to\":\"2021-06-30T12:00:00Z\",\"approvals\":["
	    "{\"scheme\":\"s\",\"number\":\"1\","
	    "\"valid_to\":\"2026-06-30\"}]},{\"id\":\"https://b.example\"}]}";
	struct tsm_trust *trust = *state;
	struct tsm_buf out;

	assert_int_equal(parse(trust, text, NULL), TSM_OK);
	assert_string_equal(tsm_trust_list(trust, 1), "Registry");
	assert_string_equal(tsm_trust_list(trust, 0), "L");
	assert_null(tsm_trust_list(trust, 2));
	tsm_buf_init(&out, 0);
	json_t *json = tsm_trust_json(trust, "L");
	assert_int_equal(tsm_json_write(json, TSM_JSON_COMPACT, &out), TSM_OK);
	json_decref(json);
	assert_string_equal(tsm_buf_cstr(&out), text);
	tsm_buf_clear(&out);
	assert_int_equal(tsm_trust_period_text(
			     TSM_LANG_EN, &tsm_trust_at(trust, 0)->valid, &out),
	    TSM_OK);
	assert_string_equal(
	    tsm_buf_cstr(&out), "2020-07-01 to 2021-06-30T12:00:00Z");
	tsm_buf_release(&out);
}

static void limits(void **state)
{
	struct tsm_trust *trust = *state;
	struct tsm_trust_entry entry = { .id = "did:web:a.example" };
	char name[32];

	for (int i = 0; i <= TSM_TRUST_PERIODS_MAX; i++) {
		entry.valid = (struct tsm_trust_period){ i, i };
		assert_int_equal(tsm_trust_put(trust, &entry, NULL),
		    i < TSM_TRUST_PERIODS_MAX ? TSM_OK : TSM_E_LIMIT);
	}
	for (int i = 0; i <= TSM_TRUST_LISTS_MAX; i++) {
		snprintf(name, sizeof(name), "did:web:b%d", i);
		assert_int_equal(tsm_trust_add(trust, name, name, NULL, NULL),
		    i < TSM_TRUST_LISTS_MAX ? TSM_OK : TSM_E_LIMIT);
	}
	entry.valid = (struct tsm_trust_period){ 2, 1 };
	assert_int_equal(tsm_trust_put(trust, &entry, NULL), TSM_E_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_a_list, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(many, setup, teardown),
		cmocka_unit_test_setup_teardown(periods, setup, teardown),
		cmocka_unit_test_setup_teardown(origins, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    reads_a_registry, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    reads_profiles, setup, teardown),
		cmocka_unit_test_setup_teardown(writes, setup, teardown),
		cmocka_unit_test_setup_teardown(limits, setup, teardown),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
