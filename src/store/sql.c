#include "sql.h"

#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/buf.h"

/* Memory for the rows of one listing at most; each row has a few hundred. */
#define LIST_MAX ((size_t)256 << 20)

struct tsm_sql_value tsm_sql_text(const char *text)
{
	struct tsm_sql_value value = { TSM_SQL_NULL, 0, NULL, 0 };
	if (text != NULL) {
		value.type = TSM_SQL_CHARS;
		value.data = text;
		value.len = strlen(text);
	}
	return value;
}

struct tsm_sql_value tsm_sql_int64(int64_t number)
{
	struct tsm_sql_value value = { TSM_SQL_INT64, number, NULL, 0 };
	return value;
}

struct tsm_sql_value tsm_sql_time(int64_t instant)
{
	struct tsm_sql_value value = tsm_sql_int64(instant);
	if (instant == 0)
		value.type = TSM_SQL_NULL;
	return value;
}

struct tsm_sql_value tsm_sql_bytes(struct tsm_str bytes)
{
	struct tsm_sql_value value = { TSM_SQL_NULL, 0, NULL, 0 };
	if (bytes.ptr != NULL) {
		value.type = TSM_SQL_BYTES;
		value.data = bytes.ptr;
		value.len = bytes.len;
	}
	return value;
}

static struct tsm_sql_value field_value(
    const struct tsm_sql_field *field, const unsigned char *object)
{
	const void *at = object + field->offset;
	struct tsm_sql_value value = { TSM_SQL_NULL, 0, NULL, 0 };
	const char *text = NULL;
	struct tsm_str bytes;
	int64_t number = 0;
	int tri = 0;
	bool flag = false;

	switch (field->kind) {
	case TSM_SQL_TEXT:
		memcpy(&text, at, sizeof(text));
		return tsm_sql_text(text);
	case TSM_SQL_BLOB:
		memcpy(&bytes, at, sizeof(bytes));
		return tsm_sql_bytes(bytes);
	case TSM_SQL_INT:
	case TSM_SQL_TIME:
	case TSM_SQL_COUNT:
		memcpy(&number, at, sizeof(number));
		value = tsm_sql_int64(number);
		if ((field->kind == TSM_SQL_TIME && number == 0) ||
		    (field->kind == TSM_SQL_COUNT && number == -1))
			value.type = TSM_SQL_NULL;
		return value;
	case TSM_SQL_TRI:
		memcpy(&tri, at, sizeof(tri));
		value = tsm_sql_int64(tri);
		if (tri == -1)
			value.type = TSM_SQL_NULL;
		return value;
	case TSM_SQL_BOOL:
		memcpy(&flag, at, sizeof(flag));
		return tsm_sql_int64(flag ? 1 : 0);
	}
	return value;
}

void tsm_sql_values(const struct tsm_sql_entity *entity, const void *object,
    struct tsm_sql_value out[TSM_SQL_PARAMS_MAX])
{
	for (size_t i = 0; i < entity->count; i++)
		out[i] = field_value(&entity->fields[i], object);
}

/* What the engine answers is checked too: a NULL where no struct has one. */
static int64_t null_number(enum tsm_sql_kind kind)
{
	return kind == TSM_SQL_COUNT || kind == TSM_SQL_TRI ? -1 : 0;
}

/* The text of the row before, where this one has the same: of a session or
 * a file there are thousands of rows. NULL for another. */
static const char *same_text(const struct tsm_sql_value *value,
    const struct tsm_sql_field *field, const unsigned char *before)
{
	const char *text = NULL;
	if (before == NULL || field->kind != TSM_SQL_TEXT)
		return NULL;
	memcpy(&text, before + field->offset, sizeof(text));
	return text != NULL && tsm_str_eq(tsm_str(text),
				   tsm_str_n(value->data, value->len))
		   ? text
		   : NULL;
}

static enum tsm_status column_bytes(const struct tsm_sql_value *value,
    const struct tsm_sql_field *field, struct tsm_arena *arena,
    const unsigned char *before, unsigned char *at, struct tsm_error *err)
{
	const char *copy = NULL;
	if (value->type != TSM_SQL_NULL) {
		copy = same_text(value, field, before);
		if (copy == NULL)
			copy = tsm_arena_copy(arena, value->data, value->len);
		if (copy == NULL)
			return tsm_fail_memory(err);
	}
	if (field->kind == TSM_SQL_TEXT) {
		memcpy(at, &copy, sizeof(copy));
	} else {
		struct tsm_str view = { copy, copy ? value->len : 0 };
		memcpy(at, &view, sizeof(view));
	}
	return TSM_OK;
}

