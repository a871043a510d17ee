#include "testamur/base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/encode.h"

struct tsm_hash {
	EVP_MD_CTX *ctx;
	const EVP_MD *md;
};

/* Fetched once for the life of the process: fetching costs more than
 * hashing a short text. */
static EVP_MD *fetched[4];
static pthread_once_t fetch_once = PTHREAD_ONCE_INIT;

static void fetch_all(void)
{
	fetched[TSM_SHA256] = EVP_MD_fetch(NULL, "SHA256", NULL);
	fetched[TSM_SHA384] = EVP_MD_fetch(NULL, "SHA384", NULL);
	fetched[TSM_SHA512] = EVP_MD_fetch(NULL, "SHA512", NULL);
	fetched[TSM_MD5] = EVP_MD_fetch(NULL, "MD5", NULL);
}

static const EVP_MD *algorithm(enum tsm_digest_alg alg)
{
	if ((unsigned)alg > (unsigned)TSM_MD5 ||
	    pthread_once(&fetch_once, fetch_all) != 0)
		return NULL;
	return fetched[alg];
}

size_t tsm_digest_size(enum tsm_digest_alg alg)
{
	static const size_t size[] = { TSM_SHA256_SIZE, TSM_SHA384_SIZE,
		TSM_SHA512_SIZE, TSM_MD5_SIZE };
	return size[alg];
}

enum tsm_status tsm_digest(
    enum tsm_digest_alg alg, const void *data, size_t len, unsigned char *out)
{
	const EVP_MD *md = algorithm(alg);
	if (md == NULL || EVP_Digest(data, len, out, NULL, md, NULL) != 1)
		return TSM_E_CRYPTO;
	return TSM_OK;
}

enum tsm_status tsm_sha256_hex(
    const void *data, size_t len, char out[TSM_SHA256_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[TSM_SHA256_SIZE];
	TSM_TRY(tsm_digest(TSM_SHA256, data, len, digest));
	for (size_t i = 0; i < sizeof(digest); i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15U];
	}
	out[2 * sizeof(digest)] = '\0';
	return TSM_OK;
}

enum tsm_status tsm_hash_new(enum tsm_digest_alg alg, struct tsm_hash **ret)
{
	struct tsm_hash *hash = tsm_calloc(1, sizeof(*hash));
	if (hash == NULL)
		return TSM_E_MEMORY;
	hash->md = algorithm(alg);
	hash->ctx = EVP_MD_CTX_new();
	if (hash->md == NULL || hash->ctx == NULL ||
	    EVP_DigestInit_ex(hash->ctx, hash->md, NULL) != 1) {
		tsm_hash_free(&hash);
		return TSM_E_CRYPTO;
	}
	*ret = hash;
	return TSM_OK;
}

void tsm_hash_free(struct tsm_hash **hash)
{
	if (hash == NULL || *hash == NULL)
		return;
	EVP_MD_CTX_free((*hash)->ctx);
	tsm_free(*hash);
	*hash = NULL;
}

enum tsm_status tsm_hash_add(
    struct tsm_hash *hash, const void *data, size_t len)
{
	return EVP_DigestUpdate(hash->ctx, data, len) == 1 ? TSM_OK
							   : TSM_E_CRYPTO;
}

enum tsm_status tsm_hash_final(struct tsm_hash *hash, unsigned char *out)
{
	if (EVP_DigestFinal_ex(hash->ctx, out, NULL) != 1 ||
	    EVP_DigestInit_ex(hash->ctx, hash->md, NULL) != 1)
		return TSM_E_CRYPTO;
	return TSM_OK;
}

enum tsm_status tsm_hmac_sha256(const void *key, size_t key_len,
    const void *data, size_t len, unsigned char out[TSM_SHA256_SIZE])
{
	const EVP_MD *md = algorithm(TSM_SHA256);
	if (md == NULL || key_len > INT32_MAX ||
	    HMAC(md, key, (int)key_len, data, len, out, NULL) == NULL)
		return TSM_E_CRYPTO;
	return TSM_OK;
}

enum tsm_status tsm_ni_name(
    const unsigned char digest[TSM_SHA256_SIZE], char out[TSM_NI_NAME])
{
	static const char prefix[] = "ni:///sha-256;";
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_base64url_encode(&text, digest, TSM_SHA256_SIZE);
	if (status == TSM_OK) {
		memcpy(out, prefix, sizeof(prefix) - 1);
		memcpy(out + sizeof(prefix) - 1, text.data, text.len + 1);
	}
	tsm_buf_release(&text);
	return status;
}
