/* texts: what was put in is found, and nothing else */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "testamur/base/texts.h"

#define MANY 2000

static void test_empty(void **state)
{
	(void)state;
	struct tsm_texts map = { 0 };
	assert_null(tsm_texts_find(&map, tsm_str("")));
	assert_null(tsm_texts_find(&map, tsm_str("a")));
}

/* Beginnings of one another, ends in NUL, and bytes of all kinds. */
static void test_alike(void **state)
{
	(void)state;
	static const struct tsm_str texts[] = { TSM_STR(""), TSM_STR("\0"),
		TSM_STR("\0\0"), TSM_STR("a"), TSM_STR("a\0"), TSM_STR("ab"),
		TSM_STR("abc"), TSM_STR("\xff"), TSM_STR("\x7f"),
		TSM_STR("\xff\xff") };
	const size_t count = sizeof(texts) / sizeof(texts[0]);
	struct tsm_texts map = { 0 };
	struct tsm_arena arena;
	int values[sizeof(texts) / sizeof(texts[0])];

	tsm_arena_init(&arena, 0);
	for (size_t i = 0; i < count; i++) {
		assert_null(tsm_texts_find(&map, texts[i]));
		assert_int_equal(
		    tsm_texts_add(&map, &arena, texts[i], &values[i]), TSM_OK);
		for (size_t j = 0; j < count; j++) {
			void **found = tsm_texts_find(&map, texts[j]);
			if (j > i)
				assert_null(found);
			else
				assert_ptr_equal(*found, &values[j]);
		}
	}
	assert_null(tsm_texts_find(&map, tsm_str("abcd")));
	*tsm_texts_find(&map, tsm_str("ab")) = &values[0];
	assert_ptr_equal(*tsm_texts_find(&map, tsm_str("ab")), &values[0]);
	tsm_arena_release(&arena);
}

static void test_many(void **state)
{
	(void)state;
	static char texts[MANY][16];
	struct tsm_texts map = { 0 };
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	for (unsigned i = 0; i < MANY; i++) {
		(void)snprintf(
		    texts[i], sizeof(texts[i]), "b%x", i * 2654435761U);
		assert_int_equal(
		    tsm_texts_add(&map, &arena, tsm_str(texts[i]), texts[i]),
		    TSM_OK);
	}
	for (unsigned i = 0; i < MANY; i++)
		assert_ptr_equal(
		    *tsm_texts_find(&map, tsm_str(texts[i])), texts[i]);
	assert_null(tsm_texts_find(&map, tsm_str("b")));
	tsm_arena_release(&arena);
}

/* No room for another: what is there is found as before. */
static void test_full(void **state)
{
	(void)state;
	struct tsm_texts map = { 0 };
	struct tsm_arena arena;
	char texts[100][8];
	unsigned i = 0;

	tsm_arena_init(&arena, 1024);
	enum tsm_status status = TSM_OK;
	for (; i < 100 && status == TSM_OK; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "%u", i);
		status =
		    tsm_texts_add(&map, &arena, tsm_str(texts[i]), texts[i]);
	}
	assert_int_equal(status, TSM_E_MEMORY);
	assert_in_range(i, 3, 50);
	assert_null(tsm_texts_find(&map, tsm_str(texts[i - 1])));
	for (unsigned k = 0; k + 1 < i; k++)
		assert_ptr_equal(
		    *tsm_texts_find(&map, tsm_str(texts[k])), texts[k]);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
