/* The proof verifies, and says the same as the credential. */
#include "run.h"
#include "testamur/ob/check.h"

/* The detail names the claims: "iss, sub". */
static enum tsm_status set_claims(
    struct run *run, enum code_id code, unsigned set)
{
	static const enum tsm_proof_claim claims[] = { TSM_CLAIM_ISS,
		TSM_CLAIM_JTI, TSM_CLAIM_NBF, TSM_CLAIM_EXP, TSM_CLAIM_SUB };
	struct tsm_buf names;

	tsm_buf_init(&names, 0);
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		if ((set & (unsigned)claims[i]) != 0)
			tsm_buf_printf(&names, "%s%s",
			    names.len > 0 ? ", " : "",
			    tsm_proof_claim_name(claims[i]));
	enum tsm_status status = tsm_buf_status(&names);
	if (status == TSM_OK)
		status = run_set(
		    run, code, NULL, "Claims: %s.", tsm_buf_cstr(&names));
	else
		status = tsm_fail_memory(run->err);
	tsm_buf_release(&names);
	return status;
}

/* What in the header: an extension, or else its typ. */
static enum tsm_status set_header(struct run *run)
{
	struct tsm_error err = { 0 };

	if (tsm_jws_check_header(&run->proof.jws, &err) != TSM_OK)
		return run_set(
		    run, CODE_SIGNATURE_HEADER, NULL, "%s", err.text);
	return run_set(run, CODE_SIGNATURE_HEADER, NULL, "Its type is %s.",
	    run->proof.jws.typ);
}

static enum tsm_status set_answer(
    struct run *run, const struct tsm_proof_result *result)
{
	unsigned missing = result->missing;

	switch (result->answer) {
	case TSM_PROOF_VALID:
		/* VC-JOSE-COSE asks for none of them. */
		if (run->proof.form == TSM_PROOF_FORM_W3C || missing == 0)
			return run_set(run, CODE_SIGNATURE_VALID, NULL, NULL);
		return set_claims(run, CODE_SIGNATURE_CLAIM_MISSING, missing);
	case TSM_PROOF_ALG_DENIED:
		return run_set(run, CODE_SIGNATURE_ALG_NOT_ALLOWED, NULL, NULL);
	case TSM_PROOF_ALG_UNSUPPORTED:
		return run_set(run, CODE_SIGNATURE_ALG_UNSUPPORTED, NULL,
		    "The algorithm is %s.", run->proof.alg_name);
	case TSM_PROOF_HEADER:
		return set_header(run);
	case TSM_PROOF_ALG_MISMATCH:
		return run_set(run, CODE_SIGNATURE_ALG_MISMATCH, NULL, NULL);
	case TSM_PROOF_CLAIM:
		return set_claims(
		    run, CODE_SIGNATURE_CLAIM_MISMATCH, result->differ);
	default:
		return run_set(run, CODE_SIGNATURE_INVALID, NULL, NULL);
	}
}

/* The key, for who asked for all of what was used. */
static enum tsm_status describe_key(struct run *run)
{
	const struct tsm_public_key *key = run->key.public_key;
	char *text;

	if (key == NULL && run->n_keys > 0)
		key = run->keys[0].public_key;
	if (key == NULL || !run->options->no_cache)
		return TSM_OK;
	text = tsm_arena_alloc(run->arena, TSM_THUMBPRINT);
	if (text == NULL)
		return tsm_fail_memory(run->err);
	run->report->proof.thumbprint = text;
	enum tsm_status status = tsm_public_key_thumbprint(key, text);
	return status == TSM_OK ? TSM_OK
				: tsm_fail(run->err, status, NULL,
				      "the key cannot be hashed");
}

enum tsm_status proof_describe(struct run *run)
{
	struct tsm_proof_facts *facts = &run->report->proof;
	char *sha256;

	if (run->secured.ptr == NULL) /* part of another document */
		return TSM_OK;
	sha256 = tsm_arena_alloc(run->arena, TSM_SHA256_HEX);
	if (sha256 == NULL)
		return tsm_fail_memory(run->err);
	TSM_TRY(tsm_sha256_hex(run->secured.ptr, run->secured.len, sha256));
	facts->sha256 = sha256;
	run->report->secured = run->secured;
	if (run->opened) {
		facts->kind =
		    run->proof.form == TSM_PROOF_FORM_W3C ? "vc+jwt" : "vc-jwt";
		facts->alg = run->proof.alg_name;
		facts->key = run->proof.method;
		return TSM_OK;
	}
	if (run->integrity.count == 0)
		return TSM_OK;
	const struct tsm_integrity_proof *proof = &run->integrity.proofs[0];
	facts->kind = "data-integrity";
	facts->alg = proof->suite_name;
	facts->key = proof->method;
	return TSM_OK;
}

/* The token holds; every proof embedded in it has to hold as well. */
static enum tsm_status check_embedded(struct run *run)
{
	struct tsm_check_result *result =
	    &run->report->checks[TSM_CHECK_SIGNATURE];
	const struct tsm_check_result token = *result;

	if (run->integrity.count == 0 && run->bad_proofs == NULL)
		return TSM_OK;
	TSM_TRY(proofs_signatures(run));
	if (result->code == code_row(CODE_SIGNATURE_SUITE_UNSUPPORTED))
		return run_set(run, CODE_SIGNATURE_SUITE_BESIDE, NULL, NULL);
	if (result->outcome == TSM_PASS)
		*result = token;
	return TSM_OK;
}

enum tsm_status check_signature(struct run *run)
{
	struct tsm_proof_result result = { .answer = TSM_PROOF_SIGNATURE };
	struct tsm_error err = { 0 };

	TSM_TRY(proof_describe(run));
	TSM_TRY(describe_key(run));
	if (!run->opened)
		return proofs_signatures(run);
	result.answer = tsm_proof_precheck(&run->proof);
	if (result.answer != TSM_PROOF_VALID)
		return set_answer(run, &result);
	if (run->key.public_key == NULL)
		return run_set(run, CODE_SIGNATURE_NO_KEY, NULL, NULL);
	enum tsm_status status =
	    tsm_proof_verify(&run->proof, run->key.public_key, &result, &err);
	if (status != TSM_OK)
		return tsm_fail(run->err, status, NULL,
		    "the signature could not be computed");
	TSM_TRY(set_answer(run, &result));
	return result.answer == TSM_PROOF_VALID ? check_embedded(run) : TSM_OK;
}
