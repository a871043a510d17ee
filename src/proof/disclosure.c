/*
 * disclosure.c - the statements of a document, and those of a part of it
 * (vc-di-ecdsa section 3.4).
 */
#include "testamur/proof/disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "integrity_private.h"
#include "testamur/base/encode.h"
#include "testamur/rdf/nquads.h"

static const char canonical_prefix[] = "c14n";

bool sd_label_number(struct tsm_str label, uint64_t *ret_number)
{
	size_t len = sizeof(canonical_prefix) - 1;

	return tsm_str_starts(label, canonical_prefix) &&
	       tsm_parse_u64(tsm_str_n(label.ptr + len, label.len - len),
		   UINT32_MAX, ret_number) == TSM_OK;
}

static int by_text(const void *a, const void *b)
{
	return tsm_str_cmp(
	    *(const struct tsm_str *)a, *(const struct tsm_str *)b);
}

enum tsm_status sd_lines(struct tsm_arena *arena,
    const struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_canonical *canonical, const struct tsm_str *labels,
    const struct tsm_str **ret_lines, struct tsm_error *err)
{
	struct tsm_str *lines =
	    tsm_arena_array(arena, canonical->count + 1, sizeof(*lines));
	struct tsm_buf text;

	if (lines == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&text, 0);
	for (size_t i = 0; i < canonical->count; i++) {
		size_t start = text.len;
		tsm_nquads_write_quad(
		    &text, &dataset->quads[canonical->quads[i]], labels);
		lines[i].len = text.len - start;
	}
	enum tsm_status status = tsm_buf_status(&text);
	const char *at = status == TSM_OK ? tsm_arena_copy(arena,
						tsm_buf_cstr(&text), text.len)
					  : NULL;
	tsm_buf_release(&text);
	if (at == NULL)
		return status == TSM_E_LIMIT
			   ? tsm_fail(err, status, NULL,
				 "the statements are too large")
			   : tsm_fail_memory(err);
	for (size_t i = 0; i < canonical->count; i++) {
		lines[i].ptr = at;
		at += lines[i].len;
	}
	if (canonical->count > 1)
		qsort(lines, canonical->count, sizeof(*lines), by_text);
	*ret_lines = lines;
	return TSM_OK;
}

/* createHmacIdLabelMapFunction, for one label. */
static enum tsm_status hmac_label(struct tsm_arena *arena,
    const unsigned char *hmac_key, struct tsm_str canonical,
    struct tsm_str *ret_label, struct tsm_str *ret_hmac)
{
	unsigned char hmac[TSM_SD_LABEL];
	struct tsm_buf text;

	TSM_TRY(tsm_hmac_sha256(
	    hmac_key, TSM_SD_HMAC_KEY, canonical.ptr, canonical.len, hmac));
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_multibase_encode(&text, 'u', hmac, sizeof(hmac));
	if (status == TSM_OK) {
		*ret_label = tsm_str_n(
		    tsm_arena_copy(arena, text.data, text.len), text.len);
		*ret_hmac = tsm_str_n(
		    tsm_arena_copy(arena, hmac, sizeof(hmac)), sizeof(hmac));
		if (ret_label->ptr == NULL || ret_hmac->ptr == NULL)
			status = TSM_E_MEMORY;
	}
	tsm_buf_release(&text);
	return status;
}

static enum tsm_status hmac_labels(struct tsm_arena *arena,
    const unsigned char *hmac_key, const struct tsm_rdf_canonical *canonical,
    struct tsm_sd_statements *statements, struct tsm_error *err)
{
	size_t n = canonical->label_count;
	struct tsm_str *labels = tsm_arena_array(arena, n + 1, sizeof(*labels));
	struct tsm_str *hmacs = tsm_arena_array(arena, n + 1, sizeof(*hmacs));
	uint64_t number;

	if (labels == NULL || hmacs == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < n; i++) {
		if (!sd_label_number(canonical->labels[i], &number))
			continue;
		enum tsm_status status = hmac_label(arena, hmac_key,
		    canonical->labels[i], &labels[i], &hmacs[i]);
		if (status != TSM_OK)
			return tsm_fail(err, status, NULL,
			    "blank nodes cannot be labelled");
	}
	statements->labels = labels;
	statements->hmacs = hmacs;
	return TSM_OK;
}

enum tsm_status tsm_sd_statements(struct tsm_integrity *integrity,
    const unsigned char *hmac_key, struct tsm_sd_statements *ret_statements,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	const struct tsm_jsonld_options places = { .blank_places = true };
	const struct tsm_rdf_canon_options sha256 = { .hash = TSM_SHA256 };
	struct tsm_arena *arena = integrity->arena;
	struct tsm_sd_statements statements = { 0 };
	struct tsm_rdf_canonical canonical;

	TSM_TRY(integrity_to_rdf(integrity, integrity->document,
	    tsm_json_get(integrity->document, "proof"), places,
	    &statements.dataset, failure, err));
	TSM_TRY(tsm_rdf_canonize(
	    &statements.dataset, &sha256, arena, &canonical, err));
	TSM_TRY(hmac_labels(arena, hmac_key, &canonical, &statements, err));
	TSM_TRY(sd_lines(arena, &statements.dataset, &canonical,
	    statements.labels, &statements.lines, err));
	statements.count = canonical.count;
	*ret_statements = statements;
	return TSM_OK;
}

/* --- selecting ------------------------------------------------------------ */

static enum tsm_status not_of_whole(struct tsm_error *err)
{
	return tsm_fail(err, TSM_E_VALUE, NULL,
	    "the selected parts cannot stand alone: an item of an ordered "
	    "list, or a piece of a JSON value");
}

