/*
 * Zoom's webinar report: hosts, panelists, attendees and callers, each section
 * under its title with its own header.
 */
#include "testamur/roster/people.h"

#include "draft.h"

static const int need[] = { COL_JOIN, COL_LEAVE, -1 };
static const int need_mark[] = { COL_JOIN, COL_LEAVE, COL_ATTENDED, -1 };
static const int block[] = { COL_EVENT, COL_EVENT_START, -1 };

static bool is_head(const struct tsm_columns *columns)
{
	return tsm_columns_have(columns, need) &&
	       (columns->at[COL_NAME] >= 0 || columns->at[COL_ORIGINAL] >= 0);
}

static const struct tsm_columns *find_head(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *head = tsm_sheet_find(sheet, need_mark);
	return head != NULL && is_head(head) ? head : NULL;
}

/* No-shows have no times, so that the header alone has to tell. */
static int score(const struct tsm_sheet *sheet)
{
	return find_head(sheet) != NULL ? 90 : 0;
}

/* A section's title: one cell alone. */
static bool is_title(const struct tsm_csv_row *row)
{
	size_t filled = 0;
	for (size_t i = 0; i < row->count; i++)
		filled += tsm_roster_trim(row->fields[i]).len > 0;
	return filled == 1 && tsm_csv_cell(row, 0).len > 0;
}

static bool is_host_title(struct tsm_str title)
{
	static const char *const stems[] = { "host", "anfitri", "h\xC3\xB4te",
		"moderator", "veranstalter", "organiz" };
	for (size_t i = 0; i < sizeof(stems) / sizeof(stems[0]); i++) {
		struct tsm_str stem = tsm_str(stems[i]);
		for (size_t k = 0; k + stem.len <= title.len; k++)
			if (tsm_str_is_nocase(
				tsm_str_n(title.ptr + k, stem.len), stems[i]))
				return true;
	}
	return false;
}

static enum tsm_status read_row(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row, bool host)
{
	struct tsm_draft draft = { .line = row->line,
		.rounded = true,
		.host = host,
		.email = tsm_columns_cell(columns, row, COL_EMAIL) };
	struct tsm_str attended = tsm_columns_cell(columns, row, COL_ATTENDED);
	TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft.name));
	const char *why = tsm_draft_read_times(columns, row, &draft);
	if (why != NULL && attended.len > 0 && !tsm_says_yes(attended)) {
		draft.ignored = "registered, did not attend";
		why = NULL;
	}
	if (why != NULL)
		return tsm_draft_reject(job, row->line, why);
	draft.has_duration =
	    tsm_minutes_parse(tsm_columns_cell(columns, row, COL_MINUTES),
		&draft.duration) == TSM_OK;
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

/* Topic, id and start stand above the sections. */
static enum tsm_status read_block(
    struct tsm_import_job *job, const struct tsm_sheet *sheet)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	const struct tsm_columns *head = tsm_sheet_find(sheet, block);
	if (head == NULL || head->row + 1 >= sheet->table->row_count)
		return TSM_OK;
	const struct tsm_csv_row *row = &sheet->table->rows[head->row + 1];
	if (tsm_when_parse(tsm_columns_cell(head, row, COL_EVENT_START),
		&job->meeting_start) != TSM_OK)
		return TSM_OK;
	job->import->has_meeting = true;
	meeting->line = row->line;
	TSM_TRY(tsm_cell_copy(job->arena,
	    tsm_columns_cell(head, row, COL_EVENT_ID), &meeting->id));
	return tsm_cell_copy(job->arena, tsm_columns_cell(head, row, COL_EVENT),
	    &meeting->topic);
}

static enum tsm_status read_sections(
    struct tsm_import_job *job, const struct tsm_sheet *sheet)
{
	const struct tsm_csv *table = sheet->table;
	struct tsm_columns columns = { 0 };
	bool under_head = false;
	bool host = false;
	bool after_title = true;
	for (size_t i = 0; i < table->row_count; i++) {
		const struct tsm_csv_row *row = &table->rows[i];
		struct tsm_columns head = { 0 };
		if (tsm_row_blank(row))
			continue;
		if (is_title(row)) {
			host = is_host_title(tsm_csv_cell(row, 0));
			after_title = true;
			under_head = false;
			continue;
		}
		if (after_title)
			TSM_TRY(tsm_sheet_head(sheet->arena, table, i, &head));
		if (after_title && is_head(&head)) {
			columns = head;
			under_head = true;
			after_title = false;
		} else if (under_head) {
			TSM_TRY(read_row(job, &columns, row, host));
		}
	}
	return TSM_OK;
}

static enum tsm_status read_report(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	const struct tsm_columns *head = find_head(sheet);
	struct tsm_import_job job;
	if (head == NULL)
		return tsm_fail(
		    err, TSM_E_UNKNOWN, NULL, "this is no Zoom webinar report");
	enum tsm_status status =
	    tsm_import_begin(&job, sheet, options, "live", import);
	if (status == TSM_OK)
		status = read_block(&job, sheet);
	if (status == TSM_OK)
		status = read_sections(&job, sheet);
	if (status == TSM_OK)
		status = tsm_import_describe(
		    &job, head, "Zoom webinar report, one row per join");
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

const struct tsm_importer tsm_importer_zoom_webinar = {
	.id = "zoom-webinar",
	.title = "Zoom webinar report",
	.looks_for =
	    "Attended, User Name (Original Name), Join Time, Leave Time",
	.score = score,
	.read = read_report,
};
