#include "roster_test.h"

#include "testamur/roster/when.h"

/* text, order to read it under, what it means ("" for a wrong one). */
struct sample {
	const char *text;
	enum tsm_date_order order;
	const char *civil;
};

static const struct sample samples[] = {
	{ "11/19/2021 09:54:15 AM", TSM_DATE_MDY, "2021-11-19T09:54:15" },
	{ "11/19/2021 9:54:15 AM", TSM_DATE_UNKNOWN, "2021-11-19T09:54:15" },
	{ "\"06/16/2026 03:10:26 PM\"", TSM_DATE_MDY, "2026-06-16T15:10:26" },
	{ "09/09/2026 19:02", TSM_DATE_UNKNOWN, "2026-09-09T19:02:00" },
	{ "Mar 22, 2025 19:13:27", TSM_DATE_UNKNOWN, "2025-03-22T19:13:27" },
	{ "March 2, 2025, 7:13 pm", TSM_DATE_UNKNOWN, "2025-03-02T19:13:00" },
	{ "9/22/26, 2:48:05 PM", TSM_DATE_MDY, "2026-09-22T14:48:05" },
	{ "9/22/26, 2:48:05\xE2\x80\xAFPM", TSM_DATE_MDY,
	    "2026-09-22T14:48:05" },
	{ "9/22/26,\xC2\xA0"
	  "2:48:05\xC2\xA0PM",
	    TSM_DATE_MDY, "2026-09-22T14:48:05" },
	{ "15/11/22, 09:30:17", TSM_DATE_UNKNOWN, "2022-11-15T09:30:17" },
	{ "06.10.26, 18:01:00", TSM_DATE_DMY, "2026-10-06T18:01:00" },
	{ "06.10.26, 18:01:00", TSM_DATE_MDY, "2026-06-10T18:01:00" },
	{ "7/4/2020, 9:52:19 AM", TSM_DATE_MDY, "2020-07-04T09:52:19" },
	{ "2026-05-25 11:01:14", TSM_DATE_UNKNOWN, "2026-05-25T11:01:14" },
	{ "2026-05-25T11:01:14", TSM_DATE_MDY, "2026-05-25T11:01:14" },
	{ "2026-05-25T11:01:14.123Z", TSM_DATE_UNKNOWN, "2026-05-25T11:01:14" },
	{ "2026/5/3 08:00", TSM_DATE_UNKNOWN, "2026-05-03T08:00:00" },
	{ "2026-02-05 15:31:02 UTC", TSM_DATE_UNKNOWN, "2026-02-05T15:31:02" },
	{ "=\"2021-06-14 17:00:00\"", TSM_DATE_UNKNOWN, "2021-06-14T17:00:00" },
	{ "01 Feb 2024 8.30AM", TSM_DATE_UNKNOWN, "2024-02-01T08:30:00" },
	{ "1-Feb-2024 8:30", TSM_DATE_UNKNOWN, "2024-02-01T08:30:00" },
	{ "2/1/2024, 08:29:41 AM", TSM_DATE_DMY, "2024-01-02T08:29:41" },
	{ "12/31/2021 12:00:00 AM", TSM_DATE_MDY, "2021-12-31T00:00:00" },
	{ "12/31/2021 12:00:00 PM", TSM_DATE_MDY, "2021-12-31T12:00:00" },
	{ "12/31/2021 12:59 p.m.", TSM_DATE_MDY, "2021-12-31T12:59:00" },
	{ "2/29/2024 1:00 am", TSM_DATE_MDY, "2024-02-29T01:00:00" },
	{ "2024-02-29", TSM_DATE_UNKNOWN, "2024-02-29T00:00:00" },
	{ "26 January 2024", TSM_DATE_UNKNOWN, "2024-01-26T00:00:00" },
	{ "22 de marzo de 2025, 7:13 p.\xC2\xA0m.", TSM_DATE_UNKNOWN,
	    "2025-03-22T19:13:00" },
	{ "22. M\xC3\xA4rz 2025 um 19:13:05 Uhr", TSM_DATE_UNKNOWN,
	    "2025-03-22T19:13:05" },
	{ "22 mrt. 2025 19:13", TSM_DATE_UNKNOWN, "2025-03-22T19:13:00" },
	{ "1 d\xC3\xA9"
	  "c. 2025 \xC3\xA0 19h13",
	    TSM_DATE_UNKNOWN, "2025-12-01T19:13:00" },
	{ "22 mar 2025, 19:13", TSM_DATE_UNKNOWN, "2025-03-22T19:13:00" },
	{ "10 out. 2025 09:00", TSM_DATE_UNKNOWN, "2025-10-10T09:00:00" },
	{ "3 lug 2025 09:00", TSM_DATE_UNKNOWN, "2025-07-03T09:00:00" },
	{ "Thu, Feb 1, 2024 8:30 AM", TSM_DATE_UNKNOWN, "2024-02-01T08:30:00" },
	/* times of day: on 2000-01-01 here */
	{ "8:27", TSM_DATE_UNKNOWN, "2000-01-01T08:27:00" },
	{ "18:02", TSM_DATE_UNKNOWN, "2000-01-01T18:02:00" },
	{ " 1:15 PM ", TSM_DATE_UNKNOWN, "2000-01-01T13:15:00" },
	{ "8 AM", TSM_DATE_UNKNOWN, "2000-01-01T08:00:00" },
	{ "8am", TSM_DATE_UNKNOWN, "2000-01-01T08:00:00" },
	{ "8.30 a.m.", TSM_DATE_UNKNOWN, "2000-01-01T08:30:00" },
};

