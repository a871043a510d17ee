/* Objects that differ from one that was read in single members. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "each_arena.h"
#include "testamur/json/doc.h"
#include "testamur/json/jcs.h"

static const struct tsm_json *parse(const char *text)
{
	const struct tsm_json *root = NULL;
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, NULL),
	    TSM_OK);
	return root;
}

static void is(const struct tsm_json *value, const char *want)
{
	struct tsm_buf out;
	assert_non_null(value);
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_jcs(value, &out, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	tsm_buf_release(&out);
}

static void test_with(void **state)
{
	(void)state;
	static const char *const without[] = { "b", "none", NULL };
	const struct tsm_json *root = parse("{\"a\":1,\"b\":[2],\"c\":{}}");
	const struct tsm_json_member members[] = {
		{ "c", tsm_json_get(root, "b") },
		{ "d", tsm_json_get(root, "a") },
	};
	is(tsm_json_with(&arena, root, without, NULL, 0), "{\"a\":1,\"c\":{}}");
	const struct tsm_json *copy =
	    tsm_json_with(&arena, root, without, members, 2);
	is(copy, "{\"a\":1,\"c\":[2],\"d\":1}");
	assert_ptr_equal(tsm_json_get(copy, "c")->parent, copy);
	assert_int_equal(tsm_json_get(copy, "d")->index, 2);
	is(root, "{\"a\":1,\"b\":[2],\"c\":{}}");
	is(tsm_json_with(&arena, NULL, NULL, members, 1), "{\"c\":[2]}");
	is(tsm_json_with(&arena, NULL, NULL, NULL, 0), "{}");
}

/* Members are found in objects large enough to have an order of their own. */
static void test_many(void **state)
{
	(void)state;
	static const char *const without[] = { "m30", NULL };
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	for (int i = 40; i > 0; i--)
		tsm_buf_printf(
		    &text, "%s\"m%d\":%d", i == 40 ? "{" : ",", i, i);
	tsm_buf_adds(&text, "}");
	const struct tsm_json *root = parse(tsm_buf_cstr(&text));
	tsm_buf_release(&text);
	const struct tsm_json_member member = { "a", root };
	const struct tsm_json *copy =
	    tsm_json_with(&arena, root, without, &member, 1);
	assert_non_null(copy);
	assert_int_equal(copy->count, 40);
	assert_null(tsm_json_get(copy, "m30"));
	for (int i = 1; i <= 40; i++) {
		char name[16];
		(void)snprintf(name, sizeof(name), "m%d", i);
		if (i != 30)
			assert_true(tsm_str_is(
			    tsm_json_get(copy, name)->text, name + 1));
	}
	assert_ptr_equal(tsm_json_get(copy, "a")->first, root->first);
}

static void test_list(void **state)
{
	(void)state;
	const struct tsm_json *root = parse("{\"a\":1,\"b\":[2]}");
	const struct tsm_json *const values[] = { tsm_json_get(root, "b"),
		root };
	is(tsm_json_list(&arena, values, 2), "[[2],{\"a\":1,\"b\":[2]}]");
	is(tsm_json_list(&arena, values, 0), "[]");
}

/* A part keeps names and places, so that it can be told where it is from. */
static void test_pick(void **state)
{
	(void)state;
	const struct tsm_json *root = parse("{\"a\":1,\"b\":[2, 3,4]}");
	const struct tsm_json *b = tsm_json_get(root, "b");
	const struct tsm_json *const items[] = { &b->first[2], &b->first[0] };
	const struct tsm_json *list = tsm_json_pick(&arena, b, items, 2);
	is(list, "[4,2]");
	assert_int_equal(list->column, b->column);
	assert_int_equal(list->first[0].column, b->first[2].column);
	assert_int_equal(list->first[1].index, 1);
	const struct tsm_json *copy = tsm_json_pick(&arena, root, &list, 1);
	is(copy, "{\"b\":[4,2]}");
	assert_ptr_equal(tsm_json_get(copy, "b")->parent, copy);
	is(tsm_json_pick(&arena, root, NULL, 0), "{}");
	is(root, "{\"a\":1,\"b\":[2,3,4]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_with, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_list, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pick, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
