/*
 * world.h - an invented issuer with its keys, documents and lists, for the
 * tests of the verifier: no network, no clock, keys made afresh each run.
 *
 * A test changes a few members of a struct badge or of the world and asks
 * which code a check gives.
 */
#ifndef TESTS_UNIT_VERIFY_WORLD_H
#define TESTS_UNIT_VERIFY_WORLD_H

#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "testamur/base/alloc.h"
#include "testamur/base/encode.h"
#include "testamur/base/time.h"
#include "testamur/status/bitstring.h"
#include "testamur/verify/verify.h"

#define UNUSED_OK __attribute__((unused))

#define HOST           "https://issuer.example"
#define DID            "did:web:issuer.example:issuers:mfpe"
#define DID_URL        HOST "/issuers/mfpe/did.json"
#define KID            DID "#es256-1"
#define REVOCATION_URL HOST "/issuers/mfpe/status/1/revocation"
#define SUSPENSION_URL HOST "/issuers/mfpe/status/1/suspension"
#define BADGE_ID       HOST "/V/0123456789ABCDEFGHJKMNPQRS0"
#define REFRESH_URL    HOST "/V/0123456789ABCDEFGHJKMNPQRS0/current"
#define CONTEXTS                              \
 "[\"https://www.w3.org/ns/credentials/v2\"," \
 "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"

#define NOW  ((int64_t)1767225600) /* 2026-01-01T00:00:00Z */
#define YEAR ((int64_t)31536000)

/* ---- keys ---------------------------------------------------------------- */

struct test_key {
	EVP_PKEY *pkey;
	char jwk[256]; /* without kid */
};

UNUSED_OK static char *text_of(struct tsm_buf *buf)
{
	char *text = tsm_buf_take(buf, NULL);
	assert_non_null(text);
	return text;
}

/* printf into allocated memory. */
UNUSED_OK static char *format(const char *fmt, ...) TSM_PRINTF(1, 2);
UNUSED_OK static char *format(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	char *text = malloc((size_t)len + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	va_end(args);
	return text;
}

UNUSED_OK static char *base64url(const void *data, size_t len)
{
	struct tsm_buf buf;
	tsm_buf_init(&buf, 0);
	tsm_base64url_encode(&buf, data, len);
	char *copy = format("%s", tsm_buf_cstr(&buf));
	tsm_buf_release(&buf);
	return copy;
}

UNUSED_OK static void key_make(struct test_key *key)
{
	BIGNUM *x = NULL, *y = NULL;
	unsigned char bytes[32];

	key->pkey = EVP_EC_gen("P-256");
	assert_non_null(key->pkey);
	assert_int_equal(
	    EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_EC_PUB_X, &x), 1);
	assert_int_equal(
	    EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_EC_PUB_Y, &y), 1);
	BN_bn2binpad(x, bytes, 32);
	char *tx = base64url(bytes, 32);
	BN_bn2binpad(y, bytes, 32);
	char *ty = base64url(bytes, 32);
	snprintf(key->jwk, sizeof(key->jwk),
	    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}", tx,
	    ty);
	free(tx);
	free(ty);
	BN_free(x);
	BN_free(y);
}

/* ES256 as r and s; der true: as DER, which JOSE forbids. */
UNUSED_OK static char *sign(
    const struct test_key *key, const char *input, bool der)
{
	unsigned char sig[128], raw[64];
	size_t len = sizeof(sig);
	const unsigned char *p = sig;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	assert_int_equal(
	    EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key->pkey), 1);
	assert_int_equal(EVP_DigestSign(ctx, sig, &len,
			     (const unsigned char *)input, strlen(input)),
	    1);
	EVP_MD_CTX_free(ctx);
	if (der)
		return base64url(sig, len);
	ECDSA_SIG *parts = d2i_ECDSA_SIG(NULL, &p, (long)len);
	BN_bn2binpad(ECDSA_SIG_get0_r(parts), raw, 32);
	BN_bn2binpad(ECDSA_SIG_get0_s(parts), raw + 32, 32);
	ECDSA_SIG_free(parts);
	return base64url(raw, sizeof(raw));
}

