/*
 * picture.h - the badge picture and the link preview, drawn.
 *
 * A badge is a square of 600 x 600 pixels with a transparent ground, PNG or
 * SVG: a medallion in the achievement's colour with title and issuer. In the
 * SVG letters are outlines. The preview
 * is what social sites show beside a link (Open Graph), 1200 x 627. Both
 * say nothing about a person. Text of any script is laid out by pango; it
 * wraps, shrinks, and is cut with an ellipsis at last. Light or dark
 * lettering is chosen by contrast (at least 4.5:1, WCAG 2.2 1.4.3).
 *
 * The same input gives the same bytes as long as the installed fonts and
 * libraries are the same. Texts are UTF-8, at most TSM_PRINT_TEXT_MAX bytes
 * each. cairo and pango allocate with malloc; GLib ends the process when
 * that fails. Any thread may draw: pango keeps one font map per thread,
 * freed with the thread, so draw from few long-lived threads.
 */
#ifndef TESTAMUR_PRINT_PICTURE_H
#define TESTAMUR_PRINT_PICTURE_H

#include <stdbool.h>

#include "testamur/base/buf.h"

#define TSM_PRINT_TEXT_MAX 2000 /* bytes of one text */

#define TSM_BADGE_SIZE     600
#define TSM_PREVIEW_WIDTH  1200
#define TSM_PREVIEW_HEIGHT 627

/* All texts belong to the caller and are only read. */
struct tsm_badge_art {
	const char *title;  /* the achievement's name; required */
	const char *issuer; /* the organisation's name; required */
	const char *colour; /* "#rrggbb"; NULL: a calm blue */
	const char *label;  /* small line above the title, or NULL */
};

/*
 * Append the badge as PNG. TSM_E_MISSING: title or issuer absent or empty.
 * TSM_E_VALUE: not UTF-8, a control character, or no colour. TSM_E_LIMIT:
 * a text too long. TSM_E_MEMORY; TSM_E_INTERNAL: cairo failed.
 */
enum tsm_status tsm_print_badge(const struct tsm_badge_art *art,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/* The same as an SVG document. Statuses as above. */
enum tsm_status tsm_print_badge_svg(const struct tsm_badge_art *art,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/* Append the Open Graph preview as PNG. Statuses as above. */
enum tsm_status tsm_print_preview(const struct tsm_badge_art *art,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/* "#rrggbb", either case? NULL is not. */
bool tsm_print_colour_valid(const char *colour);

#endif
