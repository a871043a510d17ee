/*
 * ecdsa.c - ECDSA over P-256 with SHA-256 and P-384 with SHA-384.
 *
 * OpenSSL takes signatures as DER only, so a fixed-length pair is encoded
 * for it; DER from outside is first taken apart strictly. OpenSSL thus
 * never parses a stranger's DER, and its answers are unambiguous: 1 valid,
 * 0 not valid (r or s out of [1, n-1] included), negative a failure.
 */
#include <string.h>

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

/*
 * Read one INTEGER in its only DER form (X.690 section 8.3, 10.1) into a
 * field of fixed length; *pos advances. Negative and longer ones: false.
 */
static bool get_integer(
    struct tsm_str der, size_t *pos, unsigned char *field, size_t size)
{
	const unsigned char *in = (const unsigned char *)der.ptr;
	if (der.len - *pos < 3 || in[*pos] != 0x02)
		return false;
	size_t len = in[*pos + 1];
	*pos += 2;
	if (len == 0 || len > 0x7f || len > der.len - *pos)
		return false;
	const unsigned char *value = in + *pos;
	*pos += len;
	if ((value[0] & 0x80) != 0)
		return false;
	if (value[0] == 0 && len > 1) {
		if ((value[1] & 0x80) == 0)
			return false;
		value++;
		len--;
	}
	if (len > size)
		return false;
	memset(field, 0, size - len);
	memcpy(field + (size - len), value, len);
	return true;
}

static bool get_signature(struct tsm_str der, unsigned char *pair, size_t field)
{
	const unsigned char *in = (const unsigned char *)der.ptr;
	if (der.len < 8 || der.len > DER_MAX || in[0] != 0x30)
		return false;
	size_t pos = 2;
	size_t len = in[1];
	if (len == 0x81) {
		len = in[2];
		pos = 3;
		if (len < 0x80)
			return false;
	} else if (len > 0x7f) {
		return false;
	}
	return len == der.len - pos && get_integer(der, &pos, pair, field) &&
	       get_integer(der, &pos, pair + field, field) && pos == der.len;
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

	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_dup(key->verifier);
	if (ctx == NULL)
		return crypto_failure(TSM_E_MEMORY);
	int answer =
	    EVP_PKEY_verify(ctx, der, der_len, hash, tsm_digest_size(digest));
	EVP_PKEY_CTX_free(ctx);
	enum tsm_status status =
	    crypto_failure(answer < 0 ? TSM_E_CRYPTO : TSM_OK);
	if (status == TSM_OK)
		*ret_valid = answer == 1;
	return status;
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
