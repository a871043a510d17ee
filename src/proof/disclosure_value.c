/*
 * disclosure_value.c - the proof values of ecdsa-sd-2023: CBOR (vc-di-ecdsa
 * section 3.5).
 */
#include <stdlib.h>
#include <string.h>

#include "integrity_private.h"
#include "testamur/base/cbor.h"
#include "testamur/base/encode.h"

/* The headers 0xd9 0x5d 0x00 and 0x01 are tags of CBOR. */
#define TAG_BASE    0x5d00
#define TAG_DERIVED 0x5d01
#define COMPONENTS  5
/* A proof value, decoded. */
#define VALUE_MAX ((size_t)4 << 20)

/* --- reading -------------------------------------------------------------- */

static enum tsm_status broken(struct tsm_error *err)
{
	return tsm_fail(err, TSM_E_SYNTAX, NULL,
	    "proofValue is none of ecdsa-sd-2023, or broken");
}

/* A byte string of a stated length. */
static bool take_bytes(struct tsm_str *in, size_t len, struct tsm_str *ret)
{
	return tsm_cbor_take_bytes(in, ret) && ret->len == len;
}

/* The bytes behind multibase "u", in the arena. */
static enum tsm_status decode(struct tsm_arena *arena,
    const struct tsm_json *proof, struct tsm_str *ret_bytes,
    struct tsm_error *err)
{
	const struct tsm_json *value = tsm_json_get(proof, "proofValue");
	struct tsm_buf bytes;
	enum tsm_status status = TSM_E_SYNTAX;

	tsm_buf_init(&bytes, VALUE_MAX);
	if (tsm_json_is(value, TSM_JSON_STRING) && value->text.len > 0 &&
	    value->text.ptr[0] == 'u')
		status = tsm_multibase_decode(&bytes, value->text);
	if (status == TSM_OK) {
		char *copy = tsm_arena_copy(arena, bytes.data, bytes.len);
		*ret_bytes = tsm_str_n(copy, bytes.len);
		if (copy == NULL)
			status = tsm_fail_memory(err);
	} else {
		status =
		    status == TSM_E_MEMORY ? tsm_fail_memory(err) : broken(err);
	}
	tsm_buf_release(&bytes);
	return status;
}

/* The tag says which of the two it is. */
static enum tsm_status open_value(struct tsm_arena *arena,
    const struct tsm_json *proof, uint64_t expected, struct tsm_str *ret_in,
    struct tsm_error *err)
{
	uint64_t tag;
	size_t n;

	TSM_TRY(decode(arena, proof, ret_in, err));
	if (!tsm_cbor_take_tag(ret_in, &tag) ||
	    (tag != TAG_BASE && tag != TAG_DERIVED))
		return broken(err);
	if (tag != expected)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    tag == TAG_BASE
			? "a base proof is for the holder alone, who derives "
			  "from it what to show"
			: "a derived proof, from which nothing can be derived");
	return tsm_cbor_take_array(ret_in, &n) && n == COMPONENTS ? TSM_OK
								  : broken(err);
}

static enum tsm_status take_signatures(struct tsm_arena *arena,
    struct tsm_str *in, const struct tsm_str **ret_signatures, size_t *ret_n,
    struct tsm_error *err)
{
	struct tsm_str *signatures;
	size_t n;

	if (!tsm_cbor_take_array(in, &n) || n > TSM_SD_SIGNATURES_MAX)
		return broken(err);
	signatures = tsm_arena_array(arena, n + 1, sizeof(*signatures));
	if (signatures == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < n; i++)
		if (!take_bytes(in, TSM_SD_SIGNATURE, &signatures[i]))
			return broken(err);
	*ret_signatures = signatures;
	*ret_n = n;
	return TSM_OK;
}

static enum tsm_status take_pointers(struct tsm_arena *arena,
    struct tsm_str *in, struct tsm_sd_base *base, struct tsm_error *err)
{
	struct tsm_str *pointers;
	size_t n;

