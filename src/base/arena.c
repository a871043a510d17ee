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
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char data[];
};

void tsm_arena_init(struct tsm_arena *arena, size_t max)
{
	arena->blocks = NULL;
	arena->used = 0;
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
	arena->blocks = NULL;
	arena->used = 0;
}

static struct tsm_arena_block *add_block(struct tsm_arena *arena, size_t need)
{
	size_t size = BLOCK_MIN;
	if (arena->blocks != NULL && arena->blocks->size < BLOCK_MAX)
		size = arena->blocks->size * 2;
	else if (arena->blocks != NULL)
		size = BLOCK_MAX;
	if (size < need)
		size = need;
	struct tsm_arena_block *block =
	    tsm_malloc(sizeof(struct tsm_arena_block) + size);
	if (block == NULL)
		return NULL;
	block->next = arena->blocks;
	block->used = 0;
	block->size = size;
	arena->blocks = block;
	return block;
}

void *tsm_arena_alloc(struct tsm_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	if (size == 0)
		size = 1;
	if (size > arena->max || arena->used > arena->max - size)
		return NULL;
	size_t rounded = (size + align - 1) / align * align;
	struct tsm_arena_block *block = arena->blocks;
	if (block == NULL || block->size - block->used < rounded) {
		block = add_block(arena, rounded);
		if (block == NULL)
			return NULL;
	}
	void *ptr = block->data + block->used;
	block->used += rounded;
	arena->used += rounded;
	memset(ptr, 0, rounded);
	return ptr;
}

void *tsm_arena_array(struct tsm_arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return tsm_arena_alloc(arena, count * size);
}

char *tsm_arena_copy(struct tsm_arena *arena, const void *data, size_t len)
{
	if (len == SIZE_MAX)
		return NULL;
	char *copy = tsm_arena_alloc(arena, len + 1);
	if (copy != NULL && len > 0)
		memcpy(copy, data, len);
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

char *tsm_arena_printf(struct tsm_arena *arena, const char *fmt, ...)
{
	va_list args;
	va_list again;
	va_start(args, fmt);
	va_copy(again, args);
	char *out = NULL;
	int n = vsnprintf(NULL, 0, fmt, args);
	if (n >= 0)
		out = tsm_arena_alloc(arena, (size_t)n + 1);
	if (out != NULL)
		(void)vsnprintf(out, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(args);
	return out;
}
