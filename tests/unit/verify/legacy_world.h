/*
 * legacy_world.h - an invented issuer of Open Badges 2.0 beside that of
 * world.h: its profile, key, badge and an assertion that it publishes.
 */
#ifndef TESTS_UNIT_VERIFY_LEGACY_WORLD_H
#define TESTS_UNIT_VERIFY_LEGACY_WORLD_H

#include <openssl/pem.h>

#include "world.h"

#define ID      HOST "/ob2/assertions/1"
#define BADGE   HOST "/ob2/badges/1"
#define PROFILE HOST "/ob2/issuer"
#define KEY     HOST "/ob2/key"
#define LIST    HOST "/ob2/revoked"
#define V2      "\"@context\":\"https://w3id.org/openbadges/v2\""

struct assertion {
	const char *id;
	const char *badge; /* as JSON */
	const char *verification;
	const char *issued;
	const char *recipient;
	const char *more; /* members with a comma before each */
};

UNUSED_OK static const struct assertion hosted = { ID, "\"" BADGE "\"",
	"{\"type\":\"HostedBadge\"}", "2021-12-20T00:00:00Z",
	"{\"type\":\"email\",\"hashed\":false,\"identity\":"
	"\"ada@example.org\"}",
	"" };

UNUSED_OK static char *text_of_assertion(const struct assertion *a)
{
	return format("{" V2 ",\"type\":\"Assertion\",\"id\":\"%s\",\"recipient"
		      "\":%s,\"badge\":%s,\"verification\":%s,\"issuedOn\":"
		      "\"%s\"%s}",
	    a->id, a->recipient, a->badge, a->verification, a->issued, a->more);
}

UNUSED_OK static char *pem_of(const struct test_key *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data, *text;

	assert_int_equal(PEM_write_bio_PUBKEY(bio, key->pkey), 1);
	long len = BIO_get_mem_data(bio, &data);
	text = calloc(1, (size_t)len * 2 + 1);
	for (long i = 0, n = 0; i < len; i++) {
		if (data[i] == '\n')
			text[n++] = '\\';
		text[n++] = (char)(data[i] == '\n' ? 'n' : data[i]);
	}
	BIO_free(bio);
	return text;
}

/* The issuer's profile; more: members with a comma before each. */
UNUSED_OK static void serve_profile(struct world *w, const char *more)
{
	serve(w, PROFILE,
	    format("{" V2 ",\"type\":\"Profile\",\"id\":\"" PROFILE
		   "\",\"name\":\"Federation\",\"url\":\"" HOST
		   "\",\"publicKey\":\"" KEY "\"%s}",
		more),
	    TSM_OK);
	w->options.now += 301; /* what was cached is asked for again */
}

UNUSED_OK static void serve_key(
    struct world *w, const struct test_key *key, const char *owner)
{
	char *pem = pem_of(key);

	serve(w, KEY,
	    format("{" V2 ",\"type\":\"CryptographicKey\",\"id\":\"" KEY
		   "\",\"owner\":\"%s\",\"publicKeyPem\":\"%s\"}",
		owner, pem),
	    TSM_OK);
	free(pem);
	w->options.now += 301;
}

UNUSED_OK static void serve_badge(struct world *w, const char *id)
{
	serve(w, BADGE,
	    format(
		"{" V2 ",\"type\":\"BadgeClass\",\"id\":\"%s\",\"name\":"
		"\"Just Society\",\"description\":\"Six sessions\","
		"\"criteria\":{\"narrative\":\"Attend\"},\"issuer\":\"" PROFILE
		"\"}",
		id),
	    TSM_OK);
	w->options.now += 301;
}

UNUSED_OK static void serve_assertion(
    struct world *w, const struct assertion *a)
{
	serve(w, a->id, text_of_assertion(a), TSM_OK);
	w->options.now += 301;
}

UNUSED_OK static int setup_legacy(void **state)
{
	(void)setup_world(state);
	struct world *w = *state;
	serve_profile(w, "");
	serve_key(w, &w->key, PROFILE);
	serve_badge(w, BADGE);
	serve_assertion(w, &hosted);
	return 0;
}

#define SIGNED                                                            \
 {                                                                        \
  "urn:uuid:3b5e4f0a-6d0c-4a44-9a9c-1a2b3c4d5e6f", "\"" BADGE "\"",       \
      "{\"type\":\"SignedBadge\",\"creator\":\"" KEY "\"}",               \
      "2021-12-20T00:00:00Z",                                             \
      "{\"type\":\"email\",\"hashed\":true,\"salt\":\"Kosher\","          \
      "\"identity\":\"sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baec" \
      "c2c0b913aee2c922ef399\"}",                                         \
      ""                                                                  \
 }

#endif
