/*
 * server.h - an HTTP/1.1 server around a route table (libmicrohttpd).
 *
 * Plain HTTP, on loopback unless told otherwise: TLS is the reverse proxy's
 * work. The table says for every route which methods, media types and sizes it
 * takes and what its path parameters are; whatever differs is answered here:
 * 400, 404, 405 (with Allow), 413, 415, 429 (with Retry-After), 431, 503. What
 * is limited says so in RateLimit and RateLimit-Policy
 * (draft-ietf-httpapi-ratelimit-headers-10). Problems are
 * application/problem+json (RFC 9457) or a page, as Accept prefers. Every
 * answer carries a strict CSP and its kin; HSTS only when the public URL is
 * https.
 *
 * Limits: connections in all and per address, header bytes, body bytes of one
 * request and of all that are there at once, and wall clock for the header,
 * the body and the answer (so that a slow client cannot hold a connection by
 * dripping bytes).
 *
 * Threads: a few read requests and write answers for all connections;
 * handlers run in others, several at once, and share the app pointer;
 * everything in a request belongs to its handler. Handlers must not block
 * for long without a time limit of their own.
 */
#ifndef TESTAMUR_HTTP_SERVER_H
#define TESTAMUR_HTTP_SERVER_H

#include "testamur/base/limits.h"
#include "testamur/base/random.h"
#include "testamur/http/limit.h"
#include "testamur/http/request.h"
#include "testamur/http/response.h"

/* Literal segments of the pattern match in any case ("/V/" is "/v/"). */
#define TSM_ROUTE_NOCASE 1U
/* Only for loopback clients that no proxy spoke for; others: 404. */
#define TSM_ROUTE_LOCAL 2U
/* Not counted in the access log (probes). */
#define TSM_ROUTE_QUIET 4U
/*
 * Pages of any origin may ask and read every answer of this pattern, refusals
 * too, without credentials of the browser (Fetch Standard, CORS protocol);
 * OPTIONS answers the preflight.
 */
#define TSM_ROUTE_CORS 8U
/*
 * Answered where requests are read, without a change of threads, unless the
 * body is large: only for a handler that takes well below a millisecond and
 * waits for nobody. With request->prompt set it may end with TSM_E_BUSY, and
 * is called again, without, where waiting holds up no other client.
 */
#define TSM_ROUTE_PROMPT 16U

/*
 * A row. Patterns: "/issuers/{org:slug}/status/{n:num}/revocation". Kinds
 * of parameter: slug (tsm_slug_valid), id (tsm_short_id_parse, handed on in
 * normal form), num (decimal, at most 9 digits, no leading zero), any (1
 * to 256 bytes of UTF-8). A literal segment is preferred to a parameter.
 * Several rows may share a pattern with different methods.
 */
struct tsm_route {
	unsigned methods;    /* TSM_GET | TSM_POST; HEAD comes with GET */
	const char *pattern; /* NULL ends the table */
	/* Media types of a body, NULL-terminated; NULL: no body is taken. */
	const char *const *accepts;
	size_t body_max; /* 0: TSM_HTTP_BODY_MAX */
	/*
	 * Fills response and returns TSM_OK (a 404 page of its own is fine),
	 * or an error, which is answered with tsm_status_http(); the text of
	 * err is shown to the client for statuses below 500 only.
	 */
	enum tsm_status (*handle)(void *app, const struct tsm_request *request,
	    struct tsm_response *response, struct tsm_error *err);
	unsigned rate;  /* 1-based row of options.rates; 0: not limited */
	unsigned flags; /* TSM_ROUTE_… */
};

/* A problem about to be answered as a page. */
struct tsm_problem {
	int status;         /* 404 */
	const char *title;  /* "Not found" */
	const char *code;   /* stable short name: "not_found" */
	const char *detail; /* one sentence, or "" */
};

/* A finished request, for the log. Nothing here is personal. */
struct tsm_access {
	const char *id;      /* request id */
	const char *method;  /* "GET" */
	const char *pattern; /* of the route, or "" when none matched */
	int status;
	uint64_t bytes;  /* of the body of the answer */
	uint64_t micros; /* from the request line to the end */
	bool complete;   /* false: the client went away or was cut off */
};

/* Who a request's bearer token belongs to. */
struct tsm_caller {
	/* a slug; its buckets are its own, whatever its address */
	char name[TSM_SLUG_MAX + 1];
	unsigned rates; /* added to the rows of rates that routes name */
};

