/* status, str, buf, arena, encode, uri */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/base/arena.h"
#include "testamur/base/encode.h"
#include "testamur/base/uri.h"

static void test_status(void **state)
{
	(void)state;
	for (int s = 0; s < TSM_STATUS_COUNT; s++) {
		assert_true(tsm_status_name((enum tsm_status)s)[0] != '\0');
		assert_true(tsm_status_http((enum tsm_status)s) >= 200);
	}
	struct tsm_error err = { 0 };
	char longer[2 * TSM_ERROR_TEXT];
	memset(longer, 'x', sizeof(longer));
	/* a two-byte character across the cut must not be split */
	memcpy(longer + TSM_ERROR_TEXT - 2, "\xC3\xA9", 2);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(
	    tsm_fail(&err, TSM_E_VALUE, "/a", "%s", longer), TSM_E_VALUE);
	assert_true(tsm_utf8_valid(err.text, strlen(err.text), NULL));
	assert_int_equal(err.status, TSM_E_VALUE);
	tsm_error_prefix(&err, "file.json");
	assert_string_equal(err.where, "file.json: /a");
	assert_int_equal(tsm_fail(NULL, TSM_E_IO, NULL, "x"), TSM_E_IO);
}

static void test_utf8(void **state)
{
	(void)state;
	static const char *const bad[] = { "\xC0\xAF", "\xE0\x80\xAF",
		"\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5", "\x80", "a\xE2\x82",
		"\xFF" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(tsm_utf8_valid(bad[i], strlen(bad[i]), NULL));
	static const char good[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
	assert_true(tsm_utf8_valid(good, sizeof(good) - 1, NULL));
	size_t pos = 0;
	assert_int_equal(tsm_utf8_next(tsm_str(good), &pos), 'a');
	assert_int_equal(tsm_utf8_next(tsm_str(good), &pos), 0xE9);
	assert_int_equal(tsm_utf8_next(tsm_str(good), &pos), 0x20AC);
	assert_int_equal(tsm_utf8_next(tsm_str(good), &pos), 0x1F600);
	assert_int_equal(tsm_utf8_next(tsm_str(good), &pos), UINT32_MAX);
	static const uint32_t steers[] = { 0, 0x1b, 0x1f, 0x7f, 0x9f, 0x2028,
		0x202e, 0x2066, 0x2069 };
	static const uint32_t plain[] = { ' ', '~', 0xa0, 0x2027, 0x202f,
		0x2065, 0x206a, UINT32_MAX };
	for (size_t i = 0; i < sizeof(steers) / sizeof(steers[0]); i++)
		assert_true(tsm_utf8_steers(steers[i]));
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		assert_false(tsm_utf8_steers(plain[i]));
	for (uint32_t code = 1; code < 0x110000; code += 7) {
		char out[4];
		if (code >= 0xD800 && code < 0xE000)
			continue;
		size_t n = tsm_utf8_put(code, out);
		pos = 0;
		assert_int_equal(tsm_utf8_next(tsm_str_n(out, n), &pos), code);
	}
}

/* Two, three and four bytes after one. */
#define MIXED "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"

static void test_disarmed(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} disarmed[] = { { "", "" }, { MIXED, MIXED }, { "a\tb\x7f", "a b " },
		{ "\xC2\x9B\xC2\xA0", " \xC2\xA0" },
		{ "x\xE2\x80\xAEy", "x y" }, { "\xE2\x82", "??" },
		{ "\xFFok\x80", "?ok?" }, { "\xEF\xBF\xBD", "\xEF\xBF\xBD" } };
	struct tsm_arena arena;
	struct tsm_buf buf;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&buf, 0);
	for (size_t i = 0; i < sizeof(disarmed) / sizeof(disarmed[0]); i++) {
		tsm_buf_clear(&buf);
		tsm_buf_adds(&buf, "<");
		assert_int_equal(
		    tsm_buf_add_disarmed(&buf, tsm_str(disarmed[i].text)),
		    TSM_OK);
		assert_string_equal(tsm_buf_cstr(&buf) + 1, disarmed[i].want);
		assert_string_equal(
		    tsm_arena_disarmed(&arena, disarmed[i].text),
		    disarmed[i].want);
	}
	assert_null(tsm_arena_disarmed(&arena, NULL));
	tsm_buf_release(&buf);
	tsm_arena_release(&arena);
	static const size_t cuts[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };
	for (size_t max = 0; max < sizeof(cuts) / sizeof(cuts[0]); max++)
		assert_int_equal(
		    tsm_utf8_cut(tsm_str(MIXED), max).len, cuts[max]);
}

