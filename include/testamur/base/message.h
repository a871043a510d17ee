/*
 * message.h - what people read, in their language.
 *
 * The English text is its own key, as with gettext. The other languages are
 * web/messages/TAG.po, compiled into tables at build; tests/docs/messages.py
 * holds that no text is missing there, none is left over, and that a
 * translation takes the same values as its original. Codes, JSON members
 * and logs are not translated. Static data; any thread.
 */
#ifndef TESTAMUR_BASE_MESSAGE_H
#define TESTAMUR_BASE_MESSAGE_H

#include "testamur/base/str.h"

/* A new language: a row here, in message.c, and its .po file. */
enum tsm_lang {
	TSM_LANG_EN,
	TSM_LANG_ES,
	TSM_LANG_COUNT
};

struct tsm_message {
	const char *english;
	const char *text;
};

/* Generated (build-aux/messages.py): sorted by the bytes of english. */
struct tsm_catalogue {
	const struct tsm_message *messages;
	size_t count;
};
extern const struct tsm_catalogue tsm_catalogues[TSM_LANG_COUNT];

/*
 * The text in a language; where there is none, as it is. NULL stays NULL.
 * A format takes the same values in every language.
 */
const char *tsm_say(enum tsm_lang lang, const char *english)
    __attribute__((format_arg(2)));

/*
 * The same of a text that somebody else made whole: one with numbers in it,
 * "the server answered 503", is that of "the server answered %d". out takes
 * it where it has to be written (its only digits are those numbers'). A text
 * that is in the language already is returned as it is; NULL: no catalogue
 * knows it, so that it is not said to people.
 */
#define TSM_SAID_TEXT 400
const char *tsm_say_found(
    enum tsm_lang lang, const char *text, char out[TSM_SAID_TEXT]);

/* Marks a text of a table, which is said later, for the test. */
#define TSM_SAID(english) english

/* "en", "es" (BCP 47); its own name, "English", "Español". Static. */
const char *tsm_lang_tag(enum tsm_lang lang);
const char *tsm_lang_name(enum tsm_lang lang);

/* "es", "es-MX", "ES": its language. TSM_E_UNKNOWN. */
enum tsm_status tsm_lang_find(struct tsm_str tag, enum tsm_lang *ret_lang)
    TSM_NODISCARD;

/*
 * The language that an Accept-Language header likes best of those there
 * are (RFC 9110 section 12.5.4); NULL or none of them: English.
 */
enum tsm_lang tsm_lang_accept(const char *header);

#endif
