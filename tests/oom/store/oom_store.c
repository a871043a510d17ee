/*
 * Fail every allocation in turn, ours and SQLite's: each call fails cleanly
 * with TSM_E_MEMORY or gives what it gives with plenty of memory, nothing is
 * half-written, and the connection works afterwards.
 */
#include "../../unit/store/fixture.h"

#include "oom.h"
#include "testamur/store/vcapi.h"

/* SQLite answers with NOMEM alone, but our callers may see these too. */
static bool clean(enum tsm_status status)
{
	return status == TSM_E_MEMORY;
}

/* --- opening, with all migrations ---------------------------------------- */

static void test_open(void **state)
{
	(void)state;
	enum tsm_status status = TSM_E_MEMORY;
	/* the sweep is thinned where the migrations make it long */
	for (size_t n = 1; status != TSM_OK; n += n < 400 ? 1 : 37) {
		struct tsm_store *store = NULL;
		struct tsm_error err = { 0 };
		oom_begin(n, OOM_ONCE);
		status = tsm_store_new("sqlite::memory:", NULL, &store, &err);
		bool failed = oom_end();
		if (status != TSM_OK) {
			assert_true(clean(status));
			assert_null(store);
			assert_int_equal(err.status, status);
		} else {
			assert_ok(tsm_store_ping(store, &err));
			/* SQLite can do without some of its memory */
			status = failed ? TSM_E_MEMORY : TSM_OK;
			tsm_store_free(&store);
		}
	}
}

/* --- work on an open store ----------------------------------------------- */

static enum tsm_status add_and_read(
    struct tsm_store *store, int round, struct tsm_error *err)
{
	struct tsm_arena arena;
	struct tsm_store_alias *list = NULL;
	size_t count = 0;
	char id[24];
	struct tsm_store_person person = {
		.id = id,
		.name = "Ada",
		.attributes = "{}",
		.created = NOW,
	};
	struct tsm_store_alias alias = { id, "name", "A", "ann", NOW, 0, NULL };

	(void)snprintf(id, sizeof(id), "person-%d", round);
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_store_begin(store, TSM_STORE_WRITE, err);
	if (status == TSM_OK)
		status = tsm_store_person_add(store, &person, err);
	if (status == TSM_OK)
		status = tsm_store_alias_add(store, &alias, err);
	if (status == TSM_OK)
		status = tsm_store_commit(store, err);
	tsm_store_rollback(store);
	if (status == TSM_OK)
		status =
		    tsm_store_alias_list(store, id, &arena, &list, &count, err);
	if (status == TSM_OK) {
		assert_int_equal(count, 1);
		assert_string_equal(list[0].value, "A");
	}
	tsm_arena_release(&arena);
	return status;
}

/* Everybody has an alias, or is not there at all. */
static void check_whole(struct tsm_store *store)
{
	struct tsm_arena arena;
	struct tsm_store_person *people = NULL;
	struct tsm_store_alias *aliases = NULL;
	size_t count = 0;
	size_t alias_count = 0;
	tsm_arena_init(&arena, 0);
	assert_ok(
	    tsm_store_person_list(store, NULL, &arena, &people, &count, NULL));
	assert_ok(tsm_store_alias_list(
	    store, NULL, &arena, &aliases, &alias_count, NULL));
	assert_int_equal(count, alias_count + 2);
	tsm_arena_release(&arena);
}

/*
 * One database for all rounds, but a connection each: the statement cache
 * would hide the failures.
 */
static const char *const FILES[] = { "a.db", NULL };

static void reopen(const char *path, struct tsm_store **store)
{
	tsm_store_free(store);
	assert_ok(tsm_store_new(path, NULL, store, NULL));
}

static void prepare(char folder[64], char path[96])
{
	struct tsm_store_options create = { true, 0 };
	struct tsm_store *store = NULL;
	struct tsm_error err = { 0 };
	make_folder(folder);
	(void)snprintf(path, 96, "%s/a.db", folder);
	assert_ok(tsm_store_new(path, &create, &store, &err));
	seed(store, &err);
	seed_decision(store, "ni:///sha-256;x", &err);
	tsm_store_free(&store);
}

static void test_statements(void **state)
{
	char folder[64];
	char path[96];
	struct tsm_store *store = NULL;
	bool failed = true;
	(void)state;
	prepare(folder, path);
	for (int n = 1; failed; n++) {
		struct tsm_error err = { 0 };
		reopen(path, &store);
		oom_begin((size_t)n, OOM_ONCE);
		enum tsm_status status = add_and_read(store, 2 * n, &err);
		failed = oom_end();
		assert_true(status == TSM_OK || clean(status));
		assert_int_equal(err.status, status);
		if (!failed)
			assert_ok(status);
		assert_false(tsm_store_in_transaction(store));
		check_whole(store);
		/* and everything works again, on the same connection */
		err.status = TSM_OK;
		assert_ok(add_and_read(store, 2 * n + 1, &err));
		check_whole(store);
	}
	tsm_store_free(&store);
	remove_folder(folder, FILES);
}

