#include "testamur/base/uri.h"

#include <string.h>

#include "testamur/base/encode.h"

static bool unreserved(char c)
{
	return tsm_is_alpha(c) || tsm_is_digit(c) ||
	       (c != '\0' && strchr("-._~", c) != NULL);
}

/* ASCII that RFC 3986 excludes: controls, the space, and nine more. */
#define EIGHT(n)                                                   \
 [n] = true, [(n) + 1] = true, [(n) + 2] = true, [(n) + 3] = true, \
 [(n) + 4] = true, [(n) + 5] = true, [(n) + 6] = true, [(n) + 7] = true

static const bool excluded[256] = { EIGHT(0), EIGHT(8), EIGHT(16),
	EIGHT(24), [' '] = true, ['"'] = true, ['<'] = true, ['>'] = true,
	['\\'] = true, ['^'] = true, ['`'] = true, ['{'] = true, ['|'] = true,
	['}'] = true, [0x7f] = true };

/* RFC 3986 appendix A: characters allowed anywhere, escapes well-formed. */
static bool characters_ok(struct tsm_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (excluded[c] || c > 0x7f)
			return false;
		if (c != '%')
			continue;
		if (i + 2 >= text.len || tsm_hex_byte(text.ptr + i + 1) < 0)
			return false;
		i += 2;
	}
	return true;
}

static bool scheme_ok(struct tsm_str scheme)
{
	if (scheme.len == 0 || !tsm_is_alpha(scheme.ptr[0]))
		return false;
	for (size_t i = 1; i < scheme.len; i++) {
		char c = scheme.ptr[i];
		if (!tsm_is_alpha(c) && !tsm_is_digit(c) && c != '+' &&
		    c != '-' && c != '.')
			return false;
	}
	return true;
}

/* Section 3.2: [userinfo "@"] host [":" port]. */
static bool parse_authority(struct tsm_str text, struct tsm_uri *uri)
{
	size_t at = tsm_str_find(text, '@');
	if (at < text.len) {
		uri->userinfo = tsm_str_n(text.ptr, at);
		text = tsm_str_n(text.ptr + at + 1, text.len - at - 1);
		if (tsm_str_find(text, '@') < text.len)
			return false;
	}
	size_t end = 0;
	if (tsm_str_starts(text, "[")) {
		end = tsm_str_find(text, ']');
		if (end == text.len)
			return false;
		end++;
	} else {
		end = tsm_str_find(text, ':');
	}
	uri->host = tsm_str_n(text.ptr, end);
	if (end == text.len)
		return true;
	uint64_t port = 0;
	struct tsm_str digits = { text.ptr + end + 1, text.len - end - 1 };
	if (text.ptr[end] != ':' ||
	    tsm_parse_u64(digits, 65535, &port) != TSM_OK)
		return false;
	uri->port = (unsigned)port;
	return true;
}

/* Take what is before the first c; what is after it becomes *part. */
static bool take_part(struct tsm_str *text, char c, struct tsm_str *part)
{
	size_t at = tsm_str_find(*text, c);
	if (at == text->len)
		return false;
	*part = tsm_str_n(text->ptr + at + 1, text->len - at - 1);
	text->len = at;
	return true;
}

size_t tsm_iri_span(struct tsm_str text)
{
	const unsigned char *b = (const unsigned char *)text.ptr;
	size_t i = 0;
	/* eight at a time, as nearly none is excluded */
	while (
	    text.len - i >= 8 &&
	    !(excluded[b[i]] | excluded[b[i + 1]] | excluded[b[i + 2]] |
		excluded[b[i + 3]] | excluded[b[i + 4]] | excluded[b[i + 5]] |
		excluded[b[i + 6]] | excluded[b[i + 7]]))
		i += 8;
	while (i < text.len && !excluded[b[i]])
		i++;
	return i;
}

bool tsm_iri_valid(struct tsm_str text)
{
	size_t colon = tsm_str_find(text, ':');

	if (colon == 0 || colon + 1 >= text.len || !tsm_is_alpha(text.ptr[0]))
		return false;
	for (size_t i = 1; i < colon; i++)
		if (!tsm_is_alpha(text.ptr[i]) && !tsm_is_digit(text.ptr[i]) &&
		    strchr("+-.", text.ptr[i]) == NULL)
			return false;
	return tsm_iri_span(text) == text.len;
}

enum tsm_status tsm_uri_parse(struct tsm_str text, struct tsm_uri *ret_uri)
{
	struct tsm_uri uri;
	memset(&uri, 0, sizeof(uri));
	size_t colon = tsm_str_find(text, ':');
	if (colon == text.len || !characters_ok(text))
		return TSM_E_SYNTAX;
	uri.scheme = tsm_str_n(text.ptr, colon);
	if (!scheme_ok(uri.scheme))
		return TSM_E_SYNTAX;
	struct tsm_str rest = { text.ptr + colon + 1, text.len - colon - 1 };
	uri.has_fragment = take_part(&rest, '#', &uri.fragment);
	if (uri.has_fragment &&
	    tsm_str_find(uri.fragment, '#') < uri.fragment.len)
		return TSM_E_SYNTAX;
	uri.has_query = take_part(&rest, '?', &uri.query);
	if (tsm_str_starts(rest, "//")) {
		rest = tsm_str_n(rest.ptr + 2, rest.len - 2);
		size_t slash = tsm_str_find(rest, '/');
		uri.has_authority = true;
		if (!parse_authority(tsm_str_n(rest.ptr, slash), &uri))
			return TSM_E_SYNTAX;
		rest = tsm_str_n(rest.ptr + slash, rest.len - slash);
	}
	if (rest.len == 0 && !uri.has_authority)
		return TSM_E_SYNTAX;
	uri.path = rest;
	*ret_uri = uri;
	return TSM_OK;
}

bool tsm_uri_valid(struct tsm_str text)
{
	struct tsm_uri uri;
	return tsm_uri_parse(text, &uri) == TSM_OK;
}

enum tsm_status tsm_uri_escape(struct tsm_buf *out, struct tsm_str text)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (unreserved((char)c)) {
			(void)tsm_buf_addc(out, (char)c);
			continue;
		}
		char escape[3] = { '%', digits[c >> 4], digits[c & 15U] };
		(void)tsm_buf_add(out, escape, sizeof(escape));
	}
	return tsm_buf_status(out);
}

enum tsm_status tsm_uri_unescape(struct tsm_buf *out, struct tsm_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '%') {
			int byte = i + 2 < text.len
				       ? tsm_hex_byte(text.ptr + i + 1)
				       : -1;
			if (byte < 0)
				return TSM_E_SYNTAX;
			c = (char)(unsigned char)byte;
			i += 2;
		}
		(void)tsm_buf_addc(out, c);
	}
	return tsm_buf_status(out);
}
