/*
 * bake.h - a credential inside a PNG or SVG, and out of it again.
 *
 * Open Badges 3.0, section 5.3 (baked badges). A PNG carries one iTXt
 * chunk with the keyword "openbadgecredential", not compressed, with empty
 * language tag and translated keyword, whose text is the compact JWS or
 * the JSON credential. An SVG carries one element "credential" of the
 * namespace https://purl.imsglobal.org/ob/v3p0 directly under its root:
 * a compact JWS in the attribute "verify", JSON as its text. Learner
 * records of others (CLR 2.0) are read under their own names, too: keyword
 * "clrcredential", namespace https://purl.imsglobal.org/clr/v2p0.
 *
 * Always true: the picture is worked on at the level of chunks and tags
 * and never decoded or drawn; everything but the credential stays byte for
 * byte; a picture that is not sound is refused, not mended. A PNG ends at
 * IEND. An SVG is UTF-8; its document type may be named but is never
 * fetched, and may declare nothing except entities of plain text.
 *
 * Buffers belong to the caller and are appended to only on success. Pure;
 * any thread.
 */
#ifndef TESTAMUR_BADGE_BAKE_H
#define TESTAMUR_BADGE_BAKE_H

#include <stdbool.h>

#include "testamur/badge/image.h"
#include "testamur/base/buf.h"
#include "testamur/base/str.h"

/*
 * Append the image, PNG or SVG by its content, with the credential in it.
 * One or more earlier credentials are replaced, so baking twice is the
 * same as baking once. credential is a JSON object (begins with '{') or a
 * compact JWS, kept byte for byte: TSM_E_VALUE for anything else.
 *
 * TSM_E_UNSUPPORTED: another kind of picture, an unknown critical chunk,
 * an SVG in another encoding or with declarations we do not follow.
 * TSM_E_SYNTAX: a broken picture (truncated, wrong checksum, data after
 * its end, not well-formed). TSM_E_LIMIT: image above TSM_IMAGE_MAX,
 * credential above TSM_CREDENTIAL_MAX. TSM_E_MEMORY. err->where is the
 * byte offset of what is wrong.
 */
enum tsm_status tsm_bake(const void *image, size_t len,
    struct tsm_str credential, struct tsm_buf *out, struct tsm_error *err)
    TSM_NODISCARD;

struct tsm_unbake_options {
	/*
	 * Read a compressed chunk too, though the specification forbids to
	 * write one: up to TSM_CREDENTIAL_MAX bytes, TSM_E_LIMIT above.
	 */
	bool inflate;
};

/*
 * Append the credential in an image, as it is stored (in an SVG without
 * the white space around it). options may be NULL.
 *
 * TSM_E_NOT_FOUND: a sound picture without a credential (social sites and
 * phones strip it). TSM_E_DUPLICATE: more than one. TSM_E_UNSUPPORTED: a
 * compressed chunk, or as for tsm_bake(). TSM_E_SYNTAX: a broken picture
 * or chunk. TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_unbake(const void *image, size_t len,
    const struct tsm_unbake_options *options, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Append what an Open Badges 1 or 2 picture carries (keyword "openbadges"
 * of a PNG; element "assertion" of http://openbadges.org in an SVG): JSON,
 * a JWS, or the address of an assertion where there is nothing else. Baking
 * neither reads nor changes it. Statuses as for tsm_unbake().
 */
enum tsm_status tsm_unbake_legacy(const void *image, size_t len,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

#endif
