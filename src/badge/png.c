/* png.c - see png.h. */
#include "png.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/limits.h"
#include "zip.h"

#define SIGNATURE     "\x89PNG\r\n\x1a\n"
#define SIGNATURE_LEN 8
#define FRAME         12 /* length, type and checksum of a chunk */
#define LENGTH_MAX    0x7fffffffU

/* Section 7.1: the most significant byte comes first. */
static uint32_t be32(const char *at)
{
	const unsigned char *b = (const unsigned char *)at;
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
}

static enum tsm_status bad(const struct png_reader *reader,
    enum tsm_status status, const char *what, struct tsm_error *err)
{
	char where[32];
	(void)snprintf(where, sizeof(where), "byte %zu", reader->pos);
	return tsm_fail(err, status, where, "PNG: %s", what);
}

enum tsm_status png_open(struct png_reader *reader, const void *image,
    size_t len, struct tsm_error *err)
{
	*reader = (struct png_reader){ .image = image, .len = len };
	if (len > TSM_IMAGE_MAX)
		return bad(reader, TSM_E_LIMIT, "the image is too large", err);
	if (len < SIGNATURE_LEN || memcmp(image, SIGNATURE, SIGNATURE_LEN) != 0)
		return bad(reader, TSM_E_SYNTAX, "no signature", err);
	reader->pos = SIGNATURE_LEN;
	return TSM_OK;
}

bool png_is(const struct png_chunk *chunk, const char *type)
{
	return memcmp(chunk->type, type, 4) == 0;
}

/* Section 11.2.1, table 12: the depths a colour type may have. */
static bool depth_allowed(unsigned colour_type, unsigned depth)
{
	switch (colour_type) {
	case 0:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8 ||
		       depth == 16;
	case 3:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8;
	case 2:
	case 4:
	case 6:
		return depth == 8 || depth == 16;
	default:
		return false;
	}
}

/* Section 11.2.1. NULL, or what is wrong. */
static const char *check_header(
    struct png_reader *reader, const struct png_chunk *chunk)
{
	const unsigned char *b = (const unsigned char *)chunk->data.ptr;
	if (!png_is(chunk, "IHDR"))
		return "IHDR is not the first chunk";
	if (chunk->data.len != 13)
		return "IHDR has a wrong length";
	reader->width = be32(chunk->data.ptr);
	reader->height = be32(chunk->data.ptr + 4);
	reader->colour_type = b[9];
	if (reader->width == 0 || reader->width > LENGTH_MAX ||
	    reader->height == 0 || reader->height > LENGTH_MAX)
		return "a side of no or too many pixels";
	if (!depth_allowed(b[9], b[8]))
		return "no such colour type and depth";
	if (b[10] != 0 || b[11] != 0 || b[12] > 1)
		return "no such compression, filter or interlace method";
	return NULL;
}

/* Section 5.6: order and number of the critical chunks. */
static const char *check_order(
    struct png_reader *reader, const struct png_chunk *chunk)
{
	if (png_is(chunk, "IHDR"))
		return "a second IHDR";
	if (png_is(chunk, "PLTE")) {
		if (reader->palette || reader->pixels)
			return "PLTE is repeated or late";
		if (reader->colour_type == 0 || reader->colour_type == 4)
			return "PLTE in a grey picture";
		if (chunk->data.len == 0 || chunk->data.len % 3 != 0 ||
		    chunk->data.len > 768)
			return "PLTE has a wrong length";
		reader->palette = true;
	} else if (png_is(chunk, "IDAT")) {
		if (reader->after)
			return "IDAT chunks are not in one run";
		if (reader->colour_type == 3 && !reader->palette)
			return "PLTE is missing";
		reader->pixels = true;
	} else if (png_is(chunk, "IEND")) {
		if (chunk->data.len != 0)
			return "IEND is not empty";
		if (!reader->pixels)
			return "IDAT is missing";
		reader->finished = true;
	}
	if (reader->pixels && !png_is(chunk, "IDAT"))
		reader->after = true;
	return NULL;
}

/* Section 5.4: four letters; the third is a capital. */
static bool type_valid(const char *type)
{
	return tsm_is_alpha(type[0]) && tsm_is_alpha(type[1]) &&
	       type[2] >= 'A' && type[2] <= 'Z' && tsm_is_alpha(type[3]);
}

/* Section 5.4: a reader that does not know a critical chunk must refuse. */
static bool known_critical(const struct png_chunk *chunk)
{
	return png_is(chunk, "IHDR") || png_is(chunk, "PLTE") ||
	       png_is(chunk, "IDAT") || png_is(chunk, "IEND");
}

enum tsm_status png_next(
    struct png_reader *reader, struct png_chunk *ret, struct tsm_error *err)
{
	const char *at = reader->image + reader->pos;
	size_t left = reader->len - reader->pos;
	bool first = reader->pos == SIGNATURE_LEN;
	struct png_chunk chunk;
	if (left < FRAME)
		return bad(reader, TSM_E_SYNTAX, "ends before IEND", err);
	uint32_t len = be32(at);
	if (len > LENGTH_MAX || len > left - FRAME)
		return bad(reader, TSM_E_SYNTAX,
		    "a chunk is longer than the file", err);
	chunk.start = at;
	chunk.total = (size_t)len + FRAME;
	chunk.type = at + 4;
	chunk.data = tsm_str_n(at + 8, len);
	if (!type_valid(chunk.type))
		return bad(reader, TSM_E_SYNTAX, "no chunk type", err);
	if (zip_crc32(chunk.type, (size_t)len + 4) != be32(at + 8 + len))
		return bad(reader, TSM_E_SYNTAX, "a wrong checksum", err);
	const char *wrong =
	    first ? check_header(reader, &chunk) : check_order(reader, &chunk);
	if (wrong != NULL)
		return bad(reader, TSM_E_SYNTAX, wrong, err);
	if (chunk.type[0] <= 'Z' && !known_critical(&chunk))
		return bad(reader, TSM_E_UNSUPPORTED,
		    "an unknown critical chunk", err);
	if (reader->finished && chunk.total != left) {
		reader->finished = false;
		reader->pos += chunk.total;
		return bad(reader, TSM_E_SYNTAX, "data after IEND", err);
	}
	reader->pos += chunk.total;
	*ret = chunk;
	return TSM_OK;
}
