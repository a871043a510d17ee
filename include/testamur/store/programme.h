/*
 * programme.h - programmes, revisions of their policy, achievements.
 *
 * A revision's text is frozen when the first award under it is issued:
 * from then on another text under the same number is refused, so that a
 * decision can be replayed years later. Frozen revisions and achievements
 * that somebody was given outlive their programme. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_PROGRAMME_H
#define TESTAMUR_STORE_PROGRAMME_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_programme {
	const char *id; /* slug */
	const char *title;
	const char *definition; /* JSON text of the whole programme */
	int64_t created;
	int64_t deleted_at; /* 0: in use */
};

struct tsm_store_policy {
	const char *programme;
	int64_t revision;
	const char *sha256; /* lower-case hex of text */
	const char *text;   /* exactly the bytes that were loaded */
	int64_t created;
	int64_t frozen_at; /* 0: not yet frozen */
};

struct tsm_store_achievement {
	const char *programme;
	const char *id;         /* slug, unique within the programme */
	const char *definition; /* JSON text */
	int64_t created;
};

/* Add a programme, or replace title and definition of an existing one.
 * deleted_at is ignored. */
enum tsm_status tsm_store_programme_put(struct tsm_store *store,
    const struct tsm_store_programme *programme, struct tsm_error *err)
    TSM_NODISCARD;

/* One programme by id. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_programme_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_programme *ret_programme,
    struct tsm_error *err) TSM_NODISCARD;

/* All, by id. */
enum tsm_status tsm_store_programme_list(struct tsm_store *store,
    struct tsm_arena *arena, struct tsm_store_programme **ret_list,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

/* What deleting a programme does, or would do. */
struct tsm_store_programme_deletion {
	bool gone;            /* no cohort is left: nothing asks for the row */
	int64_t cohorts;      /* whose records are kept */
	int64_t revisions;    /* of the policy that go, never issued under */
	int64_t achievements; /* that go, never given to anybody */
	int64_t credentials;  /* that show an achievement; all stay */
};

/*
 * Look at what deleting would do. TSM_E_NOT_FOUND; TSM_E_STATE when it was
 * deleted already or while a cohort of it, which the text names, is open.
 */
enum tsm_status tsm_store_programme_deletable(struct tsm_store *store,
    const char *id, struct tsm_arena *arena,
    struct tsm_store_programme_deletion *ret_deletion, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Delete a programme. While it has cohorts, whose records refer to it, it is
 * only marked; else it goes, with the revisions that are not frozen and the
 * achievements that nobody was given. Statuses as
 * tsm_store_programme_deletable.
 */
enum tsm_status tsm_store_programme_delete(struct tsm_store *store,
    const char *id, int64_t at, struct tsm_error *err) TSM_NODISCARD;

/*
 * Put a programme that is only marked back into use. TSM_E_NOT_FOUND;
 * TSM_E_STATE when it was not deleted.
 */
enum tsm_status tsm_store_programme_restore(struct tsm_store *store,
    const char *id, struct tsm_error *err) TSM_NODISCARD;

/*
 * Record a revision. The same text again changes nothing; another text
 * replaces one that is not frozen and is TSM_E_STATE for one that is.
 * frozen_at is ignored. TSM_E_NOT_FOUND for an unknown programme.
 */
enum tsm_status tsm_store_policy_put(struct tsm_store *store,
    const struct tsm_store_policy *policy, struct tsm_error *err) TSM_NODISCARD;

/* A revision; 0 is the newest. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_policy_get(struct tsm_store *store,
    const char *programme, int64_t revision, struct tsm_arena *arena,
    struct tsm_store_policy *ret_policy, struct tsm_error *err) TSM_NODISCARD;

/* Revisions of a programme, oldest first. */
enum tsm_status tsm_store_policy_list(struct tsm_store *store,
    const char *programme, struct tsm_arena *arena,
    struct tsm_store_policy **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Freeze a revision, in the transaction of the first award under it; an
 * earlier freezing stays. TSM_E_NOT_FOUND; TSM_E_MISMATCH when its text does
 * not have this SHA-256 any more.
 */
enum tsm_status tsm_store_policy_freeze(struct tsm_store *store,
    const char *programme, int64_t revision, const char *sha256, int64_t at,
    struct tsm_error *err) TSM_NODISCARD;

/* Add an achievement, or replace its definition. */
enum tsm_status tsm_store_achievement_put(struct tsm_store *store,
    const struct tsm_store_achievement *achievement, struct tsm_error *err)
    TSM_NODISCARD;

/* One achievement. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_achievement_get(struct tsm_store *store,
    const char *programme, const char *id, struct tsm_arena *arena,
    struct tsm_store_achievement *ret_achievement, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Achievements by programme and id. NULL programme: of all; NULL id: any,
 * so that (NULL, "x") finds every achievement called x.
 */
enum tsm_status tsm_store_achievement_list(struct tsm_store *store,
    const char *programme, const char *id, struct tsm_arena *arena,
    struct tsm_store_achievement **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

#endif
