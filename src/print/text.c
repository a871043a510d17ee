/* text.c - see text.h. */
#include "text.h"

#include <string.h>

#include "testamur/base/str.h"
#include "testamur/print/picture.h"

bool print_has(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* C0, DEL, C1, line and paragraph separator, LRO and RLO. */
static bool forbidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
	       code == 0x2029 || code == 0x202d || code == 0x202e;
}

enum tsm_status print_check_text(
    const char *text, const char *name, bool required, struct tsm_error *err)
{
	if (!print_has(text)) {
		if (!required)
			return TSM_OK;
		return tsm_fail(err, TSM_E_MISSING, name,
		    "a text to be printed is missing");
	}
	struct tsm_str view = tsm_str(text);
	if (view.len > TSM_PRINT_TEXT_MAX)
		return tsm_fail(err, TSM_E_LIMIT, name,
		    "a text to be printed is longer than %d bytes",
		    TSM_PRINT_TEXT_MAX);
	if (!tsm_utf8_valid(view.ptr, view.len, NULL))
		return tsm_fail(err, TSM_E_VALUE, name,
		    "a text to be printed is not UTF-8");
	for (size_t pos = 0; pos < view.len;) {
		if (forbidden(tsm_utf8_next(view, &pos)))
			return tsm_fail(err, TSM_E_VALUE, name,
			    "a text to be printed has a control character");
	}
	return TSM_OK;
}

enum tsm_status print_check_colour(const char *colour, struct tsm_error *err)
{
	if (colour == NULL || tsm_print_colour_valid(colour))
		return TSM_OK;
	return tsm_fail(
	    err, TSM_E_VALUE, "colour", "a colour is written #rrggbb");
}
