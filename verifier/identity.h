/*
 * identity.h - the identity document of who signed something here.
 */
#ifndef TESTAMUR_VERIFIER_IDENTITY_H
#define TESTAMUR_VERIFIER_IDENTITY_H

#include "app.h"
#include "testamur/did/document.h"

/*
 * The document of a DID, into the arena: kept (ptr NULL: none was), made
 * from the DID itself, or asked of its site. TSM_E_UNREACHABLE: nobody may
 * be asked, or it does not answer; other statuses of tsm_did_expand(),
 * tsm_did_location(), tsm_fetch() and tsm_did_document_parse().
 */
enum tsm_status identity_load(struct app *app, const char *did,
    struct tsm_str kept, struct tsm_arena *arena,
    struct tsm_did_document *ret_document, struct tsm_error *err) TSM_NODISCARD;

#endif
