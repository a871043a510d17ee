/*
 * svg.h - the credential as an element of an SVG document.
 *
 * One pass over the tokens of xml.h that resolves namespaces (Namespaces
 * in XML 1.0) and notes where the root's start tag ends and where the
 * credentials are.
 */
#ifndef BADGE_SVG_H
#define BADGE_SVG_H

#include "testamur/base/buf.h"
#include "xml.h"

#define SVG_BINDINGS_MAX 128
#define SVG_FOUND_MAX    16

/* The namespaces that mean something here. */
enum svg_ns {
	SVG_NS_NONE,
	SVG_NS_SVG,
	SVG_NS_OB3,
	SVG_NS_CLR,
	SVG_NS_OB2,
	SVG_NS_OTHER
};

struct svg_binding {
	struct tsm_str prefix; /* empty: the default namespace */
	enum svg_ns ns;
	size_t level; /* of the element that declares it; the root is 1 */
};

struct svg_range {
	size_t begin;
	size_t end;
};

struct svg {
	/* what to look for */
	enum svg_ns want_ns;
	const char *want_name;
	bool want_text; /* collect it in verify and text */

	struct xml xml;
	size_t binding_count;
	struct svg_binding bindings[SVG_BINDINGS_MAX];
	size_t inside; /* level of the open element looked for, or 0 */

	/* the root's start tag */
	struct tsm_str root_name;
	size_t root_close; /* offset of its ">" or "/>" */
	size_t root_end;   /* offset behind it */
	bool root_empty;
	struct tsm_str root_prefix; /* bound to want_ns at the root */
	bool root_bound;            /* there is one */

	/* what was found */
	size_t count;
	struct svg_range found[SVG_FOUND_MAX];
	bool misplaced;        /* one of them is not directly under the root */
	bool mixed;            /* one of them has children or comments */
	struct tsm_buf verify; /* attribute of the first one, decoded */
	struct tsm_buf text;   /* content of the first one, decoded */
};

/* A zeroed svg becomes ready; release frees the two buffers. */
void svg_init(
    struct svg *svg, enum svg_ns ns, const char *name, bool want_text);
void svg_release(struct svg *svg);

/*
 * Read a whole document. TSM_E_SYNTAX: not well-formed or no SVG;
 * TSM_E_UNSUPPORTED, TSM_E_LIMIT as xml.h; TSM_E_MEMORY.
 */
enum tsm_status svg_scan(
    struct svg *svg, struct tsm_str doc, struct tsm_error *err) TSM_NODISCARD;

/* Is the prefix declared on the root? */
bool svg_prefix_taken(const struct svg *svg, const char *prefix);

/* Bake and unbake for SVG: see testamur/badge/bake.h. */
enum tsm_status svg_bake(const void *image, size_t len,
    struct tsm_str credential, bool jws, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;
enum tsm_status svg_unbake(const void *image, size_t len, bool legacy,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

#endif
