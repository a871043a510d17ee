/*
 * key_format.c - public keys as Multikey and as PEM.
 */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "testamur/base/encode.h"

#include "key_private.h"

/* A multibase text longer than this is no key of ours. */
#define MULTIKEY_TEXT_MAX 256
/* A PEM text: RSA of 8192 bits takes about 1.5 KiB. */
#define PEM_TEXT_MAX 8192

/* Multicodec prefixes (CID 1.0 section 2.2.2), as varints. */
static const struct {
	unsigned char prefix[2];
	bool secret;
	enum tsm_key_type type;
} codecs[] = {
	{ { 0xed, 0x01 }, false, TSM_KEY_ED25519 },
	{ { 0x80, 0x24 }, false, TSM_KEY_P256 },
	{ { 0x81, 0x24 }, false, TSM_KEY_P384 },
	{ { 0x80, 0x26 }, true, TSM_KEY_ED25519 },
	{ { 0x86, 0x26 }, true, TSM_KEY_P256 },
	{ { 0x87, 0x26 }, true, TSM_KEY_P384 },
};

#define CODECS (sizeof(codecs) / sizeof(codecs[0]))

static enum tsm_status from_codec(const unsigned char *data, size_t len,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	size_t i = 0;
	while (
	    i < CODECS && (len < 2 || memcmp(codecs[i].prefix, data, 2) != 0))
		i++;
	if (i == CODECS)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "a Multikey of this type is not offered");
	if (codecs[i].secret)
		return tsm_fail(
		    err, TSM_E_DENIED, NULL, "this is a secret key");
	data += 2;
	len -= 2;
	if (codecs[i].type == TSM_KEY_ED25519)
		return crypto_make_ed25519(data, len, ret_key, err);
	if (len != 1 + crypto_field_size(codecs[i].type))
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "not a compressed point");
	return crypto_make_ec(codecs[i].type, data, len, ret_key, err);
}

enum tsm_status tsm_public_key_from_multikey(
    struct tsm_str text, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	if (text.len > MULTIKEY_TEXT_MAX)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "a Multikey of this length is not offered");
	struct tsm_buf bytes;
	tsm_buf_init(&bytes, MULTIKEY_TEXT_MAX);
	enum tsm_status status = tsm_multibase_decode(&bytes, text);
	if (status == TSM_E_MEMORY)
		(void)tsm_fail_memory(err);
	else if (status != TSM_OK)
		status = tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "not a base58btc or base64url multibase text");
	else
		status = from_codec(
		    (const unsigned char *)bytes.data, bytes.len, ret_key, err);
	tsm_buf_release(&bytes);
	return status;
}

enum tsm_status tsm_public_key_to_multikey(
    const struct tsm_public_key *key, struct tsm_buf *out)
{
	unsigned char bytes[2 + EC_POINT_MAX];
	size_t len = 2;
	size_t i = 0;
	while (i < CODECS && (codecs[i].secret || codecs[i].type != key->type))
		i++;
	if (i == CODECS)
		return TSM_E_UNSUPPORTED;
	memcpy(bytes, codecs[i].prefix, 2);
	if (key->type == TSM_KEY_ED25519) {
		memcpy(bytes + len, key->point, key->point_len);
		len += key->point_len;
	} else {
		/* SEC 1 section 2.3.3: the parity of y, then x */
		size_t field = crypto_field_size(key->type);
		bytes[len++] = (unsigned char)(2 + (key->point[2 * field] & 1));
		memcpy(bytes + len, key->point + 1, field);
		len += field;
	}
	return tsm_multibase_encode(out, 'z', bytes, len);
}

static enum tsm_status rsa_from_pkey(
    EVP_PKEY *pkey, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	unsigned char n_bytes[RSA_N_MAX];
	unsigned char e_bytes[RSA_E_MAX];
	BIGNUM *n = NULL;
	BIGNUM *e = NULL;
	enum tsm_status status = TSM_E_MEMORY;
	if (EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n) == 1 &&
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) == 1)
		status = TSM_OK;
	if (status != TSM_OK)
		(void)tsm_fail(err, crypto_failure(status), NULL,
		    "the RSA key cannot be read");
	else if (BN_num_bytes(n) > RSA_N_MAX || BN_num_bytes(e) > RSA_E_MAX)
		status = tsm_fail(err, TSM_E_VALUE, NULL,
		    "the RSA modulus or exponent is too long");
	else
		status = crypto_make_rsa(n_bytes, (size_t)BN_bn2bin(n, n_bytes),
		    e_bytes, (size_t)BN_bn2bin(e, e_bytes), ret_key, err);
	BN_free(n);
	BN_free(e);
	return status;
}

