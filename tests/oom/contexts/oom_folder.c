/* Reading a folder of contexts when memory runs out. */
#include "sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "testamur/base/file.h"
#include "testamur/contexts/folder.h"

static char folder[] = "/tmp/testamur-contexts-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(
	    tsm_file_write(path, text, strlen(text), 0600, NULL), TSM_OK);
}

static int make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	put("map.json", "{\"https://c.example/a\": \"a.jsonld\"}");
	put("a.jsonld", "{\"@context\": {\"term\": \"https://c.example/t\"}}");
	return 0;
}

static int remove_folder(void **state)
{
	static const char *const names[] = { "map.json", "a.jsonld" };
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char path[64];
		(void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	return rmdir(folder);
}

static enum tsm_status add(struct tsm_buf *out)
{
	struct tsm_jsonld_store *store = NULL;
	enum tsm_status status = tsm_jsonld_store_new(&store);
	if (status == TSM_OK)
		status = tsm_contexts_add(store, folder, NULL);
	if (status == TSM_OK)
		status = tsm_buf_adds(out, "added");
	tsm_jsonld_store_free(&store);
	return status;
}

static void test_add(void **state)
{
	(void)state;
	sweep(add);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
