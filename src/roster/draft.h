/*
 * draft.h - from the cells that an importer found to rows with instants.
 *
 * Importers append drafts and rejections to a job and finish it: only then,
 * with all dates of the file known, is the order of day and month settled
 * and every draft a row.
 */
#ifndef TSM_ROSTER_DRAFT_H
#define TSM_ROSTER_DRAFT_H

#include "internal.h"

/* --- from cells to rows ------------------------------------------------------ */

/* What the file says of how long somebody was there. */
enum tsm_draft_kind {
	TSM_DRAFT_TIMES, /* join and leave */
	TSM_DRAFT_SPAN,  /* first join and last leave, and a duration */
	TSM_DRAFT_TOTAL, /* a duration alone */
	TSM_DRAFT_OPEN,  /* join; until the end, which the file lacks */
	TSM_DRAFT_WHOLE  /* present, no minutes; join is at most a day */
};

/* A row as an importer hands it over, before times are settled. */
struct tsm_draft {
	size_t line;
	struct tsm_str name;
	struct tsm_str email;
	const char *identity; /* see struct tsm_attendance_row; or NULL */
	bool passing;         /* of this file alone */
	struct tsm_when join; /* blank (no date, no time) where unknown */
	struct tsm_when leave;
	enum tsm_draft_kind kind;
	bool has_duration;
	bool rounded; /* the duration is in minutes, rounded up */
	bool coarse;  /* the duration is in minutes, rounded somehow */
	bool waiting_room;
	bool host;
	int64_t duration;    /* seconds */
	const char *ignored; /* static; join and leave may be blank then */
};

/* The day that the last time was of: the next one mostly is too. */
struct tsm_day {
	bool known;
	bool even;                 /* no clock change in it */
	enum tsm_date_order order; /* that it was read in */
	struct tsm_when when;      /* its date */
	int64_t midnight;          /* its instant */
};

/* One import under way. */
struct tsm_import_job {
	struct tsm_arena *arena;
	const struct tsm_csv *table;
	const struct tsm_import_options *options;
	struct tsm_draft *drafts;
	size_t draft_count;
	size_t draft_room;
	struct tsm_day *day;
	struct tsm_when meeting_start; /* has_date false: not stated */
	struct tsm_when meeting_end;
	const char *via;
	struct tsm_note_list rejected;
	struct tsm_note_list notes;
	struct tsm_import *import;
};

/* Begin: room for one draft per row. TSM_E_MEMORY. */
enum tsm_status tsm_import_begin(struct tsm_import_job *job,
    const struct tsm_sheet *sheet, const struct tsm_import_options *options,
    const char *via, struct tsm_import *import) TSM_NODISCARD;

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
 * The instant of one time of the file, which may lack a date. Statuses as
 * tsm_when_instant.
 */
enum tsm_status tsm_job_instant(const struct tsm_import_job *job,
    const struct tsm_when *when, enum tsm_date_order order,
    int64_t *ret_instant, bool *ret_repeated) TSM_NODISCARD;

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

/* Append a draft; there is room for one per row. */
void tsm_draft_add(struct tsm_import_job *job, const struct tsm_draft *draft);

/* Append a rejection. TSM_E_MEMORY. */
enum tsm_status tsm_draft_reject(
    struct tsm_import_job *job, size_t line, const char *why) TSM_NODISCARD;

/*
 * The name of a row: its name cell, or first and last name joined.
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_draft_name(struct tsm_arena *arena,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    struct tsm_str *ret_name) TSM_NODISCARD;

/*
 * Join and leave of a row into a draft of TSM_DRAFT_TIMES; what is wrong
 * with them (static), or NULL.
 */
const char *tsm_draft_read_times(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, struct tsm_draft *draft);

/* What is wrong with minutes that were read so (static), or NULL. */
const char *tsm_draft_total_wrong(enum tsm_status status);

/* The day of a date column, where the time has none of its own. */
void tsm_draft_take_day(struct tsm_when *time, const struct tsm_when *day);

/*
 * The same where a duration stands beside them and may be less than the
 * time between, or all there is.
 */
const char *tsm_draft_read_span(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, struct tsm_draft *draft);

/* One kind of table with a row per join or per person. */
struct tsm_plain_table {
	const char *variant;
	const char *via;
	const char *unknown; /* what is said when there is no such header */
	/* The header row, or NULL: it is no such table. */
	const struct tsm_columns *(*head)(const struct tsm_sheet *sheet);
	/* as tsm_columns_score */
	int typed[3];
	enum tsm_cell_type type;
	int base, span;
	/* A row into drafts or rejections; TSM_E_MEMORY. */
	enum tsm_status (*row)(struct tsm_import_job *job,
	    const struct tsm_columns *columns, const struct tsm_csv_row *row);
};

/* How well a sheet is such a table; 0 without its header. */
int tsm_plain_score(
    const struct tsm_sheet *sheet, const struct tsm_plain_table *plain);

/*
 * Read every row below a header (NULL: TSM_E_UNKNOWN) and finish. Statuses
 * as tsm_import_read.
 */
enum tsm_status tsm_plain_read(const struct tsm_sheet *sheet,
    const struct tsm_columns *head, const struct tsm_plain_table *plain,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * A status of a class register, by itself or with points out of the most
 * there are (most < 0: none given; in thousandths): a draft of
 * TSM_DRAFT_WHOLE for one that means present, else what it means instead.
 */
enum tsm_status tsm_draft_status(struct tsm_import_job *job,
    struct tsm_draft *draft, struct tsm_str status, int64_t points,
    int64_t most) TSM_NODISCARD;

/*
 * Fill variant, why and header_line: "line N names K columns of …, M in
 * all". TSM_E_MEMORY.
 */
enum tsm_status tsm_import_describe(struct tsm_import_job *job,
    const struct tsm_columns *columns, const char *variant) TSM_NODISCARD;

/* Yes in the languages of the exports. */
bool tsm_says_yes(struct tsm_str cell);

/* And no. */
bool tsm_says_no(struct tsm_str cell);

/* A copy of a cell, NULL for a blank one. TSM_E_MEMORY. */
enum tsm_status tsm_cell_copy(struct tsm_arena *arena, struct tsm_str cell,
    const char **ret_text) TSM_NODISCARD;

#endif
