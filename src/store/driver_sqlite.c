/* The SQLite driver: the only file that knows SQLite. */
#include "driver.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sqlite_os.h"
#include "testamur/base/alloc.h"

#define BUSY_MS_DEFAULT 10000
#define BUSY_MS_MAX     3600000
#define STATEMENTS      128
#define APPLICATION_ID  0x5453544d /* "TSTM" in the file's header */

/* A prepared statement; while busy it is also the cursor over its rows. */
struct statement {
	struct connection *conn;
	const char *sql; /* constants of the program: compared by address */
	sqlite3_stmt *stmt;
	uint64_t used;
	bool busy;
	size_t count;
	int index[TSM_SQL_PARAMS_MAX]; /* of $1, $2, … */
};

/* Prepared when connecting: a rollback must not need memory. */
enum verb {
	BEGIN_WRITE,
	BEGIN_READ,
	COMMIT,
	ROLLBACK,
	VERBS
};
static const char *const VERB_SQL[VERBS] = { "BEGIN IMMEDIATE", "BEGIN",
	"COMMIT", "ROLLBACK" };

struct connection {
	sqlite3 *db;
	sqlite3_stmt *verbs[VERBS];
	int busy_ms;
	uint64_t clock;
	struct statement statements[STATEMENTS];
};

static void configure(void)
{
	static const sqlite3_mem_methods METHODS = { tsm_sqlite_malloc,
		tsm_sqlite_free, tsm_sqlite_realloc, tsm_sqlite_size,
		tsm_sqlite_roundup, tsm_sqlite_mem_init,
		tsm_sqlite_mem_shutdown, NULL };
	/* Refused only when SQLite runs already; its own count takes a lock. */
	(void)sqlite3_config(SQLITE_CONFIG_MALLOC, &METHODS);
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	(void)sqlite3_config(SQLITE_CONFIG_URI, 0);
}

/* The first row that fits; extended codes stand before their primary. */
static const struct {
	int code;
	enum tsm_status status;
} STATUSES[] = {
	{ SQLITE_IOERR_NOMEM, TSM_E_MEMORY },
	{ SQLITE_CONSTRAINT_UNIQUE, TSM_E_DUPLICATE },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, TSM_E_DUPLICATE },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, TSM_E_NOT_FOUND },
	{ SQLITE_CONSTRAINT, TSM_E_VALUE },
	{ SQLITE_BUSY, TSM_E_BUSY },
	{ SQLITE_LOCKED, TSM_E_BUSY },
	{ SQLITE_NOMEM, TSM_E_MEMORY },
	{ SQLITE_TOOBIG, TSM_E_LIMIT },
	{ SQLITE_IOERR, TSM_E_IO },
	{ SQLITE_FULL, TSM_E_IO },
	{ SQLITE_CANTOPEN, TSM_E_IO },
	{ SQLITE_READONLY, TSM_E_IO },
};

static enum tsm_status status_of(int extended)
{
	size_t count = sizeof(STATUSES) / sizeof(STATUSES[0]);
	for (size_t i = 0; i < count; i++)
		if (STATUSES[i].code == extended ||
		    STATUSES[i].code == (extended & 0xff))
			return STATUSES[i].status;
	return TSM_E_STORE;
}

static enum tsm_status fail(
    struct connection *conn, int rc, struct tsm_error *err)
{
	enum tsm_status status = status_of(rc);
	/* these texts name tables and columns, never values */
	const char *text =
	    conn->db != NULL ? sqlite3_errmsg(conn->db) : sqlite3_errstr(rc);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status == TSM_E_BUSY)
		text = "another writer is using it: try again";
	else if (status == TSM_E_NOT_FOUND)
		text = "this refers to something that does not exist";
	return tsm_fail(err, status, NULL, "database: %s", text);
}

/* --- opening ------------------------------------------------------------- */

static bool sqlite_accepts(const char *url)
{
	return strncmp(url, "sqlite:", 7) == 0 || strstr(url, "://") == NULL;
}

/* The first column of a pragma's answer, as a number and as a text. */
static int pragma(
    struct connection *conn, const char *sql, int *ret_number, char text[16])
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(conn->db, sql, -1, &stmt, NULL);
	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		const unsigned char *value = sqlite3_column_text(stmt, 0);
		*ret_number = sqlite3_column_int(stmt, 0);
		(void)snprintf(text, 16, "%s",
		    value ? (const char *)(const void *)value : "");
	}
	int done = sqlite3_finalize(stmt);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? done : rc;
}

