/*
 * server.h - what the web server of an instance shares between requests.
 *
 * Everything in struct server is set before the first request and then
 * read only, or guards itself. The web process maps no private key: what
 * has to be signed (a status list after a change) goes through sealer.h to
 * testamur-signer.
 *
 * A handler of the route table is one line around visit(): it borrows a
 * connection, gives the request an arena of its own and takes care that
 * nothing of our own data ever comes out as an error text. Only what a
 * handler says with visit_refuse() reaches the client; any other failure
 * is logged under the request's id and answered 5xx.
 *
 * Who a page is about: without the holder's consent no answer holds a
 * name, and the access log holds route patterns, never paths.
 */
#ifndef ISSUER_SERVER_H
#define ISSUER_SERVER_H

#include "app.h"
#include "testamur/http/server.h"
#include "testamur/pages/pages.h"
#include "testamur/store/pool.h"

struct sealer;
struct gallery;
struct vcapi;

struct server {
	const char *public_url; /* identity, without trailing '/' */
	const char *origin;     /* "https://HOST[:PORT]" of it */
	const char *base;       /* "" or "/prefix": before every path */
	const char *name;       /* of this instance, on every page */
	const char *verify_url; /* of an independent verifier, or NULL */
	const char *contact;    /* mailto: or URL, or NULL */
	struct tsm_store_pool *pool;
	struct tsm_pages *pages[TSM_LANG_COUNT];
	struct tsm_limiter *guesses; /* comparisons, see SERVER_GUESS_… */
	struct sealer *sealer;
	struct gallery *gallery;
	const struct vcapi *vcapi; /* NULL: nothing is signed for others */
	int log;                   /* JSON lines; -1: none */
};

/* Rows of the rates that limit routes, from 1. */
enum server_rate {
	SERVER_RATE_IDS = 1, /* ids and secrets that lead to nothing */
	SERVER_RATE_FILES,   /* what the page of one refers to */
	SERVER_RATE_HITS,    /* ids and secrets of credentials */
	SERVER_RATE_API      /* what is signed for others */
};

/* Rows of server.guesses, from 0. */
enum server_guess {
	SERVER_GUESS_CLIENT,     /* comparisons of one client */
	SERVER_GUESS_CREDENTIAL, /* comparisons with one credential */
	SERVER_SHARINGS /* times that its holder shares it, each a record */
};

#define SERVER_GUESSES_A_MINUTE  10
#define SERVER_SHARINGS_A_MINUTE 10

/* One request being answered. */
struct visit {
	struct server *server;
	const struct tsm_request *request;
	struct tsm_response *response;
	struct app app; /* store, arena, public URL and time of this request */
	bool refused;   /* the failure is the client's and may be told */
	enum tsm_lang lang; /* of a page, as the reader asked */
};

/* The work of one route. */
typedef enum tsm_status visit_action(
    struct visit *visit, struct tsm_error *err);

/*
 * Answer a request with action: a handler of the route table calls this
 * and nothing else. The connection is given back and the arena released
 * afterwards, so answers hold copies.
 */
enum tsm_status visit(void *server, const struct tsm_request *request,
    struct tsm_response *response, visit_action *action, struct tsm_error *err)
    TSM_NODISCARD;

/* Fail with a status below 500 and a sentence that the client sees. */
enum tsm_status visit_refuse(struct visit *visit, struct tsm_error *err,
    enum tsm_status status, const char *sentence);

/*
 * The form of a request that a page of ours sent. What another site's page
 * sent, or what is no form, is refused: statuses of tsm_request_same_origin()
 * and tsm_request_form().
 */
enum tsm_status visit_form(struct visit *visit, struct tsm_form *ret_form,
    struct tsm_error *err) TSM_NODISCARD;

/* The path of a page of ours as a browser has to ask for it. */
const char *visit_path(struct visit *visit, const char *fmt, ...)
    TSM_PRINTF(2, 3);

/*
 * Fill template page with data, whose reference is taken over, in the language
 * of the visit. Members "site", "title" and "lang" are set here. A tree with a
 * member missing for lack of memory is not shown: TSM_E_MEMORY.
 */
enum tsm_status visit_page(struct visit *visit, const char *page,
    const char *title, json_t *data, struct tsm_error *err) TSM_NODISCARD;

/*
 * Answer a public JSON document that changes rarely: any origin may read
 * it, it has an entity tag and may be kept for seconds. document is taken
 * over.
 */
enum tsm_status visit_document(struct visit *visit, const char *type,
    json_t *document, unsigned seconds, struct tsm_error *err) TSM_NODISCARD;

/*
 * Which of the offered media types is wanted, the first for no
 * preference; "?format=json" or "?format=jwt" in the address, for links,
 * choose the first offer that ends so. Sets Vary.
 */
const char *visit_negotiate(
    struct visit *visit, const char *const *offers, size_t count);

/* Milliseconds of a clock that never goes back. */
int64_t server_clock_ms(void);

/* The page of a problem, and the log, for tsm_server_options. */
enum tsm_status server_problem_page(void *server,
    const struct tsm_request *request, const struct tsm_problem *problem,
    struct tsm_response *response) TSM_NODISCARD;
void server_log_access(void *server, struct tsm_str lines);

/* One line of the program's own: an event, and a text (may be NULL). */
void server_log(const struct server *server, const char *level,
    const char *event, const char *request_id, const char *text);

/* For tsm_server_options.ready and .metrics. */
enum tsm_status server_ready(void *server, struct tsm_error *err) TSM_NODISCARD;
void server_metrics(void *server, struct tsm_buf *out);

/* The route table: api_*.c answer machines, ui_*.c people. */
extern const struct tsm_route server_routes[];

#endif
