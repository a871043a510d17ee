/*
 * seats.h - who has a place, and who waits, in which order.
 *
 * Pure and total: everybody gets an answer, nobody is dropped silently.
 * Places are given in the order of application. An institution with a
 * number of seats has exactly those; institutions with null share what the
 * capacity leaves; without seats at all everybody shares the capacity.
 * Whoever already has a place keeps it, also when the capacity sank.
 */
#ifndef TESTAMUR_RULES_SEATS_H
#define TESTAMUR_RULES_SEATS_H

#include "testamur/rules/policy.h"

enum tsm_place {
	TSM_PLACE_ENROLLED,
	TSM_PLACE_WAITING, /* on the waiting list */
	TSM_PLACE_FULL,    /* no place, and there is no waiting list */
	TSM_PLACE_NO_SEATS /* the person's institution has no seats here */
};

/* The size of a cohort; from the policy or the cohort's own values. */
struct tsm_seats {
	int64_t capacity; /* -1: no limit */
	const struct tsm_policy_seat *quotas;
	size_t quota_count; /* 0: everybody shares the capacity */
	bool waiting_list;
};

struct tsm_application {
	const char *institution; /* or NULL */
	bool has_place;          /* already enrolled */
};

struct tsm_placement {
	enum tsm_place place;
	/* WAITING: 1 for the next of this institution's pool, 2, … */
	size_t position;
};

/* The seats a policy states. */
struct tsm_seats tsm_policy_seats(const struct tsm_policy *policy);

/*
 * Answer each of count applications, ordered first come first, in
 * ret_placements (count elements). TSM_E_VALUE when the quotas exceed the
 * capacity or one is negative (other than -1), TSM_E_DUPLICATE for an
 * institution listed twice, TSM_E_LIMIT for more quotas than
 * TSM_SEAT_QUOTAS_MAX. Nothing is allocated.
 */
enum tsm_status tsm_seats_assign(const struct tsm_seats *seats,
    const struct tsm_application *applications, size_t count,
    struct tsm_placement *ret_placements, struct tsm_error *err) TSM_NODISCARD;

#endif
