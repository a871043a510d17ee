/* Contexts are processed, shared and looked up while memory fails. */
#include "sweep.h"

#include "../../../src/jsonld/process.h"

static const char document[] =
    "[\"https://www.w3.org/ns/credentials/v2\", {\"ex\": \"https://e.example/\","
    "\"a\": {\"@id\": \"ex:a\", \"@context\": {\"b\": \"ex:b\"}}},"
    "\"https://c.example/added\", {\"@base\": \"https://b.example/x/\"}]";

static enum tsm_status in_store(struct tsm_jsonld_store *store,
    struct tsm_arena *arena, struct tsm_buf *out)
{
	const struct tsm_jsonld_options options = { .base = TSM_STR(
							"https://b.example/") };
	struct tsm_jsonld_failure failure = { 0 };
	struct tsm_error err = { 0 };
	struct process p = { .store = store,
		.options = &options,
		.arena = arena,
		.err = &err,
		.failure = &failure,
		.work = 1000000 };
	const struct tsm_json *json = NULL;
	const struct context *c = NULL;
	TSM_TRY(tsm_jsonld_store_add(store, tsm_str("https://c.example/added"),
	    tsm_str("{\"@context\": {\"c\": \"https://c.example/c\"}}"), &err));
	TSM_TRY(tsm_json_parse(
	    arena, document, strlen(document), NULL, &json, &err));
	TSM_TRY(context_initial(&p, &c));
	TSM_TRY(context_process(&p, c, json, options.base, NULL, &c));
	static const char *const terms[] = { "a", "b", "c", "ex:x", "id",
		"VerifiableCredential" };
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct iri iri = { 0 };
		TSM_TRY(iri_expand(&p, c, tsm_str(terms[i]), true, true, &iri));
		TSM_TRY(tsm_buf_addstr(out, iri.text));
	}
	return TSM_OK;
}

static enum tsm_status process_document(struct tsm_buf *out)
{
	struct tsm_jsonld_store *store = NULL;
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_jsonld_store_new(&store);
	if (status == TSM_OK)
		status = in_store(store, &arena, out);
	if (status != TSM_OK)
		tsm_buf_release(out);
	tsm_jsonld_store_free(&store);
	tsm_arena_release(&arena);
	return status;
}

static void contexts(void **state)
{
	(void)state;
	sweep(process_document);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(contexts) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
