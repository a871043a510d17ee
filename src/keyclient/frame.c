/*
 * frame.c - framing for both sides.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "testamur/keyclient/protocol.h"

/* Receive exactly len bytes; *ret_len is less only at the end of file. */
static enum tsm_status receive(int fd, char *out, size_t len, size_t *ret_len)
{
	size_t have = 0;
	while (have < len) {
		ssize_t got = recv(fd, out + have, len - have, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno != ECONNRESET)
			return TSM_E_IO;
		if (got <= 0)
			break;
		have += (size_t)got;
	}
	*ret_len = have;
	return TSM_OK;
}

/* Read past a frame that there is no memory for. */
static enum tsm_status discard(int fd, size_t len)
{
	char chunk[4096];
	while (len > 0) {
		size_t part = len < sizeof(chunk) ? len : sizeof(chunk);
		size_t got = 0;
		TSM_TRY(receive(fd, chunk, part, &got));
		if (got < part)
			return TSM_E_SYNTAX;
		len -= part;
	}
	return TSM_E_MEMORY;
}

enum tsm_status tsm_frame_read(int fd, struct tsm_buf *buf)
{
	unsigned char head[4];
	size_t got = 0;
	tsm_buf_clear(buf);
	TSM_TRY(receive(fd, (char *)head, sizeof(head), &got));
	if (got < sizeof(head))
		return got == 0 ? TSM_E_NOT_FOUND : TSM_E_SYNTAX;
	size_t len = (size_t)head[0] << 24 | (size_t)head[1] << 16 |
		     (size_t)head[2] << 8 | head[3];
	if (len > TSM_FRAME_MAX)
		return TSM_E_LIMIT;
	char *room = tsm_buf_reserve(buf, len);
	if (room == NULL)
		return discard(fd, len);
	TSM_TRY(receive(fd, room, len, &got));
	if (got < len)
		return TSM_E_SYNTAX;
	tsm_buf_commit(buf, len);
	return TSM_OK;
}

static enum tsm_status transmit(int fd, const void *data, size_t len)
{
	const char *from = data;
	while (len > 0) {
		ssize_t put = send(fd, from, len, MSG_NOSIGNAL);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return TSM_E_IO;
		from += put;
		len -= (size_t)put;
	}
	return TSM_OK;
}

enum tsm_status tsm_frame_write(int fd, struct tsm_str body)
{
	if (body.len > TSM_FRAME_MAX)
		return TSM_E_LIMIT;
	const unsigned char head[4] = {
		(unsigned char)(body.len >> 24),
		(unsigned char)(body.len >> 16),
		(unsigned char)(body.len >> 8),
		(unsigned char)body.len,
	};
	TSM_TRY(transmit(fd, head, sizeof(head)));
	return transmit(fd, body.ptr, body.len);
}

bool tsm_frame_u8(struct tsm_frame *frame, unsigned *ret_value)
{
	if (frame->len < 1)
		return false;
	*ret_value = frame->ptr[0];
	frame->ptr += 1;
	frame->len -= 1;
	return true;
}

bool tsm_frame_u16(struct tsm_frame *frame, unsigned *ret_value)
{
	unsigned high = 0;
	unsigned low = 0;
	if (!tsm_frame_u8(frame, &high) || !tsm_frame_u8(frame, &low))
		return false;
	*ret_value = high << 8 | low;
	return true;
}

static bool take(struct tsm_frame *frame, size_t len, struct tsm_str *ret_bytes)
{
	if (len > frame->len)
		return false;
	*ret_bytes = tsm_str_n((const char *)frame->ptr, len);
	frame->ptr += len;
	frame->len -= len;
	return true;
}

bool tsm_frame_text8(struct tsm_frame *frame, struct tsm_str *ret_text)
{
	unsigned len = 0;
	return tsm_frame_u8(frame, &len) && take(frame, len, ret_text);
}

bool tsm_frame_bytes32(struct tsm_frame *frame, struct tsm_str *ret_bytes)
{
	unsigned high = 0;
	unsigned low = 0;
	return tsm_frame_u16(frame, &high) && tsm_frame_u16(frame, &low) &&
	       take(frame, (size_t)high << 16 | low, ret_bytes);
}

void tsm_frame_put_text8(struct tsm_buf *buf, const char *text)
{
	size_t len = strlen(text);
	if (len > UINT8_MAX)
		len = UINT8_MAX;
	tsm_buf_addc(buf, (char)(unsigned char)len);
	tsm_buf_add(buf, text, len);
}

void tsm_frame_put_bytes32(struct tsm_buf *buf, const void *data, size_t len)
{
	tsm_buf_add_be32(buf, (uint32_t)len);
	tsm_buf_add(buf, data, len);
}
