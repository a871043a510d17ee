/*
 * derive.c - derived proofs of ecdsa-sd-2023 (vc-di-ecdsa sections 3.5
 * createDisclosureData and 3.6.6 Add Derived Proof).
 */
#include "testamur/prove/derive.h"

#include <string.h>

#include "testamur/json/write.h"
#include "testamur/proof/disclosure.h"

/* One derivation; all in one arena. */
struct deriving {
	struct tsm_arena *arena;
	struct tsm_integrity integrity;
	const struct tsm_integrity_proof *proof;
	struct tsm_sd_base base;
	struct tsm_sd_statements statements;
	struct tsm_sd_part mandatory;
	struct tsm_sd_part combined;
};

/* --- the base proof ------------------------------------------------------- */

static enum tsm_status find_proof(
    struct deriving *d, const char *id, struct tsm_error *err)
{
	struct tsm_sd_base base;

	for (size_t i = 0; i < d->integrity.count; i++) {
		const struct tsm_integrity_proof *proof =
		    &d->integrity.proofs[i];
		if (proof->suite == NULL ||
		    proof->suite->form != TSM_INTEGRITY_SD ||
		    (id != NULL && !tsm_streq(proof->id, id)))
			continue;
		enum tsm_status status =
		    tsm_sd_base_parse(d->arena, proof->json, &base, err);
		/* a derived proof beside it is just no base proof */
		if (status == TSM_E_STATE)
			continue;
		if (status != TSM_OK)
			return status;
		if (d->proof != NULL)
			return tsm_fail(err, TSM_E_AMBIGUOUS, "/proof",
			    "several proofs for selective disclosure");
		d->proof = proof;
		d->base = base;
	}
	if (d->proof == NULL)
		return tsm_fail(err, TSM_E_MISSING, "/proof",
		    "no base proof of ecdsa-sd-2023 to derive from");
	if (d->proof->previous != NULL)
		return tsm_fail(err, TSM_E_UNSUPPORTED, "/proof",
		    "the base proof builds on another one, which cannot be "
		    "shown with it");
	return TSM_OK;
}

/* --- what is shown -------------------------------------------------------- */

/* The mandatory pointers, and then those of the holder. */
static enum tsm_status combine(const struct deriving *d,
    const struct tsm_derive_options *options, const struct tsm_str **ret_all,
    size_t *ret_n, struct tsm_error *err)
{
	size_t n = d->base.n_pointers;
	struct tsm_str *all =
	    tsm_arena_array(d->arena, n + options->n_reveal + 1, sizeof(*all));

	if (all == NULL)
		return tsm_fail_memory(err);
	if (n > 0)
		memcpy(all, d->base.pointers, n * sizeof(*all));
	for (size_t i = 0; i < options->n_reveal; i++)
		all[n++] = tsm_str(options->reveal[i]);
	*ret_all = all;
	*ret_n = n;
	return TSM_OK;
}

static enum tsm_status select_parts(struct deriving *d,
    const struct tsm_derive_options *options, struct tsm_error *err)
{
	const struct tsm_str *all = NULL;
	size_t n = 0;

	TSM_TRY(combine(d, options, &all, &n, err));
	TSM_TRY(tsm_sd_statements(&d->integrity,
	    (const unsigned char *)d->base.hmac_key.ptr, &d->statements, NULL,
	    err));
	TSM_TRY(tsm_sd_select(&d->integrity, &d->statements, d->base.pointers,
	    d->base.n_pointers, &d->mandatory, NULL, err));
	TSM_TRY(tsm_sd_select(
	    &d->integrity, &d->statements, all, n, &d->combined, NULL, err));
	if (d->combined.count == 0)
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "nothing is selected, and nothing is mandatory");
	if (d->base.n_signatures + d->mandatory.count != d->statements.count)
		return tsm_fail(err, TSM_E_MISMATCH, "/proof",
		    "the base proof is over other statements than the "
		    "credential makes");
	return TSM_OK;
}

/* --- the derived proof ---------------------------------------------------- */

/*
 * createDisclosureData: of the statements that are shown, which are
 * mandatory, and the signatures of the others.
 */
static enum tsm_status write_value(
    const struct deriving *d, struct tsm_buf *value, struct tsm_error *err)
{
	size_t count = d->combined.count;
	bool *mandatory = tsm_arena_alloc(d->arena, count + 1);
	struct tsm_str *signatures =
	    tsm_arena_array(d->arena, count + 1, sizeof(*signatures));
	size_t shown = 0, n = 0, signature = 0;

	if (mandatory == NULL || signatures == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < d->statements.count; i++) {
		bool must = d->mandatory.chosen[i];
		if (d->combined.chosen[i]) {
			mandatory[shown++] = must;
			if (!must)
				signatures[n++] = d->base.signatures[signature];
		}
		signature += must ? 0 : 1;
	}
	const struct tsm_sd_derived derived = {
		.base_signature = d->base.base_signature,
		.public_key = d->base.public_key,
		.signatures = signatures,
		.n_signatures = n,
		.labels = d->combined.labels,
		.n_labels = d->combined.n_labels,
		.mandatory = mandatory,
		.n_statements = count,
	};
	enum tsm_status status = tsm_sd_derived_write(&derived, value);
	return status == TSM_OK
		   ? TSM_OK
		   : tsm_fail(err, status, NULL, "no room for the proof");
}

/* The part with the base proof, whose proofValue is this one instead. */
static enum tsm_status write_document(const struct deriving *d,
    struct tsm_str value, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_json text = { .type = TSM_JSON_STRING, .text = value };
	const struct tsm_json_member proof_value = { "proofValue", &text };
	const struct tsm_json_member proof = { "proof",
		tsm_json_with(
		    d->arena, d->proof->json, NULL, &proof_value, 1) };
	const struct tsm_json *document =
	    proof.value != NULL
		? tsm_json_with(d->arena, d->combined.document, NULL, &proof, 1)
		: NULL;

	if (document == NULL)
		return tsm_fail_memory(err);
	json_t *copy = tsm_json_copy(document);
	enum tsm_status status = tsm_json_write(copy, TSM_JSON_COMPACT, out);
	json_decref(copy);
	return status == TSM_OK
		   ? TSM_OK
		   : tsm_fail(err, status, NULL,
			 "the derived credential cannot be written");
}

static enum tsm_status derive(struct deriving *d, struct tsm_str document,
    const struct tsm_derive_options *options, struct tsm_buf *out,
    struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	struct tsm_buf value;

	TSM_TRY(tsm_json_parse(
	    d->arena, document.ptr, document.len, NULL, &root, err));
	TSM_TRY(tsm_integrity_open(
	    d->arena, root, options->store, NULL, &d->integrity, err));
	TSM_TRY(find_proof(d, options->proof_id, err));
	TSM_TRY(select_parts(d, options, err));
	tsm_buf_init(&value, 0);
	enum tsm_status status = write_value(d, &value, err);
	if (status == TSM_OK)
		status = write_document(d, tsm_buf_str(&value), out, err);
	tsm_buf_release(&value);
	return status;
}

enum tsm_status tsm_derive(struct tsm_str document,
    const struct tsm_derive_options *options, struct tsm_buf *out,
    struct tsm_error *err)
{
	struct tsm_arena arena;
	struct deriving d = { .arena = &arena };

	tsm_arena_init(&arena, 0);
	enum tsm_status status = derive(&d, document, options, out, err);
	tsm_arena_release(&arena);
	return status;
}
