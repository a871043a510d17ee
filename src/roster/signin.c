/* A sign-in sheet: name, e-mail, in, out; often day and session. */
#include "testamur/roster/people.h"

#include "draft.h"

/*
 * Arrival and departure, as people write it; join and leave, as tools do
 * that nobody here knows by name.
 */
static const int needs[][5] = {
	{ COL_NAME, COL_JOIN, COL_LEAVE, -1 },
	{ COL_FIRST, COL_LAST, COL_JOIN, COL_LEAVE, -1 },
};

/* Where a sheet has both kinds, what people wrote themselves counts. */
static bool find_header(
    const struct tsm_sheet *sheet, struct tsm_columns *ret_columns)
{
	const struct tsm_columns *head = tsm_sheet_find(sheet, needs[0]);
	if (head == NULL)
		head = tsm_sheet_find(sheet, needs[1]);
	if (head == NULL)
		return false;
	*ret_columns = *head;
	if (head->at[COL_ARRIVE] >= 0 && head->at[COL_DEPART] >= 0) {
		tsm_columns_alias(ret_columns, COL_JOIN, COL_ARRIVE);
		tsm_columns_alias(ret_columns, COL_LEAVE, COL_DEPART);
	}
	return true;
}

/* In and out before the break, in and out after it. */
static bool two_pairs(const struct tsm_columns *columns)
{
	return columns->second[COL_JOIN] >= 0 &&
	       columns->second[COL_LEAVE] >= 0;
}

/* Every arrival needs its departure; which of three belong together, nobody
 * has said. */
static enum tsm_status check_pairs(
    const struct tsm_columns *columns, struct tsm_error *err)
{
	bool odd = (columns->second[COL_JOIN] >= 0) !=
		   (columns->second[COL_LEAVE] >= 0);
	if (!odd && !columns->third[COL_JOIN] && !columns->third[COL_LEAVE])
		return TSM_OK;
	return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
	    "the sheet has several columns of arrival or departure: say which "
	    "count (--columns)");
}

static bool in_person(const struct tsm_columns *columns)
{
	return columns->at[COL_JOIN] == columns->at[COL_ARRIVE];
}

/* Less than what a product's own marks score. */
static int score(const struct tsm_sheet *sheet)
{
	static const int time_columns[] = { COL_JOIN, COL_LEAVE, -1 };
	struct tsm_columns columns;
	if (!find_header(sheet, &columns))
		return 0;
	return tsm_columns_score(
	    sheet->table, &columns, time_columns, TSM_CELL_WHEN, 60, 9);
}

/* --- which session -------------------------------------------------------- */

static bool same_label(struct tsm_str a, struct tsm_str b)
{
	return tsm_str_eq(tsm_roster_trim(a), tsm_roster_trim(b));
}

/* As many bytes of a label as an error text shows, whole characters. */
static int shown(struct tsm_str label)
{
	return (int)tsm_utf8_cut(label, 40).len;
}

/*
 * The label that is meant: the one asked for, which has to occur, or the
 * only one there is. Empty when the sheet has no labels.
 */
static enum tsm_status choose_label(const struct tsm_csv *table,
    const struct tsm_columns *columns, const struct tsm_import_options *options,
    struct tsm_str *ret_label, struct tsm_error *err)
{
	struct tsm_str first = { 0 };
	struct tsm_str other = { 0 };
	struct tsm_str wanted = tsm_str(options->session_label);
	bool found = false;
	for (size_t i = columns->row + 1; i < table->row_count; i++) {
		struct tsm_str label =
		    tsm_columns_cell(columns, &table->rows[i], COL_SESSION);
		if (label.len == 0)
			continue;
		found = found || same_label(label, wanted);
		if (first.len == 0)
			first = label;
		else if (!same_label(label, first))
			other = label;
	}
	*ret_label = options->session_label != NULL ? wanted : first;
	if (first.len == 0)
		*ret_label = first;
	else if (options->session_label != NULL && !found)
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "no row of the sheet is of the session asked for; its "
		    "first one is \"%.*s\"",
		    shown(first), first.ptr);
	else if (options->session_label == NULL && other.len > 0)
		return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
		    "the sheet has several sessions (\"%.*s\", \"%.*s\"): say "
		    "which",
		    shown(first), first.ptr, shown(other), other.ptr);
	return TSM_OK;
}

/* --- rows ----------------------------------------------------------------- */

