/*
 * app.h - what the commands and pages of testamur-verifier share.
 *
 * One struct app per process: the network client, the operator's lists,
 * the verifier with its caches. After app_open() nothing in it changes, so
 * the server's threads share it. It holds no private key, and nothing of
 * what was checked.
 */
#ifndef TESTAMUR_VERIFIER_APP_H
#define TESTAMUR_VERIFIER_APP_H

#include "sites.h"
#include "testamur/base/options.h"
#include "testamur/decodeclient/client.h"
#include "testamur/evidence/receipt.h"
#include "testamur/http/server.h"
#include "testamur/net/client.h"
#include "testamur/pages/pages.h"
#include "testamur/verify/verify.h"

struct attester; /* attester.h */
struct edition;  /* edition.h */
struct saved;    /* saved.h */
struct jobs;

/* Rows of rates as routes name them; as many further ones are a key's. */
enum app_rate {
	APP_RATE_VERIFY = 1, /* verifications */
	APP_RATE_BATCHES,    /* batches that are begun */
	APP_RATE_ITEMS,      /* items of batches */
	APP_RATE_JOBS,       /* questions about a batch */
	APP_RATES = APP_RATE_JOBS
};

struct app {
	struct tsm_net *net; /* NULL: --offline */
	/* What answers when a document is wanted: net or saved; or NULL. */
	const struct tsm_fetcher *fetcher;
	struct saved *saved; /* --offline, or NULL */
	struct sites sites;  /* --issuer-url */
	struct tsm_trust *trust;
	struct tsm_receipt_list *lists; /* what trust was read from */
	size_t n_lists;
	struct tsm_trust *operators; /* whose receipts count */
	struct attester *attester;   /* whose receipts are made here, or NULL */
	struct tsm_jsonld_store *contexts;
	const char *contexts_folder; /* --contexts, or NULL */
	struct tsm_decoder *decoder; /* of pictures and PDF documents */
	struct tsm_qr_reader pictures;
	struct tsm_verifier *verifier;
	const char *maps[TSM_FETCH_MAPS_MAX + 1]; /* NULL-terminated */
	size_t n_maps;
	/* serve only */
	struct edition *edition; /* that it is part of, or NULL */
	struct tsm_pages *pages[TSM_LANG_COUNT];
	const char *public_url;
	const char *base; /* before every path: "" or "/prefix" */
	struct jobs *jobs;
	struct tsm_limiter *guesses; /* guesses.h */
	unsigned vcapi_failure;      /* status of what does not verify */
};

/* Of all commands that would fetch something. */
#define APP_OFFLINE_OPTION                                             \
 {                                                                     \
  "offline", TSM_OPT_VALUE, "FOLDER",                                  \
      "fetch nothing: documents saved with check --save answer; - is " \
      "none at all",                                                   \
      false                                                            \
 }

/* Options that check and serve have in common; a table row each. */
#define APP_OPTIONS                                                           \
 { "issuers", TSM_OPT_LIST, "FILE",                                           \
	 "list of issuers that you recognise (JSON; else "                    \
	 "$TESTAMUR_TRUST)",                                                  \
	 false },                                                             \
     { "trust", TSM_OPT_LIST, "DID[=NAME]", "an issuer that you recognise",   \
	     false },                                                         \
     { "operators", TSM_OPT_LIST, "FILE",                                     \
	     "list of operators whose receipts you accept (JSON)", false },   \
     { "operator", TSM_OPT_LIST, "DID[=NAME]",                                \
	     "an operator whose receipts you accept", false },                \
     APP_OFFLINE_OPTION,                                                      \
     { "cache", TSM_OPT_VALUE, "FOLDER",                                      \
	     "keep keys and status lists there, for the next start", false }, \
     { "ca-file", TSM_OPT_VALUE, "PEM",                                       \
	     "trusted roots, instead of the system's", false },               \
     { "contexts", TSM_OPT_VALUE, "DIR",                                      \
	     "more contexts: a folder with map.json", false },                \
 {                                                                            \
  "fetch-map", TSM_OPT_LIST, "HTTPS-PREFIX=HTTP-PREFIX",                      \
      "tests and demonstration only: fetch addresses that "                   \
      "begin with the first from the second, on this "                        \
      "computer",                                                             \
      false                                                                   \
 }

