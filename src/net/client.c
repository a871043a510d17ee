/*
 * client.c - the fetcher that goes out, through libcurl.
 *
 * The guard against calling inside addresses sits in libcurl's open-socket
 * call-back: it sees the very address that is about to be connected, after
 * name resolution, so nothing can change in between.
 */
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cache.h"
#include "map.h"
#include "start.h"
#include "testamur/base/alloc.h"
#include "testamur/base/uri.h"
#include "testamur/net/address.h"
#include "testamur/net/client.h"

struct tsm_net {
	struct tsm_fetcher fetcher;
	struct tsm_map *maps;
	size_t map_count;
	struct tsm_arena arena; /* copies of the maps and the CA path */
	const char *ca_file;
	struct tsm_cache *cache; /* NULL: none */
	unsigned ttl;
	unsigned ttl_max;
	atomic_bool aborted;
};

/* One transfer. */
struct transfer {
	struct tsm_buf body;
	bool mapped;   /* only loopback may be called, else only public */
	bool denied;   /* an address was refused */
	bool no_store; /* the server forbids keeping it */
	bool has_age;  /* max-age was given */
	unsigned max_age;
	unsigned age;
};

/* The address behind libcurl's struct, which declares it too short. */
static bool address_allowed(const struct curl_sockaddr *target, bool mapped)
{
	static const unsigned char loopback6[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 1 };
	const char *raw =
	    (const char *)target + offsetof(struct curl_sockaddr, addr);
	unsigned char bytes[16];

	if (target->family == AF_INET &&
	    target->addrlen >= sizeof(struct sockaddr_in)) {
		memcpy(bytes, raw + offsetof(struct sockaddr_in, sin_addr), 4);
		return mapped ? bytes[0] == 127 : tsm_address4_public(bytes);
	}
	if (target->family == AF_INET6 &&
	    target->addrlen >= sizeof(struct sockaddr_in6)) {
		memcpy(
		    bytes, raw + offsetof(struct sockaddr_in6, sin6_addr), 16);
		return mapped ? memcmp(bytes, loopback6, 16) == 0
			      : tsm_address6_public(bytes);
	}
	return false;
}

