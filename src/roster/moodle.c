/*
 * Moodle's attendance as text: a row per person, a column per session, headed
 * by its date and start. No session has an end, and no mark has minutes.
 */
#include <string.h>

#include "draft.h"

/* A head has at most so many words before its description begins. */
#define WHEN_WORDS  7
#define COLUMNS_MAX 512

struct book {
	const struct tsm_csv *table;
	struct tsm_columns columns;
	size_t cells[COLUMNS_MAX]; /* which are sessions */
	struct tsm_when starts[COLUMNS_MAX];
	size_t count;
};

/* "01 Feb 2024 8.30AM All students": the longest beginning that is a time. */
static bool starts_with_when(struct tsm_str head, struct tsm_when *ret_when)
{
	struct tsm_str text = tsm_roster_trim(head);
	size_t ends[WHEN_WORDS];
	size_t words = 0;
	for (size_t i = 1; i <= text.len && words < WHEN_WORDS; i++)
		if (i == text.len || tsm_is_space(text.ptr[i]))
			ends[words++] = i;
	while (words-- > 0)
		if (tsm_when_parse(
			tsm_str_n(text.ptr, ends[words]), ret_when) == TSM_OK &&
		    ret_when->has_date && ret_when->has_time)
			return true;
	return false;
}

/* The sessions of a row, if it is the header. */
static size_t read_heads(const struct tsm_csv_row *row, struct book *book)
{
	book->count = 0;
	for (size_t i = 0; i < row->count && book->count < COLUMNS_MAX; i++)
		if (starts_with_when(
			row->fields[i], &book->starts[book->count]))
			book->cells[book->count++] = i;
	return book->count;
}

/* Title lines stand above: course and group. */
#define HEADER_ROWS 20

static enum tsm_status find_book(
    const struct tsm_sheet *sheet, struct book *ret_book)
{
	const struct tsm_csv *table = sheet->table;
	ret_book->table = table;
	for (size_t i = 0; i < table->row_count && i < HEADER_ROWS; i++) {
		struct tsm_columns *c = &ret_book->columns;
		if (read_heads(&table->rows[i], ret_book) == 0)
			continue;
		TSM_TRY(tsm_sheet_head(sheet->arena, table, i, c));
		/* "Apellidos, Nombre" and "Nom, Prenom" too */
		if ((c->at[COL_LAST] >= 0 || c->at[COL_FIRST] >= 0) &&
		    ((c->at[COL_LAST] >= 0 && c->at[COL_FIRST] >= 0) ||
			c->at[COL_NAME] >= 0))
			return TSM_OK;
	}
	return TSM_E_UNKNOWN;
}

static int score(const struct tsm_sheet *sheet)
{
	struct book *book = tsm_arena_alloc(sheet->arena, sizeof(*book));
	if (book == NULL)
		return -1;
	enum tsm_status status = find_book(sheet, book);
	if (status == TSM_E_MEMORY)
		return -1;
	return status == TSM_OK ? 85 : 0;
}

/* --- which session ------------------------------------------------------------- */

/* The order of day and month that all heads allow; most name the month. */
static enum tsm_date_order order_of(
    const struct book *book, enum tsm_date_order given)
{
	unsigned set = TSM_DATE_MDY | TSM_DATE_DMY;
	if (given != TSM_DATE_UNKNOWN)
		return given;
	for (size_t i = 0; i < book->count; i++)
		set = tsm_date_orders_narrow(set, &book->starts[i]);
	return set == TSM_DATE_MDY || set == TSM_DATE_DMY
		   ? (enum tsm_date_order)set
		   : TSM_DATE_UNKNOWN;
}

static bool has_label(const struct book *book, size_t n, const char *label)
{
	struct tsm_str head = tsm_roster_trim(
	    book->table->rows[book->columns.row].fields[book->cells[n]]);
	size_t len = strlen(label);
	for (size_t i = 0; i + len <= head.len; i++)
		if (tsm_str_is(tsm_str_n(head.ptr + i, len), label))
			return true;
	return false;
}

/* How far a session of the register is from ours; negative: another day. */
static int64_t distance(const struct book *book, size_t n,
    const struct tsm_import_options *options, enum tsm_date_order order)
{
	struct tsm_civil there;
	struct tsm_civil here;
	int64_t instant = 0;
	if (tsm_when_civil(&book->starts[n], order, NULL, &there) != TSM_OK ||
	    tsm_zone_to_civil(options->zone, options->session->start, &here) !=
		TSM_OK ||
	    there.year != here.year || there.month != here.month ||
	    there.day != here.day ||
	    tsm_when_instant(&book->starts[n], order, NULL, options->zone,
		&instant, NULL) != TSM_OK)
		return -1;
	return instant > options->session->start
		   ? instant - options->session->start
		   : options->session->start - instant;
}

