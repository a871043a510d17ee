/* image.c - see testamur/badge/image.h. */
#include "testamur/badge/image.h"

#include <string.h>

#include "png.h"
#include "svg.h"
#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"

enum tsm_image_kind tsm_image_kind(const void *data, size_t len)
{
	struct tsm_str text = tsm_str_n(data, len);
	if (tsm_str_starts(text, "\x89PNG\r\n\x1a\n"))
		return TSM_IMAGE_PNG;
	if (tsm_str_starts(text, "\xff\xd8\xff"))
		return TSM_IMAGE_JPEG;
	if (tsm_str_starts(text, "\xef\xbb\xbf"))
		text = tsm_str_n(text.ptr + 3, len - 3);
	return tsm_str_starts(tsm_str_trim(text), "<") ? TSM_IMAGE_SVG
						       : TSM_IMAGE_NONE;
}

static enum tsm_status check_png(const void *data, size_t len,
    struct tsm_image_info *info, struct tsm_error *err)
{
	struct png_reader reader;
	TSM_TRY(png_open(&reader, data, len, err));
	while (!reader.finished) {
		struct png_chunk chunk;
		TSM_TRY(png_next(&reader, &chunk, err));
	}
	info->width = reader.width;
	info->height = reader.height;
	return TSM_OK;
}

static enum tsm_status check_svg(
    const void *data, size_t len, struct tsm_error *err)
{
	struct svg *svg = tsm_calloc(1, sizeof(*svg));
	if (svg == NULL)
		return tsm_fail_memory(err);
	svg_init(svg, SVG_NS_OB3, "credential", false);
	enum tsm_status status = svg_scan(svg, tsm_str_n(data, len), err);
	svg_release(svg);
	tsm_free(svg);
	return status;
}

/* T.81 table B.1: the frame headers, which hold the picture's sides. */
static bool is_frame(unsigned char marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
	       marker != 0xc8 && marker != 0xcc;
}

/* Behind the entropy-coded data at pos: where the next marker begins. */
static size_t skip_scan(const unsigned char *b, size_t len, size_t pos)
{
	while (pos + 1 < len &&
	       (b[pos] != 0xff || b[pos + 1] == 0 || b[pos + 1] == 0xff ||
		   (b[pos + 1] >= 0xd0 && b[pos + 1] <= 0xd7)))
		pos++;
	return pos;
}

/* Annex B: markers and segments from SOI to EOI, where the file ends. */
static const char *walk_jpeg(
    const unsigned char *b, size_t len, struct tsm_image_info *info)
{
	size_t pos = 2;
	bool scanned = false;
	while (len - pos >= 2) {
		unsigned char marker = b[pos + 1];
		if (b[pos] != 0xff || marker < 0xc0)
			return "no marker";
		if (marker == 0xff) {
			pos++;
			continue;
		}
		if (marker == 0xd9)
			return scanned && pos + 2 == len
				   ? NULL
				   : "no picture, or data after it";
		if (marker <= 0xd8 && marker >= 0xd0)
			return "a marker out of place";
		if (len - pos < 4)
			break;
		size_t size = (size_t)b[pos + 2] << 8 | b[pos + 3];
		if (size < 2 || size > len - pos - 2)
			break;
		if (is_frame(marker) && size >= 8) {
			info->height = (uint32_t)b[pos + 5] << 8 | b[pos + 6];
			info->width = (uint32_t)b[pos + 7] << 8 | b[pos + 8];
		}
		pos += 2 + size;
		if (marker == 0xda) {
			scanned = true;
			pos = skip_scan(b, len, pos);
		}
	}
	return "ends too early";
}

static enum tsm_status check_jpeg(const void *data, size_t len,
    struct tsm_image_info *info, struct tsm_error *err)
{
	const char *wrong = walk_jpeg(data, len, info);
	if (wrong == NULL && (info->width == 0 || info->height == 0))
		wrong = "no sides are given";
	if (wrong != NULL)
		return tsm_fail(err, TSM_E_SYNTAX, NULL, "JPEG: %s", wrong);
	return TSM_OK;
}

enum tsm_status tsm_image_check(const void *data, size_t len,
    struct tsm_image_info *ret_info, struct tsm_error *err)
{
	struct tsm_image_info info = { 0 };
	if (len > TSM_IMAGE_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the picture is larger than %zu bytes", TSM_IMAGE_MAX);
	info.kind = tsm_image_kind(data, len);
	switch (info.kind) {
	case TSM_IMAGE_PNG:
		TSM_TRY(check_png(data, len, &info, err));
		break;
	case TSM_IMAGE_JPEG:
		TSM_TRY(check_jpeg(data, len, &info, err));
		break;
	case TSM_IMAGE_SVG:
		TSM_TRY(check_svg(data, len, err));
		break;
	case TSM_IMAGE_NONE:
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "the picture is neither PNG, JPEG nor SVG");
	}
	if (info.width > TSM_IMAGE_SIDE_MAX || info.height > TSM_IMAGE_SIDE_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the picture has more than %d pixels a side",
		    TSM_IMAGE_SIDE_MAX);
	*ret_info = info;
	return TSM_OK;
}
