/*
 * content.h - what a preview promises about what will be signed.
 *
 * Beside answers and names, a credential says who the issuer is, what the
 * achievement is, and when the sessions were. A preview notes
 * digests of all that, so that issuing signs what somebody looked at and
 * nothing that was changed since.
 */
#ifndef ISSUER_CONTENT_H
#define ISSUER_CONTENT_H

#include "app.h"
#include "award.h"

/* Note in a preview's document what the credentials of its rows will say. */
enum tsm_status content_note(struct app *app, const struct cohort *cohort,
    const struct award_row *rows, size_t count, json_t *document,
    struct tsm_error *err) TSM_NODISCARD;

/* TSM_E_STATE when something that a document notes has changed since. */
enum tsm_status content_check(struct app *app, const struct cohort *cohort,
    const struct tsm_json *document, struct tsm_error *err) TSM_NODISCARD;

#endif
