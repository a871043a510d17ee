/* Reading JSON: what is accepted, what is refused and where, accessors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "each_arena.h"
#include "testamur/base/limits.h"
#include "testamur/json/doc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* An exact copy on the heap, so that a sanitizer sees over-reads. */
static enum tsm_status parse_n(const char *text, size_t len,
    const struct tsm_json_options *options, const struct tsm_json **ret,
    struct tsm_error *err)
{
	char *exact = malloc(len > 0 ? len : 1);
	assert_non_null(exact);
	memcpy(exact, text, len);
	enum tsm_status status =
	    tsm_json_parse(&arena, exact, len, options, ret, err);
	free(exact);
	return status;
}

static const struct tsm_json *parse(const char *text)
{
	const struct tsm_json *root = NULL;
	struct tsm_error err = { 0 };
	enum tsm_status status = parse_n(text, strlen(text), NULL, &root, &err);
	if (status != TSM_OK)
		print_message("%s: %s %s\n", text, err.where, err.text);
	assert_int_equal(status, TSM_OK);
	return root;
}

static void refuse(const char *text, enum tsm_status want, const char *where)
{
	const struct tsm_json *root = NULL;
	struct tsm_error err = { 0 };
	enum tsm_status status = parse_n(text, strlen(text), NULL, &root, &err);
	if (status != want || strcmp(err.where, where) != 0)
		print_message("%s: %s at %s, not %s\n", text,
		    tsm_status_name(status), err.where, where);
	assert_int_equal(status, want);
	assert_int_equal(err.status, want);
	assert_string_equal(err.where, where);
	assert_null(root);
}

static void test_types(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum tsm_json_type type;
	} rows[] = {
		{ "null", TSM_JSON_NULL },
		{ "true", TSM_JSON_TRUE },
		{ "false", TSM_JSON_FALSE },
		{ "0", TSM_JSON_NUMBER },
		{ "\"\"", TSM_JSON_STRING },
		{ "[]", TSM_JSON_ARRAY },
		{ " \t\r\n{} \n", TSM_JSON_OBJECT },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct tsm_json *root = parse(rows[i].text);
		assert_int_equal(root->type, rows[i].type);
		assert_null(root->parent);
		assert_int_equal(root->count, 0);
		assert_true(tsm_json_is(root, rows[i].type));
	}
	assert_false(tsm_json_is(NULL, TSM_JSON_NULL));
	assert_true(tsm_json_is_true(parse("true")));
	assert_false(tsm_json_is_true(parse("\"true\"")));
	assert_false(tsm_json_is_true(NULL));
}

static void test_tree(void **state)
{
	(void)state;
	const struct tsm_json *root =
	    parse("{\"a\":[1,{\"b\":null},[]],\n  \"c\" : {\"d\":\"e\"}}");
	assert_int_equal(root->count, 2);
	const struct tsm_json *a = tsm_json_get(root, "a");
	const struct tsm_json *c = tsm_json_get(root, "c");
	assert_ptr_equal(a, tsm_json_at(root, 0));
	assert_ptr_equal(c, tsm_json_at(root, 1));
	assert_null(tsm_json_at(root, 2));
	assert_null(tsm_json_at(NULL, 0));
	assert_ptr_equal(a->parent, root);
	assert_ptr_equal(c->parent, root);
	assert_int_equal(c->index, 1);
	assert_true(tsm_str_is(c->name, "c"));
	assert_int_equal(a->count, 3);
	for (uint32_t i = 0; i < 3; i++) {
		assert_ptr_equal(a->first[i].parent, a);
		assert_int_equal(a->first[i].index, i);
		assert_int_equal(a->first[i].name.len, 0);
	}
	const struct tsm_json *b = tsm_json_get(tsm_json_at(a, 1), "b");
	assert_ptr_equal(b->parent, &a->first[1]);
	assert_int_equal(b->line, 1);
	assert_int_equal(b->column, 14);
	assert_int_equal(c->line, 2);
	assert_int_equal(c->column, 9);
	assert_string_equal(tsm_json_get_string(c, "d"), "e");
	assert_null(tsm_json_get(c, "e"));
	assert_null(tsm_json_get(a, "d"));
	assert_null(tsm_json_get(NULL, "d"));
	assert_null(tsm_json_get_string(root, "a"));
}

