/* Baking into PNG: testamur/badge/bake.h, Open Badges 3.0 section 5.3.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "make_png.h"
#include "testamur/badge/bake.h"
#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"

#define JWS  "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJkaWQ6d2ViOmEifQ.c2ln"
#define JSON "{\"name\":\"B\xc3\xa4rbel <&> ]]> \\u2713\"}"

static struct tsm_buf plain; /* a picture without a credential */

static int begin(void **state)
{
	(void)state;
	tsm_buf_init(&plain, 0);
	make_begin(&plain);
	make_extras(&plain);
	make_end(&plain);
	return 0;
}

static int end(void **state)
{
	(void)state;
	tsm_buf_release(&plain);
	return 0;
}

static void assert_bake(
    const struct tsm_buf *image, const char *credential, struct tsm_buf *out)
{
	struct tsm_error err = { 0 };
	tsm_buf_init(out, 0);
	assert_int_equal(
	    tsm_bake(image->data, image->len, tsm_str(credential), out, &err),
	    TSM_OK);
}

static void assert_unbake(const struct tsm_buf *image, const char *credential)
{
	struct tsm_buf got;
	tsm_buf_init(&got, 0);
	assert_int_equal(
	    tsm_unbake(image->data, image->len, NULL, &got, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&got), credential);
	tsm_buf_release(&got);
}

/* Neither direction takes it, for this reason, and nothing is written. */
static void assert_refused(const struct tsm_buf *image, enum tsm_status status)
{
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	tsm_buf_adds(&out, "before");
	assert_int_equal(
	    tsm_unbake(image->data, image->len, NULL, &out, &err), status);
	assert_int_equal(err.status, status);
	assert_true(err.text[0] != '\0');
	assert_int_equal(
	    tsm_bake(image->data, image->len, tsm_str(JWS), &out, &err),
	    status);
	assert_string_equal(tsm_buf_cstr(&out), "before");
	tsm_buf_release(&out);
}

/* Only unbake refuses: the picture is sound, its credential is not. */
static void assert_no_credential(
    const struct tsm_buf *image, enum tsm_status status)
{
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    tsm_unbake(image->data, image->len, NULL, &out, &err), status);
	assert_int_equal(out.len, 0);
	assert_int_equal(
	    tsm_bake(image->data, image->len, tsm_str(JWS), &out, &err),
	    TSM_OK);
	assert_unbake(&out, JWS);
	tsm_buf_release(&out);
}

static void round_trip(void **state)
{
	struct tsm_buf baked;
	(void)state;
	assert_bake(&plain, JWS, &baked);
	assert_unbake(&baked, JWS);
	tsm_buf_release(&baked);
	assert_bake(&plain, JSON, &baked);
	assert_unbake(&baked, JSON);
	tsm_buf_release(&baked);
}

static void every_byte_is_as_expected(void **state)
{
	struct tsm_buf want;
	struct tsm_buf baked;
	(void)state;
	tsm_buf_init(&want, 0);
	make_begin(&want);
	make_extras(&want);
	make_credential(&want, "\0\0\0\0\0", 5, JSON);
	make_end(&want);
	assert_bake(&plain, JSON, &baked);
	assert_int_equal(baked.len, want.len);
	assert_memory_equal(baked.data, want.data, want.len);
	tsm_buf_release(&baked);
	tsm_buf_release(&want);
}

static void replaces_earlier_credentials(void **state)
{
	struct tsm_buf image;
	struct tsm_buf once;
	struct tsm_buf twice;
	(void)state;
	tsm_buf_init(&image, 0);
	make_begin(&image);
	make_credential(&image, "\0\0\0\0\0", 5, "{\"old\":1}");
	make_extras(&image);
	make_credential(&image, "\0\1\0\0\0", 5, "not even zlib");
	make_credential(&image, "\0", 1, "");
	make_end(&image);
	assert_bake(&image, JWS, &once);
	assert_unbake(&once, JWS);
	assert_bake(&once, JWS, &twice);
	assert_int_equal(once.len, twice.len);
	assert_memory_equal(once.data, twice.data, once.len);
	tsm_buf_release(&twice);
	assert_bake(&plain, JWS, &twice);
	assert_int_equal(once.len, twice.len);
	assert_memory_equal(once.data, twice.data, once.len);
	tsm_buf_release(&twice);
	tsm_buf_release(&once);
	tsm_buf_release(&image);
}

