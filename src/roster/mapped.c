/*
 * A table that nobody knows, read as a person has said: which column means
 * what, by its header or its number. Nothing else of it is taken.
 */
#include "testamur/base/limits.h"

#include "draft.h"

/* How a mapping calls what it can name. */
static const struct {
	const char *word;
	enum tsm_column column;
} meanings[] = {
	{ "name", COL_NAME },
	{ "first", COL_FIRST },
	{ "last", COL_LAST },
	{ "email", COL_EMAIL },
	{ "id", COL_ID },
	{ "join", COL_JOIN },
	{ "leave", COL_LEAVE },
	{ "date", COL_DATE },
	{ "duration", COL_DURATION },
	{ "minutes", COL_MINUTES },
	{ "status", COL_STATUS },
};

#define MEANINGS (sizeof(meanings) / sizeof(meanings[0]))

/* How a mapping calls a meaning, NULL for one it cannot name. */
static const char *mapping_word(enum tsm_column column)
{
	for (size_t i = 0; i < MEANINGS; i++)
		if (meanings[i].column == column)
			return meanings[i].word;
	return NULL;
}

/* One "name=Who" of a mapping. */
struct entry {
	enum tsm_column column;
	struct tsm_str header;
	size_t number; /* from 1; 0: by header */
};

struct mapping {
	struct entry entries[MEANINGS];
	size_t count;
	bool has[COL_COUNT];
};

static enum tsm_status add_entry(
    struct mapping *mapping, struct tsm_str pair, struct tsm_error *err)
{
	struct entry entry = { .column = COL_COUNT };
	uint64_t number = 0;
	struct tsm_str word = tsm_str_split(pair, '=', &entry.header);
	entry.header = tsm_roster_trim(entry.header);
	for (size_t i = 0; i < MEANINGS; i++)
		if (tsm_str_is(tsm_roster_trim(word), meanings[i].word))
			entry.column = meanings[i].column;
	if (entry.column == COL_COUNT || entry.header.len == 0)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "columns are given as name=…,email=…,join=…: the words are "
		    "name, first, last, email, id, join, leave, date, "
		    "duration, minutes and status, the value is a header or a "
		    "number");
	if (mapping->has[entry.column])
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "a meaning is given to two columns");
	if (tsm_parse_u64(entry.header, 512, &number) == TSM_OK)
		entry.number = (size_t)number;
	mapping->has[entry.column] = true;
	mapping->entries[mapping->count++] = entry;
	return TSM_OK;
}

/* Who, and how long: less than that is no attendance. */
static enum tsm_status check_complete(
    const struct mapping *mapping, struct tsm_error *err)
{
	const bool *has = mapping->has;
	bool who = has[COL_NAME] || has[COL_EMAIL] ||
		   (has[COL_FIRST] && has[COL_LAST]);
	bool when = (has[COL_JOIN] && has[COL_LEAVE]) || has[COL_DURATION] ||
		    has[COL_MINUTES] || has[COL_STATUS];
	if (who && when)
		return TSM_OK;
	return tsm_fail(err, TSM_E_USAGE, NULL,
	    "columns have to say who (name, first and last, or email) and how "
	    "long (join and leave, duration, minutes, or status)");
}

static enum tsm_status parse(
    const char *text, struct mapping *ret_mapping, struct tsm_error *err)
{
	struct mapping mapping = { 0 };
	struct tsm_str rest = tsm_str(text);
	while (rest.len > 0) {
		struct tsm_str pair = tsm_str_split(rest, ',', &rest);
		TSM_TRY(add_entry(&mapping, pair, err));
	}
	TSM_TRY(check_complete(&mapping, err));
	*ret_mapping = mapping;
	return TSM_OK;
}

enum tsm_status tsm_mapping_check(const char *text, struct tsm_error *err)
{
	struct mapping mapping;
	return parse(text, &mapping, err);
}

/* --- the header ---------------------------------------------------------------- */

/* A header is compared as words are; TSM_E_MEMORY. */
static enum tsm_status same_header(
    struct tsm_arena *arena, struct tsm_str a, struct tsm_str b, bool *ret_same)
{
	const char *one = tsm_header_fold(arena, a);
	const char *two = tsm_header_fold(arena, b);
	if (one == NULL || two == NULL)
		return TSM_E_MEMORY;
	*ret_same = tsm_streq(one, two) && one[0] != '\0';
	return TSM_OK;
}

