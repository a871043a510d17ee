/*
 * Data Integrity proofs of a document: the keys that they name, and whether
 * each of them holds. The worst that is found is what the check says.
 */
#include <string.h>

#include "keys.h"
#include "testamur/ob/check.h"

/* The worst of several results so far. */
struct worst {
	enum code_id code;
	size_t proof;
	const char *detail;
};

static int rank(enum code_id code)
{
	return code == CODE_NOT_EVALUATED
		   ? 0
		   : 1 + run_badness(code_row(code)->outcome);
}

static void worse(
    struct worst *worst, enum code_id code, size_t proof, const char *detail)
{
	if (rank(code) > rank(worst->code))
		*worst = (struct worst){ code, proof, detail };
}

/* A holder's proofs are judged by one rule, the caller's of a credential by
 * another. */
static const struct tsm_integrity_expected *expected_of(const struct run *run)
{
	return run->expected != NULL ? run->expected : run->own;
}

/* --- keys ----------------------------------------------------------------- */

enum tsm_status proofs_keys(struct run *run)
{
	const struct tsm_integrity *integrity = &run->integrity;
	struct worst key = { CODE_NOT_EVALUATED, 0, NULL };
	struct worst controller = { CODE_NOT_EVALUATED, 0, NULL };

	run->keys = tsm_arena_array(
	    run->arena, integrity->count + 1, sizeof(*run->keys));
	if (run->keys == NULL)
		return tsm_fail_memory(run->err);
	for (; run->n_keys < integrity->count; run->n_keys++) {
		const struct tsm_integrity_proof *proof =
		    &integrity->proofs[run->n_keys];
		struct key_answer *answer = &run->keys[run->n_keys];
		const struct tsm_proof named = {
			.method = proof->method,
			.has_signed_at = proof->has_created,
			.signed_at = proof->created,
		};
		/* What the proof itself rules out needs no key. */
		if (tsm_integrity_precheck(proof, expected_of(run)) !=
		    TSM_INTEGRITY_VALID)
			continue;
		TSM_TRY(key_resolve(run, &named, run->issuer, answer));
		worse(&key, answer->key, run->n_keys,
		    answer->controller == CODE_NOT_EVALUATED ? answer->detail
							     : "");
		worse(&controller, answer->controller, run->n_keys,
		    answer->detail);
	}
	if (key.code != CODE_NOT_EVALUATED)
		TSM_TRY(run_set(run, key.code, run->keys[key.proof].place, "%s",
		    key.detail));
	if (controller.code != CODE_NOT_EVALUATED)
		TSM_TRY(run_set(run, controller.code,
		    run->keys[controller.proof].place, "%s",
		    controller.detail));
	return TSM_OK;
}

/* --- signatures ----------------------------------------------------------- */

/* Why the document could not be made into what is hashed. */
static enum code_id transform_code(const struct tsm_jsonld_failure *failure)
{
	return failure->code == TSM_JSONLD_LOADING_REMOTE_CONTEXT_FAILED
		   ? CODE_SIGNATURE_CONTEXT_UNKNOWN
		   : CODE_SIGNATURE_TRANSFORMATION;
}

static enum code_id answer_code(const struct tsm_integrity_result *result)
{
	switch (result->answer) {
	case TSM_INTEGRITY_VALID:
		return CODE_SIGNATURE_VALID;
	case TSM_INTEGRITY_SUITE:
		return CODE_SIGNATURE_SUITE_UNSUPPORTED;
	case TSM_INTEGRITY_MALFORMED:
		return CODE_SIGNATURE_MALFORMED;
	case TSM_INTEGRITY_PURPOSE:
		return CODE_SIGNATURE_PURPOSE;
	case TSM_INTEGRITY_DOMAIN:
		return CODE_PRESENTATION_DOMAIN;
	case TSM_INTEGRITY_CHALLENGE:
		return CODE_PRESENTATION_CHALLENGE;
	case TSM_INTEGRITY_KEY_TYPE:
		return CODE_SIGNATURE_ALG_MISMATCH;
	case TSM_INTEGRITY_BASE:
		return CODE_SIGNATURE_BASE_PROOF;
	case TSM_INTEGRITY_PREVIOUS:
		return CODE_SIGNATURE_PREVIOUS_MISSING;
	case TSM_INTEGRITY_CONTEXT:
		return CODE_SIGNATURE_CONTEXT_MISMATCH;
	case TSM_INTEGRITY_TRANSFORM:
		return transform_code(&result->failure);
	default:
		return CODE_SIGNATURE_INVALID;
	}
}

static enum tsm_status judge(
    struct run *run, size_t n, enum code_id *ret_code, const char **ret_detail)
{
	const struct tsm_integrity_proof *proof = &run->integrity.proofs[n];
	struct tsm_integrity_result result = { 0 };
	struct tsm_error err = { 0 };

