/* To RDF: quads, numbers, lists, directions, and what is left out. */
#include "fixture.h"
#include "testamur/rdf/nquads.h"

#define P   "\"urn:x:p\""
#define XSD "http://www.w3.org/2001/XMLSchema#"
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

struct row {
	const char *document;
	const char *quads;
};

#define ONE(value) "{\"@id\":\"urn:x:1\"," P ":" value "}"
#define SP         "<urn:x:1> <urn:x:p> "

static const struct row rows[] = {
	{ ONE("\"a\\n\""), SP "\"a\\n\" .\n" },
	{ ONE("true"), SP "\"true\"^^<" XSD "boolean> .\n" },
	{ ONE("5"), SP "\"5\"^^<" XSD "integer> .\n" },
	{ ONE("-0"), SP "\"0\"^^<" XSD "integer> .\n" },
	{ ONE("5.0"), SP "\"5\"^^<" XSD "integer> .\n" },
	{ ONE("5.3"), SP "\"5.3E0\"^^<" XSD "double> .\n" },
	{ ONE("-0.001"), SP "\"-1.0E-3\"^^<" XSD "double> .\n" },
	{ ONE("1e20"), SP "\"100000000000000000000\"^^<" XSD "integer> .\n" },
	{ ONE("1e21"), SP "\"1.0E21\"^^<" XSD "double> .\n" },
	{ ONE("{\"@value\":10,\"@type\":\"" XSD "double\"}"),
	    SP "\"1.0E1\"^^<" XSD "double> .\n" },
	{ ONE("{\"@value\":{\"b\":1.0,\"a\":null},\"@type\":\"@json\"}"),
	    SP "\"{\\\"a\\\":null,\\\"b\\\":1}\"^^<" RDF "JSON> .\n" },
	{ ONE("{\"@value\":\"a\",\"@language\":\"en\"}"), SP "\"a\"@en .\n" },
	{ ONE("{\"@value\":\"a\",\"@language\":\"no tag\"}"), "" },
	{ ONE("{\"@id\":\"relative\"}"), "" },
	{ ONE("{\"@list\":[]}"), SP "<" RDF "nil> .\n" },
	{ "{\"@id\":\"urn:x:1\",\"@type\":[\"urn:x:T\",\"relative\"]}",
	    "<urn:x:1> <" RDF "type> <urn:x:T> .\n" },
	{ "{\"@id\":\"relative\"," P ":{\"@id\":\"urn:x:1\"," P ":\"in\"}}",
	    SP "\"in\" .\n" },
	{ "{\"@id\":\"urn:x:2\",\"@reverse\":{" P ":{\"@id\":\"urn:x:1\"}}}",
	    SP "<urn:x:2> .\n" },
	{ "{\"@id\":\"urn:x:g\",\"@graph\":" ONE("\"a\"") "}",
	    SP "\"a\" <urn:x:g> .\n" },
	{ "{\"@id\":\"relative\",\"@graph\":" ONE("\"a\"") "}", "" },
	{ "{\"@id\":\"urn:x:1\",\"_:p\":\"a\"}", "" },
	{ "{\"@id\":\"_:\"," P ":1}",
	    "_:b\xc2\xb7 <urn:x:p> \"1\"^^<" XSD "integer> .\n" },
};

static enum tsm_status run(struct fixture *f, const struct tsm_json *document,
    const struct tsm_json *without, struct tsm_buf *out)
{
	struct tsm_rdf_dataset dataset;
	tsm_rdf_dataset_init(&dataset, &f->arena, 0);
	f->failure = (struct tsm_jsonld_failure){ 0 };
	f->err = (struct tsm_error){ 0 };
	tsm_buf_clear(out);
	enum tsm_status status = tsm_jsonld_to_rdf(f->store, document, without,
	    &f->options, &dataset, &f->failure, &f->err);
	return status == TSM_OK ? tsm_nquads_write(out, &dataset) : status;
}

static void documents_become_quads(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf out;
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(
		    run(&f, fixture_json(&f, rows[i].document), NULL, &out),
		    TSM_OK);
		assert_string_equal(tsm_buf_cstr(&out), rows[i].quads);
	}
	tsm_buf_release(&out);
	fixture_close(&f);
}

static void a_member_is_left_out(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf out;
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	const struct tsm_json *document = fixture_json(
	    &f, "{\"@id\":\"urn:x:1\",\"urn:x:proof\":1," P ":\"a\"}");
	assert_int_equal(
	    run(&f, document, tsm_json_get(document, "urn:x:proof"), &out),
	    TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), SP "\"a\" .\n");
	tsm_buf_release(&out);
	fixture_close(&f);
}

static void directions_become_types_or_nodes(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf out;
	const char *document =
	    ONE("[{\"@value\":\"a\",\"@language\":\"EN\",\"@direction\":"
		"\"rtl\"},{\"@value\":\"a\",\"@language\":\"EN\","
		"\"@direction\":\"rtl\"}]");
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	f.options.rdf_direction = TSM_RDF_DIRECTION_I18N_DATATYPE;
	assert_int_equal(
	    run(&f, fixture_json(&f, document), NULL, &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out),
	    SP "\"a\"^^<https://www.w3.org/ns/i18n#en_rtl> .\n" SP
	       "\"a\"^^<https://www.w3.org/ns/i18n#en_rtl> .\n");
	/* equal ones are one */
	f.options.rdf_direction = TSM_RDF_DIRECTION_COMPOUND_LITERAL;
	assert_int_equal(
	    run(&f, fixture_json(&f, document), NULL, &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out),
	    "_:b0 <" RDF "value> \"a\" .\n"
	    "_:b0 <" RDF "language> \"en\" .\n"
	    "_:b0 <" RDF "direction> \"rtl\" .\n" SP "_:b0 .\n");
	/* a direction without value is of a node, not of a literal */
	tsm_buf_clear(&out);
	assert_int_equal(run(&f,
			     fixture_json(&f, "{\"@id\":\"urn:x:1\"," P
					      ":{\"@language\":\"en\","
					      "\"@direction\":\"rtl\"}}"),
			     NULL, &out),
	    TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), SP "_:b0 .\n");
	tsm_buf_release(&out);
	fixture_close(&f);
}

