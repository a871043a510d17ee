/* Safe mode: each thing that would be dropped in silence, by its code. */
#include "fixture.h"

struct row {
	enum tsm_jsonld_code code;
	const char *document;
	const char *where; /* JSON Pointer */
};

#define CONTEXT                                                           \
 "\"@context\":{\"name\":\"urn:x:name\",\"T\":\"urn:x:T\",\"gone\":null," \
 "\"by\":{\"@id\":\"urn:x:by\",\"@container\":\"@index\"},"               \
 "\"byname\":{\"@id\":\"urn:x:by\",\"@container\":\"@index\","            \
 "\"@index\":\"urn:x:name\"},"                                            \
 "\"ref\":{\"@id\":\"urn:x:ref\",\"@type\":\"@id\"},"                     \
 "\"ids\":{\"@id\":\"urn:x:ids\",\"@container\":\"@id\"},"                \
 "\"types\":{\"@id\":\"urn:x:types\",\"@container\":\"@type\"},"          \
 "\"graph\":{\"@id\":\"urn:x:graph\",\"@container\":\"@graph\"},"         \
 "\"graphs\":{\"@id\":\"urn:x:graphs\",\"@container\":[\"@graph\","       \
 "\"@id\"]},\"anon\":\"_:anon\","                                         \
 "\"text\":{\"@id\":\"urn:x:text\",\"@container\":\"@language\"}},"

