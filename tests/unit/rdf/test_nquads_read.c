/* N-Quads: what is accepted, and what is refused where. */
#include "each_dataset.h"

#include <stdlib.h>

/* From an exact copy on the heap, released before anything is looked at. */
static enum tsm_status read_n(
    const char *text, size_t len, struct tsm_error *err)
{
	char *exact = malloc(len > 0 ? len : 1);
	assert_non_null(exact);
	memcpy(exact, text, len);
	tsm_rdf_dataset_init(&dataset, &arena, dataset.max);
	enum tsm_status status =
	    tsm_nquads_read(&dataset, tsm_str_n(exact, len), err);
	free(exact);
	return status;
}

/* What is read is written as want. */
static void accept(const char *text, const char *want)
{
	struct tsm_error err = { 0 };
	struct tsm_buf out;
	enum tsm_status status = read_n(text, strlen(text), &err);
	if (status != TSM_OK)
		print_message("%s: %s %s\n", text, err.where, err.text);
	assert_int_equal(status, TSM_OK);
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_nquads_write(&out, &dataset), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	tsm_buf_release(&out);
}

static void refuse(const char *text, const char *where)
{
	struct tsm_error err = { 0 };
	enum tsm_status status = read_n(text, strlen(text), &err);
	if (status != TSM_E_SYNTAX || strcmp(err.where, where) != 0)
		print_message("%s: %s at %s, not %s\n", text,
		    tsm_status_name(status), err.where, where);
	assert_int_equal(status, TSM_E_SYNTAX);
	assert_int_equal(err.status, TSM_E_SYNTAX);
	assert_string_equal(err.where, where);
}

static void test_accepted(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "", "" },
		{ "\n\r\n  \t\n# only remarks\n#\n", "" },
		{ "<u:s><u:p><u:o>.", "<u:s> <u:p> <u:o> .\n" },
		{ " \t<u:s>\t<u:p> <u:o>\t<u:g> . # remark",
		    "<u:s> <u:p> <u:o> <u:g> .\n" },
		{ "<u:s> <u:p> _:o _:g .\r<u:s> <u:p> \"\" .\r\n",
		    "<u:s> <u:p> _:o _:g .\n<u:s> <u:p> \"\" .\n" },
		{ "_:a.b-c <u:p>_:0.", "_:a.b-c <u:p> _:0 .\n" },
		{ "_::a <u:p> _:_:\xc3\xa9\xc2\xb7 .",
		    "_::a <u:p> _:_:\xc3\xa9\xc2\xb7 .\n" },
		{ "<u:s> <u:p> \"x\"@de-AT-1996 .",
		    "<u:s> <u:p> \"x\"@de-AT-1996 .\n" },
		{ "<u:s> <u:p> \"x\"@en<u:g>.",
		    "<u:s> <u:p> \"x\"@en <u:g> .\n" },
		{ "<u:s> <u:p> \"1\"^^<u:t> .",
		    "<u:s> <u:p> \"1\"^^<u:t> .\n" },
		{ "<u:s> <u:p> \"x\"^^<" TSM_XSD_NS "string> .",
		    "<u:s> <u:p> \"x\" .\n" },
		{ "<u:\\u0041\\U0001F393> <u:p> \"\\u00e9\\U000000E9\" .",
		    "<u:A\xf0\x9f\x8e\x93> <u:p> \"\xc3\xa9\xc3\xa9\" .\n" },
		{ "<u:s> <u:p> \"\\t\\b\\n\\r\\f\\\"\\'\\\\\t'#\x7f\" .",
		    "<u:s> <u:p> "
		    "\"\\t\\b\\n\\r\\f\\\"'\\\\\\t'#\\u007F\" .\n" },
		{ "<a+-.1:> <u:#> <u:\xc3\xa9> .",
		    "<a+-.1:> <u:#> <u:\xc3\xa9> .\n" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		accept(rows[i][0], rows[i][1]);
}

