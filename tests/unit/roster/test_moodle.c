/* Moodle's attendance register. All invented. */
#include "session_test.h"

#define HEAD                                                                                    \
 "Course\tEquity\nGroup\tAll participants\n\nLast name\tFirst name\tID number\tEmail address\t" \
 "15 Sep 2026 3.00PM All students\t22 Sep 2026 3.00PM All students\t22 Sep 2026 3.00PM Group: Blue talk\tP\tL\tE\tA\tTaken sessions\tPoints\tPercentage\n"
#define TAIL "\t1\t1\t0\t0\t2\t3 / 4\t75.0\n"

static const char book[] =
    HEAD "Ashby\tFern\tU1\tfern@example.org\tA (0/2)\tP (2/2)\t?" TAIL
	 "Moss\tGil\tU2\tgil@example.org\tP (2/2)\tL (1/2)\t?" TAIL
	 "Orr\tHal\tU3\thal@example.org\tP (2/2)\tA (0/2)\t?" TAIL
	 "In\tIvy\tU4\tivy@example.org\tP (2/2)\t?\tP (2/2)" TAIL
	 "No\tJo\tU5\tjo@example.org\tP (2/2)\t\xE2\x86\x90\t?" TAIL
	 "Ex\tKim\tU6\tkim@example.org\tP (2/2)\t-X\t?" TAIL;

static void one_session(void **state)
{
	(void)state;
	read_fails(&reading, book, TSM_E_AMBIGUOUS, "several sessions");
	reading.options.session_label = "All students";
	struct tsm_import got = read_ok(&reading, book);
	assert_string_equal(got.importer, "moodle");
	assert_string_equal(
	    got.meeting.topic, "22 Sep 2026 3.00PM All students");
	assert_true(got.dated);
	/* the whole session, which the file does not say the length of */
	assert_int_equal(seconds_of(&reading, &got, 5, 1), 180 * 60);
	assert_true(row_at(&got, 5).total_only);
	has_remark(got.rejected, got.rejected_count, 6, "which marks mean");
	has_remark(got.rejected, got.rejected_count, 10, "which marks mean");
	assert_int_equal(got.rejected_count, 2);
	assert_string_equal(row_at(&got, 7).ignored, "marked as not there");
	assert_string_equal(
	    row_at(&got, 8).ignored, "attendance was not taken");
	assert_int_equal(seconds_of(&reading, &got, 9, 1), 180 * 60);
	reading.options.present = "P, L";
	got = read_ok(&reading, book);
	assert_int_equal(seconds_of(&reading, &got, 6, 1), 180 * 60);
	reading.options.present = "L";
	got = read_ok(&reading, book);
	assert_string_equal(
	    row_at(&got, 5).ignored, "not among the marks that mean present");
	reading.options.session_label = "Blue";
	reading.options.present = NULL;
	got = read_ok(&reading, book);
	assert_int_equal(seconds_of(&reading, &got, 8, 1), 180 * 60);
}

static void other_days(void **state)
{
	(void)state;
	session = session_at(zone, "2026-09-16T15:00", 60);
	read_fails(&reading, book, TSM_E_MISMATCH, "no session of that day");
	session = session_at(zone, "2026-09-15T15:00", 60);
	struct tsm_import got = read_ok(&reading, book);
	assert_string_equal(row_at(&got, 5).ignored, "marked as not there");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_session),
		TEST(other_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
