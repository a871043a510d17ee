/*
 * sql.h - running statements and mapping rows to structs.
 *
 * A repository describes each struct once, as a table of fields in the order
 * of the columns; the same table binds a struct as parameters $1, $2, … and
 * reads a row into one. Texts and bytes read go into the arena given.
 */
#ifndef TESTAMUR_SRC_STORE_SQL_H
#define TESTAMUR_SRC_STORE_SQL_H

#include <stddef.h>

#include "driver.h"

struct tsm_store {
	const struct tsm_sql_driver *driver;
	void *conn;
	int schema;     /* number of the newest migration */
	bool open;      /* a transaction is open */
	bool read_only; /* and it is of mode TSM_STORE_READ */
	bool failed;    /* and something in it failed: it cannot commit */
};

enum tsm_sql_kind {
	TSM_SQL_TEXT,  /* const char *, NULL is NULL */
	TSM_SQL_BLOB,  /* struct tsm_str, ptr NULL is NULL */
	TSM_SQL_INT,   /* int64_t */
	TSM_SQL_TIME,  /* int64_t, 0 is NULL */
	TSM_SQL_COUNT, /* int64_t, -1 is NULL */
	TSM_SQL_TRI,   /* int, -1 is NULL */
	TSM_SQL_BOOL   /* bool as 0 or 1 */
};

struct tsm_sql_field {
	enum tsm_sql_kind kind;
	size_t offset;
};

struct tsm_sql_entity {
	const char *name; /* for "no such NAME" */
	size_t size;
	const struct tsm_sql_field *fields;
	size_t count;
};

#define TSM_SQL_FIELD(kind, type, member)       \
 {                                              \
  TSM_SQL_##kind, offsetof(struct type, member) \
 }

/* An entity called variable over the array fields of a struct type. */
#define TSM_SQL_ENTITY(variable, what, type, fields)                        \
 static const struct tsm_sql_entity variable = { what, sizeof(struct type), \
	 fields, sizeof(fields) / sizeof((fields)[0]) }

/* Parameters: TSM_SQL_ARGS(tsm_sql_text(id), tsm_sql_int64(at)). */
#define TSM_SQL_ARGS(...)                                    \
 (const struct tsm_sql_value[]){ __VA_ARGS__ },              \
     sizeof((const struct tsm_sql_value[]){ __VA_ARGS__ }) / \
	 sizeof(struct tsm_sql_value)

/* Values; a NULL text is SQL NULL, and so is the time 0. */
struct tsm_sql_value tsm_sql_text(const char *text);
struct tsm_sql_value tsm_sql_int64(int64_t number);
struct tsm_sql_value tsm_sql_time(int64_t instant);
struct tsm_sql_value tsm_sql_bytes(struct tsm_str bytes);

/*
 * The fields of object as values (entity->count of them); the values point
 * into what object points to.
 */
void tsm_sql_values(const struct tsm_sql_entity *entity, const void *object,
    struct tsm_sql_value out[TSM_SQL_PARAMS_MAX]);

/*
 * Run a statement to its end. *ret_any (may be NULL) says whether it
 * returned a row, which tells of ON CONFLICT DO NOTHING RETURNING 1.
 */
enum tsm_status tsm_sql_run(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count, bool *ret_any,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Run a statement with the fields of object as parameters. TSM_E_DUPLICATE
 * when it returned no row.
 */
enum tsm_status tsm_sql_insert(struct tsm_store *store, const char *sql,
    const struct tsm_sql_entity *entity, const void *object,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Run a statement that must touch a row (it ends with RETURNING 1):
 * TSM_E_NOT_FOUND "no such WHAT" when it did not.
 */
enum tsm_status tsm_sql_touch(struct tsm_store *store, const char *what,
    const char *sql, const struct tsm_sql_value *params, size_t count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The first column of the first row; *ret_found false, and *ret_number 0,
 * when there is no row or the column is NULL.
 */
enum tsm_status tsm_sql_number(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count, int64_t *ret_number,
    bool *ret_found, struct tsm_error *err) TSM_NODISCARD;

/*
 * Call each with every row and end when it does not answer TSM_OK. each reads
 * the columns through the driver: the way for secrets, which never go into an
 * arena.
 */
enum tsm_status tsm_sql_rows(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count,
    enum tsm_status (*each)(void *ctx, struct tsm_store *store, void *cursor,
	struct tsm_error *err),
    void *ctx, struct tsm_error *err) TSM_NODISCARD;

/* The first row. TSM_E_NOT_FOUND. */
enum tsm_status tsm_sql_get(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count,
    const struct tsm_sql_entity *entity, struct tsm_arena *arena,
    void *ret_object, struct tsm_error *err) TSM_NODISCARD;

/*
 * All rows as an array in the arena. ret_list is the address of a pointer to
 * the entity's struct; the pointer is not NULL when there are no rows either.
 */
enum tsm_status tsm_sql_list(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count,
    const struct tsm_sql_entity *entity, struct tsm_arena *arena,
    void *ret_list, size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

/* Call each with every row; the object is valid during the call. */
enum tsm_status tsm_sql_each(struct tsm_store *store, const char *sql,
    const struct tsm_sql_value *params, size_t count,
    const struct tsm_sql_entity *entity,
    enum tsm_status (*each)(
	void *ctx, const void *object, struct tsm_error *err),
    void *ctx, struct tsm_error *err) TSM_NODISCARD;

/*
 * Call-backs of a repository know their struct, tsm_sql_each() does not:
 * visit() hands a row to the call-back of a struct visitor { each, ctx }.
 */
#define TSM_SQL_VISITOR(type)                                       \
 struct visitor {                                                   \
  enum tsm_status (*each)(                                          \
      void *ctx, const struct type *object, struct tsm_error *err); \
  void *ctx;                                                        \
 };                                                                 \
 static enum tsm_status visit(                                      \
     void *ctx, const void *object, struct tsm_error *err)          \
 {                                                                  \
  const struct visitor *visitor = ctx;                              \
  return visitor->each(visitor->ctx, object, err);                  \
 }

/*
 * Begin a write transaction unless one is open; *ret_own says that one was
 * begun. TSM_E_STATE inside a reading one.
 */
enum tsm_status tsm_sql_enter(struct tsm_store *store, bool *ret_own,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * End what tsm_sql_enter began: commit when status is TSM_OK, else roll back.
 * In a transaction of the caller nothing is ended. A function checks before
 * it writes, so that a failure it reports itself left nothing behind.
 */
enum tsm_status tsm_sql_leave(struct tsm_store *store, bool own,
    enum tsm_status status, struct tsm_error *err) TSM_NODISCARD;

/* TSM_OK inside a write transaction, else TSM_E_STATE. */
enum tsm_status tsm_sql_writing(
    const struct tsm_store *store, struct tsm_error *err) TSM_NODISCARD;

#endif
