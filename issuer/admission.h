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

/*
 * Go through the people of a cohort who are enrolled or waiting and give
 * free places in order, inside the caller's transaction. *ret_moved is the
 * number of people who moved up from the waiting list.
 */
enum tsm_status admission_assign(struct app *app, const char *cohort,
    size_t *ret_moved, struct tsm_error *err) TSM_NODISCARD;

#endif
