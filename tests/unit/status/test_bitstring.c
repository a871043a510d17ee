/* Bitstring status lists: bits, encoding, everything that is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "testamur/base/encode.h"
#include "testamur/status/bitstring.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 16384 bytes packed by another implementation; all zero, or as named. */
#define ZEROS                                                        \
 "uH4sIAAAAAAACA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsA" \
 "QAAA"
#define BITS_0_9_131071                                              \
 "uH4sIAAAAAAACA-3BMQEAAAgDINfMaEY3xh7gdgAAAAAAAAAAAAAAAAAAAICuPKgS" \
 "uh0AQAAA"
#define ALL_1B                                                       \
 "uH4sIAAAAAAACA-3BMQEAAADCoCDr39MYPkABAAAAAAAAAAAAAAAAAAAAbwOl17tt" \
 "AEAAAA"
#define ONE_BYTE_SHORT                                               \
 "uH4sIAAAAAAACA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAICzAQmvhYr_" \
 "PwAA"
#define EMPTY "uH4sIAAAAAAACAwMAAAAAAAAAAAA"

static enum tsm_status decode(const char *text,
    const struct tsm_bitstring_options *options, struct tsm_bitstring *list)
{
	struct tsm_error err = { 0 };
	enum tsm_status status =
	    tsm_bitstring_decode(tsm_str(text), options, list, &err);
	assert_int_equal(err.status, status);
	return status;
}

static unsigned get(const struct tsm_bitstring *list, uint64_t index)
{
	unsigned value = 12345;
	assert_int_equal(tsm_bitstring_get(list, index, &value), TSM_OK);
	return value;
}

static void test_decode(void **state)
{
	(void)state;
	struct tsm_bitstring list;
	assert_int_equal(decode(BITS_0_9_131071, NULL, &list), TSM_OK);
	assert_int_equal(list.entries, 131072);
	assert_int_equal(list.size, 16384);
	assert_int_equal(list.entry_bits, 1);
	assert_int_equal(list.bits[0], 0x80);
	assert_int_equal(list.bits[1], 0x40);
	for (uint64_t i = 0; i < list.entries; i++)
		assert_int_equal(
		    get(&list, i), i == 0 || i == 9 || i == 131071);
	tsm_bitstring_release(&list);
	tsm_bitstring_release(&list);
	assert_null(list.bits);
}

/* 0x1B is 00011011: how entries of each size lie in a byte. */
static void test_entry_sizes(void **state)
{
	(void)state;
	static const struct {
		unsigned bits;
		unsigned want[8];
	} rows[] = {
		{ 1, { 0, 0, 0, 1, 1, 0, 1, 1 } },
		{ 2, { 0, 1, 2, 3, 0, 1, 2, 3 } },
		{ 4, { 1, 11, 1, 11, 1, 11, 1, 11 } },
		{ 8, { 27, 27, 27, 27, 27, 27, 27, 27 } },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tsm_bitstring list;
		const struct tsm_bitstring_options options = {
			.entry_bits = rows[i].bits, .allow_short = true
		};
		assert_int_equal(decode(ALL_1B, &options, &list), TSM_OK);
		assert_int_equal(list.entries, 131072 / rows[i].bits);
		for (uint64_t k = 0; k < 8; k++) {
			assert_int_equal(get(&list, k), rows[i].want[k]);
			assert_int_equal(
			    get(&list, list.entries - 8 + k), rows[i].want[k]);
		}
		tsm_bitstring_release(&list);
	}
}

static void test_range(void **state)
{
	(void)state;
	struct tsm_bitstring list;
	unsigned value = 7;
	assert_int_equal(decode(ZEROS, NULL, &list), TSM_OK);
	static const uint64_t beyond[] = { 131072, 131073, UINT32_MAX,
		(uint64_t)UINT32_MAX + 1, UINT64_MAX };
	for (size_t i = 0; i < COUNT(beyond); i++) {
		assert_int_equal(tsm_bitstring_get(&list, beyond[i], &value),
		    TSM_E_NOT_FOUND);
		assert_int_equal(
		    tsm_bitstring_set(&list, beyond[i], 1), TSM_E_NOT_FOUND);
	}
	assert_int_equal(value, 7);
	assert_int_equal(tsm_bitstring_set(&list, 0, 2), TSM_E_VALUE);
	assert_int_equal(get(&list, 0), 0);
	tsm_bitstring_release(&list);
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum tsm_status want;
	} rows[] = {
		{ "", TSM_E_SYNTAX },
		{ "H4sIAAAAAAACAwMAAAAAAAAAAAA", TSM_E_SYNTAX },
		{ "zH4sIAAAAAAACAwMAAAAAAAAAAAA", TSM_E_SYNTAX },
		{ "UH4sIAAAAAAACAwMAAAAAAAAAAAA", TSM_E_SYNTAX },
		{ "uH4sIAAAAAAACA+3BMQEAAADC", TSM_E_SYNTAX },
		{ "uH4sIAAAAAAACAwMAAAAAAAAAAAA=", TSM_E_SYNTAX },
		{ "uH4sIAAAAAAACAwMAAAAAAAAAAA B", TSM_E_SYNTAX },
		{ "uH4sIAAAAAAACAwMAAAAAAAAAA\n", TSM_E_SYNTAX },
		{ "u", TSM_E_VALUE },
		{ "uH4sI", TSM_E_VALUE },
		{ "uaGVsbG8", TSM_E_VALUE },
		{ "ueJzLSM3JyQcABiwCFQ", TSM_E_VALUE }, /* zlib, no gzip */
		{ EMPTY, TSM_E_MISSING },
		{ ONE_BYTE_SHORT, TSM_E_MISSING },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tsm_bitstring list = { .size = 99 };
		assert_int_equal(
		    decode(rows[i].text, NULL, &list), rows[i].want);
		assert_int_equal(list.size, 99);
		assert_null(list.bits);
	}
	static const struct tsm_bitstring_options odd[] = { { .entry_bits = 3 },
		{ .entry_bits = 16 }, { .entry_bits = 64 } };
	for (size_t i = 0; i < COUNT(odd); i++) {
		struct tsm_bitstring list = { 0 };
		assert_int_equal(
		    decode(ZEROS, &odd[i], &list), TSM_E_UNSUPPORTED);
	}
}

