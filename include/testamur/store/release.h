/*
 * release.h - what stands between a preview and its announcement.
 *
 * A preview may need somebody else's release before it is issued. What was
 * issued from it is noted, with the instant before which nobody is told:
 * until then it can be undone. An award whose credential was withdrawn may
 * be reopened, so that it can be given anew as another credential. Rows are
 * only ever added. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_RELEASE_H
#define TESTAMUR_STORE_RELEASE_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_release {
	const char *digest; /* of a stored preview */
	const char *by;
	int64_t at;
};

struct tsm_store_preview_issue {
	const char *digest;
	const char *credential; /* short id; of an internal award, which has
				 * none, the decision's */
	int64_t at;
	int64_t announce_at; /* not announced, and can be undone, before */
};

/* Release a preview; the first one stays. TSM_E_NOT_FOUND: no preview. */
enum tsm_status tsm_store_release_add(struct tsm_store *store,
    const struct tsm_store_release *release, struct tsm_error *err)
    TSM_NODISCARD;

/* Who released a preview. TSM_E_NOT_FOUND: nobody. */
enum tsm_status tsm_store_release_get(struct tsm_store *store,
    const char *digest, struct tsm_arena *arena,
    struct tsm_store_release *ret_release, struct tsm_error *err) TSM_NODISCARD;

/* Note what was issued from a preview. TSM_E_NOT_FOUND: no preview. */
enum tsm_status tsm_store_preview_issue_add(struct tsm_store *store,
    const struct tsm_store_preview_issue *issue, struct tsm_error *err)
    TSM_NODISCARD;

/* What was issued from a preview, in order of the ids. */
enum tsm_status tsm_store_preview_issue_list(struct tsm_store *store,
    const char *digest, struct tsm_arena *arena,
    struct tsm_store_preview_issue **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/* Note that the award of a withdrawn credential may be given anew, or that
 * an internal award (its decision's id) was taken back; a second time changes
 * nothing. */
enum tsm_status tsm_store_reopen(struct tsm_store *store,
    const char *credential, const char *cohort, const char *by, int64_t at,
    struct tsm_error *err) TSM_NODISCARD;

/* Whether that was noted. */
enum tsm_status tsm_store_reopened(struct tsm_store *store,
    const char *credential, bool *ret_reopened, struct tsm_error *err)
    TSM_NODISCARD;

#endif
