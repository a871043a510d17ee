/*
 * zlib with our allocator. Decompression grows its output by doubling, so a
 * bomb costs what it yields and never more than the maximum.
 */
#include "testamur/status/gzip.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

#include "testamur/base/alloc.h"

#define WINDOW_BITS 15
/* zlib's highest takes 13 times as long, for a sixth less. */
#define LEVEL       6
#define GZIP_FORMAT 16  /* added to the window bits */
#define OS_UNKNOWN  255 /* RFC 1952 section 2.3.1 */
#define CHUNK       ((size_t)16 << 10)

static voidpf allocate(voidpf self, uInt items, uInt size)
{
	(void)self;
	return tsm_calloc(items, size);
}

static void release(voidpf self, voidpf ptr)
{
	(void)self;
	tsm_free(ptr);
}

static void prepare(z_stream *stream, const void *data, size_t len)
{
	memset(stream, 0, sizeof(*stream));
	stream->zalloc = allocate;
	stream->zfree = release;
	/* zlib reads only, but does not say so */
	stream->next_in = (Bytef *)(uintptr_t)data;
	stream->avail_in = (uInt)len;
}

static enum tsm_status status_of(int code)
{
	return code == Z_MEM_ERROR ? TSM_E_MEMORY : TSM_E_INTERNAL;
}

enum tsm_status tsm_status_gzip(
    const void *data, size_t len, struct tsm_buf *out)
{
	z_stream stream;
	gz_header header;
	if (len > INT_MAX)
		return TSM_E_LIMIT;
	prepare(&stream, data, len);
	memset(&header, 0, sizeof(header));
	header.os = OS_UNKNOWN;
	int code = deflateInit2(&stream, LEVEL, Z_DEFLATED,
	    WINDOW_BITS + GZIP_FORMAT, 8, Z_DEFAULT_STRATEGY);
	if (code != Z_OK)
		return status_of(code);
	code = deflateSetHeader(&stream, &header);
	size_t room = deflateBound(&stream, (uLong)len);
	char *to = tsm_buf_reserve(out, room);
	if (code == Z_OK && to != NULL) {
		stream.next_out = (Bytef *)to;
		stream.avail_out = (uInt)room;
		code = deflate(&stream, Z_FINISH);
	}
	size_t written = stream.total_out;
	(void)deflateEnd(&stream);
	if (to == NULL)
		return tsm_buf_status(out);
	if (code != Z_STREAM_END)
		return status_of(code);
	tsm_buf_commit(out, written);
	return TSM_OK;
}

/* Room for the next piece: as much as there is already, within the max. */
static size_t next_piece(const struct tsm_buf *out)
{
	size_t left = out->max - out->len;
	size_t piece = out->len > CHUNK ? out->len : CHUNK;
	return piece < left ? piece : left;
}

/* A full buffer: whether the stream has ended just there, too. */
static int finish_full(z_stream *stream, bool *ret_more)
{
	Bytef spare;
	/* cppcheck-suppress autoVariables ; used within this call only */
	stream->next_out = &spare;
	stream->avail_out = 1;
	int code = inflate(stream, Z_NO_FLUSH);
	*ret_more = stream->avail_out == 0;
	return code;
}

static enum tsm_status inflate_all(z_stream *stream, struct tsm_buf *out)
{
	int code = Z_OK;
	while (code == Z_OK) {
		size_t piece = next_piece(out);
		if (piece == 0) {
			bool more;
			code = finish_full(stream, &more);
			if (more)
				return TSM_E_LIMIT;
			break;
		}
		char *to = tsm_buf_reserve(out, piece);
		if (to == NULL)
			return tsm_buf_status(out);
		stream->next_out = (Bytef *)to;
		stream->avail_out = (uInt)piece;
		code = inflate(stream, Z_NO_FLUSH);
		tsm_buf_commit(out, piece - stream->avail_out);
	}
	if (code == Z_MEM_ERROR)
		return TSM_E_MEMORY;
	/* Z_BUF_ERROR: the input ended before the stream did */
	return code == Z_STREAM_END && stream->avail_in == 0 ? TSM_OK
							     : TSM_E_VALUE;
}

enum tsm_status tsm_status_gunzip(
    const void *data, size_t len, struct tsm_buf *out, struct tsm_error *err)
{
	z_stream stream;
	if (len > INT_MAX || out->max > INT_MAX)
		return tsm_fail(err, TSM_E_LIMIT, "", "the list is too large");
	prepare(&stream, data, len);
	int code = inflateInit2(&stream, WINDOW_BITS + GZIP_FORMAT);
	enum tsm_status status = status_of(code);
	if (code == Z_OK) {
		status = inflate_all(&stream, out);
		(void)inflateEnd(&stream);
	}
	switch (status) {
	case TSM_OK:
		return TSM_OK;
	case TSM_E_VALUE:
		return tsm_fail(err, status, "",
		    "the list is no whole gzip stream, or something "
		    "follows it");
	case TSM_E_LIMIT:
		return tsm_fail(err, status, "",
		    "the list is larger than %zu bytes when decompressed",
		    out->max);
	case TSM_E_MEMORY:
		return tsm_fail_memory(err);
	default:
		return tsm_fail(err, status, "", "zlib failed");
	}
}
