/* attended.c - conditions and units over selections of sessions. */
#include "evaluation.h"

/* One more than asked for: an arena may refuse to give nothing. */
static struct tsm_row *rows_new(struct evaluation *ev, size_t count)
{
	return tsm_arena_array(ev->arena, count + 1, sizeof(struct tsm_row));
}

/*
 * `every` and `min` differ in what is needed only. The denominator is what
 * the selection chose, less cancelled sessions that are dropped; `min`
 * does not shrink with it.
 */
enum tsm_status tsm_rules_attended(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result)
{
	const struct session_list *list = &ev->bound->selected[c->index];
	unsigned via = c->via ? c->via : ev->bound->policy->attendance.via;
	struct tsm_row *rows = rows_new(ev, list->count);

	if (!rows)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < list->count; i++) {
		rows[i] = tsm_rules_slot(ev, list->items[i], via);
		result->have += rows[i].kind == TSM_ROW_ATTENDED;
		result->left += tsm_rules_pending(rows[i].kind);
		result->total += rows[i].kind != TSM_ROW_DROPPED;
	}
	result->rows = rows;
	result->row_count = list->count;
	result->need =
	    c->every ? result->total : tsm_rules_count(ev->bound, &c->min, 0);
	if (result->total == 0) {
		/* Nothing asked for is nothing shown: never met. */
		result->why = TSM_WHY_EMPTY;
		result->answer = tsm_rules_missing(ev);
		return TSM_OK;
	}
	result->why = TSM_WHY_COUNT;
	result->answer =
	    tsm_rules_tally(result->have, result->need, result->left);
	return TSM_OK;
}

/* Over, and an admin said so? Else what it waits for. */
static struct tsm_row closing(
    const struct evaluation *ev, uint32_t session, uint32_t makeup)
{
	const struct tsm_fact_session *s =
	    &ev->cohort->sessions[makeup != TSM_NO_SESSION ? makeup : session];
	struct tsm_row row = { .session = session, .makeup = makeup };

	if (tsm_rules_undated(s))
		row.kind = TSM_ROW_POSTPONED;
	else if (s->state == TSM_SESSION_PLANNED)
		row.kind = TSM_ROW_TO_COME;
	else
		row.kind = s->closed ? TSM_ROW_CLOSED : TSM_ROW_NOT_CLOSED;
	row.counts = row.kind == TSM_ROW_CLOSED;
	return row;
}

/*
 * Make-ups have to be over as well, else one that follows would change the
 * units after they were issued. Never failed: an admin can still close.
 */
enum tsm_status tsm_rules_closed(struct evaluation *ev,
    const struct tsm_condition *c, struct tsm_result *result)
{
	const struct session_list *list = &ev->bound->selected[c->index];
	struct tsm_row *rows = rows_new(ev, list->count + list->makeups);
	size_t n = 0;

	if (!rows)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < list->count; i++) {
		uint32_t session = list->items[i];

		rows[n++] = closing(ev, session, TSM_NO_SESSION);
		for (uint32_t m = ev->bound->sessions[session].first_makeup;
		     m != TSM_NO_SESSION;
		     m = ev->bound->sessions[m].next_makeup)
			if (ev->cohort->sessions[m].state !=
				TSM_SESSION_CANCELLED &&
			    tsm_rules_expected(ev, m))
				rows[n++] = closing(ev, session, m);
	}
	for (size_t i = 0; i < n; i++)
		result->have += rows[i].counts;
	result->rows = rows;
	result->row_count = n;
	result->need = result->total = (int64_t)n;
	result->left = result->need - result->have;
	result->why = n ? TSM_WHY_COUNT : TSM_WHY_EMPTY;
	result->answer = n && result->left == 0 ? TSM_MET : TSM_OPEN;
	return TSM_OK;
}

/* --- units --------------------------------------------------------------- */

/* Add one row to the sum. */
static void credit(const struct evaluation *ev,
    const struct tsm_policy_units *how, struct tsm_row *row,
    struct tsm_units_outcome *units, bool *days_known)
{
	uint32_t n = row->makeup != TSM_NO_SESSION ? row->makeup : row->session;
	const struct tsm_fact_session *s = &ev->cohort->sessions[n];

