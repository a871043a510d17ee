/*
 * zip.h - the two things we need of zlib: CRC-32 and a bounded inflate.
 */
#ifndef BADGE_ZIP_H
#define BADGE_ZIP_H

#include <stdint.h>

#include "testamur/base/buf.h"

/* CRC-32 as PNG uses it (PNG section 5.5). */
uint32_t zip_crc32(const void *data, size_t len);

/*
 * Append the contents of a whole zlib stream (RFC 1950) of at most max
 * bytes. TSM_E_SYNTAX: broken, cut off, or followed by other bytes;
 * TSM_E_LIMIT: longer than max, and then nothing is appended;
 * TSM_E_MEMORY.
 */
enum tsm_status zip_inflate(const void *data, size_t len, size_t max,
    struct tsm_buf *out) TSM_NODISCARD;

#endif
