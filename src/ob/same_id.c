/* same_id.c - Open Badges 3.0 section 10, "Credential Equality". */
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/ob/check.h"

/* One character, percent escapes undone; moves on. */
static int next_plain(struct tsm_str *text)
{
	int c = (unsigned char)text->ptr[0];
	size_t len = 1;

	if (c == '%' && text->len >= 3 && tsm_hex_byte(text->ptr + 1) >= 0) {
		c = tsm_hex_byte(text->ptr + 1);
		len = 3;
	}
	*text = tsm_str_n(text->ptr + len, text->len - len);
	return c;
}

bool tsm_ob_same_id(struct tsm_str a, struct tsm_str b)
{
	a = tsm_str_trim(a);
	b = tsm_str_trim(b);
	while (a.len > 0 && b.len > 0)
		if (next_plain(&a) != next_plain(&b))
			return false;
	return a.len == 0 && b.len == 0;
}

bool tsm_ob_id_is_local(const char *own, const char *id)
{
	size_t len = own != NULL ? strlen(own) : 0;

	return id != NULL && len > 0 && strncmp(id, own, len) == 0 &&
	       id[len] == '#';
}
