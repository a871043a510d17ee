/* jpeg.c - JPEG to grey levels. The only file with libjpeg. */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "gray.h"

/*
 * A progressive picture is worked through once for each scan; those of
 * encoders have about ten.
 */
#define SCANS_MAX 100

/* libjpeg's own memory: the coefficients of a progressive picture of the
 * largest size with three components take as much. */
#define MEMORY_MAX ((long)400 << 20)

/* Longest side that is decoded in full; larger ones at a half, a quarter. */
#define SIDE_MAX 4096

struct reading {
	struct jpeg_error_mgr errors; /* first: libjpeg knows only this */
	struct jpeg_progress_mgr progress;
	jmp_buf jump;
};

static void fail(j_common_ptr jpeg)
{
	struct reading *reading = (struct reading *)(void *)jpeg->err;

	longjmp(reading->jump, 1);
}

/* Warnings are counted: a file that ends too soon is only one of them. */
static void note(j_common_ptr jpeg, int level)
{
	if (level < 0)
		jpeg->err->num_warnings++;
}

static void print_nothing(j_common_ptr jpeg)
{
	(void)jpeg;
}

static void watch(j_common_ptr jpeg)
{
	const struct jpeg_decompress_struct *in = (const void *)jpeg;

	if (in->input_scan_number > SCANS_MAX)
		fail(jpeg);
}

/* libjpeg makes no grey of four inks. Adobe's are written inverted. */
static void from_inks(
    const unsigned char *inks, unsigned char *out, size_t width, bool inverted)
{
	for (size_t x = 0; x < width; x++, inks += 4) {
		unsigned flip = inverted ? 0 : 255;
		unsigned key = inks[3] ^ flip;
		out[x] = gray_of((inks[0] ^ flip) * key / 255,
		    (inks[1] ^ flip) * key / 255, (inks[2] ^ flip) * key / 255);
	}
}

static enum tsm_status begin(
    struct jpeg_decompress_struct *jpeg, struct gray *gray)
{
	struct reading *reading = (struct reading *)(void *)jpeg->err;

	if (setjmp(reading->jump) != 0)
		return TSM_E_SYNTAX;
	(void)jpeg_read_header(jpeg, TRUE);
	size_t pixels = (size_t)jpeg->image_width * jpeg->image_height;
	if (pixels > TSM_DECODE_PIXELS_MAX)
		return TSM_E_LIMIT;
	bool inks = jpeg->num_components == 4;
	jpeg->out_color_space = inks ? JCS_CMYK : JCS_GRAYSCALE;
	jpeg->dct_method = JDCT_ISLOW;
	jpeg->scale_num = 1;
	jpeg->scale_denom = 1;
	while (jpeg->scale_denom < 4 &&
	       (jpeg->image_width / jpeg->scale_denom > SIDE_MAX ||
		   jpeg->image_height / jpeg->scale_denom > SIDE_MAX))
		jpeg->scale_denom *= 2;
	(void)jpeg_start_decompress(jpeg);
	return gray_init(gray, jpeg->output_width, jpeg->output_height);
}

static enum tsm_status read_rows(struct jpeg_decompress_struct *jpeg,
    JSAMPARRAY row, const struct gray *gray)
{
	struct reading *reading = (struct reading *)(void *)jpeg->err;

	if (setjmp(reading->jump) != 0)
		return TSM_E_SYNTAX;
	while (jpeg->output_scanline < jpeg->output_height) {
		unsigned char *out =
		    gray->pixels + (size_t)jpeg->output_scanline * gray->width;
		(void)jpeg_read_scanlines(jpeg, row, 1);
		if (jpeg->output_components == 4)
			from_inks(row[0], out, gray->width,
			    jpeg->saw_Adobe_marker != 0);
		else
			(void)memcpy(out, row[0], gray->width);
	}
	return TSM_OK;
}

/* Its memory is libjpeg's, as all that could fail in between. */
static JSAMPARRAY make_row(struct jpeg_decompress_struct *jpeg)
{
	struct reading *reading = (struct reading *)(void *)jpeg->err;

	if (setjmp(reading->jump) != 0)
		return NULL;
	return jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE,
	    jpeg->output_width * (JDIMENSION)jpeg->output_components, 1);
}

static enum tsm_status create(
    struct jpeg_decompress_struct *jpeg, const void *data, size_t len)
{
	struct reading *reading = (struct reading *)(void *)jpeg->err;

	if (setjmp(reading->jump) != 0)
		return TSM_E_MEMORY;
	jpeg_create_decompress(jpeg);
	jpeg->mem->max_memory_to_use = MEMORY_MAX;
	jpeg->progress = &reading->progress;
	jpeg_mem_src(jpeg, data, (unsigned long)len);
	return TSM_OK;
}

enum tsm_status jpeg_decode(
    const void *data, size_t len, struct gray *gray, bool *ret_damaged)
{
	struct jpeg_decompress_struct jpeg = { 0 };
	struct reading reading = { 0 };

	*gray = (struct gray){ 0 };
	jpeg.err = jpeg_std_error(&reading.errors);
	reading.errors.error_exit = fail;
	reading.errors.emit_message = note;
	reading.errors.output_message = print_nothing;
	reading.progress.progress_monitor = watch;
	enum tsm_status status = create(&jpeg, data, len);
	if (status == TSM_OK)
		status = begin(&jpeg, gray);
	if (status == TSM_OK) {
		JSAMPARRAY row = make_row(&jpeg);
		status = row != NULL ? TSM_OK : TSM_E_MEMORY;
		if (status == TSM_OK)
			*ret_damaged = read_rows(&jpeg, row, gray) != TSM_OK ||
				       reading.errors.num_warnings > 0;
	}
	jpeg_destroy_decompress(&jpeg);
	if (status != TSM_OK)
		gray_release(gray);
	return status;
}