static void test_strings(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		const char *want;
	} rows[] = {
		{ "\"plain\"", "plain" },
		{ "\"exactly8\"", "exactly8" },
		{ "\"seventeen letters\"", "seventeen letters" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
		{ "\"\\u0041\\u00e9\\u20AC\\ud834\\uDD1E\"",
		    "A\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E" },
		{ "\"Zo\xC3\xAB \xF0\x9F\x8E\x93 und so weiter\\n\"",
		    "Zo\xC3\xAB \xF0\x9F\x8E\x93 und so weiter\n" },
		{ "\"caf\xC3\xA9, \\u0031\xE2\x82\xAC\\t\xC3\xA9\"",
		    "caf\xC3\xA9, 1\xE2\x82\xAC\t\xC3\xA9" },
		{ "\"\x7F\"", "\x7F" },
		{ "\"\xEF\xBF\xBF\"", "\xEF\xBF\xBF" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct tsm_json *root = parse(rows[i].json);
		assert_string_equal(tsm_json_string(root), rows[i].want);
		assert_int_equal(root->text.len, strlen(rows[i].want));
	}
	const struct tsm_json *nul = parse("\"a\\u0000b\"");
	assert_int_equal(nul->text.len, 3);
	assert_null(tsm_json_string(nul));
	assert_null(tsm_json_string(parse("1")));
	assert_null(tsm_json_string(NULL));
}

/* Every length around the eight-byte steps, with the end at every place. */
static void test_string_lengths(void **state)
{
	(void)state;
	char text[80];
	for (size_t len = 0; len < 40; len++) {
		for (size_t k = 0; k <= len; k++) {
			memset(text, 'x', sizeof(text));
			text[0] = '"';
			text[len + 1] = '"';
			text[len + 2] = '\0';
			if (k < len)
				memcpy(text + 1 + k, k + 1 < len ? "\\n" : "y",
				    k + 1 < len ? 2 : 1);
			const struct tsm_json *root = parse(text);
			size_t want = k + 1 < len ? len - 1 : len;
			assert_int_equal(root->text.len, want);
			assert_int_equal(root->text.ptr[want], '\0');
			if (k < len) {
				text[1 + k] = '\x1F';
				char where[32];
				(void)snprintf(
				    where, sizeof(where), "1:%zu", k + 2);
				refuse(text, TSM_E_SYNTAX, where);
			}
		}
	}
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *where;
	} rows[] = {
		{ "", "1:1" },
		{ " ", "1:2" },
		{ "\xEF\xBB\xBF{}", "1:1" },
		{ "nul", "1:1" },
		{ "True", "1:1" },
		{ "tru\n", "1:1" },
		{ "NaN", "1:1" },
		{ "'a'", "1:1" },
		{ "/**/1", "1:1" },
		{ "1 2", "1:3" },
		{ "{}}", "1:3" },
		{ "[", "1:2" },
		{ "[1,]", "1:4" },
		{ "[,1]", "1:2" },
		{ "[1 2]", "1:4" },
		{ "[1}", "1:3" },
		{ "{1:2}", "1:2" },
		{ "{\"a\"}", "1:5" },
		{ "{\"a\":}", "1:6" },
		{ "{\"a\":1,}", "1:8" },
		{ "{\"a\":1 \"b\":2}", "1:8" },
		{ "{\"a\":1]", "1:7" },
		{ "{\n\n \"a\": 01}", "3:7" },
		{ "-", "1:1" },
		{ "+1", "1:1" },
		{ ".5", "1:1" },
		{ "1.", "1:1" },
		{ "1.e3", "1:1" },
		{ "1e", "1:1" },
		{ "1e+", "1:1" },
		{ "00", "1:1" },
		{ "-01", "1:1" },
		{ "1x", "1:2" },
		{ "0x10", "1:2" },
		{ "1\f", "1:2" },
		{ "\"", "1:2" },
		{ "\"abc", "1:5" },
		{ "\"\\", "1:3" },
		{ "\"\\x\"", "1:3" },
		{ "\"\\u12\"", "1:7" },
		{ "\"\\u12G4\"", "1:4" },
		{ "\"\\uD800\"", "1:8" },
		{ "\"\\uDC00\"", "1:8" },
		{ "\"\\uD800\\n\"", "1:8" },
		{ "\"\\uD800\\uD800\"", "1:14" },
		{ "\"\\uD800\\u0041\"", "1:14" },
		{ "\"a\nb\"", "1:3" },
		{ "\"\xC3\"", "1:2" },
		{ "\"ab\xC0\xAF\"", "1:4" },
		{ "\"\\n\xC3\xA9\xC3\"", "1:6" },
		{ "\"\xED\xA0\x80\"", "1:2" },
		{ "\"\xF4\x90\x80\x80\"", "1:2" },
		{ "\"\xFF\"", "1:2" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		refuse(rows[i].text, TSM_E_SYNTAX, rows[i].where);
	/* a NUL byte is neither white space nor an end */
	const struct tsm_json *root = NULL;
	assert_int_equal(parse_n("1\0", 2, NULL, &root, NULL), TSM_E_SYNTAX);
	assert_int_equal(
	    parse_n("\"a\0b\"", 5, NULL, &root, NULL), TSM_E_SYNTAX);
	assert_int_equal(parse_n("\0", 1, NULL, &root, NULL), TSM_E_SYNTAX);
}

static void test_duplicates(void **state)
{
	(void)state;
	refuse("{\"a\":1,\"a\":1}", TSM_E_DUPLICATE, "1:12");
	refuse("{\"a\":1,\n\"\\u0061\":[]}", TSM_E_DUPLICATE, "2:10");
	refuse("{\"\":{\"x\":1,\"y\":2,\"x\":3}}", TSM_E_DUPLICATE, "1:22");
	/* compared byte by byte: no normalisation, no case folding */
	assert_int_equal(parse("{\"\xC3\xA9\":1,\"e\xCC\x81\":2}")->count, 2);
	assert_int_equal(parse("{\"a\":1,\"A\":2}")->count, 2);
	/* a name that continues after a NUL is another name */
	assert_int_equal(parse("{\"a\\u0000b\":1,\"a\":2}")->count, 2);

	const struct tsm_json_options plain = { .allow_duplicates = true };
	const struct tsm_json *root = NULL;
	static const char text[] =
	    "{\"a\":1,\"b\":2,\"a\":3,\"c\":4,\"a\":[5]}";
	assert_int_equal(
	    parse_n(text, strlen(text), &plain, &root, NULL), TSM_OK);
	assert_int_equal(root->count, 3);
	assert_true(tsm_str_is(root->first[0].name, "b"));
	assert_true(tsm_str_is(root->first[1].name, "c"));
	assert_int_equal(tsm_json_get(root, "a")->type, TSM_JSON_ARRAY);
	assert_ptr_equal(
	    tsm_json_get(root, "a")->first[0].parent, &root->first[2]);
}

/* An object of count members "kNNN", with an extra one of a given name. */
static size_t many(char *text, size_t size, int count, const char *extra)
{
	size_t len = 0;
	text[len++] = '{';
	for (int i = count; i > 0; i--)
		len += (size_t)snprintf(
		    text + len, size - len, "\"k%d\":%d,", i, i);
	len += (size_t)snprintf(text + len, size - len, "\"%s\":0}", extra);
	return len;
}

static void test_many_members(void **state)
{
	(void)state;
	const struct tsm_json_options plain = { .allow_duplicates = true };
	static char text[65536];
	char name[32];
	for (int count = 10; count <= 2000; count = count * 3 / 2) {
		const struct tsm_json *root = NULL;
		size_t len = many(text, sizeof(text), count, "last");
		assert_int_equal(parse_n(text, len, NULL, &root, NULL), TSM_OK);
		assert_int_equal(root->count, count + 1);
		for (int i = 1; i <= count; i++) {
			int64_t value = 0;
			(void)snprintf(name, sizeof(name), "k%d", i);
			assert_int_equal(
			    tsm_json_int(tsm_json_get(root, name), &value),
			    TSM_OK);
			assert_int_equal(value, i);
		}
		assert_non_null(tsm_json_get(root, "last"));
		assert_null(tsm_json_get(root, "k"));
		assert_null(tsm_json_get(root, "zzz"));
		assert_null(tsm_json_get(root, ""));

		len = many(text, sizeof(text), count, "k7");
		struct tsm_error err = { 0 };
		const struct tsm_json *none = NULL;
		assert_int_equal(
		    parse_n(text, len, NULL, &none, &err), TSM_E_DUPLICATE);
		assert_int_equal(
		    parse_n(text, len, &plain, &root, NULL), TSM_OK);
		assert_int_equal(root->count, count);
		int64_t value = 1;
		assert_int_equal(
		    tsm_json_int(tsm_json_get(root, "k7"), &value), TSM_OK);
		assert_int_equal(value, 0);
		assert_non_null(tsm_json_get(root, "k1"));
	}
}

static void test_many_elements(void **state)
{
	(void)state;
	static char text[1 << 17];
	size_t len = 0;
	text[len++] = '[';
	for (int i = 0; i < 10000; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s[%d]", i > 0 ? "," : "", i);
	text[len++] = ']';
	const struct tsm_json *root = NULL;
	assert_int_equal(parse_n(text, len, NULL, &root, NULL), TSM_OK);
	assert_int_equal(root->count, 10000);
	for (uint32_t i = 0; i < 10000; i++) {
		int64_t value = -1;
		const struct tsm_json *inner = &root->first[i].first[0];
		assert_ptr_equal(inner->parent, &root->first[i]);
		assert_int_equal(tsm_json_int(inner, &value), TSM_OK);
		assert_int_equal(value, i);
	}
}

static void test_limits(void **state)
{
	(void)state;
	const struct tsm_json *root = NULL;
	struct tsm_error err = { 0 };
	char text[2 * TSM_JSON_DEPTH_MAX + 4];
	const size_t deep = TSM_JSON_DEPTH_MAX;
	memset(text, '[', deep);
	memset(text + deep, ']', deep);
	assert_int_equal(parse_n(text, 2 * deep, NULL, &root, NULL), TSM_OK);
	root = NULL;
	memset(text, '[', deep + 1);
	memset(text + deep + 1, ']', deep + 1);
	assert_int_equal(
	    parse_n(text, 2 * deep + 2, NULL, &root, &err), TSM_E_LIMIT);
	assert_string_equal(err.where, "1:129");
	const struct tsm_json_options deeper = { .max_depth = 100000 };
	assert_int_equal(
	    parse_n(text, 2 * deep + 2, &deeper, &root, &err), TSM_E_LIMIT);
	const struct tsm_json_options shallow = { .max_depth = 2 };
	assert_int_equal(
	    parse_n("[[[]]]", 6, &shallow, &root, &err), TSM_E_LIMIT);
	assert_string_equal(err.where, "1:3");
	const struct tsm_json_options small = { .max_bytes = 5 };
	assert_int_equal(
	    parse_n("[1, 2]", 6, &small, &root, &err), TSM_E_LIMIT);
	assert_null(root);
	assert_int_equal(parse_n("[1,2]", 5, &small, &root, &err), TSM_OK);
}

/* The arena's maximum bounds the number of values. */
static void test_arena_limit(void **state)
{
	(void)state;
	const struct tsm_json *root = NULL;
	struct tsm_error err = { 0 };
	static char text[20001];
	memset(text, '1', sizeof(text));
	for (size_t i = 2; i < sizeof(text); i += 2)
		text[i] = ',';
	text[0] = '[';
	text[sizeof(text) - 1] = ']';
	for (size_t max = 100; max < 700000; max = max * 3 / 2) {
		struct tsm_arena little;
		tsm_arena_init(&little, max);
		assert_int_equal(tsm_json_parse(&little, text, sizeof(text),
				     NULL, &root, &err),
		    TSM_E_LIMIT);
		tsm_arena_release(&little);
	}
	assert_null(root);
}

static void test_resolve(void **state)
{
	(void)state;
	/* the example of RFC 6901 section 5, in our own words */
	const struct tsm_json *root =
	    parse("{\"list\":[\"x\",\"y\"],\"\":0,\"a/b\":1,\"m~n\":2,"
		  "\"~1\":3,\" \":4,\"in\":{\"\":{\"k\":5}}}");
	assert_ptr_equal(tsm_json_resolve(root, ""), root);
	static const struct {
		const char *pointer;
		const char *want; /* text, NULL: nothing there */
	} rows[] = {
		{ "/list/0", "x" },
		{ "/list/1", "y" },
		{ "/", "0" },
		{ "/a~1b", "1" },
		{ "/m~0n", "2" },
		{ "/~01", "3" },
		{ "/ ", "4" },
		{ "/in//k", "5" },
		{ "/list/2", NULL },
		{ "/list/00", NULL },
		{ "/list/-", NULL },
		{ "/list/-1", NULL },
		{ "/list/", NULL },
		{ "/list/0/0", NULL },
		{ "/list/99999999999999999999", NULL },
		{ "list", NULL },
		{ "/a/b", NULL },
		{ "/m~n", NULL },
		{ "/m~2n", NULL },
		{ "/m~", NULL },
		{ "/nothing/at/all", NULL },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct tsm_json *found =
		    tsm_json_resolve(root, rows[i].pointer);
		if (rows[i].want == NULL) {
			assert_null(found);
			continue;
		}
		assert_non_null(found);
		assert_true(tsm_str_is(found->text, rows[i].want));
	}
	assert_null(tsm_json_resolve(NULL, ""));
}

static void walk_pointers(
    const struct tsm_json *root, const struct tsm_json *value)
{
	char text[256];
	assert_ptr_equal(
	    tsm_json_resolve(root, tsm_json_pointer(value, text, sizeof(text))),
	    value);
	for (uint32_t i = 0; i < value->count; i++)
		walk_pointers(root, &value->first[i]);
}

/* JSON-LD's "a value or several": only an array is several, and not deeply. */
static void test_values(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *first;
	} cases[] = { { "\"a\"", 1, "a" }, { "[]", 0, NULL },
		{ "[\"a\"]", 1, "a" }, { "[\"a\",\"b\",null]", 3, "a" },
		{ "[[\"a\"]]", 1, NULL }, { "null", 1, NULL },
		{ "{\"a\":1,\"b\":2}", 1, NULL } };

	(void)state;
	assert_int_equal(tsm_json_values(NULL), 0);
	assert_null(tsm_json_nth(NULL, 0));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct tsm_json *value = parse(cases[i].text);
		const char *first = tsm_json_string(tsm_json_nth(value, 0));
		assert_int_equal(tsm_json_values(value), cases[i].count);
		for (size_t n = 0; n < cases[i].count; n++)
			assert_non_null(tsm_json_nth(value, n));
		assert_null(tsm_json_nth(value, cases[i].count));
		assert_true((first == NULL) == (cases[i].first == NULL));
		if (first != NULL)
			assert_string_equal(first, cases[i].first);
	}
}

static void test_pointer(void **state)
{
	(void)state;
	const struct tsm_json *root =
	    parse("{\"a/b\":[0,{\"~\":{\"\xC3\xA9t\xC3\xA9\":1,\"\":2}}]}");
	walk_pointers(root, root);
	const struct tsm_json *leaf =
	    &root->first[0].first[1].first[0].first[0];
	char text[64];
	assert_string_equal(tsm_json_pointer(leaf, text, sizeof(text)),
	    "/a~1b/1/~0/\xC3\xA9t\xC3\xA9");
	/* 16 bytes and the NUL fit; below, the front is cut */
	assert_string_equal(
	    tsm_json_pointer(leaf, text, 17), "/a~1b/1/~0/\xC3\xA9t\xC3\xA9");
	assert_string_equal(tsm_json_pointer(leaf, text, 16),
	    "\xE2\x80\xA6"
	    "b/1/~0/\xC3\xA9t\xC3\xA9");
	assert_string_equal(
	    tsm_json_pointer(leaf, text, 8), "\xE2\x80\xA6t\xC3\xA9");
	for (size_t size = 1; size < 20; size++) {
		memset(text, 'X', sizeof(text));
		(void)tsm_json_pointer(leaf, text, size);
		assert_true(strlen(text) < size);
		assert_true(tsm_utf8_valid(text, strlen(text), NULL));
		assert_int_equal(text[size], 'X');
	}

	struct tsm_error err = { 0 };
	assert_int_equal(
	    tsm_json_fail(&err, TSM_E_VALUE, leaf, "%d is not enough", 1),
	    TSM_E_VALUE);
	assert_string_equal(err.where, "/a~1b/1/~0/\xC3\xA9t\xC3\xA9");
	assert_string_equal(err.text, "1 is not enough");
	assert_int_equal(
	    tsm_json_fail(NULL, TSM_E_VALUE, leaf, "x"), TSM_E_VALUE);
	assert_int_equal(
	    tsm_json_fail(&err, TSM_E_MISSING, NULL, "x"), TSM_E_MISSING);
	assert_string_equal(err.where, "");
}

static void test_int(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		int64_t want;
	} rows[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "0.0e5", true, 0 },
		{ "0e99999999999999999999", true, 0 },
		{ "12", true, 12 },
		{ "-12.000", true, -12 },
		{ "1e3", true, 1000 },
		{ "1.5e1", true, 15 },
		{ "1500e-2", true, 15 },
		{ "0.00012e5", true, 12 },
		{ "100.0", true, 100 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "18446744073709551616", false, 0 },
		{ "99999999999999999999", false, 0 },
		{ "1e19", false, 0 },
		{ "1e18", true, INT64_C(1000000000000000000) },
		{ "0.5", false, 0 },
		{ "1e-1", false, 0 },
		{ "1e99999999999999999999", false, 0 },
		{ "1e-99999999999999999999", false, 0 },
		{ "\"1\"", false, 0 },
		{ "null", false, 0 },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t value = 42;
		enum tsm_status status =
		    tsm_json_int(parse(rows[i].text), &value);
		assert_int_equal(status, rows[i].good ? TSM_OK : TSM_E_VALUE);
		assert_true(value == (rows[i].good ? rows[i].want : 42));
	}
	int64_t value;
	assert_int_equal(tsm_json_int(NULL, &value), TSM_E_VALUE);
}

