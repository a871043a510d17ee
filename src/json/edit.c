/*
 * edit.c - objects that differ from one that was read in single members.
 *
 * The tree never changes; what is new is one level, the values below are
 * shared.
 */
#include <string.h>

#include "internal.h"

static bool named(const char *const *names, struct tsm_str name)
{
	for (; names != NULL && *names != NULL; names++)
		if (tsm_str_is(name, *names))
			return true;
	return false;
}

static void put(struct tsm_json *object, struct tsm_json *at,
    struct tsm_str name, const struct tsm_json *value)
{
	*at = *value;
	at->name = name;
	at->parent = object;
}

static void set(struct tsm_json *object, struct tsm_json *children,
    const struct tsm_json_member *member)
{
	struct tsm_str name = tsm_str(member->name);
	uint32_t i = 0;

	while (i < object->count && !tsm_str_eq(children[i].name, name))
		i++;
	if (i == object->count)
		object->count++;
	put(object, &children[i], name, member->value);
}

/* Children and, as the reader leaves it behind them, their order by name. */
static struct tsm_json *children_new(struct tsm_arena *arena, size_t count)
{
	if (count > UINT32_MAX / 2)
		return NULL;
	return tsm_arena_alloc(
	    arena, count * (sizeof(struct tsm_json) + sizeof(uint32_t)) + 1);
}

/* order_of() of doc.c looks for the order right behind the last child. */
static void finish(struct tsm_json *object, struct tsm_json *children)
{
	object->first = children;
	for (uint32_t i = 0; i < object->count; i++)
		children[i].index = i;
	if (object->count > TSM_JSON_SMALL)
		tsm_json_sort((uint32_t *)(void *)(children + object->count),
		    object->count, children, tsm_str_cmp);
}

const struct tsm_json *tsm_json_with(struct tsm_arena *arena,
    const struct tsm_json *object, const char *const *without,
    const struct tsm_json_member *members, size_t n)
{
	size_t most = n + (object != NULL ? object->count : 0);
	struct tsm_json *copy = tsm_arena_alloc(arena, sizeof(*copy));
	struct tsm_json *children = children_new(arena, most);

	if (copy == NULL || children == NULL)
		return NULL;
	copy->type = TSM_JSON_OBJECT;
	if (object != NULL)
		*copy = *object;
	copy->count = 0;
	for (size_t i = 0; object != NULL && i < object->count; i++) {
		const struct tsm_json *member = &object->first[i];
		if (!named(without, member->name))
			put(copy, &children[copy->count++], member->name,
			    member);
	}
	for (size_t i = 0; i < n; i++)
		set(copy, children, &members[i]);
	finish(copy, children);
	return copy;
}

const struct tsm_json *tsm_json_list(
    struct tsm_arena *arena, const struct tsm_json *const *values, size_t n)
{
	struct tsm_json *list = tsm_arena_alloc(arena, sizeof(*list));
	struct tsm_json *children = children_new(arena, n);

	if (list == NULL || children == NULL)
		return NULL;
	list->type = TSM_JSON_ARRAY;
	list->count = (uint32_t)n;
	list->first = children;
	for (size_t i = 0; i < n; i++) {
		put(list, &children[i], (struct tsm_str){ 0 }, values[i]);
		children[i].index = (uint32_t)i;
	}
	return list;
}

const struct tsm_json *tsm_json_pick(struct tsm_arena *arena,
    const struct tsm_json *container, const struct tsm_json *const *children,
    size_t n)
{
	struct tsm_json *copy = tsm_arena_alloc(arena, sizeof(*copy));
	struct tsm_json *places = children_new(arena, n);

	if (copy == NULL || places == NULL)
		return NULL;
	*copy = *container;
	copy->count = (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		put(copy, &places[i], children[i]->name, children[i]);
	finish(copy, places);
	return copy;
}
