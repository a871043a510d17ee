#include "roster_test.h"

#include "each_arena.h"

static void emails(void **state)
{
	static const char *const wrong[] = { "no address", "a@", "@b", "a@b@c",
		"a b@c.org", "a@\xC2\xA0xyz", "a\x01@b" };
	const char *email = NULL;
	(void)state;
	assert_int_equal(
	    tsm_email_normalise(
		&arena, tsm_str("  Pat.Quill+x@Example.ORG\xC2\xA0"), &email),
	    TSM_OK);
	assert_string_equal(email, "pat.quill+x@example.org");
	assert_int_equal(
	    tsm_email_normalise(&arena, tsm_str(" \t"), &email), TSM_OK);
	assert_null(email);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    tsm_email_normalise(&arena, tsm_str(wrong[i]), &email),
		    TSM_E_VALUE);
}

static void assert_normal(const char *text, const char *want)
{
	assert_string_equal(tsm_name_normalise(&arena, tsm_str(text)), want);
}

static void names(void **state)
{
	(void)state;
	assert_normal("  Pat \t QUILL ", "pat quill");
	assert_normal("Pat\xC2\xA0Quill", "pat quill");
	/* composed and decomposed are one; the mark stays */
	assert_normal("Jose\xCC\x81", "jos\xC3\xA9");
	assert_normal("JOS\xC3\x89", "jos\xC3\xA9");
	assert_string_not_equal(tsm_name_normalise(&arena, tsm_str("Jose")),
	    tsm_name_normalise(&arena, tsm_str("Jos\xC3\xA9")));
	assert_normal("Stra\xC3\x9F"
		      "e",
	    "strasse");
	/* full-width letters, zero-width space */
	assert_normal("\xEF\xBC\xB0\xEF\xBD\x81t", "pat");
	assert_normal("P\xE2\x80\x8B"
		      "at",
	    "pat");
	assert_normal("", "");
}

static void assert_split(
    const char *text, const char *display, const char *original)
{
	const char *got_display = NULL;
	const char *got_original = NULL;
	assert_int_equal(
	    tsm_name_split(&arena, tsm_str(text), &got_display, &got_original),
	    TSM_OK);
	assert_string_equal(got_display, display);
	if (original == NULL)
		assert_null(got_original);
	else
		assert_string_equal(got_original, original);
}

static void brackets(void **state)
{
	(void)state;
	assert_split("015_Fern (Fern Ashby)", "015_Fern", "Fern Ashby");
	assert_split("24XK(Fern Ashby)", "24XK", "Fern Ashby");
	assert_split("Fern (she/her) (Fern (F.) Ashby)", "Fern (she/her)",
	    "Fern (F.) Ashby");
	assert_split("Fern", "Fern", NULL);
	assert_split("Fern (", "Fern (", NULL);
	assert_split("Fern )", "Fern )", NULL);
	assert_split("Fern (a) x", "Fern (a) x", NULL);
	assert_split("(only this)", "(only this)", NULL);
	assert_split("Fern ()", "Fern ()", NULL);
	assert_split("", "", NULL);
	assert_split("Fern (a)) (b)", "Fern (a))", "b");
	assert_split("))", "))", NULL);
}

static void bots(void **state)
{
	(void)state;
	assert_true(tsm_name_is_bot(tsm_str("Read.ai meeting notes")));
	assert_true(tsm_name_is_bot(tsm_str("Fern's NoteTaker (Otter.ai)")));
	assert_false(tsm_name_is_bot(tsm_str("Otter Fathom")));
	assert_false(tsm_name_is_bot(tsm_str("")));
}

static const struct tsm_roster_person people[] = {
	{ "Fern Ashby", NULL, "fern@example.org" },
	{ "Jos\xC3\xA9 Mar\xC3\xADn", "Pepe Mar\xC3\xADn", "jose@example.org" },
	{ "Dana Twin", NULL, "dana1@example.org" },
	{ "Dana Twin", NULL, "dana2@example.org" },
	{ "Olu Paper", NULL, NULL },
};
#define PEOPLE (sizeof(people) / sizeof(people[0]))

static struct tsm_match match(const struct tsm_people *index, const char *email,
    const char *display, const char *original)
{
	struct tsm_match result;
	assert_int_equal(
	    tsm_people_match(index, &arena,
		&(struct tsm_seen){ email, NULL, display, original }, &result),
	    TSM_OK);
	assert_non_null(result.reason);
	return result;
}

