/*
 * keydir.c - key files and their permissions.
 */
#include "keydir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testamur/base/limits.h"
#include "testamur/base/random.h"

/* ".new-" and 16 hex digits; a kid and ".pem" */
#define FILE_NAME (SLUG_TEXT + 8)

static bool is_slug(struct tsm_str text)
{
	if (text.len == 0 || text.len > TSM_SLUG_MAX || text.ptr[0] == '-')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (!tsm_is_digit(c) && (c < 'a' || c > 'z') && c != '-')
			return false;
	}
	return true;
}

static enum tsm_status name_of(struct tsm_str organisation, struct tsm_str kid,
    struct key_name *ret_name, struct tsm_error *err)
{
	if (organisation.ptr == NULL || kid.ptr == NULL ||
	    !is_slug(organisation) || !is_slug(kid))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a key id is ORGANISATION/KID, each of a-z, 0-9 and '-'");
	memset(ret_name, 0, sizeof(*ret_name));
	memcpy(ret_name->organisation, organisation.ptr, organisation.len);
	memcpy(ret_name->kid, kid.ptr, kid.len);
	return TSM_OK;
}

enum tsm_status keydir_name(
    struct tsm_str id, struct key_name *ret_name, struct tsm_error *err)
{
	struct tsm_str kid;
	struct tsm_str organisation = tsm_str_split(id, '/', &kid);
	return name_of(organisation, kid, ret_name, err);
}

enum tsm_status keydir_name_of(const char *organisation, const char *kid,
    struct key_name *ret_name, struct tsm_error *err)
{
	return name_of(tsm_str(organisation), tsm_str(kid), ret_name, err);
}

static enum tsm_status io_failure(struct tsm_error *err, const char *what)
{
	if (errno == ENOENT)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, NULL, "there is no %s", what);
	if (errno == EACCES || errno == EPERM || errno == ELOOP ||
	    errno == ENOTDIR)
		return tsm_fail(
		    err, TSM_E_DENIED, NULL, "the %s may not be opened", what);
	return tsm_fail(err, TSM_E_IO, NULL, "the %s cannot be used: %s", what,
	    strerror(errno));
}

/* Owned by us, and nobody else may even look. */
static enum tsm_status check_private(
    int fd, mode_t kind, const char *what, struct tsm_error *err)
{
	struct stat info;
	if (fstat(fd, &info) != 0)
		return io_failure(err, what);
	if ((info.st_mode & S_IFMT) != kind)
		return tsm_fail(err, TSM_E_DENIED, NULL,
		    "the %s is of the wrong file type", what);
	if (info.st_uid != geteuid())
		return tsm_fail(err, TSM_E_DENIED, NULL,
		    "the %s belongs to another user", what);
	if ((info.st_mode & 077) != 0)
		return tsm_fail(err, TSM_E_DENIED, NULL,
		    "the %s is open to other users (mode %04o); chmod %s "
		    "makes it its owner's alone",
		    what, (unsigned)info.st_mode & 07777U,
		    kind == S_IFDIR ? "700" : "600");
	return TSM_OK;
}

