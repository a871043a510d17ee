/*
 * sweep.h - fail the n-th allocation, for every n until nothing fails: that
 * one alone, then it and all after it.
 *
 * The tried function must either succeed with its usual output or answer
 * TSM_E_MEMORY, leave nothing allocated, and leave its output alone.
 */
#ifndef TESTS_LIB_SWEEP_H
#define TESTS_LIB_SWEEP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "oom.h"
#include "testamur/base/buf.h"

typedef enum tsm_status sweep_function(struct tsm_buf *out);

/* One run; whether an allocation failed. */
static inline bool sweep_once(sweep_function *function, size_t n,
    enum oom_mode mode, const struct tsm_buf *want)
{
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	oom_begin(n, mode);
	enum tsm_status status = function(&out);
	if (status != TSM_OK) {
		assert_true(oom.failed);
		assert_int_equal(status, TSM_E_MEMORY);
		assert_int_equal(out.len, 0);
	} else {
		assert_int_equal(out.len, want->len);
		assert_memory_equal(
		    tsm_buf_cstr(&out), tsm_buf_cstr(want), want->len);
	}
	tsm_buf_release(&out);
	assert_int_equal(oom.live, 0);
	return oom_end();
}

/* The function appends to a buffer, which is initialised and released here. */
static inline void sweep(sweep_function *function)
{
	struct tsm_buf want;
	tsm_buf_init(&want, 0);
	assert_int_equal(function(&want), TSM_OK);
	for (int mode = OOM_ONCE; mode <= OOM_LASTING; mode++) {
		size_t n = 1;
		while (sweep_once(function, n, (enum oom_mode)mode, &want))
			n++;
		assert_true(n > 1);
	}
	tsm_buf_release(&want);
}

#endif
