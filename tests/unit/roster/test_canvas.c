/* Canvas' Roll Call report and gradebook. All invented. */
#include "session_test.h"

#define ROLL \
 "Course ID,SIS Course ID,Course Code,Course Name,Section Name,Section ID,SIS Section ID,Teacher ID,Teacher Name,Student ID,SIS Student ID,Student Name,Class Date,Attendance,Timestamp\n"

static void roll_call(void **state)
{
	static const char data[] = ROLL
	    "42,C,C,L,A,7,A,5,T,1001,U1,Fern,2026-09-22,present,2026-09-22 20:31:02 UTC\n"
	    "42,C,C,L,A,7,A,5,T,1002,U2,Fern,2026-09-22,present,2026-09-22 20:31:02 UTC\n"
	    "42,C,C,L,A,7,A,5,T,1003,U3,Gil,2026-09-22,late,2026-09-22 20:31:02 UTC\n"
	    "42,C,C,L,A,7,A,5,T,1004,U4,Hal,2026-09-22,absent,2026-09-22 20:31:02 UTC\n"
	    "42,C,C,L,A,7,A,5,T,1001,U1,Fern,2026-09-15,present,2026-09-15 20:31:02 UTC\n"
	    "42,C,C,L,A,7,A,5,T,1001,U1,Fern,soon,present,2026-09-15 20:31:02 UTC\n";
	(void)state;
	struct tsm_import got = read_ok(&reading, data);
	assert_string_equal(got.importer, "canvas-rollcall");
	/* one name, two numbers: two people */
	assert_int_equal(seconds_of(&reading, &got, 2, 1), 180 * 60);
	assert_int_equal(seconds_of(&reading, &got, 3, 1), 180 * 60);
	has_remark(got.rejected, got.rejected_count, 4, "neither present");
	assert_string_equal(row_at(&got, 5).ignored, "marked as not there");
	assert_string_equal(row_at(&got, 6).ignored, "of another day");
	has_remark(got.rejected, got.rejected_count, 7, "no date");
	session = session_at(zone, "2026-09-23T15:00", 180);
	read_fails(&reading, data, TSM_E_MISMATCH, "2026-09-23");
}

static void gradebook(void **state)
{
	static const char data[] =
	    "Student;ID;SIS User ID;SIS Login ID;Section;Session 1 (71);Session 2 (72);Final Score\n"
	    ";;;;;Manual Posting;;\n"
	    "    Points Possible;;;;;2,0;1,0;(read only)\n"
	    "Ashby, Fern;1;U1;fern@example.org;A;2,0;0,0;99\n"
	    "Moss, Gil;2;U2;gil@example.org;A;1,0;1,0;99\n"
	    "Orr, Hal;3;U3;hal@example.org;A;0,0;EX;99\n"
	    "In, Ivy;4;U4;ivy;A;;1,0;99\n"
	    "Student, Test;5;;x;A;2,0;1,0;0\n";
	(void)state;
	read_fails(&reading, data, TSM_E_AMBIGUOUS, "say by its title");
	reading.options.session_label = "Session 3";
	read_fails(&reading, data, TSM_E_MISMATCH, "no column of that title");
	reading.options.session_label = "Session 1";
	read_fails(&reading, data, TSM_E_MISSING, "no dates");
	reading.options.undated_ok = true;
	struct tsm_import got = read_ok(&reading, data);
	assert_string_equal(got.importer, "canvas-gradebook");
	has_remark(got.notes, got.note_count, 2, "of no person");
	assert_int_equal(seconds_of(&reading, &got, 4, 1), 180 * 60);
	assert_string_equal(row_at(&got, 4).email, "fern@example.org");
	has_remark(got.rejected, got.rejected_count, 5, "neither present");
	assert_string_equal(row_at(&got, 6).ignored, "marked as not there");
	assert_string_equal(row_at(&got, 7).ignored, "nothing is marked");
	assert_string_equal(row_at(&got, 8).ignored, "Canvas' test student");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(roll_call),
		TEST(gradebook),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
