/*
 * Verifications per second of processor time, to be held against
 * "openssl speed ecdsap256 ecdsap384 rsa2048 ed25519" run beside it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../unit/crypto/vectors.h"
#include "testamur/crypto/jws.h"
#include "testamur/json/write.h"

#define SECONDS 1.0

static double now(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void require(bool condition)
{
	if (!condition)
		exit(1);
}

static void run(const char *name, const char *jwk_text, const char *token)
{
	struct tsm_arena arena;
	struct tsm_jws jws;
	const struct tsm_json *jwk = NULL;
	struct tsm_public_key *key = NULL;
	long count = 0;
	tsm_arena_init(&arena, 0);
	require(tsm_json_parse(&arena, jwk_text, tsm_str(jwk_text).len, NULL,
		    &jwk, NULL) == TSM_OK);
	require(tsm_public_key_from_jwk(jwk, &key, NULL) == TSM_OK);
	require(tsm_jws_parse(&arena, tsm_str(token), &jws, NULL) == TSM_OK);
	double start = now();
	double end = start;
	for (; end - start < SECONDS; end = now(), count++) {
		bool valid = false;
		require(
		    tsm_jws_verify(&jws, key, &valid, NULL) == TSM_OK && valid);
	}
	printf("%-6s %8.0f/s\n", name, (double)count / (end - start));
	tsm_public_key_free(&key);
	tsm_arena_release(&arena);
}

int main(void)
{
	tsm_json_setup();
	run("EdDSA", ED_JWK, ED_JWS);
	run("ES256", ES256_JWK, ES256_JWS);
	run("ES384", ES384_JWK, ES384_JWS);
	run("RS256", RS256_JWK, RS256_JWS);
	return 0;
}