/* --- issuing -------------------------------------------------------------- */

static enum tsm_status issue_one(struct tsm_store *store, const char *id,
    int64_t *ret_n, struct tsm_error *err)
{
	unsigned char next = 0;
	struct tsm_random random = { count_fill, &next };
	struct tsm_store_position position;
	struct tsm_store_issued issued;
	struct tsm_store_credential c = credential_like(id, id);

	enum tsm_status status = tsm_store_status_plan(
	    store, "o1", 1, 131072, &random, NOW, &position, err);
	if (status != TSM_OK)
		return status;
	*ret_n = position.n;
	c.status_number = position.number;
	c.status_index = position.n;
	status = tsm_store_begin(store, TSM_STORE_WRITE, err);
	if (status == TSM_OK)
		status = tsm_store_issue(store, &c, &position, &issued, err);
	if (status == TSM_OK)
		status = tsm_store_commit(store, err);
	tsm_store_rollback(store);
	return status;
}

static enum tsm_status issued_is(
    struct tsm_store *store, const char *id, struct tsm_arena *arena)
{
	struct tsm_store_credential c;

	return tsm_store_credential_get(store, id, 0, arena, &c, NULL);
}

/* --- what takes a position of a status list ------------------------------- */

typedef enum tsm_status take(struct tsm_store *store, const char *id,
    int64_t *ret_n, struct tsm_error *err);
typedef enum tsm_status is_there(
    struct tsm_store *store, const char *id, struct tsm_arena *arena);

/* It is there with its position, or neither is. */
static void sweep_taking(const char *prefix, take *take_one, is_there *is)
{
	char folder[64];
	char path[96];
	char id[24];
	struct tsm_store *store = NULL;
	int64_t taken = 0;
	bool failed = true;
	prepare(folder, path);
	for (int n = 1; failed; n++) {
		struct tsm_error err = { 0 };
		struct tsm_arena arena;
		int64_t at = -1;

		tsm_arena_init(&arena, 0);
		reopen(path, &store);
		(void)snprintf(id, sizeof(id), "%s%d", prefix, 2 * n);
		oom_begin((size_t)n, OOM_ONCE);
		enum tsm_status status = take_one(store, id, &at, &err);
		failed = oom_end();
		assert_true(status == TSM_OK || clean(status));
		assert_int_equal(err.status, status);
		taken += status == TSM_OK ? 1 : 0;
		assert_int_equal(is(store, id, &arena),
		    status == TSM_OK ? TSM_OK : TSM_E_NOT_FOUND);
		(void)snprintf(id, sizeof(id), "%s%d", prefix, 2 * n + 1);
		assert_ok(take_one(store, id, &at, &err));
		assert_int_equal(at, taken);
		taken++;
		tsm_arena_release(&arena);
	}
	tsm_store_free(&store);
	remove_folder(folder, FILES);
}

static void test_issue(void **state)
{
	(void)state;
	sweep_taking("CRED", issue_one, issued_is);
}

/* --- signed for others ------------------------------------------------------- */

static enum tsm_status sign_one(struct tsm_store *store, const char *id,
    int64_t *ret_n, struct tsm_error *err)
{
	unsigned char next = 0;
	struct tsm_random random = { count_fill, &next };
	struct tsm_store_position position;

	enum tsm_status status = tsm_store_status_plan(
	    store, "o1", 1, 131072, &random, NOW, &position, err);
	if (status != TSM_OK)
		return status;
	*ret_n = position.n;
	const struct tsm_store_vcapi row = { "o1", id, "board", position.number,
		position.n, NOW, 0, 0 };
	status = tsm_store_begin(store, TSM_STORE_WRITE, err);
	if (status == TSM_OK)
		status = tsm_store_vcapi_add(store, &row, &position, err);
	if (status == TSM_OK)
		status = tsm_store_vcapi_set(
		    store, "o1", id, "board", "suspension", true, NOW, err);
	if (status == TSM_OK)
		status = tsm_store_commit(store, err);
	tsm_store_rollback(store);
	return status;
}

/* With its bit, too. */
static enum tsm_status signed_is(
    struct tsm_store *store, const char *id, struct tsm_arena *arena)
{
	struct tsm_store_vcapi row = { 0 };

	TSM_TRY(tsm_store_vcapi_get(store, "o1", id, arena, &row, NULL));
	assert_int_equal(row.suspended_at, NOW);
	return TSM_OK;
}

static void test_vcapi(void **state)
{
	(void)state;
	sweep_taking("urn:a:", sign_one, signed_is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_issue),
		cmocka_unit_test(test_vcapi),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
