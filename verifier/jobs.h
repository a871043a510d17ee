/*
 * jobs.h - batches that a server works on while their clients wait.
 *
 * A job is a batch with an id that nobody guesses (job_id.h): whoever has the
 * id sees its progress and its rows and may end it; nobody else learns that it
 * is there. A fixed number of workers makes the rows of all jobs by turns, one
 * item at a time, so that a large batch holds up no small one; one client has
 * at most a share of them, so that issuers which do not answer hold up only
 * those who ask them.
 *
 * Bounds: jobs in all, unfinished ones of one client, memory (each is
 * charged on arrival with the most it can take), time from the arrival
 * (items not begun by then have their own code), and the time for which
 * the rows of a finished job are kept; when there is no room the oldest
 * finished ones go earlier, and younger ones of the client that has most.
 *
 * All of it is in memory, and by design nowhere else: items and rows are
 * other people's credentials, which a disk, its snapshots and its backups
 * would keep for longer than the hour for which they are wanted, while to
 * send them again takes a minute. So a server that is told to end takes no
 * more, but first lets those finish that it has (drain.h), and a later one
 * says of the id of an earlier one's job that it was lost (TSM_E_GONE).
 *
 * Any thread, for everything but jobs_free().
 */
#ifndef TESTAMUR_VERIFIER_JOBS_H
#define TESTAMUR_VERIFIER_JOBS_H

#include "batch.h"
#include "job_id.h"

#define JOBS_MAX        256
#define JOBS_MEMORY_MAX ((size_t)512 << 20)
#define JOBS_WORKERS    24 /* most of the time they wait for issuers */
#define JOBS_SHARE      8  /* of them, for one client's batches */
#define JOB_OWN_MAX     3  /* unfinished ones of one address */
#define JOB_KEY_MAX     10 /* … of one API key */
#define JOB_SECONDS     1800
#define JOB_KEEP_S      3600
#define JOB_COLLECT_S   6   /* who waits for rows asks again within it */
#define JOB_KEEP_MIN_S  300 /* when there is no room */

struct jobs;
struct job;

enum job_state {
	JOB_RUNNING,
	JOB_DONE,
	JOB_FAILED /* for want of memory */
};

/* How a job was at some moment. */
struct job_view {
	char id[JOB_ID];
	enum job_state state;
	size_t items;
	size_t done;
	size_t verdicts[4]; /* so far, by enum tsm_verdict */
	int64_t created;
	int64_t finished; /* 0: not yet */
	int64_t expires;  /* 0: not yet known */
};

struct jobs_options {
	int64_t time_s; /* from its arrival on items are begun */
	int64_t keep_s; /* from its end on its rows are kept */
};

/* A table and its workers. TSM_E_MEMORY. */
enum tsm_status jobs_new(
    const struct jobs_options *options, struct jobs **ret_jobs) TSM_NODISCARD;

/* How long the rows of a finished one are kept, in seconds. */
int64_t jobs_keep_s(const struct jobs *jobs);

/* No more jobs are taken; those that are there go on. */
void jobs_close_door(struct jobs *jobs);

/* How many somebody waits for: unfinished, or finished a moment ago with
 * rows that nobody has had. */
size_t jobs_waited_for(struct jobs *jobs, int64_t now);

/* No more items are begun, no more jobs are taken. Not for long blocking. */
void jobs_stop(struct jobs *jobs);

/* Waits for the items that workers have begun. NULL is accepted. */
void jobs_free(struct jobs **jobs);

/*
 * Make a job of what request brought, in one body or several; each item takes
 * a token of APP_RATE_ITEMS. TSM_E_MISSING (nothing in it), TSM_E_RATE (so
 * many items, or too many of this client's jobs unfinished), TSM_E_BUSY (no
 * room, or about to end), and what batch_add_body() says.
 */
enum tsm_status jobs_add(struct jobs *jobs, struct app *app,
    const struct tsm_request *request, const struct batch_body *bodies,
    size_t count, char id[JOB_ID], struct tsm_error *err) TSM_NODISCARD;

/* The job of an id, to be given back. TSM_E_NOT_FOUND; TSM_E_GONE: it was
 * one of an earlier run of the server. */
enum tsm_status jobs_open(struct jobs *jobs, const char *id,
    struct job **ret_job, struct tsm_error *err) TSM_NODISCARD;
void jobs_close(struct jobs *jobs, struct job **job);

/* How it is; what it holds, once it is JOB_DONE, unchanging. */
void jobs_view(struct jobs *jobs, struct job *job, struct job_view *ret_view);
const struct batch *job_batch(const struct job *job);

/* Somebody has had its rows. */
void jobs_collected(struct jobs *jobs, struct job *job);

/* End a job and forget it. As jobs_open(). */
enum tsm_status jobs_end(
    struct jobs *jobs, const char *id, struct tsm_error *err) TSM_NODISCARD;

struct jobs_stats {
	uint64_t accepted; /* since the start: batches … */
	uint64_t items;    /* … and items of them that were done */
	size_t unfinished;
	size_t kept; /* in memory, those included */
};
void jobs_stats(struct jobs *jobs, struct jobs_stats *ret_stats);

/* Lines of that for /metrics. */
void jobs_metrics(struct jobs *jobs, struct tsm_buf *out);

#endif
