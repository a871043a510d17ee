/* Expansion: what documents come to, and each error by its code. */
#include "fixture.h"

struct good {
	const char *document;
	const char *expanded;
};

struct bad {
	enum tsm_jsonld_code code;
	const char *document;
};

#define P "\"urn:x:p\""

static const struct good good[] = {
	{ "null", "[]" },
	{ "{}", "[]" },
	{ "{" P ":[1,[\"a\",null]]}",
	    "[{" P ":[{\"@value\":1},{\"@value\":\"a\"}]}]" },
	{ "{\"@id\":\"urn:x:1\",\"@type\":\"urn:x:T\"," P ":{\"@list\":[]}}",
	    "[{\"@id\":\"urn:x:1\",\"@type\":[\"urn:x:T\"]," P
	    ":[{\"@list\":[]}]}]" },
	{ "{\"@context\":{\"p\":{\"@id\":" P ",\"@container\":\"@list\"}},"
	  "\"p\":[[1],2]}",
	    "[{" P ":[{\"@list\":[{\"@list\":[{\"@value\":1}]},"
	    "{\"@value\":2}]}]}]" },
	{ "{\"@context\":{\"p\":{\"@id\":" P ",\"@type\":\"@json\"}},"
	  "\"p\":{\"b\":[]}}",
	    "[{" P ":[{\"@value\":{\"b\":[]},\"@type\":\"@json\"}]}]" },
	{ "{\"@context\":{\"p\":{\"@id\":" P ",\"@container\":\"@language\"}},"
	  "\"p\":{\"en\":\"a\",\"@none\":\"b\"}}",
	    "[{" P ":[{\"@value\":\"a\",\"@language\":\"en\"},"
	    "{\"@value\":\"b\"}]}]" },
	{ "{\"@context\":{\"p\":{\"@id\":" P ",\"@container\":\"@index\"}},"
	  "\"p\":{\"x\":\"a\"}}",
	    "[{" P ":[{\"@value\":\"a\",\"@index\":\"x\"}]}]" },
	{ "{\"@context\":{\"p\":{\"@id\":" P ",\"@container\":\"@id\"}},"
	  "\"p\":{\"urn:x:1\":{\"urn:x:q\":1}}}",
	    "[{" P ":[{\"@id\":\"urn:x:1\",\"urn:x:q\":[{\"@value\":1}]}]}]" },
	{ "{\"@context\":{\"p\":{\"@id\":" P ",\"@container\":\"@type\"}},"
	  "\"p\":{\"urn:x:T\":{\"@id\":\"urn:x:1\"}}}",
	    "[{" P ":[{\"@id\":\"urn:x:1\",\"@type\":[\"urn:x:T\"]}]}]" },
	{ "{\"@context\":{\"p\":{\"@id\":" P ",\"@container\":\"@graph\"}},"
	  "\"p\":{\"urn:x:q\":1}}",
	    "[{" P ":[{\"@graph\":[{\"urn:x:q\":[{\"@value\":1}]}]}]}]" },
	{ "{\"@context\":{\"n\":\"@nest\"},\"n\":[{" P ":1},{" P ":2}]}",
	    "[{" P ":[{\"@value\":1},{\"@value\":2}]}]" },
	{ "{\"@reverse\":{" P ":{\"@id\":\"urn:x:1\"}}}",
	    "[{\"@reverse\":{" P ":[{\"@id\":\"urn:x:1\"}]}}]" },
	{ "{\"@included\":{" P ":1}," P ":2}",
	    "[{\"@included\":[{" P ":[{\"@value\":1}]}]," P
	    ":[{\"@value\":2}]}]" },
	{ "{\"@graph\":[{" P ":1}]}", "[{" P ":[{\"@value\":1}]}]" },
	{ "{\"@context\":{\"T\":{\"@id\":\"urn:x:T\",\"@context\":{\"p\":" P
	  "}}},\"@type\":\"T\",\"p\":1}",
	    "[{\"@type\":[\"urn:x:T\"]," P ":[{\"@value\":1}]}]" },
	/* a term that is a compact IRI needs no prefix flag (4.2 step 15.2) */
	{ "{\"@context\":{\"x\":{\"@id\":\"urn:x:\"},\"x:p\":{\"@type\":"
	  "\"urn:x:D\"}},\"x:p\":\"a\",\"x:q\":\"b\"}",
	    "[{" P ":[{\"@value\":\"a\",\"@type\":\"urn:x:D\"}],"
	    "\"x:q\":[{\"@value\":\"b\"}]}]" },
	{ "{\"@context\":[{\"x\":\"urn:x:a\"},{\"x:b\":{\"@id\":\"x:b\"}}],"
	  "\"x:b\":1}",
	    "[{\"urn:x:ab\":[{\"@value\":1}]}]" },
	{ "{\"@context\":{\"tag\":\"urn:x:\",\"x\":null,\"tag://a\":{},"
	  "\"x:a\":{}},\"tag://a\":1,\"x:a\":2}",
	    "[{\"tag://a\":[{\"@value\":1}],\"x:a\":[{\"@value\":2}]}]" },
	/* the key of a type map is not resolved (13.8.3.4) */
	{ "{\"@context\":{\"@base\":\"urn:b\",\"p\":{\"@id\":" P
	  ",\"@container\":\"@type\"}},\"p\":{\"T\":\"urn:x:1\"}}",
	    "[{" P ":[{\"@id\":\"urn:x:1\",\"@type\":[\"T\"]}]}]" },
	/* a language may be null */
	{ "{\"@context\":{\"@language\":\"en\"}," P
	  ":{\"@value\":\"a\",\"@language\":null}}",
	    "[{" P ":[{\"@value\":\"a\"}]}]" },
	/* the context of a property overrides what is protected, for a value
	 * as for an object */
	{ "{\"@context\":{\"n\":{\"@id\":\"urn:x:n\",\"@protected\":true},"
	  "\"p\":{\"@id\":" P ",\"@context\":{\"n\":\"urn:x:m\"}}},"
	  "\"p\":[\"a\",{\"n\":1}]}",
	    "[{" P ":[{\"@value\":\"a\"},{\"urn:x:m\":[{\"@value\":1}]}]}]" },
	/* by the letter of 5.2.3, 13.4.11 and 13.4.16 */
	{ "{" P ":{\"@list\":[[1],[2]]}}",
	    "[{" P ":[{\"@list\":[{\"@value\":1},{\"@value\":2}]}]}]" },
	{ "{" P ":[{\"@list\":null},{\"@set\":null}]}",
	    "[{" P ":[{\"@list\":[]}]}]" },
	{ "{" P ":\"\\u0001\\\"\"}",
	    "[{" P ":[{\"@value\":\"\\u0001\\\"\"}]}]" },
};

