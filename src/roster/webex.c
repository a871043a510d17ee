/*
 * Webex: a row per join, the meeting's own times repeated in each; times often
 * wrapped as a formula of a spreadsheet.
 */
#include "draft.h"

static const int by_connection[] = { COL_NAME, COL_JOIN, COL_LEAVE,
	COL_CONNECTION, -1 };
static const int by_event[] = { COL_NAME, COL_JOIN, COL_LEAVE, COL_EVENT_START,
	COL_EVENT_END, -1 };
static const int by_event_parts[] = { COL_FIRST, COL_LAST, COL_JOIN, COL_LEAVE,
	COL_EVENT_START, COL_EVENT_END, -1 };

static const struct tsm_columns *find_head(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *head = tsm_sheet_find(sheet, by_event);
	if (head == NULL)
		head = tsm_sheet_find(sheet, by_connection);
	return head != NULL ? head : tsm_sheet_find(sheet, by_event_parts);
}

/* The meeting from the first row that states it. */
static enum tsm_status take_meeting(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	const struct tsm_when blank = { 0 };
	if (job->import->has_meeting || columns->at[COL_EVENT_START] < 0)
		return TSM_OK;
	if (tsm_when_parse(tsm_columns_cell(columns, row, COL_EVENT_START),
		&job->meeting_start) != TSM_OK)
		job->meeting_start = blank;
	if (tsm_when_parse(tsm_columns_cell(columns, row, COL_EVENT_END),
		&job->meeting_end) != TSM_OK)
		job->meeting_end = blank;
	job->import->has_meeting = job->meeting_start.has_date;
	meeting->line = row->line;
	return tsm_cell_copy(job->arena,
	    tsm_columns_cell(columns, row, COL_EVENT), &meeting->topic);
}

static enum tsm_status read_row(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_draft draft = { .line = row->line,
		.coarse = true,
		.email = tsm_columns_cell(columns, row, COL_EMAIL) };
	TSM_TRY(take_meeting(job, columns, row));
	TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft.name));
	draft.host =
	    tsm_str_is_nocase(tsm_columns_cell(columns, row, COL_ROLE), "host");
	const char *why = tsm_draft_read_times(columns, row, &draft);
	if (why != NULL)
		return tsm_draft_reject(job, row->line, why);
	draft.has_duration =
	    tsm_duration_parse(tsm_columns_cell(columns, row, COL_DURATION),
		&draft.duration) == TSM_OK;
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

static const struct tsm_plain_table plain = {
	.variant = "Webex attendance report, one row per join",
	.via = "live",
	.unknown = "this is no Webex attendance report",
	.head = find_head,
	.typed = { COL_JOIN, COL_LEAVE, -1 },
	.type = TSM_CELL_WHEN,
	.base = 80,
	.span = 20,
	.row = read_row,
};

const struct tsm_importer tsm_importer_webex = {
	.id = "webex",
	.title = "Webex attendance report",
	.looks_for = "Name, Join Time, Leave Time, Connection Type",
	.plain = &plain,
};
