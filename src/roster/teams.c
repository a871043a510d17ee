/*
 * Microsoft Teams' attendance reports: those of 2021 with a summary above one
 * table, and what those of 2022 share with them.
 */
#include <string.h>

#include "testamur/roster/people.h"

#include "teams.h"

/* Digits and a point, then a title, and nothing else in the row. */
static bool is_title(const struct tsm_csv_row *row, size_t number)
{
	struct tsm_str cell = tsm_csv_cell(row, 0);
	if (cell.len < 4 || tsm_to_lower(cell.ptr[0]) != (char)('0' + number) ||
	    cell.ptr[1] != '.')
		return false;
	for (size_t i = 1; i < row->count; i++)
		if (tsm_roster_trim(row->fields[i]).len > 0)
			return false;
	return true;
}

void tsm_teams_find(
    const struct tsm_csv *table, struct tsm_teams_sections *ret_sections)
{
	struct tsm_teams_sections found = { 0 };
	for (size_t i = 0;
	     i < table->row_count && found.count < TSM_TEAMS_SECTIONS; i++)
		if (is_title(&table->rows[i], found.count + 1))
			found.title[found.count++] = i;
	*ret_sections = found;
}

bool tsm_teams_organises(struct tsm_str role)
{
	static const char *const stems[] = { "organ", "co-organ",
		"besprechungsorgan" };
	for (size_t i = 0; i < sizeof(stems) / sizeof(stems[0]); i++) {
		size_t len = strlen(stems[i]);
		if (role.len >= len &&
		    tsm_str_is_nocase(tsm_str_n(role.ptr, len), stems[i]))
			return true;
	}
	return false;
}

struct tsm_str tsm_teams_email(
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_str email = tsm_columns_cell(columns, row, COL_EMAIL);
	struct tsm_str id = tsm_columns_cell(columns, row, COL_ID);
	if (email.len == 0 && tsm_cell_type(id) == TSM_CELL_EMAIL)
		return id;
	return email;
}

/* --- the summary ----------------------------------------------------------- */

/*
 * Start and end by their labels; where no label is known, they are the
 * first two times.
 */
static void take_time(struct tsm_import_job *job, enum tsm_column label,
    const struct tsm_when *when)
{
	if (label == COL_EVENT_END ||
	    (label != COL_EVENT_START && job->meeting_start.has_date))
		job->meeting_end = *when;
	else
		job->meeting_start = *when;
}

/* The title is the first value that is text. */
static enum tsm_status take_value(
    struct tsm_import_job *job, enum tsm_column label, struct tsm_str value)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	struct tsm_when when;
	uint64_t number = 0;
	if (tsm_when_parse(value, &when) == TSM_OK && when.has_time) {
		take_time(job, label, &when);
		return TSM_OK;
	}
	if (label == COL_EVENT_ID)
		return tsm_cell_copy(job->arena, value, &meeting->id);
	if (tsm_count_parse(value, &number) == TSM_OK) {
		meeting->has_participants = true;
		meeting->participants = number;
		return TSM_OK;
	}
	if (tsm_cell_type(value) == TSM_CELL_TEXT && meeting->topic == NULL)
		return tsm_cell_copy(job->arena, value, &meeting->topic);
	return TSM_OK;
}

enum tsm_status tsm_teams_summary(
    struct tsm_import_job *job, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct tsm_csv_row *row = &job->table->rows[i];
		struct tsm_str value = tsm_csv_cell(row, 1);
		bool loose = false;
		if (value.len == 0)
			continue;
		char *folded =
		    tsm_header_fold(job->arena, tsm_csv_cell(row, 0));
		if (folded == NULL)
			return TSM_E_MEMORY;
		job->import->has_meeting = true;
		if (job->import->meeting.line == 0)
			job->import->meeting.line = row->line;
		TSM_TRY(
		    take_value(job, tsm_word_column(folded, &loose), value));
	}
	return TSM_OK;
}

/* --- the table of 2021 ------------------------------------------------------ */

static const int need_role[] = { COL_NAME, COL_JOIN, COL_LEAVE, COL_DURATION,
	COL_ROLE, -1 };
static const int need_id[] = { COL_NAME, COL_JOIN, COL_LEAVE, COL_DURATION,
	COL_ID, -1 };
static const int need_block[] = { COL_NAME, COL_JOIN, COL_LEAVE, COL_DURATION,
	-1 };

