/*
 * Any bytes as a picture: reading ends with a credential of allowed size
 * or a named failure that writes nothing, and the check of supplied
 * pictures agrees with it about what is broken.
 */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/badge/bake.h"
#include "testamur/base/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tsm_unbake_options options = { .inflate = true };
	struct tsm_image_info info;
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	enum tsm_status checked = tsm_image_check(data, size, &info, NULL);
	enum tsm_status status = tsm_unbake(data, size, NULL, &out, &err);
	if ((status == TSM_OK) != (out.len > 0) ||
	    out.len > TSM_CREDENTIAL_MAX || err.status != status)
		abort();
	if (status == TSM_OK &&
	    (!tsm_utf8_valid(out.data, out.len, NULL) ||
		(checked != TSM_OK && checked != TSM_E_LIMIT)))
		abort();
	tsm_buf_clear(&out);
	enum tsm_status inflated = tsm_unbake(data, size, &options, &out, NULL);
	if (status == TSM_OK && inflated != TSM_OK)
		abort();
	tsm_buf_clear(&out);
	if (tsm_unbake_legacy(data, size, &out, NULL) != TSM_OK && out.len > 0)
		abort();
	tsm_buf_release(&out);
	return 0;
}
