/*
 * Any text as a DID URL: its parts add up, a location is an https address
 * whose did:web is the DID again, and an expanded document is its own.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/uri.h"
#include "testamur/did/did.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_location(struct tsm_str did)
{
	struct tsm_buf url;
	struct tsm_uri uri;
	tsm_buf_init(&url, 0);
	if (tsm_did_location(did, &url, NULL) == TSM_OK) {
		require(tsm_uri_parse(tsm_buf_str(&url), &uri) == TSM_OK);
		require(tsm_str_is(uri.scheme, "https") && uri.host.len > 0 &&
			uri.userinfo.len == 0 && !uri.has_query &&
			!uri.has_fragment);
		require(tsm_str_ends(uri.path, "/did.json"));
	} else {
		require(url.len == 0);
	}
	tsm_buf_release(&url);
}

static void check_expand(struct tsm_str did)
{
	struct tsm_arena arena;
	struct tsm_did_document doc;
	struct tsm_public_key *key = NULL;
	tsm_arena_init(&arena, 0);
	if (tsm_did_expand(&arena, did, &doc, NULL) == TSM_OK) {
		require(tsm_str_is(did, doc.id) && doc.method_count == 1);
		require(tsm_verification_method_key(
			    &doc.methods[0], &key, NULL) == TSM_OK);
		tsm_public_key_free(&key);
	}
	tsm_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_did_url url;
	struct tsm_str text = tsm_str_n((const char *)data, size);
	if (tsm_did_parse(text, &url) != TSM_OK)
		return 0;
	require(url.did.len + url.rest.len +
		    (url.has_fragment ? url.fragment.len + 1 : 0) ==
		size);
	check_location(url.did);
	check_expand(url.did);
	return 0;
}
