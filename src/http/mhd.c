/*
 * mhd.c - the adapter to libmicrohttpd; the only file that includes it.
 *
 * A request passes through three call-backs: on_target (the request line
 * has arrived: an exchange is made), on_request (once with the headers,
 * once per piece of body, once at the end) and on_completed. An answer to
 * a request without body is queued in the last of these calls, as queueing
 * it in the first makes libmicrohttpd close the connection.
 *
 * Each of a few threads serves many connections through epoll. A handler
 * that may wait is run by a thread of the pool; its connection is suspended
 * meanwhile, and on_request called once more when it has been resumed.
 */
#include <limits.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server_impl.h"
#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"
#include "testamur/base/processors.h"

/* Of a thread that runs handlers; touched as far as it is used. */
#define STACK_SIZE  ((size_t)2 << 20)
#define READERS_MAX 16
/*
 * Of a connection: its header and ours, and what arrives of a body at once.
 * libmicrohttpd writes zeros over all of it after each request.
 */
#define CONNECTION_MEMORY (TSM_HTTP_HEADER_MAX + TSM_HTTP_HEADER_MAX / 2)

static struct tsm_watched *watched_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}

static void peer_of(
    struct MHD_Connection *connection, struct tsm_address *ret_peer)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	memset(ret_peer, 0, sizeof(*ret_peer));
	if (info == NULL || info->client_addr == NULL)
		return;
	if (info->client_addr->sa_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, info->client_addr, sizeof(v4));
		/* as tsm_address has them: mapped (RFC 4291 2.5.5.2) */
		memset(ret_peer->bytes + 10, 0xff, 2);
		memcpy(ret_peer->bytes + 12, &v4.sin_addr, 4);
	} else if (info->client_addr->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, info->client_addr, sizeof(v6));
		memcpy(ret_peer->bytes, v6.sin6_addr.s6_addr, 16);
	}
}

/* One more or one less of a client, which has the first 64 bits of an IPv6
 * address; how many there were. Behind proxies nobody can tell. */
static unsigned count_client(
    struct tsm_server *server, struct MHD_Connection *connection, int change)
{
	char text[TSM_CLIENT_TEXT];
	struct tsm_address peer;

	if (server->service.trusted_count > 0)
		return 0;
	peer_of(connection, &peer);
	uint64_t client = tsm_client_hash(
	    server->service.id_key, 1, tsm_address_format(&peer, text));
	atomic_uint *count = &server->clients[client % TSM_SERVER_CLIENTS];
	return change > 0 ? atomic_fetch_add(count, 1)
			  : atomic_fetch_sub(count, 1);
}

static void on_connection(void *cls, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode what)
{
	struct tsm_server *server = cls;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		atomic_fetch_add(&server->accepted, 1);
		unsigned others = count_client(server, connection, 1);
		if (info == NULL)
			return;
		*socket_context = tsm_watch_add(server->watch, info->connect_fd,
		    server->service.options.header_ms);
		if (others >= server->service.options.connections_per_ip)
			(void)shutdown(info->connect_fd, SHUT_RDWR);
	} else {
		atomic_fetch_sub(&server->accepted, 1);
		(void)count_client(server, connection, -1);
		tsm_watch_remove(server->watch, *socket_context);
		*socket_context = NULL;
	}
}

/* Paths are taken apart before they are decoded: not by libmicrohttpd. */
static size_t keep_escapes(
    void *cls, struct MHD_Connection *connection, char *text)
{
	(void)cls;
	(void)connection;
	return strlen(text);
}

static void *on_target(
    void *cls, const char *target, struct MHD_Connection *connection)
{
	struct tsm_server *server = cls;
	struct tsm_exchange *exchange =
	    tsm_exchange_new(&server->service, target);

	if (exchange != NULL) {
		exchange->watched = watched_of(connection);
		atomic_fetch_add(&server->active, 1);
	}
	return exchange;
}

/*
 * libmicrohttpd 0.9.75 adds a folded line (RFC 9112 section 5.2) to the name
 * of its header, which then lies behind the value: a length that others read
 * is none here. Else a value follows its name.
 */
