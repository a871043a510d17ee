/*
 * transfer.h - a person goes on in another cohort of the same programme.
 *
 * The enrolment moves: in the old cohort it becomes "transferred", and its
 * place is free; in the new one a place is taken. Attendance follows by the
 * sessions' common topic: for every topic the person was present at, the
 * new cohort gets an override that says where and how long, so that the
 * explanation, the audit and a replay show it like any other fact. Work,
 * attestations and minutes follow by their names. Both cohorts keep their
 * history. What reaches the old cohort later follows when the transfer is
 * repeated.
 */
#ifndef ISSUER_TRANSFER_H
#define ISSUER_TRANSFER_H

#include "app.h"
#include "cohort.h"
#include "testamur/store/person.h"

struct transfer_result {
	size_t tracks;   /* enrolments that moved */
	size_t sessions; /* topics whose attendance followed */
	size_t work;     /* events of work that followed */
	size_t attestations;
	size_t activities; /* entries of minutes */
	size_t moved_up;   /* people who got a place in the old cohort */
	bool waiting;      /* there was no place: the person waits */
};

/*
 * Transfer, inside the caller's transaction. TSM_E_NOT_FOUND (not enrolled
 * in from), TSM_E_MISMATCH (another programme), TSM_E_USAGE (the same
 * cohort), TSM_E_STATE (no place in to, unless may_wait).
 */
enum tsm_status transfer_person(struct app *app, const struct cohort *from,
    const struct cohort *to, const struct tsm_store_person *person,
    const char *reason, bool may_wait, struct transfer_result *ret_result,
    struct tsm_error *err) TSM_NODISCARD;

/* What follows beside attendance (transfer_work.c); for transfer.c. */
enum tsm_status transfer_work(struct app *app, const struct cohort *from,
    const struct cohort *to, const char *person, struct transfer_result *result,
    struct tsm_error *err) TSM_NODISCARD;

#endif
