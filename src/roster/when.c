/*
 * Dates and times as they are written. A value is read from left to right
 * with one cursor and no second guess: what is not read to its end is
 * refused. The order of day and month stays open until somebody who has
 * seen the whole file decides it.
 */
#include "testamur/roster/when.h"

#include "testamur/roster/csv.h"

#include "internal.h"

/* Where in the text reading has got to. */
struct cursor {
	struct tsm_str text;
	size_t pos;
};

const char *tsm_date_order_name(enum tsm_date_order order)
{
	switch (order) {
	case TSM_DATE_MDY:
		return "mdy";
	case TSM_DATE_DMY:
		return "dmy";
	case TSM_DATE_YMD:
		return "ymd";
	case TSM_DATE_UNKNOWN:
		break;
	}
	return "unknown";
}

enum tsm_status tsm_date_order_parse(
    const char *name, enum tsm_date_order *ret_order)
{
	static const enum tsm_date_order orders[] = { TSM_DATE_MDY,
		TSM_DATE_DMY, TSM_DATE_YMD };
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (tsm_streq(name, tsm_date_order_name(orders[i]))) {
			*ret_order = orders[i];
			return TSM_OK;
		}
	}
	return TSM_E_UNKNOWN;
}

/* --- characters ----------------------------------------------------------- */

static char peek(const struct cursor *c)
{
	if (c->pos >= c->text.len)
		return '\0';
	return c->text.ptr[c->pos];
}

static bool eat(struct cursor *c, char wanted)
{
	if (c->pos >= c->text.len || c->text.ptr[c->pos] != wanted)
		return false;
	c->pos++;
	return true;
}

/* Any of the spaces that exports put between date, time and AM/PM. */
static bool eat_spaces(struct cursor *c)
{
	size_t start = c->pos;
	for (;;) {
		struct tsm_str rest =
		    tsm_str_n(c->text.ptr + c->pos, c->text.len - c->pos);
		size_t len = tsm_roster_space(rest);
		if (len == 0)
			return c->pos > start;
		c->pos += len;
	}
}

/* One to most digits, and no digit after them. */
static bool eat_number(
    struct cursor *c, int most, int *ret_value, int *ret_digits)
{
	int value = 0;
	int digits = 0;
	while (tsm_is_digit(peek(c))) {
		if (++digits > most)
			return false;
		value = value * 10 + (peek(c) - '0');
		c->pos++;
	}
	*ret_value = value;
	*ret_digits = digits;
	return digits > 0;
}

/* A run of letters, compared without case. */
static struct tsm_str eat_word(struct cursor *c)
{
	size_t start = c->pos;
	while (tsm_is_alpha(peek(c)))
		c->pos++;
	return tsm_str_n(c->text.ptr + start, c->pos - start);
}

/* An English month, in full or by its first three letters ("Sept" too). */
static int month_of(struct tsm_str word)
{
	static const char *const months[] = { "january", "february", "march",
		"april", "may", "june", "july", "august", "september",
		"october", "november", "december" };
	if (tsm_str_is_nocase(word, "sept"))
		return 9;
	for (int i = 0; i < 12; i++) {
		struct tsm_str full = tsm_str(months[i]);
		char shorter[4] = { full.ptr[0], full.ptr[1], full.ptr[2], 0 };
		if (tsm_str_is_nocase(word, months[i]) ||
		    tsm_str_is_nocase(word, shorter))
			return i + 1;
	}
	return 0;
}

/* --- dates ---------------------------------------------------------------- */

/* A day that the calendar has: 29 February only in leap years. */
static bool real_date(int year, int month, int day)
{
	struct tsm_civil civil = { .year = year, .month = month, .day = day };
	return tsm_civil_valid(&civil);
}

/* Exports write two digits only for years of this century. */
static int full_year(int value, int digits)
{
	return digits == 2 ? 2000 + value : value;
}