	if (!tsm_cbor_take_array(in, &n) || n > TSM_SD_POINTERS_MAX)
		return broken(err);
	pointers = tsm_arena_array(arena, n + 1, sizeof(*pointers));
	if (pointers == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < n; i++) {
		if (!tsm_cbor_take_text(in, &pointers[i]) ||
		    tsm_str_find(pointers[i], '\0') < pointers[i].len)
			return broken(err);
		pointers[i].ptr = tsm_arena_str(arena, pointers[i]);
		if (pointers[i].ptr == NULL)
			return tsm_fail_memory(err);
	}
	base->pointers = pointers;
	base->n_pointers = n;
	return in->len == 0 ? TSM_OK : broken(err);
}

enum tsm_status tsm_sd_base_parse(struct tsm_arena *arena,
    const struct tsm_json *proof, struct tsm_sd_base *ret_base,
    struct tsm_error *err)
{
	struct tsm_sd_base base = { 0 };
	struct tsm_str in;

	TSM_TRY(open_value(arena, proof, TAG_BASE, &in, err));
	if (!take_bytes(&in, TSM_SD_SIGNATURE, &base.base_signature) ||
	    !take_bytes(&in, TSM_SD_KEY, &base.public_key) ||
	    !take_bytes(&in, TSM_SD_HMAC_KEY, &base.hmac_key))
		return broken(err);
	TSM_TRY(take_signatures(
	    arena, &in, &base.signatures, &base.n_signatures, err));
	TSM_TRY(take_pointers(arena, &in, &base, err));
	*ret_base = base;
	return TSM_OK;
}

static int by_bytes(const void *a, const void *b)
{
	return tsm_str_cmp(
	    *(const struct tsm_str *)a, *(const struct tsm_str *)b);
}

/*
 * No two nodes have one label: the holder, who writes the map, could show
 * one signed result or identifier as two, its statements signed alike.
 */
static enum tsm_status distinct(struct tsm_arena *arena,
    const struct tsm_str *labels, size_t n, struct tsm_error *err)
{
	struct tsm_str *sorted = tsm_arena_array(arena, n + 1, sizeof(*sorted));

	if (sorted == NULL)
		return tsm_fail_memory(err);
	if (n > 0) {
		memcpy(sorted, labels, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), by_bytes);
	}
	for (size_t i = 1; i < n; i++)
		if (tsm_str_eq(sorted[i - 1], sorted[i]))
			return broken(err);
	return TSM_OK;
}

/* decompressLabelMap: each canonical number once, from 0 to the count. */
static enum tsm_status take_labels(struct tsm_arena *arena, struct tsm_str *in,
    struct tsm_sd_derived *derived, struct tsm_error *err)
{
	struct tsm_str *labels;
	uint64_t number;
	size_t n;

	if (!tsm_cbor_take_map(in, &n))
		return broken(err);
	labels = tsm_arena_array(arena, n + 1, sizeof(*labels));
	if (labels == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < n; i++)
		if (!tsm_cbor_take_uint(in, &number) || number >= n ||
		    labels[number].ptr != NULL ||
		    !take_bytes(in, TSM_SD_LABEL, &labels[number]))
			return broken(err);
	derived->labels = labels;
	derived->n_labels = n;
	return distinct(arena, labels, n, err);
}

static enum tsm_status take_mandatory(struct tsm_arena *arena,
    struct tsm_str *in, struct tsm_sd_derived *derived, struct tsm_error *err)
{
	bool *mandatory = tsm_arena_alloc(arena, derived->n_statements + 1);
	uint64_t position;
	size_t n;

	if (mandatory == NULL)
		return tsm_fail_memory(err);
	if (!tsm_cbor_take_array(in, &n))
		return broken(err);
	for (size_t i = 0; i < n; i++) {
		if (!tsm_cbor_take_uint(in, &position))
			return broken(err);
		if (position >= derived->n_statements) {
			derived->beyond = true;
			continue;
		}
		if (mandatory[position])
			return broken(err);
		mandatory[position] = true;
	}
	derived->mandatory = mandatory;
	return in->len == 0 ? TSM_OK : broken(err);
}

