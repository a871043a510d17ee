/* Jobs: each is run once, in order, by as many threads as were asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "../../../src/http/pool.h"

enum {
	JOBS = 1000,
	STACK = 1 << 20
};

struct counted {
	struct tsm_job job;
	atomic_int runs;
	int order;
};

static atomic_int total;
static atomic_int inside;

static void count(struct tsm_job *job)
{
	struct counted *counted = (struct counted *)(void *)job;

	atomic_fetch_add(&counted->runs, 1);
	counted->order = atomic_fetch_add(&total, 1);
}

static void each_once(void **state)
{
	static struct counted jobs[JOBS];
	static const unsigned threads[] = { 1, 4 };

	(void)state;
	for (size_t t = 0; t < 2; t++) {
		struct tsm_pool *pool = tsm_pool_new(threads[t], STACK);
		assert_non_null(pool);
		atomic_store(&total, 0);
		for (int i = 0; i < JOBS; i++) {
			atomic_store(&jobs[i].runs, 0);
			jobs[i].job.run = count;
			assert_true(tsm_pool_add(pool, &jobs[i].job));
		}
		tsm_pool_stop(pool);
		for (int i = 0; i < JOBS; i++) {
			assert_int_equal(atomic_load(&jobs[i].runs), 1);
			if (threads[t] == 1)
				assert_int_equal(jobs[i].order, i);
		}
		assert_false(tsm_pool_add(pool, &jobs[0].job));
		tsm_pool_free(&pool);
		assert_null(pool);
		tsm_pool_free(&pool);
		assert_int_equal(atomic_load(&jobs[0].runs), 1);
	}
}

/* Passes only when three of them are in here at once. */
static pthread_barrier_t meeting;

static void meet(struct tsm_job *job)
{
	(void)job;
	(void)pthread_barrier_wait(&meeting);
	atomic_fetch_add(&inside, 1);
}

static void side_by_side(void **state)
{
	struct tsm_pool *pool = tsm_pool_new(3, STACK);
	struct tsm_job jobs[6] = { { NULL, meet, 0 }, { NULL, meet, 0 },
		{ NULL, meet, 0 }, { NULL, meet, 0 }, { NULL, meet, 0 },
		{ NULL, meet, 0 } };

	(void)state;
	assert_non_null(pool);
	assert_int_equal(pthread_barrier_init(&meeting, NULL, 3), 0);
	for (size_t i = 0; i < 6; i++)
		assert_true(tsm_pool_add(pool, &jobs[i]));
	tsm_pool_free(&pool);
	assert_int_equal(atomic_load(&inside), 6);
	(void)pthread_barrier_destroy(&meeting);
}

/* Jobs of one owner that stay until they are let go, and one of another. */
enum {
	OF_ONE = 12
};

static atomic_uint of_one;
static atomic_uint at_once;
static atomic_uint of_other;
static atomic_bool let_go;

static void pause_ms(long ms)
{
	const struct timespec pause = { 0, ms * 1000000L };

	(void)nanosleep(&pause, NULL);
}

static void stay(struct tsm_job *job)
{
	unsigned here = atomic_fetch_add(&of_one, 1) + 1;

	(void)job;
	if (here > atomic_load(&at_once))
		atomic_store(&at_once, here);
	while (!atomic_load(&let_go))
		pause_ms(1);
	atomic_fetch_sub(&of_one, 1);
}

static void pass(struct tsm_job *job)
{
	(void)job;
	atomic_fetch_add(&of_other, 1);
}

static void share_of_an_owner(void **state)
{
	static const struct {
		unsigned threads, share;
	} rows[] = { { 1, 1 }, { 2, 1 }, { 4, 3 }, { 8, 6 } };
	static struct tsm_job jobs[OF_ONE];

	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		struct tsm_pool *pool = tsm_pool_new(rows[r].threads, STACK);
		struct tsm_job other = { NULL, pass, 2 };
		assert_non_null(pool);
		atomic_store(&let_go, false);
		atomic_store(&at_once, 0);
		atomic_store(&of_other, 0);
		for (size_t i = 0; i < OF_ONE; i++) {
			jobs[i] = (struct tsm_job){ NULL, stay, 1 };
			assert_true(tsm_pool_add(pool, &jobs[i]));
		}
		assert_true(tsm_pool_add(pool, &other));
		for (int n = 0; n < 10000 && rows[r].threads > 1 &&
				(atomic_load(&of_other) == 0 ||
				    atomic_load(&of_one) < rows[r].share);
		     n++)
			pause_ms(1);
		assert_int_equal(
		    atomic_load(&of_other), rows[r].threads > 1 ? 1 : 0);
		pause_ms(50);
		if (rows[r].threads > 1)
			assert_int_equal(atomic_load(&at_once), rows[r].share);
		atomic_store(&let_go, true);
		tsm_pool_free(&pool);
		assert_int_equal(atomic_load(&of_other), 1);
		assert_int_equal(atomic_load(&of_one), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_once),
		cmocka_unit_test(side_by_side),
		cmocka_unit_test(share_of_an_owner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
