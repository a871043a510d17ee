#include "testamur/store/ledger.h"

#include "sql.h"
#include "testamur/base/decimal.h"

#define ENTRY                                               \
 "id, person, organisation, cohort, award, scheme, units, " \
 "seconds, activity, evidence, cycle, credential, contra_of, at_utc"
/* Not "IS NULL": SQLite would take the index of contra_of, which all of them
 * share, and not that of the person. */
#define IS_ENTRY "COALESCE(contra_of, '') = ''"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_entry, id),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, person),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, organisation),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, award),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, scheme),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, units),
	TSM_SQL_FIELD(INT, tsm_store_entry, seconds),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, activity),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, evidence),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, cycle),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, credential),
	TSM_SQL_FIELD(TEXT, tsm_store_entry, contra_of),
	TSM_SQL_FIELD(INT, tsm_store_entry, at),
};
TSM_SQL_ENTITY(ENTITY, "ledger entry", tsm_store_entry, FIELDS);

/* The round of a contra-entry is that of the entry; no index looks at it. */
static enum tsm_status insert(struct tsm_store *store,
    const struct tsm_store_entry *entry, struct tsm_error *err)
{
	return tsm_sql_insert(store,
	    "INSERT INTO ledger_entry (" ENTRY ", round)"
	    " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
	    " $14, COUNT(*) FROM ledger_entry WHERE person = $2"
	    " AND scheme = $6 AND cycle = $11 AND activity = $9"
	    " AND " IS_ENTRY " ON CONFLICT DO NOTHING RETURNING 1",
	    &ENTITY, entry, err);
}

static enum tsm_status add(struct tsm_store *store,
    const struct tsm_store_entry *entry, struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;
	TSM_TRY(tsm_sql_number(store,
	    "SELECT 1 FROM ledger_entry e WHERE e.person = $1"
	    " AND e.scheme = $2 AND e.cycle = $3 AND e.activity = $4"
	    " AND " IS_ENTRY " AND NOT EXISTS"
	    " (SELECT 1 FROM ledger_entry k WHERE k.contra_of = e.id)",
	    TSM_SQL_ARGS(tsm_sql_text(entry->person),
		tsm_sql_text(entry->scheme), tsm_sql_text(entry->cycle),
		tsm_sql_text(entry->activity)),
	    &one, &found, err));
	if (found)
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "this activity counts already in this cycle");
	return insert(store, entry, err);
}

enum tsm_status tsm_store_entry_add(struct tsm_store *store,
    const struct tsm_store_entry *entry, struct tsm_error *err)
{
	struct tsm_decimal units;
	bool own = false;

	if (entry->contra_of != NULL)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "a contra-entry is made by taking back an entry");
	if (tsm_decimal_parse(tsm_str(entry->units), &units) != TSM_OK ||
	    units.coef <= 0)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "units are a decimal number above zero");
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, add(store, entry, err), err);
}

static enum tsm_status contra(struct tsm_store *store, const char *contra_of,
    const char *id, int64_t at, struct tsm_arena *arena, struct tsm_error *err)
{
	struct tsm_store_entry entry;
	int64_t one = 0;
	bool found = false;

	TSM_TRY(tsm_sql_get(store,
	    "SELECT " ENTRY " FROM ledger_entry WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(contra_of)), &ENTITY, arena, &entry,
	    err));
	TSM_TRY(tsm_sql_number(store,
	    "SELECT 1 FROM ledger_entry WHERE contra_of = $1",
	    TSM_SQL_ARGS(tsm_sql_text(contra_of)), &one, &found, err));
	if (found || entry.contra_of != NULL)
		return tsm_fail(
		    err, TSM_E_STATE, NULL, "the entry was taken back already");
	char *units = tsm_arena_printf(arena, "-%s", entry.units);
	if (units == NULL)
		return tsm_fail_memory(err);
	entry.id = id;
	entry.contra_of = contra_of;
	entry.units = units;
	entry.seconds = -entry.seconds;
	entry.at = at;
	return insert(store, &entry, err);
}

enum tsm_status tsm_store_entry_contra(struct tsm_store *store,
    const char *contra_of, const char *id, int64_t at, struct tsm_error *err)
{
	bool own = false;
	struct tsm_arena arena;

	TSM_TRY(tsm_sql_enter(store, &own, err));
	tsm_arena_init(&arena, 0);
	enum tsm_status status = contra(store, contra_of, id, at, &arena, err);
	tsm_arena_release(&arena);
	return tsm_sql_leave(store, own, status, err);
}

enum tsm_status tsm_store_entry_list(struct tsm_store *store,
    const struct tsm_store_entry_filter *filter, struct tsm_arena *arena,
    struct tsm_store_entry **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ENTRY " FROM ledger_entry"
	    " WHERE ($1 IS NULL OR organisation = $1)"
	    " AND ($2 IS NULL OR cohort = $2)"
	    " AND ($3 IS NULL OR person = $3)"
	    " AND ($4 IS NULL OR scheme = $4)"
	    " AND ($5 IS NULL OR cycle = $5) ORDER BY at_utc, id",
	    TSM_SQL_ARGS(tsm_sql_text(filter->organisation),
		tsm_sql_text(filter->cohort), tsm_sql_text(filter->person),
		tsm_sql_text(filter->scheme), tsm_sql_text(filter->cycle)),
	    &ENTITY, arena, ret_list, ret_count, err);
}

enum tsm_status tsm_store_entry_standing(struct tsm_store *store,
    const char *person, const char *credential, struct tsm_arena *arena,
    struct tsm_store_entry **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ENTRY " FROM ledger_entry e"
	    " WHERE person = $1 AND credential = $2 AND " IS_ENTRY
	    " AND NOT EXISTS"
	    " (SELECT 1 FROM ledger_entry k WHERE k.contra_of = e.id)"
	    " ORDER BY at_utc, id",
	    TSM_SQL_ARGS(tsm_sql_text(person), tsm_sql_text(credential)),
	    &ENTITY, arena, ret_list, ret_count, err);
}
