/*
 * certificate_page.h - the layout of a certificate.
 */
#ifndef PRINT_CERTIFICATE_PAGE_H
#define PRINT_CERTIFICATE_PAGE_H

#include "canvas.h"
#include "testamur/print/certificate.h"

struct page {
	const struct tsm_certificate *cert; /* checked */
	const char *heading;
	struct tsm_certificate_words words; /* none missing */
	struct canvas *canvas;
	double width; /* points */
	double height;
	struct rgb accent; /* at least 4.5:1 on white */
};

/* Draw everything. */
void page_draw(const struct page *page);

#endif
