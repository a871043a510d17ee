/* same_id.c - Open Badges 3.0 section 10, "Credential Equality". */
#include "testamur/base/str.h"
#include "testamur/ob/check.h"

static int hex_value(char c)
{
	if (tsm_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One character, percent escapes undone; moves on. */
static int next_plain(struct tsm_str *text)
{
	int c = (unsigned char)text->ptr[0];
	size_t len = 1;

	if (c == '%' && text->len >= 3) {
		int high = hex_value(text->ptr[1]);
		int low = hex_value(text->ptr[2]);
		if (high >= 0 && low >= 0) {
			c = high * 16 + low;
			len = 3;
		}
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
