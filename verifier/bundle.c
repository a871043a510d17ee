#include "bundle.h"

#include <string.h>

#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/did/did.h"
#include "testamur/did/document.h"
#include "testamur/net/fetch.h"

/* Keys of others that are asked for, each at a site that the bundle names. */
#define STRANGERS_MAX 32

/* The key of another issuer, asked for once. */
struct stranger {
	struct stranger *next;
	const char *issuer;
	const char *key;
	bool stated; /* by the issuer's own site */
};

struct checking {
	struct app *app;
	struct tsm_arena *arena;
	struct bundle_report *report;
	struct tsm_str identity;
	int64_t now;
	struct stranger *strangers;
	size_t stranger_count;
};

/* --- documents out of the bundle ------------------------------------------- */

enum tsm_status bundle_document(const struct tsm_bundle *bundle,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	const struct tsm_bundle_file *file =
	    tsm_bundle_find_url(bundle, request->url);
	if (file == NULL)
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the bundle does not hold this document");
	if (request->max_bytes != 0 && file->bytes.len > request->max_bytes)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the document is larger than %zu bytes",
		    request->max_bytes);
	ret_reply->http_status = 200;
	ret_reply->body = file->bytes;
	return TSM_OK;
}

/* A fetcher (fetch.h) for which the bundle is the whole net. */
static enum tsm_status fetch_inside(void *self, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	(void)arena;
	return bundle_document(self, request, ret_reply, err);
}

/* --- the seal -------------------------------------------------------------- */

/* Does a document of the issuer from elsewhere have this very key? */
static enum tsm_status compare_key(struct checking *c, const char *issuer,
    struct tsm_str text, const struct tsm_verification_method *sealed,
    bool *ret_same, struct tsm_error *err)
{
	struct tsm_did_document document;
	struct tsm_public_key *ours = NULL;
	struct tsm_public_key *theirs = NULL;
	*ret_same = false;
	TSM_TRY(tsm_did_document_parse(
	    c->arena, text.ptr, text.len, issuer, &document, err));
	const struct tsm_verification_method *stated =
	    seal_method(&document, sealed->id, c->report->created, c->now);
	if (stated == NULL)
		return TSM_OK;
	enum tsm_status status =
	    tsm_verification_method_key(sealed, &ours, err);
	if (status == TSM_OK)
		status = tsm_verification_method_key(stated, &theirs, err);
	if (status == TSM_OK)
		*ret_same = tsm_public_key_equal(ours, theirs);
	tsm_public_key_free(&ours);
	tsm_public_key_free(&theirs);
	/* what the document states is no key to be compared with */
	return status == TSM_E_MEMORY ? status : TSM_OK;
}

static enum tsm_status ask_site(struct checking *c, const char *url,
    struct tsm_str *ret_body, struct tsm_error *err)
{
	struct tsm_fetch_session session;
	const struct tsm_fetch_request request = { .url = url };
	struct tsm_fetch_reply reply = { 0 };
	tsm_fetch_session_init(&session, c->app->fetcher, c->arena, c->now, 1);
	TSM_TRY(tsm_fetch(&session, &request, &reply, err));
	*ret_body = reply.body;
	return TSM_OK;
}

/* Anybody can put an identity document into a bundle: ask elsewhere. */
static enum tsm_status check_owner(struct checking *c, const char *url,
    const struct tsm_verification_method *sealed, struct tsm_error *err)
{
	struct tsm_str body = c->identity;
	enum bundle_key same = BUNDLE_KEY_KEPT;
	bool found = false;
	enum tsm_status status = TSM_OK;
	if (c->identity.ptr == NULL) {
		if (c->app->fetcher == NULL)
			return TSM_OK;
		same = BUNDLE_KEY_STATED;
		c->report->owner = BUNDLE_KEY_UNREACHABLE;
		status = ask_site(c, url, &body, err);
	}
	if (status == TSM_OK) {
		status = compare_key(
		    c, c->report->issuer, body, sealed, &found, err);
		c->report->owner = status != TSM_OK ? BUNDLE_KEY_NO_DOCUMENT
						    : BUNDLE_KEY_REFUSED;
	}
	if (status == TSM_OK && found)
		c->report->owner = same;
	return status == TSM_E_MEMORY ? status : TSM_OK;
}

/*
 * A method of the issuer's document in the bundle. TSM_E_NOT_FOUND: there
 * is no such document; *ret_method NULL: no such method that may sign.
 */
static enum tsm_status method_inside(struct checking *c, const char *issuer,
    const char *key, const char **ret_url, struct tsm_did_document *document,
    const struct tsm_verification_method **ret_method, struct tsm_error *err)
{
	TSM_TRY(seal_location(c->arena, issuer, ret_url, err));
	const struct tsm_bundle_file *file =
	    tsm_bundle_find_url(&c->report->bundle, *ret_url);
	if (file == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "the bundle does not hold this document");
	TSM_TRY(tsm_did_document_parse(
	    c->arena, file->bytes.ptr, file->bytes.len, issuer, document, err));
	*ret_method =
	    seal_method(document, key, c->report->created, c->report->created);
	return TSM_OK;
}

