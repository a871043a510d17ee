/*
 * gallery.h - pictures of achievements, drawn once and kept.
 *
 * A bounded cache in memory under the digest of what is drawn, so that a
 * changed title is another picture. The least recently used one goes when
 * there is no room. Any thread; drawing happens outside the lock.
 */
#ifndef ISSUER_GALLERY_H
#define ISSUER_GALLERY_H

#include <stdint.h>

#include "testamur/base/buf.h"

struct gallery;

enum gallery_kind {
	GALLERY_BADGE,     /* square, for the badge itself: PNG */
	GALLERY_BADGE_SVG, /* the same, SVG */
	GALLERY_PREVIEW    /* wide, what social sites show beside a link: PNG */
};

/* Empty. Free with gallery_free. TSM_E_MEMORY. */
enum tsm_status gallery_new(struct gallery **ret_gallery) TSM_NODISCARD;
void gallery_free(struct gallery **gallery);

/*
 * Append the picture of an achievement's title as issued by issuer in a
 * colour ("#rrggbb"; anything else: the default). Statuses of
 * testamur/print/picture.h.
 */
enum tsm_status gallery_picture(struct gallery *gallery, enum gallery_kind kind,
    const char *title, const char *issuer, const char *colour,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/* How many pictures were drawn so far. */
uint64_t gallery_drawn(struct gallery *gallery);

#endif
