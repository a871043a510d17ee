#include "attester.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/file.h"
#include "testamur/base/id.h"
#include "testamur/base/time.h"
#include "testamur/did/did.h"
#include "used.h"

/* One signature takes milliseconds, and others wait meanwhile. */
#define ANSWER_SECONDS 3
/* Contexts of the operator's own, in one credential. */
#define CONTEXTS_MAX 16
/* After a start that failed, in seconds. */
#define RETRY_SECONDS 2

struct attester {
	struct tsm_arena arena;
	pthread_mutex_t lock; /* of signer and not_before */
	struct tsm_signer *signer;
	int64_t not_before;
	const char *program;
	const char *keys;   /* folder */
	const char *folder; /* "board/": how the ids of its keys begin */
	const char *key;    /* "board/es256-1" */
	const char *alg;
	const char *did;
	const char *method;
	struct tsm_str document;
};

/* "DIR/ORG/KID": what the folder is, and what the key process calls it. */
static enum tsm_status read_name(
    struct attester *o, const char *text, struct tsm_error *err)
{
	const char *kid = strrchr(text, '/');
	const char *org = kid;

	while (org != NULL && org > text && org[-1] != '/')
		org--;
	if (org == NULL || org <= text + 1 ||
	    !tsm_slug_valid(tsm_str_n(org, (size_t)(kid - org))) ||
	    !tsm_slug_valid(tsm_str(kid + 1)))
		return tsm_fail(err, TSM_E_VALUE, "--receipt-key",
		    "wants DIR/ORG/KID, as 'testamur-signer create' made it");
	o->keys =
	    tsm_arena_str(&o->arena, tsm_str_n(text, (size_t)(org - 1 - text)));
	o->key = tsm_arena_dup(&o->arena, org);
	o->folder =
	    tsm_arena_str(&o->arena, tsm_str_n(org, (size_t)(kid + 1 - org)));
	o->program = tsm_file_beside("testamur-signer", &o->arena);
	return o->keys != NULL && o->key != NULL && o->folder != NULL &&
		       o->program != NULL
		   ? TSM_OK
		   : tsm_fail_memory(err);
}

static enum tsm_status start(struct attester *o, struct tsm_error *err)
{
	tsm_signer_close(&o->signer);
	TSM_TRY(tsm_signer_start(o->program, o->keys, &o->signer, err));
	tsm_signer_patience(o->signer, ANSWER_SECONDS);
	return TSM_OK;
}

/* --- identity --------------------------------------------------------------- */

/* "KID=2026-05-31", of the options that say how a key ended. */
static enum tsm_status find_end(const struct tsm_args *args, const char *option,
    const char *kid, bool *ret_has, int64_t *ret_at, struct tsm_error *err)
{
	const char *text;
	size_t len = strlen(kid);

	for (size_t i = 0; (text = tsm_args_nth(args, option, i)) != NULL;
	     i++) {
		if (strncmp(text, kid, len) != 0 || text[len] != '=')
			continue;
		if (tsm_time_parse_day(tsm_str(text + len + 1), true, ret_at) !=
		    TSM_OK)
			return tsm_fail(err, TSM_E_VALUE, option,
			    "wants KID=2024-05-31 or a date and time with "
			    "zone");
		*ret_has = true;
	}
	return TSM_OK;
}

/* While the document is made. */
struct own_key {
	struct tsm_public_key *key;
};

/* The public keys of the operator, of which the document is made. */
static enum tsm_status read_keys(struct attester *o,
    const struct tsm_args *args, struct tsm_did_key *keys,
    struct own_key *owned, size_t *ret_count, struct tsm_error *err)
{
	const struct tsm_signer_key *list = NULL;
	size_t count = 0;
	size_t used = 0;

	TSM_TRY(tsm_signer_list(o->signer, &o->arena, &list, &count, err));
	for (size_t i = 0; i < count && used < TSM_DID_METHODS_MAX; i++) {
		if (strcmp(list[i].id, o->key) == 0)
			o->alg = list[i].alg;
		if (!tsm_str_starts(tsm_str(list[i].id), o->folder))
			continue;
		struct tsm_did_key *key = &keys[used];
		key->kid = list[i].id + strlen(o->folder);
		TSM_TRY(find_end(args, "retired-key", key->kid,
		    &key->has_expires, &key->expires, err));
		TSM_TRY(find_end(args, "revoked-key", key->kid,
		    &key->has_revoked, &key->revoked, err));
		TSM_TRY(tsm_signer_public(
		    o->signer, list[i].id, &owned[used].key, err));
		key->key = owned[used].key;
		*ret_count = ++used;
	}
	return o->alg != NULL ? TSM_OK
			      : tsm_fail(err, TSM_E_NOT_FOUND, "--receipt-key",
				    "the folder has no such key");
}

