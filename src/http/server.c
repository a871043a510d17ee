/*
 * server.c - options, listening, and the life of a server.
 */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "server_impl.h"
#include "testamur/base/alloc.h"

enum {
	BACKLOG = 511,
	LIMITER_BUCKETS = 16384,
	CONNECTIONS = 12288,
	FILES_APART = 256, /* open files that are no clients */
	FEW_FILES = 2 * FILES_APART,
	DRAIN_STEP_MS = 10,
	BODIES_MAX = 512 << 20
};

static unsigned or_default(unsigned value, unsigned fallback)
{
	return value != 0 ? value : fallback;
}

static void fill_defaults(struct tsm_server_options *options)
{
	if (options->address == NULL)
		options->address = "127.0.0.1";
	options->threads = or_default(options->threads, 8);
	options->connections = or_default(options->connections, CONNECTIONS);
	options->connections_per_ip =
	    or_default(options->connections_per_ip, 128);
	options->header_ms = or_default(options->header_ms, 10000);
	options->body_ms = or_default(options->body_ms, 60000);
	options->idle_ms = or_default(options->idle_ms, 15000);
	options->send_ms = or_default(options->send_ms, 120000);
	if (options->bodies_max == 0)
		options->bodies_max = BODIES_MAX;
	if (options->random == NULL)
		options->random = tsm_random_system();
}

/* A connection that cannot be accepted would be tried again and again. */
static void fit_files(struct tsm_server_options *options)
{
	struct rlimit limit;
	rlim_t wanted = (rlim_t)options->connections + FILES_APART;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return;
	if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < wanted)
		wanted = limit.rlim_max;
	if (wanted > limit.rlim_cur) {
		limit.rlim_cur = wanted;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
			(void)getrlimit(RLIMIT_NOFILE, &limit);
	}
	rlim_t most = limit.rlim_cur > FEW_FILES ? limit.rlim_cur - FILES_APART
						 : limit.rlim_cur / 2;
	if (options->connections > most)
		options->connections = (unsigned)most;
}

static bool is_stopping(const struct tsm_server *server)
{
	return atomic_load(&server->stopping);
}

static enum tsm_status parse_proxies(
    struct tsm_service *service, struct tsm_error *err)
{
	const char *const *proxies = service->options.trusted_proxies;
	size_t count = 0;

	while (proxies != NULL && proxies[count] != NULL)
		count++;
	service->trusted = tsm_calloc(count + 1, sizeof(struct tsm_cidr));
	if (service->trusted == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++)
		if (tsm_cidr_parse(tsm_str(proxies[i]), &service->trusted[i]) !=
		    TSM_OK)
			return tsm_fail(err, TSM_E_SYNTAX, proxies[i],
			    "not an address or CIDR block");
	service->trusted_count = count;
	return TSM_OK;
}

static enum tsm_status build_service(struct tsm_server *server,
    const struct tsm_route *routes, void *app, struct tsm_error *err)
{
	struct tsm_service *service = &server->service;
	const struct tsm_server_options *options = &service->options;

	service->app = app;
	service->server = server;
	service->stopping = is_stopping;
	server->bodies.max = options->bodies_max;
	service->bodies = &server->bodies;
	service->debts = &server->debts;
	service->random = options->random;
	service->id_next = &server->requests;
	if (tsm_random_fill(service->random, service->id_key,
		sizeof(service->id_key)) != TSM_OK)
		return tsm_fail(
		    err, TSM_E_CRYPTO, NULL, "there is no randomness");
	service->hsts =
	    options->public_url != NULL &&
	    tsm_str_starts(tsm_str(options->public_url), "https://");
	TSM_TRY(
	    tsm_routes_new(routes, options->rate_count, &service->routes, err));
	TSM_TRY(parse_proxies(service, err));
	service->metrics = tsm_metrics_new(routes);
	if (service->metrics == NULL)
		return tsm_fail_memory(err);
	if (options->rate_count == 0)
		return TSM_OK;
	enum tsm_status status =
	    tsm_limiter_new(options->rates, options->rate_count,
		LIMITER_BUCKETS, service->random, &service->limiter);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, "rates", "the rate limits cannot be set up");
	return TSM_OK;
}

