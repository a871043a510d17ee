/* QR matrices: testamur/badge/qr.h, ISO/IEC 18004. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/badge/qr.h"

#define ID "7ZZZZZZZZZZZZZZZZZZZZZZZZZA" /* 27 characters */

static unsigned version_of(
    const char *text, enum tsm_qr_level level, bool *alphanumeric)
{
	struct tsm_qr qr;
	assert_int_equal(
	    tsm_qr_encode(tsm_str(text), level, &qr, NULL), TSM_OK);
	unsigned version = qr.version;
	*alphanumeric = qr.alphanumeric;
	assert_int_equal(qr.size, 17 + 4 * version);
	assert_int_equal(qr.level, level);
	tsm_qr_release(&qr);
	assert_null(qr.modules);
	return version;
}

static void public_links_are_version_3(void **state)
{
	bool alphanumeric;
	(void)state;
	assert_int_equal(version_of("HTTPS://BADGES.EXAMPLE.ORG/V/" ID,
			     TSM_QR_M, &alphanumeric),
	    3);
	assert_true(alphanumeric);
	/* a host of 23 characters is the longest: 8 + 23 + 3 + 27 = 61 */
	assert_int_equal(version_of("HTTPS://12345678901234567890123/V/" ID,
			     TSM_QR_M, &alphanumeric),
	    3);
	assert_int_equal(version_of("HTTPS://123456789012345678901234/V/" ID,
			     TSM_QR_M, &alphanumeric),
	    4);
	assert_int_equal(version_of("https://badges.example.org/V/" ID,
			     TSM_QR_M, &alphanumeric),
	    4);
	assert_false(alphanumeric);
	assert_int_equal(version_of("HTTPS://BADGES.EXAMPLE.ORG/V/" ID,
			     TSM_QR_Q, &alphanumeric),
	    4);
	assert_int_equal(version_of("HTTPS://BADGES.EXAMPLE.ORG/V/" ID,
			     TSM_QR_L, &alphanumeric),
	    3);
	assert_int_equal(version_of("HTTPS://BADGES.EXAMPLE.ORG/V/" ID,
			     TSM_QR_H, &alphanumeric),
	    5);
}

static void finders_stand_in_three_corners(void **state)
{
	static const char *const finder[7] = { "1111111", "1000001", "1011101",
		"1011101", "1011101", "1000001", "1111111" };
	struct tsm_qr qr;
	(void)state;
	assert_int_equal(
	    tsm_qr_encode(tsm_str("A"), TSM_QR_M, &qr, NULL), TSM_OK);
	assert_int_equal(qr.version, 1);
	for (int y = 0; y < 7; y++) {
		for (int x = 0; x < 7; x++) {
			bool dark = finder[y][x] == '1';
			assert_int_equal(tsm_qr_dark(&qr, x, y), dark);
			assert_int_equal(tsm_qr_dark(&qr, 14 + x, y), dark);
			assert_int_equal(tsm_qr_dark(&qr, x, 14 + y), dark);
		}
	}
	assert_false(tsm_qr_dark(&qr, -1, 0));
	assert_false(tsm_qr_dark(&qr, 0, 21));
	for (size_t i = 0; i < 441; i++)
		assert_true(qr.modules[i] <= 1);
	tsm_qr_release(&qr);
}

static void texts_that_do_not_fit(void **state)
{
	static char text[8000];
	struct tsm_qr qr;
	(void)state;
	memset(text, 'A', sizeof(text));
	assert_int_equal(
	    tsm_qr_encode(tsm_str(""), TSM_QR_M, &qr, NULL), TSM_E_VALUE);
	assert_int_equal(
	    tsm_qr_encode(tsm_str_n("A\0B", 3), TSM_QR_M, &qr, NULL),
	    TSM_E_VALUE);
	assert_int_equal(
	    tsm_qr_encode(tsm_str_n(text, 8000), TSM_QR_M, &qr, NULL),
	    TSM_E_LIMIT);
	assert_int_equal(
	    tsm_qr_encode(tsm_str_n(text, 3392), TSM_QR_M, &qr, NULL),
	    TSM_E_LIMIT);
	assert_int_equal(
	    tsm_qr_encode(tsm_str_n(text, 3391), TSM_QR_M, &qr, NULL), TSM_OK);
	assert_int_equal(qr.version, 40);
	tsm_qr_release(&qr);
}

static void svg_has_quiet_zone_and_label(void **state)
{
	struct tsm_qr qr;
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    tsm_qr_encode(tsm_str("A"), TSM_QR_M, &qr, NULL), TSM_OK);
	assert_int_equal(tsm_qr_svg(&qr, "a\"<b>&c", &out), TSM_OK);
	assert_non_null(strstr(out.data, "viewBox=\"0 0 29 29\""));
	assert_non_null(
	    strstr(out.data, "aria-label=\"a&quot;&lt;b&gt;&amp;c\""));
	assert_non_null(strstr(out.data, "<path d=\"M4 4h7v1h-7z"));
	assert_null(strstr(out.data, "style"));
	tsm_buf_clear(&out);
	assert_int_equal(tsm_qr_svg(&qr, "\xff", &out), TSM_E_VALUE);
	assert_int_equal(tsm_qr_svg(&qr, "a\nb", &out), TSM_E_VALUE);
	assert_int_equal(out.len, 0);
	assert_int_equal(tsm_qr_svg(&qr, NULL, &out), TSM_OK);
	assert_null(strstr(out.data, "aria-label"));
	tsm_buf_release(&out);
	tsm_qr_release(&qr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(public_links_are_version_3),
		cmocka_unit_test(finders_stand_in_three_corners),
		cmocka_unit_test(texts_that_do_not_fit),
		cmocka_unit_test(svg_has_quiet_zone_and_label),
	};
	return cmocka_run_group_tests_name("QR", tests, NULL, NULL);
}