static const struct row rows[] = {
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"@id\":\"urn:x:1\",\"name\":\"A\"}",
	    "" },
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"@type\":\"T\",\"name\":null}", "" },
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"@type\":\"T\",\"ref\":\"_:b\"}", "" },
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"text\":{\"en\":\"A\"}}", "" },
	/* null says nothing, wherever a property may have it */
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"name\":[null,\"A\"],\"ref\":null}",
	    "" },
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"text\":{\"en\":null}}", "" },
	{ TSM_JSONLD_UNDEFINED_TERM, "{" CONTEXT "\"other\":null}", "/other" },
	/* an index would be text that nobody signed */
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"name\":{\"@value\":\"A\",\"@index\":\"B\"}}",
	    "/name/@index" },
	{ TSM_JSONLD_DROPPED_VALUE, "{" CONTEXT "\"@index\":\"B\",\"name\":1}",
	    "/@index" },
	{ TSM_JSONLD_DROPPED_VALUE, "{" CONTEXT "\"by\":{\"B\":\"A\"}}",
	    "/by/B" },
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"by\":{\"@none\":\"A\"}}", "" },
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"byname\":{\"B\":{\"ref\":null}}}",
	    "" },
	{ TSM_JSONLD_UNDEFINED_TERM, "{" CONTEXT "\"other\":\"A\"}", "/other" },
	{ TSM_JSONLD_UNDEFINED_TERM, "{" CONTEXT "\"gone\":\"A\"}", "/gone" },
	{ TSM_JSONLD_UNDEFINED_TERM,
	    "{" CONTEXT "\"name\":[{\"ref\":\"urn:x:2\",\"other\":1}]}",
	    "/name/0/other" },
	{ TSM_JSONLD_UNDEFINED_TYPE,
	    "{" CONTEXT "\"@type\":[\"T\",\"Other\"],\"name\":\"A\"}",
	    "/@type/1" },
	{ TSM_JSONLD_RELATIVE_REFERENCE,
	    "{" CONTEXT "\"@id\":\"there\",\"name\":\"A\"}", "/@id" },
	{ TSM_JSONLD_RELATIVE_REFERENCE, "{" CONTEXT "\"ref\":\"there\"}",
	    "/ref" },
	{ TSM_JSONLD_RELATIVE_REFERENCE,
	    "{" CONTEXT "\"@type\":\"../T\",\"name\":\"A\"}", "/@type" },
	{ TSM_JSONLD_RESERVED_KEYWORD, "{" CONTEXT "\"@other\":\"A\"}",
	    "/@other" },
	{ TSM_JSONLD_RESERVED_KEYWORD, "{" CONTEXT "\"ref\":\"@other\"}",
	    "/ref" },
	{ TSM_JSONLD_DROPPED_VALUE, "{}", "" },
	{ TSM_JSONLD_DROPPED_VALUE, "[1]", "/0" },
	{ TSM_JSONLD_DROPPED_VALUE, "{\"@id\":\"urn:x:1\"}", "" },
	{ TSM_JSONLD_DROPPED_VALUE, "{\"@value\":\"A\"}", "" },
	{ TSM_JSONLD_DROPPED_VALUE, "{\"@list\":[\"A\"]}", "/@list" },
	{ TSM_JSONLD_DROPPED_VALUE, "{" CONTEXT "\"name\":{\"@value\":null}}",
	    "/name/@value" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"name\":{\"@language\":"
	    "\"en\"}}",
	    "/name" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"name\":{\"@value\":\"A\",\"@direction\":\"ltr\"}}",
	    "/name/@direction" },
	{ TSM_JSONLD_INVALID_LANGUAGE,
	    "{" CONTEXT "\"name\":{\"@value\":\"A\",\"@language\":\"a b\"}}",
	    "/name/@language" },
	{ TSM_JSONLD_INVALID_LANGUAGE, "{" CONTEXT "\"text\":{\"a b\":\"A\"}}",
	    "/text/a b" },
	{ TSM_JSONLD_BLANK_PREDICATE, "{\"_:p\":\"A\"}", "/_:p" },
	/* terms of the document's own that are no IRI */
	{ TSM_JSONLD_BLANK_PREDICATE, "{" CONTEXT "\"anon\":\"A\"}", "/anon" },
	{ TSM_JSONLD_BLANK_PREDICATE,
	    "{\"@context\":{\"r\":{\"@reverse\":\"_:r\"}},\"r\":{"
	    "\"@type\":\"urn:x:T\"}}",
	    "/r" },
	{ TSM_JSONLD_UNDEFINED_TERM,
	    "{\"@context\":{\"@vocab\":\"urn:v:\",\"a b\":{}},\"a b\":1}",
	    "/a b" },
	{ TSM_JSONLD_BLANK_PREDICATE,
	    "{\"@context\":[{\"j\":\"urn:x:j\",\"i\":{\"@id\":\"urn:x:i\","
	    "\"@container\":\"@index\",\"@index\":\"j\"}},{\"j\":\"_:j\"}],"
	    "\"i\":{\"k\":{\"@type\":\"urn:x:T\"}}}",
	    "/i/k" },
	/* keys of maps that nothing comes of */
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"ids\":{\"urn:x:1\":{}}}", "" },
	{ TSM_JSONLD_NONE,
	    "{" CONTEXT "\"ids\":{\"urn:x:1\":{\"@id\":\"urn:x:1\"}}}", "" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"ids\":{\"urn:x:1\":{\"@id\":\"urn:x:2\"}}}",
	    "/ids/urn:x:1" },
	{ TSM_JSONLD_DROPPED_VALUE, "{" CONTEXT "\"ids\":{\"urn:x:1\":\"A\"}}",
	    "/ids/urn:x:1" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"ids\":{\"urn:x:1\":{\"@list\":[1]}}}",
	    "/ids/urn:x:1" },
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"types\":{\"T\":\"urn:x:1\"}}", "" },
	{ TSM_JSONLD_DROPPED_VALUE, "{" CONTEXT "\"types\":{\"T\":1}}",
	    "/types/T" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"types\":{\"@json\":\"urn:x:1\"}}", "/types/@json" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"byname\":{\"B\":{\"@list\":[1]}}}", "/byname/B" },
	/* what stands in a graph and makes no statement there */
	{ TSM_JSONLD_NONE, "{" CONTEXT "\"graph\":{\"name\":\"A\"}}", "" },
	{ TSM_JSONLD_DROPPED_VALUE, "{" CONTEXT "\"graph\":\"A\"}", "/graph" },
	{ TSM_JSONLD_DROPPED_VALUE, "{" CONTEXT "\"graph\":[{}]}", "/graph/0" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"graph\":{\"@id\":\"urn:x:1\"}}", "/graph" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"graph\":{\"@id\":\"urn:x:1\",\"name\":[]}}",
	    "/graph" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"graphs\":{\"urn:x:1\":\"A\"}}", "/graphs/urn:x:1" },
	{ TSM_JSONLD_DROPPED_VALUE, "{\"@id\":\"urn:x:1\",\"urn:x:p\":[]}",
	    "" },
	/* arrays in a list that no term makes a list of lists */
	{ TSM_JSONLD_NONE,
	    "{" CONTEXT "\"name\":{\"@list\":[{\"@list\":[1]}]}}", "" },
	{ TSM_JSONLD_DROPPED_VALUE, "{" CONTEXT "\"name\":{\"@list\":[1,[2]]}}",
	    "/name/@list/1" },
	/* only a value has a language, a direction, or is JSON */
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"@language\":\"en\",\"name\":\"A\"}", "" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"ref\":{\"@language\":\"en\",\"name\":\"A\"}}",
	    "/ref" },
	{ TSM_JSONLD_NONE,
	    "{" CONTEXT "\"name\":{\"@value\":[1],\"@type\":\"@json\"}}", "" },
	{ TSM_JSONLD_DROPPED_VALUE,
	    "{" CONTEXT "\"@type\":[\"@json\",\"T\"],\"name\":1}", "" },
};

