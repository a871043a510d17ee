/* Times of day, as exports of different languages write them. */
#include "cursor.h"

/* Which half of the day a time is in. */
struct half {
	char which;  /* 'a', 'p', or 0: not said */
	bool before; /* it stands before the hour, as in the east of Asia */
};

/* Words for morning and afternoon that stand before the hour. */
static char half_before(struct tsm_cursor *c)
{
	static const struct {
		const char *word;
		char half;
	} words[] = {
		{ "오전", 'a' },
		{ "오후", 'p' },
		{ "午前", 'a' },
		{ "午後", 'p' },
		{ "上午", 'a' },
		{ "下午", 'p' },
		{ "ÖÖ", 'a' },
		{ "ÖS", 'p' },
	};
	struct tsm_cursor try = *c;
	/* most times begin with a digit */
	if ((unsigned char)tsm_cursor_peek(c) < 0x80)
		return 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (tsm_cursor_eat_text(&try, words[i].word)) {
			(void)tsm_cursor_spaces(&try);
			*c = try;
			return words[i].half;
		}
	}
	return 0;
}

/* Behind the hour in other scripts. */
static char half_behind(struct tsm_cursor *c)
{
	if ((unsigned char)tsm_cursor_peek(c) < 0x80)
		return 0;
	if (tsm_cursor_eat_text(c, "π.μ.") || tsm_cursor_eat_text(c, "πμ"))
		return 'a';
	if (tsm_cursor_eat_text(c, "μ.μ.") || tsm_cursor_eat_text(c, "μμ"))
		return 'p';
	return 0;
}

/* "AM", "p.m." and their like: 'a', 'p', or 0 with nothing eaten. */
static char eat_half(struct tsm_cursor *c)
{
	struct tsm_cursor try = *c;
	(void)tsm_cursor_spaces(&try);
	char half = half_behind(&try);
	if (half != 0) {
		*c = try;
		return half;
	}
	half = tsm_to_lower(tsm_cursor_peek(&try));
	if (half != 'a' && half != 'p')
		return 0;
	try.pos++;
	/* "a. m." too */
	if (tsm_cursor_eat(&try, '.'))
		(void)tsm_cursor_spaces(&try);
	if (tsm_to_lower(tsm_cursor_peek(&try)) != 'm')
		return 0;
	try.pos++;
	(void)tsm_cursor_eat(&try, '.');
	if (tsm_is_alpha(tsm_cursor_peek(&try)) ||
	    tsm_is_digit(tsm_cursor_peek(&try)))
		return 0;
	*c = try;
	return half;
}

/* Only UTC itself: other abbreviations ("CST") have several meanings. */
static bool eat_utc(struct tsm_cursor *c)
{
	struct tsm_cursor try = *c;
	(void)tsm_cursor_spaces(&try);
	if (!tsm_word_in(tsm_cursor_word(&try), "utc|gmt|z"))
		return false;
	*c = try;
	return true;
}

/*
 * "+02:00", "-0500", "+02" directly after the seconds (ISO 8601). Without
 * seconds "8:30-11:30" would be taken for one.
 */
