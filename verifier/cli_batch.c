/* batch INPUT…: a row for each of many credentials. */
#include <stdio.h>
#include <string.h>

#include "batch.h"
#include "testamur/base/file.h"
#include "testamur/base/processors.h"
#include "testamur/base/time.h"

/* A table of BATCH_ITEMS_MAX rows with every cell full. */
#define OUT_MAX ((size_t)128 << 20)

/* An issuer may answer one id a second; as many threads wait for it. */
#define PATIENCE_S 300

const struct tsm_option cli_batch_options[] = {
	{ "out", TSM_OPT_VALUE, "FILE.csv|.json",
	    "write the rows into this file instead of printing them", false },
	{ "json", TSM_OPT_FLAG, NULL, "print the rows as JSON, not as CSV",
	    false },
	{ "column", TSM_OPT_VALUE, "NAME",
	    "column of a CSV file that holds file, credential, id or link",
	    false },
	APP_SITE_OPTION,
	{ "threads", TSM_OPT_VALUE, "N", "default: twice the processors",
	    false },
	{ "as-of", TSM_OPT_VALUE, "DATE",
	    "answer as of this date (its end, UTC) or date-time", false },
	APP_OPTIONS,
	TSM_OPTIONS_END,
};

/* At most one line a second, under the lock of the batch. */
static void progress(size_t done, size_t count)
{
	static int64_t said;
	int64_t now = tsm_time_now();

	if (said == 0)
		said = now;
	if (now == said || done == count)
		return;
	said = now;
	(void)fprintf(stderr, "testamur-verifier: %zu of %zu\n", done, count);
}

static void summary(const struct batch *batch)
{
	size_t verdicts[4] = { 0 };
	size_t same = 0;
	size_t overlaps = 0;

	for (size_t i = 0; i < batch->count; i++) {
		verdicts[batch->rows[i].verdict]++;
		same += batch->rows[i].duplicate_of != 0;
		overlaps += batch->rows[i].overlaps != 0;
	}
	(void)fprintf(stderr,
	    "testamur-verifier: %zu items: %zu verified, %zu verified but "
	    "unlisted, %zu not valid, %zu not checked; %zu duplicates, %zu "
	    "with overlapping activities\n",
	    batch->count, verdicts[TSM_VERIFIED],
	    verdicts[TSM_VERIFIED_ISSUER_UNLISTED], verdicts[TSM_NOT_VALID],
	    verdicts[TSM_COULD_NOT_BE_CHECKED], same, overlaps);
}

/* The format of the rows: of the file's name, or --json. */
static int read_format(const struct tsm_args *args, bool *ret_json)
{
	const char *path = tsm_args_get(args, "out");

	*ret_json = tsm_args_has(args, "json");
	if (path == NULL)
		return 0;
	if (tsm_str_ends(tsm_str(path), ".json"))
		*ret_json = true;
	else if (!tsm_str_ends(tsm_str(path), ".csv") || *ret_json)
		return app_usage(
		    "--out wants a name that ends in .csv or .json");
	return 0;
}

static int read_options(struct batch *batch, const struct tsm_args *args)
{
	const char *text = tsm_args_get(args, "threads");
	uint64_t threads = 2 * (uint64_t)tsm_processors();

	if (threads > 16)
		threads = 16;
	if (text != NULL && (tsm_parse_u64(tsm_str(text), BATCH_THREADS_MAX,
				 &threads) != TSM_OK ||
				threads == 0))
		return app_usage("--threads wants a number from 1 to 64");
	batch->threads = (size_t)threads;
	text = tsm_args_get(args, "as-of");
	if (text != NULL &&
	    tsm_time_parse_day(tsm_str(text), true, &batch->as_of) != TSM_OK)
		return app_usage("--as-of wants 2024-05-31 or a date and time "
				 "with zone");
	if (text != NULL)
		batch->options.as_of = &batch->as_of;
	batch->options.now = tsm_time_now();
	batch->patience_s = PATIENCE_S;
	return 0;
}

/* Rows hold names of people: the file is the operator's alone. */
static int put_rows(const struct batch *batch, const char *path, bool json,
    struct tsm_error *err)
{
	struct tsm_buf out;
	enum tsm_status status;

	tsm_buf_init(&out, OUT_MAX);
	if (json) {
		json_t *rows = batch_json(batch);
		status = tsm_json_write(rows, TSM_JSON_PRETTY, &out);
		json_decref(rows);
	} else {
		status = batch_csv(batch, &out);
	}
	if (status != TSM_OK)
		(void)tsm_fail(err, status, NULL, "the rows do not fit");
	else if (path != NULL)
		status = tsm_file_write(path, out.data, out.len, 0600, err);
	else if (fwrite(out.data, 1, out.len, stdout) != out.len ||
		 fflush(stdout) != 0)
		status =
		    tsm_fail(err, TSM_E_IO, NULL, "the rows cannot be written");
	tsm_buf_release(&out);
	if (status == TSM_OK)
		return batch_exit(batch);
	int exit_status = app_fail(NULL, status, err);
	return status == TSM_E_IO || status == TSM_E_NOT_FOUND ? exit_status
							       : TSM_EXIT_FAULT;
}

static int fill_and_run(struct batch *batch, const struct tsm_args *args)
{
	struct tsm_error err = { 0 };
	bool json = false;
	int exit_status = read_format(args, &json);

	if (exit_status == 0)
		exit_status = read_options(batch, args);
	for (size_t i = 0; exit_status == 0 && i < tsm_args_operands(args); i++)
		if (batch_add_input(batch, tsm_args_operand(args, i),
			tsm_args_get(args, "column"), &err) != TSM_OK)
			exit_status = app_fail(NULL, err.status, &err);
	if (exit_status != 0)
		return exit_status;
	batch->progress = progress;
	if (batch_run(batch, &err) != TSM_OK) {
		(void)app_fail(NULL, err.status, &err);
		return TSM_EXIT_FAULT;
	}
	summary(batch);
	return put_rows(batch, tsm_args_get(args, "out"), json, &err);
}

static int run(struct app *app, const struct tsm_args *args)
{
	struct batch batch;

	batch_init(&batch, app);
	int exit_status = fill_and_run(&batch, args);
	batch_release(&batch);
	return exit_status;
}

int cli_batch(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run(args, run);
}
