/*
 * Expansion Algorithm, section 5.1: step 13.4, entries that are keywords.
 */
#include "expanded.h"

/* 13.4.3: @id. */
static enum tsm_status expand_id(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	if (entry->type != TSM_JSON_STRING)
		return process_fail(p, TSM_JSONLD_INVALID_ID_VALUE, entry,
		    entry->name, "an identifier has to be a string");
	struct iri iri = { 0 };
	TSM_TRY(iri_expand(p, object->active, entry->text, true, false, &iri));
	TSM_TRY(safe_reference(p, entry, entry->text, &iri));
	object->result->id = iri;
	return TSM_OK;
}

static enum tsm_status expand_type_item(struct process *p,
    const struct object *object, const struct tsm_json *entry,
    const struct tsm_json *item)
{
	if (item->type != TSM_JSON_STRING)
		return process_fail(p, TSM_JSONLD_INVALID_TYPE_VALUE, item,
		    entry->name, "a type has to be a string");
	struct iri iri = { 0 };
	const struct definition *definition =
	    context_term(object->type_scoped, item->text);
	if (definition != NULL)
		iri = definition->iri;
	else
		TSM_TRY(iri_expand(
		    p, object->type_scoped, item->text, true, true, &iri));
	TSM_TRY(safe_type(p, item, item->text, &iri));
	TSM_TRY(plain_type(p, object, item, definition, iri.text));
	return types_add(p, &object->result->body->types, iri, false);
}

/* 13.4.4: @type. */
static enum tsm_status expand_type(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	struct expanded *result = object->result;
	if (expanded_body(p, result) == NULL)
		return tsm_fail_memory(p->err);
	/* 13.4.4.5: together with an earlier @type it is an array */
	if (entry->type == TSM_JSON_ARRAY || has(result, KEYWORD_TYPE))
		result->has &= ~HAS_ONE_TYPE;
	else
		result->has |= HAS_ONE_TYPE;
	if (entry->type != TSM_JSON_ARRAY)
		return expand_type_item(p, object, entry, entry);
	for (uint32_t i = 0; i < entry->count; i++)
		TSM_TRY(expand_type_item(p, object, entry, &entry->first[i]));
	return TSM_OK;
}

/* 13.4.5: @graph. */
static enum tsm_status expand_graph(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	struct result value = { 0 };
	struct body *body = expanded_body(p, object->result);
	if (body == NULL)
		return tsm_fail_memory(p->err);
	TSM_TRY(expand(p, object->active, (struct tsm_str)TSM_STR("@graph"),
	    entry, false, &value));
	body->graph = value.items;
	return TSM_OK;
}

/* 13.4.6: @included. */
static enum tsm_status expand_included(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	struct result value = { 0 };
	struct body *body = expanded_body(p, object->result);
	if (body == NULL)
		return tsm_fail_memory(p->err);
	TSM_TRY(expand(
	    p, object->active, tsm_str_n(NULL, 0), entry, false, &value));
	/* null is no node either */
	bool nodes = value.form != FORM_NULL;
	for (const struct expanded *i = value.items.first; nodes && i != NULL;
	     i = i->next)
		nodes = !is_value(i) && !is_list(i);
	if (!nodes)
		return process_fail(p, TSM_JSONLD_INVALID_INCLUDED_VALUE, entry,
		    entry->name, "only nodes may be included");
	items_append(&body->included, value.items);
	return TSM_OK;
}

/* 13.4.7: @value. */
static enum tsm_status expand_literal(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	bool scalar =
	    entry->type != TSM_JSON_ARRAY && entry->type != TSM_JSON_OBJECT;
	if ((object->json_type && p->options->mode == TSM_JSONLD_1_0) ||
	    (!object->json_type && !scalar))
		return process_fail(p, TSM_JSONLD_INVALID_VALUE_OBJECT_VALUE,
		    entry, entry->name,
		    "a value has to be a string, number, boolean or null");
	object->result->value = entry;
	return TSM_OK;
}

/* 13.4.8: @language. */
static enum tsm_status expand_language(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	if (entry->type != TSM_JSON_STRING)
		return process_fail(p,
		    TSM_JSONLD_INVALID_LANGUAGE_TAGGED_STRING, entry,
		    entry->name, "a language has to be a string");
	object->result->language = entry->text;
	return safe_language(p, entry, entry->text);
}

