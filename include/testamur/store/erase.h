/*
 * erase.h - the end of retention.
 *
 * Erasing leaves tombstones: of a credential its id, digest, status and
 * what its achievement was; of a decision its name, which is its digest;
 * of a source file its hash. Signed copies that people hold verify as
 * before: keys, status lists and revocations stay. Whether retention has
 * ended is the caller's to know. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_ERASE_H
#define TESTAMUR_STORE_ERASE_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/store/store.h"

/* From when a cohort's retention is counted. */
struct tsm_store_cohort_end {
	const char *cohort;
	int64_t created;
	int64_t closed_at;    /* 0: not closed */
	int64_t last_session; /* end of the last dated one; 0: none */
	int64_t last_issued;  /* of a credential; 0: none */
	int64_t people;       /* enrolled, in any state */
	int64_t files;        /* source files whose bytes are kept */
};

/* All cohorts, by id; NULL person: all, else those she is enrolled in. */
enum tsm_status tsm_store_cohort_ends(struct tsm_store *store,
    const char *person, struct tsm_arena *arena,
    struct tsm_store_cohort_end **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Erase a person, inside a write transaction (else TSM_E_STATE): the person
 * with everything that goes with tsm_store_person_delete, names and
 * addresses in attendance rows, the previews of her cohorts, and the
 * contents of her credentials and decisions, in whose place stand
 * tombstones; sharing and links end.
 * TSM_E_NOT_FOUND.
 */
enum tsm_status tsm_store_person_erase(struct tsm_store *store,
    const char *person, const char *by, int64_t at, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Erase a cohort's source files (those that another cohort names stay),
 * names and addresses in its attendance rows, its previews and the
 * decisions of its review queue; inside a write transaction.
 * *ret_files: files erased.
 */
enum tsm_status tsm_store_cohort_erase(struct tsm_store *store,
    const char *cohort, int64_t at, size_t *ret_files, struct tsm_error *err)
    TSM_NODISCARD;

/* What was recorded in a cohort. */
struct tsm_store_cohort_records {
	int64_t sessions;
	int64_t people;  /* enrolled, in any state */
	int64_t files;   /* of attendance, read into it, replaced ones too */
	int64_t entries; /* overrides, minutes, work and attestations */
	int64_t decisions;
	int64_t credentials;
};

/* Count them; zeros for a cohort that is not there. */
enum tsm_status tsm_store_cohort_count(struct tsm_store *store,
    const char *cohort, struct tsm_store_cohort_records *ret_records,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Delete a cohort's rows, inside a write transaction: sessions, enrolments,
 * attendance, work, previews. People, source files (erase them first),
 * decisions, credentials and the ledger stay. TSM_E_NOT_FOUND.
 */
enum tsm_status tsm_store_cohort_delete(struct tsm_store *store,
    const char *cohort, int64_t at, struct tsm_error *err) TSM_NODISCARD;

/* Whether a file's bytes were erased. */
enum tsm_status tsm_store_file_erased(struct tsm_store *store,
    const char *sha256, bool *ret_erased, struct tsm_error *err) TSM_NODISCARD;

/* The first bytes of every tombstone. */
#define TSM_STORE_TOMBSTONE "{\"type\":\"TestamurTombstone\""

/* Whether bytes of a credential or decision are a tombstone. */
bool tsm_store_is_tombstone(struct tsm_str bytes);

#endif
