/* Source files, readings of them and their rows. */
#include "testamur/store/attendance.h"

#include "sql.h"
#include "testamur/base/limits.h"

#define FILE_COLUMNS "sha256, name, size, body, imported_at"
#define SOURCE                                                      \
 "id, cohort, session, sha256, format, variant, zone, date_order, " \
 "encoding, actor, at_utc, replaced_at, replaced_by"
#define ROW                                             \
 "id, line, name, email, person, join_utc, leave_utc, " \
 "total_seconds, via, hint, ignored, identity"
#define ROW_LISTED                                         \
 "s.id, r.id - s.first_row + 1, r.line, r.name, r.email, " \
 "r.person, r.join_utc, r.leave_utc, r.total_seconds, "    \
 "r.via, r.hint, r.ignored, r.identity, s.session, s.sha256"
#define ROWS_OF_SOURCE       \
 " FROM attendance_source s" \
 " JOIN attendance_row r"    \
 " ON r.id BETWEEN s.first_row AND s.last_row"

static const struct tsm_sql_field FILE_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_file, sha256),
	TSM_SQL_FIELD(TEXT, tsm_store_file, name),
	TSM_SQL_FIELD(INT, tsm_store_file, size),
	TSM_SQL_FIELD(BLOB, tsm_store_file, body),
	TSM_SQL_FIELD(INT, tsm_store_file, imported_at),
};
TSM_SQL_ENTITY(FILE_ENTITY, "file", tsm_store_file, FILE_FIELDS);

static const struct tsm_sql_field SOURCE_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_source, id),
	TSM_SQL_FIELD(TEXT, tsm_store_source, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_source, session),
	TSM_SQL_FIELD(TEXT, tsm_store_source, sha256),
	TSM_SQL_FIELD(TEXT, tsm_store_source, format),
	TSM_SQL_FIELD(TEXT, tsm_store_source, variant),
	TSM_SQL_FIELD(TEXT, tsm_store_source, zone),
	TSM_SQL_FIELD(TEXT, tsm_store_source, date_order),
	TSM_SQL_FIELD(TEXT, tsm_store_source, encoding),
	TSM_SQL_FIELD(TEXT, tsm_store_source, by),
	TSM_SQL_FIELD(INT, tsm_store_source, at),
	TSM_SQL_FIELD(TIME, tsm_store_source, replaced_at),
	TSM_SQL_FIELD(TEXT, tsm_store_source, replaced_by),
};
TSM_SQL_ENTITY(
    SOURCE_ENTITY, "attendance source", tsm_store_source, SOURCE_FIELDS);

/*
 * Stored are the second to the thirteenth: the source is known by the
 * number, which takes the place of the ordinal.
 */
#define ROW_STORED 12
static const struct tsm_sql_field ROW_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_row, source),
	TSM_SQL_FIELD(INT, tsm_store_row, ordinal),
	TSM_SQL_FIELD(INT, tsm_store_row, line),
	TSM_SQL_FIELD(TEXT, tsm_store_row, name),
	TSM_SQL_FIELD(TEXT, tsm_store_row, email),
	TSM_SQL_FIELD(TEXT, tsm_store_row, person),
	TSM_SQL_FIELD(TIME, tsm_store_row, join_utc),
	TSM_SQL_FIELD(TIME, tsm_store_row, leave_utc),
	TSM_SQL_FIELD(COUNT, tsm_store_row, total_seconds),
	TSM_SQL_FIELD(TEXT, tsm_store_row, via),
	TSM_SQL_FIELD(TEXT, tsm_store_row, hint),
	TSM_SQL_FIELD(TEXT, tsm_store_row, ignored),
	TSM_SQL_FIELD(TEXT, tsm_store_row, identity),
	TSM_SQL_FIELD(TEXT, tsm_store_row, session),
	TSM_SQL_FIELD(TEXT, tsm_store_row, sha256),
};
TSM_SQL_ENTITY(ROW_ENTITY, "attendance row", tsm_store_row, ROW_FIELDS);

enum tsm_status tsm_store_file_add(struct tsm_store *store,
    const struct tsm_store_file *file, struct tsm_error *err)
{
	struct tsm_store_file sized = *file;
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];

	sized.size = (int64_t)file->body.len;
	tsm_sql_values(&FILE_ENTITY, &sized, values);
	return tsm_sql_run(store,
	    "INSERT INTO source_file (" FILE_COLUMNS ")"
	    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
	    values, FILE_ENTITY.count, NULL, err);
}

enum tsm_status tsm_store_file_get(struct tsm_store *store, const char *sha256,
    struct tsm_arena *arena, struct tsm_store_file *ret_file,
    struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " FILE_COLUMNS " FROM source_file WHERE sha256 = $1",
	    TSM_SQL_ARGS(tsm_sql_text(sha256)), &FILE_ENTITY, arena, ret_file,
	    err);
}

