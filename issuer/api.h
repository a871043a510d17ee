/*
 * api.h - what machines ask the issuer for: identity, lists, pictures.
 *
 * Handlers for the route table of server.h; each answers one kind of
 * document and takes what it is about from the path.
 */
#ifndef ISSUER_API_H
#define ISSUER_API_H

#include "server.h"

/* A handler as struct tsm_route wants it. */
#define API_HANDLER(name)                                              \
 enum tsm_status name(void *server, const struct tsm_request *request, \
     struct tsm_response *response, struct tsm_error *err)

/* api_identity.c: DID documents, key sets, one JWK. */
API_HANDLER(api_did);
API_HANDLER(api_host_did);
API_HANDLER(api_jwks);
API_HANDLER(api_all_jwks);
API_HANDLER(api_key);

/* api_status.c: signed status lists. */
API_HANDLER(api_revocation);
API_HANDLER(api_suspension);

/* api_vcapi.c: the W3C's API, where it was asked for. */
API_HANDLER(vcapi_issue_credential);
API_HANDLER(vcapi_set_status);
API_HANDLER(vcapi_derive_credential);

/* api_picture.c: pictures of achievements, static files. */
API_HANDLER(api_badge_picture);
API_HANDLER(api_badge_svg);
API_HANDLER(api_preview_picture);
API_HANDLER(api_static);
API_HANDLER(api_openapi); /* what programs may ask here */

/* api_credential.c: what a holder downloads, by public id or secret. */
API_HANDLER(api_file);
API_HANDLER(api_qr);

/*
 * api_hosted.c: the credential itself for programs, at the address that
 * is its id: type is one of api_hosted_types but the first, which is the
 * page. Without consent only what the page says, as JSON.
 */
API_HANDLER(api_refresh); /* the current version for whoever has one */
#define API_HOSTED_TYPES 7
extern const char *const api_hosted_types[API_HOSTED_TYPES];
struct holding;
enum tsm_status api_hosted(struct visit *visit, const struct holding *holding,
    const char *type, struct tsm_error *err) TSM_NODISCARD;

#endif
