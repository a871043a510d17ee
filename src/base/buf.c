#include "testamur/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"

#define CAP_MIN 64

void tsm_buf_init(struct tsm_buf *buf, size_t max)
{
	memset(buf, 0, sizeof(*buf));
	buf->max = max > 0 ? max : TSM_BUF_MAX;
}

void tsm_buf_release(struct tsm_buf *buf)
{
	tsm_free(buf->data);
	tsm_buf_init(buf, buf->max);
}

void tsm_buf_clear(struct tsm_buf *buf)
{
	buf->len = 0;
	buf->status = TSM_OK;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}

enum tsm_status tsm_buf_status(const struct tsm_buf *buf)
{
	return buf->status;
}

char *tsm_buf_grow(struct tsm_buf *buf, size_t len)
{
	if (buf->status != TSM_OK)
		return NULL;
	if (len > buf->max || buf->len > buf->max - len) {
		buf->status = TSM_E_LIMIT;
		return NULL;
	}
	size_t need = buf->len + len + 1;
	if (need > buf->cap) {
		size_t cap = buf->cap * 2 > CAP_MIN ? buf->cap * 2 : CAP_MIN;
		if (cap - 1 > buf->max)
			cap = buf->max + 1;
		if (cap < need)
			cap = need;
		char *data = tsm_realloc(buf->data, cap);
		if (data == NULL) {
			buf->status = TSM_E_MEMORY;
			return NULL;
		}
		buf->data = data;
		buf->cap = cap;
	}
	return buf->data + buf->len;
}

enum tsm_status tsm_buf_add_more(
    struct tsm_buf *buf, const void *data, size_t len)
{
	char *room = tsm_buf_reserve(buf, len);
	if (room != NULL) {
		if (len > 0)
			memcpy(room, data, len);
		tsm_buf_commit(buf, len);
	}
	return buf->status;
}

enum tsm_status tsm_buf_adds(struct tsm_buf *buf, const char *text)
{
	return tsm_buf_add(buf, text, strlen(text));
}

enum tsm_status tsm_buf_printf(struct tsm_buf *buf, const char *fmt, ...)
{
	va_list args;
	va_list again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	char *room = NULL;
	if (n >= 0)
		room = tsm_buf_reserve(buf, (size_t)n);
	else if (buf->status == TSM_OK)
		buf->status = TSM_E_INTERNAL;
	if (room != NULL) {
		(void)vsnprintf(room, (size_t)n + 1, fmt, again);
		tsm_buf_commit(buf, (size_t)n);
	}
	va_end(again);
	va_end(args);
	return buf->status;
}

enum tsm_status tsm_buf_add_disarmed(struct tsm_buf *buf, struct tsm_str text)
{
	char *room = tsm_buf_reserve(buf, text.len);
	if (room != NULL) {
		if (text.len > 0)
			memcpy(room, text.ptr, text.len);
		tsm_buf_commit(buf, tsm_utf8_disarm(room, text.len));
	}
	return buf->status;
}

enum tsm_status tsm_buf_add_be32(struct tsm_buf *buf, uint32_t value)
{
	unsigned char bytes[4] = { (unsigned char)(value >> 24),
		(unsigned char)(value >> 16), (unsigned char)(value >> 8),
		(unsigned char)value };
	return tsm_buf_add(buf, bytes, sizeof(bytes));
}

struct tsm_str tsm_buf_str(const struct tsm_buf *buf)
{
	return tsm_str_n(tsm_buf_cstr(buf), buf->len);
}

const char *tsm_buf_cstr(const struct tsm_buf *buf)
{
	return buf->data != NULL ? buf->data : "";
}

char *tsm_buf_take(struct tsm_buf *buf, size_t *ret_len)
{
	char *data = buf->data;
	if (ret_len != NULL)
		*ret_len = buf->len;
	tsm_buf_init(buf, buf->max);
	return data;
}
