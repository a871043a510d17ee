#include "fixture.h"

static void test_organisation(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_organisation o;
	struct tsm_store_organisation twin = {
		.id = "o1", .name = "Other", .created = NOW
	};
	assert_int_equal(tsm_store_organisation_add(f->store, &twin, &f->err),
	    TSM_E_DUPLICATE);
	assert_ok(
	    tsm_store_organisation_get(f->store, "o1", &f->arena, &o, &f->err));
	assert_string_equal(o.name, "Example Board");
	assert_null(o.email);
	assert_int_equal(o.created, NOW);

	seed_organisation(f->store, "a0", &f->err);
	struct tsm_store_organisation *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_organisation_list(
	    f->store, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].id, "a0");
	assert_string_equal(list[1].id, "o1");
}

static void test_approval(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_approval a = {
		.organisation = "o1",
		.scheme = "mt-opi",
		.number = "123",
		.valid_from = "2024-07-01",
		.valid_to = "2025-06-30",
		.created = NOW,
	};
	struct tsm_store_approval *list = NULL;
	size_t count = 9;
	assert_ok(tsm_store_approval_list(
	    f->store, "o1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
	assert_non_null(list);
	assert_ok(tsm_store_approval_add(f->store, &a, &f->err));
	assert_int_equal(
	    tsm_store_approval_add(f->store, &a, &f->err), TSM_E_DUPLICATE);
	a.valid_from = NULL;
	assert_ok(tsm_store_approval_add(f->store, &a, &f->err));
	assert_int_equal(
	    tsm_store_approval_add(f->store, &a, &f->err), TSM_E_DUPLICATE);
	a.valid_from = "2026-01-01";
	assert_int_equal(
	    tsm_store_approval_add(f->store, &a, &f->err), TSM_E_VALUE);
	a.valid_from = NULL;
	a.organisation = "nobody";
	assert_int_equal(
	    tsm_store_approval_add(f->store, &a, &f->err), TSM_E_NOT_FOUND);
	a.organisation = "o1";
	a.scheme = "il-hours";
	assert_ok(tsm_store_approval_add(f->store, &a, &f->err));
	assert_ok(tsm_store_approval_list(
	    f->store, "o1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 3);
	assert_string_equal(list[0].scheme, "il-hours");
	assert_null(list[1].valid_from);
	assert_string_equal(list[2].valid_from, "2024-07-01");
	assert_ok(tsm_store_approval_list(
	    f->store, "o1", "mt-opi", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
}

static void active(
    struct fixture *f, const char *alg, int64_t now, const char *kid)
{
	struct tsm_store_key key;
	enum tsm_status status = tsm_store_key_active(
	    f->store, "o1", alg, now, &f->arena, &key, &f->err);
	if (kid == NULL) {
		assert_int_equal(status, TSM_E_NOT_FOUND);
		return;
	}
	assert_ok(status);
	assert_string_equal(key.kid, kid);
}

static void test_keys(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_key key = {
		.organisation = "o1",
		.kid = "es256-2",
		.alg = "ES256",
		.public_jwk = "{}",
		.created = NOW,
		.active_from = NOW + 100,
	};
	active(f, "ES256", NOW, "es256-1");
	active(f, "ES256", NOW - 1, NULL);
	active(f, "EdDSA", NOW, NULL);
	assert_ok(tsm_store_key_add(f->store, &key, &f->err));
	assert_int_equal(
	    tsm_store_key_add(f->store, &key, &f->err), TSM_E_DUPLICATE);
	active(f, "ES256", NOW + 99, "es256-1");
	active(f, "ES256", NOW + 100, "es256-2");
	assert_ok(tsm_store_key_retire(
	    f->store, "o1", "es256-1", NOW + 100, &f->err));
	active(f, "ES256", NOW + 99, "es256-1");
	assert_int_equal(
	    tsm_store_key_retire(f->store, "o1", "es256-1", NOW + 200, &f->err),
	    TSM_E_STATE);
	assert_int_equal(
	    tsm_store_key_retire(f->store, "o1", "x", NOW, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_store_key_revoke(f->store, "o1", "es256-2", NOW, "", &f->err),
	    TSM_E_MISSING);
	assert_int_equal(
	    tsm_store_key_revoke(f->store, "o1", "x", NOW, "lost", &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_key_revoke(
	    f->store, "o1", "es256-2", NOW + 150, "lost", &f->err));
	assert_int_equal(tsm_store_key_revoke(f->store, "o1", "es256-2",
			     NOW + 160, "again", &f->err),
	    TSM_E_STATE);
	active(f, "ES256", NOW + 200, NULL);

	assert_ok(tsm_store_key_get(
	    f->store, "o1", "es256-2", &f->arena, &key, &f->err));
	assert_int_equal(key.retired_at, NOW + 150);
	assert_int_equal(key.revoked_at, NOW + 150);
	assert_string_equal(key.revoke_reason, "lost");

	struct tsm_store_key *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_key_list(
	    f->store, NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].kid, "es256-1");
	assert_ok(tsm_store_key_list(
	    f->store, "nobody", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_organisation),
		TEST(test_approval),
		TEST(test_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
