/*
 * bodies.h - the memory of bodies: of requests while they arrive and are worked
 * on, of answers until their clients have read them.
 *
 * All together have at most what the server may, those of one client (an
 * address or an API key, by its hash) a quarter of it: who sends and reads
 * slowly leaves room for others. Clients share a count now and then, as a
 * hash leads to one of CLIENTS; then they share that quarter.
 */
#ifndef TESTAMUR_HTTP_BODIES_H
#define TESTAMUR_HTTP_BODIES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TSM_BODIES_CLIENTS 16384

/* Zeroed, with its maximum in bytes. Any thread. */
struct tsm_bodies {
	size_t max;
	atomic_size_t all;
	atomic_size_t of[TSM_BODIES_CLIENTS];
};

/* Count so many bytes more for a client; false: they would be too many, and
 * are not counted. */
bool tsm_bodies_add(struct tsm_bodies *bodies, uint64_t client, size_t len);

/* They are free again. */
void tsm_bodies_give(struct tsm_bodies *bodies, uint64_t client, size_t len);

#endif
