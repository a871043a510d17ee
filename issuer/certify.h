/*
 * certify.h - the statement of somebody's units as a signed credential.
 *
 * An Open Badges 3.0 credential of personal.h: what the units add up to is
 * its results (a RawScore for each scheme and renewal cycle, the cap as the
 * most), and the credentials that count are its evidence. A learner record
 * would not do: CLR 2.0 gathers credentials and has no results of its own,
 * so that cap and carry-over could not be said there. An organisation states
 * what it has entered itself.
 */
#ifndef ISSUER_CERTIFY_H
#define ISSUER_CERTIFY_H

#include "personal.h"

/*
 * Issue the statement, or its next version. No organisation: whoever
 * entered all of the person's units, TSM_E_USAGE where they are several.
 * TSM_E_STATE: there are no units that count; else as personal_issue().
 */
enum tsm_status certify_issue(struct app *app,
    const struct tsm_store_person *person,
    const struct personal_options *options, struct personal_result *ret_result,
    struct tsm_error *err) TSM_NODISCARD;

#endif
