/*
 * link.h - the holder's own, secret link to a credential.
 *
 * PUBLIC/s/SECRET shows the whole credential to whoever has the link. The
 * secret is derived from a key of this instance (DATA/link.key, mode 0600)
 * and the credential's id, so it can be shown again; the database holds
 * only its digest, which is all that the web server needs.
 */
#ifndef ISSUER_LINK_H
#define ISSUER_LINK_H

#include "app.h"

/* Make the key of a new data folder. */
enum tsm_status link_key_create(struct app *app, struct tsm_error *err)
    TSM_NODISCARD;

/* That key; secret, to be wiped after use. */
struct link_key {
	unsigned char bytes[32];
};

enum tsm_status link_key_read(struct app *app, struct link_key *ret_key,
    struct tsm_error *err) TSM_NODISCARD;
void link_key_wipe(struct link_key *key);

/* The secret of a credential: 22 characters, in the arena. */
enum tsm_status link_secret_by(struct app *app, const struct link_key *key,
    const char *id, const char **ret_secret, struct tsm_error *err)
    TSM_NODISCARD;

/* The same by a key that is read for this one. */
enum tsm_status link_secret(struct app *app, const char *id,
    const char **ret_secret, struct tsm_error *err) TSM_NODISCARD;

/*
 * PUBLIC/u/SECRET shows what a person's units add up to (ui_statement.c): that
 * address, which leads there from now on. TSM_E_NOT_FOUND: unknown person.
 */
enum tsm_status link_person_page(struct app *app, const char *person,
    const char **ret_url, struct tsm_error *err) TSM_NODISCARD;

/* Hex SHA-256 of a secret, as stored; out has TSM_SHA256_HEX bytes. */
enum tsm_status link_secret_hash(const char *secret, char *out) TSM_NODISCARD;

#endif
