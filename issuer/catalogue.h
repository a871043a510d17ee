/*
 * catalogue.h - what an organisation awards, for its public pages.
 *
 * An achievement belongs to a programme; who issues it is said by the
 * awards of the programme's policies, of any revision, since credentials
 * of an old one still point here. Everything lives in the app's arena.
 */
#ifndef ISSUER_CATALOGUE_H
#define ISSUER_CATALOGUE_H

#include "app.h"
#include "testamur/rules/policy.h"
#include "testamur/store/programme.h"

struct catalogue_entry {
	struct tsm_store_achievement row;
	const struct tsm_json *definition;
};

/*
 * An achievement as issued by an organisation: named as issuer of an award
 * for it, or one of the institutions of an award that each institution
 * gives to its own people. TSM_E_NOT_FOUND.
 */
enum tsm_status catalogue_find(struct app *app, const char *organisation,
    const char *achievement, struct catalogue_entry *ret_entry,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * What an organisation awards by the newest policies, by programme; of
 * awards that each institution gives, those it has given.
 */
enum tsm_status catalogue_list(struct app *app, const char *organisation,
    struct catalogue_entry **ret_entries, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

#endif
