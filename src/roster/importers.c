/* The list of importers, and which of them a file is for. */
#include "testamur/roster/importer.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/limits.h"

#include "draft.h"

/* A new kind of file is one line here. */
static const struct tsm_importer *const importers[] = {
	&tsm_importer_zoom_joins,
	&tsm_importer_zoom_totals,
	&tsm_importer_zoom_webinar,
	&tsm_importer_teams_report,
	&tsm_importer_teams_summary,
	&tsm_importer_teams_log,
	&tsm_importer_teams_live,
	&tsm_importer_meet,
	&tsm_importer_webex,
	&tsm_importer_bigbluebutton,
	&tsm_importer_moodle,
	&tsm_importer_canvas_rollcall,
	&tsm_importer_canvas_gradebook,
	&tsm_importer_signin,
	&tsm_importer_mapped,
};

#define IMPORTER_COUNT (sizeof(importers) / sizeof(importers[0]))

/* Less than this is no recognition. */
#define SCORE_MIN 60

const struct tsm_importer *tsm_importer_at(size_t n)
{
	return n < IMPORTER_COUNT ? importers[n] : NULL;
}

/* The admin has chosen: scores do not matter, the header still does. */
static enum tsm_status by_name(const char *id,
    const struct tsm_importer **ret_importer, struct tsm_error *err)
{
	for (size_t i = 0; i < IMPORTER_COUNT; i++) {
		if (strcmp(importers[i]->id, id) == 0) {
			*ret_importer = importers[i];
			return TSM_OK;
		}
	}
	return tsm_fail(
	    err, TSM_E_USAGE, NULL, "there is no importer of that name");
}

/* The first cell below a head that holds anything in a column; or NULL. */
static const struct tsm_csv_row *first_below(
    const struct tsm_csv *table, const struct tsm_columns *head, int column)
{
	for (size_t i = head->row + 1; i < table->row_count; i++)
		if (tsm_columns_cell(head, &table->rows[i], column).len > 0)
			return &table->rows[i];
	return NULL;
}

/*
 * The words of a head were known, but what stands below is no time: that
 * cell is what a person has to look at.
 */
static bool name_odd_value(const struct tsm_sheet *sheet, struct tsm_error *err)
{
	static const int times[] = { COL_JOIN, COL_LEAVE, COL_STAMP };
	for (size_t i = 0; i < sheet->head_count; i++) {
		const struct tsm_columns *head = &sheet->heads[i];
		for (size_t k = 0; k < sizeof(times) / sizeof(times[0]); k++) {
			const struct tsm_csv_row *row =
			    first_below(sheet->table, head, times[k]);
			if (row == NULL)
				continue;
			struct tsm_str cell =
			    tsm_columns_cell(head, row, times[k]);
			if (tsm_cell_type(cell) == TSM_CELL_WHEN)
				continue;
			(void)tsm_fail(err, TSM_E_UNKNOWN, NULL,
			    "line %zu: \"%.*s\" stands where a date and time "
			    "should, and is none that is read (nor is what "
			    "abbreviates a zone, or a point for the colon): "
			    "correct it in a copy, or say which column means "
			    "what",
			    row->line, (int)(cell.len < 60 ? cell.len : 60),
			    cell.ptr);
			return true;
		}
	}
	return false;
}

/* What would have been recognised, so that a person can see what to do. */
static enum tsm_status unknown(
    const struct tsm_sheet *sheet, struct tsm_error *err)
{
	if (name_odd_value(sheet, err))
		return TSM_E_UNKNOWN;
	char list[TSM_ERROR_TEXT] = "";
	size_t len = 0;
	for (size_t i = 0; i < IMPORTER_COUNT; i++) {
		if (importers[i] == &tsm_importer_mapped)
			break;
		int wrote = snprintf(list + len, sizeof(list) - len,
		    "%s%s (%s)", i > 0 ? "; " : "", importers[i]->title,
		    importers[i]->looks_for);
		if (wrote < 0 || (size_t)wrote >= sizeof(list) - len)
			break;
		len += (size_t)wrote;
	}
	return tsm_fail(err, TSM_E_UNKNOWN, NULL,
	    "no known attendance export: say which of its columns means what; "
	    "looked for: %s",
	    list);
}

static int score_of(
    const struct tsm_importer *importer, const struct tsm_sheet *sheet)
{
	return importer->plain != NULL ? tsm_plain_score(sheet, importer->plain)
				       : importer->score(sheet);
}

static enum tsm_status read_with(const struct tsm_importer *importer,
    const struct tsm_sheet *sheet, const struct tsm_import_options *options,
    struct tsm_import *import, struct tsm_error *err)
{
	const struct tsm_plain_table *plain = importer->plain;

	return plain != NULL ? tsm_plain_read(sheet, plain->head(sheet), plain,
				   options, import, err)
			     : importer->read(sheet, options, import, err);
}

