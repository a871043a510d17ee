/*
 * Every allocation of ours fails in turn while a badge and a certificate
 * are drawn, and QR codes read: TSM_E_MEMORY and an untouched buffer, or the same bytes. What
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
#include "../../unit/print/qr_sample.h"
#include "sweep.h"
#include "testamur/print/certificate.h"
#include "testamur/print/decoder.h"
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

static struct tsm_buf sample;

static enum tsm_status run_decode(struct tsm_buf *out)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_decode(sample.data, sample.len, &arena, texts, &count);
	if (status == TSM_OK)
		status = tsm_buf_addstr(out, texts[0]);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status run_child(struct tsm_buf *out)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_decoder *decoder = NULL;
	struct tsm_arena arena;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_decoder_new(NULL, &decoder);
	if (status == TSM_OK)
		status = tsm_decoder_run(
		    decoder, sample.data, sample.len, &arena, texts, &count);
	if (status == TSM_OK)
		status = tsm_buf_addstr(out, texts[0]);
	tsm_decoder_free(&decoder);
	tsm_arena_release(&arena);
	return status;
}

static void decoding(void **state)
{
	(void)state;
	tsm_buf_init(&sample, 0);
	sample_png(&sample);
	sweep(run_decode);
	sweep(run_child);
	tsm_buf_clear(&sample);
	sample_jpeg(&sample, 4, false, 0, 255);
	sweep(run_decode);
	tsm_buf_clear(&sample);
	sample_pdf(&sample, 1);
	sweep(run_decode);
	tsm_buf_release(&sample);
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

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(badge),
		cmocka_unit_test(badge_svg),
		cmocka_unit_test(preview),
		cmocka_unit_test(qr),
		cmocka_unit_test(certificate),
		cmocka_unit_test(decoding),
	};

	if (argc == 2 && strcmp(argv[1], "decode") == 0)
		return tsm_decoder_child();
	return cmocka_run_group_tests_name(
	    "out of memory: print", tests, NULL, NULL);
}
