#include "testamur/store/audit.h"

#include "sql.h"

#define AUDIT "seq, at_utc, actor, action, object, detail"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(INT, tsm_store_audit, seq),
	TSM_SQL_FIELD(INT, tsm_store_audit, at),
	TSM_SQL_FIELD(TEXT, tsm_store_audit, actor),
	TSM_SQL_FIELD(TEXT, tsm_store_audit, action),
	TSM_SQL_FIELD(TEXT, tsm_store_audit, object),
	TSM_SQL_FIELD(TEXT, tsm_store_audit, detail),
};
TSM_SQL_ENTITY(ENTITY, "audit event", tsm_store_audit, FIELDS);

static const char LISTING[] =
    "SELECT " AUDIT " FROM audit_event WHERE seq > $3"
    " AND ($1 IS NULL OR object = $1) AND ($2 IS NULL OR action = $2)"
    " ORDER BY seq LIMIT $4";

/* LIMIT takes no "none" that all engines know. */
#define NO_LIMIT INT64_MAX

#define FILTER_ARGS(filter)                                                   \
 TSM_SQL_ARGS(tsm_sql_text((filter)->object), tsm_sql_text((filter)->action), \
     tsm_sql_int64((filter)->after_seq),                                      \
     tsm_sql_int64((filter)->limit > 0 ? (filter)->limit : NO_LIMIT))

enum tsm_status tsm_store_audit_add(struct tsm_store *store,
    const struct tsm_store_audit *event, struct tsm_error *err)
{
	bool own = false;
	if (event->actor == NULL || event->actor[0] == '\0' ||
	    event->action == NULL || event->action[0] == '\0')
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "an audit event has an actor and an action");
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = tsm_sql_run(store,
	    "INSERT INTO audit_event (" AUDIT ")"
	    " SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5"
	    " FROM audit_event",
	    TSM_SQL_ARGS(tsm_sql_int64(event->at), tsm_sql_text(event->actor),
		tsm_sql_text(event->action), tsm_sql_text(event->object),
		tsm_sql_text(event->detail)),
	    NULL, err);
	return tsm_sql_leave(store, own, status, err);
}

TSM_SQL_VISITOR(tsm_store_audit)

enum tsm_status tsm_store_audit_each(struct tsm_store *store,
    const struct tsm_store_audit_filter *filter,
    enum tsm_status (*each)(
	void *ctx, const struct tsm_store_audit *event, struct tsm_error *err),
    void *ctx, struct tsm_error *err)
{
	struct visitor visitor = { each, ctx };
	return tsm_sql_each(
	    store, LISTING, FILTER_ARGS(filter), &ENTITY, visit, &visitor, err);
}

enum tsm_status tsm_store_audit_list(struct tsm_store *store,
    const struct tsm_store_audit_filter *filter, struct tsm_arena *arena,
    struct tsm_store_audit **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store, LISTING, FILTER_ARGS(filter), &ENTITY, arena,
	    ret_list, ret_count, err);
}