static void good(void **state)
{
	const struct tsm_civil base = { .year = 2000, .month = 1, .day = 1 };
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct tsm_when when;
		struct tsm_civil civil;
		char text[TSM_TIME_TEXT];
		print_message("# %s\n", samples[i].text);
		assert_int_equal(
		    tsm_when_parse(tsm_str(samples[i].text), &when), TSM_OK);
		assert_int_equal(
		    tsm_when_civil(&when, samples[i].order, &base, &civil),
		    TSM_OK);
		assert_string_equal(
		    tsm_civil_format(&civil, text), samples[i].civil);
	}
}

static void bad(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
	} wrong[] = {
		{ "", TSM_E_MISSING },
		{ "  ", TSM_E_MISSING },
		{ "--", TSM_E_MISSING },
		{ "\"\"", TSM_E_MISSING },
		{ "yesterday", TSM_E_SYNTAX },
		{ "12", TSM_E_SYNTAX },
		{ "1234", TSM_E_SYNTAX },
		{ "8.30", TSM_E_SYNTAX }, /* a number, without AM/PM */
		{ "1h 2m", TSM_E_SYNTAX },
		{ "58 min", TSM_E_SYNTAX },
		{ "11/19/2021 09:54:15 AM x", TSM_E_SYNTAX },
		{ "11/19/202 09:54", TSM_E_SYNTAX },
		{ "11/19-2021", TSM_E_SYNTAX },
		{ "11/19/2021 9", TSM_E_SYNTAX },
		{ "11/19/2021 9:5", TSM_E_SYNTAX },
		{ "11/19/2021T", TSM_E_SYNTAX },
		{ "99999999999999999999/1/1", TSM_E_SYNTAX },
		{ "Foo 22, 2025 10:00", TSM_E_SYNTAX },
		{ "Mar 22 25 10:00", TSM_E_SYNTAX },
		{ "Marvel 22, 2025 10:00", TSM_E_SYNTAX },
		{ "8:30-11:30", TSM_E_SYNTAX },
		{ "2024-02-01 8:30-11:30", TSM_E_SYNTAX },
		{ "2026-05-25T11:01:14+15:00", TSM_E_SYNTAX },
		{ "18h", TSM_E_SYNTAX },
		{ "13/13/2021 10:00", TSM_E_VALUE },
		{ "2/30/2024 10:00", TSM_E_VALUE },
		{ "2023-02-29", TSM_E_VALUE },
		{ "11/19/2021 24:00:00", TSM_E_VALUE },
		{ "11/19/2021 10:60", TSM_E_VALUE },
		{ "11/19/2021 10:00:60", TSM_E_VALUE },
		{ "11/19/2021 13:00 PM", TSM_E_VALUE },
		{ "11/19/2021 0:30 PM", TSM_E_VALUE },
		{ "0/0/2021 10:00", TSM_E_VALUE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct tsm_when when;
		print_message("# %s\n", wrong[i].text);
		assert_int_equal(tsm_when_parse(tsm_str(wrong[i].text), &when),
		    wrong[i].status);
	}
}

static void orders(void **state)
{
	struct tsm_when when;
	struct tsm_civil civil;
	unsigned set = TSM_DATE_ALL;
	(void)state;
	assert_int_equal(
	    tsm_when_parse(tsm_str("3/4/2025 10:00"), &when), TSM_OK);
	set = tsm_date_orders_narrow(set, &when);
	assert_int_equal(set, TSM_DATE_MDY | TSM_DATE_DMY);
	assert_int_equal(tsm_when_civil(&when, TSM_DATE_UNKNOWN, NULL, &civil),
	    TSM_E_AMBIGUOUS);
	assert_int_equal(
	    tsm_when_civil(&when, TSM_DATE_YMD, NULL, &civil), TSM_E_VALUE);
	assert_int_equal(
	    tsm_when_parse(tsm_str("25/4/2025 10:00"), &when), TSM_OK);
	assert_int_equal(tsm_date_orders_narrow(set, &when), TSM_DATE_DMY);
	assert_int_equal(
	    tsm_when_civil(&when, TSM_DATE_MDY, NULL, &civil), TSM_E_VALUE);
	assert_int_equal(
	    tsm_when_parse(tsm_str("2025-04-03 10:00"), &when), TSM_OK);
	assert_int_equal(tsm_date_orders_narrow(set, &when), set);
	assert_int_equal(tsm_when_parse(tsm_str("10:00"), &when), TSM_OK);
	assert_int_equal(
	    tsm_when_civil(&when, TSM_DATE_MDY, NULL, &civil), TSM_E_MISSING);
}

