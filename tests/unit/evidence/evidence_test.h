/*
 * evidence_test.h - a report that was never made, and its receipt.
 */
#ifndef TESTS_EVIDENCE_TEST_H
#define TESTS_EVIDENCE_TEST_H

#include "../signer/service_test.h"

#include "testamur/evidence/receipt.h"

#define NOW  ((int64_t)1767225600) /* 2026-01-01T00:00:00Z */
#define DID  "did:web:verify.example"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Every check is as if all were well. */
static inline void report_make(struct tsm_report *report)
{
	static const struct tsm_facts facts = { .id = "https://a.example/1",
		.issuer_id = "did:web:a.example",
		.holder_name = "Ada Example" };
	static struct tsm_fetch_record record = {
		.url = "https://a.example/x", .sha256 = HASH, .at = NOW - 5
	};

	memset(report, 0, sizeof(*report));
	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++) {
		report->checks[i].code = tsm_code_find("key.found");
		report->checks[i].outcome = TSM_PASS;
	}
	report->verdict = TSM_VERIFIED;
	report->deciding = &report->checks[TSM_CHECK_ISSUER];
	report->checked_at = NOW;
	report->as_of = NOW;
	report->proof = (struct tsm_proof_facts){ .kind = "vc-jwt",
		.alg = "ES256",
		.key = "did:web:a.example#k",
		.sha256 = HASH,
		.thumbprint = "thumb" };
	report->listed = "providers";
	report->facts = &facts;
	report->fetched = &record;
}

static inline enum tsm_status receipt_make(struct tsm_signer *signer,
    const struct tsm_report *report, struct tsm_buf *out, struct tsm_error *err)
{
	static const struct tsm_receipt_list lists[] = { { "providers", HASH },
		{ DID, "" } };
	static const struct tsm_receipt_context contexts[] = {
		{ "https://c.example/v1", HASH }
	};
	const struct tsm_receipt_maker maker = { .signer = signer,
		.key = "board/es256-1",
		.alg = "ES256",
		.by = DID,
		.method = DID "#es256-1",
		.software = "test",
		.lists = lists,
		.n_lists = 2,
		.contexts = contexts,
		.n_contexts = 1 };
	return tsm_receipt_make(&maker, report, tsm_str("input"), out, err);
}

/* The operator's document; window: members of the method, or "". */
static inline void document_make(struct tsm_signer *signer,
    struct tsm_arena *arena, const char *window,
    struct tsm_did_document *ret_document)
{
	struct tsm_public_key *key = NULL;
	struct tsm_buf jwk, text;

	assert_int_equal(
	    tsm_signer_public(signer, "board/es256-1", &key, NULL), TSM_OK);
	json_t *tree = tsm_public_key_to_jwk(key, NULL, false);
	tsm_buf_init(&jwk, 0);
	tsm_buf_init(&text, 0);
	assert_int_equal(tsm_json_write(tree, TSM_JSON_COMPACT, &jwk), TSM_OK);
	json_decref(tree);
	tsm_public_key_free(&key);
	tsm_buf_printf(&text,
	    "{\"id\":\"" DID "\",\"verificationMethod\":[{\"id\":\"" DID
	    "#es256-1\",\"type\":\"JsonWebKey\",\"controller\":\"" DID
	    "\",\"publicKeyJwk\":%s%s}],\"assertionMethod\":[\"" DID
	    "#es256-1\"]}",
	    tsm_buf_cstr(&jwk), window);
	assert_int_equal(tsm_did_document_parse(arena,
			     tsm_arena_str(arena, tsm_buf_str(&text)), text.len,
			     DID, ret_document, NULL),
	    TSM_OK);
	tsm_buf_release(&jwk);
	tsm_buf_release(&text);
}

#endif
