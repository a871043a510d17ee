/*
 * request.h - one HTTP request, checked before a handler sees it.
 *
 * Everything here is read-only, lives in the request's arena and dies with
 * the answer. The adapter has already refused what the route table does
 * not allow (method, media type, size, path parameters), so handlers see
 * typed fields. Paths are taken apart before they are decoded; a decoded
 * parameter never holds '/', NUL or a control character.
 */
#ifndef TESTAMUR_HTTP_REQUEST_H
#define TESTAMUR_HTTP_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/arena.h"
#include "testamur/base/message.h"
#include "testamur/base/str.h"
#include "testamur/http/form.h"
#include "testamur/http/limit.h"

/* Bits, so that a route can allow several. HEAD comes with GET. */
enum tsm_method {
	TSM_GET = 1,
	TSM_POST = 2,
	TSM_PUT = 4,
	TSM_PATCH = 8,
	TSM_DELETE = 16,
	TSM_OPTIONS = 32
};

#define TSM_HTTP_PARAMS_MAX  8
#define TSM_HTTP_HEADERS_MAX 100
#define TSM_HTTP_QUERY_MAX   64
#define TSM_CLIENT_TEXT      46 /* an address as text, with NUL */
#define TSM_REQUEST_ID       33 /* 32 hex digits and NUL */

struct tsm_pair {
	const char *name;
	struct tsm_str value; /* followed by a NUL */
};

struct tsm_route;
struct tsm_server;

struct tsm_request {
	const struct tsm_server *server;
	const struct tsm_route *route; /* NULL while an error is answered */
	enum tsm_method method;
	bool head;           /* a HEAD request: method is TSM_GET */
	bool prompt;         /* must not wait: see TSM_ROUTE_PROMPT */
	const char *path;    /* as sent, without query and base path */
	struct tsm_str body; /* empty when there is none; NUL after it */
	/* lower case, without parameters; "" when absent */
	const char *content_type;
	/* who asks, after the --trusted-proxy rule; no port */
	char client[TSM_CLIENT_TEXT];
	bool client_local;       /* a loopback client that no proxy spoke for */
	char id[TSM_REQUEST_ID]; /* for logs and error pages */
	int64_t now;             /* instant of arrival */
	struct tsm_arena *arena; /* scratch memory of this request */
	struct tsm_pair params[TSM_HTTP_PARAMS_MAX];
	size_t param_count;
	struct tsm_pair *headers; /* names in lower case, in order */
	size_t header_count;
	struct tsm_form query; /* decoded */
	const char *caller;    /* name of the key it came with, or NULL */
	unsigned rate;         /* row of rates it counts for, from 1; 0: none */
	/* what the client has left of that, written by who charges */
	struct tsm_quota *quota;
};

/*
 * A path parameter ("kid" of "/keys/{kid:slug}"), decoded; a {…:id} is in
 * its normal form (27 capitals). NULL when the route has none of the name.
 */
const char *tsm_request_param(
    const struct tsm_request *request, const char *name);

/* A query parameter's first value, decoded, or NULL. */
const char *tsm_request_query(
    const struct tsm_request *request, const char *name);

/* A header's first value (name in lower case), trimmed, or NULL. */
const char *tsm_request_header(
    const struct tsm_request *request, const char *name);

/*
 * Proactive negotiation (RFC 9110 section 12.5.1): the position in offers
 * (count of them, our favourite first) that Accept likes best; no Accept
 * header: 0. -1 when it takes none of them.
 */
int tsm_request_prefers(
    const struct tsm_request *request, const char *const *offers, size_t count);

/* The same for a given Accept value (NULL: absent). */
int tsm_accept_best(
    const char *accept, const char *const *offers, size_t count);

/* Whether a person's browser asks: text/html before application/json. */
bool tsm_request_wants_html(const struct tsm_request *request);

/* The language of an answer to a person: "?lang=es" of the address, else
 * what Accept-Language likes best, else English. */
enum tsm_lang tsm_request_lang(const struct tsm_request *request);

/* Whether Accept-Encoding allows gzip (not with q=0). */
bool tsm_request_takes_gzip(const struct tsm_request *request);

/*
 * Parse the body as a form, by its content type. TSM_E_UNSUPPORTED for
 * another type; else as tsm_form_parse.
 */
enum tsm_status tsm_request_form(const struct tsm_request *request,
    struct tsm_form *ret_form, struct tsm_error *err) TSM_NODISCARD;

/*
 * Take tokens of a row of rates (as routes name it, from 1), all or none,
 * when a request asks for many things at once or costs something else than
 * its route; one of the route's was taken when it arrived. TSM_E_RATE when
 * there are not so many; the answer then says when to come again.
 */
enum tsm_status tsm_request_charge(const struct tsm_request *request,
    unsigned rate, unsigned tokens, struct tsm_error *err) TSM_NODISCARD;

/* Whose tokens a request takes (limit.h: client): a key's name, an address. */
const char *tsm_request_bucket(const struct tsm_request *request);

/* Put the token back that was taken on arrival. */
void tsm_request_refund(const struct tsm_request *request);

/*
 * Refuse a state-changing request that another site's page caused:
 * Sec-Fetch-Site must be same-origin or none; without it Origin must be
 * that of public_url ("https://host/path") or of the Host header; with
 * neither header only a request without cookies passes (a program, not a
 * browser). public_url may be NULL. TSM_E_DENIED.
 */
enum tsm_status tsm_request_same_origin(const struct tsm_request *request,
    const char *public_url, struct tsm_error *err) TSM_NODISCARD;

#endif
