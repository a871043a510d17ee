#include "testamur/store/programme.h"

#include "sql.h"

#define PROGRAMME   "id, title, definition, created, deleted_at"
#define POLICY      "programme, revision, sha256, body, created, frozen_at"
#define ACHIEVEMENT "programme, id, definition, created"

static const struct tsm_sql_field PROGRAMME_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_programme, id),
	TSM_SQL_FIELD(TEXT, tsm_store_programme, title),
	TSM_SQL_FIELD(TEXT, tsm_store_programme, definition),
	TSM_SQL_FIELD(INT, tsm_store_programme, created),
	TSM_SQL_FIELD(TIME, tsm_store_programme, deleted_at),
};
TSM_SQL_ENTITY(
    PROGRAMME_ENTITY, "programme", tsm_store_programme, PROGRAMME_FIELDS);

static const struct tsm_sql_field POLICY_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_policy, programme),
	TSM_SQL_FIELD(INT, tsm_store_policy, revision),
	TSM_SQL_FIELD(TEXT, tsm_store_policy, sha256),
	TSM_SQL_FIELD(TEXT, tsm_store_policy, text),
	TSM_SQL_FIELD(INT, tsm_store_policy, created),
	TSM_SQL_FIELD(TIME, tsm_store_policy, frozen_at),
};
TSM_SQL_ENTITY(
    POLICY_ENTITY, "policy revision", tsm_store_policy, POLICY_FIELDS);

static const struct tsm_sql_field ACHIEVEMENT_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_achievement, programme),
	TSM_SQL_FIELD(TEXT, tsm_store_achievement, id),
	TSM_SQL_FIELD(TEXT, tsm_store_achievement, definition),
	TSM_SQL_FIELD(INT, tsm_store_achievement, created),
};
TSM_SQL_ENTITY(ACHIEVEMENT_ENTITY, "achievement", tsm_store_achievement,
    ACHIEVEMENT_FIELDS);

enum tsm_status tsm_store_programme_put(struct tsm_store *store,
    const struct tsm_store_programme *programme, struct tsm_error *err)
{
	struct tsm_store_programme fresh = *programme;
	fresh.deleted_at = 0;
	return tsm_sql_insert(store,
	    "INSERT INTO programme (" PROGRAMME ") VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
	    " definition = excluded.definition RETURNING 1",
	    &PROGRAMME_ENTITY, &fresh, err);
}

enum tsm_status tsm_store_programme_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_programme *ret_programme,
    struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " PROGRAMME " FROM programme WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &PROGRAMME_ENTITY, arena,
	    ret_programme, err);
}

enum tsm_status tsm_store_programme_list(struct tsm_store *store,
    struct tsm_arena *arena, struct tsm_store_programme **ret_list,
    size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " PROGRAMME " FROM programme ORDER BY id", NULL, 0,
	    &PROGRAMME_ENTITY, arena, ret_list, ret_count, err);
}

/* --- deleting --------------------------------------------------------------- */

static enum tsm_status count(struct tsm_store *store, const char *sql,
    const char *id, int64_t *ret_count, struct tsm_error *err)
{
	bool found = false;
	return tsm_sql_number(
	    store, sql, TSM_SQL_ARGS(tsm_sql_text(id)), ret_count, &found, err);
}

static const struct tsm_sql_field OPEN_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_programme, id),
};
TSM_SQL_ENTITY(OPEN_ENTITY, "open cohort", tsm_store_programme, OPEN_FIELDS);

