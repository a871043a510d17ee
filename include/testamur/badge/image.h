/*
 * image.h - what kind of picture some bytes are, told from their headers.
 *
 * Nothing is decoded: PNG (third edition), JPEG (ITU-T T.81) and SVG are
 * recognised by how they begin, and the strict check walks chunk or
 * segment headers only, so a picture of 30000 x 30000 pixels costs no more
 * than its bytes. Pure, nothing allocated, any thread.
 */
#ifndef TESTAMUR_BADGE_IMAGE_H
#define TESTAMUR_BADGE_IMAGE_H

#include <stdint.h>

#include "testamur/base/status.h"

enum tsm_image_kind {
	TSM_IMAGE_NONE, /* none of these */
	TSM_IMAGE_PNG,
	TSM_IMAGE_SVG, /* or any other XML: the bytes begin with '<' */
	TSM_IMAGE_JPEG
};

struct tsm_image_info {
	enum tsm_image_kind kind;
	uint32_t width;  /* pixels, at least 1; 0 for SVG */
	uint32_t height; /* pixels, at least 1; 0 for SVG */
};

/*
 * The kind by the first bytes alone; a UTF-8 byte order mark and white
 * space before '<' are skipped. A promise about the rest is not made.
 */
enum tsm_image_kind tsm_image_kind(const void *data, size_t len);

/*
 * Check a picture that somebody supplies (for an achievement) without
 * decoding it: PNG with sound chunks and checksums, nothing after IEND;
 * JPEG with sound segments up to its end marker and nothing after it;
 * well-formed SVG. TSM_E_UNSUPPORTED for another kind or an unknown
 * critical chunk, TSM_E_SYNTAX for a broken file, TSM_E_LIMIT above
 * TSM_IMAGE_MAX bytes or TSM_IMAGE_SIDE_MAX pixels a side.
 */
#define TSM_IMAGE_SIDE_MAX 4096
enum tsm_status tsm_image_check(const void *data, size_t len,
    struct tsm_image_info *ret_info, struct tsm_error *err) TSM_NODISCARD;

#endif
