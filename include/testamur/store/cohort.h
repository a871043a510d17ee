/*
 * cohort.h - one run of a programme for one group of people.
 *
 * A cohort is bound to a revision of its programme's policy. Seats and
 * parameters are JSON that the policy language defines (docs/POLICY.md); the
 * store keeps them as they are. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_COHORT_H
#define TESTAMUR_STORE_COHORT_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_cohort {
	const char *id; /* slug */
	const char *programme;
	int64_t revision; /* of the policy, at least 1 */
	const char *title;
	const char *zone;       /* IANA name */
	int64_t capacity;       /* -1: unlimited */
	const char *seats;      /* JSON object, or NULL */
	const char *parameters; /* JSON object, or NULL */
	int64_t created;
	int64_t closed_at; /* 0: open */
};

/*
 * Add a cohort. TSM_E_DUPLICATE when the id exists, TSM_E_NOT_FOUND for an
 * unknown programme.
 */
enum tsm_status tsm_store_cohort_add(struct tsm_store *store,
    const struct tsm_store_cohort *cohort, struct tsm_error *err) TSM_NODISCARD;

/*
 * Change revision, title, zone, capacity, seats and parameters.
 * TSM_E_NOT_FOUND; TSM_E_STATE when it is closed.
 */
enum tsm_status tsm_store_cohort_update(struct tsm_store *store,
    const struct tsm_store_cohort *cohort, struct tsm_error *err) TSM_NODISCARD;

/* Close it. TSM_E_NOT_FOUND; TSM_E_STATE when it is closed. */
enum tsm_status tsm_store_cohort_close(struct tsm_store *store, const char *id,
    int64_t at, struct tsm_error *err) TSM_NODISCARD;

/* Open it again, for a late correction. TSM_E_NOT_FOUND, TSM_E_STATE. */
enum tsm_status tsm_store_cohort_reopen(struct tsm_store *store, const char *id,
    struct tsm_error *err) TSM_NODISCARD;

/* One cohort by id. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_cohort_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_cohort *ret_cohort,
    struct tsm_error *err) TSM_NODISCARD;

/* Cohorts by id; NULL programme: of all. */
enum tsm_status tsm_store_cohort_list(struct tsm_store *store,
    const char *programme, struct tsm_arena *arena,
    struct tsm_store_cohort **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

#endif
