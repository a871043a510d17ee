/* svg_bake.c - writing and reading the credential element of an SVG. */
#include <stdio.h>

#include "svg.h"
#include "testamur/base/alloc.h"

#define OB3 "https://purl.imsglobal.org/ob/v3p0"

/* "openbadges", or with a number behind it when that is taken. */
static void choose_prefix(const struct svg *svg, char out[32])
{
	(void)snprintf(out, 32, "openbadges");
	for (unsigned n = 3; svg_prefix_taken(svg, out); n++)
		(void)snprintf(out, 32, "openbadges%u", n);
}

/*
 * "]]>" may not stand in a CDATA section, and a carriage return would be
 * read as a line feed: both go through a gap between two sections.
 */
static void add_cdata(struct tsm_buf *out, struct tsm_str text)
{
	(void)tsm_buf_adds(out, "<![CDATA[");
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\r')
			(void)tsm_buf_adds(out, "]]>&#13;<![CDATA[");
		else if (text.ptr[i] == '>' && i >= 2 &&
			 text.ptr[i - 1] == ']' && text.ptr[i - 2] == ']')
			(void)tsm_buf_adds(out, "]]><![CDATA[>");
		else
			(void)tsm_buf_addc(out, text.ptr[i]);
	}
	(void)tsm_buf_adds(out, "]]>");
}

/* Open Badges 3.0 section 5.3.2.1: a JWS in "verify", JSON as text. */
static void add_element(struct tsm_buf *out, struct tsm_str prefix,
    struct tsm_str credential, bool jws)
{
	const char *colon = prefix.len > 0 ? ":" : "";
	(void)tsm_buf_adds(out, "<");
	(void)tsm_buf_addstr(out, prefix);
	(void)tsm_buf_adds(out, colon);
	(void)tsm_buf_adds(out, "credential");
	if (jws) {
		(void)tsm_buf_adds(out, " verify=\"");
		(void)tsm_buf_addstr(out, credential);
		(void)tsm_buf_adds(out, "\">");
	} else {
		(void)tsm_buf_adds(out, ">");
		add_cdata(out, credential);
	}
	(void)tsm_buf_adds(out, "</");
	(void)tsm_buf_addstr(out, prefix);
	(void)tsm_buf_adds(out, colon);
	(void)tsm_buf_adds(out, "credential>");
}

/* The document from behind the root's start tag, without old credentials. */
static void add_rest(struct tsm_buf *out, const struct svg *svg)
{
	const struct tsm_str doc = svg->xml.doc;
	size_t pos = svg->root_end;
	for (size_t i = 0; i < svg->count; i++) {
		(void)tsm_buf_add(
		    out, doc.ptr + pos, svg->found[i].begin - pos);
		pos = svg->found[i].end;
	}
	(void)tsm_buf_add(out, doc.ptr + pos, doc.len - pos);
}

/* A root without content is opened, to take the credential in. */
static void add_document(struct tsm_buf *out, const struct svg *svg,
    struct tsm_str credential, bool jws)
{
	char chosen[32];
	struct tsm_str prefix = svg->root_prefix;
	(void)tsm_buf_add(out, svg->xml.doc.ptr, svg->root_close);
	if (!svg->root_bound) {
		choose_prefix(svg, chosen);
		prefix = tsm_str(chosen);
		(void)tsm_buf_printf(out, " xmlns:%s=\"" OB3 "\"", chosen);
	}
	(void)tsm_buf_adds(out, ">");
	add_element(out, prefix, credential, jws);
	if (svg->root_empty) {
		(void)tsm_buf_adds(out, "</");
		(void)tsm_buf_addstr(out, svg->root_name);
		(void)tsm_buf_adds(out, ">");
	}
	add_rest(out, svg);
}

/* Into a buffer of its own first: out stays alone when memory ends. */
static enum tsm_status bake(struct svg *svg, struct tsm_str doc,
    struct tsm_str credential, bool jws, struct tsm_buf *out,
    struct tsm_error *err)
{
	struct tsm_buf baked;
	TSM_TRY(svg_scan(svg, doc, err));
	tsm_buf_init(&baked, 0);
	add_document(&baked, svg, credential, jws);
	enum tsm_status status = tsm_buf_status(&baked);
	if (status == TSM_OK)
		status = tsm_buf_add(out, baked.data, baked.len);
	tsm_buf_release(&baked);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "no room for the baked image");
	return TSM_OK;
}

enum tsm_status svg_bake(const void *image, size_t len,
    struct tsm_str credential, bool jws, struct tsm_buf *out,
    struct tsm_error *err)
{
	for (size_t pos = 0; pos < credential.len;) {
		if (!xml_is_char(tsm_utf8_next(credential, &pos)))
			return tsm_fail(err, TSM_E_VALUE, NULL,
			    "SVG: the credential has a character that XML forbids");
	}
	struct svg *svg = tsm_calloc(1, sizeof(*svg));
	if (svg == NULL)
		return tsm_fail_memory(err);
	svg_init(svg, SVG_NS_OB3, "credential", false);
	enum tsm_status status =
	    bake(svg, tsm_str_n(image, len), credential, jws, out, err);
	svg_release(svg);
	tsm_free(svg);
	return status;
}

/*
 * Open Badges 2.0, baking: a hosted assertion is JSON as text, and "verify"
 * has its address; a signed one stands in "verify" and has no text.
 */
static struct tsm_str assertion_of(struct tsm_str verify, struct tsm_str text)
{
	bool address = tsm_str_starts(verify, "http://") ||
		       tsm_str_starts(verify, "https://");

	return address && text.len > 0 ? text : verify;
}

/* Of an old assertion the place in the document does not matter. */
static enum tsm_status unbake(struct svg *svg, struct tsm_str doc, bool legacy,
    struct tsm_buf *out, struct tsm_error *err)
{
	TSM_TRY(svg_scan(svg, doc, err));
	struct tsm_str verify = tsm_str_trim(tsm_buf_str(&svg->verify));
	struct tsm_str text = tsm_str_trim(tsm_buf_str(&svg->text));
	if (svg->count == 0)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "SVG: there is no credential in this picture");
	if (legacy)
		verify = assertion_of(verify, text);
	if (svg->count > 1 || (!legacy && verify.len > 0 && text.len > 0))
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "SVG: there is more than one credential in this picture");
	if (!legacy && (svg->misplaced || svg->mixed))
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "SVG: the credential is not plain text directly under the root");
	if (verify.len == 0)
		verify = text;
	if (verify.len == 0)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "SVG: the credential is empty");
	return tsm_buf_addstr(out, verify);
}

enum tsm_status svg_unbake(const void *image, size_t len, bool legacy,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct svg *svg = tsm_calloc(1, sizeof(*svg));
	if (svg == NULL)
		return tsm_fail_memory(err);
	if (legacy)
		svg_init(svg, SVG_NS_OB2, "assertion", true);
	else
		svg_init(svg, SVG_NS_OB3, "credential", true);
	enum tsm_status status =
	    unbake(svg, tsm_str_n(image, len), legacy, out, err);
	svg_release(svg);
	tsm_free(svg);
	return status;
}