/* The seal is by the key that the proof names, of the manifest's issuer. */
static enum tsm_status check_seal(struct checking *c, struct tsm_error *err)
{
	struct bundle_report *r = c->report;
	struct seal seal;
	struct tsm_did_document document;
	const struct tsm_verification_method *method = NULL;
	const char *url = NULL;
	TSM_TRY(seal_open(c->arena, c->app->contexts, r->bundle.manifest,
	    r->issuer, &seal, err));
	r->key = seal.key;
	r->seal = seal.state;
	if (seal.state != SEAL_NO_KEY)
		return TSM_OK;
	enum tsm_status status =
	    method_inside(c, r->issuer, r->key, &url, &document, &method, err);
	if (status != TSM_OK)
		return status == TSM_E_MEMORY ? status : TSM_OK;
	TSM_TRY(seal_verify(&seal, method, err));
	r->seal = seal.state;
	return r->seal == SEAL_HOLDS ? check_owner(c, url, method, err)
				     : TSM_OK;
}

/* --- the credentials ------------------------------------------------------- */

/*
 * Up to its issuer every check must pass: that it was revoked or has run
 * out since is part of the record, and no fault of the bundle.
 */
static bool is_proven(const struct tsm_report *report)
{
	for (int i = 0; i <= TSM_CHECK_ISSUER; i++) {
		if (report->checks[i].outcome == TSM_FAIL ||
		    report->checks[i].outcome == TSM_COULD_NOT_CHECK)
			return false;
	}
	return true;
}

/* Does the issuer's own site state the key that the bundle says it has? */
static enum tsm_status is_stated(struct checking *c, const char *issuer,
    const char *key, bool *ret_stated, struct tsm_error *err)
{
	struct tsm_did_url did;
	struct tsm_did_document document;
	const struct tsm_verification_method *method = NULL;
	struct tsm_str body;
	const char *url = NULL;
	*ret_stated = false;
	if (tsm_did_parse(tsm_str(issuer), &did) != TSM_OK ||
	    !tsm_streq(seal_did(c->arena, key), issuer))
		return TSM_OK;
	const struct tsm_did_method *kind = tsm_did_method_find(did.method);
	/* the DID is the key */
	*ret_stated = kind != NULL && kind->expand != NULL;
	if (*ret_stated || c->app->fetcher == NULL)
		return TSM_OK;
	TSM_TRY(method_inside(c, issuer, key, &url, &document, &method, err));
	if (method == NULL)
		return TSM_OK;
	TSM_TRY(ask_site(c, url, &body, err));
	return compare_key(c, issuer, body, method, ret_stated, err);
}

/* The issuer of the bundle vouches for its own keys; others do not. */
static enum tsm_status is_vouched(struct checking *c, const char *issuer,
    const char *key, bool *ret_vouched, struct tsm_error *err)
{
	struct stranger *s = c->strangers;
	*ret_vouched = tsm_streq(issuer, c->report->issuer);
	if (*ret_vouched || issuer == NULL || key == NULL)
		return TSM_OK;
	while (s != NULL &&
	       (strcmp(s->issuer, issuer) != 0 || strcmp(s->key, key) != 0))
		s = s->next;
	if (s == NULL && c->stranger_count++ >= STRANGERS_MAX)
		return TSM_OK;
	if (s == NULL) {
		s = tsm_arena_alloc(c->arena, sizeof(*s));
		if (s == NULL)
			return tsm_fail_memory(err);
		s->issuer = tsm_arena_dup(c->arena, issuer);
		s->key = tsm_arena_dup(c->arena, key);
		if (s->issuer == NULL || s->key == NULL)
			return tsm_fail_memory(err);
		enum tsm_status status =
		    is_stated(c, s->issuer, s->key, &s->stated, err);
		if (status == TSM_E_MEMORY)
			return status;
		s->next = c->strangers;
		c->strangers = s;
	}
	*ret_vouched = s->stated;
	return TSM_OK;
}

