#include "testamur/base/wording.h"

#include <stdio.h>
#include <string.h>

static const char *const months[] = { TSM_SAID("January"), TSM_SAID("February"),
	TSM_SAID("March"), TSM_SAID("April"), TSM_SAID("May"), TSM_SAID("June"),
	TSM_SAID("July"), TSM_SAID("August"), TSM_SAID("September"),
	TSM_SAID("October"), TSM_SAID("November"), TSM_SAID("December") };

static const char *month_of(enum tsm_lang lang, const struct tsm_civil *date)
{
	return tsm_say(lang, months[date->month - 1]);
}

const char *tsm_wording_date(
    enum tsm_lang lang, const struct tsm_civil *date, char out[TSM_WORDING])
{
	(void)snprintf(out, TSM_WORDING, tsm_say(lang, "%d %s %d"), date->day,
	    month_of(lang, date), date->year);
	return out;
}

const char *tsm_wording_instant(
    enum tsm_lang lang, int64_t instant, bool clock, char out[TSM_WORDING])
{
	struct tsm_civil c;

	if (tsm_unix_to_civil(instant, &c) != TSM_OK)
		return "";
	if (!clock)
		return tsm_wording_date(lang, &c, out);
	(void)snprintf(out, TSM_WORDING,
	    tsm_say(lang, "%d %s %d, %02d:%02d UTC"), c.day, month_of(lang, &c),
	    c.year, c.hour, c.minute);
	return out;
}

static bool read_day(const char *text, struct tsm_civil *ret_date)
{
	int64_t instant;

	if (text == NULL ||
	    (tsm_time_parse(tsm_str(text), &instant) != TSM_OK &&
		strlen(text) != strlen("YYYY-MM-DD")))
		return false;
	return tsm_date_parse(
		   tsm_str_n(text, strlen("YYYY-MM-DD")), ret_date) == TSM_OK;
}

const char *tsm_wording_day(
    enum tsm_lang lang, const char *text, char out[TSM_WORDING])
{
	struct tsm_civil date;

	return read_day(text, &date) ? tsm_wording_date(lang, &date, out)
				     : NULL;
}

const char *tsm_wording_period(enum tsm_lang lang,
    const struct tsm_civil *first, const struct tsm_civil *last,
    char out[TSM_WORDING_PERIOD])
{
	const char *from = month_of(lang, first);
	const char *to = month_of(lang, last);

	if (first->year != last->year)
		(void)snprintf(out, TSM_WORDING_PERIOD,
		    tsm_say(lang, "%d %s %d to %d %s %d"), first->day, from,
		    first->year, last->day, to, last->year);
	else if (first->month != last->month)
		(void)snprintf(out, TSM_WORDING_PERIOD,
		    tsm_say(lang, "%d %s to %d %s %d"), first->day, from,
		    last->day, to, last->year);
	else if (first->day != last->day)
		(void)snprintf(out, TSM_WORDING_PERIOD,
		    tsm_say(lang, "%d to %d %s %d"), first->day, last->day, to,
		    last->year);
	else
		return tsm_wording_date(lang, first, out);
	return out;
}

const char *tsm_wording_days(enum tsm_lang lang, const char *first,
    const char *last, char out[TSM_WORDING_PERIOD])
{
	struct tsm_civil from, to;
	bool starts = read_day(first, &from);
	bool ends = read_day(last, &to);

	if (starts && ends)
		return tsm_wording_period(lang, &from, &to, out);
	if (!starts && !ends)
		return NULL;
	return tsm_wording_date(lang, starts ? &from : &to, out);
}

