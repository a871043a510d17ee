/*
 * Whole verifications per second of one thread, keys and lists cached, as
 * a ratio to the bare ES256 verifications of OpenSSL beside it.
 */
#include "../../unit/verify/world.h"

#include <time.h>

#include "testamur/json/write.h"

#define SECONDS 1.0

static double now(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* What libcrypto alone needs for the signature of such a token. */
static double bare(const struct test_key *key)
{
	static const unsigned char message[2000];
	unsigned char sig[128];
	size_t len = sizeof(sig);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	long count = 0;

	EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key->pkey);
	EVP_DigestSign(ctx, sig, &len, message, sizeof(message));
	double start = now(), end = start;
	for (; end - start < SECONDS; end = now(), count++) {
		EVP_MD_CTX_reset(ctx);
		EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key->pkey);
		if (EVP_DigestVerify(ctx, sig, len, message, sizeof(message)) !=
		    1)
			exit(1);
	}
	EVP_MD_CTX_free(ctx);
	return (double)count / (end - start);
}

static double whole(struct world *w, const char *text)
{
	long count = 0;
	double start = now(), end = start;

	for (; end - start < SECONDS; end = now(), count++) {
		if (verify_text(w, text)->verdict != TSM_VERIFIED)
			exit(1);
		tsm_arena_release(&w->arena);
	}
	return (double)count / (end - start);
}

int main(void)
{
	struct world *w = calloc(1, sizeof(*w));

	tsm_json_setup();
	world_open(w);
	struct badge b = badge(w);
	char *text = badge_token(&b);
	double signature = bare(&w->key), check = whole(w, text);
	printf("ES256 alone %8.0f/s, whole check %8.0f/s: ratio %.2f\n",
	    signature, check, check / signature);
	free(text);
	world_close(w);
	free(w);
	return 0;
}
