/*
 * review_key.h - what rows that wait are grouped by, and what was decided.
 *
 * A row is known by its e-mail address, else by the id that a product gives
 * the person, else by the name as a whole. Shared by the files of the review
 * queue alone.
 */
#ifndef ISSUER_REVIEW_KEY_H
#define ISSUER_REVIEW_KEY_H

#include "app.h"
#include "testamur/store/attendance.h"
#include "testamur/store/review.h"

/* A row with what it is grouped by. */
struct review_keyed {
	const char *kind;  /* "email", "id" or "name" */
	const char *value; /* in comparison form */
	const struct tsm_store_row *row;
};

/* TSM_E_MEMORY. */
enum tsm_status review_key_of(struct app *app, const struct tsm_store_row *row,
    struct review_keyed *ret_key, struct tsm_error *err) TSM_NODISCARD;

/* Whether a decision is about the key. TSM_E_MEMORY. */
enum tsm_status review_is_about(struct app *app,
    const struct tsm_store_review *decision, const struct review_keyed *key,
    bool *ret_about, struct tsm_error *err) TSM_NODISCARD;

/* The decisions of a cohort in force, to be looked up below. */
enum tsm_status review_decisions(struct app *app, const char *cohort,
    struct tsm_store_review **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/* The decision in force about a key, or NULL. */
const struct tsm_store_review *review_decided(
    const struct tsm_store_review *list, size_t count, const char *kind,
    const char *value);

#endif
