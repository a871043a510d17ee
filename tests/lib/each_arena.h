/*
 * each_arena.h - an arena of its own for each test: setup and teardown.
 */
#ifndef TESTS_LIB_EACH_ARENA_H
#define TESTS_LIB_EACH_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "testamur/base/arena.h"

static struct tsm_arena arena;

static int setup(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tsm_arena_release(&arena);
	return 0;
}

#endif
