/*
 * session.h - the meetings of a cohort, and what happened to them.
 *
 * A session keeps the local times somebody entered, the zone, the version of
 * the tz database that turned them into instants, and those instants:
 * evaluation works on the instants alone. A postponed session may have no
 * times. Every change adds an event, so "it was moved on Tuesday" can be
 * shown later. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_SESSION_H
#define TESTAMUR_STORE_SESSION_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_session {
	const char *cohort;
	const char *id;    /* slug, unique within the cohort */
	const char *topic; /* common id of the same topic in other cohorts */
	const char *track; /* series, "workshops", … or NULL */
	const char *tags;  /* separated by single spaces; "" for none */
	const char *title;
	const char *state;         /* planned held cancelled postponed */
	const char *kind;          /* regular extra makeup */
	const char *makeup_for;    /* session id when kind is makeup */
	const char *makeup_person; /* person it is for; NULL: everybody */
	const char *mode;          /* virtual in_person hybrid */
	const char *local_start;   /* "YYYY-MM-DDTHH:MM:SS", or NULL: undated */
	const char *local_end;
	const char *zone;   /* IANA name */
	const char *tzdata; /* version of the tz database, or NULL */
	int64_t start_utc;  /* 0: undated */
	int64_t end_utc;
	int64_t closed_at; /* attendance is complete; 0: not closed */
	int64_t position;  /* order within the cohort, from 1 */
};

/* One change of a session: its new values, by whom and why. */
struct tsm_store_session_event {
	const char *cohort;
	const char *session;
	int64_t seq; /* 1, 2, … within the session */
	const char *state;
	const char *mode;
	const char *local_start;
	const char *local_end;
	const char *zone;
	int64_t start_utc;
	int64_t end_utc;
	int64_t closed_at;
	const char *by;
	int64_t at;
	const char *reason; /* or NULL */
};

/*
 * Add a session or change one to these values, and append the event, which
 * says by whom, when and (may be NULL) why. Nothing is written when nothing
 * differs. TSM_E_NOT_FOUND for an unknown cohort; TSM_E_VALUE for times
 * without both ends or an end not after the start.
 */
enum tsm_status tsm_store_session_put(struct tsm_store *store,
    const struct tsm_store_session *session, const char *by, int64_t at,
    const char *reason, struct tsm_error *err) TSM_NODISCARD;

/* One session. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_session_get(struct tsm_store *store,
    const char *cohort, const char *id, struct tsm_arena *arena,
    struct tsm_store_session *ret_session, struct tsm_error *err) TSM_NODISCARD;

/* Sessions of a cohort in their order. */
enum tsm_status tsm_store_session_list(struct tsm_store *store,
    const char *cohort, struct tsm_arena *arena,
    struct tsm_store_session **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/* Events of a session, oldest first; NULL session: of all, by session. */
enum tsm_status tsm_store_session_events(struct tsm_store *store,
    const char *cohort, const char *session, struct tsm_arena *arena,
    struct tsm_store_session_event **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

#endif
