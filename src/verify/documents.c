/* DID documents and key sets: made, fetched, cached. */
#include <string.h>

#include "keys.h"
#include "testamur/base/alloc.h"
#include "testamur/base/uri.h"

/* Room for a tree of TSM_FETCH_DID_MAX bytes of JSON. */
#define DOCUMENT_ARENA_MAX ((size_t)16 << 20)

#define STALE_AGAIN 30 /* seconds */

static void document_release(struct cache_entry *entry)
{
	struct document *document = (struct document *)(void *)entry;

	for (size_t i = 0;
	     document->keys != NULL && i < document->did.method_count; i++)
		tsm_public_key_free(&document->keys[i].key);
	tsm_arena_release(&document->arena);
	tsm_free(document->head.key);
	tsm_free(document);
}

static struct document *document_new(const char *key)
{
	struct document *document = tsm_calloc(1, sizeof(*document));

	if (document == NULL)
		return NULL;
	tsm_arena_init(&document->arena, DOCUMENT_ARENA_MAX);
	document->head.release = document_release;
	document->head.refs = 1;
	document->head.key = tsm_strdup(key);
	if (document->head.key == NULL) {
		document_release(&document->head);
		return NULL;
	}
	return document;
}

void document_let_go(struct run *run, struct document *document)
{
	if (document != NULL)
		cache_let_go(run->documents, &document->head);
}

void count_hit(struct run *run)
{
	struct tsm_verifier *base = run->verifier->base;

	(void)pthread_mutex_lock(&base->lock);
	base->stats.cache_hits++;
	(void)pthread_mutex_unlock(&base->lock);
}

unsigned issuer_port(const struct run *run, const char *url)
{
	struct tsm_str own = tsm_str(run->issuer);
	struct tsm_uri a, b;
	struct tsm_buf location;
	unsigned port = 0;

	tsm_buf_init(&location, TSM_DID_MAX * 2);
	if (tsm_did_location(own, &location, NULL) == TSM_OK)
		own = tsm_buf_str(&location);
	if (tsm_uri_parse(own, &a) == TSM_OK &&
	    tsm_uri_parse(tsm_str(url), &b) == TSM_OK && a.port == b.port &&
	    tsm_str_eq(a.host, b.host))
		port = a.port;
	tsm_buf_release(&location);
	return port;
}

static enum tsm_status fetch(struct run *run, struct document *document,
    const char *url, struct tsm_str *ret_body, struct tsm_error *err)
{
	struct tsm_fetch_reply reply;
	const struct tsm_fetch_request request = {
		.url = url,
		.accept = "application/did+json, application/did+ld+json, "
			  "application/json, application/jwk+json, "
			  "application/jwk-set+json;q=0.9",
		.max_bytes = TSM_FETCH_DID_MAX,
		.allowed_port = issuer_port(run, url),
		.keep = true,
		.fresh = run->options->no_cache,
		.newer_than = run->now - run->verifier->key_ttl,
		.stale_s = TSM_VERIFY_GRACE,
	};

	enum tsm_status status = tsm_fetch(run->session, &request, &reply, err);
	if (status != TSM_OK)
		return status;
	if (tsm_fetch_is_shown(&reply))
		return tsm_fail(err, TSM_E_VALUE, url,
		    "it is served as %.*s, which is for people to look at",
		    (int)(reply.content_type.len < 40 ? reply.content_type.len
						      : 40),
		    reply.content_type.ptr);
	if (tsm_fetch_keep(
		run->session, &document->arena, &document->fetched) != TSM_OK)
		return tsm_fail_memory(err);
	*ret_body = reply.body;
	document->stale = reply.stale;
	/* a saved copy knows nothing of what happened since */
	if (!reply.from_cache && reply.at != 0 &&
	    reply.at < run->now - TSM_VERIFY_GRACE)
		document->saved = reply.at;
	if (reply.from_cache && reply.at != 0)
		document->seen = reply.at;
	return TSM_OK;
}