/* 13.4.9: @direction. */
static enum tsm_status expand_direction(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	bool ltr =
	    entry->type == TSM_JSON_STRING && tsm_str_is(entry->text, "ltr");
	bool rtl =
	    entry->type == TSM_JSON_STRING && tsm_str_is(entry->text, "rtl");
	if (!ltr && !rtl)
		return process_fail(p, TSM_JSONLD_INVALID_BASE_DIRECTION, entry,
		    entry->name, "a direction has to be \"ltr\" or \"rtl\"");
	object->result->direction = ltr ? DIRECTION_LTR : DIRECTION_RTL;
	return safe_direction(p, entry);
}

/* 13.4.10: @index. */
static enum tsm_status expand_index(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	if (entry->type != TSM_JSON_STRING)
		return process_fail(p, TSM_JSONLD_INVALID_INDEX_VALUE, entry,
		    entry->name, "an index has to be a string");
	object->result->index = entry->text;
	return safe_dropped(p, entry, "an index");
}

/* Arrays in an array of @list are one array to step 5.2.3, unless the property
 * is a list: section 9.7 of JSON-LD 1.1 has none. */
static enum tsm_status safe_list(struct process *p, const struct object *object,
    const struct tsm_json *entry)
{
	const struct definition *definition =
	    context_term(object->active, object->property);
	if (entry->type != TSM_JSON_ARRAY ||
	    (definition != NULL &&
		(definition->container & CONTAINER_LIST) != 0))
		return TSM_OK;
	for (uint32_t i = 0; i < entry->count; i++) {
		if (entry->first[i].type == TSM_JSON_ARRAY)
			return safe_dropped(p, &entry->first[i],
			    "that this is a list of its own");
	}
	return TSM_OK;
}

/* 13.4.11 and 13.4.12: @list and @set. */
static enum tsm_status expand_container(struct process *p,
    struct object *object, const struct tsm_json *entry, enum keyword keyword)
{
	struct result value = { 0 };
	struct body *body = expanded_body(p, object->result);
	if (body == NULL)
		return tsm_fail_memory(p->err);
	TSM_TRY(
	    expand(p, object->active, object->property, entry, false, &value));
	if (keyword == KEYWORD_SET) {
		body->set = value.items;
		body->set_form = value.form;
		return TSM_OK;
	}
	for (const struct expanded *i = value.items.first;
	     p->options->mode == TSM_JSONLD_1_0 && i != NULL; i = i->next) {
		if (is_list(i))
			return process_fail(p, TSM_JSONLD_LIST_OF_LISTS, i->at,
			    entry->name, "a list of lists needs JSON-LD 1.1");
	}
	body->list = value.items;
	return safe_list(p, object, entry);
}

/* Put the properties of one map into another; from is consumed. */
static enum tsm_status merge(
    struct process *p, struct properties *to, const struct properties *from)
{
	for (struct property *i = from->first; i != NULL; i = i->next) {
		struct property *property = properties_have(p, to, i->iri);
		if (property == NULL)
			return tsm_fail_memory(p->err);
		if (property->predicate == NULL)
			property->predicate = i->predicate;
		items_append(&property->values, i->values);
	}
	return TSM_OK;
}

/* 13.4.13: @reverse. */
static enum tsm_status expand_reverse(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	struct result value = { 0 };
	struct body *body = expanded_body(p, object->result);
	if (body == NULL)
		return tsm_fail_memory(p->err);
	if (entry->type != TSM_JSON_OBJECT)
		return process_fail(p, TSM_JSONLD_INVALID_REVERSE_VALUE, entry,
		    entry->name, "@reverse has to be an object");
	TSM_TRY(expand(p, object->active, (struct tsm_str)TSM_STR("@reverse"),
	    entry, false, &value));
	const struct expanded *map = value.items.first;
	if (value.form != FORM_ONE || map == NULL || map->body == NULL)
		return TSM_OK;
	/* 13.4.13.3: reversed twice is forward */
	TSM_TRY(merge(p, &body->properties, &map->body->reverse));
	if (body->properties.first != NULL)
		object->result->has |= HAS_PROPERTIES;
	/* 13.4.13.4 */
	for (const struct property *i = map->body->properties.first; i != NULL;
	     i = i->next) {
		for (const struct expanded *v = i->values.first; v != NULL;
		     v = v->next) {
			if (is_value(v) || is_list(v))
				return process_fail(p,
				    TSM_JSONLD_INVALID_REVERSE_PROPERTY_VALUE,
				    v->at, i->iri,
				    "a reverse property takes nodes only");
		}
	}
	TSM_TRY(merge(p, &body->reverse, &map->body->properties));
	if (body->reverse.first != NULL)
		object->result->has |= HAS(KEYWORD_REVERSE);
	return TSM_OK;
}

