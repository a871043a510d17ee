#include "testamur/store/session.h"

#include "sql.h"

#define SESSION                                                    \
 "cohort, id, topic, track, tags, title, state, kind, "            \
 "makeup_for, makeup_person, mode, local_start, local_end, zone, " \
 "tzdata, start_utc, end_utc, closed_at, position"
#define EVENT                                                  \
 "cohort, session, seq, state, mode, local_start, local_end, " \
 "zone, start_utc, end_utc, closed_at, actor, at_utc, reason"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_session, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_session, id),
	TSM_SQL_FIELD(TEXT, tsm_store_session, topic),
	TSM_SQL_FIELD(TEXT, tsm_store_session, track),
	TSM_SQL_FIELD(TEXT, tsm_store_session, tags),
	TSM_SQL_FIELD(TEXT, tsm_store_session, title),
	TSM_SQL_FIELD(TEXT, tsm_store_session, state),
	TSM_SQL_FIELD(TEXT, tsm_store_session, kind),
	TSM_SQL_FIELD(TEXT, tsm_store_session, makeup_for),
	TSM_SQL_FIELD(TEXT, tsm_store_session, makeup_person),
	TSM_SQL_FIELD(TEXT, tsm_store_session, mode),
	TSM_SQL_FIELD(TEXT, tsm_store_session, local_start),
	TSM_SQL_FIELD(TEXT, tsm_store_session, local_end),
	TSM_SQL_FIELD(TEXT, tsm_store_session, zone),
	TSM_SQL_FIELD(TEXT, tsm_store_session, tzdata),
	TSM_SQL_FIELD(TIME, tsm_store_session, start_utc),
	TSM_SQL_FIELD(TIME, tsm_store_session, end_utc),
	TSM_SQL_FIELD(TIME, tsm_store_session, closed_at),
	TSM_SQL_FIELD(INT, tsm_store_session, position),
};
TSM_SQL_ENTITY(ENTITY, "session", tsm_store_session, FIELDS);

static const struct tsm_sql_field EVENT_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, session),
	TSM_SQL_FIELD(INT, tsm_store_session_event, seq),
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, state),
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, mode),
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, local_start),
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, local_end),
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, zone),
	TSM_SQL_FIELD(TIME, tsm_store_session_event, start_utc),
	TSM_SQL_FIELD(TIME, tsm_store_session_event, end_utc),
	TSM_SQL_FIELD(TIME, tsm_store_session_event, closed_at),
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, by),
	TSM_SQL_FIELD(INT, tsm_store_session_event, at),
	TSM_SQL_FIELD(TEXT, tsm_store_session_event, reason),
};
TSM_SQL_ENTITY(
    EVENT_ENTITY, "session event", tsm_store_session_event, EVENT_FIELDS);

/*
 * Insert or change; no row comes back when nothing differs. Texts are
 * compared as they are, so NULL and "" are made equal only by COALESCE.
 */
