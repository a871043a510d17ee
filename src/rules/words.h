/* words.h - word lists of the enums, NULL-terminated, by enum value. */
#ifndef RULES_WORDS_H
#define RULES_WORDS_H

#include "testamur/rules/facts.h"

extern const char *const tsm_rules_session_state_words[];
extern const char *const tsm_rules_session_kind_words[];
extern const char *const tsm_rules_via_words[];
extern const char *const tsm_rules_work_state_words[];
extern const char *const tsm_rules_enrolment_state_words[];
extern const char *const tsm_rules_award_kind_words[];
extern const char *const tsm_rules_award_issue_words[];
extern const char *const tsm_rules_selection_mode_words[];
extern const char *const tsm_rules_when_cancelled_words[];
extern const char *const tsm_rules_basis_words[];
extern const char *const tsm_rules_round_words[];
extern const char *const tsm_rules_answer_words[];
extern const char *const tsm_rules_condition_words[];

/* The word of a value, or "unknown". */
const char *tsm_rules_word(const char *const *words, unsigned value);

/* The value of a word. TSM_E_UNKNOWN. */
enum tsm_status tsm_rules_word_find(const char *const *words,
    struct tsm_str text, unsigned *ret_value) TSM_NODISCARD;

/* The Monday of the week a day belongs to. */
int32_t tsm_rules_week(int32_t day);

#endif
