/* client.c - the fetcher that goes out: what may be asked, and who asks. */
#include <string.h>

#include "cache.h"
#include "flight.h"
#include "map.h"
#include "start.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"
#include "testamur/base/uri.h"
#include "testamur/net/client.h"
#include "transfer.h"

struct tsm_net {
	struct tsm_fetcher fetcher;
	struct tsm_map *maps;
	size_t map_count;
	struct tsm_arena arena; /* copies of the maps and the CA path */
	const char *ca_file;
	struct tsm_cache *cache; /* NULL: none */
	struct tsm_flights *flights;
	unsigned ttl;
	unsigned ttl_max;
	atomic_bool aborted;
};

/* What may be asked for at all: scheme, port, no credentials. */
static enum tsm_status check_url(
    const struct tsm_fetch_request *request, struct tsm_error *err)
{
	struct tsm_uri uri;

	if (tsm_uri_parse(tsm_str(request->url), &uri) != TSM_OK)
		return tsm_fail(err, TSM_E_SYNTAX, NULL, "this is no URL");
	if (!tsm_str_is_nocase(uri.scheme, "https") || uri.host.len == 0)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "only https addresses are fetched");
	if (uri.userinfo.len > 0)
		return tsm_fail(err, TSM_E_DENIED, NULL,
		    "an address with a user name in it is not fetched");
	if (uri.port != 0 && uri.port != 443 &&
	    uri.port != request->allowed_port)
		return tsm_fail(err, TSM_E_DENIED, NULL,
		    "port %u is not allowed for this document", uri.port);
	return TSM_OK;
}

void tsm_net_abort(struct tsm_net *net)
{
	atomic_store(&net->aborted, true);
}

/* What answers a form is of that form alone. */
static bool keeps(const struct tsm_fetch_request *request)
{
	return request->keep && request->form.ptr == NULL;
}

static bool may_look(
    const struct tsm_net *net, const struct tsm_fetch_request *request)
{
	return net->cache != NULL && keeps(request) && !request->fresh;
}

/*
 * Ask the server: for what is stored, whether it is still right (RFC 9111
 * section 4.3). It may have been forgotten meanwhile; then once more.
 */
static enum tsm_status ask(const struct tsm_net *net, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, const struct tsm_cache_key *key,
    const char *url, struct tsm_fetch_reply *reply, struct tsm_error *err)
{
	enum tsm_status status = TSM_E_NOT_FOUND;
	struct tsm_transfer transfer;

	for (int tries = 0; tries < 2 && status == TSM_E_NOT_FOUND; tries++) {
		memset(&transfer, 0, sizeof(transfer));
		transfer.mapped = key->mapped;
		transfer.ca_file = net->ca_file;
		transfer.aborted = &net->aborted;
		if (may_look(net, request) && tries == 0)
			tsm_cache_tag(net->cache, key, transfer.tag);
		tsm_buf_init(&transfer.body, request->max_bytes != 0
						 ? request->max_bytes
						 : TSM_FETCH_BODY_MAX);
		status = tsm_transfer_run(
		    arena, request, url, &transfer, reply, err);
		tsm_buf_release(&transfer.body);
		if (transfer.tag[0] == '\0' || reply->http_status != 304)
			break;
		status =
		    tsm_cache_get_old(net->cache, arena, key, INT64_MIN, reply);
	}
	const struct tsm_freshness *f = &transfer.freshness;
	if (status != TSM_OK || net->cache == NULL)
		return status == TSM_E_MEMORY ? tsm_fail_memory(err) : status;
	/* A 304 may leave out what has not changed. */
	const char *tag =
	    reply->from_cache && f->tag[0] == '\0' ? transfer.tag : f->tag;
	if (keeps(request) && !f->no_store)
		tsm_cache_put(net->cache, key, request->now,
		    tsm_freshness_ttl(f, net->ttl, net->ttl_max), tag, reply);
	reply->at = 0;
	return TSM_OK;
}

static enum tsm_status look(const struct tsm_net *net, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, const struct tsm_cache_key *key,
    struct tsm_fetch_reply *reply)
{
	if (!may_look(net, request))
		return TSM_E_NOT_FOUND;
	return tsm_cache_get(
	    net->cache, arena, key, request->now, request->newer_than, reply);
}

/* A fresh one from the cache, or one request of all who ask for it. */
static enum tsm_status ask_once(const struct tsm_net *net,
    struct tsm_arena *arena, const struct tsm_fetch_request *request,
    const struct tsm_cache_key *key, const char *url,
    struct tsm_fetch_reply *reply, struct tsm_error *err)
{
	enum tsm_status status = TSM_E_BUSY;
	struct tsm_flight *flight = NULL;
	struct tsm_error own = { 0 };

	for (int tries = 0; tries < 3 && status == TSM_E_BUSY; tries++) {
		status = look(net, arena, request, key, reply);
		if (status != TSM_E_NOT_FOUND)
			return status;
		status = tsm_flight_join(
		    net->flights, request, arena, &flight, reply, err);
		if (flight == NULL)
			continue;
		/* It may have come between the two; who waited looks, too. */
		status = look(net, arena, request, key, reply);
		bool came = status == TSM_OK;
		if (!came)
			status =
			    ask(net, arena, request, key, url, reply, &own);
		tsm_flight_land(net->flights, flight,
		    came ? TSM_E_BUSY : status, reply, &own);
		if (status != TSM_OK && err != NULL)
			*err = own;
		return status;
	}
	return status != TSM_E_BUSY ? status
				    : tsm_fail(err, TSM_E_UNREACHABLE, NULL,
					  "too many ask for this at once");
}