enum tsm_status tsm_sd_derived_parse(struct tsm_arena *arena,
    const struct tsm_json *proof, size_t n_statements,
    struct tsm_sd_derived *ret_derived, struct tsm_error *err)
{
	struct tsm_sd_derived derived = { .n_statements = n_statements };
	struct tsm_str in;

	TSM_TRY(open_value(arena, proof, TAG_DERIVED, &in, err));
	if (!take_bytes(&in, TSM_SD_SIGNATURE, &derived.base_signature) ||
	    !take_bytes(&in, TSM_SD_KEY, &derived.public_key))
		return broken(err);
	TSM_TRY(take_signatures(
	    arena, &in, &derived.signatures, &derived.n_signatures, err));
	TSM_TRY(take_labels(arena, &in, &derived, err));
	TSM_TRY(take_mandatory(arena, &in, &derived, err));
	*ret_derived = derived;
	return TSM_OK;
}

/* --- writing -------------------------------------------------------------- */

static void put(struct tsm_buf *out, struct tsm_str bytes)
{
	tsm_cbor_put_bytes(out, bytes.ptr, bytes.len);
}

static void put_signatures(
    struct tsm_buf *out, const struct tsm_str *signatures, size_t n)
{
	tsm_cbor_put_array(out, n);
	for (size_t i = 0; i < n; i++)
		put(out, signatures[i]);
}

/* Append as multibase; bytes is released. */
static enum tsm_status encode(struct tsm_buf *bytes, struct tsm_buf *out)
{
	enum tsm_status status = tsm_buf_status(bytes);

	if (status == TSM_OK)
		status =
		    tsm_multibase_encode(out, 'u', bytes->data, bytes->len);
	tsm_buf_release(bytes);
	return status;
}

enum tsm_status tsm_sd_base_put(
    const struct tsm_sd_base *base, struct tsm_buf *out)
{
	put(out, base->public_key);
	put(out, base->hmac_key);
	put_signatures(out, base->signatures, base->n_signatures);
	tsm_cbor_put_array(out, base->n_pointers);
	for (size_t i = 0; i < base->n_pointers; i++)
		tsm_cbor_put_text(out, base->pointers[i]);
	return tsm_buf_status(out);
}

enum tsm_status tsm_sd_base_write(
    struct tsm_str base_signature, struct tsm_str rest, struct tsm_buf *out)
{
	struct tsm_buf bytes;

	tsm_buf_init(&bytes, VALUE_MAX);
	tsm_cbor_put_tag(&bytes, TAG_BASE);
	tsm_cbor_put_array(&bytes, COMPONENTS);
	put(&bytes, base_signature);
	tsm_buf_addstr(&bytes, rest);
	return encode(&bytes, out);
}

enum tsm_status tsm_sd_derived_write(
    const struct tsm_sd_derived *derived, struct tsm_buf *out)
{
	struct tsm_buf bytes;
	size_t mandatory = 0;

	tsm_buf_init(&bytes, VALUE_MAX);
	tsm_cbor_put_tag(&bytes, TAG_DERIVED);
	tsm_cbor_put_array(&bytes, COMPONENTS);
	put(&bytes, derived->base_signature);
	put(&bytes, derived->public_key);
	put_signatures(&bytes, derived->signatures, derived->n_signatures);
	/* compressLabelMap: the key "c14n3" is the number 3 */
	tsm_cbor_put_map(&bytes, derived->n_labels);
	for (size_t i = 0; i < derived->n_labels; i++) {
		tsm_cbor_put_uint(&bytes, i);
		put(&bytes, derived->labels[i]);
	}
	for (size_t i = 0; i < derived->n_statements; i++)
		mandatory += derived->mandatory[i];
	tsm_cbor_put_array(&bytes, mandatory);
	for (size_t i = 0; i < derived->n_statements; i++)
		if (derived->mandatory[i])
			tsm_cbor_put_uint(&bytes, i);
	return encode(&bytes, out);
}
