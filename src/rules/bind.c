/* bind.c - joining a policy with a cohort. */
#include "bound.h"
#include "reader.h"
#include "select.h"
#include "testamur/base/limits.h"

struct tsm_decimal tsm_rules_number(const struct tsm_bound_policy *bound,
    const struct tsm_policy_number *number)
{
	return number->parameter < 0
		   ? number->value
		   : bound->parameters[number->parameter].number;
}

int32_t tsm_rules_day(
    const struct tsm_bound_policy *bound, const struct tsm_policy_date *date)
{
	return date->parameter < 0 ? date->day
				   : bound->parameters[date->parameter].day;
}

int64_t tsm_rules_count(const struct tsm_bound_policy *bound,
    const struct tsm_policy_number *number, int64_t other)
{
	int64_t value = other;

	if (number->given)
		(void)tsm_rules_whole(tsm_rules_number(bound, number), &value);
	return value;
}

bool tsm_rules_undated(const struct tsm_fact_session *s)
{
	return s->state == TSM_SESSION_POSTPONED ||
	       (s->state == TSM_SESSION_PLANNED && s->start == 0 &&
		   s->end == 0);
}

/* --- parameters ---------------------------------------------------------- */

/* A cohort may not change a parameter's type, nor take it away. */
static enum tsm_status set_parameter(struct tsm_policy_parameter *p,
    const struct tsm_json *value, struct tsm_error *err)
{
	enum tsm_parameter_type type = TSM_PARAMETER_NULL;

	if (tsm_json_is(value, TSM_JSON_NUMBER) &&
	    tsm_json_decimal(value, &p->number) == TSM_OK)
		type = TSM_PARAMETER_NUMBER;
	else if (tsm_json_is(value, TSM_JSON_STRING) &&
		 tsm_day_parse(value->text, &p->day) == TSM_OK)
		type = TSM_PARAMETER_DATE;
	if (type == TSM_PARAMETER_NULL ||
	    (p->type != TSM_PARAMETER_NULL && p->type != type))
		return tsm_json_fail(err, TSM_E_VALUE, value,
		    "the parameter \"%s\" takes a %s", p->name,
		    p->type == TSM_PARAMETER_NUMBER ? "number"
		    : p->type == TSM_PARAMETER_DATE ? "date"
						    : "number or a date");
	p->type = type;
	return TSM_OK;
}

/* The cohort's values over the policy's; the policy stays as it is. */
static enum tsm_status set_parameters(struct tsm_bound_policy *b,
    const struct tsm_json *values, struct tsm_error *err)
{
	size_t count = b->policy->parameter_count;

	if (!values)
		return TSM_OK;
	if (!tsm_json_is(values, TSM_JSON_OBJECT))
		return tsm_json_fail(err, TSM_E_VALUE, values,
		    "a cohort's parameters have to be an object");
	for (uint32_t i = 0; i < values->count; i++) {
		const struct tsm_json *value = &values->first[i];
		size_t n = 0;

		while (n < count &&
		       !tsm_str_is(value->name, b->parameters[n].name))
			n++;
		if (n == count)
			return tsm_json_fail(err, TSM_E_UNKNOWN, value,
			    "the policy has no such parameter");
		TSM_TRY(set_parameter(&b->parameters[n], value, err));
	}
	return TSM_OK;
}

/* Every use of every parameter, with the value in force. */
static enum tsm_status check_uses(const struct tsm_bound_policy *b,
    const struct tsm_json *values, struct tsm_error *err)
{
	for (size_t i = 0; i < b->policy->use_count; i++) {
		const struct tsm_policy_use *use = &b->policy->uses[i];
		const struct tsm_policy_parameter *p =
		    &b->parameters[use->parameter];
		const struct tsm_json *at = tsm_json_get(values, p->name);

		if (p->type == TSM_PARAMETER_NULL)
			return tsm_json_fail(err, TSM_E_MISSING, use->at,
			    "the cohort has to give the parameter \"%s\"",
			    p->name);
		if (p->type != use->type)
			return tsm_json_fail(err, TSM_E_VALUE,
			    at ? at : use->at,
			    "the parameter \"%s\" is of another type where "
			    "it is used",
			    p->name);
		if (use->type == TSM_PARAMETER_NUMBER)
			TSM_TRY(tsm_rules_check_range(
			    use, p->number, at ? at : use->at, err));
	}
	return TSM_OK;
}

static enum tsm_status bind_parameters(struct tsm_arena *arena,
    struct tsm_bound_policy *b, const struct tsm_json *values,
    struct tsm_error *err)
{
	size_t count = b->policy->parameter_count;