/* What is wrong with the times of a row, or NULL. */
static const char *read_times(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, struct tsm_draft *draft)
{
	struct tsm_when day = { 0 };
	struct tsm_str date = tsm_columns_cell(columns, row, COL_DATE);
	enum tsm_status status = tsm_when_parse(
	    tsm_columns_cell(columns, row, COL_JOIN), &draft->join);
	if (status == TSM_E_MISSING)
		return "no arrival time";
	if (status != TSM_OK || !draft->join.has_time)
		return "the arrival time is no time";
	status = tsm_when_parse(
	    tsm_columns_cell(columns, row, COL_LEAVE), &draft->leave);
	if (status == TSM_E_MISSING)
		return "no departure time";
	if (status != TSM_OK || !draft->leave.has_time)
		return "the departure time is no time";
	if (date.len > 0 &&
	    (tsm_when_parse(date, &day) != TSM_OK || !day.has_date))
		return "the date column holds no date";
	tsm_draft_take_day(&draft->join, &day);
	tsm_draft_take_day(&draft->leave, &day);
	return NULL;
}

static bool has_times(
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	return tsm_columns_cell(columns, row, COL_JOIN).len +
		   tsm_columns_cell(columns, row, COL_LEAVE).len >
	       0;
}

/* A draft, or a rejection with its reason. */
static enum tsm_status read_pair(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    struct tsm_str label)
{
	struct tsm_draft draft = { .line = row->line };
	struct tsm_str own = tsm_columns_cell(columns, row, COL_SESSION);
	const char *why = NULL;
	draft.email = tsm_columns_cell(columns, row, COL_EMAIL);
	TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft.name));
	if (label.len > 0 && own.len > 0 && !same_label(own, label))
		draft.ignored = "of another session";
	else if (label.len > 0 && own.len == 0 &&
		 job->options->session_label != NULL)
		why = "no session is given in this row";
	else
		why = read_times(columns, row, &draft);
	if (why != NULL)
		return tsm_draft_reject(job, row->line, why);
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

/* Who was only there after the break has nothing in the first pair. */
static enum tsm_status read_row(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    struct tsm_str label)
{
	struct tsm_columns later = *columns;
	later.at[COL_JOIN] = columns->second[COL_JOIN];
	later.at[COL_LEAVE] = columns->second[COL_LEAVE];
	if (!two_pairs(columns) || !has_times(&later, row))
		return read_pair(job, columns, row, label);
	if (has_times(columns, row))
		TSM_TRY(read_pair(job, columns, row, label));
	return read_pair(job, &later, row, label);
}

/* There is room for a draft of each row; here are two. */
static enum tsm_status make_room(
    struct tsm_import_job *job, const struct tsm_columns *columns)
{
	if (!two_pairs(columns))
		return TSM_OK;
	job->draft_room *= 2;
	job->drafts =
	    tsm_arena_array(job->arena, job->draft_room, sizeof(*job->drafts));
	return job->drafts != NULL ? TSM_OK : TSM_E_MEMORY;
}

static enum tsm_status read_all(struct tsm_import_job *job,
    const struct tsm_csv *table, const struct tsm_columns *columns,
    struct tsm_str label)
{
	const char *variant = "sign-in sheet with times of day";
	TSM_TRY(make_room(job, columns));
	for (size_t i = columns->row + 1; i < table->row_count; i++)
		if (!tsm_row_blank(&table->rows[i]))
			TSM_TRY(read_row(job, columns, &table->rows[i], label));
	if (!in_person(columns))
		variant = "table of join and leave times, of no known tool";
	else if (columns->at[COL_DATE] >= 0)
		variant = "sign-in sheet with dates";
	return tsm_import_describe(job, columns, variant);
}

/* Some row has a time of day and nothing says of which day. */
static bool needs_day(const struct tsm_import_job *job)
{
	for (size_t i = 0; i < job->draft_count; i++)
		if (job->drafts[i].ignored == NULL &&
		    !job->drafts[i].join.has_date)
			return true;
	return false;
}

static enum tsm_status read_sheet(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct tsm_columns columns;
	struct tsm_import_job job;
	struct tsm_str label;
	if (!find_header(sheet, &columns))
		return tsm_fail(
		    err, TSM_E_UNKNOWN, NULL, "this is no sign-in sheet");
	TSM_TRY(check_pairs(&columns, err));
	TSM_TRY(choose_label(sheet->table, &columns, options, &label, err));
	enum tsm_status status = tsm_import_begin(&job, sheet, options,
	    in_person(&columns) ? "in_person" : "live", import);
	if (status == TSM_OK)
		status = read_all(&job, sheet->table, &columns, label);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	if (options->session == NULL && needs_day(&job))
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "the sheet has times of day only: say of which session it "
		    "is");
	return tsm_import_finish(&job, err);
}

const struct tsm_importer tsm_importer_signin = {
	.id = "sign-in",
	.title = "sign-in sheet",
	.looks_for = "Name, Time In, Time Out",
	.score = score,
	.read = read_sheet,
};
