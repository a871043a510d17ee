/*
 * did_test.h - small helpers of the DID tests.
 */
#ifndef TESTS_DID_TEST_H
#define TESTS_DID_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "testamur/did/did.h"

#define ED_KEY  "z6MkhvgJL6NGMtPdsFqjujFhiMq8Gca7NgYScv29uMKVkVKn"
#define ED_DID  "did:key:" ED_KEY
#define ED_X    "M5kqthI-4U4wYqT2tx5HOLulf21e_gBU-jvLnQ7H6Ok"
#define WEB     "did:web:board.example"
#define JWK_OKP "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\"}"

/* A method of a document of WEB, more members before its end. */
#define METHOD(id, more)                                            \
 "{\"id\":\"" id "\",\"type\":\"JsonWebKey\",\"controller\":\"" WEB \
 "\",\"publicKeyJwk\":" JWK_OKP more "}"
#define DOCUMENT(methods, rest) \
 "{\"id\":\"" WEB "\",\"verificationMethod\":[" methods "]" rest "}"

static inline enum tsm_status parse(struct tsm_arena *arena, const char *text,
    const char *id, struct tsm_did_document *ret_doc)
{
	struct tsm_error err = { 0 };
	enum tsm_status status = tsm_did_document_parse(
	    arena, text, strlen(text), id, ret_doc, &err);
	assert_int_equal(status, err.status);
	return status;
}

#endif
