/* picture.c - see testamur/print/picture.h. */
#include "testamur/print/picture.h"

#include "canvas.h"
#include "ornament.h"
#include "text.h"

/* The shades of one colour that a badge is made of. */
struct shades {
	struct rgb ground; /* the inner disc */
	struct rgb edge;   /* the petals */
	struct rgb line;   /* fine lines on both */
	struct rgb letter; /* at least 4.5:1 on ground */
	struct rgb soft;   /* lettering of the small lines, 4.5:1 too */
};

/* Dark grounds get light lines and letters, light grounds dark ones. */
static struct shades shades_of(struct rgb colour)
{
	struct shades s;
	s.ground = colour;
	s.letter = rgb_lettering(colour);
	bool light = s.letter.r > 0.5;
	s.edge = rgb_mix(colour, RGB_BLACK, light ? 0.28 : 0.14);
	s.line = rgb_mix(colour, light ? RGB_WHITE : RGB_BLACK, 0.38);
	s.soft = rgb_mix(s.letter, colour, 0.14);
	if (rgb_contrast(s.soft, s.ground) < 4.5)
		s.soft = s.letter;
	return s;
}

/* NULL without a text. */
static struct canvas_text *text_of(struct canvas *canvas,
    const struct canvas_style *style, const char *text, double width,
    double height)
{
	return print_has(text)
		   ? canvas_text_new(canvas, style, text, width, height)
		   : NULL;
}

/* The medallion, 600 units wide, its middle at the origin. */
static void draw_medallion(
    struct canvas *canvas, const struct tsm_badge_art *art, struct rgb colour)
{
	static const struct canvas_style title = { .font = CANVAS_SERIF,
		.size = 88,
		.min_size = 24,
		.leading = 1.0,
		.max_lines = 5 };
	static const struct canvas_style label = { .font = CANVAS_SANS,
		.size = 19,
		.min_size = 13,
		.spacing = 0.09,
		.max_lines = 1 };
	static const struct canvas_style issuer = { .font = CANVAS_SANS,
		.size = 23,
		.min_size = 15,
		.leading = 1.2,
		.max_lines = 3 };
	const struct shades s = shades_of(colour);
	ornament_scallop(canvas, 0, 0, 296, 9, 44, s.edge);
	ornament_guilloche(
	    canvas, 0, 0, 246, 277, 22, 10, rgb_mix(s.edge, s.line, 0.62), 1.1);
	canvas_circle(canvas, 0, 0, 240);
	canvas_fill(canvas, s.ground);
	ornament_ring(canvas, 0, 0, 240, s.line, 3.0);
	ornament_ring(canvas, 0, 0, 230, rgb_mix(s.ground, s.line, 0.5), 1.2);
	ornament_star(canvas, 0, -190, 17, 5, s.soft);

	struct canvas_text *top = text_of(canvas, &label, art->label, 280, 0);
	struct canvas_text *name =
	    text_of(canvas, &title, art->title, 408, 206);
	struct canvas_text *by = text_of(canvas, &issuer, art->issuer, 296, 76);
	double gap = top != NULL ? 17.0 : 0.0;
	double height = canvas_text_height(top) + gap +
			canvas_text_height(name) + 58.0 +
			canvas_text_height(by);
	double y = 14.0 - height / 2.0;
	canvas_text_draw(top, -140, y, s.soft);
	y += canvas_text_height(top) + gap;
	canvas_text_draw(name, -204, y, s.letter);
	y += canvas_text_height(name) + 32.0;
	ornament_divider(canvas, 0, y, 150, s.soft, 1.8);
	canvas_text_draw(by, -148, y + 26.0, s.soft);
	canvas_text_free(&by);
	canvas_text_free(&name);
	canvas_text_free(&top);
}

static enum tsm_status check(const struct tsm_badge_art *art,
    struct rgb *ret_colour, struct tsm_error *err)
{
	TSM_TRY(print_check_text(art->title, "title", true, err));
	TSM_TRY(print_check_text(art->issuer, "issuer", true, err));
	TSM_TRY(print_check_text(art->label, "label", false, err));
	TSM_TRY(print_check_colour(art->colour, err));
	(void)rgb_parse(art->colour, ret_colour);
	return TSM_OK;
}

/* Write and free, whatever happens. */
static enum tsm_status finish(
    struct canvas *canvas, struct tsm_buf *out, struct tsm_error *err)
{
	enum tsm_status status = canvas_finish(canvas, out);
	canvas_free(&canvas);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the picture could not be written");
	return TSM_OK;
}

