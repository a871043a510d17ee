#include "testamur/store/review.h"

#include "sql.h"

#define REVIEW                                                      \
 "cohort, seq, kind, value, shown, person, actor, at_utc, reason, " \
 "undone_at, undone_by"

static const struct tsm_sql_field REVIEW_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_review, cohort),
	TSM_SQL_FIELD(INT, tsm_store_review, seq),
	TSM_SQL_FIELD(TEXT, tsm_store_review, kind),
	TSM_SQL_FIELD(TEXT, tsm_store_review, value),
	TSM_SQL_FIELD(TEXT, tsm_store_review, shown),
	TSM_SQL_FIELD(TEXT, tsm_store_review, person),
	TSM_SQL_FIELD(TEXT, tsm_store_review, by),
	TSM_SQL_FIELD(INT, tsm_store_review, at),
	TSM_SQL_FIELD(TEXT, tsm_store_review, reason),
	TSM_SQL_FIELD(TIME, tsm_store_review, undone_at),
	TSM_SQL_FIELD(TEXT, tsm_store_review, undone_by),
};
TSM_SQL_ENTITY(
    REVIEW_ENTITY, "decision in force", tsm_store_review, REVIEW_FIELDS);

static enum tsm_status add(struct tsm_store *store,
    const struct tsm_store_review *review, int64_t *ret_seq,
    struct tsm_error *err)
{
	struct tsm_sql_value v[TSM_SQL_PARAMS_MAX];
	int64_t seq = 0;
	bool found = false;

	tsm_sql_values(&REVIEW_ENTITY, review, v);
	TSM_TRY(tsm_sql_number(store,
	    "SELECT seq FROM review_decision WHERE cohort = $1 AND kind = $2"
	    " AND value = $3 AND undone_at IS NULL",
	    TSM_SQL_ARGS(v[0], v[2], v[3]), &seq, &found, err));
	if (found)
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "decision %lld already says who this is", (long long)seq);
	TSM_TRY(tsm_sql_number(store,
	    "SELECT MAX(seq) FROM review_decision WHERE cohort = $1",
	    TSM_SQL_ARGS(v[0]), &seq, &found, err));
	v[1] = tsm_sql_int64(seq + 1);
	TSM_TRY(tsm_sql_run(store,
	    "INSERT INTO review_decision (cohort, seq, kind, value, shown,"
	    " person, actor, at_utc, reason)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	    v, 9, NULL, err));
	*ret_seq = seq + 1;
	return TSM_OK;
}

enum tsm_status tsm_store_review_add(struct tsm_store *store,
    const struct tsm_store_review *review, int64_t *ret_seq,
    struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, add(store, review, ret_seq, err), err);
}

enum tsm_status tsm_store_review_undo(struct tsm_store *store,
    const char *cohort, int64_t seq, const char *by, int64_t at,
    struct tsm_error *err)
{
	return tsm_sql_touch(store, REVIEW_ENTITY.name,
	    "UPDATE review_decision SET undone_at = $3, undone_by = $4"
	    " WHERE cohort = $1 AND seq = $2 AND undone_at IS NULL"
	    " RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_int64(seq),
		tsm_sql_int64(at), tsm_sql_text(by)),
	    err);
}

enum tsm_status tsm_store_review_list(struct tsm_store *store,
    const char *cohort, struct tsm_arena *arena,
    struct tsm_store_review **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " REVIEW " FROM review_decision WHERE cohort = $1"
	    " ORDER BY seq",
	    TSM_SQL_ARGS(tsm_sql_text(cohort)), &REVIEW_ENTITY, arena, ret_list,
	    ret_count, err);
}
