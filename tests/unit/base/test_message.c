/* Texts in other languages, and which language somebody wants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/base/message.h"

static void texts(void **state)
{
	(void)state;
	const char *unknown = "No such text is anywhere.";
	assert_string_equal(tsm_say(TSM_LANG_EN, "Units"), "Units");
	assert_string_equal(tsm_say(TSM_LANG_ES, "Units"), "Unidades");
	assert_ptr_equal(tsm_say(TSM_LANG_ES, unknown), unknown);
	assert_ptr_equal(tsm_say(TSM_LANG_COUNT, unknown), unknown);
	assert_null(tsm_say(TSM_LANG_ES, NULL));
}

/* What others made whole: as it is in a catalogue, or of a form with numbers. */
static void found(void **state)
{
	char out[TSM_SAID_TEXT];

	(void)state;
	assert_string_equal(
	    tsm_say_found(TSM_LANG_ES, "the server answered 503", out),
	    "el servidor respondió 503");
	assert_string_equal(
	    tsm_say_found(TSM_LANG_EN, "the server answered 503", out),
	    "the server answered 503");
	assert_string_equal(tsm_say_found(TSM_LANG_ES,
				"the answer is larger than 65536 bytes", out),
	    "la respuesta ocupa más de 65536 bytes");
	assert_string_equal(tsm_say_found(TSM_LANG_ES, "this is no URL", out),
	    "esto no es una URL");
	/* said already */
	assert_string_equal(
	    tsm_say_found(TSM_LANG_ES, "el servidor respondió 503", out),
	    "el servidor respondió 503");
	assert_null(
	    tsm_say_found(TSM_LANG_EN, "el servidor respondió 503", out));
	assert_null(tsm_say_found(TSM_LANG_ES, "the server answered", out));
	assert_null(tsm_say_found(TSM_LANG_ES, "the server answered x", out));
	assert_null(
	    tsm_say_found(TSM_LANG_ES, "the server answered 503 or so", out));
	assert_null(tsm_say_found(TSM_LANG_ES, NULL, out));
	assert_null(tsm_say_found(TSM_LANG_COUNT, "this is no URL", out));
	/* more digits than there is room for */
	char text[2 * TSM_SAID_TEXT] = "the server answered ";
	memset(text + strlen(text), '7', TSM_SAID_TEXT);
	assert_int_equal(
	    strlen(tsm_say_found(TSM_LANG_ES, text, out)), TSM_SAID_TEXT - 1);
}

/* Looking up relies on the order. */
static void sorted(void **state)
{
	(void)state;
	for (unsigned l = 0; l < TSM_LANG_COUNT; l++) {
		const struct tsm_catalogue *c = &tsm_catalogues[l];
		for (size_t i = 1; i < c->count; i++)
			assert_true(strcmp(c->messages[i - 1].english,
					c->messages[i].english) < 0);
		for (size_t i = 0; i < c->count; i++)
			assert_ptr_equal(
			    tsm_say((enum tsm_lang)l, c->messages[i].english),
			    c->messages[i].text);
	}
}

static void tags(void **state)
{
	static const struct {
		const char *tag;
		enum tsm_status status;
		enum tsm_lang lang;
	} rows[] = {
		{ "en", TSM_OK, TSM_LANG_EN },
		{ "es", TSM_OK, TSM_LANG_ES },
		{ "ES-mx", TSM_OK, TSM_LANG_ES },
		{ "", TSM_E_UNKNOWN, TSM_LANG_EN },
		{ "e", TSM_E_UNKNOWN, TSM_LANG_EN },
		{ "est", TSM_E_UNKNOWN, TSM_LANG_EN },
		{ "de", TSM_E_UNKNOWN, TSM_LANG_EN },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum tsm_lang lang = TSM_LANG_EN;
		assert_int_equal(
		    tsm_lang_find(tsm_str(rows[i].tag), &lang), rows[i].status);
		assert_int_equal(lang, rows[i].lang);
	}
	assert_string_equal(tsm_lang_tag(TSM_LANG_ES), "es");
	assert_string_equal(tsm_lang_name(TSM_LANG_ES), "Español");
}

static void wishes(void **state)
{
	static const struct {
		const char *header;
		enum tsm_lang lang;
	} rows[] = {
		{ NULL, TSM_LANG_EN },
		{ "", TSM_LANG_EN },
		{ "es", TSM_LANG_ES },
		{ "es-MX,es;q=0.9,en;q=0.8", TSM_LANG_ES },
		{ "en-US,en;q=0.9,es;q=0.8", TSM_LANG_EN },
		{ "de, es ; q=0.2", TSM_LANG_ES },
		{ "de;q=1.0, *;q=0.5, es;q=0.7", TSM_LANG_ES },
		{ "*", TSM_LANG_EN },
		{ "es;q=0", TSM_LANG_EN },
		{ "en;q=0.001,es;q=0.002", TSM_LANG_ES },
		{ "es;q=2", TSM_LANG_EN },
		{ "es;q=x", TSM_LANG_EN },
		{ "es;level=1", TSM_LANG_EN },
		{ ",,;;,es", TSM_LANG_ES },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(tsm_lang_accept(rows[i].header), rows[i].lang);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(found),
		cmocka_unit_test(sorted),
		cmocka_unit_test(tags),
		cmocka_unit_test(wishes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
