#include "table.h"

#include <stdint.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/roster/text.h"

#define NO_COLUMN SIZE_MAX

static enum tsm_status find_columns(
    struct table *t, const char *const *names, struct tsm_error *err)
{
	const struct tsm_csv_row *header = &t->csv.rows[0];
	bool optional = false;
	size_t n = 0;
	for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++)
		t->column_of[i] = NO_COLUMN;
	for (; *names != NULL; names++) {
		if (tsm_streq(*names, "|")) {
			optional = true;
			continue;
		}
		for (size_t c = 0; c < header->count; c++) {
			if (tsm_str_is_nocase(tsm_csv_cell(header, c), *names))
				t->column_of[n] = c;
		}
		if (t->column_of[n] == NO_COLUMN && !optional)
			return tsm_fail(err, TSM_E_MISSING, "line 1",
			    "the column %s is missing", *names);
		n++;
	}
	for (size_t c = 0; c < header->count; c++) {
		bool known = false;
		for (size_t i = 0; i < n; i++)
			known = known || t->column_of[i] == c;
		if (!known && tsm_csv_cell(header, c).len > 0)
			return tsm_fail(err, TSM_E_UNKNOWN, "line 1",
			    "the column in place %zu is not one of this form",
			    c + 1);
	}
	return TSM_OK;
}

static enum tsm_status parse(struct app *app, struct tsm_str bytes,
    const char *const *names, struct table *t, struct tsm_error *err)
{
	const struct tsm_csv_options limits = { .max_rows =
						    TSM_IMPORT_ROWS_MAX + 1 };
	struct tsm_text text;
	TSM_TRY(tsm_text_decode(&app->arena, bytes, NULL, &text, err));
	TSM_TRY(tsm_csv_read(&app->arena, text.text, &limits, &t->csv, err));
	if (t->csv.bad_count > 0) {
		char where[32];
		(void)snprintf(
		    where, sizeof(where), "line %zu", t->csv.bad[0].line);
		return tsm_fail(
		    err, TSM_E_SYNTAX, where, "%s", t->csv.bad[0].text);
	}
	if (t->csv.row_count == 0)
		return tsm_fail(err, TSM_E_MISSING, NULL, "the file is empty");
	return find_columns(t, names, err);
}

enum tsm_status table_read(struct app *app, const char *path,
    const char *const *names, struct table *ret_table,
    struct tsm_str *ret_bytes, struct tsm_error *err)
{
	struct tsm_buf file;
	struct tsm_str bytes = { NULL, 0 };
	tsm_buf_init(&file, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_IMPORT_MAX, &file, err);
	if (status == TSM_OK) {
		bytes.len = file.len;
		bytes.ptr = tsm_arena_str(&app->arena, tsm_buf_str(&file));
		if (bytes.ptr == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&file);
	if (status != TSM_OK)
		return status;
	status = parse(app, bytes, names, ret_table, err);
	if (status != TSM_OK)
		tsm_error_prefix(err, path);
	if (ret_bytes != NULL)
		*ret_bytes = bytes;
	return status;
}

const char *table_cell(
    struct app *app, const struct table *table, size_t row, size_t n)
{
	size_t column = table->column_of[n];
	struct tsm_str cell = { NULL, 0 };
	if (column != NO_COLUMN)
		cell = tsm_csv_cell(&table->csv.rows[row + 1], column);
	return cell.len > 0 ? tsm_arena_str(&app->arena, cell) : NULL;
}

size_t table_rows(const struct table *table)
{
	return table->csv.row_count - 1;
}

size_t table_line(const struct table *table, size_t row)
{
	return table->csv.rows[row + 1].line;
}

enum tsm_status table_fail(const struct table *table, size_t row,
    enum tsm_status status, struct tsm_error *err)
{
	char where[32];
	(void)snprintf(
	    where, sizeof(where), "line %zu", table_line(table, row));
	tsm_error_prefix(err, where);
	return status;
}
