/* Programmes, policy revisions, achievements; cohorts. */
#include "fixture.h"

static struct tsm_store_policy policy(
    int64_t revision, const char *text, const char *sha256)
{
	struct tsm_store_policy p = {
		.programme = "g1",
		.revision = revision,
		.sha256 = sha256,
		.text = text,
		.created = NOW,
		.frozen_at = 99, /* must be ignored */
	};
	return p;
}

static void test_programme(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_programme p = { .id = "g1",
		.title = "New title",
		.definition = "{\"a\":1}",
		.created = 5 };
	struct tsm_store_programme *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_programme_put(f->store, &p, &f->err));
	assert_ok(
	    tsm_store_programme_get(f->store, "g1", &f->arena, &p, &f->err));
	assert_string_equal(p.title, "New title");
	assert_int_equal(p.created, NOW);
	assert_int_equal(
	    tsm_store_programme_get(f->store, "g9", &f->arena, &p, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_programme_list(
	    f->store, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 1);
}

static void test_policy(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_policy p = policy(1, "one", HASH);
	struct tsm_store_policy out;

	assert_ok(tsm_store_policy_put(f->store, &p, &f->err));
	assert_ok(
	    tsm_store_policy_get(f->store, "g1", 1, &f->arena, &out, &f->err));
	assert_int_equal(out.frozen_at, 0);
	/* not frozen: may change */
	p = policy(1, "two", HASH2);
	p.created = NOW + 5;
	assert_ok(tsm_store_policy_put(f->store, &p, &f->err));
	assert_int_equal(
	    tsm_store_policy_freeze(f->store, "g1", 1, HASH, NOW + 10, &f->err),
	    TSM_E_MISMATCH);
	assert_int_equal(
	    tsm_store_policy_freeze(f->store, "g1", 2, HASH, NOW + 10, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_policy_freeze(
	    f->store, "g1", 1, HASH2, NOW + 10, &f->err));
	assert_ok(tsm_store_policy_freeze(
	    f->store, "g1", 1, HASH2, NOW + 20, &f->err));
	/* frozen: the same text again is fine, another is refused */
	p.created = NOW + 99;
	assert_ok(tsm_store_policy_put(f->store, &p, &f->err));
	p = policy(1, "three", HASH);
	assert_int_equal(
	    tsm_store_policy_put(f->store, &p, &f->err), TSM_E_STATE);
	p = policy(1, "three", HASH2);
	assert_int_equal(
	    tsm_store_policy_put(f->store, &p, &f->err), TSM_E_STATE);
	assert_ok(
	    tsm_store_policy_get(f->store, "g1", 1, &f->arena, &out, &f->err));
	assert_string_equal(out.text, "two");
	assert_int_equal(out.frozen_at, NOW + 10);
	assert_int_equal(out.created, NOW + 5);

	p = policy(3, "three", HASH);
	assert_ok(tsm_store_policy_put(f->store, &p, &f->err));
	assert_ok(
	    tsm_store_policy_get(f->store, "g1", 0, &f->arena, &out, &f->err));
	assert_int_equal(out.revision, 3);
	p.programme = "g9";
	assert_int_equal(
	    tsm_store_policy_put(f->store, &p, &f->err), TSM_E_NOT_FOUND);
	p = policy(0, "zero", HASH);
	assert_int_equal(
	    tsm_store_policy_put(f->store, &p, &f->err), TSM_E_VALUE);
	struct tsm_store_policy *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_policy_list(
	    f->store, "g1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_int_equal(list[0].revision, 1);
}

static void close_cohort(struct fixture *f)
{
	assert_ok(tsm_store_cohort_close(f->store, "c1", NOW, &f->err));
}

/* Records of a cohort refer to it: it is marked, and can be put back. */
static void test_delete_marked(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_programme p = { 0 };
	struct tsm_store_programme_deletion d = { 0 };

	assert_int_equal(
	    tsm_store_programme_delete(f->store, "g1", NOW, &f->err),
	    TSM_E_STATE);
	assert_non_null(strstr(f->err.text, "its cohort c1 is open"));
	assert_int_equal(
	    tsm_store_programme_restore(f->store, "g1", &f->err), TSM_E_STATE);
	close_cohort(f);
	assert_ok(tsm_store_programme_deletable(
	    f->store, "g1", &f->arena, &d, &f->err));
	assert_false(d.gone);
	assert_int_equal(d.cohorts, 1);
	assert_ok(tsm_store_programme_delete(f->store, "g1", NOW + 7, &f->err));
	assert_ok(
	    tsm_store_programme_get(f->store, "g1", &f->arena, &p, &f->err));
	assert_int_equal(p.deleted_at, NOW + 7);
	/* loading again is no way back */
	p.deleted_at = 0;
	assert_ok(tsm_store_programme_put(f->store, &p, &f->err));
	assert_int_equal(
	    tsm_store_programme_delete(f->store, "g1", NOW, &f->err),
	    TSM_E_STATE);
	assert_non_null(strstr(f->err.text, "deleted already"));
	assert_ok(tsm_store_programme_restore(f->store, "g1", &f->err));
	assert_ok(
	    tsm_store_programme_get(f->store, "g1", &f->arena, &p, &f->err));
	assert_int_equal(p.deleted_at, 0);
	assert_int_equal(tsm_store_programme_restore(f->store, "g9", &f->err),
	    TSM_E_NOT_FOUND);
}

/* Without cohorts it goes; what somebody was given stays. */
static void test_delete_gone(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_programme g2 = { .id = "g2",
		.title = "Second",
		.definition = "{}",
		.created = NOW };
	struct tsm_store_policy p = policy(1, "one", HASH);
	struct tsm_store_achievement given = { "g2", "a1", "{}", NOW };
	struct tsm_store_achievement never = { "g2", "a2", "{}", NOW };
	struct tsm_store_programme_deletion d = { 0 };
	struct tsm_store_policy *list = NULL;
	size_t count = 0;

	assert_int_equal(
	    tsm_store_programme_delete(f->store, "g9", NOW, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_programme_put(f->store, &g2, &f->err));
	p.programme = "g2";
	assert_ok(tsm_store_policy_put(f->store, &p, &f->err));
	assert_ok(
	    tsm_store_policy_freeze(f->store, "g2", 1, HASH, NOW, &f->err));
	p.revision = 2;
	assert_ok(tsm_store_policy_put(f->store, &p, &f->err));
	assert_ok(tsm_store_achievement_put(f->store, &given, &f->err));
	assert_ok(tsm_store_achievement_put(f->store, &never, &f->err));
	seed_decision(f->store, "ni:///sha-256;x", &f->err);
	(void)issue(f->store, "CRED1", "p1", &f->err); /* of a1 */
	assert_ok(tsm_store_programme_deletable(
	    f->store, "g2", &f->arena, &d, &f->err));
	assert_true(d.gone);
	assert_int_equal(d.revisions, 1);
	assert_int_equal(d.achievements, 1);
	assert_int_equal(d.credentials, 1);
	assert_ok(tsm_store_programme_delete(f->store, "g2", NOW, &f->err));
	assert_int_equal(
	    tsm_store_programme_get(f->store, "g2", &f->arena, &g2, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_policy_list(
	    f->store, "g2", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].frozen_at, NOW);
	assert_ok(tsm_store_achievement_get(
	    f->store, "g2", "a1", &f->arena, &given, &f->err));
	assert_int_equal(tsm_store_achievement_get(
			     f->store, "g2", "a2", &f->arena, &never, &f->err),
	    TSM_E_NOT_FOUND);
}

static void test_achievement(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_achievement a = { "g1", "a1", "{\"v\":1}", NOW };
	struct tsm_store_achievement *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_achievement_put(f->store, &a, &f->err));
	a.definition = "{\"v\":2}";
	assert_ok(tsm_store_achievement_put(f->store, &a, &f->err));
	a.programme = "g0";
	assert_ok(tsm_store_achievement_put(f->store, &a, &f->err));
	assert_ok(tsm_store_achievement_get(
	    f->store, "g1", "a1", &f->arena, &a, &f->err));
	assert_string_equal(a.definition, "{\"v\":2}");
	assert_ok(tsm_store_achievement_list(
	    f->store, NULL, "a1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].programme, "g0");
	assert_ok(tsm_store_achievement_list(
	    f->store, "g1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 1);
	assert_int_equal(tsm_store_achievement_get(
			     f->store, "g1", "a9", &f->arena, &a, &f->err),
	    TSM_E_NOT_FOUND);
}

static void test_cohort(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_cohort c;
	assert_ok(tsm_store_cohort_get(f->store, "c1", &f->arena, &c, &f->err));
	assert_int_equal(c.capacity, -1);
	assert_int_equal(
	    tsm_store_cohort_add(f->store, &c, &f->err), TSM_E_DUPLICATE);
	c.capacity = 25;
	c.seats = "{\"north\":10}";
	assert_ok(tsm_store_cohort_update(f->store, &c, &f->err));
	assert_ok(tsm_store_cohort_close(f->store, "c1", NOW + 1, &f->err));
	assert_int_equal(
	    tsm_store_cohort_close(f->store, "c1", NOW + 2, &f->err),
	    TSM_E_STATE);
	assert_int_equal(
	    tsm_store_cohort_update(f->store, &c, &f->err), TSM_E_STATE);
	assert_ok(tsm_store_cohort_get(f->store, "c1", &f->arena, &c, &f->err));
	assert_int_equal(c.closed_at, NOW + 1);
	assert_int_equal(c.capacity, 25);
	assert_ok(tsm_store_cohort_reopen(f->store, "c1", &f->err));
	assert_int_equal(
	    tsm_store_cohort_reopen(f->store, "c1", &f->err), TSM_E_STATE);
	assert_int_equal(tsm_store_cohort_close(f->store, "c9", NOW, &f->err),
	    TSM_E_NOT_FOUND);
	c.id = "c2";
	c.programme = "g9";
	assert_int_equal(
	    tsm_store_cohort_add(f->store, &c, &f->err), TSM_E_NOT_FOUND);
	c.programme = "g1";
	c.capacity = 0;
	assert_ok(tsm_store_cohort_add(f->store, &c, &f->err));
	struct tsm_store_cohort *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_cohort_list(
	    f->store, "g1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_int_equal(list[1].capacity, 0);
	assert_ok(tsm_store_cohort_list(
	    f->store, "g9", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_programme),
		TEST(test_policy),
		TEST(test_delete_marked),
		TEST(test_delete_gone),
		TEST(test_achievement),
		TEST(test_cohort),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
