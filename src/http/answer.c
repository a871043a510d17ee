/*
 * answer.c - running the handler and completing its answer.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "exchange.h"

/* A larger body takes longer than others should have to wait. */
#define PROMPT_MAX ((size_t)32 << 10)

/* A smaller answer is bounded by the number of connections. */
#define UNCOUNTED_MAX ((size_t)64 << 10)

static const char csp[] =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static const char permissions[] =
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "usb=()";

/* Add a header of ours, unless the handler set one of this name; we set
 * none twice. */
static void add_default(
    struct tsm_exchange *exchange, const char *name, const char *value)
{
	for (size_t i = 0; i < exchange->response.header_count; i++)
		if (tsm_str_is_nocase(tsm_str(exchange->out[i].name), name))
			return;
	if (exchange->out_count < TSM_OUT_HEADERS_MAX) {
		struct tsm_pair *header = &exchange->out[exchange->out_count++];
		header->name = name;
		header->value = tsm_str(value);
	}
}

/* "GET, HEAD, POST" of a set of methods. NULL: out of memory. */
static const char *allow_text(struct tsm_exchange *exchange)
{
	static const struct {
		unsigned bit;
		const char *text;
	} names[] = { { TSM_GET, "GET, HEAD, " }, { TSM_POST, "POST, " },
		{ TSM_PUT, "PUT, " }, { TSM_PATCH, "PATCH, " },
		{ TSM_DELETE, "DELETE, " } };
	const char *text = "";

	for (size_t i = 0; text != NULL && i < sizeof(names) / sizeof(names[0]);
	     i++)
		if ((exchange->allowed & names[i].bit) != 0)
			text = tsm_arena_printf(
			    &exchange->arena, "%s%s", text, names[i].text);
	return text != NULL
		   ? tsm_arena_printf(&exchange->arena, "%sOPTIONS", text)
		   : NULL;
}

/* Whether If-None-Match names tag, compared weakly (RFC 9110 13.1.2). */
static bool none_match(const char *header, const char *tag)
{
	struct tsm_str rest = tsm_str(header);

	while (rest.len > 0) {
		struct tsm_str item =
		    tsm_str_trim(tsm_str_split(rest, ',', &rest));
		if (tsm_str_starts(item, "W/"))
			item = tsm_str_n(item.ptr + 2, item.len - 2);
		if (tsm_str_is(item, "*") || tsm_str_is(item, tag))
			return true;
	}
	return false;
}

/*
 * Choose between the body and its compressed form; the latter is another
 * representation, so its entity tag is another ("…-gz").
 */
static void choose_encoding(struct tsm_exchange *exchange)
{
	struct tsm_response *response = &exchange->response;
	size_t len = strlen(response->etag);

	if (response->gzip.len == 0)
		return;
	add_default(exchange, "Vary", "Accept, Accept-Encoding");
	if (!tsm_request_takes_gzip(&exchange->request))
		return;
	tsm_buf_release(&response->body);
	response->fixed.len = 0;
	response->body = response->gzip;
	tsm_buf_init(&response->gzip, 0);
	add_default(exchange, "Content-Encoding", "gzip");
	if (len > 2 && len + 4 <= sizeof(response->etag))
		snprintf(response->etag + len - 1,
		    sizeof(response->etag) - len + 1, "-gz\"");
}

static void answer_conditional(struct tsm_exchange *exchange)
{
	struct tsm_response *response = &exchange->response;
	const char *condition =
	    tsm_request_header(&exchange->request, "if-none-match");

	if (response->etag[0] == '\0')
		return;
	add_default(exchange, "ETag", response->etag);
	if (condition == NULL || response->status != 200 ||
	    exchange->request.method != TSM_GET ||
	    !none_match(condition, response->etag))
		return;
	response->status = 304;
	tsm_buf_release(&response->body);
	response->fixed.len = 0;
}

