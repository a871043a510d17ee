/* read.c - what the manifest says of the files, and the files of it. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "testamur/base/digest.h"
#include "testamur/bundle/zip.h"

static int by_path(const void *a, const void *b)
{
	const struct tsm_bundle_file *x = a;
	const struct tsm_bundle_file *y = b;
	return strcmp(x->path, y->path);
}

static struct tsm_bundle_file *find(
    struct tsm_bundle_file *files, size_t count, const char *path)
{
	const struct tsm_bundle_file wanted = { .path = path };
	return count > 0
		   ? bsearch(&wanted, files, count, sizeof(*files), by_path)
		   : NULL;
}

/* The maxima and the names hold before anything of a file is unpacked. */
static enum tsm_status unpack_one(struct tsm_arena *arena,
    const struct tsm_zip *zip, size_t n, struct tsm_bundle_file *file,
    size_t *total, struct tsm_error *err)
{
	struct tsm_zip_file entry;
	TSM_TRY(tsm_zip_stat(zip, n, &entry, err));
	if (!bundle_path_ok(tsm_str(entry.name)))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a file of the bundle has a name that is not allowed");
	if (entry.size > TSM_BUNDLE_MAX - *total)
		return tsm_fail(err, TSM_E_LIMIT, entry.name,
		    "the bundle holds more than %zu MiB", TSM_BUNDLE_MAX >> 20);
	*total += entry.size;
	file->path = tsm_arena_dup(arena, entry.name);
	char *bytes = tsm_arena_alloc(arena, entry.size + 1);
	if (file->path == NULL || bytes == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = tsm_zip_read(zip, n, bytes, entry.size, err);
	if (status != TSM_OK)
		tsm_error_prefix(err, file->path);
	file->bytes = tsm_str_n(bytes, entry.size);
	return status;
}

static enum tsm_status unpack_all(struct tsm_arena *arena,
    const struct tsm_zip *zip, struct tsm_bundle_file **ret_files,
    size_t *ret_count, struct tsm_error *err)
{
	size_t count = tsm_zip_count(zip);
	size_t total = 0;
	if (count > TSM_BUNDLE_FILES_MAX + 1)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the bundle holds more than %d files",
		    TSM_BUNDLE_FILES_MAX);
	struct tsm_bundle_file *files =
	    tsm_arena_array(arena, count, sizeof(*files));
	if (files == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++)
		TSM_TRY(unpack_one(arena, zip, i, &files[i], &total, err));
	*ret_files = files;
	*ret_count = count;
	return TSM_OK;
}

static enum tsm_status unpack(struct tsm_arena *arena, struct tsm_str data,
    struct tsm_bundle_file **ret_files, size_t *ret_count,
    struct tsm_error *err)
{
	struct tsm_zip *zip = NULL;
	TSM_TRY(tsm_zip_new(data, &zip, err));
	enum tsm_status status =
	    unpack_all(arena, zip, ret_files, ret_count, err);
	tsm_zip_free(&zip);
	return status;
}

/* The manifest is not one of the files: take it out of them. */
static enum tsm_status split_manifest(struct tsm_bundle *bundle,
    struct tsm_bundle_file *files, size_t *count, struct tsm_error *err)
{
	qsort(files, *count, sizeof(*files), by_path);
	for (size_t i = 1; i < *count; i++) {
		if (strcmp(files[i - 1].path, files[i].path) == 0)
			return tsm_fail(err, TSM_E_DUPLICATE, files[i].path,
			    "the bundle holds two files of this name");
	}
	struct tsm_bundle_file *found =
	    find(files, *count, TSM_BUNDLE_MANIFEST);
	if (found == NULL)
		return tsm_fail(err, TSM_E_MISSING, TSM_BUNDLE_MANIFEST,
		    "the ZIP file has no manifest: it is no bundle");
	bundle->manifest_bytes = found->bytes;
	size_t at = (size_t)(found - files);
	memmove(found, found + 1, (*count - at - 1) * sizeof(*files));
	--*count;
	return TSM_OK;
}

static enum tsm_status parse_manifest(
    struct tsm_arena *arena, struct tsm_bundle *bundle, struct tsm_error *err)
{
	const struct tsm_json_options options = { .max_bytes =
						      TSM_BUNDLE_MANIFEST_MAX };
	enum tsm_status status =
	    tsm_json_parse(arena, bundle->manifest_bytes.ptr,
		bundle->manifest_bytes.len, &options, &bundle->manifest, err);
	if (status != TSM_OK) {
		tsm_error_prefix(err, TSM_BUNDLE_MANIFEST);
		return status;
	}
	const struct tsm_json *version =
	    tsm_json_get(bundle->manifest, "version");
	int64_t number = 0;
	if (!tsm_streq(tsm_json_get_string(bundle->manifest, "type"),
		TSM_BUNDLE_TYPE) ||
	    tsm_json_int(version, &number) != TSM_OK ||
	    number != TSM_BUNDLE_VERSION)
		return tsm_fail(err, TSM_E_VALUE, TSM_BUNDLE_MANIFEST,
		    "the manifest is not of a kind that is known here");
	if (!tsm_json_is(
		tsm_json_get(bundle->manifest, "files"), TSM_JSON_ARRAY))
		return tsm_fail(err, TSM_E_MISSING, TSM_BUNDLE_MANIFEST,
		    "the manifest lists no files");
	return TSM_OK;
}

