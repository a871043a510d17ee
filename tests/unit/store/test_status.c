#include "../../../src/store/sql.h"
#include "fixture.h"

static unsigned char next_byte;
static const struct tsm_random RANDOM = { count_fill, &next_byte };

static enum tsm_status no_bytes(void *self, void *out, size_t len)
{
	(void)self;
	(void)out;
	(void)len;
	return TSM_E_CRYPTO;
}

static void plan(struct fixture *f, size_t count, int64_t entries,
    struct tsm_store_position *out)
{
	assert_ok(tsm_store_status_plan(
	    f->store, "o1", count, entries, &RANDOM, NOW, out, &f->err));
}

static enum tsm_status claim(
    struct fixture *f, const struct tsm_store_position *position)
{
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	enum tsm_status status =
	    tsm_store_status_claim(f->store, "o1", position, NOW + 1, &f->err);
	assert_ok(tsm_store_commit(f->store, &f->err));
	return status;
}

static void test_plan(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p[8];
	struct tsm_store_position again[8];
	struct tsm_store_status_list *list = NULL;
	struct tsm_random broken = { no_bytes, NULL };
	size_t count = 0;

	assert_int_equal(tsm_store_status_plan(
			     f->store, "o1", 0, 4, &RANDOM, NOW, p, &f->err),
	    TSM_E_USAGE);
	assert_int_equal(tsm_store_status_plan(
			     f->store, "o1", 1, 0, &RANDOM, NOW, p, &f->err),
	    TSM_E_USAGE);
	assert_int_equal(
	    tsm_store_status_plan(f->store, "o1", TSM_STORE_PLAN_MAX + 1, 4,
		&RANDOM, NOW, p, &f->err),
	    TSM_E_USAGE);
	assert_int_equal(tsm_store_status_plan(
			     f->store, "o9", 1, 4, &RANDOM, NOW, p, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(tsm_store_status_plan(
			     f->store, "o1", 1, 4, &broken, NOW, p, &f->err),
	    TSM_E_CRYPTO);
	assert_ok(tsm_store_status_list(
	    f->store, NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 0);

	/* six positions need two lists of four */
	plan(f, 6, 4, p);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(p[i].number, i < 4 ? 1 : 2);
		assert_int_equal(p[i].n, i % 4);
		assert_int_equal(p[i].entries, 4);
	}
	assert_memory_equal(p[0].key, p[3].key, TSM_STORE_STATUS_KEY);
	assert_memory_not_equal(p[0].key, p[4].key, TSM_STORE_STATUS_KEY);
	/* planning hands nothing out, and opens no list twice */
	plan(f, 8, 4, again);
	assert_int_equal(again[5].number, 2);
	assert_memory_equal(p, again, 6 * sizeof(p[0]));
	assert_ok(tsm_store_status_list(
	    f->store, "o1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_int_equal(list[0].next_n, 0);
	assert_int_equal(list[0].revision, 1);
}

static void test_claim(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p[6];
	struct tsm_store_position q[3];
	struct tsm_store_status_list list;

	plan(f, 6, 4, p);
	assert_int_equal(
	    tsm_store_status_claim(f->store, "o1", &p[0], NOW, &f->err),
	    TSM_E_STATE);
	assert_ok(claim(f, &p[0]));
	assert_int_equal(claim(f, &p[0]), TSM_E_BUSY);
	/* one left out is given up */
	assert_ok(claim(f, &p[2]));
	assert_int_equal(claim(f, &p[1]), TSM_E_BUSY);
	plan(f, 3, 4, q);
	assert_int_equal(q[0].n, 3);
	assert_int_equal(q[1].number, 2);
	assert_ok(
	    tsm_store_status_get(f->store, "o1", 1, &f->arena, &list, &f->err));
	assert_int_equal(list.closed_at, 0);
	assert_ok(claim(f, &p[3]));
	assert_ok(
	    tsm_store_status_get(f->store, "o1", 1, &f->arena, &list, &f->err));
	assert_int_equal(list.closed_at, NOW + 1);
	assert_int_equal(list.next_n, 4);
	assert_int_equal(list.revision, 1);
	assert_int_equal(claim(f, &p[3]), TSM_E_BUSY);
	plan(f, 1, 4, q);
	assert_int_equal(q[0].number, 2);
	assert_int_equal(q[0].n, 0);
	/* not a position of this list */
	q[0].n = 4;
	assert_int_equal(claim(f, &q[0]), TSM_E_BUSY);
	q[0].number = 3;
	assert_int_equal(claim(f, &q[0]), TSM_E_BUSY);
	assert_int_equal(
	    tsm_store_status_get(f->store, "o1", 3, &f->arena, &list, &f->err),
	    TSM_E_NOT_FOUND);
}

static void test_large_plan(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position *p = calloc(TSM_STORE_PLAN_MAX, sizeof(*p));
	assert_non_null(p);
	plan(f, TSM_STORE_PLAN_MAX, 131072, p);
	assert_int_equal(p[TSM_STORE_PLAN_MAX - 1].n, TSM_STORE_PLAN_MAX - 1);
	assert_int_equal(p[0].number, p[TSM_STORE_PLAN_MAX - 1].number);
	free(p);
}

static void bits(struct fixture *f, const char *purpose, int64_t revision,
    size_t count, int64_t first)
{
	struct tsm_store_status_list list;
	int64_t *indices = NULL;
	size_t set = 9;
	assert_ok(tsm_store_status_bits(f->store, "o1", 1, purpose, INT64_MAX,
	    &f->arena, &list, &indices, &set, &f->err));
	assert_int_equal(set, count);
	assert_int_equal(list.revision, revision);
	if (count > 0)
		assert_int_equal(indices[0], first);
}

static void event_at(
    struct fixture *f, const char *id, const char *kind, int64_t at)
{
	struct tsm_store_credential_event e = {
		.credential = id,
		.kind = kind,
		.reason = "issued in error",
		.by = "ann",
		.at = at,
	};
	assert_ok(tsm_store_credential_event_add(f->store, &e, &f->err));
}

static void event(struct fixture *f, const char *id, const char *kind)
{
	event_at(f, id, kind, NOW + 5);
}

static void test_bits(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_status_list list;
	int64_t *indices = NULL;
	size_t count = 0;

	seed_decision(f->store, "ni:///sha-256;x", &f->err);
	(void)issue(f->store, "CRED0", "p1", &f->err);
	(void)issue(f->store, "CRED1", "p2", &f->err);
	/* issuing changes no bit */
	bits(f, "revocation", 1, 0, 0);
	event(f, "CRED1", "suspended");
	bits(f, "suspension", 2, 1, 1);
	bits(f, "revocation", 2, 0, 0);
	event(f, "CRED1", "reinstated");
	bits(f, "suspension", 3, 0, 0);
	event(f, "CRED1", "suspended");
	bits(f, "suspension", 4, 1, 1);
	event(f, "CRED1", "shared");
	bits(f, "suspension", 4, 1, 1);
	event(f, "CRED1", "revoked");
	bits(f, "revocation", 5, 1, 1);
	bits(f, "suspension", 5, 1, 1);
	event(f, "CRED0", "revoked");
	bits(f, "revocation", 6, 2, 0);
	assert_int_equal(
	    tsm_store_status_bits(f->store, "o1", 1, "refresh", INT64_MAX,
		&f->arena, &list, &indices, &count, &f->err),
	    TSM_E_VALUE);
	assert_int_equal(
	    tsm_store_status_bits(f->store, "o1", 9, "revocation", INT64_MAX,
		&f->arena, &list, &indices, &count, &f->err),
	    TSM_E_NOT_FOUND);
	assert_false(tsm_store_in_transaction(f->store));
	int64_t at = 0;
	bool found = false;
	assert_ok(tsm_store_status_changed(
	    f->store, "o1", 1, 0, &at, &found, &f->err));
	assert_true(found && at > 0);
	assert_ok(tsm_store_status_changed(
	    f->store, "o1", 1, at, &at, &found, &f->err));
	assert_true(found);
	assert_ok(tsm_store_status_changed(
	    f->store, "o1", 1, INT64_MAX, &at, &found, &f->err));
	assert_false(found);
	assert_ok(tsm_store_status_changed(
	    f->store, "o1", 2, 0, &at, &found, &f->err));
	assert_false(found);
}

static void test_signed_copy(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p[1];
	struct tsm_store_signed_status s = { "o1", 1, "revocation", "jwt-w3c",
		"es256-1", 2, TSM_STR("two"), NOW };
	struct tsm_store_signed_status out;

	assert_int_equal(tsm_store_signed_status_put(f->store, &s, &f->err),
	    TSM_E_NOT_FOUND);
	plan(f, 1, 4, p);
	assert_int_equal(tsm_store_signed_status_get(f->store, "o1", 1,
			     "revocation", "jwt-w3c", &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_signed_status_put(f->store, &s, &f->err));
	s.revision = 1;
	s.body = tsm_str("one");
	assert_ok(tsm_store_signed_status_put(f->store, &s, &f->err));
	assert_ok(tsm_store_signed_status_get(f->store, "o1", 1, "revocation",
	    "jwt-w3c", &f->arena, &out, &f->err));
	assert_int_equal(out.revision, 2);
	assert_string_equal(out.body.ptr, "two");
	s.revision = 3;
	s.body = tsm_str("three");
	assert_ok(tsm_store_signed_status_put(f->store, &s, &f->err));
	assert_ok(tsm_store_signed_status_get(f->store, "o1", 1, "revocation",
	    "jwt-w3c", &f->arena, &out, &f->err));
	assert_int_equal(out.body.len, 5);
	/* another form is kept beside it */
	assert_int_equal(
	    tsm_store_signed_status_get(f->store, "o1", 1, "revocation",
		"eddsa-rdfc-2022", &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	s.format = "eddsa-rdfc-2022";
	s.kid = "eddsa-1";
	s.body = tsm_str("{}");
	assert_ok(tsm_store_signed_status_put(f->store, &s, &f->err));
	assert_ok(tsm_store_signed_status_get(f->store, "o1", 1, "revocation",
	    "eddsa-rdfc-2022", &f->arena, &out, &f->err));
	assert_string_equal(out.body.ptr, "{}");
	assert_string_equal(out.kid, "eddsa-1");
	assert_ok(tsm_store_signed_status_get(f->store, "o1", 1, "revocation",
	    "jwt-w3c", &f->arena, &out, &f->err));
	assert_string_equal(out.body.ptr, "three");
	s.purpose = "refresh";
	assert_int_equal(
	    tsm_store_signed_status_put(f->store, &s, &f->err), TSM_E_VALUE);
}

/* "R0,1 S1": which bits a list had at an instant. */
static void was(struct fixture *f, int64_t at, const char *expected)
{
	struct tsm_store_status_list list;
	int64_t *indices = NULL;
	size_t set = 0, used = 0;
	char text[32] = "";

	for (int i = 0; i < 2; i++) {
		assert_ok(tsm_store_status_bits(f->store, "o1", 1,
		    i == 0 ? "revocation" : "suspension", at, &f->arena, &list,
		    &indices, &set, &f->err));
		used += (size_t)snprintf(
		    text + used, sizeof(text) - used, i == 0 ? "R" : " S");
		for (size_t k = 0; k < set; k++)
			used += (size_t)snprintf(text + used,
			    sizeof(text) - used, "%d", (int)indices[k]);
	}
	assert_string_equal(text, expected);
}

static void span(
    struct fixture *f, int64_t at, int64_t from, int64_t next, int64_t changes)
{
	struct tsm_store_status_span s;

	assert_ok(tsm_store_status_span(f->store, "o1", 1, at, &s, &f->err));
	assert_int_equal(s.from, from);
	assert_int_equal(s.next, next);
	assert_int_equal(s.changes, changes);
}

static void test_past(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_status_list list;
	struct tsm_store_status_span s;

	assert_int_equal(
	    tsm_store_status_span(f->store, "o1", 1, NOW, &s, &f->err),
	    TSM_E_NOT_FOUND);
	seed_decision(f->store, "ni:///sha-256;x", &f->err);
	(void)issue(f->store, "CRED0", "p1", &f->err);
	(void)issue(f->store, "CRED1", "p2", &f->err);
	assert_ok(
	    tsm_store_status_get(f->store, "o1", 1, &f->arena, &list, &f->err));
	int64_t t = list.created;
	span(f, t + 1000, t, 0, 0);
	event_at(f, "CRED1", "suspended", t + 10);
	event_at(f, "CRED0", "shared", t + 15);
	event_at(f, "CRED1", "reinstated", t + 20);
	event_at(f, "CRED0", "suspended", t + 20);
	event_at(f, "CRED1", "suspended", t + 30);
	event_at(f, "CRED0", "revoked", t + 40);
	was(f, t + 9, "R S");
	was(f, t + 10, "R S1");
	was(f, t + 19, "R S1");
	was(f, t + 20, "R S0");
	was(f, t + 30, "R S01");
	was(f, t + 39, "R S01");
	was(f, t + 40, "R0 S01");
	was(f, INT64_MAX, "R0 S01");
	/* before the first: the first */
	span(f, t - 100, t, t + 10, 0);
	span(f, t + 9, t, t + 10, 0);
	span(f, t + 10, t + 10, t + 20, 1);
	/* two in one second are one version */
	span(f, t + 20, t + 20, t + 30, 3);
	span(f, t + 39, t + 30, t + 40, 4);
	span(f, t + 40, t + 40, 0, 5);
	span(f, INT64_MAX, t + 40, 0, 5);
	/* a list that is known only since */
	assert_ok(
	    tsm_sql_run(f->store, "UPDATE status_list SET known_from = $1",
		TSM_SQL_ARGS(tsm_sql_int64(t + 25)), NULL, &f->err));
	span(f, t, t + 25, t + 30, 3);
	span(f, t + 35, t + 30, t + 40, 4);
}

static void test_version_copy(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p[1];
	struct tsm_store_status_version v = { "o1", 1, "revocation", "jwt-w3c",
		NOW, NOW + 9, 3, "es256-1", TSM_STR("one") };
	struct tsm_store_status_version out;

	assert_int_equal(tsm_store_status_version_put(f->store, &v, &f->err),
	    TSM_E_NOT_FOUND);
	plan(f, 1, 4, p);
	assert_int_equal(
	    tsm_store_status_version_get(f->store, "o1", 1, "revocation",
		"jwt-w3c", NOW, &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_status_version_put(f->store, &v, &f->err));
	v.changes = 4;
	v.valid_until = NOW + 5;
	v.body = tsm_str("other");
	assert_ok(tsm_store_status_version_put(f->store, &v, &f->err));
	assert_ok(tsm_store_status_version_get(f->store, "o1", 1, "revocation",
	    "jwt-w3c", NOW, &f->arena, &out, &f->err));
	assert_string_equal(out.body.ptr, "other");
	assert_int_equal(out.changes, 4);
	assert_int_equal(out.valid_until, NOW + 5);
	assert_ok(tsm_store_status_version_drop(f->store, NOW + 5, &f->err));
	assert_ok(tsm_store_status_version_get(f->store, "o1", 1, "revocation",
	    "jwt-w3c", NOW, &f->arena, &out, &f->err));
	assert_ok(tsm_store_status_version_drop(f->store, NOW + 6, &f->err));
	assert_int_equal(
	    tsm_store_status_version_get(f->store, "o1", 1, "revocation",
		"jwt-w3c", NOW, &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
}

/* Who asks for all of them fills no disk. */
static void test_version_bound(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p[1];
	struct tsm_store_status_version out, v = { "o1", 1, "revocation",
		"jwt-w3c", 0, NOW, 3, "k1", tsm_str("token") };

	plan(f, 1, 4, p);
	/* the last one asked for is the earliest: of it no copy is kept */
	for (int64_t i = TSM_STORE_VERSIONS_MAX; i >= 0; i--) {
		v.valid_from = NOW - 1000 + i;
		assert_ok(tsm_store_status_version_put(f->store, &v, &f->err));
		/* neither purpose nor form shares the room of another */
		v.purpose = "suspension";
		assert_ok(tsm_store_status_version_put(f->store, &v, &f->err));
		v.purpose = "revocation";
	}
	v.format = "ldp";
	assert_ok(tsm_store_status_version_put(f->store, &v, &f->err));
	assert_int_equal(
	    tsm_store_status_version_get(f->store, "o1", 1, "revocation",
		"jwt-w3c", NOW - 1000, &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	for (int64_t i = 1; i <= TSM_STORE_VERSIONS_MAX; i++)
		assert_ok(tsm_store_status_version_get(f->store, "o1", 1,
		    "revocation", "jwt-w3c", NOW - 1000 + i, &f->arena, &out,
		    &f->err));
	assert_ok(tsm_store_status_version_get(f->store, "o1", 1, "revocation",
	    "ldp", NOW - 1000, &f->arena, &out, &f->err));
	/* a later one takes the place of the earliest */
	v.format = "jwt-w3c";
	v.valid_from = NOW;
	assert_ok(tsm_store_status_version_put(f->store, &v, &f->err));
	assert_int_equal(
	    tsm_store_status_version_get(f->store, "o1", 1, "revocation",
		"jwt-w3c", NOW - 999, &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_status_version_get(f->store, "o1", 1, "revocation",
	    "jwt-w3c", NOW - 998, &f->arena, &out, &f->err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plan),
		TEST(test_claim),
		TEST(test_large_plan),
		TEST(test_bits),
		TEST(test_signed_copy),
		TEST(test_past),
		TEST(test_version_copy),
		TEST(test_version_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