static void test_refused(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "<u:s> <u:p> <u:o>", "1:18" },
		{ "<u:s> <u:p> .", "1:13" },
		{ "<u:s>\n<u:p> <u:o> .", "1:6" },
		{ "<u:s> <u:p> <u:o> . <u:s> <u:p> <u:o> .", "1:21" },
		{ "<u:s> <u:p> <u:o> <u:g> <u:h> .", "1:25" },
		{ "<u:s> <u:p> <u:o>, <u:o> .", "1:18" },
		{ "\"x\" <u:p> <u:o> .", "1:1" },
		{ "<u:s> \"x\" <u:o> .", "1:7" },
		{ "<u:s> _:p <u:o> .", "1:7" },
		{ "<u:s> <u:p> <u:o> \"x\" .", "1:19" },
		{ "# r\r\n\r<u:s> <u:p> <s> .", "3:13" },
		{ "<> <u:p> <u:o> .", "1:1" },
		{ "<1:s> <u:p> <u:o> .", "1:1" },
		{ "<a/b:s> <u:p> <u:o> .", "1:1" },
		{ "<u: s> <u:p> <u:o> .", "1:4" },
		{ "<u:{s> <u:p> <u:o> .", "1:4" },
		{ "<u:\\n> <u:p> <u:o> .", "1:5" },
		{ "<u:s", "1:5" },
		{ "<u:s> <u:p> <u:o> <g> .", "1:19" },
		{ "_a <u:p> <u:o> .", "1:1" },
		{ "_:-a <u:p> <u:o> .", "1:1" },
		{ "_:.a <u:p> <u:o> .", "1:1" },
		{ "_:", "1:1" },
		{ "<u:s> <u:p> _:a\xc3\x97 .", "1:16" },
		{ "<u:s> <u:p> \"x .", "1:17" },
		{ "<u:s> <u:p> \"a\nb\" .", "1:15" },
		{ "<u:s> <u:p> \"a\rb\" .", "1:15" },
		{ "<u:s> <u:p> 'a' .", "1:13" },
		{ "<u:s> <u:p> \"\"\"a\"\"\" .", "1:15" },
		{ "<u:s> <u:p> 1 .", "1:13" },
		{ "<u:s> <u:p> \"\\z\" .", "1:15" },
		{ "<u:s> <u:p> \"\\u00Z0\" .", "1:15" },
		{ "<u:s> <u:p> \"\\uD800\" .", "1:15" },
		{ "<u:s> <u:p> \"\\U00110000\" .", "1:15" },
		{ "<u:s> <u:p> \"x\"@1 .", "1:17" },
		{ "<u:s> <u:p> \"x\"@ .", "1:17" },
		{ "<u:s> <u:p> \"x\"@de- .", "1:20" },
		{ "<u:s> <u:p> \"x\"@de_AT .", "1:19" },
		{ "<u:s> <u:p> \"x\"^<u:t> .", "1:16" },
		{ "<u:s> <u:p> \"x\"^^_:t .", "1:18" },
		{ "<u:s> <u:p> \"x\"^^<t> .", "1:18" },
		{ "@prefix u: <u:> .", "1:1" },
		{ "<u:s> <u:p> \"\xed\xa0\x80\" .", "1:14" },
		{ "\n<u:s> <u:p> \"\xff\" .", "2:14" },
		{ "\xef\xbb\xbf<u:s> <u:p> <u:o> .", "1:1" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		refuse(rows[i][0], rows[i][1]);
}

static void test_nul(void **state)
{
	(void)state;
	static const char text[] = "<u:s> <u:p> \"a\0b\" .";
	struct tsm_error err = { 0 };
	assert_int_equal(read_n(text, sizeof(text) - 1, &err), TSM_OK);
	assert_int_equal(dataset.quads[0].object->value.len, 3);
	static const char bad[] = "<u:s> <u:p> <u:o> .\0";
	assert_int_equal(read_n(bad, sizeof(bad) - 1, &err), TSM_E_SYNTAX);
	static const char iri[] = "<u:\0> <u:p> <u:o> .";
	assert_int_equal(read_n(iri, sizeof(iri) - 1, &err), TSM_E_SYNTAX);
}

/* Terms and blank nodes go on from one text to the next. */
static void test_append(void **state)
{
	(void)state;
	struct tsm_str one = TSM_STR("_:a <u:p> \"x\"@de .\n");
	assert_int_equal(tsm_nquads_read(&dataset, one, NULL), TSM_OK);
	assert_int_equal(tsm_nquads_read(&dataset, one, NULL), TSM_OK);
	assert_int_equal(dataset.count, 2);
	assert_int_equal(dataset.blank_count, 1);
	assert_ptr_equal(dataset.quads[0].subject, dataset.quads[1].subject);
	assert_true(tsm_str_is(
	    dataset.quads[0].object->datatype, TSM_RDF_NS "langString"));
}

static void test_limits(void **state)
{
	(void)state;
	struct tsm_str text = TSM_STR("_:a <u:p> _:a .\n_:a <u:p> _:b .\n");
	struct tsm_error err = { 0 };
	tsm_rdf_dataset_init(&dataset, &arena, 1);
	assert_int_equal(tsm_nquads_read(&dataset, text, &err), TSM_E_LIMIT);
	assert_int_equal(err.status, TSM_E_LIMIT);
	struct tsm_arena small;
	tsm_arena_init(&small, 64);
	tsm_rdf_dataset_init(&dataset, &small, 0);
	assert_int_equal(tsm_nquads_read(&dataset, text, &err), TSM_E_MEMORY);
	tsm_arena_release(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_accepted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nul, setup, teardown),
		cmocka_unit_test_setup_teardown(test_append, setup, teardown),
		cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
