/*
 * alloc.h - the one table through which everything allocates.
 *
 * The programs keep the default (malloc and friends); tests put a table in
 * that fails the n-th allocation. The same functions are handed to jansson
 * and SQLite. Set it once, before any thread starts.
 */
#ifndef TESTAMUR_BASE_ALLOC_H
#define TESTAMUR_BASE_ALLOC_H

#include <stddef.h>

#include "testamur/base/status.h"

struct tsm_allocator {
	void *(*realloc_fn)(void *ptr, size_t size); /* NULL ptr: new */
	void (*free_fn)(void *ptr);
};

/* Replace the table; NULL restores the default. Not thread-safe. */
void tsm_alloc_set(const struct tsm_allocator *table);

/* At least one byte is allocated. NULL when memory is exhausted. */
void *tsm_malloc(size_t size) TSM_NODISCARD;

/* Zeroed room for count objects of size bytes; NULL on overflow too. */
void *tsm_calloc(size_t count, size_t size) TSM_NODISCARD;

/* As realloc: on failure NULL, and ptr stays valid. */
void *tsm_realloc(void *ptr, size_t size) TSM_NODISCARD;

/* As free; NULL is accepted. */
void tsm_free(void *ptr);

/* A copy of a NUL-terminated text, or NULL. Free with tsm_free. */
char *tsm_strdup(const char *text) TSM_NODISCARD;

/* Overwrite with zeros in a way that the compiler may not drop. */
void tsm_wipe(void *ptr, size_t size);

#endif
