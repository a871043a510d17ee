/*
 * gray.h - a picture of grey levels, and what finds codes in it.
 *
 * Each decoder (png.c, jpeg.c, pdf.c) makes one, or one
 * for each page; qr.c looks for codes.
 */
#ifndef TESTAMUR_DECODE_GRAY_H
#define TESTAMUR_DECODE_GRAY_H

#include "testamur/decode/decode.h"

struct gray {
	unsigned char *pixels; /* width * height, row by row; 255 is white */
	unsigned width;
	unsigned height;
};

/* TSM_E_LIMIT for more than TSM_DECODE_PIXELS_MAX, TSM_E_SYNTAX for none,
 * TSM_E_MEMORY. The pixels are white. */
enum tsm_status gray_init(struct gray *gray, size_t width, size_t height)
    TSM_NODISCARD;
void gray_release(struct gray *gray);

/* The level of a colour (ITU-R BT.601), on white. */
unsigned char gray_of(unsigned red, unsigned green, unsigned blue);

/* What was found so far. */
struct found {
	struct tsm_arena *arena;
	struct tsm_str *texts;
	size_t count;
};

/*
 * Look for QR codes at several sizes, both ways of contrast, until there are
 * some. TSM_OK whether or not; TSM_E_MEMORY.
 */
enum tsm_status qr_find(const struct gray *gray, struct found *found)
    TSM_NODISCARD;

/*
 * The decoders. *ret_damaged: it ends too soon or is broken somewhere, and
 * gray is what could be read. TSM_E_SYNTAX: nothing could. TSM_E_LIMIT,
 * TSM_E_UNSUPPORTED, TSM_E_MEMORY. gray is empty on failure.
 */
enum tsm_status png_decode(const void *data, size_t len, struct gray *gray,
    bool *ret_damaged) TSM_NODISCARD;
enum tsm_status jpeg_decode(const void *data, size_t len, struct gray *gray,
    bool *ret_damaged) TSM_NODISCARD;

/*
 * Draw page after page and look for codes until there are some. side: pixels
 * of the longer side of a page, whatever its size. As tsm_decode().
 */
enum tsm_status pdf_find(const void *data, size_t len, unsigned side,
    struct found *found) TSM_NODISCARD;

#endif
