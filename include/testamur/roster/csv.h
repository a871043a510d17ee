/*
 * csv.h - tables of text: reading strictly, writing safely.
 *
 * RFC 4180 with three liberties that real exports need: the delimiter may
 * be comma, semicolon or tab; a line may end in LF, CRLF or CR; rows may
 * differ in length (tsm_csv_rectangular refuses that where it matters).
 * Quotes are strict: a quoted field ends with its closing quote, directly
 * before a delimiter or a line end, and an unquoted field holds no quote.
 * A row that breaks this is not guessed at: it goes to the list of rows
 * that did not parse, and reading resumes on the next physical line.
 *
 * Always true of a table: every row has at least one field, blank lines
 * are left out, each row knows the physical line on which it began
 * (counted from 1, line breaks inside quotes included), rows and bad rows
 * are in file order, and together they are at most the stated maximum.
 *
 * Fields are views into the text that was read or into the arena: both
 * have to outlive the table. Pure; no thread rule.
 */
#ifndef TESTAMUR_ROSTER_CSV_H
#define TESTAMUR_ROSTER_CSV_H

#include "testamur/base/arena.h"
#include "testamur/base/buf.h"
#include "testamur/base/str.h"

/* A remark about one line of a file: refused, or worth knowing. */
struct tsm_row_note {
	size_t line;      /* physical line, from 1; 0: the whole file */
	const char *text; /* one sentence without full stop; in the arena */
};

struct tsm_csv_row {
	size_t line;
	size_t count;
	const struct tsm_str *fields; /* quotes removed, otherwise as is */
};

struct tsm_csv {
	char delimiter;
	struct tsm_csv_row *rows;
	size_t row_count;
	struct tsm_row_note *bad; /* rows that did not parse, and why */
	size_t bad_count;
};

/* All-zero: sniff the delimiter, limits of testamur/base/limits.h. */
struct tsm_csv_options {
	char delimiter;     /* ',' ';' '\t' '|'; 0: sniff, never a bar */
	size_t max_rows;    /* TSM_E_LIMIT beyond */
	size_t max_columns; /* a row beyond does not parse */
	size_t max_field;   /* bytes; a row beyond does not parse */
};

/*
 * Read a table from UTF-8 text. options may be NULL. A table without rows
 * is a success. TSM_E_USAGE (another delimiter), TSM_E_LIMIT (too many
 * rows, or so many broken quotes that reading would not end in reasonable
 * time), TSM_E_MEMORY.
 */
enum tsm_status tsm_csv_read(struct tsm_arena *arena, struct tsm_str text,
    const struct tsm_csv_options *options, struct tsm_csv *ret_csv,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Require what a machine-made table promises: no row that did not parse,
 * every row as long as the first, no two columns of one name. where is
 * "line N". TSM_E_SYNTAX (did not parse, ragged), TSM_E_DUPLICATE,
 * TSM_E_MISSING (no header row at all).
 */
enum tsm_status tsm_csv_rectangular(
    const struct tsm_csv *csv, struct tsm_error *err) TSM_NODISCARD;

/* The n-th field trimmed of ASCII white space; empty beyond the last. */
struct tsm_str tsm_csv_cell(const struct tsm_csv_row *row, size_t n);

/*
 * The value inside a spreadsheet's text formula: ="2021-06-14" becomes
 * 2021-06-14; any other value is returned as it is. The view is kept.
 */
struct tsm_str tsm_csv_unwrap(struct tsm_str value);

/*
 * Append one row and CRLF (RFC 4180 section 2), quoting where needed. A
 * cell that a spreadsheet would run as a formula (first character = + - @,
 * tab or CR, their full-width forms, also after spaces) gets an apostrophe
 * before it; a plain decimal number such as -0.25 does not need one. A row
 * of a single empty cell is written as "" so that it is no blank line.
 * Failures stay in the buffer: tsm_buf_status().
 */
enum tsm_status tsm_csv_write(
    struct tsm_buf *out, const struct tsm_str *cells, size_t count);

/* The same with C strings; NULL is an empty cell. */
enum tsm_status tsm_csv_write_strings(
    struct tsm_buf *out, const char *const *cells, size_t count);

#endif