static void test_decimal(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want; /* NULL: refused */
	} rows[] = {
		{ "0", "0" },
		{ "-0.0", "0" },
		{ "0.1", "0.1" },
		{ "0.10", "0.1" },
		{ "-12.25", "-12.25" },
		{ "1e-9", "0.000000001" },
		{ "1e-10", NULL },
		{ "0.0000000001", NULL },
		{ "1.5e3", "1500" },
		{ "999999999999999999", "999999999999999999" },
		{ "1000000000000000000", NULL },
		{ "0.123456789", "0.123456789" },
		{ "0.12345678900000000000000", "0.123456789" },
		{ "123456789012.123456", "123456789012.123456" },
		{ "1e18", NULL },
		{ "1e400", NULL },
		{ "\"0.1\"", NULL },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tsm_decimal value = { 0, 0 };
		char text[TSM_DECIMAL_TEXT];
		enum tsm_status status =
		    tsm_json_decimal(parse(rows[i].text), &value);
		if (rows[i].want == NULL) {
			assert_int_equal(status, TSM_E_VALUE);
			continue;
		}
		assert_int_equal(status, TSM_OK);
		assert_string_equal(
		    tsm_decimal_format(value, text), rows[i].want);
	}
}

static void test_equal(void **state)
{
	(void)state;
	static const struct {
		const char *a;
		const char *b;
		bool want;
	} rows[] = {
		{ "null", "null", true },
		{ "null", "false", false },
		{ "\"a\"", "\"\\u0061\"", true },
		{ "\"a\"", "\"b\"", false },
		{ "1", "1.0", true },
		{ "1", "\"1\"", false },
		{ "100", "1e2", true },
		{ "-0", "0", true },
		{ "-1", "1", false },
		{ "0.1", "10e-2", true },
		{ "12.5", "1.25e1", true },
		{ "12.5", "1.26e1", false },
		{ "0.1", "0.10000000000000000001", false },
		{ "1e400", "10e399", true },
		{ "1e99999999999999", "1e99999999999998", false },
		{ "[1,2]", "[1, 2]", true },
		{ "[1,2]", "[2,1]", false },
		{ "[1,2]", "[1]", false },
		{ "{\"a\":1,\"b\":[{}]}", "{\"b\":[{}],\"a\":1}", true },
		{ "{\"a\":1}", "{\"a\":1,\"b\":2}", false },
		{ "{\"a\":1}", "{\"b\":1}", false },
		{ "{}", "[]", false },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct tsm_json *a = parse(rows[i].a);
		const struct tsm_json *b = parse(rows[i].b);
		assert_int_equal(tsm_json_equal(a, b), rows[i].want);
		assert_int_equal(tsm_json_equal(b, a), rows[i].want);
	}
	assert_true(tsm_json_equal(NULL, NULL));
	assert_false(tsm_json_equal(parse("null"), NULL));
}

/* Only one place of every output is written on failure: none. */
static void test_options_null_data(void **state)
{
	(void)state;
	const struct tsm_json *root = NULL;
	struct tsm_error err = { 0 };
	assert_int_equal(
	    tsm_json_parse(&arena, NULL, 0, NULL, &root, &err), TSM_E_SYNTAX);
	assert_string_equal(err.text, "the text ends too early");
	assert_null(root);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_types),
		TEST(test_tree),
		TEST(test_strings),
		TEST(test_string_lengths),
		TEST(test_refused),
		TEST(test_duplicates),
		TEST(test_many_members),
		TEST(test_many_elements),
		TEST(test_limits),
		TEST(test_arena_limit),
		TEST(test_resolve),
		TEST(test_values),
		TEST(test_pointer),
		TEST(test_int),
		TEST(test_decimal),
		TEST(test_equal),
		TEST(test_options_null_data),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
