/* serve: the page and the API, until a signal ends it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "api_keys.h"
#include "app.h"
#include "attester.h"
#include "drain.h"
#include "edition.h"
#include "guesses.h"
#include "rates.h"
#include "testamur/base/file.h"
#include "testamur/http/client.h"
#include "testamur/jsonld/store.h"

/* Running requests get this long to finish after a signal. */
#define GRACE_MS 10000
#define DAY_S    86400
/* A credential, and few words more. */
#define VCAPI_MAX (TSM_CREDENTIAL_MAX + 65536)
/* Of a batch, as it is sent; an archive holds more. */
#define BATCH_MAX ((size_t)32 << 20)
/* More than processors: most of the time they wait for other servers. */
#define THREADS 16

const struct tsm_option cli_serve_options[] = {
	{ "listen", TSM_OPT_VALUE, "ADDRESS:PORT",
	    "default 127.0.0.1:8090; port 0 is a free one", false },
	{ "public-url", TSM_OPT_VALUE, "URL",
	    "address under which people reach it, for example "
	    "https://verify.example.org",
	    false },
	{ "port-file", TSM_OPT_VALUE, "FILE",
	    "write the port actually used into this file", false },
	{ "trusted-proxy", TSM_OPT_LIST, "CIDR",
	    "believe X-Forwarded-For of these peers", false },
	{ "rate", TSM_OPT_VALUE, "N",
	    "verifications a minute for each client; default 600", false },
	APP_SITE_OPTION,
	{ "api-keys", TSM_OPT_VALUE, "FILE",
	    "keys with higher rates (else $TESTAMUR_API_KEYS); see apikey add",
	    false },
	{ "key-rate", TSM_OPT_VALUE, "N",
	    "verifications a minute for each API key; default ten times "
	    "--rate",
	    false },
	{ "batch-time", TSM_OPT_VALUE, "SECONDS",
	    "how long a batch may take; default 1800", false },
	{ "batch-keep", TSM_OPT_VALUE, "SECONDS",
	    "how long the rows of a finished batch are kept, in memory; "
	    "default 3600",
	    false },
	{ "drain", TSM_OPT_VALUE, "SECONDS",
	    "how long SIGTERM waits for unfinished batches; default 20",
	    false },
	{ "vc-api-failure", TSM_OPT_VALUE, "STATUS",
	    "HTTP status of /credentials/verify and /presentations/verify "
	    "for what does not verify: 400 (default), 422 or 200",
	    false },
	ATTESTER_OPTIONS,
	APP_OPTIONS,
	TSM_OPTIONS_END,
};

/* Requests that wait while pictures of others are decoded. */
#define DECODING_WAIT 4

/* A picture of the camera, as the page makes it. */
#define FRAME_MAX ((size_t)2 << 20)

/* Bodies of the API: the credential in any form, or an envelope of JSON. */
static const char *const api_types[] = { "application/json",
	"application/vc+jwt", "application/jwt", "application/vc",
	"application/vp+jwt", "application/vp", "application/vc+ld+json",
	"application/ld+json", "text/plain", "image/png", "image/svg+xml",
	"image/jpeg", "image/heic", "image/heif", "application/pdf",
	"application/zip", "application/octet-stream", NULL };
static const char *const frame_types[] = { "image/jpeg", "image/png", NULL };
static const char *const json_types[] = { "application/json",
	"application/ld+json", NULL };
static const char *const form_types[] = { "multipart/form-data",
	"application/x-www-form-urlencoded", NULL };

/* A batch: a table, an archive, JSON or lines. */
static const char *const batch_types[] = { "application/json", "text/csv",
	"text/tab-separated-values", "text/plain", "application/zip",
	"application/x-zip-compressed", "application/octet-stream", NULL };

#define BATCHES "/api/v1/batches"

