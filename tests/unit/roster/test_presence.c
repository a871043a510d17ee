#include "roster_test.h"

#include "testamur/roster/presence.h"

static struct tsm_arena arena;

static int setup(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tsm_arena_release(&arena);
	return 0;
}

static struct tsm_presence_row timed(int64_t start, int64_t end)
{
	return (struct tsm_presence_row){ .interval = { start, end } };
}

static struct tsm_presence_row total(int64_t seconds)
{
	return (
	    struct tsm_presence_row){ .total_only = true, .total = seconds };
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

#define ROWS 12

/* What presence is, second by second. */
static int64_t slow(const struct tsm_presence_row *rows, size_t count)
{
	int64_t seconds = 0;
	int64_t largest = 0;
	for (int64_t t = 1000; t < 2000; t++) {
		bool there = false;
		for (size_t i = 0; i < count; i++)
			there = there || (!rows[i].total_only &&
					     rows[i].interval.start <= t &&
					     t < rows[i].interval.end);
		seconds += there;
	}
	for (size_t i = 0; i < count; i++)
		if (rows[i].total_only && rows[i].total > largest)
			largest = rows[i].total;
	if (largest > 1000)
		largest = 1000;
	return seconds > largest ? seconds : largest;
}

static void properties(void **state)
{
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct tsm_presence_row rows[ROWS];
		int64_t before = 0;
		size_t count = 1 + (size_t)draw(ROWS);
		for (size_t i = 0; i < count; i++) {
			int64_t start = 700 + draw(1600);
			rows[i] = draw(8) == 0
				      ? total(draw(1500))
				      : timed(start, start + draw(400));
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
		cmocka_unit_test_setup_teardown(properties, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
