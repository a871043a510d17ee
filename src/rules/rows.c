/* rows.c - what one row says, and the order of results. */
#include "bound.h"
#include "sentences.h"
#include "words.h"

static const char *const row_words[] = { "attended", "to_come", "postponed",
	"makeup_to_come", "recording", "makeup_needed", "missed", "dropped",
	"not_closed", "closed", "fact", NULL };

const char *tsm_rules_row_word(enum tsm_row_kind kind)
{
	return tsm_rules_word(row_words, (unsigned)kind);
}

struct evidence_list tsm_rules_row_evidence(const struct tsm_row *row)
{
	struct evidence_list list = { NULL, 0 };

#define FROM(fact)                        \
 if (row->fact) {                         \
  list.items = row->fact->evidence;       \
  list.count = row->fact->evidence_count; \
 }
	FROM(attendance)
	FROM(minutes)
	FROM(work)
	FROM(attestation)
	FROM(enrolment)
	FROM(holding)
#undef FROM
	return list;
}

const char *tsm_rules_result_path(
    const struct tsm_award_outcome *award, const struct tsm_result *result)
{
	return result->condition ? result->condition->pointer
				 : award->award->pointer;
}

const char *tsm_rules_result_word(
    const struct tsm_award_outcome *award, const struct tsm_result *result)
{
	if (result->condition)
		return tsm_condition_word(result->condition->kind);
	return result == &award->standing ? "standing" : "units";
}

/* How many conditions lie around this one, inside its award. */
static unsigned depth_of(
    const struct tsm_policy_award *award, const struct tsm_condition *c)
{
	unsigned depth = 0;

	/* a list between each: …/when/all/1 */
	for (const struct tsm_json *at = c->at; at && at != award->when->at;
	     at = at->parent)
		depth += tsm_json_is(at, TSM_JSON_OBJECT);
	return depth;
}

const struct tsm_result *tsm_rules_nth_result(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, size_t n, unsigned *ret_depth)
{
	size_t first = award->award->when->index;
	size_t count = award->award->condition_end - first;
	const struct tsm_result *result;

	*ret_depth = 0;
	if (n == 0)
		return &award->standing;
	if (n > count)
		return n == count + 1 && award->award->kind == TSM_AWARD_UNITS
			   ? &award->units.check
			   : NULL;
	result = &outcome->results[first + n - 1];
	*ret_depth = depth_of(award->award, result->condition);
	return result;
}

/* --- sentences ----------------------------------------------------------- */

static const struct tsm_fact_session *session_of(
    const struct tsm_outcome *outcome, uint32_t n)
{
	return &outcome->bound->cohort->sessions[n];
}

static const char *name_of(const struct tsm_fact_session *s)
{
	return s->title ? s->title : s->id;
}

static long long minutes(int64_t seconds)
{
	return (long long)(seconds / 60);
}

/*
 * What was recorded against what was needed. The minutes needed are
 * rounded up, those present down, so enough never looks like too little.
 */
static void say_presence(const struct tsm_outcome *outcome,
    const struct tsm_row *row, struct tsm_buf *out)
{
	const struct tsm_fact_attendance *a = row->attendance;
	uint32_t n = row->makeup != TSM_NO_SESSION && row->counts
			 ? row->makeup
			 : row->session;

	if (!a)
		return;
	if (a->override != TSM_OVERRIDE_NONE) {
		tsm_buf_printf(out, ": marked %s by hand",
		    a->override == TSM_PRESENT ? "present" : "absent");
		if (a->override_reason) {
			tsm_buf_adds(out, " (");
			tsm_buf_add_disarmed(out, tsm_str(a->override_reason));
			tsm_buf_addc(out, ')');
		}
		return;
	}
	tsm_buf_printf(out, ": %lld of %lld minutes, %lld needed",
	    minutes(row->seconds), minutes(session_of(outcome, n)->scheduled),
	    minutes(row->needed + 59));
	/* "48 of 60 minutes, 48 needed" must not look like enough */
	if (!row->counts && !row->other_via &&
	    minutes(row->seconds) == minutes(row->needed + 59))
		tsm_buf_printf(out, ", %lld seconds short",
		    (long long)(row->needed - row->seconds));
	if (row->other_via)
		tsm_buf_printf(out, ", but by %s, which does not count",
		    tsm_via_word(a->via));
	if (row->total_only)
		tsm_buf_adds(out, " (total only)");
	if (row->near)
		tsm_buf_adds(out, "; close to the limit, please check");
}

