/*
 * Whole verifications of eddsa-rdfc-2022: bytes in, report out, every check
 * on; key and status list cached, no result cached, a thousand different
 * credentials in turn. Beside them, in the same rounds, the one thing that
 * nobody can do without: an Ed25519 verification of 64 bytes, by OpenSSL
 * and by libsodium.
 */
#include <string.h>

#include <openssl/evp.h>
#include <sodium.h>

#include "../shared.h"
#include "testamur/base/alloc.h"
#include "testamur/base/encode.h"
#include "testamur/proof/integrity.h"
#include "testamur/status/bitstring.h"
#include "testamur/verify/verify.h"

#define CREDENTIALS 1000
#define NOW         ((int64_t)1790812800) /* 2026-10-01T00:00:00Z */

/* What is different in each; as long as what replaces it. */
#define ITS_UUID  "0192a3c4-5e6f-7a8b-9c0d-1e2f3a4b5c6d"
#define ITS_INDEX "94567"
#define ITS_HASH  "5f2ddbf7a1b0c2b19a3b0b84d2bfb4d8"
#define ITS_DID   "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q"
#define ITS_LIST  "https://badges.example.edu/status/1"

struct job {
	unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret_key[crypto_sign_SECRETKEYBYTES];
	char did[sizeof(ITS_DID)];
	char *texts[CREDENTIALS];
	char *list;
	unsigned fetches;
	struct tsm_fetcher fetcher;
	struct tsm_jsonld_store *contexts;
	struct tsm_trust *trust;
	struct tsm_verifier *verifier;
	struct tsm_arena arena;
	unsigned char message[64];
	unsigned char signature[crypto_sign_BYTES];
	EVP_PKEY *pkey;
};

/* --- what is measured ----------------------------------------------------- */

static const struct tsm_report *verify(struct job *job, const char *text)
{
	const struct tsm_verify_options options = { .now = NOW };
	const struct tsm_report *report;

	tsm_arena_release(&job->arena);
	bench_must(tsm_verify(job->verifier, text, strlen(text), &options,
		       &job->arena, &report, NULL) == TSM_OK);
	bench_must(report->verdict == TSM_VERIFIED && report->facts != NULL);
	bench_must(report->checks[TSM_CHECK_REVOCATION].outcome == TSM_PASS);
	return report;
}

static void whole(void *ctx, size_t n)
{
	struct job *job = ctx;

	for (size_t i = 0; i < n; i++)
		(void)verify(job, job->texts[i % CREDENTIALS]);
}

/* The same, and the report written as JSON. */
static void written(void *ctx, size_t n)
{
	struct job *job = ctx;
	struct tsm_buf text;

	for (size_t i = 0; i < n; i++) {
		tsm_buf_init(&text, 0);
		bench_must(
		    tsm_report_write(verify(job, job->texts[i % CREDENTIALS]),
			&text) == TSM_OK);
		tsm_buf_release(&text);
	}
}

static void openssl(void *ctx, size_t n)
{
	struct job *job = ctx;

	while (n-- > 0) {
		EVP_MD_CTX *md = EVP_MD_CTX_new();
		bench_must(
		    EVP_DigestVerifyInit(md, NULL, NULL, NULL, job->pkey) == 1);
		bench_must(
		    EVP_DigestVerify(md, job->signature, sizeof(job->signature),
			job->message, sizeof(job->message)) == 1);
		EVP_MD_CTX_free(md);
	}
}

static void libsodium(void *ctx, size_t n)
{
	struct job *job = ctx;

	while (n-- > 0)
		bench_must(
		    crypto_sign_verify_detached(job->signature, job->message,
			sizeof(job->message), job->public_key) == 0);
}

/* --- the issuer ----------------------------------------------------------- */

static char *multibase(const unsigned char *data, size_t len)
{
	struct tsm_buf text;

	tsm_buf_init(&text, 0);
	bench_must(tsm_multibase_encode(&text, 'z', data, len) == TSM_OK);
	return tsm_buf_take(&text, NULL);
}

static void make_key(struct job *job)
{
	unsigned char bytes[34] = { 0xed, 0x01 };

	bench_must(sodium_init() >= 0);
	bench_must(crypto_sign_keypair(job->public_key, job->secret_key) == 0);
	memcpy(bytes + 2, job->public_key, 32);
	char *name = multibase(bytes, sizeof(bytes));
	int len = snprintf(job->did, sizeof(job->did), "did:key:%s", name);
	bench_must(len == (int)sizeof(ITS_DID) - 1);
	tsm_free(name);
	job->pkey = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, job->public_key, 32);
	bench_must(job->pkey != NULL);
	randombytes_buf(job->message, sizeof(job->message));
	crypto_sign_detached(job->signature, NULL, job->message,
	    sizeof(job->message), job->secret_key);
}

