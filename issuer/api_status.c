/*
 * Signed status lists (Bitstring Status List 1.0 section 2.2), and as they
 * were (RFC 7089): a list's address answers Accept-Datetime itself (pattern
 * 1.2), and each version that was replaced has an address of its own.
 */
#include <stdio.h>

#include "api.h"
#include "sealer.h"
#include "testamur/base/time.h"
#include "testamur/status/gzip.h"

/*
 * Much less than the list's ttl (lists.h): what lies in caches on the way
 * adds to the time until a revocation is seen.
 */
#define KEEP_SECONDS 60

/* A version that was replaced stays as it is, but for a key that is revoked:
 * then it is signed anew. */
#define KEEP_VERSION_SECONDS 86400

/* Clocks differ. */
#define SKEW_SECONDS 60

/* What there is no list of: Bitstring Status List 1.0 section 3.5. */
#define RETRIEVAL \
 "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR"

/* "20251231235959" and its NUL: a version, by when it began. */
#define STAMP 15

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

/* What is asked for. */
struct asked {
	struct lists_name name;
	struct lists_version version;
	bool dated; /* by timestamp or Accept-Datetime */
	bool own;   /* by the version's own address */
	/* Why there is no list of the time that is asked for, or NULL. */
	const char *none;
	int none_status; /* of HTTP */
};

static char *stamp(int64_t at, char text[STAMP])
{
	char iso[TSM_TIME_TEXT];
	tsm_time_format(at, iso);
	(void)snprintf(text, STAMP, "%.4s%.2s%.2s%.2s%.2s%.2s", iso, iso + 5,
	    iso + 8, iso + 11, iso + 14, iso + 17);
	return text;
}

/* False: no instant is written so. */
static bool read_stamp(const char *text, int64_t *ret_at)
{
	char iso[TSM_TIME_TEXT];
	if (tsm_str(text).len != STAMP - 1)
		return false;
	(void)snprintf(iso, sizeof(iso), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text,
	    text + 4, text + 6, text + 8, text + 10, text + 12);
	return tsm_time_parse(tsm_str(iso), ret_at) == TSM_OK;
}

/*
 * ?timestamp= (Bitstring Status List 1.0 section 3.2): the list as it was
 * then, or an error; what is yet to come and what was before the first
 * version is neither of them.
 */
static enum tsm_status find_at(struct visit *v, struct asked *asked,
    const char *timestamp, struct tsm_error *err)
{
	int64_t at = 0;
	enum tsm_status status = TSM_E_NOT_FOUND;
	asked->dated = true;
	asked->none_status = 404;
	if (tsm_time_parse(tsm_str(timestamp), &at) != TSM_OK) {
		asked->none = "timestamp wants a date and time with a zone, "
			      "such as 2025-12-31T23:59:59Z";
		asked->none_status = 400;
		return TSM_OK;
	}
	if (at <= v->app.now + SKEW_SECONDS)
		status = lists_version_at(v->app.store, &asked->name, at,
		    v->app.now, &asked->version, err);
	if (status == TSM_E_NOT_FOUND || asked->version.from > at)
		asked->none = "there is no list of that time";
	return status == TSM_E_NOT_FOUND ? TSM_OK : status;
}

static enum tsm_status answer_none(struct visit *v, const struct asked *asked)
{
	json_t *problem = json_object();
	tsm_json_set(problem, "type", RETRIEVAL);
	tsm_json_set(problem, "title", "STATUS_RETRIEVAL_ERROR");
	tsm_json_set_int(problem, "status", asked->none_status);
	tsm_json_set(problem, "detail", asked->none);
	tsm_json_set(problem, "code", "status_retrieval");
	tsm_json_set(problem, "request_id", v->request->id);
	tsm_response_cors(v->response);
	tsm_response_cache(v->response, v->request, 0, false);
	return tsm_response_json(v->response, asked->none_status,
	    "application/problem+json", problem);
}

/* All events of a list are gone through, whoever asks. */
static enum tsm_status charge(struct visit *v, struct tsm_error *err)
{
	if (tsm_request_charge(v->request, SERVER_RATE_HITS, 1, err) == TSM_OK)
		return TSM_OK;
	return visit_refuse(v, err, TSM_E_RATE,
	    "too many requests from your address; wait a little");
}

