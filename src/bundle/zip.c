/* zip.c - packing and unpacking; the only file that includes libzip. */
#include <zip.h>

#include "private.h"

/* --- packing --------------------------------------------------------------- */

static enum tsm_status packing_failed(zip_t *zip, struct tsm_error *err)
{
	int code = zip_error_code_zip(zip_get_error(zip));
	if (code == ZIP_ER_MEMORY)
		return tsm_fail_memory(err);
	return tsm_fail(err, TSM_E_INTERNAL, NULL,
	    "the bundle cannot be written (libzip %d)", code);
}

static enum tsm_status pack_one(zip_t *zip, const struct bundle_entry *entry,
    int64_t at, struct tsm_error *err)
{
	zip_source_t *source =
	    zip_source_buffer(zip, entry->bytes.ptr, entry->bytes.len, 0);
	if (source == NULL)
		return packing_failed(zip, err);
	zip_int64_t index =
	    zip_file_add(zip, entry->path, source, ZIP_FL_ENC_UTF_8);
	if (index < 0) {
		zip_source_free(source);
		return packing_failed(zip, err);
	}
	if (zip_file_set_mtime(zip, (zip_uint64_t)index, (time_t)at, 0) != 0)
		return packing_failed(zip, err);
	return TSM_OK;
}

/* The archive that was written into source. */
static enum tsm_status collect(
    zip_source_t *source, struct tsm_buf *out, struct tsm_error *err)
{
	zip_stat_t stat;
	zip_stat_init(&stat);
	if (zip_source_stat(source, &stat) != 0 ||
	    (stat.valid & ZIP_STAT_SIZE) == 0 || zip_source_open(source) != 0)
		return tsm_fail(err, TSM_E_INTERNAL, NULL,
		    "the bundle that was written cannot be read");
	char *room = tsm_buf_reserve(out, stat.size);
	zip_int64_t got =
	    room != NULL ? zip_source_read(source, room, stat.size) : -1;
	(void)zip_source_close(source);
	if (room == NULL)
		return tsm_fail_memory(err);
	if (got < 0 || (zip_uint64_t)got != stat.size)
		return tsm_fail(err, TSM_E_INTERNAL, NULL,
		    "the bundle that was written cannot be read");
	tsm_buf_commit(out, (size_t)got);
	return TSM_OK;
}

enum tsm_status bundle_pack(const struct bundle_entry *entries, size_t count,
    int64_t at, struct tsm_buf *out, struct tsm_error *err)
{
	enum tsm_status status = TSM_OK;
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	if (source == NULL)
		return tsm_fail_memory(err);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	if (zip == NULL) {
		zip_source_free(source);
		return tsm_fail_memory(err);
	}
	zip_source_keep(source);
	for (size_t i = 0; status == TSM_OK && i < count; i++)
		status = pack_one(zip, &entries[i], at, err);
	if (status != TSM_OK)
		zip_discard(zip);
	else if (zip_close(zip) != 0) {
		status = packing_failed(zip, err);
		zip_discard(zip);
	}
	if (status == TSM_OK)
		status = collect(source, out, err);
	zip_source_free(source);
	return status;
}

/* --- unpacking ------------------------------------------------------------- */

static enum tsm_status damaged(struct tsm_error *err, const char *path)
{
	return tsm_fail(
	    err, TSM_E_SYNTAX, path, "the bundle is no whole ZIP file");
}

/* What the archive says of a file, before anything of it is unpacked. */
static enum tsm_status check_entry(
    const zip_stat_t *stat, size_t *total, struct tsm_error *err)
{
	const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE |
				    ZIP_STAT_COMP_METHOD |
				    ZIP_STAT_ENCRYPTION_METHOD;
	if ((stat->valid & needed) != needed)
		return damaged(err, NULL);
	if (!bundle_path_ok(tsm_str(stat->name)))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a file of the bundle has a name that is not allowed");
	if (stat->encryption_method != ZIP_EM_NONE ||
	    (stat->comp_method != ZIP_CM_STORE &&
		stat->comp_method != ZIP_CM_DEFLATE))
		return tsm_fail(err, TSM_E_UNSUPPORTED, stat->name,
		    "the file is encrypted, or packed in a way that is not "
		    "read here");
	if (stat->size > TSM_BUNDLE_MAX - *total)
		return tsm_fail(err, TSM_E_LIMIT, stat->name,
		    "the bundle holds more than %zu MiB", TSM_BUNDLE_MAX >> 20);
	*total += (size_t)stat->size;
	return TSM_OK;
}

/* Exactly as many bytes as were announced, with the right checksum. */
static enum tsm_status unpack_one(struct tsm_arena *arena, zip_t *zip,
    zip_uint64_t index, struct tsm_bundle_file *file, size_t *total,
    struct tsm_error *err)
{
	zip_stat_t stat;
	char more = 0;
	zip_stat_init(&stat);
	if (zip_stat_index(zip, index, 0, &stat) != 0)
		return damaged(err, NULL);
	TSM_TRY(check_entry(&stat, total, err));
	file->path = tsm_arena_dup(arena, stat.name);
	char *bytes = tsm_arena_alloc(arena, (size_t)stat.size + 1);
	if (file->path == NULL || bytes == NULL)
		return tsm_fail_memory(err);
	zip_file_t *in = zip_fopen_index(zip, index, 0);
	if (in == NULL)
		return damaged(err, file->path);
	/* reading on to the end is what compares the checksum */
	bool whole =
	    zip_fread(in, bytes, stat.size) == (zip_int64_t)stat.size &&
	    zip_fread(in, &more, 1) == 0;
	bool closed = zip_fclose(in) == 0;
	if (!whole || !closed)
		return damaged(err, file->path);
	file->bytes = tsm_str_n(bytes, (size_t)stat.size);
	return TSM_OK;
}

static enum tsm_status unpack_all(struct tsm_arena *arena, zip_t *zip,
    struct tsm_bundle_file **ret_files, size_t *ret_count,
    struct tsm_error *err)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);
	size_t total = 0;
	if (count < 0 || count > TSM_BUNDLE_FILES_MAX + 1)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the bundle holds more than %d files",
		    TSM_BUNDLE_FILES_MAX);
	struct tsm_bundle_file *files =
	    tsm_arena_array(arena, (size_t)count, sizeof(*files));
	if (files == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < (size_t)count; i++)
		TSM_TRY(unpack_one(arena, zip, i, &files[i], &total, err));
	*ret_files = files;
	*ret_count = (size_t)count;
	return TSM_OK;
}

enum tsm_status bundle_unpack(struct tsm_arena *arena, struct tsm_str data,
    struct tsm_bundle_file **ret_files, size_t *ret_count,
    struct tsm_error *err)
{
	zip_error_t why;
	zip_error_init(&why);
	zip_source_t *source =
	    zip_source_buffer_create(data.ptr, data.len, 0, &why);
	zip_t *zip = source != NULL ? zip_open_from_source(source,
					  ZIP_RDONLY | ZIP_CHECKCONS, &why)
				    : NULL;
	bool memory = zip_error_code_zip(&why) == ZIP_ER_MEMORY;
	zip_error_fini(&why);
	if (zip == NULL) {
		if (source != NULL)
			zip_source_free(source);
		return memory || source == NULL ? tsm_fail_memory(err)
						: damaged(err, NULL);
	}
	enum tsm_status status =
	    unpack_all(arena, zip, ret_files, ret_count, err);
	zip_discard(zip);
	return status;
}
