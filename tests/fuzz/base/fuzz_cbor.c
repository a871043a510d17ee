/*
 * Whatever is read, item by item: written again it is the same bytes, and
 * what is refused was not moved over.
 */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/base/cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* Take one item, or the head of one, and write it. */
static bool copy(struct tsm_str *in, struct tsm_buf *out)
{
	struct tsm_str text;
	uint64_t value;
	size_t count;

	if (tsm_cbor_take_uint(in, &value))
		tsm_cbor_put_uint(out, value);
	else if (tsm_cbor_take_tag(in, &value))
		tsm_cbor_put_tag(out, value);
	else if (tsm_cbor_take_bytes(in, &text))
		tsm_cbor_put_bytes(out, text.ptr, text.len);
	else if (tsm_cbor_take_text(in, &text))
		tsm_cbor_put_text(out, text);
	else if (tsm_cbor_take_array(in, &count)) {
		require(count <= in->len);
		tsm_cbor_put_array(out, count);
	} else if (tsm_cbor_take_map(in, &count)) {
		require(count <= in->len / 2);
		tsm_cbor_put_map(out, count);
	} else
		return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tsm_str all = tsm_str_n((const char *)data, size);
	struct tsm_str in = all;
	struct tsm_buf out;

	tsm_buf_init(&out, 0);
	for (;;) {
		struct tsm_str before = in;
		if (!copy(&in, &out)) {
			require(in.ptr == before.ptr && in.len == before.len);
			break;
		}
		require(in.ptr + in.len == all.ptr + all.len);
		require(in.len < before.len);
	}
	require(tsm_buf_status(&out) == TSM_OK);
	require(tsm_str_eq(
	    tsm_buf_str(&out), tsm_str_n(all.ptr, all.len - in.len)));
	tsm_buf_release(&out);
	return 0;
}