static enum tsm_status read_field(struct tsm_store *store, void *cursor,
    size_t index, const struct tsm_sql_field *field, struct tsm_arena *arena,
    const unsigned char *before, unsigned char *object, struct tsm_error *err)
{
	struct tsm_sql_value value;
	unsigned char *at = object + field->offset;

	TSM_TRY(store->driver->column(cursor, index, &value, err));
	if (field->kind == TSM_SQL_TEXT || field->kind == TSM_SQL_BLOB) {
		if (value.type == TSM_SQL_INT64)
			return tsm_fail(err, TSM_E_STORE, NULL,
			    "the database holds a number where text belongs");
		return column_bytes(&value, field, arena, before, at, err);
	}
	if (value.type != TSM_SQL_INT64 && value.type != TSM_SQL_NULL)
		return tsm_fail(err, TSM_E_STORE, NULL,
		    "the database holds text where a number belongs");
	int64_t number = value.type == TSM_SQL_NULL ? null_number(field->kind)
						    : value.number;
	if (field->kind == TSM_SQL_TRI) {
		int tri = number < 0 ? -1 : number > 0 ? 1 : 0;
		memcpy(at, &tri, sizeof(tri));
	} else if (field->kind == TSM_SQL_BOOL) {
		bool flag = number != 0;
		memcpy(at, &flag, sizeof(flag));
	} else {
		memcpy(at, &number, sizeof(number));
	}
	return TSM_OK;
}

static enum tsm_status read_row(struct tsm_store *store, void *cursor,
    const struct tsm_sql_entity *entity, struct tsm_arena *arena,
    const unsigned char *before, unsigned char *object, struct tsm_error *err)
{
	for (size_t i = 0; i < entity->count; i++)
		TSM_TRY(read_field(store, cursor, i, &entity->fields[i], arena,
		    before, object, err));
	return TSM_OK;
}

/* A failure of the database makes an open transaction uncommittable. */
static enum tsm_status noted(struct tsm_store *store, enum tsm_status status)
{
	if (status != TSM_OK && store->open)
		store->failed = true;
	return status;
}

static enum tsm_status start(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count, void **ret_cursor,
    struct tsm_error *err)
{
	if (store->open && store->failed)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "the transaction has failed and must be rolled back");
	if (count > TSM_SQL_PARAMS_MAX)
		return tsm_fail(
		    err, TSM_E_INTERNAL, NULL, "too many SQL parameters");
	return noted(store, store->driver->query(store->conn, sql, params,
				count, ret_cursor, err));
}

enum tsm_status tsm_sql_run(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count, bool *ret_any,
    struct tsm_error *err)
{
	void *cursor = NULL;
	bool any = false;
	bool row = true;

	TSM_TRY(start(store, sql, params, count, &cursor, err));
	enum tsm_status status = TSM_OK;
	while (status == TSM_OK && row) {
		status = store->driver->step(cursor, &row, err);
		any = any || (status == TSM_OK && row);
	}
	store->driver->finish(cursor);
	if (status == TSM_OK && ret_any != NULL)
		*ret_any = any;
	return noted(store, status);
}

enum tsm_status tsm_sql_insert(struct tsm_store *store, const char *sql,
    const struct tsm_sql_entity *entity, const void *object,
    struct tsm_error *err)
{
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];
	bool any = false;

	tsm_sql_values(entity, object, values);
	TSM_TRY(tsm_sql_run(store, sql, values, entity->count, &any, err));
	if (!any)
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "this %s exists already", entity->name);
	return TSM_OK;
}

enum tsm_status tsm_sql_touch(struct tsm_store *store, const char *what,
    const char *sql, const struct tsm_sql_value *params, size_t count,
    struct tsm_error *err)
{
	bool any = false;
	TSM_TRY(tsm_sql_run(store, sql, params, count, &any, err));
	if (!any)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "no such %s", what);
	return TSM_OK;
}

enum tsm_status tsm_sql_number(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count, int64_t *ret_number,
    bool *ret_found, struct tsm_error *err)
{
	void *cursor = NULL;
	bool row = false;
	struct tsm_sql_value value = { TSM_SQL_NULL, 0, NULL, 0 };

	TSM_TRY(start(store, sql, params, count, &cursor, err));
	enum tsm_status status = store->driver->step(cursor, &row, err);
	if (status == TSM_OK && row)
		status = store->driver->column(cursor, 0, &value, err);
	/* INSERT … RETURNING is complete only when it was run to its end. */
	while (status == TSM_OK && row)
		status = store->driver->step(cursor, &row, err);
	store->driver->finish(cursor);
	if (status == TSM_OK) {
		*ret_found = value.type == TSM_SQL_INT64;
		*ret_number = *ret_found ? value.number : 0;
	}
	return noted(store, status);
}

enum tsm_status tsm_sql_rows(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count,
    enum tsm_status (*each)(void *ctx, struct tsm_store *store, void *cursor,
	struct tsm_error *err),
    void *ctx, struct tsm_error *err)
{
	void *cursor = NULL;
	bool row = true;

	TSM_TRY(start(store, sql, params, count, &cursor, err));
	enum tsm_status status =
	    noted(store, store->driver->step(cursor, &row, err));
	while (status == TSM_OK && row) {
		status = each(ctx, store, cursor, err);
		if (status == TSM_OK)
			status = noted(
			    store, store->driver->step(cursor, &row, err));
	}
	store->driver->finish(cursor);
	return status;
}

