/* Webex attendance reports. All invented. */
#include "session_test.h"

static void formulas(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "Event Name\tEvent Start Time\tEvent End Time\tName\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\tConnection Type\n"
	    "Series\t\"=\"\"2026-09-22 15:00:00\"\"\"\t\"=\"\"2026-09-22 18:00:00\"\"\"\tFern\tfern@example.org\t\"=\"\"2026-09-22 15:00:00\"\"\"\t\"=\"\"2026-09-22 18:24:00\"\"\"\t204 mins\tDesktop\n"
	    "Series\t=\"2026-09-22 15:00:00\"\t=\"2026-09-22 18:00:00\"\tGil\tgil@example.org\t=\"2026-09-22 16:00:00\"\t=\"2026-09-22 17:00:00\"\t60 mins\tPhone\n"
	    "Series\t\"=\"\"2026-09-22 15:00:00\"\"\"\t\"=\"\"2026-09-22 18:00:00\"\"\"\tGil\tgil@example.org\t\"=\"\"2026-09-22 17:30:00\"\"\"\t\t60 mins\tDesktop\n");
	assert_string_equal(got.importer, "webex");
	assert_string_equal(got.meeting.topic, "Series");
	assert_true(got.meeting.has_start && got.meeting.has_end);
	assert_int_equal(seconds_of(&reading, &got, 2, 1), 180 * 60);
	assert_int_equal(seconds_of(&reading, &got, 3, 1), 60 * 60);
	has_remark(got.rejected, got.rejected_count, 4, "no leave time");
	assert_int_equal(got.rejected_count, 1);
	assert_int_equal(got.note_count, 0);
}

static void newer(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "Meeting Name,Meeting Start Time,Meeting End Time,Display Name,First Name,Last Name,Role,Attendee Email,Join Time,Leave Time,Attendance Duration\n"
	    "Series,2026-09-22 15:00:00,2026-09-22 18:00:00,Hana H,Hana,Host,Host,hana@example.org,2026-09-22 15:00:00,2026-09-22 15:30:00,30 mins\n");
	assert_string_equal(got.importer, "webex");
	assert_string_equal(got.rows[0].display, "Hana H");
	assert_true(got.rows[0].host_hint);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(formulas),
		TEST(newer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
