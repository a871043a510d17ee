/*
 * Reading an index is for strangers' credentials; the permutation is for
 * our own lists, and may never change (test_permute_stable).
 */
#include "testamur/status/index.h"

#include "testamur/base/siphash.h"

#define ROUNDS 10

/* --- reading -------------------------------------------------------------- */

enum tsm_status tsm_status_index_read(const struct tsm_json *value,
    uint64_t *ret_index, bool *ret_not_string, struct tsm_error *err)
{
	uint64_t index = 0;
	int64_t number = -1;
	enum tsm_status status;
	bool is_number = tsm_json_is(value, TSM_JSON_NUMBER);
	if (value == NULL)
		return tsm_fail(
		    err, TSM_E_MISSING, "", "there is no statusListIndex");
	if (is_number) {
		status = tsm_json_int(value, &number);
		if (status == TSM_OK && number < 0)
			status = TSM_E_VALUE;
		index = (uint64_t)number;
	} else if (tsm_json_is(value, TSM_JSON_STRING)) {
		status = tsm_parse_u64(value->text, UINT64_MAX, &index);
	} else {
		return tsm_json_fail(err, TSM_E_SYNTAX, value,
		    "statusListIndex is neither a string nor a number");
	}
	if (status != TSM_OK)
		return tsm_json_fail(err, TSM_E_VALUE, value,
		    "statusListIndex is no whole number from 0 up");
	*ret_index = index;
	*ret_not_string = is_number;
	return TSM_OK;
}

enum tsm_status tsm_status_size_read(
    const struct tsm_json *value, unsigned *ret_bits, struct tsm_error *err)
{
	int64_t bits = 1;
	if (value != NULL && (tsm_json_int(value, &bits) != TSM_OK || bits < 1))
		return tsm_json_fail(err, TSM_E_VALUE, value,
		    "statusSize is no whole number from 1 up");
	if (bits != 1 && bits != 2 && bits != 4 && bits != 8)
		return tsm_json_fail(err, TSM_E_UNSUPPORTED, value,
		    "statusSize is not 1, 2, 4 or 8");
	*ret_bits = (unsigned)bits;
	return TSM_OK;
}

/* --- the permutation ------------------------------------------------------ */

static uint64_t load_le64(const unsigned char *p)
{
	uint64_t value = 0;
	for (int i = 7; i >= 0; i--)
		value = value << 8 | p[i];
	return value;
}

static uint64_t hash_two(const unsigned char key[16], uint64_t a, uint64_t b)
{
	const uint64_t words[2] = { load_le64(key), load_le64(key + 8) };
	unsigned char data[16];
	for (unsigned i = 0; i < 8; i++) {
		data[i] = (unsigned char)(a >> (8 * i));
		data[8 + i] = (unsigned char)(b >> (8 * i));
	}
	return tsm_siphash(words, data, sizeof(data));
}

/*
 * One pass over left_bits + right_bits bits. Each round changes one half
 * by a function of the other, so it can be undone, however unequal the
 * halves are. Rounds of one half use one half of the key.
 */
static uint64_t feistel(const unsigned char key[TSM_STATUS_KEY],
    uint64_t entries, unsigned left_bits, unsigned right_bits, uint64_t x)
{
	uint64_t left_mask = (UINT64_C(1) << left_bits) - 1;
	uint64_t right_mask = (UINT64_C(1) << right_bits) - 1;
	uint64_t left = x >> right_bits;
	uint64_t right = x & right_mask;
	for (uint64_t round = 0; round < ROUNDS; round += 2) {
		left ^= hash_two(key, entries, round << 56 | right) & left_mask;
		right ^= hash_two(key + 16, entries, (round + 1) << 56 | left) &
			 right_mask;
	}
	return left << right_bits | right;
}

enum tsm_status tsm_status_permute(const unsigned char key[TSM_STATUS_KEY],
    uint64_t entries, uint64_t n, uint64_t *ret_position)
{
	if (n >= entries)
		return TSM_E_STATE;
	unsigned bits = 2;
	while (bits < 64 && (UINT64_C(1) << bits) < entries)
		bits++;
	unsigned left_bits = bits / 2;
	/* comes back to where it started at the latest, so it ends */
	do {
		n = feistel(key, entries, left_bits, bits - left_bits, n);
	} while (n >= entries);
	*ret_position = n;
	return TSM_OK;
}
