/*
 * Whole verifications of a VC-JWT, from bytes to the report, keys and
 * lists cached, beside the one signature verification that nobody can do
 * without: OpenSSL's for ES256, libsodium's for EdDSA.
 */
#include "../../unit/verify/world.h"

#include <sodium.h>

#include "../bench.h"
#include "testamur/json/write.h"

#define ED_KID  DID "#eddsa-1"
#define WHOLE_N 1000
#define BARE_N  2000

struct job {
	struct world world;
	EVP_PKEY *ed;
	unsigned char ed_public[32];
	char *es256; /* tokens */
	char *eddsa;
	const char *text;
	unsigned char sig[128]; /* of the signing input of the token */
	size_t sig_len;
	size_t input_len;
};

static void whole(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0) {
		bench_must(verify_text(&job->world, job->text)->verdict ==
			   TSM_VERIFIED);
		tsm_arena_release(&job->world.arena);
	}
}

static void bare_es256(void *ctx, size_t n)
{
	struct job *job = ctx;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	while (n-- > 0) {
		EVP_MD_CTX_reset(md);
		bench_must(EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL,
			       job->world.key.pkey) == 1);
		bench_must(
		    EVP_DigestVerify(md, job->sig, job->sig_len,
			(const unsigned char *)job->text, job->input_len) == 1);
	}
	EVP_MD_CTX_free(md);
}

static void bare_eddsa(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0)
		bench_must(crypto_sign_verify_detached(job->sig,
			       (const unsigned char *)job->text, job->input_len,
			       job->ed_public) == 0);
}

/* The signature of the token's signing input, as the library takes it. */
static void sign_input(
    struct job *job, const char *text, EVP_PKEY *key, const EVP_MD *digest)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	job->text = text;
	job->input_len = (size_t)(strrchr(text, '.') - text);
	job->sig_len = sizeof(job->sig);
	bench_must(EVP_DigestSignInit(md, NULL, digest, NULL, key) == 1);
	bench_must(EVP_DigestSign(md, job->sig, &job->sig_len,
		       (const unsigned char *)text, job->input_len) == 1);
	EVP_MD_CTX_free(md);
}

/* The same badge, signed with an Ed25519 key that the document names. */
static void make_eddsa(struct job *job, const struct badge *b)
{
	size_t len = sizeof(job->ed_public);
	job->ed = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	bench_must(job->ed != NULL);
	bench_must(
	    EVP_PKEY_get_raw_public_key(job->ed, job->ed_public, &len) == 1);
	char *x = base64url(job->ed_public, len);
	serve(&job->world, DID_URL,
	    format("{\"@context\":[\"https://www.w3.org/ns/did/v1\"],"
		   "\"id\":\"" DID "\",\"verificationMethod\":["
		   "{\"id\":\"" KID "\",\"type\":\"JsonWebKey\","
		   "\"controller\":\"" DID "\",\"publicKeyJwk\":%s},"
		   "{\"id\":\"" ED_KID "\",\"type\":\"JsonWebKey\","
		   "\"controller\":\"" DID "\",\"publicKeyJwk\":"
		   "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}}],"
		   "\"assertionMethod\":[\"" KID "\",\"" ED_KID "\"]}",
		job->world.key.jwk, x),
	    TSM_OK);
	const char *head =
	    "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"" ED_KID "\"}";
	char *payload = badge_payload(b);
	char *h = base64url(head, strlen(head));
	char *p = base64url(payload, strlen(payload));
	char *unsigned_token = format("%s.%s.", h, p);
	sign_input(job, unsigned_token, job->ed, NULL);
	char *s = base64url(job->sig, job->sig_len);
	job->eddsa = format("%s%s", unsigned_token, s);
	free(x);
	free(payload);
	free(h);
	free(p);
	free(unsigned_token);
	free(s);
}

static void run(struct job *job, const char *name, const char *text,
    EVP_PKEY *key, const EVP_MD *digest, bench_work *bare)
{
	double check, signature;
	sign_input(job, text, key, digest);
	bench_pair(whole, job, WHOLE_N, bare, job, BARE_N, &check, &signature);
	printf("verify %s, %zu bytes: %.0f us, %.0f a second; the signature "
	       "alone %.0f us: %.2f x that\n",
	    name, strlen(text), check * 1e6, 1 / check, signature * 1e6,
	    check / signature);
}

int main(void)
{
	static struct job job;

	tsm_json_setup();
	bench_must(sodium_init() >= 0);
	world_open(&job.world);
	struct badge b = badge(&job.world);
	job.es256 = badge_token(&b);
	make_eddsa(&job, &b);
	run(&job, "ES256", job.es256, job.world.key.pkey, EVP_sha256(),
	    bare_es256);
	run(&job, "EdDSA", job.eddsa, job.ed, NULL, bare_eddsa);
	EVP_PKEY_free(job.ed);
	free(job.es256);
	free(job.eddsa);
	world_close(&job.world);
	return 0;
}
