/* Zoom's participant reports, all but webinars. */
#include "testamur/roster/people.h"

#include "draft.h"

/*
 * The name's header is Zoom's own: "Join Time" alone would fit Teams and
 * Webex as well. E-mail may be absent: guests have none.
 */
static const int need_joins[] = { COL_ORIGINAL, COL_JOIN, COL_LEAVE, -1 };
static const int need_totals[] = { COL_ORIGINAL, COL_TOTAL, -1 };
/* Newer reports may say "Name" alone; these they say as nobody else does. */
static const int plain_joins[] = { COL_NAME, COL_JOIN, COL_LEAVE, COL_MINUTES,
	COL_GUEST, -1 };
static const int plain_totals[] = { COL_NAME, COL_TOTAL, COL_GUEST, -1 };
static const int time_columns[] = { COL_JOIN, COL_LEAVE, -1 };
static const int total_columns[] = { COL_TOTAL, -1 };
/* A webinar's report has all of the columns too, and one more. */
static const int webinar[] = { COL_ATTENDED, -1 };
static const int block[] = { COL_EVENT, COL_EVENT_START, COL_EVENT_END, -1 };

static const struct tsm_columns *find_head(
    const struct tsm_sheet *sheet, bool totals)
{
	const struct tsm_columns *head =
	    tsm_sheet_find(sheet, totals ? need_totals : need_joins);
	if (head == NULL)
		head =
		    tsm_sheet_find(sheet, totals ? plain_totals : plain_joins);
	return head;
}

static int score_joins(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *head = find_head(sheet, false);
	if (head == NULL || tsm_columns_have(head, webinar))
		return 0;
	return tsm_columns_score(
	    sheet->table, head, time_columns, TSM_CELL_WHEN, 70, 30);
}

static int score_totals(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *head = find_head(sheet, true);
	if (head == NULL || tsm_columns_have(head, webinar))
		return 0;
	return tsm_columns_score(
	    sheet->table, head, total_columns, TSM_CELL_NUMBER, 70, 30);
}

/* --- the block ------------------------------------------------------------ */

/* "Name (mail)" of the newer block, or the older one's e-mail column. */
static enum tsm_status read_host(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	struct tsm_str email = tsm_columns_cell(columns, row, COL_EMAIL);
	struct tsm_str host = tsm_columns_cell(columns, row, COL_HOST);
	const char *inside = NULL;
	if (host.len > 0) {
		TSM_TRY(tsm_name_split(
		    job->arena, host, &meeting->host_name, &inside));
		if (inside != NULL)
			email = tsm_str(inside);
	}
	enum tsm_status status =
	    tsm_email_normalise(job->arena, email, &meeting->host_email);
	return status == TSM_E_VALUE ? TSM_OK : status;
}

/* The values below the block's header. Both generations in one. */
static enum tsm_status read_block(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	struct tsm_str start = tsm_columns_cell(columns, row, COL_EVENT_START);
	struct tsm_str end = tsm_columns_cell(columns, row, COL_EVENT_END);
	struct tsm_when blank = { 0 };
	job->import->has_meeting = true;
	meeting->line = row->line;
	TSM_TRY(tsm_cell_copy(job->arena,
	    tsm_columns_cell(columns, row, COL_EVENT_ID), &meeting->id));
	TSM_TRY(tsm_cell_copy(job->arena,
	    tsm_columns_cell(columns, row, COL_EVENT), &meeting->topic));
	TSM_TRY(read_host(job, columns, row));
	if (tsm_when_parse(start, &job->meeting_start) != TSM_OK)
		job->meeting_start = blank;
	if (tsm_when_parse(end, &job->meeting_end) != TSM_OK)
		job->meeting_end = blank;
	meeting->has_participants =
	    tsm_parse_u64(tsm_columns_cell(columns, row, COL_PARTICIPANTS),
		UINT32_MAX, &meeting->participants) == TSM_OK;
	return TSM_OK;
}

/* The head of the block, or NULL. */
static const struct tsm_columns *block_head(
    const struct tsm_sheet *sheet, size_t header)
{
	for (size_t i = 0; i < sheet->head_count; i++)
		if (sheet->heads[i].row + 1 < header &&
		    tsm_columns_have(&sheet->heads[i], block))
			return &sheet->heads[i];
	return NULL;
}

/* Look above the header row for the block; other lines are remarked on. */
static enum tsm_status find_block(
    struct tsm_import_job *job, const struct tsm_sheet *sheet, size_t header)
{
	const struct tsm_columns *head = block_head(sheet, header);
	for (size_t i = 0; i < header; i++) {
		const struct tsm_csv_row *row = &job->table->rows[i];
		if (tsm_row_blank(row) || (head != NULL && i == head->row))
			continue;
		if (head != NULL && i == head->row + 1)
			TSM_TRY(read_block(job, head, row));
		else
			TSM_TRY(tsm_note_add(job->arena, &job->notes, row->line,
			    "a line above the table was not understood"));
	}
	return TSM_OK;
}

/* --- rows ----------------------------------------------------------------- */

