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

/* A run of letters; of those that are not ASCII every byte counts as one. */
static struct tsm_str eat_word(struct cursor *c)
{
	size_t start = c->pos;
	while (tsm_is_alpha(peek(c)) ||
	       ((unsigned char)peek(c) >= 0x80 &&
		   tsm_roster_space(tsm_str_n(
		       c->text.ptr + c->pos, c->text.len - c->pos)) == 0))
		c->pos++;
	return tsm_str_n(c->text.ptr + start, c->pos - start);
}

/* The word is one of those between '|'; ASCII letters in either case. */
static bool is_one_of(struct tsm_str word, const char *list)
{
	struct tsm_str rest = tsm_str(list);
	while (rest.len > 0 && word.len > 0) {
		struct tsm_str one = tsm_str_split(rest, '|', &rest);
		bool same = one.len == word.len && word.len > 0;
		for (size_t i = 0; same && i < one.len; i++)
			same = tsm_to_lower(one.ptr[i]) ==
			       tsm_to_lower(word.ptr[i]);
		if (same)
			return true;
	}
	return false;
}

/*
 * A month in English, Spanish, German, French, Portuguese, Dutch or
 * Italian, in full or as these languages shorten it. No word means two
 * different months.
 */
static int month_of(struct tsm_str word)
{
	static const char *const months[] = {
		"january|jan|enero|ene|januar|j\xC3\xA4nner|janvier|janv|"
		"janeiro|januari|gennaio|gen",
		"february|feb|febrero|februar|f\xC3\xA9vrier|f\xC3\xA9vr|"
		"fevereiro|fev|februari|febbraio",
		"march|mar|marzo|m\xC3\xA4rz|m\xC3\xA4r|mrz|mars|"
		"mar\xC3\xA7o|maart|mrt",
		"april|apr|abril|abr|avril|avr|aprile",
		"may|mayo|mai|maio|mei|maggio|mag|maj",
		"june|jun|junio|juni|juin|junho|giugno|giu",
		"july|jul|julio|juli|juillet|juil|julho|luglio|lug",
		"august|aug|agosto|ago|ao\xC3\xBBt|augustus",
		"september|sep|sept|septiembre|setiembre|set|septembre|"
		"setembro|settembre",
		"october|oct|octubre|oktober|okt|octobre|outubro|out|ottobre|"
		"ott",
		"november|nov|noviembre|novembre|novembro",
		"december|dec|diciembre|dic|dezember|dez|d\xC3\xA9"
		"cembre|d\xC3\xA9"
		"c|dezembro|dicembre",
	};
	for (int i = 0; i < 12; i++)
		if (is_one_of(word, months[i]))
			return i + 1;
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

/* "de" of Spanish and Portuguese, with the spaces around it. */
static void eat_de(struct cursor *c)
{
	struct cursor try = *c;
	if (eat_spaces(&try) && is_one_of(eat_word(&try), "de"))
		*c = try;
}

/* "Feb 2024" after "01 ", ". Maerz 2025" after "22", "de marzo de 2025". */
static enum tsm_status day_month_year(
    struct cursor *c, struct tsm_when *when, int day)
{
	int year = 0;
	int digits = 0;
	(void)eat(c, '.');
	eat_de(c);
	if (!eat_spaces(c))
		return TSM_E_SYNTAX;
	int month = month_of(eat_word(c));
	(void)eat(c, '.');
	eat_de(c);
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
	/* "a. m." too */
	if (eat(&try, '.'))
		(void)eat_spaces(&try);
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

/*
 * "+02:00", "-0500", "+02" directly after the seconds (ISO 8601). Without
 * seconds "8:30-11:30" would be taken for one.
 */
static bool eat_offset(struct cursor *c, struct tsm_when *when)
{
	struct cursor try = *c;
	int hours = 0;
	int minutes = 0;
	int digits = 0;
	bool minus = peek(&try) == '-';
	if (!when->has_seconds || (!eat(&try, '+') && !eat(&try, '-')) ||
	    !eat_number(&try, 4, &hours, &digits))
		return false;
	if (digits == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (digits != 2 || (eat(&try, ':') && (!eat_number(&try, 2,
							  &minutes, &digits) ||
							 digits != 2))) {
		return false;
	}
	if (hours > 14 || minutes > 59)
		return false;
	when->offset = (hours * 60 + minutes) * (minus ? -60 : 60);
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
	/* "18h02" */
	if (tsm_to_lower(*ret_sep) == 'h' && c->pos + 3 <= c->text.len &&
	    tsm_is_digit(c->text.ptr[c->pos + 1])) {
		c->pos++;
		*ret_sep = 'h';
	} else if (!eat(c, ':') && !eat(c, '.')) {
		return TSM_OK;
	}
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
	if (half == 0 && sep != ':' && sep != 'h')
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
	when->utc = eat_offset(c, when) || eat_utc(c);
	struct cursor try = *c;
	if (eat_spaces(&try) && is_one_of(eat_word(&try), "uhr"))
		*c = try;
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
	/* "22. March 2025 um 19:13" */
	struct cursor try = *c;
	if (is_one_of(eat_word(&try), "at|um|om|\xC3\xA0|\xC3\xA0s|alle|ore") &&
	    eat_spaces(&try))
		*c = try;
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
	enum tsm_status status = day_month_year(c, when, first);
	if (status != TSM_E_SYNTAX)
		return status;
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

/* "Thu, " says nothing that the date does not. */
static void eat_weekday(struct cursor *c)
{
	struct cursor try = *c;
	if (tsm_is_digit(peek(c)) ||
	    !is_one_of(eat_word(&try),
		"mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|"
		"thursday|friday|saturday|sunday"))
		return;
	(void)eat(&try, ',');
	if (eat_spaces(&try))
		*c = try;
}

enum tsm_status tsm_when_parse(struct tsm_str text, struct tsm_when *ret_when)
{
	struct tsm_when when = { 0 };
	struct cursor c = { .text = bare(text) };
	if (c.text.len == 0 || tsm_str_is(c.text, "-") ||
	    tsm_str_is(c.text, "--"))
		return TSM_E_MISSING;
	eat_weekday(&c);
	if (!tsm_is_digit(peek(&c))) {
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
