/*
 * lists.h - signed status lists, made anew only when they changed; and as
 * they were at an earlier time.
 */
#ifndef ISSUER_LISTS_H
#define ISSUER_LISTS_H

#include "app.h"

/* Positions of every list; at least TSM_STATUS_ENTRIES_MIN. */
#define LISTS_ENTRIES 131072

/* How long a verifier may keep a list, in milliseconds. */
#define LISTS_TTL_MS 300000

/* How far back a list is shown as it was: seven years (retention.h). */
#define LISTS_KEPT_SECONDS ((int64_t)7 * 366 * 86400)

/*
 * A list is signed in the form that is asked for: JSON with an embedded
 * proof, or a JWT for verifiers that know nothing else.
 */
enum lists_form {
	LISTS_JSON,
	LISTS_JWT
};

/* What a list is signed through. */
struct lists_maker {
	struct tsm_signer *signer;
	struct tsm_jsonld_store *contexts;
};

/* Which list is meant, and in which form. */
struct lists_name {
	const char *organisation;
	int64_t number;
	const char *purpose; /* "revocation" or "suspension" */
	enum lists_form form;
};

/*
 * The form in which a list is served: the one wanted, unless only the
 * other has an active key of the organisation.
 */
enum tsm_status lists_possible(struct tsm_store *store, struct tsm_arena *arena,
    const char *organisation, enum lists_form wanted, int64_t now,
    enum lists_form *ret_form, struct tsm_error *err) TSM_NODISCARD;

/*
 * The form for whoever has no preference: that of the credentials which
 * have their positions in the list, so that who can verify those can
 * verify the list.
 */
enum tsm_status lists_usual(struct tsm_store *store, struct tsm_arena *arena,
    const char *organisation, int64_t number, enum lists_form *ret_form,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The stored signed copy while it is current: of the list's revision, and
 * signed by a key that was not revoked since. TSM_E_STATE: it has to be
 * signed (again). TSM_E_NOT_FOUND: no such list.
 */
enum tsm_status lists_current(struct tsm_store *store, struct tsm_arena *arena,
    const struct lists_name *name, struct tsm_str *ret_body,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The current signed copy of a list into the arena: the stored one while
 * it is current, otherwise built from the events, signed by the
 * organisation's active key through maker, and stored. TSM_E_NOT_FOUND: no
 * such list. TSM_E_STATE: the organisation has no key that may sign.
 */
enum tsm_status lists_signed(struct tsm_store *store,
    const struct lists_maker *maker, struct tsm_arena *arena,
    const char *public_url, const struct lists_name *name, int64_t now,
    struct tsm_str *ret_body, struct tsm_error *err) TSM_NODISCARD;

/*
 * A list as it was from one change of its bits to the next. Once it was
 * replaced, it is signed anew with both ends, so that nobody can take it for
 * the list of today, and whoever has it knows when it was the list.
 */
struct lists_version {
	int64_t from;
	int64_t until;   /* its last second; 0: it is the list of today */
	int64_t changes; /* see struct tsm_store_status_span */
};

/*
 * The version that held at an instant; the oldest that is still shown for
 * one before it. TSM_E_NOT_FOUND: no such list.
 */
enum tsm_status lists_version_at(struct tsm_store *store,
    const struct lists_name *name, int64_t at, int64_t now,
    struct lists_version *ret_version, struct tsm_error *err) TSM_NODISCARD;

/* The stored signed copy of a version that was replaced, as
 * lists_current(). */
enum tsm_status lists_version(struct tsm_store *store, struct tsm_arena *arena,
    const struct lists_name *name, const struct lists_version *version,
    struct tsm_str *ret_body, struct tsm_error *err) TSM_NODISCARD;

/* The same, signed now where there is none, as lists_signed(). */
enum tsm_status lists_version_signed(struct tsm_store *store,
    const struct lists_maker *maker, struct tsm_arena *arena,
    const char *public_url, const struct lists_name *name,
    const struct lists_version *version, int64_t now, struct tsm_str *ret_body,
    struct tsm_error *err) TSM_NODISCARD;

/* The URL of a list. NULL: out of memory. */
const char *lists_url(struct tsm_arena *arena, const char *public_url,
    const char *organisation, int64_t number, const char *purpose);

/*
 * The copy signed last, although bits changed since: for when it cannot be
 * signed now. Only while the first of those changes is no older than the
 * ttl, for so long anybody may rely on a copy fetched before it.
 * TSM_E_STATE: there is none such, or its key was revoked.
 */
enum tsm_status lists_last(struct tsm_store *store, struct tsm_arena *arena,
    const struct lists_name *name, int64_t now, struct tsm_str *ret_body,
    struct tsm_error *err) TSM_NODISCARD;

#endif
