/*
 * vcapi.h - signing what others wrote, for the W3C's API.
 *
 * VCALM (before: VC-API) lets a program hand in a credential and get it back
 * secured. An organisation of kind "vc-api" does that, with keys and a DID
 * of its own: nothing it signs is an award, has a row among credentials or
 * in the ledger, or names another issuer than that organisation. It is known
 * by its did:web, and each of its keys by the did:key that it makes.
 *
 * What is handed in is held to the data model and to JSON-LD in safe mode
 * before it is signed, by contexts that are known here: nothing is fetched.
 */
#ifndef ISSUER_VCAPI_H
#define ISSUER_VCAPI_H

#include "app.h"
#include "sealer.h"

/* Problem types of the W3C: VCDM 2.0 section 7.2, VC-DI section 4.7. */
#define VCAPI_PARSING "https://www.w3.org/TR/vc-data-model#PARSING_ERROR"
#define VCAPI_MALFORMED \
 "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"
#define VCAPI_CRYPTO                   \
 "https://www.w3.org/TR/vc-data-model" \
 "#CRYPTOGRAPHIC_SECURITY_ERROR"
#define VCAPI_GENERATION "https://w3id.org/security#PROOF_GENERATION_ERROR"

#define VCAPI_ALGS     4
#define VCAPI_POINTERS 64 /* mandatory or selective, of one request */

/* How a credential is secured; const records. */
struct vcapi_suite {
	const char *name;             /* in options and on the command line */
	const char *suite;            /* of prove */
	const char *algs[VCAPI_ALGS]; /* keys that it takes, the first first */
};

/* The suite of a name, or NULL. */
const struct vcapi_suite *vcapi_suite_find(const char *name);

/* What an instance was started with; read only. */
struct vcapi {
	const char *organisation;
	const char *keys_path;             /* file of API keys */
	const struct vcapi_suite *suite;   /* where a request names none */
	struct tsm_jsonld_store *contexts; /* built in, and the operator's */
	bool local; /* callers on this computer need no key */
};

/* Why a request is refused; status 0: it is not. */
struct vcapi_fault {
	int status;                  /* of HTTP */
	const char *type;            /* URL of the problem type; static */
	const char *code;            /* stable short name; static */
	char place[TSM_ERROR_WHERE]; /* JSON Pointer, or "" */
	char detail[TSM_ERROR_TEXT];
};

/* What the making of proofs says of the credential in this member of the
 * body: its place is "0: /a/b" (of several), "/a/b" or "a". TSM_OK. */
enum tsm_status vcapi_refuse_proof(struct vcapi_fault *fault,
    const char *member, enum tsm_status status, const struct tsm_error *why)
    TSM_NODISCARD;

/* Set a fault. Always TSM_OK: a refusal is an answer. */
enum tsm_status vcapi_refuse(struct vcapi_fault *fault, const char *type,
    const char *code, const char *place, const char *detail, ...)
    TSM_PRINTF(5, 6);

/*
 * Is this a credential that may be signed (vcapi_check.c)? VCDM 2.0 or 1.1,
 * JSON-LD in safe mode, status entries (which may be anybody's but those of
 * the host of public_url), digests of related resources, and Open Badges 3.0
 * where it says that it is one.
 */
enum tsm_status vcapi_check(struct tsm_jsonld_store *contexts,
    struct tsm_arena *arena, const char *public_url,
    const struct tsm_json *credential, struct vcapi_fault *fault,
    struct tsm_error *err) TSM_NODISCARD;

/* Who signs, and with which key (vcapi_identity.c). */
struct vcapi_identity {
	const char *issuer; /* DID */
	bool is_web;        /* the organisation's, which has status lists */
	struct tsm_prove_key key;
};

/*
 * The identity for a suite: the one wanted where it is one of the
 * organisation's DIDs, else its did:web. Texts live in app's arena.
 */
enum tsm_status vcapi_identify(struct app *app, const char *organisation,
    const char *wanted, const struct vcapi_suite *suite,
    struct vcapi_identity *ret_identity, struct vcapi_fault *fault,
    struct tsm_error *err) TSM_NODISCARD;

/* The did:key of a public JWK; NULL where its type has none. */
enum tsm_status vcapi_did_key(struct tsm_arena *arena, const char *jwk,
    const char **ret_did, struct tsm_error *err) TSM_NODISCARD;

/*
 * Check and sign a credential, and append the answer's body to out:
 * {"verifiableCredential": …}. options may be NULL. With a status entry its
 * position is claimed, in one transaction with the audit event. app->actor
 * is who asked, by the API key api_key, to which the credential then belongs.
 */
enum tsm_status vcapi_issue(struct app *app, const struct vcapi *vcapi,
    struct sealer *sealer, const char *api_key,
    const struct tsm_json *credential, const struct tsm_json *options,
    struct tsm_buf *out, struct vcapi_fault *fault, struct tsm_error *err)
    TSM_NODISCARD;

#endif
