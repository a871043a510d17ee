/* Public links and how they come back: testamur/badge/link.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "counting.h"
#include "testamur/badge/link.h"
#include "testamur/badge/qr.h"

static void new_id(uint64_t *seed, char out[TSM_SHORT_ID])
{
	const struct tsm_random random = { counting_fill, seed };
	assert_int_equal(tsm_short_id_new(&random, out), TSM_OK);
}

typedef enum tsm_status link_function(
    struct tsm_str public_url, const char *id, struct tsm_buf *out);

static void check_link(
    link_function *function, const char *url, const char *id, const char *want)
{
	char text[200];
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_int_equal(function(tsm_str(url), id, &out), TSM_OK);
	(void)snprintf(text, sizeof(text), "%s%s", want, id);
	assert_string_equal(tsm_buf_cstr(&out), text);
	tsm_buf_release(&out);
}

static void links_are_written(void **state)
{
	uint64_t seed = 11;
	char id[TSM_SHORT_ID];
	(void)state;
	new_id(&seed, id);
	check_link(tsm_link_credential, "https://badges.example.org", id,
	    "https://badges.example.org/V/");
	check_link(tsm_link_credential, "https://badges.example.org/", id,
	    "https://badges.example.org/V/");
	check_link(tsm_link_qr, "https://badges.example.org", id,
	    "HTTPS://BADGES.EXAMPLE.ORG/V/");
	check_link(tsm_link_qr, "http://127.0.0.1:8080", id,
	    "HTTP://127.0.0.1:8080/V/");
	check_link(tsm_link_qr, "https://example.org/Badges/", id,
	    "HTTPS://EXAMPLE.ORG/Badges/V/");
	check_link(tsm_link_printed, "https://badges.example.org", id,
	    "badges.example.org/V/");
	check_link(tsm_link_printed, "http://127.0.0.1:8080", id,
	    "http://127.0.0.1:8080/V/");
}

static void wrong_parts_are_refused(void **state)
{
	static const char *const urls[] = { "", "example.org",
		"ftp://example.org", "https://", "https://a.example?q",
		"https://a.example#f", "https://u@a.example",
		"https://a.example/ b" };
	uint64_t seed = 12;
	char id[TSM_SHORT_ID];
	struct tsm_buf out;
	(void)state;
	new_id(&seed, id);
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		assert_int_equal(
		    tsm_link_qr(tsm_str(urls[i]), id, &out), TSM_E_VALUE);
	struct tsm_str url = TSM_STR("https://a.example");
	assert_int_equal(tsm_link_qr(url, "", &out), TSM_E_VALUE);
	assert_int_equal(tsm_link_qr(url, NULL, &out), TSM_E_VALUE);
	id[3] = id[3] == '2' ? '3' : '2';
	assert_int_equal(tsm_link_qr(url, id, &out), TSM_E_VALUE);
	assert_int_equal(out.len, 0);
}

static void qr_of_a_link_is_version_3(void **state)
{
	uint64_t seed = 13;
	char id[TSM_SHORT_ID];
	struct tsm_buf out;
	struct tsm_qr qr;
	(void)state;
	new_id(&seed, id);
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    tsm_link_qr(tsm_str("https://badges.example.org"), id, &out),
	    TSM_OK);
	assert_int_equal(
	    tsm_qr_encode(tsm_buf_str(&out), TSM_QR_M, &qr, NULL), TSM_OK);
	assert_int_equal(qr.version, 3);
	assert_true(qr.alphanumeric);
	tsm_qr_release(&qr);
	tsm_buf_release(&out);
}

static void ids_are_grouped_by_four(void **state)
{
	char out[TSM_LINK_GROUPED];
	(void)state;
	assert_string_equal(
	    tsm_link_group_id("0123456789ABCDEFGHJKMNPQRST", out),
	    "0123 4567 89AB CDEF GHJK MNPQ RST");
	assert_string_equal(tsm_link_group_id("0123", out), "");
	assert_string_equal(tsm_link_group_id(NULL, out), "");
}

static void check_found(
    const char *typed, const char *id, enum tsm_link_layout layout)
{
	char out[TSM_SHORT_ID] = "";
	enum tsm_link_layout got = TSM_LINK_AS_TYPED;
	enum tsm_status status = tsm_link_find_id(tsm_str(typed), out, &got);
	if (status != TSM_OK)
		print_message("not found in: %s\n", typed);
	assert_int_equal(status, TSM_OK);
	assert_string_equal(out, id);
	assert_int_equal(got, layout);
}

static void found_in_what_people_type(void **state)
{
	static const char *const forms[] = { "%s", " %s\r\n",
		"https://badges.example.org/V/%s",
		"HTTPS://BADGES.EXAMPLE.ORG/V/%s", "badges.example.org/V/%s",
		"https://badges.example.org/V/%s/certificate.pdf",
		"https://badges.example.org/V/%s/badge.png?size=600#top",
		"https://abcdefghijklmnopqrstuvwxyza.example/V/%s",
		"urn:x:0123456789ABCDEFGHJKMNPQRST:%s",
		"HTTPS\xc3\x96--BADGES.EXAMPLE.ORG-V-%s" };
	uint64_t seed = 14;
	char id[TSM_SHORT_ID];
	char grouped[TSM_LINK_GROUPED];
	char typed[300];
	(void)state;
	for (int round = 0; round < 50; round++) {
		new_id(&seed, id);
		for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
			(void)snprintf(
			    typed, sizeof(typed), "HTTPS://X/%s", id);
			char *at = typed;
			const char *percent = strchr(forms[i], '%');
			size_t before = (size_t)(percent - forms[i]);
			memcpy(at, forms[i], before);
			memcpy(at + before, id, TSM_SHORT_ID_LEN);
			memcpy(at + before + TSM_SHORT_ID_LEN, percent + 2,
			    strlen(percent + 2) + 1);
			check_found(typed, id, TSM_LINK_AS_TYPED);
		}
		tsm_link_group_id(id, grouped);
		check_found(grouped, id, TSM_LINK_AS_TYPED);
		(void)snprintf(typed, sizeof(typed),
		    "https://badges.example.org/V/%s ", grouped);
		check_found(typed, id, TSM_LINK_AS_TYPED);
		for (char *c = grouped; *c != '\0'; c++)
			*c = *c == ' ' ? '-' : tsm_to_lower(*c);
		check_found(grouped, id, TSM_LINK_AS_TYPED);
	}
}

/* What a computer with another layout shows of a scanner's keystrokes. */
static void garble(
    const char *from, const char *to, const char *text, char *out)
{
	size_t len = 0;
	for (; *text != '\0'; text++) {
		const char *at = strchr(from, *text);
		out[len++] = at != NULL ? to[at - from] : *text;
	}
	out[len] = '\0';
}

