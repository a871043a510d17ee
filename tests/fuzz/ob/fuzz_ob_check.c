/*
 * Any document: the rules terminate, keep their counts consistent, point
 * at places that exist, and say the same twice.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/ob/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check(const struct tsm_json *root, struct tsm_ob_findings *out)
{
	memset(out, 0, sizeof(*out));
	tsm_vc_check(root, out);
	tsm_ob_check(root, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tsm_ob_findings first, second;
	const struct tsm_json *root;
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	if (tsm_json_parse(&arena, (const char *)data, size, NULL, &root,
		NULL) == TSM_OK) {
		check(root, &first);
		check(root, &second);
		require(memcmp(&first, &second, sizeof(first)) == 0);
		require(first.count <= first.errors + first.warnings);
		require(first.errors == 0 || first.count > 0);
		for (size_t i = 0; i < first.count; i++) {
			require(first.items[i].text[0] != '\0');
			require(first.items[i].rule < TSM_OB_RULES);
		}
		(void)tsm_vc_issuer_id(root);
	}
	tsm_arena_release(&arena);
	return 0;
}
