/* RFC 8785: order of members, numbers as ECMAScript prints them, strings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/json/jcs.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum tsm_status jcs(
    const char *text, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, err);
	if (status == TSM_OK)
		status = tsm_jcs(root, out, err);
	tsm_arena_release(&arena);
	return status;
}

static void expect(const char *text, const char *want)
{
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	assert_int_equal(jcs(text, &out, &err), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	tsm_buf_release(&out);
}

static void test_documents(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ " [ ] ", "[]" },
		{ "{ }", "{}" },
		{ "[null , true,false]", "[null,true,false]" },
		{ "{\"b\":[{\"d\":1,\"c\":2}],\"a\":\"\\u0041\\/\"}",
		    "{\"a\":\"A/\",\"b\":[{\"c\":2,\"d\":1}]}" },
		{ "\"\\u0000\\u001F\\u007f\\n\\u20ac\"",
		    "\"\\u0000\\u001f\x7F\\n\xE2\x82\xAC\"" },
		{ "{\"\":1,\"a\":2,\"aa\":3,\"A\":4,\"1\":5,\"10\":6,\"2\":7}",
		    "{\"\":1,\"1\":5,\"10\":6,\"2\":7,\"A\":4,\"a\":2,"
		    "\"aa\":3}" },
		/* U+1F600 (D83D DE00) sorts before U+FB33 and U+E000 */
		{ "{\"\\uFB33\":1,\"\\uE000\":2,\"\\uD83D\\uDE00\":3,"
		  "\"\\uD7FF\":4,\"\\u00F6\":5}",
		    "{\"\xC3\xB6\":5,\"\xED\x9F\xBF\":4,"
		    "\"\xF0\x9F\x98\x80\":3,\"\xEE\x80\x80\":2,"
		    "\"\xEF\xAC\xB3\":1}" },
		{ "{\"x\\uD83D\\uDE00\":1,\"x\\uD83D\\uDE01\":2,\"x\":3,"
		  "\"x\\uFFFF\":4}",
		    "{\"x\":3,\"x\xF0\x9F\x98\x80\":1,"
		    "\"x\xF0\x9F\x98\x81\":2,\"x\xEF\xBF\xBF\":4}" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		expect(rows[i].text, rows[i].want);
}

/* More members than are sorted in place. */
static void test_large_object(void **state)
{
	(void)state;
	struct tsm_buf text;
	struct tsm_buf want;
	tsm_buf_init(&text, 0);
	tsm_buf_init(&want, 0);
	for (int i = 0; i < 500; i++) {
		/* 7 and 500 have no common factor: every number once */
		(void)tsm_buf_printf(&text, "%c\"m%03d\":%d", i > 0 ? ',' : '{',
		    i * 7 % 500, i * 7 % 500);
		(void)tsm_buf_printf(
		    &want, "%c\"m%03d\":%d", i > 0 ? ',' : '{', i, i);
	}
	(void)tsm_buf_addc(&text, '}');
	(void)tsm_buf_addc(&want, '}');
	expect(tsm_buf_cstr(&text), tsm_buf_cstr(&want));
	tsm_buf_release(&text);
	tsm_buf_release(&want);
}

static void test_number_texts(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "0", "0" },
		{ "-0", "0" },
		{ "-0.0e-5", "0" },
		{ "1e-400", "0" },
		{ "-1e-400", "0" },
		{ "0e999999999999999999999", "0" },
		{ "10", "10" },
		{ "1.0", "1" },
		{ "-17", "-17" },
		{ "123456789012345", "123456789012345" },
		{ "9007199254740993", "9007199254740992" },
		{ "1e20", "100000000000000000000" },
		{ "123456789012345678901", "123456789012345680000" },
		{ "1e21", "1e+21" },
		{ "1.5E+300", "1.5e+300" },
		{ "0.000001", "0.000001" },
		{ "0.0000001", "1e-7" },
		{ "0.00000123", "0.00000123" },
		{ "0.1", "0.1" },
		{ "0.1000000000000000055511151231257827", "0.1" },
		{ "333333333.33333329", "333333333.3333333" },
		{ "1E30", "1e+30" },
		{ "4.50", "4.5" },
		{ "2e-3", "0.002" },
		{ "0.000000000000000000000000001", "1e-27" },
		{ "1.7976931348623157e308", "1.7976931348623157e+308" },
		{ "5e-324", "5e-324" },
		{ "3e-324", "5e-324" },
		{ "2e-324", "0" },
		/* exactly between two doubles: to even, then just above */
		{ "9007199254740993.0", "9007199254740992" },
		{ "9007199254740993.00000000000000000000001",
		    "9007199254740994" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		expect(rows[i].text, rows[i].want);
}

static void test_out_of_range(void **state)
{
	(void)state;
	static const char *const texts[] = { "1e309", "-1e309",
		"1.7976931348623159e308", "1e99999999999999999999" };
	for (size_t i = 0; i < COUNT(texts); i++) {
		char text[64];
		struct tsm_buf out;
		struct tsm_error err = { 0 };
		tsm_buf_init(&out, 0);
		(void)tsm_buf_adds(&out, "kept");
		(void)snprintf(text, sizeof(text), "{\"a\":[0,%s]}", texts[i]);
		assert_int_equal(jcs(text, &out, &err), TSM_E_VALUE);
		assert_string_equal(err.where, "/a/1");
		assert_string_equal(tsm_buf_cstr(&out), "kept");
		tsm_buf_release(&out);
	}
	char text[TSM_JCS_NUMBER];
	assert_int_equal(tsm_jcs_number((double)NAN, text), TSM_E_VALUE);
	assert_int_equal(tsm_jcs_number((double)INFINITY, text), TSM_E_VALUE);
	assert_int_equal(tsm_jcs_number((double)-INFINITY, text), TSM_E_VALUE);
}

