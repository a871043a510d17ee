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
 * Nothing is kept between calls; threads may share a signer.
 */
#ifndef TESTAMUR_PROVE_PROVE_H
#define TESTAMUR_PROVE_PROVE_H

#include <jansson.h>

#include "testamur/base/buf.h"
#include "testamur/signer/client.h"

/* Who signs. */
struct tsm_prove_key {
	const char *signer_id; /* "board/es256-1" */
	const char *alg;       /* JOSE name: that of the key's type */
	const char *method;    /* verification method: "did:web:…#es256-1" */
};

/* All-zero is the default. */
struct tsm_prove_options {
	int64_t issued_at; /* iat in UTC seconds; 0: no iat claim */
};

/* A proof half made, between prepare and finish. */
struct tsm_prove_draft {
	struct tsm_buf to_sign;  /* the bytes that get signed */
	struct tsm_buf document; /* what else finish() needs, or empty */
};

struct tsm_prove_suite {
	const char *name;
	const char *media_type; /* of the secured document */
	enum tsm_status (*prepare)(const struct tsm_prove_key *key,
	    json_t *credential, const struct tsm_prove_options *options,
	    struct tsm_prove_draft *draft, struct tsm_error *err);
	enum tsm_status (*finish)(const struct tsm_prove_draft *draft,
	    struct tsm_str signature, struct tsm_buf *out,
	    struct tsm_error *err);
};

/* The record of this name, or NULL. */
const struct tsm_prove_suite *tsm_prove_suite_find(const char *name);

/*
 * Secure a credential and append the result (for the JWT suites a compact
 * JWS). credential is not changed. options may be NULL. TSM_E_MISSING: a
 * property that becomes a claim is absent (id, issuer, validFrom,
 * credentialSubject.id); TSM_E_VALUE: of the wrong form, or the credential
 * holds a member with the name of a claim; TSM_E_AMBIGUOUS: more than one
 * subject; TSM_E_LIMIT; and the statuses of tsm_signer_sign().
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