/* As add_default, of a text made in the arena; NULL: out of memory. */
static void add_made(
    struct tsm_exchange *exchange, const char *name, const char *value)
{
	if (value != NULL)
		add_default(exchange, name, value);
}

/* draft-ietf-httpapi-ratelimit-headers-10: the policy, and what is left. */
static void add_quota(struct tsm_exchange *exchange)
{
	const struct tsm_server_options *options = &exchange->service->options;
	const struct tsm_quota *quota = &exchange->quota;
	struct tsm_arena *arena = &exchange->arena;

	/* of a route without a limit it is of interest when one is reached */
	if ((exchange->request.rate == 0 && quota->retry_s == 0) ||
	    quota->rate >= options->rate_count)
		return;
	const struct tsm_rate *rate = &options->rates[quota->rate];
	add_made(exchange, "RateLimit-Policy",
	    tsm_arena_printf(arena, "\"%s\";q=%u;w=%u", rate->name, rate->burst,
		(unsigned)(((uint64_t)rate->burst * 60 + rate->per_minute - 1) /
			   rate->per_minute)));
	add_made(exchange, "RateLimit",
	    tsm_arena_printf(arena, "\"%s\";r=%u;t=%u", rate->name, quota->left,
		quota->full_s));
	if (quota->retry_s > 0)
		add_made(exchange, "Retry-After",
		    tsm_arena_printf(arena, "%u", quota->retry_s));
}

/* Fetch Standard, CORS protocol. No answer depends on cookies. */
static void add_cors(struct tsm_exchange *exchange)
{
	if (!exchange->cors)
		return;
	add_default(exchange, "Access-Control-Allow-Origin", "*");
	add_default(exchange, "Access-Control-Expose-Headers",
	    "Location, RateLimit, RateLimit-Policy, Retry-After, "
	    "X-Request-Id");
	if (exchange->problem.status != 204)
		return;
	add_made(
	    exchange, "Access-Control-Allow-Methods", allow_text(exchange));
	add_default(exchange, "Access-Control-Allow-Headers",
	    "Accept, Authorization, Content-Type");
	add_default(exchange, "Access-Control-Max-Age", "7200");
}

/* All headers of the answer, the handler's first. */
static void complete(struct tsm_exchange *exchange)
{
	struct tsm_response *response = &exchange->response;
	const struct tsm_service *service = exchange->service;

	exchange->out_count = 0;
	for (size_t i = 0; i < response->header_count; i++)
		exchange->out[exchange->out_count++] = response->headers[i];
	if (exchange->problem.status == 405 || exchange->problem.status == 204)
		add_made(exchange, "Allow", allow_text(exchange));
	if (exchange->problem.status == 401)
		add_default(exchange, "WWW-Authenticate", "Bearer");
	add_quota(exchange);
	add_cors(exchange);
	choose_encoding(exchange);
	answer_conditional(exchange);
	if (response->content_type != NULL && response->status != 304)
		add_default(exchange, "Content-Type", response->content_type);
	add_default(exchange, "Cache-Control",
	    exchange->problem.status != 0 ? "no-store" : "no-cache");
	add_default(exchange, "X-Request-Id", exchange->request.id);
	add_default(exchange, "Content-Security-Policy", csp);
	add_default(exchange, "X-Content-Type-Options", "nosniff");
	add_default(exchange, "Referrer-Policy", "no-referrer");
	add_default(exchange, "Permissions-Policy", permissions);
	add_default(exchange, "Cross-Origin-Opener-Policy", "same-origin");
	if (service->hsts)
		add_default(
		    exchange, "Strict-Transport-Security", "max-age=31536000");
	if (exchange->close || service->stopping(service->server))
		add_default(exchange, "Connection", "close");
}

static enum tsm_status run_handler(
    struct tsm_exchange *exchange, struct tsm_error *err)
{
	struct tsm_request *request = &exchange->request;