/* Every column that the mapping names by a header; at[] by number too. */
static enum tsm_status match_row(const struct tsm_sheet *sheet,
    const struct mapping *mapping, size_t at, struct tsm_columns *columns)
{
	const struct tsm_csv_row *row = &sheet->table->rows[at];
	*columns = (struct tsm_columns){ .row = at };
	for (size_t i = 0; i < TSM_COLUMNS_MAX; i++) {
		columns->at[i] = -1;
		columns->second[i] = -1;
	}
	for (size_t i = 0; i < mapping->count; i++) {
		const struct entry *entry = &mapping->entries[i];
		if (entry->number > 0) {
			columns->at[entry->column] = (int)entry->number - 1;
			columns->known += entry->number <= row->count;
			continue;
		}
		for (size_t cell = 0; cell < row->count; cell++) {
			bool same = false;
			TSM_TRY(same_header(sheet->arena, entry->header,
			    tsm_roster_trim(row->fields[cell]), &same));
			if (!same || columns->at[entry->column] >= 0)
				continue;
			columns->at[entry->column] = (int)cell;
			columns->known++;
		}
	}
	return TSM_OK;
}

/* The first row with all of them. Where all are numbers it is the first. */
#define HEADER_ROWS 200

static enum tsm_status find_head(const struct tsm_sheet *sheet,
    const struct mapping *mapping, struct tsm_columns *ret_columns)
{
	for (size_t i = 0; i < sheet->table->row_count && i < HEADER_ROWS;
	     i++) {
		TSM_TRY(match_row(sheet, mapping, i, ret_columns));
		if (ret_columns->known == mapping->count)
			return TSM_OK;
	}
	return TSM_E_UNKNOWN;
}

/* --- rows -------------------------------------------------------------------- */

static enum tsm_status read_marked(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    struct tsm_draft *draft)
{
	struct tsm_str day = tsm_columns_cell(columns, row, COL_DATE);
	if (day.len > 0 && (tsm_when_parse(day, &draft->join) != TSM_OK ||
			       !draft->join.has_date))
		return tsm_draft_reject(
		    job, row->line, "the date column holds no date");
	return tsm_draft_status(
	    job, draft, tsm_columns_cell(columns, row, COL_STATUS), 0, -1);
}

/* Minutes are a number; a duration has units. What is wrong, or NULL. */
static const char *read_length(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, struct tsm_draft *draft)
{
	draft->has_duration = true;
	if (tsm_duration_parse(tsm_columns_cell(columns, row, COL_DURATION),
		&draft->duration) == TSM_OK)
		return NULL;
	draft->coarse = true;
	enum tsm_status status = tsm_minutes_parse(
	    tsm_columns_cell(columns, row, COL_MINUTES), &draft->duration);
	draft->has_duration = status == TSM_OK && draft->duration < 36000000;
	if (draft->has_duration || status == TSM_E_AMBIGUOUS)
		return tsm_draft_total_wrong(status);
	return "the total is no number of minutes and no duration";
}

static const char *read_times(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, struct tsm_draft *draft)
{
	struct tsm_when day = { 0 };
	struct tsm_str date = tsm_columns_cell(columns, row, COL_DATE);
	const char *why = tsm_draft_read_times(columns, row, draft);
	if (why != NULL)
		return why;
	if (date.len > 0 &&
	    (tsm_when_parse(date, &day) != TSM_OK || !day.has_date))
		return "the date column holds no date";
	tsm_draft_take_day(&draft->join, &day);
	tsm_draft_take_day(&draft->leave, &day);
	(void)read_length(columns, row, draft);
	return NULL;
}

static enum tsm_status read_row(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_draft draft = { .line = row->line,
		.email = tsm_columns_cell(columns, row, COL_EMAIL) };
	const char *why = NULL;
	TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft.name));
	TSM_TRY(tsm_cell_copy(job->arena,
	    tsm_columns_cell(columns, row, COL_ID), &draft.identity));
	if (columns->at[COL_STATUS] >= 0)
		return read_marked(job, columns, row, &draft);
	if (columns->at[COL_JOIN] >= 0 && columns->at[COL_LEAVE] >= 0) {
		why = read_times(columns, row, &draft);
	} else {
		draft.kind = TSM_DRAFT_TOTAL;
		why = read_length(columns, row, &draft);
	}
	if (why != NULL)
		return tsm_draft_reject(job, row->line, why);
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

/* Only ever chosen by a person. */
static int score(const struct tsm_sheet *sheet)
{
	(void)sheet;
	return 0;
}