static enum tsm_status check_closed(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_error *err)
{
	struct tsm_store_programme open = { 0 };
	enum tsm_status status = tsm_sql_get(store,
	    "SELECT id FROM cohort WHERE programme = $1"
	    " AND closed_at IS NULL ORDER BY id LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &OPEN_ENTITY, arena, &open, err);
	if (status == TSM_E_NOT_FOUND)
		return TSM_OK;
	if (status != TSM_OK)
		return status;
	return tsm_fail(err, TSM_E_STATE, id,
	    "its cohort %s is open: close it, or delete it if nothing was "
	    "recorded in it",
	    open.id);
}

/* Nobody holds it; what somebody holds has to be explained for ever. */
#define NEVER_GIVEN                             \
 "programme = $1 AND NOT EXISTS (SELECT 1 FROM" \
 " credential k WHERE k.achievement = achievement.id)"

enum tsm_status tsm_store_programme_deletable(struct tsm_store *store,
    const char *id, struct tsm_arena *arena,
    struct tsm_store_programme_deletion *ret_deletion, struct tsm_error *err)
{
	struct tsm_store_programme_deletion d = { 0 };
	struct tsm_store_programme row;
	TSM_TRY(tsm_store_programme_get(store, id, arena, &row, err));
	TSM_TRY(check_closed(store, id, arena, err));
	TSM_TRY(count(store, "SELECT COUNT(*) FROM cohort WHERE programme = $1",
	    id, &d.cohorts, err));
	d.gone = d.cohorts == 0;
	if (row.deleted_at != 0 && !d.gone)
		return tsm_fail(err, TSM_E_STATE, id,
		    "the programme was deleted already; the records of its "
		    "cohorts are still kept");
	if (d.gone) {
		TSM_TRY(count(store,
		    "SELECT COUNT(*) FROM policy_revision"
		    " WHERE programme = $1 AND frozen_at IS NULL",
		    id, &d.revisions, err));
		TSM_TRY(count(store,
		    "SELECT COUNT(*) FROM achievement WHERE " NEVER_GIVEN, id,
		    &d.achievements, err));
	}
	TSM_TRY(count(store,
	    "SELECT COUNT(DISTINCT k.id) FROM credential k JOIN achievement a"
	    " ON a.id = k.achievement WHERE a.programme = $1",
	    id, &d.credentials, err));
	*ret_deletion = d;
	return TSM_OK;
}

static enum tsm_status remove_rows(
    struct tsm_store *store, const char *id, struct tsm_error *err)
{
	static const char *const statements[] = {
		"DELETE FROM policy_revision"
		" WHERE programme = $1 AND frozen_at IS NULL",
		"DELETE FROM achievement WHERE " NEVER_GIVEN,
		"DELETE FROM programme WHERE id = $1",
	};
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
		TSM_TRY(tsm_sql_run(store, statements[i],
		    TSM_SQL_ARGS(tsm_sql_text(id)), NULL, err));
	return TSM_OK;
}

static enum tsm_status delete_programme(struct tsm_store *store, const char *id,
    int64_t at, struct tsm_arena *arena, struct tsm_error *err)
{
	struct tsm_store_programme_deletion d;
	TSM_TRY(tsm_store_programme_deletable(store, id, arena, &d, err));
	if (d.gone)
		return remove_rows(store, id, err);
	return tsm_sql_run(store,
	    "UPDATE programme SET deleted_at = $2 WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id), tsm_sql_int64(at)), NULL, err);
}

enum tsm_status tsm_store_programme_delete(
    struct tsm_store *store, const char *id, int64_t at, struct tsm_error *err)
{
	struct tsm_arena arena;
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	tsm_arena_init(&arena, 0);
	enum tsm_status status = delete_programme(store, id, at, &arena, err);
	tsm_arena_release(&arena);
	return tsm_sql_leave(store, own, status, err);
}

enum tsm_status tsm_store_programme_restore(
    struct tsm_store *store, const char *id, struct tsm_error *err)
{
	bool any = false;
	int64_t there = 0;
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE programme SET deleted_at = NULL"
	    " WHERE id = $1 AND deleted_at IS NOT NULL RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &any, err));
	if (any)
		return TSM_OK;
	TSM_TRY(count(store, "SELECT COUNT(*) FROM programme WHERE id = $1", id,
	    &there, err));
	if (there == 0)
		return tsm_fail(err, TSM_E_NOT_FOUND, id, "no such programme");
	return tsm_fail(err, TSM_E_STATE, id, "the programme is in use");
}

/* --- policies --------------------------------------------------------------- */

static enum tsm_status put_policy(struct tsm_store *store,
    const struct tsm_store_policy *policy, struct tsm_error *err)
{
	struct tsm_store_policy fresh = *policy;
	int64_t one = 0;
	bool found = false;

	fresh.frozen_at = 0;
	TSM_TRY(tsm_sql_number(store, "SELECT 1 FROM programme WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(policy->programme)), &one, &found, err));
	if (!found)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, NULL, "no such programme");
	TSM_TRY(tsm_sql_number(store,
	    "SELECT 1 FROM policy_revision WHERE programme = $1"
	    " AND revision = $2 AND frozen_at IS NOT NULL"
	    " AND (sha256 <> $3 OR body <> $4)",
	    TSM_SQL_ARGS(tsm_sql_text(policy->programme),
		tsm_sql_int64(policy->revision), tsm_sql_text(policy->sha256),
		tsm_sql_text(policy->text)),
	    &one, &found, err));
	if (found)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "revision %lld is frozen, because awards were issued "
		    "under it: give the changed policy a new revision",
		    (long long)policy->revision);
	/* created stays that of the text; so does the freezing */
	return tsm_sql_insert(store,
	    "INSERT INTO policy_revision (" POLICY ")"
	    " VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (programme, revision) DO UPDATE SET"
	    " created = CASE WHEN policy_revision.sha256 = excluded.sha256"
	    " THEN policy_revision.created ELSE excluded.created END,"
	    " sha256 = excluded.sha256, body = excluded.body RETURNING 1",
	    &POLICY_ENTITY, &fresh, err);
}

enum tsm_status tsm_store_policy_put(struct tsm_store *store,
    const struct tsm_store_policy *policy, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, put_policy(store, policy, err), err);
}

enum tsm_status tsm_store_policy_get(struct tsm_store *store,
    const char *programme, int64_t revision, struct tsm_arena *arena,
    struct tsm_store_policy *ret_policy, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " POLICY " FROM policy_revision"
	    " WHERE programme = $1 AND ($2 = 0 OR revision = $2)"
	    " ORDER BY revision DESC LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(programme), tsm_sql_int64(revision)),
	    &POLICY_ENTITY, arena, ret_policy, err);
}

