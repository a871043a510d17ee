/*
 * Any bytes as what the decoding process answers, which may be anybody's by
 * then: no answer, or one that is written as the same bytes again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/decodeclient/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_str answer = tsm_str_n((const char *)data, size);
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;
	struct tsm_buf out;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	tsm_buf_init(&out, 0);
	enum tsm_status status =
	    tsm_decode_answer_read(answer, &arena, texts, &count);
	require((status == TSM_OK) == (count > 0));
	if (status != TSM_E_IO && status != TSM_E_MEMORY) {
		require(tsm_decode_answer_write(status, texts, count, &out) ==
			TSM_OK);
		require(out.len == size && memcmp(out.data, data, size) == 0);
	}
	tsm_buf_release(&out);
	tsm_arena_release(&arena);
	return 0;
}
