/*
 * integrity_sd.c - derived proofs of ecdsa-sd-2023 (vc-di-ecdsa section
 * 3.4): the issuer signed the statements that must be shown as one and each
 * other statement for itself, with a key made for this one credential.
 */
#include <stdlib.h>
#include <string.h>

#include "integrity_private.h"
#include "testamur/base/cbor.h"
#include "testamur/base/encode.h"
#include "testamur/crypto/signature.h"
#include "testamur/rdf/nquads.h"

#define SIGNATURE 64
#define LABEL     32
/* 0x8024 and a compressed point: Multikey of P-256 */
#define MULTIKEY 35
/* Its two bytes start the header of a derived proof: a tag of CBOR */
#define TAG_DERIVED 0x5d01
/* A proof, decoded. */
#define DERIVED_MAX ((size_t)4 << 20)

/* parseDerivedProofValue, section 3.5.8; views into the decoded bytes. */
struct derived {
	struct tsm_str base_signature;
	struct tsm_str public_key;
	const unsigned char **signatures; /* SIGNATURE bytes each */
	size_t n_signatures;
	const unsigned char **labels; /* LABEL bytes by canonical number */
	size_t n_labels;
	bool *mandatory; /* by position; n_statements of them */
	size_t n_statements;
};

/* A byte string of a stated length. */
static bool take_bytes(struct tsm_str *in, size_t len, struct tsm_str *ret)
{
	return tsm_cbor_take_bytes(in, ret) && ret->len == len;
}

/* --- the proof value ------------------------------------------------------ */

static enum tsm_status broken(struct tsm_error *err)
{
	return tsm_fail(
	    err, TSM_E_SYNTAX, NULL, "proofValue is no derived proof");
}

static enum tsm_status take_signatures(struct tsm_arena *arena,
    struct tsm_str *in, struct derived *derived, struct tsm_error *err)
{
	struct tsm_str bytes;

	if (!tsm_cbor_take_array(in, &derived->n_signatures))
		return broken(err);
	derived->signatures = tsm_arena_array(
	    arena, derived->n_signatures + 1, sizeof(*derived->signatures));
	if (derived->signatures == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < derived->n_signatures; i++) {
		if (!take_bytes(in, SIGNATURE, &bytes))
			return broken(err);
		derived->signatures[i] = (const unsigned char *)bytes.ptr;
	}
	return TSM_OK;
}

/* Each canonical number once, from 0 to the count. */
static enum tsm_status take_labels(struct tsm_arena *arena, struct tsm_str *in,
    struct derived *derived, struct tsm_error *err)
{
	struct tsm_str bytes;
	uint64_t number;

	if (!tsm_cbor_take_map(in, &derived->n_labels))
		return broken(err);
	derived->labels = tsm_arena_array(
	    arena, derived->n_labels + 1, sizeof(*derived->labels));
	if (derived->labels == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < derived->n_labels; i++) {
		if (!tsm_cbor_take_uint(in, &number) ||
		    number >= derived->n_labels ||
		    derived->labels[number] != NULL ||
		    !take_bytes(in, LABEL, &bytes))
			return broken(err);
		derived->labels[number] = (const unsigned char *)bytes.ptr;
	}
	return TSM_OK;
}

static enum tsm_status take_mandatory(
    struct tsm_str *in, struct derived *derived, struct tsm_error *err)
{
	uint64_t position;
	size_t n;

	if (!tsm_cbor_take_array(in, &n))
		return broken(err);
	for (size_t i = 0; i < n; i++) {
		if (!tsm_cbor_take_uint(in, &position) ||
		    position >= derived->n_statements ||
		    derived->mandatory[position])
			return broken(err);
		derived->mandatory[position] = true;
	}
	return in->len == 0 ? TSM_OK : broken(err);
}

static enum tsm_status parse(struct tsm_arena *arena, struct tsm_str bytes,
    size_t n_statements, struct derived *derived, struct tsm_error *err)
{
	struct tsm_str in = bytes;
	uint64_t tag;
	size_t n;

	if (!tsm_cbor_take_tag(&in, &tag) || tag != TAG_DERIVED)
		return broken(err);
	derived->n_statements = n_statements;
	derived->mandatory = tsm_arena_alloc(arena, n_statements + 1);
	if (derived->mandatory == NULL)
		return tsm_fail_memory(err);
	if (!tsm_cbor_take_array(&in, &n) || n != 5 ||
	    !take_bytes(&in, SIGNATURE, &derived->base_signature) ||
	    !take_bytes(&in, MULTIKEY, &derived->public_key))
		return broken(err);
	TSM_TRY(take_signatures(arena, &in, derived, err));
	TSM_TRY(take_labels(arena, &in, derived, err));
	return take_mandatory(&in, derived, err);
}

