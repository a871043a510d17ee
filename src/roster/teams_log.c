/*
 * Logs of who joined and who left: the attendance list of 2020 and the report
 * of a live event. Events of one person are paired in file order; a join
 * without its end lasts until the end of the session, which such a file does
 * not state.
 */
#include <stdlib.h>
#include <string.h>

#include "testamur/roster/people.h"

#include "teams.h"

/* What an event does. */
enum action {
	ACTION_UNKNOWN,
	ACTION_JOIN,
	ACTION_LEAVE
};

struct event {
	const struct tsm_csv_row *row;
	struct tsm_str key; /* participant id, or name */
	const char *word;   /* folded action */
	enum action action;
	struct tsm_when when;
};

/* Which kind of log, and its columns. */
struct log {
	const struct tsm_columns *columns;
	enum tsm_column stamp;
	struct event *events;
	size_t count;
	struct tsm_when last; /* latest time in the file */
};

static const int need_list[] = { COL_NAME, COL_ACTION, COL_STAMP, -1 };
static const int need_live[] = { COL_NAME, COL_ACTION, COL_STAMP_UTC, -1 };

static int score_list(const struct tsm_sheet *sheet)
{
	static const int typed[] = { COL_STAMP, -1 };
	const struct tsm_columns *head = tsm_sheet_find(sheet, need_list);
	if (head == NULL)
		return 0;
	return tsm_columns_score(
	    sheet->table, head, typed, TSM_CELL_WHEN, 70, 30);
}

static int score_live(const struct tsm_sheet *sheet)
{
	static const int typed[] = { COL_STAMP_UTC, -1 };
	const struct tsm_columns *head = tsm_sheet_find(sheet, need_live);
	if (head == NULL)
		return 0;
	return tsm_columns_score(
	    sheet->table, head, typed, TSM_CELL_WHEN, 70, 30);
}

/* --- events ----------------------------------------------------------------- */

static bool same_day(const struct tsm_when *a, const struct tsm_when *b)
{
	return a->a == b->a && a->b == b->b && a->year == b->year &&
	       a->month == b->month && a->day == b->day;
}

static int second_of_day(const struct tsm_when *when)
{
	return (when->hour * 60 + when->minute) * 60 + when->second;
}

/* Later on the same day, or on another day further down. */
static void keep_last(struct tsm_when *last, const struct tsm_when *when)
{
	if (!last->has_time || !same_day(last, when) ||
	    second_of_day(when) >= second_of_day(last))
		*last = *when;
}

static enum tsm_status read_event(
    struct tsm_import_job *job, struct log *log, const struct tsm_csv_row *row)
{
	struct event event = { .row = row };
	struct tsm_str name = tsm_columns_cell(log->columns, row, COL_NAME);
	struct tsm_str id = tsm_columns_cell(log->columns, row, COL_ID);
	struct tsm_str stamp =
	    tsm_columns_cell(log->columns, row, (int)log->stamp);
	event.key = id.len > 0 ? id : name;
	event.word = tsm_header_fold(
	    job->arena, tsm_columns_cell(log->columns, row, COL_ACTION));
	if (event.word == NULL)
		return TSM_E_MEMORY;
	if (tsm_when_parse(stamp, &event.when) != TSM_OK ||
	    !event.when.has_time)
		return tsm_draft_reject(
		    job, row->line, "the timestamp is no date and time");
	if (event.word[0] == '\0')
		return tsm_draft_reject(
		    job, row->line, "neither joined nor left");
	if (event.key.len == 0)
		return tsm_draft_reject(
		    job, row->line, "neither name nor e-mail address");
	event.when.utc = event.when.utc || log->stamp == COL_STAMP_UTC;
	keep_last(&log->last, &event.when);
	log->events[log->count++] = event;
	return TSM_OK;
}

static int by_person(const void *left, const void *right)
{
	const struct event *a = left;
	const struct event *b = right;
	int order = tsm_str_cmp(a->key, b->key);
	if (order != 0)
		return order;
	return (a->row->line > b->row->line) - (a->row->line < b->row->line);
}

/* Actions that the vocabulary knows. */
static enum action known_action(const char *word)
{
	bool loose = false;
	enum tsm_column column = tsm_word_column(word, &loose);
	if (column == COL_JOIN || column == COL_ARRIVE)
		return ACTION_JOIN;
	return column == COL_LEAVE || column == COL_DEPART ? ACTION_LEAVE
							   : ACTION_UNKNOWN;
}

/*
 * A word in another language: nobody leaves before joining, so what begins
 * somebody's events is a join, and what begins nobody's is a leave.
 */
static enum action inferred_action(const struct log *log, const char *word)
{
	for (size_t i = 0; i < log->count; i++)
		if ((i == 0 || !tsm_str_eq(log->events[i - 1].key,
				   log->events[i].key)) &&
		    tsm_streq(log->events[i].word, word))
			return ACTION_JOIN;
	return ACTION_LEAVE;
}

/* Few different words occur; each is settled once. */
#define WORDS_MAX 16

