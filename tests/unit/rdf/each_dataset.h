/*
 * each_dataset.h - a dataset of its own for each test: setup and teardown.
 */
#ifndef TESTS_RDF_EACH_DATASET_H
#define TESTS_RDF_EACH_DATASET_H

#include "preamble.h"

static struct tsm_arena arena;
static struct tsm_rdf_dataset dataset;

static int setup(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	tsm_rdf_dataset_init(&dataset, &arena, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tsm_arena_release(&arena);
	return 0;
}

#endif