static enum tsm_status decode(struct tsm_arena *arena,
    const struct tsm_json *proof, struct tsm_str *ret_bytes,
    struct tsm_error *err)
{
	struct tsm_str text = tsm_json_get(proof, "proofValue")->text;
	struct tsm_buf bytes;
	enum tsm_status status = TSM_E_SYNTAX;

	tsm_buf_init(&bytes, DERIVED_MAX);
	if (text.len > 0 && text.ptr[0] == 'u')
		status = tsm_multibase_decode(&bytes, text);
	if (status == TSM_OK) {
		char *copy = tsm_arena_copy(arena, bytes.data, bytes.len);
		*ret_bytes = tsm_str_n(copy, bytes.len);
		if (copy == NULL)
			status = tsm_fail_memory(err);
	} else if (status != TSM_E_MEMORY) {
		status = broken(err);
	}
	tsm_buf_release(&bytes);
	return status;
}

/* --- the statements ------------------------------------------------------- */

/* createLabelMapFunction, section 3.5.5: "c14n3" is the label of 3. */
static enum tsm_status relabel(struct tsm_arena *arena,
    const struct tsm_rdf_canonical *canonical, const struct derived *derived,
    const struct tsm_str **ret_labels, struct tsm_error *err)
{
	static const char prefix[] = "c14n";
	struct tsm_str *labels = tsm_arena_array(
	    arena, (size_t)canonical->label_count + 1, sizeof(*labels));
	struct tsm_buf text;
	uint64_t number;

	if (labels == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&text, 0);
	for (uint32_t i = 0; i < canonical->label_count; i++) {
		struct tsm_str own = canonical->labels[i];
		/* A blank node that no statement has: no label either. */
		if (own.len < sizeof(prefix))
			continue;
		own.ptr += sizeof(prefix) - 1;
		own.len -= sizeof(prefix) - 1;
		if (tsm_parse_u64(own, UINT32_MAX, &number) != TSM_OK ||
		    number >= derived->n_labels) {
			tsm_buf_release(&text);
			return broken(err);
		}
		tsm_buf_clear(&text);
		enum tsm_status status = tsm_multibase_encode(
		    &text, 'u', derived->labels[number], LABEL);
		labels[i] = tsm_str_n(
		    tsm_arena_copy(arena, text.data, text.len), text.len);
		if (status != TSM_OK || labels[i].ptr == NULL) {
			tsm_buf_release(&text);
			return tsm_fail_memory(err);
		}
	}
	tsm_buf_release(&text);
	*ret_labels = labels;
	return TSM_OK;
}

static int by_text(const void *a, const void *b)
{
	return tsm_str_cmp(
	    *(const struct tsm_str *)a, *(const struct tsm_str *)b);
}

/* labelReplacementCanonicalizeJsonLd, section 3.5.1; text keeps the bytes. */
static enum tsm_status statements(const struct tsm_integrity *integrity,
    const struct tsm_rdf_canonical *canonical, const struct tsm_str *labels,
    struct tsm_buf *text, struct tsm_str *ret_lines)
{
	const struct tsm_rdf_dataset *dataset = &integrity->cache->dataset;

	for (size_t i = 0; i < canonical->count; i++) {
		size_t start = text->len;
		tsm_nquads_write_quad(
		    text, &dataset->quads[canonical->quads[i]], labels);
		ret_lines[i].len = text->len - start;
	}
	TSM_TRY(tsm_buf_status(text));
	const char *at = text->data;
	for (size_t i = 0; i < canonical->count; i++) {
		ret_lines[i].ptr = at;
		at += ret_lines[i].len;
	}
	if (canonical->count > 1)
		qsort(ret_lines, canonical->count, sizeof(*ret_lines), by_text);
	return TSM_OK;
}

/* --- verifying ------------------------------------------------------------ */

static enum tsm_status hash_mandatory(const struct derived *derived,
    const struct tsm_str *lines, unsigned char *out)
{
	struct tsm_hash *hash;

	TSM_TRY(tsm_hash_new(TSM_SHA256, &hash));
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; i < derived->n_statements && status == TSM_OK; i++)
		if (derived->mandatory[i])
			status = tsm_hash_add(hash, lines[i].ptr, lines[i].len);
	if (status == TSM_OK)
		status = tsm_hash_final(hash, out);
	tsm_hash_free(&hash);
	return status;
}

