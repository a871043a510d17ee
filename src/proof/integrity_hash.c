/*
 * integrity_hash.c - from a document and a proof configuration to the bytes
 * that are signed.
 */
#include <string.h>

#include "integrity_private.h"
#include "testamur/json/jcs.h"

static const struct tsm_str proof_name = TSM_STR("proof");

enum tsm_status integrity_to_rdf(const struct tsm_integrity *integrity,
    const struct tsm_json *document, const struct tsm_json *without,
    struct tsm_jsonld_options options, struct tsm_rdf_dataset *dataset,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	options.rdf_direction = TSM_RDF_DIRECTION_I18N_DATATYPE;
	options.safe = true;
	options.plain = integrity->plain;
	options.loader = integrity->loader;
	tsm_rdf_dataset_init(dataset, integrity->arena, 0);
	return tsm_jsonld_to_rdf(integrity->store, document, without, &options,
	    dataset, failure, err);
}

enum tsm_status tsm_integrity_dataset(struct tsm_integrity *integrity,
    const struct tsm_rdf_dataset **ret_dataset,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	struct tsm_integrity_cache *cache = integrity->cache;

	/* A refusal is kept too: sixteen proofs do not make it sixteen times
	 * the work. */
	if (!cache->converted) {
		const struct tsm_jsonld_options options = {
			.no_vocab = integrity->no_vocab,
		};
		cache->status = integrity_to_rdf(integrity, integrity->document,
		    tsm_json_get(integrity->document, proof_name.ptr), options,
		    &cache->dataset, &cache->failure, &cache->err);
		cache->converted = true;
	}
	if (cache->status != TSM_OK) {
		if (failure != NULL)
			*failure = cache->failure;
		if (err != NULL)
			*err = cache->err;
		return cache->status;
	}
	*ret_dataset = &cache->dataset;
	return TSM_OK;
}

static struct integrity_hashed *hashed_by(
    const struct tsm_integrity *integrity, enum tsm_digest_alg alg)
{
	return &integrity->cache->hashed[alg == TSM_SHA384 ? 1 : 0];
}

enum tsm_status integrity_canonical(struct tsm_integrity *integrity,
    enum tsm_digest_alg alg, const struct tsm_rdf_canonical **ret_canonical,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	const struct tsm_rdf_canon_options options = { .hash = alg };
	struct integrity_hashed *hashed = hashed_by(integrity, alg);
	const struct tsm_rdf_dataset *dataset;

	if (!hashed->canonised) {
		TSM_TRY(
		    tsm_integrity_dataset(integrity, &dataset, failure, err));
		TSM_TRY(tsm_rdf_canonize(dataset, &options, integrity->arena,
		    &hashed->canonical, err));
		hashed->canonised = true;
	}
	*ret_canonical = &hashed->canonical;
	return TSM_OK;
}

/* Convert, canonicalise and hash something that is hashed only once. */
static enum tsm_status rdf_digest(const struct tsm_integrity *integrity,
    const struct tsm_json *document, const struct tsm_json *without,
    enum tsm_digest_alg alg, unsigned char *out,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	const struct tsm_rdf_canon_options options = { .hash = alg };
	struct tsm_rdf_canonical canonical;
	const struct tsm_jsonld_options none = { 0 };
	struct tsm_rdf_dataset dataset;

	TSM_TRY(integrity_to_rdf(
	    integrity, document, without, none, &dataset, failure, err));
	TSM_TRY(tsm_rdf_canonize(
	    &dataset, &options, integrity->arena, &canonical, err));
	return tsm_rdf_canonical_digest(&canonical, alg, out);
}

static enum tsm_status jcs_digest(const struct tsm_json *value,
    enum tsm_digest_alg alg, unsigned char *out, struct tsm_error *err)
{
	struct tsm_buf text;

	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_jcs(value, &text, err);
	if (status == TSM_OK)
		status = tsm_digest(alg, text.data, text.len, out);
	tsm_buf_release(&text);
	return status;
}

/* --- previous proofs ------------------------------------------------------ */

static const struct tsm_integrity_proof *proof_of_id(
    const struct tsm_integrity *integrity, struct tsm_str id)
{
	for (size_t i = 0; i < integrity->count; i++)
		if (integrity->proofs[i].id != NULL &&
		    tsm_str_is(id, integrity->proofs[i].id))
			return &integrity->proofs[i];
	return NULL;
}

/* VC-DI section 4.5: the document whose proofs are those that are named. */
enum tsm_status integrity_with_previous(const struct tsm_integrity *integrity,
    const struct tsm_json *previous, const struct tsm_json **ret_document,
    struct tsm_error *err)
{
	const struct tsm_json *found[TSM_INTEGRITY_PROOFS_MAX];
	size_t n = tsm_json_values(previous);

	if (!integrity_texts(previous) || n > TSM_INTEGRITY_PROOFS_MAX)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "previousProof names no proofs");
	for (size_t i = 0; i < n; i++) {
		const struct tsm_integrity_proof *proof =
		    proof_of_id(integrity, tsm_json_nth(previous, i)->text);
		if (proof == NULL)
			return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
			    "a proof that previousProof names is not there");
		found[i] = proof->json;
	}
	const struct tsm_json_member member = { proof_name.ptr,
		tsm_json_list(integrity->arena, found, n) };
	if (member.value == NULL)
		return tsm_fail_memory(err);
	*ret_document = tsm_json_with(
	    integrity->arena, integrity->document, NULL, &member, 1);
	return *ret_document != NULL ? TSM_OK : tsm_fail_memory(err);
}

