/* From the cells that an importer found to rows with instants. */
#include <stdlib.h>
#include <string.h>

#include "testamur/roster/people.h"

#include "internal.h"

/* --- remarks -------------------------------------------------------------- */

enum tsm_status tsm_note_add(struct tsm_arena *arena,
    struct tsm_note_list *list, size_t line, const char *text)
{
	if (list->count == list->cap) {
		size_t cap = list->cap > 0 ? list->cap * 2 : 16;
		struct tsm_row_note *items =
		    tsm_arena_array(arena, cap, sizeof(*items));
		if (items == NULL)
			return TSM_E_MEMORY;
		if (list->count > 0)
			memcpy(
			    items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->cap = cap;
	}
	list->items[list->count].line = line;
	list->items[list->count].text = text;
	list->count++;
	return TSM_OK;
}

/* Equal lines by text, so that the order is the same on every machine. */
static int by_line(const void *left, const void *right)
{
	const struct tsm_row_note *a = left;
	const struct tsm_row_note *b = right;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return strcmp(a->text, b->text);
}

void tsm_note_sort(struct tsm_note_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), by_line);
}

/* --- times ---------------------------------------------------------------- */

static int64_t distance(int64_t instant, const struct tsm_interval *window)
{
	if (instant < window->start)
		return window->start - instant;
	return instant > window->end ? instant - window->end : 0;
}

/*
 * A time of day happened on the session's day; where the session runs past
 * midnight, on the day that brings it nearer to the session.
 */
static enum tsm_status undated_instant(const struct tsm_import_job *job,
    const struct tsm_when *when, int64_t *ret_instant, bool *ret_repeated)
{
	const struct tsm_interval *session = job->options->session;
	const struct tsm_zone *zone = job->options->zone;
	struct tsm_civil first;
	struct tsm_civil last;
	int64_t instant = 0;
	if (session == NULL)
		return TSM_E_MISSING;
	TSM_TRY(tsm_zone_to_civil(zone, session->start, &first));
	TSM_TRY(tsm_zone_to_civil(zone, session->end - 1, &last));
	TSM_TRY(tsm_when_instant(
	    when, TSM_DATE_UNKNOWN, &first, zone, ret_instant, ret_repeated));
	if (last.day == first.day)
		return TSM_OK;
	bool repeated = false;
	enum tsm_status status = tsm_when_instant(
	    when, TSM_DATE_UNKNOWN, &last, zone, &instant, &repeated);
	if (status == TSM_OK &&
	    distance(instant, session) < distance(*ret_instant, session)) {
		*ret_instant = instant;
		*ret_repeated = repeated;
	}
	return TSM_OK;
}

/* With its own date, or on the session's day. */
static enum tsm_status instant_of(const struct tsm_import_job *job,
    const struct tsm_when *when, enum tsm_date_order order,
    int64_t *ret_instant, bool *ret_repeated)
{
	if (!when->has_date)
		return undated_instant(job, when, ret_instant, ret_repeated);
	return tsm_when_instant(
	    when, order, NULL, job->options->zone, ret_instant, ret_repeated);
}

enum tsm_status tsm_draft_times(const struct tsm_import_job *job,
    const struct tsm_draft *draft, enum tsm_date_order order,
    struct tsm_interval *ret_times, bool *ret_repeated, const char **ret_why)
{
	struct tsm_interval times = { 0 };
	bool join_twice = false;
	bool leave_twice = false;
	enum tsm_status status =
	    instant_of(job, &draft->join, order, &times.start, &join_twice);
	if (status == TSM_OK)
		status = instant_of(
		    job, &draft->leave, order, &times.end, &leave_twice);
	if (status == TSM_E_VALUE)
		*ret_why = "a time that does not exist in this zone or order "
			   "of day and month";
	else if (status != TSM_OK)
		*ret_why = "a time of day without a date";
	else if (times.end < times.start) {
		*ret_why = "leaves before joining";
		status = TSM_E_VALUE;
	}
	if (status != TSM_OK)
		return status;
	*ret_times = times;
	*ret_repeated = join_twice || leave_twice;
	return TSM_OK;
}

/* --- drafts to rows ------------------------------------------------------- */

enum tsm_status tsm_import_begin(struct tsm_import_job *job,
    struct tsm_arena *arena, const struct tsm_csv *table,
    const struct tsm_import_options *options, const char *via,
    struct tsm_import *import)
{
	*job = (struct tsm_import_job){
		.arena = arena, .options = options, .via = via, .import = import
	};
	job->drafts =
	    tsm_arena_array(arena, table->row_count + 1, sizeof(*job->drafts));
	if (job->drafts == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < table->bad_count; i++)
		TSM_TRY(tsm_note_add(arena, &job->rejected, table->bad[i].line,
		    table->bad[i].text));
	if (import->text.nuls > 0)
		TSM_TRY(tsm_note_add(arena, &job->notes,
		    import->text.first_nul_line,
		    "stray NUL bytes were left out"));
	return TSM_OK;
}

/*
 * Zoom's minutes are seconds rounded up. Times without seconds can be a
 * minute off either way.
 */
static bool minutes_agree(
    const struct tsm_draft *draft, const struct tsm_attendance_row *row)
{
	uint64_t minutes = (uint64_t)(row->leave - row->join + 59) / 60;
	uint64_t slack =
	    draft->join.has_seconds && draft->leave.has_seconds ? 0 : 1;
	if (minutes == 0)
		slack = 1;
	return draft->minutes <= minutes + slack &&
	       minutes <= draft->minutes + slack;
}

