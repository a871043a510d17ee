/* Signed copies of status lists as they were. */
#include "sql.h"
#include "testamur/store/status.h"

#define COPY                                                                 \
 "organisation, number, purpose, format, valid_from, valid_until, changes, " \
 "kid, body"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_status_version, organisation),
	TSM_SQL_FIELD(INT, tsm_store_status_version, number),
	TSM_SQL_FIELD(TEXT, tsm_store_status_version, purpose),
	TSM_SQL_FIELD(TEXT, tsm_store_status_version, format),
	TSM_SQL_FIELD(INT, tsm_store_status_version, valid_from),
	TSM_SQL_FIELD(INT, tsm_store_status_version, valid_until),
	TSM_SQL_FIELD(INT, tsm_store_status_version, changes),
	TSM_SQL_FIELD(TEXT, tsm_store_status_version, kid),
	TSM_SQL_FIELD(BLOB, tsm_store_status_version, body),
};
TSM_SQL_ENTITY(
    ENTITY, "version of a status list", tsm_store_status_version, FIELDS);

enum tsm_status tsm_store_status_version_put(struct tsm_store *store,
    const struct tsm_store_status_version *copy, struct tsm_error *err)
{
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];

	tsm_sql_values(&ENTITY, copy, values);
	TSM_TRY(tsm_sql_run(store,
	    "INSERT INTO signed_status_version (" COPY ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
	    " ON CONFLICT (organisation, number, purpose, format, valid_from)"
	    " DO UPDATE SET valid_until = excluded.valid_until,"
	    " changes = excluded.changes, kid = excluded.kid,"
	    " body = excluded.body",
	    values, ENTITY.count, NULL, err));
	/* anybody may ask for any version: what is kept of them is bounded */
	return tsm_sql_run(store,
	    "DELETE FROM signed_status_version WHERE organisation = $1"
	    " AND number = $2 AND purpose = $3 AND format = $4"
	    " AND valid_from < (SELECT valid_from FROM signed_status_version"
	    " WHERE organisation = $1 AND number = $2 AND purpose = $3"
	    " AND format = $4 ORDER BY valid_from DESC LIMIT 1 OFFSET $5)",
	    TSM_SQL_ARGS(tsm_sql_text(copy->organisation),
		tsm_sql_int64(copy->number), tsm_sql_text(copy->purpose),
		tsm_sql_text(copy->format),
		tsm_sql_int64(TSM_STORE_VERSIONS_MAX - 1)),
	    NULL, err);
}

enum tsm_status tsm_store_status_version_get(struct tsm_store *store,
    const char *organisation, int64_t number, const char *purpose,
    const char *format, int64_t valid_from, struct tsm_arena *arena,
    struct tsm_store_status_version *ret_copy, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " COPY " FROM signed_status_version"
	    " WHERE organisation = $1 AND number = $2 AND purpose = $3"
	    " AND format = $4 AND valid_from = $5",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_int64(number),
		tsm_sql_text(purpose), tsm_sql_text(format),
		tsm_sql_int64(valid_from)),
	    &ENTITY, arena, ret_copy, err);
}

enum tsm_status tsm_store_status_version_drop(
    struct tsm_store *store, int64_t before, struct tsm_error *err)
{
	return tsm_sql_run(store,
	    "DELETE FROM signed_status_version WHERE valid_until < $1",
	    TSM_SQL_ARGS(tsm_sql_int64(before)), NULL, err);
}
