#include "roster_test.h"

static struct tsm_arena arena;
static struct tsm_zone *chicago;
static struct tsm_interval session; /* 2024-02-01 08:30-11:30 */

static int setup(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	chicago = zone_of("America/Chicago");
	session = session_at(chicago, "2024-02-01T08:30", 180);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tsm_arena_release(&arena);
	tsm_zone_free(&chicago);
	return 0;
}

static enum tsm_status import(const char *data, const struct tsm_interval *when,
    const char *label, struct tsm_import *ret, struct tsm_error *err)
{
	struct tsm_import_options o = { .zone = chicago,
		.session = when,
		.session_label = label,
		.undated_ok = true };
	return tsm_import_read(&arena, tsm_str(data), &o, ret, err);
}

static struct tsm_import import_ok(const char *data, const char *label)
{
	struct tsm_import result;
	struct tsm_error err = { 0 };
	enum tsm_status status = import(data, &session, label, &result, &err);
	if (status != TSM_OK)
		print_message("# %s\n", err.text);
	assert_int_equal(status, TSM_OK);
	return result;
}

#define HEAD \
 "Printed Name,Email,District / Employer,Time In,Time Out,Signature,Session\r\n"

static void sheet(void **state)
{
	char text[TSM_TIME_TEXT];
	(void)state;
	struct tsm_import got = import_ok(HEAD
	    "\"Ashby, Fern\",fern@example.org,SD1,8:27,11:32,FA,1\r\n"
	    "Gil Moss,,SD2,9:00 AM,11:00 AM,GM,1\r\n"
	    "Hal Out,hal@example.org,SD2,9:00,,HO,1\r\n"
	    ",,,,,,\r\n"
	    "Ivy In,ivy@example.org,SD2,,11:00,II,1\r\n"
	    "Jo Noon,jo@example.org,SD2,11:00,1:15,JN,1\r\n",
	    NULL);
	assert_string_equal(got.importer, "sign-in");
	assert_false(got.dated);
	assert_int_equal(got.row_count, 2);
	assert_string_equal(got.rows[0].display, "Ashby, Fern");
	assert_string_equal(got.rows[0].via, "in_person");
	assert_string_equal(
	    tsm_time_format(got.rows[0].join, text), "2024-02-01T14:27:00Z");
	assert_string_equal(
	    tsm_time_format(got.rows[0].leave, text), "2024-02-01T17:32:00Z");
	assert_int_equal(got.rejected_count, 3);
	assert_string_equal(got.rejected[0].text, "no departure time");
	assert_string_equal(got.rejected[1].text, "no arrival time");
	/* 1:15 is not guessed to be in the afternoon */
	assert_string_equal(got.rejected[2].text, "leaves before joining");
	assert_int_equal(got.rejected[2].line, 7);
}

static void needs_confirmation(void **state)
{
	static const char data[] =
	    HEAD "Fern,fern@example.org,SD1,8:30,11:30,FA,1\n";
	struct tsm_import_options o = { .zone = chicago, .session = &session };
	struct tsm_import got;
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(tsm_import_read(&arena, tsm_str(data), &o, &got, &err),
	    TSM_E_MISSING);
	assert_non_null(strstr(err.text, "no dates"));
	o.session = NULL;
	assert_int_equal(tsm_import_read(&arena, tsm_str(data), &o, &got, &err),
	    TSM_E_MISSING);
	assert_non_null(strstr(err.text, "times of day"));
	/* confirmed, but at another time of day */
	struct tsm_interval evening =
	    session_at(chicago, "2024-02-01T18:00", 60);
	assert_int_equal(
	    import(data, &evening, NULL, &got, &err), TSM_E_MISMATCH);
}

static void labels(void **state)
{
	static const char data[] =
	    HEAD "Fern,fern@example.org,SD1,8:30,11:30,FA,1\n"
		 "Fern,fern@example.org,SD1,9:00,11:00,FA,2\n"
		 "Gil,gil@example.org,SD1,9:00,11:00,FA,\n";
	struct tsm_import got;
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(
	    import(data, &session, NULL, &got, &err), TSM_E_AMBIGUOUS);
	assert_non_null(strstr(err.text, "\"1\", \"2\""));
	assert_int_equal(
	    import(data, &session, "3", &got, &err), TSM_E_MISMATCH);
	got = import_ok(data, "2");
	assert_int_equal(got.row_count, 2);
	assert_string_equal(got.rows[0].ignored, "of another session");
	assert_null(got.rows[1].ignored);
	assert_int_equal(got.rejected_count, 1);
	assert_string_equal(
	    got.rejected[0].text, "no session is given in this row");
}

static void dated(void **state)
{
	struct tsm_import got;
	struct tsm_error err = { 0 };
	struct tsm_import_options o = { .zone = chicago, .session = &session };
	(void)state;
	assert_int_equal(
	    tsm_import_read(&arena,
		tsm_str("First Name;Last Name;E-mail;Date;Arrival;Departure\n"
			"Fern;Ashby;fern@example.org;1 Feb 2024;08:30;11:00\n"
			"Gil;;gil@example.org;soon;08:30;11:00\n"),
		&o, &got, &err),
	    TSM_OK);
	assert_true(got.dated);
	assert_string_equal(got.variant, "sign-in sheet with dates");
	assert_string_equal(got.rows[0].display, "Fern Ashby");
	assert_string_equal(
	    got.rejected[0].text, "the date column holds no date");
	/* the right day follows from the session where it is open */
	assert_int_equal(
	    tsm_import_read(&arena,
		tsm_str("Name,Date,In,Out\nFern,02/01/2024,8:30,11:00\n"), &o,
		&got, &err),
	    TSM_OK);
	assert_int_equal(got.order, TSM_DATE_MDY);
	assert_int_equal(
	    tsm_import_read(&arena,
		tsm_str("Name,Date,In,Out\nFern,2024-02-08,8:30,11:00\n"), &o,
		&got, &err),
	    TSM_E_MISMATCH);
	assert_non_null(strstr(err.text, "2024-02-08"));
	/* date and time in one cell */
	assert_int_equal(
	    tsm_import_read(&arena,
		tsm_str(
		    "Name,Check in,Check out\nFern,2024-02-01 8:30,2024-02-01 11:00\n"),
		&o, &got, &err),
	    TSM_OK);
	assert_int_equal(got.rows[0].leave - got.rows[0].join, 150 * 60);
}

/* A session past midnight: 0:30 is on the second day. */
static void midnight(void **state)
{
	char text[TSM_TIME_TEXT];
	(void)state;
	session = session_at(chicago, "2024-02-01T22:00", 180);
	struct tsm_import got =
	    import_ok("Name,In,Out\nFern,21:55,0:30\nGil,0:10,1:05\n", NULL);
	assert_int_equal(got.row_count, 2);
	assert_string_equal(
	    tsm_time_format(got.rows[0].join, text), "2024-02-02T03:55:00Z");
	assert_string_equal(
	    tsm_time_format(got.rows[0].leave, text), "2024-02-02T06:30:00Z");
	assert_string_equal(
	    tsm_time_format(got.rows[1].join, text), "2024-02-02T06:10:00Z");
	/* one that ends at midnight sharp stays on its day */
	session = session_at(chicago, "2024-02-01T22:00", 120);
	got = import_ok("Name,In,Out\nFern,22:00,23:59\n", NULL);
	assert_string_equal(
	    tsm_time_format(got.rows[0].leave, text), "2024-02-02T05:59:00Z");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sheet),
		TEST(needs_confirmation),
		TEST(labels),
		TEST(dated),
		TEST(midnight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
