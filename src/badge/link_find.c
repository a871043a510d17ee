/*
 * link_find.c - the short id in what somebody typed or a scanner sent.
 *
 * A desk scanner is a keyboard with a layout of its own. Where the
 * computer has another one, signs of a link turn into other signs, and on
 * some layouts letters change places. Letters and digits still stand
 * together, and the id is their last run of the right length.
 */
#include <string.h>

#include "testamur/badge/link.h"

/* What the computer's layout shows, and what the scanner meant. */
struct layout {
	enum tsm_link_layout name;
	const char *pairs; /* shown, meant, shown, meant; UTF-8 */
};

static const struct layout layouts[] = {
	{ TSM_LINK_QWERTZ, "YZZYyzzy" },
	{ TSM_LINK_AZERTY, "AQQAZWWZaqqazwwz" },
	{ TSM_LINK_AZERTY_DIGITS, "AQQAZWWZaqqazwwz"
				  "?M,mà0&1é2\"3'4(5-6è7_8ç9" },
};

static bool is_run(char c)
{
	return tsm_is_alpha(c) || tsm_is_digit(c);
}

/* Signs that people put between the groups of an id; length or 0. */
static size_t gap(struct tsm_str before)
{
	static const char *const gaps[] = { " ", "-", "\xc2\xa0",
		"\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x93" };
	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		if (tsm_str_ends(before, gaps[i]))
			return strlen(gaps[i]);
	}
	return 0;
}

/* The better of two failures: a wrong character says more than no id. */
static enum tsm_status better(enum tsm_status a, enum tsm_status b)
{
	return a == TSM_E_VALUE ? a : b;
}

/* Runs of exactly 27 letters and digits, from the last to the first. */
static enum tsm_status find_run(struct tsm_str text, char out[TSM_SHORT_ID])
{
	enum tsm_status status = TSM_E_SYNTAX;
	size_t end = text.len;
	while (end > 0) {
		size_t begin = end;
		while (begin > 0 && is_run(text.ptr[begin - 1]))
			begin--;
		if (end - begin == TSM_SHORT_ID_LEN) {
			enum tsm_status one = tsm_short_id_parse(
			    tsm_str_n(text.ptr + begin, end - begin), out);
			if (one == TSM_OK)
				return TSM_OK;
			status = better(status, one);
		}
		end = begin > 0 ? begin - 1 : 0;
	}
	return status;
}

/* The last 27 letters and digits with gaps between groups of two or more. */
static enum tsm_status find_grouped(struct tsm_str text, char out[TSM_SHORT_ID])
{
	char id[TSM_SHORT_ID_LEN];
	size_t at = TSM_SHORT_ID_LEN;
	text = tsm_str_trim(text);
	while (at > 0 && text.len > 0) {
		char c = text.ptr[text.len - 1];
		size_t skip = gap(text);
		if (is_run(c))
			id[--at] = c;
		else if (skip == 0)
			return TSM_E_SYNTAX;
		text.len -= skip > 0 ? skip : 1;
	}
	if (at > 0 || (text.len > 0 && is_run(text.ptr[text.len - 1])))
		return TSM_E_SYNTAX;
	return tsm_short_id_parse(tsm_str_n(id, sizeof(id)), out);
}

static enum tsm_status find(struct tsm_str text, char out[TSM_SHORT_ID])
{
	enum tsm_status status = find_run(text, out);
	if (status == TSM_OK)
		return TSM_OK;
	enum tsm_status grouped = find_grouped(text, out);
	return grouped == TSM_OK ? TSM_OK : better(status, grouped);
}

/* One shown character at the start of text; what was meant into out. */
static size_t translate_one(
    const struct layout *layout, struct tsm_str text, struct tsm_str *out)
{
	struct tsm_str pairs = tsm_str(layout->pairs);
	size_t len = 0;
	(void)tsm_utf8_next(text, &len);
	*out = tsm_str_n(text.ptr, len);
	for (size_t at = 0; at < pairs.len;) {
		size_t shown = at;
		(void)tsm_utf8_next(pairs, &at);
		if (tsm_str_eq(
			tsm_str_n(pairs.ptr + shown, at - shown), *out)) {
			*out = tsm_str_n(pairs.ptr + at, 1);
			break;
		}
		at++;
	}
	return len;
}

/* Text is at most TSM_LINK_TYPED_MAX bytes; the outcome is no longer. */
static size_t translate(
    const struct layout *layout, struct tsm_str text, char *out)
{
	size_t len = 0;
	while (text.len > 0) {
		struct tsm_str meant;
		size_t used = translate_one(layout, text, &meant);
		(void)memcpy(out + len, meant.ptr, meant.len);
		len += meant.len;
		text = tsm_str_n(text.ptr + used, text.len - used);
	}
	return len;
}

enum tsm_status tsm_link_read(
    struct tsm_str typed, enum tsm_link_layout layout, char out[TSM_SHORT_ID])
{
	char meant[TSM_LINK_TYPED_MAX];

	if (typed.len > TSM_LINK_TYPED_MAX)
		return TSM_E_LIMIT;
	if (!tsm_utf8_valid(typed.ptr, typed.len, NULL))
		return TSM_E_SYNTAX;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		if (layouts[i].name != layout)
			continue;
		size_t len = translate(&layouts[i], typed, meant);
		return find(tsm_str_n(meant, len), out);
	}
	return find(typed, out);
}

enum tsm_status tsm_link_find_id(struct tsm_str typed, char out[TSM_SHORT_ID],
    enum tsm_link_layout *ret_layout)
{
	char id[TSM_SHORT_ID];
	char first[TSM_SHORT_ID] = "";
	enum tsm_link_layout found = TSM_LINK_AS_TYPED;
	enum tsm_status status = tsm_link_read(typed, TSM_LINK_AS_TYPED, id);

	if (status == TSM_OK)
		(void)memcpy(first, id, sizeof(first));
	if (status == TSM_E_LIMIT)
		return status;
	for (unsigned i = TSM_LINK_AS_TYPED + 1;
	     status != TSM_OK && i < TSM_LINK_LAYOUTS; i++) {
		enum tsm_link_layout layout = (enum tsm_link_layout)i;
		if (tsm_link_read(typed, layout, id) != TSM_OK)
			continue;
		if (first[0] != '\0' && strcmp(first, id) != 0)
			return TSM_E_AMBIGUOUS;
		if (first[0] == '\0')
			found = layout;
		(void)memcpy(first, id, sizeof(first));
	}
	if (first[0] == '\0')
		return status;
	(void)memcpy(out, first, sizeof(first));
	if (ret_layout != NULL)
		*ret_layout = found;
	return TSM_OK;
}
