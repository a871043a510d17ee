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

enum tsm_status tsm_hex_decode(struct tsm_buf *out, struct tsm_str text)
{
	if (text.len % 2 != 0)
		return TSM_E_SYNTAX;
	char *room = tsm_buf_reserve(out, text.len / 2);
	if (room == NULL)
		return out->status;
	for (size_t i = 0; i < text.len / 2; i++) {
		int byte = tsm_hex_byte(text.ptr + 2 * i);
		if (byte < 0) {
			*room = '\0';
			return TSM_E_SYNTAX;
		}
		room[i] = (char)byte;
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
 * A large number as limbs, the least first, each of as many digits of its
 * base as fit into 32 bits.
 */
struct number {
	uint32_t *limbs;
	size_t count;
	unsigned base;
	unsigned digits; /* of a limb */
	uint64_t limit;  /* base to the power of digits: above any limb */
};

static const struct number base_58 = { NULL, 0, 58, 5, 656356768 };
static const struct number base_256 = { NULL, 0, 256, 4, (uint64_t)1 << 32 };

/* The number becomes itself times factor, 2^32 at most, plus add. */
static void multiply_add(struct number *number, uint64_t factor, uint64_t add)
{
	for (size_t i = 0; i < number->count; i++) {
		add += number->limbs[i] * factor;
		number->limbs[i] = (uint32_t)(add % number->limit);
		add /= number->limit;
	}
	for (; add > 0; add /= number->limit)
		number->limbs[number->count++] =
		    (uint32_t)(add % number->limit);
}

/* The number of these digits, the greatest first, as one of another base. */
static bool convert(const unsigned char *digits, size_t count,
    const struct number *from, const struct number *to,
    struct number *ret_number)
{
	*ret_number = *to;
	/* a limb holds more than two digits of either base */
	ret_number->limbs = tsm_calloc(count / 2 + 1, sizeof(uint32_t));
	if (ret_number->limbs == NULL)
		return false;
	for (size_t i = 0; i < count;) {
		uint64_t factor = 1;
		uint64_t add = 0;
		for (; i < count && factor < from->limit; i++) {
			factor *= from->base;
			add = add * from->base + digits[i];
		}
		multiply_add(ret_number, factor, add);
	}
	return true;
}

/* How many digits it has. */
static size_t number_length(const struct number *number)
{
	if (number->count == 0)
		return 0;
	size_t length = (number->count - 1) * number->digits;
	for (uint32_t top = number->limbs[number->count - 1]; top > 0;
	     top /= number->base)
		length++;
	return length;
}

/* Its digits, the greatest first; the number is used up. */
static void take_digits(
    const struct number *number, unsigned char *out, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		uint32_t *limb = &number->limbs[i / number->digits];
		out[length - 1 - i] = (unsigned char)(*limb % number->base);
		*limb /= number->base;
	}
}

/*
 * Digits of one base as those of the other. Leading zeros are kept, as
 * Base58 has it: one for each.
 */
static enum tsm_status base58(struct tsm_buf *out, const unsigned char *digits,
    size_t count, const struct number *from, const struct number *to)
{
	struct number number;
	size_t zeros = 0;
	while (zeros < count && digits[zeros] == 0)
		zeros++;
	if (!convert(digits + zeros, count - zeros, from, to, &number))
		return TSM_E_MEMORY;
	size_t length = number_length(&number);
	char *room = tsm_buf_reserve(out, zeros + length);
	if (room != NULL) {
		memset(room, 0, zeros);
		take_digits(&number, (unsigned char *)room + zeros, length);
		tsm_buf_commit(out, zeros + length);
	}
	tsm_free(number.limbs);
	return out->status;
}

enum tsm_status tsm_base58_encode(
    struct tsm_buf *out, const void *data, size_t len)
{
	size_t before = out->len;
	if (len > BASE58_MAX)
		return TSM_E_LIMIT;
	TSM_TRY(base58(out, data, len, &base_256, &base_58));
	for (size_t i = before; i < out->len; i++)
		out->data[i] = bitcoin[(unsigned char)out->data[i]];
	return TSM_OK;
}

enum tsm_status tsm_base58_decode(struct tsm_buf *out, struct tsm_str text)
{
	unsigned char value[256];
	if (text.len > BASE58_MAX * 2)
		return TSM_E_LIMIT;
	memset(value, 58, sizeof(value));
	for (unsigned char i = 0; i < 58; i++)
		value[(unsigned char)bitcoin[i]] = i;
	unsigned char *digits = tsm_malloc(text.len + 1);
	if (digits == NULL)
		return TSM_E_MEMORY;
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; i < text.len; i++) {
		digits[i] = value[(unsigned char)text.ptr[i]];
		if (digits[i] == 58)
			status = TSM_E_SYNTAX;
	}
	if (status == TSM_OK)
		status = base58(out, digits, text.len, &base_58, &base_256);
	tsm_free(digits);
	return status;
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
