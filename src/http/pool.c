/* pool.c - see pool.h. */
#include <pthread.h>

#include "pool.h"
#include "testamur/base/alloc.h"

struct tsm_pool {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct tsm_job *first;
	struct tsm_job **last;
	bool stop;
	pthread_t *threads;
	unsigned count;   /* of those started */
	uint64_t *owners; /* of what each thread runs */
	unsigned size;    /* of owners */
	unsigned entered; /* threads that have a place among owners */
	unsigned share;   /* threads that one owner may have */
};

/* Under the lock. At the end nobody comes any more who would have to wait. */
static bool may_run(const struct tsm_pool *pool, const struct tsm_job *job)
{
	unsigned running = 0;

	if (job->owner == 0 || pool->stop)
		return true;
	for (unsigned i = 0; i < pool->size; i++)
		running += pool->owners[i] == job->owner;
	return running < pool->share;
}

/*
 * The first that may run, out of the queue; NULL: there is none. A thread
 * that has run a job looks itself for what may run because of that, so that
 * nobody has to be woken for it.
 */
static struct tsm_job *take(struct tsm_pool *pool)
{
	struct tsm_job **at = &pool->first;

	while (*at != NULL && !may_run(pool, *at))
		at = &(*at)->next;
	struct tsm_job *job = *at;
	if (job == NULL)
		return NULL;
	*at = job->next;
	if (*at == NULL)
		pool->last = at;
	return job;
}

static void *run(void *arg)
{
	struct tsm_pool *pool = arg;

	(void)pthread_mutex_lock(&pool->lock);
	uint64_t *owner = &pool->owners[pool->entered++];
	for (;;) {
		struct tsm_job *job = take(pool);
		if (job == NULL && pool->stop)
			break;
		if (job == NULL) {
			(void)pthread_cond_wait(&pool->wake, &pool->lock);
			continue;
		}
		*owner = job->owner;
		(void)pthread_mutex_unlock(&pool->lock);
		job->run(job);
		(void)pthread_mutex_lock(&pool->lock);
		*owner = 0;
	}
	(void)pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static bool start(struct tsm_pool *pool, unsigned threads, size_t stack)
{
	pthread_attr_t attr;

	if (pthread_attr_init(&attr) != 0)
		return false;
	if (pthread_attr_setstacksize(&attr, stack) == 0)
		while (pool->count < threads &&
		       pthread_create(
			   &pool->threads[pool->count], &attr, run, pool) == 0)
			pool->count++;
	(void)pthread_attr_destroy(&attr);
	return pool->count == threads;
}

struct tsm_pool *tsm_pool_new(unsigned threads, size_t stack)
{
	struct tsm_pool *pool = tsm_calloc(1, sizeof(*pool));

	if (pool == NULL)
		return NULL;
	pool->last = &pool->first;
	(void)pthread_mutex_init(&pool->lock, NULL);
	(void)pthread_cond_init(&pool->wake, NULL);
	pool->size = threads;
	pool->share = threads > 1 ? threads - (threads + 3) / 4 : 1;
	pool->owners = tsm_calloc(threads, sizeof(*pool->owners));
	pool->threads = tsm_calloc(threads, sizeof(*pool->threads));
	if (pool->owners == NULL || pool->threads == NULL ||
	    !start(pool, threads, stack))
		tsm_pool_free(&pool);
	return pool;
}

bool tsm_pool_add(struct tsm_pool *pool, struct tsm_job *job)
{
	job->next = NULL;
	(void)pthread_mutex_lock(&pool->lock);
	bool taken = !pool->stop;
	if (taken) {
		*pool->last = job;
		pool->last = &job->next;
		(void)pthread_cond_signal(&pool->wake);
	}
	(void)pthread_mutex_unlock(&pool->lock);
	return taken;
}

void tsm_pool_stop(struct tsm_pool *pool)
{
	(void)pthread_mutex_lock(&pool->lock);
	pool->stop = true;
	(void)pthread_cond_broadcast(&pool->wake);
	(void)pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->count; i++)
		(void)pthread_join(pool->threads[i], NULL);
	pool->count = 0;
}

void tsm_pool_free(struct tsm_pool **pool)
{
	struct tsm_pool *p = *pool;

	if (p == NULL)
		return;
	tsm_pool_stop(p);
	(void)pthread_cond_destroy(&p->wake);
	(void)pthread_mutex_destroy(&p->lock);
	tsm_free(p->threads);
	tsm_free(p->owners);
	tsm_free(p);
	*pool = NULL;
}
