/*
 * presence.h - stored attendance rows become presence in seconds.
 */
#ifndef ISSUER_PRESENCE_H
#define ISSUER_PRESENCE_H

#include "app.h"
#include "cohort.h"
#include "testamur/roster/presence.h"
#include "testamur/store/attendance.h"

/*
 * Presence from some rows (those not ignored; of one person, session and
 * way of taking part) inside the session's scheduled window. A session
 * without times gives none.
 */
enum tsm_status presence_of_rows(struct app *app,
    const struct tsm_store_session *session,
    const struct tsm_store_row *const *rows, size_t count,
    struct tsm_presence *ret_presence, struct tsm_error *err) TSM_NODISCARD;

/*
 * Seconds at a session that count as present under the cohort's policy; 1
 * when it states no threshold.
 */
enum tsm_status presence_needed(const struct cohort *cohort, uint32_t session,
    int64_t *ret_seconds, struct tsm_error *err) TSM_NODISCARD;

#endif
