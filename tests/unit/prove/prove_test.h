/*
 * prove_test.h - a credential to sign, and a key for it.
 */
#ifndef TESTS_PROVE_TEST_H
#define TESTS_PROVE_TEST_H

#include "../signer/service_test.h"

#include "testamur/json/write.h"
#include "testamur/prove/prove.h"

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
