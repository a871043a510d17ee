/*
 * guesses.h - questions to an issuer's site about ids that may be nobody's.
 *
 * A site counts whoever asks from here as one client, and once so many of
 * its questions led to nothing it answers none (of ours: 60 a minute, and
 * 10 comparisons). So each client has a share here, and all of them
 * together have less than a site allows. The share shrinks as what is left
 * for all shrinks: a client may have used twice of what is left, no more
 * (a dynamic threshold, as of buffers that queues share). Those who guess
 * stop each other before nothing is left, and whoever has guessed nothing
 * is still answered. Several who guess no faster than their own share comes
 * back look like that, too: they share what there is with everybody.
 */
#ifndef TESTAMUR_VERIFIER_GUESSES_H
#define TESTAMUR_VERIFIER_GUESSES_H

#include "testamur/http/limit.h"

enum guess {
	GUESS_ID,
	GUESS_CLAIM /* is it this holder's? */
};

/* A table for all clients. TSM_E_MEMORY, TSM_E_CRYPTO. Free with
 * tsm_limiter_free(). */
enum tsm_status guesses_new(struct tsm_limiter **ret_guesses) TSM_NODISCARD;

/* One more of a client at now_ms of a clock that never goes back. Any
 * thread. */
bool guesses_take(struct tsm_limiter *guesses, enum guess kind,
    const char *client, int64_t now_ms) TSM_NODISCARD;

/* It led to something, and so was none. */
void guesses_give(struct tsm_limiter *guesses, enum guess kind,
    const char *client, int64_t now_ms);

#endif