/* header.payload.signature of two JSON texts. */
UNUSED_OK static char *token(const struct test_key *key, const char *header,
    const char *payload, bool der)
{
	char *h = base64url(header, strlen(header));
	char *p = base64url(payload, strlen(payload));
	char *input = format("%s.%s", h, p);
	char *s = sign(key, input, der);
	char *whole = format("%s.%s", input, s);
	free(h);
	free(p);
	free(input);
	free(s);
	return whole;
}

/* ---- the world ------------------------------------------------------------- */

#define PAGES_MAX 32

struct page {
	char *url;
	char *body; /* NULL: 404 */
	enum tsm_status status;
	unsigned asked;
	unsigned port; /* see port_allowed() */
};

struct world {
	struct test_key key;   /* the issuer's */
	struct test_key other; /* somebody else's */
	struct page pages[PAGES_MAX];
	size_t n_pages;
	struct tsm_fetcher fetcher;
	struct tsm_trust *trust;
	struct tsm_verifier *verifier;
	struct tsm_verify_options options;
	struct tsm_arena arena;
	unsigned fetches;
	int64_t saved_at; /* of all copies; 0: they are live */
	unsigned dated;   /* requests of another date, and the last one's */
	int64_t datetime;
	int64_t memento_at; /* what dated answers say of themselves */
	const char *memento;
};

UNUSED_OK static struct page *page_find(struct world *w, const char *url)
{
	for (size_t i = 0; i < w->n_pages; i++)
		if (strcmp(w->pages[i].url, url) == 0)
			return &w->pages[i];
	return NULL;
}

/* Which port its last request was allowed, besides 443. */
UNUSED_OK static unsigned port_allowed(struct world *w, const char *url)
{
	const struct page *page = page_find(w, url);
	return page != NULL ? page->port : UINT_MAX;
}

/* Serve body (taken over) at url; NULL with a status: fail like that. */
UNUSED_OK static void serve(
    struct world *w, const char *url, char *body, enum tsm_status status)
{
	struct page *page = page_find(w, url);
	if (page == NULL) {
		assert_true(w->n_pages < PAGES_MAX);
		page = &w->pages[w->n_pages++];
		page->url = format("%s", url);
	} else {
		free(page->body);
	}
	page->body = body;
	page->status = status;
}

UNUSED_OK static enum tsm_status world_fetch(void *self,
    struct tsm_arena *arena, const struct tsm_fetch_request *request,
    struct tsm_fetch_reply *ret_reply, struct tsm_error *err)
{
	struct world *w = self;
	struct page *page = NULL;

	/* as it was at another date, for whoever asks: "URL@" */
	if (request->datetime != 0) {
		char *dated = format("%s@", request->url);
		page = page_find(w, dated);
		free(dated);
		w->datetime = request->datetime;
		w->dated++;
	}
	if (page == NULL)
		page = page_find(w, request->url);

	memset(ret_reply, 0, sizeof(*ret_reply));
	w->fetches++;
	if (page == NULL || page->status != TSM_OK)
		return tsm_fail(err,
		    page == NULL ? TSM_E_NOT_FOUND : page->status, NULL,
		    "the test says so");
	page->asked++;
	page->port = request->allowed_port;
	size_t len = strlen(page->body);
	char *copy = tsm_arena_copy(arena, page->body, len);
	if (copy == NULL)
		return tsm_fail_memory(err);
	ret_reply->http_status = 200;
	ret_reply->body = tsm_str_n(copy, len);
	ret_reply->at = w->saved_at;
	if (request->datetime != 0) {
		ret_reply->memento_at = w->memento_at;
		ret_reply->memento = tsm_str(w->memento);
	}
	ret_reply->content_type = tsm_str("application/json");
	return TSM_OK;
}

