/*
 * Dates and times as they are written. A value is read from left to right
 * with one cursor and no second guess: what is not read to its end is
 * refused. The order of day and month stays open until somebody who has
 * seen the whole file decides it.
 */
#include "testamur/roster/when.h"

#include "testamur/roster/csv.h"

#include "cursor.h"
#include "internal.h"

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

/*
 * A month in full, or as its language shortens it. No word means two
 * different months: where languages disagree ("lip") it is left out.
 */
static int month_of(struct tsm_str word)
{
	static const char *const months[] = {
		"january|jan|enero|ene|januar|jänner|janvier|janv|janeiro|"
		"januari|gennaio|gen|stycznia|sty|января|янв|tammikuuta",
		"february|feb|febrero|februar|février|févr|fevereiro|fev|"
		"februari|febbraio|lutego|lut|февраля|фев|февр|helmikuuta",
		"march|mar|marzo|märz|mär|mrz|mars|março|maart|mrt|marts|"
		"marca|марта|мар|maaliskuuta",
		"april|apr|abril|abr|avril|avr|aprile|kwietnia|kwi|апреля|апр|"
		"huhtikuuta",
		"may|mayo|mai|maio|mei|maggio|mag|maj|maja|мая|toukokuuta",
		"june|jun|junio|juni|juin|junho|giugno|giu|czerwca|cze|июня|"
		"июн|kesäkuuta",
		"july|jul|julio|juli|juillet|juil|julho|luglio|lug|lipca|"
		"июля|июл|heinäkuuta",
		"august|aug|agosto|ago|août|augustus|augusti|sierpnia|sie|"
		"августа|авг|elokuuta",
		"september|sep|sept|septiembre|setiembre|set|septembre|"
		"setembro|settembre|września|wrz|сентября|сен|сент|syyskuuta",
		"october|oct|octubre|oktober|okt|octobre|outubro|out|ottobre|"
		"ott|października|paź|октября|окт|lokakuuta",
		"november|nov|noviembre|novembre|novembro|listopada|lis|"
		"ноября|ноя|нояб|marraskuuta",
		"december|dec|diciembre|dic|dezember|dez|décembre|déc|"
		"dezembro|dicembre|grudnia|gru|декабря|дек|joulukuuta",
	};
	for (int i = 0; i < 12; i++)
		if (tsm_word_in(word, months[i]))
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

/* "22. 9. 2026" and "2026. 9. 22." have spaces, and a point at the end. */
static bool eat_separator(struct tsm_cursor *c, char sep)
{
	if (!tsm_cursor_eat(c, sep))
		return false;
	if (sep == '.')
		(void)tsm_cursor_spaces(c);
	return true;
}

/* The part after the first number and its separator. */
static enum tsm_status numeric_date(
    struct tsm_cursor *c, struct tsm_when *when, char sep, int a, int a_digits)
{
	int b = 0;
	int b_digits = 0;
	int third = 0;
	int third_digits = 0;
	int month = 0;
	if (tsm_is_alpha(tsm_cursor_peek(c))) {
		month = month_of(tsm_cursor_word(c));
		if (month == 0)
			return TSM_E_SYNTAX;
	} else if (!tsm_cursor_number(c, 2, &b, &b_digits)) {
		return TSM_E_SYNTAX;
	}
	if (!eat_separator(c, sep) ||
	    !tsm_cursor_number(c, 4, &third, &third_digits))
		return TSM_E_SYNTAX;
	if (sep == '.')
		(void)tsm_cursor_eat(c, '.');
	if (a_digits == 4 && month == 0 && third_digits <= 2)
		return fixed_date(when, a, b, third);
	if (a_digits > 2 || (third_digits != 2 && third_digits != 4))
		return TSM_E_SYNTAX;
	int year = full_year(third, third_digits);
	if (month != 0)
		return fixed_date(when, year, month, a);
	return open_date(when, a, b, year);
}

/* "9月22日" after the year and its character; Korean parts them by spaces. */
static enum tsm_status eastern_date(
    struct tsm_cursor *c, struct tsm_when *when, int year)
{
	int month = 0;
	int day = 0;
	int digits = 0;
	bool korean = tsm_cursor_eat_text(c, "년");
	if (!korean && !tsm_cursor_eat_text(c, "年"))
		return TSM_E_SYNTAX;
	(void)tsm_cursor_spaces(c);
	if (!tsm_cursor_number(c, 2, &month, &digits) ||
	    !tsm_cursor_eat_text(c, korean ? "월" : "月"))
		return TSM_E_SYNTAX;
	(void)tsm_cursor_spaces(c);
	if (!tsm_cursor_number(c, 2, &day, &digits) ||
	    !tsm_cursor_eat_text(c, korean ? "일" : "日"))
		return TSM_E_SYNTAX;
	return fixed_date(when, year, month, day);
}

/* "22, 2025" after "Mar". */
static enum tsm_status month_day_year(
    struct tsm_cursor *c, struct tsm_when *when, int month)
{
	int day = 0;
	int year = 0;
	int digits = 0;
	(void)tsm_cursor_eat(c, '.');
	(void)tsm_cursor_spaces(c);
	if (!tsm_cursor_number(c, 2, &day, &digits))
		return TSM_E_SYNTAX;
	bool comma = tsm_cursor_eat(c, ',');
	bool space = tsm_cursor_spaces(c);
	if ((!comma && !space) || !tsm_cursor_number(c, 4, &year, &digits) ||
	    digits != 4)
		return TSM_E_SYNTAX;
	return fixed_date(when, year, month, day);
}

/* "de" of Spanish and Portuguese, with the spaces around it. */
static void eat_de(struct tsm_cursor *c)
{
	struct tsm_cursor try = *c;
	if (tsm_cursor_spaces(&try) && tsm_word_in(tsm_cursor_word(&try), "de"))
		*c = try;
}

/* "Feb 2024" after "01 ", ". Maerz 2025" after "22", "de marzo de 2025". */
static enum tsm_status day_month_year(
    struct tsm_cursor *c, struct tsm_when *when, int day)
{
	int year = 0;
	int digits = 0;
	(void)tsm_cursor_eat(c, '.');
	eat_de(c);
	if (!tsm_cursor_spaces(c))
		return TSM_E_SYNTAX;
	int month = month_of(tsm_cursor_word(c));
	(void)tsm_cursor_eat(c, '.');
	eat_de(c);
	bool comma = tsm_cursor_eat(c, ',');
	if (month == 0 || (!tsm_cursor_spaces(c) && !comma) ||
	    !tsm_cursor_number(c, 4, &year, &digits) || digits != 4)
		return TSM_E_SYNTAX;
	return fixed_date(when, year, month, day);
}

/* What may stand between a date and its time: spaces, a comma, or a T. */
static bool eat_joint(struct tsm_cursor *c)
{
	bool space = tsm_cursor_spaces(c);
	if (!space && tsm_to_lower(tsm_cursor_peek(c)) == 't') {
		c->pos++;
		return tsm_is_digit(tsm_cursor_peek(c));
	}
	/* the year, where it is called so behind its number */
	if (space && tsm_cursor_eat_word(c, "г"))
		(void)tsm_cursor_spaces(c);
	bool comma = tsm_cursor_eat(c, ',');
	space = tsm_cursor_spaces(c) || space;
	/* "22. March 2025 um 19:13" */
	struct tsm_cursor try = *c;
	if (tsm_cursor_eat_word(
		&try, "at|um|om|à|às|alle|ore|klo|kl|в|o|godz") &&
	    tsm_cursor_spaces(&try))
		*c = try;
	return space || comma;
}

/* --- values --------------------------------------------------------------- */

/* A value that begins with a number: a date, or a time of day. */
static enum tsm_status after_number(struct tsm_cursor *c, struct tsm_when *when)
{
	int first = 0;
	int digits = 0;
	const struct tsm_cursor start = *c;
	if (!tsm_cursor_number(c, 4, &first, &digits))
		return TSM_E_SYNTAX;
	const struct tsm_cursor begun = *c;
	char sep = tsm_cursor_peek(c);
	if (sep == '/' || sep == '-' || sep == '.') {
		(void)eat_separator(c, sep);
		enum tsm_status status =
		    numeric_date(c, when, sep, first, digits);
		if (status != TSM_E_SYNTAX || sep != '.')
			return status;
		*c = begun; /* "8.30AM" */
	}
	if (digits == 4)
		return eastern_date(c, when, first);
	if (digits > 2)
		return TSM_E_SYNTAX;
	enum tsm_status status = day_month_year(c, when, first);
	if (status != TSM_E_SYNTAX)
		return status;
	*c = start;
	return tsm_clock_read(c, when);
}

/* Without the quotes or the text formula that a spreadsheet put round it. */
static struct tsm_str bare(struct tsm_str text)
{
	text = tsm_roster_trim(tsm_csv_unwrap(tsm_roster_trim(text)));
	if (text.len >= 2 && text.ptr[0] == '"' &&
	    text.ptr[text.len - 1] == '"')
		text = tsm_roster_trim(tsm_str_n(text.ptr + 1, text.len - 2));
	/* what a spreadsheet was told to keep as text */
	if (text.len >= 2 && text.ptr[0] == '\'')
		text = tsm_str_n(text.ptr + 1, text.len - 1);
	return text;
}

/* "Thu, " says nothing that the date does not. March begins like martes. */
static void eat_weekday(struct tsm_cursor *c)
{
	struct tsm_cursor try = *c;
	if (!tsm_cursor_eat_word(&try,
		"mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|"
		"thursday|friday|saturday|sunday|mo|di|mi|do|fr|sa|so|montag|"
		"dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|"
		"sonntag|lun|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|"
		"vendredi|samedi|dimanche|mié|jue|vie|sáb|dom|lunes|martes|"
		"miércoles|jueves|viernes|sábado|domingo|gio|sab|lunedì|"
		"martedì|mercoledì|giovedì|venerdì|sabato|domenica|seg|ter|"
		"qua|qui|sex|ma|wo|vr|za|zo|maandag|dinsdag|woensdag|"
		"donderdag|vrijdag|zaterdag|zondag"))
		return;
	(void)tsm_cursor_eat(&try, ',');
	if (tsm_cursor_spaces(&try))
		*c = try;
}

/* A date or a time, whichever stands first. */
static enum tsm_status first_part(struct tsm_cursor *c, struct tsm_when *when)
{
	eat_weekday(c);
	if (tsm_is_digit(tsm_cursor_peek(c)))
		return after_number(c, when);
	struct tsm_cursor try = *c;
	int month = month_of(tsm_cursor_word(&try));
	if (month == 0)
		return tsm_clock_read(c, when);
	*c = try;
	return month_day_year(c, when, month);
}

/* "15:00:00 22/09/2026": the date behind its time. */
static enum tsm_status date_behind(struct tsm_cursor *c, struct tsm_when *when)
{
	struct tsm_when date = { 0 };
	if (!eat_joint(c))
		return TSM_E_SYNTAX;
	TSM_TRY(first_part(c, &date));
	if (!date.has_date)
		return TSM_E_SYNTAX;
	when->has_date = true;
	when->orders = date.orders;
	when->a = date.a;
	when->b = date.b;
	when->year = date.year;
	when->month = date.month;
	when->day = date.day;
	return TSM_OK;
}

enum tsm_status tsm_when_parse(struct tsm_str text, struct tsm_when *ret_when)
{
	struct tsm_when when = { 0 };
	struct tsm_cursor c = { .text = bare(text) };
	if (c.text.len == 0 || tsm_str_is(c.text, "-") ||
	    tsm_str_is(c.text, "--"))
		return TSM_E_MISSING;
	TSM_TRY(first_part(&c, &when));
	if (!tsm_cursor_at_end(&c) && !when.has_time) {
		if (!eat_joint(&c))
			return TSM_E_SYNTAX;
		TSM_TRY(tsm_clock_read(&c, &when));
	} else if (!tsm_cursor_at_end(&c)) {
		TSM_TRY(date_behind(&c, &when));
	}
	if (!tsm_cursor_at_end(&c))
		return TSM_E_SYNTAX;
	*ret_when = when;
	return TSM_OK;
}
