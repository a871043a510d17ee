/*
 * BigBlueButton's learning dashboard: a row per person without e-mail address,
 * from the first join to the last leave, with the time online. The header is
 * not quoted: a poll's question with a comma makes it longer than the rows,
 * but only behind the columns read.
 */
#include "draft.h"

static const int need[] = { COL_NAME, COL_JOIN, COL_LEAVE, COL_DURATION, -1 };
/* One of these is nobody else's. */
static const int marks[] = { COL_MODERATOR, COL_SCORE, COL_TALK };

static const struct tsm_columns *find_head(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *head = tsm_sheet_find(sheet, need);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (head != NULL && head->at[marks[i]] >= 0)
			return head;
	return NULL;
}

static enum tsm_status read_row(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_draft draft = { .line = row->line,
		.name = tsm_columns_cell(columns, row, COL_NAME) };
	draft.host =
	    tsm_says_yes(tsm_columns_cell(columns, row, COL_MODERATOR));
	const char *why = tsm_draft_read_span(columns, row, &draft);
	if (why != NULL)
		return tsm_draft_reject(job, row->line, why);
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

static const struct tsm_plain_table plain = {
	.variant = "BigBlueButton learning dashboard, one row per person",
	.via = "live",
	.unknown = "this is no BigBlueButton learning dashboard",
	.head = find_head,
	/* the last row, "Anonymous", has no times: half of a file of two */
	.typed = { COL_JOIN, -1 },
	.type = TSM_CELL_WHEN,
	.base = 80,
	.span = 20,
	.row = read_row,
};

const struct tsm_importer tsm_importer_bigbluebutton = {
	.id = "bigbluebutton",
	.title = "BigBlueButton learning dashboard",
	.looks_for = "Name, Moderator, Activity Score, Join, Left, Duration",
	.plain = &plain,
};
