/*
 * limit.h - how often one client may ask: token buckets in a fixed table.
 *
 * A bucket belongs to (rate class, client). Its place and tag are a keyed
 * hash (SipHash-2-4 with a random key), so nobody can aim at somebody
 * else's bucket, and no address is stored. Memory is fixed at the start:
 * when a row of the table is full, the bucket longest unused is
 * forgotten. IPv6 clients count per /64. Safe for many threads.
 */
#ifndef TESTAMUR_HTTP_LIMIT_H
#define TESTAMUR_HTTP_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/random.h"
#include "testamur/base/str.h"

struct tsm_rate {
	const char *name;    /* for /metrics */
	unsigned burst;      /* requests at once, 1..1000000 */
	unsigned per_minute; /* refill, 1..1000000 */
};

struct tsm_limiter;

/*
 * A table with room for about buckets clients (rounded up to a power of
 * two, at least 64). TSM_E_USAGE for a rate out of range, TSM_E_MEMORY, or
 * what random says. rates must outlive it. Free with tsm_limiter_free.
 */
enum tsm_status tsm_limiter_new(const struct tsm_rate *rates, size_t count,
    size_t buckets, const struct tsm_random *random,
    struct tsm_limiter **ret_limiter) TSM_NODISCARD;
void tsm_limiter_free(struct tsm_limiter **limiter);

/* What a client has of a class after a question. */
struct tsm_quota {
	size_t rate;      /* the class, from 0 */
	unsigned left;    /* whole tokens */
	unsigned retry_s; /* refused: seconds until there is enough; or 0 */
	unsigned full_s;  /* seconds until the bucket is full again */
};

/*
 * Take tokens (1 or more, all or none) of class rate (0-based) for client
 * (an address as text, or any key) at now_ms of a clock that never goes
 * back. False: refused; more than the burst always is. *ret_quota is
 * written in either case.
 */
bool tsm_limiter_charge(struct tsm_limiter *limiter, size_t rate,
    const char *client, unsigned tokens, int64_t now_ms,
    struct tsm_quota *ret_quota);

/* Put one token back: what it was taken for turned out to be something else. */
void tsm_limiter_give(struct tsm_limiter *limiter, size_t rate,
    const char *client, int64_t now_ms);

/*
 * Take one token. False: refused, and *ret_retry_s says after how many
 * seconds there will be one.
 */
bool tsm_limiter_take(struct tsm_limiter *limiter, size_t rate,
    const char *client, int64_t now_ms, unsigned *ret_retry_s);

/* How many were refused so far in a class. */
uint64_t tsm_limiter_refused(const struct tsm_limiter *limiter, size_t rate);

#endif
