#include "fixture.h"
#include "testamur/store/vcapi.h"

static unsigned char next_byte;
static const struct tsm_random RANDOM = { count_fill, &next_byte };

static struct tsm_store_position planned(struct fixture *f)
{
	struct tsm_store_position p;

	assert_ok(tsm_store_status_plan(
	    f->store, "o1", 1, 4, &RANDOM, NOW, &p, &f->err));
	return p;
}

static enum tsm_status add(struct fixture *f, const char *id, int64_t index,
    const struct tsm_store_position *position)
{
	const struct tsm_store_vcapi row = { "o1", id, "board",
		position->number, index, NOW, 0, 0 };

	return tsm_store_vcapi_add(f->store, &row, position, &f->err);
}

static size_t bits(struct fixture *f, const char *purpose, int64_t *revision)
{
	struct tsm_store_status_list list;
	int64_t *indices;
	size_t count;

	assert_ok(tsm_store_status_bits(f->store, "o1", 1, purpose, INT64_MAX,
	    &f->arena, &list, &indices, &count, &f->err));
	*revision = list.revision;
	return count > 0 ? (size_t)indices[count - 1] : 99;
}

static enum tsm_status set(
    struct fixture *f, const char *id, const char *purpose, bool value)
{
	return tsm_store_vcapi_set(
	    f->store, "o1", id, "board", purpose, value, NOW + 5, &f->err);
}

