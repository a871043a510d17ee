/*
 * test_pure.c - negotiation, client addresses, rate limits, same origin.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "testamur/http/client.h"
#include "testamur/http/limit.h"
#include "testamur/http/log.h"
#include "testamur/http/request.h"
#include "testamur/http/response.h"

static void negotiation(void **state)
{
	static const char *const offers[] = { "text/html", "application/json",
		"application/vc+jwt" };
	static const struct {
		const char *accept;
		int best;
	} cases[] = {
		{ NULL, 0 },
		{ "", 0 },
		{ "*/*", 0 },
		{ "application/json", 1 },
		{ "APPLICATION/JSON", 1 },
		{ "application/*", 1 },
		{ "Application/*;q=0.5, text/html;q=0.4", 1 },
		{ "text/html;q=0.5, application/json", 1 },
		{ "text/html;q=0, */*", 1 },
		{ "text/html;q=0.0, application/json;q=0.000, */*;q=0.1", 2 },
		{ "image/png", -1 },
		{ "text/html;q=0", -1 },
		{ "text/html;q=2", -1 },
		{ "text/html;q=x", -1 },
		{ "text/html ; level=1 ; q=0.3, application/vc+jwt;q=0.31", 2 },
		{ ",,;,application/json", 1 },
		{ "text/html,application/xhtml+xml,application/xml;q=0.9,"
		  "image/avif,*/*;q=0.8",
		    0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (tsm_accept_best(cases[i].accept, offers, 3) !=
		    cases[i].best)
			fail_msg("Accept: %s", cases[i].accept);
	assert_int_equal(tsm_accept_best("*/*", offers, 0), -1);
}

static struct tsm_address address(const char *text)
{
	struct tsm_address result;

	assert_int_equal(tsm_address_parse(tsm_str(text), &result), TSM_OK);
	return result;
}

static void addresses(void **state)
{
	static const char *const bad[] = { "", "1.2.3", "1.2.3.4.5",
		"256.1.1.1", "1.2.3.4:80", "[::1]", "::g", "fe80::1%eth0",
		"01.2.3.4", " 1.2.3.4", "localhost" };
	char text[TSM_CLIENT_TEXT];
	struct tsm_address result;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (tsm_address_parse(tsm_str(bad[i]), &result) != TSM_E_SYNTAX)
			fail_msg("accepted: %s", bad[i]);
	result = address("::ffff:192.0.2.1");
	assert_string_equal(tsm_address_format(&result, text), "192.0.2.1");
	result = address("2001:DB8::1");
	assert_string_equal(tsm_address_format(&result, text), "2001:db8::1");
	result = address("127.9.9.9");
	assert_true(tsm_address_loopback(&result));
	result = address("::1");
	assert_true(tsm_address_loopback(&result));
	result = address("128.0.0.1");
	assert_false(tsm_address_loopback(&result));
}

static void listening(void **state)
{
	static const struct {
		const char *text;
		const char *host; /* NULL: no such place */
		unsigned port;
	} cases[] = {
		{ "127.0.0.1:8090", "127.0.0.1", 8090 },
		{ "[::1]:0", "::1", 0 },
		{ "::1:80", "::1", 80 }, /* the last colon counts */
		{ "", NULL, 0 },
		{ "8090", NULL, 0 },
		{ ":8090", NULL, 0 },
		{ "127.0.0.1:", NULL, 0 },
		{ "127.0.0.1:65536", NULL, 0 },
		{ "127.0.0.1:80x", NULL, 0 },
		{ "a123456789012345678901234567890123456789012345678901234567"
		  "89012:80",
		    "a123456789012345678901234567890123456789012345678901234567"
		    "89012",
		    80 },
		{ "a123456789012345678901234567890123456789012345678901234567"
		  "890123:80",
		    NULL, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char host[TSM_LISTEN_HOST] = "untouched";
		unsigned port = 7;
		enum tsm_status status =
		    tsm_listen_parse(tsm_str(cases[i].text), host, &port);
		assert_int_equal(
		    status, cases[i].host != NULL ? TSM_OK : TSM_E_SYNTAX);
		assert_string_equal(
		    host, cases[i].host != NULL ? cases[i].host : "untouched");
		assert_int_equal(
		    port, cases[i].host != NULL ? cases[i].port : 7);
	}
}

static bool in_block(const char *block, const char *text)
{
	struct tsm_cidr cidr;
	struct tsm_address a = address(text);

	assert_int_equal(tsm_cidr_parse(tsm_str(block), &cidr), TSM_OK);
	return tsm_cidr_contains(&cidr, &a);
}

static void blocks(void **state)
{
	static const char *const bad[] = { "10.0.0.0/33", "10.0.0.0/",
		"10.0.0.1/8", "10.0.0.0/-1", "::/129", "::1/127", "x/8" };
	struct tsm_cidr cidr;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    tsm_cidr_parse(tsm_str(bad[i]), &cidr), TSM_E_SYNTAX);
	assert_true(in_block("10.0.0.0/8", "10.255.1.2"));
	assert_false(in_block("10.0.0.0/8", "11.0.0.0"));
	assert_true(in_block("192.0.2.7", "192.0.2.7"));
	assert_false(in_block("192.0.2.7", "192.0.2.6"));
	assert_true(in_block("0.0.0.0/0", "8.8.8.8"));
	assert_false(in_block("0.0.0.0/0", "2001:db8::1"));
	assert_true(in_block("2001:db8::/32", "2001:db8:1::1"));
	assert_true(in_block("::/0", "8.8.8.8"));
}

