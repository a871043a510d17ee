/*
 * scan.h - finding tags in the text of a template.
 */
#ifndef TESTAMUR_PAGES_SCAN_H
#define TESTAMUR_PAGES_SCAN_H

#include <stdbool.h>

#include "testamur/base/str.h"

/* The next word of a tag; *rest becomes what follows it, trimmed. */
struct tsm_str tsm_tag_word(struct tsm_str *rest);

/*
 * The next tag from pos on: it takes the bytes *ret_start to *ret_end, and
 * *ret_tag is what stands between the braces, trimmed. A tag that prints
 * nothing itself and is alone on its line takes the line with it.
 * *ret_open: the braces are never closed. False: no more tags.
 */
bool tsm_tag_find(struct tsm_str source, size_t pos, size_t *ret_start,
    size_t *ret_end, struct tsm_str *ret_tag, bool *ret_open);

/* The line, from 1, of a position. */
unsigned tsm_line_of(struct tsm_str source, size_t position);

#endif
