/*
 * Deriving from whatever claims to have a base proof: it is refused in a
 * stated way, or the copy is no base proof any more, shows what was asked
 * for and no more than there was, and can be read.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/json/write.h"
#include "testamur/proof/disclosure.h"
#include "testamur/prove/derive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tsm_jsonld_store *store;
static const char *const without[] = { "proof", NULL };

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* A proof value that is read is written as the same text. */
static void check_value(struct tsm_arena *arena, const struct tsm_json *proof)
{
	struct tsm_sd_base base;
	struct tsm_buf rest, text;

	if (tsm_sd_base_parse(arena, proof, &base, NULL) != TSM_OK)
		return;
	tsm_buf_init(&rest, 0);
	tsm_buf_init(&text, 0);
	require(tsm_sd_base_put(&base, &rest) == TSM_OK);
	require(tsm_sd_base_write(
		    base.base_signature, tsm_buf_str(&rest), &text) == TSM_OK);
	require(tsm_str_eq(
	    tsm_buf_str(&text), tsm_json_get(proof, "proofValue")->text));
	tsm_buf_release(&rest);
	tsm_buf_release(&text);
}

/* What is shown by itself: as much as there was, where all was asked for. */
static void check_derived(struct tsm_arena *arena, const struct tsm_json *root,
    const struct tsm_buf *out, bool all)
{
	const struct tsm_json *derived = NULL;
	struct tsm_integrity integrity;
	const struct tsm_rdf_dataset *dataset = NULL;
	struct tsm_sd_derived value;
	struct tsm_rdf_canonical canonical;

	require(tsm_json_parse(arena, out->data, out->len, NULL, &derived,
		    NULL) == TSM_OK);
	if (all)
		require(tsm_json_equal(
		    tsm_json_with(arena, derived, without, NULL, 0),
		    tsm_json_with(arena, root, without, NULL, 0)));
	require(tsm_integrity_open(
		    arena, derived, store, NULL, &integrity, NULL) == TSM_OK);
	require(integrity.count == 1);
	require(
	    tsm_integrity_dataset(&integrity, &dataset, NULL, NULL) == TSM_OK);
	require(
	    tsm_rdf_canonize(dataset, NULL, arena, &canonical, NULL) == TSM_OK);
	require(tsm_sd_derived_parse(arena, integrity.proofs[0].json,
		    canonical.count, &value, NULL) == TSM_OK);
	require(!value.beyond);
	size_t signed_alone = 0;
	for (size_t i = 0; i < value.n_statements; i++)
		signed_alone += value.mandatory[i] ? 0 : 1;
	require(signed_alone == value.n_signatures);
}

static void check(struct tsm_arena *arena, const struct tsm_json *root,
    struct tsm_str document, const char *pointer)
{
	const struct tsm_derive_options options = {
		.store = store,
		.reveal = &pointer,
		.n_reveal = pointer != NULL ? 1 : 0,
	};
	struct tsm_error err = { 0 };
	struct tsm_buf out;

	tsm_buf_init(&out, 0);
	enum tsm_status status = tsm_derive(document, &options, &out, &err);
	require(status == err.status && status != TSM_E_INTERNAL);
	if (status == TSM_OK) {
		check_derived(arena, root, &out, tsm_streq(pointer, ""));
		struct tsm_str again = tsm_buf_str(&out);
		require(
		    tsm_derive(again, &options, &out, NULL) == TSM_E_MISSING);
	} else {
		require(out.len == 0);
	}
	tsm_buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tsm_str document = tsm_str_n((const char *)data, size);
	const struct tsm_json *root = NULL;
	struct tsm_arena arena;

	if (store == NULL) {
		tsm_json_setup();
		require(tsm_jsonld_store_new(&store) == TSM_OK);
	}
	tsm_arena_init(&arena, 0);
	if (tsm_json_parse(&arena, document.ptr, document.len, NULL, &root,
		NULL) == TSM_OK) {
		check_value(&arena, tsm_json_get(root, "proof"));
		check(&arena, root, document, NULL);
		check(&arena, root, document, "");
		check(&arena, root, document, "/credentialSubject");
		check(&arena, root, document, "/credentialSubject/0");
	}
	tsm_arena_release(&arena);
	return 0;
}