/* Where the rows of a query go. */
struct sink {
	const struct tsm_sql_entity *entity;
	struct tsm_arena *arena;
	unsigned char *object; /* of tsm_sql_get */
	bool found;
	struct tsm_buf rows; /* of tsm_sql_list */
	enum tsm_status (*each)(
	    void *ctx, const void *object, struct tsm_error *err);
	void *ctx;
};

static enum tsm_status first_row(
    void *ctx, struct tsm_store *store, void *cursor, struct tsm_error *err)
{
	struct sink *sink = ctx;
	if (sink->found)
		return TSM_OK;
	sink->found = true;
	return read_row(
	    store, cursor, sink->entity, sink->arena, NULL, sink->object, err);
}

enum tsm_status tsm_sql_get(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count,
    const struct tsm_sql_entity *entity, struct tsm_arena *arena,
    void *ret_object, struct tsm_error *err)
{
	struct sink sink = { .entity = entity, .arena = arena };

	sink.object = tsm_arena_alloc(arena, entity->size);
	if (sink.object == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_sql_rows(store, sql, params, count, first_row, &sink, err));
	if (!sink.found)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, NULL, "no such %s", entity->name);
	memcpy(ret_object, sink.object, entity->size);
	return TSM_OK;
}

static enum tsm_status append_row(
    void *ctx, struct tsm_store *store, void *cursor, struct tsm_error *err)
{
	struct sink *sink = ctx;
	size_t size = sink->entity->size;
	char *object = tsm_buf_reserve(&sink->rows, size);
	if (object == NULL)
		return tsm_fail(err, tsm_buf_status(&sink->rows), NULL,
		    "too many rows to list");
	memset(object, 0, size);
	const unsigned char *before =
	    sink->rows.len > 0 ? (const unsigned char *)object - size : NULL;
	TSM_TRY(read_row(store, cursor, sink->entity, sink->arena, before,
	    (unsigned char *)object, err));
	tsm_buf_commit(&sink->rows, size);
	return TSM_OK;
}

enum tsm_status tsm_sql_list(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count,
    const struct tsm_sql_entity *entity, struct tsm_arena *arena,
    void *ret_list, size_t *ret_count, struct tsm_error *err)
{
	struct sink sink = { .entity = entity, .arena = arena };
	void *list = NULL;

	tsm_buf_init(&sink.rows, LIST_MAX);
	enum tsm_status status =
	    tsm_sql_rows(store, sql, params, count, append_row, &sink, err);
	if (status == TSM_OK) {
		list = tsm_arena_alloc(
		    arena, sink.rows.len > 0 ? sink.rows.len : entity->size);
		if (list == NULL)
			status = tsm_fail_memory(err);
	}
	if (list != NULL) {
		if (sink.rows.len > 0)
			memcpy(list, sink.rows.data, sink.rows.len);
		/* of what type the pointer is, the caller knows */
		memcpy(ret_list, &list, sizeof(list));
		*ret_count = sink.rows.len / entity->size;
	}
	tsm_buf_release(&sink.rows);
	return status;
}

static enum tsm_status hand_row(
    void *ctx, struct tsm_store *store, void *cursor, struct tsm_error *err)
{
	struct sink *sink = ctx;
	unsigned char *object =
	    tsm_arena_alloc(sink->arena, sink->entity->size);
	if (object == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(read_row(
	    store, cursor, sink->entity, sink->arena, NULL, object, err));
	enum tsm_status status = sink->each(sink->ctx, object, err);
	tsm_arena_release(sink->arena);
	return status;
}

enum tsm_status tsm_sql_each(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count,
    const struct tsm_sql_entity *entity,
    enum tsm_status (*each)(
	void *ctx, const void *object, struct tsm_error *err),
    void *ctx, struct tsm_error *err)
{
	struct tsm_arena arena;
	struct sink sink = {
		.entity = entity, .arena = &arena, .each = each, .ctx = ctx
	};

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_sql_rows(store, sql, params, count, hand_row, &sink, err);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status tsm_sql_enter(
    struct tsm_store *store, bool *ret_own, struct tsm_error *err)
{
	if (!store->open) {
		TSM_TRY(tsm_store_begin(store, TSM_STORE_WRITE, err));
		*ret_own = true;
		return TSM_OK;
	}
	TSM_TRY(tsm_sql_writing(store, err));
	*ret_own = false;
	return TSM_OK;
}

enum tsm_status tsm_sql_leave(struct tsm_store *store, bool own,
    enum tsm_status status, struct tsm_error *err)
{
	if (!own)
		return status;
	if (status == TSM_OK)
		return tsm_store_commit(store, err);
	tsm_store_rollback(store);
	return status;
}

enum tsm_status tsm_sql_writing(
    const struct tsm_store *store, struct tsm_error *err)
{
	if (!store->open || store->read_only)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "this needs an open write transaction");
	return TSM_OK;
}
