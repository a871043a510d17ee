/* Lists of recognised issuers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/verify/trust.h"

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
	return tsm_trust_parse(trust, text, strlen(text), err);
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
	    tsm_trust_find(trust, "did:web:a.example");
	assert_non_null(a);
	assert_string_equal(a->name, "A");
	assert_string_equal(a->list, "Montana providers");
	assert_null(tsm_trust_find(trust, "https://b.example/x")->name);
	/* Byte by byte. */
	assert_null(tsm_trust_find(trust, "did:web:A.example"));
	assert_null(tsm_trust_find(trust, "did:web:a.example "));
	assert_null(tsm_trust_find(NULL, "did:web:a.example"));
}

static void refuses(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
		const char *where;
	} cases[] = {
		{ "[]", TSM_E_VALUE, "" },
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
		{ "{\"name\":\"x\",\"name\":\"y\",\"issuers\":[]}",
		    TSM_E_DUPLICATE, "1:20" },
	};
	struct tsm_trust *trust = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_error err = { 0 };
		assert_int_equal(
		    parse(trust, cases[i].text, &err), cases[i].status);
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
	    tsm_trust_find(trust, "did:web:host7.example")->list, "L");
	for (int i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "did:web:host%d.example", i);
		assert_non_null(tsm_trust_find(trust, id));
	}
	assert_null(tsm_trust_find(trust, "did:web:host5000.example"));
	assert_string_equal(tsm_trust_list(trust, 0), "L");
	assert_null(tsm_trust_list(trust, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_a_list, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(many, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