static const struct bad bad[] = {
	{ TSM_JSONLD_COLLIDING_KEYWORDS,
	    "{\"@context\":{\"i\":\"@id\"},\"i\":\"urn:1\",\"@id\":\"urn:2\"}" },
	{ TSM_JSONLD_INVALID_ID_VALUE, "{\"@id\":1}" },
	{ TSM_JSONLD_INVALID_TYPE_VALUE, "{\"@type\":1}" },
	{ TSM_JSONLD_INVALID_TYPE_VALUE, "{\"@type\":[\"urn:x:T\",{}]}" },
	{ TSM_JSONLD_INVALID_INCLUDED_VALUE, "{\"@included\":\"a\"}" },
	{ TSM_JSONLD_INVALID_INDEX_VALUE, "{\"@index\":1," P ":1}" },
	{ TSM_JSONLD_INVALID_NEST_VALUE, "{\"@nest\":1}" },
	{ TSM_JSONLD_INVALID_NEST_VALUE, "{\"@nest\":{\"@value\":1}}" },
	{ TSM_JSONLD_INVALID_REVERSE_VALUE, "{\"@reverse\":1}" },
	{ TSM_JSONLD_INVALID_BASE_DIRECTION,
	    "{" P ":{\"@value\":\"a\",\"@direction\":\"up\"}}" },
	{ TSM_JSONLD_INVALID_LANGUAGE_MAP_VALUE,
	    "{\"@context\":{\"p\":{\"@id\":" P
	    ",\"@container\":\"@language\"}},\"p\":{\"en\":1}}" },
	{ TSM_JSONLD_INVALID_LANGUAGE_TAGGED_STRING,
	    "{" P ":{\"@value\":\"a\",\"@language\":1}}" },
	{ TSM_JSONLD_INVALID_LANGUAGE_TAGGED_VALUE,
	    "{" P ":{\"@value\":1,\"@language\":\"en\"}}" },
	{ TSM_JSONLD_INVALID_REVERSE_PROPERTY_MAP,
	    "{\"@reverse\":{\"@id\":\"urn:x:1\"}}" },
	{ TSM_JSONLD_INVALID_REVERSE_PROPERTY_VALUE,
	    "{\"@reverse\":{" P ":\"a\"}}" },
	{ TSM_JSONLD_INVALID_REVERSE_PROPERTY_VALUE,
	    "{\"@context\":{\"r\":{\"@reverse\":" P "}},\"r\":\"a\"}" },
	{ TSM_JSONLD_INVALID_SET_OR_LIST_OBJECT,
	    "{" P ":{\"@list\":[],\"@id\":\"urn:x:1\"}}" },
	{ TSM_JSONLD_INVALID_TYPED_VALUE,
	    "{" P ":{\"@value\":\"a\",\"@type\":\"_:t\"}}" },
	{ TSM_JSONLD_INVALID_VALUE_OBJECT,
	    "{" P ":{\"@value\":\"a\",\"@id\":\"urn:x:1\"}}" },
	{ TSM_JSONLD_INVALID_VALUE_OBJECT,
	    "{" P ":{\"@value\":\"a\",\"@type\":\"urn:t\",\"@language\":\"en\"}"
	    "}" },
	{ TSM_JSONLD_INVALID_VALUE_OBJECT_VALUE, "{" P ":{\"@value\":[1]}}" },
	{ TSM_JSONLD_INVALID_IRI_MAPPING,
	    "{\"@context\":{\"i\":\"@id\",\"i:x\":{}}}" },
	{ TSM_JSONLD_CYCLIC_IRI_MAPPING,
	    "{\"@context\":{\"x\":{\"@id\":\"urn:x:\",\"@type\":\"x:t\"}}}" },
};