static enum tsm_status convert(struct fixture *f, const char *text)
{
	struct tsm_rdf_dataset dataset;
	tsm_rdf_dataset_init(&dataset, &f->arena, 0);
	f->failure = (struct tsm_jsonld_failure){ 0 };
	f->err = (struct tsm_error){ 0 };
	return tsm_jsonld_to_rdf(f->store, fixture_json(f, text), NULL,
	    &f->options, &dataset, &f->failure, &f->err);
}

static void each_thing_dropped_has_its_code(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		f.options.safe = true;
		enum tsm_status status = convert(&f, row->document);
		assert_string_equal(tsm_jsonld_code_name(f.failure.code),
		    tsm_jsonld_code_name(row->code));
		assert_int_equal(status,
		    row->code == TSM_JSONLD_NONE ? TSM_OK : TSM_E_VALUE);
		assert_string_equal(f.err.where, row->where);
		/* without it, the same passes */
		f.options.safe = false;
		assert_int_equal(convert(&f, row->document), TSM_OK);
	}
	fixture_close(&f);
}

/* no_vocab: a name that only @vocab explains is undefined, and without such
 * a name the quads are the same. */
static void vocab_of_the_document(void **state)
{
	static const struct {
		enum tsm_jsonld_code code;
		const char *document;
	} documents[] = {
		{ TSM_JSONLD_NONE, "{\"@context\":[{\"name\":\"urn:x:name\"},"
				   "{\"@vocab\":\"urn:v:\"}],\"name\":\"A\"}" },
		{ TSM_JSONLD_NONE, "{\"@context\":\"https://c.example/v\","
				   "\"name\":\"A\"}" },
		{ TSM_JSONLD_UNDEFINED_TERM,
		    "{\"@context\":{\"@vocab\":\"urn:v:\"},\"name\":\"A\"}" },
		{ TSM_JSONLD_UNDEFINED_TYPE,
		    "{\"@context\":{\"@vocab\":\"urn:v:\"},\"@type\":\"T\"}" },
		{ TSM_JSONLD_INVALID_IRI_MAPPING,
		    "{\"@context\":{\"@vocab\":\"urn:v:\",\"name\":{}},"
		    "\"name\":\"A\"}" },
		{ TSM_JSONLD_INVALID_VOCAB_MAPPING,
		    "{\"@context\":{\"@vocab\":1},\"@type\":\"urn:x:T\"}" },
	};
	(void)state;
	struct fixture f;
	fixture_open(&f);
	fixture_add(&f, "https://c.example/v",
	    "{\"@context\":{\"@vocab\":\"urn:v:\"}}");
	f.options.safe = true;
	f.options.no_vocab = true;
	for (size_t i = 0; i < COUNT(documents); i++) {
		enum tsm_status status = convert(&f, documents[i].document);
		assert_string_equal(tsm_jsonld_code_name(f.failure.code),
		    tsm_jsonld_code_name(documents[i].code));
		assert_int_equal(status,
		    f.failure.code == TSM_JSONLD_NONE ? TSM_OK : TSM_E_VALUE);
	}
	fixture_close(&f);
}

static void a_failure_names_the_term(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f);
	f.options.safe = true;
	assert_int_equal(
	    convert(&f, "{" CONTEXT "\"other\":\"A\"}"), TSM_E_VALUE);
	assert_true(tsm_str_is(f.failure.name, "other"));
	assert_non_null(f.failure.at);
	assert_true(tsm_str_is(f.failure.at->name, "other"));
	fixture_close(&f);
}

