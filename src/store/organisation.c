#include "testamur/store/organisation.h"

#include "sql.h"

#define ORGANISATION "id, name, url, email, description, image, created, kind"
#define APPROVAL                                                   \
 "organisation, scheme, number, authority, valid_from, valid_to, " \
 "created"
#define KEY                                                   \
 "organisation, kid, alg, public_jwk, created, active_from, " \
 "retired_at, revoked_at, revoke_reason"

static const struct tsm_sql_field ORGANISATION_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_organisation, id),
	TSM_SQL_FIELD(TEXT, tsm_store_organisation, name),
	TSM_SQL_FIELD(TEXT, tsm_store_organisation, url),
	TSM_SQL_FIELD(TEXT, tsm_store_organisation, email),
	TSM_SQL_FIELD(TEXT, tsm_store_organisation, description),
	TSM_SQL_FIELD(TEXT, tsm_store_organisation, image),
	TSM_SQL_FIELD(INT, tsm_store_organisation, created),
	TSM_SQL_FIELD(TEXT, tsm_store_organisation, kind),
};
TSM_SQL_ENTITY(ORGANISATION_ENTITY, "organisation", tsm_store_organisation,
    ORGANISATION_FIELDS);

static const struct tsm_sql_field APPROVAL_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_approval, organisation),
	TSM_SQL_FIELD(TEXT, tsm_store_approval, scheme),
	TSM_SQL_FIELD(TEXT, tsm_store_approval, number),
	TSM_SQL_FIELD(TEXT, tsm_store_approval, authority),
	TSM_SQL_FIELD(TEXT, tsm_store_approval, valid_from),
	TSM_SQL_FIELD(TEXT, tsm_store_approval, valid_to),
	TSM_SQL_FIELD(INT, tsm_store_approval, created),
};
TSM_SQL_ENTITY(
    APPROVAL_ENTITY, "provider approval", tsm_store_approval, APPROVAL_FIELDS);

static const struct tsm_sql_field KEY_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_key, organisation),
	TSM_SQL_FIELD(TEXT, tsm_store_key, kid),
	TSM_SQL_FIELD(TEXT, tsm_store_key, alg),
	TSM_SQL_FIELD(TEXT, tsm_store_key, public_jwk),
	TSM_SQL_FIELD(INT, tsm_store_key, created),
	TSM_SQL_FIELD(INT, tsm_store_key, active_from),
	TSM_SQL_FIELD(TIME, tsm_store_key, retired_at),
	TSM_SQL_FIELD(TIME, tsm_store_key, revoked_at),
	TSM_SQL_FIELD(TEXT, tsm_store_key, revoke_reason),
};
TSM_SQL_ENTITY(KEY_ENTITY, "key", tsm_store_key, KEY_FIELDS);

enum tsm_status tsm_store_organisation_add(struct tsm_store *store,
    const struct tsm_store_organisation *organisation, struct tsm_error *err)
{
	struct tsm_store_organisation row = *organisation;

	if (row.kind == NULL)
		row.kind = TSM_STORE_ISSUER;
	return tsm_sql_insert(store,
	    "INSERT INTO organisation (" ORGANISATION ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &ORGANISATION_ENTITY, &row, err);
}

enum tsm_status tsm_store_organisation_get(struct tsm_store *store,
    const char *id, struct tsm_arena *arena,
    struct tsm_store_organisation *ret_organisation, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " ORGANISATION " FROM organisation WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &ORGANISATION_ENTITY, arena,
	    ret_organisation, err);
}

enum tsm_status tsm_store_organisation_list(struct tsm_store *store,
    struct tsm_arena *arena, struct tsm_store_organisation **ret_list,
    size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ORGANISATION " FROM organisation ORDER BY id", NULL, 0,
	    &ORGANISATION_ENTITY, arena, ret_list, ret_count, err);
}

enum tsm_status tsm_store_approval_add(struct tsm_store *store,
    const struct tsm_store_approval *approval, struct tsm_error *err)
{
	return tsm_sql_insert(store,
	    "INSERT INTO provider_approval (" APPROVAL ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &APPROVAL_ENTITY, approval, err);
}

