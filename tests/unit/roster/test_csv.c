#include "roster_test.h"

#include "each_arena.h"

#include <stdio.h>
#include <stdlib.h>

#include "testamur/base/buf.h"
#include "testamur/base/limits.h"
#include "testamur/roster/csv.h"

static struct tsm_csv parse(const char *text)
{
	struct tsm_csv csv;
	struct tsm_error err = { 0 };
	assert_int_equal(
	    tsm_csv_read(&arena, tsm_str(text), NULL, &csv, &err), TSM_OK);
	return csv;
}

static void assert_cell(
    const struct tsm_csv *csv, size_t row, size_t cell, const char *want)
{
	assert_true(row < csv->row_count);
	assert_true(cell < csv->rows[row].count);
	char *got = tsm_arena_str(&arena, csv->rows[row].fields[cell]);
	assert_string_equal(got, want);
}

static void rows(void **state)
{
	(void)state;
	struct tsm_csv csv =
	    parse("a,b\r\n\"x, \"\"y\"\"\nz\",\"\"\r1,\n\n\n ,2");
	assert_int_equal(csv.row_count, 4);
	assert_int_equal(csv.bad_count, 0);
	assert_int_equal(csv.delimiter, ',');
	assert_cell(&csv, 1, 0, "x, \"y\"\nz");
	assert_cell(&csv, 1, 1, "");
	assert_cell(&csv, 2, 0, "1");
	assert_cell(&csv, 2, 1, "");
	assert_cell(&csv, 3, 0, " ");
	/* physical lines: the quoted break counts, blank lines count */
	assert_int_equal(csv.rows[0].line, 1);
	assert_int_equal(csv.rows[1].line, 2);
	assert_int_equal(csv.rows[2].line, 4);
	assert_int_equal(csv.rows[3].line, 7);
}

static void delimiters(void **state)
{
	(void)state;
	assert_int_equal(parse("a;b;c\n1,5;2;3\n").delimiter, ';');
	assert_int_equal(
	    parse("a\tb\nLast, F\t7/4/2020, 9:52\n").delimiter, '\t');
	assert_int_equal(parse("a,b\n\"1;2;3\",x\n").delimiter, ',');
	assert_int_equal(parse("alone\n").delimiter, ',');
	assert_int_equal(parse("").row_count, 0);
	struct tsm_csv_options options = { .delimiter = ';' };
	struct tsm_csv csv;
	assert_int_equal(
	    tsm_csv_read(&arena, tsm_str("a,b;c"), &options, &csv, NULL),
	    TSM_OK);
	assert_cell(&csv, 0, 0, "a,b");
	options.delimiter = ':';
	assert_int_equal(
	    tsm_csv_read(&arena, tsm_str("a"), &options, &csv, NULL),
	    TSM_E_USAGE);
}

static void broken_rows(void **state)
{
	(void)state;
	struct tsm_csv csv =
	    parse("a,b\n\"x\"y,1\n2,3\n4,5\"6\n\"open,7\n8,9\n");
	assert_int_equal(csv.row_count, 3);
	assert_int_equal(csv.bad_count, 3);
	assert_int_equal(csv.bad[0].line, 2);
	assert_string_equal(csv.bad[0].text, "text after a closing quote");
	assert_int_equal(csv.bad[1].line, 4);
	assert_string_equal(
	    csv.bad[1].text, "a quote inside a field that is not quoted");
	assert_int_equal(csv.bad[2].line, 5);
	assert_string_equal(
	    csv.bad[2].text, "a quote is opened and never closed");
	/* the rows after a broken one are read */
	assert_cell(&csv, 1, 0, "2");
	assert_cell(&csv, 2, 0, "8");
	assert_int_equal(csv.rows[2].line, 6);
}

static void limits(void **state)
{
	(void)state;
	struct tsm_csv_options options = {
		.max_rows = 2, .max_columns = 3, .max_field = 4
	};
	struct tsm_csv csv;
	struct tsm_error err = { 0 };
	assert_int_equal(
	    tsm_csv_read(&arena, tsm_str("1\n2\n"), &options, &csv, &err),
	    TSM_OK);
	assert_int_equal(csv.row_count, 2);
	assert_int_equal(
	    tsm_csv_read(&arena, tsm_str("1\n2\n3"), &options, &csv, &err),
	    TSM_E_LIMIT);
	assert_int_equal(tsm_csv_read(&arena, tsm_str("1,2,3,4\n1,2,3"),
			     &options, &csv, &err),
	    TSM_OK);
	assert_int_equal(csv.bad_count, 1);
	assert_string_equal(csv.bad[0].text, "the row has too many fields");
	assert_int_equal(
	    tsm_csv_read(&arena, tsm_str("12345\n1234"), &options, &csv, &err),
	    TSM_OK);
	assert_int_equal(csv.bad_count, 1);
	assert_string_equal(csv.bad[0].text, "a field is too long");
	assert_int_equal(tsm_csv_read(&arena, tsm_str("\"123\n45\"\n"),
			     &options, &csv, &err),
	    TSM_OK);
	assert_int_equal(csv.bad_count, 2);
}

