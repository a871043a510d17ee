#include "testamur/store/work.h"

#include "sql.h"

#define WORK                                                 \
 "cohort, person, item, seq, state, comment, link, sha256, " \
 "actor, role, at_utc"
#define ATTESTATION \
 "cohort, person, what, seq, withdrawn, role, actor, at_utc, note"

static const struct tsm_sql_field WORK_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_work, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_work, person),
	TSM_SQL_FIELD(TEXT, tsm_store_work, item),
	TSM_SQL_FIELD(INT, tsm_store_work, seq),
	TSM_SQL_FIELD(TEXT, tsm_store_work, state),
	TSM_SQL_FIELD(TEXT, tsm_store_work, comment),
	TSM_SQL_FIELD(TEXT, tsm_store_work, link),
	TSM_SQL_FIELD(TEXT, tsm_store_work, sha256),
	TSM_SQL_FIELD(TEXT, tsm_store_work, by),
	TSM_SQL_FIELD(TEXT, tsm_store_work, role),
	TSM_SQL_FIELD(INT, tsm_store_work, at),
};
TSM_SQL_ENTITY(WORK_ENTITY, "work event", tsm_store_work, WORK_FIELDS);

static const struct tsm_sql_field ATTESTATION_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_attestation, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_attestation, person),
	TSM_SQL_FIELD(TEXT, tsm_store_attestation, what),
	TSM_SQL_FIELD(INT, tsm_store_attestation, seq),
	TSM_SQL_FIELD(BOOL, tsm_store_attestation, withdrawn),
	TSM_SQL_FIELD(TEXT, tsm_store_attestation, role),
	TSM_SQL_FIELD(TEXT, tsm_store_attestation, by),
	TSM_SQL_FIELD(INT, tsm_store_attestation, at),
	TSM_SQL_FIELD(TEXT, tsm_store_attestation, note),
};
TSM_SQL_ENTITY(ATTESTATION_ENTITY, "attestation", tsm_store_attestation,
    ATTESTATION_FIELDS);

static enum tsm_status add_work(struct tsm_store *store,
    const struct tsm_store_work *event, struct tsm_error *err)
{
	struct tsm_sql_value v[TSM_SQL_PARAMS_MAX];
	int64_t one = 0;
	bool found = false;

	tsm_sql_values(&WORK_ENTITY, event, v);
	if (!tsm_streq(event->state, "submitted")) {
		TSM_TRY(tsm_sql_number(store,
		    "SELECT 1 FROM work_event WHERE cohort = $1"
		    " AND person = $2 AND item = $3 LIMIT 1",
		    TSM_SQL_ARGS(v[0], v[1], v[2]), &one, &found, err));
		if (!found)
			return tsm_fail(err, TSM_E_STATE, NULL,
			    "this piece of work was never submitted");
	}
	return tsm_sql_run(store,
	    "INSERT INTO work_event (" WORK ")"
	    " SELECT $1, $2, $3, COALESCE(MAX(seq), 0) + 1, $4, $5, $6, $7,"
	    " $8, $9, $10 FROM work_event"
	    " WHERE cohort = $1 AND person = $2 AND item = $3",
	    TSM_SQL_ARGS(
		v[0], v[1], v[2], v[4], v[5], v[6], v[7], v[8], v[9], v[10]),
	    NULL, err);
}

enum tsm_status tsm_store_work_add(struct tsm_store *store,
    const struct tsm_store_work *event, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(store, own, add_work(store, event, err), err);
}

enum tsm_status tsm_store_work_list(struct tsm_store *store, const char *cohort,
    const char *person, struct tsm_arena *arena,
    struct tsm_store_work **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " WORK " FROM work_event WHERE cohort = $1"
	    " AND ($2 IS NULL OR person = $2) ORDER BY person, item, seq",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person)),
	    &WORK_ENTITY, arena, ret_list, ret_count, err);
}

static enum tsm_status add_attestation(struct tsm_store *store,
    const struct tsm_store_attestation *attestation, struct tsm_error *err)
{
	struct tsm_sql_value v[TSM_SQL_PARAMS_MAX];
	int64_t withdrawn = 0;
	bool found = false;

	tsm_sql_values(&ATTESTATION_ENTITY, attestation, v);
	if (attestation->withdrawn) {
		TSM_TRY(tsm_sql_number(store,
		    "SELECT withdrawn FROM attestation WHERE cohort = $1"
		    " AND person = $2 AND what = $3 ORDER BY seq DESC LIMIT 1",
		    TSM_SQL_ARGS(v[0], v[1], v[2]), &withdrawn, &found, err));
		if (!found || withdrawn != 0)
			return tsm_fail(err, TSM_E_STATE, NULL,
			    "there is no attestation to withdraw");
	}
	return tsm_sql_run(store,
	    "INSERT INTO attestation (" ATTESTATION ")"
	    " SELECT $1, $2, $3, COALESCE(MAX(seq), 0) + 1, $4, $5, $6, $7,"
	    " $8 FROM attestation"
	    " WHERE cohort = $1 AND person = $2 AND what = $3",
	    TSM_SQL_ARGS(v[0], v[1], v[2], v[4], v[5], v[6], v[7], v[8]), NULL,
	    err);
}

enum tsm_status tsm_store_attestation_add(struct tsm_store *store,
    const struct tsm_store_attestation *attestation, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	return tsm_sql_leave(
	    store, own, add_attestation(store, attestation, err), err);
}

enum tsm_status tsm_store_attestation_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_attestation **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ATTESTATION " FROM attestation WHERE cohort = $1"
	    " AND ($2 IS NULL OR person = $2) ORDER BY person, what, seq",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(person)),
	    &ATTESTATION_ENTITY, arena, ret_list, ret_count, err);
}