static void test_positions(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p = planned(f);
	struct tsm_store_vcapi row;

	assert_ok(add(f, "urn:a:1", 3, &p));
	assert_int_equal(add(f, "urn:a:2", 2, &p), TSM_E_BUSY);
	p = planned(f);
	assert_int_equal(p.n, 1);
	assert_int_equal(add(f, "urn:a:1", 2, &p), TSM_E_DUPLICATE);
	/* a refusal leaves nothing behind */
	assert_ok(add(f, "urn:a:2", 2, &p));
	assert_ok(tsm_store_vcapi_get(
	    f->store, "o1", "urn:a:2", &f->arena, &row, &f->err));
	assert_int_equal(row.index, 2);
	assert_int_equal(row.number, 1);
	assert_int_equal(tsm_store_vcapi_get(f->store, "o1", "urn:a:3",
			     &f->arena, &row, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(tsm_store_vcapi_get(f->store, "o2", "urn:a:2",
			     &f->arena, &row, &f->err),
	    TSM_E_NOT_FOUND);
}

static void test_bits(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p = planned(f);
	int64_t revision, at = 0;
	bool found = true;

	assert_ok(add(f, "urn:a:1", 3, &p));
	assert_int_equal(bits(f, "revocation", &revision), 99);
	assert_int_equal(revision, 1);
	assert_ok(tsm_store_status_changed(
	    f->store, "o1", 1, 0, &at, &found, &f->err));
	assert_false(found);
	assert_ok(set(f, "urn:a:1", "suspension", true));
	assert_int_equal(bits(f, "suspension", &revision), 3);
	assert_int_equal(revision, 2);
	assert_int_equal(bits(f, "revocation", &revision), 99);
	assert_ok(tsm_store_status_changed(
	    f->store, "o1", 1, 0, &at, &found, &f->err));
	assert_true(found);
	assert_int_equal(at, NOW + 5);
	/* as it is already: signed copies stay current */
	assert_ok(set(f, "urn:a:1", "suspension", true));
	assert_ok(set(f, "urn:a:1", "revocation", false));
	assert_int_equal(bits(f, "suspension", &revision), 3);
	assert_int_equal(revision, 2);
	assert_ok(set(f, "urn:a:1", "suspension", false));
	assert_int_equal(bits(f, "suspension", &revision), 99);
	assert_int_equal(revision, 3);
	assert_ok(set(f, "urn:a:1", "revocation", true));
	assert_int_equal(bits(f, "revocation", &revision), 3);
	assert_int_equal(set(f, "urn:a:1", "revocation", false), TSM_E_STATE);
	assert_int_equal(bits(f, "revocation", &revision), 3);
	assert_int_equal(revision, 4);
	assert_int_equal(
	    set(f, "urn:a:9", "revocation", true), TSM_E_NOT_FOUND);
	assert_int_equal(set(f, "urn:a:1", "message", true), TSM_E_VALUE);
}

/* Whoever does not have it is told what one is told that is not there. */
static void test_owner(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p = planned(f);
	struct tsm_store_vcapi row = { "o1", "urn:a:2", NULL, p.number, 2, NOW,
		0, 0 };
	int64_t revision;

	assert_ok(add(f, "urn:a:1", 3, &p));
	assert_int_equal(tsm_store_vcapi_set(f->store, "o1", "urn:a:1", "other",
			     "revocation", true, NOW + 5, &f->err),
	    TSM_E_NOT_FOUND);
	assert_string_equal(f->err.text, "no such credential");
	assert_int_equal(bits(f, "revocation", &revision), 99);
	assert_int_equal(revision, 1);
	assert_ok(set(f, "urn:a:1", "suspension", true));
	/* all of them are the operator's */
	assert_ok(tsm_store_vcapi_set(f->store, "o1", "urn:a:1", NULL,
	    "revocation", true, NOW + 5, &f->err));
	assert_int_equal(bits(f, "revocation", &revision), 3);
	/* of nobody known: the operator's alone */
	p = planned(f);
	row.number = p.number;
	assert_ok(tsm_store_vcapi_add(f->store, &row, &p, &f->err));
	assert_int_equal(
	    set(f, "urn:a:2", "suspension", true), TSM_E_NOT_FOUND);
	assert_ok(tsm_store_vcapi_set(f->store, "o1", "urn:a:2", NULL,
	    "suspension", true, NOW + 5, &f->err));
}

/* As it was: what was lifted is not forgotten. */
static void test_past(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_position p = planned(f);
	static const struct {
		int64_t after;
		const char *purpose;
		bool set;
	} steps[] = {
		{ 10, "suspension", true },
		{ 20, "suspension", false },
		{ 30, "suspension", true },
		{ 40, "revocation", true },
	};
	static const struct {
		int64_t after;
		size_t revoked, suspended, from, next;
	} then[] = {
		{ 9, 0, 0, 0, 10 },
		{ 10, 0, 1, 10, 20 },
		{ 19, 0, 1, 10, 20 },
		{ 25, 0, 0, 20, 30 },
		{ 39, 0, 1, 30, 40 },
		{ 40, 1, 1, 40, 0 },
	};
	struct tsm_store_status_list list;
	struct tsm_store_status_span span;
	int64_t *indices;
	size_t count;

	assert_ok(add(f, "urn:a:1", 3, &p));
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		assert_ok(tsm_store_vcapi_set(f->store, "o1", "urn:a:1", NULL,
		    steps[i].purpose, steps[i].set, NOW + steps[i].after,
		    &f->err));
	for (size_t i = 0; i < sizeof(then) / sizeof(then[0]); i++) {
		for (int s = 0; s < 2; s++) {
			assert_ok(tsm_store_status_bits(f->store, "o1", 1,
			    s == 0 ? "revocation" : "suspension",
			    NOW + then[i].after, &f->arena, &list, &indices,
			    &count, &f->err));
			assert_int_equal(count,
			    s == 0 ? then[i].revoked : then[i].suspended);
		}
		assert_ok(tsm_store_status_span(
		    f->store, "o1", 1, NOW + then[i].after, &span, &f->err));
		assert_int_equal(span.from, NOW + (int64_t)then[i].from);
		assert_int_equal(span.next,
		    then[i].next != 0 ? NOW + (int64_t)then[i].next : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_positions),
		TEST(test_bits),
		TEST(test_owner),
		TEST(test_past),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