static enum tsm_status sqlite_script(
    void *self, const char *sql, struct tsm_error *err)
{
	struct connection *conn = self;
	int rc = sqlite3_exec(conn->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? TSM_OK : fail(conn, rc, err);
}

/* Switching to WAL is not waited for by SQLite's busy handler. */
static enum tsm_status use_wal(
    struct connection *conn, bool memory, struct tsm_error *err)
{
	static const struct timespec PAUSE = { 0, 10000000 };
	char mode[16] = "";
	int number = 0;
	int rc = SQLITE_BUSY;

	for (int waited = 0; waited <= conn->busy_ms; waited += 10) {
		rc = pragma(conn, "PRAGMA journal_mode = WAL", &number, mode);
		if ((rc & 0xff) != SQLITE_BUSY)
			break;
		(void)nanosleep(&PAUSE, NULL);
	}
	if (rc != SQLITE_OK)
		return fail(conn, rc, err);
	if (!memory && strcmp(mode, "wal") != 0)
		return tsm_fail(err, TSM_E_IO, NULL,
		    "this file system does not support the database's "
		    "write-ahead log");
	return TSM_OK;
}

/*
 * Refuse a database that somebody else's program made. Whoever makes a table
 * has set the id before, so the id is read last.
 */
static enum tsm_status check_owner(
    struct connection *conn, struct tsm_error *err)
{
	char text[16];
	int id = 0;
	int tables = 0;
	int rc =
	    pragma(conn, "SELECT COUNT(*) FROM sqlite_schema", &tables, text);
	if (rc == SQLITE_OK)
		rc = pragma(conn, "PRAGMA application_id", &id, text);
	if (rc != SQLITE_OK)
		return fail(conn, rc, err);
	if (id == APPLICATION_ID)
		return TSM_OK;
	if (id != 0 || tables != 0)
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "the file is a database of another program");
	return sqlite_script(conn, "PRAGMA application_id = 0x5453544d", err);
}

static enum tsm_status set_up(
    struct connection *conn, bool memory, struct tsm_error *err)
{
	char text[16];
	int on = 0;

