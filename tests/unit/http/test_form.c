/*
 * test_form.c - forms as browsers send them, and as attackers do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "testamur/base/buf.h"
#include "testamur/http/form.h"

#define MULTI               "multipart/form-data; boundary=XyZ"
#define PART(headers, body) "--XyZ\r\n" headers "\r\n\r\n" body "\r\n"
#define NAME(name)          "Content-Disposition: form-data; name=\"" name "\""
#define FILE_(name, file)   NAME(name) "; filename=\"" file "\""
#define END                 "--XyZ--\r\n"

static struct tsm_arena arena;

static int begin(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	tsm_arena_release(&arena);
	return 0;
}

static enum tsm_status parse(
    const char *type, const char *body, struct tsm_form *form)
{
	struct tsm_error err = { 0 };

	return tsm_form_parse(&arena, type, tsm_str(body), form, &err);
}

static void urlencoded(void **state)
{
	struct tsm_form form;

	(void)state;
	assert_int_equal(
	    parse("application/x-www-form-urlencoded; charset=UTF-8",
		"a=1&b=x+y%21&&c&=v&a=2&%C3%A4=%E2%82%AC", &form),
	    TSM_OK);
	assert_int_equal(form.count, 6);
	assert_string_equal(tsm_form_text(&form, "a"), "1");
	assert_string_equal(tsm_form_text(&form, "b"), "x y!");
	assert_string_equal(tsm_form_text(&form, "c"), "");
	assert_string_equal(tsm_form_text(&form, ""), "v");
	assert_string_equal(tsm_form_text(&form, "\xc3\xa4"), "\xe2\x82\xac");
	assert_null(tsm_form_text(&form, "d"));
	assert_null(tsm_form_file(&form, "a"));
	assert_int_equal(
	    parse("application/x-www-form-urlencoded", "", &form), TSM_OK);
	assert_int_equal(form.count, 0);
}

static void urlencoded_bad(void **state)
{
	static const struct {
		const char *body;
		enum tsm_status status;
	} cases[] = { { "a=%", TSM_E_SYNTAX }, { "a=%4", TSM_E_SYNTAX },
		{ "a=%4g", TSM_E_SYNTAX }, { "a=%00", TSM_E_SYNTAX },
		{ "a=%ff", TSM_E_SYNTAX }, { "%c3=1", TSM_E_SYNTAX } };
	struct tsm_form form;
	struct tsm_buf many;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(parse("application/x-www-form-urlencoded",
				     cases[i].body, &form),
		    cases[i].status);
	tsm_buf_init(&many, 0);
	for (int i = 0; i < 64; i++)
		tsm_buf_adds(&many, "a=b&");
	assert_int_equal(parse("application/x-www-form-urlencoded",
			     tsm_buf_cstr(&many), &form),
	    TSM_OK);
	tsm_buf_adds(&many, "a=b");
	assert_int_equal(parse("application/x-www-form-urlencoded",
			     tsm_buf_cstr(&many), &form),
	    TSM_E_LIMIT);
	tsm_buf_clear(&many);
	for (int i = 0; i < 257; i++)
		tsm_buf_adds(&many, "n");
	assert_int_equal(parse("application/x-www-form-urlencoded",
			     tsm_buf_cstr(&many), &form),
	    TSM_E_LIMIT);
	tsm_buf_release(&many);
	assert_int_equal(parse("text/plain", "a=b", &form), TSM_E_UNSUPPORTED);
	assert_int_equal(parse(NULL, "a=b", &form), TSM_E_UNSUPPORTED);
}

static void multipart(void **state)
{
	struct tsm_form form;

	(void)state;
	assert_int_equal(
	    parse(MULTI,
		PART(NAME("input"), "")
		    PART(FILE_("file",
			     "C:\\\\a\\b\\x.png") "\r\nContent-Type: image/png",
			"\x89PNG\r\n--Xy\r\n--Z") PART(NAME("a\\\"b"), "v") END,
		&form),
	    TSM_OK);
	assert_int_equal(form.count, 3);
	assert_string_equal(tsm_form_text(&form, "input"), "");
	assert_string_equal(tsm_form_text(&form, "a\"b"), "v");
	const struct tsm_form_field *file = tsm_form_file(&form, "file");
	assert_non_null(file);
	assert_string_equal(file->filename, "x.png");
	assert_string_equal(file->content_type, "image/png");
	assert_int_equal(file->value.len, 15);
	assert_null(tsm_form_text(&form, "file"));
	assert_ptr_equal(tsm_form_field(&form, "file"), file);
	/* a file field left empty, as browsers send it */
	assert_int_equal(
	    parse("Multipart/Form-Data; boundary=\"XyZ\"; charset=utf-8",
		PART(FILE_("file", "") "\r\nContent-Type: "
				       "application/octet-stream",
		    "") END,
		&form),
	    TSM_OK);
	assert_null(tsm_form_file(&form, "file"));
	assert_int_equal(parse(MULTI, "--XyZ--", &form), TSM_OK);
	assert_int_equal(form.count, 0);
}

