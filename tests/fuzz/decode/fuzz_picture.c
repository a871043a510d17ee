/*
 * Any bytes as a picture, down to its grey levels: png.c and jpeg.c, in this
 * process and without the child's limits. Codes in grey levels are left to
 * fuzz_qr. A picture that claims many pixels is left to the tests of the
 * child: it takes time and shows nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/decode/gray.h"
#include "crc32.h"

#define PIXELS_MAX ((size_t)1 << 18)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t big_endian(const uint8_t *data)
{
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 |
	       (uint32_t)data[2] << 8 | data[3];
}

static void put_crc(uint8_t *data, size_t size)
{
	uint32_t crc = crc32_of(data, size);

	for (unsigned i = 0; i < 4; i++)
		data[size + i] = (uint8_t)(crc >> (24 - 8 * i));
}

/* Whatever was changed has its check sum, or nothing gets past libpng. */
static void put_crcs(uint8_t *data, size_t size)
{
	size_t at = 8;

	while (size - at >= 12 && big_endian(data + at) <= size - at - 12) {
		uint32_t len = big_endian(data + at);
		put_crc(data + at + 4, (size_t)len + 4);
		at += (size_t)len + 12;
	}
}

/* A frame header (ITU-T T.81, B.2.2) of many pixels, wherever it is. */
static bool claims_much(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i + 9 <= size; i++) {
		unsigned height = (unsigned)data[i + 5] << 8 | data[i + 6];
		unsigned width = (unsigned)data[i + 7] << 8 | data[i + 8];
		if (data[i] == 0xff && data[i + 1] >= 0xc0 &&
		    data[i + 1] <= 0xcf && data[i + 1] != 0xc4 &&
		    (size_t)height * width > PIXELS_MAX)
			return true;
	}
	return false;
}

/* Empty, or a picture within the limit. */
static void judge(enum tsm_status status, const struct gray *gray)
{
	switch (status) {
	case TSM_OK:
		if (gray->width == 0 || gray->height == 0 ||
		    (size_t)gray->width * gray->height > PIXELS_MAX)
			abort();
		break;
	case TSM_E_SYNTAX:
	case TSM_E_LIMIT:
	case TSM_E_UNSUPPORTED:
		if (gray->pixels != NULL)
			abort();
		break;
	default:
		abort();
	}
}

/* Twice, and every level is the same: none is what the memory held before. */
static void decode(const uint8_t *data, size_t size,
    enum tsm_status (*read)(const void *, size_t, struct gray *, bool *))
{
	struct gray first;
	struct gray second;
	bool damaged[2] = { false, false };

	enum tsm_status status = read(data, size, &first, &damaged[0]);
	judge(status, &first);
	if (read(data, size, &second, &damaged[1]) != status ||
	    damaged[0] != damaged[1] || first.width != second.width ||
	    first.height != second.height)
		abort();
	if (first.pixels != NULL &&
	    memcmp(first.pixels, second.pixels,
		(size_t)first.width * first.height) != 0)
		abort();
	gray_release(&first);
	gray_release(&second);
}

static void png(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size);

	if (copy == NULL)
		abort();
	(void)memcpy(copy, data, size);
	put_crcs(copy, size);
	decode(copy, size, png_decode);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size >= 24 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0) {
		if ((uint64_t)big_endian(data + 16) * big_endian(data + 20) <=
		    PIXELS_MAX)
			png(data, size);
	} else if (size >= 3 && memcmp(data, "\xff\xd8\xff", 3) == 0) {
		if (!claims_much(data, size))
			decode(data, size, jpeg_decode);
	}
	return 0;
}
