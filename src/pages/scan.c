/*
 * scan.c - finding tags in the text of a template.
 */
#include <string.h>

#include "scan.h"

struct tsm_str tsm_tag_word(struct tsm_str *rest)
{
	struct tsm_str text = tsm_str_trim(*rest);
	size_t len = 0;

	while (len < text.len && !tsm_is_space(text.ptr[len]))
		len++;
	*rest = tsm_str_trim(tsm_str_n(text.ptr + len, text.len - len));
	return tsm_str_n(text.ptr, len);
}

/* Whether a tag prints nothing itself, so that its line may vanish. */
static bool is_silent(struct tsm_str tag)
{
	return tag.len > 0 &&
	       (strchr("#/!>", tag.ptr[0]) != NULL || tsm_str_is(tag, "else") ||
		   tsm_str_starts(tag, "else ") ||
		   tsm_str_starts(tag, "layout "));
}

bool tsm_tag_find(struct tsm_str source, size_t pos, size_t *ret_start,
    size_t *ret_end, struct tsm_str *ret_tag, bool *ret_open)
{
	size_t start = pos;

	*ret_open = false;
	while (start + 1 < source.len &&
	       (source.ptr[start] != '{' || source.ptr[start + 1] != '{'))
		start++;
	if (start + 1 >= source.len)
		return false;
	size_t end = start + 2;
	while (end + 1 < source.len &&
	       (source.ptr[end] != '}' || source.ptr[end + 1] != '}'))
		end++;
	if (end + 1 >= source.len) {
		*ret_open = true;
		return true;
	}
	*ret_tag =
	    tsm_str_trim(tsm_str_n(source.ptr + start + 2, end - start - 2));
	end += 2;
	if (is_silent(*ret_tag)) {
		size_t left = start;
		size_t right = end;
		while (left > pos && (source.ptr[left - 1] == ' ' ||
					 source.ptr[left - 1] == '\t'))
			left--;
		while (right < source.len &&
		       (source.ptr[right] == ' ' || source.ptr[right] == '\t'))
			right++;
		bool begins = left == 0 || source.ptr[left - 1] == '\n';
		if (begins && right < source.len && source.ptr[right] == '\n') {
			start = left;
			end = right + 1;
		}
	}
	*ret_start = start;
	*ret_end = end;
	return true;
}

unsigned tsm_line_of(struct tsm_str source, size_t position)
{
	unsigned line = 1;

	for (size_t i = 0; i < position; i++)
		line += source.ptr[i] == '\n';
	return line;
}
