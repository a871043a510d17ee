/*
 * Keywords, and names that only look like one.
 */
#include <string.h>

#include "process.h"

static const struct tsm_str keywords[] = {
	[KEYWORD_NO] = TSM_STR(""),
	[KEYWORD_BASE] = TSM_STR("@base"),
	[KEYWORD_CONTAINER] = TSM_STR("@container"),
	[KEYWORD_CONTEXT] = TSM_STR("@context"),
	[KEYWORD_DIRECTION] = TSM_STR("@direction"),
	[KEYWORD_GRAPH] = TSM_STR("@graph"),
	[KEYWORD_ID] = TSM_STR("@id"),
	[KEYWORD_IMPORT] = TSM_STR("@import"),
	[KEYWORD_INCLUDED] = TSM_STR("@included"),
	[KEYWORD_INDEX] = TSM_STR("@index"),
	[KEYWORD_JSON] = TSM_STR("@json"),
	[KEYWORD_LANGUAGE] = TSM_STR("@language"),
	[KEYWORD_LIST] = TSM_STR("@list"),
	[KEYWORD_NEST] = TSM_STR("@nest"),
	[KEYWORD_NONE] = TSM_STR("@none"),
	[KEYWORD_PREFIX] = TSM_STR("@prefix"),
	[KEYWORD_PROPAGATE] = TSM_STR("@propagate"),
	[KEYWORD_PROTECTED] = TSM_STR("@protected"),
	[KEYWORD_REVERSE] = TSM_STR("@reverse"),
	[KEYWORD_SET] = TSM_STR("@set"),
	[KEYWORD_TYPE] = TSM_STR("@type"),
	[KEYWORD_VALUE] = TSM_STR("@value"),
	[KEYWORD_VERSION] = TSM_STR("@version"),
	[KEYWORD_VOCAB] = TSM_STR("@vocab"),
};

enum keyword keyword_of(struct tsm_str text)
{
	if (text.len < 3 || text.ptr[0] != '@')
		return KEYWORD_NO;
	for (size_t i = 1; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (keywords[i].len == text.len &&
		    memcmp(keywords[i].ptr, text.ptr, text.len) == 0)
			return (enum keyword)i;
	}
	return KEYWORD_NO;
}

bool keyword_like(struct tsm_str text)
{
	if (text.len < 2 || text.ptr[0] != '@')
		return false;
	for (size_t i = 1; i < text.len; i++) {
		if (!tsm_is_alpha(text.ptr[i]))
			return false;
	}
	return true;
}
