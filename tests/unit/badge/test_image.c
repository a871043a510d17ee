/* Kinds of pictures and the check of supplied ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "make_png.h"
#include "testamur/badge/image.h"
#include "testamur/base/limits.h"

/* SOI, a comment, a frame of 3 x 2, a scan with stuffing and restart, EOI */
static const char jpeg[] =
    "\xff\xd8\xff\xfe\0\4hi\xff\xc0\0\x0b\x08\0\2\0\3\1\1\x11\0"
    "\xff\xda\0\x08\1\1\0\0\x3f\0ab\xff\0c\xff\xd0"
    "d\xff\xff\xd9";
#define JPEG_LEN (sizeof(jpeg) - 1)

static void kinds(void **state)
{
	(void)state;
	assert_int_equal(tsm_image_kind(PNG_SIGNATURE, 8), TSM_IMAGE_PNG);
	assert_int_equal(tsm_image_kind(PNG_SIGNATURE, 7), TSM_IMAGE_NONE);
	assert_int_equal(tsm_image_kind("\xff\xd8\xff", 3), TSM_IMAGE_JPEG);
	assert_int_equal(tsm_image_kind("\xef\xbb\xbf\n <", 6), TSM_IMAGE_SVG);
	assert_int_equal(tsm_image_kind("{}", 2), TSM_IMAGE_NONE);
	assert_int_equal(tsm_image_kind("", 0), TSM_IMAGE_NONE);
}

static void sides_are_told(void **state)
{
	struct tsm_image_info info;
	struct tsm_buf image;
	(void)state;
	tsm_buf_init(&image, 0);
	make_begin(&image);
	make_end(&image);
	assert_int_equal(
	    tsm_image_check(image.data, image.len, &info, NULL), TSM_OK);
	assert_int_equal(info.kind, TSM_IMAGE_PNG);
	assert_int_equal(info.width, 1);
	assert_int_equal(info.height, 1);
	tsm_buf_release(&image);
	assert_int_equal(tsm_image_check(jpeg, JPEG_LEN, &info, NULL), TSM_OK);
	assert_int_equal(info.kind, TSM_IMAGE_JPEG);
	assert_int_equal(info.width, 3);
	assert_int_equal(info.height, 2);
	static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg'/>";
	assert_int_equal(
	    tsm_image_check(svg, sizeof(svg) - 1, &info, NULL), TSM_OK);
	assert_int_equal(info.kind, TSM_IMAGE_SVG);
	assert_int_equal(info.width, 0);
}

static void cut_and_lengthened_jpegs(void **state)
{
	struct tsm_image_info info;
	char longer[sizeof(jpeg)];
	(void)state;
	for (size_t len = 3; len < JPEG_LEN; len++)
		assert_int_equal(
		    tsm_image_check(jpeg, len, &info, NULL), TSM_E_SYNTAX);
	memcpy(longer, jpeg, sizeof(jpeg)); /* with its NUL */
	assert_int_equal(
	    tsm_image_check(longer, sizeof(longer), &info, NULL), TSM_E_SYNTAX);
}

static void huge_sides_are_a_limit(void **state)
{
	struct tsm_image_info info;
	struct tsm_error err = { 0 };
	struct tsm_buf image;
	(void)state;
	tsm_buf_init(&image, 0);
	tsm_buf_add(&image, PNG_SIGNATURE, 8);
	make_chunk(&image, "IHDR", "\0\0\x75\x30\0\0\x75\x30\x08\0\0\0\0",
	    13); /* 30000 x 30000 */
	make_end(&image);
	assert_int_equal(
	    tsm_image_check(image.data, image.len, &info, &err), TSM_E_LIMIT);
	assert_int_equal(err.status, TSM_E_LIMIT);
	tsm_buf_release(&image);
}

static void other_files(void **state)
{
	struct tsm_image_info info;
	(void)state;
	assert_int_equal(
	    tsm_image_check("GIF89a", 6, &info, NULL), TSM_E_UNSUPPORTED);
	assert_int_equal(
	    tsm_image_check("<svg/>", 6, &info, NULL), TSM_E_SYNTAX);
	assert_int_equal(
	    tsm_image_check("", TSM_IMAGE_MAX + 1, &info, NULL), TSM_E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(sides_are_told),
		cmocka_unit_test(cut_and_lengthened_jpegs),
		cmocka_unit_test(huge_sides_are_a_limit),
		cmocka_unit_test(other_files),
	};
	return cmocka_run_group_tests_name("images", tests, NULL, NULL);
}
