/*
 * Any bytes as what an issuer's server gives to the verifier that asks it
 * about a credential of its: the first byte says which document, the rest is
 * its text. There is always a report that holds together; a status list
 * without the issuer's signature, or keys without the key, verify nothing.
 */
#define _GNU_SOURCE /* memmem */
#include <stdint.h>
#include <string.h>

#include "examine.h"
#include "fetched.h"
#include "testamur/net/fetch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Who is asked for a page while which credential is verified. */
static const struct {
	enum page page;
	enum given given;
	bool whole; /* it is signed: any other text is not the issuer's */
} cases[] = {
	{ DID_DOCUMENT, LISTED, false },
	{ REVOCATION, LISTED, true },
	{ SUSPENSION, LISTED, true },
	{ NEWER, REFRESHED, false },
	{ REVOKED_IDS, WITH_IDS, false },
	{ KEY_SET, OF_A_HOST, false },
	{ ASSERTION, HOSTED, false },
	{ BADGE_CLASS, HOSTED, false },
	{ PROFILE, HOSTED, false },
	{ LEGACY_KEY, SIGNED, false },
	{ LEGACY_LIST, SIGNED, false },
	{ PROFILE, SIGNED, false },
};
#define CASES (sizeof(cases) / sizeof(cases[0]))

struct server {
	enum page changed;
	struct tsm_str text; /* of that page */
	unsigned asked;      /* for it */
};

static enum tsm_status serve(void *self, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	struct server *server = self;
	enum page page = DID_DOCUMENT;

	memset(ret_reply, 0, sizeof(*ret_reply));
	while (page < PAGES && strcmp(pages[page].url, request->url) != 0)
		page++;
	if (page == PAGES)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "there is none");
	struct tsm_str text = tsm_str(pages[page].text);
	if (page == server->changed) {
		text = server->text;
		server->asked++;
	}
	const char *copy = tsm_arena_copy(arena, text.ptr, text.len);
	if (copy == NULL)
		return tsm_fail_memory(err);
	ret_reply->http_status = 200;
	ret_reply->content_type = tsm_str("application/json");
	ret_reply->body = tsm_str_n(copy, text.len);
	return TSM_OK;
}

static bool has(struct tsm_str text, struct tsm_str part)
{
	return memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* Whether the case's credential is verified where text is its page's. */
static bool ask(size_t n, struct tsm_str text)
{
	static struct server server;
	static const struct tsm_fetcher fetcher = { serve, &server };
	static struct tsm_verifier *verifier;
	const struct tsm_verifier_options made = { .fetcher = &fetcher };
	const struct tsm_verify_options options = {
		.now = 1767225600,
		.no_cache = true,
	};
	const char *credential = given[cases[n].given];
	const struct tsm_report *report = NULL;
	struct tsm_arena arena;
	bool verified = false;

	if (verifier == NULL)
		require(tsm_verifier_new(&made, &verifier, NULL) == TSM_OK);
	server = (struct server){ cases[n].page, text, 0 };
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_verify(verifier, credential,
	    strlen(credential), &options, &arena, &report, NULL);
	require(status == TSM_OK || status == TSM_E_MEMORY);
	if (status == TSM_OK) {
		examine(report);
		verified = is_verified(report);
		require(server.asked > 0);
	}
	tsm_arena_release(&arena);
	return verified;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool tried;

	for (size_t i = 0; i < CASES && !tried; i++)
		require(ask(i, tsm_str(pages[cases[i].page].text)));
	tried = true;
	if (size == 0)
		return 0;
	size_t n = data[0] % CASES;
	struct tsm_str text = tsm_str_n((const char *)data + 1, size - 1);
	/* in JSON a letter can be written in another way */
	bool verified = ask(n, text) && !has(text, tsm_str("\\"));
	if (verified && cases[n].whole)
		require(has(text, tsm_str(pages[cases[n].page].text)));
	if (verified && cases[n].page == KEY_SET)
		require(has(text, tsm_str(KEY_X)));
	return 0;
}
