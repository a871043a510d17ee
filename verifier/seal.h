/*
 * seal.h - the one Data Integrity proof of a JSON document that is no
 * credential: a bundle's manifest, a list of issuers.
 *
 * The document names its "issuer", and the proof must be by a key of that
 * DID. Where the issuer's identity document comes from, and what that is
 * worth, is the callers' business.
 */
#ifndef TESTAMUR_VERIFIER_SEAL_H
#define TESTAMUR_VERIFIER_SEAL_H

#include "testamur/did/did.h"
#include "testamur/proof/integrity.h"

enum seal_state {
	SEAL_HOLDS,
	SEAL_NONE,        /* no proof, or not exactly one */
	SEAL_UNSUPPORTED, /* not a kind of proof that seals */
	SEAL_NO_KEY,      /* the issuer's document is needed */
	SEAL_KEY,         /* the key may not sign for the issuer */
	SEAL_BROKEN       /* the document was changed */
};

struct seal {
	struct tsm_integrity integrity;
	const char *key; /* verification method, or NULL */
	enum seal_state state;
};

/*
 * Look at the proof of a document: ret_seal->state is SEAL_NO_KEY when it
 * is one by a key of issuer (may be NULL), else why not. Everything lives
 * in the arena. Only TSM_E_MEMORY.
 */
enum tsm_status seal_open(struct tsm_arena *arena,
    struct tsm_jsonld_store *contexts, const struct tsm_json *document,
    const char *issuer, struct seal *ret_seal, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Verify it with a method of the issuer's document, NULL: none that may
 * sign. state becomes SEAL_HOLDS, _KEY, _UNSUPPORTED or _BROKEN.
 * TSM_E_MEMORY, failures of the libraries.
 */
enum tsm_status seal_verify(struct seal *seal,
    const struct tsm_verification_method *method, struct tsm_error *err)
    TSM_NODISCARD;

/* The DID of "did:web:…#key", in the arena; NULL: it is no DID URL. */
const char *seal_did(struct tsm_arena *arena, const char *method);

/* The method of the issuer's document, if it may seal, or NULL. */
const struct tsm_verification_method *seal_method(
    const struct tsm_did_document *document, const char *method,
    int64_t signed_at, int64_t now);

/* As tsm_did_location(), into the arena. */
enum tsm_status seal_location(struct tsm_arena *arena, const char *did,
    const char **ret_url, struct tsm_error *err) TSM_NODISCARD;

#endif
