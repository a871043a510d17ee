/*
 * prove.h - putting proofs on credentials.
 *
 * Create suites are const records in the array of src/prove/suite.c. Each
 * works in two steps around the key process: prepare() says which bytes
 * are to be signed, finish() makes the secured document of the signature.
 * We sign exactly the bytes that we serialise.
 *
 * "jwt-ob"  VC-JWT as Open Badges 3.0 section 8.2 wants it: header alg,
 *           typ "JWT", kid; the credential with iss, jti, nbf, sub and,
 *           with validUntil, exp.
 * "jwt-w3c" VC-JOSE-COSE 1.0: typ "vc+jwt", cty "vc", kid; the credential
 *           with iss.
 *
 * "eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019":
 * Data Integrity proofs embedded as the last member "proof". What a
 * credential already has there stays, and the new proof is added: to a set,
 * or with previousProof to a chain (VC-DI sections 2.1.1 and 2.1.2).
 *
 * "ecdsa-sd-2023": a base proof of the same kind, for the holder alone: who
 * has it can derive credentials that show less (derive.h), and nobody else
 * accepts it as it is (vc-di-ecdsa section 3.6). It builds on no other proof.
 *
 * Nothing is kept between calls; threads may share a signer.
 */
#ifndef TESTAMUR_PROVE_PROVE_H
#define TESTAMUR_PROVE_PROVE_H

#include <jansson.h>

#include "testamur/base/buf.h"
#include "testamur/base/random.h"
#include "testamur/jsonld/store.h"
#include "testamur/keyclient/client.h"

/* Who signs. */
struct tsm_prove_key {
	const char *signer_id; /* "board/es256-1" */
	const char *alg;       /* JOSE name: that of the key's type */
	const char *method;    /* verification method: "did:web:…#es256-1" */
};

/* All-zero is the default. Texts that are NULL are left out. */
struct tsm_prove_options {
	int64_t issued_at; /* JWT: iat in UTC seconds; 0: no iat claim */
	/* Data Integrity, VC-DI section 2.1 */
	struct tsm_jsonld_store *store; /* contexts; required by RDFC */
	int64_t created;                /* UTC seconds; 0: none */
	int64_t expires;                /* UTC seconds; 0: none */
	const char *purpose;            /* NULL: "assertionMethod" */
	const char *domain;
	const char *challenge;
	const char *id;             /* of the proof, an absolute IRI */
	const char *previous_proof; /* id of the proof that it builds on */
	/* ecdsa-sd-2023: JSON Pointers to what every derived credential
	 * shows; and who gives its HMAC key, NULL: the system */
	const char *const *mandatory;
	size_t n_mandatory;
	const struct tsm_random *random;
};

/* A proof half made, between prepare and finish. */
struct tsm_prove_draft {
	struct tsm_buf to_sign;  /* the bytes that get signed */
	struct tsm_buf document; /* what else finish() needs, or empty: the
				  * secured document, proofValue missing */
	struct tsm_buf rest;     /* ecdsa-sd-2023: of the proofValue what
				  * follows the signature; else empty */
	/* The one before in the same batch, so under the same key and
	 * options, or NULL. The credential's @context, borrowed. */
	const struct tsm_prove_draft *before;
	const json_t *context;
};

struct tsm_prove_suite {
	const char *name;
	const char *media_type; /* of the secured document */
	enum tsm_status (*prepare)(struct tsm_signer *signer,
	    const struct tsm_prove_suite *suite,
	    const struct tsm_prove_key *key, json_t *credential,
	    const struct tsm_prove_options *options,
	    struct tsm_prove_draft *draft, struct tsm_error *err);
	enum tsm_status (*finish)(const struct tsm_prove_draft *draft,
	    struct tsm_str signature, struct tsm_buf *out,
	    struct tsm_error *err);
};

/* The record of this name, or NULL. */
const struct tsm_prove_suite *tsm_prove_suite_find(const char *name);

/*
 * Secure a credential and append the result (for the JWT suites a compact
 * JWS, else a JSON document). credential is as before in the end (a proof
 * that it has is its last member then); of one that was not built whole
 * nothing is signed: TSM_E_MEMORY. options may be NULL. TSM_E_MISSING: a
 * property that becomes a claim is absent (id, issuer, validFrom,
 * credentialSubject.id); TSM_E_VALUE: of the wrong form, or the credential
 * holds a member with the name of a claim; TSM_E_AMBIGUOUS: more than one
 * subject; TSM_E_LIMIT; and the statuses of tsm_signer_sign(). Data
 * Integrity: TSM_E_MISMATCH (the suite does not use such a key),
 * TSM_E_VALUE (a date; no store for RDFC) and the statuses of
 * tsm_integrity_hash(). ecdsa-sd-2023: TSM_E_UNSUPPORTED (previous_proof)
 * and the statuses of tsm_sd_select() and tsm_signer_sign_once().
 */
enum tsm_status tsm_prove(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/*
 * The same for count credentials and one key, signed in as few round trips
 * as possible. outs has count initialised buffers, appended to only when
 * all succeeded; err->where starts with the index of the credential that
 * failed.
 */
enum tsm_status tsm_prove_batch(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *const *credentials, size_t count,
    const struct tsm_prove_options *options, struct tsm_buf *outs,
    struct tsm_error *err) TSM_NODISCARD;

#endif
