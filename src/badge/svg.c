/* svg.c - see svg.h; the pass over the document. */
#include "svg.h"

#include "testamur/base/limits.h"

#define URI_MAX 1024

void svg_init(struct svg *svg, enum svg_ns ns, const char *name, bool want_text)
{
	svg->want_ns = ns;
	svg->want_name = name;
	svg->want_text = want_text;
	tsm_buf_init(&svg->verify, TSM_CREDENTIAL_MAX);
	tsm_buf_init(&svg->text, TSM_CREDENTIAL_MAX);
}

void svg_release(struct svg *svg)
{
	tsm_buf_release(&svg->verify);
	tsm_buf_release(&svg->text);
}

/* Namespace names are compared as strings (section 2.3). */
static enum svg_ns ns_of(struct tsm_str uri)
{
	if (uri.len == 0)
		return SVG_NS_NONE;
	if (tsm_str_is(uri, "http://www.w3.org/2000/svg"))
		return SVG_NS_SVG;
	if (tsm_str_is(uri, "https://purl.imsglobal.org/ob/v3p0"))
		return SVG_NS_OB3;
	if (tsm_str_is(uri, "https://purl.imsglobal.org/clr/v2p0"))
		return SVG_NS_CLR;
	if (tsm_str_is(uri, "http://openbadges.org"))
		return SVG_NS_OB2;
	return SVG_NS_OTHER;
}

/* Section 3: these two are bound for ever, and not by a document. */
static bool is_reserved(struct tsm_str uri)
{
	return tsm_str_is(uri, "http://www.w3.org/XML/1998/namespace") ||
	       tsm_str_is(uri, "http://www.w3.org/2000/xmlns/");
}

/* Split at the colon. False unless both parts are names (section 4). */
static bool split_name(
    struct tsm_str name, struct tsm_str *prefix, struct tsm_str *local)
{
	size_t colon = tsm_str_find(name, ':');
	*prefix = tsm_str_n(name.ptr, 0);
	*local = name;
	if (name.ptr == NULL || colon == name.len)
		return true;
	*prefix = tsm_str_n(name.ptr, colon);
	*local = tsm_str_n(name.ptr + colon + 1, name.len - colon - 1);
	return prefix->len > 0 && local->len > 0 &&
	       tsm_str_find(*local, ':') == local->len &&
	       !tsm_is_digit(local->ptr[0]) && local->ptr[0] != '-' &&
	       local->ptr[0] != '.';
}

/*
 * prefix is "" for the default namespace, which alone may be undeclared
 * with an empty name (section 6.2).
 */
static enum tsm_status bind_one(struct svg *svg, struct tsm_str prefix,
    struct tsm_str raw, size_t level, struct tsm_error *err)
{
	struct tsm_buf uri;
	tsm_buf_init(&uri, URI_MAX);
	enum tsm_status status = xml_decode(&svg->xml, raw, true, &uri);
	struct svg_binding binding = { prefix, ns_of(tsm_buf_str(&uri)),
		level };
	bool wrong = is_reserved(tsm_buf_str(&uri)) ||
		     tsm_str_is(prefix, "xmlns") || tsm_str_is(prefix, "xml") ||
		     (prefix.len > 0 && binding.ns == SVG_NS_NONE);
	tsm_buf_release(&uri);
	if (status != TSM_OK)
		return xml_fail(&svg->xml, status, "a namespace", err);
	if (wrong)
		return xml_fail(&svg->xml, TSM_E_SYNTAX,
		    "a namespace that may not be declared so", err);
	if (svg->binding_count == SVG_BINDINGS_MAX)
		return xml_fail(
		    &svg->xml, TSM_E_LIMIT, "too many namespaces", err);
	svg->bindings[svg->binding_count++] = binding;
	return TSM_OK;
}

/* The declarations of the tag just read. */
static enum tsm_status bind_all(
    struct svg *svg, size_t level, struct tsm_error *err)
{
	for (size_t i = 0; i < svg->xml.attr_count; i++) {
		const struct xml_pair *attr = &svg->xml.attrs[i];
		struct tsm_str prefix;
		struct tsm_str local;
		if (!split_name(attr->name, &prefix, &local))
			return xml_fail(&svg->xml, TSM_E_SYNTAX,
			    "a name with a wrong colon", err);
		if (tsm_str_is(attr->name, "xmlns"))
			TSM_TRY(bind_one(svg, prefix, attr->value, level, err));
		else if (tsm_str_is(prefix, "xmlns"))
			TSM_TRY(bind_one(svg, local, attr->value, level, err));
	}
	return TSM_OK;
}

/* A declaration ends with its element (section 6.1). */
static void unbind(struct svg *svg, size_t level)
{
	while (svg->binding_count > 0 &&
	       svg->bindings[svg->binding_count - 1].level >= level)
		svg->binding_count--;
}

/* The innermost binding counts; without a prefix there may be none. */
static bool lookup(
    const struct svg *svg, struct tsm_str prefix, enum svg_ns *ret)
{
	for (size_t i = svg->binding_count; i > 0; i--) {
		if (tsm_str_eq(svg->bindings[i - 1].prefix, prefix)) {
			*ret = svg->bindings[i - 1].ns;
			return true;
		}
	}
	*ret = tsm_str_is(prefix, "xml") ? SVG_NS_OTHER : SVG_NS_NONE;
	return prefix.len == 0 || *ret == SVG_NS_OTHER;
}