static void matching(void **state)
{
	const struct tsm_roster_alias aliases[] = {
		{ TSM_ALIAS_EMAIL, "Fern@Home.example", 0 },
		{ TSM_ALIAS_NAME, "F. A.", 0 },
		{ TSM_ALIAS_NAME, "Dana Twin", 2 },
	};
	struct tsm_people *index = NULL;
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(
	    tsm_people_build(&arena, people, PEOPLE, aliases, 3, &index, &err),
	    TSM_OK);
	struct tsm_match got =
	    match(index, "FERN@example.org", "Whoever", NULL);
	assert_int_equal(got.kind, TSM_MATCH_EMAIL);
	assert_int_equal(got.person, 0);
	got = match(index, "fern@home.example", NULL, NULL);
	assert_int_equal(got.kind, TSM_MATCH_ALIAS);
	assert_int_equal(got.person, 0);
	got = match(index, NULL, "f. a.", NULL);
	assert_int_equal(got.kind, TSM_MATCH_ALIAS);
	/* a name alias does not hold against an unknown address */
	got = match(index, "other@example.net", "F. A.", NULL);
	assert_int_equal(got.kind, TSM_MATCH_UNKNOWN);
	/* a name is a suggestion and never more */
	got = match(index, NULL, "fern ASHBY", NULL);
	assert_int_equal(got.kind, TSM_MATCH_SUGGESTED);
	assert_int_equal(got.score, 90);
	got = match(index, "other@example.net", "Fern Ashby", NULL);
	assert_int_equal(got.kind, TSM_MATCH_SUGGESTED);
	assert_int_equal(got.score, 60);
	got = match(index, "olu@example.net", "Olu Paper", NULL);
	assert_int_equal(got.score, 80);
	got = match(index, NULL, "015_x", "Pepe Mari\xCC\x81n");
	assert_int_equal(got.kind, TSM_MATCH_SUGGESTED);
	assert_int_equal(got.person, 1);
	got = match(index, NULL, "Ashby, Fern", NULL);
	assert_int_equal(got.kind, TSM_MATCH_SUGGESTED);
	assert_int_equal(got.score, 70);
	/* accents count */
	assert_int_equal(
	    match(index, NULL, "Jose Marin", NULL).kind, TSM_MATCH_UNKNOWN);
	/* two of one name: never merged, not even by a confirmed name */
	assert_int_equal(
	    match(index, NULL, "Dana Twin", NULL).kind, TSM_MATCH_UNKNOWN);
	assert_int_equal(
	    match(index, "dana2@example.org", "Dana Twin", NULL).person, 3);
	/* display and original of two people */
	assert_int_equal(match(index, NULL, "Fern Ashby", "Olu Paper").kind,
	    TSM_MATCH_UNKNOWN);
	assert_int_equal(
	    match(index, NULL, NULL, NULL).kind, TSM_MATCH_UNKNOWN);
	assert_int_equal(
	    match(index, "not an address", "", "").kind, TSM_MATCH_UNKNOWN);
}

/* The roster's address, then confirmed addresses, ids, names. */
static void identities(void **state)
{
	const struct tsm_roster_alias aliases[] = {
		{ TSM_ALIAS_ID, "canvas:1001", 0 },
		{ TSM_ALIAS_ID, "teams:f@tenant", 0 },
		{ TSM_ALIAS_NAME, "F. A.", 0 },
	};
	const struct tsm_roster_alias shared[] = { { TSM_ALIAS_ID, "x:1", 0 },
		{ TSM_ALIAS_ID, "X:1", 1 } };
	static const struct {
		struct tsm_seen seen;
		enum tsm_match_kind kind;
		size_t person;
	} cases[] = {
		{ { NULL, "canvas:1001", "Somebody", NULL }, TSM_MATCH_ALIAS,
		    0 },
		{ { NULL, "Teams:F@tenant", "x", NULL }, TSM_MATCH_ALIAS, 0 },
		/* the address comes first */
		{ { "jose@example.org", "canvas:1001", "x", NULL },
		    TSM_MATCH_EMAIL, 1 },
		{ { "new@example.org", "canvas:1001", "x", NULL },
		    TSM_MATCH_ALIAS, 0 },
		/* the id of another product, or none, says nothing */
		{ { NULL, "moodle:1001", "x", NULL }, TSM_MATCH_UNKNOWN, 0 },
		{ { NULL, "moodle:7", "F. A.", NULL }, TSM_MATCH_ALIAS, 0 },
		{ { NULL, NULL, "F. A.", NULL }, TSM_MATCH_ALIAS, 0 },
		/* of one name, but another account */
		{ { NULL, "canvas:1002", "F. A.", NULL }, TSM_MATCH_UNKNOWN,
		    0 },
		{ { NULL, "canvas:1002", "Fern Ashby", NULL },
		    TSM_MATCH_SUGGESTED, 0 },
	};
	struct tsm_people *index = NULL;
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(
	    tsm_people_build(&arena, people, PEOPLE, aliases, 3, &index, &err),
	    TSM_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_match got;
		print_message("# %zu\n", i);
		assert_int_equal(
		    tsm_people_match(index, &arena, &cases[i].seen, &got),
		    TSM_OK);
		assert_int_equal(got.kind, cases[i].kind);
		assert_int_equal(got.person, cases[i].person);
	}
	assert_int_equal(
	    tsm_people_build(&arena, people, PEOPLE, shared, 2, &index, &err),
	    TSM_E_DUPLICATE);
	assert_string_equal(err.text, "the id is given to two people");
}

