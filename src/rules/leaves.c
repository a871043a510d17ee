/* leaves.c - conditions over what is known about the person alone. */
#include <stdlib.h>

#include "evaluation.h"
#include "words.h"

/* Room for at most count rows; the result says how many are filled. */
static struct tsm_row *rows_begin(
    struct evaluation *ev, size_t count, struct tsm_result *result)
{
	struct tsm_row *rows =
	    tsm_arena_array(ev->arena, count + 1, sizeof *rows);

	result->rows = rows;
	return rows;
}

static struct tsm_row *row_add(struct tsm_row *rows, struct tsm_result *result)
{
	struct tsm_row *row = &rows[result->row_count++];

	row->kind = TSM_ROW_FACT;
	row->session = row->makeup = TSM_NO_SESSION;
	return row;
}

/* Is what the rows add up to enough? */
static enum tsm_status settle(
    const struct evaluation *ev, int64_t need, struct tsm_result *result)
{
	result->need = need;
	result->why = result->row_count ? TSM_WHY_COUNT : TSM_WHY_NONE;
	result->answer = result->have >= need ? TSM_MET : tsm_rules_missing(ev);
	return TSM_OK;
}

/* By week, then as given. */
static int by_week(const void *a, const void *b)
{
	const struct tsm_row *x = a, *y = b;
	int32_t wx = tsm_rules_week(x->minutes->day);
	int32_t wy = tsm_rules_week(y->minutes->day);

	if (wx != wy)
		return wx < wy ? -1 : 1;
	return (x->minutes > y->minutes) - (x->minutes < y->minutes);
}

/*
 * What is over a week's limit is cut from the later rows of that week, so
 * each row says what of it counts. Never failed before the cohort closes:
 * how many weeks are left is not known here.
 */
enum tsm_status tsm_rules_minutes(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result)
{
	const struct tsm_person_facts *p = ev->person;
	struct tsm_row *rows = rows_begin(ev, p->minutes_count, result);
	int64_t cap =
	    60 * tsm_rules_count(ev->bound, &c->cap_per_week, INT32_MAX);
	int64_t left = cap;

	if (!rows)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < p->minutes_count; i++)
		if (tsm_streq(p->minutes[i].activity, c->name))
			row_add(rows, result)->minutes = &p->minutes[i];
	qsort(rows, result->row_count, sizeof *rows, by_week);
	for (size_t i = 0; i < result->row_count; i++) {
		const struct tsm_fact_minutes *m = rows[i].minutes;

		if (i == 0 || tsm_rules_week(m->day) !=
				  tsm_rules_week(rows[i - 1].minutes->day))
			left = cap;
		rows[i].seconds = m->seconds;
		rows[i].credited = m->seconds < left ? m->seconds : left;
		rows[i].counts = rows[i].credited > 0;
		left -= rows[i].credited;
		result->have += rows[i].credited;
	}
	return settle(ev, 60 * tsm_rules_count(ev->bound, &c->min, 0), result);
}

/* Returned work is with the person again: it counts as nothing. */
static bool work_counts(enum tsm_work_state is, enum tsm_work_state needed)
{
	return is == TSM_WORK_APPROVED ||
	       (is == TSM_WORK_SUBMITTED && needed == TSM_WORK_SUBMITTED);
}

enum tsm_status tsm_rules_work(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result)
{
	const struct tsm_person_facts *p = ev->person;
	struct tsm_row *rows = rows_begin(ev, p->work_count, result);

	if (!rows)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < p->work_count; i++) {
		struct tsm_row *row;

		if (!tsm_streq(p->work[i].item, c->name))
			continue;
		row = row_add(rows, result);
		row->work = &p->work[i];
		row->counts = work_counts(p->work[i].state, c->work);
		result->have += row->counts;
	}
	result->total = (int64_t)result->row_count;
	return settle(ev, tsm_rules_count(ev->bound, &c->min, 1), result);
}

/* Lists in policies are short: no index needed. */
static bool among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tsm_streq(name, names[i]))
			return true;
	return false;
}

/* Confirmations by other roles are shown as rows that do not count. */
enum tsm_status tsm_rules_attested(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result)
{
	const struct tsm_person_facts *p = ev->person;
	struct tsm_row *rows = rows_begin(ev, p->attestation_count, result);

	if (!rows)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < p->attestation_count; i++) {
		const struct tsm_fact_attestation *a = &p->attestations[i];
		struct tsm_row *row;

		if (!tsm_streq(a->what, c->name))
			continue;
		row = row_add(rows, result);
		row->attestation = a;
		row->counts = among(a->role, c->by, c->by_count);
		result->have += row->counts;
	}
	return settle(ev, 1, result);
}

/* Verified and trusted by the caller: here names are compared. */
enum tsm_status tsm_rules_holds(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result)
{
	const struct tsm_person_facts *p = ev->person;
	struct tsm_row *rows = rows_begin(ev, p->holding_count, result);

	if (!rows)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < p->holding_count; i++) {
		struct tsm_row *row;

		if (!tsm_streq(p->holdings[i].achievement, c->name))
			continue;
		row = row_add(rows, result);
		row->holding = &p->holdings[i];
		row->counts = true;
		result->have++;
	}
	result->need = 1;
	result->why = TSM_WHY_COUNT;
	result->answer = result->have > 0 ? TSM_MET : tsm_rules_missing(ev);
	return TSM_OK;
}

