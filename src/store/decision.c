#include "testamur/store/decision.h"

#include "sql.h"

#define PREVIEW "digest, cohort, created, actor, document, used_at, scope"
#define DECISION                                              \
 "id, person, cohort, award, programme, revision, document, " \
 "salt, created"

static const struct tsm_sql_field PREVIEW_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_preview, digest),
	TSM_SQL_FIELD(TEXT, tsm_store_preview, cohort),
	TSM_SQL_FIELD(INT, tsm_store_preview, created),
	TSM_SQL_FIELD(TEXT, tsm_store_preview, by),
	TSM_SQL_FIELD(TEXT, tsm_store_preview, document),
	TSM_SQL_FIELD(TIME, tsm_store_preview, used_at),
	TSM_SQL_FIELD(TEXT, tsm_store_preview, scope),
};
TSM_SQL_ENTITY(PREVIEW_ENTITY, "preview", tsm_store_preview, PREVIEW_FIELDS);

static const struct tsm_sql_field DECISION_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_decision, id),
	TSM_SQL_FIELD(TEXT, tsm_store_decision, person),
	TSM_SQL_FIELD(TEXT, tsm_store_decision, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_decision, award),
	TSM_SQL_FIELD(TEXT, tsm_store_decision, programme),
	TSM_SQL_FIELD(INT, tsm_store_decision, revision),
	TSM_SQL_FIELD(BLOB, tsm_store_decision, document),
	TSM_SQL_FIELD(BLOB, tsm_store_decision, salt),
	TSM_SQL_FIELD(INT, tsm_store_decision, created),
};
TSM_SQL_ENTITY(
    DECISION_ENTITY, "decision", tsm_store_decision, DECISION_FIELDS);

enum tsm_status tsm_store_preview_add(struct tsm_store *store,
    const struct tsm_store_preview *preview, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = tsm_sql_run(store,
	    "INSERT INTO preview (digest, cohort, created, actor, document,"
	    " scope, seq) SELECT $1, $2, $3, $4, $5, COALESCE($6, ''),"
	    " COALESCE(MAX(seq), 0) + 1"
	    " FROM preview WHERE cohort = $2 ON CONFLICT DO NOTHING",
	    TSM_SQL_ARGS(tsm_sql_text(preview->digest),
		tsm_sql_text(preview->cohort), tsm_sql_int64(preview->created),
		tsm_sql_text(preview->by), tsm_sql_text(preview->document),
		tsm_sql_text(preview->scope)),
	    NULL, err);
	return tsm_sql_leave(store, own, status, err);
}

enum tsm_status tsm_store_preview_get(struct tsm_store *store,
    const char *digest, struct tsm_arena *arena,
    struct tsm_store_preview *ret_preview, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " PREVIEW " FROM preview WHERE digest = $1",
	    TSM_SQL_ARGS(tsm_sql_text(digest)), &PREVIEW_ENTITY, arena,
	    ret_preview, err);
}

enum tsm_status tsm_store_preview_last(struct tsm_store *store,
    const char *cohort, const char *digest, struct tsm_arena *arena,
    struct tsm_store_preview *ret_preview, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " PREVIEW " FROM preview WHERE cohort = $1"
	    " AND scope = '' AND ($2 IS NULL OR digest <> $2)"
	    " ORDER BY seq DESC LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(digest)),
	    &PREVIEW_ENTITY, arena, ret_preview, err);
}

enum tsm_status tsm_store_preview_use(struct tsm_store *store,
    const char *digest, int64_t at, struct tsm_error *err)
{
	bool any = false;
	int64_t one = 0;
	/* only the first use writes: an update copies the whole document,
	 * which would make issuing in batches quadratic */
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE preview SET used_at = $2"
	    " WHERE digest = $1 AND used_at IS NULL RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(digest), tsm_sql_int64(at)), &any, err));
	if (!any)
		TSM_TRY(tsm_sql_number(store,
		    "SELECT 1 FROM preview WHERE digest = $1",
		    TSM_SQL_ARGS(tsm_sql_text(digest)), &one, &any, err));
	if (!any)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "no such preview");
	return TSM_OK;
}

enum tsm_status tsm_store_decision_add(struct tsm_store *store,
    const struct tsm_store_decision *decision, struct tsm_error *err)
{
	return tsm_sql_insert(store,
	    "INSERT INTO decision (" DECISION ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &DECISION_ENTITY, decision, err);
}

enum tsm_status tsm_store_decision_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_decision *ret_decision,
    struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " DECISION " FROM decision WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &DECISION_ENTITY, arena,
	    ret_decision, err);
}

enum tsm_status tsm_store_decision_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_decision **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " DECISION " FROM decision WHERE cohort = $1"
	    " AND ($2 IS NULL OR person = $2) ORDER BY created, id",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person)),
	    &DECISION_ENTITY, arena, ret_list, ret_count, err);
}

TSM_SQL_VISITOR(tsm_store_decision)

enum tsm_status tsm_store_decision_each(struct tsm_store *store,
    const char *cohort,
    enum tsm_status (*each)(void *ctx,
	const struct tsm_store_decision *decision, struct tsm_error *err),
    void *ctx, struct tsm_error *err)
{
	struct visitor visitor = { each, ctx };
	return tsm_sql_each(store,
	    "SELECT " DECISION " FROM decision"
	    " WHERE ($1 IS NULL OR cohort = $1)"
	    " ORDER BY cohort, created, id",
	    TSM_SQL_ARGS(tsm_sql_text(cohort)), &DECISION_ENTITY, visit,
	    &visitor, err);
}

enum tsm_status tsm_store_decision_exists(struct tsm_store *store,
    const char *cohort, const char *person, const char *award, bool *ret_exists,
    struct tsm_error *err)
{
	int64_t one = 0;
	return tsm_sql_number(store,
	    "SELECT 1 FROM decision d WHERE cohort = $1 AND person = $2"
	    " AND award = $3 AND NOT EXISTS (SELECT 1 FROM award_reopened r"
	    " WHERE r.credential = d.id) LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person),
		tsm_sql_text(award)),
	    &one, ret_exists, err);
}
