/*
 * client.h - who is asking: addresses, blocks, and the proxy rule (pure).
 */
#ifndef TESTAMUR_HTTP_CLIENT_H
#define TESTAMUR_HTTP_CLIENT_H

#include <stdbool.h>

#include "testamur/base/str.h"
#include "testamur/http/request.h"

/* An address; IPv4 is held as ::ffff:a.b.c.d. */
struct tsm_address {
	unsigned char bytes[16];
};

struct tsm_cidr {
	struct tsm_address base;
	unsigned bits; /* 0..128 of the 16 bytes */
};

/* "192.0.2.1", "2001:db8::1", no port, no zone. TSM_E_SYNTAX. */
enum tsm_status tsm_address_parse(
    struct tsm_str text, struct tsm_address *ret_address) TSM_NODISCARD;

/*
 * Where a server is to listen: "127.0.0.1:8090", "[::1]:8090". The host comes
 * without brackets and is not judged here. TSM_E_SYNTAX: no colon, no or too
 * much before it, or no port (0 to 65535) behind it.
 */
#define TSM_LISTEN_HOST 64
enum tsm_status tsm_listen_parse(struct tsm_str text,
    char ret_host[TSM_LISTEN_HOST], unsigned *ret_port) TSM_NODISCARD;

/* Text of an address (IPv4 dotted when it is one). Returns out. */
char *tsm_address_format(
    const struct tsm_address *address, char out[TSM_CLIENT_TEXT]);

/* 127.0.0.0/8 or ::1. */
bool tsm_address_loopback(const struct tsm_address *address);

/* An address or "10.0.0.0/8"; bits of the host part must be zero. */
enum tsm_status tsm_cidr_parse(struct tsm_str text, struct tsm_cidr *ret_cidr)
    TSM_NODISCARD;
bool tsm_cidr_contains(
    const struct tsm_cidr *cidr, const struct tsm_address *address);

/*
 * The client: peer itself, unless it lies in one of the trusted blocks and
 * the last hop of X-Forwarded-For (forwarded, NULL when absent; several
 * headers joined by ',') is an address: then that one.
 */
void tsm_client_of(const struct tsm_address *peer, const char *forwarded,
    const struct tsm_cidr *trusted, size_t count,
    struct tsm_address *ret_client);

/* A hash of a class (0..255) and a client, an address or the name of a key,
 * under a key that is drawn; never 0. IPv6 counts by its first 64 bits. */
uint64_t tsm_client_hash(
    const uint64_t key[2], size_t class, const char *client);

#endif
