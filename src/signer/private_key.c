/*
 * private_key.c - making, reading and using private keys.
 */
#include "private_key.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include "testamur/base/alloc.h"
#include "testamur/base/digest.h"

/* libsodium's secret key: the seed of RFC 8032, then the public key. */
#define ED_SECRET crypto_sign_SECRETKEYBYTES
#define ED_SEED   crypto_sign_SEEDBYTES

#define RSA_BITS_DEFAULT    2048
#define RSA_BITS_CREATE_MAX 4096

struct private_key {
	struct tsm_public_key *public;
	unsigned char *ed;    /* Ed25519 only, guarded memory */
	EVP_PKEY *pkey;       /* the other types */
	EVP_PKEY_CTX *signer; /* ready to sign, to be duplicated */
};

/* Empty the error queue: TSM_E_MEMORY when it speaks of memory. */
static enum tsm_status failure(enum tsm_status otherwise)
{
	unsigned long code;
	while ((code = ERR_get_error()) != 0)
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			otherwise = TSM_E_MEMORY;
	return otherwise;
}

void private_key_free(struct private_key **key)
{
	if (*key == NULL)
		return;
	sodium_free((*key)->ed);
	EVP_PKEY_CTX_free((*key)->signer);
	EVP_PKEY_free((*key)->pkey);
	tsm_public_key_free(&(*key)->public);
	tsm_free(*key);
	*key = NULL;
}

const struct tsm_public_key *private_key_public(const struct private_key *key)
{
	return key->public;
}

struct tsm_public_key *private_key_take_public(struct private_key *key)
{
	struct tsm_public_key *public = key->public;
	key->public = NULL;
	return public;
}

/* The public part, read back through the reader that checks everything. */
static enum tsm_status publish(
    EVP_PKEY *pkey, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	enum tsm_status status = TSM_E_MEMORY;
	if (bio != NULL && PEM_write_bio_PUBKEY(bio, pkey) == 1) {
		long len = BIO_get_mem_data(bio, &text);
		status = tsm_public_key_from_pem(
		    tsm_str_n(text, (size_t)len), ret_key, err);
	} else {
		status = tsm_fail(err, failure(TSM_E_CRYPTO), NULL,
		    "the public key cannot be written");
	}
	BIO_free(bio);
	return status;
}

/* Prepare the context that private_key_sign() duplicates. */
static enum tsm_status prepare(struct private_key *key)
{
	char digest[] = "SHA256";
	char padding[] = OSSL_PKEY_RSA_PAD_MODE_PKCSV15;
	OSSL_PARAM rsa[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_SIGNATURE_PARAM_PAD_MODE, padding, 0),
		OSSL_PARAM_construct_utf8_string(
		    OSSL_SIGNATURE_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	bool is_rsa = tsm_public_key_type(key->public) == TSM_KEY_RSA;
	key->signer = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (key->signer == NULL ||
	    EVP_PKEY_sign_init_ex(key->signer, is_rsa ? rsa : NULL) != 1)
		return failure(TSM_E_CRYPTO);
	return TSM_OK;
}

/* Move an OpenSSL Ed25519 key into guarded memory. */
static enum tsm_status guard(struct private_key *key)
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	unsigned char *seed = sodium_malloc(ED_SEED);
	size_t len = ED_SEED;
	enum tsm_status status = TSM_E_MEMORY;
	key->ed = sodium_malloc(ED_SECRET);
	if (seed != NULL && key->ed != NULL) {
		status = TSM_E_CRYPTO;
		if (EVP_PKEY_get_raw_private_key(key->pkey, seed, &len) == 1 &&
		    crypto_sign_seed_keypair(public, key->ed, seed) == 0)
			status = TSM_OK;
	}
	sodium_free(seed);
	EVP_PKEY_free(key->pkey);
	key->pkey = NULL;
	return status == TSM_OK ? TSM_OK : failure(status);
}

/* Take over an OpenSSL key, also on failure. */
static enum tsm_status adopt(
    EVP_PKEY *pkey, struct private_key **ret_key, struct tsm_error *err)
{
	struct private_key *key = tsm_calloc(1, sizeof(*key));
	if (key == NULL) {
		EVP_PKEY_free(pkey);
		return tsm_fail_memory(err);
	}
	key->pkey = pkey;
	enum tsm_status status = publish(pkey, &key->public, err);
	if (status == TSM_OK) {
		if (tsm_public_key_type(key->public) == TSM_KEY_ED25519)
			status = guard(key);
		else
			status = prepare(key);
		if (status != TSM_OK)
			(void)tsm_fail(err, status, NULL,
			    "the private key cannot be used");
	}
	if (status != TSM_OK) {
		private_key_free(&key);
		return status;
	}
	*ret_key = key;
	return TSM_OK;
}

