/*
 * did_private.h - the DID methods, one file each.
 */
#ifndef TESTAMUR_DID_PRIVATE_H
#define TESTAMUR_DID_PRIVATE_H

#include "testamur/did/did.h"

/* did:key: the document made of the DID. Statuses as tsm_did_expand(). */
enum tsm_status did_key_expand(struct tsm_arena *arena,
    const struct tsm_did_url *did, struct tsm_did_document *ret_doc,
    struct tsm_error *err);

/* did:jwk: likewise; TSM_E_DENIED where it holds a private key. */
enum tsm_status did_jwk_expand(struct tsm_arena *arena,
    const struct tsm_did_url *did, struct tsm_did_document *ret_doc,
    struct tsm_error *err);

/* did:web: where the document lies. Statuses as tsm_did_location(). */
enum tsm_status did_web_location(const struct tsm_did_url *did,
    struct tsm_buf *out_url, struct tsm_error *err);

#endif