static enum tsm_status exists(struct tsm_store *store, const char *what,
    const char *sql, const char *a, const char *b, struct tsm_error *err)
{
	int64_t one = 0;
	bool found = false;
	const struct tsm_sql_value values[] = { tsm_sql_text(a),
		tsm_sql_text(b) };
	TSM_TRY(
	    tsm_sql_number(store, sql, values, b ? 2 : 1, &one, &found, err));
	if (!found)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "no such %s", what);
	return TSM_OK;
}

static bool same_reading(
    const struct tsm_store_source *a, const struct tsm_store_source *b)
{
	return tsm_streq(a->format, b->format) &&
	       tsm_streq(a->variant, b->variant) &&
	       tsm_streq(a->zone, b->zone) &&
	       tsm_streq(a->date_order, b->date_order);
}

static enum tsm_status mark_replaced(struct tsm_store *store, const char *id,
    const struct tsm_store_source *by, struct tsm_error *err)
{
	return tsm_sql_touch(store, "attendance source in force",
	    "UPDATE attendance_source SET replaced_at = $2, replaced_by = $3"
	    " WHERE id = $1 AND replaced_at IS NULL RETURNING 1",
	    TSM_SQL_ARGS(
		tsm_sql_text(id), tsm_sql_int64(by->at), tsm_sql_text(by->id)),
	    err);
}

/* Numbers for the rows of a source, after all there are. */
static enum tsm_status number_rows(struct tsm_store *store,
    const struct tsm_store_source *source, size_t count, int64_t *ret_first,
    struct tsm_error *err)
{
	int64_t last = 0;
	bool found = false;
	TSM_TRY(tsm_sql_number(store,
	    "SELECT COALESCE(MAX(last_row), 0) FROM attendance_source", NULL, 0,
	    &last, &found, err));
	*ret_first = last + 1;
	return tsm_sql_run(store,
	    "UPDATE attendance_source SET first_row = $2, last_row = $3"
	    " WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(source->id), tsm_sql_int64(last + 1),
		tsm_sql_int64(last + (int64_t)count)),
	    NULL, err);
}

static enum tsm_status insert_rows(struct tsm_store *store,
    const struct tsm_store_source *source, const struct tsm_store_row *rows,
    size_t count, struct tsm_error *err)
{
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];
	int64_t first = 0;
	TSM_TRY(number_rows(store, source, count, &first, err));
	for (size_t i = 0; i < count; i++) {
		tsm_sql_values(&ROW_ENTITY, &rows[i], values);
		values[1] = tsm_sql_int64(first + (int64_t)i);
		TSM_TRY(tsm_sql_run(store,
		    "INSERT INTO attendance_row (" ROW ")"
		    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
		    " $12)",
		    values + 1, ROW_STORED, NULL, err));
	}
	return TSM_OK;
}

/* What the import has to do with what is in force already. */
static enum tsm_status compare(struct tsm_store *store,
    const struct tsm_store_source *source, const char *replaces,
    struct tsm_arena *arena, const char **ret_same_file, bool *ret_unchanged,
    struct tsm_error *err)
{
	struct tsm_store_source old;
	struct tsm_error none = { TSM_OK, "", "" };

	if (replaces != NULL) {
		TSM_TRY(
		    tsm_store_source_get(store, replaces, arena, &old, err));
		if (!tsm_streq(old.cohort, source->cohort) ||
		    !tsm_streq(old.session, source->session))
			return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
			    "the source to replace is of another session");
		if (old.replaced_at != 0)
			return tsm_fail(err, TSM_E_STATE, NULL,
			    "the source to replace was replaced already");
	}
	enum tsm_status status = tsm_sql_get(store,
	    "SELECT " SOURCE " FROM attendance_source WHERE cohort = $1"
	    " AND session = $2 AND sha256 = $3 AND replaced_at IS NULL",
	    TSM_SQL_ARGS(tsm_sql_text(source->cohort),
		tsm_sql_text(source->session), tsm_sql_text(source->sha256)),
	    &SOURCE_ENTITY, arena, &old, &none);
	*ret_same_file = NULL;
	*ret_unchanged = false;
	if (status == TSM_E_NOT_FOUND)
		return TSM_OK;
	if (status != TSM_OK) {
		if (err != NULL)
			*err = none;
		return status;
	}
	*ret_same_file = old.id;
	*ret_unchanged = same_reading(&old, source) &&
			 (replaces == NULL || tsm_streq(replaces, old.id));
	return TSM_OK;
}

