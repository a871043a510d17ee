/*
 * oom_http.c - forms and whole exchanges with every allocation failed in
 * turn: a clean refusal (or a cut connection), or the same answer as ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../../src/http/exchange.h"
#include "oom.h"
#include "testamur/http/keys.h"
#include "testamur/http/log.h"
#include "testamur/json/write.h"

#define PART(headers, body) "--b\r\n" headers "\r\n\r\n" body "\r\n"

static const char form_text[] =
    PART("Content-Disposition: form-data; name=\"a\"", "b")
	PART("Content-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n"
	     "Content-Type: image/png",
	    "c") "--b--";

static void forms(void **state)
{
	bool done = false;
	size_t n = 0;

	(void)state;
	for (; n < 1000 && !done; n++) {
		struct tsm_arena arena;
		struct tsm_form form = { 0 };
		struct tsm_error err = { 0 };
		tsm_arena_init(&arena, 0);
		oom_begin(n + 1, OOM_LASTING);
		enum tsm_status status =
		    tsm_form_parse(&arena, "multipart/form-data; boundary=b",
			tsm_str(form_text), &form, &err);
		(void)oom_end();
		done = status == TSM_OK;
		if (!done)
			assert_int_equal(status, TSM_E_MEMORY);
		else
			assert_string_equal(tsm_form_text(&form, "a"), "b");
		tsm_arena_release(&arena);
	}
	assert_true(done);
}

static void log_lines(void **state)
{
	static const struct tsm_access access = { "r1", "GET", "/", 200, 1, 2,
		true };
	bool done = false;
	size_t n = 0;

	(void)state;
	for (; n < 1000 && !done; n++) {
		struct tsm_buf out;
		tsm_buf_init(&out, 0);
		oom_begin(n + 1, OOM_LASTING);
		enum tsm_status status = tsm_log_access(0, &access, &out);
		(void)oom_end();
		done = status == TSM_OK;
		if (!done) {
			assert_int_equal(status, TSM_E_MEMORY);
			assert_int_equal(out.len, 0);
		}
		tsm_buf_release(&out);
	}
	assert_true(done);
	assert_true(n > 1);
}

static enum tsm_status handler(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct tsm_form form;
	json_t *object = json_object();

	(void)app;
	enum tsm_status status = tsm_request_form(request, &form, err);
	if (status != TSM_OK) {
		json_decref(object);
		return status;
	}
	tsm_json_set(object, "a", tsm_form_text(&form, "a"));
	tsm_response_cache(response, request, 60, false);
	return tsm_response_json(response, 200, NULL, object);
}

static const char *const types[] = { "multipart/form-data", NULL };

static const struct tsm_route table[] = {
	{ TSM_POST, "/f/{x:slug}", types, 0, handler, 1, TSM_ROUTE_CORS },
	{ 0, NULL, NULL, 0, NULL, 0, 0 },
};

static bool not_stopping(const struct tsm_server *server)
{
	(void)server;
	return false;
}

/* One exchange from end to end; the status answered, or 0 when cut. */
static int run(const struct tsm_service *service, const char *target)
{
	struct tsm_address peer = { { 0 } };
	struct tsm_exchange *exchange = tsm_exchange_new(service, target);
	int status = 0;

	if (exchange == NULL)
		return 0;
	tsm_exchange_header(exchange, tsm_str("Content-Type"),
	    tsm_str("multipart/form-data; boundary=b"));
	tsm_exchange_header(
	    exchange, tsm_str("Content-Length"), tsm_str("200"));
	if (tsm_exchange_begin(exchange, "POST", &peer) ||
	    tsm_exchange_body(exchange, form_text, strlen(form_text))) {
		tsm_exchange_finish(exchange);
		if (exchange->state == TSM_EXCHANGE_DONE)
			status = exchange->response.status;
		if (status == 200)
			assert_string_equal(
			    tsm_buf_cstr(&exchange->response.body),
			    "{\"a\":\"b\"}");
	}
	tsm_exchange_free(&exchange);
	return status;
}

/* A key added to a table that was read, and all of it written again. */
static enum tsm_status keep_keys(struct tsm_keys *keys, struct tsm_buf *out)
{
	static const char text[] =
	    "{\"keys\":[{\"name\":\"a\",\"created\":\"2026-01-01T00:00:00Z\","
	    "\"sha256\":\"0123456789abcdef0123456789abcdef0123456789abcdef"
	    "0123456789abcdef\"}]}";
	char token[TSM_KEY_TOKEN];
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_keys_read(&arena, tsm_str(text), keys, NULL);
	if (status == TSM_OK)
		status = tsm_keys_add(
		    &arena, keys, "b", 0, tsm_random_system(), token, NULL);
	if (status == TSM_OK)
		status = tsm_keys_write(keys, out);
	if (status == TSM_OK && tsm_keys_find(keys, token) == NULL)
		status = TSM_E_INTERNAL;
	tsm_arena_release(&arena);
	return status;
}

static void api_keys(void **state)
{
	static struct tsm_keys keys;
	bool done = false;

	(void)state;
	for (size_t n = 1; n < 1000 && !done; n++) {
		struct tsm_buf out;
		tsm_buf_init(&out, TSM_KEYS_FILE_MAX);
		memset(&keys, 0, sizeof(keys));
		oom_begin(n, OOM_LASTING);
		enum tsm_status status = keep_keys(&keys, &out);
		(void)oom_end();
		done = status == TSM_OK;
		if (!done)
			assert_int_equal(status, TSM_E_MEMORY);
		tsm_buf_release(&out);
	}
	assert_true(done);
}

static void exchanges(void **state)
{
	static const struct tsm_rate rates[] = { { "often", 1000000,
	    1000000 } };
	_Atomic uint64_t requests = 0;
	struct tsm_service service = { .random = tsm_random_system(),
		.id_next = &requests,
		.stopping = not_stopping,
		.options.rates = rates,
		.options.rate_count = 1 };
	bool done = false;
	size_t n = 0;

	(void)state;
	assert_int_equal(
	    tsm_routes_new(table, 1, &service.routes, NULL), TSM_OK);
	assert_int_equal(
	    tsm_limiter_new(rates, 1, 64, service.random, &service.limiter),
	    TSM_OK);
	assert_int_equal(run(&service, "/f/x?q=1"), 200);
	assert_int_equal(run(&service, "/nothing"), 404);
	for (; n < 10000 && !done; n++) {
		oom_begin(n + 1, OOM_LASTING);
		int status = run(&service, "/f/x?q=1");
		(void)oom_end();
		done = status == 200;
		if (!done && status != 0 && status != 503)
			fail_msg("allocation %zu: %d", n, status);
	}
	assert_true(done);
	assert_true(n > 10);
	tsm_routes_free(&service.routes);
	tsm_limiter_free(&service.limiter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(exchanges),
		cmocka_unit_test(log_lines),
		cmocka_unit_test(api_keys),
	};

	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
