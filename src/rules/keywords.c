/*
 * keywords.c - every keyword of the policy language, number 1.
 *
 * These tables drive the parser and the documentation; a test compares
 * them with the JSON Schema. A keyword's meaning never changes: a later
 * language gets a new number and tables of its own.
 */
#include <stddef.h>

#include "reader.h"
#include "testamur/base/limits.h"
#include "words.h"

#define INTO(s, f)    .offset = offsetof(struct s, f)
#define LIST(s, f, n) INTO(s, f), .count_offset = offsetof(struct s, n)
#define RANGE(a, b)   .least = { (a), 0 }, .most = { (b), 0 }
#define END    \
 {             \
  .name = NULL \
 }

#define NAME   "name"
#define NAMES  "list of names"
#define NUMBER "number or \"$parameter\""
#define DATE   "date or \"$parameter\""

static const char *const selection_ways[] = { "series", "tag", "sessions",
	NULL };
static const char *const presence_ways[] = { "min_minutes", "min_share", NULL };
static const char *const attended_ways[] = { "every", "min", NULL };

/* --- the policy and its parts -------------------------------------------- */

static const struct key admission_keys[] = {
	{ "apply_by", .read = tsm_rules_read_day,
	    INTO(tsm_policy, admission.apply_by), .type = "date",
	    .meaning = "the last day for applications" },
	{ "eligible", .read = tsm_rules_read_slugs,
	    LIST(tsm_policy, admission.eligible, admission.eligible_count),
	    .type = NAMES, .meaning = "criteria an applicant has to meet" },
	{ "selection", .read = tsm_rules_read_word,
	    INTO(tsm_policy, admission.selection),
	    .words = tsm_rules_selection_mode_words,
	    .type = "open, review or mutual",
	    .meaning = "who chooses: nobody, the provider, or both sides" },
	END,
};
static const struct object admission = { "admission", admission_keys, NULL,
	false };

static const struct key cohort_keys[] = {
	{ "capacity", .read = tsm_rules_read_int,
	    INTO(tsm_policy, cohort.capacity), RANGE(1, 100000),
	    .type = "whole number", .meaning = "places in a cohort" },
	{ "seats", .read = tsm_rules_read_seats, .type = "object",
	    .meaning = "places of each institution; null shares what the "
		       "numbers leave" },
	{ "waiting_list", .read = tsm_rules_read_bool,
	    INTO(tsm_policy, cohort.waiting_list), .type = "true or false",
	    .meaning = "whether those without a place wait (default true)" },
	END,
};
static const struct object cohort = { "cohort", cohort_keys, NULL, false };

static const struct key presence_keys[] = {
	{ "min_minutes", .read = tsm_rules_read_whole,
	    INTO(tsm_policy, attendance.min_minutes),
	    RANGE(1, TSM_SESSION_SECONDS_MAX / 60), .type = NUMBER,
	    .meaning = "minutes of presence that count as attended" },
	{ "min_share", .read = tsm_rules_read_amount,
	    INTO(tsm_policy, attendance.min_share), .least = { 1, 2 },
	    .most = { 1, 0 }, .type = NUMBER,
	    .meaning = "share of the scheduled length that counts as "
		       "attended, 0.01 to 1" },
	END,
};
static const struct object presence = { "present_if", presence_keys,
	presence_ways, true };

#define VIAS "list of live, in_person, makeup, recording"
static const struct key attendance_keys[] = {
	{ "present_if", .required = true, .read = tsm_rules_read_inner,
	    .object = &presence, .type = "object",
	    .meaning = "how much presence counts as attended" },
	{ "via", .read = tsm_rules_read_vias, INTO(tsm_policy, attendance.via),
	    .type = VIAS,
	    .meaning = "ways of attending that count (default live and "
		       "in_person)" },
	{ "when_cancelled", .read = tsm_rules_read_word,
	    INTO(tsm_policy, attendance.when_cancelled),
	    .words = tsm_rules_when_cancelled_words,
	    .type = "drop, makeup_or_drop or keep",
	    .meaning = "what a cancelled session asks for (default "
		       "makeup_or_drop)" },
	END,
};
static const struct object attendance = { "attendance", attendance_keys, NULL,
	false };

