/* Context processing: what it makes, and every way it is refused. */
#include "fixture.h"

static struct fixture f;

static int setup(void **state)
{
	(void)state;
	fixture_open(&f);
	fixture_add(&f, "https://example.org/people",
	    "{\"@context\": {\"@version\": 1.1, \"@protected\": true,"
	    "\"name\": \"https://example.org/vocab#name\","
	    "\"Person\": {\"@id\": \"https://example.org/vocab#Person\","
	    "\"@context\": {\"born\": \"https://example.org/vocab#born\"}}}}");
	fixture_add(&f, "https://example.org/loop",
	    "{\"@context\": \"https://example.org/loop\"}");
	fixture_add(&f, "https://example.org/relative",
	    "{\"@context\": [\"people\", {\"a\": \"https://a.example/a\"}]}");
	fixture_add(&f, "https://example.org/array", "{\"@context\": []}");
	fixture_add(&f, "https://example.org/importer",
	    "{\"@context\": {\"@import\": \"people\"}}");
	fixture_add(&f, "https://example.org/plain",
	    "{\"@context\": {\"@vocab\": \"https://p.example/\","
	    "\"x\": \"https://p.example/x1\"}}");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_close(&f);
	return 0;
}

struct refused {
	const char *context;
	enum tsm_jsonld_code code;
	enum tsm_jsonld_mode mode;
};

#define V "https://example.org/vocab#"

static const struct refused refused[] = {
	{ "1", TSM_JSONLD_INVALID_LOCAL_CONTEXT, 0 },
	{ "[[]]", TSM_JSONLD_INVALID_LOCAL_CONTEXT, 0 },
	{ "\"relative\"", TSM_JSONLD_LOADING_DOCUMENT_FAILED, 0 },
	{ "\"https://example.org/loop\"", TSM_JSONLD_CONTEXT_OVERFLOW, 0 },
	{ "[\"https://example.org/people\", null]",
	    TSM_JSONLD_INVALID_CONTEXT_NULLIFICATION, 0 },
	{ "{\"@version\": 1.0}", TSM_JSONLD_INVALID_VERSION_VALUE, 0 },
	{ "{\"@version\": \"1.1\"}", TSM_JSONLD_INVALID_VERSION_VALUE, 0 },
	{ "{\"@version\": 1.1}", TSM_JSONLD_PROCESSING_MODE_CONFLICT,
	    TSM_JSONLD_1_0 },
	{ "{\"@import\": 1}", TSM_JSONLD_INVALID_IMPORT_VALUE, 0 },
	{ "{\"@import\": \"https://example.org/people\"}",
	    TSM_JSONLD_INVALID_CONTEXT_ENTRY, TSM_JSONLD_1_0 },
	{ "{\"@import\": \"https://example.org/array\"}",
	    TSM_JSONLD_INVALID_REMOTE_CONTEXT, 0 },
	{ "{\"@import\": \"https://example.org/importer\"}",
	    TSM_JSONLD_INVALID_CONTEXT_ENTRY, 0 },
	{ "{\"@base\": 1}", TSM_JSONLD_INVALID_BASE_IRI, 0 },
	{ "{\"@base\": \"a\"}", TSM_JSONLD_INVALID_BASE_IRI, 0 },
	{ "{\"@vocab\": 1}", TSM_JSONLD_INVALID_VOCAB_MAPPING, 0 },
	{ "{\"@vocab\": \"a\"}", TSM_JSONLD_INVALID_VOCAB_MAPPING,
	    TSM_JSONLD_1_0 },
	{ "{\"@language\": 1}", TSM_JSONLD_INVALID_DEFAULT_LANGUAGE, 0 },
	{ "{\"@direction\": \"up\"}", TSM_JSONLD_INVALID_BASE_DIRECTION, 0 },
	{ "{\"@direction\": \"ltr\"}", TSM_JSONLD_INVALID_CONTEXT_ENTRY,
	    TSM_JSONLD_1_0 },
	{ "{\"@propagate\": 1}", TSM_JSONLD_INVALID_PROPAGATE_VALUE, 0 },
	{ "{\"@propagate\": true}", TSM_JSONLD_INVALID_CONTEXT_ENTRY,
	    TSM_JSONLD_1_0 },
	{ "{\"@protected\": 1}", TSM_JSONLD_INVALID_PROTECTED_VALUE, 0 },
	{ "{\"@id\": \"" V "a\"}", TSM_JSONLD_KEYWORD_REDEFINITION, 0 },
	{ "{\"@type\": {\"@id\": \"" V "a\"}}", TSM_JSONLD_KEYWORD_REDEFINITION,
	    0 },
	{ "{\"@type\": {\"@container\": \"@set\"}}",
	    TSM_JSONLD_KEYWORD_REDEFINITION, TSM_JSONLD_1_0 },
	{ "{\"\": \"" V "a\"}", TSM_JSONLD_INVALID_TERM_DEFINITION, 0 },
	{ "{\"a\": 1}", TSM_JSONLD_INVALID_TERM_DEFINITION, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"x\": 1}}",
	    TSM_JSONLD_INVALID_TERM_DEFINITION, 0 },
	{ "{\"a\": \"b:a\", \"b\": \"a:b\"}", TSM_JSONLD_CYCLIC_IRI_MAPPING,
	    0 },
	{ "{\"a\": {}}", TSM_JSONLD_INVALID_IRI_MAPPING, 0 },
	{ "{\"a\": \"b\"}", TSM_JSONLD_INVALID_IRI_MAPPING, 0 },
	{ "{\"a\": {\"@id\": 1}}", TSM_JSONLD_INVALID_IRI_MAPPING, 0 },
	{ "{\"x:a\": \"" V "b\"}", TSM_JSONLD_INVALID_IRI_MAPPING, 0 },
	{ "{\"a\": \"@context\"}", TSM_JSONLD_INVALID_KEYWORD_ALIAS, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@protected\": 1}}",
	    TSM_JSONLD_INVALID_PROTECTED_VALUE, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@type\": 1}}",
	    TSM_JSONLD_INVALID_TYPE_MAPPING, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@type\": \"@set\"}}",
	    TSM_JSONLD_INVALID_TYPE_MAPPING, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@type\": \"@json\"}}",
	    TSM_JSONLD_INVALID_TYPE_MAPPING, TSM_JSONLD_1_0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@reverse\": \"" V "a\"}}",
	    TSM_JSONLD_INVALID_REVERSE_PROPERTY, 0 },
	{ "{\"a\": {\"@reverse\": 1}}", TSM_JSONLD_INVALID_IRI_MAPPING, 0 },
	{ "{\"a\": {\"@reverse\": \"" V "a\", \"@container\": \"@list\"}}",
	    TSM_JSONLD_INVALID_REVERSE_PROPERTY, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@container\": \"@x\"}}",
	    TSM_JSONLD_INVALID_CONTAINER_MAPPING, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\","
	  "\"@container\": [\"@list\", \"@set\"]}}",
	    TSM_JSONLD_INVALID_CONTAINER_MAPPING, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@container\": \"@graph\"}}",
	    TSM_JSONLD_INVALID_CONTAINER_MAPPING, TSM_JSONLD_1_0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@container\": \"@type\","
	  "\"@type\": \"" V "t\"}}",
	    TSM_JSONLD_INVALID_TYPE_MAPPING, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@index\": \"" V "i\"}}",
	    TSM_JSONLD_INVALID_TERM_DEFINITION, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@context\": 1}}",
	    TSM_JSONLD_INVALID_SCOPED_CONTEXT, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@language\": 1}}",
	    TSM_JSONLD_INVALID_LANGUAGE_MAPPING, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@direction\": \"up\"}}",
	    TSM_JSONLD_INVALID_BASE_DIRECTION, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@nest\": \"@id\"}}",
	    TSM_JSONLD_INVALID_NEST_VALUE, 0 },
	{ "{\"a\": {\"@id\": \"" V "a\", \"@prefix\": 1}}",
	    TSM_JSONLD_INVALID_PREFIX_VALUE, 0 },
	{ "{\"a\": {\"@id\": \"@type\", \"@prefix\": true}}",
	    TSM_JSONLD_INVALID_TERM_DEFINITION, 0 },
	{ "[\"https://example.org/people\", {\"name\": \"" V "other\"}]",
	    TSM_JSONLD_PROTECTED_TERM_REDEFINITION, 0 },
	{ "[\"https://example.org/people\", {\"name\": \"@other\"}]",
	    TSM_JSONLD_PROTECTED_TERM_REDEFINITION, 0 },
	{ "[\"https://example.org/people\", {\"name\":"
	  "{\"@reverse\": \"" V "name\"}}]",
	    TSM_JSONLD_PROTECTED_TERM_REDEFINITION, 0 },
};

