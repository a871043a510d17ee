/* qr.c - QR codes in a picture. The only file with zbar. */
#include <string.h>
#include <zbar.h>

#include "gray.h"
#include "testamur/base/alloc.h"

/* White around what is looked at: a picture cut at its code has none. */
#define BORDER 24

/*
 * Longest sides that are tried. Noise and blur go away in small pictures,
 * codes of many modules need large ones.
 */
static const unsigned sides[] = { 1600, 800, 4000 };

/* Pictures up to this are enlarged in the end: a module of two or three
 * pixels that lies askew is not found otherwise. */
#define ENLARGED_MAX 2000

static unsigned longest(const struct gray *gray)
{
	return gray->width > gray->height ? gray->width : gray->height;
}

/* Where the darkest and lightest thousandth of the pixels begin. */
static void find_range(const struct gray *gray, unsigned *low, unsigned *high)
{
	size_t counts[256] = { 0 };
	size_t size = (size_t)gray->width * gray->height;
	size_t seen = 0;

	for (size_t i = 0; i < size; i++)
		counts[gray->pixels[i]]++;
	*low = 0;
	while (*low < 255 && (seen += counts[*low]) <= size / 1000)
		(*low)++;
	*high = 255;
	seen = 0;
	while (*high > *low && (seen += counts[*high]) <= size / 1000)
		(*high)--;
}

/* Levels, stretched to the whole range; the other way round: inverted. */
static void make_levels(
    const struct gray *gray, bool inverted, unsigned char levels[256])
{
	unsigned low;
	unsigned high;

	find_range(gray, &low, &high);
	for (unsigned i = 0; i < 256; i++) {
		unsigned level = i;
		if (high > low)
			level = i <= low    ? 0
				: i >= high ? 255
					    : (i - low) * 255 / (high - low);
		levels[i] = (unsigned char)(inverted ? 255 - level : level);
	}
}

/* The mean of the pixels that become one. */
static unsigned box(
    const struct gray *gray, size_t left, size_t top, unsigned shrink)
{
	unsigned sum = 0;

	for (size_t y = top; y < top + shrink; y++)
		for (size_t x = left; x < left + shrink; x++)
			sum += gray->pixels[y * gray->width + x];
	return sum / (shrink * shrink);
}

/* Between four pixels, in units of 1/(2 * enlarge) from the first one. */
static unsigned between(
    const struct gray *gray, size_t x, size_t y, unsigned enlarge)
{
	size_t unit = (size_t)2 * enlarge;
	size_t at_x = 2 * x + 1 > enlarge ? 2 * x + 1 - enlarge : 0;
	size_t at_y = 2 * y + 1 > enlarge ? 2 * y + 1 - enlarge : 0;
	size_t left = at_x / unit;
	size_t top = at_y / unit;
	size_t right = left + 1 < gray->width ? left + 1 : left;
	size_t below = top + 1 < gray->height ? top + 1 : top;
	const unsigned char *upper = gray->pixels + top * gray->width;
	const unsigned char *lower = gray->pixels + below * gray->width;
	size_t part_x = at_x % unit;
	size_t part_y = at_y % unit;
	size_t first = upper[left] * (unit - part_x) + upper[right] * part_x;
	size_t second = lower[left] * (unit - part_x) + lower[right] * part_x;

	return (unsigned)((first * (unit - part_y) + second * part_y) /
			  (unit * unit));
}

/* Of shrink and enlarge at least one is 1. */
static enum tsm_status prepare(const struct gray *gray, unsigned shrink,
    unsigned enlarge, bool inverted, struct gray *out)
{
	size_t width = (size_t)gray->width / shrink * enlarge;
	size_t height = (size_t)gray->height / shrink * enlarge;
	unsigned char levels[256];

	TSM_TRY(gray_init(
	    out, width + (size_t)2 * BORDER, height + (size_t)2 * BORDER));
	make_levels(gray, inverted, levels);
	for (size_t y = 0; y < height; y++) {
		unsigned char *row =
		    out->pixels + (y + BORDER) * out->width + BORDER;
		for (size_t x = 0; x < width; x++)
			row[x] =
			    levels[enlarge > 1 ? between(gray, x, y, enlarge)
					       : box(gray, x * shrink,
						     y * shrink, shrink)];
	}
	return TSM_OK;
}

