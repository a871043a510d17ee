/*
 * key_format.c - public keys as Multikey and as PEM.
 */
#include <string.h>

#include "testamur/base/encode.h"

#include "key_private.h"

/* A multibase text longer than this is no key of ours. */
#define MULTIKEY_TEXT_MAX 256
/* A PEM text: RSA of 8192 bits takes about 1.5 KiB. */
#define PEM_TEXT_MAX 8192
#define PEM_BEGIN    "-----BEGIN PUBLIC KEY-----"
#define PEM_END      "-----END PUBLIC KEY-----"

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

/* AlgorithmIdentifier of rsaEncryption (RFC 3279 section 2.3.1). */
#define RSA_ALG "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"
/* id-ecPublicKey with a named curve (RFC 5480 section 2.1.1). */
#define P256_ALG                                    \
 "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a" \
 "\x86\x48\xce\x3d\x03\x01\x07"
#define P384_ALG                                    \
 "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b" \
 "\x81\x04\x00\x22"
/* id-Ed25519 (RFC 8410 section 3). */
#define ED_ALG "\x06\x03\x2b\x65\x70"

static const struct {
	struct tsm_str algorithm; /* contents of the SEQUENCE */
	enum tsm_key_type type;
} algorithms[] = {
	{ TSM_STR(ED_ALG), TSM_KEY_ED25519 },
	{ TSM_STR(P256_ALG), TSM_KEY_P256 },
	{ TSM_STR(P384_ALG), TSM_KEY_P384 },
	{ TSM_STR(RSA_ALG), TSM_KEY_RSA },
};

#define ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

static enum tsm_status malformed(struct tsm_error *err)
{
	return tsm_fail(err, TSM_E_VALUE, NULL, "not a public key in DER");
}

/* RSAPublicKey (RFC 8017 appendix A.1.1) */
static enum tsm_status from_rsa(
    struct tsm_str der, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	struct tsm_str body;
	struct tsm_str n;
	struct tsm_str e;
	if (!crypto_der_take(&der, 0x30, &body) || der.len != 0 ||
	    !crypto_der_integer(&body, &n) || !crypto_der_integer(&body, &e) ||
	    body.len != 0)
		return malformed(err);
	return crypto_make_rsa((const unsigned char *)n.ptr, n.len,
	    (const unsigned char *)e.ptr, e.len, ret_key, err);
}

/* SubjectPublicKeyInfo (RFC 5280 section 4.1) */
static enum tsm_status from_der(
    struct tsm_str der, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	struct tsm_str body;
	struct tsm_str algorithm;
	struct tsm_str bits;
	if (!crypto_der_take(&der, 0x30, &body) || der.len != 0 ||
	    !crypto_der_take(&body, 0x30, &algorithm) ||
	    !crypto_der_take(&body, 0x03, &bits) || body.len != 0 ||
	    bits.len == 0 || bits.ptr[0] != 0)
		return malformed(err);
	size_t i = 0;
	while (
	    i < ALGORITHMS && !tsm_str_eq(algorithms[i].algorithm, algorithm))
		i++;
	if (i == ALGORITHMS)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "a key of this type is not offered");
	bits = tsm_str_n(bits.ptr + 1, bits.len - 1);
	if (algorithms[i].type == TSM_KEY_RSA)
		return from_rsa(bits, ret_key, err);
	return tsm_public_key_from_raw(
	    algorithms[i].type, bits.ptr, bits.len, ret_key, err);
}

/* The base64 text between the lines, without its line ends. */
static enum tsm_status decode_body(struct tsm_str body, struct tsm_buf *out)
{
	char text[PEM_TEXT_MAX];
	size_t len = 0;
	if (!tsm_str_starts(body, "\n") && !tsm_str_starts(body, "\r\n"))
		return TSM_E_SYNTAX;
	for (size_t i = 0; i < body.len && len < sizeof(text); i++)
		if (body.ptr[i] != '\n' && body.ptr[i] != '\r')
			text[len++] = body.ptr[i];
	return tsm_base64_decode(out, tsm_str_n(text, len));
}

enum tsm_status tsm_public_key_from_pem(
    struct tsm_str pem, struct tsm_public_key **ret_key, struct tsm_error *err)
{
	const size_t begin = sizeof(PEM_BEGIN) - 1;
	const size_t end = sizeof(PEM_END) - 1;
	pem = tsm_str_trim(pem);
	if (pem.len > PEM_TEXT_MAX)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "too long for one public key");
	if (tsm_str_ends(pem, "PRIVATE KEY-----"))
		return tsm_fail(
		    err, TSM_E_DENIED, NULL, "this is a private key");
	struct tsm_buf der;
	tsm_buf_init(&der, PEM_TEXT_MAX);
	enum tsm_status status = TSM_E_SYNTAX;
	if (pem.len >= begin + end && tsm_str_starts(pem, PEM_BEGIN) &&
	    tsm_str_ends(pem, PEM_END))
		status = decode_body(
		    tsm_str_n(pem.ptr + begin, pem.len - begin - end), &der);
	if (status == TSM_OK)
		status = from_der(tsm_buf_str(&der), ret_key, err);
	else if (status == TSM_E_MEMORY)
		(void)tsm_fail_memory(err);
	else
		status = tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "not one PEM block labelled PUBLIC KEY");
	tsm_buf_release(&der);
	return status;
}
