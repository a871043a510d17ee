/*
 * programme.h - a programme and its policy, out of the store.
 *
 * programme.json says what a programme is (tracks, topics, items,
 * activities, achievements); policy.json when it is completed. Both are
 * stored as loaded; here they are read again.
 */
#ifndef ISSUER_PROGRAMME_H
#define ISSUER_PROGRAMME_H

#include "app.h"
#include "testamur/rules/policy.h"
#include "testamur/store/cohort.h"
#include "testamur/store/programme.h"

struct programme {
	struct tsm_store_programme row;
	struct tsm_store_policy policy_row;
	const struct tsm_json *definition; /* programme.json */
	const struct tsm_json *policy_json;
	const struct tsm_policy *policy;
	const char *folder; /* while it is being loaded; else NULL */
};

/*
 * A programme with one revision of its policy (0: the newest), parsed into
 * the arena. TSM_E_NOT_FOUND; parse failures name the stored document.
 */
enum tsm_status programme_open(struct app *app, const char *id,
    int64_t revision, struct programme *ret_programme, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Load programme.json and policy.json of a folder into the store, after
 * checking them against each other. TSM_E_MISSING, TSM_E_UNKNOWN,
 * TSM_E_MISMATCH and what the parsers say; err->where has file and
 * pointer. Nothing is stored on failure.
 */
enum tsm_status programme_load(struct app *app, const char *folder,
    struct programme *ret_programme, struct tsm_error *err) TSM_NODISCARD;

/* TSM_E_STATE, with what to do, for a programme that was deleted. */
enum tsm_status programme_in_use(
    const struct tsm_store_programme *row, struct tsm_error *err) TSM_NODISCARD;

/* The member of a list ("topics", "items", …) with this id, or NULL. */
const struct tsm_json *programme_find(
    const struct programme *programme, const char *list, const char *id);

#endif
