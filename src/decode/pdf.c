/* pdf.c - pages of a PDF. The only file with poppler. */
#include <cairo.h>
#include <poppler.h>

#include "gray.h"

/* A page is drawn on white, so alpha has no part in it. */
static enum tsm_status to_gray(cairo_surface_t *surface, struct gray *gray)
{
	TSM_TRY(gray_init(gray, (size_t)cairo_image_surface_get_width(surface),
	    (size_t)cairo_image_surface_get_height(surface)));
	const unsigned char *data = cairo_image_surface_get_data(surface);
	size_t stride = (size_t)cairo_image_surface_get_stride(surface);
	for (size_t y = 0; y < gray->height; y++) {
		const uint32_t *row = (const void *)(data + y * stride);
		unsigned char *out = gray->pixels + y * gray->width;
		for (size_t x = 0; x < gray->width; x++)
			out[x] = gray_of(row[x] >> 16 & 255, row[x] >> 8 & 255,
			    row[x] & 255);
	}
	return TSM_OK;
}

static enum tsm_status draw(PopplerPage *page, cairo_t *cairo, double scale)
{
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, scale, scale);
	poppler_page_render(page, cairo);
	return cairo_status(cairo) == CAIRO_STATUS_NO_MEMORY ? TSM_E_MEMORY
							     : TSM_OK;
}

static enum tsm_status find_on(
    PopplerPage *page, unsigned side, struct found *found)
{
	struct gray gray = { 0 };
	double width = 0;
	double height = 0;

	poppler_page_get_size(page, &width, &height);
	double longest = width > height ? width : height;
	/* also what is no number */
	if (!(width > 0 && height > 0 && longest < 1e9))
		return TSM_OK;
	double scale = side / longest;
	cairo_surface_t *surface =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24,
		(int)(width * scale) + 1, (int)(height * scale) + 1);
	cairo_t *cairo = cairo_create(surface);
	enum tsm_status status = draw(page, cairo, scale);
	cairo_surface_flush(surface);
	if (status == TSM_OK)
		status = to_gray(surface, &gray);
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	if (status == TSM_OK)
		status = qr_find(&gray, found);
	gray_release(&gray);
	return status;
}

static enum tsm_status find_in(
    PopplerDocument *document, unsigned side, struct found *found)
{
	int pages = poppler_document_get_n_pages(document);

	if (pages <= 0)
		return TSM_E_SYNTAX;
	for (int i = 0; i < pages && i < TSM_DECODE_PAGES_MAX; i++) {
		PopplerPage *page = poppler_document_get_page(document, i);
		if (page == NULL)
			continue;
		enum tsm_status status = find_on(page, side, found);
		g_object_unref(page);
		if (status != TSM_OK || found->count > 0)
			return status;
	}
	return TSM_E_NOT_FOUND;
}

enum tsm_status pdf_find(
    const void *data, size_t len, unsigned side, struct found *found)
{
	GBytes *bytes = g_bytes_new_static(data, len);
	GError *error = NULL;
	PopplerDocument *document =
	    poppler_document_new_from_bytes(bytes, NULL, &error);
	enum tsm_status status = TSM_E_SYNTAX;

	if (document != NULL)
		status = find_in(document, side, found);
	else if (error != NULL && error->domain == POPPLER_ERROR &&
		 error->code == POPPLER_ERROR_ENCRYPTED)
		status = TSM_E_DENIED;
	if (document != NULL)
		g_object_unref(document);
	g_clear_error(&error);
	g_bytes_unref(bytes);
	return status;
}