	b->parameters =
	    tsm_arena_array(arena, count + 1, sizeof *b->parameters);
	if (!b->parameters)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++)
		b->parameters[i] = b->policy->parameters[i];
	TSM_TRY(set_parameters(b, values, err));
	return check_uses(b, values, err);
}

/* --- sessions ------------------------------------------------------------ */

/*
 * Bounds keep all later sums inside 64 bits. A held session without length
 * would count as attended by nobody or everybody: refused.
 */
static enum tsm_status check_session(
    const struct tsm_fact_session *s, struct tsm_error *err)
{
	if ((unsigned)s->state > TSM_SESSION_POSTPONED ||
	    (unsigned)s->kind > TSM_SESSION_MAKEUP)
		return tsm_fail(err, TSM_E_VALUE, s->id,
		    "the session's state or kind is none of ours");
	if (s->scheduled < 0 || s->end < s->start)
		return tsm_fail(err, TSM_E_VALUE, s->id,
		    "the session ends before it starts");
	if (s->scheduled > TSM_SESSION_SECONDS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, s->id,
		    "the session is longer than 31 days");
	if (s->state == TSM_SESSION_HELD && s->scheduled == 0)
		return tsm_fail(err, TSM_E_VALUE, s->id,
		    "a session that was held has no scheduled length");
	return TSM_OK;
}

/* Seconds that count as present: the least whole number that does. */
static int64_t needed_seconds(
    const struct tsm_bound_policy *b, int64_t scheduled)
{
	const struct tsm_policy *p = b->policy;
	struct tsm_decimal share;
	int64_t den = 1;

	if (p->attendance.min_minutes.given)
		return 60 * tsm_rules_count(b, &p->attendance.min_minutes, 0);
	if (!p->attendance.min_share.given)
		return scheduled;
	share = tsm_rules_number(b, &p->attendance.min_share);
	for (unsigned i = 0; i < share.scale; i++)
		den *= 10;
	/* at most 10^9 * 31 days of seconds: far inside 64 bits */
	return (share.coef * scheduled + den - 1) / den;
}

/* What presence needs, and which make-ups stand in for which session. */
static enum tsm_status bind_sessions(struct tsm_arena *arena,
    struct tsm_bound_policy *b, const struct session_index *index,
    struct tsm_error *err)
{
	const struct tsm_fact_session *sessions = b->cohort->sessions;
	size_t count = b->cohort->session_count;

	b->sessions = tsm_arena_array(arena, count + 1, sizeof *b->sessions);
	if (!b->sessions)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		TSM_TRY(check_session(&sessions[i], err));
		b->sessions[i].first_makeup = TSM_NO_SESSION;
		b->sessions[i].next_makeup = TSM_NO_SESSION;
		b->sessions[i].needed =
		    needed_seconds(b, sessions[i].scheduled);
	}
	/* Backwards, so that each list is in the order of the cohort. */
	for (size_t i = count; i-- > 0;) {
		uint32_t missed;

		if (sessions[i].kind != TSM_SESSION_MAKEUP)
			continue;
		missed = tsm_rules_find(index, sessions[i].makeup_for);
		if (missed == TSM_NO_SESSION)
			return tsm_fail(err, TSM_E_UNKNOWN, sessions[i].id,
			    "the make-up stands in for no known session");
		if (sessions[missed].kind != TSM_SESSION_REGULAR)
			return tsm_fail(err, TSM_E_VALUE, sessions[i].id,
			    "a make-up stands in for a regular session only");
		b->sessions[i].next_makeup = b->sessions[missed].first_makeup;
		b->sessions[missed].first_makeup = (uint32_t)i;
	}
	return TSM_OK;
}

/* --- selections ---------------------------------------------------------- */

/* Sessions of a list by id. `extra`: those may be named, too. */
static enum tsm_status mark_listed(const struct tsm_selection *selection,
    const struct session_index *index, bool extra, bool *marks,
    struct tsm_error *err)
{
	const struct tsm_json *ids = tsm_json_get(selection->at, "sessions");

	for (size_t i = 0; i < selection->name_count; i++) {
		uint32_t n = tsm_rules_find(index, selection->names[i]);
		enum tsm_session_kind kind;

		if (n == TSM_NO_SESSION)
			return tsm_json_fail(err, TSM_E_UNKNOWN,
			    tsm_json_at(ids, i), "there is no session \"%s\"",
			    selection->names[i]);
		kind = index->sessions[n].kind;
		if (kind == TSM_SESSION_MAKEUP ||
		    (kind == TSM_SESSION_EXTRA && !extra))
			return tsm_json_fail(err, TSM_E_VALUE,
			    tsm_json_at(ids, i),
			    "session \"%s\" does not belong to the schedule",
			    selection->names[i]);
		marks[n] = true;
	}
	return TSM_OK;
}

