/*
 * document.h - controller documents: reading others', building ours.
 *
 * W3C Controlled Identifiers 1.0 sections 2 and 3.3, DID Core 1.0 section
 * 5. A document read here lives in the caller's arena and never changes.
 * Verification methods that we cannot use (an unknown type, an embedded
 * one without id) do not spoil the others: they are listed, and asking
 * for their key is answered with a status.
 *
 * A method serves a relationship only if the document lists it there, by
 * id or embedded. A method embedded in a relationship serves only that.
 */
#ifndef TESTAMUR_DID_DOCUMENT_H
#define TESTAMUR_DID_DOCUMENT_H

#include <jansson.h>

#include "testamur/crypto/key.h"
#include "testamur/json/doc.h"

/* Verification methods in one document. */
#define TSM_DID_METHODS_MAX 256

/* Verification relationships (CID 1.0 section 2.3), as bits. */
enum tsm_did_relation {
	TSM_DID_AUTHENTICATION = 1,
	TSM_DID_ASSERTION = 2,
	TSM_DID_KEY_AGREEMENT = 4,
	TSM_DID_CAPABILITY_INVOCATION = 8,
	TSM_DID_CAPABILITY_DELEGATION = 16
};

struct tsm_verification_method {
	const char *id;         /* absolute: a relative "#x" is resolved */
	const char *type;       /* "JsonWebKey", "Multikey", …; or NULL */
	const char *controller; /* or NULL when absent */
	unsigned relations;     /* set of enum tsm_did_relation */
	bool has_expires;
	bool has_revoked;
	bool bad_window; /* expires or revoked is there but no date */
	int64_t expires; /* UTC seconds */
	int64_t revoked; /* UTC seconds */
	const struct tsm_json *json; /* the whole method */
};

struct tsm_did_document {
	const char *id;
	const struct tsm_verification_method *methods;
	size_t method_count;
	const struct tsm_json *json;
};

/*
 * Read a document that was fetched for the identifier id (a DID or an
 * https URL) and check that it is its document (CID section 3.3).
 * TSM_E_MISMATCH: its id is another one. TSM_E_SYNTAX, TSM_E_DUPLICATE
 * (JSON), TSM_E_MISSING (no id), TSM_E_VALUE (a member of the wrong type,
 * two methods of one id), TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_did_document_parse(struct tsm_arena *arena,
    const char *data, size_t len, const char *id,
    struct tsm_did_document *ret_doc, struct tsm_error *err) TSM_NODISCARD;

/*
 * The method of this id, absolute or relative ("#key-1"), or NULL. Ids are
 * compared byte by byte. The id of a did:key or did:jwk itself names its
 * only method (1EdTech's samples write it so).
 */
const struct tsm_verification_method *tsm_did_document_method(
    const struct tsm_did_document *doc, const char *id);

/*
 * The public key of a method of type JsonWebKey, JsonWebKey2020, Multikey
 * or Ed25519VerificationKey2020. TSM_E_DENIED: it publishes private
 * material. TSM_E_UNSUPPORTED (type), TSM_E_MISSING, TSM_E_AMBIGUOUS (two
 * kinds of material) and the statuses of crypto/key.h.
 */
enum tsm_status tsm_verification_method_key(
    const struct tsm_verification_method *method,
    struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/* May a method be relied on? In this order. */
enum tsm_did_answer {
	TSM_DID_USABLE,
	TSM_DID_REVOKED,    /* nothing it signed counts any longer */
	TSM_DID_CONTROLLER, /* its controller is somebody else */
	TSM_DID_NOT_LISTED, /* not listed for that relationship */
	TSM_DID_EXPIRED,    /* had expired before the signature */
	TSM_DID_BAD_WINDOW  /* expires or revoked is not a date */
};

/*
 * Judge a method of doc for a relationship. signed_at is the time of the
 * signature as the signer states it, now the present; UTC seconds. The
 * controller must be the document's id. A method whose revoked date is not
 * after now is revoked whenever it signed; expires is compared with signed_at.
 */
enum tsm_did_answer tsm_verification_method_judge(
    const struct tsm_did_document *doc,
    const struct tsm_verification_method *method,
    enum tsm_did_relation relation, int64_t signed_at, int64_t now);

/* How a key of ours is published. */
enum tsm_did_form {
	TSM_DID_FORM_JWK,
	TSM_DID_FORM_MULTIKEY
};

/* One key of our own document. */
struct tsm_did_key {
	const char *kid; /* the fragment: "es256-1" */
	const struct tsm_public_key *key;
	enum tsm_did_form form;
	bool has_expires; /* retired: still published, with its window */
	bool has_revoked; /* compromised: published, but asserts nothing */
	int64_t expires;  /* UTC seconds */
	int64_t revoked;  /* UTC seconds */
};

/*
 * Build the document of did with these keys. Every key that is not revoked
 * is listed under assertionMethod, the only thing they are for. profile_url,
 * when not NULL, becomes alsoKnownAs. A new reference; NULL: out of memory
 * (or RSA asked as Multikey, which does not exist).
 */
json_t *tsm_did_document_build(const char *did, const char *profile_url,
    const struct tsm_did_key *keys, size_t count) TSM_NODISCARD;

#endif
