/*
 * release.h - between a preview and the news of it.
 *
 * A programme may ask for two people ("release": "second-person"): whoever
 * made the preview cannot release it. And it may keep a time in which what
 * was issued can be undone ("undo_minutes"): nobody is told before it ends.
 */
#ifndef ISSUER_RELEASE_H
#define ISSUER_RELEASE_H

#include "app.h"
#include "cohort.h"

/* TSM_E_VALUE for a word that programme.json may not have there. */
enum tsm_status release_check_programme(
    const struct tsm_json *definition, struct tsm_error *err) TSM_NODISCARD;

/*
 * TSM_E_STATE when somebody else still has to release the preview; digest
 * NULL: there is none.
 */
enum tsm_status release_check(struct app *app, const struct cohort *cohort,
    const char *digest, struct tsm_error *err) TSM_NODISCARD;

/*
 * Release a preview. TSM_E_NOT_FOUND; TSM_E_DENIED to whoever made it;
 * TSM_E_STATE when it does not hold any more.
 */
enum tsm_status release_preview(
    struct app *app, const char *digest, struct tsm_error *err) TSM_NODISCARD;

/* When news of what is issued now may be told. */
int64_t release_announce_at(struct app *app, const struct cohort *cohort);

/*
 * Undo what was issued from a preview: each credential is revoked
 * (issued-in-error), its units are taken back, and its award can be given
 * anew; all or nothing. TSM_E_NOT_FOUND: nothing was issued from it.
 * TSM_E_STATE: its time is over. *ret_count: awards undone, internal ones too.
 */
enum tsm_status release_undo(struct app *app, const char *digest,
    const char *note, size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

#endif
