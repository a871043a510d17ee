#include "testamur/store/store.h"

#include <string.h>

#include "migrate.h"
#include "sql.h"
#include "testamur/base/alloc.h"

const struct tsm_sql_driver *const tsm_sql_drivers[] = {
	&tsm_sql_sqlite,
	NULL,
};

enum tsm_status tsm_store_new(const char *url,
    const struct tsm_store_options *options, struct tsm_store **ret_store,
    struct tsm_error *err)
{
	static const struct tsm_store_options DEFAULTS = { false, 0 };
	size_t i = 0;

	if (url == NULL || url[0] == '\0')
		return tsm_fail(
		    err, TSM_E_USAGE, NULL, "the database has no name");
	while (tsm_sql_drivers[i] != NULL && !tsm_sql_drivers[i]->accepts(url))
		i++;
	if (tsm_sql_drivers[i] == NULL)
		/* the URL may hold a password: do not repeat it */
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "this program was not built with the engine of this "
		    "database URL; it offers sqlite:PATH");
	struct tsm_store *store = tsm_calloc(1, sizeof(*store));
	if (store == NULL)
		return tsm_fail_memory(err);
	store->driver = tsm_sql_drivers[i];
	enum tsm_status status = store->driver->open(
	    url, options ? options : &DEFAULTS, &store->conn, err);
	if (status == TSM_OK)
		status = tsm_store_migrate(store, tsm_store_embedded, err);
	if (status != TSM_OK) {
		tsm_store_free(&store);
		return status;
	}
	*ret_store = store;
	return TSM_OK;
}

void tsm_store_free(struct tsm_store **store)
{
	if (store == NULL || *store == NULL)
		return;
	if ((*store)->conn != NULL) {
		tsm_store_rollback(*store);
		(*store)->driver->close((*store)->conn);
	}
	tsm_free(*store);
	*store = NULL;
}

int tsm_store_schema(const struct tsm_store *store)
{
	return store->schema;
}

enum tsm_status tsm_store_ping(struct tsm_store *store, struct tsm_error *err)
{
	int64_t count = 0;
	bool found = false;
	TSM_TRY(tsm_sql_number(store, "SELECT COUNT(*) FROM schema_migration",
	    NULL, 0, &count, &found, err));
	if (!found || count < store->schema)
		return tsm_fail(
		    err, TSM_E_STORE, NULL, "the database lost its schema");
	return TSM_OK;
}

enum tsm_status tsm_store_begin(
    struct tsm_store *store, enum tsm_store_mode mode, struct tsm_error *err)
{
	if (store->open)
		return tsm_fail(
		    err, TSM_E_STATE, NULL, "a transaction is open already");
	TSM_TRY(store->driver->begin(store->conn,
	    mode == TSM_STORE_READ ? TSM_SQL_READ : TSM_SQL_WRITE, err));
	store->open = true;
	store->read_only = mode == TSM_STORE_READ;
	store->failed = false;
	return TSM_OK;
}

enum tsm_status tsm_store_commit(struct tsm_store *store, struct tsm_error *err)
{
	if (!store->open)
		return tsm_fail(
		    err, TSM_E_STATE, NULL, "no transaction is open");
	if (store->failed) {
		tsm_store_rollback(store);
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "the transaction failed and was rolled back");
	}
	enum tsm_status status = store->driver->commit(store->conn, err);
	if (status != TSM_OK)
		store->driver->rollback(store->conn);
	store->open = false;
	return status;
}

void tsm_store_rollback(struct tsm_store *store)
{
	if (!store->open)
		return;
	store->driver->rollback(store->conn);
	store->open = false;
	store->failed = false;
}

bool tsm_store_in_transaction(const struct tsm_store *store)
{
	return store->open;
}

enum tsm_status tsm_store_backup(
    struct tsm_store *store, const char *path, struct tsm_error *err)
{
	if (store->open)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "a backup cannot be made inside a transaction");
	if (store->driver->backup == NULL)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "use the backup tools of this database engine");
	return store->driver->backup(store->conn, path, err);
}
