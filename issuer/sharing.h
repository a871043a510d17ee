/*
 * sharing.h - whether whoever has a credential's public link or paper is
 * shown its holder's name, and may have its files.
 *
 * The holder says so on the page of the secret link, or asks the
 * administrator. It counts from the next request on, for all versions.
 */
#ifndef ISSUER_SHARING_H
#define ISSUER_SHARING_H

#include "app.h"
#include "testamur/store/credential.h"

/*
 * Show the name, or hide it: an event and its audit line in a transaction
 * of their own, by app->actor; neither where it is so already. Statuses of
 * the store.
 */
enum tsm_status sharing_set(struct app *app,
    const struct tsm_store_credential *credential, bool shared,
    struct tsm_error *err) TSM_NODISCARD;

#endif
