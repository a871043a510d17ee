#include "testamur/base/encode.h"

#include <string.h>

#include "testamur/base/alloc.h"

#define BASE58_MAX ((size_t)16 << 10)

static const char hex_digits[] = "0123456789abcdef";
static const char standard[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char bitcoin[] =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

enum tsm_status tsm_hex_encode(
    struct tsm_buf *out, const void *data, size_t len)
{
	const unsigned char *in = data;
	char *room = tsm_buf_reserve(out, len * 2);
	if (room == NULL)
		return out->status;
	for (size_t i = 0; i < len; i++) {
		room[2 * i] = hex_digits[in[i] >> 4];
		room[2 * i + 1] = hex_digits[in[i] & 15U];
	}
	tsm_buf_commit(out, len * 2);
	return TSM_OK;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tsm_to_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum tsm_status tsm_hex_decode(struct tsm_buf *out, struct tsm_str text)
{
	if (text.len % 2 != 0)
		return TSM_E_SYNTAX;
	char *room = tsm_buf_reserve(out, text.len / 2);
	if (room == NULL)
		return out->status;
	for (size_t i = 0; i < text.len / 2; i++) {
		int high = hex_value(text.ptr[2 * i]);
		int low = hex_value(text.ptr[2 * i + 1]);
		if (high < 0 || low < 0) {
			*room = '\0';
			return TSM_E_SYNTAX;
		}
		room[i] = (char)(high << 4 | low);
	}
	tsm_buf_commit(out, text.len / 2);
	return TSM_OK;
}

static enum tsm_status encode64(struct tsm_buf *out, const unsigned char *in,
    size_t len, const char *alphabet, bool pad)
{
	size_t full = len / 3 * 4;
	size_t tail = len % 3 == 0 ? 0 : pad ? 4 : len % 3 + 1;
	char *room = tsm_buf_reserve(out, full + tail);
	if (room == NULL)
		return out->status;
	char *p = room;
	size_t i = 0;
	for (; i + 2 < len; i += 3) {
		uint32_t v = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 |
			     in[i + 2];
		*p++ = alphabet[v >> 18];
		*p++ = alphabet[v >> 12 & 63U];
		*p++ = alphabet[v >> 6 & 63U];
		*p++ = alphabet[v & 63U];
	}
	if (i < len) {
		bool two = i + 1 < len;
		uint32_t v = (uint32_t)in[i] << 16 |
			     (two ? (uint32_t)in[i + 1] << 8 : 0U);
		*p++ = alphabet[v >> 18];
		*p++ = alphabet[v >> 12 & 63U];
		if (two)
			*p++ = alphabet[v >> 6 & 63U];
		else if (pad)
			*p++ = '=';
		if (pad)
			*p++ = '=';
	}
	tsm_buf_commit(out, full + tail);
	return TSM_OK;
}

static int value64(char c, const char *alphabet)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == alphabet[62])
		return 62;
	return c == alphabet[63] ? 63 : -1;
}

/* text without padding; RFC 4648 section 3.5: unused bits must be zero */
static enum tsm_status decode64(
    struct tsm_buf *out, struct tsm_str text, const char *alphabet)
{
	if (text.len % 4 == 1)
		return TSM_E_SYNTAX;
	size_t size =
	    text.len / 4 * 3 + (text.len % 4 > 0 ? text.len % 4 - 1 : 0);
	char *room = tsm_buf_reserve(out, size);
	if (room == NULL)
		return out->status;
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++) {
		int v = value64(text.ptr[i], alphabet);
		if (v < 0)
			goto bad;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			room[n++] = (char)(bits >> have & 255U);
		}
	}
	if ((bits & ((1U << have) - 1U)) != 0)
		goto bad;
	tsm_buf_commit(out, size);
	return TSM_OK;
bad:
	*room = '\0';
	return TSM_E_SYNTAX;
}

enum tsm_status tsm_base64_encode(
    struct tsm_buf *out, const void *data, size_t len)
{
	return encode64(out, data, len, standard, true);
}

enum tsm_status tsm_base64_decode(struct tsm_buf *out, struct tsm_str text)
{
	size_t pad = 0;
	if (text.len % 4 != 0)
		return TSM_E_SYNTAX;
	while (pad < 2 && pad < text.len && text.ptr[text.len - 1 - pad] == '=')
		pad++;
	text.len -= pad;
	return decode64(out, text, standard);
}

