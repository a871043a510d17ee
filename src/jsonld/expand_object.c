/*
 * Expansion Algorithm, section 5.1: steps 13 and 14, the entries of a map.
 */
#include <string.h>

#include "expanded.h"

/* 13.13 and 13.14: values of a property, or of a reverse one. */
static enum tsm_status add_property(struct process *p, struct object *object,
    struct tsm_str iri, const struct definition *definition,
    struct items values)
{
	struct body *body = expanded_body(p, object->result);
	if (body == NULL)
		return tsm_fail_memory(p->err);
	bool reverse = definition != NULL && definition->reverse;
	for (struct expanded *i = reverse ? values.first : NULL; i != NULL;
	     i = i->next) {
		if (is_value(i) || is_list(i))
			return process_fail(p,
			    TSM_JSONLD_INVALID_REVERSE_PROPERTY_VALUE, i->at,
			    iri, "a reverse property takes nodes only");
	}
	struct property *property = properties_have(
	    p, reverse ? &body->reverse : &body->properties, iri);
	if (property == NULL)
		return tsm_fail_memory(p->err);
	if (definition != NULL && definition->iri.absolute)
		property->predicate = &definition->predicate;
	object->result->has |= reverse ? HAS(KEYWORD_REVERSE) : HAS_PROPERTIES;
	items_append(&property->values, values);
	return TSM_OK;
}

/* Step 13.6: a JSON literal. */
static enum tsm_status json_value(
    struct process *p, const struct tsm_json *value, struct result *ret_result)
{
	struct expanded *item = expanded_new(p, value);
	if (item == NULL)
		return tsm_fail_memory(p->err);
	item->has = HAS(KEYWORD_VALUE) | HAS(KEYWORD_TYPE);
	item->value = value;
	item->id = JSON_TYPE;
	*ret_result = result_of(item);
	return TSM_OK;
}

/* Step 13.11. */
static enum tsm_status to_list(
    struct process *p, const struct tsm_json *at, struct result *result)
{
	if (result->form == FORM_ONE && is_list(result->items.first))
		return TSM_OK;
	struct expanded *list = expanded_new(p, at);
	if (list == NULL || expanded_body(p, list) == NULL)
		return tsm_fail_memory(p->err);
	for (const struct expanded *i = result->items.first;
	     p->options->mode == TSM_JSONLD_1_0 && i != NULL; i = i->next) {
		if (is_list(i))
			return process_fail(p, TSM_JSONLD_LIST_OF_LISTS, i->at,
			    at->name, "a list of lists needs JSON-LD 1.1");
	}
	list->has = HAS(KEYWORD_LIST);
	list->body->list = result->items;
	*result = result_of(list);
	return TSM_OK;
}

/* Step 13.12: each value becomes a graph of its own. */
static enum tsm_status to_graphs(struct process *p, struct result *result)
{
	struct items graphs = { 0 };
	struct expanded *next;
	for (struct expanded *i = result->items.first; i != NULL; i = next) {
		next = i->next;
		i->next = NULL;
		TSM_TRY(expand_into_graph(p, i, &i));
		items_add(&graphs, i);
	}
	result->items = graphs;
	return TSM_OK;
}

/* Steps 13.5 to 13.12: what the value of a property comes to. */
static enum tsm_status expand_property(struct process *p,
    const struct object *object, const struct tsm_json *entry,
    const struct definition *definition, struct result *ret_result)
{
	unsigned container = definition != NULL ? definition->container : 0;
	bool map = entry->type == TSM_JSON_OBJECT;
	if (definition != NULL && definition->type_mapping == TYPE_JSON)
		TSM_TRY(json_value(p, entry, ret_result));
	else if ((container & CONTAINER_LANGUAGE) != 0 && map)
		TSM_TRY(expand_language_map(
		    p, object, entry, definition, ret_result));
	else if ((container &
		     (CONTAINER_INDEX | CONTAINER_TYPE | CONTAINER_ID)) != 0 &&
		 map)
		TSM_TRY(
		    expand_index_map(p, object, entry, definition, ret_result));
	else
		TSM_TRY(expand_defined(p, object->active, entry->name,
		    definition, entry, false, ret_result));
	/* 13.10 */
	if (ret_result->form == FORM_NULL)
		return TSM_OK;
	if ((container & CONTAINER_LIST) != 0)
		TSM_TRY(to_list(p, entry, ret_result));
	if ((container & CONTAINER_GRAPH) != 0 &&
	    (container & (CONTAINER_ID | CONTAINER_INDEX)) == 0)
		TSM_TRY(to_graphs(p, ret_result));
	return TSM_OK;
}

