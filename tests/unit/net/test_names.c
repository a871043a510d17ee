/*
 * test_names.c - a name server that answers nothing, or what it should not.
 * It has a program of its own, in which getaddrinfo() is this one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "testamur/net/client.h"

#define SILENT_S 20

static atomic_int asked;
static atomic_int answered;
static atomic_bool over;

static atomic_int rebound;
static in_port_t loopback_port;

/* This computer, by one of its addresses; freed as the C library's own. */
static int answer_loopback(struct addrinfo **ret_list)
{
	struct {
		struct addrinfo info;
		struct sockaddr_in address;
	} *one = calloc(1, sizeof(*one));

	if (one == NULL)
		return EAI_MEMORY;
	one->address.sin_family = AF_INET;
	one->address.sin_port = loopback_port;
	one->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	one->info.ai_family = AF_INET;
	one->info.ai_socktype = SOCK_STREAM;
	one->info.ai_addrlen = sizeof(one->address);
	one->info.ai_addr = (struct sockaddr *)&one->address;
	*ret_list = &one->info;
	return 0;
}

/* libcurl has to find it */
__attribute__((visibility("default"))) int getaddrinfo(
    const char *restrict name, const char *restrict service,
    const struct addrinfo *restrict hints, struct addrinfo **restrict list)
{
	(void)service;
	(void)hints;
	if (strcmp(name, "rebound.example") == 0) {
		atomic_fetch_add(&rebound, 1);
		return answer_loopback(list);
	}
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

/*
 * A name that leads to this computer, as one does whose address is changed
 * after somebody has looked at it: what is looked at is the address that is
 * about to be connected, and nobody asks for it again.
 */
static void changed(void **state)
{
	const struct tsm_fetch_request request = {
		.url = "https://rebound.example/did.json"
	};
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct tsm_fetch_session session;
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_net *net = NULL;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	loopback_port = address.sin_port;
	tsm_arena_init(&arena, 0);
	assert_int_equal(tsm_net_new(NULL, &net, &err), TSM_OK);
	tsm_fetch_session_init(&session, tsm_net_fetcher(net), &arena, 1, 1);
	assert_int_equal(
	    tsm_fetch(&session, &request, &reply, &err), TSM_E_DENIED);
	assert_int_equal(atomic_load(&rebound), 1);
	assert_int_equal(accept(fd, NULL, NULL), -1);
	assert_int_equal(errno, EAGAIN);
	tsm_net_free(&net);
	tsm_arena_release(&arena);
	(void)close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed),
		cmocka_unit_test(silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
