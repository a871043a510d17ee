/*
 * wording.h - dates and kinds in words, for pages and certificates.
 */
#ifndef ISSUER_WORDING_H
#define ISSUER_WORDING_H

#include "app.h"
#include "testamur/base/time.h"

/* "17 December 2021" in the arena; NULL: out of memory. */
const char *wording_date(struct tsm_arena *arena, const struct tsm_civil *date);

/* "19 November to 17 December 2021", "3 to 5 May 2024", or one date. */
const char *wording_period(struct tsm_arena *arena,
    const struct tsm_civil *first, const struct tsm_civil *last);

/* The date that clocks of a zone show at an instant, in words. */
const char *wording_instant_date(
    struct tsm_arena *arena, const char *zone, int64_t instant);

/* Seconds by which they are ahead of UTC then; 0 for an unknown zone. */
int wording_offset(const char *zone, int64_t instant);

/* The same date as "2021-12-17". */
const char *wording_instant_iso(
    struct tsm_arena *arena, const char *zone, int64_t instant);

/* achievementType in words: "Certificate of completion". Static, or type. */
const char *wording_achievement_type(const char *type);

#endif
