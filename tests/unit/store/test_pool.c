/* A pool under threads: each connection is used by one at a time. */
#include "fixture.h"

#include <pthread.h>

static const char *const FILES[] = { "a.db", NULL };

#define THREADS 6
#define EACH    20

struct worker {
	struct tsm_store_pool *pool;
	int number;
	int done;
};

static void *work(void *arg)
{
	struct worker *worker = arg;
	for (int i = 0; i < EACH; i++) {
		struct tsm_store *store = NULL;
		struct tsm_store_audit event = { 0, NOW, "ann", "test", NULL,
			NULL };
		if (tsm_store_pool_take(worker->pool, 20000, &store, NULL) !=
		    TSM_OK)
			break;
		if (tsm_store_audit_add(store, &event, NULL) == TSM_OK)
			worker->done++;
		tsm_store_pool_give(worker->pool, &store);
	}
	return NULL;
}

static void test_threads(void **state)
{
	char folder[64];
	char path[96];
	struct tsm_store_options create = { true, 0 };
	struct tsm_store_pool *pool = NULL;
	struct tsm_store *store = NULL;
	struct tsm_error err = { 0 };
	struct worker workers[THREADS];
	pthread_t threads[THREADS];
	struct tsm_arena arena;
	struct tsm_store_audit *list = NULL;
	struct tsm_store_audit_filter filter = { 0 };
	size_t count = 0;
	(void)state;

	make_folder(folder);
	(void)snprintf(path, sizeof(path), "%s/a.db", folder);
	assert_ok(tsm_store_pool_new(path, &create, 3, &pool, &err));
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ pool, i, 0 };
		assert_int_equal(
		    pthread_create(&threads[i], NULL, work, &workers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(workers[i].done, EACH);
	}
	tsm_arena_init(&arena, 0);
	assert_ok(tsm_store_pool_take(pool, 0, &store, &err));
	assert_ok(
	    tsm_store_audit_list(store, &filter, &arena, &list, &count, &err));
	assert_int_equal(count, THREADS * EACH);
	assert_int_equal(list[count - 1].seq, THREADS * EACH);
	tsm_store_pool_give(pool, &store);
	assert_null(store);
	tsm_store_pool_free(&pool);
	assert_null(pool);
	tsm_store_pool_free(&pool);
	tsm_arena_release(&arena);
	remove_folder(folder, FILES);
}

static void test_limits(void **state)
{
	struct tsm_store_pool *pool = NULL;
	struct tsm_store *a = NULL;
	struct tsm_store *b = NULL;
	struct tsm_error err = { 0 };
	(void)state;

	assert_int_equal(
	    tsm_store_pool_new("sqlite::memory:", NULL, 0, &pool, &err),
	    TSM_E_USAGE);
	assert_int_equal(
	    tsm_store_pool_new("sqlite::memory:", NULL, 2, &pool, &err),
	    TSM_E_USAGE);
	assert_int_equal(tsm_store_pool_new("/no/such/a.db", NULL,
			     TSM_STORE_POOL_MAX + 1, &pool, &err),
	    TSM_E_USAGE);
	assert_int_equal(
	    tsm_store_pool_new("/no/such/a.db", NULL, 2, &pool, &err),
	    TSM_E_NOT_FOUND);
	assert_ok(tsm_store_pool_new("sqlite::memory:", NULL, 1, &pool, &err));
	assert_ok(tsm_store_pool_take(pool, 0, &a, &err));
	assert_int_equal(tsm_store_pool_take(pool, 20, &b, &err), TSM_E_BUSY);
	/* an open transaction does not outlive the loan */
	assert_ok(tsm_store_begin(a, TSM_STORE_WRITE, &err));
	tsm_store_pool_give(pool, &a);
	tsm_store_pool_give(pool, &a);
	assert_ok(tsm_store_pool_take(pool, 0, &b, &err));
	assert_false(tsm_store_in_transaction(b));
	tsm_store_pool_give(pool, &b);
	tsm_store_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
