/*
 * cohort.h - a cohort as the rules see it.
 *
 * Reads cohort, programme, sessions and approvals from the store and turns
 * them into the facts of testamur/rules, joined with the policy. What the
 * cohort's people did is in facts.h.
 */
#ifndef ISSUER_COHORT_H
#define ISSUER_COHORT_H

#include "app.h"
#include "programme.h"
#include "testamur/rules/evaluate.h"
#include "testamur/store/session.h"

struct cohort {
	struct tsm_store_cohort row;
	struct programme programme;
	const struct tsm_store_session *sessions;
	size_t session_count; /* in the order of facts.sessions */
	struct tsm_cohort_facts facts;
	const struct tsm_json *parameters; /* or NULL */
	const struct tsm_bound_policy *bound;
};

/* Open a cohort for evaluation today. TSM_E_NOT_FOUND, and what binding
 * the policy says. */
enum tsm_status cohort_open(struct app *app, const char *id,
    struct cohort *ret_cohort, struct tsm_error *err) TSM_NODISCARD;

/*
 * The same as things were looked at on another day ("YYYY-MM-DD"): today
 * and, if closed is not negative, whether the cohort was closed, are
 * replaced. For issuing exactly what a preview showed.
 */
enum tsm_status cohort_open_as_of(struct app *app, const char *id,
    const char *today, int closed, struct cohort *ret_cohort,
    struct tsm_error *err) TSM_NODISCARD;

/* TSM_E_NOT_FOUND, with what to do, for a cohort that is not there; NULL
 * is none and fine. */
enum tsm_status cohort_check(
    struct app *app, const char *id, struct tsm_error *err) TSM_NODISCARD;

/* Index of a session by id, or TSM_NO_SESSION. */
uint32_t cohort_session(const struct cohort *cohort, const char *id);

#endif
