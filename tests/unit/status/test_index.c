/* statusListIndex, statusSize, and the secret order of the positions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/status/index.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct tsm_json *parse(struct tsm_arena *arena, const char *text)
{
	const struct tsm_json *root = NULL;
	assert_int_equal(
	    tsm_json_parse(arena, text, strlen(text), NULL, &root, NULL),
	    TSM_OK);
	return root;
}

static void test_index(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum tsm_status status;
		uint64_t want;
		bool not_string;
	} rows[] = {
		{ "\"0\"", TSM_OK, 0, false },
		{ "\"94567\"", TSM_OK, 94567, false },
		{ "\"18446744073709551615\"", TSM_OK, UINT64_MAX, false },
		{ "23", TSM_OK, 23, true },
		{ "0", TSM_OK, 0, true },
		{ "1e3", TSM_OK, 1000, true },
		{ "\"\"", TSM_E_VALUE, 0, false },
		{ "\"-1\"", TSM_E_VALUE, 0, false },
		{ "\"+1\"", TSM_E_VALUE, 0, false },
		{ "\" 1\"", TSM_E_VALUE, 0, false },
		{ "\"1 \"", TSM_E_VALUE, 0, false },
		{ "\"01\"", TSM_E_VALUE, 0, false },
		{ "\"1.0\"", TSM_E_VALUE, 0, false },
		{ "\"0x10\"", TSM_E_VALUE, 0, false },
		{ "\"1e3\"", TSM_E_VALUE, 0, false },
		{ "\"1\\u0000\"", TSM_E_VALUE, 0, false },
		{ "\"\xD9\xA1\"", TSM_E_VALUE, 0, false },
		{ "\"18446744073709551616\"", TSM_E_VALUE, 0, false },
		{ "\"99999999999999999999999\"", TSM_E_VALUE, 0, false },
		{ "-1", TSM_E_VALUE, 0, false },
		{ "1.5", TSM_E_VALUE, 0, false },
		{ "18446744073709551616", TSM_E_VALUE, 0, false },
		{ "1e400", TSM_E_VALUE, 0, false },
		{ "null", TSM_E_SYNTAX, 0, false },
		{ "true", TSM_E_SYNTAX, 0, false },
		{ "[\"1\"]", TSM_E_SYNTAX, 0, false },
		{ "{}", TSM_E_SYNTAX, 0, false },
	};
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t index = 4711;
		bool not_string = false;
		struct tsm_error err = { 0 };
		assert_int_equal(
		    tsm_status_index_read(
			parse(&arena, rows[i].json), &index, &not_string, &err),
		    rows[i].status);
		assert_int_equal(err.status, rows[i].status);
		assert_true(
		    index == (rows[i].status == TSM_OK ? rows[i].want : 4711));
		assert_int_equal(not_string, rows[i].not_string);
	}
	uint64_t index;
	bool not_string;
	assert_int_equal(tsm_status_index_read(NULL, &index, &not_string, NULL),
	    TSM_E_MISSING);
	tsm_arena_release(&arena);
}

static void test_size(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum tsm_status status;
		unsigned want;
	} rows[] = {
		{ "1", TSM_OK, 1 },
		{ "2", TSM_OK, 2 },
		{ "4", TSM_OK, 4 },
		{ "8", TSM_OK, 8 },
		{ "8.0", TSM_OK, 8 },
		{ "3", TSM_E_UNSUPPORTED, 0 },
		{ "16", TSM_E_UNSUPPORTED, 0 },
		{ "4294967297", TSM_E_UNSUPPORTED, 0 },
		{ "0", TSM_E_VALUE, 0 },
		{ "-1", TSM_E_VALUE, 0 },
		{ "1.5", TSM_E_VALUE, 0 },
		{ "18446744073709551617", TSM_E_VALUE, 0 },
		{ "\"1\"", TSM_E_VALUE, 0 },
		{ "null", TSM_E_VALUE, 0 },
	};
	struct tsm_arena arena;
	unsigned bits = 0;
	tsm_arena_init(&arena, 0);
	assert_int_equal(tsm_status_size_read(NULL, &bits, NULL), TSM_OK);
	assert_int_equal(bits, 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tsm_error err = { 0 };
		bits = 99;
		assert_int_equal(tsm_status_size_read(
				     parse(&arena, rows[i].json), &bits, &err),
		    rows[i].status);
		assert_int_equal(err.status, rows[i].status);
		assert_int_equal(
		    bits, rows[i].status == TSM_OK ? rows[i].want : 99);
	}
	tsm_arena_release(&arena);
}

static void fill_key(unsigned char key[TSM_STATUS_KEY], unsigned first)
{
	for (unsigned i = 0; i < TSM_STATUS_KEY; i++)
		key[i] = (unsigned char)(first + i);
}

/* Lists live for years: these numbers, computed apart, never change. */
static void test_permute_stable(void **state)
{
	(void)state;
	static const struct {
		uint64_t entries;
		uint64_t n;
		uint64_t want;
	} rows[] = {
		{ UINT64_C(131072), UINT64_C(0), UINT64_C(33667) },
		{ UINT64_C(131072), UINT64_C(1), UINT64_C(122004) },
		{ UINT64_C(131072), UINT64_C(131071), UINT64_C(59347) },
		{ UINT64_C(1000000), UINT64_C(0), UINT64_C(108136) },
		{ UINT64_C(1000000), UINT64_C(999999), UINT64_C(629776) },
		{ UINT64_C(7), UINT64_C(0), UINT64_C(4) },
		{ UINT64_C(1), UINT64_C(0), UINT64_C(0) },
		{ UINT64_C(1099511627781), UINT64_C(1099511627776),
		    UINT64_C(598221031707) },
	};
	unsigned char key[TSM_STATUS_KEY];
	fill_key(key, 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t position = UINT64_MAX;
		assert_int_equal(tsm_status_permute(key, rows[i].entries,
				     rows[i].n, &position),
		    TSM_OK);
		assert_true(position == rows[i].want);
	}
	uint64_t position = 5;
	assert_int_equal(
	    tsm_status_permute(key, 100, 100, &position), TSM_E_STATE);
	assert_int_equal(tsm_status_permute(key, 0, 0, &position), TSM_E_STATE);
	assert_int_equal(tsm_status_permute(key, 131072, UINT64_MAX, &position),
	    TSM_E_STATE);
	assert_int_equal(position, 5);
}

