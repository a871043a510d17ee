#include "fixture.h"

static void by_email(struct fixture *f, const char *email, const char *id)
{
	struct tsm_store_person p;
	enum tsm_status status =
	    tsm_store_person_by_email(f->store, email, &f->arena, &p, &f->err);
	if (id == NULL) {
		assert_int_equal(status, TSM_E_NOT_FOUND);
		return;
	}
	assert_ok(status);
	assert_string_equal(p.id, id);
}

static void test_person(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_person p;
	assert_ok(tsm_store_person_get(f->store, "p1", &f->arena, &p, &f->err));
	assert_string_equal(p.licence_number, "123456");
	assert_null(p.attributes);
	p.id = "p3";
	assert_int_equal(
	    tsm_store_person_add(f->store, &p, &f->err), TSM_E_DUPLICATE);
	assert_null(strstr(f->err.text, "ada@"));
	by_email(f, "ada@example.org", "p1");
	by_email(f, "new@example.org", NULL);
}

static void test_alias(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_alias a = {
		.person = "p1",
		.kind = "email",
		.value = "ada@home.example",
		.by = "ann",
		.at = NOW,
	};
	struct tsm_store_person p3 = {
		.id = "p3", .name = "X", .email = "ada@home.example"
	};
	struct tsm_store_alias *list = NULL;
	size_t count = 0;

	assert_ok(tsm_store_alias_add(f->store, &a, &f->err));
	assert_ok(tsm_store_alias_add(f->store, &a, &f->err));
	by_email(f, "ada@home.example", "p1");
	a.person = "p2";
	assert_int_equal(
	    tsm_store_alias_add(f->store, &a, &f->err), TSM_E_DUPLICATE);
	assert_int_equal(
	    tsm_store_person_add(f->store, &p3, &f->err), TSM_E_DUPLICATE);
	a.value = "ada@example.org"; /* p1's own */
	assert_int_equal(
	    tsm_store_alias_add(f->store, &a, &f->err), TSM_E_DUPLICATE);
	a.person = "p9";
	assert_int_equal(
	    tsm_store_alias_add(f->store, &a, &f->err), TSM_E_NOT_FOUND);
	/* a name may be shared */
	a.kind = "name";
	a.value = "A. Example";
	a.person = "p1";
	assert_ok(tsm_store_alias_add(f->store, &a, &f->err));
	a.person = "p2";
	assert_ok(tsm_store_alias_add(f->store, &a, &f->err));
	a.kind = "nickname";
	assert_int_equal(
	    tsm_store_alias_add(f->store, &a, &f->err), TSM_E_VALUE);

	assert_int_equal(tsm_store_alias_revoke(f->store, "p2", "email",
			     "ada@home.example", "bob", NOW + 1, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_alias_revoke(f->store, "p1", "email",
	    "ada@home.example", "bob", NOW + 1, &f->err));
	assert_int_equal(tsm_store_alias_revoke(f->store, "p1", "email",
			     "ada@home.example", "bob", NOW + 1, &f->err),
	    TSM_E_NOT_FOUND);
	by_email(f, "ada@home.example", NULL);
	/* free for somebody else, and the history stays */
	assert_ok(tsm_store_person_add(f->store, &p3, &f->err));
	assert_ok(tsm_store_alias_list(
	    f->store, "p1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_int_equal(list[0].revoked_at, NOW + 1);
	assert_string_equal(list[0].revoked_by, "bob");
	assert_ok(tsm_store_alias_list(
	    f->store, NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 3);
}

static struct tsm_store_enrolment enrolment(
    const char *person, const char *state)
{
	struct tsm_store_enrolment e = {
		.cohort = "c1",
		.person = person,
		.track = "s1",
		.state = state,
		.role = "participant",
		.eligible = -1,
		.selected = -1,
		.since = NOW,
	};
	return e;
}

static void put(struct fixture *f, const struct tsm_store_enrolment *e,
    int64_t at, enum tsm_status expected)
{
	assert_int_equal(
	    tsm_store_enrolment_put(f->store, e, "ann", at, "because", &f->err),
	    expected);
}

static void test_enrolment(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_enrolment e = enrolment("p2", "applied");
	struct tsm_store_enrolment *list = NULL;
	struct tsm_store_enrolment_event *events = NULL;
	struct tsm_store_person *people = NULL;
	size_t count = 0;

	put(f, &e, NOW, TSM_OK);
	e = enrolment("p1", "applied");
	put(f, &e, NOW, TSM_OK);
	/* the position stays; since alone is no change */
	e = enrolment("p2", "applied");
	e.since = NOW + 9;
	put(f, &e, NOW + 9, TSM_OK);
	e = enrolment("p2", "enrolled");
	e.eligible = 1;
	e.selected = 0;
	put(f, &e, NOW + 10, TSM_OK);
	assert_ok(tsm_store_enrolment_list(
	    f->store, "c1", NULL, &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].person, "p2");
	assert_int_equal(list[0].position, 1);
	assert_int_equal(list[0].eligible, 1);
	assert_int_equal(list[0].selected, 0);
	assert_int_equal(list[1].position, 2);
	assert_int_equal(list[1].eligible, -1);
	assert_ok(tsm_store_enrolment_events(
	    f->store, "c1", "p2", &f->arena, &events, &count, &f->err));
	assert_int_equal(count, 2);
	assert_string_equal(events[0].state, "applied");
	assert_int_equal(events[0].at, NOW);
	assert_int_equal(events[1].at, NOW + 10);
	assert_int_equal(events[1].selected, 0);
	assert_string_equal(events[1].by, "ann");
	assert_string_equal(events[1].reason, "because");

	e = enrolment("p9", "applied");
	put(f, &e, NOW, TSM_E_NOT_FOUND);
	e = enrolment("p1", "asleep");
	put(f, &e, NOW, TSM_E_VALUE);
	e = enrolment("p1", "enrolled");
	e.track = "s2";
	put(f, &e, NOW, TSM_OK);
	assert_ok(tsm_store_enrolment_get(
	    f->store, "c1", "p1", "s2", &f->arena, &e, &f->err));
	assert_int_equal(e.position, 1);
	assert_ok(tsm_store_enrolment_list(
	    f->store, NULL, "p1", &f->arena, &list, &count, &f->err));
	assert_int_equal(count, 2);
	assert_ok(tsm_store_person_list(
	    f->store, "c1", &f->arena, &people, &count, &f->err));
	assert_int_equal(count, 2);
}

static void test_delete(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_enrolment e = enrolment("p1", "enrolled");
	struct tsm_store_alias a = { "p1", "name", "A", "ann", NOW, 0, NULL };
	struct tsm_store_credential credential;
	struct tsm_store_decision *decisions = NULL;
	size_t count = 0;

	put(f, &e, NOW, TSM_OK);
	assert_ok(tsm_store_alias_add(f->store, &a, &f->err));
	seed_decision(f->store, "ni:///sha-256;x", &f->err);
	(void)issue(f->store, "CRED1", "p1", &f->err);
	assert_ok(tsm_store_person_delete(f->store, "p1", &f->err));
	assert_int_equal(
	    tsm_store_person_delete(f->store, "p1", &f->err), TSM_E_NOT_FOUND);
	/* what was issued still verifies */
	assert_ok(tsm_store_credential_get(
	    f->store, "CRED1", 0, &f->arena, &credential, &f->err));
	assert_string_equal(credential.name_shown, "Ada Example");
	assert_int_equal(credential.body.len, 11);
	assert_ok(tsm_store_decision_list(
	    f->store, "c1", "p1", &f->arena, &decisions, &count, &f->err));
	assert_int_equal(count, 1);
}

/* The address of a person's own page goes with the person. */
static void test_link(void **state)
{
	struct fixture *f = *state;
	static const char hash[] = "00112233445566778899aabbccddeeff"
				   "00112233445566778899aabbccddeeff";
	struct tsm_store_person out;
	seed_person(f->store, "p9", NULL, &f->err);
	assert_int_equal(TSM_E_NOT_FOUND,
	    tsm_store_person_link_add(f->store, hash, "nobody", &f->err));
	assert_int_equal(TSM_E_NOT_FOUND,
	    tsm_store_person_by_link(f->store, hash, &f->arena, &out, &f->err));
	for (int i = 0; i < 2; i++)
		assert_ok(
		    tsm_store_person_link_add(f->store, hash, "p9", &f->err));
	assert_ok(
	    tsm_store_person_by_link(f->store, hash, &f->arena, &out, &f->err));
	assert_string_equal(out.id, "p9");
	assert_ok(tsm_store_person_delete(f->store, "p9", &f->err));
	assert_int_equal(TSM_E_NOT_FOUND,
	    tsm_store_person_by_link(f->store, hash, &f->arena, &out, &f->err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_link),
		TEST(test_person),
		TEST(test_alias),
		TEST(test_enrolment),
		TEST(test_delete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
