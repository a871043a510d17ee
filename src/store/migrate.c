#include "migrate.h"

#include <string.h>

#include "testamur/base/buf.h"
#include "testamur/base/digest.h"
#include "testamur/base/time.h"

static const char CREATE[] = "CREATE TABLE IF NOT EXISTS schema_migration ("
			     " number BIGINT NOT NULL PRIMARY KEY,"
			     " name TEXT NOT NULL,"
			     " sha256 TEXT NOT NULL,"
			     " applied_at BIGINT NOT NULL)";

static const char APPLIED[] =
    "SELECT number, name, sha256 FROM schema_migration ORDER BY number";

static const char NOTE[] =
    "INSERT INTO schema_migration (number, name, sha256, applied_at)"
    " VALUES ($1, $2, $3, $4)";

struct applied {
	int64_t number;
	const char *name;
	const char *sha256;
};

static const struct tsm_sql_field APPLIED_FIELDS[] = {
	TSM_SQL_FIELD(INT, applied, number),
	TSM_SQL_FIELD(TEXT, applied, name),
	TSM_SQL_FIELD(TEXT, applied, sha256),
};
TSM_SQL_ENTITY(APPLIED_ENTITY, "migration", applied, APPLIED_FIELDS);

/* The number of a file called NNNN_name.sql, or 0. */
static int file_number(const char *name)
{
	int number = 0;
	for (size_t i = 0; i < 4; i++) {
		if (!tsm_is_digit(name[i]))
			return 0;
		number = number * 10 + (name[i] - '0');
	}
	return name[4] == '_' ? number : 0;
}

/* Our own mistakes: a gap or a wrong name in the embedded table. */
static enum tsm_status count_files(
    const struct tsm_embedded *table, int *ret_count, struct tsm_error *err)
{
	int count = 0;
	while (table[count].name != NULL) {
		if (file_number(table[count].name) != count + 1)
			return tsm_fail(err, TSM_E_INTERNAL, table[count].name,
			    "migrations are not numbered 1, 2, …");
		count++;
	}
	*ret_count = count;
	return TSM_OK;
}

static enum tsm_status checksum(const struct tsm_embedded *file,
    char sha256[TSM_SHA256_HEX], struct tsm_error *err)
{
	enum tsm_status status = tsm_sha256_hex(file->data, file->len, sha256);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return tsm_fail(err, status, file->name,
		    "the migration's checksum cannot be computed");
	return TSM_OK;
}

static enum tsm_status check_applied(const struct applied *list, size_t done,
    const struct tsm_embedded *table, int known, struct tsm_error *err)
{
	for (size_t i = 0; i < done; i++) {
		char sha256[TSM_SHA256_HEX];
		if (list[i].number > known)
			return tsm_fail(err, TSM_E_STATE, list[i].name,
			    "the database has schema %lld, but this program "
			    "knows schemas up to %d: use a newer program",
			    (long long)list[done - 1].number, known);
		if (list[i].number != (int64_t)i + 1)
			return tsm_fail(err, TSM_E_MISMATCH, list[i].name,
			    "migration %zu was never applied, though a later "
			    "one was",
			    i + 1);
		TSM_TRY(checksum(&table[i], sha256, err));
		if (!tsm_streq(sha256, list[i].sha256))
			return tsm_fail(err, TSM_E_MISMATCH, list[i].name,
			    "this migration was applied with another content "
			    "than the program's");
	}
	return TSM_OK;
}

static enum tsm_status read_applied(struct tsm_store *store,
    const struct tsm_embedded *table, int known, size_t *ret_done,
    struct tsm_error *err)
{
	struct tsm_arena arena;
	void *list = NULL;
	size_t done = 0;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_sql_list(store, APPLIED, NULL, 0,
	    &APPLIED_ENTITY, &arena, &list, &done, err);
	if (status == TSM_OK)
		status = check_applied(list, done, table, known, err);
	tsm_arena_release(&arena);
	if (status == TSM_OK)
		*ret_done = done;
	return status;
}

/* The file's text with the engine's type name for bytes. */
static enum tsm_status apply(struct tsm_store *store,
    const struct tsm_embedded *file, int number, struct tsm_error *err)
{
	static const char MARK[] = "@BLOB@";
	struct tsm_buf sql;
	char sha256[TSM_SHA256_HEX];

	TSM_TRY(checksum(file, sha256, err));
	tsm_buf_init(&sql, 0);
	struct tsm_str rest =
	    tsm_str_n((const char *)(const void *)file->data, file->len);
	while (rest.len > 0) {
		if (tsm_str_starts(rest, MARK)) {
			(void)tsm_buf_adds(&sql, store->driver->blob_type);
			rest.ptr += sizeof(MARK) - 1;
			rest.len -= sizeof(MARK) - 1;
			continue;
		}
		(void)tsm_buf_addc(&sql, rest.ptr[0]);
		rest.ptr++;
		rest.len--;
	}
	enum tsm_status status =
	    tsm_buf_status(&sql) != TSM_OK
		? tsm_fail_memory(err)
		: store->driver->script(store->conn, tsm_buf_cstr(&sql), err);
	tsm_buf_release(&sql);
	if (status != TSM_OK) {
		tsm_error_prefix(err, file->name);
		return status;
	}
	return tsm_sql_run(store, NOTE,
	    TSM_SQL_ARGS(tsm_sql_int64(number), tsm_sql_text(file->name),
		tsm_sql_text(sha256), tsm_sql_int64(tsm_time_now())),
	    NULL, err);
}

static enum tsm_status apply_missing(struct tsm_store *store,
    const struct tsm_embedded *table, int known, struct tsm_error *err)
{
	size_t done = 0;
	/* Somebody may have migrated while we waited for the lock. */
	TSM_TRY(read_applied(store, table, known, &done, err));
	for (int i = (int)done; i < known; i++)
		TSM_TRY(apply(store, &table[i], i + 1, err));
	return TSM_OK;
}

enum tsm_status tsm_store_migrate(struct tsm_store *store,
    const struct tsm_embedded *table, struct tsm_error *err)
{
	int known = 0;
	size_t done = 0;

	TSM_TRY(count_files(table, &known, err));
	TSM_TRY(store->driver->script(store->conn, CREATE, err));
	TSM_TRY(read_applied(store, table, known, &done, err));
	if ((int)done < known) {
		TSM_TRY(store->driver->begin(store->conn, TSM_SQL_SCHEMA, err));
		enum tsm_status status =
		    apply_missing(store, table, known, err);
		if (status == TSM_OK)
			status = store->driver->commit(store->conn, err);
		if (status != TSM_OK) {
			store->driver->rollback(store->conn);
			return status;
		}
	}
	store->schema = known;
	return TSM_OK;
}