static enum tsm_status set_document(struct attester *o,
    const struct tsm_did_key *keys, size_t count, struct tsm_error *err)
{
	struct tsm_buf text;
	json_t *json = tsm_did_document_build(o->did, NULL, keys, count);

	tsm_buf_init(&text, TSM_FETCH_DID_MAX);
	enum tsm_status status = tsm_json_write(json, TSM_JSON_PRETTY, &text);
	json_decref(json);
	if (status == TSM_OK)
		o->document = tsm_str_n(
		    tsm_arena_copy(&o->arena, text.data, text.len), text.len);
	if (status == TSM_OK && o->document.ptr == NULL)
		status = TSM_E_MEMORY;
	tsm_buf_release(&text);
	return status == TSM_OK
		   ? TSM_OK
		   : tsm_fail(err, status, "--receipt-key",
			 "the operator's identity document cannot be made");
}

/* did:web of the public URL; without one the key is its own identity. */
static enum tsm_status set_did(struct attester *o, const char *public_url,
    const struct tsm_did_key *keys, size_t count, struct tsm_error *err)
{
	const char *kid = o->key + strlen(o->folder);
	struct tsm_buf did;
	enum tsm_status status = TSM_OK;

	tsm_buf_init(&did, TSM_DID_MAX);
	if (public_url != NULL) {
		status = tsm_did_web_from_url(tsm_str(public_url), &did, err);
	} else {
		(void)tsm_buf_adds(&did, "did:key:");
		for (size_t i = 0; status == TSM_OK && i < count; i++)
			if (strcmp(keys[i].kid, kid) == 0)
				status = tsm_public_key_to_multikey(
				    keys[i].key, &did);
		if (status == TSM_E_UNSUPPORTED)
			status = tsm_fail(err, status, "--receipt-key",
			    "an RSA key needs --public-url");
		if (status == TSM_OK)
			kid = tsm_arena_dup(&o->arena,
			    tsm_buf_cstr(&did) + sizeof("did:key:") - 1);
	}
	if (status == TSM_OK) {
		o->did = tsm_arena_str(&o->arena, tsm_buf_str(&did));
		o->method = kid != NULL ? tsm_arena_printf(&o->arena, "%s#%s",
					      tsm_buf_cstr(&did), kid)
					: NULL;
		if (o->did == NULL || o->method == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&did);
	return status;
}

static enum tsm_status set_identity(struct attester *o,
    const struct tsm_args *args, const char *public_url, struct tsm_error *err)
{
	struct own_key *owned =
	    tsm_arena_array(&o->arena, TSM_DID_METHODS_MAX, sizeof(*owned));
	struct tsm_did_key *keys =
	    tsm_arena_array(&o->arena, TSM_DID_METHODS_MAX, sizeof(*keys));
	size_t count = 0;

	if (owned == NULL || keys == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = read_keys(o, args, keys, owned, &count, err);
	if (status == TSM_OK)
		status = set_did(o, public_url, keys, count, err);
	if (status == TSM_OK && public_url != NULL)
		status = set_document(o, keys, count, err);
	for (size_t i = 0; i < TSM_DID_METHODS_MAX; i++)
		tsm_public_key_free(&owned[i].key);
	return status;
}

/* --- life ------------------------------------------------------------------- */

int attester_open(const struct tsm_args *args, const char *public_url,
    struct attester **ret_attester)
{
	const char *name = tsm_args_get(args, "receipt-key");
	struct tsm_error err = { 0 };

	*ret_attester = NULL;
	if (name == NULL)
		return 0;
	struct attester *o = tsm_calloc(1, sizeof(*o));
	if (o == NULL)
		return TSM_EXIT_FAULT;
	(void)pthread_mutex_init(&o->lock, NULL);
	tsm_arena_init(&o->arena, (size_t)16 << 20);
	enum tsm_status status = read_name(o, name, &err);
	if (status == TSM_OK)
		status = start(o, &err);
	if (status == TSM_OK)
		status = set_identity(o, args, public_url, &err);
	if (status == TSM_OK) {
		*ret_attester = o;
		return 0;
	}
	(void)app_fail(
	    err.where[0] == '\0' ? "--receipt-key" : NULL, status, &err);
	attester_free(&o);
	return status >= TSM_E_MEMORY ? TSM_EXIT_FAULT : TSM_EXIT_USAGE;
}

void attester_free(struct attester **attester)
{
	struct attester *o = *attester;

	if (o == NULL)
		return;
	tsm_signer_close(&o->signer);
	(void)pthread_mutex_destroy(&o->lock);
	tsm_arena_release(&o->arena);
	tsm_free(o);
	*attester = NULL;
}

const char *attester_did(const struct attester *attester)
{
	return attester->did;
}

const char *attester_method(const struct attester *attester)
{
	return attester->method;
}

const char *attester_alg(const struct attester *attester)
{
	return attester->alg;
}

enum tsm_status attester_sign(struct attester *attester, struct tsm_str message,
    struct tsm_signature *ret_signature, struct tsm_error *err)
{
	(void)pthread_mutex_lock(&attester->lock);
	enum tsm_status status = tsm_signer_sign(attester->signer,
	    attester->key, attester->alg, &message, 1, ret_signature, err);
	(void)pthread_mutex_unlock(&attester->lock);
	return status;
}

struct tsm_str attester_document(const struct attester *attester)
{
	return attester->document;
}

/* The contexts that a receipt has to name. */
struct naming {
	struct tsm_arena arena;
	struct tsm_receipt_context contexts[CONTEXTS_MAX];
	size_t count;
};

static enum tsm_status name_context(
    void *self, const struct used *used, struct tsm_error *err)
{
	struct naming *naming = self;

	if (!used->context)
		return TSM_OK;
	if (naming->count == CONTEXTS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "a receipt names at most %d contexts", CONTEXTS_MAX);
	struct tsm_receipt_context *context =
	    &naming->contexts[naming->count++];
	context->url = tsm_arena_dup(&naming->arena, used->url);
	if (context->url == NULL)
		return tsm_fail_memory(err);
	return tsm_sha256_hex(
	    used->bytes.ptr, used->bytes.len, context->sha256);
}

static enum tsm_status make(struct attester *o, const struct app *app,
    const struct tsm_report *report, struct tsm_str input,
    const struct naming *naming, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_receipt_maker maker = {
		.signer = o->signer,
		.key = o->key,
		.alg = o->alg,
		.by = o->did,
		.method = o->method,
		.software = "testamur-verifier " TSM_VERSION,
		.lists = app->lists,
		.n_lists = app->n_lists,
		.contexts = naming->contexts,
		.n_contexts = naming->count,
	};

	if (o->signer == NULL)
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the key process does not answer");
	return tsm_receipt_make(&maker, report, input, out, err);
}

/* Under the lock; a key process that died is started once more. */
static enum tsm_status make_or_restart(struct attester *o,
    const struct app *app, const struct tsm_report *report,
    struct tsm_str input, const struct naming *naming, struct tsm_buf *out,
    struct tsm_error *err)
{
	enum tsm_status status = make(o, app, report, input, naming, out, err);

	/* but not for everybody who asks */
	if (status != TSM_E_UNREACHABLE || tsm_time_now() < o->not_before)
		return status;
	o->not_before = tsm_time_now() + RETRY_SECONDS;
	TSM_TRY(start(o, err));
	return make(o, app, report, input, naming, out, err);
}

enum tsm_status attester_receipt(const struct app *app,
    const struct tsm_report *report, struct tsm_str input, struct tsm_buf *out,
    struct tsm_error *err)
{
	struct attester *o = app->attester;
	struct naming naming = { .count = 0 };
	const struct used_visitor visitor = { name_context, &naming };

	tsm_arena_init(&naming.arena, 0);
	enum tsm_status status = used_each(app, report, &visitor, err);
	if (status == TSM_OK) {
		(void)pthread_mutex_lock(&o->lock);
		status =
		    make_or_restart(o, app, report, input, &naming, out, err);
		(void)pthread_mutex_unlock(&o->lock);
	}
	tsm_arena_release(&naming.arena);
	return status == TSM_E_UNREACHABLE
		   ? tsm_fail(err, TSM_E_BUSY, NULL,
			 "no receipt can be signed now: the key process does "
			 "not answer")
		   : status;
}

enum tsm_status api_did(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct app *app = ctx;

	if (app->attester == NULL || app->attester->document.ptr == NULL)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, NULL, "this verifier signs nothing");
	tsm_response_fixed(
	    response, "application/did+json", app->attester->document);
	tsm_response_cache(response, request, 300, false);
	return TSM_OK;
}
