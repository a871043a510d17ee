#include "testamur/base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *default_realloc(void *ptr, size_t size)
{
	return realloc(ptr, size);
}

static void default_free(void *ptr)
{
	free(ptr);
}

static const struct tsm_allocator standard = { default_realloc, default_free };
static struct tsm_allocator current = { default_realloc, default_free };

void tsm_alloc_set(const struct tsm_allocator *table)
{
	current = table != NULL ? *table : standard;
}

void *tsm_malloc(size_t size)
{
	return current.realloc_fn(NULL, size > 0 ? size : 1);
}

void *tsm_calloc(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	void *ptr = tsm_malloc(count * size);
	if (ptr != NULL)
		memset(ptr, 0, count * size);
	return ptr;
}

void *tsm_realloc(void *ptr, size_t size)
{
	return current.realloc_fn(ptr, size > 0 ? size : 1);
}

void tsm_free(void *ptr)
{
	if (ptr != NULL)
		current.free_fn(ptr);
}

char *tsm_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = tsm_malloc(size);
	if (copy != NULL)
		memcpy(copy, text, size);
	return copy;
}

void tsm_wipe(void *ptr, size_t size)
{
	if (ptr != NULL && size > 0)
		explicit_bzero(ptr, size);
}
