/*
 * ledger.h - units that people earned, as an append-only account.
 *
 * An entry is never changed: a correction is a contra-entry with the negated
 * units that names the entry it takes back. One activity counts at most once
 * per person, scheme and cycle; after a contra-entry it may be entered
 * again. Units are exact decimals as text. Entries refer to no person row.
 * Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_LEDGER_H
#define TESTAMUR_STORE_LEDGER_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_entry {
	const char *id; /* UUID */
	const char *person;
	const char *organisation;
	const char *cohort;
	const char *award;
	const char *scheme;
	const char *units;      /* decimal text, such as "5.25" */
	int64_t seconds;        /* of attendance they stand for */
	const char *activity;   /* the provider's activity id */
	const char *evidence;   /* JSON: sessions and seconds; or NULL */
	const char *cycle;      /* of renewal, "" without one */
	const char *credential; /* short id, or NULL */
	const char *contra_of;  /* entry it takes back, or NULL */
	int64_t at;
};

/*
 * Append an entry (contra_of NULL). TSM_E_DUPLICATE when the id exists or
 * the activity counts already for this person, scheme and cycle;
 * TSM_E_VALUE when units is no decimal number above zero.
 */
enum tsm_status tsm_store_entry_add(struct tsm_store *store,
    const struct tsm_store_entry *entry, struct tsm_error *err) TSM_NODISCARD;

/*
 * Take back an entry: a new one under id with negated units and seconds.
 * TSM_E_NOT_FOUND; TSM_E_STATE when it was taken back or is itself a
 * contra-entry.
 */
enum tsm_status tsm_store_entry_contra(struct tsm_store *store,
    const char *contra_of, const char *id, int64_t at, struct tsm_error *err)
    TSM_NODISCARD;

/* What to list; NULL members do not restrict. */
struct tsm_store_entry_filter {
	const char *organisation;
	const char *cohort;
	const char *person;
	const char *scheme;
	const char *cycle;
};

/* Entries by at and id. */
enum tsm_status tsm_store_entry_list(struct tsm_store *store,
    const struct tsm_store_entry_filter *filter, struct tsm_arena *arena,
    struct tsm_store_entry **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

/* Entries of a credential that were not taken back. */
enum tsm_status tsm_store_entry_standing(struct tsm_store *store,
    const char *person, const char *credential, struct tsm_arena *arena,
    struct tsm_store_entry **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

/* A renewal cycle of a scheme: both dates are inclusive. */
struct tsm_store_cycle {
	const char *scheme;
	const char *person; /* whose; "": everybody's who has none of his own */
	const char *id;     /* "2022-2027" */
	const char *starts; /* "YYYY-MM-DD" */
	const char *ends;
	const char *cap;   /* most units that count, decimal; NULL: no limit */
	const char *carry; /* most of the rest that go over; NULL: none */
	int64_t created;
};

/*
 * Add a cycle. TSM_E_DUPLICATE: the id exists; TSM_E_STATE: it overlaps
 * another of the same scheme and person; TSM_E_VALUE: dates or decimals
 * that are none, an end before the start.
 */
enum tsm_status tsm_store_cycle_add(struct tsm_store *store,
    const struct tsm_store_cycle *cycle, struct tsm_error *err) TSM_NODISCARD;

/* Cycles by scheme, person and start; NULL members do not restrict. */
enum tsm_status tsm_store_cycle_list(struct tsm_store *store,
    const char *scheme, const char *person, struct tsm_arena *arena,
    struct tsm_store_cycle **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

#endif
