/*
 * arena.h - memory that is released all at once.
 *
 * What a pipeline produces (a parsed document, a decision, one request) lives
 * in an arena and dies with it; nothing inside is freed singly. An arena has a
 * stated maximum in bytes, beyond which allocation fails as if memory were
 * exhausted; it remembers that, so that whoever began can tell the one from
 * the other (tsm_arena_status). Secrets never go into an arena. One thread at
 * a time.
 */
#ifndef TESTAMUR_BASE_ARENA_H
#define TESTAMUR_BASE_ARENA_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "testamur/base/status.h"
#include "testamur/base/str.h"

struct tsm_arena_block;

struct tsm_arena {
	struct tsm_arena_block *blocks;
	char *at;    /* free bytes of the newest block, aligned */
	size_t left; /* how many, as far as max allows */
	size_t used; /* bytes handed out */
	size_t max;  /* bytes at most */
	bool full;   /* an allocation was refused since that was too much */
};

/* An empty arena that hands out at most max bytes; 0: TSM_ARENA_MAX. */
void tsm_arena_init(struct tsm_arena *arena, size_t max);

/* Release everything; the arena is empty and usable afterwards. */
void tsm_arena_release(struct tsm_arena *arena);

/* A new block: what tsm_arena_take() falls back to. */
void *tsm_arena_more(struct tsm_arena *arena, size_t size) TSM_NODISCARD;

#define TSM_ARENA_ALIGN alignof(max_align_t)

/* Aligned for any object, for what is written at once: it is not zeroed.
 * NULL: out of memory or over the max. */
static inline TSM_NODISCARD void *tsm_arena_take(
    struct tsm_arena *arena, size_t size)
{
	const size_t mask = TSM_ARENA_ALIGN - 1;
	if (size == 0 || size > arena->left)
		return tsm_arena_more(arena, size);
	/* both are multiples, so that what is rounded up is still there */
	size_t rounded = (size + mask) & ~mask;
	void *ptr = arena->at;
	arena->at += rounded;
	arena->left -= rounded;
	arena->used += rounded;
	return ptr;
}

/* The same, zeroed. */
static inline TSM_NODISCARD void *tsm_arena_alloc(
    struct tsm_arena *arena, size_t size)
{
	void *ptr = tsm_arena_take(arena, size);
	return ptr != NULL ? memset(ptr, 0, size) : NULL;
}

/* Zeroed array; NULL on overflow as well. */
void *tsm_arena_array(struct tsm_arena *arena, size_t count, size_t size)
    TSM_NODISCARD;

/* The same, not zeroed. */
void *tsm_arena_take_array(struct tsm_arena *arena, size_t count, size_t size)
    TSM_NODISCARD;

/* A NUL-terminated copy of len bytes. NULL: out of memory. */
char *tsm_arena_copy(struct tsm_arena *arena, const void *data, size_t len)
    TSM_NODISCARD;

/* A NUL-terminated copy of a view or of a C string (NULL stays NULL). */
char *tsm_arena_str(struct tsm_arena *arena, struct tsm_str text) TSM_NODISCARD;
char *tsm_arena_dup(struct tsm_arena *arena, const char *text) TSM_NODISCARD;

/* The same of what somebody else wrote, disarmed (tsm_utf8_disarm). */
char *tsm_arena_disarmed(struct tsm_arena *arena, const char *text)
    TSM_NODISCARD;

/* What a failure for want of memory in it was: TSM_E_LIMIT where the maximum
 * was met, for TSM_E_MEMORY; any other status as it is. */
enum tsm_status tsm_arena_status(
    const struct tsm_arena *arena, enum tsm_status status) TSM_NODISCARD;

/* printf into the arena. NULL: out of memory. */
char *tsm_arena_printf(struct tsm_arena *arena, const char *fmt, ...)
    TSM_PRINTF(2, 3) TSM_NODISCARD;

#endif
