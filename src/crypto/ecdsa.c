/*
 * ecdsa.c - ECDSA over P-256 with SHA-256 and P-384 with SHA-384.
 *
 * OpenSSL takes signatures as DER only, so a fixed-length pair is encoded
 * for it; DER from outside is first taken apart strictly. OpenSSL thus
 * never parses a stranger's DER, and its answers are unambiguous: 1 valid,
 * 0 not valid (r or s out of [1, n-1] included), negative a failure but
 * for one case.
 */
#include <string.h>

#include <openssl/ec.h>
#include <openssl/err.h>

#include "testamur/base/digest.h"

#include "key_private.h"

/* SEQUENCE (30, 81?, length) of two INTEGERs (02, length, 00?, bytes) */
#define DER_MAX (3 + 2 * (3 + EC_FIELD_MAX))

/* Write one INTEGER; returns the bytes written. */
static size_t put_integer(
    unsigned char *out, const unsigned char *value, size_t len)
{
	size_t pos = 0;
	while (len > 1 && *value == 0) {
		value++;
		len--;
	}
	size_t pad = (*value & 0x80) != 0 ? 1 : 0;
	out[pos++] = 0x02;
	out[pos++] = (unsigned char)(len + pad);
	if (pad != 0)
		out[pos++] = 0;
	memcpy(out + pos, value, len);
	return pos + len;
}

static size_t put_signature(
    unsigned char out[DER_MAX], const unsigned char *pair, size_t field)
{
	unsigned char body[DER_MAX];
	size_t len = put_integer(body, pair, field);
	len += put_integer(body + len, pair + field, field);
	size_t pos = 0;
	out[pos++] = 0x30;
	if (len > 0x7f)
		out[pos++] = 0x81;
	out[pos++] = (unsigned char)len;
	memcpy(out + pos, body, len);
	return pos + len;
}

/* An INTEGER as a field of fixed length. */
static bool get_field(struct tsm_str *in, unsigned char *field, size_t size)
{
	struct tsm_str value;
	if (!crypto_der_integer(in, &value) || value.len > size)
		return false;
	memset(field, 0, size - value.len);
	memcpy(field + (size - value.len), value.ptr, value.len);
	return true;
}

/* RFC 3279 section 2.2.3: SEQUENCE of r and s, and nothing more. */
static bool get_signature(struct tsm_str der, unsigned char *pair, size_t field)
{
	struct tsm_str body;
	return crypto_der_take(&der, 0x30, &body) && der.len == 0 &&
	       get_field(&body, pair, field) &&
	       get_field(&body, pair + field, field) && body.len == 0;
}

/*
 * The one negative answer that is a verdict: u1 G + u2 Q is the point at
 * infinity (FIPS 186-4 section 6.4.2; no r can match it). Anything else is
 * a failure of the library. Empties the error queue.
 */
static enum tsm_status judge_negative(void)
{
	unsigned long code;
	enum tsm_status status = TSM_E_CRYPTO;
	while ((code = ERR_get_error()) != 0) {
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			status = TSM_E_MEMORY;
		else if (ERR_GET_LIB(code) == ERR_LIB_EC &&
			 ERR_GET_REASON(code) == EC_R_POINT_AT_INFINITY &&
			 status == TSM_E_CRYPTO)
			status = TSM_OK;
	}
	return status;
}

static enum tsm_status verify_pair(const struct tsm_public_key *key,
    struct tsm_str message, const unsigned char *pair, bool *ret_valid)
{
	enum tsm_digest_alg digest =
	    key->type == TSM_KEY_P256 ? TSM_SHA256 : TSM_SHA384;
	unsigned char hash[TSM_DIGEST_MAX];
	TSM_TRY(tsm_digest(digest, message.ptr, message.len, hash));
	unsigned char der[DER_MAX];
	size_t der_len = put_signature(der, pair, crypto_field_size(key->type));

	ERR_clear_error(); /* what others left there is not ours */
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_dup(key->verifier);
	if (ctx == NULL)
		return crypto_failure(TSM_E_MEMORY);
	int answer =
	    EVP_PKEY_verify(ctx, der, der_len, hash, tsm_digest_size(digest));
	EVP_PKEY_CTX_free(ctx);
	TSM_TRY(answer < 0 ? judge_negative() : crypto_failure(TSM_OK));
	*ret_valid = answer == 1;
	return TSM_OK;
}

enum tsm_status crypto_verify_ecdsa(const struct tsm_public_key *key,
    struct tsm_str message, struct tsm_str signature, bool *ret_valid)
{
	if (signature.len != 2 * crypto_field_size(key->type)) {
		*ret_valid = false;
		return TSM_OK;
	}
	return verify_pair(
	    key, message, (const unsigned char *)signature.ptr, ret_valid);
}

enum tsm_status crypto_verify_ecdsa_der(const struct tsm_public_key *key,
    struct tsm_str message, struct tsm_str signature, bool *ret_valid)
{
	unsigned char pair[2 * EC_FIELD_MAX];
	if (!get_signature(signature, pair, crypto_field_size(key->type))) {
		*ret_valid = false;
		return TSM_OK;
	}
	return verify_pair(key, message, pair, ret_valid);
}
