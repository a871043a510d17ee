#include "fixture.h"

#include "testamur/store/outbox.h"

static struct tsm_store_mail mail(const char *id, const char *object)
{
	return (struct tsm_store_mail){
		.id = id,
		.kind = "awarded",
		.object = object,
		.person = "p1",
		.recipient = "ada@example.org",
		.created = NOW,
		.due_at = NOW + 10,
	};
}

static size_t listed(struct fixture *f, const char *state, int64_t due_by,
    struct tsm_store_mail **ret_list)
{
	size_t count = 0;
	assert_ok(tsm_store_mail_list(
	    f->store, state, due_by, &f->arena, ret_list, &count, &f->err));
	return count;
}

static void test_queue_once(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_mail *list = NULL;
	bool added = false;
	struct tsm_store_mail m = mail("m1", "C1");
	assert_ok(tsm_store_mail_add(f->store, &m, &added, &f->err));
	assert_true(added);
	m.id = "m2";
	assert_ok(tsm_store_mail_add(f->store, &m, &added, &f->err));
	assert_false(added);
	m.kind = "revoked";
	assert_ok(tsm_store_mail_add(f->store, &m, &added, &f->err));
	assert_true(added);
	assert_int_equal(listed(f, NULL, 0, &list), 2);
	assert_string_equal(list[0].state, "waiting");
	assert_int_equal(list[0].attempts, 0);
	m.person = "p9";
	m.object = "C2";
	m.id = "m3";
	assert_int_equal(
	    tsm_store_mail_add(f->store, &m, &added, &f->err), TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_store_mail_get(f->store, "m9", &f->arena, &m, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_mail_get(f->store, "m2", &f->arena, &m, &f->err));
	assert_string_equal(m.kind, "revoked");
}

/* One of two that send at once has a message, and until when. */
static void test_claim(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_mail *list = NULL;
	bool added = false;
	bool claimed = false;
	struct tsm_store_mail m = mail("m1", "C1");
	assert_ok(tsm_store_mail_add(f->store, &m, &added, &f->err));
	assert_ok(tsm_store_mail_claim(
	    f->store, "m1", NOW + 10, NOW + 900, &claimed, &f->err));
	assert_true(claimed);
	assert_ok(tsm_store_mail_claim(
	    f->store, "m1", NOW + 10, NOW + 901, &claimed, &f->err));
	assert_false(claimed);
	assert_int_equal(listed(f, "waiting", NOW + 899, &list), 0);
	assert_int_equal(listed(f, "waiting", NOW + 900, &list), 1);
	assert_int_equal(list[0].attempts, 0);
	assert_ok(tsm_store_mail_settle(
	    f->store, "m1", "cancelled", NULL, NOW + 900, NOW, &f->err));
	assert_ok(tsm_store_mail_claim(
	    f->store, "m1", NOW + 900, NOW + 1800, &claimed, &f->err));
	assert_false(claimed);
}

static void test_settle(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_mail *list = NULL;
	bool added = false;
	struct tsm_store_mail m = mail("m1", "C1");
	assert_ok(tsm_store_mail_add(f->store, &m, &added, &f->err));
	assert_int_equal(listed(f, "waiting", NOW + 9, &list), 0);
	assert_int_equal(listed(f, "waiting", NOW + 10, &list), 1);
	assert_ok(tsm_store_mail_settle(f->store, "m1", "waiting",
	    "no connection", NOW + 60, NOW + 20, &f->err));
	assert_int_equal(listed(f, "waiting", NOW + 59, &list), 0);
	assert_int_equal(listed(f, "waiting", NOW + 60, &list), 1);
	assert_int_equal(list[0].attempts, 1);
	assert_string_equal(list[0].error, "no connection");
	assert_int_equal(tsm_store_mail_requeue(f->store, "m1", NOW, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_mail_settle(
	    f->store, "m1", "failed", "refused", NOW, NOW + 61, &f->err));
	assert_int_equal(tsm_store_mail_settle(f->store, "m1", "sent", NULL,
			     NOW, NOW + 61, &f->err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_mail_requeue(f->store, "m1", NOW + 70, &f->err));
	assert_ok(tsm_store_mail_settle(
	    f->store, "m1", "cancelled", NULL, NOW, NOW + 71, &f->err));
	assert_int_equal(listed(f, "cancelled", 0, &list), 1);
	assert_int_equal(list[0].attempts, 0);
	assert_int_equal(list[0].done_at, NOW + 71);
	assert_ok(tsm_store_mail_requeue(f->store, "m1", NOW + 80, &f->err));
	assert_ok(tsm_store_mail_settle(
	    f->store, "m1", "sent", NULL, NOW, NOW + 81, &f->err));
	assert_int_equal(
	    tsm_store_mail_requeue(f->store, "m1", NOW + 90, &f->err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(listed(f, "sent", 0, &list), 1);
}

/* A message goes with the person it was for. */
static void test_person_deleted(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_mail *list = NULL;
	bool added = false;
	struct tsm_store_mail m = mail("m1", "C1");
	assert_ok(tsm_store_mail_add(f->store, &m, &added, &f->err));
	assert_ok(tsm_store_person_delete(f->store, "p1", &f->err));
	assert_int_equal(listed(f, NULL, 0, &list), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_queue_once),
		TEST(test_claim),
		TEST(test_settle),
		TEST(test_person_deleted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
