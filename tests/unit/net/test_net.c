/*
 * test_net.c - fetching from a small server on loopback, and everything
 * that must not be fetched.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "testamur/net/address.h"
#include "testamur/net/client.h"

/* 100000 zero bytes, compressed */
static const unsigned char bomb[] = {
	31,
	139,
	8,
	0,
	0,
	0,
	0,
	0,
	2,
	3,
	237,
	193,
	49,
	1,
	0,
	0,
	0,
	194,
	160,
	245,
	79,
	109,
	13,
	15,
	160,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	128,
	87,
	3,
	125,
	149,
	17,
	212,
	160,
	134,
	1,
	0,
};

static int listen_fd = -1;
static unsigned port;
static atomic_int served;
static char map_text[128];
static const char *maps[3];

static void push(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		data += n;
		len -= (size_t)n;
	}
}

static void text(int fd, const char *answer)
{
	push(fd, answer, strlen(answer));
}

static void pause_ms(long ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static const struct {
	const char *path;
	const char *answer;
} fixed[] = {
	{ "/a", "HTTP/1.1 200 OK\r\nContent-Type: Application/JSON; "
		"charset=utf-8\r\nContent-Length: 2\r\n\r\n{}" },
	{ "/keep", "HTTP/1.1 200 OK\r\nCache-Control: public, max-age=100\r\n"
		   "Age: 40\r\nContent-Length: 2\r\n\r\nk1" },
	{ "/nostore", "HTTP/1.1 200 OK\r\nCache-Control: max-age=100, no-store"
		      "\r\nContent-Length: 2\r\n\r\nk2" },
	{ "/404", "HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx" },
	{ "/410", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n" },
	{ "/500", "HTTP/1.1 500 Bad\r\nContent-Length: 0\r\n\r\n" },
	{ "/204", "HTTP/1.1 204 None\r\n\r\n" },
	{ "/redirect", "HTTP/1.1 302 Found\r\nLocation: /a\r\n"
		       "Content-Length: 0\r\n\r\n" },
	{ "/huge", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nxxx" },
	{ "/cut", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxxx" },
	{ "/nonsense", "\x01\x02\x03 not http at all\r\n\r\n" },
	{ "/empty", "" },
};

static void endless(int fd)
{
	static const char chunk[] = "400\r\n";
	static char filler[1024 + 2];

	text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	memset(filler, 'x', 1024);
	memcpy(filler + 1024, "\r\n", 2);
	for (int i = 0; i < 2000; i++) {
		push(fd, chunk, sizeof(chunk) - 1);
		push(fd, filler, sizeof(filler));
	}
}

static void slow_body(int fd)
{
	text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
	for (int i = 0; i < 20; i++) {
		text(fd, "x");
		pause_ms(50);
	}
}

static void compressed(int fd)
{
	char head[128];

	snprintf(head, sizeof(head),
	    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    sizeof(bomb));
	text(fd, head);
	push(fd, (const char *)bomb, sizeof(bomb));
}

static void answer(int fd, const char *request)
{
	char path[256] = "";

	if (sscanf(request, "GET %255s", path) != 1)
		return;
	if (strcmp(path, "/endless") == 0)
		endless(fd);
	else if (strcmp(path, "/slowbody") == 0)
		slow_body(fd);
	else if (strcmp(path, "/silent") == 0)
		pause_ms(1000);
	else if (strcmp(path, "/bomb") == 0)
		compressed(fd);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (strcmp(path, fixed[i].path) == 0)
			text(fd, fixed[i].answer);
	/* as it was: the day asked for says itself */
	if (strcmp(path, "/dated") == 0) {
		const char *day = strstr(request, "Accept-Datetime: ");
		char reply[512];
		snprintf(reply, sizeof(reply),
		    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
		    "Cache-Control: max-age=60\r\n"
		    "Content-Location: https://badges.example.org/dated/%.2s\r\n"
		    "%s%.29s\r\n\r\n%.2s",
		    day != NULL ? day + 22 : "--",
		    day != NULL ? "Memento-Datetime: " : "X: ",
		    day != NULL ? day + 17 : "", day != NULL ? day + 22 : "--");
		text(fd, reply);
	}
	if (strcmp(path, "/echo") == 0) {
		char head[64];
		snprintf(head, sizeof(head),
		    "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
		    strlen(request));
		text(fd, head);
		text(fd, request);
	}
}

static void *serve(void *arg)
{
	(void)arg;
	for (;;) {
		char request[4096];
		int fd = accept(listen_fd, NULL, NULL);
		if (fd < 0)
			return NULL;
		ssize_t n = recv(fd, request, sizeof(request) - 1, 0);
		request[n > 0 ? n : 0] = '\0';
		atomic_fetch_add(&served, 1);
		answer(fd, request);
		shutdown(fd, SHUT_RDWR);
		close(fd);
	}
}

static struct tsm_net *net;
static struct tsm_arena arena;
static pthread_t thread;

static int setup(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	struct tsm_error err = { 0 };

	(void)state;
	tsm_arena_init(&arena, 0);
	listen_fd = socket(AF_INET, SOCK_STREAM, 0);
	if (listen_fd < 0 ||
	    bind(listen_fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(listen_fd, 16) != 0 ||
	    getsockname(listen_fd, (struct sockaddr *)&at, &len) != 0 ||
	    pthread_create(&thread, NULL, serve, NULL) != 0)
		return 1;
	port = ntohs(at.sin_port);
	snprintf(map_text, sizeof(map_text),
	    "https://Badges.example.org/=http://127.0.0.1:%u/", port);
	maps[0] = map_text;
	struct tsm_net_options options = { .maps = maps };
	return tsm_net_new(&options, &net, &err) == TSM_OK ? 0 : 1;
}

static int teardown(void **state)
{
	(void)state;
	shutdown(listen_fd, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(listen_fd);
	tsm_net_free(&net);
	tsm_arena_release(&arena);
	return 0;
}

static enum tsm_status get(const char *url, struct tsm_fetch_reply *reply)
{
	struct tsm_fetch_request request = {
		.url = url, .timeout_ms = 3000, .max_bytes = 50000
	};
	const struct tsm_fetcher *fetcher = tsm_net_fetcher(net);
	struct tsm_error err = { 0 };

	enum tsm_status status =
	    fetcher->fetch(fetcher->self, &arena, &request, reply, &err);
	if (status != TSM_OK)
		assert_int_equal(err.status, status);
	return status;
}

#define BASE "https://badges.example.org"

static void answers(void **state)
{
	struct tsm_fetch_reply reply;

	(void)state;
	assert_int_equal(get(BASE "/a", &reply), TSM_OK);
	assert_int_equal(reply.http_status, 200);
	assert_true(tsm_str_is(reply.content_type, "application/json"));
	assert_true(tsm_str_is(reply.body, "{}"));
	assert_true(reply.mapped);
	assert_false(reply.from_cache);
	assert_int_equal(get("HTTPS://BADGES.EXAMPLE.ORG/a", &reply), TSM_OK);
	assert_int_equal(get(BASE "/404", &reply), TSM_E_NOT_FOUND);
	assert_int_equal(reply.http_status, 404);
	assert_int_equal(get(BASE "/410", &reply), TSM_E_NOT_FOUND);
	assert_int_equal(reply.http_status, 410);
	assert_int_equal(get(BASE "/500", &reply), TSM_E_UNREACHABLE);
	assert_int_equal(reply.http_status, 500);
	assert_int_equal(get(BASE "/204", &reply), TSM_E_UNREACHABLE);
	assert_int_equal(get(BASE "/redirect", &reply), TSM_E_UNSUPPORTED);
	assert_int_equal(reply.http_status, 302);
	assert_int_equal(get(BASE "/cut", &reply), TSM_E_UNREACHABLE);
	assert_int_equal(get(BASE "/nonsense", &reply), TSM_E_UNREACHABLE);
	assert_int_equal(get(BASE "/empty", &reply), TSM_E_UNREACHABLE);
	assert_int_equal(reply.http_status, 0);
}

static void sizes_and_times(void **state)
{
	struct tsm_fetch_reply reply;
	struct tsm_fetch_request request = { .url = BASE "/silent",
		.timeout_ms = 200 };
	const struct tsm_fetcher *fetcher = tsm_net_fetcher(net);
	struct tsm_error err = { 0 };

	(void)state;
	assert_int_equal(get(BASE "/huge", &reply), TSM_E_LIMIT);
	assert_int_equal(get(BASE "/endless", &reply), TSM_E_LIMIT);
	assert_int_equal(get(BASE "/bomb", &reply), TSM_E_LIMIT);
	assert_int_equal(
	    fetcher->fetch(fetcher->self, &arena, &request, &reply, &err),
	    TSM_E_UNREACHABLE);
	assert_non_null(strstr(err.text, "in time"));
	request.url = BASE "/slowbody";
	assert_int_equal(
	    fetcher->fetch(fetcher->self, &arena, &request, &reply, &err),
	    TSM_E_UNREACHABLE);
	request.url = BASE "/bomb";
	request.timeout_ms = 5000;
	assert_int_equal(
	    fetcher->fetch(fetcher->self, &arena, &request, &reply, &err),
	    TSM_OK);
	assert_int_equal(reply.body.len, 100000);
}

static void what_is_sent(void **state)
{
	struct tsm_fetch_request request = { .url = BASE "/echo",
		.accept = "application/did+json, application/json;q=0.9" };
	const struct tsm_fetcher *fetcher = tsm_net_fetcher(net);
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };

	(void)state;
	assert_int_equal(
	    fetcher->fetch(fetcher->self, &arena, &request, &reply, &err),
	    TSM_OK);
	assert_non_null(strstr(reply.body.ptr,
	    "Accept: application/did+json, application/json;q=0.9\r\n"));
	assert_non_null(strstr(reply.body.ptr, "User-Agent: testamur/"));
	assert_null(strstr(reply.body.ptr, "Cookie"));
	assert_null(strstr(reply.body.ptr, "Referer"));
	assert_null(strstr(reply.body.ptr, "Authorization"));
	assert_null(strstr(reply.body.ptr, "Accept-Datetime"));
	request.datetime = 1767225599;
	assert_int_equal(
	    fetcher->fetch(fetcher->self, &arena, &request, &reply, &err),
	    TSM_OK);
	assert_non_null(strstr(reply.body.ptr,
	    "Accept-Datetime: Wed, 31 Dec 2025 23:59:59 GMT\r\n"));
}

/* What was so on one day is not what was so on another, or is so now. */
static void dated(void **state)
{
	struct tsm_fetch_request request = {
		.url = BASE "/dated", .keep = true, .now = 1000
	};
	const struct tsm_fetcher *fetcher = tsm_net_fetcher(net);
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };
	static const struct {
		int64_t datetime;
		bool cached;
		const char *body;
		const char *memento;
	} steps[] = {
		{ 0, false, "--", "" },
		{ 1767225599, false, "31", BASE "/dated/31" },
		{ 0, true, "--", "" },
		{ 1767139199, false, "30", BASE "/dated/30" },
		{ 1767225599, true, "31", BASE "/dated/31" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		request.datetime = steps[i].datetime;
		assert_int_equal(fetcher->fetch(fetcher->self, &arena, &request,
				     &reply, &err),
		    TSM_OK);
		assert_true(tsm_str_is(reply.body, steps[i].body));
		assert_true(tsm_str_is(reply.memento, steps[i].memento));
		assert_int_equal(reply.memento_at, steps[i].datetime);
		if (reply.from_cache != steps[i].cached)
			fail_msg("step %zu", i);
	}
}

static void never_called(void **state)
{
	static const struct {
		const char *url;
		enum tsm_status status;
	} cases[] = {
		{ "https://127.0.0.1/", TSM_E_DENIED },
		{ "https://127.1/", TSM_E_DENIED },
		{ "https://0x7f000001/", TSM_E_DENIED },
		{ "https://2130706433/", TSM_E_DENIED },
		{ "https://0177.0.0.1/", TSM_E_DENIED },
		{ "https://0.0.0.0/", TSM_E_DENIED },
		{ "https://localhost/", TSM_E_DENIED },
		{ "https://[::1]/", TSM_E_DENIED },
		{ "https://[::]/", TSM_E_DENIED },
		{ "https://[::ffff:127.0.0.1]/", TSM_E_DENIED },
		{ "https://[::ffff:a00:1]/", TSM_E_DENIED },
		{ "https://[64:ff9b::7f00:1]/", TSM_E_DENIED },
		{ "https://[2002:7f00:1::]/", TSM_E_DENIED },
		{ "https://[fe80::1]/", TSM_E_DENIED },
		{ "https://[fc00::1]/", TSM_E_DENIED },
		{ "https://10.0.0.1/", TSM_E_DENIED },
		{ "https://172.31.255.255/", TSM_E_DENIED },
		{ "https://192.168.1.1/", TSM_E_DENIED },
		{ "https://169.254.169.254/latest/meta-data/", TSM_E_DENIED },
		{ "https://100.64.0.1/", TSM_E_DENIED },
		{ "https://224.0.0.1/", TSM_E_DENIED },
		{ "https://255.255.255.255/", TSM_E_DENIED },
		{ "https://example.org:8443/", TSM_E_DENIED },
		{ "https://example.org:22/", TSM_E_DENIED },
		{ "https://user@example.org/", TSM_E_DENIED },
		{ "https://user:pw@example.org/", TSM_E_DENIED },
		{ "http://example.org/", TSM_E_UNSUPPORTED },
		{ "ftp://example.org/", TSM_E_UNSUPPORTED },
		{ "file:///etc/passwd", TSM_E_UNSUPPORTED },
		{ "gopher://127.0.0.1/", TSM_E_UNSUPPORTED },
		{ "https:///a", TSM_E_UNSUPPORTED },
		{ "did:web:example.org", TSM_E_UNSUPPORTED },
		{ "example.org", TSM_E_SYNTAX },
		{ "https://exa mple.org/", TSM_E_SYNTAX },
		{ "https://example.org/\r\nX: y", TSM_E_SYNTAX },
		{ "", TSM_E_SYNTAX },
		{ BASE "/../a", TSM_E_DENIED },
		{ BASE "/x/%2e%2E/a", TSM_E_DENIED },
	};
	struct tsm_fetch_reply reply;
	int before = atomic_load(&served);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum tsm_status status = get(cases[i].url, &reply);
		if (status != cases[i].status)
			fail_msg(
			    "%s: %s", cases[i].url, tsm_status_name(status));
	}
	/* a port that a did:web may name, but still not on loopback */
	char url[64];
	snprintf(url, sizeof(url), "https://127.0.0.1:%u/a", port);
	struct tsm_fetch_request request = { .url = url, .allowed_port = port };
	const struct tsm_fetcher *fetcher = tsm_net_fetcher(net);
	struct tsm_error err = { 0 };
	assert_int_equal(
	    fetcher->fetch(fetcher->self, &arena, &request, &reply, &err),
	    TSM_E_DENIED);
	assert_int_equal(atomic_load(&served), before);
}

static void maps_are_checked(void **state)
{
	static const struct {
		const char *map;
		enum tsm_status status;
	} cases[] = {
		{ "https://a.example/=http://127.0.0.1:80/", TSM_OK },
		{ "https://a.example:8443/x/=http://[::1]:80/y/", TSM_OK },
		{ "https://a.example/", TSM_E_SYNTAX },
		{ "https://a.example=http://127.0.0.1:80/", TSM_E_SYNTAX },
		{ "https://a.example/=http://127.0.0.1:80", TSM_E_SYNTAX },
		{ "https://a.example/?x=http://127.0.0.1/", TSM_E_SYNTAX },
		{ "https://u@a.example/=http://127.0.0.1/", TSM_E_SYNTAX },
		{ "http://a.example/=http://127.0.0.1/", TSM_E_DENIED },
		{ "https://a.example/=https://127.0.0.1/", TSM_E_DENIED },
		{ "https://a.example/=http://localhost/", TSM_E_DENIED },
		{ "https://a.example/=http://10.0.0.1/", TSM_E_DENIED },
		{ "https://a.example/=http://127.evil.example/", TSM_E_DENIED },
		{ "https://a.example/=http://example.org/", TSM_E_DENIED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const list[] = { cases[i].map, NULL };
		struct tsm_net_options options = { .maps = list };
		struct tsm_net *other = NULL;
		struct tsm_error err = { 0 };
		enum tsm_status status = tsm_net_new(&options, &other, &err);
		if (status != cases[i].status)
			fail_msg(
			    "%s: %s", cases[i].map, tsm_status_name(status));
		if (status != TSM_OK)
			assert_string_equal(err.where, cases[i].map);
		tsm_net_free(&other);
		assert_null(other);
	}
}

static void cache(void **state)
{
	struct tsm_fetch_request request = {
		.url = BASE "/keep", .keep = true, .now = 1000
	};
	const struct tsm_fetcher *fetcher = tsm_net_fetcher(net);
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };
	static const struct {
		int64_t now;
		bool fresh;
		bool cached;
	} steps[] = { { 1000, false, false }, { 1001, false, true },
		{ 1059, false, true }, { 999, false, false },
		{ 1059, true, false }, { 1100, false, true },
		{ 1119, false, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		request.now = steps[i].now;
		request.fresh = steps[i].fresh;
		assert_int_equal(fetcher->fetch(fetcher->self, &arena, &request,
				     &reply, &err),
		    TSM_OK);
		assert_true(tsm_str_is(reply.body, "k1"));
		assert_true(reply.mapped);
		if (reply.from_cache != steps[i].cached)
			fail_msg("step %zu", i);
	}
	request.url = BASE "/nostore";
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fetcher->fetch(fetcher->self, &arena, &request,
				     &reply, &err),
		    TSM_OK);
		assert_false(reply.from_cache);
	}
	/* bounded: two entries, the longest unused goes */
	struct tsm_net_options options = {
		.maps = maps, .cache_entries = 2, .cache_ttl_s = 50
	};
	struct tsm_net *small = NULL;
	assert_int_equal(tsm_net_new(&options, &small, &err), TSM_OK);
	static const struct {
		const char *url;
		bool cached;
	} order[] = { { BASE "/a", false }, { BASE "/echo", false },
		{ BASE "/a", true }, { BASE "/keep", false },
		{ BASE "/a", true }, { BASE "/echo", false } };
	fetcher = tsm_net_fetcher(small);
	request.fresh = false;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		request.url = order[i].url;
		assert_int_equal(fetcher->fetch(fetcher->self, &arena, &request,
				     &reply, &err),
		    TSM_OK);
		if (reply.from_cache != order[i].cached)
			fail_msg("order %zu", i);
	}
	tsm_net_free(&small);
}

/* What somebody keeps of a document is named again, once for each session. */
static void kept(void **state)
{
	struct tsm_fetch_session first, later;
	struct tsm_fetch_request request = { .url = BASE "/a" };
	struct tsm_fetch_reply reply;
	struct tsm_fetch_record record;
	struct tsm_error err = { 0 };

	(void)state;
	tsm_fetch_session_init(&first, tsm_net_fetcher(net), &arena, 77, 3);
	assert_int_equal(tsm_fetch(&first, &request, &reply, &err), TSM_OK);
	assert_false(first.first->kept);
	assert_int_equal(tsm_fetch_keep(&first, &arena, &record), TSM_OK);
	tsm_fetch_session_init(&later, NULL, &arena, 99, 3);
	assert_int_equal(tsm_fetch_kept(&later, &record), TSM_OK);
	assert_int_equal(tsm_fetch_kept(&later, &record), TSM_OK);
	assert_ptr_equal(later.first, later.last);
	assert_null(later.first->next);
	assert_string_equal(later.first->url, BASE "/a");
	assert_string_equal(later.first->sha256, first.first->sha256);
	assert_int_equal(later.first->at, 77);
	assert_true(later.first->kept && later.first->from_cache);
	assert_null(later.first->body.ptr);
	assert_int_equal(later.left, 3);
	/* of another date it is another document, and so named */
	struct tsm_arena own;
	tsm_arena_init(&own, 0);
	tsm_fetch_session_init(&first, tsm_net_fetcher(net), &own, 77, 3);
	request.url = BASE "/dated";
	request.datetime = 1767225599;
	assert_int_equal(tsm_fetch(&first, &request, &reply, &err), TSM_OK);
	struct tsm_fetch_record then;
	assert_int_equal(tsm_fetch_keep(&first, &arena, &then), TSM_OK);
	tsm_arena_release(&own);
	struct tsm_fetch_record now = then;
	now.datetime = now.memento_at = 0;
	now.memento = NULL;
	tsm_fetch_session_init(&later, NULL, &arena, 99, 3);
	assert_int_equal(tsm_fetch_kept(&later, &now), TSM_OK);
	assert_int_equal(tsm_fetch_kept(&later, &then), TSM_OK);
	assert_int_equal(tsm_fetch_kept(&later, &then), TSM_OK);
	assert_null(later.first->memento);
	assert_string_equal(later.last->memento, BASE "/dated/31");
	assert_int_equal(later.last->datetime, 1767225599);
	assert_ptr_equal(later.first->next, later.last);
	request = (struct tsm_fetch_request){ .url = BASE "/a" };
	tsm_fetch_session_init(&first, tsm_net_fetcher(net), &arena, 77, 3);
	assert_int_equal(tsm_fetch(&first, &request, &reply, &err), TSM_OK);
	/* nor where it was fetched in the same session */
	assert_int_equal(tsm_fetch_kept(&first, &record), TSM_OK);
	assert_null(first.first->next);
}

static void session(void **state)
{
	struct tsm_fetch_session fetches;
	struct tsm_fetch_request request = { .url = BASE "/a" };
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };

	(void)state;
	tsm_fetch_session_init(&fetches, tsm_net_fetcher(net), &arena, 77, 3);
	assert_int_equal(tsm_fetch(&fetches, &request, &reply, &err), TSM_OK);
	request.url = BASE "/404";
	assert_int_equal(
	    tsm_fetch(&fetches, &request, &reply, &err), TSM_E_NOT_FOUND);
	request.url = "https://10.0.0.1/";
	assert_int_equal(
	    tsm_fetch(&fetches, &request, &reply, &err), TSM_E_DENIED);
	int before = atomic_load(&served);
	request.url = BASE "/a";
	assert_int_equal(
	    tsm_fetch(&fetches, &request, &reply, &err), TSM_E_LIMIT);
	assert_int_equal(atomic_load(&served), before);
	const struct tsm_fetch_record *record = fetches.first;
	assert_string_equal(record->url, BASE "/a");
	assert_string_equal(record->sha256,
	    "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
	assert_int_equal(record->bytes, 2);
	assert_int_equal(record->at, 77);
	assert_int_equal(record->http_status, 200);
	assert_true(record->mapped);
	record = record->next;
	assert_int_equal(record->status, TSM_E_NOT_FOUND);
	assert_int_equal(record->http_status, 404);
	assert_string_equal(record->sha256, "");
	record = record->next;
	assert_int_equal(record->status, TSM_E_DENIED);
	assert_int_equal(record->http_status, 0);
	record = record->next;
	assert_int_equal(record->status, TSM_E_LIMIT);
	assert_null(record->next);
	tsm_fetch_session_init(&fetches, NULL, &arena, 77, 0);
	assert_int_equal(
	    tsm_fetch(&fetches, &request, &reply, &err), TSM_E_UNREACHABLE);
}

/* Each fetch takes 30 ms, and notes what it was allowed. */
static enum tsm_status slow_fetch(void *self, struct tsm_arena *into,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	const struct timespec pause = { .tv_nsec = 30000000 };

	(void)into;
	(void)ret_reply;
	*(unsigned *)self = request->timeout_ms;
	(void)nanosleep(&pause, NULL);
	return tsm_fail(err, TSM_E_UNREACHABLE, NULL, "slow");
}

/* Sixteen servers that each take their time do not add up. */
static void session_time(void **state)
{
	unsigned allowed = 0;
	const struct tsm_fetcher fetcher = { slow_fetch, &allowed };
	struct tsm_fetch_session fetches;
	struct tsm_fetch_request request = { .url = BASE "/a" };
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };

	(void)state;
	tsm_fetch_session_init(&fetches, &fetcher, &arena, 77, 0);
	fetches.left_ms = 50;
	assert_int_equal(
	    tsm_fetch(&fetches, &request, &reply, &err), TSM_E_UNREACHABLE);
	assert_int_equal(allowed, 50);
	assert_int_equal(
	    tsm_fetch(&fetches, &request, &reply, &err), TSM_E_UNREACHABLE);
	assert_in_range(allowed, 1, 20);
	allowed = 0;
	assert_int_equal(
	    tsm_fetch(&fetches, &request, &reply, &err), TSM_E_UNREACHABLE);
	assert_int_equal(allowed, 0);
	assert_int_equal(fetches.left, TSM_FETCH_PER_VERIFY - 2);
}

static bool public4(const char *text_form)
{
	unsigned char bytes[4];

	assert_int_equal(inet_pton(AF_INET, text_form, bytes), 1);
	return tsm_address4_public(bytes);
}

static bool public6(const char *text_form)
{
	unsigned char bytes[16];

	assert_int_equal(inet_pton(AF_INET6, text_form, bytes), 1);
	return tsm_address6_public(bytes);
}

static void address_tables(void **state)
{
	static const char *const yes4[] = { "1.1.1.1", "9.255.255.255",
		"11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
		"128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
		"172.32.0.0", "191.255.255.255", "192.0.1.0", "192.167.255.255",
		"192.169.0.0", "198.17.255.255", "198.20.0.0",
		"223.255.255.255" };
	static const char *const no4[] = { "0.0.0.0", "0.1.2.3", "10.0.0.0",
		"10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
		"127.255.255.255", "169.254.0.0", "172.16.0.0",
		"172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.255.255",
		"198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.9",
		"224.0.0.1", "240.0.0.1", "255.255.255.255" };
	static const char *const yes6[] = { "2606:4700::1111", "2a00::1",
		"2001:4860::8888", "2001:200::1" };
	static const char *const no6[] = { "::", "::1", "::127.0.0.1",
		"::ffff:8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1",
		"2001::1", "2001:db8::1", "2001:1ff::1", "2002:808:808::1",
		"fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1",
		"3fff::1", "4000::1" };

	(void)state;
	for (size_t i = 0; i < sizeof(yes4) / sizeof(yes4[0]); i++)
		if (!public4(yes4[i]))
			fail_msg("%s", yes4[i]);
	for (size_t i = 0; i < sizeof(no4) / sizeof(no4[0]); i++)
		if (public4(no4[i]))
			fail_msg("%s", no4[i]);
	for (size_t i = 0; i < sizeof(yes6) / sizeof(yes6[0]); i++)
		if (!public6(yes6[i]))
			fail_msg("%s", yes6[i]);
	for (size_t i = 0; i < sizeof(no6) / sizeof(no6[0]); i++)
		if (public6(no6[i]))
			fail_msg("%s", no6[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(sizes_and_times),
		cmocka_unit_test(what_is_sent),
		cmocka_unit_test(never_called),
		cmocka_unit_test(maps_are_checked),
		cmocka_unit_test(cache),
		cmocka_unit_test(dated),
		cmocka_unit_test(session),
		cmocka_unit_test(kept),
		cmocka_unit_test(session_time),
		cmocka_unit_test(address_tables),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, setup, teardown);
}
