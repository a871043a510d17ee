/*
 * texts.h - a map from texts to pointers that nobody can make slow.
 *
 * A crit-bit tree: finding a text costs no more than its length in bits,
 * whatever an attacker calls it; there is no hash to collide and nothing
 * random. Maps live in an arena and die with it; one entry costs two nodes
 * of it, nothing is ever taken out. One thread at a time.
 */
#ifndef TESTAMUR_BASE_TEXTS_H
#define TESTAMUR_BASE_TEXTS_H

#include "testamur/base/arena.h"
#include "testamur/base/str.h"

struct tsm_texts_node;

/* All zero: empty. */
struct tsm_texts {
	struct tsm_texts_node *root;
};

/* The value of a text, which may be changed there; NULL: not in the map. */
void **tsm_texts_find(const struct tsm_texts *map, struct tsm_str text)
    TSM_NODISCARD;

/*
 * Put in a text that is not there yet; it and what value points to have to
 * outlive the map. TSM_E_MEMORY leaves the map as it was.
 */
enum tsm_status tsm_texts_add(struct tsm_texts *map, struct tsm_arena *arena,
    struct tsm_str text, void *value) TSM_NODISCARD;

#endif
