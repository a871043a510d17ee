#include "testamur/base/time.h"

#include <stdio.h>
#include <time.h>

#define DAY 86400

static bool leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int year, int month)
{
	static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	return month == 2 && leap(year) ? 29 : days[month - 1];
}

bool tsm_civil_valid(const struct tsm_civil *civil)
{
	return civil->year >= 1 && civil->year <= 9999 && civil->month >= 1 &&
	       civil->month <= 12 && civil->day >= 1 &&
	       civil->day <= days_in(civil->year, civil->month) &&
	       civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 &&
	       civil->minute <= 59 && civil->second >= 0 && civil->second <= 59;
}

/* Days from 1970-01-01, counting years from March so leap days come last. */
static int64_t days_from_civil(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year =
	    (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
	return era * 146097 + day_of_era - 719468;
}

int64_t tsm_civil_to_unix(const struct tsm_civil *civil)
{
	int64_t minutes = civil->hour * INT64_C(60) + civil->minute;
	return days_from_civil(civil->year, civil->month, civil->day) * DAY +
	       minutes * 60 + civil->second;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	int64_t q = a / b;
	return a % b < 0 ? q - 1 : q;
}

enum tsm_status tsm_unix_to_civil(int64_t instant, struct tsm_civil *ret_civil)
{
	/* 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z */
	if (instant < INT64_C(-62135596800) || instant > INT64_C(253402300799))
		return TSM_E_VALUE;
	int64_t days = floor_div(instant, DAY);
	int64_t left = instant - days * DAY;
	int64_t z = days + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t month = mp < 10 ? mp + 3 : mp - 9;
	ret_civil->year = (int)(yoe + era * 400 + (month <= 2 ? 1 : 0));
	ret_civil->month = (int)month;
	ret_civil->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	ret_civil->hour = (int)(left / 3600);
	ret_civil->minute = (int)(left / 60 % 60);
	ret_civil->second = (int)(left % 60);
	return TSM_OK;
}

int64_t tsm_time_months_later(int64_t instant, int64_t months)
{
	struct tsm_civil civil;
	const int64_t month_max = (int64_t)9998 * 12;
	if (months < 0 || months > month_max ||
	    tsm_unix_to_civil(instant, &civil) != TSM_OK)
		return INT64_MAX;
	int64_t month = (int64_t)civil.month - 1 + months;
	int day = civil.day;
	civil.year += (int)(month / 12);
	civil.month = (int)(month % 12) + 1;
	if (civil.year > 9999)
		return INT64_MAX;
	/* the days are added, not set: there may be fewer in that month */
	civil.day = 1;
	return tsm_civil_to_unix(&civil) + (int64_t)(day - 1) * 86400;
}

int tsm_civil_weekday(const struct tsm_civil *civil)
{
	/* 1970-01-01 was a Thursday */
	int64_t days = days_from_civil(civil->year, civil->month, civil->day);
	return (int)(((days + 3) % 7 + 7) % 7);
}

/* Exactly count digits at *text; advances. */
static bool take_digits(struct tsm_str *text, size_t count, int *ret)
{
	int value = 0;
	if (text->len < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!tsm_is_digit(text->ptr[i]))
			return false;
		value = value * 10 + (text->ptr[i] - '0');
	}
	text->ptr += count;
	text->len -= count;
	*ret = value;
	return true;
}

static bool take_char(struct tsm_str *text, char c)
{
	if (text->len == 0 || text->ptr[0] != c)
		return false;
	text->ptr++;
	text->len--;
	return true;
}

static bool take_date(struct tsm_str *text, struct tsm_civil *c)
{
	return take_digits(text, 4, &c->year) && take_char(text, '-') &&
	       take_digits(text, 2, &c->month) && take_char(text, '-') &&
	       take_digits(text, 2, &c->day);
}

static bool take_offset(struct tsm_str *text, int *ret_seconds)
{
	int hours = 0;
	int minutes = 0;
	bool west = text->len > 0 && text->ptr[0] == '-';
	if (take_char(text, 'Z')) {
		*ret_seconds = 0;
		return true;
	}
	if (!take_char(text, '+') && !take_char(text, '-'))
		return false;
	if (!take_digits(text, 2, &hours) || !take_char(text, ':') ||
	    !take_digits(text, 2, &minutes))
		return false;
	if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
		return false;
	*ret_seconds = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
	return true;
}

