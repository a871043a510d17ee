/*
 * importer.h - attendance exports of any make become rows of one kind.
 *
 * A file is decoded (text.h), read as a table (csv.h) and shown to every
 * importer; each scores it by the words of a header row, wherever that
 * stands, and by what kind of values lie below it. The best one reads it.
 * The result says what was recognised and why, which rows were left out
 * and why, and which rows could not be used; no row disappears.
 *
 * Always true: a row of the result has join <= leave or is total-only (the
 * times of rows that are ignored may be zero); times are UTC seconds; duration
 * columns are never used where times exist (Zoom rounds them up), only
 * compared with them.
 *
 * A new importer is one file with one const struct tsm_importer and one
 * line in the array of importers.c (see src/roster/README.md).
 *
 * Everything returned lives in the caller's arena. Pure: no clock, no I/O;
 * the zone is passed in. Threads may share the zone, not the arena.
 */
#ifndef TESTAMUR_ROSTER_IMPORTER_H
#define TESTAMUR_ROSTER_IMPORTER_H

#include "testamur/roster/csv.h"
#include "testamur/roster/presence.h"
#include "testamur/roster/text.h"
#include "testamur/roster/when.h"

struct tsm_attendance_row {
	size_t line;          /* physical line in the file */
	const char *display;  /* name as shown, without the original; "" */
	const char *original; /* from the last balanced brackets, or NULL */
	const char *email;    /* as in people.h: trimmed, lower case; or NULL */
	/*
	 * What the file itself tells people apart by where there is no
	 * address: a participant id, or a row of its own; or NULL: the name.
	 */
	const char *identity;
	bool lasting; /* and it is the same in the product's next file */
	/*
	 * If total_only: the span that the total lies in, as far as the file
	 * says, or both 0.
	 */
	int64_t join;
	int64_t leave;
	int64_t total_seconds; /* if total_only */
	bool total_only;
	bool whole; /* the file says present and gives no minutes */
	bool waiting_room;
	bool host_hint;  /* the meeting's host by address or role */
	bool phone_hint; /* the name is a telephone number */
	bool bot_hint;   /* a note-taker by its name; not ignored by itself */
	bool outside;    /* shares no second with the session's window */
	const char *via; /* "live" or "in_person" (policy language). Static. */
	const char *ignored; /* why it is no attendance, or NULL. Static. */
};

/* What the file says of the meeting. Absent texts are NULL. */
struct tsm_meeting {
	size_t line;
	const char *id;
	const char *topic;
	const char *host_name;
	const char *host_email; /* trimmed, lower case */
	bool has_start, has_end;
	int64_t start, end;
	bool has_participants;
	uint64_t participants;
};

struct tsm_import {
	const char *importer; /* id: "zoom-joins" */
	const char *variant;  /* "Zoom participants, one row per join, …" */
	const char *why;      /* which words and values were recognised */
	size_t header_line;
	struct tsm_text text; /* encoding, and how it was found */
	char delimiter;
	enum tsm_date_order order; /* TSM_DATE_UNKNOWN: it does not matter */
	const char *order_why;
	const char *zone;
	bool dated;      /* the file itself says on which day */
	bool total_only; /* rows are totals: nothing can be clipped */
	bool has_meeting;
	struct tsm_meeting meeting;
	struct tsm_attendance_row *rows; /* ignored ones too; file order */
	size_t row_count;
	struct tsm_row_note *rejected; /* could not be used; file order */
	size_t rejected_count;
	struct tsm_row_note *notes; /* worth knowing; nothing was lost */
	size_t note_count;
};

