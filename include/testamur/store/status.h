/*
 * status.h - status lists: positions handed out, signed copies kept.
 *
 * Every organisation has lists numbered 1, 2, …; a list serves revocation
 * and suspension with the same index. A *position* is the n-th place handed
 * out; the bit's index is a secret permutation of n that the caller computes
 * with the list's key (the store does not know how). When a list is full it
 * closes and the next one opens.
 *
 * No lock is held while signing: plan positions, build and sign, then claim
 * each in the transaction that stores its credential (credential.h does so).
 * Somebody else may have claimed it meanwhile: TSM_E_BUSY, plan again. A
 * position that was planned and never claimed may be handed out later or
 * stay unused; a claimed one never comes back.
 *
 * A list's revision counts its changes: a signed copy is current while its
 * revision is the list's. What a list said earlier follows from the events of
 * its credentials (a *span*: from one change to the next); of those, too,
 * signed copies are kept (a *version*). Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_STATUS_H
#define TESTAMUR_STORE_STATUS_H

#include <stdint.h>

#include "testamur/base/random.h"
#include "testamur/store/store.h"

/* Bytes of a list's permutation key. */
#define TSM_STORE_STATUS_KEY 32

/* Positions of one plan at most. */
#define TSM_STORE_PLAN_MAX 1000

struct tsm_store_status_list {
	const char *organisation;
	int64_t number;   /* 1, 2, … within the organisation */
	int64_t entries;  /* positions in all */
	int64_t next_n;   /* positions handed out so far */
	int64_t revision; /* 1, and one more with each change of a bit */
	int64_t created;
	int64_t changed_at; /* of the last change; created at first */
	int64_t closed_at;  /* full since; 0: open */
};

/* Secret: wipe it after use. */
struct tsm_store_position {
	int64_t number;                          /* of the list */
	int64_t n;                               /* 0 … entries - 1 */
	int64_t entries;                         /* of the list */
	unsigned char key[TSM_STORE_STATUS_KEY]; /* of the permutation */
};

/* A list from one change of its bits to the next. */
struct tsm_store_status_span {
	int64_t first;   /* since when the list's versions are known */
	int64_t from;    /* since when it was as it was */
	int64_t next;    /* when it changed; 0: it is so still */
	int64_t changes; /* before it, its own included */
};

struct tsm_store_signed_status {
	const char *organisation;
	int64_t number;
	const char *purpose; /* revocation suspension */
	const char *format;  /* of the proof: as a credential's */
	const char *kid;     /* the key that signed */
	int64_t revision;    /* of the list when it was signed */
	struct tsm_str body; /* exactly the signed bytes */
	int64_t signed_at;
};

/* A copy of a version that was replaced, signed afterwards. */
struct tsm_store_status_version {
	const char *organisation;
	int64_t number;
	const char *purpose;
	const char *format;
	int64_t valid_from, valid_until; /* the first and last second of it */
	int64_t changes; /* of its span: with another number it is wrong */
	const char *kid;
	struct tsm_str body; /* exactly the signed bytes */
};

/*
 * The next count (1..TSM_STORE_PLAN_MAX) free positions of an organisation
 * into ret_positions. A list that is missing is opened, with this number of
 * entries (at least 1) and a key from random. TSM_E_NOT_FOUND for an unknown
 * organisation.
 */
