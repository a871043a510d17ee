/*
 * sort.h - texts in the order of their bytes, which in UTF-8 is the order
 * of code points.
 *
 * Private to the module. No text may be the beginning of another one;
 * several may be equal.
 */
#ifndef TSM_RDF_SORT_H
#define TSM_RDF_SORT_H

#include <stdint.h>

#include "testamur/base/arena.h"
#include "testamur/base/str.h"

struct rdf_key {
	const char *ptr;
	uint32_t len;
	uint32_t index; /* the caller's */
	uint64_t word;  /* while sorting: eight bytes that tell most apart */
};

struct rdf_sorter {
	struct rdf_key *keys; /* the caller fills these */
	struct rdf_key *spare;
};

/* Room for cap texts. TSM_E_MEMORY. */
enum tsm_status tsm_rdf_sorter_init(struct rdf_sorter *sorter,
    struct tsm_arena *arena, size_t cap) TSM_NODISCARD;

/*
 * Sort the first count keys; equal ones stay in their order. In each of log n
 * merges whatever is put out was compared once: O(bytes * log n) at most.
 */
void tsm_rdf_sort(struct rdf_sorter *sorter, size_t count);

/* Whether two keys have the same text. */
bool tsm_rdf_key_equal(const struct rdf_key *a, const struct rdf_key *b);

#endif
