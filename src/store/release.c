#include "testamur/store/release.h"

#include "sql.h"

static const struct tsm_sql_field RELEASE_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_release, digest),
	TSM_SQL_FIELD(TEXT, tsm_store_release, by),
	TSM_SQL_FIELD(INT, tsm_store_release, at),
};
TSM_SQL_ENTITY(RELEASE_ENTITY, "release", tsm_store_release, RELEASE_FIELDS);

static const struct tsm_sql_field ISSUE_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_preview_issue, digest),
	TSM_SQL_FIELD(TEXT, tsm_store_preview_issue, credential),
	TSM_SQL_FIELD(INT, tsm_store_preview_issue, at),
	TSM_SQL_FIELD(INT, tsm_store_preview_issue, announce_at),
};
TSM_SQL_ENTITY(
    ISSUE_ENTITY, "issued credential", tsm_store_preview_issue, ISSUE_FIELDS);

static enum tsm_status exists(
    struct tsm_store *store, const char *digest, struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;
	TSM_TRY(tsm_sql_number(store, "SELECT 1 FROM preview WHERE digest = $1",
	    TSM_SQL_ARGS(tsm_sql_text(digest)), &one, &found, err));
	if (!found)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "no such preview");
	return TSM_OK;
}

enum tsm_status tsm_store_release_add(struct tsm_store *store,
    const struct tsm_store_release *release, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = exists(store, release->digest, err);
	if (status == TSM_OK)
		status = tsm_sql_run(store,
		    "INSERT INTO preview_release (digest, actor, at_utc)"
		    " VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
		    TSM_SQL_ARGS(tsm_sql_text(release->digest),
			tsm_sql_text(release->by), tsm_sql_int64(release->at)),
		    NULL, err);
	return tsm_sql_leave(store, own, status, err);
}

enum tsm_status tsm_store_release_get(struct tsm_store *store,
    const char *digest, struct tsm_arena *arena,
    struct tsm_store_release *ret_release, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT digest, actor, at_utc FROM preview_release"
	    " WHERE digest = $1",
	    TSM_SQL_ARGS(tsm_sql_text(digest)), &RELEASE_ENTITY, arena,
	    ret_release, err);
}

/* One statement in the usual case: this is done for every credential. */
static enum tsm_status issue_add(struct tsm_store *store,
    const struct tsm_store_preview_issue *issue, struct tsm_error *err)
{
	enum tsm_status status = tsm_sql_insert(store,
	    "INSERT INTO preview_issue"
	    " (digest, credential, at_utc, announce_at)"
	    " SELECT $1, $2, $3, $4 FROM preview WHERE digest = $1"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &ISSUE_ENTITY, issue, err);
	if (status == TSM_E_DUPLICATE)
		TSM_TRY(exists(store, issue->digest, err));
	return status;
}

enum tsm_status tsm_store_preview_issue_add(struct tsm_store *store,
    const struct tsm_store_preview_issue *issue, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, issue_add(store, issue, err), err);
}

enum tsm_status tsm_store_preview_issue_list(struct tsm_store *store,
    const char *digest, struct tsm_arena *arena,
    struct tsm_store_preview_issue **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT digest, credential, at_utc, announce_at"
	    " FROM preview_issue WHERE digest = $1 ORDER BY credential",
	    TSM_SQL_ARGS(tsm_sql_text(digest)), &ISSUE_ENTITY, arena, ret_list,
	    ret_count, err);
}

enum tsm_status tsm_store_reopen(struct tsm_store *store,
    const char *credential, const char *cohort, const char *by, int64_t at,
    struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = tsm_sql_run(store,
	    "INSERT INTO award_reopened (credential, cohort, actor, at_utc)"
	    " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
	    TSM_SQL_ARGS(tsm_sql_text(credential), tsm_sql_text(cohort),
		tsm_sql_text(by), tsm_sql_int64(at)),
	    NULL, err);
	return tsm_sql_leave(store, own, status, err);
}

enum tsm_status tsm_store_reopened(struct tsm_store *store,
    const char *credential, bool *ret_reopened, struct tsm_error *err)
{
	int64_t one = 0;
	return tsm_sql_number(store,
	    "SELECT 1 FROM award_reopened WHERE credential = $1",
	    TSM_SQL_ARGS(tsm_sql_text(credential)), &one, ret_reopened, err);
}
