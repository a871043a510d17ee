/* evaluate.c - answering every condition and award for one person. */
#include "testamur/rules/evaluate.h"

#include "evaluation.h"
#include "testamur/base/limits.h"

enum tsm_answer tsm_rules_missing(const struct evaluation *ev)
{
	return ev->cohort->closed ? TSM_FAILED : TSM_OPEN;
}

enum tsm_answer tsm_rules_tally(int64_t have, int64_t need, int64_t left)
{
	if (have >= need)
		return TSM_MET;
	return have + left >= need ? TSM_OPEN : TSM_FAILED;
}

/* Enums are checked as well: TSM_VIA_BIT of a wild one is undefined. */
static enum tsm_status check_attendance(
    const struct evaluation *ev, struct tsm_error *err)
{
	for (size_t i = 0; i < ev->person->attendance_count; i++) {
		const struct tsm_fact_attendance *a =
		    &ev->person->attendance[i];

		if (a->session >= ev->cohort->session_count || a->seconds < 0 ||
		    a->override_seconds < 0 ||
		    (unsigned)a->via > TSM_VIA_RECORDING ||
		    (unsigned)a->override > TSM_ABSENT)
			return tsm_fail(err, TSM_E_VALUE, NULL,
			    "row %zu of the attendance cannot be", i + 1);
	}
	return TSM_OK;
}

/* Facts are the caller's: what would break the arithmetic is refused. */
static enum tsm_status check_person(
    const struct evaluation *ev, struct tsm_error *err)
{
	const struct tsm_person_facts *p = ev->person;

	if (p->attendance_count > TSM_IMPORT_ROWS_MAX ||
	    p->minutes_count > TSM_IMPORT_ROWS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "more than %d rows about one person", TSM_IMPORT_ROWS_MAX);
	TSM_TRY(check_attendance(ev, err));
	for (size_t i = 0; i < p->minutes_count; i++)
		if (p->minutes[i].seconds < 0 ||
		    p->minutes[i].seconds > INT32_MAX)
			return tsm_fail(err, TSM_E_VALUE, NULL,
			    "row %zu of the minutes cannot be", i + 1);
	for (size_t i = 0; i < p->work_count; i++)
		if ((unsigned)p->work[i].state > TSM_WORK_APPROVED)
			return tsm_fail(err, TSM_E_VALUE, NULL,
			    "row %zu of the work cannot be", i + 1);
	for (size_t i = 0; i < p->enrolment_count; i++)
		if ((unsigned)p->enrolments[i].state >
			TSM_ENROLMENT_NOT_SELECTED ||
		    (unsigned)p->enrolments[i].eligible > TSM_NO ||
		    (unsigned)p->enrolments[i].selected > TSM_NO)
			return tsm_fail(err, TSM_E_VALUE, NULL,
			    "row %zu of the enrolments cannot be", i + 1);
	return TSM_OK;
}

/* Chains of attendance rows by session, each in the given order. */
static enum tsm_status index_attendance(struct evaluation *ev)
{
	size_t sessions = ev->cohort->session_count;
	size_t rows = ev->person->attendance_count;

	ev->first_row =
	    tsm_arena_array(ev->arena, sessions + 1, sizeof *ev->first_row);
	ev->next_row =
	    tsm_arena_array(ev->arena, rows + 1, sizeof *ev->next_row);
	if (!ev->first_row || !ev->next_row)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < sessions; i++)
		ev->first_row[i] = NO_ROW;
	for (size_t i = rows; i-- > 0;) {
		uint32_t *first =
		    &ev->first_row[ev->person->attendance[i].session];

		ev->next_row[i] = *first;
		*first = (uint32_t)i;
	}
	return TSM_OK;
}

/* all, any, at_least: how many parts are met, how many still can be. */
static void combine(const struct evaluation *ev, const struct tsm_condition *c,
    struct tsm_result *result)
{
	for (size_t i = 0; i < c->part_count; i++) {
		enum tsm_answer a = ev->results[c->parts[i]->index].answer;

		result->have += a == TSM_MET;
		result->left += a == TSM_OPEN;
	}
	result->total = (int64_t)c->part_count;
	if (c->kind == TSM_COND_ALL)
		result->need = result->total;
	else if (c->kind == TSM_COND_ANY)
		result->need = 1;
	else
		result->need = tsm_rules_count(ev->bound, &c->min, 1);
	result->answer =
	    tsm_rules_tally(result->have, result->need, result->left);
}

/* The awards it asks for were answered before (award_order). */
static void other_award(const struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result)
{
	result->answer = ev->awards[c->award].answer;
}

/*
 * `before` is failed when its day comes, for the date only moves on;
 * `on_or_after` is never failed.
 */
static void on_date(const struct evaluation *ev, const struct tsm_condition *c,
    struct tsm_result *result)
{
	int32_t day = tsm_rules_day(ev->bound, &c->date);
	bool come = ev->cohort->today >= day;

