/*
 * evaluate.h - from facts to answers.
 *
 * tsm_policy_bind() joins a policy with a cohort once: parameters get
 * their values, selections become lists of sessions. tsm_evaluate() then
 * answers, for one person, every condition and every award:
 *
 *   met     fulfilled
 *   open    not yet, but it still can be
 *   failed  nothing within the rules can fulfil it any more
 *
 * What always holds:
 * - The denominator is the full schedule: regular sessions, never only
 *   those taken so far. Extra sessions are never part of it. A selection
 *   without sessions is never met.
 * - Presence is compared in whole seconds. min_share is of the scheduled
 *   length. Time is cut at the scheduled length.
 * - A session that was held and not attended is missed, and fails `every`,
 *   unless a make-up for it is still to come, or the policy counts its
 *   recording and the session is not closed yet. Overrides and late
 *   evidence change facts, they never keep a condition open.
 * - A make-up of a held session counts where `via` lists makeup. A make-up
 *   of a cancelled session is that session at another time: it counts as
 *   live or in person, as the person attended it.
 * - A cancelled session: `drop` leaves it out; `makeup_or_drop` asks for
 *   its make-up where one is scheduled, else leaves it out; `keep` asks
 *   for a make-up in any case, and is open until one is scheduled or the
 *   session is closed. `min` stays as it is: fewer sessions left than
 *   needed is failed.
 * - A postponed (undated) session keeps things open, also in a closed
 *   cohort. Everything else that is missing is failed once the cohort is
 *   closed.
 * - Only somebody enrolled as participant earns an award: an implicit
 *   first condition (struct tsm_award_outcome.standing). The enrolments of
 *   the tracks that the award's `enrolled` conditions name count, or all
 *   when it names none. A `role` condition in the award takes the place of
 *   the role participant.
 * - `before` and `on_or_after` compare the date of evaluation.
 *
 * Pure: no clock, no I/O, no state. A bound policy is immutable and may be
 * shared by threads; each evaluation needs an arena of its own. Results
 * hold numbers and borrowed pointers; words are made by explain.h.
 */
#ifndef TESTAMUR_RULES_EVALUATE_H
#define TESTAMUR_RULES_EVALUATE_H

#include "testamur/rules/policy.h"

enum tsm_answer {
	TSM_MET,
	TSM_OPEN,
	TSM_FAILED
};

/* "met", "open", "failed"; static. */
const char *tsm_answer_word(enum tsm_answer answer);

struct tsm_bound_policy; /* a policy and a cohort, joined */

/*
 * Join policy and cohort (both must outlive ret_bound, which lives in the
 * arena). parameters is a JSON object of the cohort's values, or NULL:
 * TSM_E_UNKNOWN for a name the policy has not, TSM_E_VALUE for a wrong
 * type or a value out of range, TSM_E_MISSING for a parameter without
 * default that is not given. Sessions: TSM_E_DUPLICATE for an id given
 * twice, TSM_E_UNKNOWN for a listed session that is not there or a make-up
 * for none, TSM_E_VALUE for an impossible length, TSM_E_LIMIT.
 */
enum tsm_status tsm_policy_bind(struct tsm_arena *arena,
    const struct tsm_policy *policy, const struct tsm_cohort_facts *cohort,
    const struct tsm_json *parameters,
    const struct tsm_bound_policy **ret_bound, struct tsm_error *err)
    TSM_NODISCARD;

/* What was bound. */
const struct tsm_policy *tsm_bound_policy(const struct tsm_bound_policy *bound);
const struct tsm_cohort_facts *tsm_bound_cohort(
    const struct tsm_bound_policy *bound);
/* The value in force of the n-th parameter of the policy. */
const struct tsm_policy_parameter *tsm_bound_parameter(
    const struct tsm_bound_policy *bound, size_t n);

/* What became of one session (or row of evidence) for this person. */
enum tsm_row_kind {
	TSM_ROW_ATTENDED,       /* present long enough */
	TSM_ROW_TO_COME,        /* planned */
	TSM_ROW_POSTPONED,      /* planned without date */
	TSM_ROW_MAKEUP_TO_COME, /* missed or cancelled, make-up planned */
	TSM_ROW_RECORDING,      /* missed, its recording still counts */
	TSM_ROW_MAKEUP_NEEDED,  /* cancelled, kept, no make-up yet */
	TSM_ROW_MISSED,         /* held, or never to be held */
	TSM_ROW_DROPPED,        /* cancelled, not required any more */
	TSM_ROW_NOT_CLOSED,     /* `closed`: waits for an admin */
	TSM_ROW_CLOSED,         /* `closed`: held or cancelled, and closed */
	TSM_ROW_FACT            /* work, minutes, attestation, enrolment, … */
};

