/* Signed status lists (Bitstring Status List 1.0 section 2.2). */
#include "api.h"
#include "sealer.h"
#include "testamur/status/gzip.h"

/*
 * Much less than the list's ttl (lists.h): what lies in caches on the way
 * adds to the time until a revocation is seen.
 */
#define KEEP_SECONDS 60

static enum tsm_status list(
    struct visit *v, const char *purpose, struct tsm_error *err)
{
	struct tsm_str body;
	uint64_t number = 0;
	struct tsm_response *response = v->response;
	const char *org = tsm_request_param(v->request, "org");
	TSM_TRY(tsm_parse_u64(
	    tsm_str(tsm_request_param(v->request, "n")), 999999999, &number));
	enum tsm_status status = sealer_list(v->server->sealer, &v->app, org,
	    (int64_t)number, purpose, &body, err);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status, "no such status list here");
	TSM_TRY(status);
	TSM_TRY(tsm_response_bytes(
	    response, "application/vc+jwt", body.ptr, body.len));
	TSM_TRY(tsm_status_gzip(body.ptr, body.len, &response->gzip));
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
