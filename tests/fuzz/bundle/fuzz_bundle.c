/*
 * Any bytes as a bundle: what opens has files whose names stay inside a
 * folder, each once, and every file that is not complained about has the
 * length that the manifest says.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/bundle/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_arena arena;
	struct tsm_bundle bundle;
	struct tsm_error err = { 0 };
	tsm_arena_init(&arena, TSM_BUNDLE_MAX);
	if (tsm_bundle_open(&arena, tsm_str_n((const char *)data, size),
		&bundle, &err) != TSM_OK) {
		if (err.status == TSM_OK)
			abort();
		tsm_arena_release(&arena);
		return 0;
	}
	size_t rows = tsm_json_get(bundle.manifest, "files")->count;
	if (bundle.problem_count > rows + bundle.count)
		abort();
	if (bundle.problem_count == 0 && rows != bundle.count)
		abort();
	for (size_t i = 0; i < bundle.count; i++) {
		const char *path = bundle.files[i].path;
		if (path[0] == '/' || path[0] == '.' ||
		    strstr(path, "/.") != NULL ||
		    tsm_bundle_find(&bundle, path) != &bundle.files[i])
			abort();
	}
	tsm_arena_release(&arena);
	return 0;
}