	if (c->kind == TSM_COND_BEFORE)
		result->answer = come ? TSM_FAILED : TSM_MET;
	else
		result->answer = come ? TSM_MET : TSM_OPEN;
}

/* The keyword decides who answers; parts are answered already. */
static enum tsm_status answer_condition(struct evaluation *ev,
    const struct tsm_policy_award *award, const struct tsm_condition *c)
{
	struct tsm_result *result = &ev->results[c->index];

	result->condition = c;
	switch (c->kind) {
	case TSM_COND_ALL:
	case TSM_COND_ANY:
	case TSM_COND_AT_LEAST:
		combine(ev, c, result);
		return TSM_OK;
	case TSM_COND_ATTENDED:
		return tsm_rules_attended(ev, c, result);
	case TSM_COND_MINUTES:
		return tsm_rules_minutes(ev, c, result);
	case TSM_COND_WORK:
		return tsm_rules_work(ev, c, result);
	case TSM_COND_ATTESTED:
		return tsm_rules_attested(ev, c, result);
	case TSM_COND_ENROLLED:
		return tsm_rules_enrolled(ev, c, result);
	case TSM_COND_ROLE:
		return tsm_rules_role(ev, award, c, result);
	case TSM_COND_HOLDS:
		return tsm_rules_holds(ev, c, result);
	case TSM_COND_AWARD:
		other_award(ev, c, result);
		return TSM_OK;
	case TSM_COND_CLOSED:
		return tsm_rules_closed(ev, c, result);
	case TSM_COND_ON_OR_AFTER:
	case TSM_COND_BEFORE:
		on_date(ev, c, result);
		return TSM_OK;
	}
	return TSM_E_INTERNAL;
}

/* met < open < failed, as the enum is ordered. */
static enum tsm_answer worse(enum tsm_answer a, enum tsm_answer b)
{
	return a > b ? a : b;
}

/*
 * Conditions from the last to the first, so that parts come before what
 * they are part of; then the implicit ones. An award is as good as the
 * worst of them.
 */
static enum tsm_status answer_award(struct evaluation *ev, size_t n)
{
	const struct tsm_policy_award *award = &ev->bound->policy->awards[n];
	struct tsm_award_outcome *out = &ev->awards[n];

	out->award = award;
	for (size_t i = award->condition_end; i-- > award->when->index;)
		TSM_TRY(answer_condition(
		    ev, award, ev->bound->policy->conditions[i]));
	TSM_TRY(tsm_rules_standing(ev, award, &out->standing));
	out->when = &ev->results[award->when->index];
	out->answer = worse(out->standing.answer, out->when->answer);
	if (award->kind == TSM_AWARD_UNITS) {
		TSM_TRY(tsm_rules_units(ev, award, &out->units));
		out->answer = worse(out->answer, out->units.check.answer);
	}
	out->due = out->answer == TSM_MET &&
		   (award->issue != TSM_ISSUE_ON_CLOSE || ev->cohort->closed);
	return TSM_OK;
}

static enum tsm_status answer_all(struct evaluation *ev)
{
	const struct tsm_policy *policy = ev->bound->policy;

	ev->results = tsm_arena_array(
	    ev->arena, policy->condition_count, sizeof *ev->results);
	ev->awards =
	    tsm_arena_array(ev->arena, policy->award_count, sizeof *ev->awards);
	if (!ev->results || !ev->awards)
		return TSM_E_MEMORY;
	TSM_TRY(index_attendance(ev));
	for (size_t i = 0; i < policy->award_count; i++)
		TSM_TRY(answer_award(ev, policy->award_order[i]));
	return TSM_OK;
}

enum tsm_status tsm_evaluate(struct tsm_arena *arena,
    const struct tsm_bound_policy *bound, const struct tsm_person_facts *person,
    const struct tsm_outcome **ret_outcome, struct tsm_error *err)
{
	struct evaluation ev = { .arena = arena,
		.bound = bound,
		.cohort = bound->cohort,
		.person = person };
	struct tsm_outcome *outcome;
	enum tsm_status status;

	TSM_TRY(check_person(&ev, err));
	status = answer_all(&ev);
	if (status != TSM_OK)
		return status == TSM_E_MEMORY
			   ? tsm_fail_memory(err)
			   : tsm_fail(err, status, NULL,
				 "the units cannot be counted");
	outcome = tsm_arena_alloc(arena, sizeof *outcome);
	if (!outcome)
		return tsm_fail_memory(err);
	outcome->bound = bound;
	outcome->awards = ev.awards;
	outcome->award_count = bound->policy->award_count;
	outcome->results = ev.results;
	*ret_outcome = outcome;
	return TSM_OK;
}

const struct tsm_award_outcome *tsm_outcome_award(
    const struct tsm_outcome *outcome, const char *id)
{
	for (size_t i = 0; i < outcome->award_count; i++)
		if (tsm_streq(outcome->awards[i].award->id, id))
			return &outcome->awards[i];
	return NULL;
}
