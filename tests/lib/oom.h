/*
 * oom.h - an allocator that fails when it is told to.
 *
 *	for (size_t n = 1;; n++) {
 *		oom_begin(n, OOM_ONCE);   // the n-th allocation from here
 *		status = …;               // fails, and nothing else does
 *		if (!oom_end())
 *			break;            // there is no n-th
 *	}
 *
 * OOM_LASTING: every allocation after it fails, too. With n 0 none fails.
 * oom.live counts what was allocated and not freed in between.
 */
#ifndef TESTS_LIB_OOM_H
#define TESTS_LIB_OOM_H

#include <stdbool.h>
#include <stdlib.h>

#include "testamur/base/alloc.h"

enum oom_mode {
	OOM_ONCE,
	OOM_LASTING
};

static struct {
	size_t countdown; /* allocations until the one that fails; 0: none */
	enum oom_mode mode;
	bool failed;
	long live;
} oom;

static inline void *oom_realloc(void *ptr, size_t size)
{
	if (oom.countdown > 0 && --oom.countdown == 0) {
		oom.failed = true;
		oom.countdown = oom.mode == OOM_LASTING ? 1 : 0;
		return NULL;
	}
	oom.live += ptr == NULL ? 1 : 0;
	return realloc(ptr, size);
}

static inline void oom_free(void *ptr)
{
	oom.live -= ptr != NULL ? 1 : 0;
	free(ptr);
}

static inline void oom_begin(size_t n, enum oom_mode mode)
{
	static const struct tsm_allocator table = { oom_realloc, oom_free };
	oom.countdown = n;
	oom.mode = mode;
	oom.failed = false;
	oom.live = 0;
	tsm_alloc_set(&table);
}

/* Back to plenty of memory; whether an allocation failed. */
static inline bool oom_end(void)
{
	oom.countdown = 0;
	tsm_alloc_set(NULL);
	return oom.failed;
}

#endif
