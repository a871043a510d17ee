/* batch.c - from items to rows, by several threads. */
#include "batch.h"

#include <stdio.h>
#include <string.h>

#include "edition.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"

/* A stated maximum of all rows: BATCH_ITEMS_MAX of them with full cells. */
#define ROWS_MAX ((size_t)96 << 20)

void batch_init(struct batch *batch, struct app *app)
{
	memset(batch, 0, sizeof(*batch));
	batch->app = edition_hold(app);
	tsm_arena_init(&batch->arena, 0);
	tsm_arena_init(&batch->out, ROWS_MAX);
	(void)pthread_mutex_init(&batch->lock, NULL);
}

static void release_items(struct batch *batch)
{
	while (batch->zips != NULL) {
		struct batch_zip *zip = batch->zips;
		batch->zips = zip->next;
		tsm_zip_free(&zip->zip);
		tsm_buf_release(&zip->data);
		(void)pthread_mutex_destroy(&zip->lock);
		tsm_free(zip);
	}
	tsm_free(batch->items);
	batch->items = NULL;
	tsm_arena_release(&batch->arena);
}

void batch_release(struct batch *batch)
{
	release_items(batch);
	edition_let_go(batch->app);
	(void)pthread_mutex_destroy(&batch->lock);
	tsm_arena_release(&batch->out);
}

enum tsm_status batch_add(
    struct batch *batch, const struct batch_item *item, struct tsm_error *err)
{
	if (batch->count == BATCH_ITEMS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "a batch has at most %d items", BATCH_ITEMS_MAX);
	if (batch->count == batch->room) {
		size_t room = batch->room == 0 ? 64 : 2 * batch->room;
		struct batch_item *more =
		    tsm_realloc(batch->items, room * sizeof(*more));
		if (more == NULL)
			return tsm_fail_memory(err);
		batch->items = more;
		batch->room = room;
	}
	batch->items[batch->count++] = *item;
	return TSM_OK;
}

/* --- one row --------------------------------------------------------------- */

/*
 * A text for a cell: cut at a character, disarmed (a file name may be any
 * bytes). NULL stays NULL.
 */
static const char *cell(struct tsm_arena *arena, const char *text, bool *lost)
{
	if (text == NULL)
		return NULL;
	char *out =
	    tsm_arena_str(arena, tsm_utf8_cut(tsm_str(text), BATCH_CELL_MAX));
	*lost |= out == NULL;
	if (out != NULL)
		out[tsm_utf8_disarm(out, strlen(out))] = '\0';
	return out;
}

/* "5 Montana OPI renewal units; 1 clock hour"; NULL: none. */
static const char *units(
    struct tsm_arena *arena, const struct tsm_facts *facts, bool *lost)
{
	struct tsm_buf text;

	if (facts->n_units == 0)
		return cell(arena, facts->credits, lost);
	tsm_buf_init(&text, 4 * (size_t)BATCH_CELL_MAX);
	for (size_t i = 0; i < facts->n_units; i++) {
		const struct tsm_fact_unit *unit = &facts->units[i];
		tsm_buf_printf(&text, "%s%s %s", i > 0 ? "; " : "",
		    unit->value != NULL ? unit->value : "",
		    unit->name != NULL ? unit->name : "");
	}
	*lost |= text.status == TSM_E_MEMORY;
	const char *out = cell(arena, tsm_buf_cstr(&text), lost);
	tsm_buf_release(&text);
	return out;
}

static void fill_facts(struct tsm_arena *arena, const struct tsm_facts *facts,
    struct batch_row *row, bool *lost)
{
	row->holder = cell(arena, facts->holder_name, lost);
	row->holder_id = cell(arena, facts->holder_id, lost);
	row->issuer = cell(arena, facts->issuer_name, lost);
	row->issuer_id = cell(arena, facts->issuer_id, lost);
	row->achievement = cell(arena,
	    facts->achievement != NULL ? facts->achievement : facts->name,
	    lost);
	row->units = units(arena, facts, lost);
	row->activity_start = cell(arena, facts->activity_start, lost);
	row->activity_end = cell(arena, facts->activity_end, lost);
	row->awarded = cell(arena,
	    facts->awarded != NULL ? facts->awarded : facts->valid_from, lost);
	row->valid_until = cell(arena, facts->valid_until, lost);
	row->credential_id = cell(arena, facts->id, lost);
	row->activity_id = cell(arena, facts->human_code, lost);
	row->place = cell(arena, facts->term, lost);
	row->mode = cell(arena, facts->role, lost);
}

