#include "fixture.h"

#include "testamur/store/mapping.h"

static void test_mappings(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_mapping m = { "gym", "name=Who,minutes=3", "ada", 5 };
	struct tsm_store_mapping *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_mapping_put(f->store, &m, &f->err));
	m.name = "club";
	assert_ok(tsm_store_mapping_put(f->store, &m, &f->err));
	m.columns = "name=1,minutes=2";
	assert_ok(tsm_store_mapping_put(f->store, &m, &f->err));
	assert_ok(tsm_store_mapping_list(
	    f->store, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].name, "club");
	assert_string_equal(list[0].columns, "name=1,minutes=2");
	assert_string_equal(list[1].by, "ada");
	assert_ok(tsm_store_mapping_remove(f->store, "club", &f->err));
	assert_int_equal(
	    tsm_store_mapping_get(f->store, "club", &f->arena, &m, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(tsm_store_mapping_remove(f->store, "club", &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(
	    tsm_store_mapping_get(f->store, "gym", &f->arena, &m, &f->err));
	assert_int_equal(m.at, 5);
	m.columns = "";
	assert_int_equal(
	    tsm_store_mapping_put(f->store, &m, &f->err), TSM_E_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_mappings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
