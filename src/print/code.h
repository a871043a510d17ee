/*
 * code.h - a QR matrix drawn on a canvas.
 */
#ifndef PRINT_CODE_H
#define PRINT_CODE_H

#include "canvas.h"

#define CODE_QUIET 4 /* modules */

/* 21, 25, … 177 modules a side? */
bool code_size_valid(unsigned size);

/*
 * Black on a white square at (x, y) whose side includes the quiet zone.
 * modules: size * size bytes, non-zero is dark.
 */
void code_draw(struct canvas *canvas, const unsigned char *modules,
    unsigned size, double x, double y, double side);

#endif
