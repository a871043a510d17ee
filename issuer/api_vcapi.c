/*
 * The W3C's API for issuers (VCALM 0.9, before: VC-API): POST
 * /credentials/issue, /credentials/status, /credentials/derive. Only where
 * the instance was started with --vc-api-issuer, and for whoever has an API
 * key; elsewhere there is nothing at these addresses.
 */
#include <string.h>

#include "api.h"
#include "testamur/http/client.h"
#include "testamur/http/keys.h"
#include "testamur/prove/derive.h"
#include "testamur/store/vcapi.h"
#include "vcapi.h"

/* The name of the W3C's type; of about:blank that of the status. */
static const char *title_of(const struct vcapi_fault *fault)
{
	const char *hash = strchr(fault->type, '#');
	if (hash != NULL)
		return hash + 1;
	return fault->status == 401   ? "Unauthorized"
	       : fault->status == 404 ? "Not Found"
				      : "Conflict";
}

/* RFC 9457, with the W3C's type. */
static enum tsm_status answer_fault(
    struct visit *v, const struct vcapi_fault *fault)
{
	json_t *problem = json_object();
	tsm_json_set(problem, "type", fault->type);
	tsm_json_set(problem, "title", title_of(fault));
	tsm_json_set_int(problem, "status", fault->status);
	tsm_json_set(problem, "detail", fault->detail);
	tsm_json_set(problem, "code", fault->code);
	if (fault->place[0] != '\0')
		tsm_json_set(problem, "place", fault->place);
	tsm_json_set(problem, "request_id", v->request->id);
	tsm_response_cache(v->response, v->request, 0, false);
	return tsm_response_json(
	    v->response, fault->status, "application/problem+json", problem);
}

/* RFC 6750 section 3. */
static enum tsm_status answer_unknown(struct visit *v)
{
	const struct vcapi_fault fault = { 401, "about:blank",
		"unauthenticated", "",
		"an API key is wanted: Authorization: Bearer …" };
	tsm_response_header(v->response, "WWW-Authenticate", "Bearer");
	return answer_fault(v, &fault);
}

/* The host alone: a literal one, or the one name that is always here. */
static bool is_loopback(const char *header)
{
	struct tsm_str host = tsm_str(header);
	struct tsm_address address;
	struct tsm_str rest;

	if (tsm_str_starts(host, "["))
		host = tsm_str_split(
		    tsm_str_n(host.ptr + 1, host.len - 1), ']', &rest);
	else
		host = tsm_str_split(host, ':', &rest);
	return tsm_str_is_nocase(host, "localhost") ||
	       (tsm_address_parse(host, &address) == TSM_OK &&
		   tsm_address_loopback(&address));
}

/*
 * A program of this computer. A browser there that shows somebody else's page
 * says Origin with whatever that page posts (Fetch section 3.2), and by Host
 * that a name of the page's own leads here.
 */
static bool is_local(const struct tsm_request *request)
{
	return request->client_local &&
	       tsm_request_header(request, "origin") == NULL &&
	       is_loopback(tsm_request_header(request, "host"));
}

/* Who asks, by name; NULL: nobody known here. */
static enum tsm_status find_caller(
    struct visit *v, const char **ret_name, struct tsm_error *err)
{
	static const char scheme[] = "bearer ";
	const size_t skip = sizeof(scheme) - 1;
	const char *header = tsm_request_header(v->request, "authorization");
	struct tsm_keys *keys = tsm_arena_alloc(&v->app.arena, sizeof(*keys));
	struct tsm_str text = tsm_str(header);
	*ret_name = NULL;
	if (keys == NULL)
		return tsm_fail_memory(err);
	if (header == NULL && v->server->vcapi->local && is_local(v->request))
		*ret_name = "local";
	if (text.len <= skip ||
	    !tsm_str_is_nocase(tsm_str_n(text.ptr, skip), scheme))
		return TSM_OK;
	/* read anew each time: a key that was taken away counts no more */
	TSM_TRY(tsm_keys_load(
	    &v->app.arena, v->server->vcapi->keys_path, keys, err));
	const struct tsm_key *key = tsm_keys_find(keys, header + skip);
	*ret_name = key != NULL ? key->name : NULL;
	return TSM_OK;
}

/* --- requests ---------------------------------------------------------------- */

/* name: of the API key that asks. */
typedef enum tsm_status vcapi_action(struct visit *v, const char *name,
    const struct tsm_json *root, struct vcapi_fault *fault,
    struct tsm_error *err);

static enum tsm_status read_body(struct visit *v,
    const struct tsm_json **ret_root, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	struct tsm_error why = { 0 };
	enum tsm_status status = tsm_json_parse(&v->app.arena,
	    v->request->body.ptr, v->request->body.len, NULL, ret_root, &why);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return vcapi_refuse(fault, VCAPI_PARSING,
		    tsm_status_name(status), why.where, "%s", why.text);
	if (!tsm_json_is(*ret_root, TSM_JSON_OBJECT))
		return vcapi_refuse(fault, VCAPI_MALFORMED, "type", "",
		    "the body is an object");
	return TSM_OK;
}

