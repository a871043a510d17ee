/*
 * policy.h - a completion policy, read and checked.
 *
 * The policy language, number 1. A policy is JSON (schema:
 * tsm_policy_schema()), read strictly: an unknown key, a wrong type, a
 * parameter or award that is not there, or a cycle of awards is refused
 * with the JSON Pointer of the place. What was parsed is immutable, so
 * threads may share it; it lives in the arena and borrows the strings of
 * the JSON tree, which must live as long.
 *
 * Every keyword is a row of one const table (src/rules/keywords.c) that
 * drives the parser; tsm_policy_word() hands the rows out.
 */
#ifndef TESTAMUR_RULES_POLICY_H
#define TESTAMUR_RULES_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/arena.h"
#include "testamur/base/decimal.h"
#include "testamur/json/doc.h"
#include "testamur/rules/facts.h"
#include "testamur/rules/units.h"

#define TSM_POLICY_LANGUAGE 1

/*
 * A number of the policy: written there, or "$name", then parameter is the
 * index into the policy's parameters and value its default.
 */
struct tsm_policy_number {
	bool given;
	int parameter; /* -1: none */
	struct tsm_decimal value;
	const struct tsm_json *at;
};

/* A civil date, written there or "$name" likewise. */
struct tsm_policy_date {
	bool given;
	int parameter;
	int32_t day;
	const struct tsm_json *at;
};

/*
 * A cohort may give other values than the policy's defaults: a number or a
 * date of the same type. A default of null has to be given by the cohort.
 */
enum tsm_parameter_type {
	TSM_PARAMETER_NULL, /* no default; number or date as it is used */
	TSM_PARAMETER_NUMBER,
	TSM_PARAMETER_DATE
};

struct tsm_policy_parameter {
	const char *name;
	enum tsm_parameter_type type;
	struct tsm_decimal number;
	int32_t day;
};

enum tsm_selection_kind {
	TSM_SELECT_SERIES,  /* {"series":TRACK} */
	TSM_SELECT_TAG,     /* {"tag":TAG} */
	TSM_SELECT_SESSIONS /* {"sessions":[ID, …]} */
};

/* Sessions, chosen by series, tag or a list of ids. */
struct tsm_selection {
	enum tsm_selection_kind kind;
	const char *name;         /* series or tag */
	const char *const *names; /* ids of the list */
	size_t name_count;
	const struct tsm_json *at;
};

struct tsm_policy_use;

enum tsm_condition_kind {
	TSM_COND_ALL,
	TSM_COND_ANY,
	TSM_COND_AT_LEAST,
	TSM_COND_ATTENDED,
	TSM_COND_MINUTES,
	TSM_COND_WORK,
	TSM_COND_ATTESTED,
	TSM_COND_ENROLLED,
	TSM_COND_ROLE,
	TSM_COND_HOLDS,
	TSM_COND_AWARD,
	TSM_COND_CLOSED,
	TSM_COND_ON_OR_AFTER,
	TSM_COND_BEFORE
};

struct tsm_condition {
	enum tsm_condition_kind kind;
	uint32_t index;      /* in the policy's conditions */
	const char *pointer; /* JSON Pointer into the policy */
	const struct tsm_json *at;
	/* all, any, at_least: the parts */
	const struct tsm_condition *const *parts;
	size_t part_count;
	/* attended, closed */
	struct tsm_selection selection;
	bool every;
	unsigned via; /* TSM_VIA_BIT set; 0: the policy's */
	/* at_least: how many; attended, work: how many; minutes: minutes */
	struct tsm_policy_number min;
	struct tsm_policy_number cap_per_week; /* minutes */
	/* minutes: activity; work: item; attested: what; enrolled: track;
	 * role: role; holds: achievement; award: award id */
	const char *name;
	enum tsm_work_state work; /* SUBMITTED or APPROVED */
	const char *const *by;    /* attested: roles */
	size_t by_count;
	bool eligible, selected;     /* enrolled: also required */
	size_t award;                /* award: index into the policy's awards */
	struct tsm_policy_date date; /* on_or_after, before */
};

enum tsm_award_kind {
	TSM_AWARD_CERTIFICATE,
	TSM_AWARD_BADGE,
	TSM_AWARD_UNITS,
	TSM_AWARD_INTERNAL /* a flag of ours, never a credential */
};

enum tsm_award_issue {
	TSM_ISSUE_ON_MET,
	TSM_ISSUE_ON_CLOSE,
	TSM_ISSUE_MANUAL
};

/* Who issues: an organisation's id, or the institution of the person. */
struct tsm_policy_issuer {
	const char *id; /* NULL when by_institution */
	bool by_institution;
};

struct tsm_policy_units {
	struct tsm_selection each_attended;
	enum tsm_units_basis basis;
	unsigned via; /* 0: the policy's */
	bool extra;   /* extra sessions of the selection count too */
	/* defaults of the scheme when not given */
	struct tsm_policy_number per_hour, step;
	enum tsm_round round;
};

