/*
 * profile.h - what an organisation publishes about itself.
 *
 * Turns rows of the store into the structs of testamur/ob/model.h and into
 * a DID document, with the public URLs of this instance. Everything
 * returned lives in the arena given.
 *
 *   PUBLIC/issuers/ORG                      profile
 *   PUBLIC/issuers/ORG/did.json             DID document
 *   PUBLIC/issuers/ORG/keys/KID             one JWK
 *   PUBLIC/issuers/ORG/achievements/ACH     achievement, /image.png
 *   PUBLIC/issuers/ORG/status/N/PURPOSE     status list credential
 */
#ifndef ISSUER_PROFILE_H
#define ISSUER_PROFILE_H

#include "testamur/base/arena.h"
#include "testamur/ob/model.h"
#include "testamur/store/organisation.h"
#include "testamur/store/programme.h"

/* "did:web:HOST:issuers:ORG" for an instance at public_url. */
enum tsm_status profile_did(struct tsm_arena *arena, const char *public_url,
    const char *organisation, const char **ret_did, struct tsm_error *err)
    TSM_NODISCARD;

/* The verification method "DID#KID". TSM_E_MEMORY. */
enum tsm_status profile_method(struct tsm_arena *arena, const char *public_url,
    const char *organisation, const char *kid, const char **ret_method,
    struct tsm_error *err) TSM_NODISCARD;

/* The issuer's Profile, as embedded in credentials. TSM_E_NOT_FOUND. */
enum tsm_status profile_issuer(struct tsm_store *store, struct tsm_arena *arena,
    const char *public_url, const char *organisation,
    struct tsm_ob_profile *ret_profile, struct tsm_error *err) TSM_NODISCARD;

/*
 * An achievement as issued by an organisation: id and image are its public
 * URLs; name, description, criteria, type, code, tags, alignments and
 * creator come from its definition. Result descriptions are left empty.
 */
enum tsm_status profile_achievement(struct tsm_arena *arena,
    const char *public_url, const char *organisation,
    const struct tsm_store_achievement *achievement,
    struct tsm_ob_achievement *ret_achievement, struct tsm_error *err)
    TSM_NODISCARD;

/* The organisation's DID document, with all its keys and their windows. */
enum tsm_status profile_did_document(struct tsm_store *store,
    struct tsm_arena *arena, const char *public_url, const char *organisation,
    json_t **ret_document, struct tsm_error *err) TSM_NODISCARD;

/*
 * The same keys under the DID of the host alone ("did:web:HOST"), for an
 * instance at the root of its host that is one organisation's own.
 */
enum tsm_status profile_host_document(struct tsm_store *store,
    struct tsm_arena *arena, const char *public_url, const char *organisation,
    json_t **ret_document, struct tsm_error *err) TSM_NODISCARD;

/*
 * JWK set (RFC 7517) of an organisation, NULL: of all; every JWK carries
 * kid and, as 1EdTech's guide suggests, iss.
 */
enum tsm_status profile_jwks(struct tsm_store *store, struct tsm_arena *arena,
    const char *public_url, const char *organisation, json_t **ret_set,
    struct tsm_error *err) TSM_NODISCARD;

#endif
