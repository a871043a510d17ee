/*
 * facts.h - everything known about the people of a cohort.
 *
 * Loaded from the store in one snapshot and handed to the rules person by
 * person. Evidence names the source file's hash and line; its text never
 * holds a name or address.
 */
#ifndef ISSUER_FACTS_H
#define ISSUER_FACTS_H

#include "app.h"
#include "cohort.h"
#include "testamur/store/attendance.h"
#include "testamur/store/person.h"

struct facts; /* of a whole cohort, indexed by person */

/* Read all of a cohort's facts. */
enum tsm_status facts_load(struct app *app, const struct cohort *cohort,
    struct facts **ret_facts, struct tsm_error *err) TSM_NODISCARD;

/* The people of the cohort, by name. */
const struct tsm_store_person *facts_people(
    const struct facts *facts, size_t *ret_count);

/* What the rules want to know about one of them, in the app's arena. */
enum tsm_status facts_of(struct app *app, const struct facts *facts,
    const char *person, struct tsm_person_facts *ret_facts,
    struct tsm_error *err) TSM_NODISCARD;

/* A person of the cohort by id, or NULL. */
const struct tsm_store_person *facts_person(
    const struct facts *facts, const char *id);

/* The role on the person's first enrolment, or NULL. */
const char *facts_role(const struct facts *facts, const char *person);

/* What somebody decided by hand about a person and session, if it is still
 * in force; or NULL. */
const struct tsm_store_override *facts_override(
    const struct facts *facts, const char *person, const char *session);

/*
 * Whose seat the person has in the cohort (an organisation's id), or NULL:
 * the issuer of awards that institutions give. An enrolment that is in
 * force goes before one that somebody has left.
 */
const char *facts_institution(const struct facts *facts, const char *person);

#endif
