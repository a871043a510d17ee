/*
 * escape.c - what may be printed, and how.
 */
#include <string.h>

#include "pages_impl.h"

/* The entity of a character, NULL: as it is, "": dropped. */
static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
	case '\r':
		return NULL;
	default:
		return (unsigned char)c < ' ' || c == 127 ? "" : NULL;
	}
}

/*
 * U+202A to U+202E and U+2066 to U+2069 turn the direction of what follows,
 * so that a name could make the words after it read otherwise: bytes that
 * make up one of them at the start of text, or 0.
 */
static size_t is_turning(struct tsm_str text)
{
	if (!tsm_str_starts(text, "\xe2\x80") &&
	    !tsm_str_starts(text, "\xe2\x81"))
		return 0;
	unsigned char last = text.len > 2 ? (unsigned char)text.ptr[2] : 0;
	bool turning = text.ptr[1] == '\x80' ? last >= 0xaa && last <= 0xae
					     : last >= 0xa6 && last <= 0xa9;
	return turning ? 3 : 0;
}

enum tsm_status tsm_html_escape(struct tsm_buf *out, struct tsm_str text)
{
	size_t start = 0;

	for (size_t i = 0; i < text.len; i++) {
		const char *instead = entity(text.ptr[i]);
		size_t turning =
		    is_turning(tsm_str_n(text.ptr + i, text.len - i));
		if (instead == NULL && turning == 0)
			continue;
		tsm_buf_add(out, text.ptr + start, i - start);
		tsm_buf_adds(out, turning != 0 ? "\xef\xbf\xbd" : instead);
		i += turning != 0 ? turning - 1 : 0;
		start = i + 1;
	}
	if (start < text.len)
		tsm_buf_add(out, text.ptr + start, text.len - start);
	return tsm_buf_status(out);
}

/* No control character, space, back-slash or quote. */
static bool clean(struct tsm_str url)
{
	for (size_t i = 0; i < url.len; i++)
		if ((unsigned char)url.ptr[i] <= ' ' || url.ptr[i] == 127 ||
		    strchr("\\\"'<>`{}|^", url.ptr[i]) != NULL)
			return false;
	return true;
}

static bool starts_nocase(struct tsm_str text, const char *prefix)
{
	size_t len = strlen(prefix);

	return text.len > len &&
	       tsm_str_is_nocase(tsm_str_n(text.ptr, len), prefix);
}

bool tsm_pages_url_safe(struct tsm_str url)
{
	size_t mark = 0;

	if (url.len == 0 || !clean(url))
		return false;
	while (mark < url.len && strchr(":/?#", url.ptr[mark]) == NULL)
		mark++;
	if (mark < url.len && url.ptr[mark] == ':')
		return starts_nocase(url, "https://") ||
		       starts_nocase(url, "http://") ||
		       starts_nocase(url, "mailto:");
	return !tsm_str_starts(url, "//");
}

bool tsm_pages_image_safe(struct tsm_str url)
{
	static const char *const kinds[] = { "data:image/png;base64,",
		"data:image/jpeg;base64,", "data:image/gif;base64,",
		"data:image/svg+xml;base64," };

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		size_t len = strlen(kinds[k]);
		if (!tsm_str_starts(url, kinds[k]) || url.len == len)
			continue;
		for (size_t i = len; i < url.len; i++)
			if (!tsm_is_alpha(url.ptr[i]) &&
			    !tsm_is_digit(url.ptr[i]) && url.ptr[i] != '+' &&
			    url.ptr[i] != '/' && url.ptr[i] != '=')
				return false;
		return true;
	}
	return tsm_pages_url_safe(url) && !starts_nocase(url, "mailto:");
}
