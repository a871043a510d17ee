/*
 * audit.h - who did what, when.
 *
 * Events are numbered 1, 2, … without gaps in the order in which their
 * transactions committed, so a missing one shows. Write the event in the
 * transaction of the deed it tells of: then there is none without the
 * other. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_AUDIT_H
#define TESTAMUR_STORE_AUDIT_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_audit {
	int64_t seq; /* set by the store */
	int64_t at;
	const char *actor;  /* user id, or "cli:NAME" */
	const char *action; /* "credential.revoke" */
	const char *object; /* what it was done to, or NULL */
	const char *detail; /* JSON object, or NULL */
};

/* Append an event. TSM_E_MISSING without actor or action. */
enum tsm_status tsm_store_audit_add(struct tsm_store *store,
    const struct tsm_store_audit *event, struct tsm_error *err) TSM_NODISCARD;

/* What to list; NULL and 0 do not restrict. */
struct tsm_store_audit_filter {
	const char *object;
	const char *action;
	int64_t after_seq; /* only later ones: for paging */
	int64_t limit;     /* at most so many; 0: no limit */
};

/*
 * Call each for the events in order, each valid during the call; anything but
 * TSM_OK ends the listing and is returned.
 */
enum tsm_status tsm_store_audit_each(struct tsm_store *store,
    const struct tsm_store_audit_filter *filter,
    enum tsm_status (*each)(
	void *ctx, const struct tsm_store_audit *event, struct tsm_error *err),
    void *ctx, struct tsm_error *err) TSM_NODISCARD;

/* The same as an array; set a limit. */
enum tsm_status tsm_store_audit_list(struct tsm_store *store,
    const struct tsm_store_audit_filter *filter, struct tsm_arena *arena,
    struct tsm_store_audit **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

#endif
