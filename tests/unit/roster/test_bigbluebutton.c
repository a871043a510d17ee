/* BigBlueButton's learning dashboard. All invented. */
#include "session_test.h"

static void dashboard(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "Name,Moderator,Activity Score,Talk Time,Webcam Time,Messages,Reactions,Poll Votes,Raise Hands,Join,Left,Duration,Ready, steady?\r\n"
	    "\"Hana\",\"TRUE\",\"3.2\",\"00:04:10\",\"00:51:00\",\"7\",\"2\",\"1\",\"1\",\"9/22/2026, 02:59:41 PM\",\"9/22/2026, 06:01:02 PM\",\"03:01:21\",\"Yes\"\r\n"
	    "\"Fern\",\"FALSE\",\"1,0\",\"00:00:00\",\"00:00:00\",\"0\",\"0\",\"0\",\"0\",\"9/22/2026, 03:00:00 PM\",\"9/22/2026, 05:00:00 PM\",\"01:00:00\",\"\"\r\n"
	    "\"Gil \"G\" Moss\",\"FALSE\",\"1\",\"00:00:00\",\"00:00:00\",\"0\",\"0\",\"0\",\"0\",\"9/22/2026, 03:00:00 PM\",\"9/22/2026, 05:00:00 PM\",\"02:00:00\",\"\"\r\n"
	    "\"Anonymous\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"No\"");
	assert_string_equal(got.importer, "bigbluebutton");
	assert_true(row_at(&got, 2).host_hint);
	assert_int_equal(seconds_of(&reading, &got, 2, 1), 180 * 60);
	assert_int_equal(seconds_of(&reading, &got, 3, 1), 60 * 60);
	assert_non_null(row_at(&got, 5).ignored);
	has_remark(got.rejected, got.rejected_count, 4, "closing quote");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(dashboard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
