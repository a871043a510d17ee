/* roster_test.h - what the tests of this module share. */
#ifndef TSM_ROSTER_TEST_H
#define TSM_ROSTER_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/roster/people.h"

/* A session in local time of a zone, as an interval. */
static inline struct tsm_interval session_at(
    const struct tsm_zone *zone, const char *start, int minutes)
{
	struct tsm_civil civil;
	struct tsm_interval session = { 0 };
	assert_int_equal(tsm_civil_parse(tsm_str(start), &civil), TSM_OK);
	assert_int_equal(
	    tsm_zone_to_unix(zone, &civil, &session.start), TSM_OK);
	session.end = session.start + (int64_t)minutes * 60;
	return session;
}

static inline struct tsm_zone *zone_of(const char *name)
{
	struct tsm_zone *zone = NULL;
	assert_int_equal(tsm_zone_load(name, &zone, NULL), TSM_OK);
	return zone;
}

#endif