/* As your list knows it, else as the issuer says in the credential. */
static void fill_approval(struct tsm_arena *arena,
    const struct tsm_report *report, struct batch_row *row, bool *lost)
{
	const struct tsm_facts *facts = report->facts;

	if (report->approval != NULL) {
		row->approval = cell(arena, report->approval->number, lost);
		row->approval_covers = report->approved ? "yes" : "no";
	} else if (facts->n_issuer_identifiers > 0) {
		row->approval =
		    cell(arena, facts->issuer_identifiers[0].value, lost);
		row->approval_covers = "unknown";
	}
}

static void fill_time(
    struct tsm_arena *arena, struct batch_row *row, bool *lost)
{
	char text[TSM_TIME_TEXT];

	row->checked_at =
	    cell(arena, tsm_time_format(tsm_time_now(), text), lost);
}

static void fill_code(struct batch_row *row, const char *name)
{
	const struct tsm_code *code = tsm_code_find(name);

	row->verdict = code->outcome == TSM_FAIL ? TSM_NOT_VALID
						 : TSM_COULD_NOT_BE_CHECKED;
	row->code = code->name;
	row->word = code->page_word;
	row->sentence = code->sentence;
}

/* The arena is shared: under the lock. */
static bool fill(struct batch *batch, const struct tsm_report *report,
    const char *id, struct batch_row *row)
{
	struct tsm_arena *arena = &batch->out;
	char reference[TSM_REPORT_REFERENCE];
	bool lost = false;

	fill_time(arena, row, &lost);
	if (!sites_is_asked(report, id)) {
		fill_code(row, "item.other_credential");
		return !lost;
	}
	row->verdict = report->verdict;
	row->code = report->deciding->code->name;
	row->word = tsm_report_word(report);
	row->sentence = tsm_report_sentence(report);
	const char *later = tsm_report_later(report);
	row->later = later != NULL;
	row->detail = cell(
	    arena, later != NULL ? later : report->deciding->detail, &lost);
	row->listed = cell(arena, report->listed, &lost);
	if (report->proof.sha256 != NULL)
		(void)snprintf(row->sha256, sizeof(row->sha256), "%s",
		    report->proof.sha256);
	if (tsm_report_reference(report, reference)[0] != '\0')
		row->reference = cell(arena, reference, &lost);
	if (report->facts != NULL) {
		fill_facts(arena, report->facts, row, &lost);
		fill_approval(arena, report, row, &lost);
	}
	return !lost;
}

/* --- the work -------------------------------------------------------------- */

struct worker {
	struct batch *batch;
	struct tsm_arena arena;
	struct tsm_buf data;
	struct tsm_error err;
};

static enum tsm_status verify(struct worker *w, struct tsm_str bytes,
    const char *id, struct batch_row *row)
{
	struct tsm_verify_options options = w->batch->options;
	const struct site_asking asking = batch_asking(w->batch);
	const struct tsm_report *report = NULL;
	struct site_found found;

	TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, row->sha256));
	options.now = tsm_time_now();
	TSM_TRY(sites_verify_file(&asking, w->batch->app->verifier, bytes,
	    &options, &w->arena, &report, &found, &w->err));
	pthread_mutex_lock(&w->batch->lock);
	bool whole = fill(w->batch, report, id, row);
	pthread_mutex_unlock(&w->batch->lock);
	return whole ? TSM_OK : tsm_fail_memory(&w->err);
}

/* One item; whatever becomes of it, its row has a verdict and a code. */
static enum tsm_status make_row(
    struct worker *w, const struct batch_item *item, struct batch_row *row)
{
	struct site_found found;
	bool lost = false;