/* Quotes that never close must not make reading quadratic. */
static void hostile_quotes(void **state)
{
	(void)state;
	struct tsm_csv_options options = { .max_rows = 10000000,
		.max_field = 1 << 20 };
	struct tsm_csv csv;
	struct tsm_error err = { 0 };
	enum tsm_status status = TSM_OK;
	size_t size = (size_t)2 << 20;
	char *text = malloc(size);
	assert_non_null(text);
	/* every line opens a quote that only closes, wrongly, far below */
	for (size_t i = 0; i < size; i++)
		text[i] = "\"\"\"xxxx\n"[i % 8];
	status =
	    tsm_csv_read(&arena, tsm_str_n(text, size), &options, &csv, &err);
	assert_true(status == TSM_OK || status == TSM_E_LIMIT);
	memset(text, 'x', size);
	for (size_t i = 0; i < size; i++)
		text[i] = "x,\"\"\"\"x\n"[i % 8];
	text[0] = '"';
	status =
	    tsm_csv_read(&arena, tsm_str_n(text, size), &options, &csv, &err);
	assert_true(status == TSM_OK || status == TSM_E_LIMIT);
	free(text);
}

static void rectangular(void **state)
{
	(void)state;
	struct tsm_error err = { 0 };
	struct tsm_csv csv = parse("a,b\n1,2\n");
	assert_int_equal(tsm_csv_rectangular(&csv, &err), TSM_OK);
	csv = parse("a,b\n1,2\n1\n");
	assert_int_equal(tsm_csv_rectangular(&csv, &err), TSM_E_SYNTAX);
	assert_string_equal(err.where, "line 3");
	csv = parse("a,b\n1,2,3\n");
	assert_int_equal(tsm_csv_rectangular(&csv, &err), TSM_E_SYNTAX);
	csv = parse("a,b\n\"1\"x,2\n");
	assert_int_equal(tsm_csv_rectangular(&csv, &err), TSM_E_SYNTAX);
	assert_string_equal(err.where, "line 2");
	csv = parse("a,a\n1,2\n");
	assert_int_equal(tsm_csv_rectangular(&csv, &err), TSM_E_DUPLICATE);
	csv = parse("");
	assert_int_equal(tsm_csv_rectangular(&csv, &err), TSM_E_MISSING);
}

static void cells(void **state)
{
	(void)state;
	struct tsm_csv csv = parse(" x ,y\n");
	assert_true(tsm_str_is(tsm_csv_cell(&csv.rows[0], 0), "x"));
	assert_int_equal(tsm_csv_cell(&csv.rows[0], 7).len, 0);
	assert_true(tsm_str_is(tsm_csv_unwrap(tsm_str("=\"2021\"")), "2021"));
	assert_true(tsm_str_is(tsm_csv_unwrap(tsm_str("=\"\"")), ""));
	assert_true(tsm_str_is(tsm_csv_unwrap(tsm_str("=\"")), "=\""));
	assert_true(tsm_str_is(tsm_csv_unwrap(tsm_str("=1+1")), "=1+1"));
	csv = parse("\"=\"\"2021-06-14 17:00:00\"\"\",x\n");
	assert_true(tsm_str_is(tsm_csv_unwrap(tsm_csv_cell(&csv.rows[0], 0)),
	    "2021-06-14 17:00:00"));
}

static void write_row(const char *const *row, size_t count, const char *want)
{
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	tsm_csv_write_strings(&out, row, count);
	assert_int_equal(tsm_buf_status(&out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	tsm_buf_release(&out);
}

static void writing(void **state)
{
	(void)state;
	write_row((const char *const[]){ "a", "b c", NULL, "d,e", "f\"g",
		      "h\ni", " j" },
	    7, "a,b c,,\"d,e\",\"f\"\"g\",\"h\ni\",\" j\"\r\n");
	write_row((const char *const[]){ "" }, 1, "\"\"\r\n");
	write_row((const char *const[]){ "", "" }, 2, ",\r\n");
}

static void formulas(void **state)
{
	static const char *const armed[] = { "=1+1", "+1 555", "-x", "@SUM(1)",
		"\tx", "\rx", "  =1", "\xEF\xBC\x9Dx", "-", "--1", "-1+2", "=",
		"+", "\n=1" };
	(void)state;
	for (size_t i = 0; i < sizeof(armed) / sizeof(armed[0]); i++) {
		struct tsm_buf out;
		tsm_buf_init(&out, 0);
		tsm_csv_write_strings(&out, &armed[i], 1);
		assert_int_equal(strncmp(tsm_buf_cstr(&out), "\"'", 2), 0);
		tsm_buf_release(&out);
	}
	write_row((const char *const[]){ "-0.25", "-7", "1.5", "a=b", "x@y.z" },
	    5, "-0.25,-7,1.5,a=b,x@y.z\r\n");
}

static void round_trip(void **state)
{
	static const char *const row[] = { "plain", "with \"quotes\"",
		"a,b;c\td", "line\nbreak\r\nx", "", " edge ", "'" };
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&out, 0);
	tsm_csv_write_strings(&out, row, 7);
	tsm_csv_write_strings(&out, row, 7);
	struct tsm_csv_options comma = { .delimiter = ',' };
	struct tsm_csv csv;
	assert_int_equal(
	    tsm_csv_read(&arena, tsm_buf_str(&out), &comma, &csv, NULL),
	    TSM_OK);
	assert_int_equal(csv.row_count, 2);
	assert_int_equal(csv.bad_count, 0);
	for (size_t i = 0; i < 7; i++)
		assert_cell(&csv, 1, i, row[i]);
	tsm_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rows, setup, teardown),
		cmocka_unit_test_setup_teardown(delimiters, setup, teardown),
		cmocka_unit_test_setup_teardown(broken_rows, setup, teardown),
		cmocka_unit_test_setup_teardown(limits, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    hostile_quotes, setup, teardown),
		cmocka_unit_test_setup_teardown(rectangular, setup, teardown),
		cmocka_unit_test_setup_teardown(cells, setup, teardown),
		cmocka_unit_test_setup_teardown(writing, setup, teardown),
		cmocka_unit_test_setup_teardown(formulas, setup, teardown),
		cmocka_unit_test_setup_teardown(round_trip, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