static void credential_must_be_json_or_jws(void **state)
{
	static const char *const wrong[] = { "", "text", "a.b", "a..c",
		"a.b.c.d", "a.b.c.", ".b.c", "a.b.", "a.b.c\n", "a.b=.c", "[1]",
		"{", "{\"a\":1", "\"{}\"", "{\"\xff\"}" };
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct tsm_buf out;
		tsm_buf_init(&out, 0);
		assert_int_equal(tsm_bake(plain.data, plain.len,
				     tsm_str(wrong[i]), &out, NULL),
		    TSM_E_VALUE);
		assert_int_equal(out.len, 0);
	}
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_bake(plain.data, plain.len,
			     tsm_str_n("{\"a\0b\"}", 7), &out, NULL),
	    TSM_E_VALUE);
}

static void credential_has_a_limit(void **state)
{
	struct tsm_buf out;
	size_t len = TSM_CREDENTIAL_MAX + 1;
	char *text = tsm_malloc(len);
	(void)state;
	assert_non_null(text);
	memset(text, ' ', len);
	text[0] = '{';
	text[len - 1] = '}';
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    tsm_bake(plain.data, plain.len, tsm_str_n(text, len), &out, NULL),
	    TSM_E_LIMIT);
	text[len - 2] = '}';
	assert_int_equal(tsm_bake(plain.data, plain.len,
			     tsm_str_n(text, len - 1), &out, NULL),
	    TSM_OK);
	tsm_buf_release(&out);
	tsm_free(text);
}

static void none_and_two(void **state)
{
	struct tsm_buf image;
	(void)state;
	assert_no_credential(&plain, TSM_E_NOT_FOUND);
	tsm_buf_init(&image, 0);
	make_begin(&image);
	make_credential(&image, "\0\0\0\0\0", 5, JWS);
	make_end(&image);
	assert_unbake(&image, JWS);
	tsm_buf_release(&image);
	make_begin(&image);
	make_credential(&image, "\0\0\0\0\0", 5, JWS);
	make_credential(&image, "\0\0\0\0\0", 5, JWS);
	make_end(&image);
	assert_no_credential(&image, TSM_E_DUPLICATE);
	tsm_buf_release(&image);
}

static void second_one_after_the_pixels(void **state)
{
	struct tsm_buf image;
	(void)state;
	tsm_buf_init(&image, 0);
	make_begin(&image);
	make_credential(&image, "\0\0\0\0\0", 5, JWS);
	make_end(&image);
	image.len -= 12; /* without IEND */
	make_credential(&image, "\0\0\0\0\0", 5, "{\"other\":1}");
	make_chunk(&image, "IEND", "", 0);
	assert_no_credential(&image, TSM_E_DUPLICATE);
	tsm_buf_release(&image);
}

static void broken_credential_chunks(void **state)
{
	static const struct {
		const char *head;
		size_t len;
		const char *text;
		enum tsm_status status;
	} rows[] = {
		{ "\0", 1, "", TSM_E_SYNTAX },
		{ "\0\0", 2, "", TSM_E_SYNTAX },
		{ "\0\0\0", 3, "en", TSM_E_SYNTAX },
		{ "\0\0\0\0", 4, "title", TSM_E_SYNTAX },
		{ "\0\0\0\0\0", 5, "", TSM_E_SYNTAX },
		{ "\0\2\0\0\0", 5, JWS, TSM_E_SYNTAX },
		{ "\0\0\1\0\0", 5, JWS, TSM_E_SYNTAX },
		{ "\0\0\0\0\0", 5, "{\"\xff\"}", TSM_E_SYNTAX },
		{ "\0\0\0\0\0{\0", 7, "}", TSM_E_SYNTAX },
		{ "\0\1\0\0\0", 5, JWS, TSM_E_UNSUPPORTED },
		{ "s\0\0\0\0\0", 6, JWS, TSM_E_NOT_FOUND },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tsm_buf image;
		tsm_buf_init(&image, 0);
		make_begin(&image);
		make_credential(
		    &image, rows[i].head, rows[i].len, rows[i].text);
		make_end(&image);
		assert_no_credential(&image, rows[i].status);
		tsm_buf_release(&image);
	}
}

