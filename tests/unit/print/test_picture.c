/* Badge pictures, previews and QR pictures: testamur/print/picture.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <string.h>

#include "../../../src/print/colour.h"
#include "lsan.h"
#include "testamur/print/picture.h"
#include "testamur/print/qr_png.h"

static const struct tsm_badge_art arts[] = {
	{ "Ally", "A Union of Teachers", "#1f4e79", NULL },
	{ "Restorative Practices for Rural and Remote Elementary Classrooms, "
	  "with Distinction and a Supervised Field Placement in Three "
	  "Consecutive School Years at Partner Districts of the University",
	    "A University with a Name of Great Length, College of Education",
	    "#f2c14e", "Micro-credential" },
	{ "Wirtschaftsprüfungsgesellschaftsangestelltenfortbildung",
	    "Österreich", "#ffffff", "Abzeichen" },
	{ "\xd8\xb4\xd9\x87\xd8\xa7\xd8\xaf\xd8\xa9", "\xd7\x90\xd7\x91",
	    "#000000", NULL },
	{ "\xe6\x95\x99\xe8\x82\xb2", "\xe5\xa4\xa7\xe5\xad\xa6", NULL, NULL },
};

#define ARTS (sizeof(arts) / sizeof(arts[0]))

static uint32_t be32(const char *at)
{
	const unsigned char *b = (const unsigned char *)at;
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
}

static void assert_png(
    const struct tsm_buf *png, uint32_t width, uint32_t height)
{
	assert_true(png->len > 100);
	assert_memory_equal(png->data, "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal(be32(png->data + 16), width);
	assert_int_equal(be32(png->data + 20), height);
	assert_memory_equal(png->data + png->len - 8, "IEND", 4);
}

static void pictures_have_their_size(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARTS; i++) {
		struct tsm_buf out;
		tsm_buf_init(&out, 0);
		assert_int_equal(tsm_print_badge(&arts[i], &out, NULL), TSM_OK);
		assert_png(&out, TSM_BADGE_SIZE, TSM_BADGE_SIZE);
		tsm_buf_clear(&out);
		assert_int_equal(
		    tsm_print_preview(&arts[i], &out, NULL), TSM_OK);
		assert_png(&out, TSM_PREVIEW_WIDTH, TSM_PREVIEW_HEIGHT);
		/* social sites refuse pictures of 5 MB and more */
		assert_true(out.len < 1000000);
		tsm_buf_release(&out);
	}
}

static void same_input_same_bytes(void **state)
{
	struct tsm_buf one;
	struct tsm_buf two;
	(void)state;
	tsm_buf_init(&one, 0);
	tsm_buf_init(&two, 0);
	assert_int_equal(tsm_print_badge(&arts[1], &one, NULL), TSM_OK);
	assert_int_equal(tsm_print_badge(&arts[1], &two, NULL), TSM_OK);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.data, two.data, one.len);
	tsm_buf_clear(&two);
	assert_int_equal(tsm_print_badge(&arts[0], &two, NULL), TSM_OK);
	assert_true(
	    one.len != two.len || memcmp(one.data, two.data, one.len) != 0);
	tsm_buf_release(&two);
	tsm_buf_release(&one);
}

/* Outlines in its size: no font, no picture, nothing that runs. */
static void svg_needs_nothing_else(void **state)
{
	static const char *const absent[] = { "<text", "<image", "<script",
		"font-family", "href=\"http", "NaN", "inf" };
	(void)state;
	for (size_t i = 0; i < ARTS; i++) {
		struct tsm_buf out;
		tsm_buf_init(&out, 0);
		assert_int_equal(
		    tsm_print_badge_svg(&arts[i], &out, NULL), TSM_OK);
		const char *text = tsm_buf_cstr(&out);
		assert_non_null(strstr(text, "viewBox=\"0 0 600 600\""));
		assert_non_null(strstr(text, "width=\"600px\""));
		assert_non_null(strstr(text, "<path"));
		for (size_t k = 0; k < sizeof(absent) / sizeof(*absent); k++)
			assert_null(strstr(text, absent[k]));
		assert_true(out.len < 500000);
		tsm_buf_release(&out);
	}
}

static void *draw_all(void *out)
{
	for (size_t i = 0; i < ARTS; i++) {
		if (tsm_print_badge(&arts[i], out, NULL) != TSM_OK ||
		    tsm_print_badge_svg(&arts[i], out, NULL) != TSM_OK)
			return NULL;
	}
	return out;
}

