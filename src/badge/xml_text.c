/* xml_text.c - characters, references and the declarations of the prolog. */
#include "xml.h"

bool xml_is_char(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' ||
	       (code >= 0x20 && code <= 0xd7ff) ||
	       (code >= 0xe000 && code <= 0xfffd) ||
	       (code >= 0x10000 && code <= 0x10ffff);
}

/* A pseudo-attribute of the declaration: name = "value". */
static bool pseudo(struct xml *xml, const char *name, struct tsm_str *ret)
{
	size_t before = xml->pos;
	if (xml_space(xml) && xml_take(xml, name)) {
		(void)xml_space(xml);
		if (xml_take(xml, "=")) {
			(void)xml_space(xml);
			if (xml_quoted(xml, ret))
				return true;
		}
	}
	xml->pos = before;
	return false;
}

/* Section 2.8, production 23; a missing declaration is fine. */
static enum tsm_status read_declaration(struct xml *xml, struct tsm_error *err)
{
	struct tsm_str value;
	struct tsm_str rest = xml_rest(xml);
	if (!tsm_str_starts(rest, "<?xml") || rest.len < 6 ||
	    !tsm_is_space(rest.ptr[5]))
		return TSM_OK;
	xml->pos += 5;
	if (!pseudo(xml, "version", &value))
		return xml_fail(xml, TSM_E_SYNTAX, "no XML version", err);
	if (!tsm_str_is(value, "1.0"))
		return xml_fail(xml, TSM_E_UNSUPPORTED, "not XML 1.0", err);
	if (pseudo(xml, "encoding", &value) &&
	    !tsm_str_is_nocase(value, "utf-8") &&
	    !tsm_str_is_nocase(value, "us-ascii"))
		return xml_fail(
		    xml, TSM_E_UNSUPPORTED, "the encoding is not UTF-8", err);
	if (pseudo(xml, "standalone", &value) && !tsm_str_is(value, "yes") &&
	    !tsm_str_is(value, "no"))
		return xml_fail(xml, TSM_E_SYNTAX, "neither yes nor no", err);
	(void)xml_space(xml);
	if (!xml_take(xml, "?>"))
		return xml_fail(xml, TSM_E_SYNTAX, "a broken declaration", err);
	return TSM_OK;
}

enum tsm_status xml_open(
    struct xml *xml, struct tsm_str doc, struct tsm_error *err)
{
	xml->doc = doc;
	xml->pos = 0;
	xml->depth = 0;
	xml->attr_count = 0;
	xml->entity_count = 0;
	xml->root_seen = false;
	xml->doctype_seen = false;
	if (tsm_str_starts(doc, "\xff\xfe") || tsm_str_starts(doc, "\xfe\xff"))
		return xml_fail(
		    xml, TSM_E_UNSUPPORTED, "the encoding is not UTF-8", err);
	if (!tsm_utf8_valid(doc.ptr, doc.len, &xml->pos))
		return xml_fail(xml, TSM_E_SYNTAX, "not valid UTF-8", err);
	for (size_t pos = 0; pos < doc.len;) {
		xml->pos = pos;
		if (!xml_is_char(tsm_utf8_next(doc, &pos)))
			return xml_fail(xml, TSM_E_SYNTAX,
			    "a character that XML forbids", err);
	}
	xml->pos = 0;
	(void)xml_take(xml, "\xef\xbb\xbf");
	return read_declaration(xml, err);
}

/* <!ENTITY name "text">, after the word; only plain text. */
static enum tsm_status read_entity(struct xml *xml, struct tsm_error *err)
{
	struct xml_pair pair;
	if (!xml_space(xml))
		return xml_fail(xml, TSM_E_SYNTAX, "a broken entity", err);
	pair.name = xml_name(xml);
	if (pair.name.len == 0 || !xml_space(xml) ||
	    !xml_quoted(xml, &pair.value))
		return xml_fail(xml, TSM_E_UNSUPPORTED,
		    "an entity that is no plain text", err);
	(void)xml_space(xml);
	if (!xml_take(xml, ">"))
		return xml_fail(xml, TSM_E_SYNTAX, "a broken entity", err);
	for (size_t i = 0; i < pair.value.len; i++) {
		char c = pair.value.ptr[i];
		if (c == '<' || c == '&' || c == '%')
			return xml_fail(xml, TSM_E_UNSUPPORTED,
			    "an entity that is no plain text", err);
	}
	if (pair.value.len > XML_ENTITY_LEN ||
	    xml->entity_count == XML_ENTITIES_MAX)
		return xml_fail(xml, TSM_E_LIMIT, "too many entities", err);
	xml->entities[xml->entity_count++] = pair;
	return TSM_OK;
}

static enum tsm_status read_subset(struct xml *xml, struct tsm_error *err)
{
	for (;;) {
		(void)xml_space(xml);
		if (xml_take(xml, "]"))
			return TSM_OK;
		if (!xml_take(xml, "<!ENTITY"))
			return xml_fail(xml, TSM_E_UNSUPPORTED,
			    "a declaration that is not followed", err);
		TSM_TRY(read_entity(xml, err));
	}
}

