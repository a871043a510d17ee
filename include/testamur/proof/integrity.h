/*
 * integrity.h - Data Integrity proofs: opened, hashed, verified.
 *
 * Verifiable Credential Data Integrity 1.0, Data Integrity EdDSA and ECDSA
 * Cryptosuites 1.0, and the older Ed25519Signature2020 (verified only).
 * Suites are const records in the array of src/proof/integrity.c.
 *
 * Finding keys is not done here: tsm_integrity_open() says which
 * verification method a proof names; the caller resolves it, decides that
 * it belongs to the issuer and may assert, and gives the key to
 * tsm_integrity_verify(). Dates are data for the caller too: nothing here
 * reads a clock. The step that creating shares (what is signed) is
 * tsm_integrity_hash().
 *
 * A wrong proof is an answer; a status other than TSM_OK means that memory,
 * a limit or a library failed. Everything lives in the caller's arena; the
 * document and the store must outlive it. The document is converted and
 * hashed once for all of its proofs. One thread at a time.
 */
#ifndef TESTAMUR_PROOF_INTEGRITY_H
#define TESTAMUR_PROOF_INTEGRITY_H

#include "testamur/base/digest.h"
#include "testamur/crypto/key.h"
#include "testamur/jsonld/jsonld.h"
#include "testamur/rdf/canon.h"

/* Proofs of one document. */
#define TSM_INTEGRITY_PROOFS_MAX 16

/* How the document becomes the bytes that are hashed. */
enum tsm_integrity_form {
	TSM_INTEGRITY_RDFC, /* RDF Dataset Canonicalization */
	TSM_INTEGRITY_JCS,  /* JSON Canonicalization Scheme */
	TSM_INTEGRITY_SD    /* RDFC, then each statement for itself */
};

struct tsm_integrity_suite {
	const char *name;        /* "eddsa-rdfc-2022"; for reports */
	const char *type;        /* of the proof: "DataIntegrityProof" */
	const char *cryptosuite; /* member of the proof, or NULL: none */
	enum tsm_integrity_form form;
	unsigned key_types; /* set of 1u << enum tsm_key_type */
};

/* One proof of a document, as it states itself. */
struct tsm_integrity_proof {
	const struct tsm_json *json;
	const struct tsm_integrity_suite *suite; /* NULL: not known */
	const char *suite_name; /* as written: cryptosuite, else type */
	const char *malformed;  /* the first member that is wrong, or NULL */
	bool unnamed;           /* and that is type or cryptosuite */
	const char *id;         /* or NULL */
	const char *method;     /* verificationMethod */
	const char *purpose;    /* proofPurpose */
	const char *challenge;  /* or NULL */
	const struct tsm_json *domain;   /* text, array of texts, or NULL */
	const struct tsm_json *previous; /* the same: previousProof */
	/* UTC seconds; without an offset read as UTC (XML Schema leaves it
	 * open, W3C's tests send such proofs) */
	bool has_created;
	bool has_expires;
	int64_t created;
	int64_t expires;
};

/* A canonical document hashed by one algorithm: integrity.c. */
struct tsm_integrity_cache;

struct tsm_integrity {
	struct tsm_arena *arena;
	struct tsm_jsonld_store *store;
	const struct tsm_jsonld_loader *loader; /* or NULL */
	const struct tsm_json *document;        /* as given, proofs and all */
	const struct tsm_integrity_proof *proofs;
	size_t count;
	struct tsm_integrity_cache *cache;
	/* The caller may set it: the document's own @vocab does not count
	 * when tsm_integrity_dataset() converts it (jsonld.h). */
	bool no_vocab;
	/* The caller may set it, who reads members of the JSON: document and
	 * proofs are refused where quads could say what these do not. */
	bool plain;
	/* The caller may set it: the hash of the proof configuration that
	 * tsm_integrity_hash() is asked for, known from a document of the
	 * same @context. NULL: not known. */
	const unsigned char *config_hash;
};

/*
 * Open a document and list its proofs; one without proof is fine and has
 * count 0. loader may be NULL. Members of single proofs that are wrong are
 * said there (malformed). TSM_E_VALUE: the document is no object, or its
 * "proof" neither an object nor an array of objects; TSM_E_LIMIT (more than
 * TSM_INTEGRITY_PROOFS_MAX), TSM_E_MEMORY.
 */
enum tsm_status tsm_integrity_open(struct tsm_arena *arena,
    const struct tsm_json *document, struct tsm_jsonld_store *store,
    const struct tsm_jsonld_loader *loader, struct tsm_integrity *ret_integrity,
    struct tsm_error *err) TSM_NODISCARD;

/* The suite of a type and a cryptosuite (ptr NULL: absent), or NULL. */
const struct tsm_integrity_suite *tsm_integrity_suite_find(
    struct tsm_str type, struct tsm_str cryptosuite);

