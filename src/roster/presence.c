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

/* --- totals within spans ---------------------------------------------------- */

struct span {
	struct tsm_interval inside; /* the window */
	int64_t total;              /* at most as long */
	int64_t gain; /* most that spans up to this end add to the union */
};

static int by_end(const void *left, const void *right)
{
	const struct span *a = left;
	const struct span *b = right;
	if (a->inside.end != b->inside.end)
		return a->inside.end < b->inside.end ? -1 : 1;
	if (a->inside.start != b->inside.start)
		return a->inside.start < b->inside.start ? -1 : 1;
	return (a->total > b->total) - (a->total < b->total);
}

/* Seconds of sorted, disjoint intervals before an instant; sums[i] are those
 * of the intervals before the i-th. */
static int64_t united_before(
    const struct tsm_presence *presence, const int64_t *sums, int64_t instant)
{
	size_t low = 0;
	size_t high = presence->interval_count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (presence->intervals[mid].start < instant)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0)
		return 0;
	const struct tsm_interval *last = &presence->intervals[low - 1];
	int64_t end = last->end < instant ? last->end : instant;
	return sums[low - 1] + end - last->start;
}

/* The gain of spans that end by an instant: of the first count ones. */
static int64_t gain_before(
    const struct span *spans, size_t count, int64_t instant)
{
	size_t low = 0;
	size_t high = count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (spans[mid].inside.end <= instant)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 ? spans[low - 1].gain : 0;
}

/*
 * The best choice of disjoint spans (weighted interval scheduling): what a
 * span adds is its total less what the union has there anyway.
 */
static int64_t best_gain(const struct tsm_presence *presence,
    const int64_t *sums, struct span *spans, size_t count)
{
	int64_t best = 0;
	qsort(spans, count, sizeof(*spans), by_end);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_interval *at = &spans[i].inside;
		int64_t there = united_before(presence, sums, at->end) -
				united_before(presence, sums, at->start);
		int64_t gain =
		    gain_before(spans, i, at->start) + spans[i].total - there;
		best = gain > best ? gain : best;
		spans[i].gain = best;
	}
	return best;
}

static enum tsm_status add_spans(struct tsm_arena *arena,
    const struct tsm_presence_row *rows, size_t count,
    struct tsm_interval window, struct tsm_presence *presence)
{
	size_t used = 0;
	struct span *spans = tsm_arena_array(arena, count + 1, sizeof(*spans));
	int64_t *sums =
	    tsm_arena_array(arena, presence->interval_count + 1, sizeof(*sums));
	if (spans == NULL || sums == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < presence->interval_count; i++)
		sums[i + 1] = sums[i] + presence->intervals[i].end -
			      presence->intervals[i].start;
	for (size_t i = 0; i < count; i++) {
		struct tsm_interval inside =
		    tsm_interval_clip(rows[i].interval, window);
		if (!rows[i].total_only || inside.start == inside.end)
			continue;
		spans[used].inside = inside;
		spans[used].total = rows[i].total < inside.end - inside.start
					? rows[i].total
					: inside.end - inside.start;
		used++;
	}
	int64_t gain = best_gain(presence, sums, spans, used);
	presence->seconds += gain;
	presence->total_only = gain > 0;
	return TSM_OK;
}

/* The span is not known: such a total only fills in where others say less. */
static bool spanless(const struct tsm_presence_row *row)
{
	return row->total_only && row->interval.start >= row->interval.end;
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
	for (size_t i = 0; i < count; i++) {
		if (!rows[i].total_only)
			result.intervals[result.interval_count++] =
			    tsm_interval_clip(rows[i].interval, window);
		else if (spanless(&rows[i]) && rows[i].total > total)
			total = rows[i].total;
	}
	result.interval_count =
	    tsm_intervals_merge(result.intervals, result.interval_count);
	for (size_t i = 0; i < result.interval_count; i++)
		result.seconds +=
		    result.intervals[i].end - result.intervals[i].start;
	TSM_TRY(add_spans(arena, rows, count, window, &result));
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
