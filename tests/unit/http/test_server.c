/*
 * test_server.c - a real server on loopback and a client of raw sockets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "testamur/base/limits.h"
#include "testamur/http/server.h"
#include "testamur/json/doc.h"
#include "testamur/json/write.h"

static atomic_int logged;
static atomic_int last_status;
static atomic_int last_complete;

static enum tsm_status hello(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)err;
	json_t *object = json_object();
	tsm_json_set(object, "org", tsm_request_param(request, "org"));
	tsm_json_set(object, "q", tsm_request_query(request, "q"));
	tsm_json_set(object, "client", request->client);
	return tsm_response_json(response, 200, NULL, object);
}

static enum tsm_status show_id(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)err;
	return tsm_response_text(response, tsm_request_param(request, "id"));
}

static enum tsm_status echo(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)err;
	return tsm_response_bytes(response, "application/octet-stream",
	    request->body.ptr, request->body.len);
}

static enum tsm_status tagged(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct tsm_str text = TSM_STR("a fixed text");
	(void)app;
	(void)err;
	tsm_response_fixed(response, "text/plain", text);
	(void)tsm_buf_adds(&response->gzip, "squeezed");
	tsm_response_cache(response, request, 60, false);
	return tsm_response_etag(response);
}

static enum tsm_status broken(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)request;
	(void)response;
	return tsm_fail(err, TSM_E_STORE, "secret place", "secret reason");
}

static enum tsm_status wrong(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)request;
	(void)response;
	return tsm_fail(err, TSM_E_VALUE, "/a", "five <b>is</b> no colour");
}

static enum tsm_status smuggle(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)request;
	(void)err;
	tsm_response_header(response, "X-A", "b\r\nSet-Cookie: c");
	return tsm_response_text(response, "x");
}

static atomic_int entered;

static enum tsm_status slow(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct timespec pause = { 0, 300000000 };
	(void)app;
	(void)request;
	(void)err;
	atomic_store(&entered, 1);
	nanosleep(&pause, NULL);
	return tsm_response_text(response, "done");
}

static atomic_int prompted;

/* Says that it would wait, and answers where it may wait. */
static enum tsm_status later(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	if (!request->prompt)
		return slow(app, request, response, err);
	atomic_fetch_add(&prompted, 1);
	tsm_response_header(response, "X-Dropped", "yes");
	(void)tsm_buf_adds(&response->body, "not this");
	return tsm_fail(err, TSM_E_BUSY, NULL, "later");
}

static enum tsm_status prompt(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)err;
	return tsm_response_text(
	    response, request->prompt ? "prompt" : "not prompt");
}

/* What a handler was given, if that was replaced. */
static enum tsm_status which(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)request;
	(void)err;
	return tsm_response_text(response, app != NULL ? app : "the app");
}

static const char *const json_only[] = { "application/json", NULL };

/* Asks for two things at once. */
static enum tsm_status two(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	TSM_TRY(tsm_request_charge(request, 1, 1, err));
	return echo(app, request, response, err);
}

static const struct tsm_route routes[] = {
	{ TSM_GET, "/hello/{org:slug}", NULL, 0, hello, 0, 0 },
	{ TSM_GET, "/V/{id:id}", NULL, 0, show_id, 0, TSM_ROUTE_NOCASE },
	{ TSM_POST, "/echo", json_only, 1000, echo, 0, 0 },
	{ TSM_GET, "/tagged", NULL, 0, tagged, 0, 0 },
	{ TSM_GET, "/broken", NULL, 0, broken, 0, 0 },
	{ TSM_GET, "/wrong", NULL, 0, wrong, 0, 0 },
	{ TSM_GET, "/smuggle", NULL, 0, smuggle, 0, 0 },
	{ TSM_GET, "/slow", NULL, 0, slow, 0, 0 },
	{ TSM_GET, "/later", NULL, 0, later, 0, TSM_ROUTE_PROMPT },
	{ TSM_GET, "/prompt", NULL, 0, prompt, 0, TSM_ROUTE_PROMPT },
	{ TSM_GET, "/which", NULL, 0, which, 0, 0 },
	{ TSM_GET, "/limited", NULL, 0, echo, 1, 0 },
	{ TSM_GET, "/two", NULL, 0, two, 1, 0 },
	{ TSM_GET, "/healthz", NULL, 0, tsm_handle_healthz, 0,
	    TSM_ROUTE_QUIET },
	{ TSM_GET, "/readyz", NULL, 0, tsm_handle_readyz, 0, TSM_ROUTE_QUIET },
	{ TSM_GET, "/metrics", NULL, 0, tsm_handle_metrics, 0,
	    TSM_ROUTE_QUIET | TSM_ROUTE_LOCAL },
	{ 0, NULL, NULL, 0, NULL, 0, 0 },
};