	(void)sqlite3_busy_timeout(conn->db, conn->busy_ms);
	(void)sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(
	    conn->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	/* the cache holds what a batch of credentials touches in the indexes;
	 * what several touch is copied out of the log once */
	TSM_TRY(sqlite_script(conn,
	    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
	    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;"
	    "PRAGMA wal_autocheckpoint = 4000",
	    err));
	int rc = pragma(conn, "PRAGMA foreign_keys", &on, text);
	if (rc == SQLITE_OK && on != 1)
		return tsm_fail(err, TSM_E_STORE, NULL,
		    "this SQLite was built without foreign keys");
	if (rc != SQLITE_OK)
		return fail(conn, rc, err);
	TSM_TRY(check_owner(conn, err));
	return use_wal(conn, memory, err);
}

static enum tsm_status prepare_verbs(
    struct connection *conn, struct tsm_error *err)
{
	for (size_t i = 0; i < VERBS; i++) {
		int rc = sqlite3_prepare_v3(conn->db, VERB_SQL[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &conn->verbs[i], NULL);
		if (rc != SQLITE_OK)
			return fail(conn, rc, err);
	}
	return TSM_OK;
}

static void sqlite_close(void *self)
{
	struct connection *conn = self;
	for (size_t i = 0; i < STATEMENTS; i++)
		(void)sqlite3_finalize(conn->statements[i].stmt);
	for (size_t i = 0; i < VERBS; i++)
		(void)sqlite3_finalize(conn->verbs[i]);
	(void)sqlite3_close(conn->db);
	tsm_free(conn);
}

static enum tsm_status sqlite_open(const char *url,
    const struct tsm_store_options *options, void **ret_conn,
    struct tsm_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *path = strncmp(url, "sqlite:", 7) == 0 ? url + 7 : url;
	bool memory = strcmp(path, ":memory:") == 0;

	if (path[0] == '\0')
		return tsm_fail(err, TSM_E_USAGE, NULL, "an empty path");
	if (!memory)
		TSM_TRY(tsm_sqlite_file(path, options->create, err));
	(void)pthread_once(&once, configure);
	struct connection *conn = tsm_calloc(1, sizeof(*conn));
	if (conn == NULL)
		return tsm_fail_memory(err);
	conn->busy_ms = options->busy_ms > 0 && options->busy_ms < BUSY_MS_MAX
			    ? options->busy_ms
			    : BUSY_MS_DEFAULT;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		    SQLITE_OPEN_EXRESCODE | (memory ? SQLITE_OPEN_CREATE : 0);
	int rc = sqlite3_open_v2(path, &conn->db, flags, NULL);
	enum tsm_status status =
	    rc == SQLITE_OK ? set_up(conn, memory, err) : fail(conn, rc, err);
	if (status == TSM_OK)
		status = prepare_verbs(conn, err);
	if (status != TSM_OK) {
		sqlite_close(conn);
		return status;
	}
	*ret_conn = conn;
	return TSM_OK;
}

/* --- transactions -------------------------------------------------------- */

static enum tsm_status run_verb(
    struct connection *conn, enum verb verb, struct tsm_error *err)
{
	int rc = sqlite3_step(conn->verbs[verb]);
	enum tsm_status status =
	    rc == SQLITE_DONE ? TSM_OK : fail(conn, rc, err);
	(void)sqlite3_reset(conn->verbs[verb]);
	return status;
}

static void sqlite_rollback(void *self)
{
	struct connection *conn = self;
	/* some failures end the transaction by themselves */
	if (!sqlite3_get_autocommit(conn->db))
		(void)run_verb(conn, ROLLBACK, NULL);
}

static enum tsm_status sqlite_begin(
    void *self, enum tsm_sql_begin mode, struct tsm_error *err)
{
	struct connection *conn = self;
	sqlite_rollback(conn); /* of an earlier rollback that failed */
	return run_verb(
	    conn, mode == TSM_SQL_READ ? BEGIN_READ : BEGIN_WRITE, err);
}

static enum tsm_status sqlite_commit(void *self, struct tsm_error *err)
{
	struct connection *conn = self;
	if (sqlite3_get_autocommit(conn->db))
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "the database rolled the transaction back");
	return run_verb(conn, COMMIT, err);
}

/* --- statements ---------------------------------------------------------- */

static enum tsm_status prepare(struct connection *conn, struct statement *slot,
    const char *sql, struct tsm_error *err)
{
	char name[8];
	(void)sqlite3_finalize(slot->stmt);
	memset(slot, 0, sizeof(*slot));
	int rc = sqlite3_prepare_v3(
	    conn->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &slot->stmt, NULL);
	if (rc != SQLITE_OK)
		return fail(conn, rc, err);
	slot->conn = conn;
	slot->sql = sql;
	slot->count = (size_t)sqlite3_bind_parameter_count(slot->stmt);
	for (size_t i = 0; i < slot->count && i < TSM_SQL_PARAMS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "$%zu", i + 1);
		slot->index[i] = sqlite3_bind_parameter_index(slot->stmt, name);
	}
	return TSM_OK;
}

/* A free statement of this text, else the one that rested longest. */
static enum tsm_status find_statement(struct connection *conn, const char *sql,
    struct statement **ret_slot, struct tsm_error *err)
{
	struct statement *oldest = NULL;
	for (size_t i = 0; i < STATEMENTS; i++) {
		struct statement *slot = &conn->statements[i];
		if (slot->busy)
			continue;
		if (slot->sql == sql) {
			*ret_slot = slot;
			return TSM_OK;
		}
		if (oldest == NULL || slot->used < oldest->used)
			oldest = slot;
	}
	if (oldest == NULL)
		return tsm_fail(
		    err, TSM_E_LIMIT, NULL, "too many queries at once");
	TSM_TRY(prepare(conn, oldest, sql, err));
	*ret_slot = oldest;
	return TSM_OK;
}

static int bind(
    struct statement *slot, size_t i, const struct tsm_sql_value *value)
{
	int at = slot->index[i];
	switch (value->type) {
	case TSM_SQL_INT64:
		return sqlite3_bind_int64(slot->stmt, at, value->number);
	case TSM_SQL_CHARS:
		return sqlite3_bind_text64(slot->stmt, at, value->data,
		    value->len, SQLITE_STATIC, SQLITE_UTF8);
	case TSM_SQL_BYTES:
		return sqlite3_bind_blob64(
		    slot->stmt, at, value->data, value->len, SQLITE_STATIC);
	case TSM_SQL_NULL:
		break;
	}
	return sqlite3_bind_null(slot->stmt, at);
}

