/*
 * log_out.h - lines of the access log on their way to the program.
 *
 * A line is handed over at once when none was during the last
 * TSM_LOG_OUT_MS milliseconds; else together with all that are made until
 * then, so that a busy server does not pay a system call for each. What is
 * killed loses the lines of that time and no others: the thread that watches
 * (watch.h) hands over what has waited, a server that stops the rest. All
 * functions: any thread.
 */
#ifndef TESTAMUR_HTTP_LOG_OUT_H
#define TESTAMUR_HTTP_LOG_OUT_H

#include "testamur/http/server.h"

enum {
	TSM_LOG_OUT_MS = 100,
	TSM_LOG_OUT_MAX = 32768,
	/* Handed over before another line might not fit. */
	TSM_LOG_OUT_BYTES = TSM_LOG_OUT_MAX - 1024
};

struct tsm_log_out;

/* For options.access_log and its app. NULL: out of memory. */
struct tsm_log_out *tsm_log_out_new(
    void (*write)(void *app, struct tsm_str lines), void *app) TSM_NODISCARD;

/* Nothing waits by then; NULL is accepted. */
void tsm_log_out_free(struct tsm_log_out **log);

/* The line of a request that was finished at now_ms of tsm_clock_ms(). A
 * line for which there is no memory is lost. NULL: there is no log. */
void tsm_log_out_add(
    struct tsm_log_out *log, int64_t now_ms, const struct tsm_access *access);

/* Hand over what waits. NULL is accepted. */
void tsm_log_out_flush(struct tsm_log_out *log);

#endif
