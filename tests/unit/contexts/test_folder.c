/* An operator's folder of contexts, and what is wrong with one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "testamur/base/file.h"
#include "testamur/contexts/folder.h"

#define GOOD  "{\"@context\": {\"term\": \"https://c.example/term\"}}"
#define FIRST "https://c.example/first"
#define OTHER "https://c.example/other"

static char folder[] = "/tmp/testamur-contexts-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (text == NULL)
		(void)unlink(path);
	else
		assert_int_equal(
		    tsm_file_write(path, text, strlen(text), 0600, NULL),
		    TSM_OK);
}

static int make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	put("first.jsonld", GOOD);
	put("broken.jsonld", "{");
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	put("map.json", NULL);
	put("first.jsonld", NULL);
	put("broken.jsonld", NULL);
	return rmdir(folder);
}

static void known_afterwards(void **state)
{
	struct tsm_jsonld_store *store = NULL;
	(void)state;
	put("map.json", "{\"" FIRST "\": \"first.jsonld\","
			" \"" OTHER "\": \"first.jsonld\"}");
	assert_int_equal(tsm_jsonld_store_new(&store), TSM_OK);
	assert_int_equal(tsm_contexts_add(store, folder, NULL), TSM_OK);
	assert_non_null(tsm_jsonld_store_find(store, tsm_str(FIRST)));
	assert_non_null(tsm_jsonld_store_find(store, tsm_str(OTHER)));
	tsm_jsonld_store_free(&store);
}

static const struct {
	const char *map;
	enum tsm_status status;
	const char *where; /* what err->where holds */
} wrong[] = {
	{ NULL, TSM_E_NOT_FOUND, "/map.json" },
	{ "[]", TSM_E_VALUE, "/map.json" },
	{ "{", TSM_E_SYNTAX, "/map.json" },
	{ "{\"" FIRST "\": \"../first.jsonld\"}", TSM_E_VALUE, "~1first" },
	{ "{\"" FIRST "\": \"\"}", TSM_E_VALUE, "~1first" },
	{ "{\"" FIRST "\": 1}", TSM_E_VALUE, "~1first" },
	{ "{\"" FIRST "\": \"none.jsonld\"}", TSM_E_NOT_FOUND, "/none.jsonld" },
	{ "{\"" FIRST "\": \"broken.jsonld\"}", TSM_E_SYNTAX,
	    "/broken.jsonld" },
	{ "{\"relative\": \"first.jsonld\"}", TSM_E_VALUE, "/first.jsonld" },
	{ "{\"https://www.w3.org/ns/credentials/v2\": \"first.jsonld\"}",
	    TSM_E_DUPLICATE, "/first.jsonld" },
};

static void refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct tsm_jsonld_store *store = NULL;
		struct tsm_error err = { 0 };
		put("map.json", wrong[i].map);
		assert_int_equal(tsm_jsonld_store_new(&store), TSM_OK);
		assert_int_equal(
		    tsm_contexts_add(store, folder, &err), wrong[i].status);
		assert_non_null(strstr(err.where, wrong[i].where));
		assert_null(tsm_jsonld_store_find(store, tsm_str(FIRST)));
		tsm_jsonld_store_free(&store);
	}
}

static enum tsm_status stop_at_first(void *self, struct tsm_str address,
    struct tsm_str bytes, struct tsm_error *err)
{
	size_t *calls = self;
	assert_true(tsm_str_is(address, FIRST));
	assert_true(tsm_str_is(bytes, GOOD));
	++*calls;
	return tsm_fail(err, TSM_E_STATE, NULL, "enough");
}

static void a_visitor_stops_it(void **state)
{
	size_t calls = 0;
	const struct tsm_contexts_visitor visitor = { stop_at_first, &calls };
	(void)state;
	put("map.json", "{\"" FIRST "\": \"first.jsonld\","
			" \"" OTHER "\": \"first.jsonld\"}");
	assert_int_equal(
	    tsm_contexts_each(folder, &visitor, NULL), TSM_E_STATE);
	assert_int_equal(calls, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_afterwards),
		cmocka_unit_test(refusals),
		cmocka_unit_test(a_visitor_stops_it),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