const char *tsm_wording_validity(enum tsm_lang lang, const char *from,
    const char *until, char out[TSM_WORDING_PERIOD])
{
	char date[TSM_WORDING];
	const char *first = tsm_wording_day(lang, from, date);

	if (first == NULL && tsm_wording_day(lang, until, date) == NULL)
		return NULL;
	if (first != NULL && tsm_wording_day(lang, until, out) != NULL)
		return tsm_wording_days(lang, from, until, out);
	(void)snprintf(out, TSM_WORDING_PERIOD,
	    first != NULL ? tsm_say(lang, "from %s")
			  : tsm_say(lang, "until %s"),
	    date);
	return out;
}

/* How long the day or the instant is that text begins with; 0: none. */
static size_t date_length(const char *text)
{
	const size_t day = strlen("YYYY-MM-DD");
	size_t len = 0;

	while (tsm_is_digit(text[len]) || text[len] == '-')
		len++;
	if (len != day)
		return 0;
	if (text[len] == 'T') {
		len += strcspn(text + len, "Z");
		len += text[len] == 'Z';
	}
	return len == day || len == strlen("YYYY-MM-DDThh:mm:ssZ") ? len : 0;
}

static bool is_word_end(char c)
{
	return c == '\0' || strchr(" ,;.)", c) != NULL;
}

void tsm_wording_dates(
    enum tsm_lang lang, const char *text, struct tsm_buf *out)
{
	char words[TSM_WORDING];
	bool begins = true;

	while (*text != '\0') {
		size_t len = begins ? date_length(text) : 0;
		struct tsm_civil date;
		int64_t instant;
		begins = *text == ' ' || *text == '(';
		if (len == 0 || !is_word_end(text[len])) {
			tsm_buf_addc(out, *text++);
			continue;
		}
		struct tsm_str found = tsm_str_n(text, len);
		if (tsm_time_parse(found, &instant) == TSM_OK)
			tsm_buf_adds(out,
			    tsm_wording_instant(lang, instant, true, words));
		else if (tsm_date_parse(found, &date) == TSM_OK)
			tsm_buf_adds(out, tsm_wording_date(lang, &date, words));
		else
			tsm_buf_add(out, found.ptr, found.len);
		text += len;
	}
}

/* Those whose name, taken apart, would not be how people write it. */
static const struct {
	const char *type;
	const char *words;
} types[] = {
	{ "MicroCredential", TSM_SAID("Micro-credential") },
	{ "CoCurricular", TSM_SAID("Co-curricular achievement") },
	{ "LearningProgram", TSM_SAID("Learning programme") },
	{ "ext:ContinuingEducation", TSM_SAID("Continuing education") },
};

const char *tsm_wording_achievement_type(
    enum tsm_lang lang, const char *type, char out[TSM_WORDING])
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (tsm_streq(type, types[i].type))
			return tsm_say(lang, types[i].words);
	for (const char *c = type; c != NULL && *c != '\0'; c++) {
		bool inner = *c >= 'A' && *c <= 'Z' && c != type;
		if (!tsm_is_alpha(*c) || n + 3 > TSM_WORDING)
			return type; /* of somebody's own */
		if (inner)
			out[n++] = ' ';
		out[n++] = (char)(inner ? *c - 'A' + 'a' : *c);
	}
	out[n] = '\0';
	return type == NULL ? NULL : tsm_say(lang, out);
}

const char *tsm_wording_reason(enum tsm_lang lang, const char *code)
{
	static const struct {
		const char *code;
		const char *words;
	} known[] = {
		{ "issued-in-error", TSM_SAID("issued in error") },
		{ "duplicate", TSM_SAID("a duplicate of another credential") },
		{ "requirements-not-met",
		    TSM_SAID("the requirements were not met") },
		{ "misconduct", TSM_SAID("misconduct") },
		{ "holder-request", TSM_SAID("at the holder’s request") },
		{ "under-review", TSM_SAID("under review") },
		{ "review-closed", TSM_SAID("the review has been closed") },
		{ "superseded", TSM_SAID("replaced by a corrected version") },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (tsm_streq(code, known[i].code))
			return tsm_say(lang, known[i].words);
	return code;
}
