/* DID documents read, built and located without memory. */
#include "sweep.h"

#include "../../unit/did/did_test.h"
#include "testamur/json/write.h"

#define JWK_DID                                                             \
 "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6Ik01a3F0aEktNFU0d1lx" \
 "VDJ0eDVIT0x1bGYyMWVfZ0JVLWp2TG5RN0g2T2sifQ"

static enum tsm_status expand_did(const char *did, struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_did_document doc;
	struct tsm_public_key *key = NULL;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_did_expand(&arena, tsm_str(did), &doc, NULL);
	if (status == TSM_OK)
		status =
		    tsm_verification_method_key(&doc.methods[0], &key, NULL);
	if (status == TSM_OK)
		status = tsm_buf_adds(out, doc.methods[0].id);
	tsm_public_key_free(&key);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status expand_key(struct tsm_buf *out)
{
	return expand_did(ED_DID, out);
}

static enum tsm_status expand_jwk(struct tsm_buf *out)
{
	return expand_did(JWK_DID, out);
}

static enum tsm_status locate(struct tsm_buf *out)
{
	struct tsm_buf did;
	struct tsm_buf url;
	tsm_buf_init(&did, 0);
	tsm_buf_init(&url, 0);
	enum tsm_status status = tsm_did_web_from_url(
	    tsm_str("https://board.example:8443/issuers/b"), &did, NULL);
	if (status == TSM_OK)
		status = tsm_did_location(tsm_buf_str(&did), &url, NULL);
	if (status == TSM_OK)
		status = tsm_buf_addstr(out, tsm_buf_str(&url));
	tsm_buf_release(&did);
	tsm_buf_release(&url);
	return status;
}

static enum tsm_status build(struct tsm_buf *out)
{
	struct tsm_public_key *key = NULL;
	TSM_TRY(tsm_did_key_public(tsm_str(ED_DID), &key, NULL));
	const struct tsm_did_key keys[] = {
		{ .kid = "a", .key = key, .has_expires = true },
		{ .kid = "b", .key = key, .form = TSM_DID_FORM_MULTIKEY },
	};
	json_t *doc =
	    tsm_did_document_build(WEB, "https://a.example/", keys, 2);
	enum tsm_status status = tsm_json_write(doc, TSM_JSON_COMPACT, out);
	json_decref(doc);
	tsm_public_key_free(&key);
	return status;
}

static void run(void **state)
{
	(void)state;
	sweep(expand_key);
	sweep(expand_jwk);
	sweep(locate);
	sweep(build);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(run) };
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
