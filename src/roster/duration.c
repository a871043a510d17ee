/* How long, as exports write it: "1h 7s", "1 Std. 5 Min.", "03:01:21". */
#include <string.h>

#include "testamur/roster/when.h"

#include "cursor.h"
#include "internal.h"

/*
 * The words for a unit, whole: a word that only begins like one may mean
 * another ("sa" is an hour in Turkish, "dk" a minute), and what is not here
 * is refused.
 */
static const struct {
	int64_t seconds;
	const char *words;
} units[] = {
	{ 86400,
	    "d|day|days|día|días|dia|dias|dag|dagen|dagar|dage|dager|tag|tage|"
	    "tagen|j|jour|jours|giorno|giorni|dzień|dni|den|dny|день|дня|дней|"
	    "дн|gün|hari|ngày|pv|päivä|päivää|日|天|일" },
	{ 3600,
	    "h|hr|hrs|hour|hours|hora|horas|heure|heures|ora|ore|oră|hores|"
	    "std|stunde|stunden|stunde(n)|u|uur|uren|godz|godzina|godziny|"
	    "godzin|g|tim|timme|timmar|time|timer|t|tunti|tuntia|tund|tundi|"
	    "st|ч|час|часа|часов|год|година|години|годин|sa|saat|jam|ó|óra|"
	    "hod|hodina|hodiny|hodin|sat|sata|sati|ώ|ώρ|ώρα|ώρες|giờ|val|"
	    "時間|小時|小时|时|時|시간|ชม|ชั่วโมง|שעה|שעות|س|ساعة|ساعات" },
	{ 60, "m|mn|min|mins|minute|minutes|minuto|minutos|minuti|minuten|"
	      "minute(n)|minuut|minuter|minutter|minutt|minut|minuta|minuty|"
	      "minuutti|minuuttia|minutit|minūtes|м|мин|минута|минуты|минут|хв|"
	      "хвилина|хвилини|хвилин|dk|dakika|menit|p|perc|λ|λεπ|λεπτό|λεπτά|"
	      "phút|分|分钟|分鐘|분|นาที|דקה|דקות|د|دقيقة|دقائق" },
	{ 1,
	    "s|sec|secs|second|seconds|seg|segs|segundo|segundos|seconde|"
	    "secondes|secondo|secondi|sek|sekunde|sekunden|sekunde(n)|seconden|"
	    "sekund|sekunda|sekundy|sekunder|sekundi|sekundit|sekunti|sekuntia|"
	    "secunde|с|сек|секунда|секунды|секунд|sn|saniye|detik|mp|másodperc|"
	    "δ|δευτ|giây|秒|秒钟|초|วินาที|שנייה|שניות|ث|ثانية|ثوان" },
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

/* The unit that a word names, a point behind it or not; 0 for none. */
static int64_t unit_of(struct tsm_str word)
{
	if (word.len > 0 && word.ptr[word.len - 1] == '.')
		word.len--;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (tsm_word_in(word, units[i].words))
			return units[i].seconds;
	return 0;
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

/* More minutes than a day has are no attendance of a session. */
#define DAY_MINUTES 1440

/* "59.983", "7,5": digits, a point or comma, digits. */
static bool fraction(
    struct tsm_str text, int64_t *ret_whole, struct tsm_str *ret_digits)
{
	size_t pos = 0;
	int64_t unused = 0;
	if (!digits(text, &pos, ret_whole) || pos >= text.len ||
	    (text.ptr[pos] != '.' && text.ptr[pos] != ','))
		return false;
	size_t start = ++pos;
	*ret_digits = tsm_str_n(text.ptr + start, text.len - start);
	return digits(text, &pos, &unused) && pos == text.len;
}

enum tsm_status tsm_minutes_parse(struct tsm_str text, int64_t *ret_seconds)
{
	uint64_t count = 0;
	int64_t whole = 0;
	int64_t seconds = 0;
	int64_t unit = 60;
	struct tsm_str part;
	text = tsm_roster_trim(tsm_csv_unwrap(tsm_roster_trim(text)));
	if (!fraction(text, &whole, &part)) {
		TSM_TRY(tsm_count_parse(text, &count));
		*ret_seconds = (int64_t)count * 60;
		return TSM_OK;
	}
	if (part.len == 3 && whole > 0 && whole * 1000 <= DAY_MINUTES)
		return TSM_E_AMBIGUOUS;
	/* in millionths of a second, so that 59.983333 is no second less */
	for (size_t i = 0; i < part.len && i < 6; i++) {
		unit = i == 0 ? INT64_C(6000000) : unit / 10;
		seconds += (part.ptr[i] - '0') * unit;
	}
	*ret_seconds = whole * 60 + (seconds + 500000) / 1000000;
	return TSM_OK;
}
