/* qr_png.c - see testamur/print/qr_png.h. */
#include "testamur/print/qr_png.h"

#include "canvas.h"
#include "code.h"

enum tsm_status tsm_print_qr_png(const unsigned char *modules, unsigned size,
    unsigned scale, struct tsm_buf *out, struct tsm_error *err)
{
	struct canvas *canvas;
	if (scale == 0)
		scale = 8;
	if (!code_size_valid(size) || scale > 64)
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "no such QR code size or scale");
	int side = (int)((size + 2 * CODE_QUIET) * scale);
	if (canvas_new_picture(side, side, &canvas) != TSM_OK)
		return tsm_fail_memory(err);
	code_draw(canvas, modules, size, 0.0, 0.0, side);
	enum tsm_status status = canvas_finish(canvas, out);
	canvas_free(&canvas);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the QR code could not be written");
	return TSM_OK;
}
