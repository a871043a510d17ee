/* A holder with a DID of their own, and tokens of presentations by them. */
#ifndef TESTAMUR_TESTS_PRESENTED_H
#define TESTAMUR_TESTS_PRESENTED_H

#include "world.h"

#define HOLDER     "did:web:issuer.example:holders:ada"
#define HOLDER_URL HOST "/holders/ada/did.json"

/* The badge is about the holder; its token is the caller's. */
UNUSED_OK static char *held_badge(struct world *w)
{
	struct badge b = badge(w);
	const char *rest = strstr(SUBJECT, SUBJECT_ID) + strlen(SUBJECT_ID);
	char *subject = format("{\"id\":\"%s%s", HOLDER, rest);

	b.subject = subject;
	b.claims = NULL;
	b.header = "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID "\"}";
	char *text = badge_token(&b);
	free(subject);
	return text;
}

/* credentials: JSON of the array; claims: with a comma before each. */
UNUSED_OK static char *presentation(
    struct world *w, const char *credentials, const char *claims)
{
	char *payload =
	    format("{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"
		   "\"type\":[\"VerifiablePresentation\"],\"holder\":\"%s\","
		   "\"verifiableCredential\":%s%s}",
		HOLDER, credentials, claims);
	char *text = token(&w->key,
	    "{\"alg\":\"ES256\",\"typ\":\"vp+jwt\",\"kid\":\"" HOLDER
	    "#es256-1\"}",
	    payload, false);
	free(payload);
	serve(w, HOLDER_URL, did_document(w, HOLDER, "", false), TSM_OK);
	return text;
}

#endif
