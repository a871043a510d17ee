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

static bool is_dark(const struct tsm_qr *qr, int x, int y)
{
	return qr->modules[y * (int)qr->size + x] == 1;
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
			assert_int_equal(is_dark(&qr, x, y), dark);
			assert_int_equal(is_dark(&qr, 14 + x, y), dark);
			assert_int_equal(is_dark(&qr, x, 14 + y), dark);
		}
	}
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(public_links_are_version_3),
		cmocka_unit_test(finders_stand_in_three_corners),
		cmocka_unit_test(texts_that_do_not_fit),
	};
	return cmocka_run_group_tests_name("QR", tests, NULL, NULL);
}
