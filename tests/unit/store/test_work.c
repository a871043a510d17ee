#include "fixture.h"

static void test_work(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_work w = {
		.cohort = "c1",
		.person = "p1",
		.item = "project",
		.state = "approved",
		.by = "rev",
		.role = "reviewer",
		.at = NOW,
	};
	struct tsm_store_work *list = NULL;
	size_t count = 0;
	assert_int_equal(
	    tsm_store_work_add(f->store, &w, &f->err), TSM_E_STATE);
	w.state = "submitted";
	w.link = "https://example.org/p";
	assert_ok(tsm_store_work_add(f->store, &w, &f->err));
	w.state = "returned";
	w.comment = "add sources";
	assert_ok(tsm_store_work_add(f->store, &w, &f->err));
	w.state = "approved";
	assert_ok(tsm_store_work_add(f->store, &w, &f->err));
	w.state = "lost";
	assert_int_equal(
	    tsm_store_work_add(f->store, &w, &f->err), TSM_E_VALUE);
	w.state = "submitted";
	w.sha256 = HASH;
	assert_int_equal(
	    tsm_store_work_add(f->store, &w, &f->err), TSM_E_NOT_FOUND);
	w.sha256 = NULL;
	w.person = "p9";
	assert_int_equal(
	    tsm_store_work_add(f->store, &w, &f->err), TSM_E_NOT_FOUND);
	assert_ok(tsm_store_work_list(
	    f->store, "c1", "p1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 3);
	assert_string_equal(list[0].state, "submitted");
	assert_null(list[0].comment);
	assert_int_equal(list[2].seq, 3);
	assert_string_equal(list[2].state, "approved");
	assert_ok(tsm_store_work_list(
	    f->store, "c1", "p2", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

static void test_attestation(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_attestation a = {
		.cohort = "c1",
		.person = "p1",
		.what = "coaching",
		.withdrawn = true,
		.role = "coach",
		.by = "carl",
		.at = NOW,
	};
	struct tsm_store_attestation *list = NULL;
	size_t count = 0;
	assert_int_equal(
	    tsm_store_attestation_add(f->store, &a, &f->err), TSM_E_STATE);
	a.withdrawn = false;
	assert_ok(tsm_store_attestation_add(f->store, &a, &f->err));
	a.withdrawn = true;
	assert_ok(tsm_store_attestation_add(f->store, &a, &f->err));
	assert_int_equal(
	    tsm_store_attestation_add(f->store, &a, &f->err), TSM_E_STATE);
	a.withdrawn = false;
	a.cohort = "c9";
	assert_int_equal(
	    tsm_store_attestation_add(f->store, &a, &f->err), TSM_E_NOT_FOUND);
	assert_ok(tsm_store_attestation_list(
	    f->store, "c1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_false(list[0].withdrawn);
	assert_true(list[1].withdrawn);
	assert_int_equal(list[1].seq, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_work),
		TEST(test_attestation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
