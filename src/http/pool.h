/*
 * pool.h - threads that run handlers which may have to wait.
 *
 * Jobs are run in the order in which they were added, each once, by one of
 * a fixed number of threads; but no owner has more than three quarters of
 * the threads at once, so that whoever waits for slow servers does not keep
 * all others waiting. The queue allocates nothing: a job lies in what it is
 * about.
 */
#ifndef TESTAMUR_HTTP_POOL_H
#define TESTAMUR_HTTP_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "testamur/base/status.h"

struct tsm_pool;

struct tsm_job {
	struct tsm_job *next;
	void (*run)(struct tsm_job *job); /* may free it */
	uint64_t owner;                   /* whose it is; 0: nobody's */
};

/* Start that many threads. NULL: no memory, or no threads to be had. */
struct tsm_pool *tsm_pool_new(unsigned threads, size_t stack) TSM_NODISCARD;

/* Run a job that is in no queue. Any thread. False: stopped, it is not run. */
bool tsm_pool_add(struct tsm_pool *pool, struct tsm_job *job) TSM_NODISCARD;

/* Add no more, wait until everything added has been run, end the threads. */
void tsm_pool_stop(struct tsm_pool *pool);

/* When nobody adds any more; stops. NULL is accepted. */
void tsm_pool_free(struct tsm_pool **pool);

#endif
