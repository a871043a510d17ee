/*
 * nameless.h - what a credential says of the award, signed, without saying
 * whose it is: for whoever verifies one by its id while the holder does not
 * share it.
 *
 * The same id, issuer, achievement, dates, units and status positions, and
 * nothing else: no name, no hash of an address, no id of the person, no
 * evidence, no address of a refresh service. What is not on the list here is
 * left out, so that something new is private until somebody decides.
 */
#ifndef ISSUER_NAMELESS_H
#define ISSUER_NAMELESS_H

#include "holding.h"

/*
 * Append it, with an embedded proof by the organisation's key of now.
 * TSM_E_STATE when there is none to be had: of what is gathered of a person,
 * which leads to more about them; of one erased, or whose signing key was
 * revoked; where the organisation has no such key. TSM_E_BUSY as
 * sealer_prove(). err is not NULL.
 */
enum tsm_status nameless_make(struct visit *visit,
    const struct holding *holding, struct tsm_buf *out, struct tsm_error *err)
    TSM_NODISCARD;

#endif
