/*
 * Any bytes as a PDF document: pdf.c, in this process and without the
 * child's limits. Pages are drawn small, which is when an input takes
 * milliseconds.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../../src/decode/gray.h"
#include "../../unit/print/lsan.h"

/* a code of 33 modules can be read */
#define SIDE 99

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	struct found found = { .arena = &arena, .texts = texts };
	enum tsm_status status = pdf_find(data, size, SIDE, &found);
	switch (status) {
	case TSM_OK:
		if (found.count == 0 || found.count > TSM_DECODE_TEXTS_MAX)
			abort();
		break;
	case TSM_E_NOT_FOUND:
	case TSM_E_SYNTAX:
	case TSM_E_LIMIT:
	case TSM_E_DENIED:
	case TSM_E_MEMORY:
		if (found.count != 0)
			abort();
		break;
	default:
		abort();
	}
	for (size_t i = 0; i < found.count; i++)
		if (texts[i].len == 0 || texts[i].len > TSM_DECODE_TEXT_MAX ||
		    !tsm_utf8_valid(texts[i].ptr, texts[i].len, NULL))
			abort();
	tsm_arena_release(&arena);
	return 0;
}
