/* The key, and whether it is the issuer's. */
#include <stdio.h>
#include <string.h>

#include "keys.h"
#include "testamur/base/time.h"
#include "testamur/base/uri.h"

/* Keys compared in a foreign key set. */
#define JWKS_MAX 256

static void set_detail(struct key_answer *answer, const struct tsm_error *err)
{
	(void)snprintf(answer->detail, sizeof(answer->detail), "%s", err->text);
}

enum code_id key_load_code(enum tsm_status status)
{
	switch (status) {
	case TSM_E_UNREACHABLE:
	case TSM_E_LIMIT:
		return CODE_KEY_DID_UNREACHABLE;
	case TSM_E_NOT_FOUND:
		return CODE_KEY_DID_NOT_FOUND;
	case TSM_E_DENIED:
	case TSM_E_UNSUPPORTED: /* other schemes than https */
		return CODE_KEY_ADDRESS_REFUSED;
	default:
		return CODE_KEY_DID_DOCUMENT;
	}
}

enum code_id key_material_code(enum tsm_status status)
{
	switch (status) {
	case TSM_E_DENIED:
		return CODE_KEY_PRIVATE_IN_DOCUMENT;
	case TSM_E_UNSUPPORTED:
		return CODE_KEY_TYPE;
	default:
		return CODE_KEY_UNUSABLE;
	}
}

/* The same where a DID was to be resolved. */
static enum code_id did_code(enum tsm_status status, struct tsm_str did)
{
	struct tsm_did_url url;

	if (tsm_did_parse(did, &url) != TSM_OK)
		return key_load_code(status);
	const struct tsm_did_method *method = tsm_did_method_find(url.method);
	if (method == NULL)
		return CODE_KEY_DID_METHOD;
	/* The DID is the key: no website has a part in it. */
	if (method->expand != NULL)
		return key_material_code(status);
	return key_load_code(status);
}

/*
 * A method of the issuer's own document, by its id. The answer keeps the
 * document when it uses its key.
 */
static void use_method(struct run *run, const struct tsm_proof *proof,
    struct document *document, const char *id, struct key_answer *answer)
{
	const struct tsm_verification_method *method =
	    tsm_did_document_method(&document->did, id);

	if (method == NULL) {
		answer->key = CODE_KEY_NOT_FOUND;
		return;
	}
	const struct document_key *key =
	    &document->keys[method - document->did.methods];
	if (key->status != TSM_OK) {
		answer->key = key_material_code(key->status);
		(void)snprintf(
		    answer->detail, sizeof(answer->detail), "%s", key->text);
		return;
	}
	answer->key = CODE_KEY_FOUND;
	answer->controller = key_judge(run, proof, document, method);
	key_note_window(run, proof, method, answer);
	if (key_is_good(answer->controller)) {
		answer->public_key = key->key;
		answer->document = document;
	}
}

/* kid is a method of the issuer's own document. */
static enum tsm_status by_method(struct run *run, const struct tsm_proof *proof,
    const char *issuer, const char *method, struct key_answer *answer)
{
	struct document *document;
	struct tsm_error err = { 0 };

	answer->place = method;
	bool did = tsm_did_is(tsm_str(issuer));
	enum tsm_status status = document_load(run, issuer,
	    did ? DOCUMENT_DID : DOCUMENT_CONTROLLER, &document, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status != TSM_OK) {
		answer->key = did ? did_code(status, tsm_str(issuer))
				  : key_load_code(status);
		set_detail(answer, &err);
		return TSM_OK;
	}
	use_method(run, proof, document, method, answer);
	if (answer->document == NULL)
		document_let_go(run, document);
	return TSM_OK;
}

/* Does the issuer's DID document hold this very key? */
static enum tsm_status bind_did(struct run *run, const struct tsm_proof *proof,
    const char *issuer, const struct tsm_public_key *key,
    struct key_answer *answer)
{
	struct document *document;
	struct tsm_error err = { 0 };

	enum tsm_status status =
	    document_load(run, issuer, DOCUMENT_DID, &document, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status != TSM_OK) {
		/* another time helps only where it was asked for */
		if (status == TSM_E_UNREACHABLE || status == TSM_E_LIMIT ||
		    status == TSM_E_NOT_FOUND)
			answer->controller = CODE_CONTROLLER_UNREACHABLE;
		else
			answer->key = did_code(status, tsm_str(issuer));
		set_detail(answer, &err);
		return TSM_OK;
	}
	answer->controller = CODE_CONTROLLER_NOT_ISSUER;
	for (size_t i = 0; i < document->did.method_count; i++) {
		const struct tsm_public_key *own = document->keys[i].key;
		if (own == NULL || !tsm_public_key_equal(own, key))
			continue;
		answer->controller =
		    key_judge(run, proof, document, &document->did.methods[i]);
		if (key_is_good(answer->controller))
			break;
	}
	document_let_go(run, document);
	return TSM_OK;
}

