/*
 * siphash.h - SipHash-2-4 (Aumasson, Bernstein 2012): who does not know the
 * key can neither make values collide nor foresee them.
 */
#ifndef TESTAMUR_BASE_SIPHASH_H
#define TESTAMUR_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

/* 64 bits of len bytes under a key. */
uint64_t tsm_siphash(
    const uint64_t key[2], const unsigned char *data, size_t len);

#endif