static const char *client_of(const char *peer, const char *forwarded)
{
	static char text[TSM_CLIENT_TEXT];
	struct tsm_cidr trusted[2];
	struct tsm_address a = address(peer);
	struct tsm_address client;

	assert_int_equal(
	    tsm_cidr_parse(tsm_str("127.0.0.0/8"), &trusted[0]), TSM_OK);
	assert_int_equal(
	    tsm_cidr_parse(tsm_str("10.1.0.0/16"), &trusted[1]), TSM_OK);
	tsm_client_of(&a, forwarded, trusted, 2, &client);
	return tsm_address_format(&client, text);
}

static void proxy_rule(void **state)
{
	(void)state;
	assert_string_equal(client_of("192.0.2.1", NULL), "192.0.2.1");
	assert_string_equal(client_of("192.0.2.1", "8.8.8.8"), "192.0.2.1");
	assert_string_equal(client_of("127.0.0.1", "8.8.8.8"), "8.8.8.8");
	assert_string_equal(
	    client_of("10.1.2.3", "1.1.1.1, 8.8.8.8"), "8.8.8.8");
	assert_string_equal(client_of("10.1.2.3", "8.8.8.8,x"), "10.1.2.3");
	assert_string_equal(client_of("10.1.2.3", "8.8.8.8,"), "10.1.2.3");
	assert_string_equal(client_of("10.1.2.3", ""), "10.1.2.3");
	assert_string_equal(
	    client_of("10.1.2.3", "2001:db8::5"), "2001:db8::5");
}

static enum tsm_status fixed_bytes(void *self, void *out, size_t len)
{
	(void)self;
	memset(out, 7, len);
	return TSM_OK;
}

static const struct tsm_random fixed = { fixed_bytes, NULL };

static void rate_limits(void **state)
{
	static const struct tsm_rate rates[] = { { "a", 3, 60 },
		{ "b", 1, 6 } };
	struct tsm_limiter *limiter = NULL;
	unsigned wait = 0;

	(void)state;
	assert_int_equal(
	    tsm_limiter_new(rates, 2, 100, &fixed, &limiter), TSM_OK);
	for (int i = 0; i < 3; i++)
		assert_true(
		    tsm_limiter_take(limiter, 0, "192.0.2.1", 1000, &wait));
	assert_false(tsm_limiter_take(limiter, 0, "192.0.2.1", 1000, &wait));
	assert_int_equal(wait, 1);
	/* others and other classes are not touched */
	assert_true(tsm_limiter_take(limiter, 0, "192.0.2.2", 1000, &wait));
	assert_true(tsm_limiter_take(limiter, 1, "192.0.2.1", 1000, &wait));
	assert_false(tsm_limiter_take(limiter, 1, "192.0.2.1", 1000, &wait));
	assert_int_equal(wait, 10);
	/* refilled at one a second, also when asked every millisecond */
	int granted = 0;
	for (int64_t ms = 1001; ms <= 5000; ms++)
		granted += tsm_limiter_take(limiter, 0, "192.0.2.1", ms, &wait);
	assert_int_equal(granted, 4);
	/* never above the burst; a clock that goes back changes nothing */
	granted = 0;
	for (int i = 0; i < 10; i++)
		granted +=
		    tsm_limiter_take(limiter, 0, "192.0.2.1", 9000000, &wait);
	assert_int_equal(granted, 3);
	assert_false(tsm_limiter_take(limiter, 0, "192.0.2.1", 0, &wait));
	/* one /64 is one client */
	for (int i = 0; i < 3; i++) {
		char text[64];
		snprintf(text, sizeof(text), "2001:db8::%d", i);
		assert_true(tsm_limiter_take(limiter, 0, text, 9000000, &wait));
	}
	assert_false(
	    tsm_limiter_take(limiter, 0, "2001:db8::9", 9000000, &wait));
	assert_true(
	    tsm_limiter_take(limiter, 0, "2001:db8:0:1::1", 9000000, &wait));
	assert_true(tsm_limiter_refused(limiter, 0) > 0);
	assert_true(tsm_limiter_take(limiter, 9, "x", 0, &wait));
	tsm_limiter_give(limiter, 9, "x", 0);
	/* bounded: very many clients, no growth, no failure */
	for (int i = 0; i < 100000; i++) {
		char text[64];
		snprintf(text, sizeof(text), "10.%d.%d.%d", i & 255,
		    (i >> 8) & 255, i >> 16);
		assert_true(
		    tsm_limiter_take(limiter, 1, text, 9000001 + i, &wait));
	}
	tsm_limiter_free(&limiter);
	assert_null(limiter);
	tsm_limiter_free(&limiter);
	static const struct tsm_rate bad[] = { { "a", 0, 1 } };
	assert_int_equal(
	    tsm_limiter_new(bad, 1, 100, &fixed, &limiter), TSM_E_USAGE);
}

