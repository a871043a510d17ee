/* png.c - PNG to grey levels. The only file with libpng. */
#include <png.h>
#include <string.h>

#include "gray.h"

struct source {
	const unsigned char *data;
	size_t left;
};

static void take(png_structp png, png_bytep out, size_t len)
{
	struct source *source = png_get_io_ptr(png);

	if (len > source->left)
		png_error(png, "ends too soon");
	(void)memcpy(out, source->data, len);
	source->data += len;
	source->left -= len;
}

static void silent(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

static void failed(png_structp png, png_const_charp text)
{
	(void)text;
	png_longjmp(png, 1);
}

/* Whatever it is becomes 8 bits of grey on white. */
static void set_transforms(png_structp png, png_infop info)
{
	const png_color_16 white = {
		.red = 255, .green = 255, .blue = 255, .gray = 255
	};

	png_set_expand(png);
	png_set_strip_16(png);
	if ((png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR) != 0)
		png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE,
		    PNG_RGB_TO_GRAY_DEFAULT, PNG_RGB_TO_GRAY_DEFAULT);
	png_set_background_fixed(
	    png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, PNG_FP_1);
}

/* Between setjmp and longjmp nothing but these pointers changes. */
static enum tsm_status read_header(
    png_structp png, png_infop info, struct gray *gray)
{
	if (setjmp(png_jmpbuf(png)) != 0)
		return TSM_E_SYNTAX;
	png_read_info(png, info);
	enum tsm_status status = gray_init(gray, png_get_image_width(png, info),
	    png_get_image_height(png, info));
	if (status != TSM_OK)
		return status;
	set_transforms(png, info);
	(void)png_set_interlace_handling(png);
	png_read_update_info(png, info);
	return png_get_rowbytes(png, info) == gray->width ? TSM_OK
							  : TSM_E_UNSUPPORTED;
}

static enum tsm_status read_rows(
    png_structp png, png_infop info, struct gray *gray)
{
	/* seven passes over the same rows where it is interlaced */
	int passes =
	    png_get_interlace_type(png, info) == PNG_INTERLACE_NONE ? 1 : 7;

	if (setjmp(png_jmpbuf(png)) != 0)
		return TSM_E_SYNTAX;
	for (int pass = 0; pass < passes; pass++)
		for (size_t y = 0; y < gray->height; y++)
			png_read_row(png, gray->pixels + y * gray->width, NULL);
	return TSM_OK;
}

enum tsm_status png_decode(
    const void *data, size_t len, struct gray *gray, bool *ret_damaged)
{
	struct source source = { data, len };
	png_structp png =
	    png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, failed, silent);
	png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
	enum tsm_status status = TSM_E_MEMORY;

	*gray = (struct gray){ 0 };
	if (info != NULL) {
		png_set_read_fn(png, &source, take);
		png_set_user_limits(png, 1U << 20, 1U << 20);
		/* ancillary chunks are passed over, not held: libpng has a
		 * limit for them but only warns of those that are larger */
		png_set_keep_unknown_chunks(
		    png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
		status = read_header(png, info, gray);
	}
	if (status == TSM_OK)
		*ret_damaged = read_rows(png, info, gray) != TSM_OK;
	png_destroy_read_struct(&png, &info, NULL);
	if (status != TSM_OK)
		gray_release(gray);
	return status;
}
