/*
 * der.c - the little of DER (X.690) that keys and signatures need.
 *
 * Strict: one form for every length and every integer.
 */
#include "key_private.h"

bool crypto_der_take(struct tsm_str *in, unsigned tag, struct tsm_str *ret_body)
{
	const unsigned char *data = (const unsigned char *)in->ptr;
	if (in->len < 2 || data[0] != tag)
		return false;
	size_t head = 2;
	size_t len = data[1];
	if (len > 0x7f) {
		/* 81 xx or 82 xx xx, no shorter form possible */
		size_t more = len & 0x7f;
		if (more == 0 || more > 2 || in->len < 2 + more)
			return false;
		len = data[2];
		if (more == 2)
			len = len << 8 | data[3];
		if (len < (more == 1 ? 0x80U : 0x100U))
			return false;
		head += more;
	}
	if (len > in->len - head)
		return false;
	*ret_body = tsm_str_n(in->ptr + head, len);
	*in = tsm_str_n(in->ptr + head + len, in->len - head - len);
	return true;
}

bool crypto_der_integer(struct tsm_str *in, struct tsm_str *ret_bytes)
{
	struct tsm_str body;
	if (!crypto_der_take(in, 0x02, &body) || body.len == 0)
		return false;
	const unsigned char *data = (const unsigned char *)body.ptr;
	if ((data[0] & 0x80) != 0)
		return false;
	if (data[0] == 0 && body.len > 1) {
		if ((data[1] & 0x80) == 0)
			return false;
		body = tsm_str_n(body.ptr + 1, body.len - 1);
	}
	*ret_bytes = body;
	return true;
}