enum tsm_status tsm_store_policy_list(struct tsm_store *store,
    const char *programme, struct tsm_arena *arena,
    struct tsm_store_policy **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " POLICY " FROM policy_revision WHERE programme = $1"
	    " ORDER BY revision",
	    TSM_SQL_ARGS(tsm_sql_text(programme)), &POLICY_ENTITY, arena,
	    ret_list, ret_count, err);
}

enum tsm_status tsm_store_policy_freeze(struct tsm_store *store,
    const char *programme, int64_t revision, const char *sha256, int64_t at,
    struct tsm_error *err)
{
	bool any = false;
	int64_t one = 0;
	bool found = false;

	TSM_TRY(tsm_sql_run(store,
	    "UPDATE policy_revision SET frozen_at = COALESCE(frozen_at, $4)"
	    " WHERE programme = $1 AND revision = $2 AND sha256 = $3"
	    " RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(programme), tsm_sql_int64(revision),
		tsm_sql_text(sha256), tsm_sql_int64(at)),
	    &any, err));
	if (any)
		return TSM_OK;
	TSM_TRY(tsm_sql_number(store,
	    "SELECT 1 FROM policy_revision"
	    " WHERE programme = $1 AND revision = $2",
	    TSM_SQL_ARGS(tsm_sql_text(programme), tsm_sql_int64(revision)),
	    &one, &found, err));
	if (!found)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, NULL, "no such policy revision");
	return tsm_fail(err, TSM_E_MISMATCH, NULL,
	    "the policy was changed since it was evaluated");
}

enum tsm_status tsm_store_achievement_put(struct tsm_store *store,
    const struct tsm_store_achievement *achievement, struct tsm_error *err)
{
	return tsm_sql_insert(store,
	    "INSERT INTO achievement (" ACHIEVEMENT ") VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (programme, id)"
	    " DO UPDATE SET definition = excluded.definition RETURNING 1",
	    &ACHIEVEMENT_ENTITY, achievement, err);
}

enum tsm_status tsm_store_achievement_get(struct tsm_store *store,
    const char *programme, const char *id, struct tsm_arena *arena,
    struct tsm_store_achievement *ret_achievement, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " ACHIEVEMENT " FROM achievement"
	    " WHERE programme = $1 AND id = $2",
	    TSM_SQL_ARGS(tsm_sql_text(programme), tsm_sql_text(id)),
	    &ACHIEVEMENT_ENTITY, arena, ret_achievement, err);
}

enum tsm_status tsm_store_achievement_list(struct tsm_store *store,
    const char *programme, const char *id, struct tsm_arena *arena,
    struct tsm_store_achievement **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ACHIEVEMENT " FROM achievement"
	    " WHERE ($1 IS NULL OR programme = $1) AND ($2 IS NULL OR id = $2)"
	    " ORDER BY programme, id",
	    TSM_SQL_ARGS(tsm_sql_text(programme), tsm_sql_text(id)),
	    &ACHIEVEMENT_ENTITY, arena, ret_list, ret_count, err);
}