	if (how->basis == TSM_BASIS_SCHEDULED)
		row->credited = s->scheduled;
	units->seconds += row->credited;
	units->session_count++;
	if (s->day == TSM_NO_DAY) {
		*days_known = false;
		return;
	}
	if (units->first_day == TSM_NO_DAY || s->day < units->first_day)
		units->first_day = s->day;
	if (units->last_day == TSM_NO_DAY || s->day > units->last_day)
		units->last_day = s->day;
}

/* The first approval for the scheme that was valid on all the days. */
static const struct tsm_fact_approval *approval_for(const struct evaluation *ev,
    const struct tsm_unit_scheme *scheme, const struct tsm_units_outcome *units,
    bool days_known)
{
	for (size_t i = 0; i < ev->cohort->approval_count; i++) {
		const struct tsm_fact_approval *a = &ev->cohort->approvals[i];
		bool limited = a->from != TSM_NO_DAY || a->until != TSM_NO_DAY;

		if (!tsm_streq(a->scheme, scheme->id) || !a->number ||
		    !a->number[0])
			continue;
		if (limited && (!days_known || units->session_count == 0))
			continue;
		if ((a->from == TSM_NO_DAY || units->first_day >= a->from) &&
		    (a->until == TSM_NO_DAY || units->last_day <= a->until))
			return a;
	}
	return NULL;
}

/* Seconds were summed as they are: this is the only rounding. */
static enum tsm_status amount(const struct evaluation *ev,
    const struct tsm_policy_award *award, struct tsm_units_outcome *units)
{
	const struct tsm_policy_units *how = &award->units;

	units->per_hour = how->per_hour.given
			      ? tsm_rules_number(ev->bound, &how->per_hour)
			      : award->scheme->per_hour;
	units->step = how->step.given ? tsm_rules_number(ev->bound, &how->step)
				      : award->scheme->step;
	return tsm_units_from_seconds(units->seconds, units->per_hour,
	    units->step, how->round, &units->amount);
}

/* The implicit last condition: an amount that may be awarded. */
static void check_units(const struct evaluation *ev,
    const struct tsm_unit_scheme *scheme, struct tsm_units_outcome *units)
{
	struct tsm_result *check = &units->check;

	check->have = units->seconds;
	check->total = (int64_t)units->session_count;
	if (units->amount.coef <= 0 ||
	    tsm_decimal_cmp(units->amount, scheme->least) < 0 ||
	    units->seconds < scheme->least_seconds) {
		check->why = TSM_WHY_TOO_LITTLE;
		check->answer = check->left > 0 ? TSM_OPEN : TSM_FAILED;
		if (check->row_count == 0)
			check->answer = tsm_rules_missing(ev);
	} else if (scheme->requires_approval && !units->approval) {
		check->why = TSM_WHY_APPROVAL;
		check->answer = TSM_OPEN;
	} else {
		check->why = TSM_WHY_COUNT;
		check->answer = TSM_MET;
	}
}

/*
 * Sessions count as in `attended`: one that was missed gives nothing,
 * however long the person stayed; each counts once, itself or its make-up.
 */
enum tsm_status tsm_rules_units(struct evaluation *ev,
    const struct tsm_policy_award *award, struct tsm_units_outcome *units)
{
	size_t index = (size_t)(award - ev->bound->policy->awards);
	const struct session_list *list = &ev->bound->counted[index];
	unsigned via = award->units.via ? award->units.via
					: ev->bound->policy->attendance.via;
	struct tsm_row *rows = rows_new(ev, list->count);
	bool days_known = true;

	if (!rows)
		return TSM_E_MEMORY;
	units->first_day = units->last_day = TSM_NO_DAY;
	for (size_t i = 0; i < list->count; i++) {
		uint32_t n = list->items[i];

		rows[i] = ev->cohort->sessions[n].kind == TSM_SESSION_EXTRA
			      ? tsm_rules_extra(ev, n, via)
			      : tsm_rules_slot(ev, n, via);
		if (rows[i].kind == TSM_ROW_ATTENDED)
			credit(ev, &award->units, &rows[i], units, &days_known);
		units->check.left += tsm_rules_pending(rows[i].kind);
	}
	units->check.rows = rows;
	units->check.row_count = list->count;
	TSM_TRY(amount(ev, award, units));
	units->approval = approval_for(ev, award->scheme, units, days_known);
	check_units(ev, award->scheme, units);
	return TSM_OK;
}