/* The key set of an https issuer (1EdTech implementation guide). */
static enum tsm_status jwks_url(
    struct run *run, const char *issuer, const char **ret_url)
{
	struct tsm_uri uri;

	*ret_url = NULL;
	if (tsm_uri_parse(tsm_str(issuer), &uri) != TSM_OK ||
	    !tsm_str_is(uri.scheme, "https") || uri.host.len == 0 ||
	    uri.userinfo.len > 0)
		return TSM_OK;
	*ret_url = uri.port != 0
		       ? tsm_arena_printf(run->arena,
			     "https://%.*s:%u/.well-known/jwks.json",
			     (int)uri.host.len, uri.host.ptr, uri.port)
		       : tsm_arena_printf(run->arena,
			     "https://%.*s/.well-known/jwks.json",
			     (int)uri.host.len, uri.host.ptr);
	return *ret_url != NULL ? TSM_OK : tsm_fail_memory(run->err);
}

/*
 * Look through a key set: the same key as key, or when key is NULL the one
 * with this kid, which is then given to the caller.
 */
static enum tsm_status search_jwks(const struct tsm_json *set,
    const char *issuer, const char *kid, const struct tsm_public_key *key,
    struct tsm_public_key **ret_key)
{
	const struct tsm_json *keys = tsm_json_get(set, "keys");

	*ret_key = NULL;
	if (!tsm_json_is(keys, TSM_JSON_ARRAY))
		return TSM_OK;
	for (size_t i = 0; i < keys->count && i < JWKS_MAX; i++) {
		const struct tsm_json *jwk = tsm_json_at(keys, i);
		const char *iss = tsm_json_get_string(jwk, "iss");
		struct tsm_public_key *own;
		if (iss != NULL && strcmp(iss, issuer) != 0)
			continue;
		if (key == NULL &&
		    !tsm_streq(tsm_json_get_string(jwk, "kid"), kid))
			continue;
		enum tsm_status status =
		    tsm_public_key_from_jwk(jwk, &own, NULL);
		if (status == TSM_E_MEMORY)
			return status;
		if (status != TSM_OK)
			continue;
		if (key == NULL || tsm_public_key_equal(own, key)) {
			*ret_key = own;
			return TSM_OK;
		}
		tsm_public_key_free(&own);
	}
	return TSM_OK;
}

/* Does the key set of an https issuer hold this key, or this kid? */
static enum tsm_status bind_https(struct run *run, const char *issuer,
    const char *kid, const struct tsm_public_key *key,
    struct key_answer *answer, struct tsm_public_key **ret_key)
{
	struct document *document;
	struct tsm_error err = { 0 };
	const char *url;

	*ret_key = NULL;
	TSM_TRY(jwks_url(run, issuer, &url));
	if (url == NULL) {
		/* What is at an address that is not called may be fine. */
		if (strstr(issuer, "://") != NULL)
			answer->key = CODE_KEY_ADDRESS_REFUSED;
		else
			answer->controller = CODE_CONTROLLER_NOT_ISSUER;
		return TSM_OK;
	}
	enum tsm_status status =
	    document_load(run, url, DOCUMENT_JSON, &document, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status != TSM_OK) {
		if (key == NULL)
			answer->key = key_load_code(status);
		answer->controller = CODE_CONTROLLER_UNREACHABLE;
		answer->place = url;
		set_detail(answer, &err);
		return TSM_OK;
	}
	status = search_jwks(document->json, issuer, kid, key, ret_key);
	document_let_go(run, document);
	if (status != TSM_OK)
		return tsm_fail_memory(run->err);
	answer->controller = *ret_key != NULL ? CODE_CONTROLLER_ISSUER
					      : CODE_CONTROLLER_NOT_ISSUER;
	return TSM_OK;
}

