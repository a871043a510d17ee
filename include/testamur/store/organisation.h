/*
 * organisation.h - issuers, their provider approvals and public keys.
 *
 * An organisation is an issuer with a DID, keys and status lists of its own.
 * Private keys are never in the database: only the public JWK and the
 * window in which it signed. Keys and approvals are never deleted, because
 * old credentials refer to them. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_ORGANISATION_H
#define TESTAMUR_STORE_ORGANISATION_H

#include <stdint.h>

#include "testamur/store/store.h"

/* Kinds: one that awards; one that signs for the W3C's API and awards
 * nothing. */
#define TSM_STORE_ISSUER "issuer"
#define TSM_STORE_VC_API "vc-api"

struct tsm_store_organisation {
	const char *id; /* slug */
	const char *name;
	const char *url;         /* or NULL */
	const char *email;       /* public contact, or NULL */
	const char *description; /* or NULL */
	const char *image;       /* URL or data name of the logo, or NULL */
	int64_t created;
	const char *kind; /* TSM_STORE_…; NULL when added: the first */
};

/* The right to award units of a scheme, as the authority granted it. */
struct tsm_store_approval {
	const char *organisation;
	const char *scheme;     /* id of a unit scheme */
	const char *number;     /* the provider's approval number */
	const char *authority;  /* who granted it, or NULL */
	const char *valid_from; /* date, or NULL: open */
	const char *valid_to;   /* date, inclusive, or NULL: open */
	int64_t created;
};

struct tsm_store_key {
	const char *organisation;
	const char *kid;        /* slug, unique within the organisation */
	const char *alg;        /* JOSE name: ES256, RS256, EdDSA */
	const char *public_jwk; /* JSON */
	int64_t created;
	int64_t active_from;
	int64_t retired_at; /* signs no more, stays published; 0: active */
	int64_t revoked_at; /* must not be trusted from then on; 0: not */
	const char *revoke_reason; /* set with revoked_at, else NULL */
};

/* Add an organisation. TSM_E_DUPLICATE when the id exists. */
enum tsm_status tsm_store_organisation_add(struct tsm_store *store,
    const struct tsm_store_organisation *organisation, struct tsm_error *err)
    TSM_NODISCARD;

/* One organisation by id. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_organisation_get(struct tsm_store *store,
    const char *id, struct tsm_arena *arena,
    struct tsm_store_organisation *ret_organisation, struct tsm_error *err)
    TSM_NODISCARD;

/* All, by id. */
enum tsm_status tsm_store_organisation_list(struct tsm_store *store,
    struct tsm_arena *arena, struct tsm_store_organisation **ret_list,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

/*
 * Record an approval. TSM_E_DUPLICATE for the same organisation, scheme,
 * number and valid_from; TSM_E_NOT_FOUND for an unknown organisation.
 */
enum tsm_status tsm_store_approval_add(struct tsm_store *store,
    const struct tsm_store_approval *approval, struct tsm_error *err)
    TSM_NODISCARD;

/* Approvals of an organisation, by scheme and start; NULL scheme: all. */
enum tsm_status tsm_store_approval_list(struct tsm_store *store,
    const char *organisation, const char *scheme, struct tsm_arena *arena,
    struct tsm_store_approval **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Publish a new key. TSM_E_DUPLICATE when the organisation has this kid,
 * TSM_E_NOT_FOUND for an unknown organisation.
 */
enum tsm_status tsm_store_key_add(struct tsm_store *store,
    const struct tsm_store_key *key, struct tsm_error *err) TSM_NODISCARD;

/* One key, retired and revoked ones too. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_key_get(struct tsm_store *store,
    const char *organisation, const char *kid, struct tsm_arena *arena,
    struct tsm_store_key *ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Keys by organisation, active_from and kid, retired and revoked ones too;
 * NULL organisation: of all.
 */
enum tsm_status tsm_store_key_list(struct tsm_store *store,
    const char *organisation, struct tsm_arena *arena,
    struct tsm_store_key **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * The key that signs with alg now: active at the instant now, neither
 * retired nor revoked, the one active last. TSM_E_NOT_FOUND when there is
 * none.
 */
enum tsm_status tsm_store_key_active(struct tsm_store *store,
    const char *organisation, const char *alg, int64_t now,
    struct tsm_arena *arena, struct tsm_store_key *ret_key,
    struct tsm_error *err) TSM_NODISCARD;

/* Retire a key. TSM_E_NOT_FOUND; TSM_E_STATE when it is retired. */
enum tsm_status tsm_store_key_retire(struct tsm_store *store,
    const char *organisation, const char *kid, int64_t at,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Revoke a key (and retire it when it is not). A reason is mandatory:
 * TSM_E_MISSING; TSM_E_NOT_FOUND; TSM_E_STATE when it is revoked.
 */
enum tsm_status tsm_store_key_revoke(struct tsm_store *store,
    const char *organisation, const char *kid, int64_t at, const char *reason,
    struct tsm_error *err) TSM_NODISCARD;

#endif
