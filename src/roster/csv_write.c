/* Writing tables that no spreadsheet takes for a program. */
#include "testamur/roster/csv.h"

/* Optional minus, digits, at most one point between digits. */
static bool plain_number(struct tsm_str cell)
{
	size_t i = cell.len > 0 && cell.ptr[0] == '-' ? 1 : 0;
	size_t digits = 0;
	size_t points = 0;
	for (; i < cell.len; i++) {
		if (tsm_is_digit(cell.ptr[i]))
			digits++;
		else if (cell.ptr[i] == '.' && digits > 0 && points == 0 &&
			 i + 1 < cell.len)
			points++;
		else
			return false;
	}
	return digits > 0;
}

/*
 * A spreadsheet runs a cell that begins so (OWASP, CSV Injection). Some
 * skip spaces first, and some read the full-width forms alike.
 */
static bool is_formula(struct tsm_str cell)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r",
		"\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		"\xEF\xBC\xA0" };
	if (plain_number(cell))
		return false;
	while (cell.len > 0 && cell.ptr[0] == ' ') {
		cell.ptr++;
		cell.len--;
	}
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (tsm_str_starts(cell, starts[i]))
			return true;
	return false;
}

/*
 * Semicolon and tab too: some locales would split there. Spaces at the ends
 * would be lost on the way.
 */
static bool needs_quotes(struct tsm_str cell)
{
	for (size_t i = 0; i < cell.len; i++) {
		char c = cell.ptr[i];
		if (c == '"' || c == ',' || c == ';' || c == '\t' ||
		    c == '\r' || c == '\n')
			return true;
	}
	return cell.len > 0 &&
	       (cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ');
}

static void write_cell(struct tsm_buf *out, struct tsm_str cell)
{
	bool formula = is_formula(cell);
	if (!formula && !needs_quotes(cell)) {
		tsm_buf_addstr(out, cell);
		return;
	}
	tsm_buf_adds(out, formula ? "\"'" : "\"");
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.ptr[i] == '"')
			tsm_buf_addc(out, '"');
		tsm_buf_addc(out, cell.ptr[i]);
	}
	tsm_buf_addc(out, '"');
}

enum tsm_status tsm_csv_write(
    struct tsm_buf *out, const struct tsm_str *cells, size_t count)
{
	if (count == 1 && cells[0].len == 0)
		tsm_buf_adds(out, "\"\"");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			tsm_buf_addc(out, ',');
		write_cell(out, cells[i]);
	}
	return tsm_buf_adds(out, "\r\n");
}

enum tsm_status tsm_csv_write_strings(
    struct tsm_buf *out, const char *const *cells, size_t count)
{
	if (count == 1 && tsm_str(cells[0]).len == 0)
		tsm_buf_adds(out, "\"\"");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			tsm_buf_addc(out, ',');
		write_cell(out, tsm_str(cells[i]));
	}
	return tsm_buf_adds(out, "\r\n");
}
