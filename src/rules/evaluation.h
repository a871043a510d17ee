/*
 * evaluation.h - one evaluation while it runs, shared by its files.
 *
 * Conditions are answered from the last to the first of an award: the
 * parts of a condition always have higher numbers, so nothing recurses.
 */
#ifndef RULES_EVALUATION_H
#define RULES_EVALUATION_H

#include "bound.h"

#define NO_ROW UINT32_MAX

struct evaluation {
	struct tsm_arena *arena;
	const struct tsm_bound_policy *bound;
	const struct tsm_cohort_facts *cohort;
	const struct tsm_person_facts *person;
	uint32_t *first_row; /* by session: attendance row or NO_ROW */
	uint32_t *next_row;  /* by attendance row: next of the session */
	struct tsm_result *results;
	struct tsm_award_outcome *awards;
};

/* Open, or failed once nothing can be handed in any more. */
enum tsm_answer tsm_rules_missing(const struct evaluation *ev);

/* The answer to "have of need, left still possible". */
enum tsm_answer tsm_rules_tally(int64_t have, int64_t need, int64_t left);

/*
 * The leaves: fill *result, whose condition is set. TSM_E_MEMORY, and for
 * units TSM_E_LIMIT.
 */
enum tsm_status tsm_rules_attended(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result) TSM_NODISCARD;
enum tsm_status tsm_rules_closed(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result) TSM_NODISCARD;
enum tsm_status tsm_rules_units(struct evaluation *ev,
    const struct tsm_policy_award *award, struct tsm_units_outcome *units)
    TSM_NODISCARD;
enum tsm_status tsm_rules_minutes(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result) TSM_NODISCARD;
enum tsm_status tsm_rules_work(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result) TSM_NODISCARD;
enum tsm_status tsm_rules_attested(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result) TSM_NODISCARD;
enum tsm_status tsm_rules_enrolled(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result) TSM_NODISCARD;
enum tsm_status tsm_rules_holds(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result) TSM_NODISCARD;
enum tsm_status tsm_rules_role(struct evaluation *ev,
    const struct tsm_policy_award *award, const struct tsm_condition *c,
    struct tsm_result *result) TSM_NODISCARD;

/* The implicit first condition of an award: does the person take part? */
enum tsm_status tsm_rules_standing(struct evaluation *ev,
    const struct tsm_policy_award *award, struct tsm_result *result)
    TSM_NODISCARD;

/* Presence by one way of counting; see sessions.c. */
struct tsm_row tsm_rules_slot(
    const struct evaluation *ev, uint32_t session, unsigned via);

/* An extra session: attended, still to come, or nothing. */
struct tsm_row tsm_rules_extra(
    const struct evaluation *ev, uint32_t session, unsigned via);

/* Is the person expected at a make-up (by invitation or as everybody)? */
bool tsm_rules_expected(const struct evaluation *ev, uint32_t makeup);

/* Something can still come of a row of this kind. */
bool tsm_rules_pending(enum tsm_row_kind kind);

#endif