static enum tsm_status run(
    struct visit *v, vcapi_action *action, struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	struct vcapi_fault fault = { 0 };
	const char *name = NULL;
	if (v->server->vcapi == NULL)
		return visit_refuse(v, err, TSM_E_NOT_FOUND,
		    "there is nothing at this address");
	TSM_TRY(find_caller(v, &name, err));
	if (name == NULL)
		return answer_unknown(v);
	v->app.actor = tsm_arena_printf(&v->app.arena, "api:%s", name);
	if (v->app.actor == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(read_body(v, &root, &fault, err));
	if (fault.status == 0)
		TSM_TRY(action(v, name, root, &fault, err));
	return fault.status == 0 ? TSM_OK : answer_fault(v, &fault);
}

static void answer_json(struct visit *v, int status, struct tsm_buf *body)
{
	v->response->status = status;
	tsm_response_take(v->response, "application/json", body);
	tsm_response_cache(v->response, v->request, 0, false);
}

/* --- issue ------------------------------------------------------------------- */

static enum tsm_status issue(struct visit *v, const char *name,
    const struct tsm_json *root, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	const struct tsm_json *credential = tsm_json_get(root, "credential");
	struct tsm_buf body;
	if (!tsm_json_is(credential, TSM_JSON_OBJECT))
		return vcapi_refuse(fault, VCAPI_MALFORMED, "missing",
		    "/credential", "there is no credential");
	tsm_buf_init(&body, 0);
	enum tsm_status status =
	    vcapi_issue(&v->app, v->server->vcapi, v->server->sealer, name,
		credential, tsm_json_get(root, "options"), &body, fault, err);
	if (status == TSM_OK && fault->status == 0)
		answer_json(v, 201, &body);
	tsm_buf_release(&body);
	return status;
}

/* --- status ------------------------------------------------------------------ */

/* true unless it says false, or "0". */
static bool reads_status(const struct tsm_json *value, bool *ret_set)
{
	*ret_set = true;
	if (value == NULL || tsm_json_is(value, TSM_JSON_TRUE))
		return true;
	if (tsm_json_is(value, TSM_JSON_STRING) && tsm_str_is(value->text, "1"))
		return true;
	*ret_set = false;
	return tsm_json_is(value, TSM_JSON_FALSE) ||
	       (tsm_json_is(value, TSM_JSON_STRING) &&
		   tsm_str_is(value->text, "0"));
}

static enum tsm_status set_status(struct visit *v, const char *name,
    const char *id, const char *purpose, bool set, struct tsm_error *err)
{
	struct app *app = &v->app;
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    tsm_store_vcapi_set(app->store, v->server->vcapi->organisation, id,
		name, purpose, set, app->now, err);
	if (status == TSM_OK)
		status = app_audit(
		    app, set ? "vcapi.set" : "vcapi.clear", id, NULL, err);
	return app_end(app, status, err);
}

static enum tsm_status change(struct visit *v, const char *name, const char *id,
    const char *purpose, bool set, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	struct tsm_error why = { 0 };
	enum tsm_status status = set_status(v, name, id, purpose, set, &why);
	if (status == TSM_E_NOT_FOUND) {
		(void)vcapi_refuse(fault, "about:blank", "not_found",
		    "/credentialId",
		    "your key had no credential of this id issued with a "
		    "status");
		fault->status = 404;
		return TSM_OK;
	}
	if (status == TSM_E_STATE) {
		(void)vcapi_refuse(
		    fault, "about:blank", "state", "/status", "%s", why.text);
		fault->status = 409;
		return TSM_OK;
	}
	if (status != TSM_OK)
		*err = why;
	return status;
}

static enum tsm_status status_of(struct visit *v, const char *name,
    const struct tsm_json *root, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	const char *id = tsm_json_get_string(root, "credentialId");
	const struct tsm_json *entry = tsm_json_get(root, "credentialStatus");
	if (tsm_json_is(entry, TSM_JSON_ARRAY) && entry->count == 1)
		entry = tsm_json_at(entry, 0);
	const char *type = tsm_json_get_string(entry, "type");
	const char *purpose = tsm_json_get_string(entry, "statusPurpose");
	const struct tsm_json *value = tsm_json_get(root, "status");
	bool set = true;
	if (value == NULL)
		value = tsm_json_get(entry, "status");
	if (id == NULL)
		return vcapi_refuse(fault, VCAPI_MALFORMED, "missing",
		    "/credentialId", "a credentialId is wanted, a text");
	/* the shorter name is that of VCALM's examples */
	if ((!tsm_streq(type, "BitstringStatusListEntry") &&
		!tsm_streq(type, "BitstringStatusList")) ||
	    (!tsm_streq(purpose, "revocation") &&
		!tsm_streq(purpose, "suspension")))
		return vcapi_refuse(fault, VCAPI_MALFORMED, "status",
		    "/credentialStatus",
		    "it is a BitstringStatusListEntry whose statusPurpose is "
		    "revocation or suspension");
	if (!reads_status(value, &set))
		return vcapi_refuse(fault, VCAPI_MALFORMED, "status", "/status",
		    "the status is true or false");
	TSM_TRY(change(v, name, id, purpose, set, fault, err));
	if (fault->status != 0)
		return TSM_OK;
	json_t *body = json_object();
	tsm_json_set(body, "credentialId", id);
	tsm_json_set(body, "statusPurpose", purpose);
	tsm_json_set_bool(body, "status", set);
	tsm_response_cache(v->response, v->request, 0, false);
	return tsm_response_json(v->response, 200, NULL, body);
}

/* --- derive ------------------------------------------------------------------ */

static enum tsm_status read_reveal(const struct tsm_json *root,
    const char **reveal, size_t *ret_count, struct vcapi_fault *fault)
{
	const struct tsm_json *list =
	    tsm_json_get(tsm_json_get(root, "options"), "selectivePointers");
	*ret_count = 0;
	if (list == NULL || list->type == TSM_JSON_NULL)
		return TSM_OK;
	for (size_t i = 0; i < list->count && i < VCAPI_POINTERS; i++)
		reveal[(*ret_count)++] = tsm_json_string(tsm_json_at(list, i));
	bool fine = list->type == TSM_JSON_ARRAY && *ret_count == list->count;
	for (size_t i = 0; i < *ret_count; i++)
		fine = fine && reveal[i] != NULL;
	return fine ? TSM_OK
		    : vcapi_refuse(fault, VCAPI_MALFORMED, "option",
			  "/options/selectivePointers",
			  "it is a list of at most 64 JSON Pointers");
}

static enum tsm_status derived(struct visit *v,
    const struct tsm_json *credential, const struct tsm_derive_options *options,
    struct tsm_buf *body, struct vcapi_fault *fault, struct tsm_error *err)
{
	struct tsm_error why = { 0 };
	struct tsm_buf text;
	json_t *copy = tsm_json_copy(credential);
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_json_write(copy, TSM_JSON_COMPACT, &text);
	json_decref(copy);
	tsm_buf_adds(body, "{\"verifiableCredential\":");
	if (status == TSM_OK)
		status = tsm_derive(tsm_buf_str(&text), options, body, &why);
	tsm_buf_release(&text);
	tsm_buf_addc(body, '}');
	if (status == TSM_OK)
		status = tsm_buf_status(body);
	if (status == TSM_OK)
		answer_json(v, 201, body);
	if (status == TSM_OK || status == TSM_E_MEMORY)
		return status == TSM_OK ? TSM_OK : tsm_fail_memory(err);
	return vcapi_refuse_proof(fault, "verifiableCredential", status, &why);
}

static enum tsm_status derive(struct visit *v, const char *name,
    const struct tsm_json *root, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	const struct tsm_json *credential =
	    tsm_json_get(root, "verifiableCredential");
	const char *reveal[VCAPI_POINTERS];
	struct tsm_derive_options options = {
		.store = v->server->vcapi->contexts, .reveal = reveal
	};
	struct tsm_buf body;
	(void)name;
	if (!tsm_json_is(credential, TSM_JSON_OBJECT))
		return vcapi_refuse(fault, VCAPI_MALFORMED, "missing",
		    "/verifiableCredential", "there is no credential");
	TSM_TRY(read_reveal(root, reveal, &options.n_reveal, fault));
	if (fault->status != 0)
		return TSM_OK;
	tsm_buf_init(&body, 0);
	enum tsm_status status =
	    derived(v, credential, &options, &body, fault, err);
	tsm_buf_release(&body);
	return status;
}

/* --- routes ------------------------------------------------------------------ */

static enum tsm_status do_issue(struct visit *v, struct tsm_error *err)
{
	return run(v, issue, err);
}

static enum tsm_status do_status(struct visit *v, struct tsm_error *err)
{
	return run(v, status_of, err);
}

static enum tsm_status do_derive(struct visit *v, struct tsm_error *err)
{
	return run(v, derive, err);
}

API_HANDLER(vcapi_issue_credential)
{
	return visit(server, request, response, do_issue, err);
}

API_HANDLER(vcapi_set_status)
{
	return visit(server, request, response, do_status, err);
}

API_HANDLER(vcapi_derive_credential)
{
	return visit(server, request, response, do_derive, err);
}
