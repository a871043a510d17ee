/*
 * service_test.h - a key process in a thread, for who asks one to sign.
 */
#ifndef TESTS_SERVICE_TEST_H
#define TESTS_SERVICE_TEST_H

#include "signer_test.h"

#include <pthread.h>
#include <sys/socket.h>

#include "testamur/signer/server.h"

struct service {
	pthread_t thread;
	int fd;
	struct tsm_keystore *store;
	struct tsm_signer *signer;
};

static inline void *service_run(void *arg)
{
	struct service *service = arg;
	enum tsm_status status =
	    tsm_signer_serve(service->store, service->fd, NULL);
	close(service->fd);
	return status == TSM_OK ? arg : NULL;
}

static inline void service_start(struct service *service)
{
	int ends[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(
	    tsm_keystore_open(keys_dir, &service->store, NULL), TSM_OK);
	service->fd = ends[1];
	assert_int_equal(
	    pthread_create(&service->thread, NULL, service_run, service), 0);
	assert_int_equal(tsm_signer_attach(ends[0], &service->signer), TSM_OK);
}

static inline void service_stop(struct service *service)
{
	void *result = NULL;
	tsm_signer_close(&service->signer);
	assert_int_equal(pthread_join(service->thread, &result), 0);
	assert_non_null(result);
	tsm_keystore_free(&service->store);
}

#endif
