/* QR codes of pictures and documents, in this process: decode/decode.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../print/lsan.h"
#include "crc32.h"
#include "qr_sample.h"
#include "testamur/decode/decode.h"

static enum tsm_status decode(const struct tsm_buf *data)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_decode(data->data, data->len, &arena, texts, &count);
	if (status == TSM_OK) {
		assert_int_equal(count, 1);
		assert_true(tsm_str_is(texts[0], SAMPLE_TEXT));
	}
	tsm_arena_release(&arena);
	return status;
}

static void png_is_read(void **state)
{
	struct tsm_buf data;

	(void)state;
	tsm_buf_init(&data, 0);
	sample_png(&data);
	assert_int_equal(decode(&data), TSM_OK);
	/* what is cut off is missed, wherever */
	for (size_t len = 8; len < data.len - 60; len += 37) {
		struct tsm_buf part = data;
		part.len = len;
		enum tsm_status status = decode(&part);
		assert_true(status == TSM_E_SYNTAX || status == TSM_OK);
	}
	data.data[20] = 0;
	data.data[21] = 0;
	data.data[22] = 0;
	data.data[23] = 0;
	assert_int_equal(decode(&data), TSM_E_SYNTAX);
	tsm_buf_release(&data);
}

static void jpeg_is_read(void **state)
{
	static const struct {
		int components;
		bool progressive;
		unsigned dark;
		unsigned light;
	} kinds[] = {
		{ 1, false, 0, 255 }, { 3, false, 0, 255 },
		{ 3, true, 20, 230 }, { 1, true, 90, 140 }, /* pale */
		{ 1, false, 255, 0 },                       /* inverted */
		{ 4, false, 0, 255 }, /* Adobe's inks are inverted */
	};
	struct tsm_buf data;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		tsm_buf_init(&data, 0);
		sample_jpeg(&data, kinds[i].components, kinds[i].progressive,
		    kinds[i].dark, kinds[i].light);
		assert_int_equal(decode(&data), TSM_OK);
		data.len /= 3;
		enum tsm_status cut = decode(&data);
		assert_true(cut == TSM_E_SYNTAX || cut == TSM_OK);
		data.len = 20;
		assert_int_equal(decode(&data), TSM_E_SYNTAX);
		tsm_buf_release(&data);
	}
}

static void pdf_is_read(void **state)
{
	struct tsm_buf data;

	(void)state;
	for (unsigned before = 0; before <= TSM_DECODE_PAGES_MAX; before++) {
		tsm_buf_init(&data, 0);
		sample_pdf(&data, before);
		assert_int_equal(decode(&data),
		    before < TSM_DECODE_PAGES_MAX ? TSM_OK : TSM_E_NOT_FOUND);
		tsm_buf_release(&data);
	}
}

/* A PNG header with these sides, and nothing else. */
static enum tsm_status decode_sides(uint32_t width, uint32_t height)
{
	struct tsm_buf data;

	tsm_buf_init(&data, 0);
	sample_png(&data);
	for (unsigned i = 0; i < 4; i++) {
		data.data[16 + i] = (char)(width >> (24 - 8 * i) & 255);
		data.data[20 + i] = (char)(height >> (24 - 8 * i) & 255);
	}
	/* its check sum does not fit any more: libpng warns only of ancillary
	 * chunks, so put it right */
	uint32_t crc = crc32_of(data.data + 12, 17);
	for (unsigned i = 0; i < 4; i++)
		data.data[29 + i] = (char)(crc >> (24 - 8 * i) & 255);
	enum tsm_status status = decode(&data);
	tsm_buf_release(&data);
	return status;
}

static void large_ones_are_refused(void **state)
{
	(void)state;
	assert_int_equal(decode_sides(30000, 30000), TSM_E_LIMIT);
	assert_int_equal(decode_sides(8193, 8192), TSM_E_LIMIT);
	assert_int_equal(decode_sides(1, 0x7fffffff), TSM_E_SYNTAX);
	assert_int_equal(decode_sides(8192, 8192), TSM_E_SYNTAX); /* no data */
}

static void other_things_are_not_read(void **state)
{
	static const char *const others[] = { "", "x", "GIF89a", "\x89PNG",
		"\xff\xd8", "%PDF", "<svg/>", " %PDF-1.4" };
	struct tsm_buf data;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		tsm_buf_init(&data, 0);
		tsm_buf_adds(&data, others[i]);
		assert_int_equal(decode(&data), TSM_E_UNSUPPORTED);
		tsm_buf_release(&data);
	}
	tsm_buf_init(&data, 0);
	tsm_buf_adds(&data, "%PDF-1.4\nnothing");
	assert_int_equal(decode(&data), TSM_E_SYNTAX);
	tsm_buf_clear(&data);
	tsm_buf_adds(&data, "\x89PNG\r\n\x1a\nnothing");
	assert_int_equal(decode(&data), TSM_E_SYNTAX);
	tsm_buf_release(&data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(png_is_read),
		cmocka_unit_test(jpeg_is_read),
		cmocka_unit_test(pdf_is_read),
		cmocka_unit_test(large_ones_are_refused),
		cmocka_unit_test(other_things_are_not_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