struct tsm_policy_award {
	const char *id;
	const char *pointer; /* "/awards/0" */
	enum tsm_award_kind kind;
	const char *achievement; /* NULL for internal awards */
	enum tsm_award_issue issue;
	bool optional;                   /* the cohort may leave it out */
	struct tsm_policy_issuer issuer; /* its own or the policy's */
	const char *source; /* organisation that provided the learning */
	const struct tsm_condition *when;
	const struct tsm_unit_scheme *scheme; /* units only, else NULL */
	struct tsm_policy_units units;        /* units only */
	bool names_role; /* a role condition replaces the default role */
	const char *const *tracks; /* named by its enrolled conditions */
	size_t track_count;
	/* its conditions are those from when->index to before this one,
	 * every part after the condition it belongs to */
	size_t condition_end;
};

/* {"capacity":…,"seats":{INSTITUTION: number | null},"waiting_list":…} */
#define TSM_SEAT_QUOTAS_MAX 256
struct tsm_policy_seat {
	const char *institution;
	int64_t seats; /* -1: shares what is left */
};

enum tsm_selection_mode {
	TSM_ADMIT_OPEN,   /* whoever enrols */
	TSM_ADMIT_REVIEW, /* the provider chooses */
	TSM_ADMIT_MUTUAL  /* offered, then accepted */
};

struct tsm_policy {
	int64_t language; /* TSM_POLICY_LANGUAGE */
	int64_t revision; /* from 1; frozen with the first award */
	const char *programme;
	struct tsm_policy_issuer issuer;
	const char *timezone; /* IANA name, not looked up here */
	struct {
		int32_t apply_by;            /* last day, or TSM_NO_DAY */
		const char *const *eligible; /* names of criteria */
		size_t eligible_count;
		enum tsm_selection_mode selection;
	} admission;
	struct {
		int64_t capacity; /* -1: no limit */
		const struct tsm_policy_seat *seats;
		size_t seat_count;
		bool waiting_list;
	} cohort;
	const struct tsm_policy_parameter *parameters;
	size_t parameter_count;
	struct {
		/* exactly one of the two is given, or none */
		struct tsm_policy_number min_minutes;
		struct tsm_policy_number min_share; /* above 0, at most 1 */
		unsigned via; /* default: live and in_person */
		/* what happens to a cancelled session's place */
		enum tsm_when_cancelled {
			TSM_CANCELLED_DROP,
			TSM_CANCELLED_MAKEUP_OR_DROP, /* the default */
			TSM_CANCELLED_KEEP
		} when_cancelled;
	} attendance;
	const struct tsm_policy_award *awards; /* in the file's order */
	size_t award_count;
	const size_t *award_order; /* each after the awards it refers to */
	const struct tsm_condition *const *conditions;
	size_t condition_count;
	/* where parameters are used; for tsm_policy_bind() */
	const struct tsm_policy_use *uses;
	size_t use_count;
};

/*
 * Read a policy from a JSON tree. err->where is the JSON Pointer.
 * TSM_E_UNKNOWN: a key, parameter, award or scheme that is not known (the
 * text names it); TSM_E_MISSING: a required key (pointer of the object);
 * TSM_E_VALUE: type, range, or awards that refer to each other in a circle
 * (the text has the path); TSM_E_DUPLICATE: a name given twice;
 * TSM_E_UNSUPPORTED: another language number; TSM_E_LIMIT; TSM_E_MEMORY.
 */
enum tsm_status tsm_policy_parse(struct tsm_arena *arena,
    const struct tsm_json *root, const struct tsm_policy **ret_policy,
    struct tsm_error *err) TSM_NODISCARD;

/* The award with this id, or NULL. */
const struct tsm_policy_award *tsm_policy_award(
    const struct tsm_policy *policy, const char *id);

/*
 * Does every selection of the policy choose at least one of these
 * sessions, and name none that is not there? TSM_E_UNKNOWN with the
 * pointer of the selection (or of the id in its list) otherwise.
 */
enum tsm_status tsm_policy_check_sessions(const struct tsm_policy *policy,
    const struct tsm_fact_session *sessions, size_t session_count,
    struct tsm_error *err) TSM_NODISCARD;

/* The JSON Schema (2020-12) of the language, as embedded bytes. */
struct tsm_str tsm_policy_schema(void);

/* A keyword of the language, for documentation. All static. */
struct tsm_policy_word {
	const char *object; /* "policy", "award", "attended", … */
	const char *name;   /* the key */
	const char *type;   /* what its value is, in words */
	const char *meaning;
	bool required;
};

/* The n-th keyword; false when there is none. */
bool tsm_policy_word(size_t n, struct tsm_policy_word *ret_word);

/* Words of the enums ("attended", "badge", "on_met"); static. */
const char *tsm_condition_word(enum tsm_condition_kind kind);
const char *tsm_award_kind_word(enum tsm_award_kind kind);
const char *tsm_award_issue_word(enum tsm_award_issue issue);

#endif
