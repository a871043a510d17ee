/*
 * `csv_tool csv FILE` does what the CSV suite's contract says: the table as
 * a JSON array of objects, exit 1 for a broken or ragged file. Driven by
 * tests/suites/csv_suite.py; without arguments it checks itself (TAP).
 */
#include <stdio.h>
#include <string.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/roster/csv.h"
#include "testamur/roster/text.h"

static void put_string(struct tsm_buf *out, struct tsm_str text)
{
	tsm_buf_addc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c < 0x20 || c == '"' || c == '\\')
			tsm_buf_printf(out, "\\u%04x", c);
		else
			tsm_buf_addc(out, text.ptr[i]);
	}
	tsm_buf_addc(out, '"');
}

static void put_table(struct tsm_buf *out, const struct tsm_csv *csv)
{
	const struct tsm_csv_row *head = &csv->rows[0];
	tsm_buf_addc(out, '[');
	for (size_t i = 1; i < csv->row_count; i++) {
		tsm_buf_adds(out, i > 1 ? ",{" : "{");
		for (size_t j = 0; j < head->count; j++) {
			if (j > 0)
				tsm_buf_addc(out, ',');
			put_string(out, head->fields[j]);
			tsm_buf_addc(out, ':');
			put_string(out, csv->rows[i].fields[j]);
		}
		tsm_buf_addc(out, '}');
	}
	tsm_buf_adds(out, "]\n");
}

static enum tsm_status convert(
    struct tsm_str data, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_text_options strict = { .utf8_only = true };
	/* the suite has a field longer than attendance ever has */
	const struct tsm_csv_options wide = { .max_field = TSM_IMPORT_MAX };
	struct tsm_arena arena;
	struct tsm_text text;
	struct tsm_csv csv;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_text_decode(&arena, data, &strict, &text, err);
	if (status == TSM_OK)
		status = tsm_csv_read(&arena, text.text, &wide, &csv, err);
	if (status == TSM_OK)
		status = tsm_csv_rectangular(&csv, err);
	if (status == TSM_OK) {
		put_table(out, &csv);
		status = tsm_buf_status(out);
	}
	tsm_arena_release(&arena);
	return status;
}

static int run(const char *path)
{
	struct tsm_error err = { 0 };
	struct tsm_buf file;
	struct tsm_buf out;
	tsm_buf_init(&file, 0);
	tsm_buf_init(&out, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_IMPORT_MAX, &file, &err);
	if (status == TSM_OK)
		status = convert(tsm_buf_str(&file), &out, &err);
	if (status == TSM_OK)
		(void)fwrite(out.data, 1, out.len, stdout);
	else
		fprintf(stderr, "%s %s\n", err.where, err.text);
	tsm_buf_release(&file);
	tsm_buf_release(&out);
	return status == TSM_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct tsm_buf out;
	if (argc == 3 && strcmp(argv[1], "csv") == 0)
		return run(argv[2]);
	tsm_buf_init(&out, 0);
	bool good =
	    convert(tsm_str("a,b\n\"x\"\"\",2\n"), &out, NULL) == TSM_OK &&
	    strcmp(tsm_buf_cstr(&out),
		"[{\"a\":\"x\\u0022\",\"b\":\"2\"}]\n") == 0 &&
	    convert(tsm_str("a,b\n1\n"), &out, NULL) == TSM_E_SYNTAX;
	tsm_buf_release(&out);
	printf("%s 1 - csv tool\n1..1\n", good ? "ok" : "not ok");
	return good ? 0 : 1;
}