/* The issuer's DID document; window: members of the method, or "". */
UNUSED_OK static char *did_document(
    const struct world *w, const char *id, const char *window, bool asserts)
{
	return format("{\"@context\":[\"https://www.w3.org/ns/did/v1\"],"
		      "\"id\":\"%s\",\"verificationMethod\":[{\"id\":"
		      "\"%s#es256-1\",\"type\":\"JsonWebKey\",\"controller\":"
		      "\"%s\",%s\"publicKeyJwk\":%s}],\"%s\":[\"%s#es256-1\"]}",
	    id, id, id, window, w->key.jwk,
	    asserts ? "assertionMethod" : "authentication", id);
}

struct list_spec {
	const struct test_key *key;
	const char *url;
	const char *id;      /* NULL: url */
	const char *issuer;  /* NULL: DID */
	const char *kid;     /* NULL: KID */
	const char *purpose; /* as JSON text */
	const char *encoded; /* NULL: from set */
	const char *extra;   /* members of the credential, "," first; or "" */
	const char *valid_from;
	const char *ttl; /* as JSON text; NULL: five minutes */
	int64_t set;     /* entry that is 1; -1: none */
	unsigned bits;
};

UNUSED_OK static char *encoded_list(int64_t set, unsigned bits)
{
	struct tsm_bitstring list;
	struct tsm_buf buf;

	tsm_buf_init(&buf, 0);
	assert_int_equal(tsm_bitstring_init(131072, bits, &list), TSM_OK);
	if (set >= 0)
		assert_int_equal(
		    tsm_bitstring_set(&list, (uint64_t)set, 1), TSM_OK);
	assert_int_equal(tsm_bitstring_encode(&list, &buf), TSM_OK);
	tsm_bitstring_release(&list);
	char *copy = format("%s", tsm_buf_cstr(&buf));
	tsm_buf_release(&buf);
	return copy;
}

UNUSED_OK static struct list_spec list_spec(
    const struct world *w, const char *url, const char *purpose)
{
	struct list_spec spec = { &w->key, url, NULL, NULL, NULL, purpose, NULL,
		"", "2025-12-01T00:00:00Z", NULL, -1, 1 };
	return spec;
}

UNUSED_OK static char *list_token(const struct list_spec *s)
{
	char *encoded = s->encoded != NULL ? format("%s", s->encoded)
					   : encoded_list(s->set, s->bits);
	char *header = format("{\"alg\":\"ES256\",\"typ\":\"vc+jwt\","
			      "\"kid\":\"%s\"}",
	    s->kid != NULL ? s->kid : KID);
	char *payload = format(
	    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"
	    "\"id\":\"%s\",\"type\":[\"VerifiableCredential\","
	    "\"BitstringStatusListCredential\"],\"issuer\":\"%s\","
	    "\"validFrom\":\"%s\"%s,\"credentialSubject\":{\"id\":"
	    "\"%s#list\",\"type\":\"BitstringStatusList\","
	    "\"statusPurpose\":%s,\"ttl\":%s,\"encodedList\":"
	    "\"%s\"}}",
	    s->id != NULL ? s->id : s->url, s->issuer != NULL ? s->issuer : DID,
	    s->valid_from, s->extra, s->url, s->purpose,
	    s->ttl != NULL ? s->ttl : "300000", encoded);
	char *whole = token(s->key, header, payload, false);
	free(encoded);
	free(header);
	free(payload);
	return whole;
}

UNUSED_OK static void serve_list(struct world *w, const struct list_spec *s)
{
	serve(w, s->url, list_token(s), TSM_OK);
}

UNUSED_OK static void world_open(struct world *w)
{
	memset(w, 0, sizeof(*w));
	key_make(&w->key);
	key_make(&w->other);
	w->fetcher.fetch = world_fetch;
	w->fetcher.self = w;
	assert_int_equal(tsm_trust_new(&w->trust), TSM_OK);
	assert_int_equal(tsm_trust_add(w->trust, "Montana providers", DID,
			     "Montana Federation", NULL),
	    TSM_OK);
	struct tsm_verifier_options options = {
		.fetcher = &w->fetcher,
		.trust = w->trust,
	};
	assert_int_equal(
	    tsm_verifier_new(&options, &w->verifier, NULL), TSM_OK);
	tsm_arena_init(&w->arena, 0);
	w->options.now = NOW;
	serve(w, DID_URL, did_document(w, DID, "", true), TSM_OK);
	struct list_spec r = list_spec(w, REVOCATION_URL, "\"revocation\"");
	struct list_spec s = list_spec(w, SUSPENSION_URL, "\"suspension\"");
	serve_list(w, &r);
	serve_list(w, &s);
}

