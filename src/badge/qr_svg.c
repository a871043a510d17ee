/* qr_svg.c - a QR code as SVG text. */
#include "testamur/badge/qr.h"

bool tsm_qr_dark(const struct tsm_qr *qr, int x, int y)
{
	if (x < 0 || y < 0 || (unsigned)x >= qr->size ||
	    (unsigned)y >= qr->size)
		return false;
	return qr->modules[(size_t)y * qr->size + (size_t)x] != 0;
}

/* For an attribute between double quotes. */
static void add_escaped(struct tsm_buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '<')
			(void)tsm_buf_adds(out, "&lt;");
		else if (*text == '>')
			(void)tsm_buf_adds(out, "&gt;");
		else if (*text == '&')
			(void)tsm_buf_adds(out, "&amp;");
		else if (*text == '"')
			(void)tsm_buf_adds(out, "&quot;");
		else
			(void)tsm_buf_addc(out, *text);
	}
}

/* Each run of dark modules is one rectangle of the path. */
static void add_row(struct tsm_buf *out, const struct tsm_qr *qr, int y)
{
	int size = (int)qr->size;
	for (int x = 0; x < size; x++) {
		int run = 0;
		while (tsm_qr_dark(qr, x + run, y))
			run++;
		if (run == 0)
			continue;
		(void)tsm_buf_printf(out, "M%d %dh%dv1h-%dz", x + TSM_QR_QUIET,
		    y + TSM_QR_QUIET, run, run);
		x += run;
	}
}

enum tsm_status tsm_qr_svg(
    const struct tsm_qr *qr, const char *label, struct tsm_buf *out)
{
	struct tsm_buf svg;
	struct tsm_str view = tsm_str(label);
	if (!tsm_utf8_valid(view.ptr, view.len, NULL))
		return TSM_E_VALUE;
	for (size_t i = 0; i < view.len; i++) {
		if ((unsigned char)view.ptr[i] < 0x20)
			return TSM_E_VALUE;
	}
	unsigned side = qr->size + 2 * TSM_QR_QUIET;
	tsm_buf_init(&svg, 0);
	(void)tsm_buf_printf(&svg,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" "
	    "role=\"img\" shape-rendering=\"crispEdges\"",
	    side, side);
	if (label != NULL) {
		(void)tsm_buf_adds(&svg, " aria-label=\"");
		add_escaped(&svg, label);
		(void)tsm_buf_adds(&svg, "\"");
	}
	(void)tsm_buf_printf(&svg,
	    "><rect width=\"%u\" height=\"%u\" fill=\"#fff\"/><path d=\"", side,
	    side);
	for (int y = 0; y < (int)qr->size; y++)
		add_row(&svg, qr, y);
	(void)tsm_buf_adds(&svg, "\" fill=\"#000\"/></svg>");
	enum tsm_status status = tsm_buf_status(&svg);
	if (status == TSM_OK)
		status = tsm_buf_add(out, svg.data, svg.len);
	tsm_buf_release(&svg);
	return status;
}
