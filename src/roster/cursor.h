/*
 * cursor.h - reading a short text from left to right.
 *
 * What dates and times are read with: every function either moves the
 * cursor behind what it read, or leaves it where it was unless its comment
 * says otherwise. Nothing here reads behind the end.
 */
#ifndef TSM_ROSTER_CURSOR_H
#define TSM_ROSTER_CURSOR_H

#include "testamur/base/str.h"
#include "testamur/roster/when.h"

struct tsm_cursor {
	struct tsm_str text;
	size_t pos;
};

/* The next byte; NUL at the end. */
char tsm_cursor_peek(const struct tsm_cursor *c);

bool tsm_cursor_at_end(const struct tsm_cursor *c);

bool tsm_cursor_eat(struct tsm_cursor *c, char wanted);

/* These bytes, exactly. */
bool tsm_cursor_eat_text(struct tsm_cursor *c, const char *wanted);

/* Any of the spaces that exports put between date, time and AM/PM. */
bool tsm_cursor_spaces(struct tsm_cursor *c);

/* One to most digits, and no digit after them; else the cursor is anywhere. */
bool tsm_cursor_number(
    struct tsm_cursor *c, int most, int *ret_value, int *ret_digits);

/* A run of letters; of those that are not ASCII every byte counts as one. */
struct tsm_str tsm_cursor_word(struct tsm_cursor *c);

/* The word is one of those between '|'; ASCII letters in either case. */
bool tsm_word_in(struct tsm_str word, const char *list);

/* A word of the list, and a point behind it if there is one. */
bool tsm_cursor_eat_word(struct tsm_cursor *c, const char *list);

/*
 * A time of day: hour, minutes, perhaps seconds and their fraction, AM or PM
 * before or behind, UTC or an offset. Where when has a date already, points
 * may stand for colons. TSM_E_SYNTAX, TSM_E_VALUE.
 */
enum tsm_status tsm_clock_read(struct tsm_cursor *c, struct tsm_when *when)
    TSM_NODISCARD;

#endif
