#include "fixture.h"

#include "testamur/store/decision.h"
#include "testamur/store/release.h"

static const char DIGEST[] =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

static void add_preview(struct fixture *f)
{
	const struct tsm_store_preview preview = { .digest = DIGEST,
		.cohort = "c1",
		.created = NOW,
		.by = "cli:ada",
		.document = "{}" };
	assert_ok(tsm_store_preview_add(f->store, &preview, &f->err));
}

static void test_release_once(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_release release = { DIGEST, "cli:ben", NOW };
	struct tsm_store_release out;
	assert_int_equal(TSM_E_NOT_FOUND,
	    tsm_store_release_add(f->store, &release, &f->err));
	add_preview(f);
	assert_int_equal(TSM_E_NOT_FOUND,
	    tsm_store_release_get(f->store, DIGEST, &f->arena, &out, &f->err));
	assert_ok(tsm_store_release_add(f->store, &release, &f->err));
	release.by = "cli:eve";
	release.at = NOW + 1;
	assert_ok(tsm_store_release_add(f->store, &release, &f->err));
	assert_ok(
	    tsm_store_release_get(f->store, DIGEST, &f->arena, &out, &f->err));
	assert_string_equal(out.by, "cli:ben");
	assert_int_equal(out.at, NOW);
}

static void test_issued_from(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_preview_issue issue = { DIGEST, "C2", NOW, NOW + 60 };
	struct tsm_store_preview_issue *list = NULL;
	size_t count = 0;
	assert_int_equal(TSM_E_NOT_FOUND,
	    tsm_store_preview_issue_add(f->store, &issue, &f->err));
	add_preview(f);
	assert_ok(tsm_store_preview_issue_add(f->store, &issue, &f->err));
	assert_int_equal(TSM_E_DUPLICATE,
	    tsm_store_preview_issue_add(f->store, &issue, &f->err));
	issue.credential = "C1";
	assert_ok(tsm_store_preview_issue_add(f->store, &issue, &f->err));
	assert_ok(tsm_store_preview_issue_list(
	    f->store, DIGEST, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].credential, "C1");
	assert_int_equal(list[0].announce_at, NOW + 60);
}

static void test_reopen(void **state)
{
	struct fixture *f = *state;
	bool reopened = true;
	assert_ok(tsm_store_reopened(f->store, "C1", &reopened, &f->err));
	assert_false(reopened);
	for (int i = 0; i < 2; i++)
		assert_ok(tsm_store_reopen(
		    f->store, "C1", "c1", "cli:ada", NOW + i, &f->err));
	assert_ok(tsm_store_reopened(f->store, "C1", &reopened, &f->err));
	assert_true(reopened);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_release_once),
		TEST(test_issued_from),
		TEST(test_reopen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
