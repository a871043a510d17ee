#include "roster_test.h"

#include "each_arena.h"

#include "testamur/roster/presence.h"

static struct tsm_presence_row timed(int64_t start, int64_t end)
{
	return (struct tsm_presence_row){ .interval = { start, end } };
}

static struct tsm_presence_row total(int64_t seconds)
{
	return (
	    struct tsm_presence_row){ .total_only = true, .total = seconds };
}

/* A total somewhere between two times. */
static struct tsm_presence_row within(
    int64_t start, int64_t end, int64_t seconds)
{
	return (struct tsm_presence_row){
		.total_only = true, .interval = { start, end }, .total = seconds
	};
}

static struct tsm_presence compute(
    const struct tsm_presence_row *rows, size_t count)
{
	struct tsm_presence presence;
	assert_int_equal(tsm_presence_compute(&arena, rows, count,
			     (struct tsm_interval){ 1000, 2000 }, &presence),
	    TSM_OK);
	return presence;
}

static void unions(void **state)
{
	(void)state;
	assert_int_equal(compute(NULL, 0).seconds, 0);
	/* early and late are cut off */
	assert_int_equal(
	    compute((struct tsm_presence_row[]){ timed(0, 5000) }, 1).seconds,
	    1000);
	assert_int_equal(compute((struct tsm_presence_row[]){ timed(0, 1000),
				     timed(2000, 3000) },
			     2)
			     .seconds,
	    0);
	/* two devices at once count once; a gap counts not at all */
	struct tsm_presence presence = compute(
	    (struct tsm_presence_row[]){ timed(1500, 1700), timed(1100, 1200),
		timed(1600, 1800), timed(1200, 1300) },
	    4);
	assert_int_equal(presence.seconds, 500);
	assert_int_equal(presence.interval_count, 2);
	assert_int_equal(presence.intervals[0].start, 1100);
	assert_int_equal(presence.intervals[0].end, 1300);
	assert_int_equal(presence.intervals[1].start, 1500);
	assert_int_equal(presence.intervals[1].end, 1800);
	assert_false(presence.total_only);
}

static void totals(void **state)
{
	(void)state;
	struct tsm_presence presence =
	    compute((struct tsm_presence_row[]){ total(600) }, 1);
	assert_int_equal(presence.seconds, 600);
	assert_true(presence.total_only);
	assert_false(presence.capped);
	presence =
	    compute((struct tsm_presence_row[]){ total(600), total(1200) }, 2);
	assert_int_equal(presence.seconds, 1000);
	assert_true(presence.capped);
	/* a total below the union decides nothing */
	presence = compute(
	    (struct tsm_presence_row[]){ total(100), timed(1000, 1500) }, 2);
	assert_int_equal(presence.seconds, 500);
	assert_false(presence.total_only);
}

static void windows(void **state)
{
	struct tsm_presence presence;
	(void)state;
	assert_int_equal(tsm_presence_compute(&arena, NULL, 0,
			     (struct tsm_interval){ 5, 5 }, &presence),
	    TSM_E_VALUE);
	assert_int_equal(tsm_presence_compute(&arena, NULL, 0,
			     (struct tsm_interval){ 5, 4 }, &presence),
	    TSM_E_VALUE);
	assert_true(tsm_interval_overlaps(
	    (struct tsm_interval){ 0, 2 }, (struct tsm_interval){ 1, 3 }));
	assert_false(tsm_interval_overlaps(
	    (struct tsm_interval){ 0, 1 }, (struct tsm_interval){ 1, 3 }));
	assert_false(tsm_interval_overlaps(
	    (struct tsm_interval){ 2, 2 }, (struct tsm_interval){ 1, 3 }));
}

static uint32_t seed = 12345;

static int64_t draw(int64_t below)
{
	seed = seed * 1664525U + 1013904223U;
	return (int64_t)(seed >> 8) % below;
}

#define ROWS 7