/* By number of a blank node of the part: that of the same one in the whole. */
static enum tsm_status same_nodes(const struct tsm_sd_statements *statements,
    const struct tsm_rdf_dataset *part, struct tsm_arena *arena,
    const uint32_t **ret_same, struct tsm_error *err)
{
	/* Looking a label up may add it, to this copy. */
	struct tsm_rdf_dataset whole = statements->dataset;
	uint32_t *same = tsm_arena_array(
	    arena, (size_t)part->blank_count + 1, sizeof(*same));

	if (same == NULL)
		return tsm_fail_memory(err);
	for (uint32_t i = 0; i < part->blank_count; i++) {
		const struct tsm_rdf_term *term =
		    tsm_rdf_blank(&whole, part->blanks[i]->value);
		if (term == NULL)
			return tsm_fail_memory(err);
		if (term->blank >= statements->dataset.blank_count)
			return not_of_whole(err);
		same[i] = term->blank;
	}
	*ret_same = same;
	return TSM_OK;
}

/* relabelBlankNodes, and the lines that are the same in the whole. */
static enum tsm_status match(const struct tsm_sd_statements *statements,
    const struct tsm_str *lines, size_t n, struct tsm_sd_part *part,
    struct tsm_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct tsm_str *found =
		    statements->count == 0
			? NULL
			: bsearch(&lines[i], statements->lines,
			      statements->count, sizeof(*lines), by_text);
		if (found == NULL)
			return not_of_whole(err);
		part->chosen[found - statements->lines] = true;
		part->count++;
	}
	return TSM_OK;
}

/* createDisclosureData: what the canonical labels of the part stand for. */
static enum tsm_status part_labels(const struct tsm_sd_statements *statements,
    const struct tsm_rdf_canonical *canonical, const uint32_t *same,
    struct tsm_arena *arena, struct tsm_sd_part *part, struct tsm_error *err)
{
	size_t n = canonical->label_count;
	struct tsm_str *labels = tsm_arena_array(arena, n + 1, sizeof(*labels));
	uint64_t number;

	if (labels == NULL)
		return tsm_fail_memory(err);
	part->labels = labels;
	for (size_t i = 0; i < n; i++) {
		if (!sd_label_number(canonical->labels[i], &number))
			continue;
		labels[number] = statements->hmacs[same[i]];
		part->n_labels++;
	}
	return TSM_OK;
}

static enum tsm_status select_statements(struct tsm_integrity *integrity,
    const struct tsm_sd_statements *statements, struct tsm_sd_part *part,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	const struct tsm_jsonld_options places = { .blank_places = true };
	const struct tsm_rdf_canon_options sha256 = { .hash = TSM_SHA256 };
	struct tsm_arena *arena = integrity->arena;
	struct tsm_rdf_canonical canonical;
	struct tsm_rdf_dataset dataset;
	const struct tsm_str *lines = NULL;
	const uint32_t *same = NULL;

	TSM_TRY(integrity_to_rdf(
	    integrity, part->document, NULL, places, &dataset, failure, err));
	TSM_TRY(same_nodes(statements, &dataset, arena, &same, err));
	TSM_TRY(tsm_rdf_canonize(&dataset, &sha256, arena, &canonical, err));
	struct tsm_str *labels = tsm_arena_array(
	    arena, (size_t)dataset.blank_count + 1, sizeof(*labels));
	if (labels == NULL)
		return tsm_fail_memory(err);
	for (uint32_t i = 0; i < dataset.blank_count; i++)
		labels[i] = statements->labels[same[i]];
	TSM_TRY(sd_lines(arena, &dataset, &canonical, labels, &lines, err));
	TSM_TRY(match(statements, lines, canonical.count, part, err));
	return part_labels(statements, &canonical, same, arena, part, err);
}

enum tsm_status tsm_sd_select(struct tsm_integrity *integrity,
    const struct tsm_sd_statements *statements, const struct tsm_str *pointers,
    size_t n_pointers, struct tsm_sd_part *ret_part,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	struct tsm_sd_part part = { 0 };

	part.chosen = tsm_arena_alloc(integrity->arena, statements->count + 1);
	if (part.chosen == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(sd_pick(integrity->arena, integrity->document, pointers,
	    n_pointers, &part.document, err));
	if (part.document != NULL)
		TSM_TRY(select_statements(
		    integrity, statements, &part, failure, err));
	*ret_part = part;
	return TSM_OK;
}

/* --- what is signed ------------------------------------------------------- */

enum tsm_status tsm_sd_hash(const struct tsm_str *lines, const bool *chosen,
    size_t count, unsigned char out[TSM_SHA256_SIZE])
{
	struct tsm_hash *hash;

	TSM_TRY(tsm_hash_new(TSM_SHA256, &hash));
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; i < count && status == TSM_OK; i++)
		if (chosen[i])
			status = tsm_hash_add(hash, lines[i].ptr, lines[i].len);
	if (status == TSM_OK)
		status = tsm_hash_final(hash, out);
	tsm_hash_free(&hash);
	return status;
}

void tsm_sd_sign_data(const unsigned char proof_hash[TSM_SHA256_SIZE],
    struct tsm_str public_key,
    const unsigned char mandatory_hash[TSM_SHA256_SIZE],
    unsigned char out[TSM_SD_SIGN_DATA])
{
	memcpy(out, proof_hash, TSM_SHA256_SIZE);
	memcpy(out + TSM_SHA256_SIZE, public_key.ptr, TSM_SD_KEY);
	memcpy(out + TSM_SHA256_SIZE + TSM_SD_KEY, mandatory_hash,
	    TSM_SHA256_SIZE);
}
