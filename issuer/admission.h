/*
 * admission.h - who has a place in a cohort.
 *
 * Places follow the order of arrival, the capacity and the quotas
 * (testamur/rules/seats.h). Whoever has a place keeps it; a place that
 * becomes free goes to the first who waits.
 */
#ifndef ISSUER_ADMISSION_H
#define ISSUER_ADMISSION_H

#include "app.h"
#include "cohort.h"
#include "testamur/store/person.h"

/*
 * Go through the people of a cohort who are enrolled or waiting and give
 * free places in order, inside the caller's transaction. *ret_moved is the
 * number of people who moved up from the waiting list.
 */
enum tsm_status admission_assign(struct app *app, const char *cohort,
    size_t *ret_moved, struct tsm_error *err) TSM_NODISCARD;

/*
 * May an enrolment become this? Where the policy selects mutually a
 * participant is applied, offered, accepted, enrolled; who applied after
 * the deadline is let in only when somebody says why. TSM_E_STATE.
 */
enum tsm_status admission_check_step(struct app *app,
    const struct cohort *cohort, const struct tsm_store_enrolment *old,
    const char *state, const char *role, const char *reason,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * "applied on …, after the deadline …" for a day after the last one, in the
 * arena; NULL in time.
 */
const char *admission_late(struct app *app, const struct cohort *cohort,
    const struct tsm_civil *applied);

#endif
