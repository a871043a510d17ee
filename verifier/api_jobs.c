/*
 * /api/v1/batches: POST makes a job of many credentials, GET says how far it
 * is and gives its rows, DELETE ends it. Whoever has the id may.
 */
#include <stdio.h>
#include <string.h>

#include "jobs.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/json/write.h"

/* A table of BATCH_ITEMS_MAX rows with every cell full. */
#define ROWS_MAX ((size_t)128 << 20)

static void set_time(json_t *object, const char *name, int64_t instant)
{
	char text[TSM_TIME_TEXT];

	if (instant != 0)
		tsm_json_set(object, name, tsm_time_format(instant, text));
}

static json_t *view_json(const struct job_view *view)
{
	static const char *const states[] = {
		[JOB_RUNNING] = "running",
		[JOB_DONE] = "done",
		[JOB_FAILED] = "failed",
	};
	json_t *object = json_object();

	tsm_json_set(object, "id", view->id);
	tsm_json_set(object, "state", states[view->state]);
	tsm_json_set_int(object, "items", (int64_t)view->items);
	tsm_json_set_int(object, "done", (int64_t)view->done);
	json_t *verdicts = tsm_json_set_object(object, "verdicts");
	for (size_t i = 0; i < 4; i++)
		tsm_json_set_int(verdicts,
		    tsm_verdict_name((enum tsm_verdict)i),
		    (int64_t)view->verdicts[i]);
	set_time(object, "created_at", view->created);
	set_time(object, "finished_at", view->finished);
	set_time(object, "expires_at", view->expires);
	return object;
}

static enum tsm_status answer_view(struct jobs *jobs, const char *id,
    int status, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct job_view view;
	struct job *job = NULL;

	TSM_TRY(jobs_open(jobs, id, &job, err));
	jobs_view(jobs, job, &view);
	jobs_close(jobs, &job);
	TSM_TRY(tsm_response_json(response, status, NULL, view_json(&view)));
	tsm_response_cache(response, request, 0, false);
	return TSM_OK;
}

enum tsm_status api_jobs_add(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	const struct batch_body body = {
		.data = request->body,
		.type = request->content_type,
		.column = tsm_request_query(request, "column"),
		.as_of = tsm_request_query(request, "as_of"),
		.own = true,
	};
	char id[JOB_ID];

	TSM_TRY(jobs_add(app->jobs, app, request, &body, 1, id, err));
	const char *place = tsm_arena_printf(
	    request->arena, "%s/api/v1/batches/%s", app->base, id);
	if (place == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(answer_view(app->jobs, id, 202, request, response, err));
	tsm_response_header(response, "Location", place);
	return TSM_OK;
}

enum tsm_status api_jobs_get(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct app *app = ctx;

	return answer_view(app->jobs, tsm_request_param(request, "id"), 200,
	    request, response, err);
}

enum tsm_status api_jobs_end(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct app *app = ctx;

	TSM_TRY(jobs_end(app->jobs, tsm_request_param(request, "id"), err));
	response->status = 204;
	tsm_response_cache(response, request, 0, false);
	return TSM_OK;
}

/* --- rows ------------------------------------------------------------------ */

/* The rows as a table to be kept. */
static enum tsm_status answer_csv(const struct tsm_request *request,
    const struct batch *batch, struct tsm_response *response,
    struct tsm_error *err)
{
	struct tsm_buf out;

	tsm_buf_init(&out, ROWS_MAX);
	enum tsm_status status = batch_csv(batch, &out);
	if (status == TSM_OK)
		status =
		    tsm_response_attachment(response, request, "batch.csv");
	if (status == TSM_OK)
		tsm_response_take(response, "text/csv; charset=utf-8", &out);
	tsm_buf_release(&out);
	return status == TSM_OK
		   ? TSM_OK
		   : tsm_fail(err, status, NULL, "the rows cannot be written");
}

static enum tsm_status rows_json(const struct batch *batch,
    struct tsm_response *response, struct tsm_error *err)
{
	struct tsm_buf out;

	tsm_buf_init(&out, ROWS_MAX);
	json_t *rows = batch_json(batch);
	enum tsm_status status = tsm_json_write(rows, TSM_JSON_COMPACT, &out);
	json_decref(rows);
	if (status == TSM_OK)
		tsm_response_take(response, "application/json", &out);
	tsm_buf_release(&out);
	return status == TSM_OK
		   ? TSM_OK
		   : tsm_fail(err, status, NULL, "the rows cannot be written");
}

/* "?format=csv" goes before Accept, for links. */
static enum tsm_status choose(
    const struct tsm_request *request, bool *ret_csv, struct tsm_error *err)
{
	static const char *const offers[] = { "application/json", "text/csv" };
	const char *format = tsm_request_query(request, "format");

	if (format != NULL && strcmp(format, "csv") != 0 &&
	    strcmp(format, "json") != 0)
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "format is csv or json");
	*ret_csv = format != NULL
		       ? strcmp(format, "csv") == 0
		       : tsm_request_prefers(request, offers, 2) == 1;
	return TSM_OK;
}

static enum tsm_status rows(struct jobs *jobs, struct job *job,
    const struct tsm_request *request, struct tsm_response *response,
    struct tsm_error *err)
{
	struct job_view view;
	bool csv = false;

	jobs_view(jobs, job, &view);
	if (view.state == JOB_FAILED)
		return tsm_fail(
		    err, TSM_E_MEMORY, NULL, "the batch could not be finished");
	if (view.state != JOB_DONE)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "%zu of %zu are done; ask again", view.done, view.items);
	TSM_TRY(choose(request, &csv, err));
	tsm_response_header(response, "Vary", "Accept");
	tsm_response_cache(response, request, 0, false);
	jobs_collected(jobs, job);
	return csv ? answer_csv(request, job_batch(job), response, err)
		   : rows_json(job_batch(job), response, err);
}

enum tsm_status api_jobs_rows(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct app *app = ctx;
	struct job *job = NULL;

	TSM_TRY(
	    jobs_open(app->jobs, tsm_request_param(request, "id"), &job, err));
	enum tsm_status status = rows(app->jobs, job, request, response, err);
	jobs_close(app->jobs, &job);
	return status;
}

void jobs_metrics(struct jobs *jobs, struct tsm_buf *out)
{
	struct jobs_stats stats;

	jobs_stats(jobs, &stats);
	tsm_buf_printf(out,
	    "# HELP testamur_batches_total Batches accepted.\n"
	    "# TYPE testamur_batches_total counter\n"
	    "testamur_batches_total %llu\n"
	    "# HELP testamur_batch_items_total Items of batches done.\n"
	    "# TYPE testamur_batch_items_total counter\n"
	    "testamur_batch_items_total %llu\n"
	    "# HELP testamur_batches_unfinished Batches being worked on.\n"
	    "# TYPE testamur_batches_unfinished gauge\n"
	    "testamur_batches_unfinished %zu\n"
	    "# HELP testamur_batches_kept Batches in memory.\n"
	    "# TYPE testamur_batches_kept gauge\n"
	    "testamur_batches_kept %zu\n",
	    (unsigned long long)stats.accepted, (unsigned long long)stats.items,
	    stats.unfinished, stats.kept);
}