/* Step 13, for one entry. */
static enum tsm_status expand_entry(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	/* 13.1 */
	if (tsm_str_is(entry->name, "@context"))
		return object->nested == 0
			   ? TSM_OK
			   : safe_dropped(p, entry, "a context in a nest");
	/* 13.2 */
	struct iri iri = { 0 };
	const struct definition *definition =
	    context_term(object->active, entry->name);
	if (definition != NULL)
		iri = definition->iri;
	else
		TSM_TRY(iri_expand(
		    p, object->active, entry->name, false, true, &iri));
	TSM_TRY(plain_key(p, object, entry, definition, iri));
	/* 13.4 */
	if (iri.keyword != KEYWORD_NO)
		return expand_keyword(p, object, entry, iri.keyword);
	/* 13.3 */
	if (!iri.absolute &&
	    (iri.text.ptr == NULL ||
		memchr(iri.text.ptr, ':', iri.text.len) == NULL))
		return safe_key(p, entry, iri);
	/* a term may be a blank node, or made by @vocab of what is no IRI */
	if (!iri.absolute)
		TSM_TRY(safe_key(p, entry, iri));
	struct result value = { 0 };
	TSM_TRY(expand_property(p, object, entry, definition, &value));
	if (value.form == FORM_NULL)
		return TSM_OK;
	return add_property(p, object, iri.text, definition, value.items);
}

bool has_value_key(const struct context *active, const struct tsm_json *map)
{
	return next_of(active, map, 0, KEYWORD_VALUE) < map->count;
}

/* Step 14.2, for one nested value. */
static enum tsm_status expand_nested(struct process *p,
    const struct object *object, const struct tsm_json *key,
    const struct tsm_json *nested)
{
	struct object inner = *object;
	if (nested->type != TSM_JSON_OBJECT ||
	    has_value_key(object->active, nested))
		return process_fail(p, TSM_JSONLD_INVALID_NEST_VALUE, nested,
		    key->name, "what is nested has to be an object of members");
	inner.element = nested;
	inner.property = key->name;
	inner.nests = NULL;
	inner.nest_count = 0;
	inner.nested = object->nested + 1;
	/* 3 and 8 */
	const struct definition *definition =
	    context_term(object->active, key->name);
	if (definition != NULL && definition->has_context) {
		struct context_options options = { .override_protected = true };
		TSM_TRY(context_process(p, object->active, definition->context,
		    definition->context_base, &options, &inner.active));
	}
	return expand_entries(p, &inner);
}

enum tsm_status expand_entries(struct process *p, struct object *object)
{
	const struct tsm_json *element = object->element;
	TSM_TRY(process_spend(p, element->count));
	/* 13 */
	for (uint32_t i = 0; i < element->count; i++)
		TSM_TRY(expand_entry(p, object, &element->first[i]));
	/* 14 */
	for (uint32_t i = 0; i < object->nest_count; i++) {
		const struct tsm_json *key = object->nests[i].json;
		if (key->type != TSM_JSON_ARRAY) {
			TSM_TRY(expand_nested(p, object, key, key));
			continue;
		}
		for (uint32_t n = 0; n < key->count; n++)
			TSM_TRY(expand_nested(p, object, key, &key->first[n]));
	}
	return TSM_OK;
}
