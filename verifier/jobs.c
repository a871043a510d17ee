/* jobs.c - the table of jobs, and what clients do with it. */
#include "jobs_private.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "testamur/base/alloc.h"
#include "testamur/base/time.h"

/* A row with every cell full; its items are charged by their bytes. */
#define ROW_COST \
 (sizeof(struct batch_row) + (size_t)22 * (BATCH_CELL_MAX + 16) + 64)
#define ITEM_COST (2 * sizeof(struct batch_item) + 200)

/* With an issuer's site that answers only so many questions a minute. */
#define PATIENCE_S 90

/* When to come again with one more batch. */
#define RETRY_S 30

/* --- the table, under the lock --------------------------------------------- */

void jobs_let_go(struct jobs *jobs, struct job *job)
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
void jobs_take_out(struct jobs *jobs, struct job *job)
{
	atomic_store(&job->batch.stop, true);
	job->gone = true;
	jobs_let_go(jobs, job);
}

/* The job of a place that is still to be found, or NULL. */
struct job *jobs_at(const struct jobs *jobs, size_t place)
{
	struct job *job = place < JOBS_MAX ? jobs->table[place] : NULL;

	return job != NULL && !job->gone ? job : NULL;
}

void jobs_expire(struct jobs *jobs, int64_t now)
{
	for (size_t i = 0; i < JOBS_MAX; i++) {
		struct job *job = jobs_at(jobs, i);
		if (job != NULL && job->finished != 0 &&
		    now >= job->finished + jobs->options.keep_s)
			jobs_take_out(jobs, job);
	}
}

/* The job finished longest ago, if that is long enough; or NULL. */
static struct job *oldest(const struct jobs *jobs, int64_t now)
{
	struct job *found = NULL;

	for (size_t i = 0; i < JOBS_MAX; i++) {
		struct job *job = jobs_at(jobs, i);
		if (job != NULL && job->finished != 0 &&
		    now >= job->finished + JOB_KEEP_MIN_S &&
		    (found == NULL || job->finished < found->finished))
			found = job;
	}
	return found;
}

/* What an owner has of the table: of its places, or of its memory. */
static size_t load_of(const struct jobs *jobs, const char *owner, bool memory)
{
	size_t load = 0;

	for (size_t i = 0; i < JOBS_MAX; i++)
		if (jobs->table[i] != NULL &&
		    strcmp(jobs->table[i]->owner, owner) == 0)
			load += memory ? jobs->table[i]->memory : 1;
	return load;
}

/*
 * The job finished longest ago of the owner who has most, if that is more
 * than who comes would have: a few do not keep all others out. Or NULL.
 */
static struct job *dispensable(
    const struct jobs *jobs, const struct job *newcomer, bool memory)
{
	struct job *found = NULL;
	size_t most = load_of(jobs, newcomer->owner, memory) +
		      (memory ? newcomer->memory : 1);

	for (size_t i = 0; i < JOBS_MAX; i++) {
		struct job *job = jobs_at(jobs, i);
		if (job == NULL || job->finished == 0)
			continue;
		size_t load = load_of(jobs, job->owner, memory);
		if (load > most || (load == most && found != NULL &&
				       job->finished < found->finished)) {
			found = job;
			most = load;
		}
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
static size_t make_room(struct jobs *jobs, const struct job *newcomer)
{
	size_t place = free_place(jobs);

	while (place == JOBS_MAX ||
	       jobs->memory + newcomer->memory > JOBS_MEMORY_MAX) {
		struct job *old = oldest(jobs, newcomer->created);
		if (old == NULL)
			old = dispensable(jobs, newcomer, place != JOBS_MAX);
		if (old == NULL)
			return JOBS_MAX;
		jobs_take_out(jobs, old);
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
		struct job *job = jobs_at(jobs, i);
		unsigned char differs = 0;
		for (size_t c = 0; job != NULL && c < JOB_ID - 1; c++)
			differs |= (unsigned char)(id[c] ^ job->id[c]);
		if (job != NULL && differs == 0)
			found = job;
	}
	return found;
}

/* --- clients --------------------------------------------------------------- */

static size_t unfinished(const struct jobs *jobs, const char *owner)
{
	size_t count = 0;

	for (size_t i = 0; i < JOBS_MAX; i++)
		count += jobs->table[i] != NULL &&
			 jobs->table[i]->finished == 0 &&
			 strcmp(jobs->table[i]->owner, owner) == 0;
	return count;
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
	if (jobs->closing) {
		request->quota->retry_s = RETRY_S;
		return tsm_fail(err, TSM_E_BUSY, NULL,
		    "this service is about to be restarted; send it again in "
		    "a minute");
	}
	size_t place = make_room(jobs, job);
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

	TSM_TRY(job_id_make(jobs->started, job->id, err));
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
	job->batch.deadline = request->now + jobs->options.time_s;
	job->batch.patience_s = PATIENCE_S;
	job_owner(request, job->owner);
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
	jobs_expire(jobs, tsm_time_now());
	struct job *job = find(jobs, id);
	if (job != NULL)
		job->users++;
	pthread_mutex_unlock(&jobs->lock);
	if (job == NULL)
		return job_id_unknown(id, jobs->started, err);
	*ret_job = job;
	return TSM_OK;
}

void jobs_close(struct jobs *jobs, struct job **job)
{
	if (*job == NULL)
		return;
	pthread_mutex_lock(&jobs->lock);
	jobs_let_go(jobs, *job);
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
	view.expires =
	    job->finished != 0 ? job->finished + jobs->options.keep_s : 0;
	pthread_mutex_unlock(&jobs->lock);
	batch_tally(&job->batch, view.verdicts);
	*ret_view = view;
}

int64_t jobs_keep_s(const struct jobs *jobs)
{
	return jobs->options.keep_s;
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
		jobs_take_out(jobs, job);
	pthread_mutex_unlock(&jobs->lock);
	return job != NULL ? TSM_OK : job_id_unknown(id, jobs->started, err);
}

void jobs_stats(struct jobs *jobs, struct jobs_stats *ret_stats)
{
	pthread_mutex_lock(&jobs->lock);
	*ret_stats = (struct jobs_stats){ .accepted = jobs->accepted,
		.items = jobs->items };
	for (size_t i = 0; i < JOBS_MAX; i++) {
		const struct job *job = jobs_at(jobs, i);
		ret_stats->kept += job != NULL;
		ret_stats->unfinished += job != NULL && job->finished == 0;
	}
	pthread_mutex_unlock(&jobs->lock);
}

/* --- the end of the server ------------------------------------------------ */

void jobs_close_door(struct jobs *jobs)
{
	pthread_mutex_lock(&jobs->lock);
	jobs->closing = true;
	pthread_mutex_unlock(&jobs->lock);
}

size_t jobs_waited_for(struct jobs *jobs, int64_t now)
{
	size_t count = 0;

	pthread_mutex_lock(&jobs->lock);
	for (size_t i = 0; i < JOBS_MAX; i++) {
		const struct job *job = jobs_at(jobs, i);
		count += job != NULL &&
			 (job->finished == 0 ||
			     (!job->collected &&
				 now < job->finished + JOB_COLLECT_S));
	}
	pthread_mutex_unlock(&jobs->lock);
	return count;
}

void jobs_collected(struct jobs *jobs, struct job *job)
{
	pthread_mutex_lock(&jobs->lock);
	job->collected = true;
	pthread_mutex_unlock(&jobs->lock);
}
