/*
 * oom_pages.c - compiling and rendering with every allocation failed in
 * turn: a clean TSM_E_MEMORY, or the same page as ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "oom.h"
#include "testamur/json/write.h"
#include "testamur/pages/pages.h"

static const unsigned char frame[] = "<title>{{a}}</title>{{slot content}}";
static const unsigned char page[] =
    "{{layout frame}}{{#each l}}<a href=\"{{url this}}\">{{this}}</a>"
    "{{/each}}<a href=\"{{download a}}\" title=\"{{t Some\n words}}\">"
    "{{t Units}}</a>{{#if a == \"x\"}}{{pct2}}{{else}}no{{/if}}"
    "<link href=\"{{asset a.css}}\">";

static const struct tsm_embedded files[] = {
	{ "frame.html", frame, sizeof(frame) - 1 },
	{ "page.html", page, sizeof(page) - 1 },
	{ "a.css", frame, 5 },
	{ NULL, NULL, 0 },
};

static void sweep(void **state)
{
	json_t *data = json_pack("{s:s,s:[ss]}", "a", "<&>", "l", "/x", "/y");
	struct tsm_buf want;
	size_t n = 0;
	bool done = false;

	(void)state;
	tsm_buf_init(&want, 0);
	struct tsm_pages *pages = NULL;
	assert_int_equal(tsm_pages_new(files, NULL, &pages, NULL), TSM_OK);
	assert_int_equal(
	    tsm_pages_render(pages, "page", data, &want, NULL), TSM_OK);
	tsm_pages_free(&pages);
	for (n = 0; n < 10000 && !done; n++) {
		struct tsm_error err = { 0 };
		struct tsm_buf out;
		tsm_buf_init(&out, 0);
		oom_begin(n + 1, OOM_LASTING);
		enum tsm_status status =
		    tsm_pages_new(files, NULL, &pages, &err);
		if (status == TSM_OK)
			status =
			    tsm_pages_render(pages, "page", data, &out, &err);
		(void)oom_end();
		if (status == TSM_OK) {
			assert_string_equal(
			    tsm_buf_cstr(&out), tsm_buf_cstr(&want));
			done = true;
		} else {
			assert_int_equal(status, TSM_E_MEMORY);
			assert_int_equal(err.status, TSM_E_MEMORY);
		}
		tsm_buf_release(&out);
		tsm_pages_free(&pages);
	}
	assert_true(done);
	assert_true(n > 5);
	tsm_buf_release(&want);
	json_decref(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sweep) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