enum tsm_status tsm_base64url_encode(
    struct tsm_buf *out, const void *data, size_t len)
{
	return encode64(out, data, len, url_safe, false);
}

enum tsm_status tsm_base64url_decode(struct tsm_buf *out, struct tsm_str text)
{
	return decode64(out, text, url_safe);
}

/*
 * Repeated division of a big-endian number: digits of base `to` are
 * gathered, least first, while those of base `from` are used up.
 */
static size_t convert(unsigned char *number, size_t count, unsigned from,
    unsigned to, unsigned char *result)
{
	size_t start = 0;
	size_t n = 0;
	while (start < count && number[start] == 0)
		start++;
	while (start < count) {
		unsigned carry = 0;
		for (size_t i = start; i < count; i++) {
			unsigned v = carry * from + number[i];
			number[i] = (unsigned char)(v / to);
			carry = v % to;
		}
		result[n++] = (unsigned char)carry;
		while (start < count && number[start] == 0)
			start++;
	}
	return n;
}

enum tsm_status tsm_base58_encode(
    struct tsm_buf *out, const void *data, size_t len)
{
	const unsigned char *in = data;
	size_t zeros = 0;
	if (len > BASE58_MAX)
		return TSM_E_LIMIT;
	while (zeros < len && in[zeros] == 0)
		zeros++;
	unsigned char *work = tsm_malloc(len + len * 2);
	if (work == NULL)
		return TSM_E_MEMORY;
	if (len > 0)
		memcpy(work, in, len);
	unsigned char *digits = work + len;
	size_t n = convert(work, len, 256, 58, digits);
	char *room = tsm_buf_reserve(out, zeros + n);
	if (room != NULL) {
		memset(room, '1', zeros);
		for (size_t i = 0; i < n; i++)
			room[zeros + i] = bitcoin[digits[n - 1 - i]];
		tsm_buf_commit(out, zeros + n);
	}
	tsm_free(work);
	return out->status;
}

enum tsm_status tsm_base58_decode(struct tsm_buf *out, struct tsm_str text)
{
	size_t zeros = 0;
	if (text.len > BASE58_MAX * 2)
		return TSM_E_LIMIT;
	while (zeros < text.len && text.ptr[zeros] == '1')
		zeros++;
	unsigned char *work = tsm_malloc(text.len * 2);
	if (work == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < text.len; i++) {
		const char *at =
		    text.ptr[i] != '\0' ? strchr(bitcoin, text.ptr[i]) : NULL;
		if (at == NULL) {
			tsm_free(work);
			return TSM_E_SYNTAX;
		}
		work[i] = (unsigned char)(at - bitcoin);
	}
	unsigned char *bytes = work + text.len;
	size_t n = convert(work, text.len, 58, 256, bytes);
	char *room = tsm_buf_reserve(out, zeros + n);
	if (room != NULL) {
		memset(room, 0, zeros);
		for (size_t i = 0; i < n; i++)
			room[zeros + i] = (char)bytes[n - 1 - i];
		tsm_buf_commit(out, zeros + n);
	}
	tsm_free(work);
	return out->status;
}

enum tsm_status tsm_multibase_encode(
    struct tsm_buf *out, char prefix, const void *data, size_t len)
{
	if (prefix != 'z' && prefix != 'u')
		return TSM_E_UNSUPPORTED;
	TSM_TRY(tsm_buf_addc(out, prefix));
	return prefix == 'z' ? tsm_base58_encode(out, data, len)
			     : tsm_base64url_encode(out, data, len);
}

enum tsm_status tsm_multibase_decode(struct tsm_buf *out, struct tsm_str text)
{
	if (text.len == 0)
		return TSM_E_SYNTAX;
	struct tsm_str rest = tsm_str_n(text.ptr + 1, text.len - 1);
	switch (text.ptr[0]) {
	case 'z':
		return tsm_base58_decode(out, rest);
	case 'u':
		return tsm_base64url_decode(out, rest);
	default:
		return TSM_E_UNSUPPORTED;
	}
}