static bool in_span(const struct tsm_presence_row *row, int64_t t)
{
	return row->interval.start <= t && t < row->interval.end;
}

/*
 * Seconds shown by one choice of spans: their totals, and intervals where no
 * chosen span is. -1 when two of them overlap.
 */
static int64_t chosen(
    const struct tsm_presence_row *rows, size_t count, unsigned choice)
{
	int64_t seconds = 0;
	int64_t inside[ROWS] = { 0 };
	for (int64_t t = 1000; t < 2000; t++) {
		int spans = 0;
		bool there = false;
		for (size_t i = 0; i < count; i++) {
			bool here = in_span(&rows[i], t);
			if ((choice >> i & 1U) != 0 && here) {
				spans++;
				inside[i]++;
			}
			there = there || (here && !rows[i].total_only);
		}
		if (spans > 1)
			return -1;
		seconds += spans == 0 && there;
	}
	for (size_t i = 0; i < count; i++)
		if ((choice >> i & 1U) != 0)
			seconds += rows[i].total < inside[i] ? rows[i].total
							     : inside[i];
	return seconds;
}

/* What presence is, second by second and choice by choice. */
static int64_t slow(const struct tsm_presence_row *rows, size_t count)
{
	int64_t best = 0;
	unsigned spans = 0;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].total_only && rows[i].interval.end == 0 &&
		    rows[i].total > best)
			best = rows[i].total < 1000 ? rows[i].total : 1000;
		if (rows[i].total_only && rows[i].interval.end != 0)
			spans |= 1U << i;
	}
	for (unsigned choice = 0; choice < 1U << count; choice++) {
		if ((choice & ~spans) != 0)
			continue;
		int64_t seconds = chosen(rows, count, choice);
		best = seconds > best ? seconds : best;
	}
	return best;
}

/* A meeting that was started anew gives two reports, which add up. */
static void spans(void **state)
{
	struct tsm_presence_row rows[4] = { within(1000, 1400, 100),
		within(1500, 1900, 200) };
	(void)state;
	assert_int_equal(compute(rows, 2).seconds, 300);
	assert_true(compute(rows, 2).total_only);
	/* two devices: nothing shows that they are not the same minutes */
	rows[1] = within(1300, 1900, 200);
	assert_int_equal(compute(rows, 2).seconds, 200);
	/* an interval outside of the span comes on top, inside it does not */
	rows[1] = timed(1350, 1450);
	assert_int_equal(compute(rows, 2).seconds, 150);
	/* no more than lies inside the window */
	rows[0] = within(500, 1050, 300);
	assert_int_equal(compute(rows, 1).seconds, 50);
}

static void properties(void **state)
{
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct tsm_presence_row rows[ROWS];
		int64_t before = 0;
		size_t count = 1 + (size_t)draw(ROWS);
		for (size_t i = 0; i < count; i++) {
			int64_t start = 700 + draw(1600);
			int64_t kind = draw(8);
			rows[i] = timed(start, start + draw(400));
			if (kind == 0)
				rows[i] = total(draw(1500));
			else if (kind <= 2)
				rows[i] = within(
				    start, start + 1 + draw(600), draw(500));
			struct tsm_presence presence = compute(rows, i + 1);
			assert_true(presence.seconds >= before &&
				    presence.seconds <= 1000);
			assert_int_equal(presence.seconds, slow(rows, i + 1));
			before = presence.seconds;
		}
		for (size_t i = count; i-- > 1;) {
			size_t j = (size_t)draw((int64_t)i + 1);
			struct tsm_presence_row swap = rows[i];
			rows[i] = rows[j];
			rows[j] = swap;
		}
		assert_int_equal(compute(rows, count).seconds, before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(unions, setup, teardown),
		cmocka_unit_test_setup_teardown(totals, setup, teardown),
		cmocka_unit_test_setup_teardown(windows, setup, teardown),
		cmocka_unit_test_setup_teardown(spans, setup, teardown),
		cmocka_unit_test_setup_teardown(properties, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
