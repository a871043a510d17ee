#include "testamur/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)64 << 10)

static enum tsm_status fail_errno(
    struct tsm_error *err, const char *path, const char *what)
{
	int code = errno;
	char reason[96] = "";
	if (code == ENOMEM)
		return tsm_fail_memory(err);
	(void)strerror_r(code, reason, sizeof(reason));
	return tsm_fail(err, code == ENOENT ? TSM_E_NOT_FOUND : TSM_E_IO, path,
	    "%s: %s", what, reason);
}

static enum tsm_status read_all(int fd, const char *path, size_t max,
    struct tsm_buf *out, struct tsm_error *err)
{
	size_t total = 0;
	for (;;) {
		size_t want = max - total < CHUNK ? max - total + 1 : CHUNK;
		char *room = tsm_buf_reserve(out, want);
		if (room == NULL && out->status == TSM_E_MEMORY)
			return tsm_fail_memory(err);
		if (room == NULL)
			break;
		ssize_t n = read(fd, room, want);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_errno(err, path, "cannot be read");
		if (n == 0)
			return TSM_OK;
		tsm_buf_commit(out, (size_t)n);
		total += (size_t)n;
		if (total > max)
			break;
	}
	return tsm_fail(err, TSM_E_LIMIT, path,
	    "the file is larger than the %zu bytes allowed here", max);
}

enum tsm_status tsm_file_read(
    const char *path, size_t max, struct tsm_buf *out, struct tsm_error *err)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(err, path, "cannot be opened");
	if (max > SIZE_MAX - CHUNK)
		max = SIZE_MAX - CHUNK;
	/* one byte more than the maximum has to fit to be noticed */
	size_t kept = out->max;
	if (out->max < out->len + max + 1)
		out->max = out->len + max + 1;
	enum tsm_status status = read_all(fd, path, max, out, err);
	out->max = kept;
	if (!standard)
		(void)close(fd);
	return status;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* The rename is durable only once its folder is on disk. */
static bool sync_folder(const char *path)
{
	char folder[PATH_MAX] = ".";
	const char *slash = strrchr(path, '/');
	if (slash != NULL) {
		size_t len = slash == path ? 1 : (size_t)(slash - path);
		if (len >= sizeof(folder))
			return false;
		memcpy(folder, path, len);
		folder[len] = '\0';
	}
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = fsync(fd) == 0;
	(void)close(fd);
	return ok;
}

enum tsm_status tsm_file_write(const char *path, const void *data, size_t len,
    unsigned mode, struct tsm_error *err)
{
	char temporary[PATH_MAX];
	int n = snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
	if (n < 0 || (size_t)n >= sizeof(temporary))
		return tsm_fail(err, TSM_E_LIMIT, NULL, "the path is too long");
	int fd = mkstemp(temporary);
	if (fd < 0)
		return fail_errno(err, path, "cannot be created");
	bool ok = fchmod(fd, (mode_t)mode) == 0 && write_all(fd, data, len) &&
		  fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (!ok || rename(temporary, path) != 0) {
		enum tsm_status status =
		    fail_errno(err, path, "cannot be written");
		(void)unlink(temporary);
		return status;
	}
	if (!sync_folder(path))
		return fail_errno(err, path, "its folder cannot be synced");
	return TSM_OK;
}

enum tsm_status tsm_file_mkdirs(
    const char *path, unsigned mode, struct tsm_error *err)
{
	char part[PATH_MAX];
	size_t len = strlen(path);
	if (len == 0 || len >= sizeof(part))
		return tsm_fail(
		    err, TSM_E_LIMIT, NULL, "the path is empty or too long");
	memcpy(part, path, len + 1);
	for (size_t i = 1; i <= len; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		char kept = part[i];
		part[i] = '\0';
		if (mkdir(part, (mode_t)mode) != 0 && errno != EEXIST)
			return fail_errno(err, part, "cannot be created");
		part[i] = kept;
	}
	struct stat info;
	if (stat(path, &info) != 0)
		return fail_errno(err, path, "cannot be created");
	if (!S_ISDIR(info.st_mode))
		return tsm_fail(err, TSM_E_IO, path, "is not a folder");
	return TSM_OK;
}

const char *tsm_file_beside(const char *program, struct tsm_arena *arena)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	const char *slash = strrchr(self, '/');
	/* never a bare name, which would be looked for where one stands */
	return slash == NULL ? tsm_arena_printf(arena, "/proc/self/%s", program)
			     : tsm_arena_printf(arena, "%.*s/%s",
				   (int)(slash - self), self, program);
}
