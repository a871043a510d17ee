#include "testamur/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"

/* The first block is small, each next one twice as large up to this. */
#define BLOCK_MIN ((size_t)4 << 10)
#define BLOCK_MAX ((size_t)256 << 10)

struct tsm_arena_block {
	struct tsm_arena_block *next;
	size_t size;
	alignas(max_align_t) unsigned char data[];
};

void tsm_arena_init(struct tsm_arena *arena, size_t max)
{
	memset(arena, 0, sizeof(*arena));
	arena->max = max > 0 ? max : TSM_ARENA_MAX;
}

void tsm_arena_release(struct tsm_arena *arena)
{
	struct tsm_arena_block *block = arena->blocks;
	while (block != NULL) {
		struct tsm_arena_block *next = block->next;
		tsm_free(block);
		block = next;
	}
	tsm_arena_init(arena, arena->max);
}

void *tsm_arena_more(struct tsm_arena *arena, size_t size)
{
	const size_t mask = TSM_ARENA_ALIGN - 1;
	size_t allowed =
	    arena->max > arena->used ? arena->max - arena->used : 0;
	allowed &= ~mask;
	if (size == 0)
		size = 1;
	if (size > allowed) {
		arena->full = true;
		return NULL;
	}
	size_t rounded = (size + mask) & ~mask;
	if (rounded > arena->left) {
		size_t block_size = BLOCK_MIN;
		if (arena->blocks != NULL)
			block_size = arena->blocks->size < BLOCK_MAX
					 ? arena->blocks->size * 2
					 : BLOCK_MAX;
		if (block_size < rounded)
			block_size = rounded;
		struct tsm_arena_block *block =
		    tsm_malloc(sizeof(struct tsm_arena_block) + block_size);
		if (block == NULL)
			return NULL;
		block->next = arena->blocks;
		block->size = block_size;
		arena->blocks = block;
		arena->at = (char *)block->data;
		arena->left = block_size < allowed ? block_size : allowed;
	}
	return tsm_arena_take(arena, size);
}

enum tsm_status tsm_arena_status(
    const struct tsm_arena *arena, enum tsm_status status)
{
	return status == TSM_E_MEMORY && arena->full ? TSM_E_LIMIT : status;
}

void *tsm_arena_take_array(struct tsm_arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return tsm_arena_take(arena, count * size);
}

void *tsm_arena_array(struct tsm_arena *arena, size_t count, size_t size)
{
	void *array = tsm_arena_take_array(arena, count, size);
	return array != NULL ? memset(array, 0, count * size) : NULL;
}

char *tsm_arena_copy(struct tsm_arena *arena, const void *data, size_t len)
{
	if (len == SIZE_MAX)
		return NULL;
	char *copy = tsm_arena_take(arena, len + 1);
	if (copy == NULL)
		return NULL;
	if (len > 0)
		memcpy(copy, data, len);
	copy[len] = '\0';
	return copy;
}

char *tsm_arena_str(struct tsm_arena *arena, struct tsm_str text)
{
	return tsm_arena_copy(arena, text.ptr, text.len);
}

char *tsm_arena_dup(struct tsm_arena *arena, const char *text)
{
	return text != NULL ? tsm_arena_copy(arena, text, strlen(text)) : NULL;
}

char *tsm_arena_disarmed(struct tsm_arena *arena, const char *text)
{
	char *copy = tsm_arena_dup(arena, text);
	if (copy != NULL)
		copy[tsm_utf8_disarm(copy, strlen(copy))] = '\0';
	return copy;
}

char *tsm_arena_printf(struct tsm_arena *arena, const char *fmt, ...)
{
	va_list args;
	va_list again;
	va_start(args, fmt);
	va_copy(again, args);
	char *out = NULL;
	/* mostly it fits, and then stands where take() says */
	size_t room = arena->left;
	int n = vsnprintf(arena->at, room, fmt, args);
	if (n >= 0)
		out = tsm_arena_take(arena, (size_t)n + 1);
	if (out != NULL && (size_t)n >= room)
		(void)vsnprintf(out, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(args);
	return out;
}
