#include "fixture.h"

#include "testamur/store/erase.h"
#include "testamur/store/person.h"

static void test_ends(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_cohort_end *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_cohort_ends(
	    f->store, NULL, &f->arena, &list, &count, &f->err));
	assert_true(count >= 1);
	assert_string_equal(list[0].cohort, "c1");
	assert_int_equal(list[0].files, 0);
	assert_ok(tsm_store_cohort_ends(
	    f->store, "nobody", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

static void test_person(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_person person;
	assert_int_equal(
	    tsm_store_person_erase(f->store, "p1", "cli:ada", NOW, &f->err),
	    TSM_E_STATE);
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	assert_ok(
	    tsm_store_person_erase(f->store, "p1", "cli:ada", NOW, &f->err));
	assert_ok(tsm_store_commit(f->store, &f->err));
	assert_int_equal(
	    tsm_store_person_get(f->store, "p1", &f->arena, &person, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	assert_int_equal(
	    tsm_store_person_erase(f->store, "p1", "cli:ada", NOW, &f->err),
	    TSM_E_NOT_FOUND);
	tsm_store_rollback(f->store);
}

static void test_tombstone(void **state)
{
	bool erased = true;
	size_t files = 1;
	struct fixture *f = *state;
	assert_true(tsm_store_is_tombstone(
	    tsm_str("{\"type\":\"TestamurTombstone\",\"sha256\":\"\"}")));
	assert_false(
	    tsm_store_is_tombstone(tsm_str("{\"type\":\"Testamur\"}")));
	assert_ok(tsm_store_file_erased(f->store, "00", &erased, &f->err));
	assert_false(erased);
	assert_int_equal(
	    tsm_store_cohort_erase(f->store, "c1", NOW, &files, &f->err),
	    TSM_E_STATE);
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	assert_ok(tsm_store_cohort_erase(f->store, "c1", NOW, &files, &f->err));
	assert_ok(tsm_store_commit(f->store, &f->err));
	assert_int_equal(files, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ends),
		TEST(test_person),
		TEST(test_tombstone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
