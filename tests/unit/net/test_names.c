/*
 * test_names.c - a name server that answers nothing. It has a program of its
 * own, in which getaddrinfo() is this one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "testamur/net/client.h"

#define SILENT_S 20

static atomic_int asked;
static atomic_int answered;
static atomic_bool over;

/* libcurl has to find it */
__attribute__((visibility("default"))) int getaddrinfo(
    const char *restrict name, const char *restrict service,
    const struct addrinfo *restrict hints, struct addrinfo **restrict list)
{
	(void)name;
	(void)service;
	(void)hints;
	(void)list;
	atomic_fetch_add(&asked, 1);
	for (int i = 0; i < SILENT_S * 100 && !atomic_load(&over); i++)
		(void)usleep(10000);
	atomic_fetch_add(&answered, 1);
	return EAI_AGAIN;
}

static time_t clock_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* The limit of a fetch is that of all of it. */
static void silent(void **state)
{
	const struct tsm_fetch_request request = {
		.url = "https://silent.example/did.json", .timeout_ms = 500
	};
	struct tsm_fetch_session session;
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_net *net = NULL;

	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(tsm_net_new(NULL, &net, &err), TSM_OK);
	tsm_fetch_session_init(&session, tsm_net_fetcher(net), &arena, 1, 1);
	time_t begun = clock_s();
	assert_int_equal(
	    tsm_fetch(&session, &request, &reply, &err), TSM_E_UNREACHABLE);
	assert_string_equal(err.text, "the server did not answer in time");
	assert_in_range(clock_s() - begun, 0, SILENT_S / 2);
	assert_int_equal(atomic_load(&asked), 1);
	assert_int_equal(atomic_load(&answered), 0);
	/* what is left of it ends by itself */
	atomic_store(&over, true);
	for (int i = 0; i < 500 && atomic_load(&answered) == 0; i++)
		(void)usleep(10000);
	assert_int_equal(atomic_load(&answered), 1);
	(void)usleep(100000);
	tsm_net_free(&net);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(silent) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
