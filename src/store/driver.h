/*
 * driver.h - the seam between our SQL and a database engine.
 *
 * A driver is a const record of functions, listed in tsm_sql_drivers and
 * chosen by the first that accepts the URL. It understands `$1` … `$40` as
 * parameters, keeps prepared statements as long as the connection, and maps
 * every failure of its engine to a status:
 *   TSM_E_BUSY       lock, deadlock or serialisation failure: try again
 *   TSM_E_MEMORY     out of memory
 *   TSM_E_IO         disk full, unreadable, gone
 *   TSM_E_DUPLICATE  a unique constraint
 *   TSM_E_NOT_FOUND  a foreign key
 *   TSM_E_VALUE      NOT NULL and CHECK constraints
 *   TSM_E_STORE      anything else
 * Error texts name tables and columns, never values. After any failure
 * inside a transaction the caller rolls back.
 */
#ifndef TESTAMUR_SRC_STORE_DRIVER_H
#define TESTAMUR_SRC_STORE_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/store/store.h"

/* Parameters of one statement at most. */
#define TSM_SQL_PARAMS_MAX 40

enum tsm_sql_type {
	TSM_SQL_NULL,
	TSM_SQL_INT64,
	TSM_SQL_CHARS,
	TSM_SQL_BYTES
};

/* A parameter or a column; data belongs to whoever made it. */
struct tsm_sql_value {
	enum tsm_sql_type type;
	int64_t number;   /* TSM_SQL_INT64 */
	const void *data; /* TSM_SQL_CHARS (NUL-terminated), TSM_SQL_BYTES */
	size_t len;       /* bytes, without the NUL */
};

enum tsm_sql_begin {
	TSM_SQL_WRITE, /* no other writer from now on */
	TSM_SQL_READ,  /* one snapshot */
	TSM_SQL_SCHEMA /* no other migration from now on */
};

struct tsm_sql_driver {
	const char *name;
	const char *blob_type; /* what @BLOB@ becomes in a migration */

	/* The URL is one of this engine's. */
	bool (*accepts)(const char *url);

	/* Connect; the connection is closed with close. */
	enum tsm_status (*open)(const char *url,
	    const struct tsm_store_options *options, void **ret_conn,
	    struct tsm_error *err);
	void (*close)(void *conn);

	/* Run statements without parameters or results, such as DDL. */
	enum tsm_status (*script)(
	    void *conn, const char *sql, struct tsm_error *err);

	enum tsm_status (*begin)(
	    void *conn, enum tsm_sql_begin mode, struct tsm_error *err);
	enum tsm_status (*commit)(void *conn, struct tsm_error *err);
	/* Cannot fail; without a transaction nothing happens. */
	void (*rollback)(void *conn);

	/*
	 * Bind the parameters of one statement; it runs with the first step.
	 * sql is a constant of the program; params stay valid until finish.
	 */
	enum tsm_status (*query)(void *conn, const char *sql,
	    const struct tsm_sql_value *params, size_t count, void **ret_cursor,
	    struct tsm_error *err);
	/* Advance; *ret_row says whether there is a row. */
	enum tsm_status (*step)(
	    void *cursor, bool *ret_row, struct tsm_error *err);
	/* A column of the row, valid until the next step or finish. */
	enum tsm_status (*column)(void *cursor, size_t index,
	    struct tsm_sql_value *ret_value, struct tsm_error *err);
	void (*finish)(void *cursor);

	/* See tsm_store_backup; NULL when not offered. */
	enum tsm_status (*backup)(
	    void *conn, const char *path, struct tsm_error *err);
};

extern const struct tsm_sql_driver tsm_sql_sqlite;

/* All drivers, ended by NULL. */
extern const struct tsm_sql_driver *const tsm_sql_drivers[];

#endif