static enum tsm_status read_table(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct mapping mapping;
	struct tsm_columns columns;
	struct tsm_plain_table plain = { .via = "live",
		.unknown = "no row of the file has all of the columns named",
		.row = read_row };
	if (options->columns == NULL)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "say which column of the file means what");
	TSM_TRY(parse(options->columns, &mapping, err));
	enum tsm_status status = find_head(sheet, &mapping, &columns);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status == TSM_OK)
		TSM_TRY(tsm_zones_check_head(sheet, &columns, options, err));
	plain.variant = tsm_arena_printf(
	    sheet->arena, "table with columns as given: %s", options->columns);
	if (plain.variant == NULL)
		return tsm_fail_memory(err);
	import->total_only = !mapping.has[COL_STATUS] && !mapping.has[COL_JOIN];
	return tsm_plain_read(sheet, status == TSM_OK ? &columns : NULL, &plain,
	    options, import, err);
}

const struct tsm_importer tsm_importer_mapped = {
	.id = "mapped",
	.title = "table with columns as given",
	.looks_for = "whatever is said",
	.score = score,
	.read = read_table,
};

/* --- what could be said ------------------------------------------------------- */

static const char *type_name(enum tsm_cell_type type)
{
	static const char *const names[] = { "nothing", "text",
		"e-mail addresses", "times", "dates", "durations", "numbers" };
	return names[type];
}

/* What the first cell below that holds anything looks like. */
static enum tsm_cell_type type_below(
    const struct tsm_csv *table, size_t row, size_t cell)
{
	for (size_t i = row + 1; i < table->row_count && i < row + 20; i++) {
		enum tsm_cell_type type =
		    tsm_cell_type(tsm_csv_cell(&table->rows[i], cell));
		if (type != TSM_CELL_BLANK)
			return type;
	}
	return TSM_CELL_BLANK;
}

/* The head with most known words; else the longest of the first rows. */
static enum tsm_status likely_head(
    const struct tsm_sheet *sheet, struct tsm_columns *ret_columns)
{
	const struct tsm_csv *table = sheet->table;
	const struct tsm_columns *best = NULL;
	size_t longest = 0;
	for (size_t i = 0; i < sheet->head_count; i++)
		if (best == NULL || sheet->heads[i].known > best->known)
			best = &sheet->heads[i];
	for (size_t i = 1; i < table->row_count && i < 20; i++)
		if (table->rows[i].count > table->rows[longest].count)
			longest = i;
	if (best != NULL && best->known > 1) {
		*ret_columns = *best;
		return TSM_OK;
	}
	return tsm_sheet_head(sheet->arena, table, longest, ret_columns);
}

static enum tsm_status list_columns(
    const struct tsm_sheet *sheet, struct tsm_file_columns *ret_columns)
{
	struct tsm_columns head;
	TSM_TRY(likely_head(sheet, &head));
	const struct tsm_csv_row *row = &sheet->table->rows[head.row];
	struct tsm_file_column *list =
	    tsm_arena_array(sheet->arena, row->count + 1, sizeof(*list));
	if (list == NULL)
		return TSM_E_MEMORY;
	(void)tsm_columns_infer(
	    sheet->table, head.row + 1, sheet->table->row_count, &head);
	for (size_t i = 0; i < row->count; i++) {
		list[i].header = tsm_arena_str(
		    sheet->arena, tsm_roster_trim(row->fields[i]));
		if (list[i].header == NULL)
			return TSM_E_MEMORY;
		list[i].holds =
		    type_name(type_below(sheet->table, head.row, i));
		for (int c = 0; c < (int)COL_COUNT; c++)
			if (head.at[c] == (int)i)
				list[i].perhaps =
				    mapping_word((enum tsm_column)c);
	}
	ret_columns->line = row->line;
	ret_columns->list = list;
	ret_columns->count = row->count;
	return TSM_OK;
}

enum tsm_status tsm_import_columns(struct tsm_arena *arena, struct tsm_str data,
    struct tsm_file_columns *ret_columns, struct tsm_error *err)
{
	struct tsm_file_columns columns = { 0 };
	const struct tsm_csv_options limits = {
		.max_rows = TSM_IMPORT_ROWS_MAX + TSM_IMPORT_OTHER_LINES
	};
	struct tsm_text text;
	struct tsm_csv table;
	struct tsm_sheet sheet;
	TSM_TRY(tsm_text_decode(arena, data, NULL, &text, err));
	TSM_TRY(tsm_csv_read(arena, text.text, &limits, &table, err));
	if (table.row_count == 0)
		return tsm_fail(
		    err, TSM_E_MISSING, NULL, "the file has no rows");
	if (tsm_sheet_look(arena, &table, &sheet) != TSM_OK ||
	    list_columns(&sheet, &columns) != TSM_OK)
		return tsm_fail_memory(err);
	*ret_columns = columns;
	return TSM_OK;
}
