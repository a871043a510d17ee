/* reason.c - the reason of an answer, as an English sentence. */
#include "bound.h"
#include "sentences.h"

#define S(n) ((n) == 1 ? "" : "s")

/* printf knows no int64_t of its own. */
static long long number(int64_t n)
{
	return (long long)n;
}

static int64_t minutes(int64_t seconds)
{
	return seconds / 60;
}

static size_t count_rows(const struct tsm_result *r, enum tsm_row_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < r->row_count; i++)
		n += r->rows[i].kind == kind;
	return n;
}

/* "; 2 still to come; 1 postponed": what the other sessions are doing. */
static void say_rest(const struct tsm_result *r, struct tsm_buf *out)
{
	static const struct {
		enum tsm_row_kind kind;
		const char *text;
	} rest[] = {
		{ TSM_ROW_MISSED, "missed" },
		{ TSM_ROW_TO_COME, "still to come" },
		{ TSM_ROW_POSTPONED, "postponed without a date" },
		{ TSM_ROW_MAKEUP_TO_COME, "can be made up" },
		{ TSM_ROW_RECORDING, "can be watched as a recording" },
		{ TSM_ROW_MAKEUP_NEEDED, "cancelled, waiting for a make-up" },
		{ TSM_ROW_DROPPED, "cancelled and not counted" },
		{ TSM_ROW_NOT_CLOSED, "over but not closed yet" },
	};

	for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
		size_t n = count_rows(r, rest[i].kind);

		if (n > 0)
			tsm_buf_printf(out, "; %zu %s", n, rest[i].text);
	}
}

/* "Attended 4 of 6 sessions; 2 still to come" */
static void say_attended(const struct tsm_result *r, struct tsm_buf *out)
{
	if (r->why == TSM_WHY_EMPTY) {
		tsm_buf_adds(
		    out, r->row_count
			     ? "Every session was cancelled; there is none to "
			       "attend"
			     : "No session is scheduled for this yet");
		return;
	}
	if (r->have == r->total && r->condition->every)
		tsm_buf_printf(out,
		    r->total == 1 ? "Attended the session"
				  : "Attended all %lld sessions",
		    number(r->total));
	else
		tsm_buf_printf(out, "Attended %lld of %lld session%s",
		    number(r->have), number(r->total), S(r->total));
	if (!r->condition->every)
		tsm_buf_printf(out, ", %lld needed", number(r->need));
	if (r->answer == TSM_FAILED && !r->condition->every)
		tsm_buf_printf(out, " and at most %lld still possible",
		    number(r->have + r->left));
	say_rest(r, out);
}

/* "5 of 6 sessions over and closed; 1 postponed without a date" */
static void say_closed(const struct tsm_result *r, struct tsm_buf *out)
{
	if (r->why == TSM_WHY_EMPTY)
		tsm_buf_adds(out, "No session is scheduled for this yet");
	else if (r->answer == TSM_MET && r->total == 1)
		tsm_buf_adds(out, "The session is over and closed");
	else if (r->answer == TSM_MET)
		tsm_buf_printf(out, "All %lld sessions are over and closed",
		    number(r->total));
	else
		tsm_buf_printf(out, "%lld of %lld session%s over and closed",
		    number(r->have), number(r->total), S(r->total));
	if (r->answer != TSM_MET)
		say_rest(r, out);
}

/* Why something that was only missing has become impossible. */
static void say_over(const struct tsm_result *r, struct tsm_buf *out)
{
	if (r->answer == TSM_FAILED)
		tsm_buf_adds(out, "; the cohort is closed");
}

/* "Spent 59 of 60 minutes on "platform"": rounded down, as everywhere. */
static void say_minutes(const struct tsm_result *r, struct tsm_buf *out)
{
	tsm_buf_printf(out, "Spent %lld of %lld minute%s on \"%s\"",
	    number(minutes(r->have)), number(minutes(r->need)),
	    S(minutes(r->need)), r->condition->name);
	for (size_t i = 0; i < r->row_count; i++)
		if (r->rows[i].credited < r->rows[i].seconds) {
			tsm_buf_adds(
			    out, ", counting no week beyond its limit");
			break;
		}
	say_over(r, out);
}

/* The most advanced state among the pieces that do not count. */
static const char *work_so_far(const struct tsm_result *r)
{
	const char *text = "not handed in yet";

	for (size_t i = 0; i < r->row_count; i++) {
		if (r->rows[i].work->state == TSM_WORK_RETURNED)
			text = "returned for revision";
		if (r->rows[i].work->state == TSM_WORK_SUBMITTED)
			return "handed in, not approved yet";
	}
	return text;
}

