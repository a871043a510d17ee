/* Capacity, quotas and the waiting list. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "testamur/rules/seats.h"

#define PEOPLE 100

static struct tsm_application people[PEOPLE];
static struct tsm_placement places[PEOPLE];
static struct tsm_error err;

static int setup(void **state)
{
	(void)state;
	for (size_t i = 0; i < PEOPLE; i++) {
		people[i] = (struct tsm_application){ 0 };
		places[i] = (struct tsm_placement){ 0 };
	}
	err = (struct tsm_error){ 0 };
	return 0;
}

static void assign(const struct tsm_seats *seats, size_t count)
{
	assert_int_equal(
	    tsm_seats_assign(seats, people, count, places, &err), TSM_OK);
}

static size_t placed(enum tsm_place place, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += places[i].place == place;
	return n;
}

/* What was answered becomes what is known. */
static void keep(size_t count)
{
	for (size_t i = 0; i < count; i++)
		people[i].has_place = places[i].place == TSM_PLACE_ENROLLED;
}

/* 27 people, 25 places: two wait; with 30 both move up. */
static void cap_25_then_30(void **state)
{
	struct tsm_seats seats = { .capacity = 25, .waiting_list = true };

	(void)state;
	assign(&seats, 27);
	assert_int_equal(placed(TSM_PLACE_ENROLLED, 0, 25), 25);
	assert_int_equal(places[25].place, TSM_PLACE_WAITING);
	assert_int_equal(places[25].position, 1);
	assert_int_equal(places[26].place, TSM_PLACE_WAITING);
	assert_int_equal(places[26].position, 2);
	keep(27);
	seats.capacity = 26;
	assign(&seats, 27);
	assert_int_equal(places[25].place, TSM_PLACE_ENROLLED);
	assert_int_equal(places[26].position, 1);
	seats.capacity = 30;
	assign(&seats, 27);
	assert_int_equal(placed(TSM_PLACE_ENROLLED, 0, 27), 27);
	assert_int_equal(places[26].position, 0);
}

static void nobody_loses_a_place(void **state)
{
	struct tsm_seats seats = { .capacity = 10, .waiting_list = true };

	(void)state;
	assign(&seats, 10);
	keep(10);
	seats.capacity = 5;
	assign(&seats, 12);
	assert_int_equal(placed(TSM_PLACE_ENROLLED, 0, 10), 10);
	assert_int_equal(places[10].position, 1);
	assert_int_equal(places[11].position, 2);
	/* somebody who was placed before stays, whoever came first */
	setup(NULL);
	people[3].has_place = true;
	seats.capacity = 1;
	assign(&seats, 4);
	assert_int_equal(places[3].place, TSM_PLACE_ENROLLED);
	assert_int_equal(places[0].position, 1);
	assert_int_equal(places[2].position, 3);
}

static void no_limit_and_no_list(void **state)
{
	struct tsm_seats seats = { .capacity = -1, .waiting_list = true };

	(void)state;
	assign(&seats, PEOPLE);
	assert_int_equal(placed(TSM_PLACE_ENROLLED, 0, PEOPLE), PEOPLE);
	seats = (struct tsm_seats){ .capacity = 3 };
	assign(&seats, 5);
	assert_int_equal(placed(TSM_PLACE_FULL, 3, 5), 2);
	seats.capacity = 0;
	assign(&seats, 2);
	assert_int_equal(placed(TSM_PLACE_FULL, 0, 2), 2);
}

/* Forty places, ten of them one university's, the rest shared. */
static void forty_over_three(void **state)
{
	static const struct tsm_policy_seat quotas[] = { { "kent", -1 },
		{ "ljmu", 10 }, { "city", -1 } };
	const struct tsm_seats seats = { .capacity = 40,
		.quotas = quotas,
		.quota_count = 3,
		.waiting_list = true };
	size_t ljmu = 0, shared = 0;

	(void)state;
	for (size_t i = 0; i < 60; i++)
		people[i].institution = i % 3 == 0   ? "kent"
					: i % 3 == 1 ? "ljmu"
						     : "city";
	people[60].institution = "elsewhere";
	people[61].institution = NULL;
	assign(&seats, 62);
	for (size_t i = 0; i < 60; i++) {
		bool in = places[i].place == TSM_PLACE_ENROLLED;

		if (i % 3 == 1)
			ljmu += in;
		else
			shared += in;
	}
	assert_int_equal(ljmu, 10);
	assert_int_equal(shared, 30);
	/* each pool has a waiting list of its own */
	assert_int_equal(places[31].place, TSM_PLACE_WAITING);
	assert_int_equal(places[31].position, 1);
	assert_int_equal(places[34].position, 2);
	assert_int_equal(places[45].place, TSM_PLACE_WAITING);
	assert_int_equal(places[45].position, 1);
	assert_int_equal(places[47].position, 2);
	assert_int_equal(places[60].place, TSM_PLACE_NO_SEATS);
	assert_int_equal(places[61].place, TSM_PLACE_NO_SEATS);
}

/* Seats that one institution leaves free are not given to others. */
static void quotas_are_kept_free(void **state)
{
	static const struct tsm_policy_seat quotas[] = { { "a", 2 },
		{ "b", 2 } };
	const struct tsm_seats seats = { .capacity = 4,
		.quotas = quotas,
		.quota_count = 2,
		.waiting_list = true };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		people[i].institution = "a";
	assign(&seats, 4);
	assert_int_equal(placed(TSM_PLACE_ENROLLED, 0, 4), 2);
	assert_int_equal(placed(TSM_PLACE_WAITING, 2, 4), 2);
}

static void impossible_seats(void **state)
{
	static const struct tsm_policy_seat over[] = { { "a", 3 }, { "b", 2 } };
	static const struct tsm_policy_seat twice[] = { { "a", 1 },
		{ "a", -1 } };
	static const struct tsm_policy_seat negative[] = { { "a", -2 } };
	static const struct tsm_policy_seat many[TSM_SEAT_QUOTAS_MAX + 1];
	struct tsm_seats seats = {
		.capacity = 4, .quotas = over, .quota_count = 2
	};

	(void)state;
	assert_int_equal(
	    tsm_seats_assign(&seats, people, 1, places, &err), TSM_E_VALUE);
	assert_string_equal(err.where, "b");
	seats.quotas = twice;
	assert_int_equal(
	    tsm_seats_assign(&seats, people, 1, places, &err), TSM_E_DUPLICATE);
	seats.quotas = negative;
	seats.quota_count = 1;
	assert_int_equal(
	    tsm_seats_assign(&seats, people, 1, places, &err), TSM_E_VALUE);
	seats.quotas = many;
	seats.quota_count = TSM_SEAT_QUOTAS_MAX + 1;
	assert_int_equal(
	    tsm_seats_assign(&seats, people, 1, places, &err), TSM_E_LIMIT);
	seats = (struct tsm_seats){ .capacity = -2 };
	assert_int_equal(
	    tsm_seats_assign(&seats, people, 1, places, &err), TSM_E_VALUE);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, NULL)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(cap_25_then_30),
		T(nobody_loses_a_place),
		T(no_limit_and_no_list),
		T(forty_over_three),
		T(quotas_are_kept_free),
		T(impossible_seats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
