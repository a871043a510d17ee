#include "testamur/store/person.h"

#include "sql.h"

#define ENROLMENT                                              \
 "cohort, person, track, state, role, institution, position, " \
 "applied_at, eligible, selected, since"
#define EVENT                                                       \
 "cohort, person, track, seq, state, role, institution, position, " \
 "eligible, selected, actor, at_utc, reason"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment, person),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment, track),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment, state),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment, role),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment, institution),
	TSM_SQL_FIELD(INT, tsm_store_enrolment, position),
	TSM_SQL_FIELD(TIME, tsm_store_enrolment, applied_at),
	TSM_SQL_FIELD(TRI, tsm_store_enrolment, eligible),
	TSM_SQL_FIELD(TRI, tsm_store_enrolment, selected),
	TSM_SQL_FIELD(INT, tsm_store_enrolment, since),
};
TSM_SQL_ENTITY(ENTITY, "enrolment", tsm_store_enrolment, FIELDS);

static const struct tsm_sql_field EVENT_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment_event, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment_event, person),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment_event, track),
	TSM_SQL_FIELD(INT, tsm_store_enrolment_event, seq),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment_event, state),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment_event, role),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment_event, institution),
	TSM_SQL_FIELD(INT, tsm_store_enrolment_event, position),
	TSM_SQL_FIELD(TRI, tsm_store_enrolment_event, eligible),
	TSM_SQL_FIELD(TRI, tsm_store_enrolment_event, selected),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment_event, by),
	TSM_SQL_FIELD(INT, tsm_store_enrolment_event, at),
	TSM_SQL_FIELD(TEXT, tsm_store_enrolment_event, reason),
};
TSM_SQL_ENTITY(
    EVENT_ENTITY, "enrolment event", tsm_store_enrolment_event, EVENT_FIELDS);

/* Insert or change; no row comes back when nothing but since differs. */
static const char PUT[] =
    "INSERT INTO enrolment (" ENROLMENT ")"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    " ON CONFLICT (cohort, person, track) DO UPDATE SET"
    " state = excluded.state, role = excluded.role,"
    " institution = excluded.institution, position = excluded.position,"
    " applied_at = excluded.applied_at, eligible = excluded.eligible,"
    " selected = excluded.selected, since = excluded.since"
    " WHERE enrolment.state <> excluded.state"
    " OR enrolment.role <> excluded.role"
    " OR COALESCE(enrolment.institution, '')"
    " <> COALESCE(excluded.institution, '')"
    " OR enrolment.position <> excluded.position"
    " OR COALESCE(enrolment.applied_at, 0)"
    " <> COALESCE(excluded.applied_at, 0)"
    " OR COALESCE(enrolment.eligible, -1) <> COALESCE(excluded.eligible, -1)"
    " OR COALESCE(enrolment.selected, -1) <> COALESCE(excluded.selected, -1)"
    " RETURNING 1";

/* The position it has, else the next of the track. */
static enum tsm_status give_position(struct tsm_store *store,
    struct tsm_store_enrolment *enrolment, struct tsm_error *err)
{
	bool found = false;
	return tsm_sql_number(store,
	    "SELECT COALESCE((SELECT position FROM enrolment"
	    " WHERE cohort = $1 AND person = $3 AND track = $2),"
	    " (SELECT COALESCE(MAX(position), 0) + 1 FROM enrolment"
	    " WHERE cohort = $1 AND track = $2))",
	    TSM_SQL_ARGS(tsm_sql_text(enrolment->cohort),
		tsm_sql_text(enrolment->track),
		tsm_sql_text(enrolment->person)),
	    &enrolment->position, &found, err);
}

static enum tsm_status put(struct tsm_store *store,
    const struct tsm_store_enrolment *given, const char *by, int64_t at,
    const char *reason, struct tsm_error *err)
{
	struct tsm_store_enrolment enrolment = *given;
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];
	bool any = false;

	if (enrolment.position == 0)
		TSM_TRY(give_position(store, &enrolment, err));
	tsm_sql_values(&ENTITY, &enrolment, values);
	TSM_TRY(tsm_sql_run(store, PUT, values, ENTITY.count, &any, err));
	if (!any)
		return TSM_OK;
	return tsm_sql_run(store,
	    "INSERT INTO enrolment_event (" EVENT ")"
	    " SELECT $1, $2, $3, COALESCE(MAX(seq), 0) + 1, $4, $5, $6, $7,"
	    " $8, $9, $10, $11, $12 FROM enrolment_event"
	    " WHERE cohort = $1 AND person = $2 AND track = $3",
	    TSM_SQL_ARGS(values[0], values[1], values[2], values[3], values[4],
		values[5], values[6], values[8], values[9], tsm_sql_text(by),
		tsm_sql_int64(at), tsm_sql_text(reason)),
	    NULL, err);
}

enum tsm_status tsm_store_enrolment_put(struct tsm_store *store,
    const struct tsm_store_enrolment *enrolment, const char *by, int64_t at,
    const char *reason, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(
	    store, own, put(store, enrolment, by, at, reason, err), err);
}

enum tsm_status tsm_store_enrolment_get(struct tsm_store *store,
    const char *cohort, const char *person, const char *track,
    struct tsm_arena *arena, struct tsm_store_enrolment *ret_enrolment,
    struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " ENROLMENT " FROM enrolment"
	    " WHERE cohort = $1 AND person = $2 AND track = $3",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person),
		tsm_sql_text(track)),
	    &ENTITY, arena, ret_enrolment, err);
}

enum tsm_status tsm_store_enrolment_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_enrolment **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ENROLMENT " FROM enrolment"
	    " WHERE ($1 IS NULL OR cohort = $1)"
	    " AND ($2 IS NULL OR person = $2)"
	    " ORDER BY cohort, track, position, person",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person)), &ENTITY,
	    arena, ret_list, ret_count, err);
}

enum tsm_status tsm_store_enrolment_events(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_enrolment_event **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " EVENT " FROM enrolment_event WHERE cohort = $1"
	    " AND ($2 IS NULL OR person = $2) ORDER BY person, track, seq",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person)),
	    &EVENT_ENTITY, arena, ret_list, ret_count, err);
}