static const struct tsm_route routes[] = {
	{ TSM_GET, "/", NULL, 0, ui_form, 0, 0 },
	{ TSM_POST, "/", form_types, TSM_IMAGE_MAX + 65536, ui_verify,
	    APP_RATE_VERIFY, 0 },
	{ TSM_POST, "/details", form_types, TSM_IMAGE_MAX + 65536, ui_details,
	    APP_RATE_VERIFY, 0 },
	{ TSM_POST, "/scan", frame_types, FRAME_MAX, ui_scan, APP_RATE_VERIFY,
	    0 },
	{ TSM_GET, "/batch", NULL, 0, ui_batch_form, 0, 0 },
	{ TSM_POST, "/batch", form_types, BATCH_MAX + 65536, ui_batch_add,
	    APP_RATE_BATCHES, 0 },
	{ TSM_GET, "/batch/{id:any}", NULL, 0, ui_batch, APP_RATE_JOBS, 0 },
	{ TSM_POST, "/batch/{id:any}/end", form_types, 4096, ui_batch_end,
	    APP_RATE_JOBS, 0 },
	{ TSM_POST, "/api/v1/verify", api_types, TSM_IMAGE_MAX, api_verify,
	    APP_RATE_VERIFY, TSM_ROUTE_CORS | TSM_ROUTE_PROMPT },
	{ TSM_POST, "/credentials/verify", json_types, VCAPI_MAX,
	    vcapi_verify_credential, APP_RATE_VERIFY,
	    TSM_ROUTE_CORS | TSM_ROUTE_PROMPT },
	{ TSM_POST, "/presentations/verify", json_types, VCAPI_MAX,
	    vcapi_verify_presentation, APP_RATE_VERIFY,
	    TSM_ROUTE_CORS | TSM_ROUTE_PROMPT },
	{ TSM_GET, "/api/v1/openapi.json", NULL, 0, api_openapi, 0,
	    TSM_ROUTE_CORS | TSM_ROUTE_PROMPT },
	{ TSM_POST, BATCHES, batch_types, BATCH_MAX, api_jobs_add,
	    APP_RATE_BATCHES, TSM_ROUTE_CORS },
	{ TSM_GET, BATCHES "/{id:any}", NULL, 0, api_jobs_get, APP_RATE_JOBS,
	    TSM_ROUTE_CORS },
	{ TSM_DELETE, BATCHES "/{id:any}", NULL, 0, api_jobs_end, APP_RATE_JOBS,
	    TSM_ROUTE_CORS },
	{ TSM_GET, BATCHES "/{id:any}/rows", NULL, 0, api_jobs_rows,
	    APP_RATE_JOBS, TSM_ROUTE_CORS },
	/* of did:web:HOST, and of did:web:HOST:PATH */
	{ TSM_GET, "/.well-known/did.json", NULL, 0, api_did, 0,
	    TSM_ROUTE_CORS },
	{ TSM_GET, "/did.json", NULL, 0, api_did, 0, TSM_ROUTE_CORS },
	{ TSM_GET, "/static/{hash:any}/{name:any}", NULL, 0, ui_static, 0,
	    TSM_ROUTE_PROMPT },
	{ TSM_GET, "/healthz", NULL, 0, tsm_handle_healthz, 0,
	    TSM_ROUTE_QUIET | TSM_ROUTE_PROMPT },
	{ TSM_GET, "/readyz", NULL, 0, tsm_handle_readyz, 0, TSM_ROUTE_QUIET },
	{ TSM_GET, "/metrics", NULL, 0, tsm_handle_metrics, 0,
	    TSM_ROUTE_QUIET | TSM_ROUTE_LOCAL | TSM_ROUTE_PROMPT },
	{ 0, NULL, NULL, 0, NULL, 0, 0 },
};

struct serving {
	struct app app;
	struct tsm_server *server;
	struct editions *editions;
	struct tsm_server_options options;
	struct api_keys *keys;                /* NULL: there are none */
	struct tsm_rate rates[2 * APP_RATES]; /* anonymous, then of a key */
	const char *proxies[TSM_OPT_LIST_MAX + 1];
	char address[TSM_LISTEN_HOST];
	char base[256];
	unsigned vcapi_failure;
	uint64_t batch_time, batch_keep, drain; /* seconds */
	atomic_bool ending;
};

static void metrics(void *ctx, struct tsm_buf *out)
{
	struct serving *s = ctx;
	struct tsm_verifier_stats stats;

	editions_metrics(s->editions, out);
	jobs_metrics(s->app.jobs, out);
	tsm_verifier_stats(s->app.verifier, &stats);
	tsm_buf_adds(out,
	    "# HELP testamur_verdicts_total Verifications by verdict.\n"
	    "# TYPE testamur_verdicts_total counter\n");
	const struct {
		const char *name;
		uint64_t value;
	} verdicts[] = {
		{ "verified", stats.verified },
		{ "verified_issuer_unlisted", stats.unlisted },
		{ "not_valid", stats.not_valid },
		{ "could_not_be_checked", stats.could_not },
	};
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		tsm_buf_printf(out,
		    "testamur_verdicts_total{verdict=\"%s\"} %llu\n",
		    verdicts[i].name, (unsigned long long)verdicts[i].value);
	tsm_buf_printf(out,
	    "# HELP testamur_verify_fetches_total Documents fetched.\n"
	    "# TYPE testamur_verify_fetches_total counter\n"
	    "testamur_verify_fetches_total %llu\n"
	    "# HELP testamur_verify_cache_hits_total Documents found in a "
	    "cache.\n"
	    "# TYPE testamur_verify_cache_hits_total counter\n"
	    "testamur_verify_cache_hits_total %llu\n",
	    (unsigned long long)stats.fetches,
	    (unsigned long long)stats.cache_hits);
}