static void refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		const struct context *context = NULL;
		f.options.mode = refused[i].mode;
		enum tsm_status status =
		    fixture_process(&f, refused[i].context, &context);
		if (status != TSM_E_VALUE || f.failure.code != refused[i].code)
			print_message(
			    "%s: %s\n", refused[i].context, f.err.text);
		assert_int_equal(status, TSM_E_VALUE);
		assert_int_equal(f.failure.code, refused[i].code);
	}
}

static void unknown_address(void **state)
{
	(void)state;
	const struct context *context = NULL;
	assert_int_equal(
	    fixture_process(&f, "[\"https://example.org/nowhere\"]", &context),
	    TSM_E_UNKNOWN);
	assert_int_equal(
	    f.failure.code, TSM_JSONLD_LOADING_REMOTE_CONTEXT_FAILED);
	assert_true(tsm_str_is(f.failure.name, "https://example.org/nowhere"));
	assert_int_equal(f.err.status, TSM_E_UNKNOWN);
}

static const struct definition *defined(
    const struct context *context, const char *term)
{
	const struct definition *d = context_term(context, tsm_str(term));
	assert_non_null(d);
	return d;
}

static void definitions(void **state)
{
	(void)state;
	const struct context *c = NULL;
	assert_int_equal(
	    fixture_process(&f,
		"{\"@vocab\": \"https://v.example/\", \"@language\": \"de\","
		"\"ex\": \"https://e.example/\", \"a\": {\"@id\": \"ex:a\","
		"\"@type\": \"@id\", \"@container\": [\"@set\", \"@index\"]},"
		"\"b\": {\"@language\": null, \"@direction\": \"rtl\"},"
		"\"gone\": null, \"r\": {\"@reverse\": \"ex:r\"},"
		"\"kind\": \"@type\", \"ex:self\": {\"@type\": \"a\"}}",
		&c),
	    TSM_OK);
	assert_true(tsm_str_is(c->language, "de"));
	const struct definition *d = defined(c, "a");
	assert_true(tsm_str_is(d->iri.text, "https://e.example/a"));
	assert_true(tsm_str_is(d->predicate.value, "https://e.example/a"));
	assert_int_equal(d->type_mapping, TYPE_ID);
	assert_int_equal(d->container, CONTAINER_SET | CONTAINER_INDEX);
	d = defined(c, "b");
	assert_true(tsm_str_is(d->iri.text, "https://v.example/b"));
	assert_true(d->has_language && d->language.ptr == NULL);
	assert_int_equal(d->direction, DIRECTION_RTL);
	assert_null(defined(c, "gone")->iri.text.ptr);
	assert_true(defined(c, "r")->reverse);
	assert_true(defined(c, "ex")->prefix);
	assert_int_equal(defined(c, "kind")->iri.keyword, KEYWORD_TYPE);
	assert_true(tsm_str_is(
	    defined(c, "ex:self")->iri.text, "https://e.example/self"));
	assert_null(context_term(c, tsm_str("nothing")));
}

