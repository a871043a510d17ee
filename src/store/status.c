#include "testamur/store/status.h"

#include <string.h>

#include "sql.h"
#include "testamur/base/alloc.h"

#define LIST                                                  \
 "organisation, number, entries, next_n, revision, created, " \
 "changed_at, closed_at"
#define SIGNED \
 "organisation, number, purpose, format, kid, revision, body, signed_at"

static const struct tsm_sql_field LIST_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_status_list, organisation),
	TSM_SQL_FIELD(INT, tsm_store_status_list, number),
	TSM_SQL_FIELD(INT, tsm_store_status_list, entries),
	TSM_SQL_FIELD(INT, tsm_store_status_list, next_n),
	TSM_SQL_FIELD(INT, tsm_store_status_list, revision),
	TSM_SQL_FIELD(INT, tsm_store_status_list, created),
	TSM_SQL_FIELD(INT, tsm_store_status_list, changed_at),
	TSM_SQL_FIELD(TIME, tsm_store_status_list, closed_at),
};
TSM_SQL_ENTITY(LIST_ENTITY, "status list", tsm_store_status_list, LIST_FIELDS);

static const struct tsm_sql_field SIGNED_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_signed_status, organisation),
	TSM_SQL_FIELD(INT, tsm_store_signed_status, number),
	TSM_SQL_FIELD(TEXT, tsm_store_signed_status, purpose),
	TSM_SQL_FIELD(TEXT, tsm_store_signed_status, format),
	TSM_SQL_FIELD(TEXT, tsm_store_signed_status, kid),
	TSM_SQL_FIELD(INT, tsm_store_signed_status, revision),
	TSM_SQL_FIELD(BLOB, tsm_store_signed_status, body),
	TSM_SQL_FIELD(INT, tsm_store_signed_status, signed_at),
};
TSM_SQL_ENTITY(SIGNED_ENTITY, "signed status list", tsm_store_signed_status,
    SIGNED_FIELDS);

/* --- positions ----------------------------------------------------------- */

struct plan {
	struct tsm_store_position *out;
	size_t count;
	size_t done;
	int64_t last_number; /* of the lists seen */
};

/* number, entries, next_n, permutation_key of one open list */
static enum tsm_status plan_row(
    void *ctx, struct tsm_store *store, void *cursor, struct tsm_error *err)
{
	struct plan *plan = ctx;
	struct tsm_sql_value v[4];

	for (size_t i = 0; i < 4; i++)
		TSM_TRY(store->driver->column(cursor, i, &v[i], err));
	if (v[3].type != TSM_SQL_BYTES || v[3].len != TSM_STORE_STATUS_KEY)
		return tsm_fail(
		    err, TSM_E_STORE, NULL, "a status list has no proper key");
	plan->last_number = v[0].number;
	for (int64_t n = v[2].number;
	     n < v[1].number && plan->done < plan->count; n++) {
		struct tsm_store_position *position = &plan->out[plan->done++];
		position->number = v[0].number;
		position->n = n;
		position->entries = v[1].number;
		memcpy(position->key, v[3].data, TSM_STORE_STATUS_KEY);
	}
	return TSM_OK;
}

static enum tsm_status open_list(struct tsm_store *store,
    const char *organisation, int64_t entries, const struct tsm_random *random,
    int64_t now, struct tsm_error *err)
{
	unsigned char key[TSM_STORE_STATUS_KEY];
	if (tsm_random_fill(random, key, sizeof(key)) != TSM_OK)
		return tsm_fail(
		    err, TSM_E_CRYPTO, NULL, "no random bytes to be had");
	enum tsm_status status = tsm_sql_run(store,
	    "INSERT INTO status_list (" LIST ", permutation_key)"
	    " SELECT $1, COALESCE(MAX(number), 0) + 1, $2, 0, 1, $3, $3,"
	    " NULL, $4 FROM status_list WHERE organisation = $1",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_int64(entries),
		tsm_sql_int64(now),
		tsm_sql_bytes(
		    tsm_str_n((const char *)(const void *)key, sizeof(key)))),
	    NULL, err);
	tsm_wipe(key, sizeof(key));
	return status;
}

