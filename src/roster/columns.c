/* Finding the header row and judging what lies below it. */
#include <string.h>

#include "testamur/roster/people.h"

#include "internal.h"

/* A header stands among the first rows, below a block or a title. */
#define HEADER_ROWS 200
/* So many rows show what kind of values a column has. */
#define SCORE_ROWS 200

static int column_of(const struct tsm_column_word *words, const char *cell)
{
	for (size_t i = 0; words[i].word != NULL; i++)
		if (strcmp(words[i].word, cell) == 0)
			return words[i].column;
	return -1;
}

enum tsm_status tsm_columns_match(struct tsm_arena *arena,
    const struct tsm_csv_row *row, const struct tsm_column_word *words,
    struct tsm_columns *ret_columns)
{
	struct tsm_columns found = { 0 };
	for (size_t i = 0; i < TSM_COLUMNS_MAX; i++)
		found.at[i] = -1;
	for (size_t i = 0; i < row->count; i++) {
		char *cell = tsm_name_normalise(
		    arena, tsm_csv_unwrap(tsm_roster_trim(row->fields[i])));
		if (cell == NULL)
			return TSM_E_MEMORY;
		int column = column_of(words, cell);
		if (column < 0)
			continue;
		if (found.at[column] >= 0) {
			found.twice[column] = true;
			continue;
		}
		found.at[column] = (int)i;
		found.known++;
	}
	*ret_columns = found;
	return TSM_OK;
}

static bool has_all(const struct tsm_columns *columns, const int *required)
{
	for (size_t i = 0; required[i] >= 0; i++)
		if (columns->at[required[i]] < 0)
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
		TSM_TRY(
		    tsm_columns_match(arena, &table->rows[i], words, &found));
		found.row = i;
		if (found.known > best.known && has_all(&found, required))
			best = found;
	}
	if (best.known == 0)
		return TSM_E_UNKNOWN;
	*ret_columns = best;
	return TSM_OK;
}

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

static bool cell_is(struct tsm_str cell, enum tsm_cell_type type)
{
	struct tsm_when when;
	uint64_t number = 0;
	if (type == TSM_CELL_NUMBER)
		return tsm_parse_u64(cell, UINT32_MAX, &number) == TSM_OK;
	return tsm_when_parse(cell, &when) == TSM_OK && when.has_time;
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
    enum tsm_cell_type type)
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
	return 60 + (rows > 0 ? (int)(good * 40 / rows) : 0);
}
