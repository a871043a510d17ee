/*
 * Expansion Algorithm, JSON-LD 1.1 API section 5.1: steps 1 to 12 here.
 * Recursion is bounded by the depth of a read tree.
 */
#include <stdlib.h>
#include <string.h>

#include "expanded.h"

static bool is_scalar(const struct tsm_json *value)
{
	return value->type != TSM_JSON_ARRAY && value->type != TSM_JSON_OBJECT;
}

/* Whether a name is a keyword, or a term for it. */
static bool name_is(
    const struct context *active, struct tsm_str name, enum keyword keyword)
{
	if (name.len > 0 && name.ptr[0] == '@')
		return keyword_of(name) == keyword;
	const struct definition *definition = context_term(active, name);
	return definition != NULL && definition->iri.keyword == keyword;
}

uint32_t next_of(const struct context *active, const struct tsm_json *map,
    uint32_t from, enum keyword keyword)
{
	/* most keywords have no other name in most contexts */
	uint32_t lengths = context_aliases(active, keyword);
	for (uint32_t i = from; i < map->count; i++) {
		struct tsm_str name = map->first[i].name;
		bool may_be = (lengths & length_bit(name)) != 0 ||
			      (name.len > 0 && name.ptr[0] == '@');
		if (may_be && name_is(active, name, keyword))
			return i;
	}
	return map->count;
}

/* Step 7: a value or a reference keeps a type-scoped context. */
static bool keeps_context(
    const struct context *active, const struct tsm_json *element)
{
	return has_value_key(active, element) ||
	       (element->count == 1 &&
		   next_of(active, element, 0, KEYWORD_ID) == 0);
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	return tsm_str_cmp(x->json->name, y->json->name);
}

static int by_text(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	return tsm_str_cmp(x->json->text, y->json->text);
}

/* The entries that expand to @type, in the order of their keys. */
static enum tsm_status type_entries(struct process *p,
    const struct context *active, const struct tsm_json *element,
    struct entry **ret_entries, size_t *ret_count)
{
	struct entry *entries = NULL;
	size_t count = 0;
	size_t cap = 0;
	for (uint32_t i = next_of(active, element, 0, KEYWORD_TYPE);
	     i < element->count;
	     i = next_of(active, element, i + 1, KEYWORD_TYPE)) {
		if (count == cap) {
			struct entry *wider = tsm_arena_array(
			    p->arena, cap * 4 + 1, sizeof(*wider));
			if (wider == NULL)
				return tsm_fail_memory(p->err);
			if (count > 0)
				memcpy(wider, entries, count * sizeof(*wider));
			entries = wider;
			cap = cap * 4 + 1;
		}
		entries[count++].json = &element->first[i];
	}
	if (count > 1)
		qsort(entries, count, sizeof(*entries), by_name);
	*ret_entries = entries;
	*ret_count = count;
	return TSM_OK;
}

/* Step 11.2, for one term. */
static enum tsm_status type_context(struct process *p,
    const struct context *type_scoped, const struct tsm_json *term,
    const struct context **active)
{
	if (term->type != TSM_JSON_STRING)
		return TSM_OK;
	const struct definition *definition =
	    context_term(type_scoped, term->text);
	if (definition == NULL || !definition->has_context)
		return TSM_OK;
	struct context_options options = { .no_propagate = true };
	return context_process(p, *active, definition->context,
	    definition->context_base, &options, active);
}

/* Step 11, for one entry. */
static enum tsm_status type_contexts(struct process *p,
    const struct context *type_scoped, const struct tsm_json *value,
    const struct context **active)
{
	if (value->type != TSM_JSON_ARRAY)
		return type_context(p, type_scoped, value, active);
	if (value->count == 1)
		return type_context(p, type_scoped, value->first, active);
	struct entry *terms =
	    tsm_arena_array(p->arena, value->count + 1, sizeof(*terms));
	if (terms == NULL)
		return tsm_fail_memory(p->err);
	for (uint32_t i = 0; i < value->count; i++)
		terms[i].json = &value->first[i];
	/* what is no string has an empty text, and is passed over */
	qsort(terms, value->count, sizeof(*terms), by_text);
	for (uint32_t i = 0; i < value->count; i++)
		TSM_TRY(type_context(p, type_scoped, terms[i].json, active));
	return TSM_OK;
}

/* Steps 10 to 12. */
static enum tsm_status expand_types(struct process *p, struct object *object)
{
	struct entry *entries = NULL;
	size_t count = 0;
	object->type_scoped = object->active;
	TSM_TRY(
	    type_entries(p, object->active, object->element, &entries, &count));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(type_contexts(
		    p, object->type_scoped, entries[i].json, &object->active));
	if (count == 0)
		return TSM_OK;
	const struct tsm_json *last = entries[0].json;
	if (last->type == TSM_JSON_ARRAY && last->count > 0)
		last = &last->first[last->count - 1];
	if (last->type != TSM_JSON_STRING)
		return TSM_OK;
	object->json_type = name_is(object->active, last->text, KEYWORD_JSON);
	return TSM_OK;
}

static const struct tsm_json *local_context(const struct tsm_json *element)
{
	for (uint32_t i = 0; i < element->count; i++) {
		if (tsm_str_is(element->first[i].name, "@context"))
			return &element->first[i];
	}
	return NULL;
}

