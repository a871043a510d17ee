/*
 * attendance.h - source files, what was read from them, corrections.
 *
 * A file is kept byte for byte under its SHA-256. A *source* is one reading
 * of a file for one session (recognised format, zone, date order) together
 * with its rows. Sources are never deleted: reading the file anew marks the
 * earlier reading as replaced and adds another. Overrides and activity
 * minutes are append-only beside them. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_ATTENDANCE_H
#define TESTAMUR_STORE_ATTENDANCE_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_file {
	const char *sha256;  /* lower-case hex */
	const char *name;    /* as it was uploaded, without folders */
	int64_t size;        /* set by the store */
	struct tsm_str body; /* the bytes */
	int64_t imported_at;
};

struct tsm_store_source {
	const char *id; /* UUID */
	const char *cohort;
	const char *session;
	const char *sha256;     /* of a stored file */
	const char *format;     /* id of the importer */
	const char *variant;    /* or NULL */
	const char *zone;       /* IANA name its times were read in, or NULL */
	const char *date_order; /* dmy mdy ymd, or NULL */
	const char *encoding;   /* or NULL */
	const char *by;
	int64_t at;
	int64_t replaced_at;     /* 0: in force */
	const char *replaced_by; /* source id, or NULL */
};

struct tsm_store_row {
	const char *source;
	int64_t ordinal;       /* 1, 2, … within the source */
	int64_t line;          /* in the file, for evidence */
	const char *name;      /* as the file has it, or NULL */
	const char *email;     /* as the file has it, or NULL */
	const char *person;    /* who it was matched with, or NULL */
	int64_t join_utc;      /* 0: the file gives none */
	int64_t leave_utc;     /* 0: the file gives none */
	int64_t total_seconds; /* -1: the file gives none */
	const char *via;       /* live in_person makeup recording */
	const char *hint;      /* host, guest, phone, … or NULL */
	const char *ignored;   /* why the row does not count, or NULL */
	const char *identity;  /* who, where the file has no address; or NULL */
	/* Filled when listed, not read when added: */
	const char *session;
	const char *sha256;
};

enum tsm_store_imported {
	TSM_STORE_ADDED,     /* a new source */
	TSM_STORE_UNCHANGED, /* the same reading of this file is in force */
	TSM_STORE_REPLACED   /* an earlier reading was marked replaced */
};

/* "She was there" and its contrary: the newest row of a session wins. */
struct tsm_store_override {
	const char *cohort;
	const char *session;
	const char *person;
	int64_t seq;       /* set by the store: 1, 2, … within the cohort */
	const char *state; /* present absent cleared */
	int64_t seconds;   /* counted when present; -1: the whole session */
	const char *via;   /* when present, as in a row; or NULL */
	const char *reason;
	const char *by;
	int64_t at;
};

/* Time spent on an activity outside the sessions, on one day. */
struct tsm_store_activity {
	const char *cohort;
	const char *person;
	const char *activity;
	const char *day;    /* date */
	int64_t seconds;    /* above 0 */
	const char *sha256; /* of the file it was read from, or NULL */
	int64_t line;       /* in that file; 0 without one */
	const char *by;
	int64_t at;
};

/* Keep a file. Having it already is fine. body must not be empty. */
enum tsm_status tsm_store_file_add(struct tsm_store *store,
    const struct tsm_store_file *file, struct tsm_error *err) TSM_NODISCARD;

/* A file with its bytes. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_file_get(struct tsm_store *store, const char *sha256,
    struct tsm_arena *arena, struct tsm_store_file *ret_file,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Import a reading of a stored file for a session, all or nothing. The same
 * file for the same session with the same format, variant, zone and date
 * order changes nothing; another reading of it, or a source named in
 * replaces (may be NULL), is marked replaced. source and ordinal of the rows
 * are set by the store. Statuses: TSM_E_NOT_FOUND (session, file, person or
 * replaced source unknown), TSM_E_STATE (replaces is replaced already),
 * TSM_E_LIMIT (over TSM_IMPORT_ROWS_MAX rows).
 */
enum tsm_status tsm_store_source_import(struct tsm_store *store,
    const struct tsm_store_source *source, const struct tsm_store_row *rows,
    size_t count, const char *replaces, enum tsm_store_imported *ret_what,
    struct tsm_error *err) TSM_NODISCARD;

/* One source, replaced or not. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_source_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_source *ret_source,
    struct tsm_error *err) TSM_NODISCARD;

/* Sources by session and time, replaced ones too; NULL session: all. */
enum tsm_status tsm_store_source_list(struct tsm_store *store,
    const char *cohort, const char *session, struct tsm_arena *arena,
    struct tsm_store_source **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Rows of the sources in force, by session, source and ordinal. NULL
 * session: of the whole cohort; NULL person: everybody's and nobody's.
 */
enum tsm_status tsm_store_row_list(struct tsm_store *store, const char *cohort,
    const char *session, const char *person, struct tsm_arena *arena,
    struct tsm_store_row **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

/* Rows of one source, replaced or not. */
enum tsm_status tsm_store_row_list_source(struct tsm_store *store,
    const char *source, struct tsm_arena *arena,
    struct tsm_store_row **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Say who a row is (NULL: nobody known). The link is a result of matching,
 * not a fact of the file, and may change. TSM_E_NOT_FOUND.
 */
enum tsm_status tsm_store_row_assign(struct tsm_store *store,
    const char *source, int64_t ordinal, const char *person,
    struct tsm_error *err) TSM_NODISCARD;

/* Append an override; reason and by are mandatory (TSM_E_MISSING). */
enum tsm_status tsm_store_override_add(struct tsm_store *store,
    const struct tsm_store_override *override, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Overrides in the order in which they were made; the last one for a person
 * and session counts. NULL person: everybody's.
 */
enum tsm_status tsm_store_override_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_override **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Append activity minutes, all or nothing. Rows with a file and line that
 * are there already are left out: *ret_added (may be NULL) is the number of
 * new ones.
 */
enum tsm_status tsm_store_activity_add(struct tsm_store *store,
    const struct tsm_store_activity *rows, size_t count, size_t *ret_added,
    struct tsm_error *err) TSM_NODISCARD;

/* Activity minutes by person, activity and day; NULL person: all. */
enum tsm_status tsm_store_activity_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_activity **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

#endif