static enum tsm_status run(
    struct fixture *f, const char *text, struct tsm_buf *out)
{
	f->failure = (struct tsm_jsonld_failure){ 0 };
	f->err = (struct tsm_error){ 0 };
	return tsm_jsonld_expand(f->store, fixture_json(f, text), &f->options,
	    &f->arena, out, &f->failure, &f->err);
}

static void documents_are_expanded(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf out;
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < COUNT(good); i++) {
		tsm_buf_clear(&out);
		assert_int_equal(run(&f, good[i].document, &out), TSM_OK);
		assert_true(tsm_json_equal(fixture_json(&f, out.data),
		    fixture_json(&f, good[i].expanded)));
	}
	tsm_buf_release(&out);
	fixture_close(&f);
}

static void what_is_wrong_has_its_code(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf out;
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(run(&f, bad[i].document, &out), TSM_E_VALUE);
		assert_string_equal(tsm_jsonld_code_name(f.failure.code),
		    tsm_jsonld_code_name(bad[i].code));
		assert_int_equal(f.err.status, TSM_E_VALUE);
	}
	tsm_buf_release(&out);
	fixture_close(&f);
}

static void the_old_mode_knows_no_list_of_lists(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf out;
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	f.options.mode = TSM_JSONLD_1_0;
	assert_int_equal(run(&f, "{" P ":{\"@list\":[{\"@list\":[1]}]}}", &out),
	    TSM_E_VALUE);
	assert_int_equal(f.failure.code, TSM_JSONLD_LIST_OF_LISTS);
	tsm_buf_release(&out);
	fixture_close(&f);
}

static void work_is_bounded(void **state)
{
	(void)state;
	struct fixture f;
	struct tsm_buf out;
	fixture_open(&f);
	tsm_buf_init(&out, 0);
	f.options.max_work = 5;
	assert_int_equal(
	    run(&f, "{" P ":[1,2,3,4,5,6,7,8]}", &out), TSM_E_LIMIT);
	assert_int_equal(f.failure.code, TSM_JSONLD_NONE);
	tsm_buf_release(&out);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_are_expanded),
		cmocka_unit_test(what_is_wrong_has_its_code),
		cmocka_unit_test(the_old_mode_knows_no_list_of_lists),
		cmocka_unit_test(work_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
