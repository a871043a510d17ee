#include "fixture.h"

#include "testamur/store/review.h"

static struct tsm_store_review review(const char *value, const char *person)
{
	return (struct tsm_store_review){
		.cohort = "c1",
		.kind = "name",
		.value = value,
		.shown = "Ada's phone",
		.person = person,
		.by = "cli:mia",
		.at = NOW,
	};
}

static void test_decide_and_undo(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_review *list = NULL;
	size_t count = 0;
	int64_t seq = 0;
	struct tsm_store_review r = review("ada's phone", "p1");
	assert_ok(tsm_store_review_add(f->store, &r, &seq, &f->err));
	assert_int_equal(seq, 1);
	r.person = NULL;
	r.reason = "asked her";
	assert_int_equal(
	    tsm_store_review_add(f->store, &r, &seq, &f->err), TSM_E_DUPLICATE);
	assert_ok(tsm_store_review_undo(
	    f->store, "c1", 1, "cli:ole", NOW + 5, &f->err));
	assert_int_equal(tsm_store_review_undo(
			     f->store, "c1", 1, "cli:ole", NOW + 5, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_store_review_undo(f->store, "c1", 9, "cli:ole", NOW, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_review_add(f->store, &r, &seq, &f->err));
	assert_int_equal(seq, 2);
	assert_ok(tsm_store_review_list(
	    f->store, "c1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].person, "p1");
	assert_int_equal(list[0].undone_at, NOW + 5);
	assert_string_equal(list[0].undone_by, "cli:ole");
	assert_null(list[1].person);
	assert_string_equal(list[1].reason, "asked her");
	assert_int_equal(list[1].undone_at, 0);
}

static void test_refused(void **state)
{
	struct fixture *f = *state;
	int64_t seq = 0;
	struct tsm_store_review r = review("x", "p9");
	assert_int_equal(
	    tsm_store_review_add(f->store, &r, &seq, &f->err), TSM_E_NOT_FOUND);
	r = review("x", "p1");
	r.cohort = "c9";
	assert_int_equal(
	    tsm_store_review_add(f->store, &r, &seq, &f->err), TSM_E_NOT_FOUND);
	r = review("x", "p1");
	r.kind = "guess";
	assert_int_equal(
	    tsm_store_review_add(f->store, &r, &seq, &f->err), TSM_E_VALUE);
	r = review("", "p1");
	assert_int_equal(
	    tsm_store_review_add(f->store, &r, &seq, &f->err), TSM_E_VALUE);
}

/* Who a person was goes with the person; that somebody was nobody stays. */
static void test_person_deleted(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_review *list = NULL;
	size_t count = 0;
	int64_t seq = 0;
	struct tsm_store_review r = review("a", "p1");
	assert_ok(tsm_store_review_add(f->store, &r, &seq, &f->err));
	r = review("b", NULL);
	assert_ok(tsm_store_review_add(f->store, &r, &seq, &f->err));
	assert_ok(tsm_store_person_delete(f->store, "p1", &f->err));
	assert_ok(tsm_store_review_list(
	    f->store, "c1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 1);
	assert_string_equal(list[0].value, "b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_decide_and_undo),
		TEST(test_refused),
		TEST(test_person_deleted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