/* Parameters come first: everything after may refer to them. */
static const struct key policy_keys[] = {
	{ "parameters", .read = tsm_rules_read_parameters, .type = "object",
	    .meaning = "names with default values, which a cohort may "
		       "replace; null has to be replaced" },
	{ "language", .required = true, .read = tsm_rules_read_int,
	    INTO(tsm_policy, language),
	    RANGE(TSM_POLICY_LANGUAGE, TSM_POLICY_LANGUAGE), .type = "1",
	    .meaning = "the language that fixes the meaning of every word" },
	{ "programme", .required = true, .read = tsm_rules_read_slug,
	    INTO(tsm_policy, programme), .type = NAME,
	    .meaning = "the programme this policy belongs to" },
	{ "revision", .required = true, .read = tsm_rules_read_int,
	    INTO(tsm_policy, revision), RANGE(1, 1000000),
	    .type = "whole number",
	    .meaning = "frozen when the first award under it is issued" },
	{ "issuer", .required = true, .read = tsm_rules_read_issuer,
	    INTO(tsm_policy, issuer),
	    .type = "name or {\"by\":\"institution\"}",
	    .meaning = "the organisation that issues, or each person's own "
		       "institution" },
	{ "timezone", .required = true, .read = tsm_rules_read_timezone,
	    INTO(tsm_policy, timezone), .type = "IANA name",
	    .meaning = "the zone whose calendar dates count" },
	{ "admission", .read = tsm_rules_read_inner, .object = &admission,
	    .type = "object", .meaning = "how people get in" },
	{ "cohort", .read = tsm_rules_read_inner, .object = &cohort,
	    .type = "object", .meaning = "how many get in" },
	{ "attendance", .read = tsm_rules_read_inner, .object = &attendance,
	    .type = "object",
	    .meaning = "what counts as attending a session; required where "
		       "attendance is asked for" },
	{ "awards", .required = true, .read = tsm_rules_read_awards,
	    .type = "list of awards",
	    .meaning = "what can be earned, and when" },
	END,
};
const struct object tsm_rules_policy_object = { "policy", policy_keys, NULL,
	false };

/* --- awards -------------------------------------------------------------- */

#define UNITS(f) INTO(tsm_policy_units, f)
static const struct key units_keys[] = {
	{ "each_attended", .required = true, .read = tsm_rules_read_selection,
	    UNITS(each_attended), .type = "selection of sessions",
	    .meaning = "the sessions whose time counts when attended" },
	{ "basis", .required = true, .read = tsm_rules_read_word, UNITS(basis),
	    .words = tsm_rules_basis_words, .type = "scheduled or attended",
	    .meaning = "which time counts: the session's or the person's" },
	{ "via", .read = tsm_rules_read_vias, UNITS(via), .type = VIAS,
	    .meaning = "ways of attending that count (default: those of "
		       "\"attendance\")" },
	{ "extra", .read = tsm_rules_read_true, UNITS(extra), .type = "true",
	    .meaning = "extra sessions of the selection count too" },
	{ "per_hour", .read = tsm_rules_read_amount, UNITS(per_hour),
	    .least = { 1, 3 }, .most = { 1000, 0 }, .type = NUMBER,
	    .meaning = "units for an hour (default: the scheme's)" },
	{ "step", .read = tsm_rules_read_amount, UNITS(step), .least = { 1, 3 },
	    .most = { 1000, 0 }, .type = NUMBER,
	    .meaning = "units are given in multiples of this (default: the "
		       "scheme's)" },
	{ "round", .read = tsm_rules_read_word, UNITS(round),
	    .words = tsm_rules_round_words, .type = "down, nearest or up",
	    .meaning = "how the sum is rounded, once (default down)" },
	END,
};
static const struct object units = { "units", units_keys, NULL, false };

#define AWARD(f) INTO(tsm_policy_award, f)
static const struct key award_keys[] = {
	{ "id", .required = true, .read = tsm_rules_read_slug, AWARD(id),
	    .type = NAME, .meaning = "unique in the policy" },
	{ "kind", .required = true, .read = tsm_rules_read_word, AWARD(kind),
	    .words = tsm_rules_award_kind_words,
	    .type = "certificate, badge, units or internal",
	    .meaning = "what is given; internal is a flag without "
		       "credential" },
	{ "achievement", .read = tsm_rules_read_slug, AWARD(achievement),
	    .type = NAME,
	    .meaning = "the achievement of the credential; required unless "
		       "internal" },
	{ "issue", .read = tsm_rules_read_word, AWARD(issue),
	    .words = tsm_rules_award_issue_words,
	    .type = "on_met, on_close or manual",
	    .meaning = "when it is issued (default manual)" },
	{ "optional", .read = tsm_rules_read_bool, AWARD(optional),
	    .type = "true or false",
	    .meaning = "whether a cohort may leave it out" },
	{ "issuer", .read = tsm_rules_read_issuer, AWARD(issuer),
	    .type = "name or {\"by\":\"institution\"}",
	    .meaning = "instead of the policy's issuer" },
	{ "source", .read = tsm_rules_read_slug, AWARD(source), .type = NAME,
	    .meaning = "the organisation that provided the learning" },
	{ "when", .required = true, .read = tsm_rules_read_condition,
	    AWARD(when), .type = "condition", .meaning = "what has to be met" },
	{ "scheme", .read = tsm_rules_read_scheme, AWARD(scheme),
	    .type = "id of a unit scheme",
	    .meaning = "the unit; required for units" },
	{ "units", .read = tsm_rules_read_inner, AWARD(units), .object = &units,
	    .type = "object",
	    .meaning = "how units are counted; required for units" },
	END,
};
const struct object tsm_rules_award_object = { "award", award_keys, NULL,
	false };