/* Which version: of today, of a date (RFC 7089), or by name. */
static enum tsm_status find_version(
    struct visit *v, struct asked *asked, struct tsm_error *err)
{
	const char *datetime =
	    tsm_request_header(v->request, "accept-datetime");
	const char *own = tsm_request_param(v->request, "version");
	const char *timestamp = tsm_request_query(v->request, "timestamp");
	int64_t at = INT64_MAX;
	asked->own = own != NULL;
	if (own != NULL || timestamp != NULL || datetime != NULL)
		TSM_TRY(charge(v, err));
	if (timestamp != NULL && !asked->own)
		return find_at(v, asked, timestamp, err);
	asked->dated = datetime != NULL && !asked->own;
	if (asked->own && !read_stamp(own, &at))
		return visit_refuse(
		    v, err, TSM_E_NOT_FOUND, "no such status list here");
	if (asked->dated &&
	    tsm_http_date_parse(tsm_str(datetime), &at) != TSM_OK)
		return visit_refuse(v, err, TSM_E_SYNTAX,
		    "Accept-Datetime wants a date such as "
		    "Wed, 31 Dec 2025 23:59:59 GMT");
	if (!asked->own && !asked->dated)
		return TSM_OK;
	enum tsm_status status = lists_version_at(
	    v->app.store, &asked->name, at, v->app.now, &asked->version, err);
	if (status == TSM_OK && asked->own &&
	    (asked->version.from != at || asked->version.until == 0))
		status = TSM_E_NOT_FOUND;
	return status == TSM_E_NOT_FOUND
		   ? visit_refuse(v, err, status, "no such status list here")
		   : status;
}

/* RFC 7089 section 2: which resource this is, and of when. */
static enum tsm_status add_links(
    struct visit *v, const struct asked *asked, struct tsm_error *err)
{
	char began[STAMP];
	char date[TSM_HTTP_DATE];
	struct tsm_arena *arena = v->request->arena;
	const struct lists_name *name = &asked->name;
	const char *url = lists_url(arena, v->app.public_url,
	    name->organisation, name->number, name->purpose);
	if (url == NULL)
		return tsm_fail_memory(err);
	const char *version = tsm_arena_printf(
	    arena, "%s/%s", url, stamp(asked->version.from, began));
	const char *when = tsm_arena_dup(
	    arena, tsm_http_date_format(asked->version.from, date));
	/* the list of today has no other address than its own */
	bool replaced = asked->version.until != 0;
	const char *link = tsm_arena_printf(arena,
	    replaced ? "<%s>; rel=\"original timegate\", "
		       "<%s>; rel=\"memento\"; datetime=\"%s\""
		     : "<%s>; rel=\"original timegate\"",
	    url, version, when);
	if (version == NULL || when == NULL || link == NULL)
		return tsm_fail_memory(err);
	tsm_response_header(v->response, "Link", link);
	if (asked->dated || asked->own)
		tsm_response_header(v->response, "Memento-Datetime", when);
	if (asked->dated && replaced)
		tsm_response_header(v->response, "Content-Location", version);
	return TSM_OK;
}

static enum tsm_status list(
    struct visit *v, const char *purpose, struct tsm_error *err)
{
	struct tsm_str body;
	uint64_t number = 0;
	const char *type = NULL;
	struct tsm_response *response = v->response;
	struct asked asked = { .name = { .organisation = tsm_request_param(
					     v->request, "org"),
				   .purpose = purpose } };
	TSM_TRY(tsm_parse_u64(
	    tsm_str(tsm_request_param(v->request, "n")), 999999999, &number));
	asked.name.number = (int64_t)number;
	TSM_TRY(choose(v, &asked.name, &type, err));
	TSM_TRY(find_version(v, &asked, err));
	if (asked.none != NULL)
		return answer_none(v, &asked);
	enum tsm_status status =
	    sealer_list(v->server->sealer, &v->app, &asked.name,
		asked.version.until != 0 ? &asked.version : NULL, &body, err);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status, "no such status list here");
	TSM_TRY(status);
	TSM_TRY(tsm_response_bytes(response, type, body.ptr, body.len));
	TSM_TRY(tsm_status_gzip(body.ptr, body.len, &response->gzip));
	TSM_TRY(add_links(v, &asked, err));
	tsm_response_header(response, "Vary",
	    asked.own ? "Accept, Accept-Encoding"
		      : "Accept, Accept-Datetime, Accept-Encoding");
	tsm_response_cors(response);
	tsm_response_cache(response, v->request,
	    asked.own ? KEEP_VERSION_SECONDS : KEEP_SECONDS, false);
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