enum tsm_status private_key_generate(const char *alg, unsigned rsa_bits,
    struct private_key **ret_key, struct tsm_error *err)
{
	EVP_PKEY *pkey = NULL;
	if (rsa_bits == 0)
		rsa_bits = RSA_BITS_DEFAULT;
	if (tsm_streq(alg, "EdDSA")) {
		unsigned char *seed = sodium_malloc(ED_SEED);
		if (seed == NULL)
			return tsm_fail_memory(err);
		randombytes_buf(seed, ED_SEED);
		pkey = EVP_PKEY_new_raw_private_key_ex(
		    NULL, "ED25519", NULL, seed, ED_SEED);
		sodium_free(seed);
	} else if (tsm_streq(alg, "ES256")) {
		pkey = EVP_EC_gen("P-256");
	} else if (tsm_streq(alg, "ES384")) {
		pkey = EVP_EC_gen("P-384");
	} else if (tsm_streq(alg, "RS256")) {
		if (rsa_bits < TSM_RSA_BITS_MIN ||
		    rsa_bits > RSA_BITS_CREATE_MAX || rsa_bits % 256 != 0)
			return tsm_fail(err, TSM_E_VALUE, NULL,
			    "RSA keys are made with 2048, 3072 or 4096 bits");
		pkey = EVP_RSA_gen(rsa_bits);
	} else {
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "keys are made for EdDSA, ES256, ES384 or RS256");
	}
	if (pkey == NULL)
		return tsm_fail(
		    err, failure(TSM_E_CRYPTO), NULL, "the key cannot be made");
	return adopt(pkey, ret_key, err);
}

/* Encrypted files are refused; nobody is ever asked for a passphrase. */
static int no_passphrase(char *buf, int size, int writing, void *ctx)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)ctx;
	return -1;
}

enum tsm_status private_key_read(
    struct tsm_str text, struct private_key **ret_key, struct tsm_error *err)
{
	text = tsm_str_trim(text);
	if (text.len > TSM_KEYSTORE_FILE_MAX ||
	    !tsm_str_starts(text, "-----BEGIN PRIVATE KEY-----") ||
	    !tsm_str_ends(text, "-----END PRIVATE KEY-----"))
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "not one PEM block labelled PRIVATE KEY");
	BIO *bio = BIO_new_mem_buf(text.ptr, (int)text.len);
	if (bio == NULL)
		return tsm_fail(
		    err, failure(TSM_E_MEMORY), NULL, "out of memory");
	EVP_PKEY *pkey =
	    PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	bool whole = BIO_ctrl_pending(bio) == 0;
	BIO_free(bio);
	if (pkey == NULL || !whole) {
		EVP_PKEY_free(pkey);
		return tsm_fail(err, failure(TSM_E_SYNTAX), NULL,
		    "not an unencrypted PKCS#8 private key");
	}
	return adopt(pkey, ret_key, err);
}

enum tsm_status private_key_write(const struct private_key *key, BIO **ret_bio)
{
	EVP_PKEY *pkey = key->pkey;
	EVP_PKEY *made = NULL;
	if (key->ed != NULL) {
		made = EVP_PKEY_new_raw_private_key_ex(
		    NULL, "ED25519", NULL, key->ed, ED_SEED);
		pkey = made;
	}
	BIO *bio = BIO_new(BIO_s_secmem());
	bool done = pkey != NULL && bio != NULL &&
		    PEM_write_bio_PKCS8PrivateKey(
			bio, pkey, NULL, NULL, 0, NULL, NULL) == 1;
	EVP_PKEY_free(made);
	if (!done) {
		BIO_free(bio);
		return failure(TSM_E_CRYPTO);
	}
	*ret_bio = bio;
	return TSM_OK;
}

/* OpenSSL's DER as r and s of fixed length (RFC 7518 section 3.4). */
static enum tsm_status fix_length(const unsigned char *der, size_t len,
    size_t field, struct tsm_signature *signature)
{
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
	if (pair == NULL)
		return failure(TSM_E_CRYPTO);
	int size = (int)field;
	bool done = BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature->data,
			size) == size &&
		    BN_bn2binpad(ECDSA_SIG_get0_s(pair),
			signature->data + field, size) == size;
	ECDSA_SIG_free(pair);
	signature->len = 2 * field;
	return done ? TSM_OK : failure(TSM_E_CRYPTO);
}

static enum tsm_status sign_pkey(const struct private_key *key,
    struct tsm_str message, struct tsm_signature *signature)
{
	enum tsm_key_type type = tsm_public_key_type(key->public);
	enum tsm_digest_alg digest =
	    type == TSM_KEY_P384 ? TSM_SHA384 : TSM_SHA256;
	unsigned char hash[TSM_DIGEST_MAX];
	unsigned char out[TSM_SIGNER_SIGNATURE_MAX];
	size_t len = sizeof(out);
	TSM_TRY(tsm_digest(digest, message.ptr, message.len, hash));
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_dup(key->signer);
	bool done = ctx != NULL && EVP_PKEY_sign(ctx, out, &len, hash,
				       tsm_digest_size(digest)) == 1;
	EVP_PKEY_CTX_free(ctx);
	if (!done)
		return failure(TSM_E_CRYPTO);
	if (type != TSM_KEY_RSA)
		return fix_length(
		    out, len, tsm_public_key_bits(key->public) / 8, signature);
	memcpy(signature->data, out, len);
	signature->len = len;
	return TSM_OK;
}

enum tsm_status private_key_sign(const struct private_key *key,
    struct tsm_str message, struct tsm_signature *ret_signature)
{
	struct tsm_signature signature = { .len = 0 };
	if (key->ed != NULL) {
		signature.len = crypto_sign_BYTES;
		if (crypto_sign_detached(signature.data, NULL,
			(const unsigned char *)message.ptr, message.len,
			key->ed) != 0)
			return TSM_E_CRYPTO;
	} else {
		TSM_TRY(sign_pkey(key, message, &signature));
	}
	memcpy(ret_signature->data, signature.data, signature.len);
	ret_signature->len = signature.len;
	return TSM_OK;
}
