/* A sign-in sheet: name, e-mail, in, out; often day and session. */
#include "testamur/roster/people.h"

#include "internal.h"

enum {
	NAME,
	FIRST,
	LAST,
	EMAIL,
	IN,
	OUT,
	DATE,
	SESSION
};

static const struct tsm_column_word words[] = {
	{ NAME, "name" },
	{ NAME, "printed name" },
	{ NAME, "print name" },
	{ NAME, "full name" },
	{ NAME, "participant" },
	{ NAME, "participant name" },
	{ NAME, "attendee" },
	{ NAME, "attendee name" },
	{ FIRST, "first name" },
	{ FIRST, "given name" },
	{ LAST, "last name" },
	{ LAST, "family name" },
	{ LAST, "surname" },
	{ EMAIL, "email" },
	{ EMAIL, "e-mail" },
	{ EMAIL, "email address" },
	{ EMAIL, "e-mail address" },
	{ IN, "in" },
	{ IN, "time in" },
	{ IN, "arrival" },
	{ IN, "arrival time" },
	{ IN, "arrived" },
	{ IN, "sign in" },
	{ IN, "sign-in" },
	{ IN, "sign in time" },
	{ IN, "sign-in time" },
	{ IN, "signed in" },
	{ IN, "check in" },
	{ IN, "check-in" },
	{ OUT, "out" },
	{ OUT, "time out" },
	{ OUT, "departure" },
	{ OUT, "departure time" },
	{ OUT, "departed" },
	{ OUT, "sign out" },
	{ OUT, "sign-out" },
	{ OUT, "sign out time" },
	{ OUT, "sign-out time" },
	{ OUT, "signed out" },
	{ OUT, "check out" },
	{ OUT, "check-out" },
	{ DATE, "date" },
	{ DATE, "session date" },
	{ SESSION, "session" },
	{ SESSION, "session number" },
	{ SESSION, "session no." },
	{ -1, NULL },
};

/* "Join" and "Leave" are missing on purpose: those are meeting tools. */
static const int need_name[] = { NAME, IN, OUT, -1 };
static const int need_parts[] = { FIRST, LAST, IN, OUT, -1 };
static const int time_columns[] = { IN, OUT, -1 };

static enum tsm_status find_header(struct tsm_arena *arena,
    const struct tsm_csv *table, struct tsm_columns *ret_columns)
{
	enum tsm_status status =
	    tsm_columns_find(arena, table, words, need_name, ret_columns);
	if (status == TSM_E_UNKNOWN)
		status = tsm_columns_find(
		    arena, table, words, need_parts, ret_columns);
	return status;
}

static int score(struct tsm_arena *arena, const struct tsm_csv *table)
{
	struct tsm_columns columns;
	enum tsm_status status = find_header(arena, table, &columns);
	if (status == TSM_E_MEMORY)
		return -1;
	if (status != TSM_OK)
		return 0;
	return tsm_columns_score(table, &columns, time_columns, TSM_CELL_WHEN);
}

/* --- which session -------------------------------------------------------- */

static bool same_label(struct tsm_str a, struct tsm_str b)
{
	return tsm_str_eq(tsm_roster_trim(a), tsm_roster_trim(b));
}

