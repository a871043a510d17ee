/* xml.c - see xml.h; the tokens of a document. */
#include "xml.h"

#include <stdio.h>
#include <string.h>

enum tsm_status xml_fail(const struct xml *xml, enum tsm_status status,
    const char *what, struct tsm_error *err)
{
	char where[32];
	(void)snprintf(where, sizeof(where), "byte %zu", xml->pos);
	return tsm_fail(err, status, where, "SVG: %s", what);
}

struct tsm_str xml_rest(const struct xml *xml)
{
	return tsm_str_n(xml->doc.ptr + xml->pos, xml->doc.len - xml->pos);
}

static char peek(const struct xml *xml)
{
	if (xml->pos >= xml->doc.len)
		return '\0';
	return xml->doc.ptr[xml->pos];
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool xml_space(struct xml *xml)
{
	size_t before = xml->pos;
	while (is_space(peek(xml)))
		xml->pos++;
	return xml->pos > before;
}

bool xml_take(struct xml *xml, const char *literal)
{
	if (!tsm_str_starts(xml_rest(xml), literal))
		return false;
	xml->pos += strlen(literal);
	return true;
}

/* Position of a literal in text, or text.len. */
static size_t find(struct tsm_str text, const char *literal)
{
	size_t len = strlen(literal);
	for (size_t at = 0; at + len <= text.len; at++) {
		at += tsm_str_find(
		    tsm_str_n(text.ptr + at, text.len - at), literal[0]);
		if (at + len <= text.len &&
		    memcmp(text.ptr + at, literal, len) == 0)
			return at;
	}
	return text.len;
}

/*
 * Section 2.3, productions 4 and 4a. Beyond ASCII every character but the
 * few that the table excludes as punctuation is taken for a letter.
 */
static bool name_start(char c)
{
	return tsm_is_alpha(c) || c == '_' || c == ':' ||
	       (unsigned char)c >= 0x80;
}

struct tsm_str xml_name(struct xml *xml)
{
	size_t begin = xml->pos;
	if (!name_start(peek(xml)))
		return tsm_str_n(NULL, 0);
	while (name_start(peek(xml)) || tsm_is_digit(peek(xml)) ||
	       peek(xml) == '-' || peek(xml) == '.')
		xml->pos++;
	return tsm_str_n(xml->doc.ptr + begin, xml->pos - begin);
}

bool xml_quoted(struct xml *xml, struct tsm_str *ret_value)
{
	char quote = peek(xml);
	if (quote != '"' && quote != '\'')
		return false;
	xml->pos++;
	struct tsm_str rest = xml_rest(xml);
	size_t len = tsm_str_find(rest, quote);
	if (len == rest.len)
		return false;
	*ret_value = tsm_str_n(rest.ptr, len);
	xml->pos += len + 1;
	return true;
}

/* Section 3.1, productions 41 and 10; unique names. */
static enum tsm_status read_attribute(struct xml *xml, struct tsm_error *err)
{
	struct xml_pair pair;
	pair.name = xml_name(xml);
	if (pair.name.len == 0)
		return xml_fail(xml, TSM_E_SYNTAX, "no attribute name", err);
	(void)xml_space(xml);
	if (!xml_take(xml, "="))
		return xml_fail(xml, TSM_E_SYNTAX, "'=' is missing", err);
	(void)xml_space(xml);
	if (!xml_quoted(xml, &pair.value))
		return xml_fail(
		    xml, TSM_E_SYNTAX, "an attribute without quotes", err);
	if (tsm_str_find(pair.value, '<') != pair.value.len ||
	    !xml_refs_valid(xml, pair.value))
		return xml_fail(xml, TSM_E_SYNTAX,
		    "an attribute with '<' or a wrong reference", err);
	for (size_t i = 0; i < xml->attr_count; i++) {
		if (tsm_str_eq(xml->attrs[i].name, pair.name))
			return xml_fail(
			    xml, TSM_E_SYNTAX, "an attribute is repeated", err);
	}
	if (xml->attr_count == XML_ATTRS_MAX)
		return xml_fail(xml, TSM_E_LIMIT, "too many attributes", err);
	xml->attrs[xml->attr_count++] = pair;
	return TSM_OK;
}

/* Section 3.1, productions 40 and 44. */
static enum tsm_status read_start(
    struct xml *xml, struct xml_token *token, struct tsm_error *err)
{
	xml->pos++;
	token->kind = XML_START;
	token->name = xml_name(xml);
	if (token->name.len == 0)
		return xml_fail(xml, TSM_E_SYNTAX, "no tag name", err);
	if (xml->depth == 0 && xml->root_seen)
		return xml_fail(xml, TSM_E_SYNTAX, "a second root", err);
	xml->root_seen = true;
	xml->attr_count = 0;
	for (;;) {
		bool spaced = xml_space(xml);
		token->empty = xml_take(xml, "/>");
		if (token->empty)
			return TSM_OK;
		if (xml_take(xml, ">"))
			break;
		if (!spaced)
			return xml_fail(xml, TSM_E_SYNTAX, "a broken tag", err);
		TSM_TRY(read_attribute(xml, err));
	}
	if (xml->depth == XML_DEPTH_MAX)
		return xml_fail(xml, TSM_E_LIMIT, "nested too deeply", err);
	xml->open[xml->depth++] = token->name;
	return TSM_OK;
}

/* Section 3.1, production 42, and the constraint "element type match". */
static enum tsm_status read_end(
    struct xml *xml, struct xml_token *token, struct tsm_error *err)
{
	xml->pos += 2;
	token->kind = XML_END;
	token->name = xml_name(xml);
	(void)xml_space(xml);
	if (!xml_take(xml, ">"))
		return xml_fail(xml, TSM_E_SYNTAX, "a broken end tag", err);
	if (xml->depth == 0 ||
	    !tsm_str_eq(xml->open[xml->depth - 1], token->name))
		return xml_fail(
		    xml, TSM_E_SYNTAX, "an end tag without its start tag", err);
	xml->depth--;
	return TSM_OK;
}

/* Section 2.4; white space only before and behind the root. */
static enum tsm_status read_text(
    struct xml *xml, struct xml_token *token, struct tsm_error *err)
{
	struct tsm_str rest = xml_rest(xml);
	token->kind = XML_TEXT;
	token->text = tsm_str_n(rest.ptr, tsm_str_find(rest, '<'));
	if (find(token->text, "]]>") != token->text.len)
		return xml_fail(xml, TSM_E_SYNTAX, "\"]]>\" in text", err);
	if (!xml_refs_valid(xml, token->text))
		return xml_fail(xml, TSM_E_SYNTAX, "a wrong reference", err);
	if (xml->depth == 0 && tsm_str_trim(token->text).len > 0)
		return xml_fail(
		    xml, TSM_E_SYNTAX, "text outside the root", err);
	xml->pos += token->text.len;
	return TSM_OK;
}

/* Skip to behind closing, which must come; *ret_text is what is before. */
static enum tsm_status read_until(struct xml *xml, const char *closing,
    struct tsm_str *ret_text, struct tsm_error *err)
{
	struct tsm_str rest = xml_rest(xml);
	size_t len = find(rest, closing);
	if (len == rest.len)
		return xml_fail(xml, TSM_E_SYNTAX, "ends too early", err);
	*ret_text = tsm_str_n(rest.ptr, len);
	xml->pos += len + strlen(closing);
	return TSM_OK;
}

/* Section 2.5: no "--" inside. */
static enum tsm_status read_comment(struct xml *xml, struct tsm_error *err)
{
	struct tsm_str text;
	TSM_TRY(read_until(xml, "--", &text, err));
	if (!xml_take(xml, ">"))
		return xml_fail(xml, TSM_E_SYNTAX, "\"--\" in a comment", err);
	return TSM_OK;
}

/* Section 2.6, behind the "<?". */
static enum tsm_status read_instruction(struct xml *xml, struct tsm_error *err)
{
	struct tsm_str text = { NULL, 0 };
	struct tsm_str target = xml_name(xml);
	if (target.len == 0 || tsm_str_is_nocase(target, "xml"))
		return xml_fail(
		    xml, TSM_E_SYNTAX, "a wrong processing instruction", err);
	TSM_TRY(read_until(xml, "?>", &text, err));
	if (text.len > 0 && !is_space(text.ptr[0]))
		return xml_fail(
		    xml, TSM_E_SYNTAX, "a wrong processing instruction", err);
	return TSM_OK;
}

/* What begins with "<!" or "<?". */
static enum tsm_status read_other(
    struct xml *xml, struct xml_token *token, struct tsm_error *err)
{
	token->kind = XML_OTHER;
	if (xml_take(xml, "<!--"))
		return read_comment(xml, err);
	if (xml_take(xml, "<?"))
		return read_instruction(xml, err);
	if (xml_take(xml, "<![CDATA[") && xml->depth > 0) {
		token->kind = XML_CDATA;
		return read_until(xml, "]]>", &token->text, err);
	}
	if (xml_take(xml, "<!DOCTYPE") && !xml->root_seen)
		return xml_doctype(xml, err);
	return xml_fail(xml, TSM_E_SYNTAX, "no such markup here", err);
}

enum tsm_status xml_next(
    struct xml *xml, struct xml_token *ret, struct tsm_error *err)
{
	struct xml_token token = { .kind = XML_EOF, .begin = xml->pos };
	enum tsm_status status = TSM_OK;
	struct tsm_str rest = xml_rest(xml);
	if (rest.len == 0) {
		if (xml->depth > 0 || !xml->root_seen)
			return xml_fail(xml, TSM_E_SYNTAX,
			    "an element is not closed, or there is none", err);
	} else if (rest.ptr[0] != '<') {
		status = read_text(xml, &token, err);
	} else if (tsm_str_starts(rest, "</")) {
		status = read_end(xml, &token, err);
	} else if (tsm_str_starts(rest, "<!") || tsm_str_starts(rest, "<?")) {
		status = read_other(xml, &token, err);
	} else {
		status = read_start(xml, &token, err);
	}
	if (status != TSM_OK)
		return status;
	token.end = xml->pos;
	*ret = token;
	return TSM_OK;
}
