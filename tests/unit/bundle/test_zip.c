/* zip.h: the files of any ZIP archive, one at a time. */
#include "fixture.h"

#include "testamur/bundle/zip.h"

static size_t find(const struct tsm_zip *zip, const char *name)
{
	struct tsm_zip_file file;
	size_t count = tsm_zip_count(zip);
	for (size_t n = 0; n < count; n++) {
		assert_ok(tsm_zip_stat(zip, n, &file, NULL));
		if (strcmp(file.name, name) == 0)
			return n;
	}
	fail_msg("%s is not there", name);
	return count;
}

static void test_one_at_a_time(void **state)
{
	(void)state;
	struct tsm_zip *zip = NULL;
	struct tsm_zip_file file;
	struct tsm_error err = { 0 };
	struct tsm_buf data;
	char bytes[16];
	tsm_buf_init(&data, 0);
	assert_ok(pack(NULL, &data, NULL));
	assert_ok(tsm_zip_new(tsm_buf_str(&data), &zip, &err));
	assert_int_equal(tsm_zip_count(zip), 4);
	size_t n = find(zip, "roster.csv");
	assert_ok(tsm_zip_stat(zip, n, &file, &err));
	assert_int_equal(file.size, 6);
	/* twice, and in any order */
	assert_ok(tsm_zip_read(zip, n, bytes, file.size, &err));
	assert_memory_equal(bytes, "name\r\n", 6);
	assert_ok(
	    tsm_zip_read(zip, find(zip, "documents/did.json"), bytes, 2, &err));
	assert_memory_equal(bytes, "{}", 2);
	assert_ok(tsm_zip_read(zip, n, bytes, 6, &err));
	/* another length than it has */
	assert_int_equal(tsm_zip_read(zip, n, bytes, 5, &err), TSM_E_SYNTAX);
	assert_int_equal(tsm_zip_read(zip, n, bytes, 7, &err), TSM_E_SYNTAX);
	assert_int_equal(tsm_zip_stat(zip, 4, &file, &err), TSM_E_SYNTAX);
	assert_int_equal(tsm_zip_read(zip, 4, bytes, 1, &err), TSM_E_SYNTAX);
	tsm_zip_free(&zip);
	assert_null(zip);
	tsm_zip_free(&zip);
	tsm_buf_release(&data);
}

static void test_no_archive(void **state)
{
	(void)state;
	struct tsm_zip *zip = NULL;
	struct tsm_error err = { 0 };
	assert_int_equal(
	    tsm_zip_new(tsm_str("PK\3\4, but no more"), &zip, &err),
	    TSM_E_SYNTAX);
	assert_null(zip);
	assert_ok(tsm_zip_new((struct tsm_str){ "", 0 }, &zip, &err));
	assert_int_equal(tsm_zip_count(zip), 0);
	tsm_zip_free(&zip);
}

/* With the bit set for encryption, in both of its headers. */
static void test_encrypted(void **state)
{
	(void)state;
	struct tsm_zip *zip = NULL;
	struct tsm_zip_file file = { 0 };
	struct tsm_error err = { 0 };
	struct tsm_buf data;
	tsm_buf_init(&data, 0);
	assert_ok(pack(NULL, &data, NULL));
	for (size_t i = 0; i + 10 < data.len; i++) {
		if (memcmp(data.data + i, "PK\3\4", 4) == 0)
			data.data[i + 6] |= 1;
		if (memcmp(data.data + i, "PK\1\2", 4) == 0)
			data.data[i + 8] |= 1;
	}
	assert_ok(tsm_zip_new(tsm_buf_str(&data), &zip, &err));
	assert_int_equal(tsm_zip_stat(zip, 1, &file, &err), TSM_E_UNSUPPORTED);
	assert_string_equal(file.name, err.where);
	tsm_zip_free(&zip);
	tsm_buf_release(&data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_at_a_time),
		cmocka_unit_test(test_no_archive),
		cmocka_unit_test(test_encrypted),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
