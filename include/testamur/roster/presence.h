/*
 * presence.h - how long somebody was there, in whole seconds.
 *
 * Presence is the union of a person's intervals, clipped to the scheduled
 * window: coming early or staying late adds nothing, two devices at once count
 * once. Intervals are half-open [start, end) in UTC seconds.
 *
 * Always true (held by property tests): 0 <= seconds <= the window's
 * length; the order of the rows does not matter; another row never lowers
 * the result; the intervals returned are sorted, disjoint, do not touch,
 * and sum up to seconds unless the result is from a total only.
 */
#ifndef TESTAMUR_ROSTER_PRESENCE_H
#define TESTAMUR_ROSTER_PRESENCE_H

#include "testamur/base/arena.h"

struct tsm_interval {
	int64_t start;
	int64_t end;
};

/* Evidence of presence: an interval, or a total where nothing else is
 * known. */
struct tsm_presence_row {
	bool total_only;
	/*
	 * end >= start. If total_only the span that the total lies in, or
	 * empty where that is not known.
	 */
	struct tsm_interval interval;
	int64_t total; /* seconds, if total_only */
};

struct tsm_presence {
	int64_t seconds;
	struct tsm_interval *intervals; /* for people to see; in the arena */
	size_t interval_count;
	bool total_only; /* a total decided; it could not be clipped */
	bool capped;     /* the total was longer than the window */
};

/* The common part of an interval and a window; start == end when none. */
struct tsm_interval tsm_interval_clip(
    struct tsm_interval interval, struct tsm_interval window);

/* They share at least one second. */
bool tsm_interval_overlaps(struct tsm_interval a, struct tsm_interval b);

/*
 * Sort and merge in place; empty and inverted intervals are dropped.
 * Returns how many are left.
 */
size_t tsm_intervals_merge(struct tsm_interval *intervals, size_t count);

/*
 * Presence of one person in one session.
 *
 * A total in a span is that much of it, never more than lies inside the
 * window. Totals of disjoint spans add up, and what intervals show outside
 * of these spans comes on top; where spans overlap, nothing shows that two
 * totals do not cover the same minutes, and only one counts. Of all ways to
 * choose, the one with most seconds: each is proven. Of totals without a
 * span the largest decides where it exceeds that, capped at the window's
 * length.
 * TSM_E_VALUE when the window is empty or inverted, TSM_E_MEMORY.
 */
enum tsm_status tsm_presence_compute(struct tsm_arena *arena,
    const struct tsm_presence_row *rows, size_t count,
    struct tsm_interval window, struct tsm_presence *ret_presence)
    TSM_NODISCARD;

#endif
