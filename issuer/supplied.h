/*
 * supplied.h - a picture of an achievement that somebody supplies.
 *
 * An achievement may name a PNG of the programme folder ("image"). It is
 * checked, kept under its SHA-256 like every file, and stands on badges
 * and pages in place of the one that is drawn from title and colour.
 */
#ifndef ISSUER_SUPPLIED_H
#define ISSUER_SUPPLIED_H

#include "app.h"
#include "testamur/badge/image.h"

/* Bytes of such a picture at most. */
#define SUPPLIED_MAX ((size_t)2 << 20)

/* The member of an achievement's stored definition with the digest. */
#define SUPPLIED_MEMBER "imageSha256"

/*
 * Keep FOLDER/name inside the caller's transaction; *ret_sha256 (hex) lives
 * in the arena. TSM_E_VALUE: a name with a folder in it; TSM_E_UNSUPPORTED:
 * no PNG; TSM_E_SYNTAX, TSM_E_LIMIT, TSM_E_NOT_FOUND.
 */
enum tsm_status supplied_keep(struct app *app, const char *folder,
    const char *name, const char **ret_sha256, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Append the picture of that digest: the PNG as it is, or inside an SVG
 * document of its size. TSM_E_NOT_FOUND.
 */
enum tsm_status supplied_picture(struct tsm_store *store,
    struct tsm_arena *arena, const char *sha256, enum tsm_image_kind kind,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

#endif
