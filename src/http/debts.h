/*
 * debts.h - clients whose requests took a reader's thread too long.
 *
 * A route that answers at once is run by the thread that reads and writes for
 * all connections. Who sends what takes long to compute is not served by it
 * for fifty times as long as that took, but by the threads of the pool, of
 * which one client has a share.
 */
#ifndef TESTAMUR_HTTP_DEBTS_H
#define TESTAMUR_HTTP_DEBTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define TSM_DEBTS_CLIENTS 16384

/* Zeroed. Any thread. Clients by their hashes, of which some share a place;
 * then both wait for the pool. */
struct tsm_debts {
	_Atomic int64_t until_us[TSM_DEBTS_CLIENTS];
};

/* What a client had done at once took so many microseconds of a processor,
 * and ended now. */
void tsm_debts_add(
    struct tsm_debts *debts, uint64_t client, int64_t took_us, int64_t now_us);

/* Whether a reader's thread should not work for a client now. */
bool tsm_debts_has(
    const struct tsm_debts *debts, uint64_t client, int64_t now_us);

#endif
