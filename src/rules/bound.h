/*
 * bound.h - a policy joined with a cohort: everything that does not depend
 * on the person, resolved once.
 */
#ifndef RULES_BOUND_H
#define RULES_BOUND_H

#include "testamur/rules/evaluate.h"

/* Indices of sessions, in the order of the cohort. */
struct session_list {
	const uint32_t *items;
	size_t count;
	size_t makeups; /* make-ups for them, all together */
};

struct bound_session {
	uint32_t first_makeup; /* of those that stand in for this one */
	uint32_t next_makeup;  /* a make-up's next brother */
	int64_t needed;        /* seconds that count as present */
};

struct tsm_bound_policy {
	const struct tsm_policy *policy;
	const struct tsm_cohort_facts *cohort;
	struct tsm_policy_parameter *parameters; /* values in force */
	struct bound_session *sessions;
	struct session_list *selected; /* by condition */
	struct session_list *counted;  /* by award: sessions giving units */
};

/* The value in force of a number or date of the policy. */
struct tsm_decimal tsm_rules_number(const struct tsm_bound_policy *bound,
    const struct tsm_policy_number *number);
int32_t tsm_rules_day(
    const struct tsm_bound_policy *bound, const struct tsm_policy_date *date);

/* A whole number in force (checked when bound), or other if not given. */
int64_t tsm_rules_count(const struct tsm_bound_policy *bound,
    const struct tsm_policy_number *number, int64_t other);

/* Without a date: postponed, or planned before it has one. */
bool tsm_rules_undated(const struct tsm_fact_session *session);

#endif