static void say_work(const struct tsm_result *r, struct tsm_buf *out)
{
	const struct tsm_condition *c = r->condition;
	const char *done =
	    c->work == TSM_WORK_APPROVED ? "approved" : "handed in";

	if (r->need > 1)
		tsm_buf_printf(out, "%lld of %lld pieces of \"%s\" %s",
		    number(r->have), number(r->need), c->name, done);
	else if (r->answer == TSM_MET)
		tsm_buf_printf(out, "\"%s\" is %s", c->name, done);
	else
		tsm_buf_printf(out, "\"%s\" is %s", c->name, work_so_far(r));
	say_over(r, out);
}

/* Who confirmed it, or who could. */
static void say_attested(const struct tsm_result *r, struct tsm_buf *out)
{
	const struct tsm_condition *c = r->condition;

	for (size_t i = 0; r->answer == TSM_MET && i < r->row_count; i++)
		if (r->rows[i].counts) {
			tsm_buf_printf(out, "\"%s\" is confirmed by %s",
			    c->name, r->rows[i].attestation->role);
			return;
		}
	tsm_buf_printf(out, "\"%s\" is not confirmed by", c->name);
	for (size_t i = 0; i < c->by_count; i++)
		tsm_buf_printf(out, "%s %s", i ? " or" : "", c->by[i]);
	if (r->answer == TSM_OPEN)
		tsm_buf_adds(out, " yet");
	say_over(r, out);
}

/* The enrolment that decided: the one that counts, else the last. */
static const struct tsm_fact_enrolment *decisive(const struct tsm_result *r)
{
	for (size_t i = 0; i < r->row_count; i++)
		if (r->rows[i].counts)
			return r->rows[i].enrolment;
	return r->row_count ? r->rows[r->row_count - 1].enrolment : NULL;
}

static const char *state_text(enum tsm_enrolment_state state)
{
	switch (state) {
	case TSM_ENROLMENT_APPLIED:
		return "Applied, not enrolled yet";
	case TSM_ENROLMENT_OFFERED:
		return "Has been offered a place, not enrolled yet";
	case TSM_ENROLMENT_ACCEPTED:
		return "Has accepted a place, not enrolled yet";
	case TSM_ENROLMENT_ENROLLED:
		return "Enrolled";
	case TSM_ENROLMENT_WAITING:
		return "On the waiting list";
	case TSM_ENROLMENT_WITHDRAWN:
		return "Has withdrawn";
	case TSM_ENROLMENT_COMPLETED:
		return "Enrolled, has completed";
	case TSM_ENROLMENT_NOT_SELECTED:
		return "Was not selected";
	}
	return "Unknown";
}

/* Enrolment conditions, and the implicit one: role NULL names none. */
static void say_enrolled(const struct tsm_result *r, const char *track,
    const char *role, struct tsm_buf *out)
{
	const struct tsm_fact_enrolment *e = decisive(r);
	bool final = r->answer == TSM_FAILED;

	tsm_buf_adds(out, e ? state_text(e->state) : "Not enrolled");
	if (track)
		tsm_buf_printf(out, ": %s", track);
	if (e && role) {
		tsm_buf_adds(out, " as ");
		tsm_buf_add_disarmed(
		    out, tsm_str(e->role ? e->role : TSM_ROLE_PARTICIPANT));
	}
	if (r->why == TSM_WHY_ROLE)
		tsm_buf_printf(out, ", which is not %s", role);
	else if (r->why == TSM_WHY_ELIGIBLE)
		tsm_buf_adds(out, final ? "; not eligible"
					: "; eligibility is not confirmed yet");
	else if (r->why == TSM_WHY_SELECTED)
		tsm_buf_adds(out, final ? "; not selected"
					: "; selection is not confirmed yet");
}

/* Parts speak for themselves: here they are only counted. */
static void say_parts(const struct tsm_result *r, struct tsm_buf *out)
{
	tsm_buf_printf(out, "%lld of %lld condition%s met", number(r->have),
	    number(r->total), S(r->total));
	if (r->condition->kind != TSM_COND_ALL)
		tsm_buf_printf(out, ", %lld needed", number(r->need));
	if (r->answer == TSM_OPEN)
		tsm_buf_printf(out, ", %lld open", number(r->left));
	else if (r->answer == TSM_FAILED)
		tsm_buf_printf(out, ", %lld cannot be met any more",
		    number(r->total - r->have - r->left));
}

