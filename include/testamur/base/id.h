/*
 * id.h - identifiers we hand out: UUIDs and short public ids.
 *
 * A short id is 128 random bits as 26 Crockford base32 characters and one
 * check character of the same alphabet: a weighted sum over GF(2^5) that
 * catches every single substitution and every swap of neighbours, so that
 * a mistyped id is told from an unknown one. It is written in capitals,
 * which QR codes store compactly.
 */
#ifndef TESTAMUR_BASE_ID_H
#define TESTAMUR_BASE_ID_H

#include "testamur/base/random.h"
#include "testamur/base/str.h"

#define TSM_UUID_TEXT    37 /* with NUL */
#define TSM_URN_UUID     46 /* "urn:uuid:" and the UUID, with NUL */
#define TSM_SHORT_ID     28 /* 27 characters and NUL */
#define TSM_SHORT_ID_LEN 27

/* A random (version 4, RFC 9562) UUID in lower case. */
enum tsm_status tsm_uuid_new(
    const struct tsm_random *random, char out[TSM_UUID_TEXT]) TSM_NODISCARD;

/* The same with "urn:uuid:" before it. */
enum tsm_status tsm_urn_uuid_new(
    const struct tsm_random *random, char out[TSM_URN_UUID]) TSM_NODISCARD;

enum tsm_status tsm_short_id_new(
    const struct tsm_random *random, char out[TSM_SHORT_ID]) TSM_NODISCARD;

/*
 * Read an id as a person or a scanner gives it: lower case becomes upper,
 * I and L read as 1, O as 0, hyphens and spaces are skipped. TSM_E_SYNTAX
 * when it has not 27 characters of the alphabet, TSM_E_VALUE when the
 * check character does not fit.
 */
enum tsm_status tsm_short_id_parse(struct tsm_str text, char out[TSM_SHORT_ID])
    TSM_NODISCARD;

/*
 * A name that people choose for an organisation, programme, cohort, …:
 * 1 to TSM_SLUG_MAX of a-z 0-9 and single hyphens inside.
 */
bool tsm_slug_valid(struct tsm_str text);

#endif
