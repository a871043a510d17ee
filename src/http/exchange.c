/*
 * exchange.c - checking a request before its handler runs.
 */
#include <string.h>
#include <time.h>

#include <stdatomic.h>

#include "exchange.h"
#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"
#include "testamur/base/siphash.h"
#include "testamur/base/time.h"

/* A refused body up to this size is read, so that the client hears why. */
enum {
	DRAIN_MAX = 65536,
	DRAIN_CUT = 1048576
};

static const struct {
	const char *name;
	enum tsm_method method;
	bool head;
} methods[] = { { "GET", TSM_GET, false }, { "HEAD", TSM_GET, true },
	{ "POST", TSM_POST, false }, { "PUT", TSM_PUT, false },
	{ "PATCH", TSM_PATCH, false }, { "DELETE", TSM_DELETE, false },
	{ "OPTIONS", TSM_OPTIONS, false } };

enum {
	METHODS = sizeof(methods) / sizeof(methods[0])
};

int64_t tsm_clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void refuse(
    struct tsm_exchange *exchange, int status, const char *detail)
{
	if (exchange->problem.status == 0)
		tsm_problem_set(&exchange->problem, status, NULL, detail);
}

/* Drops this request, whatever else is wrong with it. */
static void out_of_memory(struct tsm_exchange *exchange)
{
	tsm_problem_set(&exchange->problem, 503, "memory", NULL);
}

/* A number under the key of this process: says nothing of how many. */
static void make_id(struct tsm_exchange *exchange)
{
	static const char digits[] = "0123456789abcdef";
	const struct tsm_service *service = exchange->service;
	uint64_t number = atomic_fetch_add_explicit(
	    service->id_next, 1, memory_order_relaxed);
	char *id = exchange->request.id;

	for (unsigned half = 0; half < 2; half++) {
		unsigned char data[sizeof(number) + 1];
		memcpy(data, &number, sizeof(number));
		data[sizeof(number)] = (unsigned char)half;
		uint64_t word =
		    tsm_siphash(service->id_key, data, sizeof(data));
		for (int shift = 60; shift >= 0; shift -= 4)
			*id++ = digits[(word >> shift) & 15];
	}
	*id = '\0';
}

struct tsm_exchange *tsm_exchange_new(
    const struct tsm_service *service, const char *target)
{
	struct tsm_exchange *exchange = tsm_calloc(1, sizeof(*exchange));

	if (exchange == NULL)
		return NULL;
	exchange->service = service;
	exchange->start_us = tsm_clock_us();
	exchange->method_name = "";
	tsm_arena_init(&exchange->arena, 0);
	tsm_buf_init(&exchange->body, 0);
	tsm_response_init(&exchange->response);
	exchange->request.arena = &exchange->arena;
	exchange->request.server = service->server;
	exchange->request.quota = &exchange->quota;
	exchange->request.path = "";
	exchange->request.content_type = "";
	exchange->header_bytes = strlen(target);
	exchange->target = tsm_arena_dup(&exchange->arena, target);
	exchange->request.headers = tsm_arena_take(
	    &exchange->arena, TSM_HTTP_HEADERS_MAX * sizeof(struct tsm_pair));
	if (exchange->target == NULL || exchange->request.headers == NULL)
		tsm_exchange_free(&exchange);
	else
		make_id(exchange);
	return exchange;
}

void tsm_exchange_free(struct tsm_exchange **exchange)
{
	if (*exchange == NULL)
		return;
	tsm_response_release(&(*exchange)->response);
	tsm_exchange_drop_body(*exchange);
	tsm_arena_release(&(*exchange)->arena);
	tsm_free(*exchange);
	*exchange = NULL;
}

/* RFC 9110 section 5.6.2. */
static bool is_token(struct tsm_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (!tsm_is_alpha(c) && !tsm_is_digit(c) &&
		    (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
			return false;
	}
	return text.len > 0;
}

/* RFC 9110 section 5.5. */
static bool is_field_value(struct tsm_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if ((c < ' ' && c != '\t') || c == 127)
			return false;
	}
	return true;
}

/* libmicrohttpd takes these two with the spaces behind them, which are no
 * part of a value for others (RFC 9112 section 5.1). */
static bool is_framing(const char *name)
{
	return strcmp(name, "transfer-encoding") == 0 ||
	       strcmp(name, "content-length") == 0;
}