	request->route = exchange->matched;
	request->body =
	    tsm_str_n(tsm_buf_cstr(&exchange->body), exchange->body.len);
	const struct tsm_service *service = exchange->service;
	void *app = service->options.enter != NULL
			? service->options.enter(service->app)
			: service->app;
	enum tsm_status status =
	    exchange->matched->handle(app, request, &exchange->response, err);
	if (service->options.leave != NULL)
		service->options.leave(service->app, app);
	if (status == TSM_OK &&
	    (exchange->response.overflow ||
		tsm_buf_status(&exchange->response.body) != TSM_OK))
		return TSM_E_INTERNAL;
	return status;
}

/* A failure of the handler becomes the problem that is answered. */
static void note_failure(struct tsm_exchange *exchange, enum tsm_status status,
    const struct tsm_error *err)
{
	if (status == TSM_OK)
		return;
	int code = tsm_status_http(status);
	const char *detail =
	    code < 500 ? tsm_arena_dup(&exchange->arena, err->text) : NULL;
	tsm_problem_set(
	    &exchange->problem, code, tsm_status_name(status), detail);
}

/* Somebody may take two minutes to read it. */
static void hold_answer(struct tsm_exchange *exchange)
{
	size_t len = exchange->response.body.len + exchange->response.gzip.len;

	if (exchange->problem.status == 0 && len > UNCOUNTED_MAX &&
	    !tsm_exchange_hold(exchange, len))
		tsm_problem_set(&exchange->problem, 503, NULL, NULL);
}

/* The handler has run, or there is a problem instead. */
static void settle(struct tsm_exchange *exchange)
{
	exchange->request.body = (struct tsm_str){ NULL, 0 };
	tsm_exchange_drop_body(exchange);
	hold_answer(exchange);
	exchange->state = TSM_EXCHANGE_FAILED;
	if (exchange->problem.status == 204)
		exchange->response.status = 204;
	else if (exchange->problem.status != 0 &&
		 tsm_exchange_problem(exchange) != TSM_OK)
		return;
	complete(exchange);
	exchange->sent = exchange->response.fixed.len > 0
			     ? exchange->response.fixed.len
			     : exchange->response.body.len;
	exchange->state = TSM_EXCHANGE_DONE;
}

void tsm_exchange_finish(struct tsm_exchange *exchange)
{
	struct tsm_error err = { 0 };

	if (exchange->problem.status == 0)
		note_failure(exchange, run_handler(exchange, &err), &err);
	settle(exchange);
}

/* Whether the handler answers at once, for this client now. */
static bool is_prompt(const struct tsm_exchange *exchange, int64_t now_us)
{
	const struct tsm_debts *debts = exchange->service->debts;

	return (exchange->matched->flags & TSM_ROUTE_PROMPT) != 0 &&
	       exchange->body.len <= PROMPT_MAX &&
	       (debts == NULL ||
		   !tsm_debts_has(debts, exchange->owner, now_us));
}

/* What this thread has computed so far; that it had to wait for a processor
 * is nobody's debt. */
static int64_t thread_us(void)
{
	struct timespec used;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

void tsm_exchange_prompt(struct tsm_exchange *exchange)
{
	struct tsm_request *request = &exchange->request;
	struct tsm_debts *debts = exchange->service->debts;
	struct tsm_error err = { 0 };

	if (exchange->problem.status == 0) {
		if (!is_prompt(exchange, tsm_clock_us()))
			return;
		int64_t begun_us = thread_us();
		request->prompt = true;
		enum tsm_status status = run_handler(exchange, &err);
		request->prompt = false;
		if (debts != NULL)
			tsm_debts_add(debts, exchange->owner,
			    thread_us() - begun_us, tsm_clock_us());
		if (status == TSM_E_BUSY) {
			tsm_response_release(&exchange->response);
			tsm_response_init(&exchange->response);
			return;
		}
		note_failure(exchange, status, &err);
	}
	settle(exchange);
}
