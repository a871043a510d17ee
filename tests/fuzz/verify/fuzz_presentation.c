/*
 * Any bytes where a presentation was asked for, without a network: nothing is
 * verified but what answers the challenge, each credential of several has a
 * report of its own, and none of them is worse than the whole.
 */
#include <stdint.h>

#include "examine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void examine_presentation(const struct tsm_report *report)
{
	enum tsm_outcome outcome =
	    report->checks[TSM_CHECK_PRESENTATION].outcome;

	if (is_verified(report))
		require(outcome == TSM_PASS || outcome == TSM_WARN);
	for (size_t i = 0; i < report->n_presented; i++) {
		const struct tsm_report *one = &report->presented[i];
		require(one->deciding != NULL && one->n_presented == 0);
		if (is_verified(report))
			require(is_verified(one));
		if (one->verdict == TSM_NOT_VALID)
			require(report->verdict == TSM_NOT_VALID);
	}
	examine_writing(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tsm_verifier *verifier;
	struct tsm_verify_options options = {
		.now = 1767225600,
		.challenge = "c-1",
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
		examine_presentation(report);
	tsm_arena_release(&arena);
	return 0;
}
