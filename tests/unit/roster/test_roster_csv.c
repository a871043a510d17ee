#include "roster_test.h"

#include "each_arena.h"

#include "testamur/roster/roster_csv.h"

static struct tsm_roster_list roster_ok(
    const char *data, const struct tsm_roster_options *options)
{
	struct tsm_roster_list list;
	struct tsm_error err = { 0 };
	enum tsm_status status =
	    tsm_roster_read(&arena, tsm_str(data), options, &list, &err);
	if (status != TSM_OK)
		print_message("# %s\n", err.text);
	assert_int_equal(status, TSM_OK);
	return list;
}

static void columns(void **state)
{
	(void)state;
	struct tsm_roster_list list = roster_ok(
	    "E-Mail,Full Name,Preferred name,Institution,License Type,License Number,Role,Track,Applied at,Shirt,Notes\n"
	    " Fern@Example.org ,Fern Ashby,Fern,North SD,MT folio,12-345,Instructor,S1,2024-01-20 09:15,M,\n"
	    ",Gil Moss,,,,,,,,,\n",
	    NULL);
	assert_int_equal(list.entry_count, 2);
	assert_int_equal(list.rejected_count, 0);
	const struct tsm_roster_entry *entry = &list.entries[0];
	assert_int_equal(entry->line, 2);
	assert_string_equal(entry->name, "Fern Ashby");
	assert_string_equal(entry->preferred, "Fern");
	assert_string_equal(entry->email, "fern@example.org");
	assert_string_equal(entry->institution, "North SD");
	assert_string_equal(entry->licence_type, "MT folio");
	assert_string_equal(entry->licence_number, "12-345");
	assert_string_equal(entry->role, "instructor");
	assert_string_equal(entry->track, "S1");
	assert_true(entry->has_applied);
	assert_int_equal(entry->applied.day, 20);
	assert_int_equal(entry->applied.minute, 15);
	assert_int_equal(entry->attribute_count, 1);
	assert_string_equal(entry->attributes[0].name, "Shirt");
	assert_string_equal(entry->attributes[0].value, "M");
	assert_null(list.entries[1].email);
	assert_false(list.entries[1].has_applied);
}

static void parted_names(void **state)
{
	(void)state;
	struct tsm_roster_list list = roster_ok(
	    "Last name;First name;IEIN;School;District\nO'Neil;Anna-Mar\xC3\xAD"
	    "a;778;Elm;D4\nSolo;;;;\n",
	    NULL);
	assert_int_equal(list.delimiter, ';');
	assert_string_equal(list.entries[0].name, "Anna-Mar\xC3\xAD"
						  "a O'Neil");
	assert_string_equal(list.entries[0].licence_type, "IEIN");
	assert_string_equal(list.entries[0].institution, "Elm");
	assert_string_equal(list.entries[0].attributes[0].name, "District");
	assert_string_equal(list.entries[1].name, "Solo");
	assert_null(list.entries[1].licence_type);
}

static void rejected(void **state)
{
	const struct tsm_roster_options strict = { .email_required = true };
	(void)state;
	struct tsm_roster_list list = roster_ok(
	    "Name,Email,Applied\nFern,fern@example.org,2024-01-02\nGil,nowhere,\n,x@example.org,\n"
	    "Fern Two,FERN@example.org,\nHal,hal@example.org,soon\nIvy,,\n\"J\"o,j@example.org,\n"
	    "Kim,kim@example.org,,surplus\nLou,lou@example.org\n",
	    &strict);
	assert_int_equal(list.entry_count, 2);
	assert_string_equal(list.entries[0].name, "Fern");
	assert_string_equal(list.entries[1].name, "Lou");
	static const char *const why[] = { "the e-mail address is none",
		"no name", "line 2 has the same e-mail address",
		"the application date is no date", "no e-mail address",
		"text after a closing quote",
		"the row has more fields than the header" };
	assert_int_equal(list.rejected_count, 7);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(list.rejected[i].line, i + 3);
		assert_string_equal(list.rejected[i].text, why[i]);
	}
}

static void dates(void **state)
{
	const struct tsm_roster_options dmy = { .order = TSM_DATE_DMY };
	static const char open[] =
	    "Name,Application date\nFern,3/4/2024\nGil,5/6/2024\n";
	struct tsm_roster_list list;
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(
	    tsm_roster_read(&arena, tsm_str(open), NULL, &list, &err),
	    TSM_E_AMBIGUOUS);
	list = roster_ok(open, &dmy);
	assert_int_equal(list.entries[0].applied.month, 4);
	list = roster_ok(
	    "Name,Application date\nFern,3/4/2024\nGil,13/6/2024\n", NULL);
	assert_int_equal(list.entries[0].applied.month, 4);
	list = roster_ok(
	    "Name,Application date\nFern,3/4/2024\nGil,6/13/2024\n", NULL);
	assert_int_equal(list.entries[0].applied.month, 3);
	list = roster_ok("Name,Application date\nFern,4/4/2024\n", NULL);
	assert_int_equal(list.entries[0].applied.month, 4);
}

static void headers(void **state)
{
	struct tsm_roster_list list;
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(
	    tsm_roster_read(&arena, tsm_str("Email,Phone\na@example.org,1\n"),
		NULL, &list, &err),
	    TSM_E_UNKNOWN);
	assert_non_null(strstr(err.text, "First name and Last name"));
	assert_int_equal(
	    tsm_roster_read(&arena, tsm_str(""), NULL, &list, &err),
	    TSM_E_UNKNOWN);
	assert_int_equal(tsm_roster_read(&arena, tsm_str("Name,Email,E-mail\n"),
			     NULL, &list, &err),
	    TSM_E_DUPLICATE);
	assert_string_equal(err.where, "line 1");
	assert_int_equal(
	    tsm_roster_read(&arena, tsm_str("PK\003\004"), NULL, &list, &err),
	    TSM_E_UNSUPPORTED);
	list = roster_ok(
	    "Roster of 2024\n\nName,Email\nFern,fern@example.org\n", NULL);
	assert_int_equal(list.header_line, 3);
	assert_int_equal(list.entry_count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(columns),
		TEST(parted_names),
		TEST(rejected),
		TEST(dates),
		TEST(headers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
