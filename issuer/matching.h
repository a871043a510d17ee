/*
 * matching.h - the roster of a cohort, indexed for telling who is who.
 */
#ifndef ISSUER_MATCHING_H
#define ISSUER_MATCHING_H

#include "app.h"
#include "testamur/roster/people.h"
#include "testamur/store/person.h"

struct matching {
	struct tsm_store_person *rows; /* by name and id */
	size_t count;
	struct tsm_people *index; /* its persons are indices into rows */
};

/* Everybody on the roster with the aliases in force; in app's arena. */
enum tsm_status matching_load(struct app *app, const char *cohort,
    struct matching *roster, struct tsm_error *err) TSM_NODISCARD;

#endif
