/*
 * Any context: it ends, refused with a code or made; what is made is the
 * same the second time, and its terms are found again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/jsonld/process.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tsm_jsonld_store *store;

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check(struct process *p, const struct tsm_json *json)
{
	const struct context *initial = NULL;
	const struct context *a = NULL;
	const struct context *b = NULL;
	require(context_initial(p, &initial) == TSM_OK);
	enum tsm_status status =
	    context_process(p, initial, json, p->options->base, NULL, &a);
	if (status != TSM_OK) {
		require(status != TSM_E_VALUE ||
			p->failure->code != TSM_JSONLD_NONE);
		return;
	}
	require(context_process(p, initial, json, p->options->base, NULL, &b) ==
		TSM_OK);
	require(a == b);
	for (uint32_t i = 0; json->type == TSM_JSON_OBJECT && i < json->count;
	     i++) {
		struct iri iri = { 0 };
		const struct definition *d =
		    context_term(a, json->first[i].name);
		require(d == NULL || tsm_str_eq(d->term, json->first[i].name));
		status =
		    iri_expand(p, a, json->first[i].name, true, true, &iri);
		require(status == TSM_OK || status == TSM_E_LIMIT);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_arena arena;
	const struct tsm_json *json = NULL;
	struct tsm_jsonld_failure failure = { 0 };
	struct tsm_error err = { 0 };
	if (size == 0)
		return 0;
	if (store == NULL)
		require(tsm_jsonld_store_new(&store) == TSM_OK);
	const struct tsm_jsonld_options options = {
		.base = TSM_STR("https://b.example/a/b"),
		.mode = data[0] == '\t' ? TSM_JSONLD_1_0 : TSM_JSONLD_1_1,
	};
	tsm_arena_init(&arena, 0);
	struct process p = { .store = store,
		.options = &options,
		.arena = &arena,
		.err = &err,
		.failure = &failure,
		.work = 1000000 };
	if (tsm_json_parse(
		&arena, (const char *)data, size, NULL, &json, NULL) == TSM_OK)
		check(&p, json);
	tsm_arena_release(&arena);
	return 0;
}