static void language_and_title_are_skipped(void **state)
{
	struct tsm_buf image;
	(void)state;
	tsm_buf_init(&image, 0);
	make_begin(&image);
	make_credential(&image, "\0\0\0de\0Titel\0", 12, JSON);
	make_end(&image);
	assert_unbake(&image, JSON);
	tsm_buf_release(&image);
}

static void inflate_on_request(void **state)
{
	/* zlib of {"a":1}, stored; then with a wrong Adler checksum */
	static const char good[] =
	    "\0\1\0\0\0\x78\x01\x01\x07\x00\xf8\xff{\"a\":1}\x08\x2a\x02\x09";
	const struct tsm_unbake_options options = { .inflate = true };
	(void)state;
	for (int broken = 0; broken < 2; broken++) {
		struct tsm_buf image;
		struct tsm_buf out;
		char head[sizeof(good)];
		memcpy(head, good, sizeof(good));
		head[sizeof(good) - 2] ^= (char)broken;
		tsm_buf_init(&image, 0);
		tsm_buf_init(&out, 0);
		make_begin(&image);
		make_credential(&image, head, sizeof(good) - 1, "");
		make_end(&image);
		assert_no_credential(&image, TSM_E_UNSUPPORTED);
		enum tsm_status status =
		    tsm_unbake(image.data, image.len, &options, &out, NULL);
		assert_int_equal(status, broken ? TSM_E_SYNTAX : TSM_OK);
		assert_string_equal(
		    tsm_buf_cstr(&out), broken ? "" : "{\"a\":1}");
		tsm_buf_release(&out);
		tsm_buf_release(&image);
	}
}

static void legacy_is_told_apart(void **state)
{
	struct tsm_buf image;
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&image, 0);
	tsm_buf_init(&out, 0);
	make_begin(&image);
	make_chunk(
	    &image, "iTXt", "openbadges\0\0\0\0\0https://a.example/1", 34);
	make_end(&image);
	assert_no_credential(&image, TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_unbake_legacy(image.data, image.len, &out, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), "https://a.example/1");
	tsm_buf_clear(&out);
	tsm_buf_clear(&image);
	make_begin(&image);
	make_chunk(&image, "tEXt", "openbadges\0https://a.example/2", 30);
	make_end(&image);
	assert_int_equal(
	    tsm_unbake_legacy(image.data, image.len, &out, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), "https://a.example/2");
	tsm_buf_clear(&image);
	make_begin(&image);
	make_chunk(&image, "tEXt", "openbadges\0https://a.example/2", 30);
	make_chunk(
	    &image, "iTXt", "openbadges\0\0\0\0\0https://a.example/1", 34);
	make_end(&image);
	assert_int_equal(tsm_unbake_legacy(image.data, image.len, &out, NULL),
	    TSM_E_DUPLICATE);
	assert_int_equal(tsm_unbake_legacy(plain.data, plain.len, &out, NULL),
	    TSM_E_NOT_FOUND);
	tsm_buf_release(&out);
	tsm_buf_release(&image);
}

/* CLR 2.0 has a keyword of its own. */
static void learner_records(void **state)
{
	static const char record[] = "clrcredential\0\0\0\0\0{\"a\":1}";
	struct tsm_buf image;
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&image, 0);
	make_begin(&image);
	make_chunk(&image, "iTXt", record, sizeof(record) - 1);
	make_end(&image);
	assert_unbake(&image, "{\"a\":1}");
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    tsm_bake(image.data, image.len, tsm_str(JWS), &out, NULL), TSM_OK);
	assert_unbake(&out, JWS);
	tsm_buf_clear(&image);
	make_begin(&image);
	make_chunk(&image, "iTXt", record, sizeof(record) - 1);
	make_credential(&image, "\0\0\0\0\0", 5, JSON);
	make_end(&image);
	assert_no_credential(&image, TSM_E_DUPLICATE);
	tsm_buf_release(&out);
	tsm_buf_release(&image);
}

