/*
 * Any bytes, without a network: there is always a report; whatever did not
 * verify shows no facts; the verdict follows from the checks; the report
 * can be written.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/json/write.h"
#include "testamur/verify/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void examine(const struct tsm_report *report)
{
	bool verified = report->verdict == TSM_VERIFIED ||
			report->verdict == TSM_VERIFIED_ISSUER_UNLISTED;
	const struct tsm_check_result *checks = report->checks;
	enum tsm_outcome signature = checks[TSM_CHECK_SIGNATURE].outcome;
	struct tsm_buf out;

	require(report->deciding != NULL);
	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++) {
		const struct tsm_code *code = checks[i].code;
		require(code != NULL && code->outcome == checks[i].outcome);
		require(code->check == i || code->check == TSM_CHECK_COUNT);
		if (verified)
			require(i > TSM_CHECK_SUPERSEDED ||
				checks[i].outcome != TSM_FAIL);
	}
	if (verified || report->facts != NULL)
		require(signature == TSM_PASS || signature == TSM_WARN);
	tsm_buf_init(&out, 0);
	require(tsm_report_text(report, &out) == TSM_OK);
	require(tsm_utf8_valid(out.data, out.len, NULL));
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
