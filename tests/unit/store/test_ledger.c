/* The unit ledger and the audit log. */
#include "fixture.h"

static struct tsm_store_entry entry(const char *id, const char *units)
{
	struct tsm_store_entry e = {
		.id = id,
		.person = "p1",
		.organisation = "o1",
		.cohort = "c1",
		.award = "hours",
		.scheme = "clock-hour",
		.units = units,
		.seconds = 18000,
		.activity = "A-1",
		.cycle = "2024",
		.at = NOW,
	};
	return e;
}

static void add(struct fixture *f, const struct tsm_store_entry *e,
    enum tsm_status expected)
{
	assert_int_equal(tsm_store_entry_add(f->store, e, &f->err), expected);
}

static void test_once(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_entry e = entry("e1", "5.25");
	add(f, &e, TSM_OK);
	e.cycle = "2025";
	add(f, &e, TSM_E_DUPLICATE); /* the id */
	e.id = "e2";
	add(f, &e, TSM_OK);
	e.id = "e3";
	add(f, &e, TSM_E_DUPLICATE);
	e.cohort = "c2"; /* another cohort is no other activity */
	add(f, &e, TSM_E_DUPLICATE);
	e.scheme = "iacet-ceu";
	add(f, &e, TSM_OK);
	e = entry("e4", "0");
	e.activity = "A-2";
	add(f, &e, TSM_E_VALUE);
	e.units = "-1";
	add(f, &e, TSM_E_VALUE);
	e.units = "five";
	add(f, &e, TSM_E_VALUE);
	e.units = "1";
	e.contra_of = "e1";
	add(f, &e, TSM_E_USAGE);
	e.contra_of = NULL;
	e.organisation = "o9";
	add(f, &e, TSM_E_NOT_FOUND);
}

static void test_contra(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_entry e = entry("e1", "5.25");
	struct tsm_store_entry *list = NULL;
	struct tsm_store_entry_filter filter = { .person = "p1" };
	size_t count = 0;

	assert_int_equal(
	    tsm_store_entry_contra(f->store, "e1", "k1", NOW, &f->err),
	    TSM_E_NOT_FOUND);
	add(f, &e, TSM_OK);
	assert_ok(
	    tsm_store_entry_contra(f->store, "e1", "k1", NOW + 1, &f->err));
	assert_int_equal(
	    tsm_store_entry_contra(f->store, "e1", "k2", NOW + 1, &f->err),
	    TSM_E_STATE);
	assert_int_equal(
	    tsm_store_entry_contra(f->store, "k1", "k2", NOW + 1, &f->err),
	    TSM_E_STATE);
	/* taken back: it may be entered again, once */
	e = entry("e2", "5");
	e.at = NOW + 2;
	add(f, &e, TSM_OK);
	e.id = "e3";
	add(f, &e, TSM_E_DUPLICATE);
	assert_int_equal(
	    tsm_store_entry_contra(f->store, "e2", "e1", NOW + 3, &f->err),
	    TSM_E_DUPLICATE);
	assert_ok(tsm_store_entry_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 3);
	assert_string_equal(list[1].units, "-5.25");
	assert_int_equal(list[1].seconds, -18000);
	assert_string_equal(list[1].contra_of, "e1");
	assert_string_equal(list[1].activity, "A-1");
	filter.cycle = "1999";
	assert_ok(tsm_store_entry_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

/* What of a credential counts: one that was taken back does not. */
static void test_standing(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_entry e = entry("e1", "5.25");
	struct tsm_store_entry *list = NULL;
	size_t count = 0;

	e.credential = "C1";
	add(f, &e, TSM_OK);
	assert_ok(
	    tsm_store_entry_contra(f->store, "e1", "k1", NOW + 1, &f->err));
	assert_ok(tsm_store_entry_standing(
	    f->store, "p1", "C1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
	e.id = "e2";
	e.units = "5";
	add(f, &e, TSM_OK);
	e.id = "e3";
	e.scheme = "iacet-ceu";
	e.credential = "C2";
	add(f, &e, TSM_OK);
	assert_ok(tsm_store_entry_standing(
	    f->store, "p1", "C1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 1);
	assert_string_equal(list[0].id, "e2");
	assert_ok(tsm_store_entry_standing(
	    f->store, "p2", "C1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

static enum tsm_status see(
    void *ctx, const struct tsm_store_audit *event, struct tsm_error *err)
{
	int64_t *last = ctx;
	(void)err;
	assert_int_equal(event->seq, *last + 1);
	*last = event->seq;
	return TSM_OK;
}

static void test_audit(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_audit a = { 7, NOW, "ann", "credential.revoke",
		"CRED0", "{}" };
	struct tsm_store_audit *list = NULL;
	struct tsm_store_audit_filter filter = { 0 };
	size_t count = 0;
	int64_t last = 0;

	assert_ok(tsm_store_audit_add(f->store, &a, &f->err));
	a.object = NULL;
	a.action = "backup";
	/* what is rolled back leaves no gap */
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	assert_ok(tsm_store_audit_add(f->store, &a, &f->err));
	tsm_store_rollback(f->store);
	assert_ok(tsm_store_audit_add(f->store, &a, &f->err));
	assert_ok(tsm_store_audit_add(f->store, &a, &f->err));
	a.actor = "";
	assert_int_equal(
	    tsm_store_audit_add(f->store, &a, &f->err), TSM_E_MISSING);
	a.actor = "ann";
	a.action = NULL;
	assert_int_equal(
	    tsm_store_audit_add(f->store, &a, &f->err), TSM_E_MISSING);
	assert_ok(tsm_store_audit_each(f->store, &filter, see, &last, &f->err));
	assert_int_equal(last, 3);
	filter.limit = 1;
	filter.after_seq = 1;
	assert_ok(tsm_store_audit_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].seq, 2);
	assert_null(list[0].object);
	filter.limit = 0;
	filter.after_seq = 0;
	filter.object = "CRED0";
	filter.action = "credential.revoke";
	assert_ok(tsm_store_audit_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 1);
	filter.action = "backup";
	assert_ok(tsm_store_audit_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_once),
		TEST(test_contra),
		TEST(test_standing),
		TEST(test_audit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
