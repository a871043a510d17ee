/*
 * Every allocation of ours fails in turn while a badge and a certificate
 * are drawn: TSM_E_MEMORY and an untouched buffer, or the same bytes. What
 * cairo and pango allocate themselves is not under our control.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <string.h>

#include "../../unit/print/lsan.h"
#include "sweep.h"
#include "testamur/print/certificate.h"
#include "testamur/print/qr_png.h"

static const unsigned char modules[21 * 21] = { 1 };

static enum tsm_status run_badge(struct tsm_buf *out)
{
	static const struct tsm_badge_art art = { "Ally", "A Union", NULL,
		"Badge" };
	return tsm_print_badge(&art, out, NULL);
}

static enum tsm_status run_badge_svg(struct tsm_buf *out)
{
	static const struct tsm_badge_art art = { "Ally", "A Union", NULL,
		"Badge" };
	return tsm_print_badge_svg(&art, out, NULL);
}

static enum tsm_status run_preview(struct tsm_buf *out)
{
	static const struct tsm_badge_art art = { "Ally", "A Union", NULL,
		"Badge" };
	return tsm_print_preview(&art, out, NULL);
}

static enum tsm_status run_qr(struct tsm_buf *out)
{
	return tsm_print_qr_png(modules, 21, 2, out, NULL);
}

static enum tsm_status run_certificate(struct tsm_buf *out)
{
	static const struct tsm_certificate_units units[] = {
		{ "5", "renewal units", "Provider approval 1" },
		{ "1", "credit", NULL },
		{ "2", "hours", "Provider 2" },
	};
	static const struct tsm_certificate cert = {
		.holder = "Anna",
		.achievement = "Ally",
		.issuer = "A Union",
		.awarded = "20 May 2022",
		.units = units,
		.unit_count = 3,
		.link = "HTTPS://A.EXAMPLE/V/0",
		.printed_link = "a.example/V/0",
		.printed_id = "0123",
		.qr_modules = modules,
		.qr_size = 21,
	};
	return tsm_print_certificate(&cert, out, NULL);
}

static void badge(void **state)
{
	(void)state;
	sweep(run_badge);
}

static void badge_svg(void **state)
{
	(void)state;
	sweep(run_badge_svg);
}

static void preview(void **state)
{
	(void)state;
	sweep(run_preview);
}

static void qr(void **state)
{
	(void)state;
	sweep(run_qr);
}

static void certificate(void **state)
{
	(void)state;
	sweep(run_certificate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(badge),
		cmocka_unit_test(badge_svg),
		cmocka_unit_test(preview),
		cmocka_unit_test(qr),
		cmocka_unit_test(certificate),
	};

	return cmocka_run_group_tests_name(
	    "out of memory: print", tests, NULL, NULL);
}
