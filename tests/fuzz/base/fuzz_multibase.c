/*
 * Multibase: what is decoded is encoded to the same text again, and any
 * bytes come back from either form.
 */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/base/encode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_text(struct tsm_str text)
{
	struct tsm_buf bytes;
	struct tsm_buf again;
	tsm_buf_init(&bytes, 0);
	tsm_buf_init(&again, 0);
	if (tsm_multibase_decode(&bytes, text) == TSM_OK) {
		require(tsm_multibase_encode(&again, text.ptr[0],
			    tsm_buf_cstr(&bytes), bytes.len) == TSM_OK);
		require(tsm_str_eq(tsm_buf_str(&again), text));
	}
	tsm_buf_release(&bytes);
	tsm_buf_release(&again);
}

static void check_bytes(const uint8_t *data, size_t size, char prefix)
{
	struct tsm_buf text;
	struct tsm_buf bytes;
	tsm_buf_init(&text, 0);
	tsm_buf_init(&bytes, 0);
	require(tsm_multibase_encode(&text, prefix, data, size) == TSM_OK);
	require(tsm_multibase_decode(&bytes, tsm_buf_str(&text)) == TSM_OK);
	require(tsm_str_eq(
	    tsm_buf_str(&bytes), tsm_str_n((const char *)data, size)));
	tsm_buf_release(&text);
	tsm_buf_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Base58 takes the square of the length */
	if (size > 512)
		return 0;
	check_text(tsm_str_n((const char *)data, size));
	check_bytes(data, size, 'z');
	check_bytes(data, size, 'u');
	return 0;
}
