/* sentences.h - the sentences, shared by text and JSON. */
#ifndef RULES_SENTENCES_H
#define RULES_SENTENCES_H

#include "testamur/rules/explain.h"

/* What is said of evidence of a row: borrowed from the facts. */
struct evidence_list {
	const struct tsm_fact_evidence *items;
	size_t count;
};

struct evidence_list tsm_rules_row_evidence(const struct tsm_row *row);

/* Where a result stands in the policy: its JSON Pointer. */
const char *tsm_rules_result_path(
    const struct tsm_award_outcome *award, const struct tsm_result *result);

/* The keyword of a condition, or "standing", "units". */
const char *tsm_rules_result_word(
    const struct tsm_award_outcome *award, const struct tsm_result *result);

/*
 * The results of an award in the order of the policy: standing first, then
 * the conditions, outer before inner, then units. NULL beyond the last.
 * *ret_depth: 0 for the outermost.
 */
const struct tsm_result *tsm_rules_nth_result(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, size_t n, unsigned *ret_depth);

/* The word of what became of a row ("to_come"). */
const char *tsm_rules_row_word(enum tsm_row_kind kind);

#endif
