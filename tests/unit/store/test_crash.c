/*
 * kill -9 while issuing: every credential exists once with one position, or
 * not at all, and a second run completes the batch.
 */
#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static const char *const FILES[] = { "a.db", NULL };

#define ROUNDS  25
#define PEOPLE  60
#define BATCH   8
#define ENTRIES 16 /* so that lists open and close meanwhile */

static void person_id(int i, char out[24])
{
	(void)snprintf(out, 24, "person-%d", i);
}

/* Issue to everybody, in batches, as the issuer program does. */
static enum tsm_status issue_batch(
    struct tsm_store *store, int first, struct tsm_error *err)
{
	static unsigned char next = 0;
	struct tsm_random random = { count_fill, &next };
	struct tsm_store_position positions[BATCH];
	struct tsm_store_issued issued;
	char person[24];
	char id[24];
	char decision[48];

	TSM_TRY(tsm_store_status_plan(
	    store, "o1", BATCH, ENTRIES, &random, NOW, positions, err));
	TSM_TRY(tsm_store_begin(store, TSM_STORE_WRITE, err));
	for (int i = 0; i < BATCH; i++) {
		person_id(first + i, person);
		(void)snprintf(id, sizeof(id), "CRED-%d", first + i);
		(void)snprintf(decision, sizeof(decision), "ni:///%s", person);
		struct tsm_store_credential c = credential_like(id, person);
		struct tsm_store_decision d = {
			.id = decision,
			.person = person,
			.cohort = "c1",
			.award = "badge",
			.programme = "g1",
			.revision = 1,
			.document = TSM_STR("{}"),
			.salt = TSM_STR("s"),
			.created = NOW,
		};
		struct tsm_store_audit a = { 0, NOW, "ann", "award.issue", id,
			NULL };
		c.decision = decision;
		c.status_number = positions[i].number;
		c.status_index = ENTRIES - 1 - positions[i].n;
		enum tsm_status status = tsm_store_decision_add(store, &d, err);
		if (status != TSM_OK && status != TSM_E_DUPLICATE)
			return status;
		TSM_TRY(
		    tsm_store_issue(store, &c, &positions[i], &issued, err));
		if (!issued.existed)
			TSM_TRY(tsm_store_audit_add(store, &a, err));
	}
	return tsm_store_commit(store, err);
}

static int issue_all(const char *path)
{
	struct tsm_store *store = NULL;
	struct tsm_error err = { 0 };
	int done = tsm_store_new(path, NULL, &store, &err) == TSM_OK;
	for (int first = 0; done && first < PEOPLE; first += BATCH)
		done = issue_batch(store, first, &err) == TSM_OK;
	tsm_store_free(&store);
	return done ? 0 : 1;
}

/* What must hold at any time; returns how many were issued. */
static size_t check(const char *path)
{
	struct tsm_store *store = NULL;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_store_credential *list = NULL;
	struct tsm_store_status_list *lists = NULL;
	struct tsm_store_audit *audit = NULL;
	struct tsm_store_credential_filter filter = { .all_versions = true };
	struct tsm_store_audit_filter all = { 0 };
	size_t count = 0;
	size_t list_count = 0;
	size_t audit_count = 0;
	int64_t taken = 0;

	tsm_arena_init(&arena, 0);
	assert_ok(tsm_store_new(path, NULL, &store, &err));
	assert_ok(tsm_store_credential_list(
	    store, &filter, &arena, &list, &count, &err));
	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count; k++) {
			assert_string_not_equal(list[i].person, list[k].person);
			assert_false(
			    list[i].status_number == list[k].status_number &&
			    list[i].status_index == list[k].status_index);
		}
	assert_int_equal(count % BATCH, 0);
	assert_ok(tsm_store_status_list(
	    store, "o1", &arena, &lists, &list_count, &err));
	for (size_t i = 0; i < list_count; i++)
		taken += lists[i].next_n;
	assert_int_equal(taken, count); /* no position is lost either */
	assert_ok(tsm_store_audit_list(
	    store, &all, &arena, &audit, &audit_count, &err));
	assert_int_equal(audit_count, count);
	tsm_store_free(&store);
	tsm_arena_release(&arena);
	return count;
}

static void prepare(const char *path)
{
	struct tsm_store_options create = { true, 0 };
	struct tsm_store *store = NULL;
	struct tsm_error err = { 0 };
	assert_ok(tsm_store_new(path, &create, &store, &err));
	seed_organisation(store, "o1", &err);
	tsm_store_free(&store);
}

/* Start issuing and kill it after a while; true when it was still busy. */
static bool kill_after(const char *path, long microseconds)
{
	struct timespec pause = { microseconds / 1000000,
		microseconds % 1000000 * 1000 };
	int status = 0;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(issue_all(path));
	(void)nanosleep(&pause, NULL);
	(void)kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFSIGNALED(status);
}

static void test_kill(void **state)
{
	int killed = 0;
	int partial = 0;
	long pause = 500;
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		char folder[64];
		char path[96];
		make_folder(folder);
		(void)snprintf(path, sizeof(path), "%s/a.db", folder);
		prepare(path);
		bool busy = kill_after(path, pause);
		size_t count = check(path);
		killed += busy ? 1 : 0;
		partial += busy && count > 0 ? 1 : 0;
		/* aim at the middle of the work, however fast the disk is */
		pause = busy ? pause + pause / 4 + 100 : pause / 3;
		assert_int_equal(issue_all(path), 0);
		assert_int_equal(
		    check(path), (PEOPLE + BATCH - 1) / BATCH * BATCH);
		assert_int_equal(issue_all(path), 0);
		assert_int_equal(
		    check(path), (PEOPLE + BATCH - 1) / BATCH * BATCH);
		remove_folder(folder, FILES);
	}
	assert_true(killed >= ROUNDS / 2);
	assert_true(partial >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kill) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
