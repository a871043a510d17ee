/* Dates, kinds and reasons in words, in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/base/wording.h"

#define EN TSM_LANG_EN
#define ES TSM_LANG_ES

static void days(void **state)
{
	static const struct {
		const char *from, *until;
		const char *en, *es;
	} rows[] = {
		{ "2021-11-19", "2021-12-17", "19 November to 17 December 2021",
		    "19 de noviembre a 17 de diciembre de 2021" },
		{ "2024-05-03", "2024-05-05", "3 to 5 May 2024",
		    "3 a 5 de mayo de 2024" },
		{ "2023-12-30", "2024-01-02",
		    "30 December 2023 to 2 January 2024",
		    "30 de diciembre de 2023 a 2 de enero de 2024" },
		{ "2024-05-03", "2024-05-03", "3 May 2024",
		    "3 de mayo de 2024" },
		{ NULL, "2024-05-03", "3 May 2024", "3 de mayo de 2024" },
		{ "2024-05-03", "soon", "3 May 2024", "3 de mayo de 2024" },
		{ NULL, NULL, NULL, NULL },
		{ "2024-13-03", "2024-05", NULL, NULL },
	};
	char out[TSM_WORDING_PERIOD];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *en =
		    tsm_wording_days(EN, rows[i].from, rows[i].until, out);
		if (rows[i].en == NULL) {
			assert_null(en);
			continue;
		}
		assert_string_equal(en, rows[i].en);
		assert_string_equal(
		    tsm_wording_days(ES, rows[i].from, rows[i].until, out),
		    rows[i].es);
	}
}

static void validity(void **state)
{
	char out[TSM_WORDING_PERIOD];

	(void)state;
	assert_string_equal(
	    tsm_wording_validity(EN, "2024-05-03", "2024-06-01", out),
	    "3 May to 1 June 2024");
	assert_string_equal(tsm_wording_validity(EN, "2024-05-03", NULL, out),
	    "from 3 May 2024");
	assert_string_equal(tsm_wording_validity(ES, NULL, "2024-05-03", out),
	    "hasta el 3 de mayo de 2024");
	assert_null(tsm_wording_validity(EN, NULL, NULL, out));
}

/* The day that the author wrote, not that of UTC. */
static void instants(void **state)
{
	char out[TSM_WORDING];

	(void)state;
	assert_string_equal(
	    tsm_wording_day(EN, "2024-05-03T23:30:00-06:00", out),
	    "3 May 2024");
	assert_null(tsm_wording_day(EN, "2024-05-03T23:30:00", out));
	assert_null(tsm_wording_day(EN, NULL, out));
	assert_string_equal(tsm_wording_instant(EN, 1639749900, true, out),
	    "17 December 2021, 14:05 UTC");
	assert_string_equal(tsm_wording_instant(ES, 1639749900, false, out),
	    "17 de diciembre de 2021");
	assert_string_equal(tsm_wording_instant(EN, INT64_MAX, true, out), "");
}

static void sentences(void **state)
{
	static const struct {
		enum tsm_lang lang;
		const char *text;
		const char *words;
	} rows[] = {
		{ EN, "It is valid from 2021-12-20T07:05:00Z.",
		    "It is valid from 20 December 2021, 07:05 UTC." },
		{ ES, "WG-77 (2021-07-01 a 2022-06-30), y",
		    "WG-77 (1 de julio de 2021 a 30 de junio de 2022), y" },
		{ EN, "2021-07-01", "1 July 2021" },
		{ EN, "", "" },
		/* neither a day nor an instant, or not by itself */
		{ EN, "2021-13-01 2021-07-01T25:00:00Z 12-3 2021-07-011",
		    "2021-13-01 2021-07-01T25:00:00Z 12-3 2021-07-011" },
		{ EN, "2021-07-01T00:00:00 2021-07-01T00:00:00+00:00",
		    "2021-07-01T00:00:00 2021-07-01T00:00:00+00:00" },
		{ EN, "https://x.example/2021-07-01 \"2021-07-01\" a2021-07-01",
		    "https://x.example/2021-07-01 \"2021-07-01\" "
		    "a2021-07-01" },
		/* where the text ends, too */
		{ EN, "2021-07-01T00:00:00", "2021-07-01T00:00:00" },
		{ EN, "2021-07-01/x 2021-07-01T", "2021-07-01/x 2021-07-01T" },
	};
	struct tsm_buf out;

	(void)state;
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tsm_buf_clear(&out);
		tsm_wording_dates(rows[i].lang, rows[i].text, &out);
		assert_string_equal(tsm_buf_cstr(&out), rows[i].words);
	}
	tsm_buf_release(&out);
}

static void kinds(void **state)
{
	static const char own[] = "ext:Sill-Gardening";
	char longer[2 * TSM_WORDING];
	char out[TSM_WORDING];

	(void)state;
	assert_string_equal(
	    tsm_wording_achievement_type(EN, "CertificateOfCompletion", out),
	    "Certificate of completion");
	assert_string_equal(
	    tsm_wording_achievement_type(ES, "MicroCredential", out),
	    "Microcredencial");
	assert_ptr_equal(tsm_wording_achievement_type(ES, own, out), own);
	assert_null(tsm_wording_achievement_type(EN, NULL, out));
	memset(longer, 'A', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_ptr_equal(tsm_wording_achievement_type(EN, longer, out), longer);
	assert_string_equal(
	    tsm_wording_reason(EN, "issued-in-error"), "issued in error");
	assert_string_equal(
	    tsm_wording_reason(ES, "misconduct"), tsm_say(ES, "misconduct"));
	assert_string_equal(tsm_wording_reason(EN, "own"), "own");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days),
		cmocka_unit_test(validity),
		cmocka_unit_test(instants),
		cmocka_unit_test(sentences),
		cmocka_unit_test(kinds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
