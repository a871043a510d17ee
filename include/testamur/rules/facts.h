/*
 * facts.h - what is known about a cohort and about one person.
 *
 * The input of evaluation: plain structs that the caller fills from its
 * store and that nobody here changes. Pointers are borrowed and must live
 * as long as what was made from them (a bound policy, an outcome). Texts
 * are NUL-terminated UTF-8; NULL means "none". A zeroed struct is "nothing
 * known".
 *
 * Durations are whole seconds, instants UTC seconds, and civil dates day
 * numbers (days since 1970-01-01 in the calendar of the policy's time
 * zone), so evaluation never asks for a zone or for the time.
 */
#ifndef TESTAMUR_RULES_FACTS_H
#define TESTAMUR_RULES_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/status.h"
#include "testamur/base/str.h"
#include "testamur/base/time.h"

/* "No such session", where an index is expected. */
#define TSM_NO_SESSION UINT32_MAX
/* A civil date that is not known, where a day number is expected. */
#define TSM_NO_DAY INT32_MIN
/* The longest scheduled session: 31 days. Longer is TSM_E_LIMIT. */
#define TSM_SESSION_SECONDS_MAX ((int64_t)31 * 86400)

/* Where a fact comes from: a line of a source file that is kept. */
struct tsm_fact_evidence {
	const char *source; /* SHA-256 of the file, lower-case hex; or NULL */
	uint32_t line;      /* 1-based; 0: the file as a whole */
	const char *text;   /* one line for people, without full stop */
	/* what the line says of time, for the record: instants, or a total
	 * in seconds; evaluation looks at the facts made from them only */
	int64_t from, until, total;
};

/* A postponed session is one without date, whatever its old one was. */
enum tsm_session_state {
	TSM_SESSION_PLANNED,
	TSM_SESSION_HELD,
	TSM_SESSION_CANCELLED,
	TSM_SESSION_POSTPONED
};

enum tsm_session_kind {
	TSM_SESSION_REGULAR, /* belongs to the schedule: the denominator */
	TSM_SESSION_EXTRA,   /* never required; units only by policy */
	TSM_SESSION_MAKEUP   /* stands in for the regular one it names */
};

struct tsm_fact_session {
	const char *id;    /* unique in the cohort */
	const char *title; /* for reasons; NULL: the id is used */
	const char *topic; /* common id across cohorts, or NULL */
	const char *track; /* the series it belongs to, or NULL */
	const char *const *tags;
	size_t tag_count;
	const char *makeup_for; /* makeup: id of a regular session */
	int64_t start, end;     /* UTC; both 0: undated */
	int64_t scheduled;      /* scheduled length in seconds */
	enum tsm_session_state state;
	enum tsm_session_kind kind;
	int32_t day; /* civil date of the start, or TSM_NO_DAY */
	bool closed; /* an admin has closed it */
	/* makeup: only for those whose attendance row says `invited` */
	bool by_invitation;
};

/*
 * An approval as provider of a unit scheme (units.h), with the civil dates
 * between which it is valid, both inclusive; TSM_NO_DAY: no limit.
 */
struct tsm_fact_approval {
	const char *scheme;
	const char *number;
	int32_t from, until;
};

/* The cohort as a whole, the same for all its people. */
struct tsm_cohort_facts {
	const struct tsm_fact_session *sessions;
	size_t session_count; /* at most TSM_SESSIONS_MAX */
	const struct tsm_fact_approval *approvals;
	size_t approval_count;
	bool closed;   /* nothing can be handed in any more */
	int32_t today; /* the date of evaluation in the policy's zone */
};

/* How somebody took part. At a make-up session, being there is MAKEUP. */
enum tsm_via {
	TSM_VIA_LIVE,
	TSM_VIA_IN_PERSON,
	TSM_VIA_MAKEUP,
	TSM_VIA_RECORDING
};
#define TSM_VIA_BIT(via) (1U << (via))

enum tsm_override {
	TSM_OVERRIDE_NONE,
	TSM_PRESENT,
	TSM_ABSENT
};

/*
 * Presence of the person at one session by one way. seconds are inside the
 * scheduled window, intervals united over all devices and files. Rows of
 * one session are alternatives: the best allowed one counts, they are
 * never added up.
 */
struct tsm_fact_attendance {
	uint32_t session; /* index into the cohort's sessions */
	enum tsm_via via;
	int64_t seconds;
	bool total_only; /* the file had a total, no times */
	bool invited;    /* expected at this make-up by invitation */
	enum tsm_override override;
	/* PRESENT: seconds to credit; 0: those recorded, else all */
	int64_t override_seconds;
	const char *override_reason, *override_author;
	int64_t override_at;
	const struct tsm_fact_evidence *evidence;
	size_t evidence_count;
};

