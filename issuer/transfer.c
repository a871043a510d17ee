#include "transfer.h"

#include "admission.h"
#include "facts.h"
#include "presence.h"
#include "testamur/store/attendance.h"

/* Somebody who takes part, or waits to; the others have left. */
static bool takes_part(const struct tsm_store_enrolment *e)
{
	return tsm_streq(e->state, "enrolled") ||
	       tsm_streq(e->state, "accepted") ||
	       tsm_streq(e->state, "waiting");
}

static enum tsm_status move_enrolment(struct app *app,
    const struct tsm_store_enrolment *old, const char *to, const char *reason,
    struct tsm_error *err)
{
	struct tsm_store_enrolment left = *old;
	struct tsm_store_enrolment joined = *old;
	left.state = "transferred";
	left.since = app->now;
	joined.cohort = to;
	joined.position = 0; /* the last in the order of arrival */
	joined.since = app->now;
	if (tsm_streq(old->role, "participant"))
		joined.state = "waiting"; /* until a place is given */
	TSM_TRY(tsm_store_enrolment_put(
	    app->store, &left, app->actor, app->now, reason, err));
	return tsm_store_enrolment_put(
	    app->store, &joined, app->actor, app->now, reason, err);
}

static enum tsm_status move_all(struct app *app, const struct cohort *from,
    const struct cohort *to, const char *person, const char *reason,
    size_t *ret_tracks, struct tsm_error *err)
{
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, from->row.id, person, &app->arena, &rows, &count, err));
	*ret_tracks = 0;
	for (size_t i = 0; i < count; i++) {
		if (!takes_part(&rows[i]))
			continue;
		TSM_TRY(move_enrolment(app, &rows[i], to->row.id, reason, err));
		++*ret_tracks;
	}
	return TSM_OK;
}

/* Does the person still wait in one of the tracks that moved? */
static enum tsm_status is_waiting(struct app *app, const char *cohort,
    const char *person, bool *ret_waiting, struct tsm_error *err)
{
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort, person, &app->arena, &rows, &count, err));
	*ret_waiting = false;
	for (size_t i = 0; i < count; i++)
		*ret_waiting = *ret_waiting ||
			       tsm_streq(rows[i].state, "waiting") ||
			       tsm_streq(rows[i].state, "rejected");
	return TSM_OK;
}

/* --- attendance ----------------------------------------------------------- */

/* The fact that shows the person present at a session, or NULL. */
static const struct tsm_fact_attendance *present_at(
    const struct tsm_person_facts *facts, uint32_t session, int64_t needed)
{
	const struct tsm_fact_attendance *best = NULL;
	for (size_t i = 0; i < facts->attendance_count; i++) {
		const struct tsm_fact_attendance *a = &facts->attendance[i];
		if (a->session != session || a->override == TSM_ABSENT)
			continue;
		if (a->override == TSM_PRESENT)
			return a;
		if (a->seconds >= needed &&
		    (best == NULL || a->seconds > best->seconds))
			best = a;
	}
	return best;
}

static bool is_regular_of(
    const struct tsm_store_session *session, const char *topic)
{
	return tsm_streq(session->topic, topic) &&
	       tsm_streq(session->kind, "regular");
}

/*
 * The session of the same topic, a make-up's being that of the one that was
 * missed; where a topic has several they follow in their order.
 */
static const struct tsm_store_session *same_topic(const struct cohort *from,
    const struct cohort *to, const struct tsm_store_session *session)
{
	const struct tsm_store_session *found = NULL;
	size_t before = 0;
	uint32_t missed = session->makeup_for != NULL
			      ? cohort_session(from, session->makeup_for)
			      : TSM_NO_SESSION;
	if (missed != TSM_NO_SESSION)
		session = &from->sessions[missed];
	for (size_t i = 0;
	     i < from->session_count && &from->sessions[i] != session; i++)
		before += is_regular_of(&from->sessions[i], session->topic);
	for (size_t i = 0; i < to->session_count; i++) {
		if (!is_regular_of(&to->sessions[i], session->topic))
			continue;
		found = &to->sessions[i];
		if (before-- == 0)
			break;
	}
	return found;
}

