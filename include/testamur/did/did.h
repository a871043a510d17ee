/*
 * did.h - Decentralized Identifiers: syntax and methods.
 *
 * DID Core 1.0 section 3 (syntax), did:key 0.7, did:jwk, did:web (W3C
 * CCG draft).
 * A method is a const record in the array of src/did/method.c; it either
 * makes the document out of the DID itself (key, jwk) or says from which
 * https address to fetch it (web). Fetching is the caller's business: nothing
 * here does I/O.
 */
#ifndef TESTAMUR_DID_DID_H
#define TESTAMUR_DID_DID_H

#include "testamur/did/document.h"

/* A DID or DID URL, in bytes. */
#define TSM_DID_MAX ((size_t)2048)

/* A DID URL taken apart; views into the text. */
struct tsm_did_url {
	struct tsm_str did;      /* "did:web:example.org" */
	struct tsm_str method;   /* "web" */
	struct tsm_str id;       /* method-specific id: "example.org" */
	struct tsm_str rest;     /* path and query, or empty */
	struct tsm_str fragment; /* without '#', or empty */
	bool has_fragment;
};

struct tsm_did_method {
	const char *name;
	/* make the document from the DID alone, or NULL */
	enum tsm_status (*expand)(struct tsm_arena *arena,
	    const struct tsm_did_url *did, struct tsm_did_document *ret_doc,
	    struct tsm_error *err);
	/* append the https address of the document, or NULL */
	enum tsm_status (*location)(const struct tsm_did_url *did,
	    struct tsm_buf *out_url, struct tsm_error *err);
};

/*
 * Split a DID or DID URL (DID Core section 3.2). TSM_E_SYNTAX,
 * TSM_E_LIMIT.
 */
enum tsm_status tsm_did_parse(struct tsm_str text, struct tsm_did_url *ret_url)
    TSM_NODISCARD;

/* The text begins with "did:" and is a well-formed DID URL. */
bool tsm_did_is(struct tsm_str text);

/* The record of a method name, or NULL when the method is not offered. */
const struct tsm_did_method *tsm_did_method_find(struct tsm_str name);

/*
 * The document of a DID whose method needs no fetching (did:key, did:jwk).
 * TSM_E_UNSUPPORTED (an unknown method or key type), TSM_E_DENIED (a private
 * key), TSM_E_STATE (the method has to be fetched), TSM_E_MEMORY; any other
 * status says that it holds no key.
 */
enum tsm_status tsm_did_expand(struct tsm_arena *arena, struct tsm_str did,
    struct tsm_did_document *ret_doc, struct tsm_error *err) TSM_NODISCARD;

/*
 * Append the https address of a DID's document. did:web: ':' becomes '/',
 * "%3A" the port's colon; without a path /.well-known/did.json, else
 * PATH/did.json. TSM_E_SYNTAX, TSM_E_VALUE (host or path that is none),
 * TSM_E_UNSUPPORTED (unknown method), TSM_E_STATE (nothing to fetch),
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_did_location(struct tsm_str did, struct tsm_buf *out_url,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Append the did:web of an https address without query and fragment:
 * "https://example.org:8443/issuers/x" gives
 * "did:web:example.org%3A8443:issuers:x". TSM_E_SYNTAX, TSM_E_VALUE,
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_did_web_from_url(struct tsm_str url, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The key of a did:key. Statuses as tsm_public_key_from_multikey();
 * TSM_E_UNSUPPORTED for another method.
 */
enum tsm_status tsm_did_key_public(struct tsm_str did,
    struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

#endif