/* Section 2.8, production 28, after "<!DOCTYPE". */
enum tsm_status xml_doctype(struct xml *xml, struct tsm_error *err)
{
	struct tsm_str value;
	bool broken =
	    xml->doctype_seen || !xml_space(xml) || xml_name(xml).len == 0;
	xml->doctype_seen = true;
	(void)xml_space(xml);
	if (!broken && xml_take(xml, "PUBLIC"))
		broken = !xml_space(xml) || !xml_quoted(xml, &value) ||
			 !xml_space(xml) || !xml_quoted(xml, &value);
	else if (!broken && xml_take(xml, "SYSTEM"))
		broken = !xml_space(xml) || !xml_quoted(xml, &value);
	if (broken)
		return xml_fail(
		    xml, TSM_E_SYNTAX, "a broken document type", err);
	(void)xml_space(xml);
	if (xml_take(xml, "["))
		TSM_TRY(read_subset(xml, err));
	(void)xml_space(xml);
	if (!xml_take(xml, ">"))
		return xml_fail(
		    xml, TSM_E_SYNTAX, "a broken document type", err);
	return TSM_OK;
}

/* &#NNN; or &#xHHH; without '&' and ';'; UINT32_MAX when it is wrong. */
static uint32_t char_reference(struct tsm_str body)
{
	bool hex = body.len > 1 && body.ptr[1] == 'x';
	size_t at = hex ? 2 : 1;
	uint32_t code = 0;
	if (at >= body.len)
		return UINT32_MAX;
	for (; at < body.len; at++) {
		char c = tsm_to_lower(body.ptr[at]);
		uint32_t digit;
		if (tsm_is_digit(c))
			digit = (uint32_t)(c - '0');
		else if (hex && c >= 'a' && c <= 'f')
			digit = (uint32_t)(c - 'a') + 10;
		else
			return UINT32_MAX;
		code = code * (hex ? 16 : 10) + digit;
		if (code > 0x10ffff)
			return UINT32_MAX;
	}
	return xml_is_char(code) ? code : UINT32_MAX;
}

static const char *predefined(struct tsm_str name)
{
	static const char *const table[][2] = { { "lt", "<" }, { "gt", ">" },
		{ "amp", "&" }, { "apos", "'" }, { "quot", "\"" } };
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (tsm_str_is(name, table[i][0]))
			return table[i][1];
	}
	return NULL;
}

/*
 * What a reference (without '&' and ';') stands for: a view of the
 * document, of a constant, or of room. False when it is unknown. The first
 * declaration of an entity counts (section 4.2).
 */
static bool resolve(const struct xml *xml, struct tsm_str body, char room[4],
    struct tsm_str *ret)
{
	if (tsm_str_starts(body, "#")) {
		uint32_t code = char_reference(body);
		if (code == UINT32_MAX)
			return false;
		*ret = tsm_str_n(room, tsm_utf8_put(code, room));
		return true;
	}
	const char *text = predefined(body);
	if (text != NULL) {
		*ret = tsm_str(text);
		return true;
	}
	for (size_t i = 0; i < xml->entity_count; i++) {
		if (tsm_str_eq(xml->entities[i].name, body)) {
			*ret = xml->entities[i].value;
			return true;
		}
	}
	return false;
}

bool xml_refs_valid(const struct xml *xml, struct tsm_str raw)
{
	while (raw.len > 0) {
		char room[4];
		struct tsm_str text;
		size_t amp = tsm_str_find(raw, '&');
		if (amp == raw.len)
			return true;
		raw = tsm_str_n(raw.ptr + amp + 1, raw.len - amp - 1);
		size_t end = tsm_str_find(raw, ';');
		if (end == raw.len ||
		    !resolve(xml, tsm_str_n(raw.ptr, end), room, &text))
			return false;
		raw = tsm_str_n(raw.ptr + end + 1, raw.len - end - 1);
	}
	return true;
}

/* CR LF and CR become LF; in attributes all white space a blank. */
static void add_normalised(
    struct tsm_str raw, bool attribute, struct tsm_buf *out)
{
	for (size_t i = 0; i < raw.len; i++) {
		char c = raw.ptr[i];
		if (c == '\r') {
			if (i + 1 < raw.len && raw.ptr[i + 1] == '\n')
				continue;
			c = '\n';
		}
		if (attribute && tsm_is_space(c))
			c = ' ';
		(void)tsm_buf_addc(out, c);
	}
}

enum tsm_status xml_decode(const struct xml *xml, struct tsm_str raw,
    bool attribute, struct tsm_buf *out)
{
	while (raw.len > 0) {
		char room[4];
		struct tsm_str text;
		size_t amp = tsm_str_find(raw, '&');
		add_normalised(tsm_str_n(raw.ptr, amp), attribute, out);
		if (amp == raw.len)
			break;
		raw = tsm_str_n(raw.ptr + amp + 1, raw.len - amp - 1);
		size_t end = tsm_str_find(raw, ';');
		if (end == raw.len ||
		    !resolve(xml, tsm_str_n(raw.ptr, end), room, &text))
			return TSM_E_INTERNAL;
		(void)tsm_buf_addstr(out, text);
		raw = tsm_str_n(raw.ptr + end + 1, raw.len - end - 1);
	}
	return tsm_buf_status(out);
}

enum tsm_status xml_decode_cdata(struct tsm_str raw, struct tsm_buf *out)
{
	add_normalised(raw, false, out);
	return tsm_buf_status(out);
}
