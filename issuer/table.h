/*
 * table.h - our own CSV forms: a header row of known names.
 *
 * For work, activity minutes and attestations, which come from forms and
 * spreadsheets of our making. Columns are found by their exact lower-case
 * names, in any order; an unknown column is an error that names it.
 */
#ifndef ISSUER_TABLE_H
#define ISSUER_TABLE_H

#include "app.h"
#include "testamur/roster/csv.h"

#define TABLE_COLUMNS_MAX 12

struct table {
	struct tsm_csv csv;
	/* cells[n] of a row is that of the n-th name given to table_read */
	size_t column_of[TABLE_COLUMNS_MAX];
};

/*
 * Read the file at path, whose header has the names given (NULL-terminated;
 * those after "|" are optional). Rows that do not parse fail the whole
 * file, which is stored nowhere: TSM_E_SYNTAX, TSM_E_MISSING,
 * TSM_E_UNKNOWN; err->where has file and line. ret_bytes (may be NULL)
 * are the bytes of the file, in the arena.
 */
enum tsm_status table_read(struct app *app, const char *path,
    const char *const *names, struct table *ret_table,
    struct tsm_str *ret_bytes, struct tsm_error *err) TSM_NODISCARD;

/* The n-th name's cell in a row (0: the first below the header), trimmed
 * and NUL-terminated in the arena, or NULL when it is empty. */
const char *table_cell(
    struct app *app, const struct table *table, size_t row, size_t n);

/* Rows below the header; the line of one. */
size_t table_rows(const struct table *table);
size_t table_line(const struct table *table, size_t row);

/* Put "line N" before err->where and return status. */
enum tsm_status table_fail(const struct table *table, size_t row,
    enum tsm_status status, struct tsm_error *err);

#endif
