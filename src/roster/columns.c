/* Finding the header row and judging what lies below it. */
#include <string.h>

#include "testamur/roster/people.h"

#include "internal.h"

/* A header stands among the first rows, below a block or a title. */
#define HEADER_ROWS 200
/* So many rows show what kind of values a column has. */
#define SCORE_ROWS 200
/* So many cells decide whether a loose word is right. */
#define TYPE_ROWS 20
/* No header of a column that matters is longer (bytes). */
#define HEADER_MAX 120

/* --- by a table of words --------------------------------------------------- */

static int column_of(const struct tsm_column_word *words, const char *cell)
{
	for (size_t i = 0; words[i].word != NULL; i++)
		if (strcmp(words[i].word, cell) == 0)
			return words[i].column;
	return -1;
}

static void none_yet(struct tsm_columns *found)
{
	*found = (struct tsm_columns){ 0 };
	for (size_t i = 0; i < TSM_COLUMNS_MAX; i++) {
		found->at[i] = -1;
		found->second[i] = -1;
	}
}

static void put(struct tsm_columns *found, int column, size_t cell)
{
	if (found->at[column] >= 0) {
		found->third[column] = found->second[column] >= 0;
		if (!found->third[column])
			found->second[column] = (int)cell;
		return;
	}
	found->at[column] = (int)cell;
	found->known++;
}

/* Recognise one row. Of two cells with the same meaning the first counts. */
static enum tsm_status match_row(struct tsm_arena *arena,
    const struct tsm_csv_row *row, const struct tsm_column_word *words,
    struct tsm_columns *ret_columns)
{
	struct tsm_columns found;
	none_yet(&found);
	for (size_t i = 0; i < row->count; i++) {
		char *cell = tsm_name_normalise(
		    arena, tsm_csv_unwrap(tsm_roster_trim(row->fields[i])));
		if (cell == NULL)
			return TSM_E_MEMORY;
		int column = column_of(words, cell);
		if (column >= 0)
			put(&found, column, i);
	}
	*ret_columns = found;
	return TSM_OK;
}

bool tsm_columns_have(const struct tsm_columns *columns, const int *need)
{
	for (size_t i = 0; need[i] >= 0; i++)
		if (columns->at[need[i]] < 0)
			return false;
	return true;
}

enum tsm_status tsm_columns_find(struct tsm_arena *arena,
    const struct tsm_csv *table, const struct tsm_column_word *words,
    const int *required, struct tsm_columns *ret_columns)
{
	struct tsm_columns best = { 0 };
	size_t rows =
	    table->row_count < HEADER_ROWS ? table->row_count : HEADER_ROWS;
	for (size_t i = 0; i < rows; i++) {
		struct tsm_columns found;
		TSM_TRY(match_row(arena, &table->rows[i], words, &found));
		found.row = i;
		if (found.known > best.known &&
		    tsm_columns_have(&found, required))
			best = found;
	}
	if (best.known == 0)
		return TSM_E_UNKNOWN;
	*ret_columns = best;
	return TSM_OK;
}

/* --- cells ------------------------------------------------------------------ */

struct tsm_str tsm_columns_cell(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, int column)
{
	int at = columns->at[column];
	if (at < 0)
		return tsm_str("");
	return tsm_roster_trim(tsm_csv_unwrap(tsm_csv_cell(row, (size_t)at)));
}

bool tsm_row_blank(const struct tsm_csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (tsm_roster_trim(row->fields[i]).len > 0)
			return false;
	return true;
}

enum tsm_cell_type tsm_cell_type(struct tsm_str cell)
{
	struct tsm_when when;
	int64_t seconds = 0;
	uint64_t number = 0;
	cell = tsm_roster_trim(tsm_csv_unwrap(tsm_roster_trim(cell)));
	enum tsm_status status = tsm_when_parse(cell, &when);
	if (status == TSM_E_MISSING)
		return TSM_CELL_BLANK;
	if (status == TSM_OK)
		return when.has_time ? TSM_CELL_WHEN : TSM_CELL_DATE;
	if (tsm_count_parse(cell, &number) == TSM_OK ||
	    tsm_minutes_parse(cell, &seconds) == TSM_OK)
		return TSM_CELL_NUMBER;
	if (tsm_duration_parse(cell, &seconds) == TSM_OK)
		return TSM_CELL_DURATION;
	return tsm_str_find(cell, '@') < cell.len ? TSM_CELL_EMAIL
						  : TSM_CELL_TEXT;
}

