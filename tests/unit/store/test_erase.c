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

/* People and what was issued stay; every row of the cohort goes. */
static void test_delete(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_cohort_records n = { 0 };
	struct tsm_store_cohort cohort;
	struct tsm_store_person person;
	struct tsm_store_decision decision;
	struct tsm_store_enrolment enrolment = { .cohort = "c1",
		.person = "p1",
		.track = "s1",
		.state = "enrolled",
		.role = "participant",
		.eligible = -1,
		.selected = -1,
		.since = NOW };
	const struct tsm_store_override override = { .cohort = "c1",
		.session = "s1",
		.person = "p1",
		.state = "present",
		.seconds = 60,
		.via = "live",
		.reason = "seen",
		.by = "ann",
		.at = NOW };
	assert_ok(tsm_store_enrolment_put(
	    f->store, &enrolment, "ann", NOW, NULL, &f->err));
	assert_ok(tsm_store_override_add(f->store, &override, &f->err));
	seed_decision(f->store, "ni:///sha-256;x", &f->err);
	(void)issue(f->store, "CRED1", "p1", &f->err);
	assert_ok(tsm_store_cohort_count(f->store, "c1", &n, &f->err));
	assert_int_equal(n.sessions, 1);
	assert_int_equal(n.people, 1);
	assert_int_equal(n.files, 0);
	assert_int_equal(n.entries, 1);
	assert_int_equal(n.decisions, 1);
	assert_int_equal(n.credentials, 1);
	assert_int_equal(
	    tsm_store_cohort_delete(f->store, "c1", NOW, &f->err), TSM_E_STATE);
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	assert_ok(tsm_store_cohort_delete(f->store, "c1", NOW, &f->err));
	assert_int_equal(tsm_store_cohort_delete(f->store, "c1", NOW, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_commit(f->store, &f->err));
	assert_int_equal(
	    tsm_store_cohort_get(f->store, "c1", &f->arena, &cohort, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(
	    tsm_store_person_get(f->store, "p1", &f->arena, &person, &f->err));
	assert_ok(tsm_store_decision_get(
	    f->store, "ni:///sha-256;x", &f->arena, &decision, &f->err));
	assert_ok(tsm_store_cohort_count(f->store, "c1", &n, &f->err));
	assert_int_equal(n.sessions + n.people + n.entries, 0);
	assert_int_equal(n.credentials, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ends),
		TEST(test_person),
		TEST(test_tombstone),
		TEST(test_delete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
