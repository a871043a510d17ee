/*
 * internal.h - what the files of this module share and nobody else sees.
 */
#ifndef TSM_ROSTER_INTERNAL_H
#define TSM_ROSTER_INTERNAL_H

#include "testamur/roster/importer.h"

/*
 * The length in bytes of the white space that text begins with (ASCII or
 * one of the no-break and zero-width spaces of exports); 0 when none.
 */
size_t tsm_roster_space(struct tsm_str text);

/* Without such white space at both ends. */
struct tsm_str tsm_roster_trim(struct tsm_str text);

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

#define TSM_COLUMNS_MAX 20

/* Where the columns of a table were found. */
struct tsm_columns {
	size_t row;                  /* index of the header row */
	size_t known;                /* how many of its cells were recognised */
	int at[TSM_COLUMNS_MAX];     /* index of the cell, -1: absent */
	bool twice[TSM_COLUMNS_MAX]; /* another cell means it too */
};

/*
 * Recognise one row. Of two cells with the same meaning the first counts.
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_columns_match(struct tsm_arena *arena,
    const struct tsm_csv_row *row, const struct tsm_column_word *words,
    struct tsm_columns *ret_columns) TSM_NODISCARD;

/*
 * The row among the first ones that has most columns and all those of
 * required (ended by -1). TSM_E_UNKNOWN when there is none, TSM_E_MEMORY.
 */
enum tsm_status tsm_columns_find(struct tsm_arena *arena,
    const struct tsm_csv *table, const struct tsm_column_word *words,
    const int *required, struct tsm_columns *ret_columns) TSM_NODISCARD;

/* The trimmed, unwrapped cell of a column; empty when there is none. */
struct tsm_str tsm_columns_cell(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, int column);

/* Every cell of the row is blank. */
bool tsm_row_blank(const struct tsm_csv_row *row);

/*
 * 60 for a header with all required columns, up to 40 more for the share
 * of the rows below it in which every column of typed (ended by -1) holds
 * a date or time (TSM_CELL_WHEN) or a whole number; 0 when fewer than half
 * do.
 */
enum tsm_cell_type {
	TSM_CELL_WHEN,
	TSM_CELL_NUMBER
};
int tsm_columns_score(const struct tsm_csv *table,
    const struct tsm_columns *columns, const int *typed,
    enum tsm_cell_type type);

/* --- from cells to rows ------------------------------------------------------ */

/* A row as an importer hands it over, before times are settled. */
struct tsm_draft {
	size_t line;
	struct tsm_str name;
	struct tsm_str email;
	struct tsm_when join;
	struct tsm_when leave;
	bool total_only;
	bool has_minutes;
	uint64_t minutes; /* the file's own duration, or the total */
	bool waiting_room;
	const char *ignored; /* static; join and leave may be blank then */
};

/* One import under way. */
struct tsm_import_job {
	struct tsm_arena *arena;
	const struct tsm_import_options *options;
	struct tsm_draft *drafts;
	size_t draft_count;
	struct tsm_when meeting_start; /* has_date false: not stated */
	struct tsm_when meeting_end;
	const char *via;
	struct tsm_note_list rejected;
	struct tsm_note_list notes;
	struct tsm_import *import;
};

/* Begin: room for one draft per row. TSM_E_MEMORY. */
enum tsm_status tsm_import_begin(struct tsm_import_job *job,
    struct tsm_arena *arena, const struct tsm_csv *table,
    const struct tsm_import_options *options, const char *via,
    struct tsm_import *import) TSM_NODISCARD;

/*
 * Settle the order of day and month, turn drafts into rows, fill *import.
 * Statuses as tsm_import_read.
 */
enum tsm_status tsm_import_finish(
    struct tsm_import_job *job, struct tsm_error *err) TSM_NODISCARD;

/*
 * Decide job->import->order and order_why from all dates of the drafts and
 * of the meeting, the options, and as last resort the session.
 */
enum tsm_status tsm_import_settle_order(
    struct tsm_import_job *job, struct tsm_error *err) TSM_NODISCARD;

/*
 * The instants of a draft under an order. *ret_why is what is wrong with
 * it for people (static), when the status is not TSM_OK. *ret_repeated is
 * true when a clock change makes one of the times occur twice.
 */
enum tsm_status tsm_draft_times(const struct tsm_import_job *job,
    const struct tsm_draft *draft, enum tsm_date_order order,
    struct tsm_interval *ret_times, bool *ret_repeated, const char **ret_why)
    TSM_NODISCARD;

/*
 * The file and the session lie on the same day: TSM_E_MISMATCH,
 * TSM_E_MISSING otherwise.
 */
enum tsm_status tsm_import_check_session(const struct tsm_import *import,
    const struct tsm_import_options *options, struct tsm_error *err)
    TSM_NODISCARD;

/* --- importers, one per file kind (importers.c lists them) ------------------- */

extern const struct tsm_importer tsm_importer_zoom_joins;
extern const struct tsm_importer tsm_importer_zoom_totals;
extern const struct tsm_importer tsm_importer_signin;

#endif
