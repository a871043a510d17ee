/*
 * Google Meet: a row per person, from the first join to the last exit, with
 * the time in the call. Times may lack a date.
 */
#include "draft.h"

static const int with_parts[] = { COL_FIRST, COL_LAST, COL_DURATION, COL_JOIN,
	COL_LEAVE, -1 };
static const int with_name[] = { COL_NAME, COL_DURATION, COL_JOIN, COL_LEAVE,
	-1 };
/* Columns of other tools that have these as well. */
static const int others[] = { COL_ROLE, COL_ID, COL_MODERATOR, COL_SCORE,
	COL_CONNECTION, COL_EVENT_START, COL_GUEST, COL_ATTENDED, COL_ARRIVE };

static const struct tsm_columns *find_head(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *head = tsm_sheet_find(sheet, with_parts);
	if (head == NULL)
		head = tsm_sheet_find(sheet, with_name);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (head != NULL && head->at[others[i]] >= 0)
			return NULL;
	return head;
}

static enum tsm_status read_row(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_draft draft = { .line = row->line,
		.coarse = true,
		.email = tsm_columns_cell(columns, row, COL_EMAIL) };
	TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft.name));
	const char *why = tsm_draft_read_span(columns, row, &draft);
	if (why != NULL)
		return tsm_draft_reject(job, row->line, why);
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

static const struct tsm_plain_table plain = {
	.variant = "Google Meet attendance report, one row per person",
	.via = "live",
	.unknown = "this is no Google Meet attendance report",
	.head = find_head,
	.typed = { COL_DURATION, -1 },
	.type = TSM_CELL_DURATION,
	.base = 70,
	.span = 10,
	.row = read_row,
};

const struct tsm_importer tsm_importer_meet = {
	.id = "meet",
	.title = "Google Meet attendance report",
	.looks_for =
	    "First name, Last name, Duration, Time joined, Time exited",
	.plain = &plain,
};
