/*
 * sqlite_os.h - what the SQLite driver needs of the system: memory from our
 * table, and files that nobody else may read. Knows nothing of SQLite.
 */
#ifndef TESTAMUR_SRC_STORE_SQLITE_OS_H
#define TESTAMUR_SRC_STORE_SQLITE_OS_H

#include <stdbool.h>

#include "testamur/base/status.h"

/* An allocator as SQLite wants it: int sizes, and asked for them later. */
void *tsm_sqlite_malloc(int size);
void *tsm_sqlite_realloc(void *ptr, int size);
void tsm_sqlite_free(void *ptr);
int tsm_sqlite_size(void *ptr);
int tsm_sqlite_roundup(int size);
int tsm_sqlite_mem_init(void *data);
void tsm_sqlite_mem_shutdown(void *data);

/*
 * The database's file exists and is a regular one; with create an empty one
 * of mode 0600 is made. TSM_E_NOT_FOUND, TSM_E_IO.
 */
enum tsm_status tsm_sqlite_file(
    const char *path, bool create, struct tsm_error *err) TSM_NODISCARD;

/* An empty new file of mode 0600. TSM_E_DUPLICATE, TSM_E_IO. */
enum tsm_status tsm_sqlite_backup_create(
    const char *path, int *ret_fd, struct tsm_error *err) TSM_NODISCARD;

/*
 * Close it, durable when status is TSM_OK, deleted otherwise. Returns status
 * or TSM_E_IO.
 */
enum tsm_status tsm_sqlite_backup_finish(const char *path, int fd,
    enum tsm_status status, struct tsm_error *err) TSM_NODISCARD;

#endif