static bool is_folded(const char *name, const char *value)
{
	return (uintptr_t)value < (uintptr_t)name;
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind,
    const char *name, size_t name_len, const char *value, size_t value_len)
{
	(void)kind;
	tsm_exchange_header(cls,
	    tsm_str_n(name, is_folded(name, value) ? 0 : name_len),
	    tsm_str_n(value, value_len));
	return MHD_YES;
}

static void release_body(void *data)
{
	tsm_free(data);
}

/* Without touching a byte: libmicrohttpd wants a mutable pointer. */
static void *mutable_pointer(const void *data)
{
	union {
		const void *from;
		void *to;
	} pointer = { .from = data };
	return pointer.to;
}

static struct MHD_Response *make_response(struct tsm_exchange *exchange)
{
	struct tsm_response *response = &exchange->response;
	struct MHD_Response *answer = NULL;

	if (response->fixed.len > 0)
		return MHD_create_response_from_buffer(response->fixed.len,
		    mutable_pointer(response->fixed.ptr),
		    MHD_RESPMEM_PERSISTENT);
	if (response->body.len == 0)
		return MHD_create_response_from_buffer(
		    0, NULL, MHD_RESPMEM_PERSISTENT);
	size_t len = 0;
	char *body = tsm_buf_take(&response->body, &len);
	if (body == NULL)
		return NULL;
	answer = MHD_create_response_from_buffer_with_free_callback_cls(
	    len, body, release_body, body);
	if (answer == NULL)
		tsm_free(body);
	return answer;
}

/* Hand the answer over. */
static enum MHD_Result send_answer(
    struct MHD_Connection *connection, struct tsm_exchange *exchange)
{
	const struct tsm_server_options *options = &exchange->service->options;
	enum MHD_Result result = MHD_NO;

	if (exchange->state == TSM_EXCHANGE_FAILED)
		return MHD_NO;
	struct MHD_Response *response = make_response(exchange);
	if (response == NULL)
		return MHD_NO;
	bool complete = true;
	for (size_t i = 0; i < exchange->out_count; i++)
		complete =
		    MHD_add_response_header(response, exchange->out[i].name,
			exchange->out[i].value.ptr) == MHD_YES &&
		    complete;
	if (complete)
		result = MHD_queue_response(
		    connection, (unsigned)exchange->response.status, response);
	MHD_destroy_response(response);
	tsm_watch_set(exchange->watched, options->send_ms);
	return result;
}

/* By a thread of the pool. Once resumed, the exchange is the reader's. */
static void run_job(struct tsm_job *job)
{
	struct tsm_exchange *exchange =
	    (struct tsm_exchange *)(void *)((char *)job -
					    offsetof(struct tsm_exchange, job));
	struct MHD_Connection *connection = exchange->connection;

	if (atomic_load(&exchange->service->server->cut))
		exchange->state = TSM_EXCHANGE_FAILED;
	else
		tsm_exchange_finish(exchange);
	MHD_resume_connection(connection);
}

/* Everything has arrived: answer at once, or let the handler run. */
static enum MHD_Result answer(struct tsm_server *server,
    struct MHD_Connection *connection, struct tsm_exchange *exchange)
{
	tsm_watch_set(exchange->watched, UINT_MAX);
	tsm_exchange_prompt(exchange);
	if (exchange->state != TSM_EXCHANGE_OPEN)
		return send_answer(connection, exchange);
	exchange->connection = connection;
	exchange->job.run = run_job;
	exchange->job.owner = exchange->owner;
	MHD_suspend_connection(connection);
	if (!tsm_pool_add(server->pool, &exchange->job)) {
		exchange->state = TSM_EXCHANGE_FAILED;
		MHD_resume_connection(connection);
	}
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version,
    const char *upload_data, size_t *upload_data_size, void **context)
{
	struct tsm_exchange *exchange = *context;
	struct tsm_server *server = cls;

	(void)url;
	if (exchange == NULL)
		return MHD_NO;
	if (exchange->state != TSM_EXCHANGE_OPEN)
		return send_answer(connection, exchange);
	if (!exchange->begun) {
		struct tsm_address peer;
		peer_of(connection, &peer);
		exchange->old = strcmp(version, "HTTP/1.0") == 0;
		(void)MHD_get_connection_values_n(
		    connection, MHD_HEADER_KIND, on_header, exchange);
		tsm_watch_set(
		    exchange->watched, server->service.options.body_ms);
		if (tsm_exchange_begin(exchange, method, &peer))
			return answer(server, connection, exchange);
		return MHD_YES;
	}
	if (*upload_data_size > 0) {
		size_t len = *upload_data_size;
		*upload_data_size = 0;
		return tsm_exchange_body(exchange, upload_data, len) ? MHD_YES
								     : MHD_NO;
	}
	return answer(server, connection, exchange);
}