static void test_numbers(void **state)
{
	(void)state;
	uint64_t v = 0;
	assert_int_equal(
	    tsm_parse_u64(tsm_str("18446744073709551615"), UINT64_MAX, &v),
	    TSM_OK);
	assert_true(v == UINT64_MAX);
	static const char *const bad[] = { "", "-1", "01", "1.0", " 1",
		"18446744073709551616" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(tsm_parse_u64(tsm_str(bad[i]), UINT64_MAX, &v),
		    TSM_E_VALUE);
	assert_int_equal(tsm_parse_u64(tsm_str("101"), 100, &v), TSM_E_VALUE);
	assert_int_equal(tsm_parse_u64(tsm_str("9"), 5, &v), TSM_E_VALUE);
}

static void test_buf_limit(void **state)
{
	(void)state;
	struct tsm_buf buf;
	tsm_buf_init(&buf, 5);
	assert_int_equal(tsm_buf_adds(&buf, "abcde"), TSM_OK);
	assert_int_equal(tsm_buf_addc(&buf, 'f'), TSM_E_LIMIT);
	assert_string_equal(buf.data, "abcde");
	assert_int_equal(tsm_buf_status(&buf), TSM_E_LIMIT);
	tsm_buf_clear(&buf);
	assert_int_equal(tsm_buf_printf(&buf, "%d", 12), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&buf), "12");
	tsm_buf_release(&buf);
	assert_string_equal(tsm_buf_cstr(&buf), "");
}

static void test_arena_limit(void **state)
{
	(void)state;
	struct tsm_arena arena;
	tsm_arena_init(&arena, 100000);
	assert_non_null(tsm_arena_alloc(&arena, 90000));
	assert_null(tsm_arena_alloc(&arena, 20000));
	assert_null(tsm_arena_array(&arena, SIZE_MAX / 2, 3));
	assert_string_equal(tsm_arena_printf(&arena, "%s-%d", "a", 5), "a-5");
	tsm_arena_release(&arena);
}

/* Wherever a text falls: where a block ends, or beyond. */
static void test_arena_printf(void **state)
{
	static const char words[] = "the quick brown fox jumps over the dog";
	const char *texts[300];
	struct tsm_arena arena;

	(void)state;
	tsm_arena_init(&arena, 0);
	for (int i = 0; i < 300; i++) {
		texts[i] =
		    tsm_arena_printf(&arena, "%d %.*s", i, i % 39, words);
		assert_non_null(texts[i]);
	}
	for (int i = 0; i < 300; i++) {
		char want[60];
		(void)snprintf(want, sizeof(want), "%d %.*s", i, i % 39, words);
		assert_string_equal(texts[i], want);
	}
	assert_int_equal(strlen(tsm_arena_printf(&arena, "%9000d", 1)), 9000);
	tsm_arena_release(&arena);
}

typedef enum tsm_status encoder(struct tsm_buf *, const void *, size_t);
typedef enum tsm_status decoder(struct tsm_buf *, struct tsm_str);

static void round_trip(encoder *encode, decoder *decode)
{
	unsigned char data[70];
	for (size_t len = 0; len < sizeof(data); len++) {
		struct tsm_buf text;
		struct tsm_buf back;
		tsm_buf_init(&text, 0);
		tsm_buf_init(&back, 0);
		for (size_t i = 0; i < len; i++)
			data[i] = i < 2 ? 0 : (unsigned char)(i * 37 + len);
		assert_int_equal(encode(&text, data, len), TSM_OK);
		assert_int_equal(decode(&back, tsm_buf_str(&text)), TSM_OK);
		assert_int_equal(back.len, len);
		if (len > 0)
			assert_memory_equal(back.data, data, len);
		tsm_buf_release(&text);
		tsm_buf_release(&back);
	}
}

static void refused(decoder *decode, const char *text, enum tsm_status want)
{
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_int_equal(decode(&out, tsm_str(text)), want);
	assert_int_equal(out.len, 0);
	tsm_buf_release(&out);
}

