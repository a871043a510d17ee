#include "expanded.h"

#include <string.h>

const struct tsm_json *json_new_string(struct process *p, struct tsm_str text)
{
	struct tsm_json *value = tsm_arena_alloc(p->arena, sizeof(*value));
	if (value != NULL) {
		value->type = TSM_JSON_STRING;
		value->text = text;
	}
	return value;
}

void items_add(struct items *items, struct expanded *item)
{
	items_append(items, (struct items){ item, item });
}

void items_append(struct items *items, struct items more)
{
	if (more.first == NULL)
		return;
	if (items->last != NULL)
		items->last->next = more.first;
	else
		items->first = more.first;
	items->last = more.last;
}

void items_prepend(struct items *items, struct items more)
{
	items_append(&more, *items);
	*items = more;
}

/* An array takes in the items of another; more is consumed. */
void result_add(struct result *result, struct result more)
{
	items_append(&result->items, more.items);
}

struct result result_of(struct expanded *item)
{
	return (struct result){ FORM_ONE, { item, item } };
}

/* --- properties ----------------------------------------------------------- */

/* Up to so many are searched one by one. */
#define PROPERTIES_FEW 16

static bool index_add(
    struct process *p, struct properties *properties, struct property *property)
{
	return tsm_texts_add(&properties->index, p->arena, property->iri,
		   property) == TSM_OK;
}

static bool index_all(struct process *p, struct properties *properties)
{
	for (struct property *i = properties->first; i != NULL; i = i->next) {
		if (!index_add(p, properties, i))
			return false;
	}
	return true;
}

static struct property *find(
    const struct properties *properties, struct tsm_str iri)
{
	if (properties->count >= PROPERTIES_FEW) {
		void **known = tsm_texts_find(&properties->index, iri);
		return known != NULL ? *known : NULL;
	}
	for (struct property *i = properties->first; i != NULL; i = i->next) {
		if (i->iri.len == iri.len &&
		    memcmp(i->iri.ptr, iri.ptr, iri.len) == 0)
			return i;
	}
	return NULL;
}

struct property *properties_have(
    struct process *p, struct properties *properties, struct tsm_str iri)
{
	struct property *property = find(properties, iri);
	if (property != NULL)
		return property;
	property = tsm_arena_alloc(p->arena, sizeof(*property));
	if (property == NULL)
		return NULL;
	property->iri = iri;
	if (properties->count >= PROPERTIES_FEW &&
	    !index_add(p, properties, property))
		return NULL;
	if (properties->last != NULL)
		properties->last->next = property;
	else
		properties->first = property;
	properties->last = property;
	if (++properties->count == PROPERTIES_FEW && !index_all(p, properties))
		return NULL;
	return property;
}

enum tsm_status types_add(
    struct process *p, struct types *types, struct iri type, bool prepend)
{
	if (types->count == types->cap) {
		uint32_t cap = types->cap > 0 ? types->cap * 2 : 2;
		struct iri *wider =
		    tsm_arena_array(p->arena, cap, sizeof(*wider));
		if (wider == NULL)
			return tsm_fail_memory(p->err);
		if (types->count > 0)
			memcpy(
			    wider, types->items, types->count * sizeof(*wider));
		types->items = wider;
		types->cap = cap;
	}
	if (prepend && types->count > 0)
		memmove(types->items + 1, types->items,
		    types->count * sizeof(*types->items));
	types->items[prepend ? 0 : types->count] = type;
	types->count++;
	return TSM_OK;
}