/* Every prefix of the tag is declared; the element's namespace and name. */
static enum tsm_status resolve(const struct svg *svg,
    const struct xml_token *tag, enum svg_ns *ret_ns, struct tsm_str *ret_local,
    struct tsm_error *err)
{
	struct tsm_str prefix;
	struct tsm_str local;
	enum svg_ns ns;
	for (size_t i = 0; i < svg->xml.attr_count; i++) {
		if (!split_name(svg->xml.attrs[i].name, &prefix, &local) ||
		    (!tsm_str_is(prefix, "xmlns") && !lookup(svg, prefix, &ns)))
			return xml_fail(&svg->xml, TSM_E_SYNTAX,
			    "an attribute's prefix is not declared", err);
	}
	if (!split_name(tag->name, &prefix, ret_local) ||
	    !lookup(svg, prefix, ret_ns))
		return xml_fail(&svg->xml, TSM_E_SYNTAX,
		    "an element's prefix is not declared", err);
	return TSM_OK;
}

bool svg_prefix_taken(const struct svg *svg, const char *prefix)
{
	for (size_t i = 0; i < svg->binding_count; i++) {
		if (tsm_str_is(svg->bindings[i].prefix, prefix))
			return true;
	}
	return false;
}

/* A prefix that means the wanted namespace at the root, if there is one. */
static void note_root(struct svg *svg, const struct xml_token *tag)
{
	svg->root_name = tag->name;
	svg->root_end = tag->end;
	svg->root_close = tag->end - (tag->empty ? 2 : 1);
	svg->root_empty = tag->empty;
	for (size_t i = 0; i < svg->binding_count; i++) {
		const struct svg_binding *binding = &svg->bindings[i];
		if (binding->ns != svg->want_ns)
			continue;
		if (!svg->root_bound || svg->root_prefix.len == 0)
			svg->root_prefix = binding->prefix;
		svg->root_bound = true;
	}
}

/* Counts every one, at whatever depth: a second reader may see another. */
static enum tsm_status begin_found(struct svg *svg, const struct xml_token *tag,
    size_t level, struct tsm_error *err)
{
	if (svg->count == SVG_FOUND_MAX)
		return xml_fail(
		    &svg->xml, TSM_E_LIMIT, "too many credentials", err);
	svg->found[svg->count++] = (struct svg_range){ tag->begin, tag->end };
	svg->misplaced = svg->misplaced || level != 2;
	if (!tag->empty)
		svg->inside = level;
	for (size_t i = 0; i < svg->xml.attr_count; i++) {
		const struct xml_pair *attr = &svg->xml.attrs[i];
		if (svg->want_text && svg->count == 1 &&
		    tsm_str_is(attr->name, "verify"))
			return xml_decode(
			    &svg->xml, attr->value, true, &svg->verify);
	}
	return TSM_OK;
}

/* A learner record is baked as a badge is, under a name of CLR 2.0. */
static bool is_wanted(
    const struct svg *svg, enum svg_ns ns, struct tsm_str local)
{
	return (ns == svg->want_ns ||
		   (ns == SVG_NS_CLR && svg->want_ns == SVG_NS_OB3)) &&
	       tsm_str_is(local, svg->want_name);
}

static enum tsm_status on_start(
    struct svg *svg, const struct xml_token *tag, struct tsm_error *err)
{
	size_t level = svg->xml.depth + (tag->empty ? 1 : 0);
	struct tsm_str local = { NULL, 0 };
	enum svg_ns ns = SVG_NS_NONE;
	TSM_TRY(bind_all(svg, level, err));
	TSM_TRY(resolve(svg, tag, &ns, &local, err));
	if (level == 1) {
		if (ns != SVG_NS_SVG || !tsm_str_is(local, "svg"))
			return xml_fail(&svg->xml, TSM_E_SYNTAX,
			    "the root is no svg element", err);
		note_root(svg, tag);
	}
	if (svg->inside > 0)
		svg->mixed = true;
	else if (is_wanted(svg, ns, local))
		TSM_TRY(begin_found(svg, tag, level, err));
	if (tag->empty && level > 1)
		unbind(svg, level);
	return TSM_OK;
}

/* The root's declarations stay known for svg_prefix_taken(). */
static void on_end(struct svg *svg, const struct xml_token *tag)
{
	size_t level = svg->xml.depth + 1;
	if (svg->inside == level) {
		svg->found[svg->count - 1].end = tag->end;
		svg->inside = 0;
	}
	if (level > 1)
		unbind(svg, level);
}

/* Collected from the first one only, whose text is wanted. */
static enum tsm_status on_text(struct svg *svg, const struct xml_token *token)
{
	if (svg->inside == 0 || !svg->want_text || svg->count > 1)
		return TSM_OK;
	if (token->kind == XML_TEXT)
		return xml_decode(&svg->xml, token->text, false, &svg->text);
	if (token->kind == XML_CDATA)
		return xml_decode_cdata(token->text, &svg->text);
	svg->mixed = true;
	return TSM_OK;
}

enum tsm_status svg_scan(
    struct svg *svg, struct tsm_str doc, struct tsm_error *err)
{
	if (doc.len > TSM_IMAGE_MAX)
		return tsm_fail(
		    err, TSM_E_LIMIT, NULL, "SVG: the image is too large");
	TSM_TRY(xml_open(&svg->xml, doc, err));
	for (;;) {
		struct xml_token token;
		enum tsm_status status = TSM_OK;
		TSM_TRY(xml_next(&svg->xml, &token, err));
		if (token.kind == XML_EOF)
			return TSM_OK;
		if (token.kind == XML_START)
			TSM_TRY(on_start(svg, &token, err));
		else if (token.kind == XML_END)
			on_end(svg, &token);
		else
			status = on_text(svg, &token);
		if (status != TSM_OK)
			return xml_fail(&svg->xml, status,
			    "the credential is too long", err);
	}
}
