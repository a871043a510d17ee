/*
 * encode.h - hex, base64, base64url, base58btc and multibase.
 *
 * Encoders append to a buffer and report failure through it. Decoders are
 * strict: no white space, no wrong padding, no non-zero trailing bits
 * (RFC 4648 section 3.5), no character outside the alphabet: TSM_E_SYNTAX,
 * and nothing is appended.
 */
#ifndef TESTAMUR_BASE_ENCODE_H
#define TESTAMUR_BASE_ENCODE_H

#include "testamur/base/buf.h"

/* Lower-case hexadecimal. */
enum tsm_status tsm_hex_encode(
    struct tsm_buf *out, const void *data, size_t len);
/* Either case is read. */
enum tsm_status tsm_hex_decode(struct tsm_buf *out, struct tsm_str text)
    TSM_NODISCARD;

/* What a hexadecimal digit counts, or -1. */
static inline int tsm_hex_value(char c)
{
	if (tsm_is_digit(c))
		return c - '0';
	c = tsm_to_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that two of them are, or -1. */
static inline int tsm_hex_byte(const char digits[2])
{
	int high = tsm_hex_value(digits[0]);
	int low = tsm_hex_value(digits[1]);

	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* RFC 4648 section 4, with padding. */
enum tsm_status tsm_base64_encode(
    struct tsm_buf *out, const void *data, size_t len);
enum tsm_status tsm_base64_decode(struct tsm_buf *out, struct tsm_str text)
    TSM_NODISCARD;

/* RFC 4648 section 5, without padding (RFC 7515 section 2). */
enum tsm_status tsm_base64url_encode(
    struct tsm_buf *out, const void *data, size_t len);
enum tsm_status tsm_base64url_decode(struct tsm_buf *out, struct tsm_str text)
    TSM_NODISCARD;

/*
 * Base58 with the Bitcoin alphabet. Quadratic, so at most 16 KiB of data:
 * TSM_E_LIMIT above.
 */
enum tsm_status tsm_base58_encode(
    struct tsm_buf *out, const void *data, size_t len) TSM_NODISCARD;
enum tsm_status tsm_base58_decode(struct tsm_buf *out, struct tsm_str text)
    TSM_NODISCARD;

/*
 * Multibase (Controlled Identifiers 1.0 section 2.4): prefix 'z' is
 * base58btc, 'u' is base64url without padding; TSM_E_UNSUPPORTED for
 * another prefix.
 */
enum tsm_status tsm_multibase_encode(struct tsm_buf *out, char prefix,
    const void *data, size_t len) TSM_NODISCARD;
enum tsm_status tsm_multibase_decode(struct tsm_buf *out, struct tsm_str text)
    TSM_NODISCARD;

#endif
