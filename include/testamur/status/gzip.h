/*
 * gzip.h - gzip (RFC 1952) of whole inputs, as status lists and their
 * answers over HTTP need it. Pure; any thread.
 */
#ifndef TESTAMUR_STATUS_GZIP_H
#define TESTAMUR_STATUS_GZIP_H

#include "testamur/base/buf.h"

/*
 * Append one gzip member. Its header has no time, no name and no system,
 * so equal bytes give equal output. TSM_E_MEMORY, TSM_E_LIMIT,
 * TSM_E_INTERNAL.
 */
enum tsm_status tsm_status_gzip(
    const void *data, size_t len, struct tsm_buf *out) TSM_NODISCARD;

/*
 * Append what one gzip member holds, at most out->max bytes: TSM_E_LIMIT
 * above. TSM_E_VALUE: no gzip, cut short, wrong checksum, or something
 * behind it (another member, too). Memory stays in proportion to what has
 * been decompressed. TSM_E_MEMORY.
 */
enum tsm_status tsm_status_gunzip(const void *data, size_t len,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

#endif
