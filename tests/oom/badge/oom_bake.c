/*
 * Every allocation of bake, unbake, QR and link fails in turn: the outcome
 * is TSM_E_MEMORY and an untouched buffer, or the same bytes as ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../unit/badge/make_png.h"
#include "oom.h"
#include "testamur/badge/bake.h"
#include "testamur/badge/link.h"
#include "testamur/badge/qr.h"

#define SVG "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"

typedef enum tsm_status operation(
    const struct tsm_buf *input, struct tsm_buf *out);

static void sweep(operation *run, const struct tsm_buf *input)
{
	struct tsm_buf want;
	size_t failures = 0;
	tsm_buf_init(&want, 0);
	assert_int_equal(run(input, &want), TSM_OK);
	for (size_t n = 1;; n++) {
		struct tsm_buf out;
		tsm_buf_init(&out, 0);
		oom_begin(n, OOM_ONCE);
		enum tsm_status status = run(input, &out);
		bool failed = oom_end();
		if (status == TSM_OK) {
			assert_int_equal(out.len, want.len);
			assert_memory_equal(out.data, want.data, want.len);
		} else {
			assert_int_equal(status, TSM_E_MEMORY);
			assert_int_equal(out.len, 0);
			failures++;
		}
		tsm_buf_release(&out);
		if (!failed)
			break;
	}
	assert_true(failures > 0);
	tsm_buf_release(&want);
}

static enum tsm_status run_bake(
    const struct tsm_buf *input, struct tsm_buf *out)
{
	return tsm_bake(
	    input->data, input->len, tsm_str("{\"a\":\"]]>\"}"), out, NULL);
}

static enum tsm_status run_unbake(
    const struct tsm_buf *input, struct tsm_buf *out)
{
	const struct tsm_unbake_options options = { .inflate = true };
	return tsm_unbake(input->data, input->len, &options, out, NULL);
}

static enum tsm_status run_unbake_legacy(
    const struct tsm_buf *input, struct tsm_buf *out)
{
	return tsm_unbake_legacy(input->data, input->len, out, NULL);
}

static enum tsm_status run_qr(const struct tsm_buf *input, struct tsm_buf *out)
{
	struct tsm_qr qr;
	TSM_TRY(tsm_qr_encode(tsm_buf_str(input), TSM_QR_M, &qr, NULL));
	enum tsm_status status =
	    tsm_buf_add(out, qr.modules, (size_t)qr.size * qr.size);
	tsm_qr_release(&qr);
	return status;
}

static enum tsm_status run_link(
    const struct tsm_buf *input, struct tsm_buf *out)
{
	return tsm_link_qr(tsm_buf_str(input),
	    "00000000000000000000000000"
	    "0",
	    out);
}

static void png(void **state)
{
	struct tsm_buf image;
	struct tsm_buf baked;
	(void)state;
	tsm_buf_init(&image, 0);
	tsm_buf_init(&baked, 0);
	make_begin(&image);
	make_extras(&image);
	make_end(&image);
	sweep(run_bake, &image);
	assert_int_equal(run_bake(&image, &baked), TSM_OK);
	sweep(run_unbake, &baked);
	tsm_buf_release(&baked);
	tsm_buf_release(&image);
}

static void png_compressed(void **state)
{
	struct tsm_buf image;
	(void)state;
	tsm_buf_init(&image, 0);
	make_begin(&image);
	make_credential(&image,
	    "\0\1\0\0\0\x78\x01\x01\x07\x00\xf8\xff{\"a\":1}\x08\x2a\x02\x09",
	    23, "");
	make_end(&image);
	sweep(run_unbake, &image);
	tsm_buf_release(&image);
}

static void legacy(void **state)
{
	static const char hosted[] =
	    "<svg xmlns='http://www.w3.org/2000/svg' "
	    "xmlns:b='http://openbadges.org'><b:assertion "
	    "verify='https://a.example/1'><![CDATA[{\"id\":1}]]>"
	    "</b:assertion></svg>";
	struct tsm_buf image;
	(void)state;
	tsm_buf_init(&image, 0);
	make_begin(&image);
	make_chunk(
	    &image, "iTXt", "openbadges\0\0\0\0\0https://a.example/1", 34);
	make_end(&image);
	sweep(run_unbake_legacy, &image);
	tsm_buf_clear(&image);
	(void)tsm_buf_adds(&image, hosted);
	sweep(run_unbake_legacy, &image);
	tsm_buf_release(&image);
}

static void svg(void **state)
{
	struct tsm_buf image;
	struct tsm_buf baked;
	(void)state;
	tsm_buf_init(&image, 0);
	tsm_buf_init(&baked, 0);
	tsm_buf_adds(&image, SVG);
	sweep(run_bake, &image);
	assert_int_equal(run_bake(&image, &baked), TSM_OK);
	sweep(run_unbake, &baked);
	tsm_buf_release(&baked);
	tsm_buf_release(&image);
}

static void qr_and_link(void **state)
{
	struct tsm_buf text;
	(void)state;
	tsm_buf_init(&text, 0);
	tsm_buf_adds(&text, "https://a.example");
	sweep(run_qr, &text);
	sweep(run_link, &text);
	tsm_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(png),
		cmocka_unit_test(png_compressed),
		cmocka_unit_test(legacy),
		cmocka_unit_test(svg),
		cmocka_unit_test(qr_and_link),
	};
	return cmocka_run_group_tests_name(
	    "out of memory: badge", tests, NULL, NULL);
}
