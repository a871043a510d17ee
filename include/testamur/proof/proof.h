/*
 * proof.h - checking the proof of a credential.
 *
 * Verify suites are const records in the array of src/proof/suite.c; this
 * version has "vc-jwt": Open Badges 3.0 section 8.2, VC-JOSE-COSE 1.0 and
 * the legacy form of VC 1.1 with a vc claim.
 *
 * Finding the key is not done here. tsm_proof_open() says which
 * verification method (or jwk) the proof names; the caller resolves it,
 * decides that it belongs to the issuer, and gives the key to
 * tsm_proof_verify(). Nothing that was opened may be shown as fact before
 * that answered TSM_PROOF_VALID.
 *
 * A wrong proof is an answer (enum tsm_proof_answer); a status other than
 * TSM_OK means that the input is no proof at all, or that memory or a
 * library failed. Everything lives in the caller's arena and text.
 */
#ifndef TESTAMUR_PROOF_PROOF_H
#define TESTAMUR_PROOF_PROOF_H

#include "testamur/crypto/jws.h"

/* What the proof says, in the order in which it is examined. */
enum tsm_proof_answer {
	TSM_PROOF_VALID,
	TSM_PROOF_ALG_DENIED,      /* "none" or HMAC */
	TSM_PROOF_ALG_UNSUPPORTED, /* an algorithm that is not offered */
	TSM_PROOF_HEADER,          /* crit, b64, or a typ of something else */
	TSM_PROOF_ALG_MISMATCH,    /* alg does not suit the key */
	TSM_PROOF_SIGNATURE,       /* the signature does not verify */
	TSM_PROOF_CLAIM            /* a claim contradicts the credential */
};

/* JWT claims that repeat properties of the credential, as bits. */
enum tsm_proof_claim {
	TSM_CLAIM_ISS = 1, /* issuer or issuer.id */
	TSM_CLAIM_JTI = 2, /* id */
	TSM_CLAIM_NBF = 4, /* validFrom (VC 1.1: issuanceDate) */
	TSM_CLAIM_EXP = 8, /* validUntil (VC 1.1: expirationDate) */
	TSM_CLAIM_SUB = 16 /* credentialSubject.id */
};

enum tsm_proof_form {
	TSM_PROOF_FORM_JWT,   /* typ "JWT" or none: Open Badges */
	TSM_PROOF_FORM_W3C,   /* typ "vc+jwt" */
	TSM_PROOF_FORM_LEGACY /* a vc claim (VC 1.1) */
};

struct tsm_proof_suite;

struct tsm_proof {
	const struct tsm_proof_suite *suite;
	enum tsm_proof_form form;
	/* The credential. Its top level also holds the JWT claims (see
	 * tsm_proof_is_claim), except in the legacy form, where it is the
	 * vc claim completed from the others (VC 1.1 section 6.3.1). */
	const struct tsm_json *credential;
	const char *method; /* kid: verification method or URL; or NULL */
	const struct tsm_json *jwk; /* carried in the header; or NULL */
	const char *alg_name;
	/* Time of signing as the signer states it: iat, else nbf, else
	 * validFrom. UTC seconds. */
	bool has_signed_at;
	int64_t signed_at;
	/* nbf and exp, for the validity check: they bind even where the
	 * credential has no such property. UTC seconds. */
	bool has_nbf;
	bool has_exp;
	int64_t nbf;
	int64_t exp;
	const struct tsm_json *payload; /* all claims */
	struct tsm_jws jws;
};

struct tsm_proof_result {
	enum tsm_proof_answer answer;
	/* TSM_PROOF_CLAIM: the claims that differ, or are malformed. */
	unsigned differ;
	/* Claims that are absent though the credential has the property;
	 * filled with TSM_PROOF_VALID too. Open Badges section 8.2 requires
	 * iss, jti, nbf and sub, yet its own samples lack sub. Always 0 in
	 * the W3C form, which requires none. */
	unsigned missing;
};

struct tsm_proof_suite {
	const char *name;
	/* Could this be a proof of this suite? Looks at the bytes only. */
	bool (*recognise)(struct tsm_str input);
	enum tsm_status (*open)(struct tsm_arena *arena, struct tsm_str input,
	    struct tsm_proof *ret_proof, struct tsm_error *err);
	/* As tsm_proof_precheck() and tsm_proof_verify(). */
	enum tsm_proof_answer (*precheck)(const struct tsm_proof *proof);
	enum tsm_status (*verify)(const struct tsm_proof *proof,
	    const struct tsm_public_key *key,
	    struct tsm_proof_result *ret_result, struct tsm_error *err);
};

/*
 * Open the proof of a secured credential as it was received, without white
 * space around it. TSM_E_UNSUPPORTED: no suite recognises the input, or it
 * is a presentation; TSM_E_SYNTAX, TSM_E_DUPLICATE (JSON), TSM_E_VALUE
 * (the payload is no object), TSM_E_AMBIGUOUS (a vc claim beside a
 * credential), TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_proof_open(struct tsm_arena *arena, struct tsm_str input,
    struct tsm_proof *ret_proof, struct tsm_error *err) TSM_NODISCARD;

/*
 * What is known before any key is: TSM_PROOF_VALID when nothing speaks
 * against the header, or TSM_PROOF_ALG_DENIED, TSM_PROOF_ALG_UNSUPPORTED,
 * TSM_PROOF_HEADER. Lets the caller save a fetch.
 */
enum tsm_proof_answer tsm_proof_precheck(const struct tsm_proof *proof);

/*
 * Verify with the key that the caller resolved. TSM_OK with an answer, or
 * TSM_E_MEMORY, TSM_E_CRYPTO. err may say more about an answer other than
 * TSM_PROOF_VALID.
 */
enum tsm_status tsm_proof_verify(const struct tsm_proof *proof,
    const struct tsm_public_key *key, struct tsm_proof_result *ret_result,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * A top-level member of a JWT payload that is a registered claim (iss,
 * sub, aud, exp, nbf, iat, jti, cnf) and no property of the credential.
 */
bool tsm_proof_is_claim(struct tsm_str name);

/*
 * A claim that is a NumericDate (RFC 7519 section 2), in UTC seconds; a
 * fraction is cut off. False when absent, malformed or outside the calendar.
 */
bool tsm_proof_date_claim(
    const struct tsm_json *payload, const char *name, int64_t *ret_date);

/* The name of one claim bit ("iss"), or "". Static. */
const char *tsm_proof_claim_name(enum tsm_proof_claim claim);

#endif
