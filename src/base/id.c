#include "testamur/base/id.h"

#include <string.h>

#include "testamur/base/limits.h"

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum tsm_status tsm_uuid_new(
    const struct tsm_random *random, char out[TSM_UUID_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char b[16];
	TSM_TRY(tsm_random_fill(random, b, sizeof(b)));
	b[6] = (unsigned char)((b[6] & 0x0FU) | 0x40U); /* version 4 */
	b[8] = (unsigned char)((b[8] & 0x3FU) | 0x80U); /* variant 10 */
	char *p = out;
	for (size_t i = 0; i < sizeof(b); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		*p++ = digits[b[i] >> 4];
		*p++ = digits[b[i] & 15U];
	}
	*p = '\0';
	return TSM_OK;
}

enum tsm_status tsm_urn_uuid_new(
    const struct tsm_random *random, char out[TSM_URN_UUID])
{
	static const char prefix[] = "urn:uuid:";
	TSM_TRY(tsm_uuid_new(random, out + sizeof(prefix) - 1));
	memcpy(out, prefix, sizeof(prefix) - 1);
	return TSM_OK;
}

/* Product in GF(2^5) = GF(2)[x]/(x^5 + x^2 + 1). */
static unsigned gf_mul(unsigned a, unsigned b)
{
	unsigned product = 0;
	for (int i = 0; i < 5; i++) {
		if ((b >> i & 1U) != 0)
			product ^= a << i;
	}
	for (unsigned i = 9; i >= 5; i--) {
		if ((product >> i & 1U) != 0)
			product ^= 0x25U << (i - 5);
	}
	return product;
}

/*
 * The weights are 26 consecutive powers of the generator x = 2, all
 * different and none zero: a substitution changes the sum by w·d with
 * d ≠ 0, a swap of neighbours by (w1 + w2)·d. The check character itself
 * has weight 1 = 2^0, which is not the weight of the character beside it.
 */
static unsigned check_value(const unsigned values[TSM_SHORT_ID_LEN - 1])
{
	unsigned weight = 1;
	unsigned sum = 0;
	for (size_t i = TSM_SHORT_ID_LEN - 1; i > 0; i--) {
		weight = gf_mul(weight, 2);
		sum ^= gf_mul(weight, values[i - 1]);
	}
	return sum;
}

enum tsm_status tsm_short_id_new(
    const struct tsm_random *random, char out[TSM_SHORT_ID])
{
	unsigned char b[16];
	unsigned values[TSM_SHORT_ID_LEN - 1];
	TSM_TRY(tsm_random_fill(random, b, sizeof(b)));
	/* 128 bits in 26 groups of five; the first holds only three */
	uint32_t bits = 0;
	unsigned have = 2;
	size_t n = 0;
	for (size_t i = 0; i < sizeof(b); i++) {
		bits = bits << 8 | b[i];
		have += 8;
		while (have >= 5) {
			have -= 5;
			values[n++] = bits >> have & 31U;
		}
	}
	for (size_t i = 0; i < n; i++)
		out[i] = crockford[values[i]];
	out[n] = crockford[check_value(values)];
	out[n + 1] = '\0';
	return TSM_OK;
}

/* 0..31, or -1; I and L read as 1, O as 0. */
static int crockford_value(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		c = '1';
	else if (c == 'O')
		c = '0';
	const char *at = c != '\0' ? strchr(crockford, c) : NULL;
	return at != NULL ? (int)(at - crockford) : -1;
}

enum tsm_status tsm_short_id_parse(struct tsm_str text, char out[TSM_SHORT_ID])
{
	unsigned values[TSM_SHORT_ID_LEN];
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '-' || c == ' ')
			continue;
		int value = crockford_value(c);
		if (value < 0 || n == TSM_SHORT_ID_LEN)
			return TSM_E_SYNTAX;
		values[n++] = (unsigned)value;
	}
	if (n != TSM_SHORT_ID_LEN)
		return TSM_E_SYNTAX;
	if (values[0] > 7 ||
	    check_value(values) != values[TSM_SHORT_ID_LEN - 1])
		return TSM_E_VALUE;
	for (size_t i = 0; i < n; i++)
		out[i] = crockford[values[i]];
	out[n] = '\0';
	return TSM_OK;
}

bool tsm_slug_valid(struct tsm_str text)
{
	if (text.len == 0 || text.len > TSM_SLUG_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool edge = i == 0 || i == text.len - 1;
		if (c == '-' && !edge && text.ptr[i - 1] != '-')
			continue;
		if (!tsm_is_digit(c) && !(c >= 'a' && c <= 'z'))
			return false;
	}
	return true;
}
