/* place.c - where in the HTML a tag that prints something may stand. */
#include <string.h>

#include "pages_impl.h"

const char *tsm_template_misplaced(
    const struct tsm_markup *markup, enum tsm_op op)
{
	bool value = tsm_markup_in_value(markup);
	bool url = tsm_markup_takes_url(markup);

	switch (op) {
	case TSM_OP_VALUE:
	case TSM_OP_NUMBER:
		if (markup->place == TSM_IN_TEXT || (value && !url))
			return NULL;
		return url ? "a URL attribute takes {{url …}} or {{pct …}} only"
			   : "a value may stand in text or in a quoted "
			     "attribute only";
	case TSM_OP_FILE:
	case TSM_OP_URL:
	case TSM_OP_IMAGE:
		if (op == TSM_OP_IMAGE && strcmp(markup->name, "src") != 0)
			return "{{image}} belongs into src";
		if (op == TSM_OP_FILE && strcmp(markup->name, "href") != 0)
			return "{{download}} belongs into href";
		if (!value || markup->begun)
			return "a URL has to be first in its attribute";
		return NULL;
	case TSM_OP_PCT:
		if (!value || (url && !markup->begun))
			return "{{pct}} belongs into a URL that began before it";
		return NULL;
	case TSM_OP_TEXT:
	case TSM_OP_IF:
	case TSM_OP_EACH:
	case TSM_OP_WITH:
	case TSM_OP_PARTIAL:
	case TSM_OP_SLOT:
	default:
		return NULL;
	}
}