static void say_date(const struct tsm_outcome *outcome,
    const struct tsm_result *r, struct tsm_buf *out)
{
	char day[TSM_TIME_TEXT], today[TSM_TIME_TEXT];
	const struct tsm_condition *c = r->condition;
	bool before = c->kind == TSM_COND_BEFORE;

	tsm_buf_printf(out, "%s is %s %s",
	    tsm_day_format(outcome->bound->cohort->today, today),
	    (r->answer == TSM_MET) == before ? "before" : "on or after",
	    tsm_day_format(tsm_rules_day(outcome->bound, &c->date), day));
}

static void say_other_award(const struct tsm_result *r, struct tsm_buf *out)
{
	static const char *const text[] = { "is met", "is still open",
		"cannot be met any more" };

	tsm_buf_printf(
	    out, "The award \"%s\" %s", r->condition->name, text[r->answer]);
}

static void say_condition(const struct tsm_outcome *outcome,
    const struct tsm_result *r, struct tsm_buf *out)
{
	const struct tsm_condition *c = r->condition;

	switch (c->kind) {
	case TSM_COND_ALL:
	case TSM_COND_ANY:
	case TSM_COND_AT_LEAST:
		say_parts(r, out);
		break;
	case TSM_COND_ATTENDED:
		say_attended(r, out);
		break;
	case TSM_COND_MINUTES:
		say_minutes(r, out);
		break;
	case TSM_COND_WORK:
		say_work(r, out);
		break;
	case TSM_COND_ATTESTED:
		say_attested(r, out);
		break;
	case TSM_COND_ENROLLED:
		say_enrolled(r, c->name, NULL, out);
		break;
	case TSM_COND_ROLE:
		say_enrolled(r, NULL, c->name, out);
		break;
	case TSM_COND_HOLDS:
		tsm_buf_printf(out,
		    r->answer == TSM_MET    ? "Holds \"%s\""
		    : r->answer == TSM_OPEN ? "Does not hold \"%s\" yet"
					    : "Does not hold \"%s\"",
		    c->name);
		break;
	case TSM_COND_AWARD:
		say_other_award(r, out);
		break;
	case TSM_COND_CLOSED:
		say_closed(r, out);
		break;
	case TSM_COND_ON_OR_AFTER:
	case TSM_COND_BEFORE:
		say_date(outcome, r, out);
		break;
	}
}

/* "5 renewal units for 5 sessions, 5 h 00 min" */
static void say_units(
    const struct tsm_award_outcome *award, struct tsm_buf *out)
{
	const struct tsm_units_outcome *u = &award->units;
	const struct tsm_unit_scheme *s = award->award->scheme;
	char text[TSM_DECIMAL_TEXT], least[TSM_DECIMAL_TEXT];
	bool one = tsm_decimal_cmp(u->amount, tsm_decimal_int(1)) == 0;

	tsm_buf_printf(out, "%s %s for %zu session%s, %lld h %02lld min",
	    tsm_decimal_format(u->amount, text), one ? s->one : s->many,
	    u->session_count, S(u->session_count), number(u->seconds / 3600),
	    number(minutes(u->seconds % 3600)));
	if (u->check.why == TSM_WHY_APPROVAL)
		tsm_buf_printf(out,
		    "; locked: no approval number for \"%s\" is on record for "
		    "these dates",
		    s->name);
	else if (u->check.why == TSM_WHY_TOO_LITTLE)
		tsm_buf_printf(out, "; the least amount is %s",
		    tsm_decimal_format(s->least, least));
	if (u->check.answer == TSM_OPEN && u->check.left > 0)
		say_rest(&u->check, out);
}

enum tsm_status tsm_explain_reason(const struct tsm_outcome *outcome,
    const struct tsm_result *result, struct tsm_buf *out)
{
	if (result->condition) {
		say_condition(outcome, result, out);
		return tsm_buf_status(out);
	}
	for (size_t i = 0; i < outcome->award_count; i++) {
		const struct tsm_award_outcome *a = &outcome->awards[i];

		if (result == &a->standing)
			say_enrolled(result, NULL,
			    a->award->names_role ? NULL : TSM_ROLE_PARTICIPANT,
			    out);
		else if (result == &a->units.check && a->award->scheme)
			say_units(a, out);
	}
	return tsm_buf_status(out);
}