/* "http://127.0.0.1:8080" of where the socket is bound. */
static void note_address(struct tsm_server *server)
{
	struct sockaddr_storage bound;
	socklen_t len = sizeof(bound);
	char host[64] = "";
	char port[8] = "0";
	const struct sockaddr *address = (const struct sockaddr *)&bound;

	if (getsockname(server->listen_fd, (struct sockaddr *)&bound, &len) !=
		0 ||
	    getnameinfo(address, len, host, sizeof(host), port, sizeof(port),
		NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return;
	uint64_t number = 0;
	if (tsm_parse_u64(tsm_str(port), 65535, &number) == TSM_OK)
		server->port = (unsigned)number;
	bool v6 = strchr(host, ':') != NULL;
	snprintf(server->url, sizeof(server->url), "http://%s%s%s:%s",
	    v6 ? "[" : "", host, v6 ? "]" : "", port);
}

static int bind_to(const struct addrinfo *info)
{
	int on = 1;
	int fd = socket(
	    info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

static enum tsm_status listen_on(
    struct tsm_server *server, struct tsm_error *err)
{
	const struct tsm_server_options *options = &server->service.options;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
	struct addrinfo *info = NULL;
	char port[12];

	if (options->port > 65535)
		return tsm_fail(
		    err, TSM_E_USAGE, NULL, "a port is at most 65535");
	snprintf(port, sizeof(port), "%u", options->port);
	if (getaddrinfo(options->address, port, &hints, &info) != 0)
		return tsm_fail(err, TSM_E_SYNTAX, options->address,
		    "not an address to listen on");
	server->listen_fd = bind_to(info);
	freeaddrinfo(info);
	if (server->listen_fd < 0)
		return tsm_fail(err, TSM_E_IO, options->address,
		    "cannot listen on port %u", options->port);
	note_address(server);
	return TSM_OK;
}

static void flush_log(void *log)
{
	tsm_log_out_flush(log);
}

/* What runs beside the daemon: the log's lines, the watching thread. */
static enum tsm_status start_watch(
    struct tsm_server *server, struct tsm_error *err)
{
	const struct tsm_service *service = &server->service;

	if (service->options.access_log != NULL) {
		server->log =
		    tsm_log_out_new(service->options.access_log, service->app);
		if (server->log == NULL)
			return tsm_fail_memory(err);
	}
	server->watch = tsm_watch_new(flush_log, server->log);
	return server->watch != NULL ? TSM_OK : tsm_fail_memory(err);
}

enum tsm_status tsm_server_start(const struct tsm_route *routes, void *app,
    const struct tsm_server_options *options, struct tsm_server **ret_server,
    struct tsm_error *err)
{
	struct tsm_server *server = tsm_calloc(1, sizeof(*server));

	if (server == NULL)
		return tsm_fail_memory(err);
	server->listen_fd = -1;
	if (options != NULL)
		server->service.options = *options;
	fill_defaults(&server->service.options);
	fit_files(&server->service.options);
	enum tsm_status status = build_service(server, routes, app, err);
	if (status == TSM_OK)
		status = listen_on(server, err);
	if (status == TSM_OK)
		status = start_watch(server, err);
	if (status == TSM_OK)
		status = tsm_mhd_start(server, err);
	if (status != TSM_OK) {
		tsm_server_free(&server);
		return status;
	}
	*ret_server = server;
	return TSM_OK;
}

unsigned tsm_server_port(const struct tsm_server *server)
{
	return server->port;
}

const char *tsm_server_url(const struct tsm_server *server)
{
	return server->url;
}

bool tsm_server_stop(struct tsm_server *server, unsigned grace_ms)
{
	int64_t until = tsm_clock_ms() + grace_ms;
	const struct timespec step = { 0, DRAIN_STEP_MS * 1000000L };

	if (server->daemon == NULL)
		return true;
	atomic_store(&server->stopping, true);
	tsm_mhd_quiesce(server);
	while (atomic_load(&server->active) > 0 && tsm_clock_ms() < until)
		(void)nanosleep(&step, NULL);
	bool clean = atomic_load(&server->active) == 0;
	tsm_mhd_stop(server);
	tsm_log_out_flush(server->log);
	return clean;
}

void tsm_server_free(struct tsm_server **server)
{
	if (*server == NULL)
		return;
	(void)tsm_server_stop(*server, 0);
	struct tsm_service *service = &(*server)->service;
	tsm_watch_free(&(*server)->watch);
	tsm_log_out_free(&(*server)->log);
	if ((*server)->listen_fd >= 0)
		close((*server)->listen_fd);
	tsm_routes_free(&service->routes);
	tsm_limiter_free(&service->limiter);
	tsm_metrics_free(&service->metrics);
	tsm_free(service->trusted);
	tsm_free(*server);
	*server = NULL;
}

/* Whose bucket: that of the key it came with, else of its address. */
const char *tsm_request_bucket(const struct tsm_request *request)
{
	return request->caller != NULL ? request->caller : request->client;
}

enum tsm_status tsm_request_charge(const struct tsm_request *request,
    unsigned rate, unsigned tokens, struct tsm_error *err)
{
	/* a caller with a key has rows of its own */
	unsigned rows = request->rate - request->route->rate;

	if (rate == 0 || tokens == 0 ||
	    tsm_limiter_charge(request->server->service.limiter,
		rate + rows - 1, tsm_request_bucket(request), tokens,
		tsm_clock_ms(), request->quota))
		return TSM_OK;
	return tsm_fail(
	    err, TSM_E_RATE, NULL, "so many at once are not allowed now");
}

void tsm_request_refund(const struct tsm_request *request)
{
	if (request->rate != 0)
		tsm_limiter_give(request->server->service.limiter,
		    request->rate - 1, tsm_request_bucket(request),
		    tsm_clock_ms());
}