/* A date that says itself which number is what. */
static enum tsm_status fixed_date(
    struct tsm_when *when, int year, int month, int day)
{
	if (!real_date(year, month, day))
		return TSM_E_VALUE;
	when->has_date = true;
	when->orders = TSM_DATE_YMD;
	when->year = year;
	when->month = month;
	when->day = day;
	return TSM_OK;
}

/*
 * A date with the year last: either number may be the month. Both are
 * tried now, so that a whole column can be narrowed down later.
 */
static enum tsm_status open_date(struct tsm_when *when, int a, int b, int year)
{
	unsigned orders = 0;
	if (real_date(year, a, b))
		orders |= TSM_DATE_MDY;
	if (real_date(year, b, a))
		orders |= TSM_DATE_DMY;
	if (orders == 0)
		return TSM_E_VALUE;
	when->has_date = true;
	when->orders = orders;
	when->a = a;
	when->b = b;
	when->year = year;
	return TSM_OK;
}

/* The part after the first number and its separator. */
static enum tsm_status numeric_date(
    struct cursor *c, struct tsm_when *when, char sep, int a, int a_digits)
{
	int b = 0;
	int b_digits = 0;
	int third = 0;
	int third_digits = 0;
	int month = 0;
	if (tsm_is_alpha(peek(c))) {
		month = month_of(eat_word(c));
		if (month == 0)
			return TSM_E_SYNTAX;
	} else if (!eat_number(c, 2, &b, &b_digits)) {
		return TSM_E_SYNTAX;
	}
	if (!eat(c, sep) || !eat_number(c, 4, &third, &third_digits))
		return TSM_E_SYNTAX;
	if (a_digits == 4 && month == 0 && third_digits <= 2)
		return fixed_date(when, a, b, third);
	if (a_digits > 2 || (third_digits != 2 && third_digits != 4))
		return TSM_E_SYNTAX;
	int year = full_year(third, third_digits);
	if (month != 0)
		return fixed_date(when, year, month, a);
	return open_date(when, a, b, year);
}

/* "22, 2025" after "Mar". */
static enum tsm_status month_day_year(
    struct cursor *c, struct tsm_when *when, int month)
{
	int day = 0;
	int year = 0;
	int digits = 0;
	(void)eat(c, '.');
	(void)eat_spaces(c);
	if (!eat_number(c, 2, &day, &digits))
		return TSM_E_SYNTAX;
	bool comma = eat(c, ',');
	bool space = eat_spaces(c);
	if ((!comma && !space) || !eat_number(c, 4, &year, &digits) ||
	    digits != 4)
		return TSM_E_SYNTAX;
	return fixed_date(when, year, month, day);
}

/* "Feb 2024" after "01 ". */
static enum tsm_status day_month_year(
    struct cursor *c, struct tsm_when *when, int day)
{
	int year = 0;
	int digits = 0;
	int month = month_of(eat_word(c));
	(void)eat(c, '.');
	bool comma = eat(c, ',');
	if (month == 0 || (!eat_spaces(c) && !comma) ||
	    !eat_number(c, 4, &year, &digits) || digits != 4)
		return TSM_E_SYNTAX;
	return fixed_date(when, year, month, day);
}

/* --- times ---------------------------------------------------------------- */

/* "AM", "p.m." and their like: 'a', 'p', or 0 with nothing eaten. */
static char eat_meridiem(struct cursor *c)
{
	struct cursor try = *c;
	(void)eat_spaces(&try);
	char half = tsm_to_lower(peek(&try));
	if (half != 'a' && half != 'p')
		return 0;
	try.pos++;
	(void)eat(&try, '.');
	if (tsm_to_lower(peek(&try)) != 'm')
		return 0;
	try.pos++;
	(void)eat(&try, '.');
	if (tsm_is_alpha(peek(&try)) || tsm_is_digit(peek(&try)))
		return 0;
	*c = try;
	return half;
}