static void test_options(void **state)
{
	(void)state;
	struct tsm_bitstring list = { 0 };
	const struct tsm_bitstring_options no_prefix = { .allow_no_prefix =
							     true };
	assert_int_equal(decode(&ZEROS[1], &no_prefix, &list), TSM_OK);
	tsm_bitstring_release(&list);
	assert_int_equal(decode(ZEROS, &no_prefix, &list), TSM_OK);
	tsm_bitstring_release(&list);
	/* the same in base64, which has other characters and padding */
	char plain[sizeof(ZEROS) + 4];
	size_t len = 0;
	for (const char *c = &ZEROS[1]; *c != '\0'; c++)
		plain[len++] = (char)(*c == '-' ? '+' : *c == '_' ? '/' : *c);
	while (len % 4 != 0)
		plain[len++] = '=';
	plain[len] = '\0';
	assert_non_null(strpbrk(plain, "+/="));
	assert_int_equal(decode(plain, &no_prefix, &list), TSM_OK);
	tsm_bitstring_release(&list);
	assert_int_equal(decode(plain, NULL, &list), TSM_E_SYNTAX);

	/* the length counts entries, not bits (STATUS_LIST_LENGTH_ERROR) */
	const struct tsm_bitstring_options two = { .entry_bits = 2 };
	assert_int_equal(decode(ZEROS, &two, &list), TSM_E_MISSING);

	const struct tsm_bitstring_options brief = { .allow_short = true };
	assert_int_equal(decode(ONE_BYTE_SHORT, &brief, &list), TSM_OK);
	assert_int_equal(list.entries, 131064);
	tsm_bitstring_release(&list);
	assert_int_equal(decode(EMPTY, &brief, &list), TSM_E_MISSING);

	const struct tsm_bitstring_options exact = { .max_bytes = 16384 };
	assert_int_equal(decode(ZEROS, &exact, &list), TSM_OK);
	tsm_bitstring_release(&list);
	const struct tsm_bitstring_options less = { .max_bytes = 16383 };
	assert_int_equal(decode(ZEROS, &less, &list), TSM_E_LIMIT);
}

/* The bytes behind a text, changed at will, and back to text. */
static enum tsm_status decode_bytes(const unsigned char *data, size_t len)
{
	struct tsm_buf text;
	struct tsm_bitstring list = { 0 };
	tsm_buf_init(&text, 0);
	assert_int_equal(tsm_multibase_encode(&text, 'u', data, len), TSM_OK);
	enum tsm_status status = decode(tsm_buf_cstr(&text), NULL, &list);
	tsm_bitstring_release(&list);
	tsm_buf_release(&text);
	return status;
}

static void test_damaged(void **state)
{
	(void)state;
	struct tsm_buf bytes;
	unsigned char data[256];
	tsm_buf_init(&bytes, 0);
	assert_int_equal(
	    tsm_multibase_decode(&bytes, tsm_str(BITS_0_9_131071)), TSM_OK);
	size_t len = bytes.len;
	memcpy(data, bytes.data, len);
	assert_int_equal(decode_bytes(data, len), TSM_OK);
	/* cut short at every byte */
	for (size_t i = 0; i < len; i++)
		assert_int_equal(decode_bytes(data, i), TSM_E_VALUE);
	/* followed by a byte, or by itself */
	data[len] = 0;
	assert_int_equal(decode_bytes(data, len + 1), TSM_E_VALUE);
	memcpy(data + len, bytes.data, len);
	assert_int_equal(decode_bytes(data, 2 * len), TSM_E_VALUE);
	/* the checksum and the length at the end count */
	for (size_t i = len - 8; i < len; i++) {
		memcpy(data, bytes.data, len);
		data[i] ^= 1;
		assert_int_equal(decode_bytes(data, len), TSM_E_VALUE);
	}
	tsm_buf_release(&bytes);
}

