/* How long, as exports write it: "1h 7s", "1 Std. 5 Min.", "03:01:21". */
#include <string.h>

#include "testamur/roster/when.h"

#include "internal.h"

/* How the words for a unit begin; the longest that fits decides. */
static const struct {
	const char *stem;
	int64_t seconds;
} units[] = {
	{ "d", 86400 },     /* d, day, dia, dag */
	{ "tag", 86400 },   /* Tag, Tage */
	{ "jour", 86400 },  /* jour, jours */
	{ "giorn", 86400 }, /* giorno, giorni */
	{ "j", 86400 },     /* j */
	{ "h", 3600 },      /* h, hr, hrs, hour, heure, hora */
	{ "st", 3600 },     /* Std., Stunden, st. */
	{ "u", 3600 },      /* u, uur, uren */
	{ "or", 3600 },     /* ora, ore */
	{ "godz", 3600 },   /* godz. */
	{ "tim", 3600 },    /* tim, timer, timmar */
	{ "t", 3600 },      /* t. */
	{ "m", 60 },        /* m, min, minute, minuut */
	{ "s", 1 },         /* s, sec, sek, seg, sekunde */
	{ "\xD1\x87", 3600 } /* U+0447, the Russian h */,
	{ "\xD0\xBC", 60 },
	{ "\xD1\x81", 1 },
	{ "\xE6\x97\xA5", 86400 }, /* day, hour, minute, second in CJK */
	{ "\xE6\x99\x82", 3600 },
	{ "\xE6\x97\xB6", 3600 },
	{ "\xE5\xB0\x8F\xE6\x97\xB6", 3600 },
	{ "\xE5\x88\x86", 60 },
	{ "\xE7\xA7\x92", 1 },
};

/* A cell is no longer than this when it is a duration. */
#define DURATION_MAX 64
/* A year: longer is no attendance, and nothing overflows. */
#define SECONDS_MAX INT64_C(31622400)

static size_t spaces(struct tsm_str text, size_t pos)
{
	for (;;) {
		size_t len =
		    tsm_roster_space(tsm_str_n(text.ptr + pos, text.len - pos));
		if (len == 0)
			return pos;
		pos += len;
	}
}

/* Digits, at most nine of them. */
static bool digits(struct tsm_str text, size_t *pos, int64_t *ret_value)
{
	size_t start = *pos;
	int64_t value = 0;
	while (*pos < text.len && tsm_is_digit(text.ptr[*pos])) {
		if (*pos - start == 9)
			return false;
		value = value * 10 + (text.ptr[(*pos)++] - '0');
	}
	*ret_value = value;
	return *pos > start;
}

/* The unit that a word names; 0 for none. */
static int64_t unit_of(struct tsm_str word)
{
	int64_t seconds = 0;
	size_t longest = 0;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t len = strlen(units[i].stem);
		if (len > longest && len <= word.len &&
		    tsm_str_is_nocase(
			tsm_str_n(word.ptr, len), units[i].stem)) {
			seconds = units[i].seconds;
			longest = len;
		}
	}
	return seconds;
}

/* "1h 7s": numbers with units that get smaller. */
static enum tsm_status with_units(struct tsm_str text, int64_t *ret_seconds)
{
	int64_t sum = 0;
	int64_t last = INT64_MAX;
	size_t pos = 0;
	while (pos < text.len) {
		int64_t value = 0;
		if (!digits(text, &pos, &value))
			return TSM_E_SYNTAX;
		pos = spaces(text, pos);
		size_t start = pos;
		while (pos < text.len && !tsm_is_digit(text.ptr[pos]) &&
		       text.ptr[pos] != ',' &&
		       tsm_roster_space(
			   tsm_str_n(text.ptr + pos, text.len - pos)) == 0)
			pos++;
		int64_t unit =
		    unit_of(tsm_str_n(text.ptr + start, pos - start));
		if (unit == 0 || unit >= last)
			return TSM_E_SYNTAX;
		last = unit;
		sum += value * unit;
		if (pos < text.len && text.ptr[pos] == ',')
			pos++;
		pos = spaces(text, pos);
	}
	*ret_seconds = sum;
	return TSM_OK;
}

/* "3:01:21". Two parts could be hours or minutes and are not guessed. */
static enum tsm_status with_colons(struct tsm_str text, int64_t *ret_seconds)
{
	int64_t part[3] = { 0 };
	size_t pos = 0;
	for (size_t i = 0; i < 3; i++) {
		if (!digits(text, &pos, &part[i]) ||
		    (i < 2 && (pos >= text.len || text.ptr[pos++] != ':')))
			return TSM_E_SYNTAX;
	}
	if (pos != text.len || part[1] > 59 || part[2] > 59)
		return TSM_E_SYNTAX;
	*ret_seconds = part[0] * 3600 + part[1] * 60 + part[2];
	return TSM_OK;
}

enum tsm_status tsm_duration_parse(struct tsm_str text, int64_t *ret_seconds)
{
	int64_t seconds = 0;
	text = tsm_roster_trim(tsm_csv_unwrap(tsm_roster_trim(text)));
	if (text.len == 0 || tsm_str_is(text, "-") || tsm_str_is(text, "--"))
		return TSM_E_MISSING;
	if (text.len > DURATION_MAX)
		return TSM_E_SYNTAX;
	if (with_colons(text, &seconds) != TSM_OK)
		TSM_TRY(with_units(text, &seconds));
	if (seconds > SECONDS_MAX)
		return TSM_E_VALUE;
	*ret_seconds = seconds;
	return TSM_OK;
}

/*
 * "1,234", "1.234", "1 234": groups of three after the first. A fraction
 * of one or two digits is rounded up to the next whole number, as tools
 * round minutes up.
 */
enum tsm_status tsm_count_parse(struct tsm_str text, uint64_t *ret_count)
{
	int64_t value = 0;
	int64_t group = 0;
	size_t pos = 0;
	text = tsm_roster_trim(tsm_csv_unwrap(tsm_roster_trim(text)));
	if (text.len == 0)
		return TSM_E_MISSING;
	if (!digits(text, &pos, &value))
		return TSM_E_SYNTAX;
	size_t first = pos;
	while (pos < text.len) {
		size_t wide =
		    tsm_roster_space(tsm_str_n(text.ptr + pos, text.len - pos));
		if (wide == 0 && strchr(".,'", text.ptr[pos]) == NULL)
			return TSM_E_SYNTAX;
		bool point = wide == 0 && text.ptr[pos] != '\'';
		pos += wide > 0 ? wide : 1;
		size_t start = pos;
		if (!digits(text, &pos, &group))
			return TSM_E_SYNTAX;
		if (pos - start < 3 && point && pos == text.len &&
		    start - 1 == first) {
			value += group > 0 ? 1 : 0;
			break;
		}
		if (pos - start != 3 || value > INT64_C(1000000))
			return TSM_E_SYNTAX;
		value = value * 1000 + group;
	}
	*ret_count = (uint64_t)value;
	return TSM_OK;
}
