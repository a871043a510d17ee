/*
 * jcs.h - the JSON Canonicalization Scheme (RFC 8785) over a read tree.
 */
#ifndef TESTAMUR_JSON_JCS_H
#define TESTAMUR_JSON_JCS_H

#include "testamur/json/doc.h"

/*
 * Append the canonical bytes: members sorted by UTF-16 code units, numbers
 * as ECMAScript prints them (section 3.2.2.3). TSM_E_VALUE for a number
 * beyond IEEE 754 double range, TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_jcs(const struct tsm_json *value, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The shortest decimal text that reads back as the same double, in
 * ECMAScript's notation. out has room for TSM_JCS_NUMBER bytes. NaN and
 * infinities are TSM_E_VALUE.
 */
#define TSM_JCS_NUMBER 32
enum tsm_status tsm_jcs_number(double value, char out[TSM_JCS_NUMBER])
    TSM_NODISCARD;

#endif