static void sqlite_finish(void *cursor)
{
	struct statement *slot = cursor;
	(void)sqlite3_reset(slot->stmt);
	(void)sqlite3_clear_bindings(slot->stmt);
	slot->busy = false;
}

static enum tsm_status sqlite_query(void *self, const char *sql,
    const struct tsm_sql_value *params, size_t count, void **ret_cursor,
    struct tsm_error *err)
{
	struct connection *conn = self;
	struct statement *slot = NULL;
	TSM_TRY(find_statement(conn, sql, &slot, err));
	slot->used = ++conn->clock;
	if (slot->count != count || count > TSM_SQL_PARAMS_MAX)
		return tsm_fail(err, TSM_E_INTERNAL, NULL,
		    "wrong number of SQL parameters");
	slot->busy = true;
	for (size_t i = 0; i < count; i++) {
		int rc = bind(slot, i, &params[i]);
		if (rc != SQLITE_OK) {
			enum tsm_status status = fail(conn, rc, err);
			sqlite_finish(slot);
			return status;
		}
	}
	*ret_cursor = slot;
	return TSM_OK;
}

static enum tsm_status sqlite_step(
    void *cursor, bool *ret_row, struct tsm_error *err)
{
	struct statement *slot = cursor;
	int rc = sqlite3_step(slot->stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return fail(slot->conn, rc, err);
	*ret_row = rc == SQLITE_ROW;
	return TSM_OK;
}

static enum tsm_status sqlite_column(void *cursor, size_t index,
    struct tsm_sql_value *ret_value, struct tsm_error *err)
{
	struct statement *slot = cursor;
	int column = (int)index;
	struct tsm_sql_value value = { TSM_SQL_NULL, 0, NULL, 0 };

	switch (sqlite3_column_type(slot->stmt, column)) {
	case SQLITE_NULL:
		break;
	case SQLITE_INTEGER:
		value.type = TSM_SQL_INT64;
		value.number = sqlite3_column_int64(slot->stmt, column);
		break;
	case SQLITE_TEXT:
		value.type = TSM_SQL_CHARS;
		value.data = sqlite3_column_text(slot->stmt, column);
		break;
	case SQLITE_BLOB:
		value.type = TSM_SQL_BYTES;
		value.data = sqlite3_column_blob(slot->stmt, column);
		break;
	default:
		return tsm_fail(err, TSM_E_STORE, NULL,
		    "the database holds a value of a foreign type");
	}
	if (value.type == TSM_SQL_CHARS || value.type == TSM_SQL_BYTES) {
		value.len = (size_t)sqlite3_column_bytes(slot->stmt, column);
		/* NULL also stands for no bytes at all */
		if (value.data == NULL && value.len > 0)
			return tsm_fail_memory(err);
		if (value.data == NULL)
			value.data = "";
	}
	*ret_value = value;
	return TSM_OK;
}

/* --- backup -------------------------------------------------------------- */

static enum tsm_status vacuum_into(
    struct connection *conn, const char *path, struct tsm_error *err)
{
	const struct tsm_sql_value to = { TSM_SQL_CHARS, 0, path,
		strlen(path) };
	void *cursor = NULL;
	bool row = false;
	enum tsm_status status =
	    sqlite_query(conn, "VACUUM INTO $1", &to, 1, &cursor, err);
	if (status != TSM_OK || cursor == NULL)
		return status;
	status = sqlite_step(cursor, &row, err);
	sqlite_finish(cursor);
	return status;
}

static enum tsm_status sqlite_backup(
    void *self, const char *path, struct tsm_error *err)
{
	int fd = -1;
	TSM_TRY(tsm_sqlite_backup_create(path, &fd, err));
	enum tsm_status status = vacuum_into(self, path, err);
	return tsm_sqlite_backup_finish(path, fd, status, err);
}

const struct tsm_sql_driver tsm_sql_sqlite = {
	.name = "sqlite",
	.blob_type = "BLOB",
	.accepts = sqlite_accepts,
	.open = sqlite_open,
	.close = sqlite_close,
	.script = sqlite_script,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.query = sqlite_query,
	.step = sqlite_step,
	.column = sqlite_column,
	.finish = sqlite_finish,
	.backup = sqlite_backup,
};
