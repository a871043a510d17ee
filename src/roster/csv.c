/*
 * The strict reader (RFC 4180). One pass over the text; only a broken row
 * is looked at again, from the line after its first, and the total of what
 * is read twice is bounded.
 */
#include "testamur/roster/csv.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"

/* Sniffing looks at this much of the beginning. */
#define SNIFF_BYTES   ((size_t)65536)
#define SNIFF_RECORDS 64

struct reader {
	struct tsm_arena *arena;
	struct tsm_str text;
	size_t pos;
	size_t line; /* physical line of pos, from 1 */
	char delimiter;
	size_t max_rows;
	size_t max_columns;
	size_t max_field;
	size_t again; /* bytes read more than once after broken quotes */
	size_t rows_cap;
	size_t bad_cap;
	struct tsm_str *fields; /* of the row being read: max_columns */
	struct tsm_csv csv;
};

/* --- delimiter ------------------------------------------------------------ */

/*
 * How many records hold c (outside quotes) the commonest number of times,
 * and that number: a true delimiter occurs equally often in each row.
 */
static void tally(
    struct tsm_str text, char c, size_t *ret_records, size_t *ret_count)
{
	size_t counts[SNIFF_RECORDS] = { 0 };
	size_t records = 0;
	bool quoted = false;
	bool blank = true;
	for (size_t i = 0; i < text.len && records < SNIFF_RECORDS; i++) {
		char at = text.ptr[i];
		if (at == '"')
			quoted = !quoted;
		if (!quoted && (at == '\n' || at == '\r')) {
			records += !blank;
			blank = true;
			continue;
		}
		counts[records] += !quoted && at == c;
		blank = false;
	}
	if (records < SNIFF_RECORDS && !blank)
		records++;
	*ret_records = 0;
	*ret_count = 0;
	for (size_t i = 0; i < records; i++) {
		size_t same = 0;
		for (size_t j = 0; j < records; j++)
			same += counts[j] == counts[i];
		if (counts[i] > 0 &&
		    (same > *ret_records ||
			(same == *ret_records && counts[i] > *ret_count))) {
			*ret_records = same;
			*ret_count = counts[i];
		}
	}
}

/* Records with a tab outside of quotes, and records. */
static bool mostly_tabs(struct tsm_str text)
{
	size_t records = 0;
	size_t with = 0;
	bool quoted = false;
	bool blank = true;
	bool tab = false;
	for (size_t i = 0; i <= text.len; i++) {
		char at = '\n';
		if (i < text.len)
			at = text.ptr[i];
		if (at == '"')
			quoted = !quoted;
		if ((at == '\n' || at == '\r') && (!quoted || i == text.len)) {
			records += !blank;
			with += tab;
			blank = true;
			tab = false;
			continue;
		}
		tab = tab || (at == '\t' && !quoted);
		blank = false;
	}
	return with * 2 > records;
}

/*
 * The candidate that most records hold equally often; comma by default.
 * Names and dates hold commas ("15/11/22, 09:30"), but nothing holds tabs:
 * where most records have one, it parts them.
 */
static char sniff_delimiter(struct tsm_str text)
{
	static const char candidates[] = { ',', ';', '\t' };
	char best = ',';
	size_t best_records = 0;
	size_t best_count = 0;
	if (text.len > SNIFF_BYTES)
		text.len = SNIFF_BYTES;
	if (mostly_tabs(text))
		return '\t';
	for (size_t i = 0; i < sizeof(candidates); i++) {
		size_t records = 0;
		size_t count = 0;
		tally(text, candidates[i], &records, &count);
		if (records > best_records ||
		    (records == best_records && count > best_count)) {
			best = candidates[i];
			best_records = records;
			best_count = count;
		}
	}
	return best;
}

/* --- rows ----------------------------------------------------------------- */

/* Make room for one more element of an arena array that doubles. */
static void *grown(struct tsm_arena *arena, void *array, size_t count,
    size_t *cap, size_t size)
{
	if (count < *cap)
		return array;
	size_t more = *cap > 0 ? *cap * 2 : 64;
	void *wider = tsm_arena_array(arena, more, size);
	if (wider == NULL)
		return NULL;
	if (count > 0)
		memcpy(wider, array, count * size);
	*cap = more;
	return wider;
}

/* Step over one line end at pos, if there is one. */
static bool eat_line_end(struct reader *r)
{
	if (r->pos >= r->text.len)
		return false;
	char c = r->text.ptr[r->pos];
	if (c != '\n' && c != '\r')
		return false;
	r->pos++;
	if (c == '\r' && r->pos < r->text.len && r->text.ptr[r->pos] == '\n')
		r->pos++;
	r->line++;
	return true;
}

static bool at_field_end(const struct reader *r)
{
	if (r->pos >= r->text.len)
		return true;
	char c = r->text.ptr[r->pos];
	return c == r->delimiter || c == '\n' || c == '\r';
}