/* --- conditions: the first key is the one that names the kind ------------- */

#define COND(f) INTO(tsm_condition, f)
static const struct key selection_keys[] = {
	{ "series", .read = tsm_rules_read_slug, INTO(tsm_selection, name),
	    .type = NAME, .meaning = "all sessions of this track" },
	{ "tag", .read = tsm_rules_read_slug, INTO(tsm_selection, name),
	    .type = NAME, .meaning = "all sessions with this tag" },
	{ "sessions", .read = tsm_rules_read_slugs,
	    LIST(tsm_selection, names, name_count), .type = NAMES,
	    .meaning = "these sessions" },
	END,
};
const struct object tsm_rules_selection_object = { "selection", selection_keys,
	selection_ways, true };

static const struct key activity_keys[] = {
	{ "activity", .required = true, .read = tsm_rules_read_slug, COND(name),
	    .type = NAME, .meaning = "the activity" },
	END,
};
static const struct object activity = { "activity", activity_keys, NULL,
	false };

static const struct key all_keys[] = {
	{ "all", .required = true, .read = tsm_rules_read_parts,
	    .type = "list of conditions", .meaning = "every one is met" },
	END,
};
static const struct key any_keys[] = {
	{ "any", .required = true, .read = tsm_rules_read_parts,
	    .type = "list of conditions", .meaning = "at least one is met" },
	END,
};
static const struct key at_least_keys[] = {
	{ "at_least", .required = true, .read = tsm_rules_read_whole, COND(min),
	    RANGE(1, TSM_POLICY_NODES_MAX), .type = NUMBER,
	    .meaning = "so many of the conditions in \"of\" are met" },
	{ "of", .required = true, .read = tsm_rules_read_parts,
	    .type = "list of conditions", .meaning = "the conditions" },
	END,
};
static const struct key attended_keys[] = {
	{ "attended", .required = true, .read = tsm_rules_read_selection,
	    COND(selection), .type = "selection of sessions",
	    .meaning = "sessions of the selection were attended" },
	{ "every", .read = tsm_rules_read_true, COND(every), .type = "true",
	    .meaning = "all of them" },
	{ "min", .read = tsm_rules_read_whole, COND(min),
	    RANGE(1, TSM_SESSIONS_MAX), .type = NUMBER,
	    .meaning = "so many of them" },
	{ "via", .read = tsm_rules_read_vias, COND(via), .type = VIAS,
	    .meaning = "ways of attending that count (default: those of "
		       "\"attendance\")" },
	END,
};
static const struct key minutes_keys[] = {
	{ "minutes", .required = true, .read = tsm_rules_read_inner,
	    .object = &activity, .type = "object",
	    .meaning = "time was spent on an activity outside sessions" },
	{ "min", .required = true, .read = tsm_rules_read_whole, COND(min),
	    RANGE(1, 1000000), .type = NUMBER,
	    .meaning = "so many minutes in all" },
	{ "cap_per_week", .read = tsm_rules_read_whole, COND(cap_per_week),
	    RANGE(1, WEEK_MINUTES), .type = NUMBER,
	    .meaning = "minutes of one week, Monday to Sunday, that count at "
		       "most" },
	END,
};
static const struct key work_keys[] = {
	{ "work", .required = true, .read = tsm_rules_read_slug, COND(name),
	    .type = NAME, .meaning = "an item of work was done" },
	{ "is", .required = true, .read = tsm_rules_read_work_state, COND(work),
	    .type = "submitted or approved",
	    .meaning = "the state it needs; approved is also submitted" },
	{ "min", .read = tsm_rules_read_whole, COND(min), RANGE(1, PIECES_MAX),
	    .type = NUMBER,
	    .meaning = "so many pieces of this item (default 1)" },
	END,
};
static const struct key attested_keys[] = {
	{ "attested", .required = true, .read = tsm_rules_read_slug, COND(name),
	    .type = NAME, .meaning = "somebody confirmed this" },
	{ "by", .required = true, .read = tsm_rules_read_slugs,
	    LIST(tsm_condition, by, by_count), .type = "list of roles",
	    .meaning = "who may confirm it" },
	END,
};
static const struct key enrolled_keys[] = {
	{ "enrolled", .required = true, .read = tsm_rules_read_slug, COND(name),
	    .type = NAME, .meaning = "the person is enrolled in this track" },
	{ "eligible", .read = tsm_rules_read_true, COND(eligible),
	    .type = "true", .meaning = "and known to be eligible" },
	{ "selected", .read = tsm_rules_read_true, COND(selected),
	    .type = "true", .meaning = "and selected" },
	END,
};
static const struct key role_keys[] = {
	{ "role", .required = true, .read = tsm_rules_read_slug, COND(name),
	    .type = NAME,
	    .meaning = "the role of the enrolment, instead of participant" },
	END,
};
static const struct key holds_keys[] = {
	{ "holds", .required = true, .read = tsm_rules_read_text, COND(name),
	    .type = "achievement",
	    .meaning = "the person holds this achievement, from a trusted "
		       "issuer" },
	END,
};
static const struct key award_of_keys[] = {
	{ "award", .required = true, .read = tsm_rules_read_slug, COND(name),
	    .type = NAME, .meaning = "another award of this policy is met" },
	END,
};
static const struct key closed_keys[] = {
	{ "closed", .required = true, .read = tsm_rules_read_selection,
	    COND(selection), .type = "selection of sessions",
	    .meaning = "every session was held or cancelled, and an admin "
		       "has closed it" },
	END,
};
static const struct key on_or_after_keys[] = {
	{ "on_or_after", .required = true, .read = tsm_rules_read_date,
	    COND(date), .type = DATE, .meaning = "this date has come" },
	END,
};
static const struct key before_keys[] = {
	{ "before", .required = true, .read = tsm_rules_read_date, COND(date),
	    .type = DATE, .meaning = "this date has not come yet" },
	END,
};

