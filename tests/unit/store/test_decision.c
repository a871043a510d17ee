#include "fixture.h"

static void test_preview(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_preview p = { HASH, "c1", NOW, "ann", "{}", 5, NULL };
	struct tsm_store_preview out;

	assert_int_equal(tsm_store_preview_last(
			     f->store, "c1", NULL, &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_preview_add(f->store, &p, &f->err));
	assert_ok(tsm_store_preview_add(f->store, &p, &f->err));
	assert_ok(
	    tsm_store_preview_get(f->store, HASH, &f->arena, &out, &f->err));
	assert_int_equal(out.used_at, 0);
	p.digest = HASH2;
	p.document = "{\"a\":1}";
	assert_ok(tsm_store_preview_add(f->store, &p, &f->err));
	assert_ok(tsm_store_preview_last(
	    f->store, "c1", NULL, &f->arena, &out, &f->err));
	assert_string_equal(out.digest, HASH2);
	assert_ok(tsm_store_preview_use(f->store, HASH, NOW + 1, &f->err));
	assert_ok(tsm_store_preview_use(f->store, HASH, NOW + 2, &f->err));
	assert_ok(
	    tsm_store_preview_get(f->store, HASH, &f->arena, &out, &f->err));
	assert_int_equal(out.used_at, NOW + 1);
	assert_int_equal(tsm_store_preview_use(f->store, "x", NOW, &f->err),
	    TSM_E_NOT_FOUND);
}

static void test_decision(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_decision d;
	struct tsm_store_decision *list = NULL;
	size_t count = 0;
	seed_decision(f->store, "ni:///sha-256;a", &f->err);
	assert_ok(tsm_store_decision_get(
	    f->store, "ni:///sha-256;a", &f->arena, &d, &f->err));
	assert_int_equal(d.salt.len, 16);
	assert_memory_equal(d.document.ptr, "{\"met\":true}", 12);
	assert_int_equal(
	    tsm_store_decision_add(f->store, &d, &f->err), TSM_E_DUPLICATE);
	seed_decision(f->store, "ni:///sha-256;b", &f->err);
	assert_ok(tsm_store_decision_list(
	    f->store, "c1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	bool kept = false;
	assert_ok(tsm_store_decision_exists(
	    f->store, d.cohort, d.person, d.award, &kept, &f->err));
	assert_true(kept);
	assert_ok(tsm_store_decision_exists(
	    f->store, d.cohort, d.person, "another", &kept, &f->err));
	assert_false(kept);
	assert_int_equal(
	    tsm_store_decision_get(f->store, "x", &f->arena, &d, &f->err),
	    TSM_E_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_preview),
		TEST(test_decision),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
