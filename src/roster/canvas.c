/*
 * Canvas: the Roll Call report, a row per person and day, and the gradebook,
 * where a session is a column of points. Neither has minutes.
 */
#include "draft.h"

static const int roll_call[] = { COL_NAME, COL_DATE, COL_STATUS, COL_COURSE,
	-1 };
static const int gradebook[] = { COL_NAME, COL_EVENT_ID, COL_SECTION, -1 };
static const int gradebook_parts[] = { COL_FIRST, COL_LAST, COL_EVENT_ID,
	COL_SECTION, -1 };

/* A login may be an address; an id at least tells people apart. */
static enum tsm_status take_ids(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    enum tsm_column number, struct tsm_draft *draft)
{
	struct tsm_str ids[] = { tsm_columns_cell(columns, row, COL_EMAIL),
		tsm_columns_cell(columns, row, COL_ID),
		tsm_columns_cell(columns, row, COL_LOGIN) };
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (draft->email.len == 0 &&
		    tsm_cell_type(ids[i]) == TSM_CELL_EMAIL)
			draft->email = ids[i];
	TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft->name));
	return tsm_cell_copy(job->arena,
	    tsm_columns_cell(columns, row, (int)number), &draft->identity);
}

/* --- Roll Call ---------------------------------------------------------------- */

static const struct tsm_columns *find_roll_call(const struct tsm_sheet *sheet)
{
	return tsm_sheet_find(sheet, roll_call);
}

static enum tsm_status read_day(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_draft draft = { .line = row->line };
	struct tsm_str day = tsm_columns_cell(columns, row, COL_DATE);
	TSM_TRY(take_ids(job, columns, row, COL_LOGIN, &draft));
	if (tsm_when_parse(day, &draft.join) != TSM_OK || !draft.join.has_date)
		return tsm_draft_reject(
		    job, row->line, "the class date is no date");
	return tsm_draft_status(
	    job, &draft, tsm_columns_cell(columns, row, COL_STATUS), 0, -1);
}

static const struct tsm_plain_table rolls = {
	.variant = "Canvas Roll Call report, one row per person and day",
	.via = "in_person",
	.unknown = "this is no Canvas Roll Call report",
	.head = find_roll_call,
	.typed = { COL_DATE, -1 },
	.type = TSM_CELL_DATE,
	.base = 80,
	.span = 20,
	.row = read_day,
};

const struct tsm_importer tsm_importer_canvas_rollcall = {
	.id = "canvas-rollcall",
	.title = "Canvas Roll Call",
	.looks_for = "Course ID, Student Name, Class Date, Attendance",
	.plain = &rolls,
};

/* --- gradebook ---------------------------------------------------------------- */

static const struct tsm_columns *find_book(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *head = tsm_sheet_find(sheet, gradebook);
	return head != NULL ? head : tsm_sheet_find(sheet, gradebook_parts);
}

/* "Session 1 (4711)": a column of points is called so. */
static bool is_assignment(struct tsm_str head)
{
	size_t digits = 0;
	head = tsm_roster_trim(head);
	if (head.len < 4 || head.ptr[head.len - 1] != ')')
		return false;
	size_t at = head.len - 1;
	while (at > 0 && tsm_is_digit(head.ptr[at - 1])) {
		at--;
		digits++;
	}
	return digits > 0 && at > 1 && head.ptr[at - 1] == '(';
}

static struct tsm_str title_of(struct tsm_str head)
{
	head = tsm_roster_trim(head);
	size_t open = head.len;
	while (open > 0 && head.ptr[open - 1] != '(')
		open--;
	return tsm_roster_trim(tsm_str_n(head.ptr, open > 0 ? open - 1 : 0));
}

static int score_book(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *head = find_book(sheet);
	size_t assignments = 0;
	if (head == NULL)
		return 0;
	const struct tsm_csv_row *row = &sheet->table->rows[head->row];
	for (size_t i = 0; i < row->count; i++)
		assignments += is_assignment(row->fields[i]);
	return assignments > 0 ? 85 : 0;
}