struct tsm_import_options {
	const struct tsm_zone *zone; /* of the times in the file; required */
	enum tsm_date_order order;   /* TSM_DATE_UNKNOWN: infer */
	/* The session's scheduled window, UTC; NULL: not checked. */
	const struct tsm_interval *session;
	/*
	 * Which value of a "Session" column, or which column of a register,
	 * is meant; NULL: there is one, or the session's date says.
	 */
	const char *session_label;
	/*
	 * Words of a register that mean the whole session, separated by
	 * commas ("P,L"); NULL: "present" and full marks.
	 */
	const char *present;
	/*
	 * Which column means what, as a person has said: "name=Who,join=From,
	 * leave=3", each a header or a number from 1; NULL: recognise. The
	 * meanings are name, first, last, email, id, join, leave, date,
	 * duration, minutes, status.
	 */
	const char *columns;
	/* Read with this importer whatever the scores; NULL: recognise. */
	const char *importer;
	/* A person has confirmed that a file without dates is of the session. */
	bool undated_ok;
};

struct tsm_sheet; /* a table with its header rows recognised: internal.h */
struct tsm_plain_table; /* one with a row per join or person: draft.h */

/*
 * One kind of file. score and read get the same sheet; read fills rows,
 * rejected, notes, meeting, variant, why, header_line, dated, total_only,
 * order and order_why of *import, whose other fields are set already. Where
 * plain says it all, both are NULL.
 */
struct tsm_importer {
	const char *id;        /* stable: stored with every imported file */
	const char *title;     /* for people */
	const char *looks_for; /* the header words it needs, for people */
	const struct tsm_plain_table *plain;
	/*
	 * 0 = not this kind … 100 = header and values agree entirely;
	 * negative = out of memory.
	 */
	int (*score)(const struct tsm_sheet *sheet);
	/* Statuses as tsm_import_read. */
	enum tsm_status (*read)(const struct tsm_sheet *sheet,
	    const struct tsm_import_options *options, struct tsm_import *import,
	    struct tsm_error *err);
};

/* The n-th importer, or NULL beyond the last. Static. */
const struct tsm_importer *tsm_importer_at(size_t n);

/*
 * Recognise and read one file.
 *   TSM_E_USAGE        no zone; an importer that does not exist
 *   TSM_E_UNSUPPORTED  a spreadsheet: see tsm_text_decode
 *   TSM_E_SYNTAX       not text
 *   TSM_E_UNKNOWN      no importer knows it; the text lists what was
 *                      looked for
 *   TSM_E_AMBIGUOUS    two importers, two orders of day and month, or
 *                      several sessions fit: the text names them and
 *                      options have to say which. If exactly one order
 *                      puts any row into the session, it is taken and
 *                      order_why says so
 *   TSM_E_MISMATCH     no row lies within the session; the text has the
 *                      days of both
 *   TSM_E_VALUE        neither order of day and month fits all dates
 *   TSM_E_MISSING      no usable row; a file without dates and undated_ok
 *                      not set; times of day without a session to take
 *                      the date from
 *   TSM_E_LIMIT, TSM_E_MEMORY
 */
enum tsm_status tsm_import_read(struct tsm_arena *arena, struct tsm_str data,
    const struct tsm_import_options *options, struct tsm_import *ret_import,
    struct tsm_error *err) TSM_NODISCARD;

/* One column of a file that nobody knows, for a person to name. */
struct tsm_file_column {
	const char *header;
	const char *holds;   /* "times", "text", …. Static. */
	const char *perhaps; /* the meaning that it seems to have, or NULL */
};

struct tsm_file_columns {
	size_t line; /* of the row that seems to be the header */
	struct tsm_file_column *list;
	size_t count;
};

/*
 * The columns of a file, whatever it is; a proposal, nothing is read by it.
 * TSM_E_MISSING for a file without rows; else as tsm_import_read.
 */
enum tsm_status tsm_import_columns(struct tsm_arena *arena, struct tsm_str data,
    struct tsm_file_columns *ret_columns, struct tsm_error *err) TSM_NODISCARD;

/*
 * Is this a text for tsm_import_options.columns? TSM_E_USAGE, TSM_E_DUPLICATE.
 */
enum tsm_status tsm_mapping_check(const char *text, struct tsm_error *err)
    TSM_NODISCARD;

#endif
