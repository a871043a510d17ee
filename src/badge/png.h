/*
 * png.h - a strict reader of PNG chunks (PNG third edition, sections 5, 11).
 *
 * Signature, lengths, checksums, type letters, IHDR's values and the order
 * of critical chunks are checked; pixels are not looked at. Views point
 * into the image.
 */
#ifndef BADGE_PNG_H
#define BADGE_PNG_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/buf.h"
#include "testamur/base/str.h"

struct png_chunk {
	const char *start;   /* of the whole chunk */
	size_t total;        /* bytes of the whole chunk */
	const char *type;    /* four letters, no NUL */
	struct tsm_str data; /* without length, type and checksum */
};

struct png_reader {
	const char *image;
	size_t len;
	size_t pos;
	uint32_t width; /* known after the first chunk */
	uint32_t height;
	unsigned colour_type;
	bool palette;  /* PLTE was seen */
	bool pixels;   /* IDAT was seen */
	bool after;    /* something else came after IDAT */
	bool finished; /* IEND was read and nothing follows */
};

/*
 * Begin to read: size limit (TSM_E_LIMIT) and signature (TSM_E_SYNTAX).
 */
enum tsm_status png_open(struct png_reader *reader, const void *image,
    size_t len, struct tsm_error *err) TSM_NODISCARD;

/*
 * The next chunk, while !finished. TSM_E_SYNTAX for anything wrong,
 * TSM_E_UNSUPPORTED for an unknown critical chunk.
 */
enum tsm_status png_next(struct png_reader *reader, struct png_chunk *ret,
    struct tsm_error *err) TSM_NODISCARD;

/* Is the chunk of this type? */
bool png_is(const struct png_chunk *chunk, const char *type);

/* Bake and unbake for PNG: see testamur/badge/bake.h. */
enum tsm_status png_bake(const void *image, size_t len,
    struct tsm_str credential, struct tsm_buf *out, struct tsm_error *err)
    TSM_NODISCARD;
enum tsm_status png_unbake(const void *image, size_t len, bool inflate,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;
enum tsm_status png_unbake_legacy(const void *image, size_t len,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

#endif