/* Only UTC itself: other abbreviations ("CST") have several meanings. */
static bool eat_utc(struct cursor *c)
{
	struct cursor try = *c;
	(void)eat_spaces(&try);
	struct tsm_str word = eat_word(&try);
	if (!tsm_str_is_nocase(word, "utc") &&
	    !tsm_str_is_nocase(word, "gmt") && !tsm_str_is_nocase(word, "z"))
		return false;
	*c = try;
	return true;
}

/* ":MM", ":MM:SS", ":MM:SS.fff", ".MM" or nothing, after the hour. */
static enum tsm_status minutes_seconds(
    struct cursor *c, struct tsm_when *when, char *ret_sep)
{
	int digits = 0;
	int fraction = 0;
	*ret_sep = peek(c);
	if (!eat(c, ':') && !eat(c, '.'))
		return TSM_OK;
	if (!eat_number(c, 2, &when->minute, &digits) || digits != 2)
		return TSM_E_SYNTAX;
	if (*ret_sep != ':' || !eat(c, ':'))
		return TSM_OK;
	if (!eat_number(c, 2, &when->second, &digits) || digits != 2)
		return TSM_E_SYNTAX;
	when->has_seconds = true;
	if (eat(c, '.') && !eat_number(c, 9, &fraction, &digits))
		return TSM_E_SYNTAX;
	return TSM_OK;
}

/* A time of day after its hour was read. */
static enum tsm_status time_of_day(
    struct cursor *c, struct tsm_when *when, int hour)
{
	char sep = '\0';
	TSM_TRY(minutes_seconds(c, when, &sep));
	char half = eat_meridiem(c);
	/* without AM/PM only the colon tells a time from a number */
	if (half == 0 && sep != ':')
		return TSM_E_SYNTAX;
	if (half != 0) {
		if (hour > 12 || (hour == 0 && half == 'p'))
			return TSM_E_VALUE;
		hour = hour % 12 + (half == 'p' ? 12 : 0);
	}
	if (hour > 23 || when->minute > 59 || when->second > 59)
		return TSM_E_VALUE;
	when->has_time = true;
	when->hour = hour;
	when->utc = eat_utc(c);
	return TSM_OK;
}

/* What may stand between a date and its time: spaces, a comma, or a T. */
static bool eat_joint(struct cursor *c)
{
	bool space = eat_spaces(c);
	if (!space && tsm_to_lower(peek(c)) == 't') {
		c->pos++;
		return tsm_is_digit(peek(c));
	}
	bool comma = eat(c, ',');
	space = eat_spaces(c) || space;
	return space || comma;
}

/* --- values --------------------------------------------------------------- */

/* A value that begins with a number: a date, or a time of day. */
static enum tsm_status after_number(struct cursor *c, struct tsm_when *when)
{
	int first = 0;
	int digits = 0;
	if (!eat_number(c, 4, &first, &digits))
		return TSM_E_SYNTAX;
	struct cursor begun = *c;
	char sep = peek(c);
	if (sep == '/' || sep == '-' || sep == '.') {
		c->pos++;
		enum tsm_status status =
		    numeric_date(c, when, sep, first, digits);
		if (status != TSM_E_SYNTAX || sep != '.')
			return status;
		*c = begun; /* "8.30AM" */
	}
	if (digits > 2)
		return TSM_E_SYNTAX;
	if (eat_spaces(c) &&
	    month_of(eat_word(&(struct cursor){ c->text, c->pos })) != 0)
		return day_month_year(c, when, first);
	*c = begun;
	return time_of_day(c, when, first);
}

/* Without the quotes or the text formula that a spreadsheet put round it. */
static struct tsm_str bare(struct tsm_str text)
{
	text = tsm_roster_trim(tsm_csv_unwrap(tsm_roster_trim(text)));
	if (text.len >= 2 && text.ptr[0] == '"' &&
	    text.ptr[text.len - 1] == '"')
		text = tsm_roster_trim(tsm_str_n(text.ptr + 1, text.len - 2));
	return text;
}

