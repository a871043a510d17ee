#include "testamur/store/vcapi.h"

#include "sql.h"

#define ROW                                                            \
 "organisation, id, api_key, status_number, status_index, issued_at, " \
 "revoked_at, suspended_at"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_vcapi, organisation),
	TSM_SQL_FIELD(TEXT, tsm_store_vcapi, id),
	TSM_SQL_FIELD(TEXT, tsm_store_vcapi, api_key),
	TSM_SQL_FIELD(INT, tsm_store_vcapi, number),
	TSM_SQL_FIELD(INT, tsm_store_vcapi, index),
	TSM_SQL_FIELD(INT, tsm_store_vcapi, issued_at),
	TSM_SQL_FIELD(TIME, tsm_store_vcapi, revoked_at),
	TSM_SQL_FIELD(TIME, tsm_store_vcapi, suspended_at),
};
TSM_SQL_ENTITY(ENTITY, "credential", tsm_store_vcapi, FIELDS);

static enum tsm_status add(struct tsm_store *store,
    const struct tsm_store_vcapi *row,
    const struct tsm_store_position *position, struct tsm_error *err)
{
	int64_t issued = 0;
	bool there = false;

	TSM_TRY(tsm_sql_number(store,
	    "SELECT issued_at FROM vcapi_credential"
	    " WHERE organisation = $1 AND id = $2",
	    TSM_SQL_ARGS(
		tsm_sql_text(row->organisation), tsm_sql_text(row->id)),
	    &issued, &there, err));
	if (there)
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "a credential of this id has a status already");
	TSM_TRY(tsm_store_status_claim(
	    store, row->organisation, position, row->issued_at, err));
	return tsm_sql_insert(store,
	    "INSERT INTO vcapi_credential (" ROW ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &ENTITY, row, err);
}

enum tsm_status tsm_store_vcapi_add(struct tsm_store *store,
    const struct tsm_store_vcapi *row,
    const struct tsm_store_position *position, struct tsm_error *err)
{
	bool own = false;

	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, add(store, row, position, err), err);
}

enum tsm_status tsm_store_vcapi_get(struct tsm_store *store,
    const char *organisation, const char *id, struct tsm_arena *arena,
    struct tsm_store_vcapi *ret_row, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " ROW " FROM vcapi_credential"
	    " WHERE organisation = $1 AND id = $2",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_text(id)), &ENTITY,
	    arena, ret_row, err);
}

static enum tsm_status set_bit(struct tsm_store *store,
    const struct tsm_store_vcapi *row, bool revocation, bool set, int64_t now,
    struct tsm_error *err)
{
	bool is = revocation ? row->revoked_at != 0 : row->suspended_at != 0;
	int64_t at = set ? now : 0;
	const char *kind = revocation ? "revoked"
			   : set      ? "suspended"
				      : "reinstated";

	if (is == set)
		return TSM_OK;
	if (revocation && !set)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "a revocation cannot be taken back");
	TSM_TRY(tsm_sql_touch(store, "credential",
	    revocation ? "UPDATE vcapi_credential SET revoked_at = $3"
			 " WHERE organisation = $1 AND id = $2 RETURNING 1"
		       : "UPDATE vcapi_credential SET suspended_at = $3"
			 " WHERE organisation = $1 AND id = $2 RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(row->organisation), tsm_sql_text(row->id),
		tsm_sql_time(at)),
	    err));
	TSM_TRY(tsm_sql_run(store,
	    "INSERT INTO vcapi_event (organisation, credential, seq, kind,"
	    " at_utc) SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4"
	    " FROM vcapi_event WHERE organisation = $1 AND credential = $2",
	    TSM_SQL_ARGS(tsm_sql_text(row->organisation), tsm_sql_text(row->id),
		tsm_sql_text(kind), tsm_sql_int64(now)),
	    NULL, err));
	return tsm_store_status_bump(
	    store, row->organisation, row->number, now, err);
}

enum tsm_status tsm_store_vcapi_set(struct tsm_store *store,
    const char *organisation, const char *id, const char *api_key,
    const char *purpose, bool set, int64_t now, struct tsm_error *err)
{
	bool revocation = tsm_streq(purpose, "revocation");
	struct tsm_store_vcapi row;
	struct tsm_arena arena;
	bool own = false;

	if (!revocation && !tsm_streq(purpose, "suspension"))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a status purpose is revocation or suspension");
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_sql_enter(store, &own, err);
	if (status == TSM_OK) {
		status = tsm_store_vcapi_get(
		    store, organisation, id, &arena, &row, err);
		/* in the words of one that is not there */
		if (status == TSM_OK && api_key != NULL &&
		    !tsm_streq(row.api_key, api_key))
			status = tsm_fail(err, TSM_E_NOT_FOUND, NULL,
			    "no such %s", ENTITY.name);
		if (status == TSM_OK)
			status =
			    set_bit(store, &row, revocation, set, now, err);
		status = tsm_sql_leave(store, own, status, err);
	}
	tsm_arena_release(&arena);
	return status;
}
