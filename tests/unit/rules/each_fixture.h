/*
 * each_fixture.h - a fixture of its own for each test: setup and teardown.
 */
#ifndef TESTS_RULES_EACH_FIXTURE_H
#define TESTS_RULES_EACH_FIXTURE_H

#include "fixture.h"

static struct fixture f;

static int setup(void **state)
{
	(void)state;
	fx_init(&f);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fx_release(&f);
	return 0;
}

#endif