static enum tsm_status who(
    void *ctx, const char *token, struct tsm_caller *ret_caller)
{
	struct serving *s = ctx;

	ret_caller->rates = APP_RATES;
	return s->keys == NULL ? TSM_E_UNAUTHENTICATED
			       : api_keys_name(s->keys, token, ret_caller->name,
				     sizeof(ret_caller->name));
}

/* While it ends, it is sent nothing new, and goes on answering. */
static enum tsm_status ready(void *ctx, struct tsm_error *err)
{
	const struct serving *s = ctx;

	return atomic_load(&s->ending)
		   ? tsm_fail(err, TSM_E_BUSY, NULL, "stopping")
		   : TSM_OK;
}

static void *enter(void *ctx)
{
	struct serving *s = ctx;

	return editions_now(s->editions);
}

static void leave(void *ctx, void *app)
{
	(void)ctx;
	edition_let_go(app);
}

static int read_listen(struct serving *s, const char *text)
{
	s->options.port = 8090;
	if (text == NULL)
		return 0;
	if (tsm_listen_parse(tsm_str(text), s->address, &s->options.port) !=
	    TSM_OK)
		return app_usage("--listen wants ADDRESS:PORT");
	s->options.address = s->address;
	return 0;
}

/* The path of the public URL is the prefix of every page. */
static int read_public(struct serving *s, const char *url)
{
	struct tsm_str rest, path = { NULL, 0 };

	s->options.public_url = url;
	if (url == NULL)
		return 0;
	if (!tsm_str_starts(tsm_str(url), "https://") &&
	    !tsm_str_starts(tsm_str(url), "http://"))
		return app_usage("--public-url wants https://…");
	(void)tsm_str_split(tsm_str(strstr(url, "://") + 3), '/', &rest);
	if (rest.ptr != NULL && rest.len > 0)
		path = tsm_str_n(rest.ptr - 1, rest.len + 1);
	if (path.len > 0 && tsm_str_ends(path, "/"))
		path.len--;
	if (path.len >= sizeof(s->base))
		return app_usage("--public-url is too long");
	if (path.len > 0)
		memcpy(s->base, path.ptr, path.len);
	s->options.base_path = s->base;
	return 0;
}

/* 0: no such status. */
static unsigned read_failure(const char *text)
{
	static const unsigned known[] = { 400, 422, 200 };
	uint64_t status = 400;

	if (text != NULL &&
	    tsm_parse_u64(tsm_str(text), 999, &status) != TSM_OK)
		return 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == status)
			return known[i];
	return 0;
}

static int read_options(struct serving *s, const struct tsm_args *args)
{
	const char *cidr;

	for (size_t i = 0;
	     i < TSM_OPT_LIST_MAX &&
	     (cidr = tsm_args_nth(args, "trusted-proxy", i)) != NULL;
	     i++)
		s->proxies[i] = cidr;
	s->options.trusted_proxies = s->proxies;
	s->batch_time = JOB_SECONDS;
	s->batch_keep = JOB_KEEP_S;
	s->drain = DRAIN_DEFAULT_S;
	if (rates_read(args, s->rates) != 0 ||
	    app_read_number(args, "batch-time", 1, DAY_S, &s->batch_time) !=
		0 ||
	    app_read_number(args, "batch-keep", 1, DAY_S, &s->batch_keep) !=
		0 ||
	    app_read_number(args, "drain", 0, DRAIN_MAX_S, &s->drain) != 0)
		return TSM_EXIT_USAGE;
	s->options.rates = s->rates;
	s->options.rate_count = sizeof(s->rates) / sizeof(s->rates[0]);
	s->vcapi_failure = read_failure(tsm_args_get(args, "vc-api-failure"));
	if (s->vcapi_failure == 0)
		return app_usage("--vc-api-failure wants 400, 422 or 200");
	s->options.threads = THREADS;
	s->options.caller = who;
	s->options.ready = ready;
	s->options.enter = enter;
	s->options.leave = leave;
	s->options.access_log = app_log_access;
	s->options.problem_page = ui_problem;
	s->options.metrics = metrics;
	int exit_status = read_listen(s, tsm_args_get(args, "listen"));
	return exit_status != 0
		   ? exit_status
		   : read_public(s, tsm_args_get(args, "public-url"));
}

