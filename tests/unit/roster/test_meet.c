/* Google Meet's attendance reports, both shapes. All invented. */
#include "session_test.h"

static void parts(void **state)
{
	static const char data[] =
	    "First name,Last name,Email,Duration,Time joined,Time exited\n"
	    "Fern,Ashby,fern@example.org,58 min,15:02,16:00\n"
	    "Gil,Moss,gil@example.org,1 hr 2 min,14:58,16:00\n"
	    "Hal,Orr,hal@example.org,30 min,15:00,17:00\n"
	    "Ivy,In,ivy@example.org,,15:00,17:00\n";
	(void)state;
	read_fails(&reading, data, TSM_E_MISSING, "no dates");
	reading.options.undated_ok = true;
	struct tsm_import got = read_ok(&reading, data);
	assert_string_equal(got.importer, "meet");
	assert_string_equal(got.rows[0].display, "Fern Ashby");
	assert_int_equal(seconds_of(&reading, &got, 2, 1), 58 * 60);
	assert_int_equal(seconds_of(&reading, &got, 3, 1), 60 * 60);
	/* away for an hour and a half */
	assert_int_equal(seconds_of(&reading, &got, 4, 1), 30 * 60);
	assert_true(row_at(&got, 4).total_only);
	has_remark(got.rejected, got.rejected_count, 5, "no duration");
}

static void whole_names(void **state)
{
	(void)state;
	struct tsm_import got = read_ok(&reading,
	    "Name;Email;Duration;Time joined;Time exited\n"
	    "Fern;fern@example.org;42m;2026-09-22 15:01:14;2026-09-22 15:43:10\n");
	assert_string_equal(got.importer, "meet");
	assert_true(got.dated);
	assert_int_equal(seconds_of(&reading, &got, 2, 1), 41 * 60 + 56);
	got = read_ok(&reading,
	    "Nombre,Apellidos,Correo electr\xC3\xB3nico,Duraci\xC3\xB3n,Hora a la que se uni\xC3\xB3,Hora a la que sali\xC3\xB3\n"
	    "Fern,Ashby,fern@example.org,42 min,2026-09-22 15:01:14,2026-09-22 15:43:10\n");
	assert_string_equal(got.importer, "meet");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(parts),
		TEST(whole_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