static enum tsm_status import_source(struct tsm_store *store,
    const struct tsm_store_source *source, const struct tsm_store_row *rows,
    size_t count, const char *replaces, enum tsm_store_imported *ret_what,
    struct tsm_arena *arena, struct tsm_error *err)
{
	const char *same_file = NULL;
	bool unchanged = false;
	struct tsm_store_source fresh = *source;

	TSM_TRY(exists(store, "session",
	    "SELECT 1 FROM session WHERE cohort = $1 AND id = $2",
	    source->cohort, source->session, err));
	TSM_TRY(
	    exists(store, "file", "SELECT 1 FROM source_file WHERE sha256 = $1",
		source->sha256, NULL, err));
	TSM_TRY(compare(
	    store, source, replaces, arena, &same_file, &unchanged, err));
	if (unchanged) {
		*ret_what = TSM_STORE_UNCHANGED;
		return TSM_OK;
	}
	if (same_file != NULL)
		TSM_TRY(mark_replaced(store, same_file, source, err));
	if (replaces != NULL && !tsm_streq(replaces, same_file))
		TSM_TRY(mark_replaced(store, replaces, source, err));
	fresh.replaced_at = 0;
	fresh.replaced_by = NULL;
	TSM_TRY(tsm_sql_insert(store,
	    "INSERT INTO attendance_source (" SOURCE ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
	    " RETURNING 1",
	    &SOURCE_ENTITY, &fresh, err));
	TSM_TRY(insert_rows(store, source, rows, count, err));
	*ret_what = same_file != NULL || replaces != NULL ? TSM_STORE_REPLACED
							  : TSM_STORE_ADDED;
	return TSM_OK;
}

enum tsm_status tsm_store_source_import(struct tsm_store *store,
    const struct tsm_store_source *source, const struct tsm_store_row *rows,
    size_t count, const char *replaces, enum tsm_store_imported *ret_what,
    struct tsm_error *err)
{
	bool own = false;
	struct tsm_arena arena;
	enum tsm_store_imported what = TSM_STORE_ADDED;

	if (count > TSM_IMPORT_ROWS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "an attendance file has at most %d rows",
		    TSM_IMPORT_ROWS_MAX);
	TSM_TRY(tsm_sql_enter(store, &own, err));
	tsm_arena_init(&arena, 0);
	enum tsm_status status = import_source(
	    store, source, rows, count, replaces, &what, &arena, err);
	tsm_arena_release(&arena);
	status = tsm_sql_leave(store, own, status, err);
	if (status == TSM_OK)
		*ret_what = what;
	return status;
}

enum tsm_status tsm_store_source_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_source *ret_source,
    struct tsm_error *err)
{
	return tsm_sql_get(store,
	    "SELECT " SOURCE " FROM attendance_source WHERE id = $1",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &SOURCE_ENTITY, arena, ret_source,
	    err);
}

enum tsm_status tsm_store_source_list(struct tsm_store *store,
    const char *cohort, const char *session, struct tsm_arena *arena,
    struct tsm_store_source **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " SOURCE " FROM attendance_source WHERE cohort = $1"
	    " AND ($2 IS NULL OR session = $2) ORDER BY session, at_utc, id",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(session)),
	    &SOURCE_ENTITY, arena, ret_list, ret_count, err);
}

enum tsm_status tsm_store_row_list(struct tsm_store *store, const char *cohort,
    const char *session, const char *person, struct tsm_arena *arena,
    struct tsm_store_row **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ROW_LISTED ROWS_OF_SOURCE
	    " WHERE s.cohort = $1 AND ($2 IS NULL OR s.session = $2)"
	    " AND ($3 IS NULL OR r.person = $3) AND s.replaced_at IS NULL"
	    " ORDER BY s.session, s.at_utc, s.id, r.id",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_text(session),
		tsm_sql_text(person)),
	    &ROW_ENTITY, arena, ret_list, ret_count, err);
}

enum tsm_status tsm_store_row_list_source(struct tsm_store *store,
    const char *source, struct tsm_arena *arena,
    struct tsm_store_row **ret_list, size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " ROW_LISTED ROWS_OF_SOURCE
	    " WHERE s.id = $1 ORDER BY r.id",
	    TSM_SQL_ARGS(tsm_sql_text(source)), &ROW_ENTITY, arena, ret_list,
	    ret_count, err);
}

enum tsm_status tsm_store_row_assign(struct tsm_store *store,
    const char *source, int64_t ordinal, const char *person,
    struct tsm_error *err)
{
	return tsm_sql_touch(store, "attendance row",
	    "UPDATE attendance_row SET person = $3 WHERE id ="
	    " (SELECT first_row + $2 - 1 FROM attendance_source"
	    " WHERE id = $1 AND $2 BETWEEN 1 AND last_row - first_row + 1)"
	    " RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(source), tsm_sql_int64(ordinal),
		tsm_sql_text(person)),
	    err);
}
