/*
 * person.h - people, their other names, and their enrolments.
 *
 * A person has at most one normalised e-mail address, and no two people share
 * one. Other addresses and names are aliases that somebody confirmed; an
 * active alias address belongs to one person only and can be revoked, but is
 * never forgotten. So is the id that a product gives somebody. Name aliases
 * may be shared: a name alone never identifies. An enrolment is the present
 * state of a person in one track of a cohort; every change adds an event.
 * Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_PERSON_H
#define TESTAMUR_STORE_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_person {
	const char *id; /* UUID */
	const char *name;
	const char *preferred_name; /* or NULL */
	const char *email;          /* normalised, or NULL */
	const char *licence_type;   /* "MT folio", "IEIN", … or NULL */
	const char *licence_number; /* or NULL */
	const char *institution;    /* slug or name, or NULL */
	const char *attributes;     /* JSON object, or NULL */
	int64_t created;
};

struct tsm_store_alias {
	const char *person;
	const char *kind;  /* email name */
	const char *value; /* an e-mail address normalised */
	const char *by;
	int64_t at;
	int64_t revoked_at; /* 0: active */
	const char *revoked_by;
};

struct tsm_store_enrolment {
	const char *cohort;
	const char *person;
	const char *track;       /* "" when the cohort has no tracks */
	const char *state;       /* applied offered accepted enrolled waiting
			      rejected declined withdrawn completed
			      transferred */
	const char *role;        /* participant host presenter observer … */
	const char *institution; /* whose seat it is, or NULL */
	int64_t position;   /* order of arrival, from 1; 0: give the next */
	int64_t applied_at; /* 0: not by application */
	int eligible;       /* 1 yes, 0 no, -1 not decided */
	int selected;       /* the same */
	int64_t since;      /* the present state holds from then on */
};

struct tsm_store_enrolment_event {
	const char *cohort;
	const char *person;
	const char *track;
	int64_t seq; /* 1, 2, … within the enrolment */
	const char *state;
	const char *role;
	const char *institution;
	int64_t position;
	int eligible;
	int selected;
	const char *by;
	int64_t at;
	const char *reason; /* or NULL */
};

/*
 * Add a person. TSM_E_DUPLICATE when the id or the e-mail address exists
 * (as a person's own or as an active alias).
 */
enum tsm_status tsm_store_person_add(struct tsm_store *store,
    const struct tsm_store_person *person, struct tsm_error *err) TSM_NODISCARD;

/* A name that somebody had before. */
struct tsm_store_rename {
	const char *person;
	int64_t seq; /* set by the store */
	const char *old_name;
	const char *new_name;
	bool preferred; /* the preferred name, not the full one */
	const char *by;
	int64_t at;
	const char *reason;
};

/*
 * Change a person's full or preferred name to new_name and note the old
 * one, which the store fills in. TSM_E_NOT_FOUND; TSM_E_MISSING without a
 * reason.
 */
enum tsm_status tsm_store_person_rename(struct tsm_store *store,
    const struct tsm_store_rename *rename, struct tsm_error *err) TSM_NODISCARD;

/* The renames of a person, oldest first. */
enum tsm_status tsm_store_rename_list(struct tsm_store *store,
    const char *person, struct tsm_arena *arena,
    struct tsm_store_rename **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/* One person by id. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_person_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_person *ret_person,
    struct tsm_error *err) TSM_NODISCARD;

/* By own or active alias address, normalised. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_person_by_email(struct tsm_store *store,
    const char *email, struct tsm_arena *arena,
    struct tsm_store_person *ret_person, struct tsm_error *err) TSM_NODISCARD;

/*
 * People by name and id: those with an enrolment in the cohort, in any
 * state; NULL cohort: all.
 */
enum tsm_status tsm_store_person_list(struct tsm_store *store,
    const char *cohort, struct tsm_arena *arena,
    struct tsm_store_person **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Delete a person with aliases, enrolments, work and attestations;
 * attendance rows stay without the link. Decisions, credentials and the
 * ledger stay as they are. TSM_E_NOT_FOUND.
 */
enum tsm_status tsm_store_person_delete(struct tsm_store *store, const char *id,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Confirm an alias; adding an active one again changes nothing. revoked_at
 * is ignored. TSM_E_DUPLICATE when the address is somebody else's,
 * TSM_E_NOT_FOUND for an unknown person.
 */
enum tsm_status tsm_store_alias_add(struct tsm_store *store,
    const struct tsm_store_alias *alias, struct tsm_error *err) TSM_NODISCARD;

/* Undo an active alias. TSM_E_NOT_FOUND when there is none. */
enum tsm_status tsm_store_alias_revoke(struct tsm_store *store,
    const char *person, const char *kind, const char *value, const char *by,
    int64_t at, struct tsm_error *err) TSM_NODISCARD;

/* Aliases by person, oldest first, revoked ones too; NULL person: all. */
enum tsm_status tsm_store_alias_list(struct tsm_store *store,
    const char *person, struct tsm_arena *arena,
    struct tsm_store_alias **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

/* Note the hash of the secret of a person's own page; a second time changes
 * nothing. TSM_E_NOT_FOUND: unknown person. */
enum tsm_status tsm_store_person_link_add(struct tsm_store *store,
    const char *secret_hash, const char *person, struct tsm_error *err)
    TSM_NODISCARD;

/* Whose page that is. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_person_by_link(struct tsm_store *store,
    const char *secret_hash, struct tsm_arena *arena,
    struct tsm_store_person *ret_person, struct tsm_error *err) TSM_NODISCARD;

/*
 * Enrol a person or change an enrolment to these values, and append the
 * event. Position 0 keeps the old one or gives the next of the track, inside
 * the transaction. Nothing is written when nothing but since differs.
 * TSM_E_NOT_FOUND for an unknown cohort or person.
 */
enum tsm_status tsm_store_enrolment_put(struct tsm_store *store,
    const struct tsm_store_enrolment *enrolment, const char *by, int64_t at,
    const char *reason, struct tsm_error *err) TSM_NODISCARD;

/* One enrolment. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_enrolment_get(struct tsm_store *store,
    const char *cohort, const char *person, const char *track,
    struct tsm_arena *arena, struct tsm_store_enrolment *ret_enrolment,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Enrolments of a cohort by track and position. NULL person: everybody's;
 * NULL cohort: the person's in all cohorts.
 */
enum tsm_status tsm_store_enrolment_list(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_enrolment **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/* Events by person, track and seq; NULL person: everybody's. */
enum tsm_status tsm_store_enrolment_events(struct tsm_store *store,
    const char *cohort, const char *person, struct tsm_arena *arena,
    struct tsm_store_enrolment_event **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

#endif
