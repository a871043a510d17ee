/*
 * fuzz_template.c - any bytes as a template: compiling never crashes, and
 * what compiles renders without raw markup from the data.
 */
#define _GNU_SOURCE /* memmem */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/json/write.h"
#include "testamur/pages/pages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char part[] = "<b>{{a}}</b>";
	const struct tsm_embedded files[] = {
		{ "page.html", data, size },
		{ "part.html", part, sizeof(part) - 1 },
		{ "a.css", part, sizeof(part) - 1 },
		{ NULL, NULL, 0 },
	};
	struct tsm_pages *pages = NULL;
	struct tsm_error err = { 0 };
	struct tsm_buf out;

	if (size > 65536)
		return 0;
	if (tsm_pages_new(files, NULL, &pages, &err) != TSM_OK) {
		if (err.status == TSM_OK)
			abort();
		return 0;
	}
	tsm_buf_init(&out, 1 << 20);
	json_t *tree = json_pack("{s:s,s:[ss],s:{s:s}}", "a",
	    "<zzz \"'>javascript:zzz", "l", "<zzz>", "'zzz", "o", "a", "<zzz");
	if (tsm_pages_render(pages, "page", tree, &out, &err) == TSM_OK &&
	    strstr(tsm_buf_cstr(&out), "<zzz") != NULL &&
	    (size == 0 || memmem(data, size, "<zzz", 4) == NULL))
		abort();
	json_decref(tree);
	tsm_buf_release(&out);
	tsm_pages_free(&pages);
	return 0;
}
