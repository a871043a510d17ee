/*
 * Tables: whatever is read is within its limits, lines ascend, and what is
 * written from it reads back as the same table.
 */
#include <assert.h>
#include <string.h>

#include "testamur/base/limits.h"
#include "testamur/roster/csv.h"
#include "testamur/roster/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lines(const struct tsm_csv *csv)
{
	for (size_t i = 0; i < csv->row_count; i++) {
		assert(csv->rows[i].count > 0 &&
		       csv->rows[i].count <= TSM_CSV_COLUMNS_MAX);
		assert(csv->rows[i].line > (i > 0 ? csv->rows[i - 1].line : 0));
	}
	for (size_t i = 1; i < csv->bad_count; i++)
		assert(csv->bad[i].line > csv->bad[i - 1].line);
}

/* The apostrophe before a formula is the one change that writing makes. */
static void check_same(struct tsm_str got, struct tsm_str want)
{
	if (got.len == want.len + 1 && got.ptr[0] == '\'')
		got = tsm_str_n(got.ptr + 1, want.len);
	assert(tsm_str_eq(got, want));
}

static void round_trip(struct tsm_arena *arena, const struct tsm_csv *csv)
{
	const struct tsm_csv_options comma = { .delimiter = ',' };
	struct tsm_csv again;
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < csv->row_count; i++)
		tsm_csv_write(&out, csv->rows[i].fields, csv->rows[i].count);
	assert(tsm_buf_status(&out) == TSM_OK);
	assert(tsm_csv_read(arena, tsm_buf_str(&out), &comma, &again, NULL) ==
	       TSM_OK);
	assert(again.bad_count == 0 && again.row_count == csv->row_count);
	for (size_t i = 0; i < csv->row_count; i++) {
		assert(again.rows[i].count == csv->rows[i].count);
		for (size_t j = 0; j < csv->rows[i].count; j++) {
			struct tsm_str cell = again.rows[i].fields[j];
			check_same(cell, csv->rows[i].fields[j]);
			assert(cell.len == 0 ||
			       strchr("=@\t\r", cell.ptr[0]) == NULL ||
			       cell.ptr[0] == '\0');
		}
	}
	tsm_buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_arena arena;
	struct tsm_text text;
	struct tsm_csv csv;
	struct tsm_error err = { 0 };
	tsm_arena_init(&arena, 0);
	if (tsm_text_decode(&arena, tsm_str_n((const char *)data, size), NULL,
		&text, &err) == TSM_OK) {
		assert(tsm_utf8_valid(text.text.ptr, text.text.len, NULL));
		assert(text.text.len == 0 ||
		       memchr(text.text.ptr, 0, text.text.len) == NULL);
		if (tsm_csv_read(&arena, text.text, NULL, &csv, &err) ==
		    TSM_OK) {
			check_lines(&csv);
			round_trip(&arena, &csv);
		}
	}
	tsm_arena_release(&arena);
	return 0;
}
