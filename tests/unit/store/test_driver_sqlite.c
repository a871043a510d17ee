/* The SQLite driver through the seam: types, mapping of failures, cache. */
#include "fixture.h"

#include "../../../src/store/sql.h"

static struct tsm_store bare(void)
{
	struct tsm_store_options options = { true, 0 };
	struct tsm_store store = { .driver = &tsm_sql_sqlite };
	assert_ok(tsm_sql_sqlite.open(
	    "sqlite::memory:", &options, &store.conn, NULL));
	assert_ok(tsm_sql_sqlite.script(store.conn,
	    "CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY, n BIGINT,"
	    " b BLOB, CHECK (n > 0));"
	    "CREATE TABLE u (a TEXT REFERENCES t (a))",
	    NULL));
	return store;
}

struct thing {
	const char *a;
	int64_t n;
	struct tsm_str b;
};

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, thing, a),
	TSM_SQL_FIELD(INT, thing, n),
	TSM_SQL_FIELD(BLOB, thing, b),
};
TSM_SQL_ENTITY(ENTITY, "thing", thing, FIELDS);

static const char INSERT[] = "INSERT INTO t (a, n, b) VALUES ($1, $2, $3)";

static enum tsm_status add(
    struct tsm_store *store, const char *a, int64_t n, struct tsm_str b)
{
	return tsm_sql_run(store, INSERT,
	    TSM_SQL_ARGS(tsm_sql_text(a), tsm_sql_int64(n), tsm_sql_bytes(b)),
	    NULL, NULL);
}

static void test_types(void **state)
{
	struct tsm_store store = bare();
	struct tsm_arena arena;
	struct thing thing;
	struct tsm_str nul = { "a\0b", 3 };
	struct tsm_str none = { NULL, 0 };
	struct tsm_str empty = { "", 0 };
	(void)state;

	tsm_arena_init(&arena, 0);
	assert_ok(add(&store, "x", INT64_MAX, nul));
	assert_ok(add(&store, "y\xc3\xa9", 1, none));
	assert_ok(add(&store, "", 2, empty));
	assert_ok(tsm_sql_get(&store, "SELECT a, n, b FROM t WHERE a = $1",
	    TSM_SQL_ARGS(tsm_sql_text("x")), &ENTITY, &arena, &thing, NULL));
	assert_string_equal(thing.a, "x");
	assert_true(thing.n == INT64_MAX);
	assert_int_equal(thing.b.len, 3);
	assert_memory_equal(thing.b.ptr, "a\0b", 3);
	assert_ok(tsm_sql_get(&store, "SELECT a, n, b FROM t WHERE n = $1",
	    TSM_SQL_ARGS(tsm_sql_int64(1)), &ENTITY, &arena, &thing, NULL));
	assert_string_equal(thing.a, "y\xc3\xa9");
	assert_null(thing.b.ptr);
	assert_ok(tsm_sql_get(&store, "SELECT a, n, b FROM t WHERE n = $1",
	    TSM_SQL_ARGS(tsm_sql_int64(2)), &ENTITY, &arena, &thing, NULL));
	assert_string_equal(thing.a, "");
	assert_non_null(thing.b.ptr);
	assert_int_equal(thing.b.len, 0);
	/* a value of a type that no struct has */
	assert_int_equal(tsm_sql_get(&store, "SELECT 1.5, 1, NULL", NULL, 0,
			     &ENTITY, &arena, &thing, NULL),
	    TSM_E_STORE);
	assert_int_equal(tsm_sql_get(&store, "SELECT 1, 1, NULL", NULL, 0,
			     &ENTITY, &arena, &thing, NULL),
	    TSM_E_STORE);
	assert_int_equal(tsm_sql_get(&store, "SELECT 'a', 'b', NULL", NULL, 0,
			     &ENTITY, &arena, &thing, NULL),
	    TSM_E_STORE);
	tsm_arena_release(&arena);
	tsm_sql_sqlite.close(store.conn);
}