/* "03:01:21" is a duration where one is expected. */
static bool cell_is(struct tsm_str cell, enum tsm_cell_type type)
{
	int64_t seconds = 0;
	if (type == TSM_CELL_DURATION)
		return tsm_duration_parse(cell, &seconds) == TSM_OK;
	return tsm_cell_type(cell) == type;
}

/* All typed columns of one row hold what they should. */
static bool row_is(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, const int *typed, enum tsm_cell_type type)
{
	for (size_t i = 0; typed[i] >= 0; i++)
		if (!cell_is(tsm_columns_cell(columns, row, typed[i]), type))
			return false;
	return true;
}

int tsm_columns_score(const struct tsm_csv *table,
    const struct tsm_columns *columns, const int *typed,
    enum tsm_cell_type type, int base, int span)
{
	size_t rows = 0;
	size_t good = 0;
	for (size_t i = columns->row + 1;
	     i < table->row_count && rows < SCORE_ROWS; i++) {
		if (tsm_row_blank(&table->rows[i]))
			continue;
		rows++;
		good += row_is(columns, &table->rows[i], typed, type);
	}
	/* the right words over the wrong values: another tool's file */
	if (good * 2 < rows)
		return 0;
	return base + (rows > 0 ? (int)(good * (size_t)span / rows) : 0);
}

/* --- by the vocabulary and by values ---------------------------------------- */

/* Of the cells of a column that are not blank, more than half are of it. */
static bool mostly(const struct tsm_csv *table, size_t first, size_t end,
    size_t cell, enum tsm_cell_type type)
{
	size_t seen = 0;
	size_t good = 0;
	for (size_t i = first; i < end && i < table->row_count; i++) {
		struct tsm_str value = tsm_csv_cell(&table->rows[i], cell);
		if (tsm_cell_type(value) == TSM_CELL_BLANK)
			continue;
		seen++;
		good += cell_is(value, type);
		if (seen == TYPE_ROWS)
			break;
	}
	return good * 2 > seen;
}

/* What a column has to hold when only a loose word names it. */
static bool values_fit(const struct tsm_csv *table, size_t row, size_t cell,
    enum tsm_column column)
{
	size_t first = row + 1;
	size_t end = first + SCORE_ROWS;
	switch (column) {
	case COL_JOIN:
	case COL_LEAVE:
	case COL_STAMP:
	case COL_EVENT_START:
	case COL_EVENT_END:
		return mostly(table, first, end, cell, TSM_CELL_WHEN);
	case COL_DURATION:
		return mostly(table, first, end, cell, TSM_CELL_DURATION);
	case COL_MINUTES:
	case COL_TOTAL:
		return mostly(table, first, end, cell, TSM_CELL_NUMBER);
	case COL_EMAIL:
		return mostly(table, first, end, cell, TSM_CELL_EMAIL);
	default:
		return true;
	}
}

/* A row with a time or an address in it is no header. */
static bool may_be_header(const struct tsm_csv_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		enum tsm_cell_type type = tsm_cell_type(row->fields[i]);
		if (type == TSM_CELL_WHEN || type == TSM_CELL_DATE ||
		    type == TSM_CELL_EMAIL)
			return false;
	}
	return true;
}

void tsm_columns_alias(struct tsm_columns *columns, int to, int from)
{
	columns->at[to] = columns->at[from];
	columns->second[to] = columns->second[from];
	columns->third[to] = columns->third[from];
}

