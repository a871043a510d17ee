/* jobs.c - the table of jobs, and the workers that go round it. */
#include "jobs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "testamur/base/alloc.h"
#include "testamur/base/time.h"

/* A row with every cell full; its items are charged by their bytes. */
#define ROW_COST  (sizeof(struct batch_row) + (size_t)18 * (BATCH_CELL_MAX + 16))
#define ITEM_COST (2 * sizeof(struct batch_item) + 200)

/* How long a worker sleeps at most, so that what is old goes. */
#define TICK_S 30

/* With an issuer's site that answers only so many questions a minute. */
#define PATIENCE_S 90

/* When to come again with one more batch. */
#define RETRY_S 30

struct job {
	char id[JOB_ID];
	char owner[TSM_SLUG_MAX + 8];
	struct batch batch;
	size_t memory; /* that it is charged with */
	size_t taken;  /* items that workers have begun … */
	size_t done;   /* … and finished */
	unsigned running;
	unsigned users; /* workers and readers; freed when the last goes */
	size_t place;   /* in the table */
	bool gone;      /* nobody finds it any more */
	bool broken;    /* no more rows come */
	enum job_state state;
	int64_t created;
	int64_t finished;
};

struct jobs {
	pthread_mutex_t lock;
	pthread_mutex_t reading; /* one body at a time is taken apart */
	pthread_cond_t work;
	bool stopping;
	pthread_t workers[JOBS_WORKERS];
	size_t n_workers;
	struct job *table[JOBS_MAX];
	size_t next; /* where the workers' round goes on */
	size_t memory;
	uint64_t accepted;
	uint64_t items;
};

/* --- the table, under the lock --------------------------------------------- */

static void let_go(struct jobs *jobs, struct job *job)
{
	if (--job->users > 0)
		return;
	jobs->table[job->place] = NULL;
	jobs->memory -= job->memory;
	batch_release(&job->batch);
	tsm_wipe(job, sizeof(*job));
	tsm_free(job);
}

/* Nobody finds it any more; it keeps its place while workers are at it, so
 * that who begins and ends batches has not more of them. */
static void take_out(struct jobs *jobs, struct job *job)
{
	atomic_store(&job->batch.stop, true);
	job->gone = true;
	let_go(jobs, job);
}

/* The job of a place that is still to be found, or NULL. */
static struct job *at(const struct jobs *jobs, size_t place)
{
	struct job *job = place < JOBS_MAX ? jobs->table[place] : NULL;

	return job != NULL && !job->gone ? job : NULL;
}

static void expire(struct jobs *jobs, int64_t now)
{
	for (size_t i = 0; i < JOBS_MAX; i++) {
		struct job *job = at(jobs, i);
		if (job != NULL && job->finished != 0 &&
		    now >= job->finished + JOB_KEEP_S)
			take_out(jobs, job);
	}
}

/* The job finished longest ago, if that is long enough; or NULL. */
static struct job *oldest(const struct jobs *jobs, int64_t now)
{
	struct job *found = NULL;

	for (size_t i = 0; i < JOBS_MAX; i++) {
		struct job *job = at(jobs, i);
		if (job != NULL && job->finished != 0 &&
		    now >= job->finished + JOB_KEEP_MIN_S &&
		    (found == NULL || job->finished < found->finished))
			found = job;
	}
	return found;
}

static size_t free_place(const struct jobs *jobs)
{
	size_t i = 0;

	while (i < JOBS_MAX && jobs->table[i] != NULL)
		i++;
	return i;
}

/* A place, and memory for one more; JOBS_MAX: there is no room. */
static size_t make_room(struct jobs *jobs, size_t memory, int64_t now)
{
	size_t place = free_place(jobs);

	while (place == JOBS_MAX || jobs->memory + memory > JOBS_MEMORY_MAX) {
		struct job *old = oldest(jobs, now);
		if (old == NULL)
			return JOBS_MAX;
		take_out(jobs, old);
		place = free_place(jobs);
	}
	return place;
}

/* Ids are compared whole, so that time says nothing of their beginning. */
static struct job *find(const struct jobs *jobs, const char *id)
{
	struct job *found = NULL;