static enum tsm_status add_row_notes(struct tsm_import_job *job,
    const struct tsm_draft *draft, const struct tsm_attendance_row *row,
    bool repeated)
{
	if (repeated)
		TSM_TRY(tsm_note_add(job->arena, &job->notes, draft->line,
		    "a local time that the clock change repeats: the first "
		    "was taken"));
	if (draft->has_minutes && !row->total_only && row->ignored == NULL &&
	    !minutes_agree(draft, row))
		TSM_TRY(tsm_note_add(job->arena, &job->notes, draft->line,
		    "the duration column does not fit the times; the times "
		    "count"));
	return TSM_OK;
}

/*
 * The times of a row. Rows of another session keep none: their time of day
 * would be put on this session's date.
 */
static enum tsm_status set_times(struct tsm_import_job *job,
    const struct tsm_draft *draft, struct tsm_attendance_row *row,
    const char **ret_why)
{
	struct tsm_interval times = { 0 };
	bool repeated = false;
	if (draft->total_only) {
		row->total_only = true;
		row->total_seconds = (int64_t)draft->minutes * 60;
		return TSM_OK;
	}
	if (draft->ignored != NULL)
		return TSM_OK;
	enum tsm_status status = tsm_draft_times(
	    job, draft, job->import->order, &times, &repeated, ret_why);
	if (status != TSM_OK)
		return status;
	row->join = times.start;
	row->leave = times.end;
	if (job->options->session != NULL)
		row->outside =
		    !tsm_interval_overlaps(times, *job->options->session);
	if (row->waiting_room)
		row->ignored = "in the waiting room";
	return add_row_notes(job, draft, row, repeated);
}

/* Who, as far as the file says; matching to the roster comes later. */
static enum tsm_status set_person(struct tsm_import_job *job,
    const struct tsm_draft *draft, struct tsm_attendance_row *row)
{
	const char *host = job->import->meeting.host_email;
	TSM_TRY(tsm_name_split(
	    job->arena, draft->name, &row->display, &row->original));
	enum tsm_status status =
	    tsm_email_normalise(job->arena, draft->email, &row->email);
	if (status == TSM_E_VALUE)
		status = tsm_note_add(job->arena, &job->notes, draft->line,
		    "the e-mail column holds no address");
	row->host_hint = host != NULL && tsm_streq(row->email, host);
	row->bot_hint = tsm_name_is_bot(draft->name);
	return status;
}

/* One draft: a row, or a rejection. TSM_E_MEMORY only. */
static enum tsm_status finish_row(
    struct tsm_import_job *job, const struct tsm_draft *draft)
{
	struct tsm_import *import = job->import;
	struct tsm_attendance_row row = { .line = draft->line,
		.via = job->via,
		.waiting_room = draft->waiting_room,
		.ignored = draft->ignored };
	const char *why = NULL;
	if (tsm_roster_trim(draft->name).len == 0 &&
	    tsm_roster_trim(draft->email).len == 0)
		return tsm_note_add(job->arena, &job->rejected, draft->line,
		    "neither name nor e-mail address");
	enum tsm_status status = set_times(job, draft, &row, &why);
	if (status == TSM_E_MEMORY)
		return status;
	if (status != TSM_OK)
		return tsm_note_add(
		    job->arena, &job->rejected, draft->line, why);
	TSM_TRY(set_person(job, draft, &row));
	import->rows[import->row_count++] = row;
	return TSM_OK;
}

/* The block's own times; without them only a remark is lost. */
static enum tsm_status finish_meeting(struct tsm_import_job *job)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	enum tsm_date_order order = job->import->order;
	if (job->meeting_start.has_date && job->meeting_start.has_time)
		meeting->has_start =
		    instant_of(job, &job->meeting_start, order, &meeting->start,
			&(bool){ false }) == TSM_OK;
	if (job->meeting_end.has_date && job->meeting_end.has_time)
		meeting->has_end =
		    instant_of(job, &job->meeting_end, order, &meeting->end,
			&(bool){ false }) == TSM_OK;
	if (job->import->has_meeting &&
	    !(meeting->has_start && meeting->has_end))
		return tsm_note_add(job->arena, &job->notes, meeting->line,
		    "the meeting's start or end could not be read");
	return TSM_OK;
}

static enum tsm_status finish_rows(struct tsm_import_job *job)
{
	struct tsm_import *import = job->import;
	import->rows = tsm_arena_array(
	    job->arena, job->draft_count + 1, sizeof(*import->rows));
	if (import->rows == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < job->draft_count; i++)
		TSM_TRY(finish_row(job, &job->drafts[i]));
	return finish_meeting(job);
}

enum tsm_status tsm_import_finish(
    struct tsm_import_job *job, struct tsm_error *err)
{
	struct tsm_import *import = job->import;
	TSM_TRY(tsm_import_settle_order(job, err));
	if (finish_rows(job) != TSM_OK)
		return tsm_fail_memory(err);
	tsm_note_sort(&job->rejected);
	tsm_note_sort(&job->notes);
	import->rejected = job->rejected.items;
	import->rejected_count = job->rejected.count;
	import->notes = job->notes.items;
	import->note_count = job->notes.count;
	return tsm_import_check_session(import, job->options, err);
}
