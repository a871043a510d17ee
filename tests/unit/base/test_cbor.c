/* cbor: what is read, what is refused, what is written */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/base/cbor.h"

#define BYTES(literal) tsm_str_n((literal), sizeof(literal) - 1)

/* RFC 8949 appendix A, and the ends of each length. */
static const struct {
	uint64_t value;
	struct tsm_str bytes;
} numbers[] = {
	{ 0, TSM_STR("\x00") },
	{ 23, TSM_STR("\x17") },
	{ 24, TSM_STR("\x18\x18") },
	{ 255, TSM_STR("\x18\xff") },
	{ 256, TSM_STR("\x19\x01\x00") },
	{ 65535, TSM_STR("\x19\xff\xff") },
	{ 65536, TSM_STR("\x1a\x00\x01\x00\x00") },
	{ 4294967295, TSM_STR("\x1a\xff\xff\xff\xff") },
	{ 4294967296, TSM_STR("\x1b\x00\x00\x00\x01\x00\x00\x00\x00") },
	{ UINT64_MAX, TSM_STR("\x1b\xff\xff\xff\xff\xff\xff\xff\xff") },
};

static void test_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct tsm_str in = numbers[i].bytes;
		struct tsm_buf out;
		uint64_t value = 1;
		tsm_buf_init(&out, 0);
		tsm_cbor_put_uint(&out, numbers[i].value);
		assert_int_equal(tsm_buf_status(&out), TSM_OK);
		assert_true(tsm_str_eq(tsm_buf_str(&out), in));
		assert_true(tsm_cbor_take_uint(&in, &value));
		assert_int_equal(value, numbers[i].value);
		assert_int_equal(in.len, 0);
		tsm_buf_release(&out);
	}
}

/* Each is refused as every type, and stays where it was. */
static void test_refused(void **state)
{
	static const struct tsm_str bad[] = {
		TSM_STR(""), TSM_STR("\x20"),    /* -1 */
		TSM_STR("\x18\x17"),             /* longer than needed */
		TSM_STR("\x19\x00\xff"),         /* the same */
		TSM_STR("\x1a\x00\x00\xff\xff"), /* the same */
		TSM_STR("\x1b\x00\x00\x00\x00\xff\xff\xff\xff"),
		TSM_STR("\x18"),         /* cut off */
		TSM_STR("\x19\x01"),     /* the same */
		TSM_STR("\x1c"),         /* reserved */
		TSM_STR("\x1f"),         /* reserved */
		TSM_STR("\x5f\x40\xff"), /* indefinite */
		TSM_STR("\x7f\x60\xff"), /* the same */
		TSM_STR("\x9f\xff"),     /* the same */
		TSM_STR("\xbf\xff"),     /* the same */
		TSM_STR("\x42\x01"),     /* two bytes, of which one is there */
		TSM_STR("\x62\x61"),     /* the same */
		TSM_STR("\x61\xff"),     /* not UTF-8 */
		TSM_STR("\x82\x01"),     /* two items */
		TSM_STR("\xa1\x01"),     /* one pair */
		TSM_STR("\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x00"),
		TSM_STR("\xbb\xff\xff\xff\xff\xff\xff\xff\xff\x00"),
		TSM_STR("\x5b\xff\xff\xff\xff\xff\xff\xff\xff\x00"),
		TSM_STR("\xf5"),         /* true */
		TSM_STR("\xf9\x3c\x00"), /* 1.0 */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct tsm_str in = bad[i];
		struct tsm_str text;
		uint64_t value;
		size_t count;
		assert_false(tsm_cbor_take_uint(&in, &value));
		assert_false(tsm_cbor_take_bytes(&in, &text));
		assert_false(tsm_cbor_take_text(&in, &text));
		assert_false(tsm_cbor_take_array(&in, &count));
		assert_false(tsm_cbor_take_map(&in, &count));
		assert_false(tsm_cbor_take_tag(&in, &value));
		assert_ptr_equal(in.ptr, bad[i].ptr);
		assert_int_equal(in.len, bad[i].len);
	}
}

/* 24000([h'0102', "é", {0: h'', 300: "a"}]) */
static const struct tsm_str document = TSM_STR("\xd9\x5d\xc0\x83"
					       "\x42\x01\x02"
					       "\x62\xc3\xa9"
					       "\xa2\x00\x40\x19\x01\x2c"
					       "\x61"
					       "a");

static void test_document(void **state)
{
	struct tsm_str in = document;
	struct tsm_str text;
	uint64_t value;
	size_t count;
	(void)state;
	assert_true(tsm_cbor_take_tag(&in, &value) && value == 24000);
	assert_true(tsm_cbor_take_array(&in, &count) && count == 3);
	assert_false(tsm_cbor_take_text(&in, &text));
	assert_true(tsm_cbor_take_bytes(&in, &text));
	assert_true(tsm_str_eq(text, BYTES("\x01\x02")));
	assert_false(tsm_cbor_take_bytes(&in, &text));
	assert_true(tsm_cbor_take_text(&in, &text));
	assert_true(tsm_str_is(text, "\xc3\xa9"));
	assert_true(tsm_cbor_take_map(&in, &count) && count == 2);
	assert_true(tsm_cbor_take_uint(&in, &value) && value == 0);
	assert_true(tsm_cbor_take_bytes(&in, &text) && text.len == 0);
	assert_true(tsm_cbor_take_uint(&in, &value) && value == 300);
	assert_true(tsm_cbor_take_text(&in, &text) && tsm_str_is(text, "a"));
	assert_int_equal(in.len, 0);
}

static void put_document(struct tsm_buf *out)
{
	tsm_cbor_put_tag(out, 24000);
	tsm_cbor_put_array(out, 3);
	tsm_cbor_put_bytes(out, "\x01\x02", 2);
	tsm_cbor_put_text(out, tsm_str("\xc3\xa9"));
	tsm_cbor_put_map(out, 2);
	tsm_cbor_put_uint(out, 0);
	tsm_cbor_put_bytes(out, "", 0);
	tsm_cbor_put_uint(out, 300);
	tsm_cbor_put_text(out, tsm_str("a"));
}

static void test_written(void **state)
{
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&out, 0);
	put_document(&out);
	assert_int_equal(tsm_buf_status(&out), TSM_OK);
	assert_true(tsm_str_eq(tsm_buf_str(&out), document));
	tsm_buf_release(&out);
	/* a failure is remembered, whatever comes after it */
	tsm_buf_init(&out, document.len - 2);
	put_document(&out);
	tsm_cbor_put_uint(&out, 0);
	assert_int_equal(tsm_buf_status(&out), TSM_E_LIMIT);
	tsm_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
