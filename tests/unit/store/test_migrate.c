/* Migrations: order, gaps, newer schemas, changed ones, failures. */
#include "fixture.h"

#include "../../../src/store/migrate.h"

#define ROW(name, text)                                 \
 {                                                      \
  name, (const unsigned char *)(text), sizeof(text) - 1 \
 }
#define END     \
 {              \
  NULL, NULL, 0 \
 }

#define FIRST  "CREATE TABLE t (a TEXT, b @BLOB@);"
#define SECOND "CREATE TABLE u (a TEXT); INSERT INTO u (a) VALUES ('x');"

static const struct tsm_embedded ONE[] = {
	ROW("0001_t.sql", FIRST),
	END,
};
static const struct tsm_embedded TWO[] = {
	ROW("0001_t.sql", FIRST),
	ROW("0002_u.sql", SECOND),
	END,
};
static const struct tsm_embedded CHANGED[] = {
	ROW("0001_t.sql", FIRST " "),
	ROW("0002_u.sql", SECOND),
	END,
};
static const struct tsm_embedded GAP[] = {
	ROW("0001_t.sql", FIRST),
	ROW("0003_u.sql", SECOND),
	END,
};
static const struct tsm_embedded NAMELESS[] = { ROW("first.sql", FIRST), END };
static const struct tsm_embedded BROKEN[] = {
	ROW("0001_t.sql", FIRST),
	ROW("0002_u.sql", SECOND "CREATE TABEL v (a TEXT);"),
	END,
};

/* A connection to an empty database. */
static struct tsm_store bare(void)
{
	struct tsm_store_options options = { true, 0 };
	struct tsm_store store = { .driver = &tsm_sql_sqlite };
	assert_ok(tsm_sql_sqlite.open(
	    "sqlite::memory:", &options, &store.conn, NULL));
	return store;
}

static int64_t number(struct tsm_store *store, const char *sql)
{
	int64_t value = -1;
	bool found = false;
	assert_ok(tsm_sql_number(store, sql, NULL, 0, &value, &found, NULL));
	return found ? value : -1;
}

static void test_in_order(void **state)
{
	struct tsm_store store = bare();
	struct tsm_error err = { 0 };
	(void)state;
	assert_ok(tsm_store_migrate(&store, ONE, &err));
	assert_int_equal(store.schema, 1);
	assert_ok(tsm_store_migrate(&store, TWO, &err));
	assert_int_equal(store.schema, 2);
	/* once only */
	assert_ok(tsm_store_migrate(&store, TWO, &err));
	assert_int_equal(number(&store, "SELECT COUNT(*) FROM u"), 1);
	assert_int_equal(
	    number(&store, "SELECT COUNT(*) FROM schema_migration"), 2);
	tsm_sql_sqlite.close(store.conn);
}

static void test_newer_schema(void **state)
{
	struct tsm_store store = bare();
	struct tsm_error err = { 0 };
	(void)state;
	assert_ok(tsm_store_migrate(&store, TWO, &err));
	assert_int_equal(tsm_store_migrate(&store, ONE, &err), TSM_E_STATE);
	assert_string_equal(err.where, "0002_u.sql");
	assert_non_null(strstr(err.text, "use a newer program"));
	tsm_sql_sqlite.close(store.conn);
}

static void test_changed(void **state)
{
	struct tsm_store store = bare();
	struct tsm_error err = { 0 };
	(void)state;
	assert_ok(tsm_store_migrate(&store, ONE, &err));
	assert_int_equal(
	    tsm_store_migrate(&store, CHANGED, &err), TSM_E_MISMATCH);
	assert_string_equal(err.where, "0001_t.sql");
	/* and nothing further was applied */
	assert_int_equal(
	    number(&store, "SELECT COUNT(*) FROM schema_migration"), 1);
	tsm_sql_sqlite.close(store.conn);
}