/* Where keys were named they have to be right. */
static int open_keys(struct serving *s, const struct tsm_args *args)
{
	const char *path = api_keys_path(args, "api-keys");
	struct tsm_error err = { 0 };

	if (path == NULL || api_keys_new(path, &s->keys, &err) == TSM_OK)
		return 0;
	return app_fail(NULL, err.status, &err);
}

/* One set of templates for each language. */
static enum tsm_status open_pages(struct serving *s, struct tsm_error *err)
{
	for (unsigned i = 0; i < TSM_LANG_COUNT; i++) {
		const struct tsm_pages_options pages = { .base = s->base,
			.lang = (enum tsm_lang)i };
		TSM_TRY(tsm_pages_new(
		    tsm_pages_embedded, &pages, &s->app.pages[i], err));
	}
	return TSM_OK;
}

static enum tsm_status try_start(
    struct serving *s, const char *port_file, struct tsm_error *err)
{
	const struct jobs_options jobs = { (int64_t)s->batch_time,
		(int64_t)s->batch_keep };
	char text[16];

	s->app.vcapi_failure = s->vcapi_failure;
	s->app.public_url = s->options.public_url;
	s->app.base = s->base;
	TSM_TRY(tsm_jsonld_store_warm(s->app.contexts));
	TSM_TRY(jobs_new(&jobs, &s->app.jobs));
	TSM_TRY(guesses_new(&s->app.guesses));
	TSM_TRY(open_pages(s, err));
	TSM_TRY(editions_start(s->editions, &s->app));
	TSM_TRY(tsm_server_start(routes, s, &s->options, &s->server, err));
	if (port_file != NULL) {
		int n = snprintf(
		    text, sizeof(text), "%u\n", tsm_server_port(s->server));
		TSM_TRY(tsm_file_write(port_file, text, (size_t)n, 0644, err));
	}
	app_log("info", "listening", NULL, tsm_server_url(s->server));
	for (size_t i = 0; i < s->app.n_maps; i++)
		app_log("warning", "fetch_map", NULL, s->app.maps[i]);
	return TSM_OK;
}

static int start(struct serving *s, const char *port_file)
{
	struct tsm_error err = { 0 };
	enum tsm_status status = try_start(s, port_file, &err);

	if (status == TSM_OK)
		return 0;
	(void)app_fail(NULL, status, &err);
	return TSM_EXIT_FAULT;
}

static void wait_for_end(struct serving *s, const sigset_t *signals)
{
	int number;

	(void)sigwait(signals, &number);
	atomic_store(&s->ending, true);
	app_log("info", "stopping", NULL, NULL);
	drain(s->app.jobs, s->drain, signals);
	bool clean = tsm_server_stop(s->server, GRACE_MS);
	app_log(clean ? "info" : "warning", "stopped", NULL,
	    clean ? "every request was answered"
		  : "some requests were cut off");
}

int cli_serve(void *ctx, const struct tsm_args *args)
{
	struct serving s = { 0 };
	sigset_t signals;

	(void)ctx;
	int exit_status = read_options(&s, args);
	if (exit_status != 0)
		return exit_status;
	/* Before any thread exists, so that all of them inherit it. */
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	if (editions_new(args, &s.editions) != TSM_OK)
		return app_fail(
		    NULL, TSM_E_MEMORY, &(const struct tsm_error){ 0 });
	exit_status = app_open(&s.app, args);
	if (exit_status == 0)
		tsm_decoder_limit(s.app.decoder, DECODING_WAIT);
	if (exit_status == 0)
		exit_status =
		    attester_open(args, s.options.public_url, &s.app.attester);
	if (exit_status == 0)
		exit_status = open_keys(&s, args);
	if (exit_status == 0)
		exit_status = start(&s, tsm_args_get(args, "port-file"));
	if (exit_status == 0)
		wait_for_end(&s, &signals);
	tsm_server_free(&s.server);
	/* nobody waits for its rows any more */
	if (s.app.net != NULL)
		tsm_net_abort(s.app.net);
	editions_stop(s.editions);
	jobs_free(&s.app.jobs);
	editions_free(&s.editions);
	api_keys_free(&s.keys);
	app_close(&s.app);
	return exit_status;
}
