/* decode.c - see testamur/decode/decode.h. */
#include "testamur/decode/decode.h"

#include <string.h>

#include "gray.h"
#include "testamur/base/alloc.h"

/* Of a page: of A4 and Letter about 200 dots per inch, five for a module of a
 * printed code. */
#define PAGE_SIDE 2400

enum tsm_status gray_init(struct gray *gray, size_t width, size_t height)
{
	*gray = (struct gray){ 0 };
	if (width == 0 || height == 0)
		return TSM_E_SYNTAX;
	if (width > TSM_DECODE_PIXELS_MAX / height)
		return TSM_E_LIMIT;
	gray->pixels = tsm_malloc(width * height);
	if (gray->pixels == NULL)
		return TSM_E_MEMORY;
	(void)memset(gray->pixels, 255, width * height);
	gray->width = (unsigned)width;
	gray->height = (unsigned)height;
	return TSM_OK;
}

void gray_release(struct gray *gray)
{
	tsm_free(gray->pixels);
	*gray = (struct gray){ 0 };
}

unsigned char gray_of(unsigned red, unsigned green, unsigned blue)
{
	return (unsigned char)((299 * red + 587 * green + 114 * blue) / 1000);
}

static enum tsm_status find_in_picture(const void *data, size_t len,
    enum tsm_status (*decode)(const void *, size_t, struct gray *, bool *),
    struct found *found)
{
	struct gray gray = { 0 };
	bool damaged = false;

	TSM_TRY(decode(data, len, &gray, &damaged));
	enum tsm_status status = qr_find(&gray, found);
	gray_release(&gray);
	if (status == TSM_OK && found->count == 0)
		return damaged ? TSM_E_SYNTAX : TSM_E_NOT_FOUND;
	return status;
}

enum tsm_status tsm_decode(const void *data, size_t len,
    struct tsm_arena *arena, struct tsm_str texts[TSM_DECODE_TEXTS_MAX],
    size_t *ret_count)
{
	struct tsm_str bytes = tsm_str_n(data, len);
	struct found found = { .arena = arena, .texts = texts };
	enum tsm_status status = TSM_E_UNSUPPORTED;

	if (tsm_str_starts(bytes, "\x89PNG\r\n\x1a\n"))
		status = find_in_picture(data, len, png_decode, &found);
	else if (tsm_str_starts(bytes, "\xff\xd8\xff"))
		status = find_in_picture(data, len, jpeg_decode, &found);
	else if (tsm_str_starts(bytes, "%PDF-"))
		status = pdf_find(data, len, PAGE_SIDE, &found);
	if (status == TSM_OK)
		*ret_count = found.count;
	return status;
}