static char *with_proof(
    const struct job *job, const char *document, const char *value)
{
	struct tsm_buf text;
	const char *end = strrchr(document, '}');

	tsm_buf_init(&text, 0);
	tsm_buf_add(&text, document, (size_t)(end - document));
	tsm_buf_printf(&text,
	    ",\"proof\":{\"type\":\"DataIntegrityProof\",\"created\":"
	    "\"2026-09-22T00:47:37Z\",\"verificationMethod\":\"%s#%s\","
	    "\"cryptosuite\":\"eddsa-rdfc-2022\",\"proofPurpose\":"
	    "\"assertionMethod\",\"proofValue\":\"%s\"}}",
	    job->did, job->did + strlen("did:key:"), value);
	return tsm_buf_take(&text, NULL);
}

/* document with its proof: tsm_free() it. */
static char *sign(struct job *job, const char *document)
{
	unsigned char signature[crypto_sign_BYTES];
	struct tsm_integrity integrity;
	struct tsm_integrity_hash hash;
	const struct tsm_json *json;
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	char *draft = with_proof(job, document, "z");
	bench_must(tsm_json_parse(&arena, draft, strlen(draft), NULL, &json,
		       NULL) == TSM_OK);
	bench_must(tsm_integrity_open(&arena, json, job->contexts, NULL,
		       &integrity, NULL) == TSM_OK);
	bench_must(tsm_integrity_hash(&integrity, integrity.proofs[0].suite,
		       TSM_SHA256, integrity.proofs[0].json, &hash, NULL,
		       NULL) == TSM_OK);
	crypto_sign_detached(
	    signature, NULL, hash.data, hash.len, job->secret_key);
	char *value = multibase(signature, sizeof(signature));
	char *text = with_proof(job, document, value);
	tsm_free(value);
	tsm_free(draft);
	tsm_arena_release(&arena);
	return text;
}

static void put(char *text, const char *old, const char *now)
{
	bench_must(strlen(old) == strlen(now) && strstr(text, old) != NULL);
	for (char *at = text; (at = strstr(at, old)) != NULL;)
		memcpy(at, now, strlen(now));
}

/* The n-th, unsigned: another id, holder and status index. */
static void make_different(const struct job *job, char *text, unsigned n)
{
	char now[64];

	put(text, ITS_DID, job->did);
	(void)snprintf(now, sizeof(now), "0192a3c4-%04x-7a8b-9c0d-%012x",
	    n & 0xffff, n * 2654435761U);
	put(text, ITS_UUID, now);
	(void)snprintf(now, sizeof(now), "%05u", 10000 + n * 61 % 90000);
	put(text, ITS_INDEX, now);
	(void)snprintf(
	    now, sizeof(now), "%08x%08x%016x", ~n, n * 2246822519U, n);
	put(text, ITS_HASH, now);
}

static char *make_list(struct job *job)
{
	struct tsm_bitstring bits;
	struct tsm_buf encoded, text;

	tsm_buf_init(&encoded, 0);
	tsm_buf_init(&text, 0);
	bench_must(tsm_bitstring_init(131072, 1, &bits) == TSM_OK);
	bench_must(tsm_bitstring_set(&bits, 7, 1) == TSM_OK);
	bench_must(tsm_bitstring_encode(&bits, &encoded) == TSM_OK);
	tsm_bitstring_release(&bits);
	tsm_buf_printf(&text,
	    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"
	    "\"id\":\"" ITS_LIST "\",\"type\":[\"VerifiableCredential\","
	    "\"BitstringStatusListCredential\"],\"issuer\":\"%s\","
	    "\"validFrom\":\"2026-01-01T00:00:00Z\",\"credentialSubject\":"
	    "{\"id\":\"" ITS_LIST "#list\",\"type\":\"BitstringStatusList\","
	    "\"statusPurpose\":\"revocation\",\"encodedList\":\"%s\"}}",
	    job->did, tsm_buf_cstr(&encoded));
	char *list = sign(job, tsm_buf_cstr(&text));
	tsm_buf_release(&encoded);
	tsm_buf_release(&text);
	return list;
}

static enum tsm_status fetch(void *self, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	struct job *job = self;
	(void)arena;

	if (strcmp(request->url, ITS_LIST) != 0)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL, "no such page");
	job->fetches++;
	memset(ret_reply, 0, sizeof(*ret_reply));
	ret_reply->http_status = 200;
	ret_reply->body = tsm_str(job->list);
	ret_reply->content_type = tsm_str("application/json");
	return TSM_OK;
}

