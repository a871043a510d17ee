#include "supplied.h"

#include <string.h>

#include "testamur/base/digest.h"
#include "testamur/base/encode.h"
#include "testamur/base/file.h"
#include "testamur/store/attendance.h"

static enum tsm_status check_png(
    const struct tsm_buf *file, struct tsm_error *err)
{
	struct tsm_image_info info;
	if (tsm_image_kind(file->data, file->len) != TSM_IMAGE_PNG)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "the picture of an achievement has to be a PNG");
	return tsm_image_check(file->data, file->len, &info, err);
}

static enum tsm_status keep(struct app *app, const char *name,
    const struct tsm_buf *file, const char **ret_sha256, struct tsm_error *err)
{
	char sha256[TSM_SHA256_HEX];
	TSM_TRY(tsm_sha256_hex(file->data, file->len, sha256));
	*ret_sha256 = tsm_arena_dup(&app->arena, sha256);
	if (*ret_sha256 == NULL)
		return tsm_fail_memory(err);
	const struct tsm_store_file row = { .sha256 = *ret_sha256,
		.name = name,
		.body = tsm_buf_str(file),
		.imported_at = app->now };
	return tsm_store_file_add(app->store, &row, err);
}

enum tsm_status supplied_keep(struct app *app, const char *folder,
    const char *name, const char **ret_sha256, struct tsm_error *err)
{
	struct tsm_buf file;
	if (strchr(name, '/') != NULL || name[0] == '.')
		return tsm_fail(err, TSM_E_VALUE, name,
		    "the picture has to be a file of the programme's folder");
	const char *path = tsm_arena_printf(&app->arena, "%s/%s", folder, name);
	if (path == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&file, 0);
	enum tsm_status status = tsm_file_read(path, SUPPLIED_MAX, &file, err);
	if (status == TSM_OK) {
		status = check_png(&file, err);
		if (status != TSM_OK)
			tsm_error_prefix(err, name);
	}
	if (status == TSM_OK)
		status = keep(app, name, &file, ret_sha256, err);
	tsm_buf_release(&file);
	return status;
}

/* An SVG document that shows the PNG and nothing else. */
static enum tsm_status wrap(
    struct tsm_str png, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_image_info info;
	TSM_TRY(tsm_image_check(png.ptr, png.len, &info, err));
	(void)tsm_buf_printf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%u\" "
	    "height=\"%u\" viewBox=\"0 0 %u %u\"><image width=\"%u\" "
	    "height=\"%u\" xlink:href=\"data:image/png;base64,",
	    info.width, info.height, info.width, info.height, info.width,
	    info.height);
	(void)tsm_base64_encode(out, png.ptr, png.len);
	(void)tsm_buf_adds(out, "\"/></svg>");
	return tsm_buf_status(out);
}

enum tsm_status supplied_picture(struct tsm_store *store,
    struct tsm_arena *arena, const char *sha256, enum tsm_image_kind kind,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_store_file file = { 0 };
	TSM_TRY(tsm_store_file_get(store, sha256, arena, &file, err));
	return kind == TSM_IMAGE_SVG ? wrap(file.body, out, err)
				     : tsm_buf_addstr(out, file.body);
}
