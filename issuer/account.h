/*
 * account.h - the units that awards give, in the ledger.
 */
#ifndef ISSUER_ACCOUNT_H
#define ISSUER_ACCOUNT_H

#include "app.h"
#include "award.h"
#include "testamur/store/credential.h"

/*
 * Inside a write transaction: enter the units of a row that was issued as
 * a credential, with its sessions as evidence. Nothing for awards without.
 */
enum tsm_status account_enter(struct app *app, const struct cohort *cohort,
    const struct award_row *row, const char *credential, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Inside a write transaction: take back what stands in the ledger for a
 * credential, by contra-entries. Nothing when there is nothing.
 */
enum tsm_status account_take_back(struct app *app,
    const struct tsm_store_credential *credential, struct tsm_error *err)
    TSM_NODISCARD;

#endif
