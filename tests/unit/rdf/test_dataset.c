/* Terms, blank nodes by label, quads, and how they are written. */
#include "each_dataset.h"

#include <stdio.h>

static const struct tsm_rdf_term *text(
    const char *value, const char *datatype, const char *language)
{
	return tsm_rdf_literal(
	    &dataset, tsm_str(value), tsm_str(datatype), tsm_str(language));
}

static const struct tsm_rdf_term *iri(const char *value)
{
	return tsm_rdf_iri(&dataset, tsm_str(value));
}

/* Many labels, some the beginning of others: the same label, the same node. */
static void test_labels(void **state)
{
	(void)state;
	static char label[2000][16];
	const struct tsm_rdf_term *term[2000];
	for (size_t i = 0; i < COUNT(label); i++) {
		(void)snprintf(label[i], sizeof(label[i]), "%c%zu", "ab"[i % 2],
		    i * 7919 % 5000);
		term[i] = tsm_rdf_blank(&dataset, tsm_str(label[i]));
		assert_non_null(term[i]);
		assert_string_equal(term[i]->value.ptr, label[i]);
	}
	for (size_t i = 0; i < COUNT(label); i++)
		assert_ptr_equal(
		    tsm_rdf_blank(&dataset, tsm_str(label[i])), term[i]);
	for (uint32_t i = 0; i < dataset.blank_count; i++)
		assert_int_equal(dataset.blanks[i]->blank, i);
	struct tsm_str with_nul = { "a\0", 2 };
	assert_ptr_not_equal(tsm_rdf_blank(&dataset, with_nul),
	    tsm_rdf_blank(&dataset, tsm_str("a")));
}

/* A node without label never shares one, whoever came first. */
static void test_new(void **state)
{
	(void)state;
	const struct tsm_rdf_term *given =
	    tsm_rdf_blank(&dataset, tsm_str("b0"));
	const struct tsm_rdf_term *fresh = tsm_rdf_blank_new(&dataset);
	assert_true(tsm_str_is(fresh->value, "b1"));
	const struct tsm_rdf_term *late =
	    tsm_rdf_blank(&dataset, tsm_str("b1"));
	assert_ptr_not_equal(late, fresh);
	assert_ptr_not_equal(late, given);
	assert_false(tsm_str_eq(late->value, fresh->value));
	assert_ptr_equal(tsm_rdf_blank(&dataset, tsm_str("b1")), late);
	assert_ptr_equal(tsm_rdf_blank(&dataset, tsm_str("b0")), given);
	assert_int_equal(dataset.blank_count, 3);
}

static void test_equal(void **state)
{
	(void)state;
	const struct tsm_rdf_term *a = text("x", TSM_XSD_NS "string", NULL);
	assert_true(
	    tsm_rdf_term_equal(a, text("x", TSM_XSD_NS "string", NULL)));
	assert_false(tsm_rdf_term_equal(a, text("x", "urn:t", NULL)));
	assert_false(
	    tsm_rdf_term_equal(a, text("x", TSM_XSD_NS "string", "de")));
	assert_false(tsm_rdf_term_equal(a, iri("x")));
	assert_true(tsm_rdf_term_equal(iri("x"), iri("x")));
	assert_true(tsm_rdf_term_equal(NULL, NULL));
	assert_false(tsm_rdf_term_equal(a, NULL));
	assert_false(tsm_rdf_term_equal(
	    tsm_rdf_blank_new(&dataset), tsm_rdf_blank_new(&dataset)));
}

static void test_limit(void **state)
{
	(void)state;
	const struct tsm_rdf_term *t = iri("urn:a");
	tsm_rdf_dataset_init(&dataset, &arena, 100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(tsm_rdf_add(&dataset, t, t, t, NULL), TSM_OK);
	assert_int_equal(tsm_rdf_add(&dataset, t, t, t, NULL), TSM_E_LIMIT);
	assert_int_equal(dataset.count, 100);
}

static void written(const struct tsm_rdf_term *term, const char *want)
{
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	tsm_nquads_write_term(&out, term, NULL);
	assert_int_equal(tsm_buf_status(&out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	tsm_buf_release(&out);
}

/* RDFC-1.0 section 5. */
static void test_write_term(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		const char *want;
	} rows[] = {
		{ "", "\"\"" },
		{ "a'b", "\"a'b\"" },
		{ "\b\t\n\f\r\"\\", "\"\\b\\t\\n\\f\\r\\\"\\\\\"" },
		{ "\x01\x0b\x1f\x7f", "\"\\u0001\\u000B\\u001F\\u007F\"" },
		{ "\xc3\xa9\xf0\x9f\x8e\x93", "\"\xc3\xa9\xf0\x9f\x8e\x93\"" },
		{ "\xef\xbf\xbd\xef\xbf\xbe\xef\xbf\xbf\xef\xac\x81",
		    "\"\xef\xbf\xbd\\uFFFE\\uFFFF\xef\xac\x81\"" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		written(text(rows[i].value, TSM_XSD_NS "string", NULL),
		    rows[i].want);
	written(text("x", TSM_RDF_NS "langString", "de-AT"), "\"x\"@de-AT");
	written(text("1", TSM_XSD_NS "integer", NULL),
	    "\"1\"^^<" TSM_XSD_NS "integer>");
	written(iri("urn:a b>\\"), "<urn:a\\u0020b\\u003E\\u005C>");
	written(tsm_rdf_blank(&dataset, tsm_str("x.y")), "_:x.y");
	struct tsm_str nul = { "\0", 1 };
	written(tsm_rdf_literal(&dataset, nul,
		    (struct tsm_str)TSM_STR(TSM_XSD_NS "string"), tsm_str("")),
	    "\"\\u0000\"");
}

static void test_write(void **state)
{
	(void)state;
	const struct tsm_rdf_term *b = tsm_rdf_blank(&dataset, tsm_str("x"));
	const struct tsm_str label = TSM_STR("c14n0");
	struct tsm_buf out;
	assert_int_equal(tsm_rdf_add(&dataset, b, iri("urn:p"), b, NULL), 0);
	assert_int_equal(
	    tsm_rdf_add(&dataset, iri("urn:s"), b, b, iri("urn:g")), 0);
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_nquads_write(&out, &dataset), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out),
	    "_:x <urn:p> _:x .\n<urn:s> _:x _:x <urn:g> .\n");
	tsm_buf_clear(&out);
	tsm_nquads_write_quad(&out, &dataset.quads[0], &label);
	assert_string_equal(tsm_buf_cstr(&out), "_:c14n0 <urn:p> _:c14n0 .\n");
	tsm_buf_release(&out);
	tsm_buf_init(&out, 10);
	assert_int_equal(tsm_nquads_write(&out, &dataset), TSM_E_LIMIT);
	tsm_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_labels, setup, teardown),
		cmocka_unit_test_setup_teardown(test_new, setup, teardown),
		cmocka_unit_test_setup_teardown(test_equal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_write_term, setup, teardown),
		cmocka_unit_test_setup_teardown(test_write, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
