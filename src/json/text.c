/*
 * The strings of the reader.
 */
#include <string.h>

#include "reader.h"

/*
 * The first quote, backslash or control character from p on; *high tells
 * whether a byte above 0x7F came before it. Eight bytes at a time: in hit
 * the top bit of each byte that ends the run is set (and perhaps of later
 * ones, because of borrows, but never of an earlier one).
 */
static const char *scan_plain(const char *p, const char *end, bool *high)
{
	uint64_t seen = 0;
	while (end - p >= 8) {
		uint64_t word = tsm_json_load8(p);
		uint64_t quote = word ^ TSM_JSON_EVERY('"');
		uint64_t slash = word ^ TSM_JSON_EVERY('\\');
		uint64_t hit = (quote - TSM_JSON_EVERY(1)) & ~quote;
		hit |= (slash - TSM_JSON_EVERY(1)) & ~slash;
		hit |= (word - TSM_JSON_EVERY(0x20)) & ~word;
		hit &= TSM_JSON_EVERY(0x80);
		if (hit != 0) {
			/* the bytes before the first hit */
			seen |= word & ((hit & (~hit + 1)) - 1) >> 7;
			p += __builtin_ctzll(hit) / 8;
			*high = (seen & TSM_JSON_EVERY(0x80)) != 0;
			return p;
		}
		seen |= word;
		p += 8;
	}
	while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
		seen |= (unsigned char)*p++;
	*high = (seen & TSM_JSON_EVERY(0x80)) != 0;
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
		char c = tsm_to_lower(r->p[i]);
		if (tsm_is_digit(c))
			value = value << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint32_t)(c - 'a' + 10);
		else
			return false;
	}
	r->p += 4;
	*ret = value;
	return true;
}

/* \uXXXX, with p behind the 'u'; surrogates only in pairs. */
static enum tsm_status read_unicode(struct reader *r)
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
	r->text += tsm_utf8_put(code, r->text);
	return TSM_OK;
}

static enum tsm_status read_escape(struct reader *r)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	r->p++;
	if (r->p >= r->end)
		return tsm_json_fail_syntax(r, "");
	char c = *r->p;
	if (c == 'u') {
		r->p++;
		return read_unicode(r);
	}
	const char *found = c != '\0' ? strchr(from, c) : NULL;
	if (found == NULL)
		return tsm_json_fail_syntax(r, "no such escape in a string");
	*r->text++ = to[found - from];
	r->p++;
	return TSM_OK;
}

enum tsm_status tsm_json_read_string(struct reader *r, struct tsm_str *ret)
{
	char *start = r->text;
	r->p++;
	for (;;) {
		bool high;
		const char *stop = scan_plain(r->p, r->end, &high);
		size_t len = (size_t)(stop - r->p);
		size_t bad;
		if (high && !tsm_utf8_valid(r->p, len, &bad)) {
			r->p += bad;
			return tsm_json_fail_syntax(r, "not UTF-8");
		}
		memcpy(r->text, r->p, len);
		r->text += len;
		r->p = stop;
		if (r->p >= r->end)
			return tsm_json_fail_syntax(r, "");
		if (*r->p == '"')
			break;
		if (*r->p != '\\')
			return tsm_json_fail_syntax(
			    r, "a control character in a string");
		TSM_TRY(read_escape(r));
	}
	r->p++;
	ret->ptr = start;
	ret->len = (size_t)(r->text - start);
	*r->text++ = '\0';
	return TSM_OK;
}

struct tsm_str tsm_json_keep(struct reader *r, const char *stop)
{
	struct tsm_str kept = tsm_str_n(r->text, (size_t)(stop - r->p));
	memcpy(r->text, r->p, kept.len);
	r->text[kept.len] = '\0';
	r->text += kept.len + 1;
	r->p = stop;
	return kept;
}