static enum tsm_status plan_positions(struct tsm_store *store,
    const char *organisation, int64_t entries, const struct tsm_random *random,
    int64_t now, struct plan *plan, struct tsm_error *err)
{
	/* every round opens a list of at least one position */
	for (;;) {
		TSM_TRY(tsm_sql_rows(store,
		    "SELECT number, entries, next_n, permutation_key"
		    " FROM status_list WHERE organisation = $1"
		    " AND number > $2 AND closed_at IS NULL ORDER BY number",
		    TSM_SQL_ARGS(tsm_sql_text(organisation),
			tsm_sql_int64(plan->last_number)),
		    plan_row, plan, err));
		if (plan->done == plan->count)
			return TSM_OK;
		TSM_TRY(
		    open_list(store, organisation, entries, random, now, err));
	}
}

enum tsm_status tsm_store_status_plan(struct tsm_store *store,
    const char *organisation, size_t count, int64_t entries,
    const struct tsm_random *random, int64_t now,
    struct tsm_store_position *ret_positions, struct tsm_error *err)
{
	bool own = false;
	struct plan plan = { ret_positions, count, 0, 0 };

	if (count < 1 || count > TSM_STORE_PLAN_MAX || entries < 1)
		return tsm_fail(
		    err, TSM_E_USAGE, NULL, "wrong number of status positions");
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = plan_positions(
	    store, organisation, entries, random, now, &plan, err);
	status = tsm_sql_leave(store, own, status, err);
	if (status != TSM_OK)
		tsm_wipe(ret_positions, count * sizeof(*ret_positions));
	return status;
}

enum tsm_status tsm_store_status_claim(struct tsm_store *store,
    const char *organisation, const struct tsm_store_position *position,
    int64_t now, struct tsm_error *err)
{
	bool any = false;
	TSM_TRY(tsm_sql_writing(store, err));
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE status_list SET next_n = $3 + 1, closed_at ="
	    " CASE WHEN $3 + 1 = entries THEN $4 ELSE NULL END"
	    " WHERE organisation = $1 AND number = $2 AND next_n <= $3"
	    " AND entries > $3 AND closed_at IS NULL RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(organisation),
		tsm_sql_int64(position->number), tsm_sql_int64(position->n),
		tsm_sql_int64(now)),
	    &any, err));
	if (!any)
		return tsm_fail(err, TSM_E_BUSY, NULL,
		    "the status position was taken meanwhile: try again");
	return TSM_OK;
}

/* --- lists --------------------------------------------------------------- */

enum tsm_status tsm_store_status_get(struct tsm_store *store,
    const char *organisation, int64_t number, struct tsm_arena *arena,
    struct tsm_store_status_list *ret_list, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " LIST " FROM status_list"
	    " WHERE organisation = $1 AND number = $2",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_int64(number)),
	    &LIST_ENTITY, arena, ret_list, err);
}

enum tsm_status tsm_store_status_list(struct tsm_store *store,
    const char *organisation, struct tsm_arena *arena,
    struct tsm_store_status_list **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " LIST " FROM status_list"
	    " WHERE $1 IS NULL OR organisation = $1"
	    " ORDER BY organisation, number",
	    TSM_SQL_ARGS(tsm_sql_text(organisation)), &LIST_ENTITY, arena,
	    ret_list, ret_count, err);
}

enum tsm_status tsm_store_status_bump(struct tsm_store *store,
    const char *organisation, int64_t number, int64_t at, struct tsm_error *err)
{
	return tsm_sql_touch(store, "status list",
	    "UPDATE status_list SET revision = revision + 1, changed_at = $3"
	    " WHERE organisation = $1 AND number = $2 RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_int64(number),
		tsm_sql_int64(at)),
	    err);
}

/* What was set and cleared in a list, awards first, then what the W3C's API
 * signed; each as of $3. CROSS JOIN: SQLite goes through the events first, as
 * it is told, and not through a hundred thousand credentials. */