	if (w->batch->deadline != 0 && tsm_time_now() > w->batch->deadline) {
		fill_code(row, "item.no_time");
		return TSM_OK;
	}
	TSM_TRY(batch_load(w->batch, item, &w->arena, &w->data, &found));
	if (found.code == NULL)
		return verify(w, found.bytes, found.id, row);
	fill_code(row, found.code);
	/* what was typed is the same item when it was typed the same */
	if (item->kind == BATCH_TYPED && found.id[0] != '\0')
		TSM_TRY(
		    tsm_sha256_hex(found.id, strlen(found.id), row->sha256));
	pthread_mutex_lock(&w->batch->lock);
	row->detail = cell(&w->batch->out, found.detail, &lost);
	fill_time(&w->batch->out, row, &lost);
	pthread_mutex_unlock(&w->batch->lock);
	return lost ? TSM_E_MEMORY : TSM_OK;
}

enum tsm_status batch_begin(struct batch *batch, struct tsm_error *err)
{
	bool lost = false;

	batch->rows = tsm_arena_array(&batch->out,
	    batch->count > 0 ? batch->count : 1, sizeof(*batch->rows));
	for (size_t i = 0; batch->rows != NULL && i < batch->count; i++)
		batch->rows[i].source =
		    cell(&batch->out, batch->items[i].source, &lost);
	return batch->rows != NULL && !lost ? TSM_OK : tsm_fail_memory(err);
}

bool batch_step(struct batch *batch)
{
	struct worker w = { .batch = batch };
	size_t i = atomic_load(&batch->stop)
		       ? batch->count
		       : atomic_fetch_add(&batch->next, 1);

	if (i >= batch->count)
		return false;
	tsm_buf_init(&w.data, TSM_IMAGE_MAX + ((size_t)64 << 10));
	tsm_arena_init(&w.arena, TSM_VERIFICATION_MEMORY_MAX);
	enum tsm_status status =
	    make_row(&w, &batch->items[i], &batch->rows[i]);
	tsm_arena_release(&w.arena);
	tsm_buf_release(&w.data);
	pthread_mutex_lock(&batch->lock);
	if (status != TSM_OK && batch->status == TSM_OK)
		batch->status = status;
	bool go_on = batch->status == TSM_OK;
	batch->done++;
	batch->tally[batch->rows[i].verdict]++;
	if (batch->progress != NULL)
		batch->progress(batch->done, batch->count);
	pthread_mutex_unlock(&batch->lock);
	return go_on;
}

enum tsm_status batch_end(struct batch *batch, struct tsm_error *err)
{
	if (batch->status == TSM_OK)
		batch->status =
		    batch_mark(&batch->arena, batch->rows, batch->count);
	release_items(batch);
	/* lists that were replaced meanwhile need not be kept for its rows */
	edition_let_go(batch->app);
	batch->app = NULL;
	return batch->status == TSM_OK
		   ? TSM_OK
		   : tsm_fail(err, batch->status, NULL, "%s",
			 tsm_status_name(batch->status));
}

static void *work(void *arg)
{
	while (batch_step(arg))
		;
	return NULL;
}

enum tsm_status batch_run(struct batch *batch, struct tsm_error *err)
{
	pthread_t threads[BATCH_THREADS_MAX];
	size_t started = 0;

	TSM_TRY(batch_begin(batch, err));
	/* this thread is one of them: fewer is slower, and no failure */
	while (started + 1 < batch->threads && started + 1 < batch->count &&
	       started < BATCH_THREADS_MAX &&
	       pthread_create(&threads[started], NULL, work, batch) == 0)
		started++;
	(void)work(batch);
	for (size_t i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	return batch_end(batch, err);
}

void batch_tally(struct batch *batch, size_t ret_tally[4])
{
	pthread_mutex_lock(&batch->lock);
	memcpy(ret_tally, batch->tally, sizeof(batch->tally));
	pthread_mutex_unlock(&batch->lock);
}

int batch_exit(const struct batch *batch)
{
	int worst = 0;

	for (size_t i = 0; i < batch->count; i++)
		worst =
		    app_worse(worst, tsm_verdict_exit(batch->rows[i].verdict));
	return worst;
}