static void test_encodings(void **state)
{
	(void)state;
	round_trip(tsm_hex_encode, tsm_hex_decode);
	round_trip(tsm_base64_encode, tsm_base64_decode);
	round_trip(tsm_base64url_encode, tsm_base64url_decode);
	round_trip(tsm_base58_encode, tsm_base58_decode);
	refused(tsm_hex_decode, "0", TSM_E_SYNTAX);
	refused(tsm_hex_decode, "0g", TSM_E_SYNTAX);
	refused(tsm_base64_decode, "TQ", TSM_E_SYNTAX);
	refused(tsm_base64_decode, "TR==", TSM_E_SYNTAX);
	refused(tsm_base64_decode, "T===", TSM_E_SYNTAX);
	refused(tsm_base64url_decode, "TQ==", TSM_E_SYNTAX);
	refused(tsm_base64url_decode, "TR", TSM_E_SYNTAX);
	refused(tsm_base64url_decode, "T", TSM_E_SYNTAX);
	refused(tsm_base64url_decode, "TQ ", TSM_E_SYNTAX);
	refused(tsm_base64url_decode, "+/AA", TSM_E_SYNTAX);
	refused(tsm_base58_decode, "0", TSM_E_SYNTAX);
	refused(tsm_multibase_decode, "", TSM_E_SYNTAX);
	refused(tsm_multibase_decode, "mTQ", TSM_E_UNSUPPORTED);
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_base58_encode(&out, "Hello World!", 12), TSM_OK);
	assert_string_equal(out.data, "2NEpo7TZRRrLZSi2U");
	tsm_buf_release(&out);
}

static void test_uri(void **state)
{
	(void)state;
	struct tsm_uri u;
	assert_int_equal(tsm_uri_parse(tsm_str("https://u@a.example:8443/p/"
					       "q?x=1#f"),
			     &u),
	    TSM_OK);
	assert_true(tsm_str_is(u.scheme, "https"));
	assert_true(tsm_str_is(u.userinfo, "u"));
	assert_true(tsm_str_is(u.host, "a.example"));
	assert_int_equal(u.port, 8443);
	assert_true(tsm_str_is(u.path, "/p/q"));
	assert_true(tsm_str_is(u.query, "x=1"));
	assert_true(tsm_str_is(u.fragment, "f"));
	assert_true(tsm_uri_valid(tsm_str("did:web:a.example:issuers:x#k")));
	assert_true(tsm_uri_valid(tsm_str("urn:uuid:1")));
	assert_true(tsm_uri_valid(tsm_str("https://[::1]:80/")));
	static const char *const bad[] = { "", "a", "/a", "1:a", "a:", "a b:c",
		"https://a b/", "https://a/%zz", "https://a:99999/",
		"https://a:x/", "https://[::1", "https://a@b@c/",
		"https://\xC3\xA9/", "a:b#c#d" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(tsm_uri_valid(tsm_str(bad[i])));
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_true(tsm_iri_valid(tsm_str("urn:\xC3\xA9")));
	assert_true(tsm_iri_valid(tsm_str("did+x.1-2:a")));
	static const char *const no_iri[] = { "", "a", ":a", "a:", "1a:b",
		"a b:c", "a:b c", "a_b:c", "https ://x.example/" };
	for (size_t i = 0; i < sizeof(no_iri) / sizeof(no_iri[0]); i++)
		assert_false(tsm_iri_valid(tsm_str(no_iri[i])));
	assert_int_equal(tsm_uri_escape(&out, tsm_str("a b&\xC3\xA9")), TSM_OK);
	assert_string_equal(out.data, "a%20b%26%C3%A9");
	struct tsm_buf back;
	tsm_buf_init(&back, 0);
	assert_int_equal(tsm_uri_unescape(&back, tsm_buf_str(&out)), TSM_OK);
	assert_string_equal(back.data, "a b&\xC3\xA9");
	tsm_buf_release(&out);
	tsm_buf_release(&back);
	refused(tsm_uri_unescape, "%", TSM_E_SYNTAX);
	refused(tsm_uri_unescape, "%4", TSM_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_disarmed),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_buf_limit),
		cmocka_unit_test(test_arena_limit),
		cmocka_unit_test(test_arena_printf),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_uri),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