/* *ret_importer stays NULL when none of them knows the table. */
static enum tsm_status recognise(const struct tsm_sheet *sheet,
    const struct tsm_importer **ret_importer, struct tsm_error *err)
{
	const struct tsm_importer *best = NULL;
	const struct tsm_importer *rival = NULL;
	int best_score = SCORE_MIN - 1;
	for (size_t i = 0; i < IMPORTER_COUNT; i++) {
		int score = score_of(importers[i], sheet);
		if (score < 0)
			return tsm_fail_memory(err);
		if (score > best_score) {
			best = importers[i];
			best_score = score;
			rival = NULL;
		} else if (score == best_score && best != NULL) {
			rival = importers[i];
		}
	}
	if (best != NULL && rival != NULL)
		return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
		    "the file fits two importers, %s and %s: say which",
		    best->id, rival->id);
	*ret_importer = best;
	return TSM_OK;
}

/*
 * What was said about the file is part of how it was read: the same file
 * read otherwise is another reading.
 */
static enum tsm_status add_answers(struct tsm_arena *arena,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	const char *label = options->session_label;
	const char *present = options->present;
	if (label == NULL && present == NULL)
		return TSM_OK;
	import->variant = tsm_arena_printf(arena, "%s%s%s%s%s", import->variant,
	    label != NULL ? "; of it: " : "", label != NULL ? label : "",
	    present != NULL ? "; present means " : "",
	    present != NULL ? present : "");
	return import->variant != NULL ? TSM_OK : tsm_fail_memory(err);
}

/* A table as it looks with one delimiter, and whose it is. */
struct look {
	struct tsm_csv table;
	struct tsm_sheet sheet;
	const struct tsm_importer *importer; /* NULL: nobody's */
};

/* delimiter 0: sniffed. */
static enum tsm_status look_at(struct tsm_arena *arena, struct tsm_str text,
    char delimiter, const struct tsm_import_options *options, struct look *look,
    struct tsm_error *err)
{
	const struct tsm_csv_options how = { .delimiter = delimiter,
		.max_rows = TSM_IMPORT_ROWS_MAX + TSM_IMPORT_OTHER_LINES };
	look->importer = NULL;
	TSM_TRY(tsm_csv_read(arena, text, &how, &look->table, err));
	if (tsm_sheet_look(arena, &look->table, &look->sheet) != TSM_OK)
		return tsm_fail_memory(err);
	if (options->importer != NULL)
		return by_name(options->importer, &look->importer, err);
	if (options->columns == NULL)
		return recognise(&look->sheet, &look->importer, err);
	look->importer = &tsm_importer_mapped;
	return TSM_OK;
}

/*
 * Names and dates hold delimiters too: a table that nobody knows is parted
 * by the others before it is given up.
 */
static enum tsm_status find_importer(struct tsm_arena *arena,
    struct tsm_str text, const struct tsm_import_options *options,
    struct look *look, struct tsm_error *err)
{
	static const char delimiters[] = { '\t', ';', ',', '|' };
	TSM_TRY(look_at(arena, text, 0, options, look, err));
	const struct look first = *look;
	char sniffed = first.table.delimiter;
	for (size_t i = 0; i < sizeof(delimiters) && look->importer == NULL;
	     i++) {
		if (delimiters[i] != sniffed &&
		    tsm_str_find(text, delimiters[i]) < text.len)
			TSM_TRY(look_at(
			    arena, text, delimiters[i], options, look, err));
	}
	return look->importer != NULL ? TSM_OK : unknown(&first.sheet, err);
}

enum tsm_status tsm_import_read(struct tsm_arena *arena, struct tsm_str data,
    const struct tsm_import_options *options, struct tsm_import *ret_import,
    struct tsm_error *err)
{
	struct tsm_import import = { 0 };
	struct look look = { 0 };
	if (options == NULL || options->zone == NULL)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "the time zone of the file has to be given");
	if (options->session != NULL &&
	    options->session->end <= options->session->start)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "the session ends before it starts");
	TSM_TRY(tsm_text_decode(arena, data, NULL, &import.text, err));
	TSM_TRY(find_importer(arena, import.text.text, options, &look, err));
	TSM_TRY(tsm_zones_check(&look.sheet, options, err));
	import.importer = look.importer->id;
	import.delimiter = look.table.delimiter;
	import.zone = tsm_arena_dup(arena, tsm_zone_name(options->zone));
	if (import.zone == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(read_with(look.importer, &look.sheet, options, &import, err));
	TSM_TRY(add_answers(arena, options, &import, err));
	if (import.row_count > TSM_IMPORT_ROWS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the file has more than %d rows", TSM_IMPORT_ROWS_MAX);
	*ret_import = import;
	return TSM_OK;
}
