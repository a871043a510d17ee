/* explain.c - an outcome as text and as JSON. */
#include "testamur/rules/explain.h"

#include "bound.h"
#include "sentences.h"
#include "words.h"

#define SUMMARY_REASONS 3 /* in the sentence about an award */

/* --- one sentence --------------------------------------------------------- */

/* A result that explains the answer by itself: no list of all it needs. */
static bool tells(const struct tsm_result *r)
{
	return !r->condition || r->condition->kind != TSM_COND_ALL;
}

/*
 * Is the result what makes the award's answer, with nothing but `all`
 * around it? Parts of `any` do not decide alone.
 */
static bool decides(
    const struct tsm_award_outcome *award, const struct tsm_result *r)
{
	const struct tsm_json *at;

	if (r->answer != award->answer || !tells(r))
		return false;
	if (!r->condition)
		return true;
	at = r->condition->at;
	while (at != award->award->when->at) {
		at = at->parent;
		if (tsm_json_is(at, TSM_JSON_ARRAY) &&
		    !tsm_str_is(at->name, "all"))
			return false;
	}
	return true;
}

/* The first few results that make the answer, as sentences. */
static enum tsm_status say_why_not(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, struct tsm_buf *out)
{
	const struct tsm_result *r;
	unsigned depth;
	size_t said = 0, more = 0;

	for (size_t n = 0;
	     (r = tsm_rules_nth_result(outcome, award, n, &depth)); n++) {
		if (!decides(award, r))
			continue;
		if (said == SUMMARY_REASONS) {
			more++;
			continue;
		}
		if (said++ > 0)
			tsm_buf_adds(out, ". ");
		TSM_TRY(tsm_explain_reason(outcome, r, out));
	}
	if (more > 0)
		tsm_buf_printf(out, ". And %zu more", more);
	return tsm_buf_status(out);
}

enum tsm_status tsm_explain_award(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, struct tsm_buf *out)
{
	if (award->answer != TSM_MET)
		return say_why_not(outcome, award, out);
	if (award->award->kind == TSM_AWARD_UNITS)
		return tsm_explain_reason(outcome, &award->units.check, out);
	return tsm_buf_adds(out, "All conditions are met");
}

/* --- text ----------------------------------------------------------------- */

static void indent(struct tsm_buf *out, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		tsm_buf_adds(out, "  ");
}

/* A row, and below it the lines of files it rests on. */
static enum tsm_status text_row(const struct tsm_outcome *outcome,
    const struct tsm_row *row, unsigned depth, struct tsm_buf *out)
{
	struct evidence_list evidence = tsm_rules_row_evidence(row);

	indent(out, depth);
	tsm_buf_adds(out, row->counts ? "+ " : "- ");
	TSM_TRY(tsm_explain_row(outcome, row, out));
	tsm_buf_addc(out, '\n');
	for (size_t i = 0; i < evidence.count; i++) {
		const struct tsm_fact_evidence *e = &evidence.items[i];

		indent(out, depth + 2);
		if (e->source)
			tsm_buf_printf(out, "%.12s", e->source);
		if (e->line)
			tsm_buf_printf(out, ":%u", (unsigned)e->line);
		tsm_buf_adds(out, e->source ? "  " : "");
		tsm_buf_add_disarmed(out, tsm_str(e->text ? e->text : ""));
		tsm_buf_addc(out, '\n');
	}
	return tsm_buf_status(out);
}

static enum tsm_status text_award(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, struct tsm_buf *out)
{
	const struct tsm_result *r;
	unsigned depth;

	tsm_buf_printf(out, "%-6s %s (%s)\n", tsm_answer_word(award->answer),
	    award->award->id, tsm_award_kind_word(award->award->kind));
	for (size_t n = 0;
	     (r = tsm_rules_nth_result(outcome, award, n, &depth)); n++) {
		indent(out, depth + 1);
		tsm_buf_printf(out, "%-6s ", tsm_answer_word(r->answer));
		TSM_TRY(tsm_explain_reason(outcome, r, out));
		tsm_buf_addc(out, '\n');
		for (size_t i = 0; i < r->row_count; i++)
			TSM_TRY(text_row(outcome, &r->rows[i], depth + 4, out));
	}
	return tsm_buf_status(out);
}

enum tsm_status tsm_explain_text(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, struct tsm_buf *out)
{
	if (award)
		return text_award(outcome, award, out);
	for (size_t i = 0; i < outcome->award_count; i++)
		TSM_TRY(text_award(outcome, &outcome->awards[i], out));
	return TSM_OK;
}

