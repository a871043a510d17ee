/* Eight bytes are a double: its text reads back as the same double. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/json/jcs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TSM_JCS_NUMBER];
	double value;
	if (size < sizeof(value))
		return 0;
	memcpy(&value, data, sizeof(value));
	enum tsm_status status = tsm_jcs_number(value, text);
	if ((status == TSM_OK) != (isfinite(value) != 0))
		abort();
	if (status != TSM_OK)
		return 0;
	double back = strtod(text, NULL);
	if (back < value || back > value || strlen(text) > 25)
		abort();
	return 0;
}