void tsm_exchange_header(
    struct tsm_exchange *exchange, struct tsm_str name, struct tsm_str value)
{
	struct tsm_request *request = &exchange->request;

	exchange->header_bytes += name.len + value.len + 4;
	if (exchange->header_bytes > TSM_HTTP_HEADER_MAX ||
	    request->header_count == TSM_HTTP_HEADERS_MAX) {
		refuse(exchange, 431, NULL);
		return;
	}
	char *lower = tsm_arena_str(&exchange->arena, name);
	char *copy = tsm_arena_str(&exchange->arena, tsm_str_trim(value));
	if (lower == NULL || copy == NULL) {
		out_of_memory(exchange);
		return;
	}
	for (char *c = lower; *c != '\0'; c++)
		*c = tsm_to_lower(*c);
	/* "Content-Length : 2" is no header of that name here, and may be one
	 * for a proxy: what follows would be another request (RFC 9112 5.1) */
	if (!is_token(name) || !is_field_value(value) ||
	    (is_framing(lower) && tsm_str_trim(value).len != value.len)) {
		exchange->close = true;
		refuse(exchange, 400, "a header is malformed");
	}
	struct tsm_pair *header = &request->headers[request->header_count++];
	header->name = lower;
	header->value = tsm_str(copy);
}

static size_t count_header(const struct tsm_request *request, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < request->header_count; i++)
		count += strcmp(request->headers[i].name, name) == 0;
	return count;
}

/*
 * Framing (RFC 9112 section 6.3): anything two parties could read in two
 * ways is refused and the connection closed.
 */
static void check_framing(struct tsm_exchange *exchange)
{
	const struct tsm_request *request = &exchange->request;
	const char *coding = tsm_request_header(request, "transfer-encoding");
	size_t lengths = count_header(request, "content-length");
	const char *length = tsm_request_header(request, "content-length");

	exchange->has_body =
	    coding != NULL || (length != NULL && strcmp(length, "0") != 0);
	if (lengths > 1 || (coding != NULL && length != NULL) ||
	    (coding != NULL && exchange->old) ||
	    count_header(request, "transfer-encoding") > 1 ||
	    (coding != NULL &&
		!tsm_str_is_nocase(tsm_str(coding), "chunked")) ||
	    count_header(request, "host") > 1) {
		exchange->close = true;
		refuse(
		    exchange, 400, "the framing of the request is ambiguous");
	}
}

/* What only a proxy says. */
static bool speaks_for_another(const struct tsm_request *request)
{
	static const char *const names[] = { "x-forwarded-for", "forwarded",
		"x-real-ip", "via", "x-forwarded-host", "x-forwarded-proto" };
	bool says = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		says = says || tsm_request_header(request, names[i]) != NULL;
	return says;
}

/* The last X-Forwarded-For header; its last hop counts. */
static void find_client(
    struct tsm_exchange *exchange, const struct tsm_address *peer)
{
	struct tsm_request *request = &exchange->request;
	const char *forwarded = NULL;
	struct tsm_address client;

	for (size_t i = 0; i < request->header_count; i++)
		if (strcmp(request->headers[i].name, "x-forwarded-for") == 0)
			forwarded = request->headers[i].value.ptr;
	tsm_client_of(peer, forwarded, exchange->service->trusted,
	    exchange->service->trusted_count, &client);
	tsm_address_format(&client, request->client);
	request->client_local =
	    tsm_address_loopback(peer) && !speaks_for_another(request);
}

/* Cut off a base path that the reverse proxy left in front. */
static struct tsm_str without_base(const char *base, struct tsm_str path)
{
	size_t len = base != NULL ? strlen(base) : 0;

	if (len == 0 || path.len < len ||
	    (path.len > len && path.ptr[len] != '/'))
		return path;
	for (size_t i = 0; i < len; i++)
		if (tsm_to_lower(path.ptr[i]) != tsm_to_lower(base[i]))
			return path;
	if (path.len == len)
		return tsm_str("/");
	return tsm_str_n(path.ptr + len, path.len - len);
}

/* The request target (RFC 9112 section 3.2) into path and query. */
static enum tsm_status read_target(struct tsm_exchange *exchange,
    struct tsm_str *ret_path, struct tsm_error *err)
{
	struct tsm_request *request = &exchange->request;
	struct tsm_str target = tsm_str(exchange->target);
	struct tsm_str query;

