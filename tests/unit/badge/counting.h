/* counting.h - randomness that can be foreseen, for tests. */
#ifndef TESTS_COUNTING_H
#define TESTS_COUNTING_H

#include <stdint.h>

#include "testamur/base/random.h"

/* A linear congruential sequence; self is its uint64_t. */
static inline enum tsm_status counting_fill(void *self, void *out, size_t len)
{
	uint64_t *seed = self;
	unsigned char *bytes = out;
	for (size_t i = 0; i < len; i++) {
		*seed = *seed * 6364136223846793005U + 1442695040888963407U;
		bytes[i] = (unsigned char)(*seed >> 56);
	}
	return TSM_OK;
}

#endif
