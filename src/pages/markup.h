/*
 * markup.h - where in the HTML a template's tag stands.
 *
 * A small tokenizer that follows the literal text of a template (the
 * subset of HTML that ours use: quoted attributes only, no script or style
 * elements) and answers what may be printed at the present place.
 */
#ifndef TESTAMUR_PAGES_MARKUP_H
#define TESTAMUR_PAGES_MARKUP_H

#include <stdbool.h>

#include "testamur/base/str.h"

enum tsm_place {
	TSM_IN_TEXT,
	TSM_IN_TAG_OPEN, /* just after '<' */
	TSM_IN_TAG_NAME, /* of an element */
	TSM_IN_TAG,      /* between attributes */
	TSM_IN_ATTR_NAME,
	TSM_IN_ATTR_EQUALS, /* after '=': a quote has to follow */
	TSM_IN_ATTR_DOUBLE, /* inside "…" */
	TSM_IN_ATTR_SINGLE, /* inside '…' */
	TSM_IN_COMMENT,
	TSM_IN_DECLARATION /* <!doctype …> */
};

#define TSM_MARKUP_NAME 32

struct tsm_markup {
	enum tsm_place place;
	char name[TSM_MARKUP_NAME]; /* of the attribute, or the element */
	size_t name_len;
	bool begun; /* the attribute's value has something already */
};

/*
 * Follow literal text. NULL when all is well, otherwise one sentence on
 * what is not allowed; *ret_line is advanced by the line feeds passed.
 */
const char *tsm_markup_follow(
    struct tsm_markup *markup, struct tsm_str text, size_t *ret_passed);

/* Whether two branches ended at the same place. */
bool tsm_markup_same(const struct tsm_markup *a, const struct tsm_markup *b);

/* Inside a quoted attribute value; one that takes a URL; its begin. */
bool tsm_markup_in_value(const struct tsm_markup *markup);
bool tsm_markup_takes_url(const struct tsm_markup *markup);

#endif
