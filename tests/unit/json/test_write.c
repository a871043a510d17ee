/* Building trees with jansson and our own bytes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"
#include "testamur/json/jcs.h"
#include "testamur/json/write.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct tsm_buf out;

static int setup(void **state)
{
	(void)state;
	tsm_buf_init(&out, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tsm_alloc_set(NULL);
	tsm_buf_release(&out);
	return 0;
}

/* Canonical at once is what compact, read and made canonical gives. */
static void expect_canonical(json_t *value, const char *compact)
{
	struct tsm_arena arena;
	struct tsm_buf want;
	const struct tsm_json *read = NULL;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&want, 0);
	tsm_buf_clear(&out);
	assert_int_equal(
	    tsm_json_parse(&arena, compact, strlen(compact), NULL, &read, NULL),
	    TSM_OK);
	enum tsm_status status = tsm_jcs(read, &want, NULL);
	assert_int_equal(
	    tsm_json_write(value, TSM_JSON_CANONICAL, &out), status);
	assert_string_equal(tsm_buf_cstr(&out), tsm_buf_cstr(&want));
	tsm_buf_release(&want);
	tsm_arena_release(&arena);
}

static void expect(json_t *value, const char *want)
{
	tsm_buf_clear(&out);
	assert_int_equal(tsm_json_write(value, TSM_JSON_COMPACT, &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	expect_canonical(value, want);
}

static void refuse(json_t *value, enum tsm_status want)
{
	tsm_buf_clear(&out);
	(void)tsm_buf_adds(&out, "before");
	assert_int_equal(tsm_json_write(value, TSM_JSON_COMPACT, &out), want);
	assert_string_equal(tsm_buf_cstr(&out), "before");
}

static void test_canonical(void **state)
{
	char name[12];
	(void)state;
	json_t *object = json_object();
	for (int i = 40; i > 0; i--) {
		(void)snprintf(name, sizeof(name), "%d", i);
		tsm_json_set_int(object, name, i);
	}
	/* U+FB33 comes after the surrogates of U+1F600 */
	tsm_json_set(object, "\xEF\xAC\xB3", "last");
	tsm_json_set(object, "\xF0\x9F\x98\x80", "last but one");
	tsm_json_set_int(object, "large", INT64_MAX);
	tsm_json_set_decimal(object, "half", (struct tsm_decimal){ 50, 2 });
	tsm_buf_clear(&out);
	assert_int_equal(
	    tsm_json_write(object, TSM_JSON_COMPACT, &out), TSM_OK);
	char *compact = strdup(tsm_buf_cstr(&out));
	expect_canonical(object, compact);
	assert_non_null(strstr(tsm_buf_cstr(&out),
	    "\"half\":0.5,\"large\":9223372036854776000,"
	    "\"\xF0\x9F\x98\x80\":\"last but one\",\"\xEF\xAC\xB3\":"));
	free(compact);
	json_decref(object);
}

static void test_object(void **state)
{
	(void)state;
	json_t *object = json_object();
	tsm_json_set(object, "z", "last letter first");
	tsm_json_set(object, "absent", NULL);
	tsm_json_setn(object, "a", tsm_str_n("cut here", 3));
	tsm_json_setn(object, "none", tsm_str_n(NULL, 0));
	tsm_json_set_int(object, "i", INT64_MIN);
	tsm_json_set_bool(object, "t", true);
	tsm_json_set_bool(object, "f", false);
	tsm_json_set_new(object, "n", json_null());
	json_t *list = tsm_json_set_array(object, "list");
	tsm_json_add(list, "one");
	tsm_json_add(list, NULL);
	tsm_json_add_new(list, json_integer(2));
	tsm_json_set(tsm_json_add_object(list), "three", "3");
	tsm_json_set(tsm_json_set_object(object, "inner"), "k", "");
	expect(object,
	    "{\"z\":\"last letter first\",\"a\":\"cut\","
	    "\"i\":-9223372036854775808,\"t\":true,\"f\":false,\"n\":null,"
	    "\"list\":[\"one\",2,{\"three\":\"3\"}],\"inner\":{\"k\":\"\"}}");
	/* a second set replaces the value, at its old place */
	tsm_json_set(object, "z", "again");
	tsm_buf_clear(&out);
	assert_int_equal(
	    tsm_json_write(object, TSM_JSON_COMPACT, &out), TSM_OK);
	assert_memory_equal(out.data, "{\"z\":\"again\",\"a\"", 16);
	json_decref(object);
}

static void test_pretty(void **state)
{
	(void)state;
	json_t *object = json_object();
	json_t *list = tsm_json_set_array(object, "list");
	tsm_json_add(list, "x");
	(void)tsm_json_add_object(list);
	(void)tsm_json_set_array(object, "empty");
	assert_int_equal(tsm_json_write(object, TSM_JSON_PRETTY, &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out),
	    "{\n  \"list\": [\n    \"x\",\n    {}\n  ],\n  \"empty\": []\n}\n");
	json_decref(object);
}

static void test_strings(void **state)
{
	(void)state;
	static const struct {
		struct tsm_str text;
		const char *want;
	} rows[] = {
		{ TSM_STR(""), "\"\"" },
		{ TSM_STR("a/b</script>\x7F"), "\"a/b</script>\x7F\"" },
		{ TSM_STR("\"\\\b\f\n\r\t"), "\"\\\"\\\\\\b\\f\\n\\r\\t\"" },
		{ TSM_STR("\x01 \x1F"), "\"\\u0001 \\u001f\"" },
		{ TSM_STR("a\0b"), "\"a\\u0000b\"" },
		{ TSM_STR("\xE2\x80\xA8 \xF0\x9F\x8E\x93"),
		    "\"\xE2\x80\xA8 \xF0\x9F\x8E\x93\"" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		tsm_buf_clear(&out);
		assert_int_equal(
		    tsm_json_write_string(rows[i].text, &out), TSM_OK);
		assert_string_equal(tsm_buf_cstr(&out), rows[i].want);
		json_t *array = json_array();
		json_t *object = tsm_json_add_object(array);
		tsm_json_setn(object, "s", rows[i].text);
		tsm_buf_clear(&out);
		assert_int_equal(tsm_json_write(json_object_get(object, "s"),
				     TSM_JSON_COMPACT, &out),
		    TSM_OK);
		assert_string_equal(tsm_buf_cstr(&out), rows[i].want);
		json_decref(array);
	}
}

/* No digit is lost, none is invented. */
static void test_numbers(void **state)
{
	(void)state;
	static const char *const decimals[] = { "0", "0.1", "-0.25", "5",
		"123456789012345.678", "999999999.999999999",
		"-999999999999999999", "0.000000001" };
	for (size_t i = 0; i < COUNT(decimals); i++) {
		struct tsm_decimal value;
		assert_int_equal(
		    tsm_decimal_parse(tsm_str(decimals[i]), &value), TSM_OK);
		json_t *array = json_array();
		tsm_json_add_new(array, tsm_json_new_decimal(value));
		json_t *object = tsm_json_add_object(array);
		tsm_json_set_decimal(object, "d", value);
		tsm_buf_clear(&out);
		assert_int_equal(
		    tsm_json_write(array, TSM_JSON_COMPACT, &out), TSM_OK);
		struct tsm_buf want;
		tsm_buf_init(&want, 0);
		(void)tsm_buf_printf(
		    &want, "[%s,{\"d\":%s}]", decimals[i], decimals[i]);
		assert_string_equal(tsm_buf_cstr(&out), tsm_buf_cstr(&want));
		tsm_buf_release(&want);
		json_decref(array);
	}
	json_t *real = json_real(0.1);
	expect(real, "0.1");
	json_decref(real);
}

/* The private form of a number cannot carry anything else into the text. */
static void test_disguised(void **state)
{
	(void)state;
	static const struct {
		struct tsm_str text;
		enum tsm_status want;
	} rows[] = {
		{ TSM_STR("\xFF"
			  "1.50"),
		    TSM_OK },
		{ TSM_STR("\xFF"), TSM_E_VALUE },
		{ TSM_STR("\xFF"
			  "1,2"),
		    TSM_E_VALUE },
		{ TSM_STR("\xFF"
			  "true"),
		    TSM_E_VALUE },
		{ TSM_STR("\xFF"
			  "01"),
		    TSM_E_VALUE },
		{ TSM_STR("1\xFF"), TSM_E_VALUE },
		{ TSM_STR("\xC3("), TSM_E_VALUE },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		json_t *value =
		    json_stringn_nocheck(rows[i].text.ptr, rows[i].text.len);
		if (rows[i].want == TSM_OK)
			expect(value, "1.50");
		else
			refuse(value, rows[i].want);
		json_decref(value);
		/* and our own helpers do not take it at all */
		json_t *object = json_object();
		tsm_json_setn(object, "t", rows[i].text);
		assert_int_equal(json_object_size(object), 0);
		refuse(object, TSM_E_VALUE);
		json_decref(object);
	}
}

static void test_poison_by_value(void **state)
{
	(void)state;
	json_t *root = json_object();
	json_t *inner = tsm_json_set_object(root, "inner");
	json_t *other = json_object();
	tsm_json_set(inner, "bad", "\xC0");
	tsm_json_set(inner, "good", "x");
	refuse(root, TSM_E_VALUE);
	refuse(root, TSM_E_VALUE); /* and it stays so */
	expect(other, "{}");       /* but only where it belongs */
	tsm_json_set_new(root, "inner", json_true());
	expect(root, "{\"inner\":true}");
	json_decref(root);
	/* addresses that come back are clean */
	for (int i = 0; i < 50; i++) {
		json_t *fresh = json_object();
		expect(fresh, "{}");
		tsm_json_set(fresh, "\xFF", "x");
		refuse(fresh, TSM_E_VALUE);
		json_decref(fresh);
		fresh = json_array();
		tsm_json_add(fresh, "\x80");
		refuse(fresh, TSM_E_VALUE);
		json_decref(fresh);
	}
	json_decref(other);
}

static void test_poison_by_null(void **state)
{
	(void)state;
	json_t *object = json_object();
	tsm_json_set_new(object, "x", NULL);
	refuse(object, TSM_E_MEMORY);
	json_decref(object);
	json_t *array = json_array();
	tsm_json_add_new(array, NULL);
	refuse(array, TSM_E_MEMORY);
	/* the wrong kind of container is our caller's bug, and no crash */
	json_t *list = json_array();
	tsm_json_set(list, "name", "x");
	refuse(list, TSM_E_VALUE);
	assert_null(tsm_json_set_object(list, "name"));
	json_t *text = json_object();
	tsm_json_add(text, "x");
	assert_null(tsm_json_add_object(text));
	refuse(text, TSM_E_VALUE);
	json_decref(text);
	json_decref(list);
	json_decref(array);
	refuse(NULL, TSM_E_MEMORY);
}

/* More poisoned containers than can be told apart: all are suspect. */
static void test_poison_overflow(void **state)
{
	(void)state;
	json_t *all[100];
	json_t *clean = json_object();
	for (size_t i = 0; i < COUNT(all); i++) {
		all[i] = json_object();
		tsm_json_set(all[i], "x", "\xFF");
	}
	for (size_t i = 0; i < COUNT(all); i++) {
		tsm_buf_clear(&out);
		assert_int_not_equal(
		    tsm_json_write(all[i], TSM_JSON_COMPACT, &out), TSM_OK);
	}
	refuse(clean, TSM_E_MEMORY);
	for (size_t i = 0; i < COUNT(all); i++)
		json_decref(all[i]);
	expect(clean, "{}");
	json_decref(clean);
}

static void test_null_containers(void **state)
{
	(void)state;
	tsm_json_set(NULL, "a", "b");
	tsm_json_setn(NULL, "a", tsm_str("b"));
	tsm_json_set_int(NULL, "a", 1);
	tsm_json_set_bool(NULL, "a", true);
	tsm_json_set_decimal(NULL, "a", tsm_decimal_int(1));
	tsm_json_set_new(NULL, "a", json_object()); /* freed */
	tsm_json_add(NULL, "a");
	tsm_json_add_new(NULL, json_object());
	assert_null(tsm_json_set_array(NULL, "a"));
	assert_null(tsm_json_set_object(NULL, "a"));
	assert_null(tsm_json_add_object(NULL));
}

static void test_depth(void **state)
{
	(void)state;
	for (size_t depth = TSM_JSON_DEPTH_MAX - 1;
	     depth <= TSM_JSON_DEPTH_MAX + 1; depth++) {
		json_t *root = json_array();
		for (size_t i = 1; i < depth; i++) {
			json_t *outer = json_array();
			tsm_json_add_new(outer, root);
			root = outer;
		}
		if (depth > TSM_JSON_DEPTH_MAX)
			refuse(root, TSM_E_LIMIT);
		else
			assert_int_equal(
			    tsm_json_write(root, TSM_JSON_COMPACT, &out),
			    TSM_OK);
		json_decref(root);
	}
}

static void test_full_buffer(void **state)
{
	(void)state;
	json_t *object = json_object();
	tsm_json_set(object, "name", "some text that is longer");
	const size_t need = strlen("{\"name\":\"some text that is longer\"}");
	for (size_t max = 1; max <= need; max++) {
		struct tsm_buf small;
		tsm_buf_init(&small, max);
		enum tsm_status status =
		    tsm_json_write(object, TSM_JSON_COMPACT, &small);
		assert_int_equal(status, max < need ? TSM_E_LIMIT : TSM_OK);
		assert_int_equal(small.len, max < need ? 0 : need);
		tsm_buf_release(&small);
	}
	json_decref(object);
}

static void test_copy(void **state)
{
	(void)state;
	static const char text[] =
	    "{\"a\":[null,true,false,0,-0,1.50,1e400,-12,"
	    "12345678901234567890123,0.1000000000000000055511151231257827,"
	    "9223372036854775807,9223372036854775808],"
	    "\"nul\\u0000name\":\"a\\u0000b\",\"\":{\"o\":{}}}";
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, NULL),
	    TSM_OK);
	json_t *copy = tsm_json_copy(root);
	expect(copy, text);
	json_decref(copy);

	char digits[301];
	memset(digits, '7', sizeof(digits) - 1);
	digits[sizeof(digits) - 1] = '\0';
	assert_int_equal(
	    tsm_json_parse(&arena, digits, strlen(digits), NULL, &root, NULL),
	    TSM_OK);
	copy = tsm_json_copy(root);
	expect(copy, digits);
	json_decref(copy);
	tsm_arena_release(&arena);
}

static int group_setup(void **state)
{
	(void)state;
	tsm_json_setup();
	return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_canonical),
		TEST(test_object),
		TEST(test_pretty),
		TEST(test_strings),
		TEST(test_numbers),
		TEST(test_disguised),
		TEST(test_poison_by_value),
		TEST(test_poison_by_null),
		TEST(test_poison_overflow),
		TEST(test_null_containers),
		TEST(test_depth),
		TEST(test_full_buffer),
		TEST(test_copy),
	};
	return cmocka_run_group_tests(tests, group_setup, NULL);
}
