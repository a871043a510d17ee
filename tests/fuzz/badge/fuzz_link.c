/*
 * Any text as what somebody typed: an id that is found is sound, and is
 * found again in itself and in its link.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/badge/link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char id[TSM_SHORT_ID] = "";
	char again[TSM_SHORT_ID] = "";
	char grouped[TSM_LINK_GROUPED];
	enum tsm_link_layout layout;
	struct tsm_buf link;
	enum tsm_status status =
	    tsm_link_find_id(tsm_str_n((const char *)data, size), id, &layout);
	if (status != TSM_OK) {
		if (id[0] != '\0')
			abort();
		return 0;
	}
	/* the layout that it says is the one that gives it */
	if (tsm_link_read(tsm_str_n((const char *)data, size), layout, again) !=
		TSM_OK ||
	    strcmp(id, again) != 0)
		abort();
	tsm_buf_init(&link, 0);
	if (tsm_link_qr(tsm_str("https://a.example"), id, &link) != TSM_OK ||
	    tsm_link_find_id(tsm_buf_str(&link), again, &layout) != TSM_OK ||
	    layout != TSM_LINK_AS_TYPED || strcmp(id, again) != 0)
		abort();
	if (tsm_link_find_id(tsm_str(tsm_link_group_id(id, grouped)), again,
		&layout) != TSM_OK ||
	    layout != TSM_LINK_AS_TYPED || strcmp(id, again) != 0)
		abort();
	tsm_buf_release(&link);
	return 0;
}
