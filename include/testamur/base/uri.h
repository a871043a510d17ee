/*
 * uri.h - absolute URIs (RFC 3986), taken apart but never changed.
 */
#ifndef TESTAMUR_BASE_URI_H
#define TESTAMUR_BASE_URI_H

#include <stdbool.h>

#include "testamur/base/buf.h"
#include "testamur/base/str.h"

struct tsm_uri {
	struct tsm_str scheme;
	bool has_authority;
	struct tsm_str userinfo;
	struct tsm_str host; /* brackets of an IPv6 literal kept */
	unsigned port;       /* 0: none given */
	struct tsm_str path;
	struct tsm_str query;    /* without '?' */
	struct tsm_str fragment; /* without '#' */
	bool has_query;
	bool has_fragment;
};

/*
 * Views into text. TSM_E_SYNTAX for anything that is no absolute URI:
 * a relative reference, a space, a bare non-ASCII character, a wrong
 * percent escape, a port that is no number up to 65535.
 */
enum tsm_status tsm_uri_parse(struct tsm_str text, struct tsm_uri *ret_uri)
    TSM_NODISCARD;

bool tsm_uri_valid(struct tsm_str text);

/*
 * How many bytes at the start of text may stand in an IRI: RFC 3987 takes
 * all of UTF-8 but the ASCII characters that RFC 3986 excludes.
 */
size_t tsm_iri_span(struct tsm_str text);

/* An absolute IRI: a scheme, a colon, and something after it. */
bool tsm_iri_valid(struct tsm_str text);

/* Append text with everything but unreserved characters escaped. */
enum tsm_status tsm_uri_escape(struct tsm_buf *out, struct tsm_str text);

/* Append with %XX decoded; TSM_E_SYNTAX for a broken escape. */
enum tsm_status tsm_uri_unescape(struct tsm_buf *out, struct tsm_str text)
    TSM_NODISCARD;

#endif
