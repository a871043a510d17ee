/* sessions.c - what became of one session for one person. */
#include "evaluation.h"

/* Presence at one session, by the ways that count. */
struct presence {
	const struct tsm_fact_attendance *row; /* the one that tells most */
	bool present;
	bool other_via; /* long enough, but in a way that does not count */
	int64_t seconds;
	int64_t credited;
};

/*
 * Does the way of this row count? Being at a make-up is `makeup`; but the
 * make-up of a cancelled session (a replacement) is that session at
 * another time, and counts as it was attended.
 */
static bool way_counts(const struct tsm_fact_attendance *row,
    const struct tsm_fact_session *s, unsigned via, bool replacement)
{
	unsigned way = TSM_VIA_BIT(row->via);

	if (s->kind != TSM_SESSION_MAKEUP || row->via == TSM_VIA_RECORDING)
		return (via & way) != 0;
	if (!replacement)
		return (via & TSM_VIA_BIT(TSM_VIA_MAKEUP)) != 0;
	if (row->via == TSM_VIA_MAKEUP)
		way |=
		    TSM_VIA_BIT(TSM_VIA_LIVE) | TSM_VIA_BIT(TSM_VIA_IN_PERSON);
	return (via & (way | TSM_VIA_BIT(TSM_VIA_MAKEUP))) != 0;
}

static int64_t clipped(int64_t seconds, const struct tsm_fact_session *s)
{
	return seconds < s->scheduled ? seconds : s->scheduled;
}

/* The override in force: the latest; of two at once, absent. */
static const struct tsm_fact_attendance *override_of(
    const struct evaluation *ev, uint32_t session)
{
	const struct tsm_fact_attendance *found = NULL;

	for (uint32_t i = ev->first_row[session]; i != NO_ROW;
	     i = ev->next_row[i]) {
		const struct tsm_fact_attendance *row =
		    &ev->person->attendance[i];

		if (row->override == TSM_OVERRIDE_NONE)
			continue;
		if (!found || row->override_at > found->override_at ||
		    (row->override_at == found->override_at &&
			row->override == TSM_ABSENT))
			found = row;
	}
	return found;
}

static struct presence overridden(
    const struct tsm_fact_attendance *row, const struct tsm_fact_session *s)
{
	struct presence p = { .row = row,
		.present = row->override == TSM_PRESENT,
		.seconds = clipped(row->seconds, s) };

	if (p.present && row->override_seconds > 0)
		p.credited = clipped(row->override_seconds, s);
	else if (p.present)
		p.credited = p.seconds > 0 ? p.seconds : s->scheduled;
	return p;
}

/* Presence as one row records it, without overrides. */
static struct presence recorded(const struct evaluation *ev, uint32_t session,
    const struct tsm_fact_attendance *row, unsigned via, bool replacement)
{
	const struct tsm_fact_session *s = &ev->cohort->sessions[session];
	int64_t needed = ev->bound->sessions[session].needed;
	struct presence p = { .row = row, .seconds = clipped(row->seconds, s) };

	/* Without a length nothing can be long enough. */
	p.present = needed > 0 && p.seconds >= needed;
	if (p.present && !way_counts(row, s, via, replacement)) {
		p.present = false;
		p.other_via = true;
	}
	if (p.present)
		p.credited = p.seconds;
	return p;
}

static struct presence presence_at(const struct evaluation *ev,
    uint32_t session, unsigned via, bool replacement)
{
	const struct tsm_fact_session *s = &ev->cohort->sessions[session];
	const struct tsm_fact_attendance *by_hand = override_of(ev, session);
	struct presence best = { 0 };

	if (by_hand && (by_hand->override == TSM_ABSENT ||
			   way_counts(by_hand, s, via, replacement)))
		return overridden(by_hand, s);
	for (uint32_t i = ev->first_row[session]; i != NO_ROW;
	     i = ev->next_row[i]) {
		struct presence p = recorded(
		    ev, session, &ev->person->attendance[i], via, replacement);

		if (!best.row || p.present > best.present ||
		    (p.present == best.present && p.seconds > best.seconds))
			best = p;
	}
	return best;
}

/* Put what is known about presence into a row. */
static void show(const struct evaluation *ev, uint32_t session,
    const struct presence *p, struct tsm_row *row)
{
	int64_t needed = ev->bound->sessions[session].needed;
	int64_t away = p->seconds - needed;

	row->attendance = p->row;
	row->seconds = p->seconds;
	row->needed = needed;
	row->credited = p->credited;
	row->other_via = p->other_via;
	row->total_only = p->row && p->row->total_only;
	/* A total hides joining early: within 10 % somebody should look. */
	row->near = row->total_only && (away < 0 ? -away : away) <= needed / 10;
	if (p->present) {
		row->kind = TSM_ROW_ATTENDED;
		row->counts = true;
	}
}

bool tsm_rules_expected(const struct evaluation *ev, uint32_t makeup)
{
	if (!ev->cohort->sessions[makeup].by_invitation)
		return true;
	for (uint32_t i = ev->first_row[makeup]; i != NO_ROW;
	     i = ev->next_row[i])
		if (ev->person->attendance[i].invited)
			return true;
	return false;
}