static void test_checksum_tampered(void **state)
{
	struct tsm_store store = bare();
	struct tsm_error err = { 0 };
	(void)state;
	assert_ok(tsm_store_migrate(&store, TWO, &err));
	assert_ok(tsm_sql_sqlite.script(store.conn,
	    "UPDATE schema_migration SET sha256 = 'x' WHERE number = 2", &err));
	assert_int_equal(tsm_store_migrate(&store, TWO, &err), TSM_E_MISMATCH);
	assert_string_equal(err.where, "0002_u.sql");
	assert_ok(tsm_sql_sqlite.script(
	    store.conn, "DELETE FROM schema_migration WHERE number = 1", &err));
	assert_int_equal(tsm_store_migrate(&store, TWO, &err), TSM_E_MISMATCH);
	tsm_sql_sqlite.close(store.conn);
}

static void test_our_mistakes(void **state)
{
	struct tsm_store store = bare();
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(tsm_store_migrate(&store, GAP, &err), TSM_E_INTERNAL);
	assert_int_equal(
	    tsm_store_migrate(&store, NAMELESS, &err), TSM_E_INTERNAL);
	tsm_sql_sqlite.close(store.conn);
}

static void test_all_or_nothing(void **state)
{
	struct tsm_store store = bare();
	struct tsm_error err = { 0 };
	(void)state;
	assert_int_equal(tsm_store_migrate(&store, BROKEN, &err), TSM_E_STORE);
	assert_string_equal(err.where, "0002_u.sql");
	assert_int_equal(
	    number(&store, "SELECT COUNT(*) FROM schema_migration"), 0);
	assert_int_equal(number(&store, "SELECT COUNT(*) FROM sqlite_schema"
					" WHERE name IN ('t', 'u')"),
	    0);
	assert_ok(tsm_store_migrate(&store, TWO, &err));
	tsm_sql_sqlite.close(store.conn);
}

/* 0022: whose the credentials of the W3C's API are is known of old ones
 * where the audit says it, and says it of one key alone. */
static void test_vcapi_keys(void **state)
{
	struct tsm_embedded before[23] = { END };
	struct tsm_store store = bare();
	struct tsm_error err = { 0 };

	(void)state;
	memcpy(before, tsm_store_embedded, 21 * sizeof(before[0]));
	assert_ok(tsm_store_migrate(&store, before, &err));
	assert_ok(tsm_sql_sqlite.script(store.conn,
	    "PRAGMA foreign_keys = OFF;"
	    "INSERT INTO vcapi_credential (organisation, id, status_number,"
	    " status_index, issued_at) VALUES ('w3c', 'urn:a:1', 1, 1, 10),"
	    " ('w3c', 'urn:a:2', 1, 2, 20), ('w3c', 'urn:a:3', 1, 3, 30);"
	    "INSERT INTO audit_event (seq, at_utc, actor, action, object) VALUES"
	    " (1, 10, 'api:board', 'vcapi.issue', 'urn:a:1'),"
	    " (2, 11, 'api:other', 'vcapi.issue', 'urn:a:1'),"
	    " (3, 10, 'api:other', 'vcapi.set', 'urn:a:1'),"
	    " (4, 20, 'api:board', 'vcapi.issue', 'urn:a:2'),"
	    " (5, 20, 'api:other', 'vcapi.issue', 'urn:a:2');",
	    &err));
	memcpy(before, tsm_store_embedded, 22 * sizeof(before[0]));
	assert_ok(tsm_store_migrate(&store, before, &err));
	assert_int_equal(
	    number(&store, "SELECT COUNT(*) FROM vcapi_credential WHERE"
			   " id = 'urn:a:1' AND api_key = 'board'"),
	    1);
	assert_int_equal(
	    number(&store, "SELECT COUNT(*) FROM vcapi_credential WHERE"
			   " id <> 'urn:a:1' AND api_key IS NULL"),
	    2);
	tsm_sql_sqlite.close(store.conn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_order),
		cmocka_unit_test(test_newer_schema),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_checksum_tampered),
		cmocka_unit_test(test_our_mistakes),
		cmocka_unit_test(test_all_or_nothing),
		cmocka_unit_test(test_vcapi_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