/* The statements that may be left out, each by its own signature. */
static enum tsm_status verify_each(const struct derived *derived,
    const struct tsm_str *lines, const struct tsm_public_key *key,
    bool *ret_valid, struct tsm_error *err)
{
	const struct tsm_signature_alg *alg =
	    tsm_signature_alg_find(tsm_str("ES256"));
	size_t n = 0;
	bool valid = true;

	for (size_t i = 0; i < derived->n_statements && valid; i++) {
		if (derived->mandatory[i])
			continue;
		valid = n < derived->n_signatures;
		if (valid)
			TSM_TRY(tsm_signature_verify(alg, key, lines[i],
			    tsm_str_n((const char *)derived->signatures[n++],
				SIGNATURE),
			    &valid, err));
	}
	*ret_valid = valid && n == derived->n_signatures;
	return TSM_OK;
}

/* Section 3.4.5 steps 5 to 10: the signature that binds it all, first. */
static enum tsm_status verify_lines(const struct derived *derived,
    const struct tsm_str *lines, const unsigned char *proof_hash,
    const struct tsm_public_key *key, bool *ret_valid, struct tsm_error *err)
{
	const struct tsm_signature_alg *alg =
	    tsm_signature_alg_find(tsm_str("ES256"));
	unsigned char message[TSM_SHA256_SIZE + MULTIKEY + TSM_SHA256_SIZE];
	struct tsm_public_key *own;

	memcpy(message, proof_hash, TSM_SHA256_SIZE);
	memcpy(message + TSM_SHA256_SIZE, derived->public_key.ptr, MULTIKEY);
	TSM_TRY(hash_mandatory(
	    derived, lines, message + TSM_SHA256_SIZE + MULTIKEY));
	TSM_TRY(tsm_signature_verify(alg, key,
	    tsm_str_n((const char *)message, sizeof(message)),
	    derived->base_signature, ret_valid, err));
	if (!*ret_valid)
		return TSM_OK;
	enum tsm_status status =
	    memcmp(derived->public_key.ptr, "\x80\x24", 2) != 0
		? TSM_E_VALUE
		: tsm_public_key_from_raw(TSM_KEY_P256,
		      derived->public_key.ptr + 2, MULTIKEY - 2, &own, err);
	if (status != TSM_OK)
		return status == TSM_E_MEMORY ? status : broken(err);
	status = verify_each(derived, lines, own, ret_valid, err);
	tsm_public_key_free(&own);
	return status;
}

static enum tsm_status verify_derived(struct tsm_integrity *integrity,
    const struct tsm_rdf_canonical *canonical, const struct derived *derived,
    const unsigned char *proof_hash, const struct tsm_public_key *key,
    bool *ret_valid, struct tsm_error *err)
{
	struct tsm_str *lines = tsm_arena_array(
	    integrity->arena, canonical->count + 1, sizeof(*lines));
	const struct tsm_str *labels;
	struct tsm_buf text;

	if (lines == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(relabel(integrity->arena, canonical, derived, &labels, err));
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    statements(integrity, canonical, labels, &text, lines);
	if (status == TSM_OK)
		status = verify_lines(
		    derived, lines, proof_hash, key, ret_valid, err);
	tsm_buf_release(&text);
	return status == TSM_E_MISMATCH ? TSM_E_DENIED : status;
}

enum tsm_status integrity_sd_verify(struct tsm_integrity *integrity,
    const struct tsm_json *proof, const struct tsm_public_key *key,
    bool *ret_valid, struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	const struct tsm_rdf_canonical *canonical;
	unsigned char proof_hash[TSM_SHA256_SIZE];
	struct derived derived = { 0 };
	struct tsm_str bytes = { NULL, 0 };

	if (tsm_json_get(proof, "previousProof") != NULL)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "a selectively disclosed proof builds on no other");
	TSM_TRY(decode(integrity->arena, proof, &bytes, err));
	TSM_TRY(integrity_canonical(
	    integrity, TSM_SHA256, &canonical, failure, err));
	TSM_TRY(
	    parse(integrity->arena, bytes, canonical->count, &derived, err));
	TSM_TRY(tsm_integrity_config_hash(
	    integrity, TSM_SHA256, proof, proof_hash, failure, err));
	return verify_derived(
	    integrity, canonical, &derived, proof_hash, key, ret_valid, err);
}
