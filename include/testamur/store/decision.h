/*
 * decision.h - previews of an award, and the decisions credentials rest on.
 *
 * A preview is found by the digest of its document, so issuing names exactly
 * what somebody saw. A decision's id is the RFC 6920 name of its document;
 * the document holds policy, revision, inputs with source hashes and the
 * salt, as canonical bytes. Both are append-only; using a preview is noted
 * once. Neither refers to a person or programme row. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_DECISION_H
#define TESTAMUR_STORE_DECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_preview {
	const char *digest; /* lower-case hex of document's SHA-256 */
	const char *cohort;
	int64_t created;
	const char *by;
	const char *document; /* JSON text */
	int64_t used_at;      /* issuing began; 0: not yet */
	const char *scope;    /* what it is restricted to; "" (or NULL when
			       * added): it shows everybody */
};

struct tsm_store_decision {
	const char *id; /* "ni:///sha-256;…" */
	const char *person;
	const char *cohort;
	const char *award;
	const char *programme;
	int64_t revision;
	struct tsm_str document; /* canonical JSON, the bytes behind id */
	struct tsm_str salt;     /* the 16 random bytes in it */
	int64_t created;
};

/* Keep a preview. The same document again changes nothing. */
enum tsm_status tsm_store_preview_add(struct tsm_store *store,
    const struct tsm_store_preview *preview, struct tsm_error *err)
    TSM_NODISCARD;

/* A preview by digest. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_preview_get(struct tsm_store *store,
    const char *digest, struct tsm_arena *arena,
    struct tsm_store_preview *ret_preview, struct tsm_error *err) TSM_NODISCARD;

/*
 * The newest preview of a whole cohort but that of digest (NULL: none is
 * left out). TSM_E_NOT_FOUND when there is none.
 */
enum tsm_status tsm_store_preview_last(struct tsm_store *store,
    const char *cohort, const char *digest, struct tsm_arena *arena,
    struct tsm_store_preview *ret_preview, struct tsm_error *err) TSM_NODISCARD;

/*
 * Note that issuing began. A second time changes nothing, so that an
 * interrupted issue can be taken up again. TSM_E_NOT_FOUND.
 */
enum tsm_status tsm_store_preview_use(struct tsm_store *store,
    const char *digest, int64_t at, struct tsm_error *err) TSM_NODISCARD;

/* Keep a decision. TSM_E_DUPLICATE when the id exists. */
enum tsm_status tsm_store_decision_add(struct tsm_store *store,
    const struct tsm_store_decision *decision, struct tsm_error *err)
    TSM_NODISCARD;

/* A decision by id. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_decision_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_decision *ret_decision,
    struct tsm_error *err) TSM_NODISCARD;

/* Decisions of a cohort, oldest first; NULL person: everybody's. */
enum tsm_status tsm_store_decision_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_decision **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Call each for every decision by cohort, created and id (NULL cohort: of
 * all), valid during the call; anything but TSM_OK ends it and is returned.
 * each may use the store for reading.
 */
enum tsm_status tsm_store_decision_each(struct tsm_store *store,
    const char *cohort,
    enum tsm_status (*each)(void *ctx,
	const struct tsm_store_decision *decision, struct tsm_error *err),
    void *ctx, struct tsm_error *err) TSM_NODISCARD;

/* Whether a decision about a person and award of a cohort is kept that was
 * not taken back (tsm_store_reopen() under its id). */
enum tsm_status tsm_store_decision_exists(struct tsm_store *store,
    const char *cohort, const char *person, const char *award, bool *ret_exists,
    struct tsm_error *err) TSM_NODISCARD;

#endif
