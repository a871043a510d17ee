#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "testamur/base/time.h"

static int64_t instant(const char *text)
{
	int64_t value = 0;
	assert_int_equal(tsm_time_parse(tsm_str(text), &value), TSM_OK);
	return value;
}

static void test_parse(void **state)
{
	(void)state;
	int64_t v = 7;
	assert_int_equal(instant("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(instant("2024-02-29T23:59:59.999Z"), 1709251199);
	assert_int_equal(instant("2024-03-01T05:29:59+05:30"), 1709251199);
	assert_int_equal(instant("9999-12-31T23:59:59Z"), 253402300799);
	assert_int_equal(instant("0001-01-01T00:00:00Z"), -62135596800);
	assert_int_equal(
	    tsm_time_parse(tsm_str("2024-01-01T00:00:00"), &v), TSM_E_MISSING);
	assert_int_equal(
	    tsm_time_parse(tsm_str("2024-01-01T00:00:60Z"), &v), TSM_E_VALUE);
	assert_int_equal(
	    tsm_time_parse(tsm_str("2023-02-29T00:00:00Z"), &v), TSM_E_VALUE);
	assert_int_equal(
	    tsm_time_parse(tsm_str("0000-01-01T00:00:00Z"), &v), TSM_E_VALUE);
	assert_int_equal(
	    tsm_time_parse(tsm_str("2024-01-01T24:00:00Z"), &v), TSM_E_VALUE);
	assert_int_equal(
	    tsm_time_parse(tsm_str("2024-1-01T00:00:00Z"), &v), TSM_E_SYNTAX);
	assert_int_equal(
	    tsm_time_parse(tsm_str("2024-01-01 00:00:00Z"), &v), TSM_E_SYNTAX);
	assert_int_equal(
	    tsm_time_parse(tsm_str("2024-01-01T00:00:00.Z"), &v), TSM_E_SYNTAX);
	assert_int_equal(
	    tsm_time_parse(tsm_str("2024-01-01T00:00:00+14:01"), &v),
	    TSM_E_SYNTAX);
	assert_int_equal(v, 7);
}

static void test_parse_day(void **state)
{
	static const struct {
		const char *text;
		bool last;
		enum tsm_status status;
		const char *instant;
	} cases[] = {
		{ "2024-02-29", false, TSM_OK, "2024-02-29T00:00:00Z" },
		{ "2024-02-29", true, TSM_OK, "2024-02-29T23:59:59Z" },
		{ "2024-02-29T12:00:00+02:00", true, TSM_OK,
		    "2024-02-29T10:00:00Z" },
		{ "9999-12-31", true, TSM_OK, "9999-12-31T23:59:59Z" },
		{ "2024-02-30", false, TSM_E_SYNTAX, NULL },
		{ "2024-02-29T12:00:00", false, TSM_E_MISSING, NULL },
		{ "", true, TSM_E_SYNTAX, NULL },
	};
	char text[TSM_TIME_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t instant = 0;
		assert_int_equal(tsm_time_parse_day(tsm_str(cases[i].text),
				     cases[i].last, &instant),
		    cases[i].status);
		if (cases[i].instant != NULL)
			assert_string_equal(
			    tsm_time_format(instant, text), cases[i].instant);
	}
}

static void test_round_trip(void **state)
{
	(void)state;
	char text[TSM_TIME_TEXT];
	for (int64_t t = -62135596800; t < 253402300799; t += 86400 * 37 + 61) {
		assert_int_equal(instant(tsm_time_format(t, text)), t);
	}
	struct tsm_civil c;
	assert_int_equal(tsm_unix_to_civil(253402300800, &c), TSM_E_VALUE);
	assert_int_equal(tsm_unix_to_civil(-62135596801, &c), TSM_E_VALUE);
}

static void test_weekday(void **state)
{
	(void)state;
	struct tsm_civil c = { 2024, 2, 1, 0, 0, 0 };
	assert_int_equal(tsm_civil_weekday(&c), 3); /* a Thursday */
	struct tsm_civil d = { 1969, 12, 28, 0, 0, 0 };
	assert_int_equal(tsm_civil_weekday(&d), 6);
}

static void check_local(const struct tsm_zone *zone, const char *local,
    enum tsm_status want, const char *utc)
{
	struct tsm_civil c;
	int64_t v = 0;
	assert_int_equal(tsm_civil_parse(tsm_str(local), &c), TSM_OK);
	assert_int_equal(tsm_zone_to_unix(zone, &c, &v), want);
	if (utc != NULL)
		assert_int_equal(v, instant(utc));
}

/* The clock change of 10 March 2024 lies inside the Wisconsin programme. */
static void test_months_later(void **state)
{
	static const struct {
		const char *from;
		int64_t months;
		const char *to;
	} rows[] = {
		{ "2024-02-29T10:11:12Z", 0, "2024-02-29T10:11:12Z" },
		{ "2024-02-29T10:11:12Z", 12, "2025-03-01T10:11:12Z" },
		{ "2024-02-29T10:11:12Z", 48, "2028-02-29T10:11:12Z" },
		{ "2023-12-31T23:59:59Z", 1, "2024-01-31T23:59:59Z" },
		{ "2024-01-31T00:00:00Z", 1, "2024-03-02T00:00:00Z" },
		{ "2021-11-09T00:00:00Z", 84, "2028-11-09T00:00:00Z" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t from = 0;
		char text[TSM_TIME_TEXT];
		assert_int_equal(
		    tsm_time_parse(tsm_str(rows[i].from), &from), TSM_OK);
		assert_string_equal(
		    tsm_time_format(
			tsm_time_months_later(from, rows[i].months), text),
		    rows[i].to);
	}
	assert_true(tsm_time_months_later(0, -1) == INT64_MAX);
	assert_true(tsm_time_months_later(0, 9999 * 12) == INT64_MAX);
	assert_true(tsm_time_months_later(0, 8030 * 12) == INT64_MAX);
}

static void test_zone(void **state)
{
	(void)state;
	struct tsm_zone *z = NULL;
	assert_int_equal(tsm_zone_load("America/Chicago", &z, NULL), TSM_OK);
	check_local(z, "2024-03-07T08:30", TSM_OK, "2024-03-07T14:30:00Z");
	check_local(z, "2024-03-14T08:30", TSM_OK, "2024-03-14T13:30:00Z");
	check_local(z, "2024-03-10T02:30", TSM_E_VALUE, NULL);
	check_local(
	    z, "2024-11-03T01:30", TSM_E_AMBIGUOUS, "2024-11-03T06:30:00Z");
	/* beyond the last transition of the file: the POSIX rule */
	check_local(z, "2099-07-01T12:00", TSM_OK, "2099-07-01T17:00:00Z");
	check_local(z, "2099-12-01T12:00", TSM_OK, "2099-12-01T18:00:00Z");
	check_local(z, "2099-03-08T02:30", TSM_E_VALUE, NULL);
	assert_string_equal(tsm_zone_name(z), "America/Chicago");
	tsm_zone_free(&z);
	assert_null(z);
	tsm_zone_free(&z);

	assert_int_equal(tsm_zone_load("Europe/London", &z, NULL), TSM_OK);
	check_local(z, "2021-02-23T11:00", TSM_OK, "2021-02-23T11:00:00Z");
	check_local(z, "2021-06-23T11:00", TSM_OK, "2021-06-23T10:00:00Z");
	tsm_zone_free(&z);

	/* the southern half of the year */
	assert_int_equal(tsm_zone_load("Australia/Sydney", &z, NULL), TSM_OK);
	check_local(z, "2090-01-15T12:00", TSM_OK, "2090-01-15T01:00:00Z");
	check_local(z, "2090-07-15T12:00", TSM_OK, "2090-07-15T02:00:00Z");
	tsm_zone_free(&z);
}

static void test_zone_names(void **state)
{
	(void)state;
	static const char *const wrong[] = { "", "Nowhere/Land",
		"../etc/passwd", "/etc/passwd", "America/../America/Denver",
		"America/", "America", "zone.tab", "America//Denver" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct tsm_zone *z = NULL;
		struct tsm_error err = { 0 };
		assert_int_equal(
		    tsm_zone_load(wrong[i], &z, &err), TSM_E_UNKNOWN);
		assert_null(z);
		assert_true(err.text[0] != '\0');
	}
	assert_true(tsm_tzdata_version()[0] != '\0');
}

static void http_date(void **state)
{
	static const struct {
		const char *text;
		int64_t at;
	} good[] = {
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Wed, 31 Dec 2025 23:59:59 GMT", 1767225599 },
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
		{ "Mon, 01 Jan 0001 00:00:00 GMT", -62135596800 },
	};
	static const char *const bad[] = { "", "2025-12-31T23:59:59Z",
		"Tue, 31 Dec 2025 23:59:59 GMT",
		"Wed, 31 Dec 2025 23:59:59 UTC",
		"wed, 31 Dec 2025 23:59:59 GMT",
		"Wed, 31 DEC 2025 23:59:59 GMT",
		"Wed, 31 Dec 2025 23:59:60 GMT",
		"Wed, 32 Dec 2025 23:59:59 GMT",
		"Wed, 31 Dec 2025 24:00:00 GMT",
		"Wed, 31 Dec 2025 23:59:59 GMT ",
		"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
		"Wed, 31 Dec 0000 23:59:59 GMT",
		"Wed, 31 Dec 2025 23.59.59 GMT",
		"Wed, +1 Dec 2025 23:59:59 GMT" };
	char text[TSM_HTTP_DATE];
	int64_t at;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_string_equal(
		    tsm_http_date_format(good[i].at, text), good[i].text);
		assert_int_equal(
		    tsm_http_date_parse(tsm_str(good[i].text), &at), TSM_OK);
		assert_int_equal(at, good[i].at);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    tsm_http_date_parse(tsm_str(bad[i]), &at), TSM_E_SYNTAX);
	assert_string_equal(tsm_http_date_format(INT64_MAX, text),
	    "Fri, 31 Dec 9999 23:59:59 GMT");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_day),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_weekday),
		cmocka_unit_test(test_months_later),
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_zone_names),
		cmocka_unit_test(http_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
