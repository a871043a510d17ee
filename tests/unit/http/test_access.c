/*
 * test_access.c - who may ask how often, and from which pages: bearer keys,
 * quotas, other origins, the memory of bodies; on a real server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "testamur/http/server.h"

static enum tsm_status who(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)err;
	return tsm_response_text(
	    response, request->caller != NULL ? request->caller : "nobody");
}

static enum tsm_status three(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	TSM_TRY(tsm_request_charge(request, 1, 2, err));
	return who(app, request, response, err);
}

static enum tsm_status cheap(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	tsm_request_refund(request);
	TSM_TRY(tsm_request_charge(request, 2, 1, err));
	return who(app, request, response, err);
}

#define LARGE ((size_t)16 << 20)

/* More than the system takes from the server while nobody reads. */
static enum tsm_status large(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	static const char some[LARGE / 64];

	(void)app;
	(void)request;
	(void)err;
	response->content_type = "a/b";
	for (int i = 0; i < 64; i++)
		(void)tsm_buf_add(&response->body, some, sizeof(some));
	return tsm_buf_status(&response->body);
}

static enum tsm_status quick(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)err;
	return tsm_response_text(
	    response, request->prompt ? "at once" : "by the pool");
}

/* Takes 30 ms of a processor, which is long. */
static enum tsm_status slow(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct timespec begun, now;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
	do
		(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	while ((now.tv_sec - begun.tv_sec) * 1000000000 +
		   (now.tv_nsec - begun.tv_nsec) <
	       30000000);
	return quick(app, request, response, err);
}

static const char *const any[] = { "*/*", NULL };

static const struct tsm_route routes[] = {
	{ TSM_GET, "/who", NULL, 0, who, 1, TSM_ROUTE_CORS },
	{ TSM_POST, "/who", any, 100000, who, 0, TSM_ROUTE_CORS },
	{ TSM_GET, "/three", NULL, 0, three, 1, 0 },
	{ TSM_GET, "/cheap", NULL, 0, cheap, 1, 0 },
	{ TSM_GET, "/free", NULL, 0, who, 0, 0 },
	{ TSM_GET, "/large", NULL, 0, large, 0, 0 },
	{ TSM_GET, "/quick", NULL, 0, quick, 0, TSM_ROUTE_PROMPT },
	{ TSM_GET, "/slow", NULL, 0, slow, 0, TSM_ROUTE_PROMPT },
	{ 0, NULL, NULL, 0, NULL, 0, 0 },
};

static const struct tsm_rate rates[] = { { "few", 4, 2 }, { "more", 9, 60 },
	{ "key-few", 40, 40 }, { "key-more", 90, 90 } };

static enum tsm_status caller(
    void *app, const char *token, struct tsm_caller *ret_caller)
{
	(void)app;
	if (strcmp(token, "good") != 0)
		return TSM_E_UNAUTHENTICATED;
	(void)snprintf(ret_caller->name, sizeof(ret_caller->name), "board");
	ret_caller->rates = 2;
	return TSM_OK;
}

/* Always the same, under which no two of the clients here share a count. */
static enum tsm_status fixed_bytes(void *self, void *out, size_t len)
{
	(void)self;
	memset(out, 7, len);
	return TSM_OK;
}

static const struct tsm_random fixed = { fixed_bytes, NULL };

static struct tsm_server *start(size_t bodies_max)
{
	static const char *const proxies[] = { "127.0.0.1", NULL };
	const struct tsm_server_options options = { .rates = rates,
		.rate_count = 4,
		.trusted_proxies = proxies,
		.random = &fixed,
		.threads = 2,
		.header_ms = 600000, /* a busy machine is no slow client */
		.body_ms = 600000,
		.bodies_max = bodies_max,
		.caller = caller };
	struct tsm_server *server = NULL;
	struct tsm_error err = { 0 };

	if (tsm_server_start(routes, NULL, &options, &server, &err) != TSM_OK)
		fail_msg("%s: %s", err.where, err.text);
	return server;
}

static int dial(const struct tsm_server *server)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)tsm_server_port(server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

static char answer[1 << 16];

static int pull(int fd)
{
	size_t len = 0;

	while (len < sizeof(answer) - 1) {
		struct pollfd wait = { fd, POLLIN, 0 };
		if (poll(&wait, 1, 60000) <= 0)
			break;
		ssize_t n = recv(fd, answer + len, sizeof(answer) - 1 - len, 0);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	answer[len] = '\0';
	return strncmp(answer, "HTTP/1.1 ", 9) == 0
		   ? (int)strtol(answer + 9, NULL, 10)
		   : 0;
}

/* One request with more header lines ("\r\nA: b"); its status. */
static int ask(struct tsm_server *server, const char *line, const char *more)
{
	char text[1024];
	int fd = dial(server);
	int n = snprintf(text, sizeof(text),
	    "%s HTTP/1.1\r\nHost: x\r\nConnection: close%s\r\n\r\n", line,
	    more);

	assert_int_equal(send(fd, text, (size_t)n, MSG_NOSIGNAL), n);
	int status = pull(fd);
	close(fd);
	return status;
}

static void has(const char *what)
{
	if (strstr(answer, what) == NULL)
		fail_msg("no \"%s\" in: %s", what, answer);
}

static void lacks(const char *what)
{
	if (strstr(answer, what) != NULL)
		fail_msg("\"%s\" in: %s", what, answer);
}

static void keys(void **state)
{
	struct tsm_server *server = start(0);

	(void)state;
	assert_int_equal(ask(server, "GET /who", ""), 200);
	has("\r\n\r\nnobody");
	has("RateLimit-Policy: \"few\";q=4;w=120\r\n");
	has("RateLimit: \"few\";r=3;t=30\r\n");
	assert_int_equal(
	    ask(server, "GET /who", "\r\nAuthorization: Bearer good"), 200);
	has("\r\n\r\nboard");
	has("RateLimit: \"key-few\";r=39;");
	assert_int_equal(
	    ask(server, "GET /who", "\r\nAuthorization: BEARER good"), 200);
	/* another scheme is the reverse proxy's */
	assert_int_equal(
	    ask(server, "GET /who", "\r\nAuthorization: Basic Z29vZA=="), 200);
	has("\r\n\r\nnobody");
	/* a wrong key counts for the address it came from */
	assert_int_equal(
	    ask(server, "GET /who", "\r\nAuthorization: Bearer goo"), 401);
	has("WWW-Authenticate: Bearer");
	has("\"code\":\"unauthenticated\"");
	lacks("goo\"");
	assert_int_equal(
	    ask(server, "GET /who", "\r\nAuthorization: Bearer "), 401);
	assert_int_equal(
	    ask(server, "GET /who", "\r\nAuthorization: Bearer goodd"), 429);
	has("Retry-After: ");
	has("RateLimit: \"few\";r=0;t=");
	assert_int_equal(
	    ask(server, "GET /who", "\r\nAuthorization: Bearer good"), 200);
	/* where nothing is limited nobody is asked */
	assert_int_equal(
	    ask(server, "GET /free", "\r\nAuthorization: Bearer goo"), 200);
	lacks("RateLimit");
	tsm_server_free(&server);
}

static void costs(void **state)
{
	struct tsm_server *server = start(0);

	(void)state;
	assert_int_equal(ask(server, "GET /three", ""), 200);
	has("RateLimit: \"few\";r=1;");
	/* all or nothing: one for the question, none of the two */
	assert_int_equal(ask(server, "GET /three", ""), 429);
	has("RateLimit: \"few\";r=0;");
	has("Retry-After: 60");
	tsm_server_free(&server);
	server = start(0);
	for (int i = 0; i < 9; i++) {
		assert_int_equal(ask(server, "GET /cheap", ""), 200);
		has("RateLimit: \"more\";r=");
	}
	assert_int_equal(ask(server, "GET /cheap", ""), 429);
	assert_int_equal(
	    ask(server, "GET /cheap", "\r\nAuthorization: Bearer good"), 200);
	has("RateLimit: \"key-more\";r=89;");
	tsm_server_free(&server);
}

static void origins(void **state)
{
	struct tsm_server *server = start(0);

	(void)state;
	assert_int_equal(ask(server, "OPTIONS /who", ""), 204);
	has("Access-Control-Allow-Origin: *\r\n");
	has("Access-Control-Allow-Methods: GET, HEAD, POST, OPTIONS\r\n");
	has("Access-Control-Allow-Headers: Accept, Authorization, "
	    "Content-Type\r\n");
	has("Access-Control-Max-Age: 7200\r\n");
	lacks("Access-Control-Allow-Credentials");
	lacks("RateLimit:");
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    ask(server, "GET /who", "\r\nOrigin: https://a.example"),
		    i < 4 ? 200 : 429);
	has("Access-Control-Allow-Origin: *\r\n");
	has("Access-Control-Expose-Headers: Location, RateLimit,");
	assert_int_equal(ask(server, "PUT /who", ""), 405);
	has("Access-Control-Allow-Origin: *\r\n");
	assert_int_equal(ask(server, "OPTIONS /three", ""), 204);
	lacks("Access-Control");
	assert_int_equal(ask(server, "GET /none", ""), 404);
	lacks("Access-Control");
	tsm_server_free(&server);
}

static char half[30000];

/* Begin to send 50,000 bytes: 30,000 of them. */
static int begin(const struct tsm_server *server, int client)
{
	char head[200];
	int fd = dial(server);

	int n = snprintf(head, sizeof(head),
	    "POST /who HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\n"
	    "Connection: close\r\nX-Forwarded-For: 192.0.2.%d\r\n"
	    "Content-Length: 50000\r\n\r\n",
	    client);
	(void)send(fd, head, (size_t)n, MSG_NOSIGNAL);
	(void)send(fd, half, sizeof(half), MSG_NOSIGNAL);
	return fd;
}

static int finish(int fd)
{
	(void)send(fd, half, 20000, MSG_NOSIGNAL);
	int status = pull(fd);
	close(fd);
	return status;
}

/* Of a whole upload, again until it is as wanted or five seconds are over:
 * what is sent or closed reaches the server some time later. */
static int until(struct tsm_server *server, int client, int wanted)
{
	int status = 0;

	for (int i = 0; i < 50 && status != wanted; i++) {
		status = finish(begin(server, client));
		(void)usleep(status == wanted ? 0 : 100000);
	}
	return status;
}

/* Bodies that arrive slowly are bounded together, and of one client. */
static void all_bodies(void **state)
{
	struct tsm_server *server = start((size_t)4 * 85000);
	int fds[10];

	(void)state;
	memset(half, 'x', sizeof(half));
	fds[0] = begin(server, 1);
	fds[1] = begin(server, 1);
	assert_int_equal(until(server, 1, 503), 503);
	has("\"code\":\"busy\"");
	has("Connection: close");
	assert_int_equal(finish(begin(server, 2)), 200);
	/* what went away is not counted any more */
	close(fds[0]);
	assert_int_equal(until(server, 1, 200), 200);
	assert_int_equal(finish(fds[1]), 200);
	/* five have as much as there may be in all */
	for (int i = 0; i < 10; i++)
		fds[i] = begin(server, 3 + i / 2);
	assert_int_equal(until(server, 99, 503), 503);
	for (int i = 0; i < 10; i++)
		assert_int_equal(finish(fds[i]), 200);
	assert_int_equal(until(server, 99, 200), 200);
	tsm_server_free(&server);
}

/* A client that asks for what is large, and reads nothing of it. */
static int ask_large(const struct tsm_server *server, int client)
{
	char text[200];
	int little = 65536;
	int fd = dial(server);

	assert_int_equal(
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof(little)), 0);
	int n = snprintf(text, sizeof(text),
	    "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	    "X-Forwarded-For: 192.0.2.%d\r\n\r\n",
	    client);
	assert_int_equal(send(fd, text, (size_t)n, MSG_NOSIGNAL), n);
	return fd;
}

