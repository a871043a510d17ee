#include "testamur/base/str.h"

#include <string.h>

bool tsm_str_is_nocase(struct tsm_str a, const char *b)
{
	if (a.len != strlen(b))
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (tsm_to_lower(a.ptr[i]) != tsm_to_lower(b[i]))
			return false;
	}
	return true;
}

int tsm_str_cmp(struct tsm_str a, struct tsm_str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? memcmp(a.ptr, b.ptr, len) : 0;
	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool tsm_str_ends(struct tsm_str a, const char *suffix)
{
	size_t len = strlen(suffix);
	return a.len >= len &&
	       (len == 0 || memcmp(a.ptr + a.len - len, suffix, len) == 0);
}

size_t tsm_str_find(struct tsm_str a, char c)
{
	const char *at = a.len > 0 ? memchr(a.ptr, c, a.len) : NULL;
	return at != NULL ? (size_t)(at - a.ptr) : a.len;
}

struct tsm_str tsm_str_split(struct tsm_str a, char c, struct tsm_str *rest)
{
	size_t at = tsm_str_find(a, c);
	if (at == a.len) {
		*rest = tsm_str_n(NULL, 0);
		return a;
	}
	*rest = tsm_str_n(a.ptr + at + 1, a.len - at - 1);
	return tsm_str_n(a.ptr, at);
}

struct tsm_str tsm_str_trim(struct tsm_str a)
{
	while (a.len > 0 && tsm_is_space(a.ptr[0])) {
		a.ptr++;
		a.len--;
	}
	while (a.len > 0 && tsm_is_space(a.ptr[a.len - 1]))
		a.len--;
	return a;
}

bool tsm_streq(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

enum tsm_status tsm_parse_u64(
    struct tsm_str text, uint64_t max, uint64_t *ret_value)
{
	uint64_t value = 0;
	if (text.len == 0 || (text.len > 1 && text.ptr[0] == '0'))
		return TSM_E_VALUE;
	for (size_t i = 0; i < text.len; i++) {
		if (!tsm_is_digit(text.ptr[i]))
			return TSM_E_VALUE;
		uint64_t digit = (uint64_t)(text.ptr[i] - '0');
		if (digit > max || value > (max - digit) / 10)
			return TSM_E_VALUE;
		value = value * 10 + digit;
	}
	*ret_value = value;
	return TSM_OK;
}

/*
 * The length of the UTF-8 sequence at p, or 0 when it is not well-formed
 * (Unicode table 3-7).
 */
static size_t sequence(const unsigned char *p, size_t left)
{
	unsigned lead = p[0];
	if (lead < 0x80)
		return 1;
	size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
	if (lead < 0xC2 || lead > 0xF4 || left < need)
		return 0;
	unsigned low = 0x80;
	unsigned high = 0xBF;
	if (lead == 0xE0)
		low = 0xA0;
	else if (lead == 0xED)
		high = 0x9F;
	else if (lead == 0xF0)
		low = 0x90;
	else if (lead == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++) {
		if ((p[i] & 0xC0U) != 0x80U)
			return 0;
	}
	return need;
}

bool tsm_utf8_valid(const void *data, size_t len, size_t *ret_bad)
{
	const unsigned char *p = data;
	size_t i = 0;
	while (i < len) {
		uint64_t word;
		/* mostly ASCII, eight at a time */
		if (len - i >= sizeof(word)) {
			memcpy(&word, p + i, sizeof(word));
			if ((word & 0x8080808080808080U) == 0) {
				i += sizeof(word);
				continue;
			}
		}
		size_t n = sequence(p + i, len - i);
		if (n == 0) {
			if (ret_bad != NULL)
				*ret_bad = i;
			return false;
		}
		i += n;
	}
	return true;
}

uint32_t tsm_utf8_next(struct tsm_str text, size_t *pos)
{
	if (*pos >= text.len)
		return UINT32_MAX;
	const unsigned char *p = (const unsigned char *)text.ptr + *pos;
	size_t n = sequence(p, text.len - *pos);
	if (n <= 1) {
		*pos += 1;
		return n == 1 ? p[0] : 0xFFFDU;
	}
	uint32_t code = p[0] & (0xFFU >> (n + 1));
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (p[i] & 0x3FU);
	*pos += n;
	return code;
}

bool tsm_utf8_steers(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	       (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

struct tsm_str tsm_utf8_cut(struct tsm_str text, size_t max)
{
	if (text.len <= max)
		return text;
	size_t len = max;
	while (len > 0 && ((unsigned char)text.ptr[len] & 0xC0U) == 0x80U)
		len--;
	return tsm_str_n(text.ptr, len);
}

size_t tsm_utf8_disarm(char *text, size_t len)
{
	const struct tsm_str view = tsm_str_n(text, len);
	size_t kept = 0;
	for (size_t pos = 0; pos < len;) {
		size_t n =
		    sequence((const unsigned char *)text + pos, len - pos);
		const char *from = text + pos;
		if (tsm_utf8_steers(tsm_utf8_next(view, &pos)))
			text[kept++] = ' ';
		else if (n == 0)
			text[kept++] = '?';
		else
			for (size_t i = 0; i < n; i++)
				text[kept++] = from[i];
	}
	return kept;
}

size_t tsm_utf8_put(uint32_t code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xC0U | code >> 6);
		out[1] = (char)(0x80U | (code & 0x3FU));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xE0U | code >> 12);
		out[1] = (char)(0x80U | (code >> 6 & 0x3FU));
		out[2] = (char)(0x80U | (code & 0x3FU));
		return 3;
	}
	out[0] = (char)(0xF0U | code >> 18);
	out[1] = (char)(0x80U | (code >> 12 & 0x3FU));
	out[2] = (char)(0x80U | (code >> 6 & 0x3FU));
	out[3] = (char)(0x80U | (code & 0x3FU));
	return 4;
}

bool tsm_equal_secret(const void *a, const void *b, size_t len)
{
	const volatile unsigned char *x = a;
	const volatile unsigned char *y = b;
	unsigned char diff = 0;
	for (size_t i = 0; i < len; i++)
		diff = (unsigned char)(diff | (x[i] ^ y[i]));
	return diff == 0;
}