static void names(void **state)
{
	enum tsm_date_order order = TSM_DATE_UNKNOWN;
	(void)state;
	assert_int_equal(tsm_date_order_parse("dmy", &order), TSM_OK);
	assert_int_equal(order, TSM_DATE_DMY);
	assert_int_equal(
	    tsm_date_order_parse("unknown", &order), TSM_E_UNKNOWN);
	assert_string_equal(tsm_date_order_name(TSM_DATE_UNKNOWN), "unknown");
}

/* 2024-03-10 02:30 does not exist in Chicago, 2024-11-03 01:30 is twice. */
static void clock_change(void **state)
{
	struct tsm_zone *zone = zone_of("America/Chicago");
	struct tsm_when when;
	int64_t instant = 0;
	bool repeated = true;
	char text[TSM_TIME_TEXT];
	(void)state;
	assert_int_equal(
	    tsm_when_parse(tsm_str("3/10/2024 2:30 AM"), &when), TSM_OK);
	assert_int_equal(tsm_when_instant(&when, TSM_DATE_MDY, NULL, zone,
			     &instant, &repeated),
	    TSM_E_VALUE);
	assert_int_equal(
	    tsm_when_parse(tsm_str("3/10/2024 3:30 AM"), &when), TSM_OK);
	assert_int_equal(tsm_when_instant(&when, TSM_DATE_MDY, NULL, zone,
			     &instant, &repeated),
	    TSM_OK);
	assert_false(repeated);
	assert_string_equal(
	    tsm_time_format(instant, text), "2024-03-10T08:30:00Z");
	assert_int_equal(
	    tsm_when_parse(tsm_str("11/3/2024 1:30 AM"), &when), TSM_OK);
	assert_int_equal(tsm_when_instant(&when, TSM_DATE_MDY, NULL, zone,
			     &instant, &repeated),
	    TSM_OK);
	assert_true(repeated);
	assert_string_equal(
	    tsm_time_format(instant, text), "2024-11-03T06:30:00Z");
	assert_int_equal(
	    tsm_when_parse(tsm_str("2026-02-05 15:31:02 UTC"), &when), TSM_OK);
	assert_int_equal(
	    tsm_when_instant(&when, TSM_DATE_MDY, NULL, zone, &instant, NULL),
	    TSM_OK);
	assert_string_equal(
	    tsm_time_format(instant, text), "2026-02-05T15:31:02Z");
	/* an offset counts, whatever the zone of the file */
	assert_int_equal(
	    tsm_when_parse(tsm_str("2026-05-25T11:01:14+02:00"), &when),
	    TSM_OK);
	assert_int_equal(tsm_when_instant(&when, TSM_DATE_UNKNOWN, NULL, zone,
			     &instant, NULL),
	    TSM_OK);
	assert_string_equal(
	    tsm_time_format(instant, text), "2026-05-25T09:01:14Z");
	tsm_zone_free(&zone);
}

