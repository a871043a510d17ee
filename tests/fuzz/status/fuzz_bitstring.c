/*
 * The input as an encodedList, and (so that gzip is reached without luck)
 * its bytes as the gzip behind one. What decodes, encodes and decodes to
 * the same bits; every entry can be read, none beyond the end.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/status/bitstring.h"
#include "testamur/status/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check(struct tsm_str text, unsigned entry_bits)
{
	const struct tsm_bitstring_options options = {
		.max_bytes = (size_t)1 << 20,
		.entry_bits = entry_bits,
		.allow_short = true,
		.allow_no_prefix = entry_bits == 2,
	};
	struct tsm_bitstring list = { 0 };
	struct tsm_bitstring back = { 0 };
	struct tsm_buf again;
	unsigned value;
	tsm_buf_init(&again, 0);
	if (tsm_bitstring_decode(text, &options, &list, NULL) == TSM_OK) {
		require(list.size <= options.max_bytes);
		require(list.entries == list.size * 8 / entry_bits);
		require(tsm_bitstring_get(&list, list.entries - 1, &value) ==
			TSM_OK);
		require(value < 1U << entry_bits);
		require(tsm_bitstring_get(&list, list.entries, &value) ==
			TSM_E_NOT_FOUND);
		require(tsm_bitstring_encode(&list, &again) == TSM_OK);
		require(tsm_bitstring_decode(tsm_buf_str(&again), &options,
			    &back, NULL) == TSM_OK);
		require(list.size == back.size &&
			memcmp(list.bits, back.bits, list.size) == 0);
	}
	tsm_buf_release(&again);
	tsm_bitstring_release(&back);
	tsm_bitstring_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_buf text;
	for (unsigned bits = 1; bits <= 8; bits *= 2)
		check(tsm_str_n((const char *)data, size), bits);
	tsm_buf_init(&text, 0);
	require(tsm_multibase_encode(&text, 'u', data, size) == TSM_OK);
	check(tsm_buf_str(&text), 1);
	tsm_buf_release(&text);
	return 0;
}
