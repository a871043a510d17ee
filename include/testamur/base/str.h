/*
 * str.h - views of text, and the few things we do with bytes and UTF-8.
 *
 * A struct tsm_str points into somebody else's memory and is not
 * NUL-terminated. All character classes are ASCII and do not depend on the
 * locale. Nothing here allocates. What is called for every byte or every name
 * is defined here, so that it costs no call.
 */
#ifndef TESTAMUR_BASE_STR_H
#define TESTAMUR_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "testamur/base/status.h"

struct tsm_str {
	const char *ptr;
	size_t len;
};

/* A view of a string literal, usable in constant initialisers. */
#define TSM_STR(literal)         \
 {                               \
  (literal), sizeof(literal) - 1 \
 }

/* A view of len bytes. */
static inline struct tsm_str tsm_str_n(const char *ptr, size_t len)
{
	struct tsm_str view = { ptr, len };
	return view;
}

/* A view of a NUL-terminated text; NULL gives the empty view. */
static inline struct tsm_str tsm_str(const char *text)
{
	return tsm_str_n(text, text != NULL ? strlen(text) : 0);
}

/* Byte equality. */
static inline bool tsm_str_eq(struct tsm_str a, struct tsm_str b)
{
	if (a.len != b.len || a.len == 0)
		return a.len == b.len;
	/* most that differ do so at once */
	return a.ptr != NULL && b.ptr != NULL && a.ptr[0] == b.ptr[0] &&
	       memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* The same with a C string. */
static inline bool tsm_str_is(struct tsm_str a, const char *b)
{
	return tsm_str_eq(a, tsm_str(b));
}

/* The same, ASCII case folded. */
bool tsm_str_is_nocase(struct tsm_str a, const char *b);

/* <0, 0, >0 by bytes, the shorter first. */
int tsm_str_cmp(struct tsm_str a, struct tsm_str b);

/* Whether its first bytes are these. */
static inline bool tsm_str_starts(struct tsm_str a, const char *prefix)
{
	size_t len = strlen(prefix);
	return len == 0 || (a.ptr != NULL && a.len >= len &&
			       memcmp(a.ptr, prefix, len) == 0);
}

/* Whether its last bytes are these. */
bool tsm_str_ends(struct tsm_str a, const char *suffix);

/* First position of a byte, or a.len. */
size_t tsm_str_find(struct tsm_str a, char c);

/*
 * Split at the first byte c: what is before it is returned, *rest becomes
 * what is after it (empty, ptr NULL, when there is no c).
 */
struct tsm_str tsm_str_split(struct tsm_str a, char c, struct tsm_str *rest);

/* Without ASCII white space at both ends. */
struct tsm_str tsm_str_trim(struct tsm_str a);

/* C string equality that accepts NULL (NULL equals only NULL). */
bool tsm_streq(const char *a, const char *b);

/* Character classes: ASCII only, whatever the locale. */
static inline bool tsm_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool tsm_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool tsm_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char tsm_to_lower(char c)
{
	if (c < 'A' || c > 'Z')
		return c;
	return (char)(c + ('a' - 'A'));
}

/*
 * A decimal number without sign, at most max, the whole text, no leading
 * zeros unless the text is "0". TSM_E_VALUE otherwise.
 */
enum tsm_status tsm_parse_u64(
    struct tsm_str text, uint64_t max, uint64_t *ret_value) TSM_NODISCARD;

/*
 * Well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing
 * above U+10FFFF. On failure *ret_bad (may be NULL) is the offset.
 */
bool tsm_utf8_valid(const void *data, size_t len, size_t *ret_bad);

/*
 * Decode one code point of text known to be valid; *pos advances. Returns
 * UINT32_MAX at the end.
 */
uint32_t tsm_utf8_next(struct tsm_str text, size_t *pos);

/*
 * Whether a code point must never reach a terminal as it is: controls
 * (C0, DEL, C1), line separators (U+2028, 2029), and what turns the reading
 * direction (U+202A to 202E, 2066 to 2069).
 */
bool tsm_utf8_steers(uint32_t code);

/* Encode one code point into out; returns the number of bytes, 1 to 4. */
size_t tsm_utf8_put(uint32_t code, char out[4]);

/* The longest beginning of at most max bytes that cuts no character. */
struct tsm_str tsm_utf8_cut(struct tsm_str text, size_t max);

/*
 * Disarm, in place, what somebody else wrote and people will read: what
 * steers a terminal becomes a space, a byte that is no UTF-8 a question
 * mark. Returns the length that is left, len at most.
 */
size_t tsm_utf8_disarm(char *text, size_t len);

/* Comparison in time independent of the contents. */
bool tsm_equal_secret(const void *a, const void *b, size_t len);

#endif
