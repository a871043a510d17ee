/*
 * jwt.c - VC-JWT: Open Badges 3.0 section 8.2.4, VC-JOSE-COSE section 3.1.
 */
#include "suite_private.h"

/* What typ may say; "application/" before it means the same (RFC 7515
 * section 4.1.9). Letter case does not matter. */
static const struct {
	const char *typ;
	enum tsm_proof_form form;
} types[] = {
	{ "JWT", TSM_PROOF_FORM_JWT },
	{ "vc+jwt", TSM_PROOF_FORM_W3C },
	/* drafts of VC-JOSE-COSE, until 2024 */
	{ "vc+ld+jwt", TSM_PROOF_FORM_W3C },
	{ "vc-ld+jwt", TSM_PROOF_FORM_W3C },
	{ "vc+ld+json+jwt", TSM_PROOF_FORM_W3C },
};

#define TYPES  (sizeof(types) / sizeof(types[0]))
#define PREFIX "application/"

static bool is_type(struct tsm_str typ, enum tsm_proof_form *ret_form)
{
	const size_t prefix = sizeof(PREFIX) - 1;
	if (typ.len > prefix &&
	    tsm_str_is_nocase(tsm_str_n(typ.ptr, prefix), PREFIX))
		typ = tsm_str_n(typ.ptr + prefix, typ.len - prefix);
	for (size_t i = 0; i < TYPES; i++)
		if (tsm_str_is_nocase(typ, types[i].typ)) {
			*ret_form = types[i].form;
			return true;
		}
	return false;
}

bool proof_jwt_recognise(struct tsm_str input)
{
	size_t points = 0;
	for (size_t i = 0; i < input.len; i++) {
		char c = input.ptr[i];
		if (tsm_is_space(c) || c == '{' || c == '"')
			return false;
		points += c == '.';
	}
	return points == 2;
}

/* Which of the three forms, and where the credential is. */
static enum tsm_status find_credential(
    struct tsm_arena *arena, struct tsm_proof *proof, struct tsm_error *err)
{
	const struct tsm_json *payload = proof->payload;
	proof->form = TSM_PROOF_FORM_JWT;
	if (proof->jws.typ != NULL)
		(void)is_type(tsm_str(proof->jws.typ), &proof->form);
	if (tsm_json_get(payload, "vp") != NULL)
		return tsm_fail(err, TSM_E_UNSUPPORTED, "/vp",
		    "a presentation, not a credential");
	if (tsm_json_get(payload, "vc") == NULL) {
		proof->credential = payload;
		return TSM_OK;
	}
	/* what is beside a vc claim must not pass for the credential */
	if (tsm_json_get(payload, "@context") != NULL ||
	    tsm_json_get(payload, "credentialSubject") != NULL)
		return tsm_fail(err, TSM_E_AMBIGUOUS, "/vc",
		    "a vc claim stands beside a credential");
	proof->form = TSM_PROOF_FORM_LEGACY;
	return proof_legacy_credential(arena, payload, &proof->credential, err);
}

static void read_dates(struct tsm_proof *proof)
{
	const struct tsm_json *payload = proof->payload;
	proof->has_nbf = tsm_proof_date_claim(payload, "nbf", &proof->nbf);
	proof->has_exp = tsm_proof_date_claim(payload, "exp", &proof->exp);
	proof->has_signed_at =
	    tsm_proof_date_claim(payload, "iat", &proof->signed_at);
	if (!proof->has_signed_at && proof->has_nbf) {
		proof->signed_at = proof->nbf;
		proof->has_signed_at = true;
	}
	if (!proof->has_signed_at)
		proof->has_signed_at =
		    proof_valid_from(proof->credential, &proof->signed_at);
}

enum tsm_status proof_jwt_open(struct tsm_arena *arena, struct tsm_str input,
    struct tsm_proof *ret_proof, struct tsm_error *err)
{
	struct tsm_proof proof = *ret_proof;
	TSM_TRY(tsm_jws_parse(arena, input, &proof.jws, err));
	TSM_TRY(tsm_json_parse(arena, proof.jws.payload.ptr,
	    proof.jws.payload.len, NULL, &proof.payload, err));
	if (!tsm_json_is(proof.payload, TSM_JSON_OBJECT))
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "the payload is not a JSON object");
	TSM_TRY(find_credential(arena, &proof, err));
	read_dates(&proof);
	proof.method = proof.jws.kid;
	proof.jwk = proof.jws.jwk;
	proof.alg_name = proof.jws.alg_name;
	*ret_proof = proof;
	return TSM_OK;
}

static enum tsm_proof_answer check_header(
    const struct tsm_proof *proof, struct tsm_error *err)
{
	enum tsm_proof_form form;
	switch (tsm_jws_check_header(&proof->jws, err)) {
	case TSM_OK:
		break;
	case TSM_E_DENIED:
		return TSM_PROOF_ALG_DENIED;
	case TSM_E_UNSUPPORTED:
		return TSM_PROOF_ALG_UNSUPPORTED;
	default:
		return TSM_PROOF_HEADER;
	}
	/* a token made for another purpose is no credential (RFC 8725
	 * section 3.11) */
	if (proof->jws.typ != NULL &&
	    !is_type(tsm_str(proof->jws.typ), &form)) {
		(void)tsm_fail(err, TSM_E_VALUE, "/typ",
		    "the token is not of a credential's type");
		return TSM_PROOF_HEADER;
	}
	return TSM_PROOF_VALID;
}

enum tsm_proof_answer proof_jwt_precheck(const struct tsm_proof *proof)
{
	return check_header(proof, NULL);
}

enum tsm_status proof_jwt_verify(const struct tsm_proof *proof,
    const struct tsm_public_key *key, struct tsm_proof_result *ret_result,
    struct tsm_error *err)
{
	struct tsm_proof_result result = { 0 };
	bool valid = false;
	result.answer = check_header(proof, err);
	if (result.answer == TSM_PROOF_VALID) {
		enum tsm_status status =
		    tsm_jws_verify(&proof->jws, key, &valid, err);
		if (status == TSM_E_MISMATCH)
			result.answer = TSM_PROOF_ALG_MISMATCH;
		else if (status != TSM_OK)
			return status;
		else if (!valid)
			result.answer = TSM_PROOF_SIGNATURE;
	}
	/* nothing of a forged token is looked at any further */
	if (result.answer == TSM_PROOF_VALID)
		proof_compare_claims(proof, &result);
	*ret_result = result;
	return TSM_OK;
}