static void test_failures(void **state)
{
	struct tsm_store store = bare();
	struct tsm_str none = { NULL, 0 };
	struct tsm_error err = { 0 };
	(void)state;

	assert_ok(add(&store, "secret-value", 1, none));
	assert_int_equal(tsm_sql_run(&store, INSERT,
			     TSM_SQL_ARGS(tsm_sql_text("secret-value"),
				 tsm_sql_int64(1), tsm_sql_bytes(none)),
			     NULL, &err),
	    TSM_E_DUPLICATE);
	assert_null(strstr(err.text, "secret-value"));
	assert_int_equal(add(&store, "y", 0, none), TSM_E_VALUE);
	assert_int_equal(add(&store, NULL, 1, none), TSM_E_VALUE);
	assert_int_equal(tsm_sql_run(&store, "INSERT INTO u (a) VALUES ($1)",
			     TSM_SQL_ARGS(tsm_sql_text("nothing")), NULL, &err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_sql_run(&store, "SELEKT 1", NULL, 0, NULL, &err), TSM_E_STORE);
	assert_int_equal(tsm_sql_run(&store, "SELECT $1", NULL, 0, NULL, &err),
	    TSM_E_INTERNAL);
	/* double quotes are names, as in every other engine */
	assert_int_equal(
	    tsm_sql_run(&store, "SELECT \"nothing\"", NULL, 0, NULL, &err),
	    TSM_E_STORE);
	tsm_sql_sqlite.close(store.conn);
}

static void test_parameter_order(void **state)
{
	struct tsm_store store = bare();
	int64_t value = 0;
	bool found = false;
	(void)state;
	assert_ok(tsm_sql_number(&store,
	    "SELECT $10 * 1000 + $2 * 100 + $1 * 10 + $3 + $4 + $5 + $6"
	    " + $7 + $8 + $9",
	    TSM_SQL_ARGS(tsm_sql_int64(1), tsm_sql_int64(2), tsm_sql_int64(0),
		tsm_sql_int64(0), tsm_sql_int64(0), tsm_sql_int64(0),
		tsm_sql_int64(0), tsm_sql_int64(0), tsm_sql_int64(0),
		tsm_sql_int64(7)),
	    &value, &found, NULL));
	assert_true(found);
	assert_int_equal(value, 7210);
	tsm_sql_sqlite.close(store.conn);
}

/* The same statement inside its own rows: the cache hands out another. */
struct nest {
	struct tsm_store *store;
	int depth;
	int rows;
};

static enum tsm_status nested(
    void *ctx, const void *object, struct tsm_error *err)
{
	static const char ALL[] = "SELECT a, n, b FROM t ORDER BY a";
	struct nest *nest = ctx;
	struct nest inner = { nest->store, nest->depth + 1, 0 };
	(void)object;
	nest->rows++;
	if (nest->depth == 3)
		return TSM_OK;
	enum tsm_status status = tsm_sql_each(
	    nest->store, ALL, NULL, 0, &ENTITY, nested, &inner, err);
	assert_int_equal(inner.rows, 3);
	return status;
}

static void test_nested(void **state)
{
	struct tsm_store store = bare();
	struct tsm_str none = { NULL, 0 };
	struct nest nest = { &store, 0, 0 };
	(void)state;
	assert_ok(add(&store, "a", 1, none));
	assert_ok(add(&store, "b", 2, none));
	assert_ok(add(&store, "c", 3, none));
	assert_ok(nested(&nest, NULL, NULL));
	tsm_sql_sqlite.close(store.conn);
}

static enum tsm_status refuse(
    void *ctx, const void *object, struct tsm_error *err)
{
	int *calls = ctx;
	(void)object;
	(*calls)++;
	return tsm_fail(err, TSM_E_LIMIT, NULL, "enough");
}

static void test_each_ends(void **state)
{
	struct tsm_store store = bare();
	struct tsm_str none = { NULL, 0 };
	int calls = 0;
	(void)state;
	assert_ok(add(&store, "a", 1, none));
	assert_ok(add(&store, "b", 2, none));
	assert_int_equal(tsm_sql_each(&store, "SELECT a, n, b FROM t", NULL, 0,
			     &ENTITY, refuse, &calls, NULL),
	    TSM_E_LIMIT);
	assert_int_equal(calls, 1);
	tsm_sql_sqlite.close(store.conn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_parameter_order),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_each_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
