/*
 * embed.h - files compiled into the programs (build-aux/embed.py).
 */
#ifndef TESTAMUR_BASE_EMBED_H
#define TESTAMUR_BASE_EMBED_H

#include <stddef.h>

struct tsm_embedded {
	const char *name;          /* base name; NULL ends a table */
	const unsigned char *data; /* followed by a NUL not counted in len */
	size_t len;
};

/* Generated tables, one per module that embeds files. */
extern const struct tsm_embedded tsm_store_embedded[];
extern const struct tsm_embedded tsm_pages_embedded[];
extern const struct tsm_embedded tsm_rules_embedded[];

/* The row with this name, or NULL. */
const struct tsm_embedded *tsm_embedded_find(
    const struct tsm_embedded *table, const char *name);

#endif