/* The cells of one row; what is wrong with it, or NULL. */
static const char *read_draft(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, bool totals, struct tsm_draft *draft)
{
	draft->line = row->line;
	draft->kind = totals ? TSM_DRAFT_TOTAL : TSM_DRAFT_TIMES;
	draft->email = tsm_columns_cell(columns, row, COL_EMAIL);
	draft->waiting_room =
	    tsm_says_yes(tsm_columns_cell(columns, row, COL_WAITING));
	draft->rounded = true;
	enum tsm_status status = tsm_minutes_parse(
	    tsm_columns_cell(columns, row, totals ? COL_TOTAL : COL_MINUTES),
	    &draft->duration);
	draft->has_duration = status == TSM_OK;
	if (totals)
		return tsm_draft_total_wrong(status);
	return tsm_draft_read_times(columns, row, draft);
}

static enum tsm_status read_rows(struct tsm_import_job *job,
    const struct tsm_csv *table, const struct tsm_columns *columns)
{
	for (size_t i = columns->row + 1; i < table->row_count; i++) {
		const struct tsm_csv_row *row = &table->rows[i];
		struct tsm_draft draft = { 0 };
		if (tsm_row_blank(row))
			continue;
		TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft.name));
		const char *why =
		    read_draft(columns, row, job->import->total_only, &draft);
		if (why == NULL)
			tsm_draft_add(job, &draft);
		else
			TSM_TRY(tsm_draft_reject(job, row->line, why));
	}
	return TSM_OK;
}

/* Rows below that say yes in a cell, and some that say no. */
static bool yes_and_no(const struct tsm_csv *table, size_t first, size_t cell)
{
	bool yes = false;
	bool no = false;
	for (size_t i = first; i < table->row_count; i++) {
		struct tsm_str value =
		    tsm_roster_trim(tsm_csv_cell(&table->rows[i], cell));
		yes = yes || tsm_says_yes(value);
		no = no || tsm_says_no(value);
	}
	return yes && no;
}

/*
 * Who waits is not there. A column of yes and no whose words nobody here
 * knows may be the one that says who waited: the file is not read then.
 */
static enum tsm_status check_waiting(const struct tsm_csv *table,
    const struct tsm_columns *columns, struct tsm_error *err)
{
	const struct tsm_csv_row *head = &table->rows[columns->row];
	bool known = columns->at[COL_WAITING] >= 0;
	for (size_t i = 0; i < head->count && !known; i++) {
		bool taken = false;
		for (size_t c = 0; c < TSM_COLUMNS_MAX; c++)
			taken = taken || columns->at[c] == (int)i;
		if (!taken && yes_and_no(table, columns->row + 1, i))
			return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
			    "the column \"%.*s\" says yes and no, and may "
			    "mean the waiting room: leave it out of a copy if "
			    "it does not",
			    (int)(head->fields[i].len < 60 ? head->fields[i].len
							   : 60),
			    head->fields[i].ptr);
	}
	return TSM_OK;
}

/* Which of Zoom's header sets this is, for the admin's preview. */
static const char *generation(
    const struct tsm_csv *table, const struct tsm_columns *columns)
{
	const struct tsm_csv_row *row = &table->rows[columns->row];
	struct tsm_str email = tsm_columns_cell(columns, row, COL_EMAIL);
	struct tsm_str name = tsm_columns_cell(columns, row, COL_ORIGINAL);
	if (tsm_str_is_nocase(email, "user email"))
		return "older";
	if (tsm_str_is_nocase(email, "email") || email.len == 0)
		return "newer";
	return tsm_str_starts(name, "Nombre") ? "Spanish" : "localised";
}

static enum tsm_status read_all(struct tsm_import_job *job,
    const struct tsm_sheet *sheet, const struct tsm_columns *columns)
{
	struct tsm_import *import = job->import;
	TSM_TRY(find_block(job, sheet, columns->row));
	TSM_TRY(read_rows(job, sheet->table, columns));
	if (import->total_only)
		TSM_TRY(tsm_note_add(job->arena, &job->notes, 0,
		    "totals only, rounded up to minutes: they cannot be "
		    "clipped to the session"));
	return tsm_import_describe(job, columns,
	    tsm_arena_printf(job->arena,
		"Zoom participants, %s, %s columns, %s meeting block",
		import->total_only ? "totals per person" : "one row per join",
		generation(sheet->table, columns),
		import->has_meeting ? "with" : "without"));
}

static enum tsm_status read_report(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, bool totals,
    struct tsm_import *import, struct tsm_error *err)
{
	const struct tsm_columns *columns = find_head(sheet, totals);
	struct tsm_import_job job;
	if (columns == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "this is no Zoom participant report of that kind");
	if (!totals)
		TSM_TRY(check_waiting(sheet->table, columns, err));
	import->total_only = totals;
	enum tsm_status status =
	    tsm_import_begin(&job, sheet, options, "live", import);
	if (status == TSM_OK)
		status = read_all(&job, sheet, columns);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

static enum tsm_status read_joins(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	return read_report(sheet, options, false, import, err);
}

static enum tsm_status read_totals(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	return read_report(sheet, options, true, import, err);
}

const struct tsm_importer tsm_importer_zoom_joins = {
	.id = "zoom-joins",
	.title = "Zoom participants",
	.looks_for = "Name (Original Name), Join Time, Leave Time",
	.score = score_joins,
	.read = read_joins,
};

const struct tsm_importer tsm_importer_zoom_totals = {
	.id = "zoom-totals",
	.title = "Zoom unique users",
	.looks_for = "Name (Original Name), Total Duration (Minutes)",
	.score = score_totals,
	.read = read_totals,
};
