/*
 * keys.h - making the keys an organisation signs with.
 */
#ifndef ISSUER_KEYS_H
#define ISSUER_KEYS_H

#include "app.h"

/*
 * Have testamur-signer make a key and record its public part, inside the
 * caller's transaction. A key file of that id that no row knows (left by an
 * interrupted command, or imported) is taken up if it is of this algorithm,
 * else TSM_E_MISMATCH. Further statuses as tsm_signer_create() and
 * tsm_store_key_add().
 */
enum tsm_status keys_add(struct app *app, const char *organisation,
    const char *kid, const char *alg, struct tsm_error *err) TSM_NODISCARD;

#endif