/* The digest that a suite uses with a key: SHA-384 with P-384 throughout. */
enum tsm_digest_alg tsm_integrity_digest(enum tsm_key_type key);

/*
 * The document without its proofs as RDF: safe mode, no base, directions as
 * i18n datatypes. Converted once, then handed out again. Statuses of
 * tsm_jsonld_to_rdf(); failure may be NULL.
 */
enum tsm_status tsm_integrity_dataset(struct tsm_integrity *integrity,
    const struct tsm_rdf_dataset **ret_dataset,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/* What is signed: proof configuration's hash, then the document's. */
struct tsm_integrity_hash {
	unsigned char data[2 * TSM_SHA384_SIZE];
	size_t len; /* 64 or 96 */
};

/*
 * hashData of a proof configuration (a proof, its proofValue ignored if it
 * has one) over the document: vc-di-eddsa sections 3.2.3 to 3.2.5 (RDFC)
 * and 3.3.3 to 3.3.5 (JCS), vc-di-ecdsa likewise. Where the configuration
 * names previousProof, the document is hashed with these proofs in it
 * (VC-DI section 4.3 step 2).
 *
 * RDFC: the configuration gets the document's @context. JCS: it is taken as
 * it is, and where it has an @context, the document's must start with it
 * and is replaced by it: TSM_E_MISMATCH. TSM_E_NOT_FOUND: a previous proof
 * is not there. TSM_E_UNSUPPORTED for suites of TSM_INTEGRITY_SD. Statuses
 * of tsm_jsonld_to_rdf(), tsm_rdf_canonize() and tsm_jcs(). failure may be
 * NULL.
 */
enum tsm_status tsm_integrity_hash(struct tsm_integrity *integrity,
    const struct tsm_integrity_suite *suite, enum tsm_digest_alg alg,
    const struct tsm_json *config, struct tsm_integrity_hash *ret_hash,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/*
 * The hash of a proof configuration alone, canonicalised as RDF with the
 * document's @context, into out: for selective disclosure (vc-di-ecdsa
 * section 3.4). The same statuses.
 */
enum tsm_status tsm_integrity_config_hash(struct tsm_integrity *integrity,
    enum tsm_digest_alg alg, const struct tsm_json *config, unsigned char *out,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/* What a proof says once it was looked at, in this order. */
enum tsm_integrity_answer {
	TSM_INTEGRITY_VALID,
	TSM_INTEGRITY_SUITE,     /* not known here */
	TSM_INTEGRITY_MALFORMED, /* result->member is missing or wrong */
	TSM_INTEGRITY_PURPOSE,   /* made for another one */
	TSM_INTEGRITY_DOMAIN,    /* not the one that is expected */
	TSM_INTEGRITY_CHALLENGE, /* the same */
	TSM_INTEGRITY_KEY_TYPE,  /* the suite does not use such a key */
	TSM_INTEGRITY_BASE,      /* selective disclosure: the holder's, from
				  * which to derive what is shown */
	TSM_INTEGRITY_PREVIOUS,  /* a proof that it builds on is not there */
	TSM_INTEGRITY_CONTEXT,   /* JCS: the document's does not start so */
	TSM_INTEGRITY_TRANSFORM, /* result->failure: JSON-LD, safe mode */
	TSM_INTEGRITY_SIGNATURE  /* does not verify */
};

/* What the caller expects; NULL: assertionMethod, nothing, nothing. */
struct tsm_integrity_expected {
	const char *purpose;
	const char *domain;
	const char *challenge;
};

struct tsm_integrity_result {
	enum tsm_integrity_answer answer;
	const char *member; /* static, or NULL */
	/* code TSM_JSONLD_NONE where a limit or JCS refused */
	struct tsm_jsonld_failure failure;
};

/*
 * What is known of a proof before its key is, and before the document is
 * converted: the answers up to TSM_INTEGRITY_CHALLENGE, or
 * TSM_INTEGRITY_VALID. Lets the caller save a fetch. expected may be NULL.
 */
enum tsm_integrity_answer tsm_integrity_precheck(
    const struct tsm_integrity_proof *proof,
    const struct tsm_integrity_expected *expected);

/*
 * Verify the n-th proof with the key that the caller resolved. TSM_OK with
 * an answer, or TSM_E_MEMORY, TSM_E_CRYPTO. err may say more about an
 * answer other than TSM_INTEGRITY_VALID. expected may be NULL.
 */
enum tsm_status tsm_integrity_verify(struct tsm_integrity *integrity, size_t n,
    const struct tsm_public_key *key,
    const struct tsm_integrity_expected *expected,
    struct tsm_integrity_result *ret_result, struct tsm_error *err)
    TSM_NODISCARD;

#endif
