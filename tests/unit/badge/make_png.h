/*
 * make_png.h - small PNG pictures, chunk by chunk, for tests.
 */
#ifndef TESTS_MAKE_PNG_H
#define TESTS_MAKE_PNG_H

#include <stdint.h>
#include <string.h>

#include "crc32.h"
#include "testamur/base/buf.h"

#define PNG_SIGNATURE "\x89PNG\r\n\x1a\n"

static inline void make_chunk(
    struct tsm_buf *out, const char *type, const void *data, size_t len)
{
	tsm_buf_add_be32(out, (uint32_t)len);
	size_t start = out->len;
	tsm_buf_add(out, type, 4);
	tsm_buf_add(out, data, len);
	if (tsm_buf_status(out) == TSM_OK)
		tsm_buf_add_be32(
		    out, crc32_of(out->data + start, out->len - start));
}

/* Signature and the header of a grey picture of one pixel. */
static inline void make_begin(struct tsm_buf *out)
{
	tsm_buf_add(out, PNG_SIGNATURE, 8);
	make_chunk(out, "IHDR", "\0\0\0\1\0\0\0\1\x08\0\0\0\0", 13);
}

/* A stored zlib stream of two zero bytes, then the end. */
static inline void make_end(struct tsm_buf *out)
{
	make_chunk(out, "IDAT",
	    "\x78\x01\x01\x02\x00\xfd\xff\x00\x00\x00\x02\x00\x01", 13);
	make_chunk(out, "IEND", "", 0);
}

/* gAMA, a tEXt and an iTXt of another keyword around nothing. */
static inline void make_extras(struct tsm_buf *out)
{
	make_chunk(out, "gAMA", "\0\1\x86\xa0", 4);
	make_chunk(out, "tEXt", "Title\0A badge", 13);
	make_chunk(out, "iTXt", "Author\0\0\0\0\0Somebody", 19);
}

static inline void make_credential(
    struct tsm_buf *out, const char *head, size_t head_len, const char *text)
{
	struct tsm_buf data;
	tsm_buf_init(&data, 0);
	tsm_buf_adds(&data, "openbadgecredential");
	tsm_buf_add(&data, head, head_len);
	tsm_buf_adds(&data, text);
	make_chunk(out, "iTXt", data.data, data.len);
	tsm_buf_release(&data);
}

#endif
