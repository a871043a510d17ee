/*
 * Any bytes as a picture: what can be baked gives the credential back, is
 * the same when baked again, and differs from the input by nothing else
 * once the credential is taken as given.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/badge/bake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const uint8_t *data, size_t size, const char *credential)
{
	struct tsm_buf once;
	struct tsm_buf twice;
	struct tsm_buf back;
	struct tsm_error err = { 0 };
	tsm_buf_init(&once, 0);
	tsm_buf_init(&twice, 0);
	tsm_buf_init(&back, 0);
	if (tsm_bake(data, size, tsm_str(credential), &once, &err) != TSM_OK) {
		if (once.len != 0 || err.status == TSM_OK)
			abort();
		tsm_buf_release(&once);
		return;
	}
	if (tsm_bake(once.data, once.len, tsm_str(credential), &twice, NULL) !=
		TSM_OK ||
	    once.len != twice.len ||
	    memcmp(once.data, twice.data, once.len) != 0)
		abort();
	if (tsm_unbake(once.data, once.len, NULL, &back, NULL) != TSM_OK ||
	    strcmp(tsm_buf_cstr(&back), credential) != 0)
		abort();
	tsm_buf_release(&back);
	tsm_buf_release(&twice);
	tsm_buf_release(&once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(data, size, "eyJhIjoxfQ.eyJiIjoyfQ.c2ln");
	check(data, size, "{\"a\":\"<&> ]]>\",\r\n\"b\":\"\xc3\xa4\"}");
	return 0;
}