static void quotas(void **state)
{
	static const struct tsm_rate rates[] = { { "a", 10, 60 } };
	struct tsm_limiter *limiter = NULL;
	struct tsm_quota quota;

	(void)state;
	assert_int_equal(
	    tsm_limiter_new(rates, 1, 100, &fixed, &limiter), TSM_OK);
	assert_true(tsm_limiter_charge(limiter, 0, "x", 7, 0, &quota));
	assert_int_equal(quota.left, 3);
	assert_int_equal(quota.full_s, 7);
	assert_int_equal(quota.retry_s, 0);
	/* all or none: what is refused costs nothing */
	assert_false(tsm_limiter_charge(limiter, 0, "x", 5, 0, &quota));
	assert_int_equal(quota.left, 3);
	assert_int_equal(quota.retry_s, 2);
	assert_true(tsm_limiter_charge(limiter, 0, "x", 3, 0, &quota));
	assert_int_equal(quota.left, 0);
	tsm_limiter_give(limiter, 0, "x", 0);
	assert_true(tsm_limiter_charge(limiter, 0, "x", 1, 0, &quota));
	assert_false(tsm_limiter_charge(limiter, 0, "x", 1, 0, &quota));
	/* a bucket does not run over */
	for (int i = 0; i < 30; i++)
		tsm_limiter_give(limiter, 0, "x", 0);
	assert_true(tsm_limiter_charge(limiter, 0, "x", 10, 0, &quota));
	assert_int_equal(quota.left, 0);
	assert_false(tsm_limiter_charge(limiter, 0, "x", 11, 100000, &quota));
	tsm_limiter_free(&limiter);
}

/* A request with up to two headers. */
static enum tsm_status origin_check(const char *name1, const char *value1,
    const char *name2, const char *value2)
{
	struct tsm_pair headers[3] = {
		{ "host", { "badges.example.org", 18 } },
		{ name1, tsm_str(value1) },
		{ name2, tsm_str(value2) },
	};
	struct tsm_request request = { .headers = headers };
	struct tsm_error err = { 0 };

	request.header_count =
	    (size_t)1 + (name1 != NULL ? 1U : 0U) + (name2 != NULL ? 1U : 0U);
	return tsm_request_same_origin(
	    &request, "https://public.example.org/checks", &err);
}

static void same_origin(void **state)
{
	(void)state;
	assert_int_equal(origin_check(NULL, NULL, NULL, NULL), TSM_OK);
	assert_int_equal(
	    origin_check("cookie", "a=b", NULL, NULL), TSM_E_DENIED);
	assert_int_equal(
	    origin_check("sec-fetch-site", "same-origin", "cookie", "a=b"),
	    TSM_OK);
	assert_int_equal(
	    origin_check("sec-fetch-site", "none", NULL, NULL), TSM_OK);
	assert_int_equal(
	    origin_check("sec-fetch-site", "same-site", NULL, NULL),
	    TSM_E_DENIED);
	assert_int_equal(origin_check("sec-fetch-site", "cross-site", "origin",
			     "https://badges.example.org"),
	    TSM_E_DENIED);
	assert_int_equal(
	    origin_check("origin", "https://badges.example.org", NULL, NULL),
	    TSM_OK);
	assert_int_equal(
	    origin_check("origin", "https://public.example.org", NULL, NULL),
	    TSM_OK);
	static const char *const foreign[] = { "https://public.example.or",
		"https://public.example.org:8443",
		"https://public.example.org/",
		"https://public.example.org/checks/",
		"http://public.example.org", "https", "" };
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		assert_int_equal(origin_check("origin", foreign[i], NULL, NULL),
		    TSM_E_DENIED);
	assert_int_equal(
	    origin_check("origin", "null", NULL, NULL), TSM_E_DENIED);
	assert_int_equal(
	    origin_check("origin", "https://badges.example.org.evil.example",
		NULL, NULL),
	    TSM_E_DENIED);
}