enum tsm_status tsm_store_approval_list(struct tsm_store *store,
    const char *organisation, const char *scheme, struct tsm_arena *arena,
    struct tsm_store_approval **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " APPROVAL " FROM provider_approval"
	    " WHERE organisation = $1 AND ($2 IS NULL OR scheme = $2)"
	    " ORDER BY scheme, COALESCE(valid_from, ''), number",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_text(scheme)),
	    &APPROVAL_ENTITY, arena, ret_list, ret_count, err);
}

enum tsm_status tsm_store_key_add(struct tsm_store *store,
    const struct tsm_store_key *key, struct tsm_error *err)
{
	return tsm_sql_insert(store,
	    "INSERT INTO signing_key (" KEY ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &KEY_ENTITY, key, err);
}

enum tsm_status tsm_store_key_get(struct tsm_store *store,
    const char *organisation, const char *kid, struct tsm_arena *arena,
    struct tsm_store_key *ret_key, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " KEY " FROM signing_key"
	    " WHERE organisation = $1 AND kid = $2",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_text(kid)),
	    &KEY_ENTITY, arena, ret_key, err);
}

enum tsm_status tsm_store_key_list(struct tsm_store *store,
    const char *organisation, struct tsm_arena *arena,
    struct tsm_store_key **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " KEY " FROM signing_key"
	    " WHERE $1 IS NULL OR organisation = $1"
	    " ORDER BY organisation, active_from, kid",
	    TSM_SQL_ARGS(tsm_sql_text(organisation)), &KEY_ENTITY, arena,
	    ret_list, ret_count, err);
}

enum tsm_status tsm_store_key_active(struct tsm_store *store,
    const char *organisation, const char *alg, int64_t now,
    struct tsm_arena *arena, struct tsm_store_key *ret_key,
    struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " KEY " FROM signing_key"
	    " WHERE organisation = $1 AND alg = $2 AND active_from <= $3"
	    " AND (retired_at IS NULL OR retired_at > $3)"
	    " AND revoked_at IS NULL"
	    " ORDER BY active_from DESC, kid DESC LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_text(alg),
		tsm_sql_int64(now)),
	    &KEY_ENTITY, arena, ret_key, err);
}

/* Why an update of a key found nothing: no such key, or the wrong state. */
static enum tsm_status key_refused(struct tsm_store *store,
    const char *organisation, const char *kid, const char *what,
    struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;
	TSM_TRY(tsm_sql_number(store,
	    "SELECT 1 FROM signing_key WHERE organisation = $1 AND kid = $2",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_text(kid)), &one,
	    &found, err));
	if (!found)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "no such key");
	return tsm_fail(err, TSM_E_STATE, NULL, "the key is %s already", what);
}

enum tsm_status tsm_store_key_retire(struct tsm_store *store,
    const char *organisation, const char *kid, int64_t at,
    struct tsm_error *err)
{
	bool any = false;
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE signing_key SET retired_at = $3 WHERE organisation = $1"
	    " AND kid = $2 AND retired_at IS NULL RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_text(kid),
		tsm_sql_int64(at)),
	    &any, err));
	return any ? TSM_OK
		   : key_refused(store, organisation, kid, "retired", err);
}

enum tsm_status tsm_store_key_revoke(struct tsm_store *store,
    const char *organisation, const char *kid, int64_t at, const char *reason,
    struct tsm_error *err)
{
	bool any = false;
	if (reason == NULL || reason[0] == '\0')
		return tsm_fail(
		    err, TSM_E_MISSING, NULL, "a key is revoked with a reason");
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE signing_key SET revoked_at = $3, revoke_reason = $4,"
	    " retired_at = COALESCE(retired_at, $3)"
	    " WHERE organisation = $1 AND kid = $2 AND revoked_at IS NULL"
	    " RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_text(kid),
		tsm_sql_int64(at), tsm_sql_text(reason)),
	    &any, err));
	return any ? TSM_OK
		   : key_refused(store, organisation, kid, "revoked", err);
}