static void failures_are_named(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf out;
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    run(&f,
		fixture_json(&f,
		    "[{\"@id\":\"urn:x:1\",\"@index\":\"a\"," P
		    ":1},{\"@id\":\"urn:x:1\",\"@index\":\"b\"," P ":2}]"),
		NULL, &out),
	    TSM_E_VALUE);
	assert_int_equal(f.failure.code, TSM_JSONLD_CONFLICTING_INDEXES);
	assert_int_equal(
	    run(&f, fixture_json(&f, ONE("1e400")), NULL, &out), TSM_E_VALUE);
	assert_int_equal(f.failure.code, TSM_JSONLD_NONE);
	assert_string_equal(f.err.where, "/urn:x:p");
	tsm_buf_release(&out);
	fixture_close(&f);
}

/* More properties than are searched one by one, each named twice. */
static void many_properties_are_merged(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf text;
	struct tsm_buf out;
	fixture_open(&f);
	tsm_buf_init(&text, 0);
	tsm_buf_init(&out, 0);
	(void)tsm_buf_adds(&text, "{\"@context\":{\"x\":\"urn:x:\"}");
	for (int i = 0; i < 5000; i++)
		(void)tsm_buf_printf(&text, ",\"x:%d\":1,\"urn:x:%d\":2", i, i);
	(void)tsm_buf_adds(&text, "}");
	assert_int_equal(
	    tsm_jsonld_expand(f.store, fixture_json(&f, tsm_buf_cstr(&text)),
		&f.options, &f.arena, &out, NULL, NULL),
	    TSM_OK);
	const struct tsm_json *array = fixture_json(&f, tsm_buf_cstr(&out));
	assert_int_equal(array->first->count, 5000);
	assert_int_equal(array->first->first[4999].count, 2);
	tsm_buf_release(&text);
	tsm_buf_release(&out);
	fixture_close(&f);
}

#define PLACE(kind, column) \
 "_:" kind "\xc2\xb7"       \
 "1_" column "_0"

/* Nodes without a name have that of their place, in a part as in the whole. */
static void blank_nodes_by_place(void **state)
{
	static const struct row others[] = {
		{ "{" P ":{\"@graph\":{\"urn:x:q\":\"1\"}}}",
		    PLACE("n", "22") " <urn:x:q> \"1\" " PLACE(
			"g", "12") " .\n" PLACE("n",
			"1") " <urn:x:p> " PLACE("g", "12") " .\n" },
		{ ONE("{\"@list\":[\"a\"]}"),
		    PLACE("l", "38") " <" RDF "first> \"a\" .\n" PLACE(
			"l", "38") " <" RDF "rest> <" RDF
				   "nil> .\n" SP PLACE("l", "38") " .\n" },
		/* no name of a document is taken for a place */
		{ "{\"@id\":\"" PLACE("n", "1") "\"," P ":{}}",
		    "_:b\xc2\xb7"
		    "6ec2b7315f315f30 <urn:x:p> " PLACE("n", "31") " .\n" },
	};
	struct fixture f;
	struct tsm_buf out;
	(void)state;
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	f.options.blank_places = true;
	const struct tsm_json *whole = fixture_json(
	    &f, "{" P ":[{\"urn:x:q\":\"1\"},{\"urn:x:q\":\"2\"}]}");
	assert_int_equal(run(&f, whole, NULL, &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out),
	    PLACE("n", "13") " <urn:x:q> \"1\" .\n" PLACE(
		"n", "1") " <urn:x:p> " PLACE("n", "13") " .\n" PLACE("n",
		"29") " <urn:x:q> \"2\" .\n" PLACE("n",
		"1") " <urn:x:p> " PLACE("n", "29") " .\n");
	const struct tsm_json *item = &whole->first->first[1];
	const struct tsm_json *list =
	    tsm_json_pick(&f.arena, whole->first, &item, 1);
	const struct tsm_json *part = tsm_json_pick(&f.arena, whole, &list, 1);
	assert_int_equal(run(&f, part, NULL, &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out),
	    PLACE("n", "29") " <urn:x:q> \"2\" .\n" PLACE(
		"n", "1") " <urn:x:p> " PLACE("n", "29") " .\n");
	for (size_t i = 0; i < COUNT(others); i++) {
		assert_int_equal(
		    run(&f, fixture_json(&f, others[i].document), NULL, &out),
		    TSM_OK);
		assert_string_equal(tsm_buf_cstr(&out), others[i].quads);
	}
	tsm_buf_release(&out);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_become_quads),
		cmocka_unit_test(a_member_is_left_out),
		cmocka_unit_test(directions_become_types_or_nodes),
		cmocka_unit_test(failures_are_named),
		cmocka_unit_test(many_properties_are_merged),
		cmocka_unit_test(blank_nodes_by_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