UNUSED_OK static void world_close(struct world *w)
{
	for (size_t i = 0; i < w->n_pages; i++) {
		free(w->pages[i].url);
		free(w->pages[i].body);
	}
	tsm_verifier_free(&w->verifier);
	tsm_trust_free(&w->trust);
	tsm_arena_release(&w->arena);
	EVP_PKEY_free(w->key.pkey);
	EVP_PKEY_free(w->other.pkey);
}

/* ---- badges ---------------------------------------------------------------- */

/* A credential in pieces; NULL pieces are left out. */
struct badge {
	const struct test_key *key;
	const char *header; /* the whole JOSE header */
	const char *context;
	const char *id;
	const char *issuer; /* its id */
	const char *valid_from;
	const char *valid_until;
	const char *subject; /* JSON text */
	const char *status;  /* JSON text */
	const char *extra;   /* further members, each with a comma after */
	const char *claims;  /* further members, with a comma before each */
	bool der;
};

#define SUBJECT_ID "urn:uuid:2f0d2c4e-31a5-4c6f-9a3e-0f5d6f1b7c11"
#define ACHIEVEMENT                                                    \
 "\"achievement\":{\"id\":\"" HOST "/issuers/mfpe/achievements/js1\"," \
 "\"type\":[\"Achievement\"],\"name\":\"Just Society, series 1\","     \
 "\"description\":\"Six sessions\",\"criteria\":{\"narrative\":"       \
 "\"Attend all six\"},\"resultDescription\":[{\"id\":"                 \
 "\"urn:uuid:5f7a6f6e-0b0b-4f58-a7c5-7b35dd0f6b1e\",\"type\":"         \
 "[\"ResultDescription\"],\"name\":\"Montana OPI renewal units\","     \
 "\"resultType\":\"RawScore\",\"valueMin\":\"0\",\"valueMax\":"        \
 "\"6\"}]}"
#define SUBJECT                                                        \
 "{\"id\":\"" SUBJECT_ID "\",\"type\":[\"AchievementSubject\"],"       \
 "\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":false,"      \
 "\"identityHash\":\"Ada Example\",\"identityType\":\"name\"},{"       \
 "\"type\":\"IdentityObject\",\"hashed\":true,\"identityHash\":"       \
 "\"sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c9"  \
 "22ef399\",\"identityType\":\"emailAddress\",\"salt\":\"Kosher\"}],"  \
 "\"activityStartDate\":\"2021-11-19T00:00:00Z\",\"activityEndDate\":" \
 "\"2021-12-17T00:00:00Z\",\"creditsEarned\":5,\"result\":[{\"type\":" \
 "[\"Result\"],\"resultDescription\":"                                 \
 "\"urn:uuid:5f7a6f6e-0b0b-4f58-a7c5-7b35dd0f6b1e\",\"value\":"        \
 "\"5\"}]," ACHIEVEMENT "}"
#define ENTRY(purpose, index, url)                           \
 "{\"id\":\"" url "#" #index "\",\"type\":"                  \
 "\"BitstringStatusListEntry\",\"statusPurpose\":\"" purpose \
 "\",\"statusListIndex\":\"" #index "\",\"statusListCredential\":\"" url "\"}"
#define STATUS                                             \
 "[" ENTRY("revocation", 94567, REVOCATION_URL) "," ENTRY( \
     "suspension", 94567, SUSPENSION_URL) "]"
#define HEADER "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" KID "\"}"
#define CLAIMS                                                       \
 ",\"iss\":\"" DID "\",\"jti\":\"" BADGE_ID "\",\"nbf\":1639958400," \
 "\"sub\":\"" SUBJECT_ID "\""

