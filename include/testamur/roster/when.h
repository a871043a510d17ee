/*
 * when.h - dates and times as exports write them.
 *
 * One value is taken apart first (struct tsm_when) without deciding what
 * 03/04/2025 means; the order of day and month is then settled once for a
 * whole file, from all its values together, and only then does a value
 * become a civil time or an instant.
 *
 * Read are: numeric dates with / - or ., four- or two-digit years (two digits:
 * 2000 to 2099); month names in seven languages ("Mar 22, 2025", "01 Feb
 * 2024", "22 de marzo de 2025"); ISO 8601 dates; 24-hour times with or without
 * seconds, 12-hour times with AM/PM in either case, with points ("a.m."), or
 * "8.30AM"; "18h02"; a fraction of a second, which is cut off; "UTC", "GMT",
 * "Z" or, after seconds, an offset such as +02:00 at the end; an English
 * weekday before; any run of space, no-break space, narrow no-break space or
 * thin space, a comma or a T between the parts; the whole value in quotes or
 * as ="…". Nothing else is guessed at.
 *
 * Always true: a value that is read has fields in range under at least one
 * order. Pure; nothing allocates.
 */
#ifndef TESTAMUR_ROSTER_WHEN_H
#define TESTAMUR_ROSTER_WHEN_H

#include "testamur/base/str.h"
#include "testamur/base/time.h"

/* Bits, so that a set of orders that fit is one number. */
enum tsm_date_order {
	TSM_DATE_UNKNOWN = 0,
	TSM_DATE_MDY = 1, /* month, day, year */
	TSM_DATE_DMY = 2, /* day, month, year */
	TSM_DATE_YMD = 4  /* year, month, day; and named months */
};
#define TSM_DATE_ALL 7U

struct tsm_when {
	bool has_date;
	bool has_time;
	bool has_seconds;
	bool utc;        /* the value itself says UTC, or how far from it */
	int offset;      /* if utc: seconds east of it */
	unsigned orders; /* enum tsm_date_order bits under which it is real */
	int a, b;        /* first and second number of an open order */
	int year, month, day; /* where the order is not open (TSM_DATE_YMD) */
	int hour, minute, second;
};

/* "mdy", "dmy", "ymd" or "unknown". Static. */
const char *tsm_date_order_name(enum tsm_date_order order);

/* The order of that name; TSM_E_UNKNOWN for another word. */
enum tsm_status tsm_date_order_parse(
    const char *name, enum tsm_date_order *ret_order) TSM_NODISCARD;

/*
 * Take a value apart: a date, a time of day, or both. TSM_E_MISSING for a
 * blank one (also "-" and "--"), TSM_E_SYNTAX for another shape,
 * TSM_E_VALUE for a shape whose numbers are out of range in every order.
 */
enum tsm_status tsm_when_parse(struct tsm_str text, struct tsm_when *ret_when)
    TSM_NODISCARD;

/*
 * Narrow a set of orders by one value: returns the orders of set under
 * which the value is a real date. A value whose order is not open (a named
 * month, a leading four-digit year) or that has no date leaves set as is.
 */
unsigned tsm_date_orders_narrow(unsigned set, const struct tsm_when *when);

/*
 * The civil time of a value under an order. base gives the date of a value
 * that has only a time of day; NULL: TSM_E_MISSING for such a value.
 * A value without time of day is midnight. TSM_E_VALUE when it is no real
 * date under this order, TSM_E_AMBIGUOUS when the order matters and is
 * TSM_DATE_UNKNOWN.
 */
enum tsm_status tsm_when_civil(const struct tsm_when *when,
    enum tsm_date_order order, const struct tsm_civil *base,
    struct tsm_civil *ret_civil) TSM_NODISCARD;

/*
 * The instant of a value: its civil time on clocks of zone, or in UTC when
 * the value says so. Statuses as above; besides TSM_E_VALUE for a local
 * time that a clock change skips. For one that it repeats the first is
 * taken and *ret_repeated (may be NULL) is true.
 */
enum tsm_status tsm_when_instant(const struct tsm_when *when,
    enum tsm_date_order order, const struct tsm_civil *base,
    const struct tsm_zone *zone, int64_t *ret_instant, bool *ret_repeated)
    TSM_NODISCARD;

/*
 * How long, in seconds: numbers with units that get smaller, in the words
 * of the exports' languages ("1h 7s", "45m", "1 hr 2 min", "1 Std. 5 Min.",
 * "2 godz. 3 min"), or hours, minutes and seconds with colons. A number
 * without unit and "18:02" say nothing by themselves: TSM_E_SYNTAX.
 * TSM_E_MISSING for a blank one, TSM_E_VALUE for more than a year.
 */
enum tsm_status tsm_duration_parse(struct tsm_str text, int64_t *ret_seconds)
    TSM_NODISCARD;

/*
 * A whole number, also with groups of three ("1,234", "1.234", "1 234"); a
 * fraction of up to two digits is rounded up. TSM_E_MISSING, TSM_E_SYNTAX.
 */
enum tsm_status tsm_count_parse(struct tsm_str text, uint64_t *ret_count)
    TSM_NODISCARD;

/*
 * A number of minutes in seconds, with a fraction or without ("59.983",
 * "7,5"). TSM_E_AMBIGUOUS where three digits behind a point may be the rest
 * of a thousand and not of a minute ("1.234"); else as tsm_count_parse.
 */
enum tsm_status tsm_minutes_parse(struct tsm_str text, int64_t *ret_seconds)
    TSM_NODISCARD;

#endif
