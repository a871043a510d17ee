/*
 * explain.h - an outcome in words, as text and as JSON.
 *
 * English sentences a teacher understands, made from the numbers of an
 * outcome. Minutes are rounded down. No name or address of the person
 * appears; texts of evidence rows are passed on as the caller gave them.
 * Nothing here decides anything.
 */
#ifndef TESTAMUR_RULES_EXPLAIN_H
#define TESTAMUR_RULES_EXPLAIN_H

#include "testamur/base/buf.h"
#include "testamur/json/write.h"
#include "testamur/rules/evaluate.h"

/*
 * Append the reason of one answer, without full stop: "Attended 4 of 6
 * sessions; 2 still to come". TSM_E_MEMORY, TSM_E_LIMIT.
 */
enum tsm_status tsm_explain_reason(const struct tsm_outcome *outcome,
    const struct tsm_result *result, struct tsm_buf *out) TSM_NODISCARD;

/*
 * Append what one row says: "Session 3 missed: 41 of 60 minutes, 48
 * needed". The same statuses.
 */
enum tsm_status tsm_explain_row(const struct tsm_outcome *outcome,
    const struct tsm_row *row, struct tsm_buf *out) TSM_NODISCARD;

/*
 * Append one sentence on an award: what it still lacks, or why it cannot
 * be had, or that all is fulfilled; for tables. The same statuses.
 */
enum tsm_status tsm_explain_award(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, struct tsm_buf *out) TSM_NODISCARD;

/*
 * Append the outcome as an indented tree, a line per condition that begins
 * with met, open or failed, then its rows with evidence. award NULL: all.
 */
enum tsm_status tsm_explain_text(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, struct tsm_buf *out) TSM_NODISCARD;

/*
 * The outcome of one award as a new JSON object (the caller's reference):
 * {"award","kind","answer","due","issue","reason",
 *  "units":{"scheme","unit","amount","basis","per_hour","step","seconds",
 *   "sessions","first_day","last_day","approval"},
 *  "conditions":[{"path","condition","depth","answer","reason",
 *   "rows":[{"session","result","counts","seconds","needed","credited",
 *    "via","text","override":{"present","reason","author","at"},
 *    "evidence":[{"source","line","text"}]}]}]}
 * conditions are in the order of the policy, outer before inner; path is a
 * JSON Pointer into the policy (that of the award itself for the implicit
 * ones, "standing" and "units"). TSM_E_MEMORY, TSM_E_LIMIT.
 */
enum tsm_status tsm_explain_json(const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, json_t **ret_object) TSM_NODISCARD;

/*
 * The policy a decision was made under, as a new JSON object:
 * {"programme","revision","language","parameters":{…},"today","closed"}
 * with the values in force. NULL: out of memory.
 */
json_t *tsm_explain_policy_json(const struct tsm_bound_policy *bound);

#endif
