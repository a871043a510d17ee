#include "fixture.h"

#include "testamur/base/limits.h"

static void add_file(struct fixture *f, const char *sha256, const char *body)
{
	struct tsm_store_file file = {
		.sha256 = sha256,
		.name = "report.csv",
		.body = { body, strlen(body) },
		.imported_at = NOW,
	};
	assert_ok(tsm_store_file_add(f->store, &file, &f->err));
}

static struct tsm_store_source source_like(const char *id)
{
	struct tsm_store_source s = {
		.id = id,
		.cohort = "c1",
		.session = "s1",
		.sha256 = HASH,
		.format = "zoom",
		.variant = "per-join",
		.zone = "America/Chicago",
		.date_order = "mdy",
		.by = "ann",
		.at = NOW,
	};
	return s;
}

static const struct tsm_store_row ROWS[] = {
	{ .line = 4,
	    .name = "Ada",
	    .person = "p1",
	    .join_utc = 1706797800,
	    .leave_utc = 1706800000,
	    .total_seconds = -1,
	    .via = "live" },
	{ .line = 5,
	    .name = "Bot",
	    .total_seconds = 0,
	    .via = "live",
	    .ignored = "note-taker" },
};

static void import(struct fixture *f, const struct tsm_store_source *s,
    const char *replaces, enum tsm_store_imported expected)
{
	enum tsm_store_imported what;
	assert_ok(tsm_store_source_import(
	    f->store, s, ROWS, 2, replaces, &what, &f->err));
	assert_int_equal(what, expected);
}

static void refused(struct fixture *f, const struct tsm_store_source *s,
    const char *replaces, enum tsm_status expected)
{
	enum tsm_store_imported what;
	assert_int_equal(tsm_store_source_import(
			     f->store, s, ROWS, 2, replaces, &what, &f->err),
	    expected);
}

static void test_file(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_file file;
	add_file(f, HASH, "a,b\n");
	add_file(f, HASH, "a,b\n");
	assert_ok(
	    tsm_store_file_get(f->store, HASH, &f->arena, &file, &f->err));
	assert_int_equal(file.size, 4);
	assert_memory_equal(file.body.ptr, "a,b\n", 4);
	assert_int_equal(
	    tsm_store_file_get(f->store, HASH2, &f->arena, &file, &f->err),
	    TSM_E_NOT_FOUND);
	file.sha256 = HASH2;
	file.body.len = 0;
	assert_int_equal(
	    tsm_store_file_add(f->store, &file, &f->err), TSM_E_VALUE);
}