static enum tsm_status check_credential(struct checking *c,
    struct tsm_verifier *verifier, const struct tsm_bundle_file *file,
    struct bundle_credential *ret, struct tsm_error *err)
{
	const struct tsm_verify_options options = { .now = c->report->created };
	const struct tsm_report *report = NULL;
	struct tsm_arena arena;
	tsm_arena_init(&arena, TSM_VERIFICATION_MEMORY_MAX);
	enum tsm_status status = tsm_verify(verifier, file->bytes.ptr,
	    file->bytes.len, &options, &arena, &report, err);
	if (status == TSM_OK)
		*ret = (struct bundle_credential){ .path = file->path,
			.verdict = report->verdict,
			.code = report->deciding->code,
			.proven = is_proven(report) };
	if (status == TSM_OK && ret->proven)
		status = is_vouched(c,
		    report->facts != NULL ? report->facts->issuer_id : NULL,
		    report->proof.key, &ret->vouched, err);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status check_credentials(
    struct checking *c, struct tsm_error *err)
{
	struct bundle_report *r = c->report;
	const struct tsm_fetcher inside = { .fetch = fetch_inside,
		.self = &r->bundle };
	const struct tsm_verifier_options options = { .fetcher = &inside,
		.trust = c->app->trust,
		.contexts = c->app->contexts };
	struct tsm_verifier *verifier = NULL;
	struct bundle_credential *list =
	    tsm_arena_array(c->arena, r->bundle.count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_verifier_new(&options, &verifier, err));
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; status == TSM_OK && i < r->bundle.count; i++) {
		const struct tsm_bundle_file *file = &r->bundle.files[i];
		if (!tsm_str_starts(tsm_str(file->path), "credentials/"))
			continue;
		struct bundle_credential *one = &list[r->credential_count];
		status = check_credential(c, verifier, file, one, err);
		if (status != TSM_OK)
			break;
		r->credential_count++;
		r->unproven += one->proven ? 0 : 1;
		r->unvouched += one->proven && !one->vouched ? 1 : 0;
	}
	tsm_verifier_free(&verifier);
	r->credentials = list;
	return status;
}

enum tsm_status bundle_check(struct app *app, const struct tsm_bundle *bundle,
    struct tsm_str identity, int64_t now, struct tsm_arena *arena,
    struct bundle_report *ret_report, struct tsm_error *err)
{
	struct bundle_report *r = ret_report;
	struct checking c = { .app = app,
		.arena = arena,
		.report = r,
		.identity = identity,
		.now = now };
	*r = (struct bundle_report){ .bundle = *bundle };
	const char *created =
	    tsm_json_get_string(r->bundle.manifest, "created");
	if (created == NULL ||
	    tsm_time_parse(tsm_str(created), &r->created) != TSM_OK ||
	    r->created > now + TSM_VERIFY_LEEWAY)
		return tsm_fail(err, TSM_E_VALUE, TSM_BUNDLE_MANIFEST,
		    "the manifest does not say when it was made, or a time to "
		    "come");
	r->issuer = tsm_json_get_string(r->bundle.manifest, "issuer");
	TSM_TRY(check_seal(&c, err));
	const struct tsm_trust_entry *entry =
	    r->issuer != NULL
		? tsm_trust_find(app->trust, r->issuer, r->created)
		: NULL;
	r->listed = entry != NULL ? entry->list : NULL;
	return check_credentials(&c, err);
}

/* --- what it comes to ------------------------------------------------------ */

enum tsm_verdict bundle_verdict(const struct bundle_report *r)
{
	if (r->bundle.problem_count > 0 || r->unproven > 0 ||
	    r->owner == BUNDLE_KEY_REFUSED)
		return TSM_NOT_VALID;
	switch (r->seal) {
	case SEAL_HOLDS:
		break;
	case SEAL_UNSUPPORTED:
	case SEAL_NO_KEY:
		return TSM_COULD_NOT_BE_CHECKED;
	default:
		return TSM_NOT_VALID;
	}
	if ((r->owner != BUNDLE_KEY_STATED && r->owner != BUNDLE_KEY_KEPT) ||
	    r->unvouched > 0)
		return TSM_COULD_NOT_BE_CHECKED;
	return r->listed != NULL ? TSM_VERIFIED : TSM_VERIFIED_ISSUER_UNLISTED;
}

const char *bundle_seal_text(enum seal_state seal)
{
	static const char *const texts[] = {
		"The issuer sealed exactly this manifest.",
		"The manifest bears no seal, or not exactly one.",
		"The seal is of a kind that is not known or not enough here.",
		"The bundle lacks the issuer's identity document, so the seal "
		"cannot be checked.",
		"The key of the seal may not sign for the issuer that the "
		"manifest names.",
		"The manifest was changed after it was sealed.",
	};
	return texts[seal];
}

const char *bundle_key_text(enum bundle_key owner)
{
	static const char *const texts[] = {
		"Nobody was asked whose key it is (see --identity).",
		"The issuer's document that you gave has this key.",
		"The issuer's own site states this key.",
		"The issuer's own site could not be asked about the key.",
		"The issuer does not state this key, or not any more.",
		"The issuer's address holds no document of its own.",
	};
	return texts[owner];
}

const char *bundle_fault_text(enum tsm_bundle_fault fault)
{
	static const char *const texts[] = { "missing", "not in the manifest",
		"changed" };
	return texts[fault];
}
