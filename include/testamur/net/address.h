/*
 * address.h - which network addresses we may call (pure).
 *
 * Everything that the IANA special-purpose registries (RFC 6890 and its
 * updates) do not mark as globally reachable unicast is refused, also when
 * it hides in IPv6: mapped (::ffff:0:0/96), compatible, 6to4 (2002::/16),
 * Teredo (2001::/32), NAT64 (64:ff9b::/96 and 64:ff9b:1::/48).
 */
#ifndef TESTAMUR_NET_ADDRESS_H
#define TESTAMUR_NET_ADDRESS_H

#include <stdbool.h>

/* An IPv4 address in network byte order, 4 bytes: public unicast? */
bool tsm_address4_public(const unsigned char address[4]);

/* An IPv6 address, 16 bytes: public unicast, and nothing inside it else? */
bool tsm_address6_public(const unsigned char address[16]);

#endif
