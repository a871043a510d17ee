/*
 * session_test.h - a session in Chicago, 2026-09-22 15:00 to 18:00, and how
 * to read a file for it: for the tests of importers.
 */
#ifndef TSM_ROSTER_SESSION_TEST_H
#define TSM_ROSTER_SESSION_TEST_H

#include "roster_test.h"

static struct tsm_arena arena;
static struct tsm_zone *zone;
static struct tsm_interval session; /* 2026-09-22 15:00-18:00 */
static struct reading reading;

static int setup(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	zone = zone_of("America/Chicago");
	session = session_at(zone, "2026-09-22T15:00", 180);
	reading = (struct reading){ .arena = &arena };
	reading.options.zone = zone;
	reading.options.session = &session;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tsm_arena_release(&arena);
	tsm_zone_free(&zone);
	return 0;
}

#endif