/* By enum tsm_condition_kind. */
const struct object tsm_rules_condition_objects[CONDITION_KINDS] = {
	[TSM_COND_ALL] = { "all", all_keys, NULL, false },
	[TSM_COND_ANY] = { "any", any_keys, NULL, false },
	[TSM_COND_AT_LEAST] = { "at_least", at_least_keys, NULL, false },
	[TSM_COND_ATTENDED] = { "attended", attended_keys, attended_ways,
	    true },
	[TSM_COND_MINUTES] = { "minutes", minutes_keys, NULL, false },
	[TSM_COND_WORK] = { "work", work_keys, NULL, false },
	[TSM_COND_ATTESTED] = { "attested", attested_keys, NULL, false },
	[TSM_COND_ENROLLED] = { "enrolled", enrolled_keys, NULL, false },
	[TSM_COND_ROLE] = { "role", role_keys, NULL, false },
	[TSM_COND_HOLDS] = { "holds", holds_keys, NULL, false },
	[TSM_COND_AWARD] = { "award", award_of_keys, NULL, false },
	[TSM_COND_CLOSED] = { "closed", closed_keys, NULL, false },
	[TSM_COND_ON_OR_AFTER] = { "on_or_after", on_or_after_keys, NULL,
	    false },
	[TSM_COND_BEFORE] = { "before", before_keys, NULL, false },
};

static const struct object *const documented[] = { &tsm_rules_policy_object,
	&admission, &cohort, &attendance, &presence, &tsm_rules_award_object,
	&units, &tsm_rules_selection_object, &activity };

bool tsm_policy_word(size_t n, struct tsm_policy_word *ret_word)
{
	const size_t others = sizeof documented / sizeof documented[0];

	for (size_t o = 0; o < others + CONDITION_KINDS; o++) {
		const struct object *object =
		    o < others ? documented[o]
			       : &tsm_rules_condition_objects[o - others];

		for (const struct key *k = object->keys; k->name; k++) {
			if (n-- > 0)
				continue;
			*ret_word = (struct tsm_policy_word){
				.object = object->name,
				.name = k->name,
				.type = k->type,
				.meaning = k->meaning,
				.required = k->required,
			};
			return true;
		}
	}
	return false;
}
