/*
 * Interval arithmetic. Clipping comes before merging, so that no sum ever
 * exceeds the window and nothing can overflow.
 */
#include "testamur/roster/presence.h"

#include <stdlib.h>

struct tsm_interval tsm_interval_clip(
    struct tsm_interval interval, struct tsm_interval window)
{
	struct tsm_interval common = interval;
	if (common.start < window.start)
		common.start = window.start;
	if (common.end > window.end)
		common.end = window.end;
	if (common.end < common.start)
		common.end = common.start;
	return common;
}

bool tsm_interval_overlaps(struct tsm_interval a, struct tsm_interval b)
{
	return a.start < a.end && b.start < b.end && a.start < b.end &&
	       b.start < a.end;
}

/* A total order, so that the result does not depend on the sort. */
static int by_start(const void *left, const void *right)
{
	const struct tsm_interval *a = left;
	const struct tsm_interval *b = right;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (a->end > b->end) - (a->end < b->end);
}

size_t tsm_intervals_merge(struct tsm_interval *intervals, size_t count)
{
	size_t real = 0;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (intervals[i].start < intervals[i].end)
			intervals[real++] = intervals[i];
	if (real == 0)
		return 0;
	qsort(intervals, real, sizeof(*intervals), by_start);
	for (size_t i = 1; i < real; i++) {
		struct tsm_interval *last = &intervals[kept];
		if (intervals[i].start > last->end)
			intervals[++kept] = intervals[i];
		else if (intervals[i].end > last->end)
			last->end = intervals[i].end;
	}
	return kept + 1;
}

enum tsm_status tsm_presence_compute(struct tsm_arena *arena,
    const struct tsm_presence_row *rows, size_t count,
    struct tsm_interval window, struct tsm_presence *ret_presence)
{
	struct tsm_presence result = { 0 };
	int64_t total = 0;
	if (window.end <= window.start)
		return TSM_E_VALUE;
	result.intervals =
	    tsm_arena_array(arena, count + 1, sizeof(*result.intervals));
	if (result.intervals == NULL)
		return TSM_E_MEMORY;
	/* intervals first: a total only fills in where they say less */
	for (size_t i = 0; i < count; i++) {
		if (!rows[i].total_only)
			result.intervals[result.interval_count++] =
			    tsm_interval_clip(rows[i].interval, window);
		else if (rows[i].total > total)
			total = rows[i].total;
	}
	result.interval_count =
	    tsm_intervals_merge(result.intervals, result.interval_count);
	for (size_t i = 0; i < result.interval_count; i++)
		result.seconds +=
		    result.intervals[i].end - result.intervals[i].start;
	int64_t length = window.end - window.start;
	bool capped = total > length;
	if (capped)
		total = length;
	if (total > result.seconds) {
		result.seconds = total;
		result.total_only = true;
		result.capped = capped;
	}
	*ret_presence = result;
	return TSM_OK;
}
