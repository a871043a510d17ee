#include "sqlite_os.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testamur/base/alloc.h"

/* The size stands in front; 16 bytes keep the alignment malloc promises. */
#define HEADER 16

void *tsm_sqlite_realloc(void *ptr, int size)
{
	unsigned char *old = ptr;
	size_t want = (size_t)size;
	unsigned char *block =
	    tsm_realloc(old ? old - HEADER : NULL, want + HEADER);
	if (block == NULL)
		return NULL;
	memcpy(block, &want, sizeof(want));
	return block + HEADER;
}

void *tsm_sqlite_malloc(int size)
{
	return tsm_sqlite_realloc(NULL, size);
}

void tsm_sqlite_free(void *ptr)
{
	unsigned char *block = ptr;
	if (block != NULL)
		tsm_free(block - HEADER);
}

int tsm_sqlite_size(void *ptr)
{
	const unsigned char *block = ptr;
	size_t size = 0;
	if (block != NULL)
		memcpy(&size, block - HEADER, sizeof(size));
	return (int)size;
}

int tsm_sqlite_roundup(int size)
{
	return (size + 7) & ~7;
}

int tsm_sqlite_mem_init(void *data)
{
	(void)data;
	return 0;
}

void tsm_sqlite_mem_shutdown(void *data)
{
	(void)data;
}

/*
 * Only we may read it: it holds personal data and permutation keys. A file
 * that exists is not opened here, because closing it would drop the locks
 * that other connections of this process have on it.
 */
enum tsm_status tsm_sqlite_file(
    const char *path, bool create, struct tsm_error *err)
{
	struct stat st;
	if (create) {
		int fd =
		    open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST)
			return tsm_fail(err, TSM_E_IO, path,
			    "the database cannot be created: %s",
			    strerror(errno));
		if (fd >= 0)
			(void)close(fd);
	}
	if (stat(path, &st) != 0)
		return tsm_fail(err,
		    errno == ENOENT ? TSM_E_NOT_FOUND : TSM_E_IO, path,
		    "the database cannot be opened: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return tsm_fail(
		    err, TSM_E_IO, path, "the database is no regular file");
	return TSM_OK;
}

enum tsm_status tsm_sqlite_backup_create(
    const char *path, int *ret_fd, struct tsm_error *err)
{
	/* VACUUM INTO accepts an empty file, so its mode is ours */
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return tsm_fail(err,
		    errno == EEXIST ? TSM_E_DUPLICATE : TSM_E_IO, path,
		    "the backup cannot be created: %s", strerror(errno));
	*ret_fd = fd;
	return TSM_OK;
}

enum tsm_status tsm_sqlite_backup_finish(
    const char *path, int fd, enum tsm_status status, struct tsm_error *err)
{
	if (status == TSM_OK && fsync(fd) != 0)
		status = tsm_fail(err, TSM_E_IO, path,
		    "the backup cannot be written: %s", strerror(errno));
	(void)close(fd);
	if (status != TSM_OK)
		(void)unlink(path);
	return status;
}
