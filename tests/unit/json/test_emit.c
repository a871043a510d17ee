/* JSON written without a tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "testamur/json/emit.h"
#include "testamur/json/write.h"

static void all_of_it(void **state)
{
	struct tsm_buf out;
	struct tsm_json_emitter e = { .out = &out };

	(void)state;
	tsm_buf_init(&out, 0);
	tsm_json_emit_open(&e, NULL, '{');
	tsm_json_emit(&e, "text", "a \"b\"\n\\ \x01 \xc3\xa9");
	tsm_json_emit(&e, "absent", NULL);
	tsm_json_emit_open(&e, "none", '[');
	tsm_json_emit_close(&e, ']');
	tsm_json_emit_open(&e, "some", '[');
	tsm_json_emit(&e, NULL, "");
	tsm_json_emit(&e, NULL, NULL);
	tsm_json_emit_open(&e, NULL, '{');
	tsm_json_emit_int(&e, "low", INT64_MIN);
	tsm_json_emit_int(&e, "high", INT64_MAX);
	tsm_json_emit_close(&e, '}');
	tsm_json_emit_int(&e, NULL, 0);
	tsm_json_emit_close(&e, ']');
	tsm_json_emit_bool(&e, "yes", true);
	tsm_json_emit_bool(&e, "no", false);
	tsm_json_emit_close(&e, '}');
	assert_int_equal(tsm_buf_status(&out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out),
	    "{\"text\":\"a \\\"b\\\"\\n\\\\ \\u0001 \xc3\xa9\",\"none\":[],"
	    "\"some\":[\"\",{\"low\":-9223372036854775808,\"high\":"
	    "9223372036854775807},0],\"yes\":true,\"no\":false}");
	tsm_buf_release(&out);
}

/* The bytes are those of a tree. */
static void as_a_tree(void **state)
{
	static const char *const texts[] = { "", "plain", "\x7f\x1f/</script>",
		"12345678\"", "\xf0\x9f\x8e\x93 \xe2\x80\xa8", "\xef\xbf\xbf" };
	struct tsm_buf tree, out;
	struct tsm_json_emitter e = { .out = &out };
	json_t *array = json_array();

	(void)state;
	tsm_buf_init(&tree, 0);
	tsm_buf_init(&out, 0);
	tsm_json_emit_open(&e, NULL, '[');
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		tsm_json_add(array, texts[i]);
		tsm_json_emit(&e, NULL, texts[i]);
	}
	tsm_json_emit_close(&e, ']');
	assert_int_equal(
	    tsm_json_write(array, TSM_JSON_COMPACT, &tree), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), tsm_buf_cstr(&tree));
	json_decref(array);
	tsm_buf_release(&tree);
	tsm_buf_release(&out);
}

/* Each byte, wherever it stands: as a tree has it, or no text. */
static void each_byte(void **state)
{
	static const size_t lengths[] = { 5, 11, 17 };
	struct tsm_buf tree, out;
	struct tsm_json_emitter e = { .out = &out };

	(void)state;
	tsm_buf_init(&tree, 0);
	tsm_buf_init(&out, 0);
	for (unsigned i = 0; i < 3 * 255; i++)
		for (size_t at = 0; at < lengths[i % 3]; at++) {
			unsigned byte = i / 3 + 1;
			char text[] = "abcdefghijklmnopqrs";
			text[lengths[i % 3]] = '\0';
			text[at] = (char)byte;
			tsm_buf_clear(&out);
			e.comma = false;
			tsm_json_emit(&e, NULL, text);
			if (byte >= 0x80) {
				assert_int_equal(
				    tsm_buf_status(&out), TSM_E_VALUE);
				continue;
			}
			json_t *value = json_string(text);
			tsm_buf_clear(&tree);
			assert_int_equal(
			    tsm_json_write(value, TSM_JSON_COMPACT, &tree),
			    TSM_OK);
			assert_string_equal(
			    tsm_buf_cstr(&out), tsm_buf_cstr(&tree));
			json_decref(value);
		}
	tsm_buf_release(&tree);
	tsm_buf_release(&out);
}

static void failures(void **state)
{
	static const char *const bad[] = { "\xff", "abcdefgh\xc3",
		"abcdefg\xc3(", "\xed\xa0\x80", "\xc0\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct tsm_buf out;
		struct tsm_json_emitter e = { .out = &out };
		tsm_buf_init(&out, 0);
		tsm_json_emit(&e, NULL, bad[i]);
		tsm_json_emit(&e, NULL, "good");
		assert_int_equal(tsm_buf_status(&out), TSM_E_VALUE);
		tsm_buf_release(&out);
	}
	struct tsm_buf small;
	struct tsm_json_emitter e = { .out = &small };
	tsm_buf_init(&small, 5);
	tsm_json_emit(&e, NULL, "too long");
	tsm_json_emit(&e, NULL, "\xff");
	assert_int_equal(tsm_buf_status(&small), TSM_E_LIMIT);
	tsm_buf_release(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it),
		cmocka_unit_test(as_a_tree),
		cmocka_unit_test(each_byte),
		cmocka_unit_test(failures),
	};

	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