	if (tsm_str_find(target, '#') < target.len)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "the address holds a '#'");
	if (tsm_str_starts(target, "http://") ||
	    tsm_str_starts(target, "https://")) {
		size_t start = tsm_str_find(target, ':') + 3;
		while (start < target.len && target.ptr[start] != '/' &&
		       target.ptr[start] != '?')
			start++;
		target = tsm_str_n(target.ptr + start, target.len - start);
	}
	struct tsm_str path = tsm_str_split(target, '?', &query);
	if (path.len == 0 && exchange->target[0] == 'h')
		path = tsm_str("/");
	path = without_base(exchange->service->options.base_path, path);
	request->path = tsm_arena_str(&exchange->arena, path);
	if (request->path == NULL)
		return tsm_fail_memory(err);
	*ret_path = tsm_str(request->path);
	return tsm_form_parse_urlencoded(
	    &exchange->arena, query, &request->query, err);
}

static void refuse_status(struct tsm_exchange *exchange, enum tsm_status status,
    const struct tsm_error *err)
{
	const char *detail = NULL;

	if (status == TSM_E_MEMORY) {
		out_of_memory(exchange);
		return;
	}
	if (err->status == status && err->text[0] != '\0')
		detail = tsm_arena_dup(&exchange->arena, err->text);
	int code = status == TSM_E_LIMIT ? 414 : tsm_status_http(status);
	if (status == TSM_E_SYNTAX)
		code = 400;
	refuse(exchange, code, detail);
}

static void find_route(struct tsm_exchange *exchange)
{
	struct tsm_request *request = &exchange->request;
	struct tsm_route_match match = { 0 };
	struct tsm_error err = { 0 };
	struct tsm_str path = { NULL, 0 };

	enum tsm_status status = read_target(exchange, &path, &err);
	if (status == TSM_OK)
		status =
		    tsm_routes_find(exchange->service->routes, &exchange->arena,
			path, (unsigned)request->method, &match, &err);
	if (status != TSM_OK) {
		refuse_status(exchange, status, &err);
		return;
	}
	exchange->allowed = match.allowed;
	exchange->matched = match.route;
	exchange->cors = (match.flags & TSM_ROUTE_CORS) != 0;
	memcpy(request->params, match.params, sizeof(match.params));
	request->param_count = match.param_count;
	if (match.route == NULL)
		refuse(
		    exchange, request->method == TSM_OPTIONS ? 204 : 405, NULL);
	else if ((match.route->flags & TSM_ROUTE_LOCAL) != 0 &&
		 !request->client_local)
		refuse(exchange, 404, NULL);
}

/* TOKEN of "Bearer TOKEN", the scheme in any case (RFC 9110 section 11.1);
 * NULL: another scheme, or none. */
static const char *bearer(const struct tsm_request *request)
{
	struct tsm_str token;
	struct tsm_str scheme = tsm_str_split(
	    tsm_str(tsm_request_header(request, "authorization")), ' ', &token);

	if (!tsm_str_is_nocase(scheme, "bearer"))
		return NULL;
	return token.len > 0 ? token.ptr : "";
}

static void check_rate(struct tsm_exchange *exchange)
{
	const struct tsm_service *service = exchange->service;
	const struct tsm_route *route = exchange->matched;
	struct tsm_request *request = &exchange->request;
	const char *token = bearer(request);
	bool refused = false;

	if (exchange->problem.status != 0 || route == NULL || route->rate == 0)
		return;
	request->rate = route->rate;
	if (token != NULL && service->options.caller != NULL) {
		refused = service->options.caller(
			      service->app, token, &exchange->caller) != TSM_OK;
		if (!refused) {
			request->caller = exchange->caller.name;
			request->rate += exchange->caller.rates;
		}
	}
	/* a wrong key costs as much as a question, so that guessing is slow */
	if (!tsm_limiter_charge(service->limiter, request->rate - 1,
		tsm_request_bucket(request), 1, tsm_clock_ms(),
		&exchange->quota))
		refuse(exchange, 429, NULL);
	else if (refused)
		refuse(exchange, 401, "the key is not known here");
}