static enum tsm_status open_folder(int dir, const char *path, const char *what,
    int *ret_fd, struct tsm_error *err)
{
	int fd =
	    openat(dir, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return io_failure(err, what);
	enum tsm_status status = check_private(fd, S_IFDIR, what, err);
	if (status != TSM_OK) {
		close(fd);
		return status;
	}
	*ret_fd = fd;
	return TSM_OK;
}

enum tsm_status keydir_open(
    const char *path, int *ret_fd, struct tsm_error *err)
{
	return open_folder(AT_FDCWD, path, "key folder", ret_fd, err);
}

/* All of a file of at most TSM_KEYSTORE_FILE_MAX bytes. */
static enum tsm_status read_all(
    int fd, char *buf, size_t *ret_len, struct tsm_error *err)
{
	size_t len = 0;
	while (len < TSM_KEYSTORE_FILE_MAX) {
		ssize_t got = read(fd, buf + len, TSM_KEYSTORE_FILE_MAX - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return io_failure(err, "key file");
		if (got == 0) {
			*ret_len = len;
			return TSM_OK;
		}
		len += (size_t)got;
	}
	return tsm_fail(err, TSM_E_LIMIT, NULL, "the key file is too large");
}

enum tsm_status keydir_read(int dir, const struct key_name *name, char *buf,
    size_t *ret_len, struct tsm_error *err)
{
	int folder = -1;
	char file[FILE_NAME];
	TSM_TRY(open_folder(dir, name->organisation, "key", &folder, err));
	(void)snprintf(file, sizeof(file), "%s.pem", name->kid);
	int fd = openat(
	    folder, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	enum tsm_status status = TSM_OK;
	if (fd < 0)
		status = io_failure(err, "key");
	if (status == TSM_OK)
		status = check_private(fd, S_IFREG, "key file", err);
	if (status == TSM_OK)
		status = read_all(fd, buf, ret_len, err);
	if (fd >= 0)
		close(fd);
	close(folder);
	return status;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t put = write(fd, data, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		data += put;
		len -= (size_t)put;
	}
	return fsync(fd) == 0;
}

/*
 * Write under a random name, then link to the final one: the link fails
 * when that exists, so a key is never replaced and never half there.
 */
static enum tsm_status write_file(int folder, const char *final,
    const char *data, size_t len, struct tsm_error *err)
{
	uint64_t number = 0;
	char temp[FILE_NAME];
	TSM_TRY(tsm_random_fill(tsm_random_system(), &number, sizeof(number)));
	(void)snprintf(
	    temp, sizeof(temp), ".new-%016llx", (unsigned long long)number);
	int fd = openat(folder, temp,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return io_failure(err, "key file");
	enum tsm_status status = TSM_OK;
	if (!write_all(fd, data, len))
		status = io_failure(err, "key file");
	close(fd);
	if (status == TSM_OK && linkat(folder, temp, folder, final, 0) != 0)
		status = errno == EEXIST
			     ? tsm_fail(err, TSM_E_DUPLICATE, NULL,
				   "there is a key of this id already")
			     : io_failure(err, "key file");
	(void)unlinkat(folder, temp, 0);
	if (status == TSM_OK && fsync(folder) != 0)
		status = io_failure(err, "key folder");
	return status;
}

enum tsm_status keydir_write(int dir, const struct key_name *name,
    const char *data, size_t len, struct tsm_error *err)
{
	int folder = -1;
	char file[FILE_NAME];
	if (mkdirat(dir, name->organisation, 0700) == 0) {
		if (fsync(dir) != 0)
			return io_failure(err, "key folder");
	} else if (errno != EEXIST) {
		return io_failure(err, "key folder");
	}
	TSM_TRY(
	    open_folder(dir, name->organisation, "key folder", &folder, err));
	(void)snprintf(file, sizeof(file), "%s.pem", name->kid);
	enum tsm_status status = write_file(folder, file, data, len, err);
	close(folder);
	return status;
}

/* A stream over a folder; the descriptor given stays open. */
static DIR *stream(int fd)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = own >= 0 ? fdopendir(own) : NULL;
	if (list == NULL && own >= 0)
		close(own);
	return list;
}

static enum tsm_status walk_folder(int folder, const char *organisation,
    enum tsm_status (*visit)(void *ctx, const struct key_name *name), void *ctx,
    struct tsm_error *err)
{
	struct dirent *entry;
	enum tsm_status status = TSM_OK;
	DIR *list = stream(folder);
	if (list == NULL)
		return io_failure(err, "key folder");
	while (status == TSM_OK && (entry = readdir(list)) != NULL) {
		struct key_name name;
		struct tsm_str file = tsm_str(entry->d_name);
		if (!tsm_str_ends(file, ".pem") ||
		    name_of(tsm_str(organisation),
			tsm_str_n(file.ptr, file.len - 4), &name,
			NULL) != TSM_OK)
			continue;
		status = visit(ctx, &name);
	}
	closedir(list);
	return status;
}

enum tsm_status keydir_walk(int dir,
    enum tsm_status (*visit)(void *ctx, const struct key_name *name), void *ctx,
    struct tsm_error *err)
{
	struct dirent *entry;
	enum tsm_status status = TSM_OK;
	DIR *list = stream(dir);
	if (list == NULL)
		return io_failure(err, "key folder");
	while (status == TSM_OK && (entry = readdir(list)) != NULL) {
		int folder = -1;
		if (!is_slug(tsm_str(entry->d_name)))
			continue;
		status =
		    open_folder(dir, entry->d_name, "key folder", &folder, err);
		if (status != TSM_OK)
			break;
		status = walk_folder(folder, entry->d_name, visit, ctx, err);
		close(folder);
	}
	closedir(list);
	return status;
}