enum tsm_status tsm_sheet_head(struct tsm_arena *arena,
    const struct tsm_csv *table, size_t row, struct tsm_columns *ret_columns)
{
	const struct tsm_csv_row *cells = &table->rows[row];
	struct tsm_columns weak;
	struct tsm_columns found;
	none_yet(&found);
	none_yet(&weak);
	for (size_t i = 0; i < cells->count; i++) {
		struct tsm_str cell =
		    tsm_csv_unwrap(tsm_roster_trim(cells->fields[i]));
		bool loose = false;
		if (cell.len == 0 || cell.len > HEADER_MAX)
			continue;
		char *folded = tsm_header_fold(arena, cell);
		if (folded == NULL)
			return TSM_E_MEMORY;
		enum tsm_column column = tsm_word_column(folded, &loose);
		if (column == COL_COUNT ||
		    (loose && !values_fit(table, row, i, column)))
			continue;
		put(loose ? &weak : &found, (int)column, i);
	}
	/* a loose word counts where no whole phrase means the same */
	for (int i = 0; i < TSM_COLUMNS_MAX; i++)
		if (weak.at[i] >= 0 && found.at[i] < 0)
			put(&found, i, (size_t)weak.at[i]);
	/* people arrive where tools say join; only a sign-in sheet asks which */
	if (found.at[COL_JOIN] < 0)
		tsm_columns_alias(&found, COL_JOIN, COL_ARRIVE);
	if (found.at[COL_LEAVE] < 0)
		tsm_columns_alias(&found, COL_LEAVE, COL_DEPART);
	found.row = row;
	*ret_columns = found;
	return TSM_OK;
}

enum tsm_status tsm_sheet_look(struct tsm_arena *arena,
    const struct tsm_csv *table, struct tsm_sheet *ret_sheet)
{
	struct tsm_sheet sheet = { .arena = arena, .table = table };
	size_t rows =
	    table->row_count < HEADER_ROWS ? table->row_count : HEADER_ROWS;
	sheet.heads = tsm_arena_array(arena, rows + 1, sizeof(*sheet.heads));
	if (sheet.heads == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < rows; i++) {
		struct tsm_columns head;
		if (!may_be_header(&table->rows[i]))
			continue;
		TSM_TRY(tsm_sheet_head(arena, table, i, &head));
		if (head.known > 0)
			sheet.heads[sheet.head_count++] = head;
	}
	*ret_sheet = sheet;
	return TSM_OK;
}

const struct tsm_columns *tsm_sheet_find(
    const struct tsm_sheet *sheet, const int *need)
{
	const struct tsm_columns *best = NULL;
	for (size_t i = 0; i < sheet->head_count; i++) {
		const struct tsm_columns *head = &sheet->heads[i];
		if (tsm_columns_have(head, need) &&
		    (best == NULL || head->known > best->known))
			best = head;
	}
	return best;
}

/* Some meaning has this cell already. */
static bool taken(const struct tsm_columns *columns, size_t cell)
{
	for (size_t i = 0; i < TSM_COLUMNS_MAX; i++)
		if (columns->at[i] == (int)cell)
			return true;
	return false;
}

size_t tsm_columns_infer(const struct tsm_csv *table, size_t first, size_t end,
    struct tsm_columns *columns)
{
	/* in this order: a name is whatever text comes first */
	static const struct {
		enum tsm_column column;
		enum tsm_cell_type type;
	} wanted[] = {
		{ COL_JOIN, TSM_CELL_WHEN },
		{ COL_LEAVE, TSM_CELL_WHEN },
		{ COL_DURATION, TSM_CELL_DURATION },
		{ COL_EMAIL, TSM_CELL_EMAIL },
		{ COL_NAME, TSM_CELL_TEXT },
	};
	size_t added = 0;
	size_t cells = table->rows[columns->row].count;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (columns->at[wanted[i].column] >= 0 ||
		    (wanted[i].column == COL_NAME &&
			columns->at[COL_FIRST] >= 0))
			continue;
		for (size_t cell = 0; cell < cells; cell++) {
			if (taken(columns, cell) ||
			    !mostly(table, first, end, cell, wanted[i].type))
				continue;
			put(columns, (int)wanted[i].column, cell);
			added++;
			break;
		}
	}
	return added;
}
