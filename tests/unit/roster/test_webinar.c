/* Zoom's webinar report. All invented. */
#include "session_test.h"

static void report(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "Attendee Report,,\nReport Generated:,09/23/2026 10:00:00 AM,\n"
	    "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,Unique Viewers,Total Users\n"
	    "Series,900 100,09/22/2026 03:00:00 PM,180,4,3,3\n"
	    "Host Details,,\nAttended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name\n"
	    "Yes,Hana,hana@example.org,09/22/2026 03:00:00 PM,09/22/2026 06:00:00 PM,180,No,X\n"
	    "Attendee Details,,\n"
	    "Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name\n"
	    "Yes,Fern A,Fern,Ashby,fern@example.org,09/01/2026 09:00:00 AM,approved,09/22/2026 03:00:00 PM,09/22/2026 03:30:00 PM,30,Yes,X\n"
	    "Yes,Fern A,Fern,Ashby,fern@example.org,09/01/2026 09:00:00 AM,approved,09/22/2026 03:20:00 PM,09/22/2026 04:00:00 PM,40,Yes,X\n"
	    "No,Gil M,Gil,Moss,gil@example.org,09/01/2026 09:00:00 AM,approved,--,--,--,--,--\n"
	    "Yes,Hal,Hal,Orr,hal@example.org,09/01/2026 09:00:00 AM,approved,--,--,--,--,--\n"
	    "Other Attended,,\nUser Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name\n"
	    "15550100999,09/22/2026 03:00:00 PM,09/22/2026 03:10:00 PM,10,X\n");
	assert_string_equal(got.importer, "zoom-webinar");
	assert_string_equal(got.meeting.topic, "Series");
	assert_true(got.meeting.has_start);
	assert_true(row_at(&got, 7).host_hint);
	assert_false(row_at(&got, 10).host_hint);
	assert_int_equal(seconds_of(&reading, &got, 10, 2), 60 * 60);
	assert_string_equal(
	    row_at(&got, 12).ignored, "registered, did not attend");
	has_remark(got.rejected, got.rejected_count, 13, "no join time");
	assert_int_equal(got.rejected_count, 1);
	assert_true(row_at(&got, 16).phone_hint);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(report),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