static void on_completed(void *cls, struct MHD_Connection *connection,
    void **context, enum MHD_RequestTerminationCode code)
{
	struct tsm_server *server = cls;
	struct tsm_exchange *exchange = *context;
	const struct tsm_server_options *options = &server->service.options;
	int64_t now_us = tsm_clock_us();

	(void)connection;
	if (exchange == NULL)
		return;
	bool done = code == MHD_REQUEST_TERMINATED_COMPLETED_OK;
	struct tsm_access access = {
		.id = exchange->request.id,
		.method = exchange->method_name,
		.pattern =
		    exchange->matched != NULL ? exchange->matched->pattern : "",
		.status = exchange->begun ? exchange->response.status : 400,
		.bytes = exchange->request.head ? 0 : exchange->sent,
		.micros = (uint64_t)(now_us - exchange->start_us),
		.complete = done,
	};
	tsm_metrics_count(server->service.metrics, exchange->matched,
	    done ? access.status : 0, access.micros, access.bytes);
	if (exchange->matched == NULL ||
	    (exchange->matched->flags & TSM_ROUTE_QUIET) == 0)
		tsm_log_out_add(server->log, now_us / 1000, &access);
	tsm_watch_set(exchange->watched, options->idle_ms + options->header_ms);
	tsm_exchange_free(&exchange);
	*context = NULL;
	atomic_fetch_sub(&server->active, 1);
}

/* One for each processor that this process may use. */
static unsigned count_readers(const struct tsm_server_options *options)
{
	unsigned readers =
	    options->readers != 0 ? options->readers : tsm_processors();

	if (readers > READERS_MAX)
		readers = READERS_MAX;
	return readers < options->connections ? readers : 1;
}

static struct MHD_Daemon *start_daemon(struct tsm_server *server)
{
	const struct tsm_server_options *options = &server->service.options;
	unsigned idle_s = (options->idle_ms + 999) / 1000;
	unsigned readers = count_readers(options);
	/* libmicrohttpd calls one thread no pool */
	const struct MHD_OptionItem pool[] = {
		{ readers > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
		    (intptr_t)readers, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	return MHD_start_daemon(
	    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
	    NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET,
	    server->listen_fd, MHD_OPTION_THREAD_STACK_SIZE, STACK_SIZE,
	    MHD_OPTION_CONNECTION_LIMIT, options->connections,
	    MHD_OPTION_CONNECTION_TIMEOUT, idle_s,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK,
	    on_target, server, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
	    MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
}

enum tsm_status tsm_mhd_start(struct tsm_server *server, struct tsm_error *err)
{
	server->pool =
	    tsm_pool_new(server->service.options.threads, STACK_SIZE);
	if (server->pool == NULL)
		return tsm_fail(
		    err, TSM_E_IO, NULL, "that many threads cannot be had");
	server->daemon = start_daemon(server);
	if (server->daemon == NULL) {
		tsm_pool_free(&server->pool);
		return tsm_fail(
		    err, TSM_E_IO, NULL, "the HTTP server cannot start");
	}
	server->listen_fd = -1;
	return TSM_OK;
}

void tsm_mhd_quiesce(struct tsm_server *server)
{
	MHD_socket fd = MHD_quiesce_daemon(server->daemon);

	if (fd != MHD_INVALID_SOCKET)
		close(fd);
}

void tsm_mhd_stop(struct tsm_server *server)
{
	/* what is suspended has to be resumed before the daemon may end */
	atomic_store(&server->cut, true);
	tsm_pool_stop(server->pool);
	MHD_stop_daemon(server->daemon);
	server->daemon = NULL;
	tsm_pool_free(&server->pool);
}
