/*
 * buf.h - the one growable buffer, with a stated maximum.
 *
 * data is NUL-terminated whenever it is not NULL, so text can be handed on
 * as a C string. A failed append leaves the contents as they were and is
 * remembered: later appends fail too, so a run of appends may be checked
 * once at its end with tsm_buf_status().
 */
#ifndef TESTAMUR_BASE_BUF_H
#define TESTAMUR_BASE_BUF_H

#include <stdint.h>

#include "testamur/base/status.h"
#include "testamur/base/str.h"

struct tsm_buf {
	char *data;
	size_t len;
	size_t cap;             /* max and the NUL at most */
	size_t max;             /* bytes at most, without the NUL */
	enum tsm_status status; /* the first failure, or TSM_OK */
};

/* Empty, holding at most max bytes; 0: TSM_BUF_MAX. */
void tsm_buf_init(struct tsm_buf *buf, size_t max);

/* Free the contents; usable again with the same maximum. */
void tsm_buf_release(struct tsm_buf *buf);

/* Forget contents and failure, keep the memory. */
void tsm_buf_clear(struct tsm_buf *buf);

/* TSM_OK, TSM_E_MEMORY or TSM_E_LIMIT: the first failure so far. */
enum tsm_status tsm_buf_status(const struct tsm_buf *buf) TSM_NODISCARD;

/* Grow, or fail: what tsm_buf_reserve() falls back to. */
char *tsm_buf_grow(struct tsm_buf *buf, size_t len) TSM_NODISCARD;

/*
 * Make room for len more bytes and return where to write them; then
 * tsm_buf_commit() the number written. NULL on failure.
 */
static inline TSM_NODISCARD char *tsm_buf_reserve(
    struct tsm_buf *buf, size_t len)
{
	if (buf->status != TSM_OK || len >= buf->cap - buf->len)
		return tsm_buf_grow(buf, len);
	return buf->data + buf->len;
}

static inline void tsm_buf_commit(struct tsm_buf *buf, size_t len)
{
	buf->len += len;
	buf->data[buf->len] = '\0';
}

/* Append where there may be no room yet: what tsm_buf_add() falls back to. */
enum tsm_status tsm_buf_add_more(
    struct tsm_buf *buf, const void *data, size_t len);

/* Append; the status may be ignored and asked for later. */
static inline enum tsm_status tsm_buf_add(
    struct tsm_buf *buf, const void *data, size_t len)
{
	if (buf->status != TSM_OK || len == 0 || len >= buf->cap - buf->len)
		return tsm_buf_add_more(buf, data, len);
	memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
	return TSM_OK;
}

/* The same of one byte. */
static inline enum tsm_status tsm_buf_addc(struct tsm_buf *buf, char c)
{
	return tsm_buf_add(buf, &c, 1);
}

/* The same of a view. */
static inline enum tsm_status tsm_buf_addstr(
    struct tsm_buf *buf, struct tsm_str text)
{
	return tsm_buf_add(buf, text.ptr, text.len);
}

/* The same of a C string, and formatted. */
enum tsm_status tsm_buf_adds(struct tsm_buf *buf, const char *text);
enum tsm_status tsm_buf_printf(struct tsm_buf *buf, const char *fmt, ...)
    TSM_PRINTF(2, 3);

/* Append what somebody else wrote, disarmed for people (tsm_utf8_disarm). */
enum tsm_status tsm_buf_add_disarmed(struct tsm_buf *buf, struct tsm_str text);

/* Big-endian integers, as file formats want them. */
enum tsm_status tsm_buf_add_be32(struct tsm_buf *buf, uint32_t value);

/* The contents as a view; as C string ("" when empty). */
struct tsm_str tsm_buf_str(const struct tsm_buf *buf);
const char *tsm_buf_cstr(const struct tsm_buf *buf);

/* Hand the memory to the caller (tsm_free); the buffer is empty after. */
char *tsm_buf_take(struct tsm_buf *buf, size_t *ret_len);

#endif