/* --- RDFC ----------------------------------------------------------------- */

/* Proof configuration: vc-di-eddsa section 3.2.5, vc-di-ecdsa likewise. */
enum tsm_status tsm_integrity_config_hash(struct tsm_integrity *integrity,
    enum tsm_digest_alg alg, const struct tsm_json *config, unsigned char *out,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	static const char *const without[] = { "proofValue", "@context", NULL };
	const struct tsm_json_member context = { "@context",
		tsm_json_get(integrity->document, "@context") };
	const struct tsm_json *options = tsm_json_with(integrity->arena, config,
	    without, &context, context.value != NULL ? 1 : 0);

	if (options == NULL)
		return tsm_fail_memory(err);
	return rdf_digest(integrity, options, NULL, alg, out, failure, err);
}

static enum tsm_status rdf_document_digest(struct tsm_integrity *integrity,
    const struct tsm_json *previous, enum tsm_digest_alg alg,
    unsigned char *out, struct tsm_jsonld_failure *failure,
    struct tsm_error *err)
{
	struct integrity_hashed *hashed = hashed_by(integrity, alg);
	const struct tsm_rdf_canonical *canonical;
	const struct tsm_json *document;

	if (previous != NULL) {
		TSM_TRY(integrity_with_previous(
		    integrity, previous, &document, err));
		return rdf_digest(
		    integrity, document, NULL, alg, out, failure, err);
	}
	if (!hashed->rdf) {
		TSM_TRY(integrity_canonical(
		    integrity, alg, &canonical, failure, err));
		TSM_TRY(tsm_rdf_canonical_digest(
		    canonical, alg, hashed->rdf_digest));
		hashed->rdf = true;
	}
	memcpy(out, hashed->rdf_digest, tsm_digest_size(alg));
	return TSM_OK;
}

/* --- JCS ------------------------------------------------------------------ */

/* The document's contexts start with the proof's (section 3.3.2 step 3). */
static bool starts_with(
    const struct tsm_json *document, const struct tsm_json *proof)
{
	if (tsm_json_values(proof) > tsm_json_values(document))
		return false;
	for (size_t i = 0; i < tsm_json_values(proof); i++)
		if (!tsm_json_equal(
			tsm_json_nth(document, i), tsm_json_nth(proof, i)))
			return false;
	return true;
}

static enum tsm_status jcs_document_digest(struct tsm_integrity *integrity,
    const struct tsm_json *config, enum tsm_digest_alg alg, unsigned char *out,
    struct tsm_error *err)
{
	static const char *const no_proof[] = { "proof", NULL };
	struct integrity_hashed *hashed = hashed_by(integrity, alg);
	const struct tsm_json *document = integrity->document;
	const struct tsm_json *own = tsm_json_get(document, "@context");
	const struct tsm_json *previous = tsm_json_get(config, "previousProof");
	const struct tsm_json_member context = { "@context",
		tsm_json_get(config, "@context") };
	bool same = context.value == NULL || tsm_json_equal(context.value, own);

	if (!same && !starts_with(own, context.value))
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "the contexts of the document do not start with those of "
		    "the proof");
	if (same && previous == NULL && hashed->jcs) {
		memcpy(out, hashed->jcs_digest, tsm_digest_size(alg));
		return TSM_OK;
	}
	if (previous != NULL)
		TSM_TRY(integrity_with_previous(
		    integrity, previous, &document, err));
	document = tsm_json_with(integrity->arena, document,
	    previous != NULL ? NULL : no_proof, &context, same ? 0 : 1);
	if (document == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(jcs_digest(document, alg, out, err));
	if (same && previous == NULL) {
		memcpy(hashed->jcs_digest, out, tsm_digest_size(alg));
		hashed->jcs = true;
	}
	return TSM_OK;
}

static enum tsm_status jcs_config_digest(struct tsm_integrity *integrity,
    const struct tsm_json *config, enum tsm_digest_alg alg, unsigned char *out,
    struct tsm_error *err)
{
	static const char *const without[] = { "proofValue", NULL };
	const struct tsm_json *options =
	    tsm_json_with(integrity->arena, config, without, NULL, 0);

	if (options == NULL)
		return tsm_fail_memory(err);
	return jcs_digest(options, alg, out, err);
}

/* Hashing: vc-di-eddsa sections 3.2.4 and 3.3.4: the proof's hash first. */
enum tsm_status tsm_integrity_hash(struct tsm_integrity *integrity,
    const struct tsm_integrity_suite *suite, enum tsm_digest_alg alg,
    const struct tsm_json *config, struct tsm_integrity_hash *ret_hash,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	struct tsm_integrity_hash hash = { .len = 2 * tsm_digest_size(alg) };
	unsigned char *document = hash.data + tsm_digest_size(alg);

	switch (suite->form) {
	case TSM_INTEGRITY_RDFC:
		TSM_TRY(rdf_document_digest(integrity,
		    tsm_json_get(config, "previousProof"), alg, document,
		    failure, err));
		if (integrity->config_hash != NULL)
			memcpy(hash.data, integrity->config_hash,
			    tsm_digest_size(alg));
		else
			TSM_TRY(tsm_integrity_config_hash(
			    integrity, alg, config, hash.data, failure, err));
		break;
	case TSM_INTEGRITY_JCS:
		TSM_TRY(
		    jcs_document_digest(integrity, config, alg, document, err));
		TSM_TRY(
		    jcs_config_digest(integrity, config, alg, hash.data, err));
		break;
	default:
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "this suite signs more than one hash");
	}
	*ret_hash = hash;
	return TSM_OK;
}
