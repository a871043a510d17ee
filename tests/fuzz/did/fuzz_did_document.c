/*
 * Any JSON as a DID document: every method is found by its id, and only
 * what the document lists is usable.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/did/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_method(const struct tsm_did_document *doc,
    const struct tsm_verification_method *method)
{
	struct tsm_public_key *key = NULL;
	struct tsm_error err = { 0 };
	require(tsm_did_document_method(doc, method->id) != NULL);
	require(tsm_verification_method_key(method, &key, &err) == err.status);
	require((key != NULL) == (err.status == TSM_OK));
	tsm_public_key_free(&key);
	if (tsm_verification_method_judge(
		doc, method, TSM_DID_ASSERTION, 0, 0) == TSM_DID_USABLE)
		require((method->relations & TSM_DID_ASSERTION) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_arena arena;
	struct tsm_did_document doc;
	struct tsm_error err = { 0 };
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_did_document_parse(&arena,
	    (const char *)data, size, "did:web:board.example", &doc, &err);
	require(status == err.status);
	for (size_t i = 0; status == TSM_OK && i < doc.method_count; i++)
		check_method(&doc, &doc.methods[i]);
	tsm_arena_release(&arena);
	return 0;
}