struct tsm_row {
	enum tsm_row_kind kind;
	bool counts;      /* contributes to a met condition */
	uint32_t session; /* index, or TSM_NO_SESSION */
	uint32_t makeup;  /* the make-up attended or awaited, or NO_SESSION */
	int64_t seconds;  /* present (a fact: spent), cut at the schedule */
	int64_t needed;   /* seconds that count as present */
	int64_t credited; /* units: seconds that count */
	bool total_only;  /* presence known as a total only */
	bool near;        /* total only, within 10 % of the threshold */
	bool other_via;   /* present, but in a way that does not count */
	/* the row it rests on, or NULL: at most one of these is set */
	const struct tsm_fact_attendance *attendance;
	const struct tsm_fact_minutes *minutes;
	const struct tsm_fact_work *work;
	const struct tsm_fact_attestation *attestation;
	const struct tsm_fact_enrolment *enrolment;
	const struct tsm_fact_holding *holding;
};

/* Why a leaf answered as it did, where the answer alone does not say. */
enum tsm_why {
	TSM_WHY_COUNT,     /* have of need, left still possible */
	TSM_WHY_EMPTY,     /* no session chosen, or none left */
	TSM_WHY_NONE,      /* nothing recorded */
	TSM_WHY_STATE,     /* the enrolment's state */
	TSM_WHY_ELIGIBLE,  /* eligibility not confirmed, or denied */
	TSM_WHY_SELECTED,  /* selection not confirmed, or denied */
	TSM_WHY_ROLE,      /* the role on the enrolment */
	TSM_WHY_APPROVAL,  /* units locked: no valid approval number */
	TSM_WHY_TOO_LITTLE /* units: below the least amount */
};

struct tsm_result {
	enum tsm_answer answer;
	enum tsm_why why;
	/* NULL for the implicit conditions */
	const struct tsm_condition *condition;
	/* counts: sessions, pieces, parts; seconds for minutes and units */
	int64_t have, need, left;
	int64_t total; /* attended, closed: sessions in the denominator */
	const struct tsm_row *rows;
	size_t row_count;
};

/* Units of one award; all zero for other kinds. */
struct tsm_units_outcome {
	struct tsm_decimal amount; /* rounded once */
	struct tsm_decimal per_hour, step;
	int64_t seconds; /* sum over the activity */
	/* sessions counted; the rows of `check` with counts set */
	size_t session_count;
	int32_t first_day, last_day; /* of those sessions, or TSM_NO_DAY */
	/* the approval in force on all those days, or NULL */
	const struct tsm_fact_approval *approval;
	/* implicit last condition: is there anything to award? */
	struct tsm_result check;
};

struct tsm_award_outcome {
	const struct tsm_policy_award *award;
	enum tsm_answer answer; /* of standing, when and units.check */
	/* may be issued now under the award's `issue`: met, and for
	 * on_close the cohort is closed; manual still asks a person */
	bool due;
	struct tsm_result standing;
	const struct tsm_result *when;
	struct tsm_units_outcome units;
};

struct tsm_outcome {
	const struct tsm_bound_policy *bound;
	const struct tsm_award_outcome *awards; /* as in the policy */
	size_t award_count;
	/* of the condition with index n: results[n] */
	const struct tsm_result *results;
};

/*
 * Answer every condition and award for one person. The outcome lives in
 * the arena and borrows bound and person. TSM_E_VALUE for facts that
 * cannot be (negative seconds, a session index beyond the cohort),
 * TSM_E_LIMIT for sums beyond the range, TSM_E_MEMORY.
 */
enum tsm_status tsm_evaluate(struct tsm_arena *arena,
    const struct tsm_bound_policy *bound, const struct tsm_person_facts *person,
    const struct tsm_outcome **ret_outcome, struct tsm_error *err)
    TSM_NODISCARD;

/* The outcome of the award with this id, or NULL. */
const struct tsm_award_outcome *tsm_outcome_award(
    const struct tsm_outcome *outcome, const char *id);

#endif
