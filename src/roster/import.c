/* From the cells that an importer found to rows with instants. */
#include <stdlib.h>
#include <string.h>

#include "testamur/roster/people.h"

#include "draft.h"

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

/* --- drafts to rows ------------------------------------------------------- */

enum tsm_status tsm_import_begin(struct tsm_import_job *job,
    const struct tsm_sheet *sheet, const struct tsm_import_options *options,
    const char *via, struct tsm_import *import)
{
	const struct tsm_csv *table = sheet->table;
	*job = (struct tsm_import_job){ .arena = sheet->arena,
		.table = table,
		.options = options,
		.via = via,
		.import = import };
	job->draft_room = table->row_count + 1;
	job->drafts =
	    tsm_arena_array(job->arena, job->draft_room, sizeof(*job->drafts));
	job->day = tsm_arena_array(job->arena, 1, sizeof(*job->day));
	if (job->drafts == NULL || job->day == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < table->bad_count; i++)
		TSM_TRY(tsm_draft_reject(
		    job, table->bad[i].line, table->bad[i].text));
	if (import->text.nuls > 0)
		TSM_TRY(tsm_note_add(job->arena, &job->notes,
		    import->text.first_nul_line,
		    "stray NUL bytes were left out"));
	return TSM_OK;
}

/*
 * Minutes are seconds rounded up (Zoom). Times without seconds can be a
 * minute off either way.
 */
static bool duration_agrees(
    const struct tsm_draft *draft, const struct tsm_interval *times)
{
	int64_t length = times->end - times->start;
	int64_t unit = draft->rounded || draft->coarse ? 60 : 1;
	int64_t given = draft->duration / unit;
	int64_t real = (length + unit - 1) / unit;
	int64_t slack = draft->rounded ? 0 : draft->coarse ? 1 : 2;
	if (!draft->join.has_seconds || !draft->leave.has_seconds)
		slack += 60 / unit;
	if (real == 0 && slack == 0)
		slack = 1;
	return given <= real + slack && real <= given + slack;
}

static enum tsm_status row_note(
    struct tsm_import_job *job, const struct tsm_draft *draft, const char *text)
{
	return tsm_note_add(job->arena, &job->notes, draft->line, text);
}

/*
 * First join and last leave with a duration: where that is as long, nobody
 * was away in between; else the duration counts, but never more of it than
 * lies inside the session.
 */
static enum tsm_status set_span(struct tsm_import_job *job,
    const struct tsm_draft *draft, struct tsm_interval times,
    struct tsm_attendance_row *row)
{
	int64_t length = times.end - times.start;
	const struct tsm_interval *session = job->options->session;
	if (draft->duration >= length || duration_agrees(draft, &times))
		return TSM_OK;
	row->total_only = true;
	row->total_seconds = draft->duration;
	if (session != NULL) {
		struct tsm_interval common = tsm_interval_clip(times, *session);
		int64_t most = common.end - common.start;
		if (row->total_seconds > most)
			row->total_seconds = most;
	}
	return row_note(job, draft,
	    "was away between first join and last leave: the duration counts, "
	    "which cannot be clipped to the session");
}

/* Remarks on what was read, and what the kind of evidence makes of it. */
static enum tsm_status set_kind(struct tsm_import_job *job,
    const struct tsm_draft *draft, struct tsm_interval times,
    struct tsm_attendance_row *row)
{
	switch (draft->kind) {
	case TSM_DRAFT_SPAN:
		TSM_TRY(set_span(job, draft, times, row));
		break;
	case TSM_DRAFT_TOTAL:
		row->total_only = true;
		row->total_seconds = draft->duration;
		return TSM_OK;
	case TSM_DRAFT_WHOLE:
		row->total_only = true;
		row->whole = true;
		if (job->options->session != NULL)
			row->total_seconds = job->options->session->end -
					     job->options->session->start;
		return TSM_OK;
	case TSM_DRAFT_OPEN:
		return row_note(job, draft,
		    "nothing says when this person left: counted until the "
		    "session's end");
	case TSM_DRAFT_TIMES:
		break;
	}
	if (draft->has_duration && !row->total_only && row->ignored == NULL &&
	    !duration_agrees(draft, &times))
		return row_note(job, draft,
		    "the duration column does not fit the times; the times "
		    "count");
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
	if (draft->ignored != NULL)
		return TSM_OK;
	enum tsm_status status = tsm_draft_times(
	    job, draft, job->import->order, &times, &repeated, ret_why);
	if (status != TSM_OK)
		return status;
	row->join = times.start;
	row->leave = times.end;
	if (job->options->session != NULL && times.end != 0)
		row->outside =
		    !tsm_interval_overlaps(times, *job->options->session);
	if (row->waiting_room)
		row->ignored = "in the waiting room";
	if (repeated)
		TSM_TRY(row_note(job, draft,
		    "a local time that the clock change repeats: the first "
		    "was taken"));
	return set_kind(job, draft, times, row);
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
	row->identity = draft->identity;
	row->lasting = draft->identity != NULL && !draft->passing;
	row->host_hint =
	    draft->host || (host != NULL && tsm_streq(row->email, host));
	row->phone_hint = tsm_name_is_phone(draft->name);
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
		return tsm_draft_reject(
		    job, draft->line, "neither name nor e-mail address");
	enum tsm_status status = set_times(job, draft, &row, &why);
	if (status == TSM_E_MEMORY)
		return status;
	if (status != TSM_OK)
		return tsm_draft_reject(job, draft->line, why);
	TSM_TRY(set_person(job, draft, &row));
	import->rows[import->row_count++] = row;
	return TSM_OK;
}

/* The meeting's own times; without them only a remark is lost. */
static enum tsm_status finish_meeting(struct tsm_import_job *job)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	enum tsm_date_order order = job->import->order;
	if (job->meeting_start.has_date && job->meeting_start.has_time)
		meeting->has_start =
		    tsm_job_instant(job, &job->meeting_start, order,
			&meeting->start, &(bool){ false }) == TSM_OK;
	if (job->meeting_end.has_date && job->meeting_end.has_time)
		meeting->has_end =
		    tsm_job_instant(job, &job->meeting_end, order,
			&meeting->end, &(bool){ false }) == TSM_OK;
	if (job->import->has_meeting && !meeting->has_start)
		return tsm_note_add(job->arena, &job->notes, meeting->line,
		    "the meeting's start could not be read");
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
	TSM_TRY(tsm_import_check_session(import, job->options, err));
	/* one class register holds many days: only now is that no mismatch */
	for (size_t i = 0; i < import->row_count; i++)
		if (import->rows[i].whole && import->rows[i].outside)
			import->rows[i].ignored = "of another day";
	return TSM_OK;
}