static void settle_actions(struct log *log)
{
	const char *words[WORDS_MAX];
	enum action actions[WORDS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < log->count; i++) {
		struct event *event = &log->events[i];
		size_t w = 0;
		while (w < count && !tsm_streq(words[w], event->word))
			w++;
		if (w == WORDS_MAX)
			continue;
		if (w == count) {
			words[w] = event->word;
			actions[w] = known_action(event->word);
			if (actions[w] == ACTION_UNKNOWN)
				actions[w] = inferred_action(log, event->word);
			count++;
		}
		event->action = actions[w];
	}
}

/* --- pairs ------------------------------------------------------------------ */

static enum tsm_status add_stay(struct tsm_import_job *job, struct log *log,
    const struct event *join, const struct event *leave)
{
	const struct tsm_csv_row *row = join->row;
	struct tsm_draft draft = { .line = row->line,
		.kind = leave != NULL ? TSM_DRAFT_TIMES : TSM_DRAFT_OPEN,
		.join = join->when,
		.leave = leave != NULL ? leave->when : log->last };
	draft.name = tsm_columns_cell(log->columns, row, COL_NAME);
	draft.email = tsm_columns_cell(log->columns, row, COL_EMAIL);
	draft.host =
	    tsm_teams_organises(tsm_columns_cell(log->columns, row, COL_ROLE));
	TSM_TRY(tsm_cell_copy(job->arena,
	    tsm_columns_cell(log->columns, row, COL_ID), &draft.identity));
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

/*
 * The events of one person. Who joins twice is there with two devices, and
 * each leaves by itself: the one that joined last leaves first, which gives
 * the same union as any other choice.
 */
static enum tsm_status pair_events(struct tsm_import_job *job, struct log *log,
    const struct event *events, size_t count)
{
	const struct event **open =
	    tsm_arena_array(job->arena, count + 1, sizeof(void *));
	size_t depth = 0;
	if (open == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct event *event = &events[i];
		if (event->action == ACTION_JOIN)
			open[depth++] = event;
		else if (event->action == ACTION_UNKNOWN)
			TSM_TRY(tsm_draft_reject(
			    job, event->row->line, "neither joined nor left"));
		else if (depth == 0)
			TSM_TRY(tsm_draft_reject(job, event->row->line,
			    "left without having joined"));
		else
			TSM_TRY(add_stay(job, log, open[--depth], event));
	}
	while (depth > 0)
		TSM_TRY(add_stay(job, log, open[--depth], NULL));
	return TSM_OK;
}

static int by_line(const void *left, const void *right)
{
	const struct tsm_draft *a = left;
	const struct tsm_draft *b = right;
	return (a->line > b->line) - (a->line < b->line);
}

static enum tsm_status pair_all(struct tsm_import_job *job, struct log *log)
{
	for (size_t start = 0; start < log->count;) {
		size_t end = start + 1;
		while (end < log->count &&
		       tsm_str_eq(log->events[end].key, log->events[start].key))
			end++;
		TSM_TRY(
		    pair_events(job, log, log->events + start, end - start));
		start = end;
	}
	if (job->draft_count > 1)
		qsort(job->drafts, job->draft_count, sizeof(*job->drafts),
		    by_line);
	return TSM_OK;
}

/* --- the file --------------------------------------------------------------- */

static enum tsm_status read_all(
    struct tsm_import_job *job, struct log *log, const char *variant)
{
	const struct tsm_csv *table = job->table;
	log->events =
	    tsm_arena_array(job->arena, table->row_count, sizeof(*log->events));
	if (log->events == NULL)
		return TSM_E_MEMORY;
	for (size_t i = log->columns->row + 1; i < table->row_count; i++)
		if (!tsm_row_blank(&table->rows[i]))
			TSM_TRY(read_event(job, log, &table->rows[i]));
	if (log->count > 1)
		qsort(log->events, log->count, sizeof(*log->events), by_person);
	settle_actions(log);
	TSM_TRY(pair_all(job, log));
	return tsm_import_describe(job, log->columns, variant);
}

static enum tsm_status read_log(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct log *log,
    const char *variant, struct tsm_import *import, struct tsm_error *err)
{
	struct tsm_import_job job;
	if (log->columns == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "this is no log of who joined and left");
	enum tsm_status status =
	    tsm_import_begin(&job, sheet, options, "live", import);
	if (status == TSM_OK)
		status = read_all(&job, log, variant);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

static enum tsm_status read_list(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct log log = { .columns = tsm_sheet_find(sheet, need_list),
		.stamp = COL_STAMP };
	return read_log(sheet, options, &log,
	    "Microsoft Teams attendance list, one row per event", import, err);
}

static enum tsm_status read_live(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct log log = { .columns = tsm_sheet_find(sheet, need_live),
		.stamp = COL_STAMP_UTC };
	return read_log(sheet, options, &log,
	    "Microsoft Teams live event, one row per event, times in UTC",
	    import, err);
}

const struct tsm_importer tsm_importer_teams_log = {
	.id = "teams-log",
	.title = "Teams attendance list",
	.looks_for = "Full Name, User Action, Timestamp",
	.score = score_list,
	.read = read_list,
};

const struct tsm_importer tsm_importer_teams_live = {
	.id = "teams-live",
	.title = "Teams live event",
	.looks_for = "FullName, UtcEventTimestamp, Action",
	.score = score_live,
	.read = read_live,
};
