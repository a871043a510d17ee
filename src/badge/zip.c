/* zip.c - see zip.h. The only file of this module that includes zlib. */
#include "zip.h"

#include <limits.h>
#define ZLIB_CONST /* next_in points to const */
#include <zlib.h>

#include "testamur/base/alloc.h"

uint32_t zip_crc32(const void *data, size_t len)
{
	const unsigned char *at = data;
	uLong crc = crc32(0L, Z_NULL, 0);
	while (len > 0) {
		uInt part = len < UINT_MAX ? (uInt)len : UINT_MAX;
		crc = crc32(crc, at, part);
		at += part;
		len -= part;
	}
	return (uint32_t)crc;
}

static voidpf zalloc(voidpf opaque, uInt items, uInt size)
{
	(void)opaque;
	return tsm_calloc(items, size);
}

static void zfree(voidpf opaque, voidpf address)
{
	(void)opaque;
	tsm_free(address);
}

static enum tsm_status run(z_stream *stream, size_t max, struct tsm_buf *out)
{
	for (;;) {
		unsigned char part[4096];
		stream->next_out = part;
		stream->avail_out = sizeof(part);
		int result = inflate(stream, Z_NO_FLUSH);
		size_t got = sizeof(part) - stream->avail_out;
		if (result == Z_MEM_ERROR)
			return TSM_E_MEMORY;
		if (result != Z_OK && result != Z_STREAM_END)
			return TSM_E_SYNTAX;
		if (got > max - out->len)
			return TSM_E_LIMIT;
		TSM_TRY(tsm_buf_add(out, part, got));
		if (result == Z_STREAM_END)
			return stream->avail_in == 0 ? TSM_OK : TSM_E_SYNTAX;
		if (got == 0)
			return TSM_E_SYNTAX;
	}
}

enum tsm_status zip_inflate(
    const void *data, size_t len, size_t max, struct tsm_buf *out)
{
	z_stream stream = { .zalloc = zalloc, .zfree = zfree };
	struct tsm_buf text;
	if (len > UINT_MAX)
		return TSM_E_LIMIT;
	stream.next_in = data;
	stream.avail_in = (uInt)len;
	if (inflateInit(&stream) != Z_OK)
		return TSM_E_MEMORY;
	tsm_buf_init(&text, max);
	enum tsm_status status = run(&stream, max, &text);
	if (status == TSM_OK)
		status = tsm_buf_add(out, text.data, text.len);
	tsm_buf_release(&text);
	(void)inflateEnd(&stream);
	return status;
}
