/* roster_test.h - what the tests of this module share. */
#ifndef TSM_ROSTER_TEST_H
#define TSM_ROSTER_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

/* What a test reads a file with; all zero is the default. */
struct reading {
	struct tsm_arena *arena;
	struct tsm_import_options options;
};

static inline struct tsm_import read_ok(
    const struct reading *r, const char *data)
{
	struct tsm_import import;
	struct tsm_error err = { 0 };
	enum tsm_status status = tsm_import_read(
	    r->arena, tsm_str(data), &r->options, &import, &err);
	if (status != TSM_OK)
		print_message("# %s\n", err.text);
	assert_int_equal(status, TSM_OK);
	return import;
}

static inline void read_fails(const struct reading *r, const char *data,
    enum tsm_status want, const char *says)
{
	struct tsm_import import;
	struct tsm_error err = { 0 };
	assert_int_equal(tsm_import_read(r->arena, tsm_str(data), &r->options,
			     &import, &err),
	    want);
	if (strstr(err.text, says) == NULL)
		print_message("# %s\n", err.text);
	assert_non_null(strstr(err.text, says));
}

/* The attendee with a row on this line. */
static inline int64_t seconds_of(const struct reading *r,
    const struct tsm_import *import, size_t line, size_t rows)
{
	struct tsm_attendee *attendees = NULL;
	struct tsm_presence presence;
	size_t count = 0;
	assert_int_equal(tsm_attendees_group(r->arena, import->rows,
			     import->row_count, &attendees, &count),
	    TSM_OK);
	for (size_t i = 0; i < count; i++) {
		if (import->rows[attendees[i].rows[0]].line != line)
			continue;
		assert_int_equal(attendees[i].row_count, rows);
		assert_int_equal(
		    tsm_attendee_presence(r->arena, import->rows, &attendees[i],
			*r->options.session, &presence),
		    TSM_OK);
		return presence.seconds;
	}
	fail_msg("nobody begins on line %zu", line);
	return -1;
}

static inline void has_remark(const struct tsm_row_note *notes, size_t count,
    size_t line, const char *says)
{
	for (size_t i = 0; i < count; i++)
		if (notes[i].line == line &&
		    strstr(notes[i].text, says) != NULL)
			return;
	for (size_t i = 0; i < count; i++)
		print_message("# %zu %s\n", notes[i].line, notes[i].text);
	fail_msg("no remark on line %zu says \"%s\"", line, says);
}

static inline struct tsm_attendance_row row_at(
    const struct tsm_import *import, size_t line)
{
	for (size_t i = 0; i < import->row_count; i++)
		if (import->rows[i].line == line)
			return import->rows[i];
	fail_msg("no row of line %zu", line);
	return (struct tsm_attendance_row){ 0 };
}

#endif
