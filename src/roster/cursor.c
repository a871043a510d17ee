#include "cursor.h"

#include <string.h>

#include "internal.h"

char tsm_cursor_peek(const struct tsm_cursor *c)
{
	if (c->pos >= c->text.len)
		return '\0';
	return c->text.ptr[c->pos];
}

bool tsm_cursor_at_end(const struct tsm_cursor *c)
{
	return c->pos >= c->text.len;
}

static struct tsm_str rest_of(const struct tsm_cursor *c)
{
	return tsm_str_n(c->text.ptr + c->pos, c->text.len - c->pos);
}

bool tsm_cursor_eat(struct tsm_cursor *c, char wanted)
{
	if (tsm_cursor_at_end(c) || c->text.ptr[c->pos] != wanted)
		return false;
	c->pos++;
	return true;
}

bool tsm_cursor_eat_text(struct tsm_cursor *c, const char *wanted)
{
	if (!tsm_str_starts(rest_of(c), wanted))
		return false;
	c->pos += strlen(wanted);
	return true;
}

bool tsm_cursor_spaces(struct tsm_cursor *c)
{
	size_t start = c->pos;
	for (;;) {
		size_t len = tsm_roster_space(rest_of(c));
		if (len == 0)
			return c->pos > start;
		c->pos += len;
	}
}

bool tsm_cursor_number(
    struct tsm_cursor *c, int most, int *ret_value, int *ret_digits)
{
	int value = 0;
	int digits = 0;
	while (tsm_is_digit(tsm_cursor_peek(c))) {
		if (++digits > most)
			return false;
		value = value * 10 + (tsm_cursor_peek(c) - '0');
		c->pos++;
	}
	*ret_value = value;
	*ret_digits = digits;
	return digits > 0;
}

struct tsm_str tsm_cursor_word(struct tsm_cursor *c)
{
	size_t start = c->pos;
	while (tsm_is_alpha(tsm_cursor_peek(c)) ||
	       ((unsigned char)tsm_cursor_peek(c) >= 0x80 &&
		   tsm_roster_space(rest_of(c)) == 0))
		c->pos++;
	return tsm_str_n(c->text.ptr + start, c->pos - start);
}

bool tsm_word_in(struct tsm_str word, const char *list)
{
	struct tsm_str rest = tsm_str(list);
	while (rest.len > 0 && word.len > 0) {
		struct tsm_str one = tsm_str_split(rest, '|', &rest);
		bool same = one.len == word.len;
		for (size_t i = 0; same && i < one.len; i++)
			same = tsm_to_lower(one.ptr[i]) ==
			       tsm_to_lower(word.ptr[i]);
		if (same)
			return true;
	}
	return false;
}

bool tsm_cursor_eat_word(struct tsm_cursor *c, const char *list)
{
	struct tsm_cursor try = *c;
	if (!tsm_word_in(tsm_cursor_word(&try), list))
		return false;
	(void)tsm_cursor_eat(&try, '.');
	*c = try;
	return true;
}