/* A long number is rounded right even where its end decides. */
static void test_long_numbers(void **state)
{
	(void)state;
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	(void)tsm_buf_adds(&text, "9007199254740993.");
	for (int i = 0; i < 2000; i++)
		(void)tsm_buf_addc(&text, '0');
	expect(tsm_buf_cstr(&text), "9007199254740992");
	(void)tsm_buf_addc(&text, '1');
	expect(tsm_buf_cstr(&text), "9007199254740994");
	tsm_buf_clear(&text);
	(void)tsm_buf_adds(&text, "0.");
	for (int i = 0; i < 5000; i++)
		(void)tsm_buf_addc(&text, '0');
	(void)tsm_buf_adds(&text, "25e5001");
	expect(tsm_buf_cstr(&text), "2.5");
	tsm_buf_release(&text);
}

static double from_bits(uint64_t bits)
{
	double value;
	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* Digits of a printed number, without zeros at either end. */
static int count_digits(const char *text)
{
	int count = 0;
	int zeros = 0;
	for (; *text != '\0' && *text != 'e'; text++) {
		if (*text == '0' && count > 0)
			zeros++;
		if (*text >= '1' && *text <= '9') {
			count += zeros + 1;
			zeros = 0;
		}
	}
	return count;
}

static void check_shortest(double value)
{
	char text[TSM_JCS_NUMBER];
	char other[64];
	assert_int_equal(tsm_jcs_number(value, text), TSM_OK);
	double back = strtod(text, NULL);
	assert_memory_equal(&back, &value, sizeof(value));
	/* printf finds no shorter one */
	for (int digits = 1; digits < count_digits(text) && digits < 18;
	     digits++) {
		(void)snprintf(other, sizeof(other), "%.*e", digits - 1, value);
		back = strtod(other, NULL);
		assert_memory_not_equal(&back, &value, sizeof(value));
	}
}

static void test_shortest(void **state)
{
	(void)state;
	uint64_t bits = UINT64_C(0x9E3779B97F4A7C15);
	for (int i = 0; i < 20000; i++) {
		bits = bits * UINT64_C(6364136223846793005) + 1;
		double value = from_bits(bits ^ bits >> 29);
		if (isfinite(value) && fabs(value) > 0)
			check_shortest(value);
	}
	for (int exponent = -1074; exponent <= 1023; exponent++) {
		check_shortest(ldexp(1, exponent));
		check_shortest(nextafter(ldexp(1, exponent), 0) > 0
				   ? nextafter(ldexp(1, exponent), 0)
				   : 1);
		check_shortest(-nextafter(ldexp(1, exponent), DBL_MAX));
	}
}

/*
 * Powers of two whose nearest 16-digit text is below them and belongs to
 * the neighbour, while the next one above still reads back (expected
 * texts: any ECMAScript engine).
 */
static void test_uneven_neighbours(void **state)
{
	(void)state;
	static const struct {
		int exponent;
		const char *want;
	} rows[] = {
		{ -44, "5.684341886080802e-14" },
		{ -1017, "7.120236347223045e-307" },
		{ 89, "6.189700196426902e+26" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[TSM_JCS_NUMBER];
		assert_int_equal(
		    tsm_jcs_number(ldexp(1, rows[i].exponent), text), TSM_OK);
		assert_string_equal(text, rows[i].want);
	}
}

/* A number of few digits goes a shorter way, to the same text. */
static void test_short_numbers(void **state)
{
	(void)state;
	uint64_t seed = 7;
	for (int i = 0; i < 20000; i++) {
		char text[64];
		char want[TSM_JCS_NUMBER];
		seed = seed * UINT64_C(6364136223846793005) + 1;
		uint64_t digits = (seed >> 8) % UINT64_C(1000000000000000);
		int exponent = (int)(seed >> 58) * 10 - 320;
		for (unsigned k = (unsigned)(seed >> 52) % 15; k > 0; k--)
			digits /= 10;
		(void)snprintf(text, sizeof(text), "%s%llu.%02u00e%d",
		    seed % 2 == 0 ? "-" : "", (unsigned long long)digits,
		    (unsigned)(seed >> 20) % 100, exponent);
		double value = strtod(text, NULL);
		if (tsm_jcs_number(value, want) == TSM_OK)
			expect(text, want);
	}
}

/* Where the machine has a locale with a decimal comma, it changes nothing. */
static void test_locale(void **state)
{
	(void)state;
	static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8",
		"de_AT.UTF-8", "C" };
	for (size_t i = 0; i < COUNT(names); i++) {
		if (setlocale(LC_ALL, names[i]) == NULL)
			continue;
		expect("[0.1,1.5e300,12345.678]", "[0.1,1.5e+300,12345.678]");
	}
	(void)setlocale(LC_ALL, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_large_object),
		cmocka_unit_test(test_number_texts),
		cmocka_unit_test(test_out_of_range),
		cmocka_unit_test(test_long_numbers),
		cmocka_unit_test(test_shortest),
		cmocka_unit_test(test_uneven_neighbours),
		cmocka_unit_test(test_short_numbers),
		cmocka_unit_test(test_locale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