static bool eat_offset(struct tsm_cursor *c, struct tsm_when *when)
{
	struct tsm_cursor try = *c;
	int hours = 0;
	int minutes = 0;
	int digits = 0;
	bool minus = tsm_cursor_peek(&try) == '-';
	if (!when->has_seconds ||
	    (!tsm_cursor_eat(&try, '+') && !tsm_cursor_eat(&try, '-')) ||
	    !tsm_cursor_number(&try, 4, &hours, &digits))
		return false;
	if (digits == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (digits != 2 ||
		   (tsm_cursor_eat(&try, ':') &&
		       (!tsm_cursor_number(&try, 2, &minutes, &digits) ||
			   digits != 2))) {
		return false;
	}
	if (hours > 14 || minutes > 59)
		return false;
	when->offset = (hours * 60 + minutes) * (minus ? -60 : 60);
	*c = try;
	return true;
}

static bool two_digits(struct tsm_cursor *c, int *ret_value)
{
	int digits = 0;
	return tsm_cursor_number(c, 2, ret_value, &digits) && digits == 2;
}

/*
 * "09 h 30 min 17 s" of Canada's French. Only after a date: by itself it is
 * how long something took.
 */
static bool spelled_out(struct tsm_cursor *c, struct tsm_when *when)
{
	struct tsm_cursor try = *c;
	if (!when->has_date || !tsm_cursor_spaces(&try) ||
	    !tsm_cursor_eat_word(&try, "h"))
		return false;
	(void)tsm_cursor_spaces(&try);
	if (!two_digits(&try, &when->minute))
		return false;
	*c = try;
	(void)tsm_cursor_spaces(&try);
	if (!tsm_cursor_eat_word(&try, "min"))
		return true;
	*c = try;
	(void)tsm_cursor_spaces(&try);
	int second = 0;
	if (!two_digits(&try, &second))
		return true;
	(void)tsm_cursor_spaces(&try);
	if (!tsm_cursor_eat_word(&try, "s"))
		return true;
	when->second = second;
	when->has_seconds = true;
	*c = try;
	return true;
}

/*
 * ":MM", ":MM:SS", ":MM:SS.fff", ".MM", ".MM.SS" or nothing, after the
 * hour; *ret_sep is what parts them.
 */
static enum tsm_status minutes_seconds(
    struct tsm_cursor *c, struct tsm_when *when, char *ret_sep)
{
	int fraction = 0;
	int digits = 0;
	*ret_sep = tsm_to_lower(tsm_cursor_peek(c));
	if (spelled_out(c, when)) {
		*ret_sep = 'h';
		return TSM_OK;
	}
	/* "18h02" */
	if (*ret_sep == 'h' && c->pos + 3 <= c->text.len &&
	    tsm_is_digit(c->text.ptr[c->pos + 1]))
		c->pos++;
	else if (!tsm_cursor_eat(c, ':') && !tsm_cursor_eat(c, '.'))
		return TSM_OK;
	if (!two_digits(c, &when->minute))
		return TSM_E_SYNTAX;
	bool points = *ret_sep == '.' && when->has_date;
	if (!(*ret_sep == ':' && tsm_cursor_eat(c, ':')) &&
	    !(points && tsm_cursor_eat(c, '.')))
		return TSM_OK;
	if (!two_digits(c, &when->second))
		return TSM_E_SYNTAX;
	when->has_seconds = true;
	if (!points && tsm_cursor_eat(c, '.') &&
	    !tsm_cursor_number(c, 9, &fraction, &digits))
		return TSM_E_SYNTAX;
	return TSM_OK;
}

/* Of twelve hours; 0 in the afternoon only where Japanese counts so. */
static enum tsm_status of_twelve(struct half half, int *hour)
{
	if (half.which == 0)
		return TSM_OK;
	if (*hour > 12 || (*hour == 0 && half.which == 'p' && !half.before))
		return TSM_E_VALUE;
	*hour = *hour % 12 + (half.which == 'p' ? 12 : 0);
	return TSM_OK;
}

enum tsm_status tsm_clock_read(struct tsm_cursor *c, struct tsm_when *when)
{
	struct half half = { 0 };
	char sep = '\0';
	int hour = 0;
	int digits = 0;
	half.which = half_before(c);
	half.before = half.which != 0;
	if (!tsm_cursor_number(c, 2, &hour, &digits))
		return TSM_E_SYNTAX;
	TSM_TRY(minutes_seconds(c, when, &sep));
	if (!half.before)
		half.which = eat_half(c);
	/* without AM/PM only the colon tells a time from a number */
	if (half.which == 0 && sep != ':' && sep != 'h' &&
	    !(sep == '.' && when->has_date))
		return TSM_E_SYNTAX;
	TSM_TRY(of_twelve(half, &hour));
	if (hour > 23 || when->minute > 59 || when->second > 59)
		return TSM_E_VALUE;
	when->has_time = true;
	when->hour = hour;
	when->utc = eat_offset(c, when) || eat_utc(c);
	struct tsm_cursor try = *c;
	if (tsm_cursor_spaces(&try) && tsm_cursor_eat_word(&try, "uhr|ч"))
		*c = try;
	return TSM_OK;
}
