/*
 * internal.h - what the files of this module share and nobody else sees.
 */
#ifndef TSM_ROSTER_INTERNAL_H
#define TSM_ROSTER_INTERNAL_H

#include "testamur/roster/importer.h"

#include "words.h"

/* Lines of a file beside its rows: titles, a block, headers. */
#define TSM_IMPORT_OTHER_LINES 1000

/*
 * The length in bytes of the white space that text begins with (ASCII or
 * one of the no-break and zero-width spaces of exports); 0 when none.
 */
size_t tsm_roster_space(struct tsm_str text);

/* Without such white space at both ends. */
struct tsm_str tsm_roster_trim(struct tsm_str text);

/*
 * The form in which header words are compared: tsm_name_normalise without
 * accents, punctuation as spaces. NULL: out of memory.
 */
char *tsm_header_fold(struct tsm_arena *arena, struct tsm_str text)
    TSM_NODISCARD;

/* --- lists of remarks ------------------------------------------------------ */

/* Remarks being collected; the memory is the arena's. */
struct tsm_note_list {
	struct tsm_row_note *items;
	size_t count;
	size_t cap;
};

/* Append; text is kept by reference. TSM_E_MEMORY. */
enum tsm_status tsm_note_add(struct tsm_arena *arena,
    struct tsm_note_list *list, size_t line, const char *text) TSM_NODISCARD;

/* Put into file order. */
void tsm_note_sort(struct tsm_note_list *list);

/* --- columns by the words of a header row ----------------------------------- */

/* One word for a column, in the form of tsm_name_normalise. */
struct tsm_column_word {
	int column;       /* index into tsm_columns.at */
	const char *word; /* NULL ends a table */
};

#define TSM_COLUMNS_MAX 40

/* Where the columns of a table were found. */
struct tsm_columns {
	size_t row;                  /* index of the header row */
	size_t known;                /* how many of its cells were recognised */
	int at[TSM_COLUMNS_MAX];     /* index of the cell, -1: absent */
	int second[TSM_COLUMNS_MAX]; /* another cell that means it, or -1 */
	bool third[TSM_COLUMNS_MAX]; /* and one more */
};

/*
 * The row among the first ones that has most columns and all those of
 * required (ended by -1). TSM_E_UNKNOWN when there is none, TSM_E_MEMORY.
 */
enum tsm_status tsm_columns_find(struct tsm_arena *arena,
    const struct tsm_csv *table, const struct tsm_column_word *words,
    const int *required, struct tsm_columns *ret_columns) TSM_NODISCARD;

/* What stands for one meaning stands for another as well. */
void tsm_columns_alias(struct tsm_columns *columns, int to, int from);

/* The trimmed, unwrapped cell of a column; empty when there is none. */
struct tsm_str tsm_columns_cell(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, int column);

/* Every cell of the row is blank. */
bool tsm_row_blank(const struct tsm_csv_row *row);

/* --- what kind of values a column has ------------------------------------ */

enum tsm_cell_type {
	TSM_CELL_BLANK,
	TSM_CELL_TEXT,
	TSM_CELL_EMAIL,
	TSM_CELL_WHEN,     /* a time of day, with or without date */
	TSM_CELL_DATE,     /* a date alone */
	TSM_CELL_DURATION, /* "1h 7s" */
	TSM_CELL_NUMBER
};

/* What a cell looks like. */
enum tsm_cell_type tsm_cell_type(struct tsm_str cell);

/*
 * base for a header with all required columns, up to span more for the
 * share of the rows below it in which every column of typed (ended by -1)
 * is of the type; 0 when fewer than half are.
 */
int tsm_columns_score(const struct tsm_csv *table,
    const struct tsm_columns *columns, const int *typed,
    enum tsm_cell_type type, int base, int span);

/* --- a table as all importers see it --------------------------------------- */

struct tsm_sheet {
	struct tsm_arena *arena;
	const struct tsm_csv *table;
	struct tsm_columns *heads; /* of the first rows that may be headers */
	size_t head_count;
};

/* Recognise the first rows by the vocabulary of words.h. TSM_E_MEMORY. */
enum tsm_status tsm_sheet_look(struct tsm_arena *arena,
    const struct tsm_csv *table, struct tsm_sheet *ret_sheet) TSM_NODISCARD;

/*
 * One row as a header; loose words count only above values of the right
 * type. TSM_E_MEMORY.
 */
enum tsm_status tsm_sheet_head(struct tsm_arena *arena,
    const struct tsm_csv *table, size_t row, struct tsm_columns *ret_columns)
    TSM_NODISCARD;

/* The head with most columns that has all of need (ended by -1), or NULL. */
const struct tsm_columns *tsm_sheet_find(
    const struct tsm_sheet *sheet, const int *need);

bool tsm_columns_have(const struct tsm_columns *columns, const int *need);

/*
 * Columns of a table known to be a meeting's that no word names, by the
 * values of the rows from first to before end: two of times are join and
 * leave, then a duration, an e-mail address, a name. Returns how many were
 * added.
 */
size_t tsm_columns_infer(const struct tsm_csv *table, size_t first, size_t end,
    struct tsm_columns *columns);

/*
 * TSM_E_AMBIGUOUS when a title, a heading or a column of the file names
 * another time zone than that of the options.
 */
enum tsm_status tsm_zones_check(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_error *err)
    TSM_NODISCARD;

/* The same of the headings of times alone, in columns that were found. */
enum tsm_status tsm_zones_check_head(const struct tsm_sheet *sheet,
    const struct tsm_columns *head, const struct tsm_import_options *options,
    struct tsm_error *err) TSM_NODISCARD;

/* --- importers, one per file kind (importers.c lists them) ------------------- */

extern const struct tsm_importer tsm_importer_zoom_joins;
extern const struct tsm_importer tsm_importer_zoom_totals;
extern const struct tsm_importer tsm_importer_zoom_webinar;
extern const struct tsm_importer tsm_importer_teams_report;
extern const struct tsm_importer tsm_importer_teams_summary;
extern const struct tsm_importer tsm_importer_teams_log;
extern const struct tsm_importer tsm_importer_teams_live;
extern const struct tsm_importer tsm_importer_meet;
extern const struct tsm_importer tsm_importer_webex;
extern const struct tsm_importer tsm_importer_bigbluebutton;
extern const struct tsm_importer tsm_importer_moodle;
extern const struct tsm_importer tsm_importer_canvas_rollcall;
extern const struct tsm_importer tsm_importer_canvas_gradebook;
extern const struct tsm_importer tsm_importer_signin;
extern const struct tsm_importer tsm_importer_mapped;

#endif