/* Where a DID's document is; TSM_OK and *ret_url NULL: made already. */
static enum tsm_status locate(struct run *run, struct document *document,
    const char *did, const char **ret_url, struct tsm_error *err)
{
	struct tsm_buf url;

	*ret_url = NULL;
	enum tsm_status status =
	    tsm_did_expand(&document->arena, tsm_str(did), &document->did, err);
	if (status != TSM_E_STATE)
		return status;
	tsm_buf_init(&url, TSM_DID_MAX * 2);
	status = tsm_did_location(tsm_str(did), &url, err);
	if (status == TSM_OK) {
		*ret_url = tsm_arena_dup(run->arena, tsm_buf_cstr(&url));
		if (*ret_url == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&url);
	return status;
}

static enum tsm_status fill(struct run *run, struct document *document,
    const char *id, enum document_kind kind, struct tsm_error *err)
{
	struct tsm_str body = { NULL, 0 };
	const char *url = id;

	if (kind == DOCUMENT_DID) {
		TSM_TRY(locate(run, document, id, &url, err));
		if (url == NULL)
			return TSM_OK;
	}
	enum tsm_status status = fetch(run, document, url, &body, err);
	if (status != TSM_OK)
		return status;
	if (kind == DOCUMENT_JSON)
		status = tsm_json_parse(&document->arena, body.ptr, body.len,
		    NULL, &document->json, err);
	else
		status = tsm_did_document_parse(&document->arena, body.ptr,
		    body.len, id, &document->did, err);
	/* Too large or too odd is its publisher's fault, no failed fetch. */
	return status == TSM_E_LIMIT || status == TSM_E_UNSUPPORTED
		   ? TSM_E_VALUE
		   : status;
}

/* Read the keys of all methods; what is no key says why. */
static enum tsm_status read_keys(
    struct document *document, struct tsm_error *err)
{
	const struct tsm_did_document *did = &document->did;

	document->keys = tsm_arena_array(
	    &document->arena, did->method_count, sizeof(*document->keys));
	if (document->keys == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < did->method_count; i++) {
		struct document_key *key = &document->keys[i];
		struct tsm_error why = { 0 };
		key->status = tsm_verification_method_key(
		    &did->methods[i], &key->key, &why);
		if (key->status == TSM_OK)
			continue;
		key->text = tsm_arena_dup(&document->arena, why.text);
		if (key->status == TSM_E_MEMORY || key->text == NULL)
			return tsm_fail_memory(err);
	}
	return TSM_OK;
}

static void note_age(struct run *run, const struct document *document)
{
	if (document->stale)
		run->stale_at = document->seen;
	if (document->saved != 0)
		run->saved_at = document->saved;
}

/* The report names it, although nobody was asked. */
static enum tsm_status note_use(
    struct run *run, struct document *document, struct tsm_error *err)
{
	if (document->fetched.url == NULL ||
	    tsm_fetch_kept(run->session, &document->fetched) == TSM_OK)
		return TSM_OK;
	document_let_go(run, document);
	return tsm_fail_memory(err);
}

enum tsm_status document_load(struct run *run, const char *id,
    enum document_kind kind, struct document **ret_document,
    struct tsm_error *err)
{
	struct cache *cache = run->documents;
	/* One address may be asked for as two kinds of document. */
	const char *key = tsm_arena_printf(run->arena, "%d %s", (int)kind, id);

	if (key == NULL)
		return tsm_fail_memory(err);

	struct cache_entry *entry = cache_get(cache, key, run->now, NULL);
	if (entry != NULL) {
		count_hit(run);
		struct document *known = (struct document *)(void *)entry;
		note_age(run, known);
		TSM_TRY(note_use(run, known, err));
		*ret_document = known;
		return TSM_OK;
	}
	struct document *document = document_new(key);
	if (document == NULL)
		return tsm_fail_memory(err);
	document->seen = run->now;
	enum tsm_status status = fill(run, document, id, kind, err);
	if (status == TSM_OK && kind != DOCUMENT_JSON)
		status = read_keys(document, err);
	if (status != TSM_OK) {
		document_let_go(run, document);
		return status;
	}
	/* Whether its server is up again is asked soon. */
	document->head.expires = document->stale
				     ? run->now + STALE_AGAIN
				     : document->seen + run->verifier->key_ttl;
	document->head.bytes = sizeof(*document) + document->arena.used;
	cache_put(cache, &document->head);
	note_age(run, document);
	*ret_document = document;
	return TSM_OK;
}
