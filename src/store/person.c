#include "testamur/store/person.h"

#include "sql.h"

#define PERSON                                                     \
 "id, name, preferred_name, email, licence_type, licence_number, " \
 "institution, attributes, created"
#define ALIAS "person, kind, alias, actor, at_utc, revoked_at, revoked_by"

static const struct tsm_sql_field PERSON_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_person, id),
	TSM_SQL_FIELD(TEXT, tsm_store_person, name),
	TSM_SQL_FIELD(TEXT, tsm_store_person, preferred_name),
	TSM_SQL_FIELD(TEXT, tsm_store_person, email),
	TSM_SQL_FIELD(TEXT, tsm_store_person, licence_type),
	TSM_SQL_FIELD(TEXT, tsm_store_person, licence_number),
	TSM_SQL_FIELD(TEXT, tsm_store_person, institution),
	TSM_SQL_FIELD(TEXT, tsm_store_person, attributes),
	TSM_SQL_FIELD(INT, tsm_store_person, created),
};
TSM_SQL_ENTITY(PERSON_ENTITY, "person", tsm_store_person, PERSON_FIELDS);

static const struct tsm_sql_field ALIAS_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_alias, person),
	TSM_SQL_FIELD(TEXT, tsm_store_alias, kind),
	TSM_SQL_FIELD(TEXT, tsm_store_alias, value),
	TSM_SQL_FIELD(TEXT, tsm_store_alias, by),
	TSM_SQL_FIELD(INT, tsm_store_alias, at),
	TSM_SQL_FIELD(TIME, tsm_store_alias, revoked_at),
	TSM_SQL_FIELD(TEXT, tsm_store_alias, revoked_by),
};
TSM_SQL_ENTITY(ALIAS_ENTITY, "alias", tsm_store_alias, ALIAS_FIELDS);

/* TSM_E_DUPLICATE when the address leads to somebody other than id. */
static enum tsm_status email_free(struct tsm_store *store, const char *email,
    const char *id, struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;
	if (email == NULL)
		return TSM_OK;
	TSM_TRY(tsm_sql_number(store,
	    "SELECT 1 FROM person WHERE email = $1 AND id <> $2"
	    " UNION ALL SELECT 1 FROM person_alias WHERE alias = $1"
	    " AND kind = 'email' AND revoked_at IS NULL AND person <> $2",
	    TSM_SQL_ARGS(tsm_sql_text(email), tsm_sql_text(id)), &one, &found,
	    err));
	if (found)
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "the e-mail address belongs to another person");
	return TSM_OK;
}

static enum tsm_status add_person(struct tsm_store *store,
    const struct tsm_store_person *person, struct tsm_error *err)
{
	TSM_TRY(email_free(store, person->email, person->id, err));
	return tsm_sql_insert(store,
	    "INSERT INTO person (" PERSON ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &PERSON_ENTITY, person, err);
}

enum tsm_status tsm_store_person_add(struct tsm_store *store,
    const struct tsm_store_person *person, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, add_person(store, person, err), err);
}

enum tsm_status tsm_store_person_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_person *ret_person,
    struct tsm_error *err)
{
	return tsm_sql_get(store, "SELECT " PERSON " FROM person WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &PERSON_ENTITY, arena, ret_person,
	    err);
}

enum tsm_status tsm_store_person_by_email(struct tsm_store *store,
    const char *email, struct tsm_arena *arena,
    struct tsm_store_person *ret_person, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " PERSON " FROM person WHERE email = $1 OR id IN"
	    " (SELECT person FROM person_alias WHERE alias = $1"
	    " AND kind = 'email' AND revoked_at IS NULL)",
	    TSM_SQL_ARGS(tsm_sql_text(email)), &PERSON_ENTITY, arena,
	    ret_person, err);
}

enum tsm_status tsm_store_person_list(struct tsm_store *store,
    const char *cohort, struct tsm_arena *arena,
    struct tsm_store_person **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " PERSON " FROM person WHERE $1 IS NULL OR id IN"
	    " (SELECT person FROM enrolment WHERE cohort = $1)"
	    " ORDER BY name, id",
	    TSM_SQL_ARGS(tsm_sql_text(cohort)), &PERSON_ENTITY, arena, ret_list,
	    ret_count, err);
}

