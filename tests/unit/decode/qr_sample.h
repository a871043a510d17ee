/* qr_sample.h - a QR code as pictures and documents, made on the spot. */
#ifndef TESTS_QR_SAMPLE_H
#define TESTS_QR_SAMPLE_H

#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "testamur/print/qr_png.h"

/* "HTTPS://A.EXAMPLE/V/1", version 1-L */
#define SAMPLE_TEXT "HTTPS://A.EXAMPLE/V/1"
#define SAMPLE_SIZE 21
static const char sample_modules[] = "#######.###.#.#######"
				     "#.....#.#.#.#.#.....#"
				     "#.###.#.#..#..#.###.#"
				     "#.###.#.#####.#.###.#"
				     "#.###.#.....#.#.###.#"
				     "#.....#.##..#.#.....#"
				     "#######.#.#.#.#######"
				     ".........###........."
				     "##..###..#.#...#.####"
				     ".##....##..#.###...#."
				     ".##..#####.#..#.###.#"
				     ".##......##.#####..#."
				     "#.###.###....#.##..##"
				     "........##.##.#.###.."
				     "#######....#.##.....#"
				     "#.....#.##.###..#...#"
				     "#.###.#.##...#....##."
				     "#.###.#...#..###.####"
				     "#.###.#...##..#..##.."
				     "#.....#.#.......##..#"
				     "#######.#.##...###.##";

static inline unsigned char sample_dark(unsigned x, unsigned y)
{
	return sample_modules[y * SAMPLE_SIZE + x] == '#';
}

static inline void sample_png(struct tsm_buf *out)
{
	unsigned char modules[SAMPLE_SIZE * SAMPLE_SIZE];

	for (unsigned i = 0; i < sizeof(modules); i++)
		modules[i] = sample_modules[i] == '#';
	assert_int_equal(
	    tsm_print_qr_png(modules, SAMPLE_SIZE, 6, out, NULL), TSM_OK);
}

/* The level of a pixel of the picture with quiet zone, scale pixels each. */
static inline unsigned char sample_level(
    unsigned x, unsigned y, unsigned scale, unsigned dark, unsigned light)
{
	unsigned u = x / scale;
	unsigned v = y / scale;

	if (u < 4 || v < 4 || u >= SAMPLE_SIZE + 4 || v >= SAMPLE_SIZE + 4 ||
	    !sample_dark(u - 4, v - 4))
		return (unsigned char)light;
	return (unsigned char)dark;
}

#define SAMPLE_SCALE 6
#define SAMPLE_SIDE  ((SAMPLE_SIZE + 8) * SAMPLE_SCALE)

/* Of components 1 (grey), 3 (colour) or 4 (inks). */
static inline void sample_jpeg(struct tsm_buf *out, int components,
    bool progressive, unsigned dark, unsigned light)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	unsigned char row[SAMPLE_SIDE * 4];
	JSAMPROW rows[1] = { row };
	unsigned char *data = NULL;
	unsigned long len = 0;

	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &data, &len);
	jpeg.image_width = SAMPLE_SIDE;
	jpeg.image_height = SAMPLE_SIDE;
	jpeg.input_components = components;
	jpeg.in_color_space = components == 1   ? JCS_GRAYSCALE
			      : components == 3 ? JCS_RGB
						: JCS_CMYK;
	jpeg_set_defaults(&jpeg);
	if (progressive)
		jpeg_simple_progression(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	for (unsigned y = 0; y < SAMPLE_SIDE; y++) {
		for (unsigned x = 0; x < SAMPLE_SIDE * (unsigned)components;
		     x++)
			row[x] = sample_level(x / (unsigned)components, y,
			    SAMPLE_SCALE, dark, light);
		(void)jpeg_write_scanlines(&jpeg, rows, 1);
	}
	jpeg_finish_compress(&jpeg);
	assert_int_equal(tsm_buf_add(out, data, len), TSM_OK);
	jpeg_destroy_compress(&jpeg);
	free(data);
}

/* Pages before the one with the code; no table, which readers rebuild. */
static inline void sample_pdf(struct tsm_buf *out, unsigned empty)
{
	tsm_buf_adds(out, "%PDF-1.4\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\n"
			  "endobj\n2 0 obj\n<</Type /Pages /Kids [");
	for (unsigned i = 0; i < empty; i++)
		tsm_buf_adds(out, "5 0 R ");
	tsm_buf_printf(out,
	    "3 0 R] /Count %u>>\nendobj\n5 0 obj\n<</Type /Page /Parent 2 0 R "
	    "/MediaBox [0 0 200 200]>>\nendobj\n3 0 obj\n<</Type /Page /Parent "
	    "2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R>>\nendobj\n4 0 obj\n"
	    "<</Length %d>>\nstream\n",
	    empty + 1, SAMPLE_SIZE * SAMPLE_SIZE * 16);
	for (unsigned i = 0; i < SAMPLE_SIZE * SAMPLE_SIZE; i++)
		if (sample_modules[i] == '#')
			tsm_buf_printf(out, "%3u %3u 4 4 re\n",
			    40 + i % SAMPLE_SIZE * 4,
			    160 - i / SAMPLE_SIZE * 4);
	tsm_buf_adds(out, "f\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n"
			  "%%EOF\n");
}

#endif
