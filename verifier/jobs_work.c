/* jobs_work.c - the workers that go round the table of jobs. */
#include "jobs_private.h"

#include <string.h>
#include <time.h>

#include "testamur/base/alloc.h"
#include "testamur/base/time.h"

/* How long a worker sleeps at most, so that what is old goes. */
#define TICK_S 30

/* Workers that are busy for a client. */
static size_t share(const struct jobs *jobs, const char *owner)
{
	size_t running = 0;

	for (size_t i = 0; i < JOBS_MAX; i++)
		if (jobs->table[i] != NULL && jobs->table[i]->running > 0 &&
		    strcmp(jobs->table[i]->owner, owner) == 0)
			running += jobs->table[i]->running;
	return running;
}

static bool has_work(const struct jobs *jobs, const struct job *job)
{
	return job != NULL && !job->gone && job->state == JOB_RUNNING &&
	       job->taken < job->batch.count && !job->broken &&
	       share(jobs, job->owner) < JOBS_SHARE;
}

static struct job *next_job(struct jobs *jobs)
{
	for (size_t n = 0; n < JOBS_MAX; n++) {
		size_t place = (jobs->next + n) % JOBS_MAX;
		if (!has_work(jobs, jobs->table[place]))
			continue;
		jobs->next = (place + 1) % JOBS_MAX;
		return jobs->table[place];
	}
	return NULL;
}

/* The last worker of a job; the lock is given up meanwhile. */
static void finish(struct jobs *jobs, struct job *job)
{
	job->running++;
	pthread_mutex_unlock(&jobs->lock);
	enum tsm_status status = batch_end(&job->batch, NULL);
	pthread_mutex_lock(&jobs->lock);
	job->running--;
	job->state = status == TSM_OK && !job->broken ? JOB_DONE : JOB_FAILED;
	job->finished = tsm_time_now();
	/* only what the rows really hold is kept */
	jobs->memory -= job->memory;
	job->memory = job->batch.out.used;
	jobs->memory += job->memory;
}

static void do_item(struct jobs *jobs, struct job *job)
{
	job->taken++;
	job->running++;
	job->users++;
	pthread_mutex_unlock(&jobs->lock);
	bool more = batch_step(&job->batch);
	pthread_mutex_lock(&jobs->lock);
	job->done += more ? 1 : 0;
	jobs->items += more ? 1 : 0;
	job->broken |= !more;
	if (--job->running == 0 && !job->gone &&
	    (job->broken || job->done == job->batch.count))
		finish(jobs, job);
	jobs_let_go(jobs, job);
}

static void *work(void *arg)
{
	struct jobs *jobs = arg;

	pthread_mutex_lock(&jobs->lock);
	while (!jobs->stopping) {
		struct job *job = next_job(jobs);
		if (job != NULL) {
			do_item(jobs, job);
			continue;
		}
		struct timespec until = { 0 };
		(void)clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += TICK_S;
		(void)pthread_cond_timedwait(&jobs->work, &jobs->lock, &until);
		jobs_expire(jobs, tsm_time_now());
	}
	pthread_mutex_unlock(&jobs->lock);
	return NULL;
}

enum tsm_status jobs_new(
    const struct jobs_options *options, struct jobs **ret_jobs)
{
	struct jobs *jobs = tsm_calloc(1, sizeof(*jobs));

	if (jobs == NULL)
		return TSM_E_MEMORY;
	jobs->options = *options;
	jobs->started = tsm_time_now();
	(void)pthread_mutex_init(&jobs->lock, NULL);
	(void)pthread_mutex_init(&jobs->reading, NULL);
	(void)pthread_cond_init(&jobs->work, NULL);
	while (jobs->n_workers < JOBS_WORKERS &&
	       pthread_create(
		   &jobs->workers[jobs->n_workers], NULL, work, jobs) == 0)
		jobs->n_workers++;
	if (jobs->n_workers == 0)
		jobs_free(&jobs);
	*ret_jobs = jobs;
	return jobs != NULL ? TSM_OK : TSM_E_MEMORY;
}

void jobs_stop(struct jobs *jobs)
{
	pthread_mutex_lock(&jobs->lock);
	jobs->closing = true;
	jobs->stopping = true;
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (jobs->table[i] != NULL)
			atomic_store(&jobs->table[i]->batch.stop, true);
	pthread_cond_broadcast(&jobs->work);
	pthread_mutex_unlock(&jobs->lock);
}

void jobs_free(struct jobs **jobs)
{
	if (*jobs == NULL)
		return;
	jobs_stop(*jobs);
	for (size_t i = 0; i < (*jobs)->n_workers; i++)
		(void)pthread_join((*jobs)->workers[i], NULL);
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (jobs_at(*jobs, i) != NULL)
			jobs_take_out(*jobs, (*jobs)->table[i]);
	(void)pthread_cond_destroy(&(*jobs)->work);
	(void)pthread_mutex_destroy(&(*jobs)->reading);
	(void)pthread_mutex_destroy(&(*jobs)->lock);
	tsm_free(*jobs);
	*jobs = NULL;
}
