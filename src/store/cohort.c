#include "testamur/store/cohort.h"

#include "sql.h"

#define COHORT                                             \
 "id, programme, revision, title, zone, capacity, seats, " \
 "parameters, created, closed_at"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_cohort, id),
	TSM_SQL_FIELD(TEXT, tsm_store_cohort, programme),
	TSM_SQL_FIELD(INT, tsm_store_cohort, revision),
	TSM_SQL_FIELD(TEXT, tsm_store_cohort, title),
	TSM_SQL_FIELD(TEXT, tsm_store_cohort, zone),
	TSM_SQL_FIELD(COUNT, tsm_store_cohort, capacity),
	TSM_SQL_FIELD(TEXT, tsm_store_cohort, seats),
	TSM_SQL_FIELD(TEXT, tsm_store_cohort, parameters),
	TSM_SQL_FIELD(INT, tsm_store_cohort, created),
	TSM_SQL_FIELD(TIME, tsm_store_cohort, closed_at),
};
TSM_SQL_ENTITY(ENTITY, "cohort", tsm_store_cohort, FIELDS);

enum tsm_status tsm_store_cohort_add(struct tsm_store *store,
    const struct tsm_store_cohort *cohort, struct tsm_error *err)
{
	return tsm_sql_insert(store,
	    "INSERT INTO cohort (" COHORT ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &ENTITY, cohort, err);
}

/* Why an update found nothing: no such cohort, or not in that state. */
static enum tsm_status refused(struct tsm_store *store, const char *id,
    const char *what, struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;
	TSM_TRY(tsm_sql_number(store, "SELECT 1 FROM cohort WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &one, &found, err));
	if (!found)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "no such cohort");
	return tsm_fail(err, TSM_E_STATE, NULL, "the cohort is %s", what);
}

enum tsm_status tsm_store_cohort_update(struct tsm_store *store,
    const struct tsm_store_cohort *cohort, struct tsm_error *err)
{
	bool any = false;
	struct tsm_sql_value capacity = tsm_sql_int64(cohort->capacity);
	if (cohort->capacity == -1)
		capacity.type = TSM_SQL_NULL;
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE cohort SET revision = $2, title = $3, zone = $4,"
	    " capacity = $5, seats = $6, parameters = $7"
	    " WHERE id = $1 AND closed_at IS NULL RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(cohort->id),
		tsm_sql_int64(cohort->revision), tsm_sql_text(cohort->title),
		tsm_sql_text(cohort->zone), capacity,
		tsm_sql_text(cohort->seats), tsm_sql_text(cohort->parameters)),
	    &any, err));
	return any ? TSM_OK : refused(store, cohort->id, "closed", err);
}

enum tsm_status tsm_store_cohort_close(
    struct tsm_store *store, const char *id, int64_t at, struct tsm_error *err)
{
	bool any = false;
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE cohort SET closed_at = $2"
	    " WHERE id = $1 AND closed_at IS NULL RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(id), tsm_sql_int64(at)), &any, err));
	return any ? TSM_OK : refused(store, id, "closed already", err);
}

enum tsm_status tsm_store_cohort_reopen(
    struct tsm_store *store, const char *id, struct tsm_error *err)
{
	bool any = false;
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE cohort SET closed_at = NULL"
	    " WHERE id = $1 AND closed_at IS NOT NULL RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &any, err));
	return any ? TSM_OK : refused(store, id, "not closed", err);
}

enum tsm_status tsm_store_cohort_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_cohort *ret_cohort,
    struct tsm_error *err)
{
	return tsm_sql_get(store, "SELECT " COHORT " FROM cohort WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &ENTITY, arena, ret_cohort, err);
}

enum tsm_status tsm_store_cohort_list(struct tsm_store *store,
    const char *programme, struct tsm_arena *arena,
    struct tsm_store_cohort **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " COHORT " FROM cohort"
	    " WHERE $1 IS NULL OR programme = $1 ORDER BY id",
	    TSM_SQL_ARGS(tsm_sql_text(programme)), &ENTITY, arena, ret_list,
	    ret_count, err);
}
