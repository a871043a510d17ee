/* serve: the public side of an instance, until a signal ends it. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "gallery.h"
#include "sealer.h"
#include "server.h"
#include "testamur/base/file.h"
#include "testamur/base/uri.h"
#include "testamur/contexts/folder.h"
#include "testamur/http/client.h"
#include "testamur/store/organisation.h"
#include "vcapi.h"

/* Running requests get this long to finish after a signal. */
#define GRACE_MS       10000
#define THREADS        8
#define GUESS_BUCKETS  16384
#define LISTEN_DEFAULT "127.0.0.1:8080"

static const struct tsm_rate rates[] = {
	[SERVER_RATE_IDS - 1] = { "ids", 60, 60 },
	[SERVER_RATE_FILES - 1] = { "files", 120, 120 },
	/* a board's batch; nothing is learnt that its ids did not open */
	[SERVER_RATE_HITS - 1] = { "hits", 1200, 1200 },
	[SERVER_RATE_API - 1] = { "api", 6000, 6000 },
};

static const struct tsm_rate guesses[] = {
	[SERVER_GUESS_CLIENT] = { "client", SERVER_GUESSES_A_MINUTE,
	    SERVER_GUESSES_A_MINUTE },
	[SERVER_GUESS_CREDENTIAL] = { "credential", SERVER_GUESSES_A_MINUTE,
	    SERVER_GUESSES_A_MINUTE },
	[SERVER_SHARINGS] = { "sharings", SERVER_SHARINGS_A_MINUTE,
	    SERVER_SHARINGS_A_MINUTE },
};

struct serving {
	struct server server;
	struct tsm_server *http;
	struct tsm_server_options options;
	char address[TSM_LISTEN_HOST];
	const char *proxies[TSM_OPT_LIST_MAX + 1];
	struct vcapi vcapi;
};

/* --- options --------------------------------------------------------------- */

static enum tsm_status read_listen(
    struct serving *s, const char *text, struct tsm_error *err)
{
	if (tsm_listen_parse(tsm_str(text != NULL ? text : LISTEN_DEFAULT),
		s->address, &s->options.port) != TSM_OK)
		return tsm_fail(err, TSM_E_USAGE, "--listen",
		    "ADDRESS:PORT is wanted, such as 127.0.0.1:8080 or "
		    "[::1]:8080; port 0 is a free one");
	s->options.address = s->address;
	return TSM_OK;
}

static enum tsm_status read_number(const struct tsm_args *args,
    const char *name, uint64_t most, unsigned fallback, unsigned *ret,
    struct tsm_error *err)
{
	uint64_t number = fallback;
	const char *text = tsm_args_get(args, name);
	if (text != NULL &&
	    (tsm_parse_u64(tsm_str(text), most, &number) != TSM_OK ||
		number == 0))
		return tsm_fail(err, TSM_E_USAGE, name,
		    "a number from 1 to %llu is wanted",
		    (unsigned long long)most);
	*ret = (unsigned)number;
	return TSM_OK;
}

/* Origin, path prefix and, for want of a better one, name. */
static enum tsm_status read_identity(struct app *app,
    const struct tsm_args *args, struct server *server, struct tsm_error *err)
{
	struct tsm_uri uri;
	TSM_TRY(tsm_uri_parse(tsm_str(app->public_url), &uri));
	server->public_url = app->public_url;
	/* init took care that nothing stands behind the path */
	server->origin = tsm_arena_copy(&app->arena, app->public_url,
	    strlen(app->public_url) - uri.path.len);
	server->base = tsm_arena_str(&app->arena, uri.path);
	server->name = tsm_args_get(args, "name");
	if (server->name == NULL)
		server->name = tsm_arena_str(&app->arena, uri.host);
	server->verify_url = tsm_args_get(args, "verify-url");
	server->contact = tsm_args_get(args, "contact");
	if (server->origin == NULL || server->base == NULL ||
	    server->name == NULL)
		return tsm_fail_memory(err);
	return TSM_OK;
}

static enum tsm_status open_log(
    const char *path, int *ret_fd, struct tsm_error *err)
{
	int fd = -1;
	if (path == NULL || tsm_streq(path, "-"))
		fd = STDERR_FILENO;
	else if (!tsm_streq(path, "off")) {
		fd =
		    open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (fd < 0)
			return tsm_fail(
			    err, TSM_E_IO, path, "the log cannot be written");
	}
	*ret_fd = fd;
	return TSM_OK;
}