enum tsm_status tsm_when_parse(struct tsm_str text, struct tsm_when *ret_when)
{
	struct tsm_when when = { 0 };
	struct cursor c = { .text = bare(text) };
	if (c.text.len == 0 || tsm_str_is(c.text, "-") ||
	    tsm_str_is(c.text, "--"))
		return TSM_E_MISSING;
	if (tsm_is_alpha(peek(&c))) {
		int month = month_of(eat_word(&c));
		if (month == 0)
			return TSM_E_SYNTAX;
		TSM_TRY(month_day_year(&c, &when, month));
	} else {
		TSM_TRY(after_number(&c, &when));
	}
	if (c.pos < c.text.len && !when.has_time) {
		int hour = 0;
		int digits = 0;
		if (!eat_joint(&c) || !eat_number(&c, 2, &hour, &digits))
			return TSM_E_SYNTAX;
		TSM_TRY(time_of_day(&c, &when, hour));
	}
	if (c.pos != c.text.len)
		return TSM_E_SYNTAX;
	*ret_when = when;
	return TSM_OK;
}

unsigned tsm_date_orders_narrow(unsigned set, const struct tsm_when *when)
{
	if (!when->has_date || (when->orders & TSM_DATE_YMD) != 0)
		return set;
	return set & when->orders;
}

/* --- civil times and instants --------------------------------------------- */

/* Put the date in, in the order given or the only one possible. */
static enum tsm_status set_date(const struct tsm_when *when,
    enum tsm_date_order order, struct tsm_civil *civil)
{
	civil->year = when->year;
	civil->month = when->month;
	civil->day = when->day;
	if ((when->orders & TSM_DATE_YMD) != 0)
		return TSM_OK;
	unsigned fits = when->orders;
	if (order != TSM_DATE_UNKNOWN)
		fits &= (unsigned)order;
	else if (fits == (TSM_DATE_MDY | TSM_DATE_DMY) && when->a != when->b)
		return TSM_E_AMBIGUOUS;
	if (fits == 0)
		return TSM_E_VALUE;
	bool month_first = (fits & TSM_DATE_MDY) != 0;
	civil->month = month_first ? when->a : when->b;
	civil->day = month_first ? when->b : when->a;
	return TSM_OK;
}

enum tsm_status tsm_when_civil(const struct tsm_when *when,
    enum tsm_date_order order, const struct tsm_civil *base,
    struct tsm_civil *ret_civil)
{
	struct tsm_civil civil = { .hour = when->hour,
		.minute = when->minute,
		.second = when->second };
	if (when->has_date) {
		TSM_TRY(set_date(when, order, &civil));
	} else {
		if (base == NULL)
			return TSM_E_MISSING;
		civil.year = base->year;
		civil.month = base->month;
		civil.day = base->day;
	}
	*ret_civil = civil;
	return TSM_OK;
}

enum tsm_status tsm_when_instant(const struct tsm_when *when,
    enum tsm_date_order order, const struct tsm_civil *base,
    const struct tsm_zone *zone, int64_t *ret_instant, bool *ret_repeated)
{
	struct tsm_civil civil;
	int64_t instant = 0;
	TSM_TRY(tsm_when_civil(when, order, base, &civil));
	if (when->utc) {
		instant = tsm_civil_to_unix(&civil);
		if (ret_repeated != NULL)
			*ret_repeated = false;
	} else {
		enum tsm_status status =
		    tsm_zone_to_unix(zone, &civil, &instant);
		if (status != TSM_OK && status != TSM_E_AMBIGUOUS)
			return status;
		if (ret_repeated != NULL)
			*ret_repeated = status == TSM_E_AMBIGUOUS;
	}
	*ret_instant = instant;
	return TSM_OK;
}