	if (strlen(id) != JOB_ID - 1)
		return NULL;
	for (size_t i = 0; i < JOBS_MAX; i++) {
		struct job *job = at(jobs, i);
		unsigned char differs = 0;
		for (size_t c = 0; job != NULL && c < JOB_ID - 1; c++)
			differs |= (unsigned char)(id[c] ^ job->id[c]);
		if (job != NULL && differs == 0)
			found = job;
	}
	return found;
}

/* --- workers --------------------------------------------------------------- */

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
	let_go(jobs, job);
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
		expire(jobs, tsm_time_now());
	}
	pthread_mutex_unlock(&jobs->lock);
	return NULL;
}

enum tsm_status jobs_new(struct jobs **ret_jobs)
{
	struct jobs *jobs = tsm_calloc(1, sizeof(*jobs));

	if (jobs == NULL)
		return TSM_E_MEMORY;
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
		if (at(*jobs, i) != NULL)
			take_out(*jobs, (*jobs)->table[i]);
	(void)pthread_cond_destroy(&(*jobs)->work);
	(void)pthread_mutex_destroy(&(*jobs)->reading);
	(void)pthread_mutex_destroy(&(*jobs)->lock);
	tsm_free(*jobs);
	*jobs = NULL;
}

/* --- clients --------------------------------------------------------------- */

/* A key, or an address; of IPv6 the first 64 bits, as for rates. */
static void name_owner(const struct tsm_request *request, struct job *job)
{
	struct tsm_address address;
	char text[TSM_CLIENT_TEXT];

	if (request->caller != NULL) {
		(void)snprintf(
		    job->owner, sizeof(job->owner), "key %s", request->caller);
		return;
	}
	if (tsm_address_parse(tsm_str(request->client), &address) == TSM_OK &&
	    strchr(request->client, ':') != NULL)
		memset(address.bytes + 8, 0, 8);
	(void)snprintf(job->owner, sizeof(job->owner), "%s",
	    tsm_address_format(&address, text));
}

static size_t unfinished(const struct jobs *jobs, const char *owner)
{
	size_t count = 0;

	for (size_t i = 0; i < JOBS_MAX; i++)
		count += jobs->table[i] != NULL &&
			 jobs->table[i]->finished == 0 &&
			 strcmp(jobs->table[i]->owner, owner) == 0;
	return count;
}

static enum tsm_status make_id(char id[JOB_ID], struct tsm_error *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[(JOB_ID - 1) / 2];
	enum tsm_status status =
	    tsm_random_fill(tsm_random_system(), raw, sizeof(raw));

	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "no id could be made");
	for (size_t i = 0; i < sizeof(raw); i++) {
		id[2 * i] = digits[raw[i] >> 4];
		id[2 * i + 1] = digits[raw[i] & 15];
	}
	id[JOB_ID - 1] = '\0';
	return TSM_OK;
}

/* Under the lock: the place for a job, if its owner may have one more. */
static enum tsm_status admit(struct jobs *jobs, const struct job *job,
    const struct tsm_request *request, size_t *ret_place, struct tsm_error *err)
{
	size_t most = request->caller != NULL ? JOB_KEY_MAX : JOB_OWN_MAX;

	if (unfinished(jobs, job->owner) >= most) {
		request->quota->retry_s = RETRY_S;
		return tsm_fail(err, TSM_E_RATE, NULL,
		    "so many of your batches are unfinished; wait for one");
	}
	size_t place = jobs->stopping
			   ? JOBS_MAX
			   : make_room(jobs, job->memory, job->created);
	if (place == JOBS_MAX) {
		request->quota->retry_s = RETRY_S;
		return tsm_fail(err, TSM_E_BUSY, NULL,
		    "there is no room for one more batch now");
	}
	*ret_place = place;
	return TSM_OK;
}

/* id is told before a worker may have done and forgotten the job. */
static enum tsm_status enter(struct jobs *jobs, struct job *job,
    const struct tsm_request *request, char id[JOB_ID], struct tsm_error *err)
{
	size_t place = 0;

	TSM_TRY(make_id(job->id, err));
	TSM_TRY(batch_begin(&job->batch, err));
	pthread_mutex_lock(&jobs->lock);
	enum tsm_status status = admit(jobs, job, request, &place, err);
	if (status == TSM_OK) {
		job->users = 1; /* the table's */
		job->place = place;
		memcpy(id, job->id, JOB_ID);
		jobs->table[place] = job;
		jobs->memory += job->memory;
		jobs->accepted++;
		pthread_cond_broadcast(&jobs->work);
	}
	pthread_mutex_unlock(&jobs->lock);
	return status;
}