static bool same_bytes(
    const struct tsm_bundle_file *file, const struct tsm_json *row)
{
	char sha256[TSM_SHA256_HEX];
	int64_t size = 0;
	return tsm_json_int(tsm_json_get(row, "size"), &size) == TSM_OK &&
	       size >= 0 && (uint64_t)size == file->bytes.len &&
	       tsm_sha256_hex(file->bytes.ptr, file->bytes.len, sha256) ==
		   TSM_OK &&
	       tsm_streq(tsm_json_get_string(row, "sha256"), sha256);
}

struct comparing {
	struct tsm_bundle_file *files;
	size_t count;
	bool *listed; /* files that the manifest names */
	struct tsm_bundle_problem *problems;
	size_t problem_count;
};

static void add_problem(
    struct comparing *c, enum tsm_bundle_fault fault, const char *path)
{
	c->problems[c->problem_count++] =
	    (struct tsm_bundle_problem){ fault, path };
}

/* One row of the manifest. A file named twice is one that was changed. */
static enum tsm_status compare_row(
    struct comparing *c, const struct tsm_json *row, struct tsm_error *err)
{
	const char *path = tsm_json_get_string(row, "path");
	if (path == NULL)
		return tsm_fail(err, TSM_E_MISSING, TSM_BUNDLE_MANIFEST,
		    "the manifest has a file without a path");
	struct tsm_bundle_file *file = find(c->files, c->count, path);
	if (file == NULL) {
		add_problem(c, TSM_BUNDLE_MISSING, path);
		return TSM_OK;
	}
	bool *listed = &c->listed[file - c->files];
	if (*listed || !same_bytes(file, row))
		add_problem(c, TSM_BUNDLE_CHANGED, path);
	else
		file->url = tsm_json_get_string(row, "url");
	*listed = true;
	return TSM_OK;
}

static int by_url(const void *a, const void *b)
{
	const struct tsm_bundle_file *const *x = a;
	const struct tsm_bundle_file *const *y = b;
	int order = strcmp((*x)->url, (*y)->url);
	return order != 0 ? order : strcmp((*x)->path, (*y)->path);
}

/* Every credential asks for documents by their address. */
static enum tsm_status index_urls(
    struct tsm_arena *arena, struct tsm_bundle *bundle, struct tsm_error *err)
{
	const struct tsm_bundle_file **list =
	    tsm_arena_array(arena, bundle->count, sizeof(void *));
	size_t used = 0;
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < bundle->count; i++) {
		if (bundle->files[i].url != NULL)
			list[used++] = &bundle->files[i];
	}
	if (used > 1)
		qsort(list, used, sizeof(void *), by_url);
	bundle->by_url = list;
	bundle->url_count = used;
	return TSM_OK;
}

static enum tsm_status compare(struct tsm_arena *arena,
    struct tsm_bundle *bundle, struct tsm_bundle_file *files, size_t count,
    struct tsm_error *err)
{
	const struct tsm_json *rows = tsm_json_get(bundle->manifest, "files");
	struct comparing c = { .files = files, .count = count };
	c.listed = tsm_arena_array(arena, count, sizeof(*c.listed));
	c.problems =
	    tsm_arena_array(arena, rows->count + count, sizeof(*c.problems));
	if (c.listed == NULL || c.problems == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < rows->count; i++)
		TSM_TRY(compare_row(&c, tsm_json_at(rows, i), err));
	for (size_t i = 0; i < count; i++) {
		if (!c.listed[i])
			add_problem(&c, TSM_BUNDLE_UNLISTED, files[i].path);
	}
	bundle->files = files;
	bundle->count = count;
	bundle->problems = c.problems;
	bundle->problem_count = c.problem_count;
	return index_urls(arena, bundle, err);
}

enum tsm_status tsm_bundle_open(struct tsm_arena *arena, struct tsm_str data,
    struct tsm_bundle *ret_bundle, struct tsm_error *err)
{
	struct tsm_bundle bundle = { 0 };
	struct tsm_bundle_file *files = NULL;
	size_t count = 0;
	TSM_TRY(unpack(arena, data, &files, &count, err));
	TSM_TRY(split_manifest(&bundle, files, &count, err));
	TSM_TRY(parse_manifest(arena, &bundle, err));
	TSM_TRY(compare(arena, &bundle, files, count, err));
	*ret_bundle = bundle;
	return TSM_OK;
}

const struct tsm_bundle_file *tsm_bundle_find(
    const struct tsm_bundle *bundle, const char *path)
{
	const struct tsm_bundle_file wanted = { .path = path };
	return bundle->count > 0 ? bsearch(&wanted, bundle->files,
				       bundle->count, sizeof(wanted), by_path)
				 : NULL;
}

const struct tsm_bundle_file *tsm_bundle_find_url(
    const struct tsm_bundle *bundle, const char *url)
{
	size_t low = 0;
	size_t high = bundle->url_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(bundle->by_url[middle]->url, url) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < bundle->url_count &&
		       strcmp(bundle->by_url[low]->url, url) == 0
		   ? bundle->by_url[low]
		   : NULL;
}