/* plain: members by the names they are read by; where the quads would be the
 * same and a reader of the JSON would miss one, the name is said. */
static void members_are_where_they_are_read(void **state)
{
#define KNOWN "\"@context\":[\"https://c.example/k\""
	static const struct {
		enum tsm_jsonld_code code;
		const char *document;
	} documents[] = {
		{ TSM_JSONLD_NONE,
		    "{" KNOWN "],\"id\":\"urn:x:1\",\"name\":"
		    "{\"@value\":\"1\",\"@type\":\"urn:x:D\"}}" },
		{ TSM_JSONLD_NONE, "{" KNOWN ",{\"own\":\"urn:x:own\",\"O\":"
				   "\"urn:x:O\"}],\"type\":\"O\",\"own\":1}" },
		{ TSM_JSONLD_NONE, "{" KNOWN ",{\"name\":\"urn:x:name\"}],"
				   "\"name\":1}" },
		{ TSM_JSONLD_NONE, "{" KNOWN "],\"type\":\"urn:x:O\"}" },
		{ TSM_JSONLD_UNDEFINED_TERM, "{" KNOWN "],\"other\":1}" },
		{ TSM_JSONLD_NONE,
		    "{" KNOWN ",{\"@vocab\":\"urn:x:\"}],\"other\":1}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"@vocab\":\"urn:x:na\"}],\"me\":1}" },
		{ TSM_JSONLD_NONE, "{" KNOWN "],\"urn:x:other\":1}" },
		{ TSM_JSONLD_HIDDEN_NAME, "{" KNOWN "],\"urn:x:name\":1}" },
		{ TSM_JSONLD_NONE,
		    "{" KNOWN ",{\"p\":\"urn:x:\"}],\"p:other\":1}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"p\":\"urn:x:\"}],\"p:name\":1}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"own\":\"urn:x:name\"}],\"own\":1}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"own\":\"name\"}],\"own\":1}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"own\":\"http://www.w3.org/1999/02/"
		    "22-rdf-syntax-ns#type\"}],\"own\":\"A\"}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN "],\"@nest\":{\"name\":1}}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"n\":\"@nest\"}],\"n\":{\"name\":1}}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN "],\"name\":{\"@set\":[\"A\"]}}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN "],\"name\":{\"@list\":[\"A\"]}}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN "],\"@reverse\":{\"name\":{\"name\":1}}}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN "],\"@included\":[{\"name\":1}]}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN "],\"@graph\":[{\"name\":1}]}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN "],\"@id\":\"urn:x:1\",\"name\":1}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN "],\"@type\":\"T\",\"name\":1}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"k\":\"@type\"}],\"k\":\"T\"}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"v\":\"@value\"}],\"name\":{\"v\":1}}" },
		{ TSM_JSONLD_HIDDEN_NAME, "{" KNOWN "],\"type\":\"urn:x:T\"}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"U\":\"urn:x:T\"}],\"type\":\"U\"}" },
		{ TSM_JSONLD_HIDDEN_NAME,
		    "{" KNOWN ",{\"p\":\"urn:x:\"}],\"id\":\"p:1\","
		    "\"name\":1}" },
	};
	(void)state;
	struct fixture f;
	fixture_open(&f);
	fixture_add(&f, "https://c.example/k",
	    "{\"@context\":{\"id\":\"@id\",\"type\":\"@type\",\"name\":"
	    "\"urn:x:name\",\"T\":\"urn:x:T\"}}");
	f.options.safe = true;
	for (size_t i = 0; i < COUNT(documents); i++) {
		f.options.plain = true;
		(void)convert(&f, documents[i].document);
		assert_string_equal(tsm_jsonld_code_name(f.failure.code),
		    tsm_jsonld_code_name(documents[i].code));
		/* without it, what is only written differently passes */
		f.options.plain = false;
		assert_int_equal(convert(&f, documents[i].document),
		    documents[i].code == TSM_JSONLD_UNDEFINED_TERM ? TSM_E_VALUE
								   : TSM_OK);
	}
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_thing_dropped_has_its_code),
		cmocka_unit_test(vocab_of_the_document),
		cmocka_unit_test(members_are_where_they_are_read),
		cmocka_unit_test(a_failure_names_the_term),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