static enum tsm_status ec_from_pkey(
    EVP_PKEY *pkey, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	char group[32] = "";
	unsigned char point[EC_POINT_MAX];
	size_t len = 0;
	/* explicit curve parameters have no name */
	if (EVP_PKEY_get_group_name(pkey, group, sizeof(group), NULL) != 1)
		group[0] = '\0';
	enum tsm_key_type type = TSM_KEY_P256;
	if (strcmp(group, "secp384r1") == 0)
		type = TSM_KEY_P384;
	else if (strcmp(group, "prime256v1") != 0)
		return tsm_fail(err, crypto_failure(TSM_E_UNSUPPORTED), NULL,
		    "only the curves P-256 and P-384 are offered for EC");
	if (EVP_PKEY_get_octet_string_param(
		pkey, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &len) != 1)
		return tsm_fail(err, crypto_failure(TSM_E_VALUE), NULL,
		    "the EC key cannot be read");
	return crypto_make_ec(type, point, len, ret_key, err);
}

static enum tsm_status from_pkey(
    EVP_PKEY *pkey, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	unsigned char raw[ED25519_KEY];
	size_t len = sizeof(raw);
	if (EVP_PKEY_is_a(pkey, "RSA"))
		return rsa_from_pkey(pkey, ret_key, err);
	if (EVP_PKEY_is_a(pkey, "EC"))
		return ec_from_pkey(pkey, ret_key, err);
	if (!EVP_PKEY_is_a(pkey, "ED25519"))
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "a key of this type is not offered");
	if (EVP_PKEY_get_raw_public_key(pkey, raw, &len) != 1)
		return tsm_fail(err, crypto_failure(TSM_E_VALUE), NULL,
		    "the Ed25519 key cannot be read");
	return crypto_make_ed25519(raw, len, ret_key, err);
}

static enum tsm_status from_der(const unsigned char *der, long len,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	const unsigned char *end = der;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &end, len);
	if (pkey == NULL || end != der + len) {
		EVP_PKEY_free(pkey);
		return tsm_fail(err, crypto_failure(TSM_E_VALUE), NULL,
		    "not a public key, or of a type that is not offered");
	}
	enum tsm_status status = from_pkey(pkey, ret_key, err);
	EVP_PKEY_free(pkey);
	(void)crypto_failure(TSM_OK);
	return status;
}

enum tsm_status tsm_public_key_from_pem(
    struct tsm_str pem, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	pem = tsm_str_trim(pem);
	if (pem.len > PEM_TEXT_MAX)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "too long for one public key");
	if (tsm_str_ends(pem, " PRIVATE KEY-----") ||
	    tsm_str_ends(pem, "-----END PRIVATE KEY-----"))
		return tsm_fail(
		    err, TSM_E_DENIED, NULL, "this is a private key");
	char *name = NULL;
	char *header = NULL;
	unsigned char *der = NULL;
	long len = 0;
	enum tsm_status status = TSM_E_SYNTAX;
	BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
	if (bio == NULL)
		return tsm_fail(
		    err, crypto_failure(TSM_E_MEMORY), NULL, "out of memory");
	if (tsm_str_starts(pem, "-----BEGIN PUBLIC KEY-----") &&
	    PEM_read_bio(bio, &name, &header, &der, &len) == 1 &&
	    strcmp(name, PEM_STRING_PUBLIC) == 0 && header[0] == '\0' &&
	    BIO_ctrl_pending(bio) == 0)
		status = from_der(der, len, ret_key, err);
	else
		status = tsm_fail(err, crypto_failure(TSM_E_SYNTAX), NULL,
		    "not one PEM block labelled PUBLIC KEY");
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(der);
	BIO_free(bio);
	return status;
}
