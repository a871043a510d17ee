/*
 * pages.h - HTML from templates, with escaping by construction.
 *
 * Templates are compiled once at start from the embedded files and never
 * change, so threads share them. The compiler follows the HTML around each
 * tag: a value may stand in text or in a quoted attribute and nowhere
 * else, an attribute that takes a URL accepts only the URL tags, scripts,
 * style elements and attributes and on… attributes are refused. There is
 * no tag that prints unescaped text. What is wrong with a template is told
 * at start, as "name:line".
 *
 * Data is a jansson tree that is only read. A name is looked up in the
 * innermost {{#each}} element or {{#with}} object and nowhere else, so that
 * an absent field never shows another object's. The language:
 *
 *   {{a.b}} {{this}}   a string, whole number or boolean, escaped; nothing
 *                      when missing or null; other types: TSM_E_VALUE
 *   {{../a}}           the same, one element or object further out
 *   {{url a}}          a URL, first in its attribute: https, http, mailto
 *                      or relative; any other prints "#"
 *   {{image a}}        the same for a picture, or data:image/…;base64,…
 *   {{pct a}}          percent-encoded, inside a URL that began literally
 *   {{t Some words.}}  these words in the language of the set
 *   {{download a}}     first in href: the text as a file (JSON)
 *   {{base}}           path prefix of the instance, "" or "/prefix"
 *   {{asset site.css}} URL of a static file, with its content hash
 *   {{script x.js}}    runs a static file, once the page is read
 *   {{@number}}        position in the innermost list, from 1
 *   {{! comment}}
 *   {{#if a}} {{#if a == "x"}} {{#if a != "x"}} {{#if url a}}
 *   {{else}} {{else if …}} {{/if}}
 *                      false: missing, null, false, 0, "", [], {}; with
 *                      url: whether {{url a}} would print it
 *   {{#each a}} … {{else}} … {{/each}}   else: missing or empty
 *   {{#with a}} … {{/with}}              a's members in scope, if present
 *   {{> name}}         another template, in place, same scope
 *   {{layout name}}    first tag of a page: it is framed by that template
 *   {{#block name}} … {{/block}}         a named piece for the layout
 *   {{slot name}}      in a layout: that piece; "content" is the rest
 *
 * Nesting is at most 16 deep; the output is bounded by its buffer.
 */
#ifndef TESTAMUR_PAGES_PAGES_H
#define TESTAMUR_PAGES_PAGES_H

#include <jansson.h>

#include "testamur/base/buf.h"
#include "testamur/base/embed.h"
#include "testamur/base/message.h"

struct tsm_pages_options {
	const char *base;   /* path prefix without trailing '/'; NULL: "" */
	enum tsm_lang lang; /* of {{t …}} */
};

struct tsm_pages;

/*
 * Compile every *.html of files; all others are static assets. options may
 * be NULL. TSM_E_SYNTAX (bad tag, unbalanced, wrong place in the HTML),
 * TSM_E_UNKNOWN (partial, layout, asset), TSM_E_LIMIT (nesting),
 * TSM_E_DUPLICATE (name), TSM_E_MEMORY; err->where is "name:line". files
 * must outlive the result: tsm_pages_embedded does. Free with
 * tsm_pages_free.
 */
enum tsm_status tsm_pages_new(const struct tsm_embedded *files,
    const struct tsm_pages_options *options, struct tsm_pages **ret_pages,
    struct tsm_error *err) TSM_NODISCARD;
void tsm_pages_free(struct tsm_pages **pages);

/*
 * Append the page name ("result.html") filled with data (an object).
 * TSM_E_NOT_FOUND (no such template), TSM_E_VALUE (a list or object where
 * a text is printed; err->where "name:line"), TSM_E_LIMIT, TSM_E_MEMORY.
 * After a failure out holds half a page: throw it away.
 */
enum tsm_status tsm_pages_render(const struct tsm_pages *pages,
    const char *name, const json_t *data, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Say in data which language a page is in and where it is in the others:
 * members "lang" and "languages" of the layout. Links are "?lang=TAG".
 */
void tsm_pages_languages(json_t *data, enum tsm_lang lang);

/* The name of the n-th template, or NULL. */
const char *tsm_pages_name(const struct tsm_pages *pages, size_t n);

#define TSM_ASSET_HASH 17 /* 16 hex digits of the SHA-256, and NUL */

struct tsm_asset {
	const char *name;         /* "site.css" */
	const char *content_type; /* by its ending */
	struct tsm_str body;
	char hash[TSM_ASSET_HASH];
	const char *url; /* BASE/static/HASH/NAME */
};

/*
 * The asset of /static/HASH/NAME, or NULL; a wrong hash is NULL too, so
 * that what is served there may be cached for ever. hash NULL: any.
 */
const struct tsm_asset *tsm_pages_asset(
    const struct tsm_pages *pages, const char *hash, const char *name);

/*
 * What {{url}} would accept: https, http, mailto with what follows of URI
 * characters only, or a relative reference that stays on this host ("//x"
 * and back-slashes are refused, as is any control character).
 */
bool tsm_pages_url_safe(struct tsm_str url);

/* Append text with & < > " ' escaped; C0 controls are dropped, characters
 * that turn the reading direction become U+FFFD. */
enum tsm_status tsm_html_escape(struct tsm_buf *out, struct tsm_str text);

#endif
