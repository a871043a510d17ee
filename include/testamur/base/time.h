/*
 * time.h - instants, civil dates and IANA time zones.
 *
 * An instant is a count of UTC seconds since 1970-01-01T00:00:00Z without
 * leap seconds (int64_t). Civil time is proleptic Gregorian, years 1 to
 * 9999. Zones are read from the system's compiled tz database (RFC 9636)
 * and are immutable once loaded, so threads may share them. Only the
 * programs ask for the present time.
 */
#ifndef TESTAMUR_BASE_TIME_H
#define TESTAMUR_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/buf.h"
#include "testamur/base/str.h"

struct tsm_civil {
	int year;  /* 1..9999 */
	int month; /* 1..12 */
	int day;   /* 1..31 */
	int hour;  /* 0..23 */
	int minute;
	int second; /* 0..59: leap seconds are refused */
};

/* "2024-02-29T23:59:59Z" and its NUL. */
#define TSM_TIME_TEXT 21

bool tsm_civil_valid(const struct tsm_civil *civil);

/* The instant at which a clock that shows UTC shows civil (valid). */
int64_t tsm_civil_to_unix(const struct tsm_civil *civil);

/* TSM_E_VALUE when the year would leave 1..9999. */
enum tsm_status tsm_unix_to_civil(int64_t instant, struct tsm_civil *ret_civil)
    TSM_NODISCARD;

/*
 * The same day and time, so many months (0 or more) later in UTC; a day that
 * the month has not is that many days into the next. INT64_MAX: beyond the
 * year 9999.
 */
int64_t tsm_time_months_later(int64_t instant, int64_t months);

/* 0 = Monday … 6 = Sunday. */
int tsm_civil_weekday(const struct tsm_civil *civil);

/*
 * XML Schema dateTimeStamp (VCDM 2.0 section 2.1): date, 'T', time, an
 * optional fraction (cut off), and 'Z' or an offset up to ±14:00. A
 * missing zone is TSM_E_MISSING, anything else wrong TSM_E_SYNTAX or
 * TSM_E_VALUE. 24:00:00 and second 60 are refused.
 */
enum tsm_status tsm_time_parse(struct tsm_str text, int64_t *ret_instant)
    TSM_NODISCARD;

/*
 * "YYYY-MM-DDTHH:MM[:SS]" (or a space for the T) without zone, as a
 * schedule states it.
 */
enum tsm_status tsm_civil_parse(
    struct tsm_str text, struct tsm_civil *ret_civil) TSM_NODISCARD;

/* "YYYY-MM-DD"; the time parts become zero. */
enum tsm_status tsm_date_parse(struct tsm_str text, struct tsm_civil *ret_civil)
    TSM_NODISCARD;

/*
 * "YYYY-MM-DD" or a date-time as above; a day is its first second (UTC) or,
 * last, its last one.
 */
enum tsm_status tsm_time_parse_day(
    struct tsm_str text, bool last, int64_t *ret_instant) TSM_NODISCARD;

/* "…Z" into text of TSM_TIME_TEXT bytes; returns text. An instant outside the
 * calendar is the nearest one in it. */
char *tsm_time_format(int64_t instant, char *text);
/* "YYYY-MM-DDTHH:MM:SS" into at least TSM_TIME_TEXT bytes. */
char *tsm_civil_format(const struct tsm_civil *civil, char *text);
/* "YYYY-MM-DD" into at least TSM_TIME_TEXT bytes. */
char *tsm_date_format(const struct tsm_civil *civil, char *text);

/* "Wed, 31 Dec 2025 23:59:59 GMT" and its NUL. */
#define TSM_HTTP_DATE 30

/* IMF-fixdate (RFC 9110 section 5.6.7) into text of TSM_HTTP_DATE bytes;
 * returns text. An instant outside the calendar is the nearest one in it. */
char *tsm_http_date_format(int64_t instant, char *text);

/* The same read: exactly this form. TSM_E_SYNTAX. */
enum tsm_status tsm_http_date_parse(struct tsm_str text, int64_t *ret_instant)
    TSM_NODISCARD;

struct tsm_zone;

/*
 * Load an IANA zone such as "America/Denver" from the system's tz
 * database. TSM_E_UNKNOWN for a name that is not there or is no name.
 * Free with tsm_zone_free.
 */
enum tsm_status tsm_zone_load(const char *name, struct tsm_zone **ret_zone,
    struct tsm_error *err) TSM_NODISCARD;

void tsm_zone_free(struct tsm_zone **zone);

const char *tsm_zone_name(const struct tsm_zone *zone);

/* The offset from UTC in seconds (east positive) in force at an instant. */
int tsm_zone_offset(const struct tsm_zone *zone, int64_t instant);

/*
 * The instant at which clocks in the zone show civil. A local time that a
 * clock change skips is TSM_E_VALUE; one that it repeats is
 * TSM_E_AMBIGUOUS, and *ret_instant is the first of the two all the same.
 */
enum tsm_status tsm_zone_to_unix(const struct tsm_zone *zone,
    const struct tsm_civil *civil, int64_t *ret_instant) TSM_NODISCARD;

/* What clocks in the zone show at an instant. */
enum tsm_status tsm_zone_to_civil(const struct tsm_zone *zone, int64_t instant,
    struct tsm_civil *ret_civil) TSM_NODISCARD;

/* The version of the tz database ("2024a"), or "unknown". Static. */
const char *tsm_tzdata_version(void);

/* The present instant. Not for the pure core: pass it on as an argument. */
int64_t tsm_time_now(void);

#endif
