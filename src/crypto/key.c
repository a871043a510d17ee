/*
 * key.c - making and holding public keys.
 */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include "testamur/base/alloc.h"

#include "key_private.h"

static const struct {
	const char *name;
	const char *alg;
	unsigned bits; /* 0: depends on the key */
	size_t field;
} types[TSM_KEY_TYPE_COUNT] = {
	[TSM_KEY_ED25519] = { "Ed25519", "EdDSA", 256, 0 },
	[TSM_KEY_P256] = { "P-256", "ES256", 256, 32 },
	[TSM_KEY_P384] = { "P-384", "ES384", 384, 48 },
	[TSM_KEY_RSA] = { "RSA", "RS256", 0, 0 },
};

enum tsm_status crypto_failure(enum tsm_status otherwise)
{
	unsigned long code;
	while ((code = ERR_get_error()) != 0)
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			otherwise = TSM_E_MEMORY;
	return otherwise;
}

size_t crypto_field_size(enum tsm_key_type type)
{
	return types[type].field;
}

const char *tsm_key_type_name(enum tsm_key_type type)
{
	return types[type].name;
}

const char *tsm_key_type_alg(enum tsm_key_type type)
{
	return types[type].alg;
}

enum tsm_key_type tsm_public_key_type(const struct tsm_public_key *key)
{
	return key->type;
}

unsigned tsm_public_key_bits(const struct tsm_public_key *key)
{
	return key->bits;
}

void tsm_public_key_free(struct tsm_public_key **key)
{
	if (*key == NULL)
		return;
	EVP_PKEY_CTX_free((*key)->verifier);
	EVP_PKEY_free((*key)->pkey);
	tsm_free(*key);
	*key = NULL;
}

bool tsm_public_key_equal(
    const struct tsm_public_key *a, const struct tsm_public_key *b)
{
	if (a->type != b->type)
		return false;
	if (a->type != TSM_KEY_RSA)
		return a->point_len == b->point_len &&
		       memcmp(a->point, b->point, a->point_len) == 0;
	return a->n_len == b->n_len && a->e_len == b->e_len &&
	       memcmp(a->n, b->n, a->n_len) == 0 &&
	       memcmp(a->e, b->e, a->e_len) == 0;
}

/*
 * Why an import failed. Only what OpenSSL says about the point itself is
 * the input's fault; all else is ours. Empties the error queue.
 */
static enum tsm_status import_failure(void)
{
	unsigned long code;
	enum tsm_status status = TSM_E_CRYPTO;
	while ((code = ERR_get_error()) != 0) {
		int reason = ERR_GET_REASON(code);
		if (reason == ERR_R_MALLOC_FAILURE)
			status = TSM_E_MEMORY;
		else if (ERR_GET_LIB(code) == ERR_LIB_EC &&
			 (reason & ERR_RFLAG_COMMON) == 0 &&
			 status == TSM_E_CRYPTO)
			status = TSM_E_VALUE;
	}
	return status;
}

/* Import the parts, and prepare the context that verifying duplicates. */
static enum tsm_status load(struct tsm_public_key *key, const char *name,
    OSSL_PARAM *params, OSSL_PARAM *verify_params)
{
	ERR_clear_error();
	EVP_PKEY_CTX *import = EVP_PKEY_CTX_new_from_name(NULL, name, NULL);
	if (import == NULL)
		return crypto_failure(TSM_E_MEMORY);
	int done = EVP_PKEY_fromdata_init(import) == 1 &&
		   EVP_PKEY_fromdata(
		       import, &key->pkey, EVP_PKEY_PUBLIC_KEY, params) == 1;
	EVP_PKEY_CTX_free(import);
	if (!done)
		return import_failure();
	key->verifier = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (key->verifier == NULL ||
	    EVP_PKEY_verify_init_ex(key->verifier, verify_params) != 1)
		return crypto_failure(TSM_E_CRYPTO);
	return TSM_OK;
}

enum tsm_status crypto_make_ed25519(const unsigned char *data, size_t len,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	bool valid = false;
	if (len == ED25519_KEY) {
		enum tsm_status status = crypto_ed25519_check(data, &valid);
		if (status != TSM_OK)
			return tsm_fail(
			    err, status, NULL, "libsodium cannot be used");
	}
	if (!valid)
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "not a valid Ed25519 public key");
	struct tsm_public_key *key = tsm_calloc(1, sizeof(*key));
	if (key == NULL)
		return tsm_fail_memory(err);
	key->type = TSM_KEY_ED25519;
	key->bits = types[TSM_KEY_ED25519].bits;
	memcpy(key->point, data, len);
	key->point_len = len;
	*ret_key = key;
	return TSM_OK;
}

/* Keep the point as 04, x, y whatever form it came in. */
static enum tsm_status keep_point(struct tsm_public_key *key)
{
	size_t field = types[key->type].field;
	BIGNUM *x = NULL;
	BIGNUM *y = NULL;
	int done =
	    EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_EC_PUB_X, &x) ==
		1 &&
	    EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_EC_PUB_Y, &y) ==
		1 &&
	    BN_bn2binpad(x, key->point + 1, (int)field) == (int)field &&
	    BN_bn2binpad(y, key->point + 1 + field, (int)field) == (int)field;
	BN_free(x);
	BN_free(y);
	if (!done)
		return crypto_failure(TSM_E_MEMORY);
	key->point[0] = 0x04;
	key->point_len = 1 + 2 * field;
	return TSM_OK;
}