static curl_socket_t open_socket(
    void *self, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *transfer = self;

	if (purpose != CURLSOCKTYPE_IPCXN ||
	    !address_allowed(address, transfer->mapped)) {
		transfer->denied = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
}

static size_t on_body(char *data, size_t size, size_t count, void *self)
{
	struct transfer *transfer = self;

	return tsm_buf_add(&transfer->body, data, size * count) == TSM_OK
		   ? size * count
		   : 0;
}

/* Seconds of "name=SECONDS"; false when it is another directive. */
static bool seconds_of(
    struct tsm_str item, const char *name, unsigned *ret_seconds)
{
	struct tsm_str value;
	struct tsm_str key = tsm_str_split(item, '=', &value);
	uint64_t seconds = 0;

	if (!tsm_str_is_nocase(tsm_str_trim(key), name))
		return false;
	*ret_seconds =
	    tsm_parse_u64(tsm_str_trim(value), 1000000000, &seconds) == TSM_OK
		? (unsigned)seconds
		: 0;
	return true;
}

/* Cache-Control and Age (RFC 9111 sections 5.1 and 5.2). */
static size_t on_header(char *data, size_t size, size_t count, void *self)
{
	struct transfer *transfer = self;
	struct tsm_str value;
	struct tsm_str name =
	    tsm_str_split(tsm_str_n(data, size * count), ':', &value);
	uint64_t age = 0;

	if (tsm_str_is_nocase(name, "age") &&
	    tsm_parse_u64(tsm_str_trim(value), 1000000000, &age) == TSM_OK)
		transfer->age = (unsigned)age;
	if (!tsm_str_is_nocase(name, "cache-control"))
		return size * count;
	while (value.len > 0) {
		struct tsm_str item =
		    tsm_str_trim(tsm_str_split(value, ',', &value));
		if (tsm_str_is_nocase(item, "no-store") ||
		    tsm_str_is_nocase(item, "no-cache"))
			transfer->no_store = true;
		if (seconds_of(item, "max-age", &transfer->max_age))
			transfer->has_age = true;
	}
	return size * count;
}

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

/* Set one option and remember a failure. */
#define SET(curl, failed, option, value) \
 ((failed) =                             \
	 (failed) || curl_easy_setopt((curl), (option), (value)) != CURLE_OK)

/* libcurl asks about once a second, also while nothing arrives. */
static int on_progress(void *client, curl_off_t down_total, curl_off_t down,
    curl_off_t up_total, curl_off_t up)
{
	const struct tsm_net *net = client;

	(void)down_total;
	(void)down;
	(void)up_total;
	(void)up;
	return atomic_load(&net->aborted) ? 1 : 0;
}

void tsm_net_abort(struct tsm_net *net)
{
	atomic_store(&net->aborted, true);
}

static bool set_up(CURL *curl, const struct tsm_net *net,
    const struct tsm_fetch_request *request, const char *url,
    struct transfer *transfer)
{
	bool failed = false;
	long timeout = (long)(request->timeout_ms != 0 ? request->timeout_ms
						       : TSM_FETCH_TIMEOUT_MS);

	SET(curl, failed, CURLOPT_URL, url);
	SET(curl, failed, CURLOPT_PROTOCOLS_STR,
	    transfer->mapped ? "http" : "https");
	SET(curl, failed, CURLOPT_FOLLOWLOCATION, 0L);
	SET(curl, failed, CURLOPT_HTTPGET, 1L);
	SET(curl, failed, CURLOPT_NOSIGNAL, 1L);
	SET(curl, failed, CURLOPT_PROXY, "");
	SET(curl, failed, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(curl, failed, CURLOPT_TIMEOUT_MS, timeout);
	SET(curl, failed, CURLOPT_CONNECTTIMEOUT_MS, timeout);
	SET(curl, failed, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)transfer->body.max);
	SET(curl, failed, CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(curl, failed, CURLOPT_USERAGENT, "testamur/" TSM_VERSION);
	SET(curl, failed, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(curl, failed, CURLOPT_OPENSOCKETDATA, transfer);
	SET(curl, failed, CURLOPT_WRITEFUNCTION, on_body);
	SET(curl, failed, CURLOPT_WRITEDATA, transfer);
	SET(curl, failed, CURLOPT_NOPROGRESS, 0L);
	SET(curl, failed, CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(curl, failed, CURLOPT_XFERINFODATA, net);
	SET(curl, failed, CURLOPT_HEADERFUNCTION, on_header);
	SET(curl, failed, CURLOPT_HEADERDATA, transfer);
	if (net->ca_file != NULL)
		SET(curl, failed, CURLOPT_CAINFO, net->ca_file);
	return !failed;
}

/* Which status a failed transfer is. */
static enum tsm_status explain(
    CURLcode code, const struct transfer *transfer, struct tsm_error *err)
{
	enum tsm_status status = tsm_buf_status(&transfer->body);

	if (status == TSM_E_MEMORY || code == CURLE_OUT_OF_MEMORY)
		return tsm_fail_memory(err);
	if (status == TSM_E_LIMIT || code == CURLE_FILESIZE_EXCEEDED)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the answer is larger than %zu bytes", transfer->body.max);
	switch (code) {
	case CURLE_URL_MALFORMAT:
		return tsm_fail(err, TSM_E_SYNTAX, NULL, "this is no URL");
	case CURLE_UNSUPPORTED_PROTOCOL:
		/* the scheme was checked: this is no HTTP that came back */
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the server did not answer in HTTP");
	case CURLE_COULDNT_RESOLVE_HOST:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the name of the server is not known");
	case CURLE_OPERATION_TIMEDOUT:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the server did not answer in time");
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "no secure connection to the server could be made");
	default:
		if (transfer->denied)
			return tsm_fail(err, TSM_E_DENIED, NULL,
			    "the address is not a public one, so it was not "
			    "called");
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "no connection to the server could be made");
	}
}

/* What a status of HTTP means here. */
static enum tsm_status judge(int http_status, struct tsm_error *err)
{
	if (http_status == 200)
		return TSM_OK;
	if (http_status == 404 || http_status == 410)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "the server has no such document (%d)", http_status);
	if (http_status >= 300 && http_status < 400)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "the server answered with a redirect (%d), which is not "
		    "followed",
		    http_status);
	return tsm_fail(err, TSM_E_UNREACHABLE, NULL, "the server answered %d",
	    http_status);
}

/* The media type in lower case, without parameters. */
static enum tsm_status copy_type(
    CURL *curl, struct tsm_arena *arena, struct tsm_str *ret_type)
{
	char *given = NULL;
	struct tsm_str rest;

	(void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &given);
	struct tsm_str type =
	    tsm_str_trim(tsm_str_split(tsm_str(given), ';', &rest));
	char *copy = tsm_arena_str(arena, type);
	if (type.len > 0 && copy == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < type.len; i++)
		copy[i] = tsm_to_lower(copy[i]);
	*ret_type = tsm_str_n(copy, type.len);
	return TSM_OK;
}

