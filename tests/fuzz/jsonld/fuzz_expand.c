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
    struct tsm_arena *arena, const char *text, size_t len, struct tsm_buf *out)
{
	const struct tsm_jsonld_options options = { .max_work = 1000000 };
	const struct tsm_json *root = NULL;
	TSM_TRY(tsm_json_parse(arena, text, len, NULL, &root, NULL));
	return tsm_jsonld_expand(store, root, &options, arena, out, NULL, NULL);
}

/* A relative identifier may come out as null, which is refused again. */
static void check_again(struct tsm_jsonld_store *store, struct tsm_arena *arena,
    const struct tsm_buf *once)
{
	const struct tsm_json *first = NULL;
	const struct tsm_json *second = NULL;
	struct tsm_buf twice;
	tsm_buf_init(&twice, 0);
	require(tsm_json_parse(arena, once->data, once->len, NULL, &first,
		    NULL) == TSM_OK);
	if (expand(store, arena, once->data, once->len, &twice) == TSM_OK) {
		require(tsm_json_parse(arena, twice.data, twice.len, NULL,
			    &second, NULL) == TSM_OK);
		require(first->count >= second->count);
	}
	tsm_buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_jsonld_store *store = NULL;
	struct tsm_arena arena;
	struct tsm_buf once;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&once, 0);
	require(tsm_jsonld_store_new(&store) == TSM_OK);
	if (expand(store, &arena, (const char *)data, size, &once) == TSM_OK)
		check_again(store, &arena, &once);
	tsm_jsonld_store_free(&store);
	tsm_buf_release(&once);
	tsm_arena_release(&arena);
	return 0;
}