/* Some row above the table says when the meeting began. */
static bool has_summary(const struct tsm_csv *table, size_t header)
{
	size_t times = 0;
	for (size_t i = 0; i < header; i++)
		times +=
		    table->rows[i].count >= 2 &&
		    tsm_cell_type(table->rows[i].fields[1]) == TSM_CELL_WHEN;
	return times >= 2;
}

/* A summary stands in the first rows. */
#define SUMMARY_ROWS 20

/* In a language that nobody knows: below a summary, by the values. */
static enum tsm_status infer_head(
    const struct tsm_sheet *sheet, struct tsm_columns *ret_columns)
{
	const struct tsm_csv *table = sheet->table;
	for (size_t i = 1; i + 1 < table->row_count && i < SUMMARY_ROWS; i++) {
		if (table->rows[i].count < 4 || !has_summary(table, i))
			continue;
		TSM_TRY(tsm_sheet_head(sheet->arena, table, i, ret_columns));
		(void)tsm_columns_infer(
		    table, i + 1, table->row_count, ret_columns);
		return tsm_columns_have(ret_columns, need_block)
			   ? TSM_OK
			   : TSM_E_UNKNOWN;
	}
	return TSM_E_UNKNOWN;
}

/* TSM_E_UNKNOWN when there is none, TSM_E_MEMORY. */
static enum tsm_status find_head(
    const struct tsm_sheet *sheet, struct tsm_columns *ret_columns)
{
	struct tsm_teams_sections sections;
	tsm_teams_find(sheet->table, &sections);
	if (sections.count > 1)
		return TSM_E_UNKNOWN;
	const struct tsm_columns *head = tsm_sheet_find(sheet, need_role);
	if (head == NULL)
		head = tsm_sheet_find(sheet, need_id);
	if (head == NULL) {
		head = tsm_sheet_find(sheet, need_block);
		if (head != NULL && !has_summary(sheet->table, head->row))
			head = NULL;
	}
	if (head == NULL)
		return infer_head(sheet, ret_columns);
	*ret_columns = *head;
	return TSM_OK;
}

/* Rows may lack times: the duration is what all of them have. */
static int score(const struct tsm_sheet *sheet)
{
	static const int typed[] = { COL_DURATION, -1 };
	struct tsm_columns head;
	enum tsm_status status = find_head(sheet, &head);
	if (status == TSM_E_MEMORY)
		return -1;
	if (status != TSM_OK)
		return 0;
	return tsm_columns_score(
	    sheet->table, &head, typed, TSM_CELL_DURATION, 70, 10);
}

static enum tsm_status read_row(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_draft draft = { .line = row->line,
		.email = tsm_teams_email(columns, row) };
	struct tsm_str id = tsm_columns_cell(columns, row, COL_ID);
	TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft.name));
	TSM_TRY(tsm_cell_copy(job->arena, id, &draft.identity));
	draft.host =
	    tsm_teams_organises(tsm_columns_cell(columns, row, COL_ROLE));
	const char *why = tsm_draft_read_span(columns, row, &draft);
	if (why != NULL)
		return tsm_draft_reject(job, row->line, why);
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

static enum tsm_status read_all(
    struct tsm_import_job *job, const struct tsm_columns *columns)
{
	const struct tsm_csv *table = job->table;
	TSM_TRY(tsm_teams_summary(job, 0, columns->row));
	for (size_t i = columns->row + 1; i < table->row_count; i++)
		if (!tsm_row_blank(&table->rows[i]))
			TSM_TRY(read_row(job, columns, &table->rows[i]));
	return tsm_import_describe(job, columns,
	    job->import->has_meeting
		? "Microsoft Teams attendance report, one table with summary"
		: "Microsoft Teams attendance report, one table");
}

static enum tsm_status read_report(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct tsm_columns head;
	struct tsm_import_job job;
	enum tsm_status status = find_head(sheet, &head);
	if (status == TSM_E_UNKNOWN)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "this is no Teams attendance report of that kind");
	if (status == TSM_OK)
		status = tsm_import_begin(&job, sheet, options, "live", import);
	if (status == TSM_OK)
		status = read_all(&job, &head);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

const struct tsm_importer tsm_importer_teams_summary = {
	.id = "teams-summary",
	.title = "Teams report of one table",
	.looks_for = "Full Name, Join Time, Leave Time, Duration, Role",
	.score = score,
	.read = read_report,
};