	*ret_detail = NULL;
	result.answer = tsm_integrity_precheck(proof, expected_of(run));
	result.member = proof->malformed;
	if (result.answer == TSM_INTEGRITY_VALID) {
		if (run->keys[n].public_key == NULL) {
			*ret_code = CODE_SIGNATURE_NO_KEY;
			return TSM_OK;
		}
		enum tsm_status status = tsm_integrity_verify(&run->integrity,
		    n, run->keys[n].public_key, expected_of(run), &result,
		    &err);
		if (status != TSM_OK)
			return tsm_fail(run->err, status, NULL,
			    "the signature could not be computed");
	}
	*ret_code = answer_code(&result);
	if (result.answer == TSM_INTEGRITY_VALID && proof->has_expires &&
	    run->as_of > proof->expires + TSM_VERIFY_LEEWAY)
		*ret_code = CODE_SIGNATURE_EXPIRED;
	if (result.answer == TSM_INTEGRITY_MALFORMED)
		*ret_detail = result.member;
	else if (result.answer == TSM_INTEGRITY_TRANSFORM)
		*ret_detail = tsm_arena_dup(run->arena, err.text);
	return TSM_OK;
}

static enum tsm_status set_worst(
    struct run *run, const struct worst *worst, size_t unknown)
{
	size_t count = run->integrity.count;
	enum code_id code = worst->code;

	if (unknown == count)
		return run_set(run, CODE_SIGNATURE_SUITE_UNSUPPORTED, NULL,
		    "The kind of proof is %s.",
		    run->integrity.proofs[0].suite_name);
	if (unknown > 0 && code == CODE_SIGNATURE_VALID)
		code = CODE_SIGNATURE_SUITE_BESIDE;
	if (worst->detail != NULL)
		return run_set(run, code, NULL, "%s", worst->detail);
	if (count > 1 && code != CODE_SIGNATURE_VALID &&
	    code != CODE_SIGNATURE_SUITE_BESIDE)
		return run_set(run, code, NULL, "Proof %zu of %zu.",
		    worst->proof + 1, count);
	return run_set(run, code, NULL, NULL);
}

enum tsm_status proofs_signatures(struct run *run)
{
	struct worst worst = { CODE_NOT_EVALUATED, 0, NULL };
	size_t unknown = 0;

	if (run->bad_proofs != NULL)
		return run_set(run, CODE_SIGNATURE_MALFORMED, "/proof", "%s",
		    run->bad_proofs);
	if (run->integrity.count == 0)
		return run_set(run, CODE_SIGNATURE_NO_PROOF, NULL, NULL);
	for (size_t i = 0; i < run->integrity.count; i++) {
		enum code_id code;
		const char *detail;
		TSM_TRY(judge(run, i, &code, &detail));
		if (code == CODE_SIGNATURE_SUITE_UNSUPPORTED)
			unknown++;
		else
			worse(&worst, code, i, detail);
	}
	return set_worst(run, &worst, unknown);
}

/*
 * When all of it was signed, at the earliest: nobody but the signer can make
 * that later, as a proof that is added later is one more.
 */
int64_t proofs_created(const struct tsm_integrity *integrity)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < integrity->count; i++) {
		const struct tsm_integrity_proof *proof = &integrity->proofs[i];
		int64_t at = proof->has_created ? proof->created : INT64_MIN;
		first = at < first ? at : first;
	}
	return integrity->count > 0 ? first : INT64_MIN;
}

/* --- opening -------------------------------------------------------------- */

enum tsm_status proofs_open(struct run *run)
{
	static const char *const proof[] = { "proof", NULL };
	/* Of a token, beside the credential: tsm_proof_is_claim(). */
	static const char *const claims[] = { "iss", "sub", "aud", "exp", "nbf",
		"iat", "jti", "cnf", NULL };
	struct tsm_jsonld_store *contexts = run->verifier->contexts;
	const struct tsm_json *document = run->credential;
	struct tsm_error err = { 0 };

	if (document->type != TSM_JSON_OBJECT)
		return TSM_OK; /* check format says so */
	if (run->opened)
		document = tsm_json_with(run->arena, document, claims, NULL, 0);
	/* The vc claim is completed from others: not what was proven. */
	if (run->opened && document != NULL &&
	    run->proof.form == TSM_PROOF_FORM_LEGACY)
		document = tsm_json_with(run->arena, document, proof, NULL, 0);
	if (document == NULL)
		return tsm_fail_memory(run->err);
	enum tsm_status status = tsm_integrity_open(
	    run->arena, document, contexts, NULL, &run->integrity, &err);
	if (status == TSM_E_VALUE || status == TSM_E_LIMIT) {
		run->bad_proofs = tsm_arena_dup(run->arena, err.text);
		document = tsm_json_with(run->arena, document, proof, NULL, 0);
		if (document == NULL || run->bad_proofs == NULL)
			return tsm_fail_memory(run->err);
		status = tsm_integrity_open(run->arena, document, contexts,
		    NULL, &run->integrity, &err);
	}
	if (status != TSM_OK)
		return tsm_fail_memory(run->err);
	enum tsm_ob_kind kind = tsm_ob_kind(run->credential);
	run->integrity.no_vocab = kind == TSM_OB_KIND_ACHIEVEMENT ||
				  kind == TSM_OB_KIND_ENDORSEMENT ||
				  kind == TSM_OB_KIND_CLR;
	/* A token's signature covers the JSON; a proof's only the quads. */
	run->integrity.plain = !run->opened;
	return TSM_OK;
}