/* Time spent on an activity outside sessions, in some week. */
struct tsm_fact_minutes {
	const char *activity;
	int32_t day; /* any date of the week (Monday to Sunday) */
	int64_t seconds;
	const struct tsm_fact_evidence *evidence;
	size_t evidence_count;
};

enum tsm_work_state {
	TSM_WORK_NONE,
	TSM_WORK_SUBMITTED,
	TSM_WORK_RETURNED, /* handed back for revision: counts as nothing */
	TSM_WORK_APPROVED
};

/* One piece of work; several pieces of one item are several rows. */
struct tsm_fact_work {
	const char *item;
	enum tsm_work_state state;
	int64_t at; /* of the state; 0: unknown */
	const struct tsm_fact_evidence *evidence;
	size_t evidence_count;
};

/* Somebody with a role has confirmed something about the person. */
struct tsm_fact_attestation {
	const char *what;
	const char *role;
	int64_t at;
	const struct tsm_fact_evidence *evidence;
	size_t evidence_count;
};

enum tsm_enrolment_state {
	TSM_ENROLMENT_APPLIED,
	TSM_ENROLMENT_OFFERED,
	TSM_ENROLMENT_ACCEPTED,
	TSM_ENROLMENT_ENROLLED,
	TSM_ENROLMENT_WAITING, /* on the waiting list */
	TSM_ENROLMENT_WITHDRAWN,
	TSM_ENROLMENT_COMPLETED,
	TSM_ENROLMENT_NOT_SELECTED
};

enum tsm_known {
	TSM_NOT_KNOWN,
	TSM_YES,
	TSM_NO
};

/* The role that earns awards unless an award names another. */
#define TSM_ROLE_PARTICIPANT "participant"

/* A period of belonging to a track; coming back is another row. */
struct tsm_fact_enrolment {
	const char *track;
	enum tsm_enrolment_state state;
	enum tsm_known eligible; /* meets the admission criteria */
	enum tsm_known selected; /* chosen, where there is a selection */
	const char *role;        /* NULL: TSM_ROLE_PARTICIPANT; "host", … */
	const struct tsm_fact_evidence *evidence;
	size_t evidence_count;
};

/* A credential the person holds, already verified and trusted. */
struct tsm_fact_holding {
	const char *achievement;
	const struct tsm_fact_evidence *evidence;
	size_t evidence_count;
};

/* Everything about one person in one cohort; rows in any order. */
struct tsm_person_facts {
	const struct tsm_fact_enrolment *enrolments;
	size_t enrolment_count;
	const struct tsm_fact_attendance *attendance;
	size_t attendance_count;
	const struct tsm_fact_minutes *minutes;
	size_t minutes_count;
	const struct tsm_fact_work *work;
	size_t work_count;
	const struct tsm_fact_attestation *attestations;
	size_t attestation_count;
	const struct tsm_fact_holding *holdings;
	size_t holding_count;
};

/*
 * The stable lower-case words of the enums above ("in_person"), as stored
 * and exchanged; a static text, "unknown" outside the enum.
 */
const char *tsm_session_state_word(enum tsm_session_state state);
const char *tsm_session_kind_word(enum tsm_session_kind kind);
const char *tsm_via_word(enum tsm_via via);
const char *tsm_work_state_word(enum tsm_work_state state);
const char *tsm_enrolment_state_word(enum tsm_enrolment_state state);

/* The way back. TSM_E_UNKNOWN for another word. */
enum tsm_status tsm_session_state_parse(
    struct tsm_str word, enum tsm_session_state *ret) TSM_NODISCARD;
enum tsm_status tsm_session_kind_parse(
    struct tsm_str word, enum tsm_session_kind *ret) TSM_NODISCARD;
enum tsm_status tsm_via_parse(struct tsm_str word, enum tsm_via *ret)
    TSM_NODISCARD;
enum tsm_status tsm_work_state_parse(
    struct tsm_str word, enum tsm_work_state *ret) TSM_NODISCARD;
enum tsm_status tsm_enrolment_state_parse(
    struct tsm_str word, enum tsm_enrolment_state *ret) TSM_NODISCARD;

/* The day number of a civil date (valid; the time parts do not count). */
int32_t tsm_day_of(const struct tsm_civil *date);

/* The day number of "YYYY-MM-DD". TSM_E_SYNTAX, TSM_E_VALUE. */
enum tsm_status tsm_day_parse(struct tsm_str text, int32_t *ret_day)
    TSM_NODISCARD;

/*
 * "YYYY-MM-DD" into text of TSM_TIME_TEXT bytes ("?" for TSM_NO_DAY or a
 * year outside 1..9999); returns text.
 */
char *tsm_day_format(int32_t day, char *text);

#endif
