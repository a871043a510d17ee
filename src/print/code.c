/* code.c - see code.h. */
#include "code.h"

bool code_size_valid(unsigned size)
{
	return size >= 21 && size <= 177 && (size - 17) % 4 == 0;
}

void code_draw(struct canvas *canvas, const unsigned char *modules,
    unsigned size, double x, double y, double side)
{
	double module = side / (size + 2 * CODE_QUIET);
	canvas_rect(canvas, x, y, side, side);
	canvas_fill(canvas, RGB_WHITE);
	for (unsigned row = 0; row < size; row++) {
		const unsigned char *at = modules + (size_t)row * size;
		for (unsigned column = 0; column < size; column++) {
			unsigned run = 0;
			while (column + run < size && at[column + run] != 0)
				run++;
			if (run == 0)
				continue;
			canvas_rect(canvas, x + module * (CODE_QUIET + column),
			    y + module * (CODE_QUIET + row), module * run,
			    module);
			column += run;
		}
	}
	/* one fill, so that neighbouring rows leave no seam */
	canvas_fill(canvas, RGB_BLACK);
}