/* The field without the doubling of its quotes. */
static enum tsm_status undouble(struct reader *r, struct tsm_str *field)
{
	char *out = tsm_arena_alloc(r->arena, field->len + 1);
	size_t len = 0;
	if (out == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < field->len; i++) {
		out[len++] = field->ptr[i];
		i += field->ptr[i] == '"';
	}
	*field = tsm_str_n(out, len);
	return TSM_OK;
}

/*
 * RFC 4180 section 2, rules 5 to 7; pos is behind the opening quote. What
 * is wrong goes to *bad.
 */
static enum tsm_status read_quoted(
    struct reader *r, struct tsm_str *ret_field, const char **bad)
{
	size_t start = r->pos;
	bool doubled = false;
	while (r->pos < r->text.len) {
		if (r->pos - start > r->max_field) {
			*bad = "a quoted field is too long: its closing quote "
			       "is probably missing";
			return TSM_OK;
		}
		if (r->text.ptr[r->pos] != '"') {
			if (!eat_line_end(r))
				r->pos++;
			continue;
		}
		if (r->pos + 1 < r->text.len &&
		    r->text.ptr[r->pos + 1] == '"') {
			doubled = true;
			r->pos += 2;
			continue;
		}
		*ret_field = tsm_str_n(r->text.ptr + start, r->pos - start);
		r->pos++;
		if (!at_field_end(r))
			*bad = "text after a closing quote";
		else if (doubled)
			return undouble(r, ret_field);
		return TSM_OK;
	}
	*bad = "a quote is opened and never closed";
	return TSM_OK;
}

/*
 * ="2021-06-14", a text formula as Webex writes it, is complete as it is;
 * tsm_csv_unwrap takes the text out.
 */
static bool read_formula(struct reader *r, struct tsm_str *ret_field)
{
	struct tsm_str rest =
	    tsm_str_n(r->text.ptr + r->pos, r->text.len - r->pos);
	if (!tsm_str_starts(rest, "=\""))
		return false;
	size_t len = 2;
	while (len < rest.len && len <= r->max_field && rest.ptr[len] != '"' &&
	       rest.ptr[len] != '\n' && rest.ptr[len] != '\r')
		len++;
	struct reader behind = *r;
	behind.pos += len + 1;
	if (len >= rest.len || rest.ptr[len] != '"' || !at_field_end(&behind))
		return false;
	*ret_field = tsm_str_n(rest.ptr, len + 1);
	r->pos = behind.pos;
	return true;
}

/*
 * An unquoted field reaches to the delimiter or line end. A quote inside
 * it means that the writer did not escape (RFC 4180 section 2, rule 5).
 */
static void read_plain(
    struct reader *r, struct tsm_str *ret_field, const char **bad)
{
	size_t start = r->pos;
	if (read_formula(r, ret_field))
		return;
	while (!at_field_end(r)) {
		if (r->text.ptr[r->pos] == '"')
			*bad = "a quote inside a field that is not quoted";
		r->pos++;
	}
	*ret_field = tsm_str_n(r->text.ptr + start, r->pos - start);
	if (ret_field->len > r->max_field)
		*bad = "a field is too long";
}

/* Read one row's fields into r->fields; *bad says what is wrong with it. */
static enum tsm_status read_fields(
    struct reader *r, size_t *ret_count, const char **bad)
{
	size_t count = 0;
	for (;;) {
		if (count == r->max_columns) {
			*bad = "the row has too many fields";
			return TSM_OK;
		}
		struct tsm_str *field = &r->fields[count];
		if (r->pos < r->text.len && r->text.ptr[r->pos] == '"') {
			r->pos++;
			TSM_TRY(read_quoted(r, field, bad));
		} else {
			read_plain(r, field, bad);
		}
		if (*bad != NULL)
			return TSM_OK;
		count++;
		if (r->pos >= r->text.len ||
		    r->text.ptr[r->pos] != r->delimiter)
			break;
		r->pos++;
	}
	*ret_count = count;
	return TSM_OK;
}

/* Copy the fields' views out of the reader's scratch array. */
static enum tsm_status keep_row(struct reader *r, size_t line, size_t count)
{
	struct tsm_csv *csv = &r->csv;
	struct tsm_csv_row *rows = grown(
	    r->arena, csv->rows, csv->row_count, &r->rows_cap, sizeof(*rows));
	struct tsm_str *fields =
	    tsm_arena_array(r->arena, count, sizeof(*fields));
	if (rows == NULL || fields == NULL)
		return TSM_E_MEMORY;
	memcpy(fields, r->fields, count * sizeof(*fields));
	csv->rows = rows;
	rows[csv->row_count].line = line;
	rows[csv->row_count].count = count;
	rows[csv->row_count].fields = fields;
	csv->row_count++;
	return TSM_OK;
}

