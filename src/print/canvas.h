/*
 * canvas.h - drawing: cairo and pango behind a few plain functions.
 *
 * The only file that includes them is canvas.c. A canvas is a PNG or SVG
 * picture in pixels or a one-page PDF in points; y grows downward. Drawing
 * never fails by itself: the first failure is kept and told by
 * canvas_finish(). Lengths are doubles; text is UTF-8 that the caller has
 * checked.
 */
#ifndef PRINT_CANVAS_H
#define PRINT_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "colour.h"
#include "testamur/base/buf.h"

struct canvas;

/* What a PDF says about itself. */
struct canvas_meta {
	const char *title;
	const char *author;
	const char *subject;
	int64_t created; /* UTC seconds */
};

/* A transparent picture. TSM_E_MEMORY. */
enum tsm_status canvas_new_picture(
    int width, int height, struct canvas **ret_canvas) TSM_NODISCARD;

/* The same as an SVG document. TSM_E_MEMORY. */
enum tsm_status canvas_new_svg(
    int width, int height, struct canvas **ret_canvas) TSM_NODISCARD;

/* A PDF page of points (1/72 inch). TSM_E_MEMORY. */
enum tsm_status canvas_new_page(double width, double height,
    const struct canvas_meta *meta, struct canvas **ret_canvas) TSM_NODISCARD;

/* Append the finished PNG, SVG or PDF. TSM_E_MEMORY, TSM_E_LIMIT, _INTERNAL. */
enum tsm_status canvas_finish(struct canvas *canvas, struct tsm_buf *out)
    TSM_NODISCARD;

/* Free a canvas, finished or not; NULL inside is accepted and left. */
void canvas_free(struct canvas **canvas);

/* The caller ran out of memory for a text: canvas_finish() will tell. */
void canvas_fail_memory(struct canvas *canvas);

/* Paths, then fill or stroke, which end the path. */
void canvas_move(struct canvas *canvas, double x, double y);
void canvas_line(struct canvas *canvas, double x, double y);
void canvas_rect(
    struct canvas *canvas, double x, double y, double width, double height);
/* From one angle to a larger one (radians, clockwise from the right). */
void canvas_arc(struct canvas *canvas, double x, double y, double radius,
    double from, double to);
/* The same against the clock, to a smaller angle. */
void canvas_arc_back(struct canvas *canvas, double x, double y, double radius,
    double from, double to);
void canvas_circle(struct canvas *canvas, double x, double y, double radius);
void canvas_close(struct canvas *canvas);
void canvas_fill(struct canvas *canvas, struct rgb colour);
void canvas_stroke(struct canvas *canvas, struct rgb colour, double width);

/* Move and scale everything drawn between push and pop. */
void canvas_push(struct canvas *canvas, double x, double y, double scale);
void canvas_pop(struct canvas *canvas);

/*
 * Structure for readers of a PDF ("H1", "P", …; ignored in a picture), and
 * a link to uri, around what is drawn until the end.
 */
void canvas_tag_begin(struct canvas *canvas, const char *name);
void canvas_tag_end(struct canvas *canvas, const char *name);
void canvas_link_begin(struct canvas *canvas, const char *uri);
void canvas_link_end(struct canvas *canvas, const char *uri);

enum canvas_font {
	CANVAS_SERIF,
	CANVAS_SANS
};
enum canvas_align {
	CANVAS_CENTRE,
	CANVAS_LEFT,
	CANVAS_RIGHT
};

/* How a text wants to look, and how far it may give way. */
struct canvas_style {
	enum canvas_font font;
	bool bold;
	bool italic;
	double size;     /* wanted */
	double min_size; /* smaller never: cut with an ellipsis instead */
	double spacing;  /* between letters, in units of size */
	double leading;  /* line height in units of size; 0: the font's */
	enum canvas_align align;
	int max_lines;
};

struct canvas_text; /* a text laid out, ready to be drawn */

/*
 * Lay text out in the width (height 0: only max_lines bounds it), as large
 * as fits. Several lines are made of like length unless set to the right.
 * NULL when memory is exhausted, which canvas_finish() will tell; the other
 * functions accept NULL and do nothing.
 */
struct canvas_text *canvas_text_new(struct canvas *canvas,
    const struct canvas_style *style, const char *text, double width,
    double height);
void canvas_text_free(struct canvas_text **text);
double canvas_text_height(const struct canvas_text *text);
/* From the top to the base line of the first line. */
double canvas_text_ascent(const struct canvas_text *text);
/* From the top to the lowest ink. */
double canvas_text_depth(const struct canvas_text *text);
/* Draw in the box whose upper left corner is (x, y). */
void canvas_text_draw(
    const struct canvas_text *text, double x, double y, struct rgb colour);

#endif