/* A key from elsewhere than the issuer's document: is it the issuer's? */
static enum tsm_status bind_key(struct run *run, const struct tsm_proof *proof,
    const char *issuer, struct tsm_public_key *key, struct key_answer *answer)
{
	struct tsm_public_key *same = NULL;
	enum tsm_status status;

	answer->key = CODE_KEY_FOUND;
	if (tsm_did_is(tsm_str(issuer)))
		status = bind_did(run, proof, issuer, key, answer);
	else
		status = bind_https(run, issuer, NULL, key, answer, &same);
	tsm_public_key_free(&same);
	if (status == TSM_OK && key_is_good(answer->controller))
		answer->public_key = answer->owned = key;
	else
		tsm_public_key_free(&key);
	return status;
}

/* The header carries the key itself. */
static enum tsm_status by_jwk(struct run *run, const struct tsm_proof *proof,
    const struct tsm_json *jwk, const char *issuer, struct key_answer *answer)
{
	struct tsm_public_key *key;
	struct tsm_error err = { 0 };

	enum tsm_status status = tsm_public_key_from_jwk(jwk, &key, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status != TSM_OK) {
		answer->key = key_material_code(status);
		set_detail(answer, &err);
		return TSM_OK;
	}
	return bind_key(run, proof, issuer, key, answer);
}

/*
 * An https issuer's document does not list the method, or is none; its
 * fragment is a key (1EdTech's validators take it for the issuer's). Anybody
 * can write that: it counts when the issuer's key set holds the same key.
 */
static enum tsm_status by_fragment(struct run *run,
    const struct tsm_proof *proof, const char *issuer, struct tsm_str fragment,
    struct key_answer *answer)
{
	struct key_answer bound = { .place = answer->place };
	struct tsm_public_key *key = NULL;

	if (answer->controller != CODE_NOT_EVALUATED)
		return TSM_OK;
	enum tsm_status status =
	    tsm_public_key_from_multikey(fragment, &key, NULL);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status != TSM_OK)
		return TSM_OK;
	TSM_TRY(bind_key(run, proof, issuer, key, &bound));
	if (key_is_good(bound.controller))
		*answer = bound;
	return TSM_OK;
}

/* kid is neither a DID URL nor an address: a name within the issuer's keys. */
static enum tsm_status by_name(struct run *run, const struct tsm_proof *proof,
    const char *issuer, struct key_answer *answer)
{
	const char *kid = proof->method;

	if (tsm_did_is(tsm_str(issuer))) {
		const char *id = tsm_arena_printf(
		    run->arena, "%s#%s", issuer, kid[0] == '#' ? kid + 1 : kid);
		if (id == NULL)
			return tsm_fail_memory(run->err);
		TSM_TRY(by_method(run, proof, issuer, id, answer));
		return answer->key == CODE_KEY_NOT_FOUND
			   ? key_resolve_kid(run, proof, issuer, answer)
			   : TSM_OK;
	}
	TSM_TRY(bind_https(run, issuer, kid, NULL, answer, &answer->owned));
	answer->public_key = answer->owned;
	if (answer->controller == CODE_CONTROLLER_ISSUER)
		answer->key = CODE_KEY_FOUND;
	else if (answer->controller == CODE_CONTROLLER_NOT_ISSUER)
		answer->key = CODE_KEY_NOT_FOUND;
	if (answer->key != CODE_KEY_FOUND)
		answer->controller = CODE_NOT_EVALUATED;
	return TSM_OK;
}

/*
 * kid is an address: of one JWK, or with a fragment of a method in the
 * controller document of an https issuer (CID 1.0 section 3.3).
 */
static enum tsm_status by_https(struct run *run, const struct tsm_proof *proof,
    const char *issuer, struct key_answer *answer)
{
	struct document *document;
	struct tsm_error err = { 0 };
	const char *url = proof->method, *set;
	struct tsm_proof named = *proof;
	struct tsm_str fragment = { 0 };
	struct tsm_str base = tsm_str_split(tsm_str(url), '#', &fragment);

	answer->place = url;
	if (base.len < strlen(url)) {
		/* Its own controller, or nobody's: only JWKs are bound. */
		if (tsm_str_is(base, issuer)) {
			TSM_TRY(by_method(run, proof, issuer, url, answer));
			return by_fragment(
			    run, proof, issuer, fragment, answer);
		}
		/* A key of the issuer's set, by its place there. */
		TSM_TRY(jwks_url(run, issuer, &set));
		named.method = fragment.ptr;
		if (proof->jws.header != NULL && set != NULL &&
		    tsm_str_is(base, set))
			return by_name(run, &named, issuer, answer);
		answer->key = CODE_KEY_FOUND;
		answer->controller = CODE_CONTROLLER_NOT_ISSUER;
		return TSM_OK;
	}
	enum tsm_status status =
	    document_load(run, url, DOCUMENT_JSON, &document, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status != TSM_OK) {
		answer->key = key_load_code(status);
		set_detail(answer, &err);
		return TSM_OK;
	}
	status = by_jwk(run, proof, document->json, issuer, answer);
	document_let_go(run, document);
	return status;
}

