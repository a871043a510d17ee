/*
 * jobs_private.h - the table, for jobs.c and jobs_work.c. All of it under
 * the lock.
 */
#ifndef TESTAMUR_VERIFIER_JOBS_PRIVATE_H
#define TESTAMUR_VERIFIER_JOBS_PRIVATE_H

#include <pthread.h>

#include "jobs.h"

struct job {
	char id[JOB_ID];
	char owner[JOB_OWNER];
	struct batch batch;
	size_t memory; /* that it is charged with */
	size_t taken;  /* items that workers have begun … */
	size_t done;   /* … and finished */
	unsigned running;
	unsigned users; /* workers and readers; freed when the last goes */
	size_t place;   /* in the table */
	bool gone;      /* nobody finds it any more */
	bool broken;    /* no more rows come */
	bool collected; /* somebody had its rows */
	enum job_state state;
	int64_t created;
	int64_t finished;
};

struct jobs {
	struct jobs_options options;
	int64_t started;
	pthread_mutex_t lock;
	pthread_mutex_t reading; /* one body at a time is taken apart */
	pthread_cond_t work;
	bool closing;  /* no more jobs are taken */
	bool stopping; /* … and no more items begun */
	pthread_t workers[JOBS_WORKERS];
	size_t n_workers;
	struct job *table[JOBS_MAX];
	size_t next; /* where the workers' round goes on */
	size_t memory;
	uint64_t accepted;
	uint64_t items;
};

/* The job of a place that is still to be found, or NULL. */
struct job *jobs_at(const struct jobs *jobs, size_t place);

/* One user less; freed with the last. */
void jobs_let_go(struct jobs *jobs, struct job *job);

/* Nobody finds it any more. */
void jobs_take_out(struct jobs *jobs, struct job *job);

/* Take out what was kept for long enough. */
void jobs_expire(struct jobs *jobs, int64_t now);

#endif
