/*
 * suite_private.h - the verify suites, one file per family.
 */
#ifndef TESTAMUR_PROOF_SUITE_PRIVATE_H
#define TESTAMUR_PROOF_SUITE_PRIVATE_H

#include "testamur/proof/proof.h"

/* VC-JWT: the functions of struct tsm_proof_suite. */
bool proof_jwt_recognise(struct tsm_str input);
enum tsm_status proof_jwt_open(struct tsm_arena *arena, struct tsm_str input,
    struct tsm_proof *ret_proof, struct tsm_error *err);
enum tsm_proof_answer proof_jwt_precheck(const struct tsm_proof *proof);
enum tsm_status proof_jwt_verify(const struct tsm_proof *proof,
    const struct tsm_public_key *key, struct tsm_proof_result *ret_result,
    struct tsm_error *err);

/*
 * The credential in a legacy payload: the vc claim, with what it leaves to
 * the other claims filled in (VC Data Model 1.1 section 6.3.1). In the
 * arena. TSM_E_VALUE (vc is no object), TSM_E_MEMORY, TSM_E_LIMIT.
 */
enum tsm_status proof_legacy_credential(struct tsm_arena *arena,
    const struct tsm_json *payload, const struct tsm_json **ret_credential,
    struct tsm_error *err) TSM_NODISCARD;

/* Compare the claims with the credential; fills differ and missing. */
void proof_compare_claims(
    const struct tsm_proof *proof, struct tsm_proof_result *result);

/* validFrom (VC 1.1: issuanceDate) as UTC seconds; false when there is no
 * readable one. */
bool proof_valid_from(const struct tsm_json *credential, int64_t *ret_date);

#endif