enum tsm_status crypto_make_ec(enum tsm_key_type type,
    const unsigned char *point, size_t len, struct tsm_public_key **ret_key,
    struct tsm_error *err)
{
	size_t field = types[type].field;
	bool shaped =
	    (len == 1 + 2 * field && point[0] == 0x04) ||
	    (len == 1 + field && (point[0] == 0x02 || point[0] == 0x03));
	if (!shaped)
		return tsm_fail(err, TSM_E_VALUE, NULL, "not a point of %s",
		    types[type].name);
	char group[8];
	unsigned char copy[EC_POINT_MAX];
	memcpy(group, types[type].name, strlen(types[type].name) + 1);
	memcpy(copy, point, len);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
		OSSL_PARAM_construct_octet_string(
		    OSSL_PKEY_PARAM_PUB_KEY, copy, len),
		OSSL_PARAM_construct_end(),
	};
	struct tsm_public_key *key = tsm_calloc(1, sizeof(*key));
	if (key == NULL)
		return tsm_fail_memory(err);
	key->type = type;
	key->bits = types[type].bits;
	/* importing checks that the point is on the curve */
	enum tsm_status status = load(key, "EC", params, NULL);
	if (status == TSM_OK)
		status = keep_point(key);
	if (status != TSM_OK) {
		tsm_public_key_free(&key);
		return tsm_fail(
		    err, status, NULL, "not a point of %s", types[type].name);
	}
	*ret_key = key;
	return TSM_OK;
}

static enum tsm_status check_rsa(
    const struct tsm_public_key *key, struct tsm_error *err)
{
	if (key->bits < TSM_RSA_BITS_MIN || key->bits > TSM_RSA_BITS_MAX)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "an RSA modulus of %u bits is not allowed (%d to %d)",
		    key->bits, TSM_RSA_BITS_MIN, TSM_RSA_BITS_MAX);
	if ((key->n[key->n_len - 1] & 1) == 0)
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "the RSA modulus is even");
	uint64_t e = 0;
	for (size_t i = 0; i < key->e_len; i++)
		e = e << 8 | key->e[i];
	if (e < 3 || (e & 1) == 0)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "the RSA exponent is below 3 or even");
	return TSM_OK;
}

static enum tsm_status load_rsa(struct tsm_public_key *key)
{
	char digest[] = "SHA256";
	char padding[] = OSSL_PKEY_RSA_PAD_MODE_PKCSV15;
	OSSL_PARAM verify_params[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_SIGNATURE_PARAM_PAD_MODE, padding, 0),
		OSSL_PARAM_construct_utf8_string(
		    OSSL_SIGNATURE_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	enum tsm_status status = TSM_E_MEMORY;
	ERR_clear_error();
	OSSL_PARAM *params = NULL;
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_bin2bn(key->n, (int)key->n_len, NULL);
	BIGNUM *e = BN_bin2bn(key->e, (int)key->e_len, NULL);
	if (build != NULL && n != NULL && e != NULL &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
		params = OSSL_PARAM_BLD_to_param(build);
	if (params != NULL)
		status = load(key, "RSA", params, verify_params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	return crypto_failure(status);
}

enum tsm_status crypto_make_rsa(const unsigned char *n, size_t n_len,
    const unsigned char *e, size_t e_len, struct tsm_public_key **ret_key,
    struct tsm_error *err)
{
	while (n_len > 0 && *n == 0) {
		n++;
		n_len--;
	}
	while (e_len > 0 && *e == 0) {
		e++;
		e_len--;
	}
	if (n_len == 0 || n_len > RSA_N_MAX || e_len == 0 || e_len > RSA_E_MAX)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "the RSA modulus or exponent is empty or too long");
	struct tsm_public_key *key = tsm_calloc(1, sizeof(*key));
	if (key == NULL)
		return tsm_fail_memory(err);
	key->type = TSM_KEY_RSA;
	memcpy(key->n, n, n_len);
	key->n_len = n_len;
	memcpy(key->e, e, e_len);
	key->e_len = e_len;
	key->bits = (unsigned)n_len * 8;
	for (unsigned top = n[0]; top < 0x80; top <<= 1)
		key->bits--;
	enum tsm_status status = check_rsa(key, err);
	if (status == TSM_OK) {
		status = load_rsa(key);
		if (status != TSM_OK)
			(void)tsm_fail(
			    err, status, NULL, "the RSA key cannot be loaded");
	}
	if (status != TSM_OK) {
		tsm_public_key_free(&key);
		return status;
	}
	*ret_key = key;
	return TSM_OK;
}

enum tsm_status tsm_public_key_from_raw(enum tsm_key_type type,
    const void *data, size_t len, struct tsm_public_key **ret_key,
    struct tsm_error *err)
{
	switch (type) {
	case TSM_KEY_ED25519:
		return crypto_make_ed25519(data, len, ret_key, err);
	case TSM_KEY_P256:
	case TSM_KEY_P384:
		return crypto_make_ec(type, data, len, ret_key, err);
	case TSM_KEY_RSA:
	case TSM_KEY_TYPE_COUNT:
		break;
	}
	return tsm_fail(
	    err, TSM_E_UNSUPPORTED, NULL, "a key of this type has no raw form");
}
