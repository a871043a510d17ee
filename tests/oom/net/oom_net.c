/*
 * oom_net.c - a fetch session over a pretended server, with every
 * allocation failed in turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "oom.h"
#include "testamur/net/client.h"

static enum tsm_status pretend(void *self, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	char *body = tsm_arena_dup(arena, "body");

	(void)self;
	(void)request;
	if (body == NULL)
		return tsm_fail_memory(err);
	ret_reply->http_status = 200;
	ret_reply->body = tsm_str(body);
	return TSM_OK;
}

static void sessions(void **state)
{
	static const struct tsm_fetcher fetcher = { pretend, NULL };
	bool done = false;

	(void)state;
	for (size_t n = 0; n < 100 && !done; n++) {
		struct tsm_arena arena;
		struct tsm_fetch_session session;
		struct tsm_fetch_request request = { .url = "https://a.b/" };
		struct tsm_fetch_reply reply = { 0 };
		struct tsm_error err = { 0 };
		tsm_arena_init(&arena, 0);
		tsm_fetch_session_init(&session, &fetcher, &arena, 1, 0);
		oom_begin(n + 1, OOM_LASTING);
		enum tsm_status status =
		    tsm_fetch(&session, &request, &reply, &err);
		(void)oom_end();
		done = status == TSM_OK;
		if (!done)
			assert_int_equal(status, TSM_E_MEMORY);
		else
			assert_true(tsm_str_is(reply.body, "body"));
		tsm_arena_release(&arena);
	}
	assert_true(done);
}

static void clients(void **state)
{
	static const char *const maps[] = {
		"https://a.example/=http://127.0.0.1:80/", NULL
	};
	struct tsm_net_options options = { .maps = maps, .ca_file = "x" };
	bool done = false;

	(void)state;
	for (size_t n = 0; n < 100 && !done; n++) {
		struct tsm_net *net = NULL;
		struct tsm_error err = { 0 };
		oom_begin(n + 1, OOM_LASTING);
		enum tsm_status status = tsm_net_new(&options, &net, &err);
		(void)oom_end();
		done = status == TSM_OK;
		if (!done) {
			assert_int_equal(status, TSM_E_MEMORY);
			assert_null(net);
		}
		tsm_net_free(&net);
	}
	assert_true(done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions),
		cmocka_unit_test(clients),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
