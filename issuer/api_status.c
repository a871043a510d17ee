/* Signed status lists (Bitstring Status List 1.0 section 2.2). */
#include "api.h"
#include "sealer.h"
#include "testamur/status/gzip.h"

/*
 * Much less than the list's ttl (lists.h): what lies in caches on the way
 * adds to the time until a revocation is seen.
 */
#define KEEP_SECONDS 60

/* What a list is called; the first of each form is the one we say. */
#define TYPES      5
#define JSON_TYPES 3
static const char *const types[] = { "application/vc+ld+json",
	"application/json", "application/ld+json", "application/vc+jwt",
	"application/jwt", "application/vc+ld+json", "application/json",
	"application/ld+json" };

/*
 * Accept decides, for a verifier may know one form only; without a wish it
 * is that of the credentials. A form that cannot be signed for want of a
 * key gives way to the other rather than to no list at all.
 */
static enum tsm_status choose(struct visit *v, struct lists_name *name,
    const char **ret_type, struct tsm_error *err)
{
	enum lists_form wanted = LISTS_JSON;
	TSM_TRY(lists_usual(v->app.store, &v->app.arena, name->organisation,
	    name->number, &wanted, err));
	const char *const *offers =
	    types + (wanted == LISTS_JWT ? JSON_TYPES : 0);
	int best = tsm_request_prefers(v->request, offers, TYPES);
	const char *type = offers[best > 0 ? best : 0];
	wanted = tsm_str_ends(tsm_str(type), "jwt") ? LISTS_JWT : LISTS_JSON;
	TSM_TRY(lists_possible(v->app.store, &v->app.arena, name->organisation,
	    wanted, v->app.now, &name->form, err));
	if (name->form != wanted)
		type = types[name->form == LISTS_JWT ? JSON_TYPES : 0];
	*ret_type = type;
	return TSM_OK;
}

static enum tsm_status list(
    struct visit *v, const char *purpose, struct tsm_error *err)
{
	struct tsm_str body;
	uint64_t number = 0;
	const char *type = NULL;
	struct tsm_response *response = v->response;
	struct lists_name name = { .organisation =
				       tsm_request_param(v->request, "org"),
		.purpose = purpose };
	TSM_TRY(tsm_parse_u64(
	    tsm_str(tsm_request_param(v->request, "n")), 999999999, &number));
	name.number = (int64_t)number;
	TSM_TRY(choose(v, &name, &type, err));
	enum tsm_status status =
	    sealer_list(v->server->sealer, &v->app, &name, &body, err);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status, "no such status list here");
	TSM_TRY(status);
	TSM_TRY(tsm_response_bytes(response, type, body.ptr, body.len));
	TSM_TRY(tsm_status_gzip(body.ptr, body.len, &response->gzip));
	tsm_response_header(response, "Vary", "Accept, Accept-Encoding");
	tsm_response_cors(response);
	tsm_response_cache(response, v->request, KEEP_SECONDS, false);
	return tsm_response_etag(response);
}

static enum tsm_status revocation(struct visit *v, struct tsm_error *err)
{
	return list(v, "revocation", err);
}

static enum tsm_status suspension(struct visit *v, struct tsm_error *err)
{
	return list(v, "suspension", err);
}

API_HANDLER(api_revocation)
{
	return visit(server, request, response, revocation, err);
}

API_HANDLER(api_suspension)
{
	return visit(server, request, response, suspension, err);
}
