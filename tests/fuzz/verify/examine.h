/* examine.h - what holds for the report of whatever was handed in. */
#ifndef TESTS_FUZZ_VERIFY_EXAMINE_H
#define TESTS_FUZZ_VERIFY_EXAMINE_H

#include <stdlib.h>

#include "testamur/json/write.h"
#include "testamur/verify/verify.h"

static inline void require(bool condition)
{
	if (!condition)
		abort();
}

static inline bool is_verified(const struct tsm_report *report)
{
	return report->verdict == TSM_VERIFIED ||
	       report->verdict == TSM_VERIFIED_ISSUER_UNLISTED;
}

/* The report can be written. */
static inline void examine_writing(const struct tsm_report *report)
{
	struct tsm_buf out;

	tsm_buf_init(&out, 0);
	require(tsm_report_text(report, &out) == TSM_OK);
	require(tsm_utf8_valid(out.data, out.len, NULL));
	tsm_buf_clear(&out);
	json_t *json = tsm_report_json(report);
	require(tsm_json_write(json, TSM_JSON_COMPACT, &out) == TSM_OK);
	json_decref(json);
	tsm_buf_release(&out);
}

/* Of a credential: its verdict follows from its checks. */
static inline void examine(const struct tsm_report *report)
{
	bool verified = is_verified(report);
	const struct tsm_check_result *checks = report->checks;
	enum tsm_outcome signature = checks[TSM_CHECK_SIGNATURE].outcome;

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
	examine_writing(report);
}

#endif
