/*
 * removal.h - deleting cohorts and programmes.
 *
 * What was issued stays: credentials, their status, decisions, the ledger,
 * frozen policy revisions and every achievement that somebody holds. So
 * what people hold verifies as before, and decisions are replayed.
 */
#ifndef ISSUER_REMOVAL_H
#define ISSUER_REMOVAL_H

#include "app.h"
#include "testamur/store/erase.h"
#include "testamur/store/programme.h"

/* What deleting a cohort does, or would do. */
struct removal_cohort {
	const char *title;
	struct tsm_store_cohort_records records;
	int64_t until; /* 0: nothing was recorded that has to be kept */
	size_t people; /* erased with it: in no other cohort, retention over */
};

/*
 * Look at what deleting a cohort would do. TSM_E_NOT_FOUND; TSM_E_STATE,
 * with what is kept, why and until when, while its records have to be kept
 * for so many years.
 */
enum tsm_status removal_cohort_look(struct app *app, const char *cohort,
    int64_t years, struct removal_cohort *ret_removal, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Delete it: after its retention with the people who were in no other
 * cohort, the source files and the names in them. Statuses as
 * removal_cohort_look.
 */
enum tsm_status removal_cohort(struct app *app, const char *cohort,
    int64_t years, const char *reason, struct removal_cohort *ret_removal,
    struct tsm_error *err) TSM_NODISCARD;

/* Delete a programme. Statuses as tsm_store_programme_deletable. */
enum tsm_status removal_programme(struct app *app, const char *programme,
    const char *reason, struct tsm_store_programme_deletion *ret_deletion,
    struct tsm_error *err) TSM_NODISCARD;

#endif
