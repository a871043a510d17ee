#include "sql.h"
#include "testamur/base/decimal.h"
#include "testamur/base/time.h"
#include "testamur/store/ledger.h"

#define CYCLE "scheme, person, id, starts, ends, cap, carry, created"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_cycle, scheme),
	TSM_SQL_FIELD(TEXT, tsm_store_cycle, person),
	TSM_SQL_FIELD(TEXT, tsm_store_cycle, id),
	TSM_SQL_FIELD(TEXT, tsm_store_cycle, starts),
	TSM_SQL_FIELD(TEXT, tsm_store_cycle, ends),
	TSM_SQL_FIELD(TEXT, tsm_store_cycle, cap),
	TSM_SQL_FIELD(TEXT, tsm_store_cycle, carry),
	TSM_SQL_FIELD(INT, tsm_store_cycle, created),
};
TSM_SQL_ENTITY(ENTITY, "cycle", tsm_store_cycle, FIELDS);

static bool is_date(const char *text)
{
	struct tsm_civil date;
	return tsm_str(text).len == 10 &&
	       tsm_date_parse(tsm_str(text), &date) == TSM_OK;
}

static bool is_amount(const char *text)
{
	struct tsm_decimal amount;
	return text == NULL ||
	       (tsm_decimal_parse(tsm_str(text), &amount) == TSM_OK &&
		   amount.coef >= 0);
}

static enum tsm_status add(struct tsm_store *store,
    const struct tsm_store_cycle *cycle, struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;
	/* dates of this form are in order when their texts are */
	TSM_TRY(tsm_sql_number(store,
	    "SELECT 1 FROM ledger_cycle WHERE scheme = $1 AND person = $2"
	    " AND id <> $5 AND starts <= $4 AND ends >= $3",
	    TSM_SQL_ARGS(tsm_sql_text(cycle->scheme),
		tsm_sql_text(cycle->person), tsm_sql_text(cycle->starts),
		tsm_sql_text(cycle->ends), tsm_sql_text(cycle->id)),
	    &one, &found, err));
	if (found)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "another cycle of this scheme covers some of these days");
	return tsm_sql_insert(store,
	    "INSERT INTO ledger_cycle (" CYCLE ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &ENTITY, cycle, err);
}

enum tsm_status tsm_store_cycle_add(struct tsm_store *store,
    const struct tsm_store_cycle *cycle, struct tsm_error *err)
{
	bool own = false;
	if (!is_date(cycle->starts) || !is_date(cycle->ends) ||
	    tsm_str_cmp(tsm_str(cycle->starts), tsm_str(cycle->ends)) > 0)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a cycle goes from a date (YYYY-MM-DD) to a later one");
	if (!is_amount(cycle->cap) || !is_amount(cycle->carry))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "units are a decimal number, not below zero");
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, add(store, cycle, err), err);
}

enum tsm_status tsm_store_cycle_list(struct tsm_store *store,
    const char *scheme, const char *person, struct tsm_arena *arena,
    struct tsm_store_cycle **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " CYCLE " FROM ledger_cycle"
	    " WHERE ($1 IS NULL OR scheme = $1)"
	    " AND ($2 IS NULL OR person = $2)"
	    " ORDER BY scheme, person, starts",
	    TSM_SQL_ARGS(tsm_sql_text(scheme), tsm_sql_text(person)), &ENTITY,
	    arena, ret_list, ret_count, err);
}
