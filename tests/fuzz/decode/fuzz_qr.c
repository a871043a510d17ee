/*
 * Any grey levels as a picture: the first byte is its width, the rest its
 * rows. What is found is text within the limits.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/decode/gray.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;
	struct gray gray;

	if (size < 2 || data[0] == 0 || (size - 1) / data[0] == 0)
		return 0;
	tsm_arena_init(&arena, 0);
	struct found found = { .arena = &arena, .texts = texts };
	if (gray_init(&gray, data[0], (size - 1) / data[0]) != TSM_OK)
		abort();
	memcpy(gray.pixels, data + 1, (size_t)gray.width * gray.height);
	if (qr_find(&gray, &found) != TSM_OK ||
	    found.count > TSM_DECODE_TEXTS_MAX)
		abort();
	gray_release(&gray);
	tsm_arena_release(&arena);
	return 0;
}
