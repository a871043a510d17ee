/* canvas.c - see canvas.h. The only file that includes cairo and pango. */
#include "canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/time.h"

#define FILE_MAX ((size_t)8 << 20)

struct canvas {
	cairo_surface_t *surface;
	cairo_t *cr;
	enum {
		CANVAS_PNG,
		CANVAS_SVG,
		CANVAS_PDF
	} kind;
	bool no_memory;       /* a text could not be made */
	struct tsm_buf bytes; /* the file, as cairo writes it */
};

struct canvas_text {
	struct canvas *canvas;
	PangoLayout *layout;
	double width; /* of the box */
	enum canvas_align align;
};

/* Most beautiful first, then other scripts; a fresh system has the last. */
static const char *const families[] = {
	[CANVAS_SERIF] = "EB Garamond 12,EB Garamond,Libertinus Serif,"
			 "Linux Libertine O,Gentium Plus,Noto Serif,"
			 "Noto Naskh Arabic,Noto Serif Hebrew,"
			 "Noto Serif Devanagari,Noto Serif Bengali,"
			 "Noto Serif Tamil,Noto Serif Thai,"
			 "Noto Serif CJK SC,Noto Sans CJK SC,"
			 "Droid Sans Fallback,DejaVu Serif,serif",
	[CANVAS_SANS] = "Lato,Noto Sans,Noto Sans Arabic,Noto Sans Hebrew,"
			"Noto Sans Devanagari,Noto Sans CJK SC,"
			"Droid Sans Fallback,DejaVu Sans,sans-serif",
};

/* cairo hands over the file piece by piece. */
static cairo_status_t write_bytes(
    void *closure, const unsigned char *data, unsigned int len)
{
	return tsm_buf_add(closure, data, len) == TSM_OK
		   ? CAIRO_STATUS_SUCCESS
		   : CAIRO_STATUS_WRITE_ERROR;
}

/* Both dates are given: cairo would take the present time. */
static void set_meta(cairo_surface_t *surface, const struct canvas_meta *meta)
{
	char when[TSM_TIME_TEXT];
	(void)tsm_time_format(meta->created, when);
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_TITLE, meta->title);
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_AUTHOR, meta->author);
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_SUBJECT, meta->subject);
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_CREATOR, "Testamur");
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_MOD_DATE, when);
}

/* Takes the canvas over: it is freed when drawing cannot begin. */
static enum tsm_status start(struct canvas *canvas, struct canvas **ret_canvas)
{
	canvas->cr = cairo_create(canvas->surface);
	if (cairo_status(canvas->cr) != CAIRO_STATUS_SUCCESS) {
		canvas_free(&canvas);
		return TSM_E_MEMORY;
	}
	*ret_canvas = canvas;
	return TSM_OK;
}

enum tsm_status canvas_new_picture(
    int width, int height, struct canvas **ret_canvas)
{
	struct canvas *canvas = tsm_calloc(1, sizeof(*canvas));
	if (canvas == NULL)
		return TSM_E_MEMORY;
	tsm_buf_init(&canvas->bytes, FILE_MAX);
	canvas->kind = CANVAS_PNG;
	canvas->surface =
	    cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
	return start(canvas, ret_canvas);
}

/* Letters become outlines, so no font is needed to look at it. */
enum tsm_status canvas_new_svg(
    int width, int height, struct canvas **ret_canvas)
{
	struct canvas *canvas = tsm_calloc(1, sizeof(*canvas));
	if (canvas == NULL)
		return TSM_E_MEMORY;
	tsm_buf_init(&canvas->bytes, FILE_MAX);
	canvas->kind = CANVAS_SVG;
	canvas->surface = cairo_svg_surface_create_for_stream(
	    write_bytes, &canvas->bytes, width, height);
	cairo_svg_surface_set_document_unit(canvas->surface, CAIRO_SVG_UNIT_PX);
	return start(canvas, ret_canvas);
}