/* Points in thousandths: "1.5", "0,0"; false for another text. */
static bool read_points(struct tsm_str cell, int64_t *ret_points)
{
	int64_t value = 0;
	int64_t unit = 1000;
	bool point = false;
	if (cell.len == 0 || cell.len > 12)
		return false;
	for (size_t i = 0; i < cell.len; i++) {
		char c = cell.ptr[i];
		if ((c == '.' || c == ',') && !point) {
			point = true;
			continue;
		}
		if (!tsm_is_digit(c))
			return false;
		unit /= point ? 10 : 1;
		value = point ? value + (c - '0') * unit
			      : value * 10 + (c - '0') * INT64_C(1000);
	}
	*ret_points = value;
	return true;
}

/* The only column of points, or the one that was asked for by its title. */
static enum tsm_status choose(const struct tsm_csv_row *head, const char *label,
    size_t *ret_cell, struct tsm_error *err)
{
	size_t found = 0;
	for (size_t i = 0; i < head->count; i++) {
		struct tsm_str name = tsm_roster_trim(head->fields[i]);
		if (!is_assignment(name) ||
		    (label != NULL && !tsm_str_is(title_of(name), label) &&
			!tsm_str_is(name, label)))
			continue;
		*ret_cell = i;
		found++;
	}
	if (found == 1)
		return TSM_OK;
	if (found == 0)
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "the gradebook has no column of that title");
	return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
	    "the gradebook has several columns of points: say by its title "
	    "which one is the session");
}

/* "    Points Possible" stands where names do. */
static bool is_points_row(struct tsm_str name)
{
	return tsm_str_is_nocase(name, "Points Possible") ||
	       tsm_str_is_nocase(name, "Puntos posibles") ||
	       tsm_str_is_nocase(name, "Erreichbare Punkte") ||
	       tsm_str_is_nocase(name, "Pontos poss\xC3\xADveis") ||
	       tsm_str_is_nocase(name, "Points possibles") ||
	       tsm_str_is_nocase(name, "Mogelijke punten");
}

static enum tsm_status read_student(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    size_t cell, int64_t *most)
{
	struct tsm_draft draft = { .line = row->line };
	struct tsm_str value = tsm_roster_trim(tsm_csv_cell(row, cell));
	int64_t points = 0;
	TSM_TRY(take_ids(job, columns, row, COL_EVENT_ID, &draft));
	if (is_points_row(draft.name)) {
		if (!read_points(value, most))
			*most = -1;
		return TSM_OK;
	}
	/* a row of remarks on columns that are not shown has no person */
	if (draft.name.len == 0)
		return tsm_note_add(job->arena, &job->notes, row->line,
		    "a row of no person was left out");
	if (tsm_str_is_nocase(draft.name, "Student, Test") ||
	    tsm_str_is_nocase(draft.name, "Test Student")) {
		draft.ignored = "Canvas' test student";
		tsm_draft_add(job, &draft);
		return TSM_OK;
	}
	bool given = read_points(value, &points);
	return tsm_draft_status(job, &draft, value, points, given ? *most : -1);
}

static enum tsm_status read_book(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	const struct tsm_columns *head = find_book(sheet);
	const struct tsm_csv *table = sheet->table;
	struct tsm_import_job job;
	size_t cell = 0;
	int64_t most = -1;
	if (head == NULL)
		return tsm_fail(
		    err, TSM_E_UNKNOWN, NULL, "this is no Canvas gradebook");
	TSM_TRY(choose(
	    &table->rows[head->row], options->session_label, &cell, err));
	enum tsm_status status =
	    tsm_import_begin(&job, sheet, options, "in_person", import);
	for (size_t i = head->row + 1; i < table->row_count && status == TSM_OK;
	     i++)
		if (!tsm_row_blank(&table->rows[i]))
			status = read_student(
			    &job, head, &table->rows[i], cell, &most);
	if (status == TSM_OK)
		status = tsm_import_describe(
		    &job, head, "Canvas gradebook, one column of points");
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

const struct tsm_importer tsm_importer_canvas_gradebook = {
	.id = "canvas-gradebook",
	.title = "Canvas gradebook",
	.looks_for = "Student, ID, Section, Title (number)",
	.score = score_book,
	.read = read_book,
};
