/* The one file that knows utf8proc. */
#include "testamur/roster/people.h"

#include <string.h>
#include <utf8proc.h>

#include "testamur/base/alloc.h"

#include "internal.h"

/* Longer texts are no names; they are compared as they are. */
#define FOLD_MAX 4096

size_t tsm_roster_space(struct tsm_str text)
{
	static const char *const wide[] = {
		"\xC2\xA0",     /* U+00A0 no-break space */
		"\xE2\x80\x89", /* U+2009 thin space */
		"\xE2\x80\xAF", /* U+202F narrow no-break space */
		"\xE2\x80\x8B", /* U+200B zero width space */
		"\xEF\xBB\xBF", /* U+FEFF byte order mark */
	};
	if (text.len == 0)
		return 0;
	/* asked for every cell more than once: most begin in ASCII */
	if ((unsigned char)text.ptr[0] < 0x80)
		return tsm_is_space(text.ptr[0]) ? 1 : 0;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (tsm_str_starts(text, wide[i]))
			return strlen(wide[i]);
	return 0;
}

struct tsm_str tsm_roster_trim(struct tsm_str text)
{
	size_t len = 0;
	while ((len = tsm_roster_space(text)) > 0)
		text = tsm_str_n(text.ptr + len, text.len - len);
	bool cut = text.len > 0;
	while (cut) {
		cut = false;
		/* the last byte of the wide spaces is not ASCII */
		if (text.len > 0 &&
		    (unsigned char)text.ptr[text.len - 1] < 0x80 &&
		    !tsm_is_space(text.ptr[text.len - 1]))
			break;
		for (size_t n = 1; n <= 3 && n <= text.len && !cut; n++) {
			struct tsm_str tail =
			    tsm_str_n(text.ptr + text.len - n, n);
			if (tsm_roster_space(tail) == n) {
				text.len -= n;
				cut = true;
			}
		}
	}
	return text;
}

/* NFKC has made ASCII spaces of most others. Collapse white space and trim, in place; returns the new length. */
static size_t collapse(char *text, size_t len)
{
	size_t kept = 0;
	bool space = false;
	for (size_t i = 0; i < len; i++) {
		if (tsm_is_space(text[i])) {
			space = kept > 0;
			continue;
		}
		if (space)
			text[kept++] = ' ';
		space = false;
		text[kept++] = text[i];
	}
	text[kept] = '\0';
	return kept;
}

/* A set of flags is none of the enumerators: built from a number. */
static utf8proc_option_t fold_options(bool header)
{
	unsigned bits = header ? UTF8PROC_DECOMPOSE : UTF8PROC_COMPOSE;
	bits |= UTF8PROC_COMPAT | UTF8PROC_STABLE;
	bits |= UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	bits |= header ? UTF8PROC_STRIPMARK : 0U;
	return (utf8proc_option_t)bits;
}

/* Headers are decomposed to lose their marks; Hangul is put together again. */
static utf8proc_option_t write_options(bool header)
{
	unsigned bits = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	return header ? (utf8proc_option_t)bits : fold_options(false);
}

/* Punctuation and symbols tell headers of one meaning apart: spaces. */
static void drop_punctuation(utf8proc_int32_t *codes, utf8proc_ssize_t count)
{
	for (utf8proc_ssize_t i = 0; i < count; i++) {
		utf8proc_category_t is = utf8proc_category(codes[i]);
		if (is >= UTF8PROC_CATEGORY_PC && is <= UTF8PROC_CATEGORY_SO)
			codes[i] = ' ';
	}
}

/*
 * Most names are ASCII, of which lower case is all that folding does. NULL
 * and *ret_ascii false for other text.
 */
static char *fold_ascii(
    struct tsm_arena *arena, struct tsm_str text, bool header, bool *ret_ascii)
{
	*ret_ascii = false;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80 || text.ptr[i] < ' ' ||
		    text.ptr[i] == 0x7F)
			return NULL;
	*ret_ascii = true;
	char *out = tsm_arena_str(arena, text);
	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < text.len; i++) {
		bool word = tsm_is_alpha(out[i]) || tsm_is_digit(out[i]);
		out[i] = tsm_to_lower(out[i]);
		if (header && !word)
			out[i] = ' ';
	}
	(void)collapse(out, text.len);
	return out;
}

static char *fold(struct tsm_arena *arena, struct tsm_str text, bool header)
{
	bool ascii = false;
	const utf8proc_option_t how = fold_options(header);
	char *out = NULL;
	utf8proc_int32_t *codes = NULL;
	if (text.len == 0 || text.len > FOLD_MAX)
		return tsm_arena_str(arena, text);
	out = fold_ascii(arena, text, header, &ascii);
	if (ascii)
		return out;
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.ptr;
	utf8proc_ssize_t len = (utf8proc_ssize_t)text.len;
	utf8proc_ssize_t room = utf8proc_decompose(bytes, len, NULL, 0, how);
	if (room < 0)
		return tsm_arena_str(arena, text);
	/* reencode works in place and wants one place more for its NUL */
	codes = tsm_calloc((size_t)room + 1, sizeof(*codes));
	if (codes == NULL)
		return NULL;
	utf8proc_ssize_t count =
	    utf8proc_decompose(bytes, len, codes, room, how);
	if (count >= 0 && header)
		drop_punctuation(codes, count);
	if (count >= 0)
		count = utf8proc_reencode(codes, count, write_options(header));
	if (count >= 0) {
		char *utf8 = (char *)codes;
		size_t kept = collapse(utf8, (size_t)count);
		out = tsm_arena_copy(arena, utf8, kept);
	} else {
		out = tsm_arena_str(arena, text);
	}
	tsm_free(codes);
	return out;
}

char *tsm_name_normalise(struct tsm_arena *arena, struct tsm_str text)
{
	return fold(arena, text, false);
}

char *tsm_header_fold(struct tsm_arena *arena, struct tsm_str text)
{
	return fold(arena, text, true);
}