static const struct tsm_rate rates[] = { { "test", 3, 1 } };

static void log_line(struct tsm_str line)
{
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;

	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_json_parse(&arena, line.ptr, line.len, NULL, &root, NULL),
	    TSM_OK);
	assert_int_equal(strlen(tsm_json_get_string(root, "request")), 32);
	assert_string_equal(tsm_json_get_string(root, "event"), "request");
	int64_t status = 0;
	assert_int_equal(
	    tsm_json_int(tsm_json_get(root, "status"), &status), TSM_OK);
	atomic_store(&last_status, (int)status);
	atomic_store(&last_complete, tsm_json_get(root, "complete") == NULL);
	atomic_fetch_add(&logged, 1);
	tsm_arena_release(&arena);
}

static void log_access(void *app, struct tsm_str lines)
{
	(void)app;
	assert_int_equal(lines.ptr[lines.len - 1], '\n');
	while (lines.len > 0)
		log_line(tsm_str_split(lines, '\n', &lines));
}

static struct tsm_server *start(const struct tsm_server_options *extra)
{
	struct tsm_server_options options = { 0 };
	struct tsm_server *server = NULL;
	struct tsm_error err = { 0 };

	if (extra != NULL)
		options = *extra;
	options.access_log = log_access;
	options.rates = rates;
	options.rate_count = 1;
	if (options.threads == 0)
		options.threads = 2;
	enum tsm_status status =
	    tsm_server_start(routes, NULL, &options, &server, &err);
	if (status != TSM_OK)
		fail_msg("%s: %s", err.where, err.text);
	return server;
}

static int dial(unsigned port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	assert_true(fd >= 0);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void push(int fd, const char *data)
{
	size_t len = strlen(data);

	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		data += n;
		len -= (size_t)n;
	}
}

/* Read until the peer closes, or ms pass without a byte. */
static char answer_text[1 << 20];

