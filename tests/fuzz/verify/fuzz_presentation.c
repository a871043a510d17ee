/*
 * Any bytes where a presentation was asked for, without a network: nothing is
 * verified but what answers the challenge, each credential of several has a
 * report of its own, and none of them is worse than the whole.
 */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/json/write.h"
#include "testamur/verify/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool is_verified(const struct tsm_report *report)
{
	return report->verdict == TSM_VERIFIED ||
	       report->verdict == TSM_VERIFIED_ISSUER_UNLISTED;
}

static void examine(const struct tsm_report *report)
{
	enum tsm_outcome outcome =
	    report->checks[TSM_CHECK_PRESENTATION].outcome;
	struct tsm_buf out;

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
	tsm_buf_init(&out, 0);
	require(tsm_report_text(report, &out) == TSM_OK);
	tsm_buf_clear(&out);
	json_t *json = tsm_report_json(report);
	require(tsm_json_write(json, TSM_JSON_COMPACT, &out) == TSM_OK);
	json_decref(json);
	tsm_buf_release(&out);
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
		examine(report);
	tsm_arena_release(&arena);
	return 0;
}