#define APP_LANG_OPTION                                                 \
 {                                                                      \
  "lang", TSM_OPT_VALUE, "en|es", "language of what people read", false \
 }

/* Of the commands that take an id or a link. */
#define APP_SITE_OPTION                                                      \
 {                                                                           \
  "issuer-url", TSM_OPT_LIST, "URL",                                         \
      "look ids up at URL/V/ID; links to other sites are not fetched", false \
 }

/*
 * Read the options above and build app. On failure a message is on stderr
 * and the result is an exit status; 0: fine. Always app_close() it.
 */
int app_open(struct app *app, const struct tsm_args *args);
/* The same without lists of issuers, for who changes or prints one. */
int app_open_bare(struct app *app, const struct tsm_args *args);
void app_close(struct app *app);

/* The work of one command; returns the exit status. */
typedef int app_work(struct app *app, const struct tsm_args *args);

/* Open app, do the work, close it; the exit status. */
int app_run(const struct tsm_args *args, app_work *work);

/*
 * Say on standard error what went wrong: "ABOUT: WHERE: text", disarmed.
 * about may be NULL or the same as WHERE; where err has no text the name of
 * the status stands for it. Returns TSM_EXIT_FAULT when there is no memory
 * or the program is at fault, else TSM_EXIT_USAGE.
 */
int app_fail(
    const char *about, enum tsm_status status, const struct tsm_error *err);

/* One sentence about the command line; returns TSM_EXIT_USAGE. */
int app_usage(const char *text);

/* Print a tree to standard output; it stays the caller's. */
enum tsm_status app_print_json(json_t *value) TSM_NODISCARD;

/* --lang into *lang, which stays without it. An exit status; 0: fine. */
int app_read_lang(const struct tsm_args *args, enum tsm_lang *lang);

/* A number of an option into *number, which stays without it. An exit
 * status; 0: fine. */
int app_read_number(const struct tsm_args *args, const char *name,
    uint64_t least, uint64_t most, uint64_t *number);

/*
 * The bytes of a file into the arena, at most max; of no path (NULL) none,
 * ret_text->ptr NULL. As tsm_file_read().
 */
enum tsm_status app_read_file(struct tsm_arena *arena, const char *path,
    size_t max, struct tsm_str *ret_text, struct tsm_error *err) TSM_NODISCARD;

/* The worse of two exit statuses, of: verified, unlisted, not checked, not
 * valid, usage, internal. */
int app_worse(int a, int b);

/* One JSON line on stderr; id (may be NULL) is a request's. Lines of the
 * server's access log. */
void app_log(
    const char *level, const char *event, const char *id, const char *text);
void app_log_access(void *app, struct tsm_str lines);

/* The commands. */
int cli_check(void *ctx, const struct tsm_args *args);
int cli_serve(void *ctx, const struct tsm_args *args);
extern const struct tsm_option cli_check_options[];
extern const struct tsm_option cli_serve_options[];

/* The routes (server.h: struct tsm_route.handle). */
enum tsm_status api_openapi(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status api_jobs_add(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status api_jobs_get(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status api_jobs_rows(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status api_jobs_end(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status api_verify(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status vcapi_verify_credential(void *ctx,
    const struct tsm_request *request, struct tsm_response *response,
    struct tsm_error *err);
enum tsm_status vcapi_verify_presentation(void *ctx,
    const struct tsm_request *request, struct tsm_response *response,
    struct tsm_error *err);
enum tsm_status ui_form(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_verify(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_scan(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_batch_form(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_batch_add(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_batch(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_batch_end(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_details(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_static(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);
enum tsm_status ui_problem(void *ctx, const struct tsm_request *request,
    const struct tsm_problem *problem, struct tsm_response *response);

/* The language of a form: its field lang, else as tsm_request_lang. */
enum tsm_lang ui_form_lang(
    const struct tsm_request *request, const struct tsm_form *form);

/* What is asked and which lists count, set into a page's data. */
void ui_reach(const struct app *app, json_t *data);

/* Answer a page in a language; data is taken over. As tsm_pages_render(). */
enum tsm_status ui_page(struct app *app, enum tsm_lang lang, const char *name,
    json_t *data, struct tsm_response *response, struct tsm_error *err)
    TSM_NODISCARD;

#endif
