#include "fixture.h"

static size_t events(struct fixture *f, struct tsm_store_session_event **list)
{
	size_t count = 0;
	assert_ok(tsm_store_session_events(
	    f->store, "c1", "s1", &f->arena, list, &count, &f->err));
	return count;
}

static void test_changes(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_session s = session_like("s1");
	struct tsm_store_session_event *list = NULL;

	/* nothing differs: no event */
	assert_ok(tsm_store_session_put(
	    f->store, &s, "bob", NOW + 1, "why", &f->err));
	assert_int_equal(events(f, &list), 1);
	assert_string_equal(list[0].by, "ann");
	/* postponed without dates */
	s.state = "postponed";
	s.local_start = NULL;
	s.local_end = NULL;
	s.start_utc = 0;
	s.end_utc = 0;
	assert_ok(tsm_store_session_put(
	    f->store, &s, "bob", NOW + 1, "snow", &f->err));
	assert_int_equal(events(f, &list), 2);
	assert_int_equal(list[1].seq, 2);
	assert_string_equal(list[1].state, "postponed");
	assert_string_equal(list[1].reason, "snow");
	assert_int_equal(list[1].start_utc, 0);
	assert_int_equal(list[0].start_utc, 1706797800);
	assert_ok(tsm_store_session_get(
	    f->store, "c1", "s1", &f->arena, &s, &f->err));
	assert_null(s.local_start);
	assert_int_equal(s.start_utc, 0);
	assert_int_equal(
	    tsm_store_session_get(f->store, "c1", "s9", &f->arena, &s, &f->err),
	    TSM_E_NOT_FOUND);
}

static void refused(struct fixture *f, const struct tsm_store_session *s,
    enum tsm_status expected)
{
	assert_int_equal(
	    tsm_store_session_put(f->store, s, "ann", NOW, NULL, &f->err),
	    expected);
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_session s = session_like("s2");
	s.end_utc = s.start_utc;
	refused(f, &s, TSM_E_VALUE);
	s = session_like("s2");
	s.end_utc = 0;
	refused(f, &s, TSM_E_VALUE);
	s = session_like("s2");
	s.local_end = NULL;
	refused(f, &s, TSM_E_VALUE);
	s = session_like("s2");
	s.state = "dreamt";
	refused(f, &s, TSM_E_VALUE);
	s = session_like("s2");
	s.kind = "makeup"; /* of what? */
	refused(f, &s, TSM_E_VALUE);
	s.makeup_for = "s9";
	refused(f, &s, TSM_E_NOT_FOUND);
	s.makeup_for = "s1";
	s.makeup_person = "p9";
	refused(f, &s, TSM_E_NOT_FOUND);
	s.makeup_person = "p1";
	s.position = 2;
	refused(f, &s, TSM_OK);
	s = session_like("s3");
	s.cohort = "c9";
	refused(f, &s, TSM_E_NOT_FOUND);
	s = session_like("s3");
	s.position = 0;
	refused(f, &s, TSM_OK);
	/* no event without its change */
	s = session_like("s1");
	s.title = "Other";
	assert_int_equal(
	    tsm_store_session_put(f->store, &s, "", NOW, NULL, &f->err),
	    TSM_E_VALUE);
	struct tsm_store_session *list = NULL;
	size_t count = 0;
	assert_ok(tsm_store_session_list(
	    f->store, "c1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 3);
	assert_string_equal(list[0].id, "s3");
	assert_string_equal(list[1].id, "s1");
	assert_string_equal(list[1].title, "What is Bias?");
	assert_string_equal(list[2].id, "s2");
	assert_string_equal(list[2].makeup_for, "s1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_changes),
		TEST(test_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
