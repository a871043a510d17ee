/* words.c - the words of the enums, and day numbers. */
#include "words.h"

#include "testamur/rules/evaluate.h"
#include "testamur/rules/explain.h"

const char *const tsm_rules_session_state_words[] = { "planned", "held",
	"cancelled", "postponed", NULL };
const char *const tsm_rules_session_kind_words[] = { "regular", "extra",
	"makeup", NULL };
const char *const tsm_rules_via_words[] = { "live", "in_person", "makeup",
	"recording", NULL };
const char *const tsm_rules_work_state_words[] = { "none", "submitted",
	"returned", "approved", NULL };
const char *const tsm_rules_enrolment_state_words[] = { "applied", "offered",
	"accepted", "enrolled", "waiting", "withdrawn", "completed",
	"not_selected", NULL };
const char *const tsm_rules_award_kind_words[] = { "certificate", "badge",
	"units", "internal", NULL };
const char *const tsm_rules_award_issue_words[] = { "on_met", "on_close",
	"manual", NULL };
const char *const tsm_rules_selection_mode_words[] = { "open", "review",
	"mutual", NULL };
const char *const tsm_rules_when_cancelled_words[] = { "drop", "makeup_or_drop",
	"keep", NULL };
const char *const tsm_rules_basis_words[] = { "scheduled", "attended", NULL };
const char *const tsm_rules_round_words[] = { "down", "nearest", "up", NULL };
const char *const tsm_rules_answer_words[] = { "met", "open", "failed", NULL };
const char *const tsm_rules_condition_words[] = { "all", "any", "at_least",
	"attended", "minutes", "work", "attested", "enrolled", "role", "holds",
	"award", "closed", "on_or_after", "before", NULL };

const char *tsm_rules_word(const char *const *words, unsigned value)
{
	for (unsigned i = 0; words[i]; i++)
		if (i == value)
			return words[i];
	return "unknown";
}

enum tsm_status tsm_rules_word_find(
    const char *const *words, struct tsm_str text, unsigned *ret_value)
{
	for (unsigned i = 0; words[i]; i++)
		if (tsm_str_is(text, words[i])) {
			*ret_value = i;
			return TSM_OK;
		}
	return TSM_E_UNKNOWN;
}

/* NAME_word() and, with WORD_BOTH, NAME_parse() of one enum */
#define WORD_OUT(name, arg, words)                  \
 const char *tsm_##name##_word(enum tsm_##name arg) \
 {                                                  \
  return tsm_rules_word((words), (unsigned)(arg));  \
 }
#define WORD_BOTH(name, arg, words)                                            \
 WORD_OUT(name, arg, words)                                                    \
 enum tsm_status tsm_##name##_parse(struct tsm_str word, enum tsm_##name *ret) \
 {                                                                             \
  unsigned value;                                                              \
  TSM_TRY(tsm_rules_word_find((words), word, &value));                         \
  *ret = (enum tsm_##name)value;                                               \
  return TSM_OK;                                                               \
 }

WORD_BOTH(session_state, state, tsm_rules_session_state_words)
WORD_BOTH(session_kind, kind, tsm_rules_session_kind_words)
WORD_BOTH(via, via, tsm_rules_via_words)
WORD_BOTH(work_state, state, tsm_rules_work_state_words)
WORD_BOTH(enrolment_state, state, tsm_rules_enrolment_state_words)
WORD_OUT(award_kind, kind, tsm_rules_award_kind_words)
WORD_OUT(award_issue, issue, tsm_rules_award_issue_words)
WORD_OUT(answer, answer, tsm_rules_answer_words)

const char *tsm_condition_word(enum tsm_condition_kind kind)
{
	return tsm_rules_word(tsm_rules_condition_words, (unsigned)kind);
}

#define DAY_SECONDS 86400

int32_t tsm_day_of(const struct tsm_civil *date)
{
	struct tsm_civil midnight = *date;

	midnight.hour = midnight.minute = midnight.second = 0;
	return (int32_t)(tsm_civil_to_unix(&midnight) / DAY_SECONDS);
}

enum tsm_status tsm_day_parse(struct tsm_str text, int32_t *ret_day)
{
	struct tsm_civil date;

	TSM_TRY(tsm_date_parse(text, &date));
	*ret_day = tsm_day_of(&date);
	return TSM_OK;
}

char *tsm_day_format(int32_t day, char *text)
{
	struct tsm_civil date;

	if (day == TSM_NO_DAY ||
	    tsm_unix_to_civil((int64_t)day * DAY_SECONDS, &date) != TSM_OK) {
		text[0] = '?';
		text[1] = '\0';
		return text;
	}
	return tsm_date_format(&date, text);
}

int32_t tsm_rules_week(int32_t day)
{
	/* 1970-01-01 was a Thursday: day -3 is a Monday */
	int64_t since = (int64_t)day + 3;
	int64_t weekday = ((since % 7) + 7) % 7;

	return (int32_t)((int64_t)day - weekday);
}
