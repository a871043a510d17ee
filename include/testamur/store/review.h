/*
 * review.h - decisions about who an unknown attendee is.
 *
 * Numbered 1, 2, … within a cohort, appended, and never changed but for
 * being undone; at most one in force for each address, name or row.
 * Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_REVIEW_H
#define TESTAMUR_STORE_REVIEW_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_review {
	const char *cohort;
	int64_t seq;        /* set by the store */
	const char *kind;   /* email id name row */
	const char *value;  /* in comparison form; of a row: "SOURCE/ORDINAL" */
	const char *shown;  /* the name as the file has it */
	const char *person; /* who that is; NULL: nobody of this cohort */
	const char *by;
	int64_t at;
	const char *reason; /* or NULL */
	int64_t undone_at;  /* 0: in force */
	const char *undone_by;
};

/*
 * Append a decision; *ret_seq is its number. What undid it is ignored.
 * TSM_E_DUPLICATE when one about the same is in force, TSM_E_NOT_FOUND for
 * an unknown cohort or person.
 */
enum tsm_status tsm_store_review_add(struct tsm_store *store,
    const struct tsm_store_review *review, int64_t *ret_seq,
    struct tsm_error *err) TSM_NODISCARD;

/* Mark as undone. TSM_E_NOT_FOUND when no such decision is in force. */
enum tsm_status tsm_store_review_undo(struct tsm_store *store,
    const char *cohort, int64_t seq, const char *by, int64_t at,
    struct tsm_error *err) TSM_NODISCARD;

/* All of a cohort in their order, undone ones too. */
enum tsm_status tsm_store_review_list(struct tsm_store *store,
    const char *cohort, struct tsm_arena *arena,
    struct tsm_store_review **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

#endif