static void found_behind_another_layout(void **state)
{
	uint64_t seed = 15;
	int qwertz = 0;
	int azerty = 0;
	(void)state;
	for (int round = 0; round < 300; round++) {
		char id[TSM_SHORT_ID];
		char shown[TSM_SHORT_ID];
		char typed[100];
		char out[TSM_SHORT_ID];
		new_id(&seed, id);
		garble("YZ", "ZY", id, shown);
		(void)snprintf(typed, sizeof(typed),
		    "HTTPS\xc3\x96--BADGES.EXAMPLE.ORG-V-%s", shown);
		if (strcmp(shown, id) != 0 &&
		    tsm_short_id_parse(tsm_str(shown), out) != TSM_OK) {
			enum tsm_link_layout layout;
			enum tsm_status status =
			    tsm_link_find_id(tsm_str(typed), out, &layout);
			/* rarely another layout fits as well */
			if (status != TSM_E_AMBIGUOUS) {
				check_found(typed, id, TSM_LINK_QWERTZ);
				qwertz++;
			}
		}
		garble("AQZW", "QAWZ", id, shown);
		(void)snprintf(typed, sizeof(typed),
		    "HTTPSM!!BQDGES:EXQ;PLE:ORG!V!%s", shown);
		if (strcmp(shown, id) != 0 &&
		    tsm_short_id_parse(tsm_str(shown), out) != TSM_OK) {
			enum tsm_status status =
			    tsm_link_find_id(tsm_str(typed), out, NULL);
			if (status != TSM_E_AMBIGUOUS) {
				check_found(typed, id, TSM_LINK_AZERTY);
				azerty++;
			}
		}
	}
	assert_true(qwertz > 200);
	assert_true(azerty > 200);
}