static void building(void **state)
{
	const struct tsm_roster_person twice[] = {
		{ "A", NULL, "a@example.org" }, { "B", NULL, "A@EXAMPLE.ORG " }
	};
	const struct tsm_roster_person wrong[] = { { "A", NULL, "none" } };
	struct tsm_roster_alias taken = { TSM_ALIAS_EMAIL, "jose@example.org",
		0 };
	const struct tsm_roster_alias nobody = { TSM_ALIAS_EMAIL,
		"x@example.org", PEOPLE };
	const struct tsm_roster_alias shared[] = { { TSM_ALIAS_NAME, "X", 0 },
		{ TSM_ALIAS_NAME, "x", 1 } };
	struct tsm_people *index = NULL;
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(
	    tsm_people_build(&arena, NULL, 0, NULL, 0, &index, &err), TSM_OK);
	assert_int_equal(
	    match(index, "a@b", "x", NULL).kind, TSM_MATCH_UNKNOWN);
	assert_int_equal(
	    tsm_people_build(&arena, twice, 2, NULL, 0, &index, &err),
	    TSM_E_DUPLICATE);
	assert_string_equal(err.where, "person 1");
	assert_null(strstr(err.text, "example"));
	assert_int_equal(
	    tsm_people_build(&arena, wrong, 1, NULL, 0, &index, &err),
	    TSM_E_VALUE);
	assert_int_equal(
	    tsm_people_build(&arena, people, PEOPLE, &taken, 1, &index, &err),
	    TSM_E_DUPLICATE);
	taken.person = 1; /* of the same person: nothing new */
	assert_int_equal(
	    tsm_people_build(&arena, people, PEOPLE, &taken, 1, &index, &err),
	    TSM_OK);
	assert_int_equal(
	    match(index, "jose@example.org", NULL, NULL).kind, TSM_MATCH_EMAIL);
	assert_int_equal(
	    tsm_people_build(&arena, people, PEOPLE, &nobody, 1, &index, &err),
	    TSM_E_VALUE);
	assert_string_equal(err.where, "alias 0");
	assert_int_equal(
	    tsm_people_build(&arena, people, PEOPLE, shared, 2, &index, &err),
	    TSM_E_DUPLICATE);
}

static void grouping(void **state)
{
	const struct tsm_attendance_row rows[] = {
		{ .display = "Zed", .join = 0, .leave = 10 },
		{ .display = "Fern",
		    .email = "fern@example.org",
		    .join = 0,
		    .leave = 10,
		    .host_hint = true },
		{ .display = "Zed", .join = 20, .leave = 30 },
		{ .display = "Fern A.",
		    .original = "Fern Ashby",
		    .email = "fern@example.org",
		    .join = 5,
		    .leave = 20 },
		{ .display = "Zed",
		    .original = "Other",
		    .join = 0,
		    .leave = 10 },
		{ .display = "zed", .join = 0, .leave = 10 },
		{ .display = "Ann", .ignored = "in the waiting room" },
		{ .display = "Fern", .join = 0, .leave = 10 },
		{ .display = "Twin", .join = 0, .leave = 10 },
		{ .display = "Twin", .join = 9, .leave = 12 },
	};
	struct tsm_attendee *got = NULL;
	struct tsm_presence presence;
	size_t count = 0;
	(void)state;
	assert_int_equal(
	    tsm_attendees_group(&arena, rows, 10, &got, &count), TSM_OK);
	assert_int_equal(count, 6);
	assert_string_equal(got[0].display, "Zed");
	assert_int_equal(got[0].row_count, 2);
	assert_int_equal(got[0].rows[1], 2);
	assert_false(got[0].doubtful);
	assert_string_equal(got[1].email, "fern@example.org");
	assert_string_equal(got[1].display, "Fern");
	assert_string_equal(got[1].original, "Fern Ashby");
	assert_true(got[1].host_hint);
	assert_false(got[1].doubtful);
	assert_string_equal(got[2].original, "Other");
	assert_string_equal(got[3].display, "zed");
	assert_string_equal(got[4].display, "Fern");
	assert_null(got[4].email);
	assert_true(got[5].doubtful);
	assert_int_equal(tsm_attendee_presence(&arena, rows, &got[1],
			     (struct tsm_interval){ 2, 100 }, &presence),
	    TSM_OK);
	assert_int_equal(presence.seconds, 18);
	assert_int_equal(
	    tsm_attendees_group(&arena, rows, 0, &got, &count), TSM_OK);
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(emails, setup, teardown),
		cmocka_unit_test_setup_teardown(names, setup, teardown),
		cmocka_unit_test_setup_teardown(brackets, setup, teardown),
		cmocka_unit_test_setup_teardown(bots, setup, teardown),
		cmocka_unit_test_setup_teardown(matching, setup, teardown),
		cmocka_unit_test_setup_teardown(identities, setup, teardown),
		cmocka_unit_test_setup_teardown(building, setup, teardown),
		cmocka_unit_test_setup_teardown(grouping, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