/* Its status, once it was answered. */
static int status_large(int fd, bool all)
{
	char head[16] = "";
	size_t len = 0;
	ssize_t n;

	while (len < 12 && (n = recv(fd, head + len, 12 - len, 0)) > 0)
		len += (size_t)n;
	while (all && recv(fd, half, sizeof(half), 0) > 0)
		;
	return (int)strtol(head + 9, NULL, 10);
}

/* What nobody reads is bounded, too. */
static void all_answers(void **state)
{
	struct tsm_server *server = start(8 * LARGE + 4 * 65536);

	(void)state;
	int one = ask_large(server, 1);
	int two = ask_large(server, 1);
	assert_int_equal(status_large(one, false), 200);
	assert_int_equal(status_large(two, false), 200);
	int three = ask_large(server, 1);
	assert_int_equal(status_large(three, false), 503);
	close(three);
	/* what is small is answered, and others are */
	assert_int_equal(
	    ask(server, "GET /free", "\r\nX-Forwarded-For: 192.0.2.1"), 200);
	int other = ask_large(server, 2);
	assert_int_equal(status_large(other, false), 200);
	close(other);
	/* who reads gets all of it, and may ask again */
	(void)status_large(one, true);
	close(one);
	int status = 0;
	for (int i = 0; i < 50 && status != 200; i++) {
		int again = ask_large(server, 1);
		status = status_large(again, false);
		close(again);
		(void)usleep(status == 200 ? 0 : 100000);
	}
	assert_int_equal(status, 200);
	close(two);
	tsm_server_free(&server);
}

/* Who has a reader's thread work for long is served by others for a while. */
static void long_work(void **state)
{
	static const char one[] = "\r\nX-Forwarded-For: 192.0.2.1";
	static const char two[] = "\r\nX-Forwarded-For: 192.0.2.2";
	struct tsm_server *server = start(0);

	(void)state;
	assert_int_equal(ask(server, "GET /quick", one), 200);
	has("\r\n\r\nat once");
	assert_int_equal(ask(server, "GET /slow", one), 200);
	has("\r\n\r\nat once");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
		    ask(server, i < 2 ? "GET /quick" : "GET /slow", one), 200);
		has("\r\n\r\nby the pool");
		assert_int_equal(ask(server, "GET /quick", two), 200);
		has("\r\n\r\nat once");
	}
	answer[0] = '\0';
	for (int i = 0; i < 100 && strstr(answer, "at once") == NULL; i++) {
		(void)usleep(100000);
		assert_int_equal(ask(server, "GET /quick", one), 200);
	}
	has("\r\n\r\nat once");
	tsm_server_free(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(costs),
		cmocka_unit_test(origins),
		cmocka_unit_test(all_bodies),
		cmocka_unit_test(all_answers),
		cmocka_unit_test(long_work),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