/* --- JSON ----------------------------------------------------------------- */

static void set_day(json_t *object, const char *name, int32_t day)
{
	if (day != TSM_NO_DAY) {
		char text[TSM_TIME_TEXT];

		tsm_json_set(object, name, tsm_day_format(day, text));
	}
}

static void set_time(json_t *object, const char *name, int64_t instant)
{
	if (instant > 0) {
		char text[TSM_TIME_TEXT];

		tsm_json_set(object, name, tsm_time_format(instant, text));
	}
}

/* Numbers only where there is attendance; an override says by whom. */
static void json_session_row(const struct tsm_outcome *outcome,
    const struct tsm_row *row, json_t *object)
{
	const struct tsm_fact_session *sessions =
	    outcome->bound->cohort->sessions;
	const struct tsm_fact_attendance *a = row->attendance;

	tsm_json_set(object, "session", sessions[row->session].id);
	if (row->makeup != TSM_NO_SESSION)
		tsm_json_set(object, "makeup", sessions[row->makeup].id);
	if (!a)
		return;
	tsm_json_set(object, "via", tsm_via_word(a->via));
	tsm_json_set_int(object, "seconds", row->seconds);
	tsm_json_set_int(object, "needed", row->needed);
	if (row->counts)
		tsm_json_set_int(object, "credited", row->credited);
	if (row->total_only)
		tsm_json_set_bool(object, "total_only", true);
	if (row->near)
		tsm_json_set_bool(object, "near", true);
	if (a->override != TSM_OVERRIDE_NONE) {
		json_t *o = tsm_json_set_object(object, "override");

		tsm_json_set_bool(o, "present", a->override == TSM_PRESENT);
		tsm_json_set(o, "reason", a->override_reason);
		tsm_json_set(o, "author", a->override_author);
		set_time(o, "at", a->override_at);
	}
}

static void json_fact_row(const struct tsm_row *row, json_t *object)
{
	if (row->minutes) {
		set_day(object, "week", tsm_rules_week(row->minutes->day));
		tsm_json_set_int(object, "seconds", row->seconds);
		tsm_json_set_int(object, "credited", row->credited);
	}
	if (row->work) {
		tsm_json_set(
		    object, "state", tsm_work_state_word(row->work->state));
		set_time(object, "at", row->work->at);
	}
	if (row->attestation) {
		tsm_json_set(object, "role", row->attestation->role);
		set_time(object, "at", row->attestation->at);
	}
	if (row->enrolment) {
		tsm_json_set(object, "track", row->enrolment->track);
		tsm_json_set(object, "state",
		    tsm_enrolment_state_word(row->enrolment->state));
	}
	if (row->holding)
		tsm_json_set(object, "achievement", row->holding->achievement);
}

/* A failed set poisons the tree: it is asked once, when it is written. */
static enum tsm_status json_row(const struct tsm_outcome *outcome,
    const struct tsm_row *row, json_t *object)
{
	struct evidence_list evidence = tsm_rules_row_evidence(row);
	struct tsm_buf text;
	enum tsm_status status;
	json_t *list;

	tsm_json_set(object, "result", tsm_rules_row_word(row->kind));
	tsm_json_set_bool(object, "counts", row->counts);
	if (row->session != TSM_NO_SESSION)
		json_session_row(outcome, row, object);
	else
		json_fact_row(row, object);
	tsm_buf_init(&text, 0);
	status = tsm_explain_row(outcome, row, &text);
	if (status == TSM_OK)
		tsm_json_set(object, "text", tsm_buf_cstr(&text));
	tsm_buf_release(&text);
	if (status != TSM_OK || evidence.count == 0)
		return status;
	list = tsm_json_set_array(object, "evidence");
	for (size_t i = 0; i < evidence.count; i++) {
		json_t *e = tsm_json_add_object(list);

		tsm_json_set(e, "source", evidence.items[i].source);
		if (evidence.items[i].line)
			tsm_json_set_int(e, "line", evidence.items[i].line);
		tsm_json_set(e, "text", evidence.items[i].text);
	}
	return TSM_OK;
}