static enum tsm_status fill(struct jobs *jobs, struct job *job,
    const struct tsm_request *request, const struct batch_body *bodies,
    size_t count, struct tsm_error *err)
{
	enum tsm_status status = TSM_OK;

	job->created = request->now;
	job->batch.options.now = request->now;
	job->batch.deadline = request->now + JOB_SECONDS;
	job->batch.patience_s = PATIENCE_S;
	name_owner(request, job);
	job->batch.client = job->owner;
	pthread_mutex_lock(&jobs->reading);
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		status = batch_add_body(&job->batch, &bodies[i], err);
		job->memory += 3 * bodies[i].data.len;
	}
	pthread_mutex_unlock(&jobs->reading);
	if (status != TSM_OK)
		return status;
	if (job->batch.count == 0)
		return tsm_fail(
		    err, TSM_E_MISSING, NULL, "there is nothing in it");
	/* more than in an archive cannot be unpacked by all workers at once */
	job->memory += job->batch.count * (ROW_COST + ITEM_COST);
	return tsm_request_charge(
	    request, APP_RATE_ITEMS, (unsigned)job->batch.count, err);
}

enum tsm_status jobs_add(struct jobs *jobs, struct app *app,
    const struct tsm_request *request, const struct batch_body *bodies,
    size_t count, char id[JOB_ID], struct tsm_error *err)
{
	struct job *job = tsm_calloc(1, sizeof(*job));

	if (job == NULL)
		return tsm_fail_memory(err);
	batch_init(&job->batch, app);
	enum tsm_status status = fill(jobs, job, request, bodies, count, err);
	if (status == TSM_OK)
		status = enter(jobs, job, request, id, err);
	if (status != TSM_OK) {
		batch_release(&job->batch);
		tsm_free(job);
	}
	return status;
}

enum tsm_status jobs_open(struct jobs *jobs, const char *id,
    struct job **ret_job, struct tsm_error *err)
{
	pthread_mutex_lock(&jobs->lock);
	expire(jobs, tsm_time_now());
	struct job *job = find(jobs, id);
	if (job != NULL)
		job->users++;
	pthread_mutex_unlock(&jobs->lock);
	if (job == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "there is no such batch, or no more");
	*ret_job = job;
	return TSM_OK;
}

void jobs_close(struct jobs *jobs, struct job **job)
{
	if (*job == NULL)
		return;
	pthread_mutex_lock(&jobs->lock);
	let_go(jobs, *job);
	pthread_mutex_unlock(&jobs->lock);
	*job = NULL;
}

void jobs_view(struct jobs *jobs, struct job *job, struct job_view *ret_view)
{
	struct job_view view = { .items = job->batch.count };

	memcpy(view.id, job->id, JOB_ID);
	view.created = job->created;
	pthread_mutex_lock(&jobs->lock);
	view.state = job->state;
	view.done = job->done;
	view.finished = job->finished;
	view.expires = job->finished != 0 ? job->finished + JOB_KEEP_S : 0;
	pthread_mutex_unlock(&jobs->lock);
	batch_tally(&job->batch, view.verdicts);
	*ret_view = view;
}

const struct batch *job_batch(const struct job *job)
{
	return &job->batch;
}

enum tsm_status jobs_end(
    struct jobs *jobs, const char *id, struct tsm_error *err)
{
	pthread_mutex_lock(&jobs->lock);
	struct job *job = find(jobs, id);
	if (job != NULL)
		take_out(jobs, job);
	pthread_mutex_unlock(&jobs->lock);
	return job != NULL ? TSM_OK
			   : tsm_fail(err, TSM_E_NOT_FOUND, NULL,
				 "there is no such batch, or no more");
}

void jobs_stats(struct jobs *jobs, struct jobs_stats *ret_stats)
{
	pthread_mutex_lock(&jobs->lock);
	*ret_stats = (struct jobs_stats){ .accepted = jobs->accepted,
		.items = jobs->items };
	for (size_t i = 0; i < JOBS_MAX; i++) {
		const struct job *job = at(jobs, i);
		ret_stats->kept += job != NULL;
		ret_stats->unfinished += job != NULL && job->finished == 0;
	}
	pthread_mutex_unlock(&jobs->lock);
}
