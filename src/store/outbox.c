#include "testamur/store/outbox.h"

#include "sql.h"

#define MAIL                                              \
 "id, kind, object, person, recipient, created, due_at, " \
 "attempts, error, state, done_at"

static const struct tsm_sql_field MAIL_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_mail, id),
	TSM_SQL_FIELD(TEXT, tsm_store_mail, kind),
	TSM_SQL_FIELD(TEXT, tsm_store_mail, object),
	TSM_SQL_FIELD(TEXT, tsm_store_mail, person),
	TSM_SQL_FIELD(TEXT, tsm_store_mail, recipient),
	TSM_SQL_FIELD(INT, tsm_store_mail, created),
	TSM_SQL_FIELD(INT, tsm_store_mail, due_at),
	TSM_SQL_FIELD(INT, tsm_store_mail, attempts),
	TSM_SQL_FIELD(TEXT, tsm_store_mail, error),
	TSM_SQL_FIELD(TEXT, tsm_store_mail, state),
	TSM_SQL_FIELD(TIME, tsm_store_mail, done_at),
};
TSM_SQL_ENTITY(MAIL_ENTITY, "message", tsm_store_mail, MAIL_FIELDS);

enum tsm_status tsm_store_mail_add(struct tsm_store *store,
    const struct tsm_store_mail *mail, bool *ret_added, struct tsm_error *err)
{
	struct tsm_sql_value v[TSM_SQL_PARAMS_MAX];

	tsm_sql_values(&MAIL_ENTITY, mail, v);
	return tsm_sql_run(store,
	    "INSERT INTO outbox (" MAIL ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, NULL, 'waiting', NULL)"
	    " ON CONFLICT (kind, object, recipient) DO NOTHING RETURNING 1",
	    v, 7, ret_added, err);
}

enum tsm_status tsm_store_mail_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_mail *ret_mail,
    struct tsm_error *err)
{
	return tsm_sql_get(store, "SELECT " MAIL " FROM outbox WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &MAIL_ENTITY, arena, ret_mail, err);
}

enum tsm_status tsm_store_mail_list(struct tsm_store *store, const char *state,
    int64_t due_by, struct tsm_arena *arena, struct tsm_store_mail **ret_list,
    size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " MAIL " FROM outbox WHERE ($1 IS NULL OR state = $1)"
	    " AND ($2 IS NULL OR due_at <= $2) ORDER BY due_at, created, id",
	    TSM_SQL_ARGS(tsm_sql_text(state), tsm_sql_time(due_by)),
	    &MAIL_ENTITY, arena, ret_list, ret_count, err);
}

enum tsm_status tsm_store_mail_claim(struct tsm_store *store, const char *id,
    int64_t due_at, int64_t until, bool *ret_claimed, struct tsm_error *err)
{
	return tsm_sql_run(store,
	    "UPDATE outbox SET due_at = $3"
	    " WHERE id = $1 AND due_at = $2 AND state = 'waiting' RETURNING 1",
	    TSM_SQL_ARGS(
		tsm_sql_text(id), tsm_sql_int64(due_at), tsm_sql_int64(until)),
	    ret_claimed, err);
}

enum tsm_status tsm_store_mail_settle(struct tsm_store *store, const char *id,
    const char *state, const char *error, int64_t due_at, int64_t now,
    struct tsm_error *err)
{
	bool waits = tsm_streq(state, "waiting");
	bool tried = !tsm_streq(state, "cancelled");

	return tsm_sql_touch(store, "waiting message",
	    "UPDATE outbox SET state = $2, error = $3, due_at = $4,"
	    " done_at = $5, attempts = attempts + $6"
	    " WHERE id = $1 AND state = 'waiting' RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(id), tsm_sql_text(state),
		tsm_sql_text(error), tsm_sql_int64(due_at),
		tsm_sql_time(waits ? 0 : now), tsm_sql_int64(tried ? 1 : 0)),
	    err);
}

enum tsm_status tsm_store_mail_requeue(
    struct tsm_store *store, const char *id, int64_t now, struct tsm_error *err)
{
	return tsm_sql_touch(store, "failed or cancelled message",
	    "UPDATE outbox SET state = 'waiting', done_at = NULL, due_at = $2,"
	    " attempts = 0 WHERE id = $1"
	    " AND state IN ('failed', 'cancelled') RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(id), tsm_sql_int64(now)), err);
}