static const char REVOKED[] =
    "SELECT c.status_index FROM credential_event e CROSS JOIN credential c"
    " WHERE c.id = e.credential AND c.version = e.version"
    " AND e.kind = 'revoked' AND e.at_utc <= $3 AND c.organisation = $1"
    " AND c.status_number = $2"
    " UNION ALL SELECT c.status_index FROM vcapi_event e"
    " JOIN vcapi_credential c"
    " ON c.organisation = e.organisation AND c.id = e.credential"
    " WHERE e.kind = 'revoked' AND e.at_utc <= $3 AND c.organisation = $1"
    " AND c.status_number = $2 ORDER BY 1";

static const char SUSPENDED[] =
    "SELECT c.status_index FROM credential_event e CROSS JOIN credential c"
    " WHERE c.id = e.credential AND c.version = e.version"
    " AND e.kind = 'suspended' AND e.at_utc <= $3 AND c.organisation = $1"
    " AND c.status_number = $2 AND NOT EXISTS"
    " (SELECT 1 FROM credential_event f WHERE f.credential = e.credential"
    " AND f.version = e.version AND f.seq > e.seq AND f.at_utc <= $3"
    " AND f.kind = 'reinstated')"
    " UNION ALL SELECT c.status_index FROM vcapi_event e"
    " JOIN vcapi_credential c"
    " ON c.organisation = e.organisation AND c.id = e.credential"
    " WHERE e.kind = 'suspended' AND e.at_utc <= $3 AND c.organisation = $1"
    " AND c.status_number = $2 AND NOT EXISTS"
    " (SELECT 1 FROM vcapi_event f WHERE f.organisation = e.organisation"
    " AND f.credential = e.credential AND f.seq > e.seq AND f.at_utc <= $3"
    " AND f.kind = 'reinstated') ORDER BY 1";

/* When bits of a list ($1, $2) changed. */
#define CHANGES                                                           \
 "(SELECT e.at_utc AS at FROM credential_event e CROSS JOIN credential c" \
 " WHERE c.id = e.credential AND c.version = e.version"                   \
 " AND e.kind IN ('revoked', 'suspended', 'reinstated')"                  \
 " AND c.organisation = $1 AND c.status_number = $2"                      \
 " UNION ALL SELECT e.at_utc FROM vcapi_event e"                          \
 " JOIN vcapi_credential c"                                               \
 " ON c.organisation = e.organisation AND c.id = e.credential"            \
 " WHERE c.organisation = $1 AND c.status_number = $2) AS changes"

struct bit {
	int64_t index;
};

static const struct tsm_sql_field BIT_FIELDS[] = {
	TSM_SQL_FIELD(INT, bit, index),
};
TSM_SQL_ENTITY(BIT_ENTITY, "status bit", bit, BIT_FIELDS);

enum tsm_status tsm_store_status_bits(struct tsm_store *store,
    const char *organisation, int64_t number, const char *purpose, int64_t at,
    struct tsm_arena *arena, struct tsm_store_status_list *ret_list,
    int64_t **ret_indices, size_t *ret_count, struct tsm_error *err)
{
	bool own = !tsm_store_in_transaction(store);
	bool revoked = tsm_streq(purpose, "revocation");
	struct tsm_store_status_list list;
	void *bits = NULL;
	size_t count = 0;

	if (!revoked && !tsm_streq(purpose, "suspension"))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a status purpose is revocation or suspension");
	if (own)
		TSM_TRY(tsm_store_begin(store, TSM_STORE_READ, err));
	enum tsm_status status = tsm_store_status_get(
	    store, organisation, number, arena, &list, err);
	if (status == TSM_OK)
		status = tsm_sql_list(store, revoked ? REVOKED : SUSPENDED,
		    TSM_SQL_ARGS(tsm_sql_text(organisation),
			tsm_sql_int64(number), tsm_sql_int64(at)),
		    &BIT_ENTITY, arena, &bits, &count, err);
	if (own)
		tsm_store_rollback(store);
	if (status == TSM_OK) {
		*ret_list = list;
		*ret_indices = bits;
		*ret_count = count;
	}
	return status;
}

enum tsm_status tsm_store_status_changed(struct tsm_store *store,
    const char *organisation, int64_t number, int64_t since, int64_t *ret_at,
    bool *ret_found, struct tsm_error *err)
{
	return tsm_sql_number(store,
	    "SELECT MIN(at) FROM " CHANGES " WHERE at >= $3",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_int64(number),
		tsm_sql_int64(since)),
	    ret_at, ret_found, err);
}

