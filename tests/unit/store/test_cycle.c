#include "fixture.h"

#include "testamur/store/ledger.h"

static struct tsm_store_cycle cycle(
    const char *id, const char *starts, const char *ends)
{
	return (struct tsm_store_cycle){ .scheme = "clock-hour",
		.person = "",
		.id = id,
		.starts = starts,
		.ends = ends,
		.cap = "60",
		.created = NOW };
}

static void test_add(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_cycle *list = NULL;
	size_t count = 0;
	struct tsm_store_cycle c = cycle("b", "2024-07-01", "2026-06-30");
	assert_ok(tsm_store_cycle_add(f->store, &c, &f->err));
	assert_int_equal(
	    tsm_store_cycle_add(f->store, &c, &f->err), TSM_E_DUPLICATE);
	c = cycle("a", "2022-07-01", "2024-06-30");
	assert_ok(tsm_store_cycle_add(f->store, &c, &f->err));
	c = cycle("c", "2024-06-30", "2024-06-30");
	assert_int_equal(
	    tsm_store_cycle_add(f->store, &c, &f->err), TSM_E_STATE);
	c.person = "p1"; /* another account */
	assert_ok(tsm_store_cycle_add(f->store, &c, &f->err));
	assert_ok(tsm_store_cycle_list(
	    f->store, "clock-hour", "", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].id, "a");
	assert_string_equal(list[1].cap, "60");
	assert_null(list[1].carry);
}

static void test_refused(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_cycle c = cycle("x", "2024-07-02", "2024-07-01");
	assert_int_equal(
	    tsm_store_cycle_add(f->store, &c, &f->err), TSM_E_VALUE);
	c = cycle("x", "2024-02-30", "2024-07-01");
	assert_int_equal(
	    tsm_store_cycle_add(f->store, &c, &f->err), TSM_E_VALUE);
	c = cycle("x", "2024-02-01", "2024-07-01");
	c.cap = "-1";
	assert_int_equal(
	    tsm_store_cycle_add(f->store, &c, &f->err), TSM_E_VALUE);
	c.cap = NULL;
	c.carry = "some";
	assert_int_equal(
	    tsm_store_cycle_add(f->store, &c, &f->err), TSM_E_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_add),
		TEST(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
