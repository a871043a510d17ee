/* log_out.c - see log_out.h. */
#include <pthread.h>

#include "log_out.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"
#include "testamur/http/log.h"

struct tsm_log_out {
	pthread_mutex_t lock;
	void (*write)(void *app, struct tsm_str lines);
	void *app;
	struct tsm_buf lines;
	int64_t written_ms;
};

struct tsm_log_out *tsm_log_out_new(
    void (*write)(void *app, struct tsm_str lines), void *app)
{
	struct tsm_log_out *log = tsm_calloc(1, sizeof(*log));

	if (log == NULL)
		return NULL;
	if (pthread_mutex_init(&log->lock, NULL) != 0) {
		tsm_free(log);
		return NULL;
	}
	log->write = write;
	log->app = app;
	log->written_ms = INT64_MIN / 2;
	tsm_buf_init(&log->lines, TSM_LOG_OUT_MAX);
	return log;
}

void tsm_log_out_free(struct tsm_log_out **log)
{
	if (*log == NULL)
		return;
	(void)pthread_mutex_destroy(&(*log)->lock);
	tsm_buf_release(&(*log)->lines);
	tsm_free(*log);
	*log = NULL;
}

/* Under the lock. Writing may take its time; others would wait for the
 * descriptor anyway. */
static void hand_over(struct tsm_log_out *log)
{
	if (log->lines.len > 0)
		log->write(log->app, tsm_buf_str(&log->lines));
	tsm_buf_clear(&log->lines);
}

void tsm_log_out_add(
    struct tsm_log_out *log, int64_t now_ms, const struct tsm_access *access)
{
	if (log == NULL)
		return;
	(void)pthread_mutex_lock(&log->lock);
	enum tsm_status made =
	    tsm_log_access(tsm_time_now(), access, &log->lines);
	bool due = now_ms - log->written_ms >= TSM_LOG_OUT_MS;
	if (due)
		log->written_ms = now_ms;
	/* a buffer that failed once fails until it is cleared */
	if (due || made != TSM_OK || log->lines.len >= TSM_LOG_OUT_BYTES)
		hand_over(log);
	(void)pthread_mutex_unlock(&log->lock);
}

void tsm_log_out_flush(struct tsm_log_out *log)
{
	if (log == NULL)
		return;
	(void)pthread_mutex_lock(&log->lock);
	hand_over(log);
	(void)pthread_mutex_unlock(&log->lock);
}
