/*
 * The strings of the reader.
 */
#include <string.h>

#include "reader.h"
#include "testamur/base/encode.h"

/*
 * The first quote, backslash, control character or byte above 0x7F from p on.
 * Eight bytes at a time: in hit the top bit of each byte that ends the run is
 * set (and perhaps of later ones, because of borrows, but never of an earlier
 * one).
 */
static inline char *scan_plain(char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t word = tsm_json_load8(p);
		uint64_t hit =
		    ((word ^ TSM_JSON_EVERY('"')) - TSM_JSON_EVERY(1)) |
		    ((word ^ TSM_JSON_EVERY('\\')) - TSM_JSON_EVERY(1)) |
		    (word - TSM_JSON_EVERY(0x20)) | word;
		hit &= TSM_JSON_EVERY(0x80);
		if (hit != 0)
			return p + __builtin_ctzll(hit) / 8;
	}
	for (; p < end; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == '"' || c == '\\' || c < 0x20 || c >= 0x80)
			break;
	}
	return p;
}

static bool read_hex4(struct reader *r, uint32_t *ret)
{
	uint32_t value = 0;
	if (r->end - r->p < 4) {
		r->p = r->end;
		return false;
	}
	for (int i = 0; i < 4; i++) {
		int digit = tsm_hex_value(r->p[i]);
		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	r->p += 4;
	*ret = value;
	return true;
}

/* \uXXXX, with p behind the 'u'; surrogates only in pairs. */
static enum tsm_status read_unicode(struct reader *r, char **to)
{
	uint32_t code;
	uint32_t low = 0;
	if (!read_hex4(r, &code))
		return tsm_json_fail_syntax(
		    r, "\\u wants four hexadecimal digits");
	if (code >= 0xD800 && code <= 0xDFFF) {
		bool pair = code < 0xDC00 && r->end - r->p >= 2 &&
			    r->p[0] == '\\' && r->p[1] == 'u';
		if (pair) {
			r->p += 2;
			if (!read_hex4(r, &low))
				return tsm_json_fail_syntax(
				    r, "\\u wants four hexadecimal digits");
			pair = low >= 0xDC00 && low <= 0xDFFF;
		}
		if (!pair)
			return tsm_json_fail_here(r, TSM_E_SYNTAX,
			    "a surrogate without its other half");
		code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
	}
	*to += tsm_utf8_put(code, *to);
	return TSM_OK;
}

/* What an escape stands for goes to *to, where it is shorter. */
static enum tsm_status read_escape(struct reader *r, char **to)
{
	static const char from[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	r->p++;
	if (r->p >= r->end)
		return tsm_json_fail_syntax(r, "");
	char c = *r->p;
	if (c == 'u') {
		r->p++;
		return read_unicode(r, to);
	}
	const char *found = c != '\0' ? strchr(from, c) : NULL;
	if (found == NULL)
		return tsm_json_fail_syntax(r, "no such escape in a string");
	*(*to)++ = meant[found - from];
	r->p++;
	return TSM_OK;
}

/* A row of bytes above 0x7F: whole characters, as these have no others. */
static enum tsm_status read_high(struct reader *r, char **to)
{
	const char *start = r->p;
	size_t bad = 0;
	while (r->p < r->end && (*r->p & 0x80) != 0)
		r->p++;
	size_t len = (size_t)(r->p - start);
	if (!tsm_utf8_valid(start, len, &bad)) {
		r->p -= len - bad;
		return tsm_json_fail_syntax(r, "not UTF-8");
	}
	memmove(*to, start, len);
	*to += len;
	return TSM_OK;
}

/* From the first byte on that is not plain. */
static enum tsm_status read_rest(
    struct reader *r, char *start, struct tsm_str *ret)
{
	char *to = r->p;
	while (r->p < r->end && *r->p != '"') {
		if (*r->p == '\\')
			TSM_TRY(read_escape(r, &to));
		else if ((*r->p & 0x80) != 0)
			TSM_TRY(read_high(r, &to));
		else
			return tsm_json_fail_syntax(
			    r, "a control character in a string");
		char *stop = scan_plain(r->p, r->end);
		size_t len = (size_t)(stop - r->p);
		memmove(to, r->p, len);
		to += len;
		r->p = stop;
	}
	if (r->p == r->end)
		return tsm_json_fail_syntax(r, "");
	r->p++;
	*ret = tsm_str_n(start, (size_t)(to - start));
	*to = '\0';
	return TSM_OK;
}

enum tsm_status tsm_json_read_string(struct reader *r, struct tsm_str *ret)
{
	char *start = r->p + 1;
	char *stop = scan_plain(start, r->end);
	if (stop == r->end || *stop != '"') {
		r->p = stop;
		return read_rest(r, start, ret);
	}
	r->p = stop + 1;
	*ret = tsm_str_n(start, (size_t)(stop - start));
	*stop = '\0';
	return TSM_OK;
}