/* Nothing is signed for others unless an organisation is for that alone. */
static enum tsm_status read_vcapi(struct app *app, const struct tsm_args *args,
    struct serving *s, struct tsm_error *err)
{
	const char *id = tsm_args_get(args, "vc-api-issuer");
	const char *suite = tsm_args_get(args, "vc-api-suite");
	const char *folder = tsm_args_get(args, "vc-api-contexts");
	bool local = tsm_args_has(args, "vc-api-local");
	struct tsm_store_organisation o;
	if (id == NULL && (suite != NULL || folder != NULL || local))
		return tsm_fail(err, TSM_E_USAGE,
		    suite != NULL    ? "--vc-api-suite"
		    : folder != NULL ? "--vc-api-contexts"
				     : "--vc-api-local",
		    "this is for --vc-api-issuer");
	if (id == NULL)
		return TSM_OK;
	TSM_TRY(app_organisation(app, id, err));
	TSM_TRY(
	    tsm_store_organisation_get(app->store, id, &app->arena, &o, err));
	if (!tsm_streq(o.kind, TSM_STORE_VC_API))
		return tsm_fail(err, TSM_E_STATE, "--vc-api-issuer",
		    "%s gives awards; make one that does not with "
		    "'organisation add ID --vc-api'",
		    id);
	s->vcapi.organisation = o.id;
	s->vcapi.local = local;
	s->vcapi.suite =
	    vcapi_suite_find(suite != NULL ? suite : "eddsa-rdfc-2022");
	if (s->vcapi.suite == NULL)
		return tsm_fail(err, TSM_E_USAGE, "--vc-api-suite",
		    "no such suite: %s", suite);
	s->vcapi.keys_path =
	    tsm_arena_printf(&app->arena, "%s/apikeys.json", app->data);
	TSM_TRY(tsm_jsonld_store_new(&s->vcapi.contexts));
	if (folder != NULL)
		TSM_TRY(tsm_contexts_add(s->vcapi.contexts, folder, err));
	TSM_TRY(tsm_jsonld_store_warm(s->vcapi.contexts));
	s->server.vcapi = &s->vcapi;
	return s->vcapi.keys_path != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status read_options(struct app *app,
    const struct tsm_args *args, struct serving *s, struct tsm_error *err)
{
	for (size_t i = 0; i < TSM_OPT_LIST_MAX; i++)
		s->proxies[i] = tsm_args_nth(args, "trusted-proxy", i);
	TSM_TRY(read_listen(s, tsm_args_get(args, "listen"), err));
	TSM_TRY(read_number(args, "threads", TSM_STORE_POOL_MAX, THREADS,
	    &s->options.threads, err));
	TSM_TRY(read_identity(app, args, &s->server, err));
	TSM_TRY(read_vcapi(app, args, s, err));
	s->options.public_url = s->server.public_url;
	s->options.base_path = s->server.base;
	s->options.trusted_proxies = s->proxies;
	s->options.rates = rates;
	s->options.rate_count = sizeof(rates) / sizeof(rates[0]);
	s->options.access_log = server_log_access;
	s->options.problem_page = server_problem_page;
	s->options.ready = server_ready;
	s->options.metrics = server_metrics;
	return open_log(tsm_args_get(args, "log"), &s->server.log, err);
}

/* --- life ------------------------------------------------------------------ */

static enum tsm_status open_parts(
    struct app *app, struct serving *s, struct tsm_error *err)
{
	struct server *server = &s->server;
	for (unsigned i = 0; i < TSM_LANG_COUNT; i++) {
		const struct tsm_pages_options pages = { .base = server->base,
			.lang = (enum tsm_lang)i };
		TSM_TRY(tsm_pages_new(
		    tsm_pages_embedded, &pages, &server->pages[i], err));
	}
	TSM_TRY(tsm_limiter_new(guesses, sizeof(guesses) / sizeof(guesses[0]),
	    GUESS_BUCKETS, app->random, &server->guesses));
	TSM_TRY(gallery_new(&server->gallery));
	TSM_TRY(sealer_new(app->program, app->keys, &server->sealer, err));
	return tsm_store_pool_new(
	    app->store_url, NULL, s->options.threads, &server->pool, err);
}

static void close_parts(struct serving *s)
{
	tsm_server_free(&s->http);
	tsm_store_pool_free(&s->server.pool);
	sealer_free(&s->server.sealer);
	gallery_free(&s->server.gallery);
	tsm_limiter_free(&s->server.guesses);
	for (unsigned i = 0; i < TSM_LANG_COUNT; i++)
		tsm_pages_free(&s->server.pages[i]);
	tsm_jsonld_store_free(&s->vcapi.contexts);
	if (s->server.log > STDERR_FILENO)
		(void)close(s->server.log);
}

static enum tsm_status announce(
    const struct serving *s, const char *port_file, struct tsm_error *err)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%u\n", tsm_server_port(s->http));
	if (port_file != NULL)
		TSM_TRY(tsm_file_write(port_file, text, (size_t)n, 0644, err));
	(void)printf("Serving %s at %s\n", s->server.public_url,
	    tsm_server_url(s->http));
	(void)fflush(stdout);
	server_log(
	    &s->server, "info", "listening", NULL, tsm_server_url(s->http));
	return TSM_OK;
}