/* 13.4.14: @nest; at most as many as the element has entries. */
static enum tsm_status expand_nest(
    struct process *p, struct object *object, const struct tsm_json *entry)
{
	if (object->nests == NULL)
		object->nests = tsm_arena_array(
		    p->arena, object->element->count, sizeof(*object->nests));
	if (object->nests == NULL)
		return tsm_fail_memory(p->err);
	object->nests[object->nest_count++].json = entry;
	return TSM_OK;
}

/* 13.4.3 to 13.4.14, by keyword; what it is not for is dropped. */
static enum tsm_status by_keyword(struct process *p, struct object *object,
    const struct tsm_json *entry, enum keyword keyword)
{
	switch (keyword) {
	case KEYWORD_ID:
		return expand_id(p, object, entry);
	case KEYWORD_TYPE:
		return expand_type(p, object, entry);
	case KEYWORD_GRAPH:
		return expand_graph(p, object, entry);
	case KEYWORD_INCLUDED:
		return expand_included(p, object, entry);
	case KEYWORD_VALUE:
		return expand_literal(p, object, entry);
	case KEYWORD_LANGUAGE:
		return expand_language(p, object, entry);
	case KEYWORD_DIRECTION:
		return expand_direction(p, object, entry);
	case KEYWORD_INDEX:
		return expand_index(p, object, entry);
	default:
		return expand_container(p, object, entry, keyword);
	}
}

/* Keywords that become an entry of the result. */
#define ENTRIES                                                           \
 (HAS(KEYWORD_ID) | HAS(KEYWORD_TYPE) | HAS(KEYWORD_GRAPH) |              \
     HAS(KEYWORD_INCLUDED) | HAS(KEYWORD_VALUE) | HAS(KEYWORD_LANGUAGE) | \
     HAS(KEYWORD_DIRECTION) | HAS(KEYWORD_INDEX) | HAS(KEYWORD_LIST) |    \
     HAS(KEYWORD_SET) | HAS(KEYWORD_REVERSE))

enum tsm_status expand_keyword(struct process *p, struct object *object,
    const struct tsm_json *entry, enum keyword keyword)
{
	bool old = p->options->mode == TSM_JSONLD_1_0;
	/* 13.4.1 */
	if (tsm_str_is(object->property, "@reverse"))
		return process_fail(p, TSM_JSONLD_INVALID_REVERSE_PROPERTY_MAP,
		    entry, entry->name, "@reverse takes properties only");
	/* 13.4.2 */
	bool again = keyword == KEYWORD_INCLUDED || keyword == KEYWORD_TYPE;
	if (has(object->result, keyword) && (!again || old) &&
	    keyword != KEYWORD_REVERSE)
		return process_fail(p, TSM_JSONLD_COLLIDING_KEYWORDS, entry,
		    entry->name, "this keyword stands here twice");
	if (keyword == KEYWORD_REVERSE)
		return expand_reverse(p, object, entry);
	if (keyword == KEYWORD_NEST)
		return expand_nest(p, object, entry);
	bool new_keyword =
	    keyword == KEYWORD_INCLUDED || keyword == KEYWORD_DIRECTION;
	if ((ENTRIES & HAS(keyword)) == 0 || (old && new_keyword))
		return safe_dropped(p, entry, "a keyword of no use here");
	if (keyword == KEYWORD_LIST &&
	    (object->property.ptr == NULL ||
		tsm_str_is(object->property, "@graph")))
		return safe_dropped(p, entry, "a list without a property");
	/* JSON-LD 1.1 section 9.5: it may be null, which says nothing */
	if (keyword == KEYWORD_LANGUAGE && entry->type == TSM_JSON_NULL)
		return TSM_OK;
	TSM_TRY(by_keyword(p, object, entry, keyword));
	object->result->has |= HAS(keyword);
	return TSM_OK;
}
