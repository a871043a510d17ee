#include "testamur/store/pool.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "testamur/base/alloc.h"

struct tsm_store_pool {
	pthread_mutex_t lock;
	pthread_cond_t freed;
	char *url;
	struct tsm_store_options options;
	size_t size;
	size_t opened; /* connections that exist, lent ones too */
	size_t resting;
	struct tsm_store *idle[TSM_STORE_POOL_MAX]; /* the resting ones */
};

static struct tsm_store_pool *make(
    const char *url, const struct tsm_store_options *options, size_t size)
{
	pthread_condattr_t attr;
	struct tsm_store_pool *pool = tsm_calloc(1, sizeof(*pool));
	if (pool == NULL)
		return NULL;
	pool->url = tsm_strdup(url);
	pool->size = size;
	if (options != NULL)
		pool->options = *options;
	(void)pthread_mutex_init(&pool->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&pool->freed, &attr);
	(void)pthread_condattr_destroy(&attr);
	return pool;
}

enum tsm_status tsm_store_pool_new(const char *url,
    const struct tsm_store_options *options, size_t size,
    struct tsm_store_pool **ret_pool, struct tsm_error *err)
{
	if (url == NULL || size < 1 || size > TSM_STORE_POOL_MAX)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "a pool has 1 to %d connections", TSM_STORE_POOL_MAX);
	if (size > 1 && tsm_str_ends(tsm_str(url), ":memory:"))
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "a database in memory has one connection");
	struct tsm_store_pool *pool = make(url, options, size);
	if (pool == NULL || pool->url == NULL) {
		tsm_store_pool_free(&pool);
		return tsm_fail_memory(err);
	}
	enum tsm_status status =
	    tsm_store_new(url, options, &pool->idle[0], err);
	if (status != TSM_OK) {
		tsm_store_pool_free(&pool);
		return status;
	}
	pool->opened = 1;
	pool->resting = 1;
	pool->options.create = false; /* it exists now */
	*ret_pool = pool;
	return TSM_OK;
}

void tsm_store_pool_free(struct tsm_store_pool **pool)
{
	if (pool == NULL || *pool == NULL)
		return;
	for (size_t i = 0; i < (*pool)->resting; i++)
		tsm_store_free(&(*pool)->idle[i]);
	(void)pthread_cond_destroy(&(*pool)->freed);
	(void)pthread_mutex_destroy(&(*pool)->lock);
	tsm_free((*pool)->url);
	tsm_free(*pool);
	*pool = NULL;
}

static struct timespec deadline(int wait_ms)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	if (wait_ms > 0) {
		at.tv_sec += wait_ms / 1000;
		at.tv_nsec += (long)(wait_ms % 1000) * 1000000L;
		if (at.tv_nsec >= 1000000000L) {
			at.tv_sec++;
			at.tv_nsec -= 1000000000L;
		}
	}
	return at;
}

enum tsm_status tsm_store_pool_take(struct tsm_store_pool *pool, int wait_ms,
    struct tsm_store **ret_store, struct tsm_error *err)
{
	const struct timespec until = deadline(wait_ms);
	struct tsm_store *store = NULL;
	int waited = 0;

	(void)pthread_mutex_lock(&pool->lock);
	while (pool->resting == 0 && pool->opened == pool->size && waited == 0)
		waited =
		    pthread_cond_timedwait(&pool->freed, &pool->lock, &until);
	bool open_new = pool->resting == 0 && pool->opened < pool->size;
	if (pool->resting > 0)
		store = pool->idle[--pool->resting];
	else if (open_new)
		pool->opened++;
	(void)pthread_mutex_unlock(&pool->lock);
	if (!open_new && store == NULL)
		return tsm_fail(err, TSM_E_BUSY, NULL,
		    "all database connections are in use: try again");
	if (open_new) { /* not under the lock: it may take a while */
		enum tsm_status status =
		    tsm_store_new(pool->url, &pool->options, &store, err);
		if (status != TSM_OK) {
			(void)pthread_mutex_lock(&pool->lock);
			pool->opened--;
			(void)pthread_cond_signal(&pool->freed);
			(void)pthread_mutex_unlock(&pool->lock);
			return status;
		}
	}
	*ret_store = store;
	return TSM_OK;
}

void tsm_store_pool_give(struct tsm_store_pool *pool, struct tsm_store **store)
{
	if (store == NULL || *store == NULL)
		return;
	tsm_store_rollback(*store);
	(void)pthread_mutex_lock(&pool->lock);
	pool->idle[pool->resting++] = *store;
	(void)pthread_cond_signal(&pool->freed);
	(void)pthread_mutex_unlock(&pool->lock);
	*store = NULL;
}
