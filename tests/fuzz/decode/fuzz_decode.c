/*
 * Any bytes as a picture or document: the decoders of decode/decode.h, in
 * this process and without the child's limits. A picture that claims many
 * pixels or a document of many pages is left to the tests of the child.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../unit/print/lsan.h"
#include "testamur/decode/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_decode(data, size, &arena, texts, &count);
	switch (status) {
	case TSM_OK:
		if (count == 0 || count > TSM_DECODE_TEXTS_MAX)
			abort();
		break;
	case TSM_E_NOT_FOUND:
	case TSM_E_SYNTAX:
	case TSM_E_LIMIT:
	case TSM_E_DENIED:
	case TSM_E_UNSUPPORTED:
	case TSM_E_MEMORY:
		if (count != 0)
			abort();
		break;
	default:
		abort();
	}
	for (size_t i = 0; i < count; i++)
		if (texts[i].len == 0 || texts[i].len > TSM_DECODE_TEXT_MAX ||
		    !tsm_utf8_valid(texts[i].ptr, texts[i].len, NULL))
			abort();
	tsm_arena_release(&arena);
	return 0;
}