static void every_cut_is_refused(void **state)
{
	(void)state;
	for (size_t len = 8; len < plain.len; len++) {
		struct tsm_buf cut = plain;
		cut.len = len;
		assert_refused(&cut, TSM_E_SYNTAX);
	}
}

static void every_flipped_bit_is_refused(void **state)
{
	(void)state;
	for (size_t i = 8; i < plain.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			plain.data[i] ^= (char)(1 << bit);
			assert_refused(&plain, TSM_E_SYNTAX);
			plain.data[i] ^= (char)(1 << bit);
		}
	}
}

static void trailing_data_is_refused(void **state)
{
	struct tsm_buf image;
	(void)state;
	tsm_buf_init(&image, 0);
	tsm_buf_add(&image, plain.data, plain.len);
	tsm_buf_addc(&image, '\n');
	assert_refused(&image, TSM_E_SYNTAX);
	/* a polyglot: a ZIP behind a picture */
	tsm_buf_adds(&image, "PK\x05\x06");
	assert_refused(&image, TSM_E_SYNTAX);
	/* two pictures in one file */
	tsm_buf_clear(&image);
	tsm_buf_add(&image, plain.data, plain.len);
	tsm_buf_add(&image, plain.data, plain.len);
	assert_refused(&image, TSM_E_SYNTAX);
	tsm_buf_release(&image);
}

static void lengths_that_lie(void **state)
{
	static const unsigned char lengths[][4] = { { 6, 0, 0, 0 },
		{ 0x7f, 0xff, 0xff, 0xff }, { 0x80, 0, 0, 0 },
		{ 0xff, 0xff, 0xff, 0xff }, { 0, 0, 0, 14 } };
	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct tsm_buf image;
		tsm_buf_init(&image, 0);
		make_begin(&image);
		size_t at = image.len;
		make_end(&image);
		memcpy(image.data + at, lengths[i], 4);
		assert_refused(&image, TSM_E_SYNTAX);
		tsm_buf_release(&image);
	}
}

static void too_large_is_a_limit(void **state)
{
	struct tsm_buf image;
	(void)state;
	tsm_buf_init(&image, 0);
	tsm_buf_add(&image, PNG_SIGNATURE, 8);
	assert_non_null(tsm_buf_reserve(&image, TSM_IMAGE_MAX));
	memset(image.data + 8, 0, TSM_IMAGE_MAX);
	image.len = TSM_IMAGE_MAX + 1;
	assert_refused(&image, TSM_E_LIMIT);
	tsm_buf_release(&image);
}

/* A picture made of these chunks is refused with this status. */
static void check_chunks(const char *chunks, enum tsm_status status)
{
	struct tsm_buf image;
	tsm_buf_init(&image, 0);
	tsm_buf_add(&image, PNG_SIGNATURE, 8);
	for (const char *c = chunks; *c != '\0'; c++) {
		if (*c == 'H')
			make_chunk(
			    &image, "IHDR", "\0\0\0\1\0\0\0\1\x08\0\0\0\0", 13);
		else if (*c == 'p') /* header of a palette picture */
			make_chunk(
			    &image, "IHDR", "\0\0\0\1\0\0\0\1\x08\3\0\0\0", 13);
		else if (*c == 'P')
			make_chunk(&image, "PLTE", "abc", 3);
		else if (*c == 'D')
			make_chunk(&image, "IDAT", "x", 1);
		else if (*c == 'E')
			make_chunk(&image, "IEND", "", 0);
		else if (*c == 'e')
			make_chunk(&image, "IEND", "x", 1);
		else if (*c == 't')
			make_chunk(&image, "tIME", "1234567", 7);
		else if (*c == 'C')
			make_chunk(&image, "CRIT", "", 0);
		else if (*c == 'r')
			make_chunk(&image, "test", "", 0);
		else if (*c == '1')
			make_chunk(&image, "t1ST", "", 0);
	}
	if (status == TSM_OK)
		assert_no_credential(&image, TSM_E_NOT_FOUND);
	else
		assert_refused(&image, status);
	tsm_buf_release(&image);
}

