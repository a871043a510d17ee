/*
 * Well-formed language tags: RFC 5646 sections 2.1 and 2.2.9.
 */
#include "process.h"

/* Those of the grandfathered tags that the grammar does not give. */
static const char *const irregular[] = { "en-GB-oed", "i-ami", "i-bnn",
	"i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo",
	"i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-BE-FR",
	"sgn-BE-NL", "sgn-CH-DE" };

enum kind {
	ALPHA,
	DIGIT,
	ALNUM
};

static bool made_of(struct tsm_str s, enum kind kind, size_t least, size_t most)
{
	if (s.len < least || s.len > most)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		bool alpha = tsm_is_alpha(s.ptr[i]) && kind != DIGIT;
		bool digit = tsm_is_digit(s.ptr[i]) && kind != ALPHA;
		if (!alpha && !digit)
			return false;
	}
	return true;
}

/* Subtags one after the other; current.ptr NULL: past the last. */
struct reader {
	struct tsm_str current;
	struct tsm_str rest;
};

static void next(struct reader *r)
{
	r->current = r->rest;
	if (r->rest.ptr != NULL)
		r->current = tsm_str_split(r->rest, '-', &r->rest);
}

/* Subtags of one kind and length, at most so many; how many there were. */
static size_t take(
    struct reader *r, enum kind kind, size_t least, size_t most, size_t times)
{
	size_t n = 0;
	while (n < times && r->current.ptr != NULL &&
	       made_of(r->current, kind, least, most)) {
		next(r);
		n++;
	}
	return n;
}

static bool variant(struct tsm_str s)
{
	return made_of(s, ALNUM, 5, 8) ||
	       (made_of(s, ALNUM, 4, 4) && tsm_is_digit(s.ptr[0]));
}

/* Extensions and private use, up to the end. */
static bool singletons(struct reader *r)
{
	while (r->current.ptr != NULL) {
		bool private_use = r->current.len == 1 &&
				   tsm_to_lower(r->current.ptr[0]) == 'x';
		if (!made_of(r->current, ALNUM, 1, 1))
			return false;
		next(r);
		size_t n = take(r, ALNUM, private_use ? 1 : 2, 8, SIZE_MAX);
		if (n == 0 || (private_use && r->current.ptr != NULL))
			return false;
	}
	return true;
}

bool language_tag(struct tsm_str text)
{
	for (size_t i = 0; i < sizeof(irregular) / sizeof(irregular[0]); i++) {
		if (tsm_str_is_nocase(text, irregular[i]))
			return true;
	}
	if (text.len == 0 || text.ptr[text.len - 1] == '-')
		return false;
	struct reader r = { .rest = text };
	next(&r);
	if (r.current.len == 1)
		return tsm_to_lower(r.current.ptr[0]) == 'x' && singletons(&r);
	size_t len = r.current.len;
	if (take(&r, ALPHA, 2, 8, 1) == 0)
		return false;
	if (len <= 3)
		(void)take(&r, ALPHA, 3, 3, 3); /* extlang */
	(void)take(&r, ALPHA, 4, 4, 1);         /* script */
	if (take(&r, ALPHA, 2, 2, 1) == 0)      /* region */
		(void)take(&r, DIGIT, 3, 3, 1);
	while (r.current.ptr != NULL && variant(r.current))
		next(&r);
	return singletons(&r);
}
