/*
 * keys_file.c - the operator's file of API keys.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "testamur/base/file.h"
#include "testamur/http/keys.h"

#define FILE_MODE 0600

enum tsm_status tsm_keys_load(struct tsm_arena *arena, const char *path,
    struct tsm_keys *ret_keys, struct tsm_error *err)
{
	struct tsm_buf text;
	struct stat info;

	memset(ret_keys, 0, sizeof(*ret_keys));
	if (stat(path, &info) != 0)
		return errno == ENOENT ? TSM_OK
				       : tsm_fail(err, TSM_E_IO, path,
					     "whether this file is there "
					     "cannot be seen");
	if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return tsm_fail(err, TSM_E_DENIED, path,
		    "others may read or write this file; say chmod 600");
	tsm_buf_init(&text, TSM_KEYS_FILE_MAX);
	enum tsm_status status =
	    tsm_file_read(path, TSM_KEYS_FILE_MAX, &text, err);
	if (status == TSM_OK) {
		status =
		    tsm_keys_read(arena, tsm_buf_str(&text), ret_keys, err);
		if (status != TSM_OK)
			tsm_error_prefix(err, path);
	}
	tsm_buf_release(&text);
	return status;
}

int tsm_keys_lock(const char *path)
{
	char name[4096];
	int n = snprintf(name, sizeof(name), "%s.lock", path);
	int fd = n > 0 && (size_t)n < sizeof(name)
		     ? open(name, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE)
		     : -1;

	while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
		; /* a signal; it is ours to wait */
	return fd;
}

enum tsm_status tsm_keys_save(
    const struct tsm_keys *keys, const char *path, struct tsm_error *err)
{
	struct tsm_buf out;

	tsm_buf_init(&out, TSM_KEYS_FILE_MAX);
	enum tsm_status status = tsm_keys_write(keys, &out);
	if (status == TSM_OK)
		status =
		    tsm_file_write(path, out.data, out.len, FILE_MODE, err);
	else
		status = tsm_fail(err, status, path, "the keys cannot be kept");
	tsm_buf_release(&out);
	return status;
}
