/*
 * people.h - finding the person that somebody means.
 */
#ifndef ISSUER_PEOPLE_H
#define ISSUER_PEOPLE_H

#include "app.h"
#include "testamur/rules/facts.h"
#include "testamur/store/person.h"

/*
 * A person on the roster of a cohort (NULL: any) by id, e-mail address (own
 * or confirmed alias) or exact full name. TSM_E_NOT_FOUND, also for people
 * of other cohorts; TSM_E_AMBIGUOUS when two people of the cohort have that
 * name: then only an address or id will do.
 */
enum tsm_status people_find(struct app *app, const char *cohort,
    const char *who, struct tsm_store_person *ret_person, struct tsm_error *err)
    TSM_NODISCARD;

/* Who is on the roster of a cohort, for asking often. */
struct people_roster;
enum tsm_status people_roster_load(struct app *app, const char *cohort,
    const struct people_roster **ret_roster, struct tsm_error *err)
    TSM_NODISCARD;

/* As people_find by id or e-mail address only, as files give them. */
enum tsm_status people_find_address(struct app *app,
    const struct people_roster *roster, const char *who,
    struct tsm_store_person *ret_person, struct tsm_error *err) TSM_NODISCARD;

/* The name that stands on what the person is awarded: the preferred one
 * where there is one, so that people appear as they wish to. */
const char *people_shown_name(const struct tsm_store_person *person);

/*
 * The state of an enrolment as the rules see it: who was rejected was not
 * selected; who declined or moved to another cohort has left this one.
 * TSM_E_UNKNOWN for another word.
 */
enum tsm_status people_state(
    const char *word, enum tsm_enrolment_state *ret_state) TSM_NODISCARD;

#endif
