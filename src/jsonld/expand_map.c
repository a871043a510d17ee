/*
 * Expansion Algorithm, section 5.1: steps 13.7 and 13.8, maps by language,
 * index, identifier or type.
 */
#include "expanded.h"

static bool is_none(const struct context *active, struct tsm_str text)
{
	const struct definition *definition = context_term(active, text);
	return keyword_of(text) == KEYWORD_NONE ||
	       (definition != NULL && definition->iri.keyword == KEYWORD_NONE);
}

/* 13.7.4.2, for one item. */
static enum tsm_status language_item(struct process *p,
    const struct tsm_json *item, struct tsm_str language,
    enum direction direction, struct result *result)
{
	if (item->type == TSM_JSON_NULL)
		return TSM_OK;
	if (item->type != TSM_JSON_STRING)
		return process_fail(p, TSM_JSONLD_INVALID_LANGUAGE_MAP_VALUE,
		    item, item->name, "what has a language has to be a string");
	struct expanded *value = expanded_new(p, item);
	if (value == NULL)
		return tsm_fail_memory(p->err);
	value->has = HAS(KEYWORD_VALUE);
	value->value = item;
	if (language.ptr != NULL) {
		value->has |= HAS(KEYWORD_LANGUAGE);
		value->language = language;
	}
	if (direction == DIRECTION_LTR || direction == DIRECTION_RTL) {
		value->has |= HAS(KEYWORD_DIRECTION);
		value->direction = direction;
		TSM_TRY(safe_direction(p, item));
	}
	items_add(&result->items, value);
	return TSM_OK;
}

/* 13.7 */
enum tsm_status expand_language_map(struct process *p,
    const struct object *object, const struct tsm_json *entry,
    const struct definition *definition, struct result *ret_result)
{
	enum direction direction = definition->direction != DIRECTION_ABSENT
				       ? definition->direction
				       : object->active->direction;
	*ret_result = (struct result){ .form = FORM_MANY };
	TSM_TRY(process_spend(p, entry->count));
	for (uint32_t i = 0; i < entry->count; i++) {
		const struct tsm_json *value = &entry->first[i];
		struct tsm_str language = value->name;
		if (is_none(object->active, language))
			language = tsm_str_n(NULL, 0);
		else
			TSM_TRY(safe_language(p, value, language));
		if (value->type != TSM_JSON_ARRAY) {
			TSM_TRY(language_item(
			    p, value, language, direction, ret_result));
			continue;
		}
		for (uint32_t n = 0; n < value->count; n++)
			TSM_TRY(language_item(p, &value->first[n], language,
			    direction, ret_result));
	}
	return TSM_OK;
}

/* One key of an index map, while its values are expanded. */
struct key {
	const struct tsm_json *value; /* and its name: the index */
	const struct definition *definition;
	struct iri iri; /* expanded index */
	bool none;
};

/* 13.8.3.7.2: the index is the value of a property. */
static enum tsm_status index_property(struct process *p,
    const struct object *object, const struct key *key, struct expanded *item)
{
	struct tsm_str name = key->definition->index;
	struct iri iri = { 0 };
	struct expanded *index = NULL;
	const struct tsm_json *text = json_new_string(p, key->value->name);
	if (text == NULL)
		return tsm_fail_memory(p->err);
	TSM_TRY(expand_value(p, object->active,
	    context_term(object->active, name), text, &index));
	TSM_TRY(iri_expand(p, object->active, name, false, true, &iri));
	if (is_value(item))
		return process_fail(p, TSM_JSONLD_INVALID_VALUE_OBJECT,
		    key->value, name, "a value cannot have a property");
	if (is_list(item))
		TSM_TRY(safe_dropped(p, key->value, "the index of a list"));
	TSM_TRY(safe_key(p, key->value, iri));
	index->at = key->value;
	struct body *body = expanded_body(p, item);
	struct property *property =
	    body != NULL ? properties_have(p, &body->properties, iri.text)
			 : NULL;
	if (property == NULL)
		return tsm_fail_memory(p->err);
	item->has |= HAS_PROPERTIES;
	items_prepend(&property->values, (struct items){ index, index });
	return TSM_OK;
}

