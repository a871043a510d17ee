/*
 * record.h - the facts a decision rests on, as JSON and back.
 *
 * One table describes every struct of testamur/rules/facts.h and serves
 * both directions, so that what is written can be read again without loss:
 * replaying a decision needs nothing but this and the policy. Members that
 * are zero, NULL or unknown are left out.
 */
#ifndef ISSUER_RECORD_H
#define ISSUER_RECORD_H

#include "app.h"
#include "testamur/rules/facts.h"

/*
 * {"cohort":{"sessions","approvals"},"person":{"enrolments","attendance",
 * "minutes","work","attestations","holdings"}}, a new reference. today and
 * closed of the cohort stand with the policy. NULL: out of memory.
 */
json_t *record_facts_json(const struct tsm_cohort_facts *cohort,
    const struct tsm_person_facts *person);

/*
 * The facts of such an object, in the arena. TSM_E_UNKNOWN for a member
 * that is not in the table, TSM_E_VALUE for one of another type;
 * err->where is its JSON Pointer.
 */
enum tsm_status record_facts_read(struct tsm_arena *arena,
    const struct tsm_json *facts, struct tsm_cohort_facts *ret_cohort,
    struct tsm_person_facts *ret_person, struct tsm_error *err) TSM_NODISCARD;

#endif
