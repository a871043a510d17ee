/*
 * Any JSON as a list of revoked ids: an answer, and never "not revoked" for an
 * id that stands in it as a text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/verify/revoked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define URL "https://issuer.example/revocations"
#define ID  "https://issuer.example/V/1"

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool stands_in(const struct tsm_json *items)
{
	for (size_t i = 0;
	     tsm_json_is(items, TSM_JSON_ARRAY) && i < items->count; i++)
		if (tsm_streq(tsm_json_string(tsm_json_at(items, i)), ID))
			return true;
	return tsm_streq(tsm_json_string(items), ID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tsm_json *root = NULL;
	struct tsm_arena arena;

	tsm_arena_init(&arena, (size_t)16 << 20);
	if (tsm_json_parse(&arena, (const char *)data, size, NULL, &root,
		NULL) == TSM_OK) {
		struct revoked answer =
		    revoked_read(root, URL, "did:web:issuer.example", ID);
		require(answer.problem == LIST_FINE || !answer.revoked);
		require(answer.reason == NULL || answer.revoked);
		if (stands_in(tsm_json_get(root, "revokedCredential")))
			require(answer.revoked);
	}
	tsm_arena_release(&arena);
	return 0;
}