/* 32 MiB of zeros in 32 KB: refused at 16 MiB. */
static void test_bomb(void **state)
{
	(void)state;
	const size_t size = (size_t)32 << 20;
	unsigned char *zeros = calloc(size, 1);
	unsigned char *packed = malloc(size / 512);
	assert_non_null(zeros);
	assert_non_null(packed);
	z_stream stream;
	memset(&stream, 0, sizeof(stream));
	assert_int_equal(
	    deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY),
	    Z_OK);
	stream.next_in = zeros;
	stream.avail_in = (uInt)size;
	stream.next_out = packed;
	stream.avail_out = (uInt)(size / 512);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	assert_int_equal(decode_bytes(packed, stream.total_out), TSM_E_LIMIT);
	(void)deflateEnd(&stream);
	free(packed);
	free(zeros);
}

static void test_init(void **state)
{
	(void)state;
	struct tsm_bitstring list = { 0 };
	assert_int_equal(
	    tsm_bitstring_init(131072, 3, &list), TSM_E_UNSUPPORTED);
	assert_int_equal(
	    tsm_bitstring_init(131072, 0, &list), TSM_E_UNSUPPORTED);
	assert_int_equal(tsm_bitstring_init(131071, 1, &list), TSM_E_VALUE);
	assert_int_equal(tsm_bitstring_init(0, 8, &list), TSM_E_VALUE);
	assert_int_equal(tsm_bitstring_init(UINT64_MAX, 1, &list), TSM_E_LIMIT);
	assert_int_equal(tsm_bitstring_init(UINT64_MAX, 8, &list), TSM_E_LIMIT);
	assert_null(list.bits);
	assert_int_equal(tsm_bitstring_init(131073, 1, &list), TSM_OK);
	assert_int_equal(list.size, 16385);
	assert_int_equal(list.entries, 131080);
	tsm_bitstring_release(&list);
	assert_int_equal(tsm_bitstring_init(131072, 4, &list), TSM_OK);
	assert_int_equal(list.size, 65536);
	tsm_bitstring_release(&list);
}

/* Set, encode, decode: the same; encode twice: the same text. */
static void test_round_trip(void **state)
{
	(void)state;
	static const unsigned sizes[] = { 1, 2, 4, 8 };
	for (size_t s = 0; s < COUNT(sizes); s++) {
		struct tsm_bitstring list;
		struct tsm_bitstring back;
		struct tsm_buf text;
		struct tsm_buf again;
		const struct tsm_bitstring_options options = { .entry_bits =
								   sizes[s] };
		uint32_t seed = 1;
		tsm_buf_init(&text, 0);
		tsm_buf_init(&again, 0);
		assert_int_equal(
		    tsm_bitstring_init(150000, sizes[s], &list), TSM_OK);
		for (int i = 0; i < 5000; i++) {
			seed = seed * 1664525 + 1013904223;
			uint64_t index = (seed >> 4) % list.entries;
			unsigned value = seed >> 24 & ((1U << sizes[s]) - 1);
			uint64_t near = index > 0 ? index - 1 : index + 1;
			unsigned before = get(&list, near);
			assert_int_equal(
			    tsm_bitstring_set(&list, index, value), TSM_OK);
			assert_int_equal(get(&list, index), value);
			assert_int_equal(get(&list, near), before);
		}
		assert_int_equal(tsm_bitstring_encode(&list, &text), TSM_OK);
		assert_int_equal(tsm_bitstring_encode(&list, &again), TSM_OK);
		assert_string_equal(tsm_buf_cstr(&text), tsm_buf_cstr(&again));
		/* no time, no name, "unknown" system */
		assert_true(
		    tsm_str_starts(tsm_buf_str(&text), "uH4sIAAAAAAAA_"));
		assert_int_equal(
		    decode(tsm_buf_cstr(&text), &options, &back), TSM_OK);
		assert_int_equal(back.size, list.size);
		assert_memory_equal(back.bits, list.bits, list.size);
		tsm_bitstring_release(&back);
		tsm_bitstring_release(&list);
		tsm_buf_release(&text);
		tsm_buf_release(&again);
	}
}

static void test_encode_full(void **state)
{
	(void)state;
	struct tsm_bitstring list;
	struct tsm_buf out;
	tsm_buf_init(&out, 20);
	(void)tsm_buf_adds(&out, "kept");
	assert_int_equal(tsm_bitstring_init(131072, 1, &list), TSM_OK);
	assert_int_equal(tsm_bitstring_encode(&list, &out), TSM_E_LIMIT);
	assert_string_equal(tsm_buf_cstr(&out), "kept");
	tsm_buf_release(&out);
	tsm_bitstring_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_entry_sizes),
		cmocka_unit_test(test_range),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_init),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_encode_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