/* Every position once; returns how many stayed where they were. */
static uint64_t check_bijection(const unsigned char *key, uint64_t entries)
{
	uint64_t fixed = 0;
	unsigned char *seen = calloc(entries, 1);
	assert_non_null(seen);
	for (uint64_t n = 0; n < entries; n++) {
		uint64_t position = UINT64_MAX;
		assert_int_equal(
		    tsm_status_permute(key, entries, n, &position), TSM_OK);
		assert_true(position < entries);
		assert_int_equal(seen[position], 0);
		seen[position] = 1;
		fixed += position == n ? 1 : 0;
	}
	free(seen);
	return fixed;
}

static void test_permute_bijection(void **state)
{
	(void)state;
	unsigned char key[TSM_STATUS_KEY];
	for (uint64_t entries = 1; entries < 300; entries++) {
		fill_key(key, (unsigned)entries);
		(void)check_bijection(key, entries);
	}
	static const uint64_t sizes[] = { 4095, 4096, 4097, 131072, 131080,
		200000 };
	for (size_t i = 0; i < COUNT(sizes); i++) {
		fill_key(key, (unsigned)i * 40);
		assert_true(check_bijection(key, sizes[i]) < 12);
	}
}

/* Another key is another order; neighbours do not stay together. */
static void test_permute_secret(void **state)
{
	(void)state;
	unsigned char key[TSM_STATUS_KEY];
	unsigned char other[TSM_STATUS_KEY];
	fill_key(key, 0);
	unsigned together = 0;
	uint64_t last = 0;
	for (size_t byte = 0; byte < TSM_STATUS_KEY; byte++) {
		unsigned same = 0;
		memcpy(other, key, sizeof(key));
		other[byte] ^= 1;
		for (uint64_t n = 0; n < 500; n++) {
			uint64_t a = 0;
			uint64_t b = 0;
			assert_int_equal(
			    tsm_status_permute(key, 131072, n, &a), TSM_OK);
			assert_int_equal(
			    tsm_status_permute(other, 131072, n, &b), TSM_OK);
			same += a == b ? 1 : 0;
			together += a + 8 > last && a < last + 8 ? 1 : 0;
			last = a;
		}
		assert_true(same < 5);
	}
	assert_true(together < 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_permute_stable),
		cmocka_unit_test(test_permute_bijection),
		cmocka_unit_test(test_permute_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