static void test_import(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_source s = source_like("i1");
	struct tsm_store_row *rows = NULL;
	struct tsm_store_source *list = NULL;
	size_t count = 0;

	refused(f, &s, NULL, TSM_E_NOT_FOUND); /* no file yet */
	add_file(f, HASH, "one");
	add_file(f, HASH2, "two");
	import(f, &s, NULL, TSM_STORE_ADDED);
	/* the same file read the same way: nothing changes */
	s.id = "i2";
	s.at = NOW + 1;
	import(f, &s, NULL, TSM_STORE_UNCHANGED);
	import(f, &s, "i1", TSM_STORE_UNCHANGED);
	assert_ok(tsm_store_row_list(
	    f->store, "c1", NULL, NULL, &f->arena, &rows, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].source, "i1");
	assert_int_equal(rows[0].ordinal, 1);
	assert_int_equal(rows[0].line, 4);
	assert_string_equal(rows[0].session, "s1");
	assert_string_equal(rows[0].sha256, HASH);
	assert_int_equal(rows[0].total_seconds, -1);
	assert_null(rows[0].ignored);
	assert_int_equal(rows[1].join_utc, 0);
	assert_int_equal(rows[1].total_seconds, 0);
	assert_string_equal(rows[1].ignored, "note-taker");
	/* read another way: the earlier reading is marked replaced */
	s.zone = "America/Denver";
	import(f, &s, NULL, TSM_STORE_REPLACED);
	/* another file adds up, or replaces the one that is named */
	s.id = "i3";
	s.sha256 = HASH2;
	import(f, &s, NULL, TSM_STORE_ADDED);
	s.id = "i4";
	s.zone = NULL;
	refused(f, &s, "i1", TSM_E_STATE);
	refused(f, &s, "i9", TSM_E_NOT_FOUND);
	import(f, &s, "i2", TSM_STORE_REPLACED); /* i2 and i3 both */
	assert_ok(tsm_store_row_list(
	    f->store, "c1", "s1", NULL, &f->arena, &rows, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].source, "i4");
	assert_ok(tsm_store_row_list_source(
	    f->store, "i1", &f->arena, &rows, &count, &f->err));
	assert_int_equal(count, 2);
	assert_ok(tsm_store_source_list(
	    f->store, "c1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 4);
	assert_string_equal(list[0].replaced_by, "i2");
	assert_int_equal(list[0].replaced_at, NOW + 1);
}

static void test_import_refused(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_source s = source_like("i1");
	struct tsm_store_row bad = ROWS[0];
	struct tsm_store_session other = session_like("s2");
	enum tsm_store_imported what;

	add_file(f, HASH, "one");
	s.session = "s9";
	refused(f, &s, NULL, TSM_E_NOT_FOUND);
	s = source_like("i1");
	s.date_order = "dym";
	refused(f, &s, NULL, TSM_E_VALUE);
	s = source_like("i1");
	bad.person = "p9";
	assert_int_equal(tsm_store_source_import(
			     f->store, &s, &bad, 1, NULL, &what, &f->err),
	    TSM_E_NOT_FOUND);
	bad = ROWS[0];
	bad.via = "radio";
	assert_int_equal(tsm_store_source_import(
			     f->store, &s, &bad, 1, NULL, &what, &f->err),
	    TSM_E_VALUE);
	assert_int_equal(tsm_store_source_import(f->store, &s, ROWS,
			     TSM_IMPORT_ROWS_MAX + 1, NULL, &what, &f->err),
	    TSM_E_LIMIT);
	/* nothing is left of the refused ones */
	assert_int_equal(
	    tsm_store_source_get(f->store, "i1", &f->arena, &s, &f->err),
	    TSM_E_NOT_FOUND);
	/* a source of another session is not to be replaced from here */
	s = source_like("i1");
	import(f, &s, NULL, TSM_STORE_ADDED);
	assert_ok(
	    tsm_store_session_put(f->store, &other, "ann", NOW, NULL, &f->err));
	s = source_like("i2");
	s.session = "s2";
	refused(f, &s, "i1", TSM_E_NOT_FOUND);
	import(f, &s, NULL, TSM_STORE_ADDED);
}

static void test_assign(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_source s = source_like("i1");
	struct tsm_store_row *rows = NULL;
	size_t count = 0;
	add_file(f, HASH, "one");
	import(f, &s, NULL, TSM_STORE_ADDED);
	assert_ok(tsm_store_row_assign(f->store, "i1", 2, "p2", &f->err));
	assert_ok(tsm_store_row_list(
	    f->store, "c1", NULL, "p2", &f->arena, &rows, &count, &f->err));
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].line, 5);
	assert_ok(tsm_store_row_assign(f->store, "i1", 2, NULL, &f->err));
	assert_int_equal(tsm_store_row_assign(f->store, "i1", 3, "p2", &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(tsm_store_row_assign(f->store, "i1", 2, "p9", &f->err),
	    TSM_E_NOT_FOUND);
	/* a deleted person leaves the row without a name to it */
	assert_ok(tsm_store_person_delete(f->store, "p1", &f->err));
	assert_ok(tsm_store_row_list(
	    f->store, "c1", NULL, NULL, &f->arena, &rows, &count, &f->err));
	assert_int_equal(count, 2);
	assert_null(rows[0].person);
}

static void test_override(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_override o = {
		.cohort = "c1",
		.session = "s1",
		.person = "p1",
		.state = "present",
		.seconds = -1,
		.reason = "she was there",
		.by = "ann",
		.at = NOW,
	};
	struct tsm_store_override *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_override_add(f->store, &o, &f->err));
	o.state = "cleared";
	assert_ok(tsm_store_override_add(f->store, &o, &f->err));
	o.reason = "";
	assert_int_equal(
	    tsm_store_override_add(f->store, &o, &f->err), TSM_E_MISSING);
	o.reason = "x";
	o.by = NULL;
	assert_int_equal(
	    tsm_store_override_add(f->store, &o, &f->err), TSM_E_MISSING);
	o.by = "ann";
	o.state = "maybe";
	assert_int_equal(
	    tsm_store_override_add(f->store, &o, &f->err), TSM_E_VALUE);
	o.state = "absent";
	o.session = "s9";
	assert_int_equal(
	    tsm_store_override_add(f->store, &o, &f->err), TSM_E_NOT_FOUND);
	assert_ok(tsm_store_override_list(
	    f->store, "c1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_int_equal(list[0].seq, 1);
	assert_int_equal(list[0].seconds, -1);
	assert_string_equal(list[1].state, "cleared");
	assert_ok(tsm_store_override_list(
	    f->store, "c1", "p2", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

static void test_activity(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_activity rows[] = {
		{ "c1", "p1", "platform", "2024-02-03", 600, HASH, 2, "ann",
		    NOW },
		{ "c1", "p1", "platform", "2024-02-02", 60, HASH, 3, "ann",
		    NOW },
		{ "c1", "p2", "platform", "2024-02-02", 30, NULL, 0, "ann",
		    NOW },
	};
	struct tsm_store_activity *list = NULL;
	size_t count = 0;
	size_t added = 9;

	assert_int_equal(
	    tsm_store_activity_add(f->store, rows, 3, &added, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(added, 9);
	add_file(f, HASH, "one");
	assert_ok(tsm_store_activity_add(f->store, rows, 2, &added, &f->err));
	assert_int_equal(added, 2);
	assert_ok(tsm_store_activity_add(f->store, rows, 3, &added, &f->err));
	assert_int_equal(added, 1);
	rows[0].seconds = 0;
	rows[0].line = 9;
	assert_int_equal(
	    tsm_store_activity_add(f->store, rows, 1, NULL, &f->err),
	    TSM_E_VALUE);
	assert_ok(tsm_store_activity_list(
	    f->store, "c1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 3);
	assert_string_equal(list[0].day, "2024-02-02");
	assert_int_equal(list[0].line, 3);
	assert_null(list[2].sha256);
	assert_int_equal(list[2].line, 0);
	assert_ok(tsm_store_activity_list(
	    f->store, "c1", "p1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_file),
		TEST(test_import),
		TEST(test_import_refused),
		TEST(test_assign),
		TEST(test_override),
		TEST(test_activity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
