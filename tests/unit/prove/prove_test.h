/*
 * prove_test.h - a key process in a thread, and a credential to sign.
 */
#ifndef TESTS_PROVE_TEST_H
#define TESTS_PROVE_TEST_H

#include "../signer/signer_test.h"

#include <pthread.h>
#include <sys/socket.h>

#include "testamur/json/write.h"
#include "testamur/prove/prove.h"
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

#define ISSUER "did:web:board.example"

/* A credential with its n-th id. */
static inline json_t *credential(int n)
{
	char id[64];
	json_t *root = json_object();
	(void)snprintf(id, sizeof(id), "https://board.example/V/%d", n);
	tsm_json_add(tsm_json_set_array(root, "@context"),
	    "https://www.w3.org/ns/credentials/v2");
	tsm_json_set(root, "id", id);
	tsm_json_add(tsm_json_set_array(root, "type"), "VerifiableCredential");
	json_t *issuer = tsm_json_set_object(root, "issuer");
	tsm_json_set(issuer, "id", ISSUER);
	tsm_json_set(issuer, "name", "Board \"of\" Examiners, Zürich");
	tsm_json_set(root, "validFrom", "2026-01-02T03:04:05Z");
	json_t *subject = tsm_json_set_object(root, "credentialSubject");
	tsm_json_set(subject, "id", "urn:uuid:0");
	tsm_json_set_decimal(subject, "units", (struct tsm_decimal){ 1, 1 });
	return root;
}

static const struct tsm_prove_key signing_key = { "board/es256-1", "ES256",
	ISSUER "#es256-1" };

#endif