enum tsm_status canvas_new_page(double width, double height,
    const struct canvas_meta *meta, struct canvas **ret_canvas)
{
	struct canvas *canvas = tsm_calloc(1, sizeof(*canvas));
	if (canvas == NULL)
		return TSM_E_MEMORY;
	tsm_buf_init(&canvas->bytes, FILE_MAX);
	canvas->kind = CANVAS_PDF;
	canvas->surface = cairo_pdf_surface_create_for_stream(
	    write_bytes, &canvas->bytes, width, height);
	set_meta(canvas->surface, meta);
	return start(canvas, ret_canvas);
}

/*
 * cairo names a group by a count over the whole process, and nothing refers
 * to it: without that name the same drawing is the same bytes.
 */
static void drop_number(struct tsm_buf *svg)
{
	static const char before[] = " id=\"surface";
	char *name = strstr(svg->data, before);
	char *end = name != NULL ? strchr(name + strlen(before), '"') : NULL;
	if (end == NULL)
		return;
	size_t rest = svg->len - (size_t)(end + 1 - svg->data);
	memmove(name, end + 1, rest + 1);
	svg->len = (size_t)(name - svg->data) + rest;
}

enum tsm_status canvas_finish(struct canvas *canvas, struct tsm_buf *out)
{
	cairo_status_t status = cairo_status(canvas->cr);
	if (canvas->kind == CANVAS_PNG) {
		if (status == CAIRO_STATUS_SUCCESS)
			status = cairo_surface_write_to_png_stream(
			    canvas->surface, write_bytes, &canvas->bytes);
	} else {
		cairo_show_page(canvas->cr);
		status = cairo_status(canvas->cr);
		cairo_surface_finish(canvas->surface);
		if (status == CAIRO_STATUS_SUCCESS)
			status = cairo_surface_status(canvas->surface);
	}
	TSM_TRY(tsm_buf_status(&canvas->bytes));
	if (canvas->no_memory || status == CAIRO_STATUS_NO_MEMORY)
		return TSM_E_MEMORY;
	if (status != CAIRO_STATUS_SUCCESS)
		return TSM_E_INTERNAL;
	if (canvas->kind == CANVAS_SVG)
		drop_number(&canvas->bytes);
	return tsm_buf_add(out, canvas->bytes.data, canvas->bytes.len);
}

void canvas_free(struct canvas **canvas)
{
	if (*canvas == NULL)
		return;
	if ((*canvas)->cr != NULL)
		cairo_destroy((*canvas)->cr);
	cairo_surface_destroy((*canvas)->surface);
	tsm_buf_release(&(*canvas)->bytes);
	tsm_free(*canvas);
	*canvas = NULL;
}

void canvas_fail_memory(struct canvas *canvas)
{
	canvas->no_memory = true;
}

void canvas_move(struct canvas *canvas, double x, double y)
{
	cairo_move_to(canvas->cr, x, y);
}

void canvas_line(struct canvas *canvas, double x, double y)
{
	cairo_line_to(canvas->cr, x, y);
}

void canvas_rect(
    struct canvas *canvas, double x, double y, double width, double height)
{
	cairo_rectangle(canvas->cr, x, y, width, height);
}

void canvas_arc(struct canvas *canvas, double x, double y, double radius,
    double from, double to)
{
	cairo_arc(canvas->cr, x, y, radius, from, to);
}

void canvas_arc_back(struct canvas *canvas, double x, double y, double radius,
    double from, double to)
{
	cairo_arc_negative(canvas->cr, x, y, radius, from, to);
}

void canvas_circle(struct canvas *canvas, double x, double y, double radius)
{
	cairo_new_sub_path(canvas->cr);
	cairo_arc(canvas->cr, x, y, radius, 0.0, 2.0 * M_PI);
	cairo_close_path(canvas->cr);
}

void canvas_close(struct canvas *canvas)
{
	cairo_close_path(canvas->cr);
}

void canvas_fill(struct canvas *canvas, struct rgb colour)
{
	cairo_set_source_rgb(canvas->cr, colour.r, colour.g, colour.b);
	cairo_fill(canvas->cr);
}

