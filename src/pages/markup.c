/*
 * markup.c - following HTML through a template.
 */
#include <string.h>

#include "markup.h"

static const char *const url_attributes[] = { "href", "src", "action",
	"formaction", "cite", "data", "poster", "manifest", "ping",
	"background", "longdesc", "xlink:href" };

/* Attributes whose values are code, styles or lists of URLs. */
static const char *const refused_attributes[] = { "style", "srcdoc", "srcset",
	"imagesrcset", "http-equiv" };

static const char *const refused_elements[] = { "script", "style", "iframe",
	"object", "embed", "base", "frame", "frameset", "applet", "noscript",
	"template", "xmp", "plaintext", "math" };

static bool listed(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

#define LISTED(name, list) \
 listed((name), (list), sizeof(list) / sizeof((list)[0]))

static bool name_char(char c)
{
	return tsm_is_alpha(c) || tsm_is_digit(c) || c == '-' || c == ':' ||
	       c == '_';
}

static const char *add_to_name(struct tsm_markup *markup, char c)
{
	if (markup->name_len + 1 >= TSM_MARKUP_NAME)
		return "a name in the HTML is too long";
	markup->name[markup->name_len++] = tsm_to_lower(c);
	markup->name[markup->name_len] = '\0';
	return NULL;
}

static void begin_name(struct tsm_markup *markup, enum tsm_place place)
{
	markup->place = place;
	markup->name_len = 0;
	markup->name[0] = '\0';
	markup->begun = false;
}

static const char *check_attribute(const struct tsm_markup *markup)
{
	if (strncmp(markup->name, "on", 2) == 0)
		return "event attributes are not allowed";
	if (LISTED(markup->name, refused_attributes))
		return "this attribute is not allowed in a template";
	return NULL;
}

static const char *in_tag_name(struct tsm_markup *markup, char c)
{
	if (name_char(c))
		return add_to_name(markup, c);
	if (LISTED(markup->name, refused_elements))
		return "this element is not allowed in a template";
	begin_name(markup, c == '>' ? TSM_IN_TEXT : TSM_IN_TAG);
	return tsm_is_space(c) || c == '>' || c == '/'
		   ? NULL
		   : "a tag name is malformed";
}

static const char *in_tag(struct tsm_markup *markup, char c)
{
	if (c == '>') {
		begin_name(markup, TSM_IN_TEXT);
		return NULL;
	}
	if (tsm_is_space(c) || c == '/')
		return NULL;
	if (!name_char(c))
		return "an attribute is malformed";
	begin_name(markup, TSM_IN_ATTR_NAME);
	return add_to_name(markup, c);
}

static const char *in_attr_name(struct tsm_markup *markup, char c)
{
	if (name_char(c))
		return add_to_name(markup, c);
	const char *problem = check_attribute(markup);
	if (problem != NULL)
		return problem;
	if (c == '=') {
		markup->place = TSM_IN_ATTR_EQUALS;
		return NULL;
	}
	begin_name(markup, TSM_IN_TAG);
	return in_tag(markup, c);
}

static const char *in_attr_equals(struct tsm_markup *markup, char c)
{
	if (c != '"' && c != '\'')
		return "attribute values have to be quoted";
	markup->place = c == '"' ? TSM_IN_ATTR_DOUBLE : TSM_IN_ATTR_SINGLE;
	return NULL;
}

static const char *in_value(struct tsm_markup *markup, char c, char quote)
{
	if (c == quote)
		begin_name(markup, TSM_IN_TAG);
	else
		markup->begun = true;
	return NULL;
}

static const char *after_bracket(struct tsm_markup *markup, char c)
{
	if (c == '!')
		begin_name(markup, TSM_IN_DECLARATION);
	else if (c == '/' && markup->name_len == 0)
		return NULL; /* a closing tag; its name follows */
	else if (tsm_is_alpha(c)) {
		begin_name(markup, TSM_IN_TAG_NAME);
		return add_to_name(markup, c);
	} else
		return "a '<' that begins no tag has to be written &lt;";
	return NULL;
}

/* "<!--" … "-->" or "<!doctype …>"; name counts the hyphens. */
static const char *in_declaration(struct tsm_markup *markup, char c)
{
	if (c == '-' && markup->name_len < 2) {
		markup->name_len++;
		if (markup->name_len == 2)
			begin_name(markup, TSM_IN_COMMENT);
	} else if (c == '>') {
		begin_name(markup, TSM_IN_TEXT);
	}
	return NULL;
}

static const char *in_comment(struct tsm_markup *markup, char c)
{
	if (c == '>' && markup->name_len >= 2)
		begin_name(markup, TSM_IN_TEXT);
	else if (c != '-')
		markup->name_len = 0;
	else if (markup->name_len < 2)
		markup->name_len++;
	return NULL;
}

static const char *step(struct tsm_markup *markup, char c)
{
	switch (markup->place) {
	case TSM_IN_TEXT:
		if (c == '<')
			begin_name(markup, TSM_IN_TAG_OPEN);
		return NULL;
	case TSM_IN_TAG_OPEN:
		return after_bracket(markup, c);
	case TSM_IN_TAG_NAME:
		return in_tag_name(markup, c);
	case TSM_IN_TAG:
		return in_tag(markup, c);
	case TSM_IN_ATTR_NAME:
		return in_attr_name(markup, c);
	case TSM_IN_ATTR_EQUALS:
		return in_attr_equals(markup, c);
	case TSM_IN_ATTR_DOUBLE:
		return in_value(markup, c, '"');
	case TSM_IN_ATTR_SINGLE:
		return in_value(markup, c, '\'');
	case TSM_IN_COMMENT:
		return in_comment(markup, c);
	case TSM_IN_DECLARATION:
		return in_declaration(markup, c);
	default:
		return "lost in the HTML";
	}
}

const char *tsm_markup_follow(
    struct tsm_markup *markup, struct tsm_str text, size_t *ret_passed)
{
	const char *problem = NULL;
	size_t i = 0;

	while (i < text.len && problem == NULL)
		problem = step(markup, text.ptr[i++]);
	*ret_passed = i;
	return problem;
}

bool tsm_markup_same(const struct tsm_markup *a, const struct tsm_markup *b)
{
	return a->place == b->place && strcmp(a->name, b->name) == 0;
}

bool tsm_markup_in_value(const struct tsm_markup *markup)
{
	return markup->place == TSM_IN_ATTR_DOUBLE ||
	       markup->place == TSM_IN_ATTR_SINGLE;
}

bool tsm_markup_takes_url(const struct tsm_markup *markup)
{
	return tsm_markup_in_value(markup) &&
	       LISTED(markup->name, url_attributes);
}
