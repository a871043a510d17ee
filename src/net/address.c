/*
 * address.c - the special-purpose address registries, as tables.
 */
#include <stddef.h>
#include <string.h>

#include "testamur/net/address.h"

struct block {
	unsigned char base[16];
	unsigned bits;
};

/* IANA IPv4 Special-Purpose Address Registry: not globally reachable. */
static const struct block v4_blocks[] = {
	{ { 0 }, 8 },             /* this network */
	{ { 10 }, 8 },            /* private */
	{ { 100, 64 }, 10 },      /* shared (carrier NAT) */
	{ { 127 }, 8 },           /* loopback */
	{ { 169, 254 }, 16 },     /* link-local, cloud metadata */
	{ { 172, 16 }, 12 },      /* private */
	{ { 192, 0, 0 }, 24 },    /* IETF protocol assignments */
	{ { 192, 0, 2 }, 24 },    /* documentation */
	{ { 192, 31, 196 }, 24 }, /* AS112 */
	{ { 192, 52, 193 }, 24 }, /* AMT */
	{ { 192, 88, 99 }, 24 },  /* 6to4 relay anycast, deprecated */
	{ { 192, 168 }, 16 },     /* private */
	{ { 192, 175, 48 }, 24 }, /* AS112 */
	{ { 198, 18 }, 15 },      /* benchmarking */
	{ { 198, 51, 100 }, 24 }, /* documentation */
	{ { 203, 0, 113 }, 24 },  /* documentation */
	{ { 224 }, 3 },           /* multicast, reserved, broadcast */
};

/* IPv6: only 2000::/3 is given out, and of that not these. */
static const struct block v6_blocks[] = {
	{ { 0x20, 0x01, 0, 0 }, 23 },          /* IETF, Teredo, ORCHID */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },    /* documentation */
	{ { 0x20, 0x02 }, 16 },                /* 6to4: IPv4 inside */
	{ { 0x26, 0x20, 0, 0x4f, 0x80 }, 48 }, /* AS112 */
	{ { 0x3f, 0xff }, 20 },                /* documentation */
};

static bool inside(const unsigned char *address, const struct block *block)
{
	unsigned whole = block->bits / 8;
	unsigned rest = block->bits % 8;

	if (memcmp(address, block->base, whole) != 0)
		return false;
	return rest == 0 || (address[whole] >> (8 - rest)) ==
				(block->base[whole] >> (8 - rest));
}

bool tsm_address4_public(const unsigned char address[4])
{
	for (size_t i = 0; i < sizeof(v4_blocks) / sizeof(v4_blocks[0]); i++)
		if (inside(address, &v4_blocks[i]))
			return false;
	return true;
}

bool tsm_address6_public(const unsigned char address[16])
{
	static const struct block unicast = { { 0x20 }, 3 };

	/* mapped, compatible, NAT64 and the local ranges lie outside it */
	if (!inside(address, &unicast))
		return false;
	for (size_t i = 0; i < sizeof(v6_blocks) / sizeof(v6_blocks[0]); i++)
		if (inside(address, &v6_blocks[i]))
			return false;
	return true;
}
