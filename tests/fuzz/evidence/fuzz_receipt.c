/*
 * Any bytes as what a receipt says, under a header that is one's: refused
 * with words, or read whole; and nobody's word without a signature.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/did/did.h"
#include "testamur/evidence/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEY "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
#define DID "did:key:" KEY

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void look(struct tsm_arena *arena, const struct tsm_receipt *r)
{
	enum tsm_receipt_answer answer = TSM_RECEIPT_HOLDS;
	struct tsm_did_document document;

	require(strcmp(r->by, DID) == 0 && r->verdict != NULL &&
		r->code != NULL && r->input != NULL);
	require(!r->proven || (r->sha256 != NULL && r->thumbprint != NULL));
	for (size_t i = 0; i < r->count; i++) {
		const struct tsm_receipt_document *d = &r->documents[i];
		require(d->url != NULL && d->at <= r->at + TSM_VERIFY_LEEWAY);
		require(d->sha256 == NULL ||
			strlen(d->sha256) == TSM_SHA256_HEX - 1);
	}
	require(tsm_did_expand(arena, tsm_str(DID), &document, NULL) == TSM_OK);
	require(
	    tsm_receipt_judge(r, &document, r->at, &answer, NULL) == TSM_OK);
	require(answer == TSM_RECEIPT_SIGNATURE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char header[] =
	    "{\"alg\":\"EdDSA\",\"typ\":\"verification-receipt+jwt\","
	    "\"kid\":\"" DID "#" KEY "\"}";
	static const unsigned char nothing[64];
	struct tsm_receipt receipt;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_buf text;

	tsm_arena_init(&arena, 0);
	tsm_buf_init(&text, 0);
	require(tsm_base64url_encode(&text, header, strlen(header)) == TSM_OK);
	require(tsm_buf_addc(&text, '.') == TSM_OK);
	require(
	    tsm_base64url_encode(&text, (const char *)data, size) == TSM_OK);
	require(tsm_buf_addc(&text, '.') == TSM_OK);
	require(tsm_base64url_encode(
		    &text, (const char *)nothing, sizeof(nothing)) == TSM_OK);
	if (tsm_receipt_read(&arena, tsm_buf_str(&text), &receipt, &err) ==
	    TSM_OK)
		look(&arena, &receipt);
	else
		require(err.text[0] != '\0');
	/* and the bytes themselves */
	(void)!tsm_receipt_read(
	    &arena, tsm_str_n((const char *)data, size), &receipt, &err);
	tsm_buf_release(&text);
	tsm_arena_release(&arena);
	return 0;
}
