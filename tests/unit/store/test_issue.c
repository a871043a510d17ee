/* Issuing once, events, corrections. */
#include "fixture.h"

#define ENTRIES 131072

static void begin(struct fixture *f)
{
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
}

static int set_up_issue(void **state)
{
	(void)set_up(state);
	struct fixture *f = *state;
	seed_decision(f->store, "ni:///sha-256;x", &f->err);
	return 0;
}

static void test_issue_once(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_credential c = credential_like("CRED0", "p1");
	struct tsm_store_credential out;
	struct tsm_store_position p = place(f->store, &c, ENTRIES, &f->err);
	struct tsm_store_issued issued;
	struct tsm_store_status_list list;

	assert_int_equal(
	    tsm_store_issue(f->store, &c, &p, &issued, &f->err), TSM_E_STATE);
	begin(f);
	assert_ok(tsm_store_issue(f->store, &c, &p, &issued, &f->err));
	assert_false(issued.existed);
	assert_string_equal(issued.id, "CRED0");
	assert_ok(tsm_store_commit(f->store, &f->err));
	/* again, under another id and at another position */
	c.id = "CRED9";
	p = place(f->store, &c, ENTRIES, &f->err);
	assert_int_equal(p.n, 1);
	begin(f);
	assert_ok(tsm_store_issue(f->store, &c, &p, &issued, &f->err));
	assert_true(issued.existed);
	assert_string_equal(issued.id, "CRED0");
	assert_int_equal(issued.version, 1);
	assert_ok(tsm_store_commit(f->store, &f->err));
	assert_ok(
	    tsm_store_status_get(f->store, "o1", 1, &f->arena, &list, &f->err));
	assert_int_equal(list.next_n, 1);
	assert_int_equal(tsm_store_credential_get(
			     f->store, "CRED9", 0, &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	/* another cycle is another award */
	c.cycle = "2025";
	begin(f);
	assert_ok(tsm_store_issue(f->store, &c, &p, &issued, &f->err));
	assert_ok(tsm_store_commit(f->store, &f->err));
	assert_ok(tsm_store_credential_find(
	    f->store, "p1", "c1", "badge", "2025", &f->arena, &out, &f->err));
	assert_string_equal(out.id, "CRED9");
	assert_int_equal(out.status_index, 1);
	assert_int_equal(tsm_store_credential_find(f->store, "p1", "c1",
			     "badge", "2026", &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
}

static void test_issue_refused(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_credential c = credential_like("CRED0", "p1");
	struct tsm_store_position p = place(f->store, &c, ENTRIES, &f->err);
	struct tsm_store_issued issued;
	struct tsm_store_status_list list;

	begin(f);
	c.status_number = 2;
	assert_int_equal(
	    tsm_store_issue(f->store, &c, &p, &issued, &f->err), TSM_E_USAGE);
	c.status_number = 1;
	c.status_index = ENTRIES;
	assert_int_equal(
	    tsm_store_issue(f->store, &c, &p, &issued, &f->err), TSM_E_USAGE);
	c.status_index = -1;
	assert_int_equal(
	    tsm_store_issue(f->store, &c, &p, &issued, &f->err), TSM_E_USAGE);
	c.status_index = 0;
	c.version = 2;
	assert_int_equal(
	    tsm_store_issue(f->store, &c, &p, &issued, &f->err), TSM_E_USAGE);
	c.version = 1;
	c.id = "THISISMUCHTOOLONGFORASHORTID";
	assert_int_equal(
	    tsm_store_issue(f->store, &c, &p, &issued, &f->err), TSM_E_USAGE);
	c.id = "CRED0";
	c.decision = "ni:///sha-256;none";
	assert_int_equal(tsm_store_issue(f->store, &c, &p, &issued, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(tsm_store_commit(f->store, &f->err), TSM_E_STATE);
	begin(f);
	c.decision = "ni:///sha-256;x";
	c.kid = "unknown";
	assert_int_equal(tsm_store_issue(f->store, &c, &p, &issued, &f->err),
	    TSM_E_NOT_FOUND);
	tsm_store_rollback(f->store);
	/* nothing of all that took a position */
	assert_ok(
	    tsm_store_status_get(f->store, "o1", 1, &f->arena, &list, &f->err));
	assert_int_equal(list.next_n, 0);
}

/* An index used twice is a bug of the permutation: nothing may commit. */
static void test_index_twice(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_credential c = credential_like("CRED1", "p2");
	struct tsm_store_issued issued;
	struct tsm_store_status_list list;

	(void)issue(f->store, "CRED0", "p1", &f->err);
	struct tsm_store_position p = place(f->store, &c, ENTRIES, &f->err);
	c.status_index = 0;
	begin(f);
	assert_int_equal(tsm_store_issue(f->store, &c, &p, &issued, &f->err),
	    TSM_E_DUPLICATE);
	assert_int_equal(tsm_store_commit(f->store, &f->err), TSM_E_STATE);
	c.status_index = 1;
	c.id = "CRED0";
	begin(f);
	assert_int_equal(tsm_store_issue(f->store, &c, &p, &issued, &f->err),
	    TSM_E_DUPLICATE);
	tsm_store_rollback(f->store);
	assert_ok(
	    tsm_store_status_get(f->store, "o1", 1, &f->arena, &list, &f->err));
	assert_int_equal(list.next_n, 1);
}

static void test_position_taken(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_credential a = credential_like("CREDA", "p1");
	struct tsm_store_credential b = credential_like("CREDB", "p2");
	struct tsm_store_position pa = place(f->store, &a, ENTRIES, &f->err);
	struct tsm_store_position pb = place(f->store, &b, ENTRIES, &f->err);
	struct tsm_store_issued issued;

	assert_int_equal(pa.n, pb.n);
	begin(f);
	assert_ok(tsm_store_issue(f->store, &b, &pb, &issued, &f->err));
	assert_ok(tsm_store_commit(f->store, &f->err));
	begin(f);
	assert_int_equal(
	    tsm_store_issue(f->store, &a, &pa, &issued, &f->err), TSM_E_BUSY);
	tsm_store_rollback(f->store);
	pa = place(f->store, &a, ENTRIES, &f->err);
	begin(f);
	assert_ok(tsm_store_issue(f->store, &a, &pa, &issued, &f->err));
	assert_ok(tsm_store_commit(f->store, &f->err));
}

static void standing(struct fixture *f, int64_t version,
    enum tsm_store_validity validity, enum tsm_store_sharing sharing,
    const char *reason, int64_t since)
{
	struct tsm_store_standing s;
	assert_ok(tsm_store_credential_standing(
	    f->store, "CRED0", version, &f->arena, &s, &f->err));
	assert_int_equal(s.validity, validity);
	assert_int_equal(s.sharing, sharing);
	assert_int_equal(s.since, since);
	if (reason == NULL)
		assert_null(s.reason);
	else
		assert_string_equal(s.reason, reason);
}

static void event(struct fixture *f, const char *kind, const char *reason,
    int64_t at, enum tsm_status expected)
{
	struct tsm_store_credential_event e = {
		.credential = "CRED0",
		.kind = kind,
		.reason = reason,
		.note = "private",
		.by = "ann",
		.at = at,
	};
	assert_int_equal(
	    tsm_store_credential_event_add(f->store, &e, &f->err), expected);
}

static void test_events(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_credential_event *list = NULL;
	struct tsm_store_standing s;
	size_t count = 0;

	event(f, "revoked", "x", NOW, TSM_E_NOT_FOUND);
	(void)issue(f->store, "CRED0", "p1", &f->err);
	standing(f, 0, TSM_STORE_IN_FORCE, TSM_STORE_PRIVATE, NULL, NOW);
	event(f, "reinstated", NULL, NOW, TSM_E_STATE);
	event(f, "suspended", NULL, NOW, TSM_E_MISSING);
	event(f, "suspended", "", NOW, TSM_E_MISSING);
	event(f, "revoked", NULL, NOW, TSM_E_MISSING);
	event(f, "frozen", "x", NOW, TSM_E_VALUE);
	event(f, NULL, "x", NOW, TSM_E_VALUE);
	event(f, "suspended", "under review", NOW + 1, TSM_OK);
	event(f, "suspended", "again", NOW + 2, TSM_E_STATE);
	standing(f, 1, TSM_STORE_SUSPENDED, TSM_STORE_PRIVATE, "under review",
	    NOW + 1);
	event(f, "shared", NULL, NOW + 2, TSM_OK);
	event(f, "reinstated", NULL, NOW + 3, TSM_OK);
	standing(f, 0, TSM_STORE_IN_FORCE, TSM_STORE_PUBLIC, NULL, NOW + 3);
	event(f, "link", NULL, NOW + 4, TSM_OK);
	event(f, "revoked", "issued in error", NOW + 5, TSM_OK);
	event(f, "revoked", "again", NOW + 6, TSM_E_STATE);
	event(f, "suspended", "again", NOW + 6, TSM_E_STATE);
	event(f, "reinstated", NULL, NOW + 6, TSM_E_STATE);
	standing(f, 0, TSM_STORE_REVOKED, TSM_STORE_LINK, "issued in error",
	    NOW + 5);
	event(f, "unshared", NULL, NOW + 7, TSM_OK);
	standing(f, 0, TSM_STORE_REVOKED, TSM_STORE_PRIVATE, "issued in error",
	    NOW + 5);
	assert_ok(tsm_store_credential_events(
	    f->store, "CRED0", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 6);
	assert_int_equal(list[5].seq, 6);
	assert_string_equal(list[5].kind, "unshared");
	assert_string_equal(list[0].note, "private");
	assert_int_equal(tsm_store_credential_standing(
			     f->store, "CRED9", 0, &f->arena, &s, &f->err),
	    TSM_E_NOT_FOUND);
	assert_string_equal(
	    tsm_store_validity_name(TSM_STORE_SUPERSEDED), "superseded");
	assert_string_equal(tsm_store_sharing_name(TSM_STORE_LINK), "link");
}

static void supersede(
    struct fixture *f, struct tsm_store_credential *c, enum tsm_status expected)
{
	struct tsm_store_position p = place(f->store, c, ENTRIES, &f->err);
	begin(f);
	assert_int_equal(
	    tsm_store_supersede(f->store, c, &p, "ann", &f->err), expected);
	if (expected == TSM_OK)
		assert_ok(tsm_store_commit(f->store, &f->err));
	tsm_store_rollback(f->store);
}

static void test_supersede(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_credential c = credential_like("CRED0", "p1");
	struct tsm_store_credential out;
	struct tsm_store_status_list list;
	struct tsm_store_issued issued;

	c.version = 2;
	supersede(f, &c, TSM_E_NOT_FOUND);
	(void)issue(f->store, "CRED0", "p1", &f->err);
	event(f, "shared", NULL, NOW + 1, TSM_OK);
	c.issued_at = NOW + 10;
	c.valid_from = NOW + 10;
	c.name_shown = "Ad\xc3\xa0 Example";
	c.holder_secret_hash = "h2";
	c.version = 3;
	supersede(f, &c, TSM_E_STATE);
	c.version = 2;
	c.awarded_at = NOW + 1;
	supersede(f, &c, TSM_E_MISMATCH);
	c.awarded_at = NOW;
	c.award = "other";
	supersede(f, &c, TSM_E_MISMATCH);
	c.award = "badge";
	supersede(f, &c, TSM_OK);
	standing(f, 1, TSM_STORE_SUPERSEDED, TSM_STORE_PUBLIC, "superseded",
	    NOW + 10);
	standing(f, 2, TSM_STORE_IN_FORCE, TSM_STORE_PUBLIC, NULL, NOW + 10);
	standing(f, 0, TSM_STORE_IN_FORCE, TSM_STORE_PUBLIC, NULL, NOW + 10);
	assert_ok(tsm_store_credential_get(
	    f->store, "CRED0", 1, &f->arena, &out, &f->err));
	assert_int_equal(out.superseded_at, NOW + 10);
	assert_string_equal(out.name_shown, "Ada Example");
	assert_ok(tsm_store_credential_get(
	    f->store, "CRED0", 0, &f->arena, &out, &f->err));
	assert_int_equal(out.version, 2);
	assert_int_equal(out.superseded_at, 0);
	assert_int_equal(out.status_index, 1);
	assert_ok(
	    tsm_store_status_get(f->store, "o1", 1, &f->arena, &list, &f->err));
	assert_int_equal(list.revision, 2);
	/* issuing again answers with the corrected version */
	struct tsm_store_credential again = credential_like("CRED7", "p1");
	struct tsm_store_position p = place(f->store, &again, ENTRIES, &f->err);
	begin(f);
	assert_ok(tsm_store_issue(f->store, &again, &p, &issued, &f->err));
	assert_true(issued.existed);
	assert_string_equal(issued.id, "CRED0");
	assert_int_equal(issued.version, 2);
	tsm_store_rollback(f->store);
	/* what is revoked or suspended is not corrected */
	event(f, "suspended", "review", NOW + 11, TSM_OK);
	c.version = 3;
	supersede(f, &c, TSM_E_STATE);
	event(f, "revoked", "in error", NOW + 12, TSM_OK);
	supersede(f, &c, TSM_E_STATE);
	standing(f, 1, TSM_STORE_SUPERSEDED, TSM_STORE_PUBLIC, "superseded",
	    NOW + 10);
}

static void test_secret(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_credential c = credential_like("CRED0", "p1");
	struct tsm_store_credential out;
	struct tsm_store_issued issued;
	struct tsm_store_position p = place(f->store, &c, ENTRIES, &f->err);

	c.holder_secret_hash = "h1";
	begin(f);
	assert_ok(tsm_store_issue(f->store, &c, &p, &issued, &f->err));
	assert_ok(tsm_store_commit(f->store, &f->err));
	assert_ok(tsm_store_credential_by_secret(
	    f->store, "h1", &f->arena, &out, &f->err));
	assert_string_equal(out.id, "CRED0");
	assert_int_equal(tsm_store_credential_by_secret(
			     f->store, "h2", &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(tsm_store_credential_by_secret(
			     f->store, NULL, &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	/* a secret that a correction changed leads nowhere any more */
	c.version = 2;
	c.issued_at = NOW + 1;
	c.holder_secret_hash = "h2";
	supersede(f, &c, TSM_OK);
	assert_int_equal(tsm_store_credential_by_secret(
			     f->store, "h1", &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_credential_by_secret(
	    f->store, "h2", &f->arena, &out, &f->err));
	assert_int_equal(out.version, 2);
}

static enum tsm_status count_rows(void *ctx,
    const struct tsm_store_credential *credential, struct tsm_error *err)
{
	int *rows = ctx;
	assert_string_equal(credential->organisation, "o1");
	if (++*rows == 3)
		return tsm_fail(err, TSM_E_LIMIT, NULL, "enough");
	return TSM_OK;
}

static void test_listings(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_credential c = credential_like("CRED0", "p1");
	struct tsm_store_credential *list = NULL;
	struct tsm_store_credential_filter filter = { .cohort = "c1" };
	size_t count = 9;
	int rows = 0;

	assert_ok(tsm_store_credential_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
	(void)issue(f->store, "CRED0", "p1", &f->err);
	(void)issue(f->store, "CRED1", "p2", &f->err);
	c.version = 2;
	c.issued_at = NOW + 1;
	supersede(f, &c, TSM_OK);
	assert_ok(tsm_store_credential_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].id, "CRED1");
	assert_int_equal(list[1].version, 2);
	filter.all_versions = true;
	assert_ok(tsm_store_credential_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 3);
	assert_int_equal(tsm_store_credential_each(
			     f->store, &filter, count_rows, &rows, &f->err),
	    TSM_E_LIMIT);
	assert_int_equal(rows, 3);
	filter.person = "p2";
	rows = 0;
	assert_ok(tsm_store_credential_each(
	    f->store, &filter, count_rows, &rows, &f->err));
	assert_int_equal(rows, 1);
	filter.organisation = "o9";
	assert_ok(tsm_store_credential_list(
	    f->store, &filter, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
}

static void test_forms(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_form form = { "CRED0", 1, "o1", "es256-1", "jwt-ob",
		TSM_STR("a.b.c") };
	struct tsm_store_form *list = NULL;
	size_t count = 9;

	(void)issue(f->store, "CRED0", "p1", &f->err);
	assert_ok(tsm_store_form_list(
	    f->store, "CRED0", 1, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);
	assert_int_equal(
	    tsm_store_form_add(f->store, &form, &f->err), TSM_E_STATE);
	begin(f);
	assert_ok(tsm_store_form_add(f->store, &form, &f->err));
	assert_ok(tsm_store_commit(f->store, &f->err));
	begin(f);
	assert_int_equal(
	    tsm_store_form_add(f->store, &form, &f->err), TSM_E_DUPLICATE);
	tsm_store_rollback(f->store);
	form.format = "jwt-w3c";
	form.kid = "none-1";
	begin(f);
	assert_int_equal(
	    tsm_store_form_add(f->store, &form, &f->err), TSM_E_NOT_FOUND);
	tsm_store_rollback(f->store);
	form.kid = "es256-1";
	form.version = 2;
	begin(f);
	assert_int_equal(
	    tsm_store_form_add(f->store, &form, &f->err), TSM_E_NOT_FOUND);
	tsm_store_rollback(f->store);
	assert_ok(tsm_store_form_list(
	    f->store, "CRED0", 1, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 1);
	assert_string_equal(list[0].format, "jwt-ob");
	assert_string_equal(list[0].kid, "es256-1");
	assert_int_equal(list[0].body.len, 5);
}

#define TEST_ISSUE(name) \
 cmocka_unit_test_setup_teardown(name, set_up_issue, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_ISSUE(test_issue_once),
		TEST_ISSUE(test_issue_refused),
		TEST_ISSUE(test_index_twice),
		TEST_ISSUE(test_position_taken),
		TEST_ISSUE(test_events),
		TEST_ISSUE(test_supersede),
		TEST_ISSUE(test_secret),
		TEST_ISSUE(test_forms),
		TEST_ISSUE(test_listings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