static enum tsm_status json_result(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, const struct tsm_result *r,
    unsigned depth, json_t *object)
{
	struct tsm_buf text;
	enum tsm_status status;
	json_t *rows;

	tsm_json_set(object, "path", tsm_rules_result_path(award, r));
	tsm_json_set(object, "condition", tsm_rules_result_word(award, r));
	tsm_json_set_int(object, "depth", depth);
	tsm_json_set(object, "answer", tsm_answer_word(r->answer));
	tsm_buf_init(&text, 0);
	status = tsm_explain_reason(outcome, r, &text);
	if (status == TSM_OK)
		tsm_json_set(object, "reason", tsm_buf_cstr(&text));
	tsm_buf_release(&text);
	if (status != TSM_OK || r->row_count == 0)
		return status;
	rows = tsm_json_set_array(object, "rows");
	for (size_t i = 0; i < r->row_count; i++)
		TSM_TRY(
		    json_row(outcome, &r->rows[i], tsm_json_add_object(rows)));
	return TSM_OK;
}

static void json_units(const struct tsm_award_outcome *award, json_t *object)
{
	const struct tsm_units_outcome *u = &award->units;
	const struct tsm_unit_scheme *scheme = award->award->scheme;
	json_t *units;

	if (award->award->kind != TSM_AWARD_UNITS)
		return;
	units = tsm_json_set_object(object, "units");
	tsm_json_set(units, "scheme", scheme->id);
	tsm_json_set(units, "unit", scheme->name);
	tsm_json_set_decimal(units, "amount", u->amount);
	tsm_json_set(units, "basis",
	    tsm_rules_word(
		tsm_rules_basis_words, (unsigned)award->award->units.basis));
	tsm_json_set_decimal(units, "per_hour", u->per_hour);
	tsm_json_set_decimal(units, "step", u->step);
	tsm_json_set(units, "round",
	    tsm_rules_word(
		tsm_rules_round_words, (unsigned)award->award->units.round));
	tsm_json_set_int(units, "seconds", u->seconds);
	tsm_json_set_int(units, "sessions", (int64_t)u->session_count);
	set_day(units, "first_day", u->first_day);
	set_day(units, "last_day", u->last_day);
	if (u->approval)
		tsm_json_set(units, "approval", u->approval->number);
}

static enum tsm_status json_award(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, json_t *object)
{
	const struct tsm_result *r;
	unsigned depth;
	struct tsm_buf text;
	enum tsm_status status;
	json_t *list;

	tsm_json_set(object, "award", award->award->id);
	tsm_json_set(object, "kind", tsm_award_kind_word(award->award->kind));
	tsm_json_set(object, "answer", tsm_answer_word(award->answer));
	tsm_json_set_bool(object, "due", award->due);
	tsm_json_set(
	    object, "issue", tsm_award_issue_word(award->award->issue));
	tsm_buf_init(&text, 0);
	status = tsm_explain_award(outcome, award, &text);
	if (status == TSM_OK)
		tsm_json_set(object, "reason", tsm_buf_cstr(&text));
	tsm_buf_release(&text);
	if (status != TSM_OK)
		return status;
	json_units(award, object);
	list = tsm_json_set_array(object, "conditions");
	for (size_t n = 0;
	     (r = tsm_rules_nth_result(outcome, award, n, &depth)); n++)
		TSM_TRY(json_result(
		    outcome, award, r, depth, tsm_json_add_object(list)));
	return TSM_OK;
}

enum tsm_status tsm_explain_json(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, json_t **ret_object)
{
	json_t *object = json_object();
	enum tsm_status status;

	if (!object)
		return TSM_E_MEMORY;
	status = json_award(outcome, award, object);
	if (status != TSM_OK) {
		json_decref(object);
		return status;
	}
	*ret_object = object;
	return TSM_OK;
}

json_t *tsm_explain_policy_json(const struct tsm_bound_policy *bound)
{
	const struct tsm_policy *policy = bound->policy;
	json_t *object = json_object();
	json_t *parameters;

	tsm_json_set(object, "programme", policy->programme);
	tsm_json_set_int(object, "revision", policy->revision);
	tsm_json_set_int(object, "language", policy->language);
	parameters = tsm_json_set_object(object, "parameters");
	for (size_t i = 0; i < policy->parameter_count; i++) {
		const struct tsm_policy_parameter *p = &bound->parameters[i];

		if (p->type == TSM_PARAMETER_NUMBER)
			tsm_json_set_decimal(parameters, p->name, p->number);
		else if (p->type == TSM_PARAMETER_DATE)
			set_day(parameters, p->name, p->day);
	}
	set_day(object, "today", bound->cohort->today);
	tsm_json_set_bool(object, "closed", bound->cohort->closed);
	return object;
}
