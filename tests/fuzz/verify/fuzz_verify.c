/*
 * Any bytes, without a network: there is always a report; whatever did not
 * verify shows no facts; the verdict follows from the checks; the report
 * can be written.
 */
#include <stdint.h>

#include "examine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tsm_verifier *verifier;
	struct tsm_verify_options options = {
		.now = 1767225600,
		.expected.name = "Ada Example",
	};
	const struct tsm_report *report = NULL;
	struct tsm_arena arena;
	struct tsm_error err = { 0 };

	if (verifier == NULL)
		require(tsm_verifier_new(NULL, &verifier, NULL) == TSM_OK);
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_verify(verifier, data, size, &options, &arena, &report, &err);
	require(status == TSM_OK || status == TSM_E_MEMORY);
	if (status == TSM_OK)
		examine(report);
	tsm_arena_release(&arena);
	return 0;
}