/* 13.8.3.7.4 and 13.8.3.7.5: the index is an identifier or a type. */
static enum tsm_status index_id_or_type(struct process *p,
    const struct object *object, const struct key *key, struct expanded *item)
{
	struct tsm_str name = key->value->name;
	struct iri type = key->iri;
	if ((key->definition->container & CONTAINER_ID) != 0) {
		struct iri iri = { 0 };
		TSM_TRY(iri_expand(p, object->active, name, true, false, &iri));
		TSM_TRY(safe_reference(p, key->value, name, &iri));
		if (!is_node(item) || (has(item, KEYWORD_ID) &&
					  !tsm_str_eq(item->id.text, iri.text)))
			TSM_TRY(safe_dropped(p, key->value, "an identifier"));
		if (has(item, KEYWORD_ID))
			return TSM_OK;
		item->has |= HAS(KEYWORD_ID);
		item->id = iri;
		return TSM_OK;
	}
	if ((key->definition->container & CONTAINER_TYPE) == 0)
		return TSM_OK;
	struct body *body = expanded_body(p, item);
	if (body == NULL)
		return tsm_fail_memory(p->err);
	TSM_TRY(safe_type(p, key->value, name, &type));
	if (!is_node(item))
		TSM_TRY(safe_dropped(p, key->value, "a type"));
	item->has |= HAS(KEYWORD_TYPE);
	TSM_TRY(types_add(p, &body->types, type, true));
	return safe_node(p, item);
}

/* 13.8.3.7, for one item. */
static enum tsm_status index_item(struct process *p,
    const struct object *object, const struct key *key, struct expanded *item,
    struct result *result)
{
	unsigned container = key->definition->container;
	bool by_property = key->definition->index.ptr != NULL &&
			   !tsm_str_is(key->definition->index, "@index");
	item->next = NULL;
	if ((container & CONTAINER_GRAPH) != 0 && !is_graph(item))
		TSM_TRY(expand_into_graph(p, item, &item));
	if (key->none) {
		items_add(&result->items, item);
		return TSM_OK;
	}
	if ((container & CONTAINER_INDEX) == 0)
		TSM_TRY(index_id_or_type(p, object, key, item));
	else if (by_property)
		TSM_TRY(index_property(p, object, key, item));
	else if (!has(item, KEYWORD_INDEX)) {
		TSM_TRY(safe_dropped(p, key->value, "an index"));
		item->has |= HAS(KEYWORD_INDEX);
		item->index = key->value->name;
	}
	items_add(&result->items, item);
	return TSM_OK;
}

/* 13.8.3.1 to 13.8.3.3 */
static enum tsm_status map_context(struct process *p,
    const struct object *object, const struct key *key,
    const struct context **ret_context)
{
	const struct context *context = object->active;
	unsigned container = key->definition->container;
	if ((container & (CONTAINER_ID | CONTAINER_TYPE)) != 0 &&
	    context->previous != NULL)
		context = context->previous;
	const struct definition *type = NULL;
	if ((container & CONTAINER_TYPE) != 0)
		type = context_term(context, key->value->name);
	if (type != NULL && type->has_context) {
		struct context_options options = { 0 };
		TSM_TRY(context_process(p, context, type->context,
		    type->context_base, &options, &context));
	} else if ((container & CONTAINER_TYPE) == 0)
		context = object->active;
	*ret_context = context;
	return TSM_OK;
}

/* 13.8 */
enum tsm_status expand_index_map(struct process *p, const struct object *object,
    const struct tsm_json *entry, const struct definition *definition,
    struct result *ret_result)
{
	*ret_result = (struct result){ .form = FORM_MANY };
	for (uint32_t i = 0; i < entry->count; i++) {
		struct key key = { .value = &entry->first[i],
			.definition = definition };
		const struct context *context = object->active;
		TSM_TRY(map_context(p, object, &key, &context));
		TSM_TRY(iri_expand(
		    p, object->active, key.value->name, false, true, &key.iri));
		key.none = key.iri.keyword == KEYWORD_NONE;
		/* 13.8.3.5 and 13.8.3.6: the index value as an array */
		struct result values = { .form = FORM_MANY };
		if (key.value->type == TSM_JSON_ARRAY)
			TSM_TRY(expand(
			    p, context, entry->name, key.value, true, &values));
		else
			TSM_TRY(expand_item(
			    p, context, entry->name, key.value, true, &values));
		struct expanded *next;
		for (struct expanded *n = values.items.first; n != NULL;
		     n = next) {
			next = n->next;
			TSM_TRY(index_item(p, object, &key, n, ret_result));
		}
	}
	return TSM_OK;
}
