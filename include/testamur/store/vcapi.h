/*
 * vcapi.h - the status of credentials signed for the W3C's API.
 *
 * Of these nothing is kept but the credential's id and its position in a
 * status list, and only where it was issued with one. The bits are part of
 * tsm_store_status_bits(). They are no awards: nothing here refers to a
 * person, a decision or the ledger. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_VCAPI_H
#define TESTAMUR_STORE_VCAPI_H

#include "testamur/store/status.h"

struct tsm_store_vcapi {
	const char *organisation;
	const char *id; /* of the credential, as it says */
	/* The name of the API key that had it issued, to which alone it
	 * belongs; NULL: not known, the operator's. */
	const char *api_key;
	int64_t number; /* of the status list */
	int64_t index;  /* of the bit, in both lists */
	int64_t issued_at;
	int64_t revoked_at;   /* 0: not revoked */
	int64_t suspended_at; /* 0: not suspended */
};

/*
 * Claim a planned position and note whose it is, in one transaction or the
 * caller's. TSM_E_DUPLICATE: a credential of this id has a status already;
 * TSM_E_BUSY: see tsm_store_status_claim().
 */
enum tsm_status tsm_store_vcapi_add(struct tsm_store *store,
    const struct tsm_store_vcapi *row,
    const struct tsm_store_position *position, struct tsm_error *err)
    TSM_NODISCARD;

/* One by its id. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_vcapi_get(struct tsm_store *store,
    const char *organisation, const char *id, struct tsm_arena *arena,
    struct tsm_store_vcapi *ret_row, struct tsm_error *err) TSM_NODISCARD;

/*
 * Set or clear the bit of a purpose (revocation or suspension); as it is
 * already is fine and changes nothing. api_key: who asks; NULL: the operator,
 * for whom all of them are. TSM_E_NOT_FOUND, for another key's as well;
 * TSM_E_VALUE for another purpose; TSM_E_STATE: a revocation cannot be taken
 * back.
 */
enum tsm_status tsm_store_vcapi_set(struct tsm_store *store,
    const char *organisation, const char *id, const char *api_key,
    const char *purpose, bool set, int64_t now, struct tsm_error *err)
    TSM_NODISCARD;

#endif
