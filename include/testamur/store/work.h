/*
 * work.h - projects handed in, and what somebody attests.
 *
 * Both are append-only. The last event of an item is its present state; the
 * last attestation of a matter holds until one that withdraws it.
 * Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_WORK_H
#define TESTAMUR_STORE_WORK_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_work {
	const char *cohort;
	const char *person;
	const char *item;    /* the policy's name for the piece of work */
	int64_t seq;         /* set by the store: 1, 2, … within the item */
	const char *state;   /* submitted returned approved */
	const char *comment; /* or NULL */
	const char *link;    /* URL, or NULL */
	const char *sha256;  /* of a stored file, or NULL */
	const char *by;
	const char *role; /* of by: participant, reviewer, … */
	int64_t at;
};

struct tsm_store_attestation {
	const char *cohort;
	const char *person;
	const char *what; /* the policy's name for the matter */
	int64_t seq;      /* set by the store: 1, 2, … within the matter */
	bool withdrawn;   /* takes back what was attested before */
	const char *role; /* in which by attests: coach, instructor, … */
	const char *by;
	int64_t at;
	const char *note; /* or NULL */
};

/*
 * Append an event. TSM_E_NOT_FOUND for an unknown cohort, person or file;
 * TSM_E_STATE when something is returned or approved that was never
 * submitted.
 */
enum tsm_status tsm_store_work_add(struct tsm_store *store,
    const struct tsm_store_work *event, struct tsm_error *err) TSM_NODISCARD;

/* Events by person, item and seq; NULL person: everybody's. */
enum tsm_status tsm_store_work_list(struct tsm_store *store, const char *cohort,
    const char *person, struct tsm_arena *arena,
    struct tsm_store_work **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Append an attestation. TSM_E_NOT_FOUND for an unknown cohort or person;
 * TSM_E_STATE when one is withdrawn that does not hold.
 */
enum tsm_status tsm_store_attestation_add(struct tsm_store *store,
    const struct tsm_store_attestation *attestation, struct tsm_error *err)
    TSM_NODISCARD;

/* Attestations by person, matter and seq; NULL person: everybody's. */
enum tsm_status tsm_store_attestation_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_attestation **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

#endif