static const char *pull(int fd, int ms)
{
	size_t len = 0;

	while (len < sizeof(answer_text) - 1) {
		struct pollfd wait = { fd, POLLIN, 0 };
		if (poll(&wait, 1, ms) <= 0)
			break;
		ssize_t n = recv(
		    fd, answer_text + len, sizeof(answer_text) - 1 - len, 0);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	answer_text[len] = '\0';
	return answer_text;
}

/* One request on a connection of its own; the whole answer. */
static const char *ask(struct tsm_server *server, const char *head)
{
	struct tsm_buf request;
	int fd = dial(tsm_server_port(server));
	const char *rest = strstr(head, "\r\n");

	assert_true(fd >= 0);
	tsm_buf_init(&request, 0);
	tsm_buf_add(&request, head,
	    rest != NULL ? (size_t)(rest - head) : strlen(head));
	tsm_buf_adds(&request, "\r\nHost: x\r\nConnection: close");
	tsm_buf_adds(&request, rest != NULL ? rest : "");
	tsm_buf_adds(&request, "\r\n\r\n");
	push(fd, tsm_buf_cstr(&request));
	tsm_buf_release(&request);
	pull(fd, 3000);
	close(fd);
	return answer_text;
}

static int status_of(const char *answer)
{
	int status = 0;

	if (sscanf(answer, "HTTP/1.1 %d", &status) != 1)
		return 0;
	return status;
}

static void has(const char *answer, const char *what)
{
	if (strstr(answer, what) == NULL)
		fail_msg("no \"%s\" in: %s", what, answer);
}

static void lacks(const char *answer, const char *what)
{
	if (strstr(answer, what) != NULL)
		fail_msg("\"%s\" in: %s", what, answer);
}

static void answers_and_headers(void **state)
{
	struct tsm_server *server = start(NULL);

	(void)state;
	assert_true(tsm_server_port(server) > 0);
	has(tsm_server_url(server), "http://127.0.0.1:");
	const char *text = ask(server, "GET /hello/mfpe?q=a%20b&r=1 HTTP/1.1");
	assert_int_equal(status_of(text), 200);
	has(text, "\"org\":\"mfpe\",\"q\":\"a b\",\"client\":\"127.0.0.1\"");
	has(text, "Content-Security-Policy: default-src 'none'; style-src");
	has(text, "X-Content-Type-Options: nosniff");
	has(text, "Referrer-Policy: no-referrer");
	has(text, "Permissions-Policy: ");
	has(text, "Cross-Origin-Opener-Policy: same-origin");
	has(text, "X-Request-Id: ");
	has(text, "Cache-Control: no-cache");
	lacks(text, "Strict-Transport-Security");
	text = ask(server, "HEAD /hello/mfpe HTTP/1.1");
	assert_int_equal(status_of(text), 200);
	has(text, "Content-Length: 3");
	lacks(text, "mfpe");
	tsm_server_free(&server);
	struct tsm_server_options options = { .public_url = "https://x.org",
		.base_path = "/pre" };
	server = start(&options);
	text = ask(server, "GET /pre/hello/a HTTP/1.1");
	assert_int_equal(status_of(text), 200);
	has(text, "Strict-Transport-Security: max-age=");
	assert_int_equal(
	    status_of(ask(server, "GET /PRE/hello/a HTTP/1.1")), 200);
	assert_int_equal(
	    status_of(ask(server, "GET /prex/hello/a HTTP/1.1")), 404);
	tsm_server_free(&server);
	assert_null(server);
	tsm_server_free(&server);
}

static void refusals(void **state)
{
	struct tsm_server *server = start(NULL);
	static const struct {
		const char *head;
		int status;
		const char *with;
	} cases[] = {
		{ "GET /nothing HTTP/1.1", 404, "\"code\":\"not_found\"" },
		{ "GET /hello/Not_A_Slug HTTP/1.1", 404, "problem+json" },
		{ "GET /hello/ HTTP/1.1", 404, "" },
		{ "GET //hello/a HTTP/1.1", 404, "" },
		{ "GET /hello/%2e%2e HTTP/1.1", 404, "" },
		{ "GET /hello/a%2fb HTTP/1.1", 404, "" },
		{ "GET /hello/a%zz HTTP/1.1", 400, "%-escape" },
		{ "GET /hello/a?q=%ff HTTP/1.1", 400, "UTF-8" },
		{ "GET /hello/a#b HTTP/1.1", 400, "" },
		{ "DELETE /hello/a HTTP/1.1", 405,
		    "Allow: GET, HEAD, OPTIONS" },
		{ "BREW /hello/a HTTP/1.1", 405, "Allow: GET, HEAD, OPTIONS" },
		{ "POST /hello/a HTTP/1.1", 405, "" },
		{ "OPTIONS /echo HTTP/1.1", 204, "Allow: POST, OPTIONS" },
		{ "GET /V/123 HTTP/1.1", 404, "27 letters" },
		{ "GET /wrong HTTP/1.1", 422, "no colour" },
		{ "GET /wrong HTTP/1.1\r\nAccept: text/html", 422,
		    "five &lt;b>is" },
		{ "GET /broken HTTP/1.1", 500, "\"code\":\"store\"" },
		{ "GET /smuggle HTTP/1.1", 500, "\"code\":\"internal\"" },
		{ "POST /echo HTTP/1.1\r\nContent-Type: text/plain\r\n"
		  "Content-Length: 3\r\n\r\nabc",
		    415, "" },
		{ "GET /hello/a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 415,
		    "takes no body" },
		{ "POST /echo HTTP/1.1\r\nContent-Type: application/json\r\n"
		  "Content-Length: 999999999",
		    413, "Connection: close" },
		{ "POST /echo HTTP/1.1\r\nContent-Type: application/json\r\n"
		  "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
		    400, "ambiguous" },
		{ "POST /echo HTTP/1.1\r\nContent-Type: application/json\r\n"
		  "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
		    400, "" },
		{ "GET /hello/a HTTP/1.1\r\nHost: y", 400, "" },
		{ "GET /hello/a HTTP/1.1\r\nX: a\x01", 400, "" },
		{ "GET /hello/a HTTP/1.1\r\nX:\r\nY: \r\nZ:a \t", 200, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = ask(server, cases[i].head);
		if (status_of(text) != cases[i].status)
			fail_msg("%s -> %s", cases[i].head, text);
		has(text, cases[i].with);
		lacks(text, "secret");
		lacks(text, "Set-Cookie");
	}
	tsm_server_free(&server);
}

/* What one party takes for a body must not be a request for another. */
static void no_second_request(void **state)
{
	static const char *const headers[] = { "Content-Length : 34",
		"Content-Length\t: 34", "Transfer-Encoding : chunked",
		"Content(Length): 34", "\xc3\xa9: 34",
		/* folded: RFC 9112 section 5.2 */
		"Content-Length:\r\n 34", "Content-Length: 3\r\n\t4",
		"A: b\r\n c", "A: b\r\n c\r\n d\r\nE: f",
		"Transfer-Encoding:\r\n chunked",
		/* with what others leave out of a value */
		"Transfer-Encoding: chunked ", "Transfer-Encoding: chunked\t" };
	struct tsm_server *server = start(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		int fd = dial(tsm_server_port(server));
		assert_true(fd >= 0);
		push(fd, "POST /echo HTTP/1.1\r\nHost: x\r\n"
			 "Content-Type: application/json\r\n");
		push(fd, headers[i]);
		push(fd, "\r\n\r\nGET /hello/b HTTP/1.1\r\nHost: x\r\n\r\n");
		pull(fd, 3000);
		close(fd);
		if (status_of(answer_text) != 400)
			fail_msg("%s -> %s", headers[i], answer_text);
		has(answer_text, "a header is malformed");
		has(answer_text, "Connection: close");
		lacks(answer_text, "HTTP/1.1 200");
	}
	tsm_server_free(&server);
}

static void big_headers_and_paths(void **state)
{
	struct tsm_server *server = start(NULL);
	static char request[70000];

	(void)state;
	for (size_t size = 2100; size < 60000; size *= 2) {
		int fd = dial(tsm_server_port(server));
		memset(request, 0, sizeof(request));
		strcpy(request, "GET /hello/a HTTP/1.1\r\nHost: x\r\nA: ");
		memset(request + strlen(request), 'a', size);
		strcpy(request + strlen(request), "\r\n\r\n");
		push(fd, request);
		int status = status_of(pull(fd, 500));
		assert_int_equal(
		    status, size > TSM_HTTP_HEADER_MAX ? 431 : 200);
		close(fd);
	}
	memset(request, 0, sizeof(request));
	strcpy(request, "GET /hello/");
	memset(request + strlen(request), 'a', 3000);
	strcpy(request + strlen(request), " HTTP/1.1");
	assert_int_equal(status_of(ask(server, request)), 414);
	memset(request, 0, sizeof(request));
	strcpy(request, "GET /hello/a HTTP/1.1");
	for (int i = 0; i < 120; i++)
		strcpy(request + strlen(request), "\r\nA: b");
	assert_int_equal(status_of(ask(server, request)), 431);
	tsm_server_free(&server);
}

static void bodies(void **state)
{
	struct tsm_server *server = start(NULL);
	static char big[1200];

	(void)state;
	const char *text = ask(server,
	    "POST /echo HTTP/1.1\r\nContent-Type: Application/JSON; "
	    "charset=utf-8\r\nContent-Length: 4\r\nConnection: close\r\n"
	    "Host: x\r\n\r\n{\"a\"");
	assert_int_equal(status_of(text), 400); /* Host twice */
	int fd = dial(tsm_server_port(server));
	push(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: "
		 "Application/JSON; charset=utf-8\r\n"
		 "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
		 "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
	text = pull(fd, 2000);
	assert_int_equal(status_of(text), 200);
	has(text, "\r\n\r\nabcde");
	close(fd);
	/* chunked and too large: read, then refused */
	fd = dial(tsm_server_port(server));
	push(fd, "POST /echo HTTP/1.1\r\nHost: x\r\n"
		 "Content-Type: application/json\r\n"
		 "Transfer-Encoding: chunked\r\n\r\n4b0\r\n");
	memset(big, 'x', sizeof(big));
	assert_int_equal(send(fd, big, 1200, MSG_NOSIGNAL), 1200);
	push(fd, "\r\n0\r\n\r\n");
	text = pull(fd, 2000);
	assert_int_equal(status_of(text), 413);
	close(fd);
	/* chunked without end: cut off after a while */
	fd = dial(tsm_server_port(server));
	push(fd, "POST /echo HTTP/1.1\r\nHost: x\r\n"
		 "Content-Type: application/json\r\n"
		 "Transfer-Encoding: chunked\r\n\r\n");
	size_t sent = 0;
	while (sent < (size_t)64 << 20) {
		push(fd, "4b0\r\n");
		ssize_t n = send(fd, big, 1200, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		push(fd, "\r\n");
		sent += (size_t)n;
	}
	assert_true(sent < (size_t)16 << 20);
	close(fd);
	tsm_server_free(&server);
}

static void keep_alive_and_etag(void **state)
{
	struct tsm_server *server = start(NULL);
	int fd = dial(tsm_server_port(server));
	char tag[64] = "";

	(void)state;
	push(fd, "GET /tagged HTTP/1.1\r\nHost: x\r\n\r\n");
	const char *text = pull(fd, 300);
	assert_int_equal(status_of(text), 200);
	has(text, "Cache-Control: public, max-age=60");
	has(text, "Vary: Accept, Accept-Encoding");
	has(text, "a fixed text");
	const char *start_tag = strstr(text, "ETag: ");
	assert_non_null(start_tag);
	assert_int_equal(sscanf(start_tag, "ETag: %63s", tag), 1);
	char request[256];
	snprintf(request, sizeof(request),
	    "GET /tagged HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\", W/%s"
	    "\r\n\r\n",
	    tag);
	push(fd, request);
	text = pull(fd, 300);
	assert_int_equal(status_of(text), 304);
	has(text, tag);
	lacks(text, "a fixed text");
	push(fd, "GET /tagged HTTP/1.1\r\nHost: x\r\n"
		 "Accept-Encoding: br, gzip\r\n\r\n");
	text = pull(fd, 300);
	assert_int_equal(status_of(text), 200);
	has(text, "Content-Encoding: gzip");
	has(text, "-gz\"");
	has(text, "squeezed");
	push(fd, "GET /tagged HTTP/1.1\r\nHost: x\r\n"
		 "Accept-Encoding: gzip;q=0\r\n\r\n");
	has(pull(fd, 300), "a fixed text");
	/* pipelined */
	push(fd, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
		 "GET /hello/b HTTP/1.1\r\nHost: x\r\n\r\n");
	text = pull(fd, 300);
	has(text, "ok\n");
	has(text, "\"org\":\"b\"");
	close(fd);
	tsm_server_free(&server);
}

static void short_ids(void **state)
{
	struct tsm_server *server = start(NULL);

	(void)state;
	/* all zero bits: weights times zero is zero, so the check is '0' */
	const char *text =
	    ask(server, "GET /V/000000000000000000000000000 HTTP/1.1");
	assert_int_equal(status_of(text), 200);
	text = ask(server, "GET /v/ooo000000000000000000000000 HTTP/1.1");
	assert_int_equal(status_of(text), 200);
	has(text, "\r\n\r\n000000000000000000000000000");
	text = ask(server, "GET /V/100000000000000000000000000 HTTP/1.1");
	assert_int_equal(status_of(text), 404);
	has(text, "mistyped");
	tsm_server_free(&server);
}

static void rate_limit(void **state)
{
	struct tsm_server *server = start(NULL);

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    status_of(ask(server, "GET /limited HTTP/1.1")), 200);
	const char *text = ask(server, "GET /limited HTTP/1.1");
	assert_int_equal(status_of(text), 429);
	has(text, "Retry-After: ");
	/* an untrusted peer cannot speak for others */
	text =
	    ask(server, "GET /limited HTTP/1.1\r\nX-Forwarded-For: 192.0.2.9");
	assert_int_equal(status_of(text), 429);
	tsm_server_free(&server);
	/* of three tokens two are gone after the first */
	server = start(NULL);
	assert_int_equal(status_of(ask(server, "GET /two HTTP/1.1")), 200);
	text = ask(server, "GET /two HTTP/1.1");
	assert_int_equal(status_of(text), 429);
	has(text, "Retry-After: ");
	tsm_server_free(&server);
	static const char *const proxies[] = { "127.0.0.0/8", NULL };
	struct tsm_server_options options = { .trusted_proxies = proxies };
	server = start(&options);
	for (int i = 0; i < 8; i++) {
		char head[128];
		snprintf(head, sizeof(head),
		    "GET /limited HTTP/1.1\r\nX-Forwarded-For: 1.1.1.1, "
		    "192.0.2.%d",
		    i);
		assert_int_equal(status_of(ask(server, head)), 200);
	}
	text = ask(server,
	    "GET /hello/a HTTP/1.1\r\nX-Forwarded-For: 1.2.3.4, 2001:db8::1");
	has(text, "\"client\":\"2001:db8::1\"");
	assert_int_equal(status_of(ask(server, "GET /metrics HTTP/1.1")), 200);
	assert_int_equal(status_of(ask(server, "GET /metrics HTTP/1.1\r\n"
					       "X-Forwarded-For: 192.0.2.1")),
	    404);
	tsm_server_free(&server);
}

static void probes(void **state)
{
	struct tsm_server *server = start(NULL);

	(void)state;
	has(ask(server, "GET /healthz HTTP/1.1"), "ok\n");
	has(ask(server, "GET /readyz HTTP/1.1"), "ready\n");
	ask(server, "GET /hello/a HTTP/1.1");
	ask(server, "GET /nothing HTTP/1.1");
	const char *text = ask(server, "GET /metrics HTTP/1.1");
	has(text, "text/plain; version=0.0.4");
	has(text, "http_requests_total{route=\"/hello/{org:slug}\","
		  "method=\"GET\",code=\"2xx\"} 1\n");
	has(text, "http_requests_total{route=\"none\",method=\"\","
		  "code=\"4xx\"} 1\n");
	has(text, "le=\"+Inf\"} 1\n");
	has(text, "http_rate_refused_total{class=\"test\"} 0\n");
	tsm_server_free(&server);
}

static char edition[] = "an edition";
static atomic_int held;

static void *enter(void *app)
{
	assert_null(app);
	atomic_fetch_add(&held, 1);
	return edition;
}

static void leave(void *app, void *of_request)
{
	assert_null(app);
	assert_ptr_equal(of_request, edition);
	atomic_fetch_sub(&held, 1);
}

static enum tsm_status ready(void *app, struct tsm_error *err)
{
	(void)err;
	return app == NULL ? TSM_OK : TSM_E_BUSY;
}

static void counted(void *app, struct tsm_buf *out)
{
	if (app == NULL)
		tsm_buf_adds(out, "of_the_app 1\n");
}

/* Handlers get what is in force; the program's own questions get the app. */
static void replaced_app(void **state)
{
	const struct tsm_server_options options = { .enter = enter,
		.leave = leave,
		.ready = ready,
		.metrics = counted };
	struct tsm_server *server = start(&options);

	(void)state;
	has(ask(server, "GET /which HTTP/1.1"), "an edition");
	assert_int_equal(status_of(ask(server, "GET /wrong HTTP/1.1")), 422);
	has(ask(server, "GET /readyz HTTP/1.1"), "ready\n");
	has(ask(server, "GET /metrics HTTP/1.1"), "of_the_app 1\n");
	tsm_server_free(&server);
	assert_int_equal(atomic_load(&held), 0);
	server = start(NULL);
	has(ask(server, "GET /which HTTP/1.1"), "the app");
	tsm_server_free(&server);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Drip bytes; how long until the connection is cut. */
static int64_t drip(unsigned port, const char *first)
{
	int fd = dial(port);
	int64_t begin = now_ms();
	char byte = 'a';

	push(fd, first);
	while (now_ms() - begin < 5000) {
		struct pollfd wait = { fd, POLLIN, 0 };
		if (poll(&wait, 1, 50) > 0 && recv(fd, &byte, 1, 0) <= 0)
			break;
		byte = 'a';
		if (send(fd, &byte, 1, MSG_NOSIGNAL) <= 0)
			break;
	}
	close(fd);
	return now_ms() - begin;
}

static void slow_clients(void **state)
{
	struct tsm_server_options options = {
		.header_ms = 600, .body_ms = 700, .idle_ms = 1000
	};
	struct tsm_server *server = start(&options);
	unsigned port = tsm_server_port(server);
	char byte;

	(void)state;
	int64_t ms = drip(port, "GET /hello/a HTTP/1.1\r\nX: ");
	assert_in_range(ms, 500, 2000);
	ms = drip(port, "GET /hel");
	assert_in_range(ms, 500, 2000);
	ms = drip(port, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: "
			"application/json\r\nContent-Length: 900\r\n\r\n");
	assert_in_range(ms, 500, 2500);
	/* idle: nothing sent at all */
	int fd = dial(port);
	int64_t begin = now_ms();
	assert_int_equal(recv(fd, &byte, 1, 0), 0);
	assert_in_range(now_ms() - begin, 400, 2500);
	close(fd);
	/* the server lives */
	assert_int_equal(status_of(ask(server, "GET /hello/a HTTP/1.1")), 200);
	tsm_server_free(&server);
}

static void *ask_slow(void *arg)
{
	struct tsm_server *server = arg;
	int fd = dial(tsm_server_port(server));
	static char text[4096];

	push(fd, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	close(fd);
	return text;
}

static void graceful_stop(void **state)
{
	struct tsm_server *server = start(NULL);
	pthread_t thread;
	void *text = NULL;
	unsigned port = tsm_server_port(server);

	(void)state;
	atomic_store(&entered, 0);
	assert_int_equal(pthread_create(&thread, NULL, ask_slow, server), 0);
	while (!atomic_load(&entered))
		usleep(1000);
	assert_true(tsm_server_stop(server, 5000));
	pthread_join(thread, &text);
	assert_int_equal(status_of(text), 200);
	has(text, "Connection: close");
	assert_int_equal(dial(port), -1);
	tsm_server_free(&server);
}

struct later {
	unsigned port;
	char text[2048];
};

static void *ask_later(void *arg)
{
	struct later *asked = arg;
	int fd = dial(asked->port);

	push(fd, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
	struct pollfd wait = { fd, POLLIN, 0 };
	(void)poll(&wait, 1, 3000);
	ssize_t n = recv(fd, asked->text, sizeof(asked->text) - 1, 0);
	asked->text[n > 0 ? n : 0] = '\0';
	close(fd);
	return NULL;
}

/*
 * One thread reads for all: while every handler thread is taken, and others
 * wait for one, what needs none is answered.
 */
static void prompt_routes(void **state)
{
	struct tsm_server_options options = { .threads = 1, .readers = 1 };
	struct tsm_server *server = start(&options);
	static struct later asked[3];
	pthread_t threads[3];

	(void)state;
	atomic_store(&entered, 0);
	atomic_store(&prompted, 0);
	for (int i = 0; i < 3; i++) {
		asked[i].port = tsm_server_port(server);
		assert_int_equal(
		    pthread_create(&threads[i], NULL, ask_later, &asked[i]), 0);
	}
	while (!atomic_load(&entered))
		usleep(1000);
	int64_t begin = now_ms();
	for (int i = 0; i < 5; i++)
		has(ask(server, "GET /prompt HTTP/1.1"), "\r\n\r\nprompt");
	assert_true(now_ms() - begin < 200);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 3; i++) {
		has(asked[i].text, "\r\n\r\ndone");
		lacks(asked[i].text, "X-Dropped");
	}
	assert_int_equal(atomic_load(&prompted), 3);
	tsm_server_free(&server);
}

/* What waits for a thread when the patience is over is not begun. */
static void stop_drops_waiting(void **state)
{
	struct tsm_server_options options = { .threads = 1 };
	struct tsm_server *server = start(&options);
	int fds[4];

	(void)state;
	atomic_store(&entered, 0);
	for (int i = 0; i < 4; i++) {
		fds[i] = dial(tsm_server_port(server));
		push(fds[i], "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
	}
	while (!atomic_load(&entered))
		usleep(1000);
	usleep(50000);
	int64_t begin = now_ms();
	assert_false(tsm_server_stop(server, 10));
	assert_true(now_ms() - begin < 900); /* one of 300 ms, not four */
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	tsm_server_free(&server);
}

static void stop_cuts_off(void **state)
{
	struct tsm_server *server = start(NULL);
	int fd = dial(tsm_server_port(server));
	char byte;

	(void)state;
	/* a request whose body never comes */
	push(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: "
		 "application/json\r\nContent-Length: 900\r\n\r\n");
	usleep(200000);
	int64_t begin = now_ms();
	assert_false(tsm_server_stop(server, 300));
	assert_in_range(now_ms() - begin, 250, 3000);
	assert_true(recv(fd, &byte, 1, 0) <= 0);
	close(fd);
	assert_int_equal(atomic_load(&last_complete), 0);
	tsm_server_free(&server);
}

static void connection_limits(void **state)
{
	struct tsm_server_options options = { .connections_per_ip = 5 };
	struct tsm_server *server = start(&options);
	int fds[12];
	int refused = 0;

	(void)state;
	for (int i = 0; i < 12; i++) {
		char byte;
		fds[i] = dial(tsm_server_port(server));
		if (fds[i] < 0) {
			refused++;
			continue;
		}
		struct pollfd wait = { fds[i], POLLIN, 0 };
		if (poll(&wait, 1, 150) > 0 && recv(fds[i], &byte, 1, 0) <= 0)
			refused++;
	}
	assert_int_equal(refused, 7);
	for (int i = 0; i < 12; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	tsm_server_free(&server);
}

static void start_errors(void **state)
{
	static const char *const bad_proxies[] = { "10.0.0.1/8", NULL };
	static const struct tsm_route twice[] = {
		{ TSM_GET, "/a", NULL, 0, echo, 0, 0 },
		{ TSM_GET | TSM_POST, "/a", NULL, 0, echo, 0, 0 },
		{ 0, NULL, NULL, 0, NULL, 0, 0 },
	};
	struct tsm_server *server = NULL;
	struct tsm_error err = { 0 };

	(void)state;
	assert_int_equal(
	    tsm_server_start(twice, NULL, NULL, &server, &err), TSM_E_USAGE);
	assert_string_equal(err.where, "/a");
	struct tsm_server_options options = {
		.rates = rates, .rate_count = 1, .trusted_proxies = bad_proxies
	};
	assert_int_equal(
	    tsm_server_start(routes, NULL, &options, &server, &err),
	    TSM_E_SYNTAX);
	options.trusted_proxies = NULL;
	options.address = "not an address";
	assert_int_equal(
	    tsm_server_start(routes, NULL, &options, &server, &err),
	    TSM_E_SYNTAX);
	struct tsm_server *first = start(NULL);
	options.address = NULL;
	options.port = tsm_server_port(first);
	assert_int_equal(
	    tsm_server_start(routes, NULL, &options, &server, &err), TSM_E_IO);
	options.rate_count = 0;
	assert_int_equal(
	    tsm_server_start(routes, NULL, &options, &server, &err),
	    TSM_E_USAGE);
	assert_null(server);
	tsm_server_free(&first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_and_headers),
		cmocka_unit_test(refusals),
		cmocka_unit_test(no_second_request),
		cmocka_unit_test(big_headers_and_paths),
		cmocka_unit_test(bodies),
		cmocka_unit_test(keep_alive_and_etag),
		cmocka_unit_test(short_ids),
		cmocka_unit_test(rate_limit),
		cmocka_unit_test(probes),
		cmocka_unit_test(replaced_app),
		cmocka_unit_test(slow_clients),
		cmocka_unit_test(graceful_stop),
		cmocka_unit_test(prompt_routes),
		cmocka_unit_test(stop_drops_waiting),
		cmocka_unit_test(stop_cuts_off),
		cmocka_unit_test(connection_limits),
		cmocka_unit_test(start_errors),
	};

	signal(SIGPIPE, SIG_IGN);
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