static const struct tsm_sql_field SPAN_FIELDS[] = {
	TSM_SQL_FIELD(INT, tsm_store_status_span, first),
	TSM_SQL_FIELD(TIME, tsm_store_status_span, from),
	TSM_SQL_FIELD(TIME, tsm_store_status_span, next),
	TSM_SQL_FIELD(INT, tsm_store_status_span, changes),
};
TSM_SQL_ENTITY(SPAN_ENTITY, "status list", tsm_store_status_span, SPAN_FIELDS);

static enum tsm_status get_span(struct tsm_store *store,
    const char *organisation, int64_t number, int64_t at,
    struct tsm_store_status_span *ret_span, struct tsm_error *err)
{
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_sql_get(store,
	    "SELECT CASE WHEN l.known_from > l.created THEN l.known_from"
	    " ELSE l.created END,"
	    " MAX(CASE WHEN at <= $3 THEN at END),"
	    " MIN(CASE WHEN at > $3 THEN at END),"
	    " COUNT(CASE WHEN at <= $3 THEN 1 END)"
	    " FROM status_list l LEFT JOIN " CHANGES " ON 1 = 1"
	    " WHERE l.organisation = $1 AND l.number = $2"
	    " GROUP BY l.known_from, l.created",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_int64(number),
		tsm_sql_int64(at)),
	    &SPAN_ENTITY, &arena, ret_span, err);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status tsm_store_status_span(struct tsm_store *store,
    const char *organisation, int64_t number, int64_t at,
    struct tsm_store_status_span *ret_span, struct tsm_error *err)
{
	struct tsm_store_status_span span;

	TSM_TRY(get_span(store, organisation, number, at, &span, err));
	if (at < span.first)
		TSM_TRY(get_span(
		    store, organisation, number, span.first, &span, err));
	if (span.from < span.first)
		span.from = span.first;
	*ret_span = span;
	return TSM_OK;
}

/* --- signed copies ------------------------------------------------------- */

enum tsm_status tsm_store_signed_status_put(struct tsm_store *store,
    const struct tsm_store_signed_status *copy, struct tsm_error *err)
{
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];
	tsm_sql_values(&SIGNED_ENTITY, copy, values);
	return tsm_sql_run(store,
	    "INSERT INTO signed_status (" SIGNED ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
	    " ON CONFLICT (organisation, number, purpose, format)"
	    " DO UPDATE SET kid = excluded.kid,"
	    " revision = excluded.revision, body = excluded.body,"
	    " signed_at = excluded.signed_at"
	    " WHERE signed_status.revision <= excluded.revision",
	    values, SIGNED_ENTITY.count, NULL, err);
}

enum tsm_status tsm_store_signed_status_get(struct tsm_store *store,
    const char *organisation, int64_t number, const char *purpose,
    const char *format, struct tsm_arena *arena,
    struct tsm_store_signed_status *ret_copy, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " SIGNED " FROM signed_status WHERE organisation = $1"
	    " AND number = $2 AND purpose = $3 AND format = $4",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_int64(number),
		tsm_sql_text(purpose), tsm_sql_text(format)),
	    &SIGNED_ENTITY, arena, ret_copy, err);
}

struct format {
	const char *name;
};

static const struct tsm_sql_field FORMAT_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, format, name),
};
TSM_SQL_ENTITY(FORMAT_ENTITY, "credential", format, FORMAT_FIELDS);

enum tsm_status tsm_store_status_format(struct tsm_store *store,
    const char *organisation, int64_t number, struct tsm_arena *arena,
    const char **ret_format, struct tsm_error *err)
{
	struct format format = { NULL };
	TSM_TRY(tsm_sql_get(store,
	    "SELECT format FROM credential WHERE organisation = $1"
	    " AND status_number = $2 ORDER BY status_index LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(organisation), tsm_sql_int64(number)),
	    &FORMAT_ENTITY, arena, &format, err));
	*ret_format = format.name;
	return TSM_OK;
}
