/*
 * cbor.c - heads of items (RFC 8949 section 3), and what follows them.
 */
#include "testamur/base/cbor.h"

enum major {
	MAJOR_UINT = 0,
	MAJOR_BYTES = 2,
	MAJOR_TEXT = 3,
	MAJOR_ARRAY = 4,
	MAJOR_MAP = 5,
	MAJOR_TAG = 6
};

/* The argument is in the first byte below this, else in 1, 2, 4 or 8. */
#define INFO_ONE   24
#define INFO_EIGHT 27

/* Section 4.2.1: an argument that a shorter head could hold is refused. */
static bool take_head(struct tsm_str *in, enum major major, uint64_t *ret)
{
	static const uint64_t least[] = { INFO_ONE, 0x100, 0x10000,
		0x100000000 };
	const unsigned char *p = (const unsigned char *)in->ptr;

	if (in->len == 0 || p[0] >> 5 != (unsigned)major)
		return false;
	unsigned info = p[0] & 31U;
	unsigned size = 0;
	uint64_t value = info;
	if (info > INFO_EIGHT)
		return false;
	if (info >= INFO_ONE) {
		size = 1U << (info - INFO_ONE);
		if (in->len < 1 + (size_t)size)
			return false;
		value = 0;
		for (unsigned i = 0; i < size; i++)
			value = value << 8 | p[1 + i];
		if (value < least[info - INFO_ONE])
			return false;
	}
	in->ptr += 1 + size;
	in->len -= 1 + size;
	*ret = value;
	return true;
}

bool tsm_cbor_take_uint(struct tsm_str *in, uint64_t *ret_value)
{
	return take_head(in, MAJOR_UINT, ret_value);
}

static bool take_string(
    struct tsm_str *in, enum major major, struct tsm_str *ret)
{
	struct tsm_str rest = *in;
	uint64_t len;

	if (!take_head(&rest, major, &len) || len > rest.len)
		return false;
	*ret = tsm_str_n(rest.ptr, (size_t)len);
	in->ptr = rest.ptr + len;
	in->len = rest.len - (size_t)len;
	return true;
}

bool tsm_cbor_take_bytes(struct tsm_str *in, struct tsm_str *ret_bytes)
{
	return take_string(in, MAJOR_BYTES, ret_bytes);
}

bool tsm_cbor_take_text(struct tsm_str *in, struct tsm_str *ret_text)
{
	struct tsm_str rest = *in;
	struct tsm_str text;

	if (!take_string(&rest, MAJOR_TEXT, &text) ||
	    !tsm_utf8_valid(text.ptr, text.len, NULL))
		return false;
	*in = rest;
	*ret_text = text;
	return true;
}

/* A count of items that take at least so many bytes each. */
static bool take_count(
    struct tsm_str *in, enum major major, size_t bytes, size_t *ret)
{
	struct tsm_str rest = *in;
	uint64_t count;

	if (!take_head(&rest, major, &count) || count > rest.len / bytes)
		return false;
	*in = rest;
	*ret = (size_t)count;
	return true;
}

bool tsm_cbor_take_array(struct tsm_str *in, size_t *ret_count)
{
	return take_count(in, MAJOR_ARRAY, 1, ret_count);
}

bool tsm_cbor_take_map(struct tsm_str *in, size_t *ret_pairs)
{
	return take_count(in, MAJOR_MAP, 2, ret_pairs);
}

bool tsm_cbor_take_tag(struct tsm_str *in, uint64_t *ret_tag)
{
	return take_head(in, MAJOR_TAG, ret_tag);
}

/* --- writing -------------------------------------------------------------- */

static void put_head(struct tsm_buf *out, enum major major, uint64_t value)
{
	unsigned size = value < INFO_ONE      ? 0
			: value < 0x100       ? 1
			: value < 0x10000     ? 2
			: value < 0x100000000 ? 4
					      : 8;
	unsigned char head[9];
	unsigned info = (unsigned)value;

	/* 24 to 27 say that 1, 2, 4 or 8 bytes follow */
	if (size > 0)
		for (info = INFO_ONE; 1U << (info - INFO_ONE) < size;)
			info++;
	head[0] = (unsigned char)((unsigned)major << 5 | info);
	for (unsigned i = 0; i < size; i++)
		head[1 + i] = (unsigned char)(value >> (8 * (size - 1 - i)));
	tsm_buf_add(out, head, 1 + (size_t)size);
}

void tsm_cbor_put_uint(struct tsm_buf *out, uint64_t value)
{
	put_head(out, MAJOR_UINT, value);
}

void tsm_cbor_put_bytes(struct tsm_buf *out, const void *data, size_t len)
{
	put_head(out, MAJOR_BYTES, len);
	tsm_buf_add(out, data, len);
}

void tsm_cbor_put_text(struct tsm_buf *out, struct tsm_str text)
{
	put_head(out, MAJOR_TEXT, text.len);
	tsm_buf_addstr(out, text);
}

void tsm_cbor_put_array(struct tsm_buf *out, size_t count)
{
	put_head(out, MAJOR_ARRAY, count);
}

void tsm_cbor_put_map(struct tsm_buf *out, size_t pairs)
{
	put_head(out, MAJOR_MAP, pairs);
}

void tsm_cbor_put_tag(struct tsm_buf *out, uint64_t tag)
{
	put_head(out, MAJOR_TAG, tag);
}