void canvas_stroke(struct canvas *canvas, struct rgb colour, double width)
{
	cairo_set_source_rgb(canvas->cr, colour.r, colour.g, colour.b);
	cairo_set_line_width(canvas->cr, width);
	cairo_stroke(canvas->cr);
}

void canvas_push(struct canvas *canvas, double x, double y, double scale)
{
	cairo_save(canvas->cr);
	cairo_translate(canvas->cr, x, y);
	cairo_scale(canvas->cr, scale, scale);
}

void canvas_pop(struct canvas *canvas)
{
	cairo_restore(canvas->cr);
}

void canvas_tag_begin(struct canvas *canvas, const char *name)
{
	if (canvas->kind == CANVAS_PDF)
		cairo_tag_begin(canvas->cr, name, NULL);
}

void canvas_tag_end(struct canvas *canvas, const char *name)
{
	if (canvas->kind == CANVAS_PDF)
		cairo_tag_end(canvas->cr, name);
}

/* cairo takes the address between quotes; one with a quote gets no link. */
static bool linkable(const struct canvas *canvas, const char *uri)
{
	return canvas->kind == CANVAS_PDF && strpbrk(uri, "'\\") == NULL &&
	       strlen(uri) < 1000;
}

void canvas_link_begin(struct canvas *canvas, const char *uri)
{
	char attributes[1024];
	if (!linkable(canvas, uri))
		return;
	(void)snprintf(attributes, sizeof(attributes), "uri='%s'", uri);
	cairo_tag_begin(canvas->cr, CAIRO_TAG_LINK, attributes);
}

void canvas_link_end(struct canvas *canvas, const char *uri)
{
	if (linkable(canvas, uri))
		cairo_tag_end(canvas->cr, CAIRO_TAG_LINK);
}

static void set_attributes(
    PangoLayout *layout, const struct canvas_style *style, double size)
{
	PangoAttrList *attrs = pango_attr_list_new();
	if (style->spacing > 0.0)
		pango_attr_list_insert(
		    attrs, pango_attr_letter_spacing_new(
			       (int)(style->spacing * size * PANGO_SCALE)));
	if (style->leading > 0.0)
		pango_attr_list_insert(
		    attrs, pango_attr_line_height_new_absolute(
			       (int)(style->leading * size * PANGO_SCALE)));
	/* figures as tall as capitals; no joined "ti" in small lines */
	pango_attr_list_insert(
	    attrs, pango_attr_font_features_new(
		       style->font == CANVAS_SANS ? "liga=0" : "lnum=1"));
	pango_layout_set_attributes(layout, attrs);
	pango_attr_list_unref(attrs);
}

