/* zip.c - writing and reading ZIP files; the only file that includes libzip. */
#include <zip.h>

#include "private.h"
#include "testamur/base/alloc.h"
#include "testamur/bundle/zip.h"

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

/* --- reading --------------------------------------------------------------- */

struct tsm_zip {
	zip_t *zip;
};

static enum tsm_status damaged(struct tsm_error *err, const char *path)
{
	return tsm_fail(err, TSM_E_SYNTAX, path, "this is no whole ZIP file");
}

enum tsm_status tsm_zip_new(
    struct tsm_str data, struct tsm_zip **ret_zip, struct tsm_error *err)
{
	struct tsm_zip *zip = tsm_malloc(sizeof(*zip));
	zip_error_t why;
	if (zip == NULL)
		return tsm_fail_memory(err);
	zip_error_init(&why);
	zip_source_t *source =
	    zip_source_buffer_create(data.ptr, data.len, 0, &why);
	zip->zip = source != NULL ? zip_open_from_source(source,
					ZIP_RDONLY | ZIP_CHECKCONS, &why)
				  : NULL;
	bool memory = zip_error_code_zip(&why) == ZIP_ER_MEMORY;
	zip_error_fini(&why);
	if (zip->zip == NULL) {
		if (source != NULL)
			zip_source_free(source);
		tsm_free(zip);
		return memory || source == NULL ? tsm_fail_memory(err)
						: damaged(err, NULL);
	}
	*ret_zip = zip;
	return TSM_OK;
}

void tsm_zip_free(struct tsm_zip **zip)
{
	if (*zip != NULL)
		zip_discard((*zip)->zip);
	tsm_free(*zip);
	*zip = NULL;
}

size_t tsm_zip_count(const struct tsm_zip *zip)
{
	zip_int64_t count = zip_get_num_entries(zip->zip, 0);
	return count > 0 ? (size_t)count : 0;
}

enum tsm_status tsm_zip_stat(const struct tsm_zip *zip, size_t n,
    struct tsm_zip_file *ret_file, struct tsm_error *err)
{
	const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE |
				    ZIP_STAT_COMP_METHOD |
				    ZIP_STAT_ENCRYPTION_METHOD;
	zip_stat_t stat;
	zip_stat_init(&stat);
	if (zip_stat_index(zip->zip, n, 0, &stat) != 0 ||
	    (stat.valid & needed) != needed || stat.size > SIZE_MAX)
		return damaged(err, NULL);
	ret_file->name = stat.name;
	ret_file->size = (size_t)stat.size;
	if (stat.encryption_method != ZIP_EM_NONE ||
	    (stat.comp_method != ZIP_CM_STORE &&
		stat.comp_method != ZIP_CM_DEFLATE))
		return tsm_fail(err, TSM_E_UNSUPPORTED, stat.name,
		    "the file is encrypted, or packed in a way that is not "
		    "read here");
	return TSM_OK;
}

enum tsm_status tsm_zip_read(const struct tsm_zip *zip, size_t n, char *bytes,
    size_t size, struct tsm_error *err)
{
	char more = 0;
	zip_file_t *in = zip_fopen_index(zip->zip, n, 0);
	if (in == NULL)
		return damaged(err, NULL);
	/* reading on to the end is what compares the checksum */
	bool whole = zip_fread(in, bytes, size) == (zip_int64_t)size &&
		     zip_fread(in, &more, 1) == 0;
	bool closed = zip_fclose(in) == 0;
	return whole && closed ? TSM_OK : damaged(err, NULL);
}
