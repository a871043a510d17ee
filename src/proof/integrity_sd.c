/*
 * integrity_sd.c - verifying derived proofs of ecdsa-sd-2023 (vc-di-ecdsa
 * sections 3.5 createVerifyData and 3.6 Verify Derived Proof): the issuer
 * signed the statements that must be shown as one and each other statement
 * for itself, with a key made for this one credential.
 */
#include <string.h>

#include "integrity_private.h"
#include "testamur/base/encode.h"
#include "testamur/crypto/signature.h"

static const struct tsm_str es256 = TSM_STR("ES256");

/*
 * createLabelMapFunction: "c14n3" becomes the label of 3. Where there is
 * none (ret_labels is NULL then) the document is not the one that was
 * derived.
 */
static enum tsm_status relabel(struct tsm_arena *arena,
    const struct tsm_rdf_canonical *canonical,
    const struct tsm_sd_derived *derived, const struct tsm_str **ret_labels,
    struct tsm_error *err)
{
	struct tsm_str *labels = tsm_arena_array(
	    arena, (size_t)canonical->label_count + 1, sizeof(*labels));
	struct tsm_buf text;
	uint64_t number;
	enum tsm_status status = TSM_OK;

	if (labels == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&text, 0);
	for (uint32_t i = 0; i < canonical->label_count && status == TSM_OK;
	     i++) {
		if (!sd_label_number(canonical->labels[i], &number))
			continue;
		if (number >= derived->n_labels) {
			labels = NULL;
			break;
		}
		tsm_buf_clear(&text);
		status = tsm_multibase_encode(&text, 'u',
		    derived->labels[number].ptr, derived->labels[number].len);
		labels[i] = tsm_str_n(
		    tsm_arena_copy(arena, tsm_buf_cstr(&text), text.len),
		    text.len);
		if (status != TSM_OK || labels[i].ptr == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&text);
	*ret_labels = labels;
	return status;
}

/* The statements that may be left out, each by its own signature. */
static enum tsm_status verify_each(const struct tsm_sd_derived *derived,
    const struct tsm_str *lines, const struct tsm_public_key *key,
    bool *ret_valid, struct tsm_error *err)
{
	const struct tsm_signature_alg *alg = tsm_signature_alg_find(es256);
	size_t n = 0;
	bool valid = true;

	for (size_t i = 0; i < derived->n_statements && valid; i++) {
		if (derived->mandatory[i])
			continue;
		valid = n < derived->n_signatures;
		if (valid)
			TSM_TRY(tsm_signature_verify(alg, key, lines[i],
			    derived->signatures[n++], &valid, err));
	}
	*ret_valid = valid && n == derived->n_signatures;
	return TSM_OK;
}

/* The signature that binds it all, first. */
static enum tsm_status verify_lines(const struct tsm_sd_derived *derived,
    const struct tsm_str *lines, const unsigned char *proof_hash,
    const struct tsm_public_key *key, bool *ret_valid, struct tsm_error *err)
{
	unsigned char mandatory_hash[TSM_SHA256_SIZE];
	unsigned char message[TSM_SD_SIGN_DATA];
	struct tsm_public_key *own;

	TSM_TRY(tsm_sd_hash(
	    lines, derived->mandatory, derived->n_statements, mandatory_hash));
	tsm_sd_sign_data(
	    proof_hash, derived->public_key, mandatory_hash, message);
	TSM_TRY(tsm_signature_verify(tsm_signature_alg_find(es256), key,
	    tsm_str_n((const char *)message, sizeof(message)),
	    derived->base_signature, ret_valid, err));
	if (!*ret_valid)
		return TSM_OK;
	enum tsm_status status =
	    memcmp(derived->public_key.ptr, "\x80\x24", 2) != 0
		? TSM_E_VALUE
		: tsm_public_key_from_raw(TSM_KEY_P256,
		      derived->public_key.ptr + 2, TSM_SD_KEY - 2, &own, err);
	if (status != TSM_OK)
		return status == TSM_E_MEMORY
			   ? status
			   : tsm_fail(err, TSM_E_SYNTAX, NULL,
				 "proofValue holds no key for P-256");
	status = verify_each(derived, lines, own, ret_valid, err);
	tsm_public_key_free(&own);
	return status;
}

/*
 * VC-DI section 4.5: with previousProof the document has these proofs in
 * it, and their statements are among those that are signed.
 */
static enum tsm_status canonical_with_previous(struct tsm_integrity *integrity,
    const struct tsm_json *previous, struct tsm_rdf_dataset *dataset,
    struct tsm_rdf_canonical *ret_canonical, struct tsm_jsonld_failure *failure,
    struct tsm_error *err)
{
	const struct tsm_rdf_canon_options sha256 = { .hash = TSM_SHA256 };
	const struct tsm_jsonld_options none = { 0 };
	const struct tsm_rdf_canonical *known;
	const struct tsm_rdf_dataset *whole;
	const struct tsm_json *document;

	if (previous == NULL) {
		TSM_TRY(integrity_canonical(
		    integrity, TSM_SHA256, &known, failure, err));
		TSM_TRY(tsm_integrity_dataset(integrity, &whole, failure, err));
		*ret_canonical = *known;
		*dataset = *whole;
		return TSM_OK;
	}
	TSM_TRY(integrity_with_previous(integrity, previous, &document, err));
	TSM_TRY(integrity_to_rdf(
	    integrity, document, NULL, none, dataset, failure, err));
	return tsm_rdf_canonize(
	    dataset, &sha256, integrity->arena, ret_canonical, err);
}

enum tsm_status integrity_sd_verify(struct tsm_integrity *integrity,
    const struct tsm_json *proof, const struct tsm_public_key *key,
    bool *ret_valid, struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	struct tsm_arena *arena = integrity->arena;
	unsigned char proof_hash[TSM_SHA256_SIZE];
	struct tsm_rdf_canonical canonical;
	struct tsm_rdf_dataset dataset;
	struct tsm_sd_derived derived;
	const struct tsm_str *labels = NULL;
	const struct tsm_str *lines = NULL;

	TSM_TRY(canonical_with_previous(integrity,
	    tsm_json_get(proof, "previousProof"), &dataset, &canonical, failure,
	    err));
	TSM_TRY(
	    tsm_sd_derived_parse(arena, proof, canonical.count, &derived, err));
	TSM_TRY(tsm_integrity_config_hash(
	    integrity, TSM_SHA256, proof, proof_hash, failure, err));
	TSM_TRY(relabel(arena, &canonical, &derived, &labels, err));
	*ret_valid = false;
	if (labels == NULL || derived.beyond)
		return TSM_OK;
	TSM_TRY(sd_lines(arena, &dataset, &canonical, labels, &lines, err));
	enum tsm_status status =
	    verify_lines(&derived, lines, proof_hash, key, ret_valid, err);
	/* a JWK that is restricted to another algorithm */
	return status == TSM_E_MISMATCH ? TSM_E_DENIED : status;
}