/* Steps 7 to 20. */
static enum tsm_status expand_map(struct process *p, struct object *object,
    const struct definition *definition, bool from_map,
    struct result *ret_result)
{
	const struct tsm_json *element = object->element;
	/* 7 */
	if (object->active->previous != NULL && !from_map &&
	    !keeps_context(object->active, element))
		object->active = object->active->previous;
	/* 8 */
	if (definition != NULL && definition->has_context) {
		struct context_options options = { .override_protected = true };
		TSM_TRY(context_process(p, object->active, definition->context,
		    definition->context_base, &options, &object->active));
	}
	/* 9 */
	const struct tsm_json *local = local_context(element);
	if (local != NULL) {
		struct context_options options = { 0 };
		TSM_TRY(context_process(p, object->active, local,
		    p->options->base, &options, &object->active));
	}
	TSM_TRY(expand_types(p, object));
	object->result = expanded_new(p, element);
	if (object->result == NULL)
		return tsm_fail_memory(p->err);
	TSM_TRY(expand_entries(p, object));
	return expand_finish(p, object, ret_result);
}

/* Step 5.2, for one item. */
static enum tsm_status add_item(struct process *p, const struct context *active,
    struct tsm_str property, const struct definition *definition,
    const struct tsm_json *item, bool from_map, struct result *result)
{
	struct result one = { 0 };
	TSM_TRY(expand_defined(
	    p, active, property, definition, item, from_map, &one));
	/* 5.2.2 */
	if (one.form == FORM_MANY && definition != NULL &&
	    (definition->container & CONTAINER_LIST) != 0) {
		struct expanded *list = expanded_new(p, item);
		if (list == NULL || expanded_body(p, list) == NULL)
			return tsm_fail_memory(p->err);
		list->has = HAS(KEYWORD_LIST);
		list->body->list = one.items;
		one = result_of(list);
	}
	result_add(result, one);
	return TSM_OK;
}

static const struct definition *defined_as(
    const struct context *active, struct tsm_str property)
{
	return property.ptr != NULL ? context_term(active, property) : NULL;
}

enum tsm_status expand_item(struct process *p, const struct context *active,
    struct tsm_str property, const struct tsm_json *item, bool from_map,
    struct result *result)
{
	return add_item(p, active, property, defined_as(active, property), item,
	    from_map, result);
}

enum tsm_status expand(struct process *p, const struct context *active,
    struct tsm_str property, const struct tsm_json *element, bool from_map,
    struct result *ret_result)
{
	return expand_defined(p, active, property, defined_as(active, property),
	    element, from_map, ret_result);
}

/* Step 4: a scalar. */
static enum tsm_status expand_scalar(struct process *p,
    const struct context *active, struct tsm_str property,
    const struct definition *definition, const struct tsm_json *element,
    struct result *ret_result)
{
	if (property.ptr == NULL || tsm_str_is(property, "@graph"))
		return safe_dropped(p, element, "a value without a property");
	if (definition != NULL && definition->has_context) {
		/* 4.2 does not say that protected terms may be overridden, as
		 * step 8 does; JSON-LD 1.1 section 4.1.11 does not tell a
		 * value from an object. */
		struct context_options options = { .override_protected = true };
		TSM_TRY(context_process(p, active, definition->context,
		    definition->context_base, &options, &active));
		definition = context_term(active, property);
	}
	struct expanded *item = NULL;
	TSM_TRY(expand_value(p, active, definition, element, &item));
	*ret_result = result_of(item);
	return TSM_OK;
}

enum tsm_status expand_defined(struct process *p, const struct context *active,
    struct tsm_str property, const struct definition *definition,
    const struct tsm_json *element, bool from_map, struct result *ret_result)
{
	*ret_result = (struct result){ 0 };
	TSM_TRY(process_spend(p, 1));
	/* 1 */
	if (element->type == TSM_JSON_NULL)
		return TSM_OK;
	/* 5 */
	if (element->type == TSM_JSON_ARRAY) {
		ret_result->form = FORM_MANY;
		for (uint32_t i = 0; i < element->count; i++)
			TSM_TRY(add_item(p, active, property, definition,
			    &element->first[i], from_map, ret_result));
		return TSM_OK;
	}
	/* 3 is in definition */
	if (is_scalar(element))
		return expand_scalar(
		    p, active, property, definition, element, ret_result);
	struct object object = {
		.active = active, .property = property, .element = element
	};
	return expand_map(p, &object, definition, from_map, ret_result);
}

/* The document's top object without one of its members. */
static enum tsm_status leave_out(struct process *p,
    const struct tsm_json *document, const struct tsm_json *without,
    const struct tsm_json **ret_document)
{
	struct tsm_json *copy = tsm_arena_alloc(p->arena, sizeof(*copy));
	struct tsm_json *first =
	    tsm_arena_array(p->arena, document->count, sizeof(*first));
	if (copy == NULL || first == NULL)
		return tsm_fail_memory(p->err);
	*copy = *document;
	copy->first = first;
	copy->count = 0;
	for (uint32_t i = 0; i < document->count; i++) {
		if (&document->first[i] != without)
			first[copy->count++] = document->first[i];
	}
	*ret_document = copy;
	return TSM_OK;
}

/* API section 9.3 expand(), steps 5 to 9. */
enum tsm_status expand_document(struct process *p,
    const struct tsm_json *document, const struct tsm_json *without,
    struct items *ret_items)
{
	const struct context *active = NULL;
	struct result result = { 0 };
	TSM_TRY(context_initial(p, &active));
	if (without != NULL && document->type == TSM_JSON_OBJECT)
		TSM_TRY(leave_out(p, document, without, &document));
	TSM_TRY(
	    expand(p, active, tsm_str_n(NULL, 0), document, false, &result));
	/* a map that holds only @graph is its value */
	if (result.form == FORM_ONE && result.items.first != NULL &&
	    has_only(result.items.first, HAS(KEYWORD_GRAPH)) &&
	    has(result.items.first, KEYWORD_GRAPH))
		*ret_items = result.items.first->body->graph;
	else
		*ret_items = result.items;
	return TSM_OK;
}
