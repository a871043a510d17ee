/* Each of our allocations failed in turn; libzip's own are its own. */
#include "../../unit/bundle/fixture.h"

#include "testamur/base/alloc.h"

static size_t countdown; /* 0: never fail */

static void *failing_realloc(void *ptr, size_t size)
{
	if (countdown > 0 && --countdown == 0)
		return NULL;
	return realloc(ptr, size);
}

static const struct tsm_allocator FAILING = { failing_realloc, free };

static void test_pack(void **state)
{
	(void)state;
	enum tsm_status status = TSM_E_MEMORY;
	tsm_alloc_set(&FAILING);
	for (size_t n = 1; status != TSM_OK; n++) {
		struct tsm_error err = { 0 };
		struct tsm_buf zip;
		tsm_buf_init(&zip, 0);
		countdown = n;
		status = pack(NULL, &zip, &err);
		countdown = 0;
		if (status != TSM_OK)
			assert_int_equal(status, TSM_E_MEMORY);
		tsm_buf_release(&zip);
	}
	tsm_alloc_set(NULL);
}

static void test_open(void **state)
{
	(void)state;
	enum tsm_status status = TSM_E_MEMORY;
	struct tsm_buf zip;
	tsm_buf_init(&zip, 0);
	assert_ok(pack(NULL, &zip, NULL));
	tsm_alloc_set(&FAILING);
	for (size_t n = 1; status != TSM_OK; n++) {
		struct tsm_arena arena;
		struct tsm_bundle bundle;
		struct tsm_error err = { 0 };
		tsm_arena_init(&arena, 0);
		countdown = n;
		status =
		    tsm_bundle_open(&arena, tsm_buf_str(&zip), &bundle, &err);
		countdown = 0;
		if (status != TSM_OK)
			assert_int_equal(status, TSM_E_MEMORY);
		else
			assert_int_equal(bundle.problem_count, 0);
		tsm_arena_release(&arena);
	}
	tsm_alloc_set(NULL);
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