static void order_of_chunks(void **state)
{
	static const struct {
		const char *chunks;
		enum tsm_status status;
	} rows[] = {
		{ "HDE", TSM_OK },
		{ "HDDtE", TSM_OK },
		{ "HtDtE", TSM_OK },
		{ "pPDE", TSM_OK },
		{ "tHDE", TSM_E_SYNTAX },
		{ "HHDE", TSM_E_SYNTAX },
		{ "HE", TSM_E_SYNTAX },
		{ "HD", TSM_E_SYNTAX },
		{ "HDe", TSM_E_SYNTAX },
		{ "HDtDE", TSM_E_SYNTAX },
		{ "pDE", TSM_E_SYNTAX },
		{ "pPPDE", TSM_E_SYNTAX },
		{ "pDPE", TSM_E_SYNTAX },
		{ "HPDE", TSM_E_SYNTAX },
		{ "HrDE", TSM_E_SYNTAX },
		{ "H1DE", TSM_E_SYNTAX },
		{ "HCDE", TSM_E_UNSUPPORTED },
		{ "", TSM_E_SYNTAX },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_chunks(rows[i].chunks, rows[i].status);
}

static void header_values(void **state)
{
	static const char *const wrong[] = {
		"\0\0\0\0\0\0\0\1\x08\0\0\0\0",   /* no width */
		"\0\0\0\1\0\0\0\0\x08\0\0\0\0",   /* no height */
		"\x80\0\0\1\0\0\0\1\x08\0\0\0\0", /* too wide */
		"\0\0\0\1\0\0\0\1\x03\0\0\0\0",   /* depth 3 */
		"\0\0\0\1\0\0\0\1\x08\1\0\0\0",   /* colour type 1 */
		"\0\0\0\1\0\0\0\1\x04\2\0\0\0",   /* depth 4 of RGB */
		"\0\0\0\1\0\0\0\1\x10\3\0\0\0",   /* depth 16 of palette */
		"\0\0\0\1\0\0\0\1\x08\0\1\0\0",   /* compression */
		"\0\0\0\1\0\0\0\1\x08\0\0\1\0",   /* filter */
		"\0\0\0\1\0\0\0\1\x08\0\0\0\2",   /* interlace */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct tsm_buf image;
		tsm_buf_init(&image, 0);
		tsm_buf_add(&image, PNG_SIGNATURE, 8);
		make_chunk(&image, "IHDR", wrong[i], 13);
		make_end(&image);
		assert_refused(&image, TSM_E_SYNTAX);
		tsm_buf_release(&image);
	}
}

static void other_files_are_unsupported(void **state)
{
	static const char *const others[] = { "", "\xff\xd8\xff\xe0", "GIF89a",
		"%PDF-1.7", "\x89PNG\n", "{}" };
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct tsm_buf image;
		tsm_buf_init(&image, 0);
		tsm_buf_adds(&image, others[i]);
		assert_refused(&image, TSM_E_UNSUPPORTED);
		tsm_buf_release(&image);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(every_byte_is_as_expected),
		cmocka_unit_test(replaces_earlier_credentials),
		cmocka_unit_test(credential_must_be_json_or_jws),
		cmocka_unit_test(credential_has_a_limit),
		cmocka_unit_test(none_and_two),
		cmocka_unit_test(second_one_after_the_pixels),
		cmocka_unit_test(broken_credential_chunks),
		cmocka_unit_test(language_and_title_are_skipped),
		cmocka_unit_test(inflate_on_request),
		cmocka_unit_test(legacy_is_told_apart),
		cmocka_unit_test(learner_records),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(trailing_data_is_refused),
		cmocka_unit_test(lengths_that_lie),
		cmocka_unit_test(too_large_is_a_limit),
		cmocka_unit_test(order_of_chunks),
		cmocka_unit_test(header_values),
		cmocka_unit_test(other_files_are_unsupported),
	};
	return cmocka_run_group_tests_name("bake PNG", tests, begin, end);
}
