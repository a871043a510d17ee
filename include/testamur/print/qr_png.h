/*
 * qr_png.h - a QR code as a PNG picture.
 *
 * Takes the matrix as testamur/badge/qr.h makes it: size * size bytes, row
 * by row, non-zero is dark. Pure black on white, 8-bit grey, with the quiet
 * zone of four modules. Any thread.
 */
#ifndef TESTAMUR_PRINT_QR_PNG_H
#define TESTAMUR_PRINT_QR_PNG_H

#include "testamur/base/buf.h"

/*
 * Append the PNG, scale pixels a module (1..64; 0: 8). TSM_E_VALUE for a
 * size outside 21..177 or a wrong scale; TSM_E_MEMORY, TSM_E_INTERNAL.
 */
enum tsm_status tsm_print_qr_png(const unsigned char *modules, unsigned size,
    unsigned scale, struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

#endif
