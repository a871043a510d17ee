/* What is expanded expands to itself. */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/jsonld/jsonld.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static enum tsm_status expand(struct tsm_jsonld_store *store,
    struct tsm_arena *arena, bool safe, struct tsm_str text,
    struct tsm_buf *out)
{
	const struct tsm_jsonld_options options = { .max_work = 1000000,
		.safe = safe,
		.rdf_direction = TSM_RDF_DIRECTION_I18N_DATATYPE };
	const struct tsm_json *root = NULL;
	TSM_TRY(tsm_json_parse(arena, text.ptr, text.len, NULL, &root, NULL));
	return tsm_jsonld_expand(store, root, &options, arena, out, NULL, NULL);
}

/*
 * In safe mode nothing is left that would be dropped, so the same comes out.
 * Else a relative identifier may come out as null, which is refused again,
 * or what was around a thing may go: there is never more than before.
 */
static void check_again(struct tsm_jsonld_store *store, struct tsm_arena *arena,
    bool safe, const struct tsm_buf *once)
{
	const struct tsm_json *first = NULL;
	const struct tsm_json *second = NULL;
	struct tsm_buf twice;
	tsm_buf_init(&twice, 0);
	require(tsm_json_parse(arena, once->data, once->len, NULL, &first,
		    NULL) == TSM_OK);
	enum tsm_status status =
	    expand(store, arena, safe, tsm_buf_str(once), &twice);
	if (status == TSM_OK) {
		require(tsm_json_parse(arena, twice.data, twice.len, NULL,
			    &second, NULL) == TSM_OK);
		require(first->count >= second->count);
		require(!safe || tsm_json_equal(first, second));
	} else
		require(!safe || status == TSM_E_LIMIT);
	tsm_buf_release(&twice);
}

static void check(struct tsm_str text, bool safe)
{
	struct tsm_jsonld_store *store = NULL;
	struct tsm_arena arena;
	struct tsm_buf once;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&once, 0);
	require(tsm_jsonld_store_new(&store) == TSM_OK);
	if (expand(store, &arena, safe, text, &once) == TSM_OK)
		check_again(store, &arena, safe, &once);
	tsm_jsonld_store_free(&store);
	tsm_buf_release(&once);
	tsm_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(tsm_str_n((const char *)data, size), false);
	check(tsm_str_n((const char *)data, size), true);
	return 0;
}