/* On a canvas of either kind. */
static enum tsm_status badge(const struct tsm_badge_art *art,
    enum tsm_status (*new_canvas)(int, int, struct canvas **),
    struct tsm_buf *out, struct tsm_error *err)
{
	struct canvas *canvas;
	struct rgb colour;
	TSM_TRY(check(art, &colour, err));
	if (new_canvas(TSM_BADGE_SIZE, TSM_BADGE_SIZE, &canvas) != TSM_OK)
		return tsm_fail_memory(err);
	canvas_push(canvas, TSM_BADGE_SIZE / 2.0, TSM_BADGE_SIZE / 2.0,
	    TSM_BADGE_SIZE / 600.0);
	draw_medallion(canvas, art, colour);
	canvas_pop(canvas);
	return finish(canvas, out, err);
}

enum tsm_status tsm_print_badge(
    const struct tsm_badge_art *art, struct tsm_buf *out, struct tsm_error *err)
{
	return badge(art, canvas_new_picture, out, err);
}

enum tsm_status tsm_print_badge_svg(
    const struct tsm_badge_art *art, struct tsm_buf *out, struct tsm_error *err)
{
	return badge(art, canvas_new_svg, out, err);
}

/* The badge at the left, the same words large at the right. */
static void draw_preview(
    struct canvas *canvas, const struct tsm_badge_art *art, struct rgb colour)
{
	static const struct canvas_style label = { .font = CANVAS_SANS,
		.size = 24,
		.min_size = 16,
		.spacing = 0.07,
		.align = CANVAS_LEFT,
		.max_lines = 1 };
	static const struct canvas_style title = { .font = CANVAS_SERIF,
		.size = 74,
		.min_size = 34,
		.leading = 1.05,
		.align = CANVAS_LEFT,
		.max_lines = 5 };
	static const struct canvas_style issuer = { .font = CANVAS_SANS,
		.size = 32,
		.min_size = 20,
		.leading = 1.25,
		.align = CANVAS_LEFT,
		.max_lines = 3 };
	const struct rgb accent = rgb_on_white(colour);
	const double x = 590.0;
	const double width = 540.0;
	canvas_rect(canvas, 0, 0, TSM_PREVIEW_WIDTH, TSM_PREVIEW_HEIGHT);
	canvas_fill(canvas, rgb_mix(colour, RGB_WHITE, 0.94));
	canvas_rect(canvas, 0, TSM_PREVIEW_HEIGHT - 14, TSM_PREVIEW_WIDTH, 14);
	canvas_fill(canvas, accent);
	canvas_push(canvas, 300, 306, 0.8);
	draw_medallion(canvas, art, colour);
	canvas_pop(canvas);

	struct canvas_text *texts[3] = {
		text_of(canvas, &label, art->label, width, 0),
		text_of(canvas, &title, art->title, width, 300),
		text_of(canvas, &issuer, art->issuer, width, 124),
	};
	const struct rgb colours[3] = { rgb_mix(accent, RGB_INK, 0.35), RGB_INK,
		rgb_mix(RGB_INK, RGB_WHITE, 0.12) };
	const double gaps[3] = { 14, 34, 0 };
	double height = 0.0;
	for (int i = 0; i < 3; i++) {
		if (texts[i] != NULL)
			height += canvas_text_height(texts[i]) + gaps[i];
	}
	double y = (TSM_PREVIEW_HEIGHT - 14 - height) / 2.0;
	for (int i = 0; i < 3; i++) {
		if (texts[i] == NULL)
			continue;
		canvas_text_draw(texts[i], x, y, colours[i]);
		y += canvas_text_height(texts[i]) + gaps[i];
		if (i == 1) {
			canvas_rect(canvas, x, y - 22, 72, 4);
			canvas_fill(canvas, accent);
		}
		canvas_text_free(&texts[i]);
	}
}

enum tsm_status tsm_print_preview(
    const struct tsm_badge_art *art, struct tsm_buf *out, struct tsm_error *err)
{
	struct canvas *canvas;
	struct rgb colour;
	TSM_TRY(check(art, &colour, err));
	if (canvas_new_picture(
		TSM_PREVIEW_WIDTH, TSM_PREVIEW_HEIGHT, &canvas) != TSM_OK)
		return tsm_fail_memory(err);
	draw_preview(canvas, art, colour);
	return finish(canvas, out, err);
}
