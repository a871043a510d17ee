/* seats.c - places and waiting list. */
#include "testamur/rules/seats.h"

/* A number of seats that some institutions draw from. */
struct pool {
	int64_t left; /* -1: no limit */
	size_t waiting;
};

struct pools {
	struct pool own[TSM_SEAT_QUOTAS_MAX]; /* by quota */
	struct pool shared;
};

struct tsm_seats tsm_policy_seats(const struct tsm_policy *policy)
{
	return (struct tsm_seats){
		.capacity = policy->cohort.capacity,
		.quotas = policy->cohort.seats,
		.quota_count = policy->cohort.seat_count,
		.waiting_list = policy->cohort.waiting_list,
	};
}

static enum tsm_status open_pools(
    const struct tsm_seats *seats, struct pools *pools, struct tsm_error *err)
{
	int64_t left = seats->capacity;

	if (left < -1)
		return tsm_fail(
		    err, TSM_E_VALUE, "capacity", "the capacity is negative");
	if (seats->quota_count > TSM_SEAT_QUOTAS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, "seats",
		    "more than %d institutions", TSM_SEAT_QUOTAS_MAX);
	for (size_t i = 0; i < seats->quota_count; i++) {
		const struct tsm_policy_seat *q = &seats->quotas[i];

		if (q->seats < -1)
			return tsm_fail(err, TSM_E_VALUE, q->institution,
			    "a number of seats is negative");
		for (size_t j = 0; j < i; j++)
			if (tsm_streq(
				q->institution, seats->quotas[j].institution))
				return tsm_fail(err, TSM_E_DUPLICATE,
				    q->institution,
				    "the institution is "
				    "listed twice");
		pools->own[i] = (struct pool){ .left = q->seats };
		if (q->seats < 0 || left < 0)
			continue;
		if (q->seats > left)
			return tsm_fail(err, TSM_E_VALUE, q->institution,
			    "the seats exceed the capacity");
		left -= q->seats;
	}
	pools->shared = (struct pool){ .left = left };
	return TSM_OK;
}

/* The pool an institution draws from; NULL: it has no seats here. */
static struct pool *pool_of(
    const struct tsm_seats *seats, struct pools *pools, const char *institution)
{
	if (seats->quota_count == 0)
		return &pools->shared;
	for (size_t i = 0; institution && i < seats->quota_count; i++)
		if (tsm_streq(institution, seats->quotas[i].institution))
			return seats->quotas[i].seats < 0 ? &pools->shared
							  : &pools->own[i];
	return NULL;
}

enum tsm_status tsm_seats_assign(const struct tsm_seats *seats,
    const struct tsm_application *applications, size_t count,
    struct tsm_placement *ret_placements, struct tsm_error *err)
{
	struct pools pools = { .shared = { 0, 0 } };

	TSM_TRY(open_pools(seats, &pools, err));
	/* Those who have a place take theirs before anyone new. */
	for (size_t i = 0; i < count; i++) {
		struct pool *pool;

		ret_placements[i] = (struct tsm_placement){ 0 };
		if (!applications[i].has_place)
			continue;
		ret_placements[i].place = TSM_PLACE_ENROLLED;
		pool = pool_of(seats, &pools, applications[i].institution);
		if (pool && pool->left > 0)
			pool->left--;
	}
	for (size_t i = 0; i < count; i++) {
		struct tsm_placement *place = &ret_placements[i];
		struct pool *pool;

		if (applications[i].has_place)
			continue;
		pool = pool_of(seats, &pools, applications[i].institution);
		if (!pool) {
			place->place = TSM_PLACE_NO_SEATS;
		} else if (pool->left != 0) {
			place->place = TSM_PLACE_ENROLLED;
			if (pool->left > 0)
				pool->left--;
		} else if (seats->waiting_list) {
			place->place = TSM_PLACE_WAITING;
			place->position = ++pool->waiting;
		} else {
			place->place = TSM_PLACE_FULL;
		}
	}
	return TSM_OK;
}
