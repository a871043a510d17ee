/*
 * client.c - addresses, blocks and the proxy rule.
 */
#include <arpa/inet.h>
#include <string.h>

#include "testamur/base/siphash.h"
#include "testamur/http/client.h"

static const unsigned char mapped_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0xff, 0xff };

static bool is_v4(const struct tsm_address *address)
{
	return memcmp(address->bytes, mapped_prefix, 12) == 0;
}

enum tsm_status tsm_address_parse(
    struct tsm_str text, struct tsm_address *ret_address)
{
	char copy[TSM_CLIENT_TEXT];
	struct tsm_address address;

	if (text.len == 0 || text.len >= sizeof(copy))
		return TSM_E_SYNTAX;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	if (strlen(copy) != text.len)
		return TSM_E_SYNTAX;
	memcpy(address.bytes, mapped_prefix, 12);
	if (inet_pton(AF_INET, copy, address.bytes + 12) != 1 &&
	    inet_pton(AF_INET6, copy, address.bytes) != 1)
		return TSM_E_SYNTAX;
	*ret_address = address;
	return TSM_OK;
}

enum tsm_status tsm_listen_parse(
    struct tsm_str text, char ret_host[TSM_LISTEN_HOST], unsigned *ret_port)
{
	size_t colon = text.len;
	uint64_t port = 0;

	while (colon > 0 && text.ptr[colon - 1] != ':')
		colon--;
	if (colon < 2)
		return TSM_E_SYNTAX;
	struct tsm_str host = tsm_str_n(text.ptr, colon - 1);
	struct tsm_str rest = tsm_str_n(text.ptr + colon, text.len - colon);
	if (host.len > 2 && host.ptr[0] == '[' && tsm_str_ends(host, "]"))
		host = tsm_str_n(host.ptr + 1, host.len - 2);
	if (host.len >= TSM_LISTEN_HOST ||
	    tsm_parse_u64(rest, 65535, &port) != TSM_OK)
		return TSM_E_SYNTAX;
	memcpy(ret_host, host.ptr, host.len);
	ret_host[host.len] = '\0';
	*ret_port = (unsigned)port;
	return TSM_OK;
}

char *tsm_address_format(
    const struct tsm_address *address, char out[TSM_CLIENT_TEXT])
{
	const char *text =
	    is_v4(address)
		? inet_ntop(AF_INET, address->bytes + 12, out, TSM_CLIENT_TEXT)
		: inet_ntop(AF_INET6, address->bytes, out, TSM_CLIENT_TEXT);
	if (text == NULL)
		out[0] = '\0';
	return out;
}

bool tsm_address_loopback(const struct tsm_address *address)
{
	static const unsigned char v6[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 1 };

	if (is_v4(address))
		return address->bytes[12] == 127;
	return memcmp(address->bytes, v6, 16) == 0;
}

/* Bit n of an address, the most significant first. */
static unsigned bit_of(const struct tsm_address *address, unsigned n)
{
	return ((unsigned)address->bytes[n / 8] >> (7 - n % 8)) & 1U;
}

enum tsm_status tsm_cidr_parse(struct tsm_str text, struct tsm_cidr *ret_cidr)
{
	size_t slash = tsm_str_find(text, '/');
	struct tsm_cidr cidr = { .bits = 128 };

	if (tsm_address_parse(tsm_str_n(text.ptr, slash), &cidr.base) != TSM_OK)
		return TSM_E_SYNTAX;
	if (slash < text.len) {
		uint64_t bits = 0;
		bool v4 = tsm_str_find(text, ':') == text.len;
		if (tsm_parse_u64(
			tsm_str_n(text.ptr + slash + 1, text.len - slash - 1),
			v4 ? 32 : 128, &bits) != TSM_OK)
			return TSM_E_SYNTAX;
		cidr.bits = (unsigned)bits + (v4 ? 96U : 0U);
	}
	for (unsigned n = cidr.bits; n < 128; n++)
		if (bit_of(&cidr.base, n) != 0)
			return TSM_E_SYNTAX;
	*ret_cidr = cidr;
	return TSM_OK;
}

bool tsm_cidr_contains(
    const struct tsm_cidr *cidr, const struct tsm_address *address)
{
	for (unsigned n = 0; n < cidr->bits; n++)
		if (bit_of(&cidr->base, n) != bit_of(address, n))
			return false;
	return true;
}

void tsm_client_of(const struct tsm_address *peer, const char *forwarded,
    const struct tsm_cidr *trusted, size_t count,
    struct tsm_address *ret_client)
{
	bool proxy = false;
	struct tsm_str list = tsm_str(forwarded);
	size_t start = list.len;

	*ret_client = *peer;
	for (size_t i = 0; i < count && !proxy; i++)
		proxy = tsm_cidr_contains(&trusted[i], peer);
	if (!proxy || list.len == 0)
		return;
	while (start > 0 && list.ptr[start - 1] != ',')
		start--;
	struct tsm_str hop =
	    tsm_str_trim(tsm_str_n(list.ptr + start, list.len - start));
	struct tsm_address client;
	if (tsm_address_parse(hop, &client) == TSM_OK)
		*ret_client = client;
}

uint64_t tsm_client_hash(
    const uint64_t key[2], size_t class, const char *client)
{
	unsigned char data[1 + 128];
	struct tsm_str text = tsm_str(client);
	struct tsm_address address;
	size_t len = text.len < 128 ? text.len : 128;

	data[0] = (unsigned char)class;
	if (tsm_address_parse(text, &address) == TSM_OK) {
		len = is_v4(&address) ? 16 : 8;
		memcpy(data + 1, address.bytes, len);
	} else if (len > 0) {
		memcpy(data + 1, text.ptr, len);
	}
	uint64_t hash = tsm_siphash(key, data, len + 1);
	return hash != 0 ? hash : 1;
}
