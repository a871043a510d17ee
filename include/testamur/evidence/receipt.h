/*
 * receipt.h - a signed receipt of a verification.
 *
 * A receipt is a compact JWS (RFC 7515) by whoever operates the verifier.
 * It says what was checked (hashes of the bytes, of the key and of every
 * document that was used), when, as of when, with what answer to each check,
 * and which lists of issuers were in force. It holds no name, address or
 * number of the holder. Members: docs/DATA.md, "Receipts".
 *
 * Its "iss" is a DID of the operator and its "kid" a verification method of
 * that DID's document, listed there for assertions. Where the document comes
 * from, and whether the operator's word counts, is the callers' business;
 * so is the hash of what the receipt is held against.
 *
 * Making one needs the key process; reading needs the public key alone.
 * Everything read lives in the caller's arena and text.
 */
#ifndef TESTAMUR_EVIDENCE_RECEIPT_H
#define TESTAMUR_EVIDENCE_RECEIPT_H

#include "testamur/crypto/jws.h"
#include "testamur/did/document.h"
#include "testamur/keyclient/client.h"
#include "testamur/verify/verify.h"

/* The header's typ; the payload's "type" and "version". */
#define TSM_RECEIPT_TYP     "verification-receipt+jwt"
#define TSM_RECEIPT_TYPE    "VerificationReceipt"
#define TSM_RECEIPT_VERSION 1

/* A receipt, in bytes. */
#define TSM_RECEIPT_MAX ((size_t)1 << 20)

/* Documents that a receipt may name. */
#define TSM_RECEIPT_DOCUMENTS_MAX 256

/* A list of issuers that was in force. */
struct tsm_receipt_list {
	const char *name;
	char sha256[TSM_SHA256_HEX]; /* of its file; "": it is in none */
};

/* A context that was used and is not built in. */
struct tsm_receipt_context {
	const char *url;
	char sha256[TSM_SHA256_HEX];
};

/* Who signs, and what a report does not know. */
struct tsm_receipt_maker {
	struct tsm_signer *signer;
	const char *key;      /* of the key process: "board/es256-1" */
	const char *alg;      /* JOSE name: that of the key's type */
	const char *by;       /* DID of the operator */
	const char *method;   /* verification method of that DID */
	const char *software; /* "testamur-verifier 0.1.0" */
	const struct tsm_receipt_list *lists;
	size_t n_lists;
	const struct tsm_receipt_context *contexts;
	size_t n_contexts;
};

/*
 * Append the receipt of a report, which has to be one that used no caches
 * (tsm_verify_options.no_cache: else documents would be missing). input is
 * what was given. TSM_E_STATE: it was not; statuses of tsm_signer_sign();
 * TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_receipt_make(const struct tsm_receipt_maker *maker,
    const struct tsm_report *report, struct tsm_str input, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

/* A document that was used. */
struct tsm_receipt_document {
	const char *url;
	const char *sha256; /* NULL: it could not be had */
	int64_t at;
	bool context; /* what gave terms their meaning; it was not fetched */
	/* Asked for as it was on the date asked about: of this address, of
	 * which url is the version; NULL: as it was then. */
	const char *original;
};

struct tsm_receipt {
	struct tsm_jws jws;
	const struct tsm_json *payload;
	const char *by;     /* iss: a DID of the operator */
	const char *method; /* kid: a method of it */
	int64_t at;         /* when it was checked */
	int64_t as_of;
	const char *sha256;     /* of the credential's bytes; NULL: none */
	const char *input;      /* sha256 of what was given */
	const char *thumbprint; /* of the credential's key, or NULL */
	const char *issuer;     /* of the credential, or NULL */
	const char *verdict;
	const char *code;
	/* Key, controller and signature all passed: a receipt that says so
	 * holds a credential whose key is revoked later. */
	bool proven;
	const struct tsm_receipt_document *documents; /* contexts, too */
	size_t count;
};

/*
 * Read a receipt; its signature is not looked at. TSM_E_SYNTAX,
 * TSM_E_DUPLICATE (not a JWS or no JSON), TSM_E_UNSUPPORTED (another typ,
 * type or version), TSM_E_MISSING, TSM_E_VALUE (a member; the key is none of
 * the operator), TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_receipt_read(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_receipt *ret_receipt, struct tsm_error *err) TSM_NODISCARD;

enum tsm_receipt_answer {
	TSM_RECEIPT_HOLDS,
	TSM_RECEIPT_MALFORMED,
	TSM_RECEIPT_ALG,         /* none, HMAC, or not that of the key */
	TSM_RECEIPT_UNREACHABLE, /* the operator's document could not be had */
	TSM_RECEIPT_KEY,         /* not a key of the operator */
	TSM_RECEIPT_KEY_REVOKED, /* revoked, or had expired by then */
	TSM_RECEIPT_SIGNATURE,   /* it was changed */
	TSM_RECEIPT_FUTURE,      /* it is of a time to come */
	TSM_RECEIPT_UNLISTED,    /* holds, by an operator you do not know */
	TSM_RECEIPT_OTHER,       /* of other bytes than these */
	TSM_RECEIPT_UNPROVEN,    /* nothing was proven when it was made */
	TSM_RECEIPT_ANSWERS
};

/*
 * Judge one with the operator's document at instant now. *ret_answer is
 * _HOLDS, _ALG, _KEY, _KEY_REVOKED, _SIGNATURE or _FUTURE. Statuses of the
 * crypto library and TSM_E_MEMORY only.
 */
enum tsm_status tsm_receipt_judge(const struct tsm_receipt *receipt,
    const struct tsm_did_document *document, int64_t now,
    enum tsm_receipt_answer *ret_answer, struct tsm_error *err) TSM_NODISCARD;

/* "receipt.signature", and one sentence. Static. */
const char *tsm_receipt_code(enum tsm_receipt_answer answer);
const char *tsm_receipt_sentence(enum tsm_receipt_answer answer);

/* 0 holds, 2 unlisted, 3 could not be checked, 1 every other. */
enum tsm_verdict tsm_receipt_verdict(enum tsm_receipt_answer answer);

#endif
