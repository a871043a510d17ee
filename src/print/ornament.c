/* ornament.c - see ornament.h. */
#include "ornament.h"

#include <math.h>

#define STEPS 720 /* of a closed curve */

/* One step of a closed curve: begins it or goes on. */
static void to_polar(struct canvas *canvas, int step, double x, double y,
    double radius, double angle)
{
	double px = x + radius * cos(angle);
	double py = y + radius * sin(angle);
	if (step == 0)
		canvas_move(canvas, px, py);
	else
		canvas_line(canvas, px, py);
}

/* Each petal is the outer arc between its two meeting points. */
void ornament_scallop(struct canvas *canvas, double x, double y, double radius,
    double depth, int petals, struct rgb colour)
{
	double half = M_PI / petals;
	double valley = radius - depth;
	double chord = valley * sin(half);
	double rise = radius - valley * cos(half);
	double bend = (chord * chord + rise * rise) / (2.0 * rise);
	double centre = radius - bend;
	double from = atan2(chord, valley * cos(half) - centre);
	for (int petal = 0; petal < petals; petal++) {
		double angle = 2.0 * half * petal;
		canvas_arc(canvas, x + centre * cos(angle),
		    y + centre * sin(angle), bend, angle - from, angle + from);
	}
	canvas_close(canvas);
	canvas_fill(canvas, colour);
}

/* All strands are one path, so crossings get no darker spots. */
void ornament_guilloche(struct canvas *canvas, double x, double y, double inner,
    double outer, int waves, int strands, struct rgb colour, double width)
{
	double middle = (inner + outer) / 2.0;
	double swing = (outer - inner) / 2.0;
	for (int strand = 0; strand < strands; strand++) {
		double turn = 2.0 * M_PI * strand / strands;
		for (int step = 0; step < STEPS; step++) {
			double angle = 2.0 * M_PI * step / STEPS;
			to_polar(canvas, step, x, y,
			    middle + swing * sin(waves * angle + turn), angle);
		}
		canvas_close(canvas);
	}
	canvas_stroke(canvas, colour, width);
}

void ornament_ring(struct canvas *canvas, double x, double y, double radius,
    struct rgb colour, double width)
{
	canvas_circle(canvas, x, y, radius);
	canvas_stroke(canvas, colour, width);
}

void ornament_divider(struct canvas *canvas, double x, double y, double width,
    struct rgb colour, double line)
{
	double half = width / 2.0;
	double size = 3.2 * line;
	double gap = 3.0 * size;
	canvas_move(canvas, x - half, y);
	canvas_line(canvas, x - gap, y);
	canvas_move(canvas, x + gap, y);
	canvas_line(canvas, x + half, y);
	canvas_stroke(canvas, colour, line);
	canvas_move(canvas, x, y - size);
	canvas_line(canvas, x + size, y);
	canvas_line(canvas, x, y + size);
	canvas_line(canvas, x - size, y);
	canvas_close(canvas);
	canvas_fill(canvas, colour);
}

/* Each corner is a quarter circle around the corner point itself. */
void ornament_frame(struct canvas *canvas, double x, double y, double width,
    double height, double notch, struct rgb colour, double line)
{
	double right = x + width;
	double bottom = y + height;
	canvas_move(canvas, x + notch, y);
	canvas_arc_back(canvas, right, y, notch, M_PI, M_PI / 2.0);
	canvas_arc_back(canvas, right, bottom, notch, -M_PI / 2.0, -M_PI);
	canvas_arc_back(canvas, x, bottom, notch, 0.0, -M_PI / 2.0);
	canvas_arc_back(canvas, x, y, notch, M_PI / 2.0, 0.0);
	canvas_close(canvas);
	canvas_stroke(canvas, colour, line);
}

void ornament_star(struct canvas *canvas, double x, double y, double radius,
    int points, struct rgb colour)
{
	for (int step = 0; step < 2 * points; step++) {
		double angle = M_PI * step / points - M_PI / 2.0;
		to_polar(canvas, step, x, y,
		    step % 2 == 0 ? radius : radius * 0.45, angle);
	}
	canvas_close(canvas);
	canvas_fill(canvas, colour);
}