/* The words depend on whether the session was held or cancelled. */
static const char *became(
    const struct tsm_outcome *outcome, const struct tsm_row *row)
{
	const struct tsm_fact_session *s = session_of(outcome, row->session);
	bool over = s->state == TSM_SESSION_HELD;

	switch (row->kind) {
	case TSM_ROW_ATTENDED:
		return row->makeup != TSM_NO_SESSION ? "made up" : "attended";
	case TSM_ROW_TO_COME:
		return "still to come";
	case TSM_ROW_POSTPONED:
		return over ? "missed, its make-up is postponed"
			    : "postponed without a date";
	case TSM_ROW_MAKEUP_TO_COME:
		return over ? "missed, a make-up is planned"
			    : "cancelled, a make-up is planned";
	case TSM_ROW_RECORDING:
		return "missed, its recording can still be watched";
	case TSM_ROW_MAKEUP_NEEDED:
		return "cancelled, a make-up is needed";
	case TSM_ROW_MISSED:
		return s->kind == TSM_SESSION_EXTRA ? "not attended" : "missed";
	case TSM_ROW_DROPPED:
		return "cancelled, not counted";
	case TSM_ROW_NOT_CLOSED:
		return "over, not closed yet";
	case TSM_ROW_CLOSED:
		return "over and closed";
	case TSM_ROW_FACT:
		break;
	}
	return "known";
}

static void say_session(const struct tsm_outcome *outcome,
    const struct tsm_row *row, struct tsm_buf *out)
{
	tsm_buf_add_disarmed(
	    out, tsm_str(name_of(session_of(outcome, row->session))));
	tsm_buf_printf(out, " %s", became(outcome, row));
	if (row->makeup != TSM_NO_SESSION) {
		tsm_buf_adds(out, " (");
		tsm_buf_add_disarmed(
		    out, tsm_str(name_of(session_of(outcome, row->makeup))));
		tsm_buf_addc(out, ')');
	}
	if (row->kind == TSM_ROW_ATTENDED || row->kind == TSM_ROW_MISSED ||
	    row->attendance)
		say_presence(outcome, row, out);
}

static const char *role_of(const struct tsm_fact_enrolment *e)
{
	return e->role ? e->role : TSM_ROLE_PARTICIPANT;
}

static void say_fact(const struct tsm_row *row, struct tsm_buf *out)
{
	if (row->minutes) {
		char day[TSM_TIME_TEXT];

		tsm_buf_printf(out, "%lld minutes in the week of %s",
		    minutes(row->seconds),
		    tsm_day_format(tsm_rules_week(row->minutes->day), day));
		if (row->credited < row->seconds)
			tsm_buf_printf(out, ", of which %lld count",
			    minutes(row->credited));
	} else if (row->work) {
		tsm_buf_printf(out, "%s: %s", row->work->item,
		    tsm_work_state_word(row->work->state));
	} else if (row->attestation) {
		tsm_buf_printf(
		    out, "%s: confirmed by ", row->attestation->what);
		tsm_buf_add_disarmed(out,
		    tsm_str(
			row->attestation->role ? row->attestation->role : "?"));
		if (!row->counts)
			tsm_buf_adds(out, ", which does not count");
	} else if (row->enrolment) {
		tsm_buf_printf(out, "%s: %s as ", row->enrolment->track,
		    tsm_enrolment_state_word(row->enrolment->state));
		tsm_buf_add_disarmed(out, tsm_str(role_of(row->enrolment)));
	} else if (row->holding) {
		tsm_buf_printf(out, "holds %s", row->holding->achievement);
	}
}

enum tsm_status tsm_explain_row(const struct tsm_outcome *outcome,
    const struct tsm_row *row, struct tsm_buf *out)
{
	if (row->session != TSM_NO_SESSION)
		say_session(outcome, row, out);
	else
		say_fact(row, out);
	return tsm_buf_status(out);
}