/* Of the day, the nearest; two that are equally near need a name. */
static enum tsm_status choose(const struct book *book,
    const struct tsm_import_options *options, size_t *ret_n,
    struct tsm_error *err)
{
	enum tsm_date_order order = order_of(book, options->order);
	int64_t best = -1;
	size_t same = 0;
	for (size_t i = 0; i < book->count; i++) {
		int64_t away = 0;
		if (options->session_label != NULL &&
		    !has_label(book, i, options->session_label))
			continue;
		if (options->session != NULL)
			away = distance(book, i, options, order);
		if (away < 0 || (best >= 0 && away > best))
			continue;
		same = away == best ? same + 1 : 1;
		best = away;
		*ret_n = i;
	}
	if (same == 1)
		return TSM_OK;
	if (same > 1)
		return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
		    "the register has several sessions that fit: say by words "
		    "of its heading which one is meant");
	return tsm_fail(err, TSM_E_MISMATCH, NULL,
	    "the register has no session of that day or name");
}

/* --- marks ---------------------------------------------------------------------- */

/* "P (2/2)": status, points and most points, in thousandths. */
static struct tsm_str take_points(
    struct tsm_str cell, int64_t *ret_points, int64_t *ret_most)
{
	uint64_t points = 0;
	uint64_t most = 0;
	struct tsm_str inside;
	*ret_points = 0;
	*ret_most = -1;
	size_t open = tsm_str_find(cell, '(');
	if (open >= cell.len || cell.ptr[cell.len - 1] != ')')
		return cell;
	struct tsm_str both =
	    tsm_str_n(cell.ptr + open + 1, cell.len - open - 2);
	inside = tsm_str_split(both, '/', &both);
	if (tsm_parse_u64(tsm_roster_trim(inside), 1000000, &points) !=
		TSM_OK ||
	    tsm_parse_u64(tsm_roster_trim(both), 1000000, &most) != TSM_OK)
		return cell;
	*ret_points = (int64_t)points * 1000;
	*ret_most = (int64_t)most * 1000;
	return tsm_roster_trim(tsm_str_n(cell.ptr, open));
}

/* An arrow means: as in the column before. */
static struct tsm_str mark_of(
    const struct book *book, size_t n, const struct tsm_csv_row *row)
{
	struct tsm_str cell = { 0 };
	for (size_t i = n + 1; i-- > 0;) {
		cell = tsm_roster_trim(tsm_csv_cell(row, book->cells[i]));
		if (!tsm_str_is(cell, "\xE2\x86\x90"))
			break;
	}
	return cell;
}

static enum tsm_status read_row(struct tsm_import_job *job,
    const struct book *book, size_t n, const struct tsm_csv_row *row)
{
	struct tsm_draft draft = { .line = row->line,
		.email = tsm_columns_cell(&book->columns, row, COL_EMAIL) };
	int64_t points = 0;
	int64_t most = -1;
	TSM_TRY(tsm_draft_name(job->arena, &book->columns, row, &draft.name));
	struct tsm_str status =
	    take_points(mark_of(book, n, row), &points, &most);
	return tsm_draft_status(job, &draft, status, points, most);
}

static enum tsm_status read_all(
    struct tsm_import_job *job, const struct book *book, size_t n)
{
	const struct tsm_csv *table = book->table;
	const struct tsm_csv_row *head = &table->rows[book->columns.row];
	job->import->has_meeting = true;
	job->import->meeting.line = head->line;
	job->meeting_start = book->starts[n];
	TSM_TRY(tsm_cell_copy(job->arena, head->fields[book->cells[n]],
	    &job->import->meeting.topic));
	for (size_t i = book->columns.row + 1; i < table->row_count; i++)
		if (!tsm_row_blank(&table->rows[i]))
			TSM_TRY(read_row(job, book, n, &table->rows[i]));
	TSM_TRY(tsm_note_add(job->arena, &job->notes, 0,
	    "a register without minutes: present counts as the whole "
	    "session"));
	return tsm_import_describe(
	    job, &book->columns, "Moodle attendance, one column per session");
}

static enum tsm_status read_register(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct tsm_import_job job;
	size_t n = 0;
	struct book *book = tsm_arena_alloc(sheet->arena, sizeof(*book));
	if (book == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = find_book(sheet, book);
	if (status == TSM_E_UNKNOWN)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "this is no Moodle attendance register");
	if (status == TSM_OK)
		TSM_TRY(choose(book, options, &n, err));
	if (status == TSM_OK)
		status =
		    tsm_import_begin(&job, sheet, options, "in_person", import);
	if (status == TSM_OK)
		status = read_all(&job, book, n);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

const struct tsm_importer tsm_importer_moodle = {
	.id = "moodle",
	.title = "Moodle attendance",
	.looks_for = "Last name, First name, a column headed by date and time",
	.score = score,
	.read = read_register,
};
