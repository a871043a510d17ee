/*
 * exchange.h - one request and its answer, independent of libmicrohttpd.
 *
 * The adapter (mhd.c) makes an exchange when a request line has arrived,
 * feeds it the headers and the body, lets it run the handler and sends
 * what tsm_exchange_finish() prepared. All decisions are taken here, so
 * they can be tested without a socket.
 */
#ifndef TESTAMUR_HTTP_EXCHANGE_H
#define TESTAMUR_HTTP_EXCHANGE_H

#include <stdatomic.h>

#include "bodies.h"
#include "debts.h"
#include "metrics.h"
#include "pool.h"
#include "route.h"
#include "testamur/http/client.h"
#include "testamur/http/server.h"
#include "watch.h"

/* What every exchange of a server shares; immutable while it serves, but
 * for what counts. */
struct tsm_service {
	void *app;
	struct tsm_server_options options; /* defaults filled in */
	const struct tsm_random *random;
	uint64_t id_key[2];        /* of request ids, drawn at the start */
	_Atomic uint64_t *id_next; /* how many there were */
	struct tsm_routes *routes;
	struct tsm_limiter *limiter; /* NULL: no rates */
	struct tsm_metrics *metrics;
	struct tsm_cidr *trusted;
	size_t trusted_count;
	bool hsts;
	struct tsm_bodies *bodies; /* NULL: bodies are not counted */
	struct tsm_debts *debts;   /* NULL: nobody has any */
	bool (*stopping)(const struct tsm_server *server);
	const struct tsm_server *server;
};

/* How far the answer is. */
enum tsm_exchange_state {
	TSM_EXCHANGE_OPEN,
	TSM_EXCHANGE_DONE,  /* to be sent */
	TSM_EXCHANGE_FAILED /* the connection has to be cut */
};

enum {
	TSM_OUT_HEADERS_MAX = TSM_RESPONSE_HEADERS_MAX + 24
};

struct tsm_exchange {
	const struct tsm_service *service;
	struct tsm_arena arena;
	struct tsm_request request;
	struct tsm_response response;
	struct tsm_buf body;
	const char *target; /* as on the request line */
	const char *method_name;
	const struct tsm_route *matched; /* also when refused later */
	unsigned allowed;
	size_t header_bytes;
	size_t dropped; /* body bytes read and thrown away */
	size_t held;    /* bytes of bodies counted in the service */
	uint64_t owner; /* for whom: the client, as a hash */
	bool cors;      /* the answer is for pages of any origin */
	bool old;       /* HTTP/1.0, which has no codings */
	struct tsm_caller caller;
	bool begun;    /* tsm_exchange_begin() was called */
	bool has_body; /* the client announced one */
	bool close;    /* the connection must not be used again */
	int64_t start_us;
	uint64_t sent; /* bytes of the answer's body */
	/* headers to send: the handler's and ours */
	struct tsm_pair out[TSM_OUT_HEADERS_MAX];
	size_t out_count;
	/* a refusal decided before the handler; status 0: none */
	struct tsm_problem problem;
	struct tsm_quota quota;
	struct tsm_watched *watched;
	enum tsm_exchange_state state;
	struct tsm_job job; /* while the handler waits for a thread */
	void *connection;   /* the adapter's, meanwhile */
};

/* A new exchange for a request line; NULL: out of memory. */
struct tsm_exchange *tsm_exchange_new(
    const struct tsm_service *service, const char *target) TSM_NODISCARD;
void tsm_exchange_free(struct tsm_exchange **exchange);

/* A header, in order of arrival. What is wrong with it is remembered. */
void tsm_exchange_header(
    struct tsm_exchange *exchange, struct tsm_str name, struct tsm_str value);

/*
 * All headers are there: find the route and check everything that can be
 * checked. Returns true when the answer should be sent at once, without
 * reading the body (a refusal of something large).
 */
bool tsm_exchange_begin(struct tsm_exchange *exchange, const char *method,
    const struct tsm_address *peer);

/* More of the body; false: the connection has to be cut. */
bool tsm_exchange_body(
    struct tsm_exchange *exchange, const char *data, size_t len);

/*
 * Everything has arrived (or begin refused): run the handler or answer the
 * problem; exchange->response is complete, with all headers, and the state
 * DONE. FAILED: out of memory even for a problem.
 */
void tsm_exchange_finish(struct tsm_exchange *exchange);

/*
 * The same for a thread that must not wait. The state stays OPEN when the
 * handler may have to: tsm_exchange_finish() then has to be called, where
 * that does no harm.
 */
void tsm_exchange_prompt(struct tsm_exchange *exchange);

/*
 * Make exchange->response the answer of exchange->problem (problem.c): a
 * page when the client prefers HTML, else application/problem+json.
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_exchange_problem(struct tsm_exchange *exchange)
    TSM_NODISCARD;

/* Count so many bytes of a body for the client; false: those in memory would
 * be too many. They count until those of the request are dropped, or the
 * exchange is freed. */
bool tsm_exchange_hold(struct tsm_exchange *exchange, size_t len) TSM_NODISCARD;

/* The body of the request is needed no more. */
void tsm_exchange_drop_body(struct tsm_exchange *exchange);

/* Fill a problem of HTTP status; code and detail are static or arena. */
void tsm_problem_set(struct tsm_problem *problem, int status, const char *code,
    const char *detail);

/* Microseconds of the clock that start_us was taken from. */
int64_t tsm_clock_us(void);

#endif
