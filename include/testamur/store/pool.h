/*
 * pool.h - connections for the threads of a web server.
 *
 * A fixed number of connections to one database, opened when first needed
 * and lent to one thread at a time. All functions may be called from any
 * thread; the connection itself belongs to the borrower until it is given
 * back. A pool on "sqlite::memory:" has one connection, since it would be
 * several databases otherwise (TSM_E_USAGE).
 */
#ifndef TESTAMUR_STORE_POOL_H
#define TESTAMUR_STORE_POOL_H

#include "testamur/store/store.h"

struct tsm_store_pool;

/* Most connections of one pool. */
#define TSM_STORE_POOL_MAX 64

/*
 * A pool of at most size (1..TSM_STORE_POOL_MAX, else TSM_E_USAGE)
 * connections. The first is opened at once, so every status of
 * tsm_store_new is possible. Free with tsm_store_pool_free.
 */
enum tsm_status tsm_store_pool_new(const char *url,
    const struct tsm_store_options *options, size_t size,
    struct tsm_store_pool **ret_pool, struct tsm_error *err) TSM_NODISCARD;

/* Close all; every connection must have been given back. NULL accepted. */
void tsm_store_pool_free(struct tsm_store_pool **pool);

/*
 * Borrow a connection, waiting at most wait_ms milliseconds for one.
 * TSM_E_BUSY when none became free, and the statuses of tsm_store_new.
 */
enum tsm_status tsm_store_pool_take(struct tsm_store_pool *pool, int wait_ms,
    struct tsm_store **ret_store, struct tsm_error *err) TSM_NODISCARD;

/*
 * Give it back; an open transaction is rolled back. Clears the borrower's
 * pointer; NULL inside is accepted.
 */
void tsm_store_pool_give(struct tsm_store_pool *pool, struct tsm_store **store);

#endif