static void durations(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
		int64_t seconds;
	} cases[] = {
		{ "1h 7s", TSM_OK, 3607 },
		{ "3h 23m 20s", TSM_OK, 12200 },
		{ "45m", TSM_OK, 2700 },
		{ "58 min", TSM_OK, 3480 },
		{ "1 hr 2 min", TSM_OK, 3720 },
		{ "1 hr, 2 min", TSM_OK, 3720 },
		{ "204 mins", TSM_OK, 12240 },
		{ "59 Min. 0 Sek.", TSM_OK, 3540 },
		{ "1 Std. 5 Min.", TSM_OK, 3900 },
		{ "2 godz. 3 min 4 sek.", TSM_OK, 7384 },
		{ "1 heure 5 minutes", TSM_OK, 3900 },
		{ "2 horas 1 minuto", TSM_OK, 7260 },
		{ "1 uur 10 minuten", TSM_OK, 4200 },
		{ "1 ora 10 minuti 3 secondi", TSM_OK, 4203 },
		{ "1\xC2\xA0h 5\xE2\x80\xAFmin", TSM_OK, 3900 },
		{ "1\xE6\x99\x82\xE9\x96\x93 5\xE5\x88\x86", TSM_OK, 3900 },
		{ "1 d 2 h", TSM_OK, 93600 },
		/* words that begin like those of another unit */
		{ "1 sa 5 dk 7 sn", TSM_OK, 3907 },
		{ "45 dk", TSM_OK, 2700 },
		{ "1 jam 5 menit 7 detik", TSM_OK, 3907 },
		{ "45 mp", TSM_OK, 45 },
		{ "2 sata", TSM_OK, 7200 },
		{ "1시간 5분 7초", TSM_OK, 3907 },
		{ "1 小时 5 分钟 7 秒", TSM_OK, 3907 },
		{ "1 ч. 5 мин. 7 с", TSM_OK, 3907 },
		{ "1 tuntia 5 minuuttia", TSM_OK, 3900 },
		{ "1 Stunde(n) 5 Minute(n)", TSM_OK, 3900 },
		{ "5 months", TSM_E_SYNTAX, 0 },
		{ "2 stars", TSM_E_SYNTAX, 0 },
		{ "03:01:21", TSM_OK, 10881 },
		{ "", TSM_E_MISSING, 0 },
		{ "--", TSM_E_MISSING, 0 },
		{ "18:02", TSM_E_SYNTAX, 0 },
		{ "58", TSM_E_SYNTAX, 0 },
		{ "5m 1h", TSM_E_SYNTAX, 0 },
		{ "1h 1h", TSM_E_SYNTAX, 0 },
		{ "1h 7", TSM_E_SYNTAX, 0 },
		{ "3 apples", TSM_E_SYNTAX, 0 },
		{ "1:60:00", TSM_E_SYNTAX, 0 },
		{ "9999999999 s", TSM_E_SYNTAX, 0 },
		{ "999999 h", TSM_E_VALUE, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t seconds = 0;
		print_message("# %s\n", cases[i].text);
		assert_int_equal(
		    tsm_duration_parse(tsm_str(cases[i].text), &seconds),
		    cases[i].status);
		assert_int_equal(seconds, cases[i].seconds);
	}
}

static void counts(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
		uint64_t count;
	} cases[] = {
		{ "65", TSM_OK, 65 },
		{ "1,234", TSM_OK, 1234 },
		{ "1.234", TSM_OK, 1234 },
		{ "1\xC2\xA0"
		  "234",
		    TSM_OK, 1234 },
		{ "1'234", TSM_OK, 1234 },
		{ "12.5", TSM_OK, 13 },
		{ "12,00", TSM_OK, 12 },
		{ "", TSM_E_MISSING, 0 },
		{ "12.", TSM_E_SYNTAX, 0 },
		{ "1,2345", TSM_E_SYNTAX, 0 },
		{ "-5", TSM_E_SYNTAX, 0 },
		{ "5 min", TSM_E_SYNTAX, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t count = 0;
		print_message("# %s\n", cases[i].text);
		assert_int_equal(
		    tsm_count_parse(tsm_str(cases[i].text), &count),
		    cases[i].status);
		assert_int_equal(count, cases[i].count);
	}
}

/* A fraction is exact; where it may be a thousand nothing is said. */
static void minutes(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
		int64_t seconds;
	} cases[] = {
		{ "65", TSM_OK, 3900 },
		{ "59.5", TSM_OK, 3570 },
		{ "59,98", TSM_OK, 3599 },
		{ "59.983", TSM_OK, 3599 },
		{ "59.98333333", TSM_OK, 3599 },
		{ "0.500", TSM_OK, 30 },
		{ "1.440", TSM_E_AMBIGUOUS, 0 },
		{ "1,234", TSM_E_AMBIGUOUS, 0 },
		{ "1.441", TSM_E_AMBIGUOUS, 0 },
		{ "2.441", TSM_OK, 146 },
		{ "1234", TSM_OK, 74040 },
		{ "1 234", TSM_OK, 74040 },
		{ "", TSM_E_MISSING, 0 },
		{ "12.", TSM_E_SYNTAX, 0 },
		{ "-5", TSM_E_SYNTAX, 0 },
		{ "5 min", TSM_E_SYNTAX, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t seconds = 0;
		print_message("# %s\n", cases[i].text);
		assert_int_equal(
		    tsm_minutes_parse(tsm_str(cases[i].text), &seconds),
		    cases[i].status);
		assert_int_equal(seconds, cases[i].seconds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(bad),
		cmocka_unit_test(orders),
		cmocka_unit_test(names),
		cmocka_unit_test(clock_change),
		cmocka_unit_test(durations),
		cmocka_unit_test(counts),
		cmocka_unit_test(minutes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