static void wait_for_end(struct serving *s, const sigset_t *signals)
{
	int number = 0;
	(void)sigwait(signals, &number);
	server_log(&s->server, "info", "stopping", NULL, NULL);
	bool clean = tsm_server_stop(s->http, GRACE_MS);
	server_log(&s->server, clean ? "info" : "warning", "stopped", NULL,
	    clean ? "every request was answered"
		  : "some requests were cut off");
}

static enum tsm_status serve(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct serving s = { .server.log = -1 };
	sigset_t signals;
	/* before any thread exists, so that all of them inherit it */
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	enum tsm_status status = read_options(app, args, &s, err);
	if (status == TSM_OK)
		status = open_parts(app, &s, err);
	if (status == TSM_OK)
		status = tsm_server_start(
		    server_routes, &s.server, &s.options, &s.http, err);
	if (status == TSM_OK)
		status = announce(&s, tsm_args_get(args, "port-file"), err);
	if (status == TSM_OK)
		wait_for_end(&s, &signals);
	close_parts(&s);
	return status;
}

APP_COMMAND(serve)

static const struct tsm_option options[] = {
	{ "listen", TSM_OPT_VALUE, "ADDRESS:PORT",
	    "default " LISTEN_DEFAULT "; port 0 is a free one", false },
	{ "port-file", TSM_OPT_VALUE, "FILE",
	    "write the port actually used into this file", false },
	{ "trusted-proxy", TSM_OPT_LIST, "CIDR",
	    "believe X-Forwarded-For of these peers", false },
	{ "threads", TSM_OPT_VALUE, "N", "default 8", false },
	{ "name", TSM_OPT_VALUE, "TEXT",
	    "name of this instance on its pages; default its host", false },
	{ "verify-url", TSM_OPT_VALUE, "URL",
	    "page of an independent verifier, to link to", false },
	{ "contact", TSM_OPT_VALUE, "URL",
	    "page or mailto: address for help, on every page", false },
	{ "vc-api-issuer", TSM_OPT_VALUE, "ORG",
	    "sign what others hand in (the W3C's API), as this organisation, "
	    "for whoever has a key of 'apikey add'",
	    false },
	{ "vc-api-suite", TSM_OPT_VALUE, "SUITE",
	    "how, where they do not say; default eddsa-rdfc-2022", false },
	{ "vc-api-contexts", TSM_OPT_VALUE, "DIR",
	    "more contexts for it: a folder with map.json", false },
	{ "vc-api-local", TSM_OPT_FLAG, NULL,
	    "callers on this computer need no key for it: for test suites, "
	    "which send none",
	    false },
	{ "log", TSM_OPT_VALUE, "FILE",
	    "JSON lines: a file, - for standard error (default) or off",
	    false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_serve_commands[] = {
	{ "serve", NULL, "the public pages, keys, status lists and credentials",
	    "Plain HTTP: put a reverse proxy with TLS in front, and name it "
	    "with --trusted-proxy.\nSIGTERM and SIGINT end it after the "
	    "requests that are running.",
	    options, run_serve, 0, 0 },
	TSM_COMMANDS_END,
};
