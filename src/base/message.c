#include "testamur/base/message.h"

#include <string.h>

static const struct {
	const char *tag;
	const char *name;
} langs[TSM_LANG_COUNT] = {
	[TSM_LANG_EN] = { "en", "English" },
	[TSM_LANG_ES] = { "es", "Español" },
};

const char *tsm_say(enum tsm_lang lang, const char *english)
{
	if ((unsigned)lang >= TSM_LANG_COUNT || english == NULL)
		return english;
	const struct tsm_catalogue *c = &tsm_catalogues[lang];
	size_t low = 0;
	size_t high = c->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(english, c->messages[middle].english);
		if (order == 0)
			return c->messages[middle].text;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return english;
}

/* The end of a conversion of a number, "%d", "%zu"; NULL: there is none. */
static const char *after_number(const char *format)
{
	const char *p = format;

	if (*p++ != '%')
		return NULL;
	while (*p == 'l' || *p == 'z')
		p++;
	return *p == 'd' || *p == 'u' ? p + 1 : NULL;
}

static size_t digits(const char *text)
{
	size_t n = 0;

	while (tsm_is_digit(text[n]))
		n++;
	return n;
}

/* Was text made of this format, whose only values are numbers? */
static bool is_of(const char *format, const char *text)
{
	while (*format != '\0') {
		const char *after = after_number(format);
		size_t n = after != NULL ? digits(text) : *text == *format;
		if (n == 0)
			return false;
		format = after != NULL ? after : format + 1;
		text += n;
	}
	return *text == '\0';
}

/* The format with the numbers of text, in their order; a longer one is cut. */
static void fill(const char *format, const char *text, char out[TSM_SAID_TEXT])
{
	size_t len = 0;

	while (*format != '\0' && len < TSM_SAID_TEXT - 1) {
		const char *after = after_number(format);
		if (after == NULL) {
			out[len++] = *format++;
			continue;
		}
		while (*text != '\0' && !tsm_is_digit(*text))
			text++;
		for (size_t n = digits(text); n > 0 && len < TSM_SAID_TEXT - 1;
		     n--)
			out[len++] = *text++;
		format = after;
	}
	out[len] = '\0';
}

const char *tsm_say_found(
    enum tsm_lang lang, const char *text, char out[TSM_SAID_TEXT])
{
	if ((unsigned)lang >= TSM_LANG_COUNT || text == NULL)
		return NULL;
	for (unsigned l = 0; l < TSM_LANG_COUNT; l++) {
		const struct tsm_catalogue *c = &tsm_catalogues[l];
		for (size_t i = 0; i < c->count; i++) {
			const struct tsm_message *m = &c->messages[i];
			/* what is not English is of the language asked for */
			if (l == (unsigned)lang && is_of(m->text, text))
				return text;
			if (!is_of(m->english, text))
				continue;
			const char *said = tsm_say(lang, m->english);
			if (strchr(said, '%') == NULL)
				return said;
			fill(said, text, out);
			return out;
		}
	}
	return NULL;
}

const char *tsm_lang_tag(enum tsm_lang lang)
{
	return langs[lang].tag;
}

const char *tsm_lang_name(enum tsm_lang lang)
{
	return langs[lang].name;
}

/* RFC 4647 section 3.3.1: the range "es" takes "es-MX"; here the other way
 * round, as a page in Spanish serves who asks for that of Mexico. */
enum tsm_status tsm_lang_find(struct tsm_str tag, enum tsm_lang *ret_lang)
{
	struct tsm_str rest;
	struct tsm_str primary = tsm_str_split(tag, '-', &rest);

	for (unsigned i = 0; i < TSM_LANG_COUNT; i++) {
		if (!tsm_str_is_nocase(primary, langs[i].tag))
			continue;
		*ret_lang = (enum tsm_lang)i;
		return TSM_OK;
	}
	return TSM_E_UNKNOWN;
}

/* "q=0.7" in thousandths; without one 1000, a malformed one 0. */
static unsigned quality(struct tsm_str parameters)
{
	struct tsm_str p = tsm_str_trim(parameters);
	unsigned value = 0;
	unsigned unit = 1000;

	if (p.len == 0)
		return 1000;
	if (p.len < 3 || (p.ptr[0] != 'q' && p.ptr[0] != 'Q') ||
	    p.ptr[1] != '=')
		return 0;
	for (size_t i = 2; i < p.len && i < 7; i++) {
		if (i == 3 && p.ptr[i] == '.')
			continue;
		if (!tsm_is_digit(p.ptr[i]))
			return 0;
		value += (unsigned)(p.ptr[i] - '0') * unit;
		unit /= 10;
	}
	return value <= 1000 ? value : 0;
}

enum tsm_lang tsm_lang_accept(const char *header)
{
	enum tsm_lang best = TSM_LANG_EN;
	unsigned most = 0;
	struct tsm_str rest = tsm_str(header);

	while (rest.len > 0) {
		struct tsm_str parameters = { NULL, 0 };
		struct tsm_str item = tsm_str_split(rest, ',', &rest);
		struct tsm_str range =
		    tsm_str_trim(tsm_str_split(item, ';', &parameters));
		enum tsm_lang lang = TSM_LANG_EN;
		unsigned q = quality(parameters);
		if (q <= most || (!tsm_str_is(range, "*") &&
				     tsm_lang_find(range, &lang) != TSM_OK))
			continue;
		most = q;
		best = lang;
	}
	return best;
}
