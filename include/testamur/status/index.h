/*
 * index.h - which entry of a status list a credential has.
 *
 * Reading: statusListIndex and statusSize of a BitstringStatusListEntry
 * (Bitstring Status List 1.0, section 2.1). Issuing: a secret order of the
 * positions, so that an index tells nothing about when, or to how many
 * others, a credential was issued (section 5.2 asks for random ones), and
 * the last free position costs no more than the first.
 *
 * Pure functions over their arguments, safe from any thread.
 */
#ifndef TESTAMUR_STATUS_INDEX_H
#define TESTAMUR_STATUS_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/json/doc.h"

/*
 * Read statusListIndex. The specification wants a base-10 string; a whole
 * JSON number is read too and *ret_not_string says so, for a warning.
 * TSM_E_MISSING: value is NULL; TSM_E_SYNTAX: another type; TSM_E_VALUE:
 * empty, signed, fractional, with leading zeros, not decimal or 2^64 and
 * above (numbers: 2^63 and above).
 */
enum tsm_status tsm_status_index_read(const struct tsm_json *value,
    uint64_t *ret_index, bool *ret_not_string, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Read statusSize, the bits of an entry; NULL (absent) is 1. TSM_E_VALUE:
 * no whole positive number; TSM_E_UNSUPPORTED: not 1, 2, 4 or 8.
 */
enum tsm_status tsm_status_size_read(const struct tsm_json *value,
    unsigned *ret_bits, struct tsm_error *err) TSM_NODISCARD;

/* The secret of a permutation: random bytes, kept with the list. */
#define TSM_STATUS_KEY 32

/*
 * The position of the n-th credential (from 0) in a list of that many
 * entries: for a fixed key and fixed entries a bijection of 0..entries-1.
 * TSM_E_STATE: the list is full (n is not below entries). The mapping
 * never changes between versions of this library, since lists outlive
 * them. Under a microsecond.
 *
 * A Feistel network of ten rounds over the smallest power of two that is
 * not below entries, SipHash-2-4 as round function, walking the cycle
 * until the result is below entries (two steps on average at most).
 */
enum tsm_status tsm_status_permute(const unsigned char key[TSM_STATUS_KEY],
    uint64_t entries, uint64_t n, uint64_t *ret_position) TSM_NODISCARD;

#endif