static void multipart_bad(void **state)
{
	static const struct {
		const char *type;
		const char *body;
		enum tsm_status status;
	} cases[] = {
		{ "multipart/form-data", END, TSM_E_SYNTAX },
		{ "multipart/form-data; boundary=", END, TSM_E_SYNTAX },
		{ "multipart/form-data; boundary=\"XyZ", END, TSM_E_SYNTAX },
		{ "multipart/form-data; boundary=a\x01"
		  "b",
		    END, TSM_E_SYNTAX },
		{ "multipart/form-data; boundary=XyZ; boundary=XyZ", END,
		    TSM_E_SYNTAX },
		{ "multipart/form-data; boundary="
		  "12345678901234567890123456789012345"
		  "678901234567890123456789012345678901",
		    END, TSM_E_SYNTAX },
		{ MULTI, "", TSM_E_SYNTAX },
		{ MULTI, "--XyZ", TSM_E_SYNTAX },
		{ MULTI, "--XyZ\r\n", TSM_E_SYNTAX },
		{ MULTI, "preamble\r\n" END, TSM_E_SYNTAX },
		{ MULTI, END "more", TSM_E_SYNTAX },
		{ MULTI, "--XyZ--x", TSM_E_SYNTAX },
		{ MULTI, PART(NAME("a"), "b"), TSM_E_SYNTAX },
		{ MULTI, "--XyZ\r\n" NAME("a") "\r\n", TSM_E_SYNTAX },
		{ MULTI, "--XyZ\n" NAME("a") "\n\nb\n--XyZ--\n", TSM_E_SYNTAX },
		{ MULTI, "--XyZa\r\n" END, TSM_E_SYNTAX },
		{ MULTI, PART("X: y", "b") END, TSM_E_SYNTAX },
		{ MULTI, PART("Content-Disposition: form-data", "b") END,
		    TSM_E_SYNTAX },
		{ MULTI,
		    PART("Content-Disposition: attachment; name=\"a\"", "b")
			END,
		    TSM_E_SYNTAX },
		{ MULTI, PART(NAME("a") "; name=\"b\"", "c") END,
		    TSM_E_SYNTAX },
		{ MULTI, PART(NAME("a") "\r\n" NAME("b"), "c") END,
		    TSM_E_SYNTAX },
		{ MULTI, PART(NAME("a") "; filename*=UTF-8''x", "c") END,
		    TSM_E_SYNTAX },
		{ MULTI,
		    PART("Content-Disposition: form-data; name=\"a", "c") END,
		    TSM_E_SYNTAX },
		{ MULTI, PART(" folded", "c") END, TSM_E_SYNTAX },
		{ MULTI, PART("no colon", "c") END, TSM_E_SYNTAX },
		{ MULTI,
		    PART(NAME("a") "\r\nContent-Transfer-Encoding: base64",
			"YQ==") END,
		    TSM_E_SYNTAX },
		{ MULTI,
		    PART(NAME("a") "\r\nContent-Type: multipart/mixed", "b")
			END,
		    TSM_E_SYNTAX },
		{ MULTI, PART(NAME("a"), "\xff") END, TSM_E_SYNTAX },
		{ MULTI, PART(NAME("\xff"), "a") END, TSM_E_SYNTAX },
	};
	struct tsm_form form;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum tsm_status status =
		    parse(cases[i].type, cases[i].body, &form);
		if (status != cases[i].status)
			fail_msg("case %zu: %s", i, tsm_status_name(status));
	}
}

