/*
 * keys.h - from what a proof names to a public key of the issuer.
 *
 * A proof names a DID URL (kid), an https address of one JWK, or carries a
 * JWK. The first is looked up in the issuer's DID document. The others
 * count only if the issuer's DID document, or for an https issuer the key
 * set at its /.well-known/jwks.json, holds the same key.
 */
#ifndef TESTAMUR_VERIFY_KEYS_H
#define TESTAMUR_VERIFY_KEYS_H

#include "run.h"

/* The key of one method, read once for everybody who uses the document. */
struct document_key {
	enum tsm_status status; /* why there is none */
	struct tsm_public_key *key;
	const char *text; /* of the error */
};

/* A document in the cache: a DID document, or other JSON. */
struct document {
	struct cache_entry head;
	struct tsm_arena arena;
	struct tsm_did_document did; /* id NULL: no DID document */
	struct document_key *keys;   /* one for each of did.methods */
	const struct tsm_json *json;
	struct tsm_fetch_record fetched; /* url NULL: it was not */
	int64_t seen;  /* when its server had it; of none: when it was made */
	bool stale;    /* its server is down now */
	int64_t saved; /* a copy of that time answered, long ago; 0: none */
};

/*
 * Find the key of a proof that is said to be by issuer. ret_answer is
 * always filled; key_answer_release() it. A status other than TSM_OK
 * only for exhausted memory.
 */
enum tsm_status key_resolve(struct run *run, const struct tsm_proof *proof,
    const char *issuer, struct key_answer *ret_answer);

/*
 * The same of a token whose header names no key. ret_answer as key_resolve()
 * began it.
 */
enum tsm_status key_resolve_unnamed(struct run *run,
    const struct tsm_proof *proof, const char *issuer,
    struct key_answer *ret_answer);

/* Why a document could not be had, or what it holds is no key: the code. */
enum code_id key_load_code(enum tsm_status status);
enum code_id key_material_code(enum tsm_status status);

/*
 * The same of a name that is no method's: a key of the document may have it
 * as its own kid, or as its thumbprint. ret_answer stays where none has.
 */
enum tsm_status key_resolve_kid(struct run *run, const struct tsm_proof *proof,
    const char *issuer, struct key_answer *ret_answer);

/* Give back what an answer holds; releasing twice is fine. */
void key_answer_release(struct run *run, struct key_answer *answer);

/* May a method of its issuer's document be relied on? */
enum code_id key_judge(struct run *run, const struct tsm_proof *proof,
    const struct document *document,
    const struct tsm_verification_method *method);

/* The answers of it with which the key may be used. */
bool key_is_good(enum code_id controller);

/* Say whose word decided: the signer's, of when; a receipt's. */
void key_note_window(struct run *run, const struct tsm_proof *proof,
    const struct tsm_verification_method *method, struct key_answer *answer);

/* Of the caller's receipts, the earliest one of this credential. */
enum tsm_status key_find_held(struct run *run);

enum document_kind {
	DOCUMENT_DID,        /* of a DID */
	DOCUMENT_CONTROLLER, /* at an https address, which is its id */
	DOCUMENT_JSON        /* a JWK or a key set at an https address */
};

/*
 * The document of an id: from the cache, or made or fetched. Let it go with
 * document_let_go(). Statuses of tsm_fetch() and of the parsers.
 */
enum tsm_status document_load(struct run *run, const char *id,
    enum document_kind kind, struct document **ret_document,
    struct tsm_error *err);
void document_let_go(struct run *run, struct document *document);

/*
 * The port of url where it is the host and port that the issuer's own DID or
 * address names, else 0: no other port than 443 is called.
 */
unsigned issuer_port(const struct run *run, const char *url);

/* One more thing was answered from a cache of ours. */
void count_hit(struct run *run);

#endif