/* Has somebody decided about the session already, or did this before? */
static enum tsm_status is_decided(struct app *app,
    const struct tsm_store_session *session, const char *person,
    bool *ret_decided, struct tsm_error *err)
{
	struct tsm_store_override *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_override_list(app->store, session->cohort, person,
	    &app->arena, &rows, &count, err));
	*ret_decided = false;
	for (size_t i = 0; i < count; i++) {
		if (tsm_streq(rows[i].session, session->id))
			*ret_decided = !tsm_streq(rows[i].state, "cleared");
	}
	return TSM_OK;
}

static enum tsm_status follow_one(struct app *app, const struct cohort *from,
    const struct tsm_store_session *old, const struct tsm_store_session *new,
    const struct tsm_fact_attendance *fact, const char *person,
    size_t *sessions, struct tsm_error *err)
{
	bool decided = false;
	int64_t seconds = fact->override == TSM_PRESENT ? fact->override_seconds
							: fact->seconds;
	TSM_TRY(is_decided(app, new, person, &decided, err));
	if (decided)
		return TSM_OK;
	const struct tsm_store_override override = {
		.cohort = new->cohort,
		.session = new->id,
		.person = person,
		.state = "present",
		.seconds = seconds,
		.via = tsm_via_word(fact->via),
		.reason = tsm_arena_printf(&app->arena,
		    "present at the same topic in %s, session %s: %lld minutes",
		    from->row.id, old->id, (long long)(seconds / 60)),
		.by = app->actor,
		.at = app->now,
	};
	if (override.reason == NULL)
		return tsm_fail_memory(err);
	++*sessions;
	return tsm_store_override_add(app->store, &override, err);
}

static enum tsm_status follow(struct app *app, const struct cohort *from,
    const struct cohort *to, const char *person, size_t *ret_sessions,
    struct tsm_error *err)
{
	struct facts *facts = NULL;
	struct tsm_person_facts known = { 0 };
	TSM_TRY(facts_load(app, from, &facts, err));
	TSM_TRY(facts_of(app, facts, person, &known, err));
	*ret_sessions = 0;
	for (uint32_t i = 0; i < from->session_count; i++) {
		const struct tsm_store_session *old = &from->sessions[i];
		const struct tsm_store_session *new = same_topic(from, to, old);
		int64_t needed = 0;
		TSM_TRY(presence_needed(from, i, &needed, err));
		const struct tsm_fact_attendance *fact =
		    present_at(&known, i, needed);
		if (new != NULL && fact != NULL)
			TSM_TRY(follow_one(app, from, old, new, fact, person,
			    ret_sessions, err));
	}
	return TSM_OK;
}

/* Has the person come from there before? Then only what is new follows. */
static enum tsm_status was_moved(struct app *app, const struct cohort *from,
    const char *person, bool *ret_moved, struct tsm_error *err)
{
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, from->row.id, person, &app->arena, &rows, &count, err));
	*ret_moved = false;
	for (size_t i = 0; i < count; i++)
		*ret_moved =
		    *ret_moved || tsm_streq(rows[i].state, "transferred");
	return TSM_OK;
}

enum tsm_status transfer_person(struct app *app, const struct cohort *from,
    const struct cohort *to, const struct tsm_store_person *person,
    const char *reason, bool may_wait, struct transfer_result *ret_result,
    struct tsm_error *err)
{
	struct transfer_result r = { 0 };
	bool moved = false;
	size_t given = 0;
	if (tsm_streq(from->row.id, to->row.id))
		return tsm_fail(err, TSM_E_USAGE, "--to",
		    "the person is in this cohort already");
	if (!tsm_streq(from->row.programme, to->row.programme))
		return tsm_fail(err, TSM_E_MISMATCH, "--to",
		    "the cohort is of another programme");
	TSM_TRY(move_all(app, from, to, person->id, reason, &r.tracks, err));
	TSM_TRY(was_moved(app, from, person->id, &moved, err));
	if (!moved)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "the person does not take part in the old cohort");
	if (r.tracks > 0) {
		TSM_TRY(admission_assign(app, to->row.id, &given, err));
		TSM_TRY(admission_assign(app, from->row.id, &r.moved_up, err));
		TSM_TRY(
		    is_waiting(app, to->row.id, person->id, &r.waiting, err));
	}
	if (r.waiting && !may_wait)
		return tsm_fail(err, TSM_E_STATE, "--to",
		    "the new cohort has no place: raise its capacity, or let "
		    "the person wait there with --wait");
	TSM_TRY(follow(app, from, to, person->id, &r.sessions, err));
	TSM_TRY(transfer_work(app, from, to, person->id, &r, err));
	*ret_result = r;
	return TSM_OK;
}
