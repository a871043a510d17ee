/* Each of our allocations failed in turn; libzip's own are its own. */
#include "../../unit/bundle/fixture.h"

#include "oom.h"

static void test_pack(void **state)
{
	(void)state;
	enum tsm_status status = TSM_E_MEMORY;
	for (size_t n = 1; status != TSM_OK; n++) {
		struct tsm_error err = { 0 };
		struct tsm_buf zip;
		tsm_buf_init(&zip, 0);
		oom_begin(n, OOM_ONCE);
		status = pack(NULL, &zip, &err);
		(void)oom_end();
		if (status != TSM_OK)
			assert_int_equal(status, TSM_E_MEMORY);
		tsm_buf_release(&zip);
	}
}

static void test_open(void **state)
{
	(void)state;
	enum tsm_status status = TSM_E_MEMORY;
	struct tsm_buf zip;
	tsm_buf_init(&zip, 0);
	assert_ok(pack(NULL, &zip, NULL));
	for (size_t n = 1; status != TSM_OK; n++) {
		struct tsm_arena arena;
		struct tsm_bundle bundle;
		struct tsm_error err = { 0 };
		tsm_arena_init(&arena, 0);
		oom_begin(n, OOM_ONCE);
		status =
		    tsm_bundle_open(&arena, tsm_buf_str(&zip), &bundle, &err);
		(void)oom_end();
		if (status != TSM_OK)
			assert_int_equal(status, TSM_E_MEMORY);
		else
			assert_int_equal(bundle.problem_count, 0);
		tsm_arena_release(&arena);
	}
	tsm_buf_release(&zip);
}

int main(void)
{
	tsm_json_setup();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack),
		cmocka_unit_test(test_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