/* By series or tag: make-ups never, they come with what they replace. */
static void mark_chosen(const struct tsm_selection *selection,
    const struct session_index *index, bool extra, bool *marks)
{
	for (size_t i = 0; i < index->count; i++) {
		enum tsm_session_kind kind = index->sessions[i].kind;

		if (kind == TSM_SESSION_REGULAR ||
		    (kind == TSM_SESSION_EXTRA && extra))
			marks[i] =
			    tsm_rules_chooses(selection, &index->sessions[i]);
	}
}

/* units: extra sessions count when named, or when the policy says so. */
static enum tsm_status select_sessions(struct tsm_arena *arena,
    const struct tsm_bound_policy *b, const struct session_index *index,
    const struct tsm_selection *selection, bool units, bool extra,
    struct session_list *ret_list, struct tsm_error *err)
{
	bool marks[TSM_SESSIONS_MAX] = { false };
	struct session_list list = { NULL, 0, 0 };
	uint32_t *items;

	if (selection->kind == TSM_SELECT_SESSIONS)
		TSM_TRY(mark_listed(selection, index, units, marks, err));
	else
		mark_chosen(selection, index, extra, marks);
	for (size_t i = 0; i < index->count; i++)
		list.count += marks[i];
	items = tsm_arena_array(arena, list.count + 1, sizeof *items);
	if (!items)
		return tsm_fail_memory(err);
	list.count = 0;
	for (size_t i = 0; i < index->count; i++) {
		if (!marks[i])
			continue;
		items[list.count++] = (uint32_t)i;
		for (uint32_t m = b->sessions[i].first_makeup;
		     m != TSM_NO_SESSION; m = b->sessions[m].next_makeup)
			list.makeups++;
	}
	list.items = items;
	*ret_list = list;
	return TSM_OK;
}

static enum tsm_status bind_selections(struct tsm_arena *arena,
    struct tsm_bound_policy *b, const struct session_index *index,
    struct tsm_error *err)
{
	const struct tsm_policy *p = b->policy;

	b->selected =
	    tsm_arena_array(arena, p->condition_count, sizeof *b->selected);
	b->counted = tsm_arena_array(arena, p->award_count, sizeof *b->counted);
	if (!b->selected || !b->counted)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < p->condition_count; i++) {
		const struct tsm_condition *c = p->conditions[i];

		if (c->kind == TSM_COND_ATTENDED || c->kind == TSM_COND_CLOSED)
			TSM_TRY(select_sessions(arena, b, index, &c->selection,
			    false, false, &b->selected[i], err));
	}
	for (size_t i = 0; i < p->award_count; i++) {
		const struct tsm_policy_units *u = &p->awards[i].units;

		if (p->awards[i].kind == TSM_AWARD_UNITS)
			TSM_TRY(
			    select_sessions(arena, b, index, &u->each_attended,
				true, u->extra, &b->counted[i], err));
	}
	return TSM_OK;
}

enum tsm_status tsm_policy_bind(struct tsm_arena *arena,
    const struct tsm_policy *policy, const struct tsm_cohort_facts *cohort,
    const struct tsm_json *parameters,
    const struct tsm_bound_policy **ret_bound, struct tsm_error *err)
{
	struct tsm_bound_policy *b = tsm_arena_alloc(arena, sizeof *b);
	struct session_index index;

	if (!b)
		return tsm_fail_memory(err);
	b->policy = policy;
	b->cohort = cohort;
	TSM_TRY(bind_parameters(arena, b, parameters, err));
	TSM_TRY(tsm_rules_index(
	    arena, cohort->sessions, cohort->session_count, &index, err));
	TSM_TRY(bind_sessions(arena, b, &index, err));
	TSM_TRY(bind_selections(arena, b, &index, err));
	*ret_bound = b;
	return TSM_OK;
}

const struct tsm_policy *tsm_bound_policy(const struct tsm_bound_policy *bound)
{
	return bound->policy;
}

const struct tsm_cohort_facts *tsm_bound_cohort(
    const struct tsm_bound_policy *bound)
{
	return bound->cohort;
}

const struct tsm_policy_parameter *tsm_bound_parameter(
    const struct tsm_bound_policy *bound, size_t n)
{
	return n < bound->policy->parameter_count ? &bound->parameters[n]
						  : NULL;
}
