/* A hosted credential for programs, and its status for everybody. */
#include "api.h"
#include "artefact.h"
#include "holding.h"
#include "link.h"
#include "nameless.h"
#include "testamur/base/digest.h"
#include "testamur/base/time.h"

/* A secret has 22 characters; what is longer is none. */
#define SECRET_MAX 64

const char *const api_hosted_types[API_HOSTED_TYPES] = {
	"text/html",
	"application/json",
	"application/ld+json",
	"application/vc",
	"application/vc+ld+json",
	"application/vc+jwt",
	"application/jwt",
};

static const char *text_of(const struct tsm_json *object, const char *name)
{
	return tsm_json_get_string(object, name);
}

static void copy(json_t *to, const struct tsm_json *from, const char *name)
{
	tsm_json_set(to, name, text_of(from, name));
}

/* Award, units, dates, issuer and status: what the page says to anyone. */
static json_t *status_document(struct visit *v, const struct holding *h)
{
	static const char *const words[] = { "valid", "suspended", "revoked",
		"superseded", "signing key revoked", "expired" };
	char at[TSM_TIME_TEXT];
	const struct tsm_store_credential *c = &h->credential;
	const struct tsm_json *a = tsm_json_get(h->summary, "achievement");
	const struct tsm_json *i = tsm_json_get(h->summary, "issuer");
	const struct tsm_json *dates = tsm_json_get(h->summary, "activity");
	const struct tsm_json *units = tsm_json_get(h->summary, "units");
	json_t *root = json_object();
	tsm_json_set(root, "id",
	    tsm_arena_printf(
		&v->app.arena, "%s/V/%s", v->app.public_url, c->id));
	tsm_json_set(root, "status", words[h->state]);
	if (h->state != HOLDING_VALID)
		tsm_json_set(root, "since", tsm_time_format(h->since, at));
	tsm_json_set(root, "reason", h->reason);
	tsm_json_set(root, "checked", tsm_time_format(v->app.now, at));
	tsm_json_set_bool(root, "shared", h->shared);
	json_t *achievement = tsm_json_set_object(root, "achievement");
	tsm_json_set(achievement, "id", text_of(a, "url"));
	copy(achievement, a, "name");
	copy(achievement, a, "type");
	json_t *issuer = tsm_json_set_object(root, "issuer");
	copy(issuer, i, "id");
	copy(issuer, i, "name");
	if (units != NULL)
		tsm_json_set_new(root, "units", tsm_json_copy(units));
	if (dates != NULL) {
		json_t *activity = tsm_json_set_object(root, "activity");
		tsm_json_set(activity, "start", text_of(dates, "start_iso"));
		tsm_json_set(activity, "end", text_of(dates, "end_iso"));
		copy(activity, dates, "mode");
	}
	tsm_json_set(root, "awarded", text_of(h->summary, "awarded_iso"));
	copy(root, h->summary, "valid_until");
	return root;
}

/* Why there is no answer of the type wanted (RFC 9110 section 15.5.7). */
static json_t *forms_document(const struct holding *h)
{
	json_t *root = json_object();
	json_t *types = NULL;
	tsm_json_set(root, "title", "Not acceptable");
	tsm_json_set_int(root, "status", 406);
	tsm_json_set(root, "detail",
	    "this credential is not secured in the form asked for");
	types = tsm_json_set_array(root, "available");
	if (h->forms.json.ptr != NULL)
		tsm_json_add(types, "application/vc");
	if (h->forms.jwt.ptr != NULL)
		tsm_json_add(types, "application/vc+jwt");
	return root;
}

/*
 * The type among those there is a form for. What a JWT says may be read as
 * plain JSON, but only what has a proof is called a credential.
 */
static const char *available(
    struct visit *v, const struct holding *h, const char *type)
{
	const char *offers[API_HOSTED_TYPES];
	size_t count = 0;
	for (size_t i = 1; i < API_HOSTED_TYPES; i++) {
		const char *one = api_hosted_types[i];
		bool jwt = tsm_str_ends(tsm_str(one), "jwt");
		bool vc = tsm_str_starts(tsm_str(one), "application/vc");
		if (jwt ? h->forms.jwt.ptr == NULL
			: vc && h->forms.json.ptr == NULL)
			continue;
		if (tsm_streq(one, type))
			return one;
		offers[count++] = one;
	}
	if (tsm_request_query(v->request, "format") != NULL)
		return NULL;
	int best = tsm_request_prefers(v->request, offers, count);
	return best >= 0 ? offers[best] : NULL;
}

/* To whoever asks for a credential by name. Where none can be signed, its
 * status in plain JSON is the answer. */
static enum tsm_status answer_nameless(struct visit *v, const struct holding *h,
    const char *type, struct tsm_error *err)
{
	struct tsm_buf body;
	if (!tsm_streq(type, "application/vc") &&
	    !tsm_streq(type, "application/vc+ld+json"))
		return TSM_E_NOT_FOUND;
	tsm_buf_init(&body, 0);
	enum tsm_status status = nameless_make(v, h, &body, err);
	if (status == TSM_OK)
		tsm_response_take(v->response, type, &body);
	tsm_buf_release(&body);
	return status;
}

enum tsm_status api_hosted(struct visit *visit, const struct holding *holding,
    const char *type, struct tsm_error *err)
{
	struct tsm_response *response = visit->response;
	struct tsm_str body;
	tsm_response_cache(response, visit->request, 0, false);
	if (holding->secret == NULL)
		tsm_response_cors(response);
	/* who holds the credential still has to learn since when, and why */
	/* a refresh service read no status, so it tells none */
	bool status =
	    holding->summary != NULL &&
	    tsm_streq(tsm_request_query(visit->request, "format"), "status");
	if (!holding->named && !status &&
	    answer_nameless(visit, holding, type, err) == TSM_OK)
		return TSM_OK;
	if (!holding->named || status)
		return tsm_response_json(
		    response, 200, NULL, status_document(visit, holding));
	type = available(visit, holding, type);
	if (type == NULL)
		return tsm_response_json(
		    response, 406, NULL, forms_document(holding));
	response->content_type = type;
	if (!tsm_str_ends(tsm_str(type), "jwt"))
		return artefact_json(
		    &visit->app.arena, &holding->forms, &response->body, err);
	TSM_TRY(forms_pick(&holding->forms, "jwt", &body, err));
	return tsm_buf_addstr(&response->body, body);
}

/* Open Badges 3.0 section 9.1 step 3: the refresh service. */
static enum tsm_status refresh(struct visit *v, struct tsm_error *err)
{
	struct holding h = { .named = true };
	char hash[TSM_SHA256_HEX];
	struct tsm_store_credential *c = &h.credential;
	const char *secret = tsm_request_param(v->request, "secret");
	if (tsm_str(secret).len > SECRET_MAX)
		return visit_refuse(
		    v, err, TSM_E_NOT_FOUND, "no credential is read here");
	TSM_TRY(link_secret_hash(secret, hash));
	TSM_TRY(tsm_store_begin(v->app.store, TSM_STORE_READ, err));
	enum tsm_status status = tsm_store_credential_by_refresh(
	    v->app.store, hash, &v->app.arena, c, err);
	if (status == TSM_OK)
		status =
		    forms_read(v->app.store, &v->app.arena, c, &h.forms, err);
	tsm_store_rollback(v->app.store);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(
		    v, err, status, "no credential is read here");
	TSM_TRY(status);
	return api_hosted(v, &h, NULL, err);
}

API_HANDLER(api_refresh)
{
	return visit(server, request, response, refresh, err);
}