struct tsm_server_options {
	const char *address; /* NULL: "127.0.0.1"; "::1", "0.0.0.0", … */
	unsigned port;       /* 0: a free one, see tsm_server_port() */
	unsigned threads;    /* handlers at once; 0: 8 */
	unsigned readers; /* that read and write; 0: one for each processor */
	const char *public_url; /* "https://…": for HSTS; may be NULL */
	const char *base_path;  /* "/prefix" cut off when present; NULL: "" */
	/*
	 * Addresses or CIDR blocks, NULL-terminated: only a peer in one of
	 * them may speak for its client, by the last hop of X-Forwarded-For.
	 */
	const char *const *trusted_proxies;
	const struct tsm_rate *rates; /* rows named by tsm_route.rate */
	size_t rate_count;
	/*
	 * Who asks, for a route with a rate and "Authorization: Bearer TOKEN"
	 * (RFC 6750): fill ret_caller. Any failure is answered 401, and counts
	 * for the address it came from. NULL: the header means nothing. From
	 * many threads.
	 */
	enum tsm_status (*caller)(
	    void *app, const char *token, struct tsm_caller *ret_caller);
	/* bytes of all bodies, of requests and of answers that are not yet
	 * read; one client's are at most a quarter; 0: 512 MiB */
	size_t bodies_max;
	/* 0: 12288; fewer if the process may not open that many files */
	unsigned connections;
	/* 0: 128; of IPv6 by the first 64 bits; not counted behind proxies */
	unsigned connections_per_ip;
	unsigned header_ms; /* to the end of the header; 0: 10000 */
	unsigned body_ms;   /* to the end of the body; 0: 60000 */
	unsigned idle_ms;   /* between requests; 0: 15000 */
	unsigned send_ms;   /* to take the answer; 0: 120000 */
	const struct tsm_random *random; /* NULL: tsm_random_system() */
	/*
	 * To be written somewhere: whole lines (log.h), one when little is
	 * asked, of a tenth of a second when much is. May be NULL. Called from
	 * several threads, one at a time.
	 */
	void (*access_log)(void *app, struct tsm_str lines);
	/*
	 * Make the page of a problem (status is set already). NULL or a
	 * failure: a plain built-in page. May be called without a route.
	 */
	enum tsm_status (*problem_page)(void *app,
	    const struct tsm_request *request,
	    const struct tsm_problem *problem, struct tsm_response *response);
	/*
	 * What handlers get in the place of app, for a program that replaces
	 * it while it serves; given back when the handler has returned. Both
	 * or neither. From many threads.
	 */
	void *(*enter)(void *app);
	void (*leave)(void *app, void *entered);
	/* For tsm_handle_ready; NULL: ready while not stopping. */
	enum tsm_status (*ready)(void *app, struct tsm_error *err);
	/* Append lines of the program's own to /metrics; may be NULL. */
	void (*metrics)(void *app, struct tsm_buf *out);
};

/*
 * Check the table, listen, serve. routes, app and everything options
 * points to must outlive the server. TSM_E_USAGE (a pattern or rate that
 * makes no sense; err->where is the pattern), TSM_E_SYNTAX (a CIDR block,
 * an address), TSM_E_IO (cannot listen), TSM_E_MEMORY. SIGPIPE is not
 * touched: the program ignores it.
 */
enum tsm_status tsm_server_start(const struct tsm_route *routes, void *app,
    const struct tsm_server_options *options, struct tsm_server **ret_server,
    struct tsm_error *err) TSM_NODISCARD;

/* The port it listens on; "http://127.0.0.1:8080", brackets for IPv6. */
unsigned tsm_server_port(const struct tsm_server *server);
const char *tsm_server_url(const struct tsm_server *server);

/*
 * Stop accepting at once, wait up to grace_ms for running requests, then
 * close what is left. Returns true when nothing had to be cut off. Not
 * from a handler. The server still has to be freed.
 */
bool tsm_server_stop(struct tsm_server *server, unsigned grace_ms);

/* Stops (without grace) if need be. NULL is accepted. */
void tsm_server_free(struct tsm_server **server);

/*
 * Handlers to put into a table. healthz: "ok" while the process lives.
 * readyz: 200 "ready", or 503 while stopping or when options.ready says
 * why. metrics: Prometheus text (exposition format 0.0.4) of what was
 * served so far, and options.metrics.
 */
enum tsm_status tsm_handle_healthz(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status tsm_handle_readyz(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status tsm_handle_metrics(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);

#endif
