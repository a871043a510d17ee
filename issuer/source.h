/*
 * source.h - a file that facts were read from.
 *
 * It is kept byte for byte under its SHA-256, and the audit event of the
 * import names that digest.
 */
#ifndef ISSUER_SOURCE_H
#define ISSUER_SOURCE_H

#include "app.h"

struct source {
	const char *path;
	struct tsm_str bytes;
	const char *sha256; /* lower-case hex */
	const char *detail; /* of the audit event: JSON with the digest */
};

/* Describe the bytes read from path, which must outlive the source. */
enum tsm_status source_of(struct app *app, const char *path,
    struct tsm_str bytes, struct source *ret_source, struct tsm_error *err)
    TSM_NODISCARD;

/* Keep the file, in the transaction of what is read from it. */
enum tsm_status source_keep(struct app *app, const struct source *s,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Whether the audit says that this action took this file for the cohort.
 * Events cannot be told from their repetition, so such a file is taken
 * once: read again, it would approve what was returned since.
 */
enum tsm_status source_taken(struct app *app, const char *action,
    const char *cohort, const struct source *s, bool *ret_taken,
    struct tsm_error *err) TSM_NODISCARD;

#endif
