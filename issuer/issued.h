/*
 * issued.h - what the people of a cohort have been awarded already.
 *
 * Read once for the whole cohort, then asked for each person and award.
 */
#ifndef ISSUER_ISSUED_H
#define ISSUER_ISSUED_H

#include "app.h"
#include "testamur/store/credential.h"

struct issued_item {
	const char *person;
	const char *award;
	const char *credential; /* short id */
	enum tsm_store_validity validity;
	const char *cycle; /* which one of this award: "" first, "2", … */
	const char *last;  /* cycle of the latest one */
	bool reopened;     /* withdrawn, and to be given anew as the next */
	int64_t ends;      /* its validUntil; 0: it does not end */
	long number;       /* of its cycle: 1, 2, … */
};

/* "valid", "suspended", "revoked", "superseded": static. */
const char *issued_word(enum tsm_store_validity validity);

/*
 * The current version of a credential by its id as somebody typed it.
 * TSM_E_VALUE: a character is wrong; TSM_E_NOT_FOUND.
 */
enum tsm_status issued_get(struct app *app, const char *text,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
    TSM_NODISCARD;

struct issued; /* of one cohort */

/* Read the current credentials of a cohort, without their bodies. */
enum tsm_status issued_load(struct app *app, const char *cohort,
    struct issued **ret_issued, struct tsm_error *err) TSM_NODISCARD;

/* The latest credential of a person for an award, or NULL. What was undone
 * of a renewal does not hide the one that it was to follow. */
const struct issued_item *issued_find(
    const struct issued *issued, const char *person, const char *award);

/* It stands, and ends at an instant from one to another. */
bool issued_ends(const struct issued_item *item, int64_t from, int64_t until);

/* The n-th of them, by person and award; NULL beyond the last. */
const struct issued_item *issued_at(const struct issued *issued, size_t n);

/* The cycle of the one after item; NULL: out of memory. */
const char *issued_next_cycle(struct app *app, const struct issued_item *item);

/* Whether a decision about an award that gives no credential is kept and was
 * not taken back. */
enum tsm_status issued_recorded(struct app *app, const char *cohort,
    const char *person, const char *award, bool *ret_recorded,
    struct tsm_error *err) TSM_NODISCARD;

#endif
