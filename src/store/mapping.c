/* Saved column mappings. */
#include "testamur/store/mapping.h"

#include "sql.h"

#define MAPPING "name, columns, actor, at_utc"

static const struct tsm_sql_field MAPPING_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_mapping, name),
	TSM_SQL_FIELD(TEXT, tsm_store_mapping, columns),
	TSM_SQL_FIELD(TEXT, tsm_store_mapping, by),
	TSM_SQL_FIELD(INT, tsm_store_mapping, at),
};
TSM_SQL_ENTITY(
    MAPPING_ENTITY, "column mapping", tsm_store_mapping, MAPPING_FIELDS);

enum tsm_status tsm_store_mapping_put(struct tsm_store *store,
    const struct tsm_store_mapping *mapping, struct tsm_error *err)
{
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];
	tsm_sql_values(&MAPPING_ENTITY, mapping, values);
	return tsm_sql_run(store,
	    "INSERT INTO column_mapping (" MAPPING ") VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (name) DO UPDATE SET columns = excluded.columns,"
	    " actor = excluded.actor, at_utc = excluded.at_utc",
	    values, MAPPING_ENTITY.count, NULL, err);
}

enum tsm_status tsm_store_mapping_get(struct tsm_store *store, const char *name,
    struct tsm_arena *arena, struct tsm_store_mapping *ret_mapping,
    struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " MAPPING " FROM column_mapping WHERE name = $1",
	    TSM_SQL_ARGS(tsm_sql_text(name)), &MAPPING_ENTITY, arena,
	    ret_mapping, err);
}

enum tsm_status tsm_store_mapping_list(struct tsm_store *store,
    struct tsm_arena *arena, struct tsm_store_mapping **ret_list,
    size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " MAPPING " FROM column_mapping ORDER BY name", NULL, 0,
	    &MAPPING_ENTITY, arena, ret_list, ret_count, err);
}

enum tsm_status tsm_store_mapping_remove(
    struct tsm_store *store, const char *name, struct tsm_error *err)
{
	return tsm_sql_touch(store, "column mapping",
	    "DELETE FROM column_mapping WHERE name = $1 RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(name)), err);
}
