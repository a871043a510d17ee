/*
 * proof.h - how what is issued here is secured, and with which key.
 *
 * "eddsa-rdfc-2022"  a Data Integrity proof embedded in the JSON (Ed25519)
 * "eddsa-jcs-2022"   the same over the JSON itself
 * "jwt"              a JSON Web Token as Open Badges 3.0 has it
 * "jwt-w3c"          a JSON Web Token as VC-JOSE-COSE has it
 * "both"             an embedded proof and a JWT of one credential
 * "ecdsa-sd-2023"    an embedded proof of the whole, and a base proof
 *                    (P-256) from which the holder derives credentials that
 *                    show less; that one is for the holder alone
 */
#ifndef ISSUER_PROOF_H
#define ISSUER_PROOF_H

#include "app.h"
#include "testamur/prove/prove.h"

/* The embedded proof of credentials and status lists, and the JWT of each. */
#define PROOF_EMBEDDED "eddsa-rdfc-2022"
#define PROOF_JWT      "jwt-ob"
#define PROOF_LIST_JWT "jwt-w3c"

/* The proof from which the holder derives others. */
#define PROOF_BASE "ecdsa-sd-2023"

/* What award issue does unless it is told. */
#define PROOF_DEFAULT PROOF_EMBEDDED

#define PROOF_FORMS 2

/* One form in which a document is secured. */
struct proof_form {
	const struct tsm_prove_suite *suite;
	const char *alg; /* JOSE name of the key that it needs */
};

struct proof {
	struct proof_form forms[PROOF_FORMS];
	size_t count; /* the first is the one that is shown first */
};

/*
 * What --proof and --alg name; NULL: not given. alg is that of the JWT.
 * TSM_E_UNKNOWN for other names; TSM_E_UNSUPPORTED for an embedded proof
 * that this build cannot make, and for an alg when there is no JWT.
 */
enum tsm_status proof_choose(const char *name, const char *alg,
    struct proof *ret_proof, struct tsm_error *err) TSM_NODISCARD;

/*
 * The key of an organisation that signs with alg now; its texts live in
 * the arena. TSM_E_STATE: there is none, and err says how to make one.
 */
enum tsm_status proof_key(struct tsm_store *store, struct tsm_arena *arena,
    const char *public_url, const char *organisation, const char *alg,
    int64_t now, struct tsm_prove_key *ret_key, const char **ret_kid,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Secure count credentials in one form, as tsm_prove_batch(). A base proof
 * makes mandatory what a badge is nothing without and what a verifier needs
 * to check it: issuer, dates, name, status, schema, achievement.
 */
enum tsm_status proof_make(struct tsm_signer *signer,
    const struct proof_form *form, const struct tsm_prove_key *key,
    json_t *const *credentials, size_t count,
    const struct tsm_prove_options *options, struct tsm_buf *outs,
    struct tsm_error *err) TSM_NODISCARD;

/* Whether a secured document is a compact JWS rather than JSON. */
bool proof_is_jwt(struct tsm_str body);

#endif
