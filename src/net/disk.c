/* disk.c - see disk.h. */
#include <dirent.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"
#include "testamur/base/alloc.h"
#include "testamur/base/file.h"

static const char magic[] = "testamur cached reply 2";

enum {
	LINES = 11,
	HEAD_MAX = 16384,
	NAME_LEN = TSM_SHA256_HEX - 1
};

struct tsm_disk {
	char *folder;
};

enum tsm_status tsm_disk_open(
    const char *folder, struct tsm_disk **ret_disk, struct tsm_error *err)
{
	struct stat info;

	if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode))
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, folder, "there is no such folder");
	/* Who may write there decides which keys issuers have. */
	if (info.st_uid != geteuid() ||
	    (info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return tsm_fail(err, TSM_E_DENIED, folder,
		    "a cache has to belong to this user, and nobody else may "
		    "write there");
	struct tsm_disk *disk = tsm_calloc(1, sizeof(*disk));
	if (disk != NULL)
		disk->folder = tsm_strdup(folder);
	if (disk == NULL || disk->folder == NULL) {
		tsm_disk_free(&disk);
		return tsm_fail_memory(err);
	}
	*ret_disk = disk;
	return TSM_OK;
}

void tsm_disk_free(struct tsm_disk **disk)
{
	if (*disk == NULL)
		return;
	tsm_free((*disk)->folder);
	tsm_free(*disk);
	*disk = NULL;
}

/* "FOLDER/" and the hash of the key. False: it has none. */
static bool path_of(const struct tsm_disk *disk,
    const struct tsm_cache_key *key, struct tsm_buf *path)
{
	char name[TSM_SHA256_HEX];
	struct tsm_buf text;

	tsm_buf_init(&text, 0);
	(void)tsm_buf_printf(
	    &text, "%d\n%s\n%s", key->mapped ? 1 : 0, key->url, key->accept);
	bool good = tsm_buf_status(&text) == TSM_OK &&
		    tsm_sha256_hex(text.data, text.len, name) == TSM_OK;
	tsm_buf_release(&text);
	return good &&
	       tsm_buf_printf(path, "%s/%s", disk->folder, name) == TSM_OK;
}

void tsm_disk_put(struct tsm_disk *disk, const struct tsm_disk_entry *entry)
{
	const char *body = entry->body.len > 0 ? entry->body.ptr : "";
	char sha256[TSM_SHA256_HEX];
	struct tsm_buf path, text;

	tsm_buf_init(&path, 0);
	tsm_buf_init(&text, 0);
	if (tsm_sha256_hex(body, entry->body.len, sha256) == TSM_OK)
		(void)tsm_buf_printf(&text,
		    "%s\n%s\n%s\n%d\n%" PRId64 "\n%" PRId64
		    "\n%s\n%.*s\n%s\n%s\n%" PRId64 "\n",
		    magic, entry->key.url, entry->key.accept,
		    entry->key.mapped ? 1 : 0, entry->at, entry->expires,
		    entry->tag, (int)entry->content_type.len,
		    entry->content_type.len > 0 ? entry->content_type.ptr : "",
		    sha256, entry->memento,
		    entry->memento_at > 0 ? entry->memento_at : 0);
	bool fits = text.len > 0 && text.len <= HEAD_MAX;
	(void)tsm_buf_add(&text, body, entry->body.len);
	if (fits && tsm_buf_status(&text) == TSM_OK &&
	    path_of(disk, &entry->key, &path)) {
		/* A full disk makes the service slower, nothing else. */
		enum tsm_status written =
		    tsm_file_write(path.data, text.data, text.len, 0600, NULL);
		(void)written;
	}
	tsm_buf_release(&path);
	tsm_buf_release(&text);
}

void tsm_disk_remove(struct tsm_disk *disk, const struct tsm_cache_key *key)
{
	struct tsm_buf path;

	tsm_buf_init(&path, 0);
	if (path_of(disk, key, &path))
		(void)unlink(path.data);
	tsm_buf_release(&path);
}

/* The next line, with a NUL for its end; NULL: there is none. */
static char *next_line(char **at, char *end)
{
	char *line = *at;
	char *feed =
	    line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;

	if (feed == NULL)
		return NULL;
	*feed = '\0';
	*at = feed + 1;
	return line;
}

/* Take a file apart; its entry points into text. */
static bool read_entry(
    struct tsm_buf *text, int64_t now, struct tsm_disk_entry *entry)
{
	char *lines[LINES];
	char *at = text->data;
	char *end = text->data + text->len;
	char sha256[TSM_SHA256_HEX];
	uint64_t seen, expires, memento_at;

	for (size_t i = 0; i < LINES; i++) {
		lines[i] = next_line(&at, end);
		if (lines[i] == NULL)
			return false;
	}
	if (strcmp(lines[0], magic) != 0 ||
	    tsm_parse_u64(tsm_str(lines[4]), INT64_MAX, &seen) != TSM_OK ||
	    tsm_parse_u64(tsm_str(lines[5]), INT64_MAX, &expires) != TSM_OK ||
	    tsm_parse_u64(tsm_str(lines[10]), INT64_MAX, &memento_at) !=
		TSM_OK ||
	    (int64_t)seen > now || strlen(lines[6]) >= TSM_TAG_MAX)
		return false;
	*entry = (struct tsm_disk_entry){
		.key = { lines[1], lines[2], strcmp(lines[3], "1") == 0 },
		.at = (int64_t)seen,
		.expires = (int64_t)expires,
		.tag = lines[6],
		.memento = lines[9],
		.memento_at = (int64_t)memento_at,
		.content_type = tsm_str(lines[7]),
		.body = tsm_str_n(at, (size_t)(end - at)),
	};
	return tsm_sha256_hex(at, entry->body.len, sha256) == TSM_OK &&
	       strcmp(sha256, lines[8]) == 0;
}

/* One file of the folder. False: it should not be there. */
static bool read_file(struct tsm_disk *disk, const char *path, int64_t now,
    void (*each)(void *ctx, const struct tsm_disk_entry *entry), void *ctx)
{
	struct tsm_disk_entry entry;
	struct tsm_buf text, own;
	struct stat info;

	if (lstat(path, &info) != 0 || !S_ISREG(info.st_mode) ||
	    info.st_uid != geteuid())
		return false;
	tsm_buf_init(&text, 0);
	tsm_buf_init(&own, 0);
	bool good = tsm_file_read(path, TSM_FETCH_BODY_MAX + HEAD_MAX, &text,
			NULL) == TSM_OK &&
		    text.len > 0 && read_entry(&text, now, &entry) &&
		    path_of(disk, &entry.key, &own) &&
		    strcmp(own.data, path) == 0;
	if (good)
		each(ctx, &entry);
	tsm_buf_release(&text);
	tsm_buf_release(&own);
	return good;
}

/* Ours, or what was on its way to become one: a hash, and maybe more. */
static bool is_name(const char *name)
{
	return strspn(name, "0123456789abcdef") == NAME_LEN &&
	       (name[NAME_LEN] == '\0' || name[NAME_LEN] == '.');
}

enum tsm_status tsm_disk_read(struct tsm_disk *disk, int64_t now, size_t max,
    void (*each)(void *ctx, const struct tsm_disk_entry *entry), void *ctx,
    struct tsm_error *err)
{
	DIR *folder = opendir(disk->folder);
	const struct dirent *file;

	if (folder == NULL)
		return tsm_fail(
		    err, TSM_E_IO, disk->folder, "the folder cannot be read");
	while ((file = readdir(folder)) != NULL) {
		struct tsm_buf path;
		if (!is_name(file->d_name))
			continue;
		tsm_buf_init(&path, 0);
		if (tsm_buf_printf(
			&path, "%s/%s", disk->folder, file->d_name) == TSM_OK) {
			if (max > 0 &&
			    read_file(disk, path.data, now, each, ctx))
				max--;
			else
				(void)unlink(path.data);
		}
		tsm_buf_release(&path);
	}
	(void)closedir(folder);
	return TSM_OK;
}