static void shared(void **state)
{
	(void)state;
	const struct context *a = NULL;
	const struct context *b = NULL;
	const char *chain = "[\"https://example.org/people\","
			    "\"https://example.org/plain\"]";
	assert_int_equal(fixture_process(&f, chain, &a), TSM_OK);
	assert_int_equal(fixture_process(&f, chain, &b), TSM_OK);
	assert_true(a->shared);
	assert_ptr_equal(a, b);
	assert_true(tsm_str_is(
	    defined(a, "name")->iri.text, "https://example.org/vocab#name"));
	const struct definition *person = defined(a, "Person");
	const struct context_options type_scoped = { .no_propagate = true };
	const struct context *s = NULL;
	assert_int_equal(context_process(&f.p, a, person->context,
			     person->context_base, &type_scoped, &s),
	    TSM_OK);
	assert_true(s->shared);
	assert_ptr_equal(s->previous, a);
	(void)defined(s, "born");
	assert_null(context_term(a, tsm_str("born")));
}

static void relative_address(void **state)
{
	(void)state;
	const struct context *c = NULL;
	assert_int_equal(
	    fixture_process(&f, "\"https://example.org/relative\"", &c),
	    TSM_OK);
	(void)defined(c, "Person");
	(void)defined(c, "a");
}

static void imported(void **state)
{
	(void)state;
	const struct context *c = NULL;
	assert_int_equal(fixture_process(&f,
			     "{\"@import\": \"https://example.org/plain\","
			     "\"x\": \"https://p.example/x2\", \"y\": {}}",
			     &c),
	    TSM_OK);
	assert_true(
	    tsm_str_is(defined(c, "x")->iri.text, "https://p.example/x2"));
	assert_true(
	    tsm_str_is(defined(c, "y")->iri.text, "https://p.example/y"));
}

/* More layers than are kept apart; the newest definition counts. */
static void layers(void **state)
{
	(void)state;
	const struct context *c = NULL;
	assert_int_equal(
	    fixture_process(&f,
		"[{\"a\":\"u:1\",\"z\":\"u:z\"},{\"a\":\"u:2\"},{\"b\":\"u:3\"},"
		"{\"a\":null},{\"c\":\"u:5\"},{\"d\":\"u:6\"},{\"b\":\"u:7\"}]",
		&c),
	    TSM_OK);
	assert_null(defined(c, "a")->iri.text.ptr);
	assert_true(tsm_str_is(defined(c, "b")->iri.text, "u:7"));
	assert_true(tsm_str_is(defined(c, "z")->iri.text, "u:z"));
}

static void budget(void **state)
{
	(void)state;
	const struct context *initial = NULL;
	const struct context *c = NULL;
	fixture_call(&f);
	f.p.work = 40;
	const struct tsm_json *json = fixture_json(
	    &f, "{\"a\":\"u:1\",\"b\":\"u:2\",\"c\":\"u:3\",\"d\":\"u:4\"}");
	assert_int_equal(context_initial(&f.p, &initial), TSM_OK);
	assert_int_equal(
	    context_process(&f.p, initial, json, f.options.base, NULL, &c),
	    TSM_E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(refusals, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    unknown_address, setup, teardown),
		cmocka_unit_test_setup_teardown(definitions, setup, teardown),
		cmocka_unit_test_setup_teardown(shared, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    relative_address, setup, teardown),
		cmocka_unit_test_setup_teardown(imported, setup, teardown),
		cmocka_unit_test_setup_teardown(layers, setup, teardown),
		cmocka_unit_test_setup_teardown(budget, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