/*
 * The make-ups for a session: attended, still to come, missed, or none
 * (TSM_ROW_DROPPED, and *row is left alone).
 */
static enum tsm_row_kind try_makeups(const struct evaluation *ev,
    uint32_t session, unsigned via, bool replacement, struct tsm_row *row)
{
	enum tsm_row_kind found = TSM_ROW_DROPPED;

	for (uint32_t m = ev->bound->sessions[session].first_makeup;
	     m != TSM_NO_SESSION; m = ev->bound->sessions[m].next_makeup) {
		const struct tsm_fact_session *s = &ev->cohort->sessions[m];
		enum tsm_row_kind kind = TSM_ROW_MISSED;

		if (s->state == TSM_SESSION_CANCELLED)
			continue;
		if (!tsm_rules_undated(s)) {
			struct presence p =
			    presence_at(ev, m, via, replacement);

			if (p.present) {
				show(ev, m, &p, row);
				row->makeup = m;
				return TSM_ROW_ATTENDED;
			}
		}
		if (!tsm_rules_expected(ev, m))
			continue;
		if (tsm_rules_undated(s))
			kind = TSM_ROW_POSTPONED;
		else if (s->state == TSM_SESSION_PLANNED && !ev->cohort->closed)
			kind = TSM_ROW_MAKEUP_TO_COME;
		/* one to come is better news than one postponed or missed */
		if (found == TSM_ROW_DROPPED || found == TSM_ROW_MISSED ||
		    kind == TSM_ROW_MAKEUP_TO_COME) {
			found = kind;
			row->makeup = m;
		}
	}
	return found;
}

static void cancelled_slot(const struct evaluation *ev, uint32_t session,
    unsigned via, struct tsm_row *row)
{
	const struct tsm_fact_session *s = &ev->cohort->sessions[session];
	int mode = (int)ev->bound->policy->attendance.when_cancelled;

	row->kind = TSM_ROW_DROPPED;
	if (mode == TSM_CANCELLED_DROP)
		return;
	row->kind = try_makeups(ev, session, via, true, row);
	if (row->kind == TSM_ROW_DROPPED && mode == TSM_CANCELLED_KEEP)
		row->kind = s->closed || ev->cohort->closed
				? TSM_ROW_MISSED
				: TSM_ROW_MAKEUP_NEEDED;
}

struct tsm_row tsm_rules_slot(
    const struct evaluation *ev, uint32_t session, unsigned via)
{
	const struct tsm_fact_session *s = &ev->cohort->sessions[session];
	struct tsm_row row = { .kind = TSM_ROW_MISSED,
		.session = session,
		.makeup = TSM_NO_SESSION,
		.needed = ev->bound->sessions[session].needed };
	enum tsm_row_kind makeup = TSM_ROW_DROPPED;
	bool undated = tsm_rules_undated(s);

	if (s->state == TSM_SESSION_CANCELLED) {
		cancelled_slot(ev, session, via, &row);
		return row;
	}
	if (!undated) {
		struct presence p = presence_at(ev, session, via, false);

		show(ev, session, &p, &row);
		if (p.present)
			return row;
	}
	if (via & TSM_VIA_BIT(TSM_VIA_MAKEUP))
		makeup = try_makeups(ev, session, via, false, &row);
	if (makeup == TSM_ROW_ATTENDED)
		row.kind = TSM_ROW_ATTENDED;
	else if (undated)
		row.kind = TSM_ROW_POSTPONED;
	else if (s->state == TSM_SESSION_PLANNED && !ev->cohort->closed)
		row.kind = TSM_ROW_TO_COME;
	else if (makeup != TSM_ROW_DROPPED && makeup != TSM_ROW_MISSED)
		row.kind = makeup;
	else if ((via & TSM_VIA_BIT(TSM_VIA_RECORDING)) && !s->closed &&
		 !ev->cohort->closed)
		row.kind = TSM_ROW_RECORDING;
	return row;
}

struct tsm_row tsm_rules_extra(
    const struct evaluation *ev, uint32_t session, unsigned via)
{
	const struct tsm_fact_session *s = &ev->cohort->sessions[session];
	struct tsm_row row = { .kind = TSM_ROW_DROPPED,
		.session = session,
		.makeup = TSM_NO_SESSION };

	if (s->state == TSM_SESSION_CANCELLED)
		return row;
	row.kind = TSM_ROW_MISSED;
	if (tsm_rules_undated(s)) {
		row.kind = TSM_ROW_POSTPONED;
	} else {
		struct presence p = presence_at(ev, session, via, false);

		if (s->state == TSM_SESSION_PLANNED && !ev->cohort->closed)
			row.kind = TSM_ROW_TO_COME;
		show(ev, session, &p, &row);
	}
	return row;
}

bool tsm_rules_pending(enum tsm_row_kind kind)
{
	return kind == TSM_ROW_TO_COME || kind == TSM_ROW_POSTPONED ||
	       kind == TSM_ROW_MAKEUP_TO_COME ||
	       kind == TSM_ROW_MAKEUP_NEEDED || kind == TSM_ROW_RECORDING;
}