static const char PUT[] =
    "INSERT INTO session (" SESSION ")"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
    " $15, $16, $17, $18, $19)"
    " ON CONFLICT (cohort, id) DO UPDATE SET topic = excluded.topic,"
    " track = excluded.track, tags = excluded.tags, title = excluded.title,"
    " state = excluded.state, kind = excluded.kind,"
    " makeup_for = excluded.makeup_for,"
    " makeup_person = excluded.makeup_person, mode = excluded.mode,"
    " local_start = excluded.local_start, local_end = excluded.local_end,"
    " zone = excluded.zone, tzdata = excluded.tzdata,"
    " start_utc = excluded.start_utc, end_utc = excluded.end_utc,"
    " closed_at = excluded.closed_at, position = excluded.position"
    " WHERE session.topic <> excluded.topic"
    " OR COALESCE(session.track, '') <> COALESCE(excluded.track, '')"
    " OR session.tags <> excluded.tags OR session.title <> excluded.title"
    " OR session.state <> excluded.state OR session.kind <> excluded.kind"
    " OR COALESCE(session.makeup_for, '')"
    " <> COALESCE(excluded.makeup_for, '')"
    " OR COALESCE(session.makeup_person, '')"
    " <> COALESCE(excluded.makeup_person, '')"
    " OR session.mode <> excluded.mode"
    " OR COALESCE(session.local_start, '')"
    " <> COALESCE(excluded.local_start, '')"
    " OR COALESCE(session.local_end, '') <> COALESCE(excluded.local_end, '')"
    " OR session.zone <> excluded.zone"
    " OR COALESCE(session.tzdata, '') <> COALESCE(excluded.tzdata, '')"
    " OR COALESCE(session.start_utc, 0) <> COALESCE(excluded.start_utc, 0)"
    " OR COALESCE(session.end_utc, 0) <> COALESCE(excluded.end_utc, 0)"
    " OR COALESCE(session.closed_at, 0) <> COALESCE(excluded.closed_at, 0)"
    " OR session.position <> excluded.position"
    " RETURNING 1";

static enum tsm_status put(struct tsm_store *store,
    const struct tsm_store_session *session, const char *by, int64_t at,
    const char *reason, struct tsm_error *err)
{
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];
	bool any = false;

	tsm_sql_values(&ENTITY, session, values);
	TSM_TRY(tsm_sql_run(store, PUT, values, ENTITY.count, &any, err));
	if (!any)
		return TSM_OK;
	return tsm_sql_run(store,
	    "INSERT INTO session_event (" EVENT ")"
	    " SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6, $7,"
	    " $8, $9, $10, $11, $12, $13 FROM session_event"
	    " WHERE cohort = $1 AND session = $2",
	    TSM_SQL_ARGS(tsm_sql_text(session->cohort),
		tsm_sql_text(session->id), tsm_sql_text(session->state),
		tsm_sql_text(session->mode), tsm_sql_text(session->local_start),
		tsm_sql_text(session->local_end), tsm_sql_text(session->zone),
		tsm_sql_time(session->start_utc),
		tsm_sql_time(session->end_utc),
		tsm_sql_time(session->closed_at), tsm_sql_text(by),
		tsm_sql_int64(at), tsm_sql_text(reason)),
	    NULL, err);
}

enum tsm_status tsm_store_session_put(struct tsm_store *store,
    const struct tsm_store_session *session, const char *by, int64_t at,
    const char *reason, struct tsm_error *err)
{
	bool own = false;
	bool dated = session->start_utc != 0;
	if (dated != (session->end_utc != 0) ||
	    dated != (session->local_start != NULL) ||
	    dated != (session->local_end != NULL) ||
	    (dated && session->end_utc <= session->start_utc))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a session has a start and a later end, or neither");
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(
	    store, own, put(store, session, by, at, reason, err), err);
}

enum tsm_status tsm_store_session_get(struct tsm_store *store,
    const char *cohort, const char *id, struct tsm_arena *arena,
    struct tsm_store_session *ret_session, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " SESSION " FROM session WHERE cohort = $1 AND id = $2",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(id)), &ENTITY,
	    arena, ret_session, err);
}

enum tsm_status tsm_store_session_list(struct tsm_store *store,
    const char *cohort, struct tsm_arena *arena,
    struct tsm_store_session **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " SESSION " FROM session WHERE cohort = $1"
	    " ORDER BY position, id",
	    TSM_SQL_ARGS(tsm_sql_text(cohort)), &ENTITY, arena, ret_list,
	    ret_count, err);
}

enum tsm_status tsm_store_session_events(struct tsm_store *store,
    const char *cohort, const char *session, struct tsm_arena *arena,
    struct tsm_store_session_event **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " EVENT " FROM session_event WHERE cohort = $1"
	    " AND ($2 IS NULL OR session = $2) ORDER BY session, seq",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(session)),
	    &EVENT_ENTITY, arena, ret_list, ret_count, err);
}
