/*
 * zoned.h - dates of an instant by the clocks of a zone, for certificates
 * and pages.
 */
#ifndef ISSUER_ZONED_H
#define ISSUER_ZONED_H

#include "app.h"
#include "testamur/base/wording.h"

/* The date that clocks of a zone show at an instant, in words. */
const char *zoned_date(
    struct tsm_arena *arena, const char *zone, int64_t instant);

/* Seconds by which they are ahead of UTC then; 0 for an unknown zone. */
int zoned_offset(const char *zone, int64_t instant);

/* The same date as "2021-12-17". */
const char *zoned_iso(
    struct tsm_arena *arena, const char *zone, int64_t instant);

#endif
