#include "sql.h"
#include "testamur/store/person.h"

#define RENAME \
 "person, seq, old_name, new_name, preferred, actor, at_utc, reason"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_rename, person),
	TSM_SQL_FIELD(INT, tsm_store_rename, seq),
	TSM_SQL_FIELD(TEXT, tsm_store_rename, old_name),
	TSM_SQL_FIELD(TEXT, tsm_store_rename, new_name),
	TSM_SQL_FIELD(BOOL, tsm_store_rename, preferred),
	TSM_SQL_FIELD(TEXT, tsm_store_rename, by),
	TSM_SQL_FIELD(INT, tsm_store_rename, at),
	TSM_SQL_FIELD(TEXT, tsm_store_rename, reason),
};
TSM_SQL_ENTITY(ENTITY, "rename", tsm_store_rename, FIELDS);

/* The old name goes into the history before it is overwritten. */
static enum tsm_status rename_person(struct tsm_store *store,
    const struct tsm_store_rename *rename, struct tsm_error *err)
{
	TSM_TRY(tsm_sql_touch(store, "person",
	    "INSERT INTO person_rename (" RENAME ")"
	    " SELECT p.id, (SELECT COALESCE(MAX(r.seq), 0) + 1"
	    " FROM person_rename r WHERE r.person = p.id),"
	    " CASE WHEN $3 = 1 THEN COALESCE(p.preferred_name, '')"
	    " ELSE p.name END, $2, $3, $4, $5, $6 FROM person p"
	    " WHERE p.id = $1 RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(rename->person),
		tsm_sql_text(rename->new_name),
		tsm_sql_int64(rename->preferred ? 1 : 0),
		tsm_sql_text(rename->by), tsm_sql_int64(rename->at),
		tsm_sql_text(rename->reason)),
	    err));
	return tsm_sql_run(store,
	    rename->preferred
		? "UPDATE person SET preferred_name = $2 WHERE id = $1"
		: "UPDATE person SET name = $2 WHERE id = $1",
	    TSM_SQL_ARGS(
		tsm_sql_text(rename->person), tsm_sql_text(rename->new_name)),
	    NULL, err);
}

enum tsm_status tsm_store_person_rename(struct tsm_store *store,
    const struct tsm_store_rename *rename, struct tsm_error *err)
{
	bool own = false;
	if (rename->reason == NULL || rename->reason[0] == '\0')
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "a name is changed with a reason");
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(
	    store, own, rename_person(store, rename, err), err);
}

enum tsm_status tsm_store_rename_list(struct tsm_store *store,
    const char *person, struct tsm_arena *arena,
    struct tsm_store_rename **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " RENAME " FROM person_rename WHERE person = $1"
	    " ORDER BY seq",
	    TSM_SQL_ARGS(tsm_sql_text(person)), &ENTITY, arena, ret_list,
	    ret_count, err);
}
