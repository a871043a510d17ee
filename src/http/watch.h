/*
 * watch.h - wall-clock limits of connections.
 *
 * libmicrohttpd knows an inactivity time-out only, which a client defeats
 * by dripping bytes. Here each connection has a deadline for what it is
 * doing now; a thread shuts down the sockets of those that miss it, and
 * libmicrohttpd then finds them closed. An entry lives from the opening to
 * the closing of its socket, so a descriptor is never confused.
 */
#ifndef TESTAMUR_HTTP_WATCH_H
#define TESTAMUR_HTTP_WATCH_H

#include <stdint.h>

#include "testamur/base/status.h"

struct tsm_watch;
struct tsm_watched;

/*
 * Start the thread, which also calls tick ten times a second. NULL: out of
 * memory, or no thread to be had.
 */
struct tsm_watch *tsm_watch_new(void (*tick)(void *ctx), void *ctx)
    TSM_NODISCARD;

/* Stop the thread; no entry is left by then. */
void tsm_watch_free(struct tsm_watch **watch);

/* Watch a socket, to be cut off in ms milliseconds. NULL: no memory. */
struct tsm_watched *tsm_watch_add(struct tsm_watch *watch, int fd, unsigned ms)
    TSM_NODISCARD;

/* A new deadline, ms milliseconds from now. Any thread. */
void tsm_watch_set(struct tsm_watched *entry, unsigned ms);

/* The socket is about to be closed; NULL is accepted. */
void tsm_watch_remove(struct tsm_watch *watch, struct tsm_watched *entry);

/* Milliseconds of a clock that never goes back. */
int64_t tsm_clock_ms(void);

#endif