static void response_helpers(void **state)
{
	struct tsm_response response;
	struct tsm_arena arena;
	struct tsm_request request = { .arena = &arena };

	(void)state;
	tsm_arena_init(&arena, 0);
	tsm_response_init(&response);
	assert_int_equal(tsm_response_attachment(&response, &request,
			     "a \"b\"\r\nX: \xc3\xa4;.png"),
	    TSM_OK);
	assert_string_equal(response.headers[0].value.ptr,
	    "attachment; filename=\"a _b___X_ ___.png\"");
	assert_int_equal(
	    tsm_response_redirect(&response, &request, 303, "/x"), TSM_OK);
	assert_int_equal(response.status, 303);
	assert_false(response.overflow);
	tsm_response_header(&response, "X", "a\nb");
	assert_true(response.overflow);
	response.overflow = false;
	for (int i = 0; i < TSM_RESPONSE_HEADERS_MAX; i++)
		tsm_response_header(&response, "X", "y");
	assert_true(response.overflow);
	struct tsm_buf body;
	tsm_buf_init(&body, 0);
	tsm_buf_adds(&body, "abc");
	tsm_response_take(&response, "text/plain", &body);
	assert_int_equal(body.len, 0);
	assert_int_equal(tsm_response_etag(&response), TSM_OK);
	assert_string_equal(
	    response.etag, "\"ba7816bf8f01cfea414140de5dae2223\"");
	tsm_buf_release(&body);
	tsm_response_release(&response);
	tsm_arena_release(&arena);
}

static void log_lines(void **state)
{
	struct tsm_buf out;
	struct tsm_access access = { .id = "r1",
		.method = "GET",
		.pattern = "/V/{id:any}",
		.status = 200,
		.bytes = 5,
		.micros = 7,
		.complete = true };

	(void)state;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_log_access(0, &access, &out), TSM_OK);
	access.status = 500;
	access.complete = false;
	assert_int_equal(tsm_log_access(0, &access, &out), TSM_OK);
	assert_int_equal(
	    tsm_log_event(1, "warning", "busy", "r2", "a \"b\"\n", &out),
	    TSM_OK);
	assert_int_equal(
	    tsm_log_event(1, "info", "stopping", NULL, "", &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out),
	    "{\"time\":\"1970-01-01T00:00:00Z\",\"level\":\"info\","
	    "\"event\":\"request\",\"request\":\"r1\",\"method\":\"GET\","
	    "\"route\":\"/V/{id:any}\",\"status\":200,\"bytes\":5,"
	    "\"micros\":7}\n"
	    "{\"time\":\"1970-01-01T00:00:00Z\",\"level\":\"error\","
	    "\"event\":\"request\",\"request\":\"r1\",\"method\":\"GET\","
	    "\"route\":\"/V/{id:any}\",\"status\":500,\"bytes\":5,"
	    "\"micros\":7,\"complete\":false}\n"
	    "{\"time\":\"1970-01-01T00:00:01Z\",\"level\":\"warning\","
	    "\"event\":\"busy\",\"request\":\"r2\",\"text\":\"a \\\"b\\\"\\n\"}"
	    "\n"
	    "{\"time\":\"1970-01-01T00:00:01Z\",\"level\":\"info\","
	    "\"event\":\"stopping\"}\n");
	tsm_buf_release(&out);
	/* a line that does not fit is not begun */
	tsm_buf_init(&out, 40);
	assert_int_equal(tsm_buf_adds(&out, "x"), TSM_OK);
	assert_int_equal(tsm_log_access(0, &access, &out), TSM_E_LIMIT);
	assert_string_equal(tsm_buf_cstr(&out), "x");
	tsm_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(negotiation),
		cmocka_unit_test(addresses),
		cmocka_unit_test(listening),
		cmocka_unit_test(blocks),
		cmocka_unit_test(proxy_rule),
		cmocka_unit_test(rate_limits),
		cmocka_unit_test(quotas),
		cmocka_unit_test(same_origin),
		cmocka_unit_test(response_helpers),
		cmocka_unit_test(log_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