enum tsm_status tsm_time_parse(struct tsm_str text, int64_t *ret_instant)
{
	struct tsm_civil c = { 0 };
	int offset = 0;
	if (!take_date(&text, &c) || !take_char(&text, 'T') ||
	    !take_digits(&text, 2, &c.hour) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &c.minute) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &c.second))
		return TSM_E_SYNTAX;
	if (take_char(&text, '.')) {
		int digit = 0;
		if (!take_digits(&text, 1, &digit))
			return TSM_E_SYNTAX;
		while (take_digits(&text, 1, &digit))
			;
	}
	if (text.len == 0)
		return TSM_E_MISSING;
	if (!take_offset(&text, &offset) || text.len != 0)
		return TSM_E_SYNTAX;
	if (!tsm_civil_valid(&c))
		return TSM_E_VALUE;
	*ret_instant = tsm_civil_to_unix(&c) - offset;
	return TSM_OK;
}

enum tsm_status tsm_civil_parse(
    struct tsm_str text, struct tsm_civil *ret_civil)
{
	struct tsm_civil c = { 0 };
	if (!take_date(&text, &c) ||
	    (!take_char(&text, 'T') && !take_char(&text, ' ')) ||
	    !take_digits(&text, 2, &c.hour) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &c.minute))
		return TSM_E_SYNTAX;
	if (take_char(&text, ':') && !take_digits(&text, 2, &c.second))
		return TSM_E_SYNTAX;
	if (text.len != 0)
		return TSM_E_SYNTAX;
	if (!tsm_civil_valid(&c))
		return TSM_E_VALUE;
	*ret_civil = c;
	return TSM_OK;
}

enum tsm_status tsm_date_parse(struct tsm_str text, struct tsm_civil *ret_civil)
{
	struct tsm_civil c = { 0 };
	if (!take_date(&text, &c) || text.len != 0)
		return TSM_E_SYNTAX;
	if (!tsm_civil_valid(&c))
		return TSM_E_VALUE;
	*ret_civil = c;
	return TSM_OK;
}

/* Fixed-width digits, so that no text can outgrow its array. */
static char *put_digits(char *out, int value, int count)
{
	for (int i = count - 1; i >= 0; i--) {
		out[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return out + count;
}

char *tsm_date_format(const struct tsm_civil *civil, char *text)
{
	char *p = put_digits(text, civil->year, 4);
	*p++ = '-';
	p = put_digits(p, civil->month, 2);
	*p++ = '-';
	p = put_digits(p, civil->day, 2);
	*p = '\0';
	return text;
}

char *tsm_civil_format(const struct tsm_civil *civil, char *text)
{
	tsm_date_format(civil, text);
	char *p = text + 10;
	*p++ = 'T';
	p = put_digits(p, civil->hour, 2);
	*p++ = ':';
	p = put_digits(p, civil->minute, 2);
	*p++ = ':';
	p = put_digits(p, civil->second, 2);
	*p = '\0';
	return text;
}

enum tsm_status tsm_time_parse_day(
    struct tsm_str text, bool last, int64_t *ret_instant)
{
	struct tsm_civil day;

	if (tsm_date_parse(text, &day) != TSM_OK)
		return tsm_time_parse(text, ret_instant);
	*ret_instant = tsm_civil_to_unix(&day) + (last ? DAY - 1 : 0);
	return TSM_OK;
}

char *tsm_time_format(int64_t instant, char *text)
{
	struct tsm_civil c = { 1, 1, 1, 0, 0, 0 };
	if (tsm_unix_to_civil(instant, &c) != TSM_OK && instant > 0)
		c = (struct tsm_civil){ 9999, 12, 31, 23, 59, 59 };
	tsm_civil_format(&c, text);
	text[19] = 'Z';
	text[20] = '\0';
	return text;
}

int64_t tsm_time_now(void)
{
	return (int64_t)time(NULL);
}