UNUSED_OK static struct badge badge(const struct world *w)
{
	struct badge b = { &w->key, HEADER, CONTEXTS, BADGE_ID, DID,
		"2021-12-20T00:00:00Z", NULL, SUBJECT, STATUS, NULL, CLAIMS,
		false };
	return b;
}

UNUSED_OK static char *badge_payload(const struct badge *b)
{
	char *until = b->valid_until != NULL
			  ? format("\"validUntil\":\"%s\",", b->valid_until)
			  : format("%s", "");
	char *status = b->status != NULL
			   ? format(",\"credentialStatus\":%s", b->status)
			   : format("%s", "");
	char *payload = format(
	    "{\"@context\":%s,\"id\":\"%s\",\"type\":[\"VerifiableCredential\","
	    "\"OpenBadgeCredential\"],\"name\":\"Just Society\",\"issuer\":{"
	    "\"id\":\"%s\",\"type\":[\"Profile\"],\"name\":\"MFPE\"},"
	    "\"validFrom\":\"%s\",%s%s\"credentialSubject\":%s%s%s}",
	    b->context, b->id, b->issuer, b->valid_from, until,
	    b->extra != NULL ? b->extra : "", b->subject, status,
	    b->claims != NULL ? b->claims : "");
	free(until);
	free(status);
	return payload;
}

UNUSED_OK static char *badge_token(const struct badge *b)
{
	char *payload = badge_payload(b);
	char *whole = token(b->key, b->header, payload, b->der);
	free(payload);
	return whole;
}

/* ---- asking ---------------------------------------------------------------- */

UNUSED_OK static const struct tsm_report *verify_bytes(
    struct world *w, const void *data, size_t len)
{
	const struct tsm_report *report = NULL;
	struct tsm_error err = { 0 };

	enum tsm_status status = tsm_verify(
	    w->verifier, data, len, &w->options, &w->arena, &report, &err);
	if (status != TSM_OK)
		fail_msg("%s", err.text);
	return report;
}

UNUSED_OK static const struct tsm_report *verify_text(
    struct world *w, const char *text)
{
	return verify_bytes(w, text, strlen(text));
}

UNUSED_OK static const struct tsm_report *verify_badge(
    struct world *w, const struct badge *b)
{
	char *text = badge_token(b);
	const struct tsm_report *report = verify_text(w, text);
	free(text);
	return report;
}

UNUSED_OK static const char *code_of(
    const struct tsm_report *report, enum tsm_check check)
{
	return report->checks[check].code->name;
}

UNUSED_OK static void print_report(const struct tsm_report *report)
{
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	if (tsm_report_text(report, &out) == TSM_OK)
		print_message("%s\n", tsm_buf_cstr(&out));
	tsm_buf_release(&out);
}

/* The check gives this code; the verdict is that. */
UNUSED_OK static void assert_code(
    const struct tsm_report *report, enum tsm_check check, const char *want)
{
	if (strcmp(code_of(report, check), want) != 0)
		print_report(report);
	assert_string_equal(code_of(report, check), want);
}

UNUSED_OK static void assert_verdict(
    const struct tsm_report *report, enum tsm_verdict want)
{
	if (report->verdict != want)
		print_report(report);
	assert_string_equal(
	    tsm_verdict_name(report->verdict), tsm_verdict_name(want));
}

/* A failed check before the signature holds leaves nothing as fact. */
UNUSED_OK static void assert_not_evaluated_after(
    const struct tsm_report *report, enum tsm_check last)
{
	for (unsigned i = (unsigned)last + 1; i < TSM_CHECK_COUNT; i++) {
		assert_string_equal(
		    report->checks[i].code->name, "not_evaluated");
		assert_int_equal(
		    report->checks[i].outcome, TSM_COULD_NOT_CHECK);
	}
	assert_null(report->facts);
}

UNUSED_OK static int setup_world(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	world_open(w);
	*state = w;
	return 0;
}

UNUSED_OK static int teardown_world(void **state)
{
	world_close(*state);
	free(*state);
	return 0;
}

#define world_test(f) \
 cmocka_unit_test_setup_teardown(f, setup_world, teardown_world)

#endif
