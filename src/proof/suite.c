/*
 * suite.c - the table of verify suites.
 */
#include "suite_private.h"

/* A new suite is one row here and its functions. */
static const struct tsm_proof_suite suites[] = {
	{ "vc-jwt", proof_jwt_recognise, proof_jwt_open, proof_jwt_precheck,
	    proof_jwt_verify },
};

enum tsm_status tsm_proof_open(struct tsm_arena *arena, struct tsm_str input,
    struct tsm_proof *ret_proof, struct tsm_error *err)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		struct tsm_proof proof = { .suite = &suites[i] };
		if (!suites[i].recognise(input))
			continue;
		TSM_TRY(suites[i].open(arena, input, &proof, err));
		*ret_proof = proof;
		return TSM_OK;
	}
	return tsm_fail(
	    err, TSM_E_UNSUPPORTED, NULL, "no proof of a known kind");
}

enum tsm_proof_answer tsm_proof_precheck(const struct tsm_proof *proof)
{
	return proof->suite->precheck(proof);
}

enum tsm_status tsm_proof_verify(const struct tsm_proof *proof,
    const struct tsm_public_key *key, struct tsm_proof_result *ret_result,
    struct tsm_error *err)
{
	return proof->suite->verify(proof, key, ret_result, err);
}
