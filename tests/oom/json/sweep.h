/*
 * sweep.h - fail the n-th allocation, for every n until nothing fails.
 *
 * The tried function must either succeed with its usual output or answer
 * TSM_E_MEMORY, leave nothing allocated, and leave its output alone.
 */
#ifndef TSM_TESTS_OOM_JSON_SWEEP_H
#define TSM_TESTS_OOM_JSON_SWEEP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/buf.h"

static size_t sweep_left; /* allocations until the one that fails */
static bool sweep_failed;
static long sweep_live;

static void *sweep_realloc(void *ptr, size_t size)
{
	if (sweep_left == 0) {
		sweep_failed = true;
		return NULL;
	}
	sweep_left--;
	sweep_live += ptr == NULL ? 1 : 0;
	return realloc(ptr, size);
}

static void sweep_free(void *ptr)
{
	sweep_live--;
	free(ptr);
}

/* out is initialised and released here; the function appends to it. */
static void sweep(enum tsm_status (*function)(struct tsm_buf *out))
{
	static const struct tsm_allocator table = { sweep_realloc, sweep_free };
	char want[1 << 16];
	size_t want_len = 0;
	for (size_t n = SIZE_MAX;; n = n == SIZE_MAX ? 0 : n + 1) {
		struct tsm_buf out;
		sweep_left = n;
		sweep_failed = false;
		sweep_live = 0;
		tsm_buf_init(&out, 0);
		tsm_alloc_set(&table);
		enum tsm_status status = function(&out);
		if (n == SIZE_MAX) {
			assert_int_equal(status, TSM_OK);
			assert_true(out.len < sizeof(want));
			want_len = out.len;
			memcpy(want, tsm_buf_cstr(&out), want_len);
		} else if (status != TSM_OK) {
			assert_true(sweep_failed);
			assert_int_equal(status, TSM_E_MEMORY);
			assert_int_equal(out.len, 0);
		} else {
			assert_int_equal(out.len, want_len);
			assert_memory_equal(tsm_buf_cstr(&out), want, want_len);
		}
		tsm_buf_release(&out);
		tsm_alloc_set(NULL);
		assert_int_equal(sweep_live, 0);
		if (n != SIZE_MAX && !sweep_failed)
			break;
	}
}

#endif
