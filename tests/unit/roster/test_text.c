#include "roster_test.h"

#include <stdlib.h>

#include "testamur/roster/text.h"

static struct tsm_text decode(
    struct tsm_arena *arena, const char *data, size_t len)
{
	struct tsm_text text;
	struct tsm_error err = { 0 };
	assert_int_equal(
	    tsm_text_decode(arena, tsm_str_n(data, len), NULL, &text, &err),
	    TSM_OK);
	assert_true(tsm_utf8_valid(text.text.ptr, text.text.len, NULL));
	assert_int_equal(text.text.ptr[text.text.len], '\0');
	return text;
}

static enum tsm_status refuse(
    const char *data, size_t len, struct tsm_error *err)
{
	struct tsm_text text;
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_text_decode(&arena, tsm_str_n(data, len), NULL, &text, err);
	tsm_arena_release(&arena);
	return status;
}

#define DECODE(literal) decode(&arena, literal, sizeof(literal) - 1)
#define REFUSE(literal) refuse(literal, sizeof(literal) - 1, &err)

static void utf8(void **state)
{
	struct tsm_arena arena;
	(void)state;
	tsm_arena_init(&arena, 0);
	struct tsm_text text = DECODE("na\xC3\xAFve");
	assert_int_equal(text.encoding, TSM_ENCODING_UTF8);
	assert_false(text.bom);
	text = DECODE("\xEF\xBB\xBF"
		      "a");
	assert_true(text.bom);
	assert_true(tsm_str_is(text.text, "a"));
	text = DECODE("");
	assert_int_equal(text.text.len, 0);
	assert_int_equal(text.encoding, TSM_ENCODING_UTF8);
	tsm_arena_release(&arena);
}

static void utf16(void **state)
{
	static const char le[] = "\xFF\xFEN\0a\0\xEF\0\x3D\xD8\x00\xDE";
	static const char be[] = "\xFE\xFF\0N\0a\0\xEF\xD8\x3D\xDE\x00";
	struct tsm_arena arena;
	(void)state;
	tsm_arena_init(&arena, 0);
	struct tsm_text text = DECODE(le);
	assert_int_equal(text.encoding, TSM_ENCODING_UTF16LE);
	assert_true(tsm_str_is(text.text, "Na\xC3\xAF\xF0\x9F\x98\x80"));
	text = DECODE(be);
	assert_int_equal(text.encoding, TSM_ENCODING_UTF16BE);
	assert_true(tsm_str_is(text.text, "Na\xC3\xAF\xF0\x9F\x98\x80"));
	/* without mark: the NULs tell */
	text = DECODE("N\0a\0m\0e\0\n\0");
	assert_int_equal(text.encoding, TSM_ENCODING_UTF16LE);
	assert_false(text.bom);
	assert_true(tsm_str_is(text.text, "Name\n"));
	text = DECODE("\0N\0a\0m\0e\0\n");
	assert_int_equal(text.encoding, TSM_ENCODING_UTF16BE);
	assert_true(tsm_str_is(text.text, "Name\n"));
	tsm_arena_release(&arena);
}

static void cp1252(void **state)
{
	struct tsm_arena arena;
	(void)state;
	tsm_arena_init(&arena, 0);
	struct tsm_text text = DECODE("Jos\xE9 \x93x\x94 \x80");
	assert_int_equal(text.encoding, TSM_ENCODING_CP1252);
	assert_true(tsm_str_is(
	    text.text, "Jos\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D \xE2\x82\xAC"));
	tsm_arena_release(&arena);
}

static void stray_nul(void **state)
{
	struct tsm_arena arena;
	(void)state;
	tsm_arena_init(&arena, 0);
	struct tsm_text text = DECODE("one\r\ntwo\nth\0ree\nfo\0ur\n");
	assert_int_equal(text.encoding, TSM_ENCODING_UTF8);
	assert_int_equal(text.nuls, 2);
	assert_int_equal(text.first_nul_line, 3);
	assert_true(tsm_str_is(text.text, "one\r\ntwo\nthree\nfour\n"));
	tsm_arena_release(&arena);
}

static void refused(void **state)
{
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(REFUSE("PK\003\004rest"), TSM_E_UNSUPPORTED);
	assert_non_null(strstr(err.text, "save it as CSV"));
	assert_int_equal(REFUSE("\xD0\xCF\x11\xE0rest"), TSM_E_UNSUPPORTED);
	assert_int_equal(REFUSE("%PDF-1.7"), TSM_E_UNSUPPORTED);
	/* 0x81 is undefined in Windows-1252 */
	assert_int_equal(REFUSE("ab\x81"), TSM_E_SYNTAX);
	assert_string_equal(err.where, "byte 2");
	/* a mark promises UTF-8 */
	assert_int_equal(REFUSE("\xEF\xBB\xBF\xFF"), TSM_E_SYNTAX);
	assert_int_equal(REFUSE("\xFF\xFE"
				"a"),
	    TSM_E_SYNTAX);
	assert_int_equal(REFUSE("\xFF\xFE\x3D\xD8"
				"a\0"),
	    TSM_E_SYNTAX);
	assert_int_equal(REFUSE("\xFF\xFE\x00\xDE"
				"a\0"),
	    TSM_E_SYNTAX);
	assert_int_equal(REFUSE("\xFF\xFE\x3D\xD8"), TSM_E_SYNTAX);
	/* a binary file */
	assert_int_equal(
	    REFUSE("a\0\0\0b\0\0\0c\0\0\0d\0\0\0e\0\0\0f\0\0\0g\0\0\0h"),
	    TSM_E_SYNTAX);
}

static void limits(void **state)
{
	struct tsm_text_options strict = { .utf8_only = true };
	struct tsm_text_options small = { .max = 3 };
	struct tsm_text text;
	struct tsm_arena arena;
	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_text_decode(&arena, tsm_str("abc"), &small, &text, NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_text_decode(&arena, tsm_str("abcd"), &small, &text, NULL),
	    TSM_E_LIMIT);
	assert_int_equal(
	    tsm_text_decode(&arena, tsm_str("Jos\xE9"), &strict, &text, NULL),
	    TSM_E_SYNTAX);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8),
		cmocka_unit_test(utf16),
		cmocka_unit_test(cp1252),
		cmocka_unit_test(stray_nul),
		cmocka_unit_test(refused),
		cmocka_unit_test(limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