static void multipart_limits(void **state)
{
	struct tsm_form form;
	struct tsm_buf text;

	(void)state;
	tsm_buf_init(&text, 0);
	for (int i = 0; i < 65; i++)
		tsm_buf_adds(&text, PART(NAME("a"), "b"));
	tsm_buf_adds(&text, END);
	assert_int_equal(parse(MULTI, tsm_buf_cstr(&text), &form), TSM_E_LIMIT);
	tsm_buf_clear(&text);
	tsm_buf_adds(&text, "--XyZ\r\n" NAME("a") "\r\nX: ");
	for (int i = 0; i < 5000; i++)
		tsm_buf_addc(&text, 'x');
	tsm_buf_adds(&text, "\r\n\r\nb\r\n" END);
	assert_int_equal(parse(MULTI, tsm_buf_cstr(&text), &form), TSM_E_LIMIT);
	/* many short header lines count together */
	tsm_buf_clear(&text);
	tsm_buf_adds(&text, "--XyZ\r\n" NAME("a") "\r\n");
	for (int i = 0; i < 2000; i++)
		tsm_buf_adds(&text, "X: y\r\n");
	tsm_buf_adds(&text, "\r\nb\r\n" END);
	assert_int_equal(parse(MULTI, tsm_buf_cstr(&text), &form), TSM_E_LIMIT);
	tsm_buf_clear(&text);
	tsm_buf_adds(&text, "--XyZ\r\nContent-Disposition: form-data; name=\"");
	for (int i = 0; i < 300; i++)
		tsm_buf_addc(&text, 'n');
	tsm_buf_adds(&text, "\"\r\n\r\nb\r\n" END);
	assert_int_equal(parse(MULTI, tsm_buf_cstr(&text), &form), TSM_E_LIMIT);
	/* a NUL in a text field; in a file it is fine */
	tsm_buf_clear(&text);
	tsm_buf_adds(&text, "--XyZ\r\n" NAME("a") "\r\n\r\nb");
	tsm_buf_addc(&text, '\0');
	tsm_buf_adds(&text, "\r\n" END);
	struct tsm_error err = { 0 };
	assert_int_equal(
	    tsm_form_parse(&arena, MULTI, tsm_buf_str(&text), &form, &err),
	    TSM_E_SYNTAX);
	tsm_buf_clear(&text);
	tsm_buf_adds(&text, "--XyZ\r\n" FILE_("a", "f") "\r\n\r\nb");
	tsm_buf_addc(&text, '\0');
	tsm_buf_adds(&text, "\r\n" END);
	assert_int_equal(
	    tsm_form_parse(&arena, MULTI, tsm_buf_str(&text), &form, &err),
	    TSM_OK);
	assert_int_equal(tsm_form_file(&form, "a")->value.len, 2);
	tsm_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(urlencoded, begin, finish),
		cmocka_unit_test_setup_teardown(urlencoded_bad, begin, finish),
		cmocka_unit_test_setup_teardown(multipart, begin, finish),
		cmocka_unit_test_setup_teardown(multipart_bad, begin, finish),
		cmocka_unit_test_setup_teardown(
		    multipart_limits, begin, finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