static enum tsm_status keep(struct found *found, struct tsm_str text)
{
	if (text.len == 0 || text.len > TSM_DECODE_TEXT_MAX ||
	    !tsm_utf8_valid(text.ptr, text.len, NULL))
		return TSM_OK;
	for (size_t i = 0; i < found->count; i++)
		if (tsm_str_eq(found->texts[i], text))
			return TSM_OK;
	if (found->count == TSM_DECODE_TEXTS_MAX)
		return TSM_OK;
	const char *copy = tsm_arena_copy(found->arena, text.ptr, text.len);
	if (copy == NULL)
		return TSM_E_MEMORY;
	found->texts[found->count++] = tsm_str_n(copy, text.len);
	return TSM_OK;
}

static enum tsm_status scan(
    zbar_image_scanner_t *scanner, const struct gray *gray, struct found *found)
{
	enum tsm_status status = TSM_OK;
	zbar_image_t *image = zbar_image_create();

	if (image == NULL)
		return TSM_E_MEMORY;
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, gray->width, gray->height);
	zbar_image_set_data(image, gray->pixels,
	    (unsigned long)gray->width * gray->height, NULL);
	if (zbar_scan_image(scanner, image) > 0) {
		const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
		for (; symbol != NULL && status == TSM_OK;
		     symbol = zbar_symbol_next(symbol))
			if (zbar_symbol_get_type(symbol) == ZBAR_QRCODE)
				status = keep(found,
				    tsm_str_n(zbar_symbol_get_data(symbol),
					zbar_symbol_get_data_length(symbol)));
	}
	zbar_image_destroy(image);
	return status;
}

/* Dark on light, then light on dark. */
static enum tsm_status try_size(zbar_image_scanner_t *scanner,
    const struct gray *gray, unsigned shrink, unsigned enlarge,
    struct found *found)
{
	for (unsigned inverted = 0; inverted < 2 && found->count == 0;
	     inverted++) {
		struct gray prepared = { 0 };
		enum tsm_status status =
		    prepare(gray, shrink, enlarge, inverted != 0, &prepared);
		if (status == TSM_OK)
			status = scan(scanner, &prepared, found);
		gray_release(&prepared);
		/* a border that is too much: there are other sizes */
		if (status != TSM_OK && status != TSM_E_LIMIT)
			return status;
	}
	return TSM_OK;
}

static enum tsm_status try_sizes(
    zbar_image_scanner_t *scanner, const struct gray *gray, struct found *found)
{
	unsigned tried[sizeof(sides) / sizeof(sides[0])];

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		bool fresh = true;
		tried[i] = (longest(gray) + sides[i] - 1) / sides[i];
		for (size_t j = 0; j < i; j++)
			fresh = fresh && tried[j] != tried[i];
		if (fresh && found->count == 0)
			TSM_TRY(try_size(scanner, gray, tried[i], 1, found));
	}
	if (longest(gray) <= ENLARGED_MAX && found->count == 0)
		return try_size(scanner, gray, 1,
		    longest(gray) < ENLARGED_MAX / 2 ? 3 : 2, found);
	return TSM_OK;
}

enum tsm_status qr_find(const struct gray *gray, struct found *found)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();

	if (scanner == NULL)
		return TSM_E_MEMORY;
	/* no other symbols; bytes as they are, in whatever character set */
	(void)zbar_image_scanner_set_config(
	    scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	(void)zbar_image_scanner_set_config(
	    scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	(void)zbar_image_scanner_set_config(
	    scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
	enum tsm_status status = try_sizes(scanner, gray, found);
	zbar_image_scanner_destroy(scanner);
	return status;
}
