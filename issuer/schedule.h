/*
 * schedule.h - sessions as people state them become sessions as stored.
 *
 * A session is entered as local time in a zone. It is stored with that
 * time, the zone, the version of the tz database and the instants, so that
 * a later change of the zone's rules changes nothing that was decided.
 */
#ifndef ISSUER_SCHEDULE_H
#define ISSUER_SCHEDULE_H

#include "app.h"
#include "programme.h"
#include "testamur/store/session.h"

/*
 * Set local_start and local_end ("2021-11-19T10:00", both or neither) of a
 * session and the instants that follow from its zone. TSM_E_VALUE,
 * TSM_E_AMBIGUOUS (a clock change repeats this local time; it is said
 * which), TSM_E_UNKNOWN (zone).
 */
enum tsm_status schedule_times(struct app *app,
    struct tsm_store_session *session, const char *start, const char *end,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Read one session of a cohort file or of the command line's values in the
 * same shape; topic, title, track and tags come from the programme's topic
 * where absent. err->where is the JSON Pointer.
 */
enum tsm_status schedule_read(struct app *app,
    const struct programme *programme, const struct tsm_store_cohort *cohort,
    const struct tsm_json *entry, struct tsm_store_session *ret_session,
    struct tsm_error *err) TSM_NODISCARD;

#endif
