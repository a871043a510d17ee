/* write.c - gathering files, and the manifest of them. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/digest.h"

/* A file that was added; kept in a list, in the order of adding. */
struct added {
	struct added *next;
	const char *path;
	const char *url;
	struct tsm_str bytes;
	char sha256[TSM_SHA256_HEX];
};

struct tsm_bundle_writer {
	struct tsm_arena arena;
	struct added *first;
	struct added **end;
	size_t count;
	size_t total; /* bytes */
};

bool bundle_path_ok(struct tsm_str path)
{
	char before = '/';
	if (path.len == 0 || path.len > TSM_BUNDLE_PATH_MAX)
		return false;
	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];
		bool word =
		    tsm_is_alpha(c) || tsm_is_digit(c) || c == '_' || c == '-';
		/* no segment is empty or begins with a dot */
		if (!word && (before == '/' || (c != '.' && c != '/')))
			return false;
		before = c;
	}
	return before != '/';
}

enum tsm_status tsm_bundle_writer_new(
    struct tsm_bundle_writer **ret_writer, struct tsm_error *err)
{
	struct tsm_bundle_writer *writer = tsm_calloc(1, sizeof(*writer));
	if (writer == NULL)
		return tsm_fail_memory(err);
	tsm_arena_init(&writer->arena, 2 * TSM_BUNDLE_MAX);
	writer->end = &writer->first;
	*ret_writer = writer;
	return TSM_OK;
}

void tsm_bundle_writer_free(struct tsm_bundle_writer **writer)
{
	if (*writer == NULL)
		return;
	tsm_arena_release(&(*writer)->arena);
	tsm_free(*writer);
	*writer = NULL;
}

enum tsm_status tsm_bundle_add(struct tsm_bundle_writer *writer,
    const char *path, const char *url, struct tsm_str bytes,
    struct tsm_error *err)
{
	if (!bundle_path_ok(tsm_str(path)) ||
	    strcmp(path, TSM_BUNDLE_MANIFEST) == 0)
		return tsm_fail(err, TSM_E_VALUE, path,
		    "a bundle cannot hold a file of this name");
	if (writer->count >= TSM_BUNDLE_FILES_MAX ||
	    bytes.len > TSM_BUNDLE_MAX - writer->total)
		return tsm_fail(err, TSM_E_LIMIT, path,
		    "a bundle holds at most %d files and %zu MiB",
		    TSM_BUNDLE_FILES_MAX, TSM_BUNDLE_MAX >> 20);
	struct added *file = tsm_arena_alloc(&writer->arena, sizeof(*file));
	if (file == NULL)
		return tsm_fail_memory(err);
	file->next = NULL;
	file->path = tsm_arena_dup(&writer->arena, path);
	file->url = url != NULL ? tsm_arena_dup(&writer->arena, url) : NULL;
	file->bytes =
	    tsm_str_n(tsm_arena_str(&writer->arena, bytes), bytes.len);
	if (file->path == NULL || file->bytes.ptr == NULL ||
	    (url != NULL && file->url == NULL))
		return tsm_fail_memory(err);
	TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, file->sha256));
	*writer->end = file;
	writer->end = &file->next;
	writer->count++;
	writer->total += bytes.len;
	return TSM_OK;
}

void tsm_bundle_manifest(
    const struct tsm_bundle_writer *writer, json_t *manifest)
{
	tsm_json_set(manifest, "type", TSM_BUNDLE_TYPE);
	tsm_json_set_int(manifest, "version", TSM_BUNDLE_VERSION);
	json_t *files = tsm_json_set_array(manifest, "files");
	for (const struct added *f = writer->first; f != NULL; f = f->next) {
		json_t *row = tsm_json_add_object(files);
		tsm_json_set(row, "path", f->path);
		tsm_json_set_int(row, "size", (int64_t)f->bytes.len);
		tsm_json_set(row, "sha256", f->sha256);
		tsm_json_set(row, "url", f->url);
	}
}

static int by_path(const void *a, const void *b)
{
	const struct bundle_entry *x = a;
	const struct bundle_entry *y = b;
	return strcmp(x->path, y->path);
}

/* Two files of one name would be read as one or the other. */
static enum tsm_status sort_entries(
    struct bundle_entry *entries, size_t count, struct tsm_error *err)
{
	qsort(entries, count, sizeof(*entries), by_path);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(entries[i - 1].path, entries[i].path) == 0)
			return tsm_fail(err, TSM_E_DUPLICATE, entries[i].path,
			    "the bundle has two files of this name");
	}
	return TSM_OK;
}

enum tsm_status tsm_bundle_finish(struct tsm_bundle_writer *writer,
    struct tsm_str manifest, int64_t at, struct tsm_buf *out,
    struct tsm_error *err)
{
	size_t count = 0;
	struct bundle_entry *entries =
	    tsm_calloc(writer->count + 1, sizeof(*entries));
	if (entries == NULL)
		return tsm_fail_memory(err);
	entries[count++] =
	    (struct bundle_entry){ TSM_BUNDLE_MANIFEST, manifest };
	for (const struct added *f = writer->first; f != NULL; f = f->next)
		entries[count++] = (struct bundle_entry){ f->path, f->bytes };
	enum tsm_status status = sort_entries(entries + 1, count - 1, err);
	if (status == TSM_OK)
		status = bundle_pack(entries, count, at, out, err);
	tsm_free(entries);
	return status;
}
