/* Expansion and conversion without memory. */
#include "sweep.h"

#include <stdio.h>

#include "testamur/jsonld/jsonld.h"
#include "testamur/rdf/nquads.h"

/* Of everything a little, and more properties than a few. */
static const char *document(void)
{
	static char text[16384];
	size_t len = 0;
	len += (size_t)snprintf(text, sizeof(text),
	    "{\"@context\":{\"x\":\"urn:x:\",\"m\":{\"@id\":\"x:m\","
	    "\"@container\":\"@index\",\"@index\":\"x:i\"},"
	    "\"l\":{\"@id\":\"x:l\",\"@container\":\"@list\"},"
	    "\"T\":{\"@id\":\"x:T\",\"@context\":{\"n\":\"x:n\"}}},"
	    "\"@type\":[\"T\",\"x:U\"],\"n\":1.5,\"l\":[[1],\"a\"],"
	    "\"m\":{\"k\":{\"x:p\":1}},\"@included\":{\"@id\":\"_:a b\","
	    "\"@index\":\"i\",\"x:j\":{\"@value\":[1],\"@type\":\"@json\"}},"
	    "\"@reverse\":{\"x:r\":{\"@id\":\"x:1\"}},"
	    "\"@nest\":{\"x:d\":{\"@value\":\"a\",\"@language\":\"en\","
	    "\"@direction\":\"ltr\"}}");
	for (int i = 0; i < 60; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    ",\"x:%d\":{\"x:p\":\"v\"}", i);
	(void)snprintf(text + len, sizeof(text) - len, "}");
	return text;
}

static enum tsm_status convert(struct tsm_jsonld_store *store,
    struct tsm_arena *arena, bool quads, struct tsm_buf *out)
{
	const struct tsm_jsonld_options options = {
		.rdf_direction = TSM_RDF_DIRECTION_COMPOUND_LITERAL
	};
	struct tsm_rdf_dataset dataset;
	struct tsm_error err = { 0 };
	const struct tsm_json *root = NULL;
	const char *text = document();
	TSM_TRY(tsm_json_parse(arena, text, strlen(text), NULL, &root, NULL));
	if (!quads) {
		size_t before = out->len;
		enum tsm_status status = tsm_jsonld_expand(
		    store, root, &options, arena, out, NULL, &err);
		assert_int_equal(err.status, status);
		if (status != TSM_OK)
			out->len = before;
		return status;
	}
	tsm_rdf_dataset_init(&dataset, arena, 0);
	enum tsm_status status = tsm_jsonld_to_rdf(
	    store, root, NULL, &options, &dataset, NULL, &err);
	assert_int_equal(err.status, status);
	if (status == TSM_OK)
		status = tsm_nquads_write(out, &dataset);
	if (status != TSM_OK)
		out->len = 0;
	return status;
}

static enum tsm_status run(bool quads, struct tsm_buf *out)
{
	struct tsm_jsonld_store *store = NULL;
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_jsonld_store_new(&store);
	if (status == TSM_OK)
		status = convert(store, &arena, quads, out);
	tsm_jsonld_store_free(&store);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status expand(struct tsm_buf *out)
{
	return run(false, out);
}

static enum tsm_status to_rdf(struct tsm_buf *out)
{
	return run(true, out);
}

static void test_expand(void **state)
{
	(void)state;
	sweep(expand);
}

static void test_to_rdf(void **state)
{
	(void)state;
	sweep(to_rdf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_to_rdf),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
