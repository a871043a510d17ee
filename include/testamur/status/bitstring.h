/*
 * bitstring.h - Bitstring Status List 1.0: the list itself.
 *
 * W3C Recommendation of 2025-05-15. A list is a row of entries of 1, 2, 4
 * or 8 bits, packed without gaps; entry 0 is the left-most, so bit 0 is
 * the most significant bit of byte 0. In a credential it stands as
 * encodedList: 'u', then base64url without padding, of the gzip (RFC 1952)
 * of those bytes.
 *
 * Always true: size * 8 / entry_bits == entries, and bits is not NULL,
 * between a successful _init or _decode and _release. Encoding the same
 * list gives the same text everywhere (no time, no host in it).
 *
 * A list owns its bits. Reading a list that nobody changes is safe from
 * any number of threads; changing it is for one thread alone. Pure: no
 * I/O, no clock, no globals.
 */
#ifndef TESTAMUR_STATUS_BITSTRING_H
#define TESTAMUR_STATUS_BITSTRING_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/buf.h"
#include "testamur/base/limits.h"
#include "testamur/base/str.h"

struct tsm_bitstring {
	unsigned char *bits; /* owned */
	size_t size;         /* bytes */
	unsigned entry_bits; /* statusSize: 1, 2, 4 or 8 */
	uint64_t entries;    /* how many entries those bytes hold */
};

struct tsm_bitstring_options {
	size_t max_bytes;    /* decompressed; 0: TSM_STATUS_BYTES_MAX */
	unsigned entry_bits; /* statusSize; 0: 1 */
	/* Accept fewer than TSM_STATUS_ENTRIES_MIN entries. */
	bool allow_short;
	/* Accept base64url without the 'u', or base64, as StatusList2021
	 * wrote it. */
	bool allow_no_prefix;
};

/*
 * A list of zeros. entries is rounded up to whole bytes. TSM_E_VALUE: below
 * TSM_STATUS_ENTRIES_MIN; TSM_E_LIMIT: more than TSM_STATUS_BYTES_MAX;
 * TSM_E_UNSUPPORTED: entry_bits is not 1, 2, 4 or 8; TSM_E_MEMORY.
 * tsm_bitstring_release() it.
 */
enum tsm_status tsm_bitstring_init(uint64_t entries, unsigned entry_bits,
    struct tsm_bitstring *ret_list) TSM_NODISCARD;

/* Free the bits; everything becomes zero. Releasing twice is fine. */
void tsm_bitstring_release(struct tsm_bitstring *list);

/*
 * The value of an entry, 0 to 2^entry_bits - 1. TSM_E_NOT_FOUND when index
 * is beyond the end (section 3.2, RANGE_ERROR).
 */
enum tsm_status tsm_bitstring_get(const struct tsm_bitstring *list,
    uint64_t index, unsigned *ret_value) TSM_NODISCARD;

/*
 * Change an entry. TSM_E_NOT_FOUND when index is beyond the end,
 * TSM_E_VALUE when value needs more than entry_bits.
 */
enum tsm_status tsm_bitstring_set(
    struct tsm_bitstring *list, uint64_t index, unsigned value) TSM_NODISCARD;

/*
 * Append encodedList (section 3.3) to out. TSM_E_MEMORY, TSM_E_LIMIT (out
 * is full), TSM_E_INTERNAL (zlib); out is unchanged then.
 */
enum tsm_status tsm_bitstring_encode(
    const struct tsm_bitstring *list, struct tsm_buf *out) TSM_NODISCARD;

/*
 * Read an encodedList (section 3.4). options may be NULL. Each failure has
 * a status of its own:
 *
 *   TSM_E_SYNTAX       no 'u' in front, or no base64url after it
 *   TSM_E_VALUE        no gzip, cut short, wrong checksum, or anything
 *                      after the gzip stream
 *   TSM_E_LIMIT        more than max_bytes once decompressed
 *   TSM_E_MISSING      fewer than TSM_STATUS_ENTRIES_MIN entries
 *                      (STATUS_LIST_LENGTH_ERROR)
 *   TSM_E_UNSUPPORTED  entry_bits is not 1, 2, 4 or 8
 *   TSM_E_MEMORY
 *
 * tsm_bitstring_release() what it gives.
 */
enum tsm_status tsm_bitstring_decode(struct tsm_str text,
    const struct tsm_bitstring_options *options, struct tsm_bitstring *ret_list,
    struct tsm_error *err) TSM_NODISCARD;

#endif