/* As many bytes of a label as an error text shows, whole characters. */
static int shown(struct tsm_str label)
{
	size_t len = label.len < 40 ? label.len : 40;
	while (len > 0 && len < label.len &&
	       ((unsigned char)label.ptr[len] & 0xC0) == 0x80)
		len--;
	return (int)len;
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
		    tsm_columns_cell(columns, &table->rows[i], SESSION);
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

/* The day of a sheet's date column, where the time has none of its own. */
static void take_day(struct tsm_when *time, const struct tsm_when *day)
{
	if (time->has_date || !day->has_date)
		return;
	time->has_date = true;
	time->orders = day->orders;
	time->a = day->a;
	time->b = day->b;
	time->year = day->year;
	time->month = day->month;
	time->day = day->day;
}

/* What is wrong with the times of a row, or NULL. */
static const char *read_times(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, struct tsm_draft *draft)
{
	struct tsm_when day = { 0 };
	struct tsm_str date = tsm_columns_cell(columns, row, DATE);
	enum tsm_status status =
	    tsm_when_parse(tsm_columns_cell(columns, row, IN), &draft->join);
	if (status == TSM_E_MISSING)
		return "no arrival time";
	if (status != TSM_OK || !draft->join.has_time)
		return "the arrival time is no time";
	status =
	    tsm_when_parse(tsm_columns_cell(columns, row, OUT), &draft->leave);
	if (status == TSM_E_MISSING)
		return "no departure time";
	if (status != TSM_OK || !draft->leave.has_time)
		return "the departure time is no time";
	if (date.len > 0 &&
	    (tsm_when_parse(date, &day) != TSM_OK || !day.has_date))
		return "the date column holds no date";
	take_day(&draft->join, &day);
	take_day(&draft->leave, &day);
	return NULL;
}

/* The name, with first and last name joined where the sheet parts them. */
static enum tsm_status read_name(struct tsm_arena *arena,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    struct tsm_str *ret_name)
{
	struct tsm_str first = tsm_columns_cell(columns, row, FIRST);
	struct tsm_str last = tsm_columns_cell(columns, row, LAST);
	*ret_name = tsm_columns_cell(columns, row, NAME);
	if (ret_name->len > 0 || first.len + last.len == 0)
		return TSM_OK;
	const char *joined = tsm_arena_printf(arena, "%.*s%s%.*s",
	    (int)first.len, first.ptr, first.len > 0 && last.len > 0 ? " " : "",
	    (int)last.len, last.ptr);
	if (joined == NULL)
		return TSM_E_MEMORY;
	*ret_name = tsm_str(joined);
	return TSM_OK;
}

/* A draft, or a rejection with its reason. */
static enum tsm_status read_row(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    struct tsm_str label)
{
	struct tsm_draft draft = { .line = row->line };
	struct tsm_str own = tsm_columns_cell(columns, row, SESSION);
	const char *why = NULL;
	draft.email = tsm_columns_cell(columns, row, EMAIL);
	TSM_TRY(read_name(job->arena, columns, row, &draft.name));
	if (label.len > 0 && own.len > 0 && !same_label(own, label))
		draft.ignored = "of another session";
	else if (label.len > 0 && own.len == 0 &&
		 job->options->session_label != NULL)
		why = "no session is given in this row";
	else
		why = read_times(columns, row, &draft);
	if (why != NULL)
		return tsm_note_add(job->arena, &job->rejected, row->line, why);
	job->drafts[job->draft_count++] = draft;
	return TSM_OK;
}

static enum tsm_status read_all(struct tsm_import_job *job,
    const struct tsm_csv *table, const struct tsm_columns *columns,
    struct tsm_str label)
{
	struct tsm_import *import = job->import;
	const struct tsm_csv_row *head = &table->rows[columns->row];
	for (size_t i = columns->row + 1; i < table->row_count; i++)
		if (!tsm_row_blank(&table->rows[i]))
			TSM_TRY(read_row(job, columns, &table->rows[i], label));
	import->header_line = head->line;
	import->variant = columns->at[DATE] >= 0
			      ? "sign-in sheet with dates"
			      : "sign-in sheet with times of day";
	import->why = tsm_arena_printf(job->arena,
	    "line %zu names %zu columns of a sign-in sheet, %zu in all",
	    head->line, columns->known, head->count);
	return import->why != NULL ? TSM_OK : TSM_E_MEMORY;
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

static enum tsm_status read_sheet(struct tsm_arena *arena,
    const struct tsm_csv *table, const struct tsm_import_options *options,
    struct tsm_import *import, struct tsm_error *err)
{
	struct tsm_columns columns;
	struct tsm_import_job job;
	struct tsm_str label;
	enum tsm_status status = find_header(arena, table, &columns);
	if (status == TSM_E_UNKNOWN)
		return tsm_fail(
		    err, TSM_E_UNKNOWN, NULL, "this is no sign-in sheet");
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	TSM_TRY(choose_label(table, &columns, options, &label, err));
	status =
	    tsm_import_begin(&job, arena, table, options, "in_person", import);
	if (status == TSM_OK)
		status = read_all(&job, table, &columns, label);
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