enum tsm_status key_resolve(struct run *run, const struct tsm_proof *proof,
    const char *issuer, struct key_answer *ret_answer)
{
	struct key_answer *answer = ret_answer;
	struct tsm_did_url url;

	memset(answer, 0, sizeof(*answer));
	answer->key = CODE_NOT_EVALUATED;
	answer->controller = CODE_NOT_EVALUATED;
	if (issuer == NULL)
		return TSM_OK;
	if (proof->method == NULL || proof->method[0] == '\0') {
		if (proof->jwk == NULL)
			return key_resolve_unnamed(run, proof, issuer, answer);
		return by_jwk(run, proof, proof->jwk, issuer, answer);
	}
	answer->place = proof->method;
	if (tsm_did_parse(tsm_str(proof->method), &url) == TSM_OK) {
		if (tsm_str_is(url.did, issuer) && url.rest.len == 0)
			return by_method(
			    run, proof, issuer, proof->method, answer);
		/* Somebody else's key: not even looked up. */
		answer->controller = CODE_CONTROLLER_NOT_ISSUER;
		return TSM_OK;
	}
	if (strstr(proof->method, "://") != NULL)
		return by_https(run, proof, issuer, answer);
	/* A kid may be a name; an embedded proof has an address. */
	if (proof->jws.header == NULL && !tsm_did_is(tsm_str(issuer))) {
		answer->key = CODE_KEY_ADDRESS_REFUSED;
		return TSM_OK;
	}
	TSM_TRY(by_name(run, proof, issuer, answer));
	/* A name says nothing to others; the key that is beside it does. */
	if (answer->key == CODE_KEY_NOT_FOUND && proof->jwk != NULL)
		return by_jwk(run, proof, proof->jwk, issuer, answer);
	return TSM_OK;
}

void key_answer_release(struct run *run, struct key_answer *answer)
{
	document_let_go(run, answer->document);
	tsm_public_key_free(&answer->owned);
	answer->document = NULL;
	answer->public_key = NULL;
}

static enum tsm_status find_keys(struct run *run)
{
	struct key_answer *answer = &run->key;

	/* What the header rules out needs no key (signature says so). */
	if (!run->opened)
		return proofs_keys(run);
	if (tsm_proof_precheck(&run->proof) != TSM_PROOF_VALID)
		return TSM_OK;
	TSM_TRY(key_resolve(run, &run->proof, run->issuer, answer));
	bool key_says = answer->controller == CODE_NOT_EVALUATED;
	if (answer->key != CODE_NOT_EVALUATED)
		TSM_TRY(run_set(run, answer->key, answer->place, "%s",
		    key_says ? answer->detail : ""));
	if (answer->controller != CODE_NOT_EVALUATED)
		TSM_TRY(run_set(run, answer->controller, answer->place, "%s",
		    answer->detail));
	/* Proofs in the token have to hold as well. */
	return answer->public_key != NULL ? proofs_keys(run) : TSM_OK;
}

/* Whose document it was is a fact of then. */
static enum tsm_status say_age(struct run *run)
{
	struct tsm_check_result *controller =
	    &run->report->checks[TSM_CHECK_CONTROLLER];
	char at[TSM_TIME_TEXT];

	if ((run->stale_at == 0 && run->saved_at == 0) ||
	    controller->detail != NULL)
		return TSM_OK;
	controller->detail = tsm_arena_printf(run->arena,
	    tsm_say(run->options->lang,
		run->saved_at != 0
		    ? TSM_SAID("The issuer's site was not asked; its keys are "
			       "those of %s.")
		    : TSM_SAID("The issuer's site cannot be reached now; its "
			       "keys are those of %s.")),
	    tsm_time_format(
		run->saved_at != 0 ? run->saved_at : run->stale_at, at));
	return controller->detail != NULL ? TSM_OK : tsm_fail_memory(run->err);
}

/* Lists and what else is asked for later stand on their own. */
enum tsm_status check_key(struct run *run)
{
	TSM_TRY(key_find_held(run));
	enum tsm_status status = find_keys(run);
	run->held = NULL;
	return status == TSM_OK ? say_age(run) : status;
}
