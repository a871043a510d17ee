/* Attendance beside the files: overrides and activity minutes. */
#include "sql.h"
#include "testamur/base/limits.h"
#include "testamur/store/attendance.h"

#define OVERRIDE                                               \
 "cohort, session, person, seq, state, seconds, via, reason, " \
 "actor, at_utc"
#define ACTIVITY                                                 \
 "cohort, person, activity, day, seconds, sha256, line, actor, " \
 "at_utc"

static const struct tsm_sql_field OVERRIDE_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_override, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_override, session),
	TSM_SQL_FIELD(TEXT, tsm_store_override, person),
	TSM_SQL_FIELD(INT, tsm_store_override, seq),
	TSM_SQL_FIELD(TEXT, tsm_store_override, state),
	TSM_SQL_FIELD(COUNT, tsm_store_override, seconds),
	TSM_SQL_FIELD(TEXT, tsm_store_override, via),
	TSM_SQL_FIELD(TEXT, tsm_store_override, reason),
	TSM_SQL_FIELD(TEXT, tsm_store_override, by),
	TSM_SQL_FIELD(INT, tsm_store_override, at),
};
TSM_SQL_ENTITY(
    OVERRIDE_ENTITY, "override", tsm_store_override, OVERRIDE_FIELDS);

static const struct tsm_sql_field ACTIVITY_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_activity, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_activity, person),
	TSM_SQL_FIELD(TEXT, tsm_store_activity, activity),
	TSM_SQL_FIELD(TEXT, tsm_store_activity, day),
	TSM_SQL_FIELD(INT, tsm_store_activity, seconds),
	TSM_SQL_FIELD(TEXT, tsm_store_activity, sha256),
	TSM_SQL_FIELD(TIME, tsm_store_activity, line),
	TSM_SQL_FIELD(TEXT, tsm_store_activity, by),
	TSM_SQL_FIELD(INT, tsm_store_activity, at),
};
TSM_SQL_ENTITY(
    ACTIVITY_ENTITY, "activity", tsm_store_activity, ACTIVITY_FIELDS);

enum tsm_status tsm_store_override_add(struct tsm_store *store,
    const struct tsm_store_override *override, struct tsm_error *err)
{
	struct tsm_sql_value v[TSM_SQL_PARAMS_MAX];
	bool own = false;

	if (override->reason == NULL || override->reason[0] == '\0' ||
	    override->by == NULL || override->by[0] == '\0')
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "an override has a reason and an author");
	tsm_sql_values(&OVERRIDE_ENTITY, override, v);
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = tsm_sql_run(store,
	    "INSERT INTO attendance_override (" OVERRIDE ")"
	    " SELECT $1, $2, $3, COALESCE(MAX(seq), 0) + 1, $4, $5, $6, $7,"
	    " $8, $9 FROM attendance_override WHERE cohort = $1",
	    TSM_SQL_ARGS(v[0], v[1], v[2], v[4], v[5], v[6], v[7], v[8], v[9]),
	    NULL, err);
	return tsm_sql_leave(store, own, status, err);
}

enum tsm_status tsm_store_override_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_override **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " OVERRIDE " FROM attendance_override WHERE cohort = $1"
	    " AND ($2 IS NULL OR person = $2) ORDER BY seq",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person)),
	    &OVERRIDE_ENTITY, arena, ret_list, ret_count, err);
}

static enum tsm_status add_activity(struct tsm_store *store,
    const struct tsm_store_activity *row, bool *ret_added,
    struct tsm_error *err)
{
	struct tsm_sql_value v[TSM_SQL_PARAMS_MAX];
	tsm_sql_values(&ACTIVITY_ENTITY, row, v);
	return tsm_sql_run(store,
	    "INSERT INTO activity_log (" ACTIVITY ", seq)"
	    " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9,"
	    " COALESCE(MAX(seq), 0) + 1 FROM activity_log WHERE cohort = $1"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    v, ACTIVITY_ENTITY.count, ret_added, err);
}

enum tsm_status tsm_store_activity_add(struct tsm_store *store,
    const struct tsm_store_activity *rows, size_t count, size_t *ret_added,
    struct tsm_error *err)
{
	bool own = false;
	size_t added = 0;

	if (count > TSM_IMPORT_ROWS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "an activity file has at most %d rows",
		    TSM_IMPORT_ROWS_MAX);
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; i < count && status == TSM_OK; i++) {
		bool any = false;
		status = add_activity(store, &rows[i], &any, err);
		added += any ? 1 : 0;
	}
	status = tsm_sql_leave(store, own, status, err);
	if (status == TSM_OK && ret_added != NULL)
		*ret_added = added;
	return status;
}

enum tsm_status tsm_store_activity_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_activity **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ACTIVITY " FROM activity_log WHERE cohort = $1"
	    " AND ($2 IS NULL OR person = $2)"
	    " ORDER BY person, activity, day, seq",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person)),
	    &ACTIVITY_ENTITY, arena, ret_list, ret_count, err);
}