/* An absolute size: points and pixels of the canvas, whatever the dpi. */
static void set_size(
    PangoLayout *layout, const struct canvas_style *style, double size)
{
	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family_static(font, families[style->font]);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_font_description_set_weight(
	    font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_style(
	    font, style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	set_attributes(layout, style, size);
}

/* In the canvas's units. */
static void extent(PangoLayout *layout, double *width, double *height)
{
	PangoRectangle logical;
	pango_layout_get_extents(layout, NULL, &logical);
	*width = (double)logical.width / PANGO_SCALE;
	*height = (double)logical.height / PANGO_SCALE;
}

/* Whole words only, in the width, the lines and the height allowed. */
static bool fits(PangoLayout *layout, const struct canvas_style *style,
    double box_width, double box_height)
{
	double width;
	double height;
	extent(layout, &width, &height);
	return width <= box_width + 0.01 &&
	       pango_layout_get_line_count(layout) <= style->max_lines &&
	       (box_height <= 0.0 || height <= box_height + 0.01);
}

/* The narrowest box that still gives as many lines, by bisection. */
static void balance(PangoLayout *layout, double box_width)
{
	int lines = pango_layout_get_line_count(layout);
	double low = box_width / lines;
	double high = box_width;
	if (lines < 2)
		return;
	for (int step = 0; step < 12; step++) {
		double middle = (low + high) / 2.0;
		double width;
		double height;
		pango_layout_set_width(layout, (int)(middle * PANGO_SCALE));
		extent(layout, &width, &height);
		if (pango_layout_get_line_count(layout) <= lines &&
		    width <= middle + 0.01)
			high = middle;
		else
			low = middle;
	}
	pango_layout_set_width(layout, (int)(high * PANGO_SCALE) + 1);
}

/* From the wanted size down to the least; then words break, text is cut. */
static void fit(PangoLayout *layout, const struct canvas_style *style,
    double width, double height)
{
	double size = style->size;
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
	for (;;) {
		set_size(layout, style, size);
		if (fits(layout, style, width, height)) {
			if (style->align != CANVAS_RIGHT)
				balance(layout, width);
			return;
		}
		if (size <= style->min_size)
			break;
		size = fmax(size * 0.95, style->min_size);
	}
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_height(
	    layout, height > 0.0 && height < size * 1.5 * style->max_lines
			? (int)(height * PANGO_SCALE)
			: -style->max_lines);
}

/* No hinting: the same shapes at every size, and on paper. */
static void set_rendering(PangoLayout *layout)
{
	PangoContext *context = pango_layout_get_context(layout);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(context, FALSE);
}

/*
 * pango turns left and right round for a paragraph from right to left; our
 * sides are those of the page.
 */
static PangoAlignment alignment(enum canvas_align align, PangoLayout *layout)
{
	bool turned =
	    pango_layout_get_direction(layout, 0) == PANGO_DIRECTION_RTL;
	if (align == CANVAS_CENTRE)
		return PANGO_ALIGN_CENTER;
	return (align == CANVAS_LEFT) != turned ? PANGO_ALIGN_LEFT
						: PANGO_ALIGN_RIGHT;
}

struct canvas_text *canvas_text_new(struct canvas *canvas,
    const struct canvas_style *style, const char *text, double width,
    double height)
{
	struct canvas_text *made = tsm_calloc(1, sizeof(*made));
	if (made == NULL) {
		canvas->no_memory = true;
		return NULL;
	}
	made->canvas = canvas;
	made->width = width;
	made->align = style->align;
	made->layout = pango_cairo_create_layout(canvas->cr);
	set_rendering(made->layout);
	pango_layout_set_text(made->layout, text, -1);
	pango_layout_set_alignment(
	    made->layout, alignment(style->align, made->layout));
	fit(made->layout, style, width, height);
	return made;
}

void canvas_text_free(struct canvas_text **text)
{
	if (*text == NULL)
		return;
	g_object_unref((*text)->layout);
	tsm_free(*text);
	*text = NULL;
}

double canvas_text_height(const struct canvas_text *text)
{
	double width = 0.0;
	double height = 0.0;
	if (text != NULL)
		extent(text->layout, &width, &height);
	return height;
}

double canvas_text_ascent(const struct canvas_text *text)
{
	if (text == NULL)
		return 0.0;
	int units = pango_layout_get_baseline(text->layout);
	return (double)units / PANGO_SCALE;
}

double canvas_text_depth(const struct canvas_text *text)
{
	PangoRectangle ink = { 0 };
	if (text != NULL)
		pango_layout_get_extents(text->layout, &ink, NULL);
	return (double)(ink.y + ink.height) / PANGO_SCALE;
}

void canvas_text_draw(
    const struct canvas_text *text, double x, double y, struct rgb colour)
{
	if (text == NULL)
		return;
	cairo_t *cr = text->canvas->cr;
	int units = pango_layout_get_width(text->layout);
	double used = (double)units / PANGO_SCALE;
	/* balancing narrowed the box: keep it in the middle */
	if (text->align == CANVAS_CENTRE)
		x += (text->width - used) / 2.0;
	cairo_set_source_rgb(cr, colour.r, colour.g, colour.b);
	cairo_move_to(cr, x, y);
	pango_cairo_show_layout(cr, text->layout);
	cairo_new_path(cr);
}
