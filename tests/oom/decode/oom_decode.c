/*
 * Every allocation of ours fails in turn while QR codes are read, here and by
 * a process of its own: TSM_E_MEMORY, or the same text. What the libraries
 * allocate themselves is not under our control.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <string.h>

#include "../../unit/decode/qr_sample.h"
#include "../../unit/print/lsan.h"
#include "sweep.h"
#include "testamur/decode/child.h"

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
	static const struct tsm_decoder_options self = { .program =
							     "/proc/self/exe" };
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_decoder *decoder = NULL;
	struct tsm_arena arena;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_decoder_new(&self, &decoder);
	if (status == TSM_OK)
		status = tsm_decoder_run(
		    decoder, sample.data, sample.len, &arena, texts, &count);
	if (status == TSM_OK)
		status = tsm_buf_addstr(out, texts[0]);
	tsm_decoder_free(&decoder);
	tsm_arena_release(&arena);
	return status;
}

static void png(void **state)
{
	(void)state;
	sample_png(&sample);
	sweep(run_decode);
	sweep(run_child);
	tsm_buf_clear(&sample);
}

static void jpeg(void **state)
{
	(void)state;
	sample_jpeg(&sample, 4, false, 0, 255);
	sweep(run_decode);
	tsm_buf_clear(&sample);
}

static void pdf(void **state)
{
	(void)state;
	sample_pdf(&sample, 1);
	sweep(run_decode);
	tsm_buf_clear(&sample);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(png),
		cmocka_unit_test(jpeg),
		cmocka_unit_test(pdf),
	};

	if (argc == 2 && strcmp(argv[1], "decode") == 0)
		return tsm_decode_child();
	tsm_buf_init(&sample, 0);
	int failed = cmocka_run_group_tests_name(
	    "out of memory: decode", tests, NULL, NULL);
	tsm_buf_release(&sample);
	return failed;
}
