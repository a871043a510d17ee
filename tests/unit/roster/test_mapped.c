/* Tables that nobody knows, read as a person says. All invented. */
#include "session_test.h"

static const char table[] =
    "Odd export\n"
    "Wer,Adresse,Tag der Sitzung,Kommt um,Geht um,Bemerkung,Minutenzahl\n"
    "Fern,fern@example.org,22.09.2026,15:00,16:30,x,90\n"
    "Gil,,22.09.2026,15:00,spaeter,x,\n"
    "Hal,hal@example.org,gestern,15:00,16:00,x,60\n";

static void by_header(void **state)
{
	(void)state;
	reading.options.columns =
	    "name=wer, email=Adresse, date=Tag der Sitzung, join=Kommt um, leave=5";
	struct tsm_import got = read_ok(&reading, table);
	assert_string_equal(got.importer, "mapped");
	assert_non_null(strstr(got.variant, "as given: name=wer"));
	assert_int_equal(got.header_line, 2);
	assert_int_equal(got.order, TSM_DATE_DMY);
	assert_int_equal(seconds_of(&reading, &got, 3, 1), 90 * 60);
	has_remark(got.rejected, got.rejected_count, 4, "leave time");
	has_remark(got.rejected, got.rejected_count, 5, "holds no date");
	assert_int_equal(got.rejected_count, 2);
}

/* The headings that a person named say of which zone the times are. */
static void zones(void **state)
{
	(void)state;
	reading.options.columns = "name=1,join=2,leave=3";
	(void)read_ok(&reading,
	    "Wer,Von (CT),Bis\nFern,2026-09-22 15:00,2026-09-22 16:00\n");
	read_fails(&reading,
	    "Wer,Von (ET),Bis\nFern,2026-09-22 15:00,2026-09-22 16:00\n",
	    TSM_E_AMBIGUOUS, "line 1 names the zone ET");
}

static void totals(void **state)
{
	(void)state;
	reading.options.columns = "name=Wer,minutes=Minutenzahl";
	read_fails(&reading, table, TSM_E_MISSING, "no dates");
	reading.options.undated_ok = true;
	struct tsm_import got = read_ok(&reading, table);
	assert_int_equal(seconds_of(&reading, &got, 3, 1), 90 * 60);
	assert_true(got.total_only);
	has_remark(got.rejected, got.rejected_count, 4, "no number of minutes");
}

static void marks(void **state)
{
	(void)state;
	reading.options.columns = "name=Who,date=Day,status=Here";
	struct tsm_import got = read_ok(&reading,
	    "Who;Day;Here\nFern;2026-09-22;present\nGil;2026-09-22;late\nHal;2026-09-21;present\n");
	assert_int_equal(seconds_of(&reading, &got, 2, 1), 180 * 60);
	has_remark(got.rejected, got.rejected_count, 3, "neither present");
	assert_string_equal(row_at(&got, 4).ignored, "of another day");
}

static void refused(void **state)
{
	static const char *const wrong[] = { "name", "who=Wer,minutes=1",
		"name=Wer", "join=1,leave=2", "", "name=,minutes=2" };
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    tsm_mapping_check(wrong[i], NULL), TSM_E_USAGE);
	assert_int_equal(tsm_mapping_check("name=1,name=2,minutes=3", NULL),
	    TSM_E_DUPLICATE);
	assert_int_equal(
	    tsm_mapping_check("first=1,last=2,duration=3", NULL), TSM_OK);
	/* nothing is guessed without being told */
	read_fails(&reading, table, TSM_E_UNKNOWN, "which of its columns");
	reading.options.columns = "name=Wer,minutes=Stunden";
	read_fails(&reading, table, TSM_E_UNKNOWN, "all of the columns");
	reading.options.columns = NULL;
	reading.options.importer = "mapped";
	read_fails(&reading, table, TSM_E_USAGE, "which column");
}

static void proposal(void **state)
{
	struct tsm_file_columns got;
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(
	    tsm_import_columns(&arena, tsm_str(table), &got, &err), TSM_OK);
	assert_int_equal(got.line, 2);
	assert_int_equal(got.count, 7);
	assert_string_equal(got.list[1].header, "Adresse");
	assert_string_equal(got.list[1].holds, "e-mail addresses");
	assert_string_equal(got.list[1].perhaps, "email");
	assert_string_equal(got.list[3].holds, "times");
	assert_string_equal(got.list[3].perhaps, "join");
	assert_null(got.list[5].perhaps);
	assert_int_equal(
	    tsm_import_columns(&arena, tsm_str(""), &got, &err), TSM_E_MISSING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(by_header),
		TEST(zones),
		TEST(totals),
		TEST(marks),
		TEST(refused),
		TEST(proposal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
