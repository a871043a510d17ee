/*
 * Whatever becomes quads is read back as the same number of quads; and
 * safe mode refuses or changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/jsonld/jsonld.h"
#include "testamur/rdf/nquads.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static enum tsm_status convert(struct tsm_jsonld_store *store,
    const struct tsm_json *root, bool safe, struct tsm_arena *arena,
    struct tsm_buf *out, size_t *ret_count)
{
	const struct tsm_jsonld_options options = {
		.max_work = 1000000,
		.safe = safe,
		.rdf_direction = TSM_RDF_DIRECTION_COMPOUND_LITERAL,
	};
	struct tsm_rdf_dataset dataset;
	tsm_rdf_dataset_init(&dataset, arena, 0);
	TSM_TRY(tsm_jsonld_to_rdf(
	    store, root, NULL, &options, &dataset, NULL, NULL));
	*ret_count = dataset.count;
	return tsm_nquads_write(out, &dataset);
}

static void check(struct tsm_jsonld_store *store, const struct tsm_json *root,
    struct tsm_arena *arena)
{
	struct tsm_rdf_dataset again;
	struct tsm_buf out;
	struct tsm_buf safe;
	size_t count = 0;
	size_t safe_count = 0;
	tsm_buf_init(&out, 0);
	tsm_buf_init(&safe, 0);
	if (convert(store, root, false, arena, &out, &count) == TSM_OK) {
		tsm_rdf_dataset_init(&again, arena, 0);
		require(
		    tsm_nquads_read(&again, tsm_buf_str(&out), NULL) == TSM_OK);
		require(again.count == count);
		if (convert(store, root, true, arena, &safe, &safe_count) ==
		    TSM_OK)
			require(
			    tsm_str_eq(tsm_buf_str(&out), tsm_buf_str(&safe)));
	} else
		require(convert(store, root, true, arena, &safe, &safe_count) !=
			TSM_OK);
	tsm_buf_release(&out);
	tsm_buf_release(&safe);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_jsonld_store *store = NULL;
	const struct tsm_json *root = NULL;
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	require(tsm_jsonld_store_new(&store) == TSM_OK);
	if (tsm_json_parse(
		&arena, (const char *)data, size, NULL, &root, NULL) == TSM_OK)
		check(store, root, &arena);
	tsm_jsonld_store_free(&store);
	tsm_arena_release(&arena);
	return 0;
}