enum tsm_status tsm_store_person_delete(
    struct tsm_store *store, const char *id, struct tsm_error *err)
{
	/* foreign keys do the rest */
	return tsm_sql_touch(store, "person",
	    "DELETE FROM person WHERE id = $1 RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), err);
}

/* TSM_E_DUPLICATE when a product's id leads to somebody else. */
static enum tsm_status id_free(struct tsm_store *store, const char *value,
    const char *person, struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;
	TSM_TRY(tsm_sql_number(store,
	    "SELECT 1 FROM person_alias WHERE alias = $1 AND kind = 'id'"
	    " AND revoked_at IS NULL AND person <> $2",
	    TSM_SQL_ARGS(tsm_sql_text(value), tsm_sql_text(person)), &one,
	    &found, err));
	if (found)
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "the id belongs to another person");
	return TSM_OK;
}

static enum tsm_status add_alias(struct tsm_store *store,
    const struct tsm_store_alias *alias, struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;

	TSM_TRY(tsm_sql_number(store, "SELECT 1 FROM person WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(alias->person)), &one, &found, err));
	if (!found)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "no such person");
	if (tsm_streq(alias->kind, "email"))
		TSM_TRY(email_free(store, alias->value, alias->person, err));
	if (tsm_streq(alias->kind, "id"))
		TSM_TRY(id_free(store, alias->value, alias->person, err));
	return tsm_sql_run(store,
	    "INSERT INTO person_alias"
	    " (person, seq, kind, alias, actor, at_utc)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5"
	    " FROM person_alias WHERE person = $1 ON CONFLICT DO NOTHING",
	    TSM_SQL_ARGS(tsm_sql_text(alias->person), tsm_sql_text(alias->kind),
		tsm_sql_text(alias->value), tsm_sql_text(alias->by),
		tsm_sql_int64(alias->at)),
	    NULL, err);
}

enum tsm_status tsm_store_alias_add(struct tsm_store *store,
    const struct tsm_store_alias *alias, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, add_alias(store, alias, err), err);
}

enum tsm_status tsm_store_alias_revoke(struct tsm_store *store,
    const char *person, const char *kind, const char *value, const char *by,
    int64_t at, struct tsm_error *err)
{
	return tsm_sql_touch(store, "alias",
	    "UPDATE person_alias SET revoked_at = $5, revoked_by = $4"
	    " WHERE person = $1 AND kind = $2 AND alias = $3"
	    " AND revoked_at IS NULL RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(person), tsm_sql_text(kind),
		tsm_sql_text(value), tsm_sql_text(by), tsm_sql_int64(at)),
	    err);
}

enum tsm_status tsm_store_alias_list(struct tsm_store *store,
    const char *person, struct tsm_arena *arena,
    struct tsm_store_alias **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ALIAS " FROM person_alias"
	    " WHERE $1 IS NULL OR person = $1 ORDER BY person, seq",
	    TSM_SQL_ARGS(tsm_sql_text(person)), &ALIAS_ENTITY, arena, ret_list,
	    ret_count, err);
}

/* --- the link of a person's own page ------------------------------------- */

enum tsm_status tsm_store_person_link_add(struct tsm_store *store,
    const char *secret_hash, const char *person, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = tsm_sql_touch(store, "person",
	    "INSERT INTO person_link (secret_hash, person)"
	    " SELECT $1, p.id FROM person p WHERE p.id = $2"
	    " ON CONFLICT (secret_hash) DO UPDATE SET person = $2 RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(secret_hash), tsm_sql_text(person)), err);
	return tsm_sql_leave(store, own, status, err);
}

enum tsm_status tsm_store_person_by_link(struct tsm_store *store,
    const char *secret_hash, struct tsm_arena *arena,
    struct tsm_store_person *ret_person, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " PERSON " FROM person WHERE id ="
	    " (SELECT person FROM person_link WHERE secret_hash = $1)",
	    TSM_SQL_ARGS(tsm_sql_text(secret_hash)), &PERSON_ENTITY, arena,
	    ret_person, err);
}