/* Remember a bad row and resume on the line after its first. */
static enum tsm_status keep_bad(
    struct reader *r, size_t start, size_t line, const char *why)
{
	struct tsm_csv *csv = &r->csv;
	struct tsm_row_note *bad = grown(
	    r->arena, csv->bad, csv->bad_count, &r->bad_cap, sizeof(*bad));
	if (bad == NULL)
		return TSM_E_MEMORY;
	csv->bad = bad;
	bad[csv->bad_count].line = line;
	bad[csv->bad_count].text = why;
	csv->bad_count++;
	size_t reached = r->pos;
	r->pos = start;
	r->line = line;
	while (r->pos < r->text.len && !eat_line_end(r))
		r->pos++;
	if (reached > r->pos)
		r->again += reached - r->pos;
	return TSM_OK;
}

/* One row, good or bad. Both count towards the maximum. */
static enum tsm_status read_row(struct reader *r, struct tsm_error *err)
{
	size_t start = r->pos;
	size_t line = r->line;
	size_t count = 0;
	const char *bad = NULL;
	if (r->csv.row_count + r->csv.bad_count >= r->max_rows)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the table has more than %zu rows", r->max_rows);
	enum tsm_status status = read_fields(r, &count, &bad);
	if (status == TSM_OK && bad != NULL)
		status = keep_bad(r, start, line, bad);
	else if (status == TSM_OK)
		status = keep_row(r, line, count);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	/* every resumption is paid for: reading stays linear */
	if (r->again > r->text.len * 4 + SNIFF_BYTES * 4)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "too many quotes are opened and never closed");
	return TSM_OK;
}

static size_t given(size_t option, size_t otherwise)
{
	return option > 0 ? option : otherwise;
}

enum tsm_status tsm_csv_read(struct tsm_arena *arena, struct tsm_str text,
    const struct tsm_csv_options *options, struct tsm_csv *ret_csv,
    struct tsm_error *err)
{
	static const struct tsm_csv_options none = { 0 };
	const struct tsm_csv_options *o = options != NULL ? options : &none;
	struct reader r = { .arena = arena, .text = text, .line = 1 };
	enum tsm_status status = TSM_OK;
	if (o->delimiter != 0 && strchr(",;\t|", o->delimiter) == NULL)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "a delimiter is comma, semicolon, tab or bar");
	r.delimiter = o->delimiter;
	if (r.delimiter == 0)
		r.delimiter = sniff_delimiter(text);
	r.max_rows = given(o->max_rows, TSM_IMPORT_ROWS_MAX);
	r.max_columns = given(o->max_columns, TSM_CSV_COLUMNS_MAX);
	r.max_field = given(o->max_field, TSM_CSV_FIELD_MAX);
	r.csv.delimiter = r.delimiter;
	r.fields = tsm_calloc(r.max_columns, sizeof(*r.fields));
	if (r.fields == NULL)
		return tsm_fail_memory(err);
	while (status == TSM_OK) {
		while (eat_line_end(&r))
			;
		if (r.pos >= text.len)
			break;
		status = read_row(&r, err);
	}
	tsm_free(r.fields);
	if (status == TSM_OK)
		*ret_csv = r.csv;
	return status;
}

/* --- checks and cells ----------------------------------------------------- */

static enum tsm_status at_line(struct tsm_error *err, enum tsm_status status,
    size_t line, const char *text)
{
	char where[32];
	(void)snprintf(where, sizeof(where), "line %zu", line);
	return tsm_fail(err, status, where, "%s", text);
}

enum tsm_status tsm_csv_rectangular(
    const struct tsm_csv *csv, struct tsm_error *err)
{
	if (csv->bad_count > 0)
		return at_line(
		    err, TSM_E_SYNTAX, csv->bad[0].line, csv->bad[0].text);
	if (csv->row_count == 0)
		return tsm_fail(err, TSM_E_MISSING, NULL, "no header row");
	const struct tsm_csv_row *head = &csv->rows[0];
	for (size_t i = 0; i < head->count; i++)
		for (size_t j = 0; j < i; j++)
			if (tsm_str_eq(head->fields[i], head->fields[j]))
				return at_line(err, TSM_E_DUPLICATE, head->line,
				    "two columns have the same name");
	for (size_t i = 1; i < csv->row_count; i++)
		if (csv->rows[i].count != head->count)
			return at_line(err, TSM_E_SYNTAX, csv->rows[i].line,
			    csv->rows[i].count < head->count
				? "the row has fewer fields than the header"
				: "the row has more fields than the header");
	return TSM_OK;
}

struct tsm_str tsm_csv_cell(const struct tsm_csv_row *row, size_t n)
{
	if (n >= row->count)
		return tsm_str("");
	return tsm_str_trim(row->fields[n]);
}

struct tsm_str tsm_csv_unwrap(struct tsm_str value)
{
	if (value.len >= 3 && tsm_str_starts(value, "=\"") &&
	    value.ptr[value.len - 1] == '"')
		return tsm_str_n(value.ptr + 2, value.len - 3);
	return value;
}