static void threads_draw_the_same(void **state)
{
	pthread_t threads[3];
	struct tsm_buf outs[3];
	(void)state;
	for (int i = 0; i < 3; i++) {
		tsm_buf_init(&outs[i], 0);
		assert_int_equal(
		    pthread_create(&threads[i], NULL, draw_all, &outs[i]), 0);
	}
	for (int i = 0; i < 3; i++) {
		void *result;
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_ptr_equal(result, &outs[i]);
		assert_int_equal(outs[i].len, outs[0].len);
		assert_memory_equal(outs[i].data, outs[0].data, outs[0].len);
	}
	for (int i = 0; i < 3; i++)
		tsm_buf_release(&outs[i]);
}

static void wrong_texts_are_refused(void **state)
{
	static char text[TSM_PRINT_TEXT_MAX + 2];
	static const struct {
		struct tsm_badge_art art;
		enum tsm_status status;
		const char *where;
	} rows[] = {
		{ { NULL, "I", NULL, NULL }, TSM_E_MISSING, "title" },
		{ { "", "I", NULL, NULL }, TSM_E_MISSING, "title" },
		{ { "T", NULL, NULL, NULL }, TSM_E_MISSING, "issuer" },
		{ { "\xff", "I", NULL, NULL }, TSM_E_VALUE, "title" },
		{ { "a\nb", "I", NULL, NULL }, TSM_E_VALUE, "title" },
		{ { "T", "a\x7f", NULL, NULL }, TSM_E_VALUE, "issuer" },
		{ { "T", "a\xe2\x80\xae", NULL, NULL }, TSM_E_VALUE, "issuer" },
		{ { "T", "I", NULL, "\x01" }, TSM_E_VALUE, "label" },
		{ { "T", "I", "red", NULL }, TSM_E_VALUE, "colour" },
		{ { text, "I", NULL, NULL }, TSM_E_LIMIT, "title" },
	};
	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tsm_buf out;
		struct tsm_error err = { 0 };
		tsm_buf_init(&out, 0);
		assert_int_equal(
		    tsm_print_badge(&rows[i].art, &out, &err), rows[i].status);
		assert_string_equal(err.where, rows[i].where);
		assert_int_equal(tsm_print_preview(&rows[i].art, &out, NULL),
		    rows[i].status);
		assert_int_equal(out.len, 0);
	}
}

static void colours(void **state)
{
	static const char *const wrong[] = { "", "#", "red", "#12345",
		"#1234567", "#12345g", "123456#" };
	(void)state;
	assert_true(tsm_print_colour_valid("#00ffAA"));
	assert_false(tsm_print_colour_valid(NULL));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(tsm_print_colour_valid(wrong[i]));
}

/* WCAG 2.2, 1.4.3, on every colour of a coarse cube. */
static void lettering_has_contrast(void **state)
{
	(void)state;
	assert_true(rgb_contrast(RGB_BLACK, RGB_WHITE) > 20.99);
	for (int i = 0; i < 16 * 16 * 16; i++) {
		const struct rgb c = { i % 16 / 15.0, i / 16 % 16 / 15.0,
			i / 256 / 15.0 };
		assert_true(rgb_contrast(rgb_lettering(c), c) >= 4.5);
		assert_true(rgb_contrast(rgb_on_white(c), RGB_WHITE) >= 4.5);
	}
}

static void qr_pictures(void **state)
{
	static const unsigned char modules[21 * 21] = { 1, 0, 1 };
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_print_qr_png(modules, 21, 0, &out, NULL), TSM_OK);
	assert_png(&out, 29 * 8, 29 * 8);
	tsm_buf_clear(&out);
	assert_int_equal(tsm_print_qr_png(modules, 21, 64, &out, NULL), TSM_OK);
	assert_png(&out, 29 * 64, 29 * 64);
	tsm_buf_clear(&out);
	assert_int_equal(
	    tsm_print_qr_png(modules, 21, 65, &out, NULL), TSM_E_VALUE);
	assert_int_equal(
	    tsm_print_qr_png(modules, 20, 8, &out, NULL), TSM_E_VALUE);
	assert_int_equal(
	    tsm_print_qr_png(modules, 181, 8, &out, NULL), TSM_E_VALUE);
	assert_int_equal(out.len, 0);
	tsm_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_have_their_size),
		cmocka_unit_test(svg_needs_nothing_else),
		cmocka_unit_test(same_input_same_bytes),
		cmocka_unit_test(threads_draw_the_same),
		cmocka_unit_test(wrong_texts_are_refused),
		cmocka_unit_test(colours),
		cmocka_unit_test(lettering_has_contrast),
		cmocka_unit_test(qr_pictures),
	};
	return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
