/*
 * drain.h - the end of a server: batches that it has are finished first.
 */
#ifndef TESTAMUR_VERIFIER_DRAIN_H
#define TESTAMUR_VERIFIER_DRAIN_H

#include <signal.h>

#include "jobs.h"

#define DRAIN_DEFAULT_S 20
#define DRAIN_MAX_S     3600

/*
 * Take no more batches, and wait until those that are there are done and
 * their rows were had, seconds at most, or until one more of the signals
 * comes (blocked in all threads). Requests are answered meanwhile. Then no
 * more items are begun; the log says what was lost.
 */
void drain(struct jobs *jobs, uint64_t seconds, const sigset_t *signals);

#endif
