/*
 * credential.h - from an award to an Open Badges 3.0 credential.
 */
#ifndef ISSUER_CREDENTIAL_H
#define ISSUER_CREDENTIAL_H

#include "app.h"
#include "award.h"
#include "common.h"
#include "testamur/store/credential.h"
#include "testamur/store/decision.h"
#include "testamur/store/status.h"

/* One credential on its way from a decision to the store. */
struct draft {
	const struct award_row *row;
	struct tsm_store_decision decision;
	struct tsm_store_position position;
	struct tsm_store_credential stored; /* body set after signing */
	struct tsm_store_form further;      /* format NULL: none */
	const char *refresh_hash;           /* of its secret; NULL: none */
	json_t *credential;                 /* without proof; owned */
};

/*
 * Build the credential of draft->row, awarded now, with the ids, decision and
 * status position that are in draft, and fill draft->stored except kid, format
 * and body. The texts live in the app's arena. TSM_E_NOT_FOUND for an
 * organisation that is not known, and what building says.
 */
enum tsm_status credential_build(struct app *app, struct common *common,
    struct draft *draft, struct tsm_error *err) TSM_NODISCARD;

/*
 * Lower-case hex SHA-256 of "ID:VALUE", under which an e-mail address or
 * licence number is kept to be compared. value NULL gives NULL.
 */
enum tsm_status credential_claim_hash(struct app *app, const char *id,
    const char *value, const char **ret_hex, struct tsm_error *err)
    TSM_NODISCARD;

/* Letters and digits of a licence number, in capitals; NULL: none. */
const char *credential_licence_form(struct app *app, const char *number);

#endif