/* --- enrolment ----------------------------------------------------------- */

/* "known to be so": an unknown one is missing, a denied one is final. */
static enum tsm_answer confirmed(
    const struct evaluation *ev, enum tsm_known known)
{
	if (known == TSM_YES)
		return TSM_MET;
	return known == TSM_NO ? TSM_FAILED : tsm_rules_missing(ev);
}

/* Waiting, applied and the like are open: a place may still come. */
static enum tsm_answer state_answer(
    const struct evaluation *ev, enum tsm_enrolment_state state)
{
	switch (state) {
	case TSM_ENROLMENT_ENROLLED:
	case TSM_ENROLMENT_COMPLETED:
		return TSM_MET;
	case TSM_ENROLMENT_WITHDRAWN:
	case TSM_ENROLMENT_NOT_SELECTED:
		return TSM_FAILED;
	case TSM_ENROLMENT_APPLIED:
	case TSM_ENROLMENT_OFFERED:
	case TSM_ENROLMENT_ACCEPTED:
	case TSM_ENROLMENT_WAITING:
		break;
	}
	return tsm_rules_missing(ev);
}

/* The answer of one enrolment, and why. The worst of what is asked. */
static enum tsm_answer enrolment_answer(const struct evaluation *ev,
    const struct tsm_fact_enrolment *e, bool eligible, bool selected,
    enum tsm_why *why)
{
	enum tsm_answer answer = state_answer(ev, e->state);

	*why = TSM_WHY_STATE;
	if (eligible && confirmed(ev, e->eligible) > answer) {
		answer = confirmed(ev, e->eligible);
		*why = TSM_WHY_ELIGIBLE;
	}
	if (selected && confirmed(ev, e->selected) > answer) {
		answer = confirmed(ev, e->selected);
		*why = TSM_WHY_SELECTED;
	}
	return answer;
}

/* Of several enrolments the best counts: people come back. */
static void take_better(struct tsm_result *result, size_t row,
    enum tsm_answer answer, enum tsm_why why)
{
	if (row == 0 || answer < result->answer) {
		result->answer = answer;
		result->why = why;
	}
}

enum tsm_status tsm_rules_enrolled(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result)
{
	const struct tsm_person_facts *p = ev->person;
	struct tsm_row *rows = rows_begin(ev, p->enrolment_count, result);

	if (!rows)
		return TSM_E_MEMORY;
	result->why = TSM_WHY_NONE;
	result->answer = tsm_rules_missing(ev);
	for (size_t i = 0; i < p->enrolment_count; i++) {
		const struct tsm_fact_enrolment *e = &p->enrolments[i];
		enum tsm_answer answer;
		enum tsm_why why;
		struct tsm_row *row;

		if (!tsm_streq(e->track, c->name))
			continue;
		answer =
		    enrolment_answer(ev, e, c->eligible, c->selected, &why);
		take_better(result, result->row_count, answer, why);
		row = row_add(rows, result);
		row->enrolment = e;
		row->counts = answer == TSM_MET;
	}
	return TSM_OK;
}

/* No role on record means participant. */
static bool has_role(const struct tsm_fact_enrolment *e, const char *role)
{
	return tsm_streq(e->role ? e->role : TSM_ROLE_PARTICIPANT, role);
}

/*
 * The best enrolment in the tracks the award names (any track if none)
 * that has the role; role NULL: whatever the role.
 */
static enum tsm_status take_part(struct evaluation *ev,
    const struct tsm_policy_award *award, const char *role,
    struct tsm_result *result)
{
	const struct tsm_person_facts *p = ev->person;
	struct tsm_row *rows = rows_begin(ev, p->enrolment_count, result);

	if (!rows)
		return TSM_E_MEMORY;
	result->why = TSM_WHY_NONE;
	result->answer = tsm_rules_missing(ev);
	for (size_t i = 0; i < p->enrolment_count; i++) {
		const struct tsm_fact_enrolment *e = &p->enrolments[i];
		enum tsm_answer answer = state_answer(ev, e->state);
		enum tsm_why why = TSM_WHY_STATE;
		struct tsm_row *row;

		if (award->track_count > 0 &&
		    !among(e->track, award->tracks, award->track_count))
			continue;
		if (answer != TSM_FAILED && role && !has_role(e, role)) {
			answer = TSM_FAILED;
			why = TSM_WHY_ROLE;
		}
		take_better(result, result->row_count, answer, why);
		row = row_add(rows, result);
		row->enrolment = e;
		row->counts = answer == TSM_MET;
	}
	return TSM_OK;
}

enum tsm_status tsm_rules_role(struct evaluation *ev,
    const struct tsm_policy_award *award, const struct tsm_condition *c,
    struct tsm_result *result)
{
	return take_part(ev, award, c->name, result);
}

enum tsm_status tsm_rules_standing(struct evaluation *ev,
    const struct tsm_policy_award *award, struct tsm_result *result)
{
	return take_part(
	    ev, award, award->names_role ? NULL : TSM_ROLE_PARTICIPANT, result);
}