enum tsm_status tsm_store_status_plan(struct tsm_store *store,
    const char *organisation, size_t count, int64_t entries,
    const struct tsm_random *random, int64_t now,
    struct tsm_store_position *ret_positions, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Claim a planned position, inside a write transaction (else TSM_E_STATE).
 * Positions are claimed in the order of the plan; leaving one out gives it
 * up. TSM_E_BUSY when it was claimed by somebody else. The list closes at
 * the instant now when this was its last position.
 */
enum tsm_status tsm_store_status_claim(struct tsm_store *store,
    const char *organisation, const struct tsm_store_position *position,
    int64_t now, struct tsm_error *err) TSM_NODISCARD;

/* One list. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_status_get(struct tsm_store *store,
    const char *organisation, int64_t number, struct tsm_arena *arena,
    struct tsm_store_status_list *ret_list, struct tsm_error *err)
    TSM_NODISCARD;

/* Lists by organisation and number; NULL organisation: of all. */
enum tsm_status tsm_store_status_list(struct tsm_store *store,
    const char *organisation, struct tsm_arena *arena,
    struct tsm_store_status_list **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * A bit of a list changes in the caller's transaction: what was signed of it
 * is out of date. TSM_E_NOT_FOUND.
 */
enum tsm_status tsm_store_status_bump(struct tsm_store *store,
    const char *organisation, int64_t number, int64_t at, struct tsm_error *err)
    TSM_NODISCARD;

/* When a bit of a list was first changed at or after an instant. */
enum tsm_status tsm_store_status_changed(struct tsm_store *store,
    const char *organisation, int64_t number, int64_t since, int64_t *ret_at,
    bool *ret_found, struct tsm_error *err) TSM_NODISCARD;

/*
 * The indices whose bit was set at an instant (INT64_MAX: is set) for a
 * purpose (revocation or suspension, else TSM_E_VALUE), ascending, and the
 * list as it is in the same snapshot. TSM_E_NOT_FOUND.
 */
enum tsm_status tsm_store_status_bits(struct tsm_store *store,
    const char *organisation, int64_t number, const char *purpose, int64_t at,
    struct tsm_arena *arena, struct tsm_store_status_list *ret_list,
    int64_t **ret_indices, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * The version of a list that held at an instant; of one before the first, the
 * first. TSM_E_NOT_FOUND.
 */
enum tsm_status tsm_store_status_span(struct tsm_store *store,
    const char *organisation, int64_t number, int64_t at,
    struct tsm_store_status_span *ret_span, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Keep a signed copy in place of an older one; a copy of an older revision
 * than the kept one changes nothing. TSM_E_NOT_FOUND for an unknown list.
 */
enum tsm_status tsm_store_signed_status_put(struct tsm_store *store,
    const struct tsm_store_signed_status *copy, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * The signed copy of a format, current or not. TSM_E_NOT_FOUND when there is
 * none.
 */
enum tsm_status tsm_store_signed_status_get(struct tsm_store *store,
    const char *organisation, int64_t number, const char *purpose,
    const char *format, struct tsm_arena *arena,
    struct tsm_store_signed_status *ret_copy, struct tsm_error *err)
    TSM_NODISCARD;

/* Versions of a list, for a purpose and in a format, of which copies are kept:
 * the latest of those that were asked for. */
#define TSM_STORE_VERSIONS_MAX 256

/*
 * Keep a signed copy of a version that was replaced, instead of one that is
 * kept already, and of the earliest where there are too many.
 * TSM_E_NOT_FOUND for an unknown list.
 */
enum tsm_status tsm_store_status_version_put(struct tsm_store *store,
    const struct tsm_store_status_version *copy, struct tsm_error *err)
    TSM_NODISCARD;

/* The copy of the version that began at valid_from. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_status_version_get(struct tsm_store *store,
    const char *organisation, int64_t number, const char *purpose,
    const char *format, int64_t valid_from, struct tsm_arena *arena,
    struct tsm_store_status_version *ret_copy, struct tsm_error *err)
    TSM_NODISCARD;

/* Drop the copies of versions that were replaced before an instant. */
enum tsm_status tsm_store_status_version_drop(struct tsm_store *store,
    int64_t before, struct tsm_error *err) TSM_NODISCARD;

/*
 * The format of a credential that has a position of a list, the one of the
 * lowest index. TSM_E_NOT_FOUND: nothing was issued with it.
 */
enum tsm_status tsm_store_status_format(struct tsm_store *store,
    const char *organisation, int64_t number, struct tsm_arena *arena,
    const char **ret_format, struct tsm_error *err) TSM_NODISCARD;

#endif