static enum tsm_status collect(CURL *curl, struct tsm_arena *arena,
    const struct transfer *transfer, struct tsm_fetch_reply *reply,
    struct tsm_error *err)
{
	long http_status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &http_status);
	reply->http_status = (int)http_status;
	TSM_TRY(judge(reply->http_status, err));
	const char *body = tsm_arena_copy(
	    arena, tsm_buf_cstr(&transfer->body), transfer->body.len);
	if (body == NULL ||
	    copy_type(curl, arena, &reply->content_type) != TSM_OK)
		return tsm_fail_memory(err);
	reply->body = tsm_str_n(body, transfer->body.len);
	return TSM_OK;
}

/* Seconds for which a reply may be kept. */
static unsigned keep_for(
    const struct tsm_net *net, const struct transfer *transfer)
{
	unsigned ttl = net->ttl;

	if (transfer->no_store)
		return 0;
	if (transfer->has_age)
		ttl = transfer->max_age > transfer->age
			  ? transfer->max_age - transfer->age
			  : 0;
	return ttl < net->ttl_max ? ttl : net->ttl_max;
}

/* The Accept header. NULL: out of memory. */
static struct curl_slist *accept_header(
    struct tsm_arena *arena, const char *accept)
{
	const char *line = tsm_arena_printf(arena, "Accept: %s", accept);

	return line != NULL ? curl_slist_append(NULL, line) : NULL;
}

static enum tsm_status go_out(const struct tsm_net *net,
    struct tsm_arena *arena, const struct tsm_fetch_request *request,
    const char *url, struct transfer *transfer, struct tsm_fetch_reply *reply,
    struct tsm_error *err)
{
	enum tsm_status status = TSM_E_MEMORY;
	struct curl_slist *headers = accept_header(
	    arena, request->accept != NULL ? request->accept : "*/*");
	CURL *curl = curl_easy_init();

	if (curl == NULL || headers == NULL ||
	    !set_up(curl, net, request, url, transfer) ||
	    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) != CURLE_OK) {
		status = tsm_fail_memory(err);
	} else {
		CURLcode code = curl_easy_perform(curl);
		status = code == CURLE_OK
			     ? collect(curl, arena, transfer, reply, err)
			     : explain(code, transfer, err);
	}
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return status;
}

static enum tsm_status fetch(void *self, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	const struct tsm_net *net = self;
	const char *accept = request->accept != NULL ? request->accept : "";
	struct transfer transfer = { .mapped = false };
	const char *url = NULL;

	memset(ret_reply, 0, sizeof(*ret_reply));
	enum tsm_status status =
	    tsm_map_apply(net->maps, net->map_count, request->url, arena, &url);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the fetch map cannot be applied");
	transfer.mapped = url != NULL;
	ret_reply->mapped = transfer.mapped;
	if (!transfer.mapped) {
		TSM_TRY(check_url(request, err));
		url = request->url;
	}
	if (net->cache != NULL && !request->fresh) {
		status = tsm_cache_get(net->cache, arena, request->url, accept,
		    request->now, ret_reply);
		if (status != TSM_E_NOT_FOUND)
			return status == TSM_OK ? TSM_OK : tsm_fail_memory(err);
	}
	tsm_buf_init(&transfer.body,
	    request->max_bytes != 0 ? request->max_bytes : TSM_FETCH_BODY_MAX);
	status = go_out(net, arena, request, url, &transfer, ret_reply, err);
	if (status == TSM_OK && net->cache != NULL)
		tsm_cache_put(net->cache, request->url, accept, request->now,
		    keep_for(net, &transfer), ret_reply);
	tsm_buf_release(&transfer.body);
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
	if (status == TSM_OK && !o->no_cache) {
		net->cache = tsm_cache_new(
		    o->cache_entries != 0 ? o->cache_entries : 256,
		    o->cache_bytes != 0 ? o->cache_bytes : (size_t)32 << 20);
		if (net->cache == NULL)
			status = tsm_fail_memory(err);
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
	tsm_arena_release(&(*net)->arena);
	tsm_free(*net);
	*net = NULL;
}

const struct tsm_fetcher *tsm_net_fetcher(const struct tsm_net *net)
{
	return &net->fetcher;
}

const char *tsm_net_map(const struct tsm_net *net, size_t n)
{
	return n < net->map_count ? net->maps[n].text : NULL;
}