/* What was asked for as it was then is another reply (RFC 7089, Vary). */
static enum tsm_status add_date(struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_cache_key *key,
    struct tsm_error *err)
{
	char date[TSM_HTTP_DATE];

	if (request->datetime == 0)
		return TSM_OK;
	key->accept = tsm_arena_printf(arena, "%s @ %s", key->accept,
	    tsm_http_date_format(request->datetime, date));
	return key->accept != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status fetch(void *self, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	const struct tsm_net *net = self;
	struct tsm_cache_key key = { .url = request->url,
		.accept = request->accept != NULL ? request->accept : "" };
	const char *url = NULL;

	memset(ret_reply, 0, sizeof(*ret_reply));
	TSM_TRY(add_date(arena, request, &key, err));
	enum tsm_status status =
	    tsm_map_apply(net->maps, net->map_count, request->url, arena, &url);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the fetch map cannot be applied");
	key.mapped = url != NULL;
	ret_reply->mapped = key.mapped;
	if (!key.mapped) {
		TSM_TRY(check_url(request, err));
		url = request->url;
	}
	/* What is somebody's own is shared with nobody. */
	status = keeps(request)
		     ? ask_once(net, arena, request, &key, url, ret_reply, err)
		     : ask(net, arena, request, &key, url, ret_reply, err);
	/* RFC 5861 section 4, for whoever may take an old one */
	if (status == TSM_E_UNREACHABLE && request->stale_s > 0 &&
	    may_look(net, request) &&
	    tsm_cache_get_old(net->cache, arena, &key,
		request->now - (int64_t)request->stale_s,
		ret_reply) == TSM_OK) {
		ret_reply->stale = true;
		status = TSM_OK;
	}
	size_t max =
	    request->max_bytes != 0 ? request->max_bytes : TSM_FETCH_BODY_MAX;
	if (status == TSM_OK && ret_reply->body.len > max)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the answer is larger than %zu bytes", max);
	return status;
}

static enum tsm_status read_maps(
    struct tsm_net *net, const char *const *maps, struct tsm_error *err)
{
	size_t count = 0;

	while (maps != NULL && maps[count] != NULL)
		count++;
	if (count > TSM_FETCH_MAPS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL, "too many fetch maps");
	net->maps =
	    tsm_arena_array(&net->arena, count + 1, sizeof(struct tsm_map));
	if (net->maps == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const char *text = tsm_arena_dup(&net->arena, maps[i]);
		if (text == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(tsm_map_parse(text, &net->maps[i], err));
		net->map_count++;
	}
	return TSM_OK;
}

enum tsm_status tsm_net_new(const struct tsm_net_options *options,
    struct tsm_net **ret_net, struct tsm_error *err)
{
	static const struct tsm_net_options defaults = { 0 };
	const struct tsm_net_options *o = options != NULL ? options : &defaults;

	if (!curl_start())
		return tsm_fail(
		    err, TSM_E_INTERNAL, NULL, "libcurl cannot start");
	struct tsm_net *net = tsm_calloc(1, sizeof(*net));
	if (net == NULL)
		return tsm_fail_memory(err);
	tsm_arena_init(&net->arena, 0);
	net->fetcher.fetch = fetch;
	net->fetcher.self = net;
	net->ttl = o->cache_ttl_s;
	net->ttl_max = o->cache_ttl_max_s != 0 ? o->cache_ttl_max_s : 3600;
	enum tsm_status status = read_maps(net, o->maps, err);
	net->flights = tsm_flights_new();
	if (status == TSM_OK && net->flights == NULL)
		status = tsm_fail_memory(err);
	if (status == TSM_OK && !o->no_cache) {
		net->cache = tsm_cache_new(
		    o->cache_entries != 0 ? o->cache_entries : 256,
		    o->cache_bytes != 0 ? o->cache_bytes : (size_t)32 << 20);
		if (net->cache == NULL)
			status = tsm_fail_memory(err);
		else if (o->cache_folder != NULL)
			status = tsm_cache_open(net->cache, o->cache_folder,
			    o->now, net->ttl_max, err);
	}
	if (status == TSM_OK && o->ca_file != NULL) {
		net->ca_file = tsm_arena_dup(&net->arena, o->ca_file);
		if (net->ca_file == NULL)
			status = tsm_fail_memory(err);
	}
	if (status != TSM_OK) {
		tsm_net_free(&net);
		return status;
	}
	*ret_net = net;
	return TSM_OK;
}

void tsm_net_free(struct tsm_net **net)
{
	if (*net == NULL)
		return;
	tsm_cache_free(&(*net)->cache);
	tsm_flights_free(&(*net)->flights);
	tsm_arena_release(&(*net)->arena);
	tsm_free(*net);
	*net = NULL;
}

const struct tsm_fetcher *tsm_net_fetcher(const struct tsm_net *net)
{
	return &net->fetcher;
}