static void found_behind_french_digits(void **state)
{
	/* the number row of a French keyboard without shift */
	static const char *const row[] = { "\xc3\xa0", "&", "\xc3\xa9", "\"",
		"'", "(", "-", "\xc3\xa8", "_", "\xc3\xa7" };
	uint64_t seed = 16;
	int found = 0;
	(void)state;
	for (int round = 0; round < 100; round++) {
		char id[TSM_SHORT_ID];
		char typed[200] = "HTTPS!";
		char letters[TSM_SHORT_ID];
		char out[TSM_SHORT_ID];
		new_id(&seed, id);
		garble("AQZWM", "QAWZ?", id, letters);
		size_t len = strlen(typed);
		for (const char *c = letters; *c != '\0'; c++) {
			if (tsm_is_digit(*c)) {
				size_t more = strlen(row[*c - '0']);
				memcpy(typed + len, row[*c - '0'], more);
				len += more;
			} else {
				typed[len++] = *c;
			}
		}
		typed[len] = '\0';
		enum tsm_status status =
		    tsm_link_find_id(tsm_str(typed), out, NULL);
		if (status == TSM_OK) {
			check_found(typed, id, TSM_LINK_AZERTY_DIGITS);
			found++;
		}
	}
	assert_true(found > 95);
}

static void a_wrong_character_is_no_id(void **state)
{
	uint64_t seed = 17;
	int wrong = 0;
	int repaired = 0;
	(void)state;
	for (int round = 0; round < 500; round++) {
		char id[TSM_SHORT_ID];
		char out[TSM_SHORT_ID];
		enum tsm_link_layout layout;
		new_id(&seed, id);
		id[10] = id[10] == '5' ? '6' : '5';
		enum tsm_status status =
		    tsm_link_find_id(tsm_str(id), out, &layout);
		if (status == TSM_E_VALUE || status == TSM_E_AMBIGUOUS) {
			wrong++;
		} else {
			/* a layout fits by chance, and it says so */
			assert_int_equal(status, TSM_OK);
			assert_int_not_equal(layout, TSM_LINK_AS_TYPED);
			repaired++;
		}
	}
	assert_true(wrong > 400);
	assert_true(repaired > 0);
}

/* One layout and no other: also where as it was typed an id is sound. */
static void one_layout(void **state)
{
	static const char shown[] = "HTTPS//-B.EXAMPLE-V-";
	uint64_t seed = 23;
	char text[80], id[TSM_SHORT_ID], out[TSM_SHORT_ID];

	(void)state;
	for (int round = 0; round < 300; round++) {
		new_id(&seed, id);
		(void)snprintf(text, sizeof(text), "%s%s", shown, id);
		assert_int_equal(
		    tsm_link_read(tsm_str(text), TSM_LINK_AS_TYPED, out),
		    TSM_OK);
		assert_string_equal(out, id);
		for (char *c = text; *c != '\0'; c++)
			*c = (char)(*c == 'Y' ? 'Z' : *c == 'Z' ? 'Y' : *c);
		assert_int_equal(
		    tsm_link_read(tsm_str(text), TSM_LINK_QWERTZ, out), TSM_OK);
		assert_string_equal(out, id);
	}
	assert_int_equal(tsm_link_read(tsm_str("hello"), TSM_LINK_AZERTY, out),
	    TSM_E_SYNTAX);
	text[strlen(text) - 1] = text[strlen(text) - 1] == '1' ? '2' : '1';
	assert_int_equal(
	    tsm_link_read(tsm_str(text), TSM_LINK_QWERTZ, out), TSM_E_VALUE);
}

static void nothing_like_an_id(void **state)
{
	static const char *const texts[] = { "", " ", "hello",
		"https://badges.example.org/", "0123456789ABCDEFGHJKMNPQRS",
		"0123456789ABCDEFGHJKMNPQRSTVW", "\xff", "V/-" };
	static char large[TSM_LINK_TYPED_MAX + 1];
	char out[TSM_SHORT_ID];
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(tsm_link_find_id(tsm_str(texts[i]), out, NULL),
		    TSM_E_SYNTAX);
	memset(large, 'A', sizeof(large));
	assert_int_equal(
	    tsm_link_find_id(tsm_str_n(large, sizeof(large)), out, NULL),
	    TSM_E_LIMIT);
	assert_int_equal(
	    tsm_link_find_id(tsm_str_n(large, sizeof(large) - 1), out, NULL),
	    TSM_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_are_written),
		cmocka_unit_test(wrong_parts_are_refused),
		cmocka_unit_test(qr_of_a_link_is_version_3),
		cmocka_unit_test(ids_are_grouped_by_four),
		cmocka_unit_test(found_in_what_people_type),
		cmocka_unit_test(found_behind_another_layout),
		cmocka_unit_test(found_behind_french_digits),
		cmocka_unit_test(a_wrong_character_is_no_id),
		cmocka_unit_test(one_layout),
		cmocka_unit_test(nothing_like_an_id),
	};
	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
