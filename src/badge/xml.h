/*
 * xml.h - a small strict XML 1.0 tokenizer (fifth edition), for SVG only.
 *
 * Takes a whole UTF-8 document and hands out its tags and texts with their
 * byte ranges, so that a caller can change one place and leave all other
 * bytes alone. It checks that the document is well-formed: characters,
 * names, quotes, references, nesting, one root. A document type may name
 * an external subset, which is never fetched, and may declare entities
 * whose text is plain (no markup, no reference): so nothing can expand in
 * turn. Any other declaration is TSM_E_UNSUPPORTED.
 *
 * Views point into the document. Nothing is allocated.
 */
#ifndef BADGE_XML_H
#define BADGE_XML_H

#include <stdbool.h>

#include "testamur/base/buf.h"
#include "testamur/base/str.h"

#define XML_DEPTH_MAX    200
#define XML_ATTRS_MAX    100 /* of one tag */
#define XML_ENTITIES_MAX 32
#define XML_ENTITY_LEN   512 /* bytes of one replacement text */

enum xml_kind {
	XML_START, /* a start tag, or a whole empty-element tag */
	XML_END,
	XML_TEXT, /* character data with references in it */
	XML_CDATA,
	XML_OTHER, /* comment, processing instruction, document type */
	XML_EOF
};

struct xml_token {
	enum xml_kind kind;
	size_t begin; /* byte range in the document */
	size_t end;
	struct tsm_str name; /* of a tag, with its prefix */
	struct tsm_str text; /* of XML_TEXT (raw) and XML_CDATA */
	bool empty;          /* XML_START that ends with "/>" */
};

struct xml_pair {
	struct tsm_str name;
	struct tsm_str value; /* raw, without quotes */
};

struct xml {
	struct tsm_str doc;
	size_t pos;
	size_t depth; /* open elements, after the token just read */
	size_t attr_count;
	size_t entity_count;
	bool root_seen;
	bool doctype_seen;
	struct tsm_str open[XML_DEPTH_MAX];
	struct xml_pair attrs[XML_ATTRS_MAX]; /* of the last XML_START */
	struct xml_pair entities[XML_ENTITIES_MAX];
};

/*
 * Begin: check the characters of the whole document and read byte order
 * mark and XML declaration. TSM_E_SYNTAX; TSM_E_UNSUPPORTED: another
 * encoding or version.
 */
enum tsm_status xml_open(
    struct xml *xml, struct tsm_str doc, struct tsm_error *err) TSM_NODISCARD;

/*
 * The next token; XML_EOF at the end of a complete document.
 * TSM_E_SYNTAX, TSM_E_UNSUPPORTED, TSM_E_LIMIT.
 */
enum tsm_status xml_next(struct xml *xml, struct xml_token *ret,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Append raw text (attribute: an attribute's value) with its references
 * resolved and line ends normalised (XML sections 2.11, 3.3.3). All
 * references were found sound when the token was read. TSM_E_MEMORY,
 * TSM_E_LIMIT by the buffer.
 */
enum tsm_status xml_decode(const struct xml *xml, struct tsm_str raw,
    bool attribute, struct tsm_buf *out) TSM_NODISCARD;

/* Append CDATA text with line ends normalised. */
enum tsm_status xml_decode_cdata(struct tsm_str raw, struct tsm_buf *out)
    TSM_NODISCARD;

/* Is this a character of XML (section 2.2)? */
bool xml_is_char(uint32_t code);

/* A failure at xml->pos, with the line in err->where. */
enum tsm_status xml_fail(const struct xml *xml, enum tsm_status status,
    const char *what, struct tsm_error *err);

/* Private to xml*.c: the prolog's document type. */
enum tsm_status xml_doctype(struct xml *xml, struct tsm_error *err)
    TSM_NODISCARD;

/* Private: what is left; scanning steps that advance pos. */
struct tsm_str xml_rest(const struct xml *xml);
bool xml_space(struct xml *xml);
bool xml_take(struct xml *xml, const char *literal);
struct tsm_str xml_name(struct xml *xml);
bool xml_quoted(struct xml *xml, struct tsm_str *ret_value);
bool xml_refs_valid(const struct xml *xml, struct tsm_str raw);

#endif
