/*
 * random.h - randomness as an argument.
 *
 * The pure core never asks the system for random bytes: it is given a
 * struct tsm_random. The programs pass tsm_random_system(); tests pass a
 * reproducible one.
 */
#ifndef TESTAMUR_BASE_RANDOM_H
#define TESTAMUR_BASE_RANDOM_H

#include "testamur/base/status.h"

struct tsm_random {
	enum tsm_status (*fill)(void *self, void *out, size_t len);
	void *self;
};

/* The operating system's generator, through libcrypto. Static. */
const struct tsm_random *tsm_random_system(void);

enum tsm_status tsm_random_fill(
    const struct tsm_random *random, void *out, size_t len) TSM_NODISCARD;

#endif