/* Size as announced, and media type. */
static void check_body(struct tsm_exchange *exchange)
{
	const struct tsm_route *route = exchange->matched;
	const char *length =
	    tsm_request_header(&exchange->request, "content-length");
	uint64_t announced = 0;

	if (exchange->problem.status != 0 || !exchange->has_body)
		return;
	if (route->accepts == NULL) {
		refuse(exchange, 415, "this address takes no body");
		return;
	}
	size_t max = route->body_max > 0 ? route->body_max : TSM_HTTP_BODY_MAX;
	exchange->body.max = max;
	if (length != NULL && tsm_parse_u64(tsm_str(length), UINT64_MAX / 2,
				  &announced) != TSM_OK)
		refuse(exchange, 400, "Content-Length is no number");
	else if (announced > max)
		refuse(exchange, 413, NULL);
	for (size_t i = 0; route->accepts[i] != NULL; i++)
		if (strcmp(route->accepts[i], "*/*") == 0 ||
		    strcmp(route->accepts[i], exchange->request.content_type) ==
			0)
			return;
	refuse(exchange, 415, NULL);
}

static void read_content_type(struct tsm_exchange *exchange)
{
	struct tsm_request *request = &exchange->request;
	struct tsm_str rest;
	struct tsm_str type = tsm_str_trim(tsm_str_split(
	    tsm_str(tsm_request_header(request, "content-type")), ';', &rest));
	char *lower = tsm_arena_str(&exchange->arena, type);

	if (type.len == 0)
		return;
	if (lower == NULL) {
		out_of_memory(exchange);
		return;
	}
	for (char *c = lower; *c != '\0'; c++)
		*c = tsm_to_lower(*c);
	request->content_type = lower;
}

bool tsm_exchange_begin(struct tsm_exchange *exchange, const char *method,
    const struct tsm_address *peer)
{
	struct tsm_request *request = &exchange->request;
	uint64_t announced = UINT64_MAX;

	exchange->begun = true;
	request->now = tsm_time_now();
	for (size_t i = 0; i < METHODS; i++)
		if (strcmp(method, methods[i].name) == 0) {
			exchange->method_name = methods[i].name;
			request->method = methods[i].method;
			request->head = methods[i].head;
		}
	find_client(exchange, peer);
	check_framing(exchange);
	read_content_type(exchange);
	if (exchange->problem.status == 0)
		find_route(exchange);
	check_rate(exchange);
	exchange->owner = tsm_client_hash(
	    exchange->service->id_key, 0, tsm_request_bucket(request));
	check_body(exchange);
	if (exchange->problem.status == 0 || !exchange->has_body)
		return false;
	const char *length = tsm_request_header(request, "content-length");
	if (length == NULL ||
	    tsm_parse_u64(tsm_str(length), UINT64_MAX / 2, &announced) !=
		TSM_OK ||
	    announced > DRAIN_MAX || exchange->close ||
	    tsm_request_header(request, "expect") != NULL)
		exchange->close = true;
	return exchange->close;
}

bool tsm_exchange_hold(struct tsm_exchange *exchange, size_t len)
{
	struct tsm_bodies *bodies = exchange->service->bodies;

	if (bodies == NULL)
		return true;
	if (!tsm_bodies_add(bodies, exchange->owner, len))
		return false;
	exchange->held += len;
	return true;
}

void tsm_exchange_drop_body(struct tsm_exchange *exchange)
{
	tsm_buf_release(&exchange->body);
	if (exchange->held > 0)
		tsm_bodies_give(
		    exchange->service->bodies, exchange->owner, exchange->held);
	exchange->held = 0;
}

bool tsm_exchange_body(
    struct tsm_exchange *exchange, const char *data, size_t len)
{
	if (exchange->problem.status == 0 &&
	    len > exchange->body.max - exchange->body.len) {
		refuse(exchange, 413, NULL);
		exchange->close = true;
	}
	if (exchange->problem.status == 0 &&
	    !tsm_exchange_hold(exchange, len)) {
		refuse(exchange, 503, NULL);
		exchange->close = true;
	}
	if (exchange->problem.status != 0) {
		exchange->dropped += len;
		return exchange->dropped <= DRAIN_CUT;
	}
	if (tsm_buf_add(&exchange->body, data, len) != TSM_OK)
		out_of_memory(exchange);
	return true;
}