static void open_verifier(struct job *job)
{
	job->fetcher.fetch = fetch;
	job->fetcher.self = job;
	bench_must(tsm_trust_new(&job->trust) == TSM_OK);
	bench_must(tsm_trust_add(job->trust, "Universities", job->did,
		       "Example University", NULL) == TSM_OK);
	const struct tsm_verifier_options options = {
		.contexts = job->contexts,
		.fetcher = &job->fetcher,
		.trust = job->trust,
	};
	bench_must(tsm_verifier_new(&options, &job->verifier, NULL) == TSM_OK);
}

/* --- and what comes out --------------------------------------------------- */

/* One that was altered is not cached away. */
static void must_notice(struct job *job)
{
	const struct tsm_verify_options options = { .now = NOW };
	const struct tsm_report *report;
	char *text = tsm_strdup(job->texts[0]);

	put(text, "Final assessment", "Final assessmenT");
	bench_must(tsm_verify(job->verifier, text, strlen(text), &options,
		       &job->arena, &report, NULL) == TSM_OK);
	bench_must(report->checks[TSM_CHECK_SIGNATURE].outcome == TSM_FAIL);
	tsm_free(text);
}

static void run(struct job *job)
{
	struct bench_item items[] = {
		{ .work = whole, .ctx = job, .n = CREDENTIALS },
		{ .work = written, .ctx = job, .n = CREDENTIALS },
		{ .work = openssl, .ctx = job, .n = CREDENTIALS },
		{ .work = libsodium, .ctx = job, .n = CREDENTIALS },
	};

	bench_all(items, 4);
	must_notice(job);
	bench_must(job->fetches == 1);
	double us = items[0].seconds * 1e6;
	printf("verify eddsa-rdfc-2022, %zu bytes, %d different: %.1f us, "
	       "%.0f a second (with the report as JSON %.1f us)\n",
	    strlen(job->texts[0]), CREDENTIALS, us, 1e6 / us,
	    items[1].seconds * 1e6);
	printf("  OpenSSL's Ed25519 alone %.1f us: %.2f x that (to reach: "
	       "1.0); libsodium's %.1f us: %.2f x (to reach: 2.2)\n",
	    items[2].seconds * 1e6, us / (items[2].seconds * 1e6),
	    items[3].seconds * 1e6, us / (items[3].seconds * 1e6));
}

/* What a server is asked (one a line), the list to serve and whose it is. */
static void write_files(const struct job *job, const char *folder)
{
	struct tsm_buf text;
	char path[1024];

	tsm_buf_init(&text, 0);
	for (size_t i = 0; i < CREDENTIALS; i++) {
		const char *line = job->texts[i];
		for (; *line != '\0'; line++)
			if (*line != '\n')
				tsm_buf_addc(&text, *line);
		tsm_buf_addc(&text, '\n');
	}
	const struct {
		const char *name;
		struct tsm_str text;
	} files[] = { { "credentials", tsm_buf_str(&text) },
		{ "list", tsm_str(job->list) }, { "did", tsm_str(job->did) } };
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(
		    path, sizeof(path), "%s/%s", folder, files[i].name);
		bench_must(tsm_file_write(path, files[i].text.ptr,
			       files[i].text.len, 0644, NULL) == TSM_OK);
	}
	tsm_buf_release(&text);
}

int main(int argc, char **argv)
{
	static struct job job;
	char *text = shared_credential("verify eddsa-rdfc-2022");

	if (text == NULL)
		return 0;
	tsm_json_setup();
	tsm_arena_init(&job.arena, 0);
	make_key(&job);
	bench_must(tsm_jsonld_store_new(&job.contexts) == TSM_OK);
	for (unsigned i = 0; i < CREDENTIALS; i++) {
		char *one = tsm_strdup(text);
		make_different(&job, one, i);
		job.texts[i] = sign(&job, one);
		tsm_free(one);
	}
	job.list = make_list(&job);
	open_verifier(&job);
	if (argc == 3 && strcmp(argv[1], "write") == 0)
		write_files(&job, argv[2]);
	else
		run(&job);
	tsm_verifier_free(&job.verifier);
	tsm_trust_free(&job.trust);
	tsm_jsonld_store_free(&job.contexts);
	tsm_arena_release(&job.arena);
	for (size_t i = 0; i < CREDENTIALS; i++)
		tsm_free(job.texts[i]);
	tsm_free(job.list);
	tsm_free(text);
	EVP_PKEY_free(job.pkey);
	return 0;
}
