#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "testamur/base/decimal.h"

static struct tsm_decimal dec(const char *text)
{
	struct tsm_decimal d = { 0, 0 };
	assert_int_equal(tsm_decimal_parse(tsm_str(text), &d), TSM_OK);
	return d;
}

static void shows(struct tsm_decimal value, const char *want)
{
	char text[TSM_DECIMAL_TEXT];
	assert_string_equal(tsm_decimal_format(value, text), want);
}

static void test_text(void **state)
{
	(void)state;
	static const char *const same[] = { "0", "5", "-5", "0.25", "-0.25",
		"10.5", "100", "0.000000001", "999999999999999999" };
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		shows(dec(same[i]), same[i]);
	shows(dec("1.50"), "1.5");
	shows(dec("1.00"), "1");
	shows(dec("0.10"), "0.1");
	static const char *const bad[] = { "", "-", ".5", "5.", "1e3", "+1",
		"01", "1..2", "1.2.3", " 1", "00.1" };
	struct tsm_decimal d;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    tsm_decimal_parse(tsm_str(bad[i]), &d), TSM_E_SYNTAX);
	assert_int_equal(
	    tsm_decimal_parse(tsm_str("1000000000000000000"), &d), TSM_E_LIMIT);
	assert_int_equal(
	    tsm_decimal_parse(tsm_str("0.0000000001"), &d), TSM_E_LIMIT);
}

static void test_sums(void **state)
{
	(void)state;
	struct tsm_decimal sum = tsm_decimal_int(0);
	for (int i = 0; i < 10; i++)
		assert_int_equal(
		    tsm_decimal_add(sum, dec("0.1"), &sum), TSM_OK);
	shows(sum, "1"); /* which binary fractions do not give */
	assert_int_equal(tsm_decimal_cmp(dec("0.50"), dec("0.5")), 0);
	assert_true(tsm_decimal_cmp(dec("-1"), dec("0.5")) < 0);
	assert_int_equal(
	    tsm_decimal_add(dec("999999999999999999"), dec("1"), &sum),
	    TSM_E_LIMIT);
}

static void units(int64_t seconds, const char *per_hour, const char *step,
    enum tsm_round round, const char *want)
{
	struct tsm_decimal u = { 0, 0 };
	assert_int_equal(tsm_decimal_ratio(seconds, 3600, dec(per_hour),
			     dec(step), round, &u),
	    TSM_OK);
	shows(u, want);
}

static void test_units(void **state)
{
	(void)state;
	units(5 * 3600, "1", "0.5", TSM_ROUND_DOWN, "5");
	units(5 * 3600 + 1799, "1", "0.5", TSM_ROUND_DOWN, "5");
	units(5 * 3600 + 1800, "1", "0.5", TSM_ROUND_DOWN, "5.5");
	units(899, "1", "0.25", TSM_ROUND_DOWN, "0");
	units(900, "1", "0.25", TSM_ROUND_DOWN, "0.25");
	units(901, "1", "0.25", TSM_ROUND_UP, "0.5");
	units(450, "1", "0.25", TSM_ROUND_NEAREST, "0.25");
	units(449, "1", "0.25", TSM_ROUND_NEAREST, "0");
	/* IACET: ten hours are one unit, in tenths */
	units(10 * 3600, "0.1", "0.1", TSM_ROUND_DOWN, "1");
	units(9 * 3600 + 3599, "0.1", "0.1", TSM_ROUND_DOWN, "0.9");
	units(-900, "1", "0.25", TSM_ROUND_DOWN, "-0.25");
	units(-901, "1", "0.25", TSM_ROUND_DOWN, "-0.5");
	struct tsm_decimal u;
	assert_int_equal(
	    tsm_decimal_ratio(1, 0, dec("1"), dec("1"), TSM_ROUND_DOWN, &u),
	    TSM_E_VALUE);
	assert_int_equal(
	    tsm_decimal_ratio(1, 1, dec("1"), dec("0"), TSM_ROUND_DOWN, &u),
	    TSM_E_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_units),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
