/*
 * flight.h - one request at a time for each document.
 *
 * Who asks for what somebody is already asking for waits, and gets the same
 * answer, failures too. Any thread; the lock is not held while anything is
 * fetched.
 */
#ifndef TESTAMUR_NET_FLIGHT_H
#define TESTAMUR_NET_FLIGHT_H

#include "testamur/net/fetch.h"

struct tsm_flights;
struct tsm_flight;

/* NULL: out of memory. Free when nobody asks any more. */
struct tsm_flights *tsm_flights_new(void) TSM_NODISCARD;
void tsm_flights_free(struct tsm_flights **flights);

/*
 * Either *ret_flight is set, and the caller fetches and then has to call
 * tsm_flight_land() (the status is TSM_OK). Or somebody did, and
 * *ret_flight is NULL: status, *ret_reply (its texts in the arena) and *err
 * are what they got; TSM_E_UNREACHABLE when that took longer than the
 * request's time, TSM_E_MEMORY.
 */
enum tsm_status tsm_flight_join(struct tsm_flights *flights,
    const struct tsm_fetch_request *request, struct tsm_arena *arena,
    struct tsm_flight **ret_flight, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err) TSM_NODISCARD;

/* What came of it; the flight is the caller's no more. */
void tsm_flight_land(struct tsm_flights *flights, struct tsm_flight *flight,
    enum tsm_status status, const struct tsm_fetch_reply *reply,
    const struct tsm_error *err);

#endif
