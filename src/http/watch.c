/*
 * watch.c - the thread that cuts off connections past their deadline.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>

#include "testamur/base/alloc.h"
#include "watch.h"

enum {
	TICK_MS = 100,
	NS_PER_MS = 1000000,
	MS_PER_S = 1000
};

struct tsm_watched {
	struct tsm_watched *next;
	struct tsm_watched *prev;
	int fd;
	_Atomic int64_t deadline;
};

struct tsm_watch {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool stop;
	void (*tick)(void *ctx);
	void *ctx;
	struct tsm_watched *first;
};

int64_t tsm_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

/* Under the lock. */
static void cut_off(struct tsm_watch *watch, int64_t now)
{
	for (struct tsm_watched *w = watch->first; w != NULL; w = w->next) {
		if (atomic_load(&w->deadline) > now)
			continue;
		atomic_store(&w->deadline, INT64_MAX);
		shutdown(w->fd, SHUT_RDWR);
	}
}

static void *run(void *arg)
{
	struct tsm_watch *watch = arg;

	pthread_mutex_lock(&watch->lock);
	while (!watch->stop) {
		int64_t now = tsm_clock_ms();
		cut_off(watch, now);
		/* who opens or closes a connection need not wait for it */
		pthread_mutex_unlock(&watch->lock);
		watch->tick(watch->ctx);
		pthread_mutex_lock(&watch->lock);
		if (watch->stop)
			break;
		int64_t until = now + TICK_MS;
		struct timespec at = { (time_t)(until / MS_PER_S),
			(long)(until % MS_PER_S) * NS_PER_MS };
		(void)pthread_cond_timedwait(&watch->wake, &watch->lock, &at);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

/* A condition variable on the clock that never goes back. */
static bool init_cond(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	if (pthread_condattr_init(&attr) != 0)
		return false;
	bool ok = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
		  pthread_cond_init(cond, &attr) == 0;
	pthread_condattr_destroy(&attr);
	return ok;
}

static bool start(struct tsm_watch *watch)
{
	if (pthread_mutex_init(&watch->lock, NULL) != 0)
		return false;
	if (init_cond(&watch->wake)) {
		if (pthread_create(&watch->thread, NULL, run, watch) == 0)
			return true;
		pthread_cond_destroy(&watch->wake);
	}
	pthread_mutex_destroy(&watch->lock);
	return false;
}

struct tsm_watch *tsm_watch_new(void (*tick)(void *ctx), void *ctx)
{
	struct tsm_watch *watch = tsm_calloc(1, sizeof(*watch));

	if (watch == NULL)
		return NULL;
	watch->tick = tick;
	watch->ctx = ctx;
	if (!start(watch)) {
		tsm_free(watch);
		watch = NULL;
	}
	return watch;
}

void tsm_watch_free(struct tsm_watch **watch)
{
	if (*watch == NULL)
		return;
	pthread_mutex_lock(&(*watch)->lock);
	(*watch)->stop = true;
	pthread_cond_signal(&(*watch)->wake);
	pthread_mutex_unlock(&(*watch)->lock);
	pthread_join((*watch)->thread, NULL);
	pthread_cond_destroy(&(*watch)->wake);
	pthread_mutex_destroy(&(*watch)->lock);
	tsm_free(*watch);
	*watch = NULL;
}

struct tsm_watched *tsm_watch_add(struct tsm_watch *watch, int fd, unsigned ms)
{
	struct tsm_watched *entry = tsm_calloc(1, sizeof(*entry));

	if (entry == NULL)
		return NULL;
	entry->fd = fd;
	tsm_watch_set(entry, ms);
	pthread_mutex_lock(&watch->lock);
	entry->next = watch->first;
	if (watch->first != NULL)
		watch->first->prev = entry;
	watch->first = entry;
	pthread_mutex_unlock(&watch->lock);
	return entry;
}

void tsm_watch_set(struct tsm_watched *entry, unsigned ms)
{
	if (entry != NULL)
		atomic_store(&entry->deadline, tsm_clock_ms() + ms);
}

void tsm_watch_remove(struct tsm_watch *watch, struct tsm_watched *entry)
{
	if (entry == NULL)
		return;
	pthread_mutex_lock(&watch->lock);
	if (entry->prev != NULL)
		entry->prev->next = entry->next;
	else
		watch->first = entry->next;
	if (entry->next != NULL)
		entry->next->prev = entry->prev;
	pthread_mutex_unlock(&watch->lock);
	tsm_free(entry);
}
